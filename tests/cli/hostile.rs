//! What a terminal obeys, and what must not end up in a log: neither gets out.

use crate::run::{SECRET, data, inspect, jwt, run_with};
use std::fs;

#[test]
fn a_key_that_is_taken_for_an_option_is_not_repeated() {
    let key = fs::read_to_string(data("keys/p256.pkcs8.pem")).unwrap();
    let body = key.lines().nth(1).unwrap();
    for command in [["keys", "show"], ["keys", "thumbprint"], ["inspect", "-"]] {
        let run = run_with(command.into_iter().chain([key.as_str()]), b"");
        run.refused("begins with - and is no option");
        assert!(
            !run.err.contains(body) && !run.err.contains("PRIVATE"),
            "{run:?}"
        );
    }
    // What is an option that is misspelt is still named.
    run_with(["keys", "show", "--formt=json"], b"").refused("there is no option --formt");
    // And the key is taken where it is said to be no option.
    let run = run_with(["keys", "show", "--", key.as_str()], b"");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn nothing_that_a_terminal_obeys_gets_out() {
    let hostile = "\u{9b}2J\u{202e}\u{200b}\u{e0041}";
    let key = format!(r#"{{"kty":"oct","k":"AAAA","kid":"{hostile}"}}"#);
    let keys = |arguments: &[&str]| run_with(["keys"].iter().chain(arguments), key.as_bytes());
    for run in [
        keys(&["convert", "--to", "jwks", "--reveal"]),
        keys(&["convert", "--to", "jwk", "--reveal"]),
        keys(&["show"]),
        keys(&["show", "--format", "json"]),
        keys(&["thumbprint", "--format", "json"]),
        run_with(
            ["keys", "show", &format!("/none/{hostile}\x1b]8;;x\x07")],
            b"",
        ),
        run_with(["inspect", "-", "--key", &format!("\x1b[2J{hostile}")], b""),
        run_with(["inspect", "-", "--alg", &format!("\x1b[2J{hostile}")], b""),
        run_with(["inspect", "-", &format!("--{hostile}")], b""),
        run_with(["inspect"], key.as_bytes()),
        run_with(["diff", "{}", &key], b""),
    ] {
        for text in [&run.out, &run.err] {
            let hidden =
                |c: &char| c.is_control() && *c != '\n' || hostile.contains(*c) && !c.is_ascii();
            assert_eq!(text.chars().find(hidden), None, "{run:?}");
        }
    }
    // What was written out is the same key.
    let run = keys(&["convert", "--to", "jwk", "--reveal"]);
    assert_eq!(run.json()["kid"], hostile);
}

/// What is offered to be typed comes from the token, and may be copied into a shell.
#[test]
fn what_is_offered_to_be_typed_is_one_word_of_the_shell() {
    let token = jwt(r#"{"aud":"api://$(reboot);'x'","exp":1000}"#);
    let expected = ["--audience", "$(reboot);'x'", "--at", "5"];
    let arguments = [&[token.as_str(), "--secret", SECRET][..], &expected].concat();
    let offered = r"Try it with --audience 'api://$(reboot);'\''x'\'''";
    let run = inspect(&arguments);
    assert!(run.out.contains(offered), "{run:?}");

    // A tenant is a GUID or a domain: another is not offered at all.
    let token = jwt(r#"{"iss":"https://sts.windows.net/$(reboot)/"}"#);
    let common = "https://login.microsoftonline.com/common/v2.0";
    let run = inspect(&[&token, "--secret", SECRET, "--issuer", common]);
    assert!(!run.out.contains("Try it with"), "{run:?}");
}
