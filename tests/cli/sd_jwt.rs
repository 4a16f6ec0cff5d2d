//! `tokenscope sd-jwt`, from outside.

use crate::run::{data, run_with};
use serde_json::json;

fn sd_jwt(arguments: &[&str], input: &str) -> crate::run::Run {
    run_with(["sd-jwt"].iter().chain(arguments), input.as_bytes())
}

/// A file of the test data as an argument.
fn file(name: &str) -> String {
    data(name).to_str().unwrap().to_owned()
}

const CLAIMS: &str = r#"{"iss":"https://id.example","sub":"ada","address":{"town":"Ely","zip":"CB7"},"nationalities":["GB","FR"]}"#;

/// An SD-JWT with hidden claims, bound to the holder's key.
fn issued() -> String {
    let (key, holder) = (file("keys/p256.pkcs8.pem"), file("keys/ed25519.jwk.json"));
    let flags = [
        "issue",
        "--key",
        &key,
        "--alg",
        "ES256",
        "--holder-key",
        &holder,
    ];
    let selective = [
        "--selective",
        "/address",
        "--selective",
        "/address/*",
        "--selective",
        "/nationalities/*",
    ];
    let run = sd_jwt(
        &[&flags[..], &selective, &["--decoys", "1", CLAIMS]].concat(),
        "",
    );
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    run.out.trim().to_owned()
}

#[test]
fn what_is_issued_holds_and_shows_everything() {
    let token = issued();
    assert_eq!(token.matches('~').count(), 6);
    assert!(!token.split('~').next().unwrap().contains("Ely"));
    let key = file("keys/p256.spki.pem");
    let run = run_with(["inspect", "--format", "json", "--key", &key, &token], b"");
    assert_eq!(run.code, 0, "{run:?}");
    let report = run.json();
    assert_eq!(report["kind"], "sd-jwt");
    assert_eq!(report["header"]["typ"], "sd-jwt");
    assert_eq!(
        report["payload"]["address"],
        json!({"town": "Ely", "zip": "CB7"})
    );
    assert_eq!(report["payload"]["nationalities"], json!(["GB", "FR"]));
    assert_eq!(report["disclosures"].as_array().unwrap().len(), 5);
    assert_eq!(run.status("disclosures"), "pass");
    assert_eq!(run.status("key-binding"), "skipped");
}

#[test]
fn what_is_presented_shows_what_was_chosen_and_is_bound_to_its_reader() {
    let token = issued();
    let holder = file("keys/ed25519.pkcs8.pem");
    let flags = [
        "present",
        "--disclose",
        "/address/town",
        "--disclose",
        "/nationalities/1",
    ];
    let bound = [
        "--key",
        &holder,
        "--alg",
        "Ed25519",
        "--audience",
        "https://v.example",
        "--nonce",
        "n-1",
        "--at",
        "1795442400",
    ];
    let run = sd_jwt(&[&flags[..], &bound, &[token.as_str()]].concat(), "");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let presented = run.out.trim();
    let key = file("keys/p256.spki.pem");
    let inspect = |audience: &str, nonce: &str| {
        let flags = [
            "inspect",
            "--format",
            "json",
            "--key",
            &key,
            "--at",
            "1795442460",
        ];
        let expected = [
            "--audience",
            audience,
            "--nonce",
            nonce,
            "--require-key-binding",
        ];
        run_with(flags.iter().chain(&expected).chain(&[presented]), b"")
    };
    let run = inspect("https://v.example", "n-1");
    assert_eq!(run.code, 0, "{run:?}");
    let report = run.json();
    assert_eq!(report["payload"]["address"], json!({"town": "Ely"}));
    assert_eq!(report["payload"]["nationalities"], json!(["FR"]));
    assert_eq!(report["inner"]["verdict"], "valid");
    assert_eq!(inspect("https://other.example", "n-1").code, 1);
    let replayed = inspect("https://v.example", "n-2");
    assert_eq!(
        (replayed.code, replayed.status("key-binding").as_str()),
        (1, "fail")
    );
}

#[test]
fn text_says_what_is_disclosed_and_what_is_not() {
    let token = issued();
    let chosen = sd_jwt(&["present", "--disclose", "/address/town"], &token);
    let run = run_with(["inspect"], chosen.out.as_bytes());
    assert_eq!(run.code, 3);
    for line in [
        "What  Selectively disclosed token (SD-JWT), compact",
        "Disclosed",
        "  shown  /address/town  \"Ely\"",
        "Not disclosed",
        "  1 claim or decoy in the payload",
        "  2 claims or decoys in /address",
        "  3 elements or decoys in /nationalities",
    ] {
        assert!(run.out.contains(line), "{line}: {}", run.out);
    }
    let json = sd_jwt(&["present", "--all", "--format", "json"], &token).json();
    assert_eq!(json["disclosed"].as_array().unwrap().len(), 5);
    let none = sd_jwt(&["present"], &token);
    assert_eq!(none.out.matches('~').count(), 1);
}

#[test]
fn each_refusal_is_one_line() {
    let key = file("keys/p256.pkcs8.pem");
    let issue = |more: &[&str]| {
        sd_jwt(
            &[&["issue", "--key", &key, "--alg", "ES256"], more].concat(),
            "",
        )
    };
    issue(&["--selective", "/none", "{}"]).refused("there is no claim at \"/none\"");
    issue(&[r#"{"_sd":[]}"#]).refused("reserved for digests");
    issue(&["--decoys", "101", "{}"]).refused("up to 100");
    issue(&["--holder-key", &file("example/jwks.json"), r#"{"cnf":{}}"#]).refused("cnf");
    sd_jwt(&["issue", "{}"], "").refused("nothing is given that signs");
    sd_jwt(&["present", "--key", &key], "").refused("--audience");
    sd_jwt(&["present", "hello"], "").refused("give one SD-JWT");
    let token = issued();
    sd_jwt(&["present", "--disclose", "/sub"], &token).refused("/address/town");
    let holder = file("keys/ed25519.pkcs8.pem");
    let bound = [
        "present",
        "--key",
        &holder,
        "--alg",
        "Ed25519",
        "--audience",
        "a",
        "--nonce",
        "n",
    ];
    let bound = sd_jwt(&bound, &token).out;
    sd_jwt(&["present"], &bound).refused("presentation already");
}

#[test]
fn another_key_than_the_holders_is_said() {
    let key = file("keys/p256.pkcs8.pem");
    let run = sd_jwt(
        &[
            "present",
            "--key",
            &key,
            "--alg",
            "ES256",
            "--audience",
            "a",
            "--nonce",
            "n",
        ],
        &issued(),
    );
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("The key in cnf is not for ES256"),
        "{run:?}"
    );
}
