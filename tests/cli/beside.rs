//! What is given beside a token, what its type asks for, and why it fails.

use crate::run::{SECRET, hs256, inspect, inspect_json, jwt};
use std::fs;

/// OpenID Core appendix A: an access token and its `at_hash`.
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
const AT_HASH: &str = "77QmUPtjPfzWtF2AnpK9RQ";

#[test]
fn an_access_token_is_read_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("access");
    let token = jwt(&format!(r#"{{"at_hash":"{AT_HASH}"}}"#));
    let run = |text: &str| {
        fs::write(&file, text).unwrap();
        let path = file.to_str().unwrap();
        inspect_json(&[&token, "--secret", SECRET, "--access-token", path])
    };
    let right = run(&format!("{ACCESS_TOKEN}\n"));
    assert_eq!((right.code, right.status("at-hash").as_str()), (0, "pass"));
    let wrong = run("other");
    assert_eq!((wrong.code, wrong.status("at-hash").as_str()), (1, "fail"));
    inspect(&[&token, "--access-token", "missing.jwt"]).refused("cannot read missing.jwt");
}

#[test]
fn a_type_is_asked_for_by_its_name() {
    let token = jwt(r#"{"iss":"i"}"#);
    let run = inspect_json(&[&token, "--secret", SECRET, "--type", "id-token"]);
    assert_eq!((run.code, run.status("type").as_str()), (1, "pass"));
    assert_eq!(run.status("required-claims"), "fail");
    assert_eq!(run.json()["token_type"]["name"], "id-token");
    let at = hs256(r#"{"alg":"HS256","typ":"at+jwt"}"#, b"{}");
    let run = inspect(&[&at, "--secret", SECRET]);
    assert!(
        run.out.contains("(JWS), compact; an access token"),
        "{}",
        run.out
    );
}

#[test]
fn a_root_is_a_file_or_a_thumbprint() {
    let token = jwt("{}");
    let thumbprint = "00".repeat(32);
    let run = inspect(&[&token, "--secret", SECRET, "--root", &thumbprint]);
    assert_eq!(run.code, 0, "{run:?}");
    let certificate = "tests/data/keys/rsa.certificate.pem";
    assert_eq!(
        inspect(&[&token, "--secret", SECRET, "--root", certificate]).code,
        0
    );
    inspect(&[&token, "--root", "tests/data/keys/rsa.spki.pem"]).refused("holds no certificate");
    inspect(&[&token, "--root", "missing.pem"]).refused("cannot read missing.pem");
}

#[test]
fn it_says_why_it_failed() {
    let token = jwt(r#"{"exp":1000}"#);
    let late = [token.as_str(), "--secret", SECRET, "--at", "1005"];
    let json = inspect_json(&late).json();
    let why = &json["diagnosis"][0];
    assert!(
        why["detail"]
            .as_str()
            .unwrap()
            .starts_with("Expired 5 seconds ago"),
        "{why}"
    );
    assert_eq!(why["remedy"]["leeway"], 30);
    assert!(why.get("mend").is_none());
    let text = inspect(&late).out;
    let (why, checks) = (
        text.find("\nWhy\n").unwrap(),
        text.find("\nChecks\n").unwrap(),
    );
    assert!(why < checks, "{text}");
    assert!(text.contains("Try it with --leeway 30"), "{text}");

    let torn = format!("{} {}", &token[..30], &token[30..]);
    let json = inspect_json(&[&torn, "--secret", SECRET, "--at", "5"]).json();
    assert_eq!(json["diagnosis"][0]["mend"], token.as_str());
    let valid = inspect_json(&[&token, "--secret", SECRET, "--at", "5"]).json();
    assert!(valid.get("diagnosis").is_none());
}

/// They were taken, and nothing was compared with them.
#[test]
fn what_a_proof_is_for_is_nothing_without_the_proof() {
    let token = jwt("{}");
    for flags in [["--method", "GET"], ["--url", "https://api.example"]] {
        inspect(&[&[token.as_str()], &flags[..]].concat()).refused("--dpop");
    }
}
