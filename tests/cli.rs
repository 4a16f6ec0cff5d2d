//! The contract of `tokenscope inspect`, from outside: what it reads, what it prints, how it ends.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "cli/run.rs"]
mod run;

#[path = "cli/bad_input.rs"]
mod bad_input;

#[path = "cli/beside.rs"]
mod beside;

#[path = "cli/diff.rs"]
mod diff;

#[path = "cli/encrypt.rs"]
mod encrypt;

#[path = "cli/hostile.rs"]
mod hostile;

#[path = "cli/keys.rs"]
mod keys;

#[path = "cli/sd_jwt.rs"]
mod sd_jwt;

#[path = "cli/sign.rs"]
mod sign;

#[cfg(target_os = "linux")]
#[path = "cli/terminal.rs"]
mod terminal;

use run::{Run, SECRET, data, finish, hs256, inspect, inspect_json, jwt, program, run_with};
use std::fs;
use std::process::Stdio;

/// RFC 7515 appendix A.1: it expired in 2011.
const RFC7515_A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RFC7515_A1_KEY: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

/// A second before the token of RFC 7515 appendix A.1 expires.
const IN_TIME: &str = "1300819379";

#[test]
fn the_exit_code_is_the_verdict() {
    for (arguments, code, verdict) in [
        (
            &["--secret-base64", RFC7515_A1_KEY, "--at", IN_TIME][..],
            0,
            "valid",
        ),
        (&["--secret-base64", RFC7515_A1_KEY], 1, "invalid"),
        (&["--secret", SECRET, "--at", IN_TIME], 1, "invalid"),
        (&["--at", IN_TIME], 3, "unverified"),
    ] {
        let arguments = [&[RFC7515_A1], arguments].concat();
        let json = inspect_json(&arguments);
        assert_eq!(json.code, code, "{json:?}");
        assert_eq!(json.json()["verdict"], verdict);
        let text = inspect(&arguments);
        assert_eq!(text.code, code);
        let first = text.out.lines().next().unwrap().to_lowercase();
        assert!(first.starts_with(verdict), "{first}");
        assert_eq!((json.err, text.err), (String::new(), String::new()));
    }
    let unknown = inspect_json(&["good morning"]);
    assert_eq!(unknown.code, 1);
    assert_eq!(unknown.json()["kind"], "unknown");
    assert_eq!(unknown.status("format"), "fail");
}

#[test]
fn the_text_comes_as_an_argument_a_file_or_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("to ken.txt");
    fs::write(&file, RFC7515_A1).unwrap();
    let by_argument = inspect_json(&[RFC7515_A1, "--at", IN_TIME]);
    let at_file = format!("@{}", file.display());
    let by_file = inspect_json(&[&at_file, "--at", IN_TIME]);
    let all = ["inspect", "--at", IN_TIME, "--format", "json"];
    let by_input = run_with(all, RFC7515_A1.as_bytes());
    let by_dash = run_with(all.iter().chain(&["-"]), RFC7515_A1.as_bytes());
    assert_eq!(by_argument.code, 3);
    for other in [by_file, by_input, by_dash] {
        assert_eq!(other.json(), by_argument.json());
        assert_eq!(other.code, 3);
    }
}

#[test]
fn the_json_holds_what_the_contract_names() {
    let arguments = [
        RFC7515_A1,
        "--secret-base64",
        RFC7515_A1_KEY,
        "--at",
        IN_TIME,
    ];
    let run = inspect_json(&arguments);
    assert_eq!(run.out.matches('\n').count(), 1, "one line: {}", run.out);
    let json = run.json();
    assert_eq!(json["kind"], "jws");
    assert_eq!(json["serialization"], "compact");
    assert_eq!(json["header"]["alg"], "HS256");
    assert_eq!(json["payload"]["exp"].to_string(), "1300819380");
    assert_eq!(json["payload"]["http://example.com/is_root"], true);
    assert!(!json["summary"].as_str().unwrap().is_empty());
    assert!(json["findings"].is_array());
    for check in json["checks"].as_array().unwrap() {
        assert!(["pass", "fail", "skipped"].contains(&check["status"].as_str().unwrap()));
        assert!(!check["detail"].as_str().unwrap().is_empty(), "{check}");
        assert!(!check["reference"].as_str().unwrap().is_empty(), "{check}");
    }
    for id in [
        "format",
        "algorithm",
        "signature",
        "key-trust",
        "key-strength",
        "expiry",
    ] {
        assert_eq!(run.status(id), "pass", "{id}");
    }
    for id in [
        "issuer",
        "audience",
        "subject",
        "type",
        "nonce",
        "required-claims",
    ] {
        assert_eq!(run.status(id), "skipped", "{id}");
    }
}

#[test]
fn a_payload_is_json_text_or_bytes() {
    let payload = |bytes: &[u8]| {
        let run = inspect_json(&[&hs256(r#"{"alg":"HS256"}"#, bytes)]);
        run.json()["payload"].clone()
    };
    assert_eq!(
        payload(br#"{"a":[1,null]}"#),
        serde_json::json!({"a": [1, null]})
    );
    assert_eq!(payload("Grüße".as_bytes()), "Grüße");
    assert_eq!(
        payload(b"\xff\x00"),
        serde_json::json!({"base64url": "_wA"})
    );
}

#[test]
fn every_expectation_decides_its_check() {
    let token = jwt(
        r#"{"iss":"https://id.example","sub":"ada","aud":["web","app"],"nonce":"n1","exp":1000,"nbf":500}"#,
    );
    for (arguments, id, status) in [
        (&["--issuer", "https://id.example"][..], "issuer", "pass"),
        (&["--issuer", "https://id.example/"], "issuer", "fail"),
        (&["--subject", "ada"], "subject", "pass"),
        (&["--subject", "bob"], "subject", "fail"),
        (&["--audience", "app"], "audience", "pass"),
        (
            &["--audience", "api", "--audience", "web"],
            "audience",
            "pass",
        ),
        (&["--audience", "api"], "audience", "fail"),
        (&["--type", "application/jwt"], "type", "pass"),
        (&["--type", "at+jwt"], "type", "fail"),
        (&["--nonce", "n1"], "nonce", "pass"),
        (&["--nonce", "-n2"], "nonce", "fail"),
        (
            &["--require", "sub", "--require", "exp"],
            "required-claims",
            "pass",
        ),
        (
            &["--require", "sub", "--require", "acr"],
            "required-claims",
            "fail",
        ),
        (&["--alg", "RS256", "--alg", "HS256"], "algorithm", "pass"),
        (&["--alg", "RS256"], "algorithm", "fail"),
        (&[], "expiry", "pass"),
        (&["--at", "1970-01-01T00:16:40Z"], "expiry", "fail"),
        (&["--at", "1000", "--leeway", "1"], "expiry", "pass"),
        (&["--at", "499"], "not-before", "fail"),
        (&["--at", "499", "--leeway", "1"], "not-before", "pass"),
        (&["--at", "-5"], "not-before", "fail"),
        (
            &["--leeway", "18446744073709551615", "--at", "9999999999"],
            "expiry",
            "pass",
        ),
        (
            &[
                "--leeway",
                "18446744073709551615",
                "--at",
                "-9223372036854775808",
            ],
            "not-before",
            "pass",
        ),
        (
            &[
                "--leeway",
                "18446744073709551615",
                "--at",
                "9223372036854775807",
            ],
            "expiry",
            "pass",
        ),
    ] {
        let at: &[&str] = if arguments.contains(&"--at") {
            &[]
        } else {
            &["--at", "999"]
        };
        let run = inspect_json(&[&[token.as_str(), "--secret", SECRET], at, arguments].concat());
        assert_eq!(run.status(id), status, "{arguments:?}");
        assert_eq!(run.code, i32::from(status == "fail"), "{run:?}");
    }
}

#[test]
fn a_secret_comes_as_text_base64_file_or_variable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let token = jwt("{}");
    let file = file.to_str().unwrap();
    for arguments in [
        ["--secret", SECRET],
        ["--secret-file", file],
        [
            "--secret-base64",
            "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSwgdHdpY2U=",
        ],
    ] {
        let run = inspect_json(&[&[token.as_str()][..], &arguments].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
        assert!(!run.out.contains(SECRET));
    }
    let mut command = program();
    command.args(["inspect", &token, "--secret-env", "TOKENSCOPE_TEST_SECRET"]);
    command.env("TOKENSCOPE_TEST_SECRET", SECRET);
    let run = finish(&mut command, b"");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.out.contains(SECRET));
}

#[test]
fn a_weak_key_passes_only_by_name() {
    let token = {
        use base64::Engine as _;
        let encode = |b: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(b);
        let input = format!("{}.{}", encode(br#"{"alg":"HS256"}"#), encode(b"{}"));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"short");
        let mac = aws_lc_rs::hmac::sign(&key, input.as_bytes());
        format!("{input}.{}", encode(mac.as_ref()))
    };
    let weak = inspect_json(&[&token, "--secret", "short"]);
    assert_eq!(
        (weak.code, weak.status("key-strength").as_str()),
        (1, "fail")
    );
    assert_eq!(weak.status("signature"), "pass");
    let let_pass = inspect_json(&[&token, "--secret", "short", "--allow-weak-keys"]);
    assert_eq!(let_pass.code, 0, "{let_pass:?}");
}

#[test]
fn a_key_file_verifies_and_is_named() {
    let key = data("rfc7520/3_3.rsa_public_key.json");
    let token = fs::read_to_string(data("rfc7520/4_1.compact.txt")).unwrap();
    let run = inspect_json(&[token.trim(), "--key", key.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    let source = run.json()["key"]["source"].as_str().unwrap().to_owned();
    assert!(source.contains("3_3.rsa_public_key.json"), "{source}");
}

#[test]
fn a_detached_payload_is_given_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payload");
    fs::write(&file, "{\"a\":1}").unwrap();
    let token = jwt("{\"a\":1}");
    let (header, rest) = token.split_once('.').unwrap();
    let detached = format!("{header}..{}", rest.split_once('.').unwrap().1);
    let run = inspect_json(&[
        &detached,
        "--secret",
        SECRET,
        "--payload",
        file.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()["payload"]["a"], 1);
}

#[test]
fn the_worst_of_several_decides_the_exit_code() {
    let good = jwt("{}");
    let expired = jwt(r#"{"exp":1}"#);
    let both = run_with(
        ["inspect", "--secret", SECRET],
        format!("{good}\n{expired}").as_bytes(),
    );
    assert_eq!(both.code, 1, "{both:?}");
    assert!(
        both.out
            .starts_with("2 credentials, the worst is invalid\n")
    );
}

#[test]
fn wrapping_comes_off_and_is_named() {
    let run = inspect(&[
        &format!("Authorization: Bearer {}", jwt("{}")),
        "--secret",
        SECRET,
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Taken off"), "{}", run.out);
    assert!(run.out.contains("Bearer"), "{}", run.out);
}

#[test]
fn what_cannot_run_says_why_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    for (arguments, saying) in [
        (&["--frmat", "json"][..], "there is no option --frmat"),
        (
            &["--format", "xml"],
            "'--format <FORMAT>': give one of text, json",
        ),
        (&["--alg", "none"], "'--alg <ALG>': give one of"),
        (&["--at", "tomorrow"], "RFC 3339"),
        (&["--leeway", "-1"], "whole seconds"),
        (&["--leeway", "18446744073709551616"], "whole seconds"),
        (
            &["--key", "/no/such/file"],
            "cannot read /no/such/file: there is no such file",
        ),
        (&["--key", folder], "it is a directory"),
        (&["--key", "/dev/null"], "/dev/null is empty"),
        (&["--payload", "/no/such/file"], "cannot read /no/such/file"),
        (
            &["--secret-file", "/no/such/file"],
            "cannot read /no/such/file",
        ),
        (
            &["--secret-env", "TOKENSCOPE_NOT_SET"],
            "TOKENSCOPE_NOT_SET is not set",
        ),
        (&["--secret-base64", "!?"], "--secret-base64"),
        (
            &["--secret", "a", "--secret-env", "HOME"],
            "cannot be used with",
        ),
        (&["hunter2"], "more than one text"),
    ] {
        let run = inspect(&[&["first"], arguments].concat());
        run.refused(saying);
        assert!(!run.err.contains("hunter2"));
    }
    inspect(&["@/no/such/file"]).refused("cannot read /no/such/file");
    inspect(&["@"]).refused("the @ has no name");
    run_with(["hunter2"], b"").refused("tokenscope inspect TEXT");
}

/// Standard error ends in logs.
#[test]
fn a_secret_that_is_given_in_the_wrong_flag_is_not_repeated() {
    let token = hs256(r#"{"hunter2":"hunter2"}"#, b"hunter2");
    let jwk = r#"{"kty":"oct","k":"aHVudGVyMg"}"#;
    let pem = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n";
    let client = ["--issuer", "http://127.0.0.1:1", "--client-id", "a"];
    let login = [&["login"], &client[..]].concat();
    let vault = ["vault", "add", "a", "--store", "memory"];
    for secret in ["hunter2 & more", &token, jwk, pem] {
        for (command, flag) in [
            (&["inspect", &token][..], "--key"),
            (&["inspect", &token], "--secret-file"),
            (&["inspect", &token], "--secret-env"),
            (&["inspect", &token], "--access-token"),
            (&["inspect", &token], "--payload"),
            (&["sign", "{}"], "--key"),
            (&[&["userinfo"], &client[..]].concat(), "--token-env"),
            (&login, "--client-key"),
            (&login, "--dpop-key"),
            (&login, "--client-secret-env"),
            (&vault, "--secret-file"),
            (&vault, "--secret-env"),
        ] {
            let given = format!("{flag}={secret}");
            let run = run_with([command, &[given.as_str()]].concat(), b"");
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
            let last = run.err.lines().last().unwrap();
            assert!(last.contains("(not shown: it may be a secret)"), "{last}");
            for part in [secret, "hunter2", "aHVudGVyMg", "eyJ"] {
                assert!(!run.err.contains(part), "{part}: {run:?}");
            }
        }
        let run = inspect(&[&format!("@{secret}")]);
        run.refused("(not shown: it may be a secret)");
    }
    let run = run_with(["keys", "thumbprint", &format!(" {jwk}")], b"");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn help_and_version_are_results() {
    for (arguments, holds) in [
        (&["--help"][..], "inspect"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (
            &["inspect", "--help"],
            "0 valid, 1 invalid, 3 unverified, 2 could not run",
        ),
        (&["inspect", "-h"], "--allow-weak-keys"),
    ] {
        let run = run_with(arguments, b"");
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert!(run.out.contains(holds), "{}", run.out);
    }
}

/// Runs the program at a terminal that `script` (bsdutils) makes.
fn at_a_terminal(environment: &[(&str, &str)], arguments: &str) -> Run {
    let mut command = std::process::Command::new("script");
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_tokenscope"));
    command.args(["-qec", &line, "/dev/null"]);
    command.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    command.envs(environment.iter().copied());
    finish(&mut command, b"")
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let token = jwt("{}");
    assert!(!inspect(&[&token]).out.contains('\x1b'));
    let line = format!("inspect {token}");
    let shown = at_a_terminal(&[], &line);
    assert!(
        shown.out.contains("\x1b[1;33mUnverified\x1b[0m"),
        "{shown:?}"
    );
    assert_eq!(shown.code, 3);
    assert!(
        !at_a_terminal(&[("NO_COLOR", "1")], &line)
            .out
            .contains('\x1b')
    );
    assert!(
        !at_a_terminal(&[("TERM", "dumb")], &line)
            .out
            .contains('\x1b')
    );
}

#[test]
fn escapes_in_a_token_never_reach_the_terminal() {
    let bad = "{\"\\u001b[2J\\u009b\":\"\\u001b]0;owned\\u0007\\u202e\\u007f\"}";
    let tokens = [
        jwt(bad),
        hs256(
            &bad.replace('{', "{\"alg\":\"\\u001b[31m\","),
            b"\x1b[2Jplain",
        ),
        "\x1b[2J not a token \u{9b}2J".to_owned(),
    ];
    for token in &tokens {
        for arguments in [&[][..], &["--issuer", "\x1b[2J", "--require", "\u{9b}"]] {
            for run in [
                inspect(&[&[token.as_str()], arguments].concat()),
                inspect_json(&[&[token.as_str()], arguments].concat()),
            ] {
                let raw = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
                assert!(!run.out.contains(raw), "{:?}", run.out);
            }
        }
    }
    // What does not look like a name is not repeated.
    inspect(&["--key", "/no/\x1b[2J"]).refused("the file that was named");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let claims = format!("{{\"a\":[{}0]}}", "\"some text\",".repeat(50_000));
    let mut command = program();
    command.args(["inspect", "--format", "json", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, jwt(&claims).as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
