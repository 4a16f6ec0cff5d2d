//! `tokenscope sign`, from outside.

use crate::run::{SECRET, data, hs256, run_with};
use serde_json::Value;
use std::fs;

fn sign(arguments: &[&str]) -> crate::run::Run {
    run_with(["sign"].iter().chain(arguments), b"")
}

/// A file of the test data as an argument.
fn file(name: &str) -> String {
    data(name).to_str().unwrap().to_owned()
}

#[test]
fn the_token_alone_is_printed() {
    let claims = r#"{"sub":"ada","n":1.50}"#;
    let run = sign(&["--secret", SECRET, "--alg", "HS256", claims]);
    let token = hs256(r#"{"alg":"HS256","typ":"JWT"}"#, claims.as_bytes());
    assert_eq!((run.code, run.out, run.err.as_str()), (0, token + "\n", ""));
}

#[test]
fn claims_come_from_standard_input_or_a_file_and_lose_their_white_space() {
    let token = hs256(r#"{"alg":"HS256","typ":"JWT"}"#, br#"{"b":1,"a":[2]}"#) + "\n";
    let written = b"{\n  \"b\": 1,\n  \"a\": [2]\n}\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.json");
    fs::write(&path, written).unwrap();
    let named = format!("@{}", path.display());
    let flags = ["sign", "--secret", SECRET, "--alg", "HS256"];
    assert_eq!(run_with(flags, written).out, token);
    assert_eq!(run_with(flags.iter().chain(&["-"]), written).out, token);
    assert_eq!(sign(&[&flags[1..], &[named.as_str()]].concat()).out, token);
}

#[test]
fn a_signed_token_is_valid_with_the_public_half() {
    let key = file("keys/p384.pkcs8.pem");
    let public = file("keys/p384.spki.pem");
    let run = sign(&["--key", &key, "--alg", "ES384", "{}"]);
    let token = run.out.trim();
    let inspected = run_with(["inspect", token, "--key", &public], b"");
    assert_eq!(inspected.code, 0, "{inspected:?}");
}

#[test]
fn json_gives_token_header_and_payload() {
    let key = file("rfc7520/3_4.rsa_private_key.json");
    let header = r#"{"typ":"at+jwt","alg":"none"}"#;
    let arguments = ["--key", &key, "--alg", "PS384", "--header", header];
    let run = sign(&[&arguments[..], &["--format", "json", r#"{"n":1.50}"#]].concat());
    let json: Value = run.json();
    assert_eq!(json["header"]["alg"], "PS384");
    assert_eq!(json["header"]["typ"], "at+jwt");
    assert_eq!(json["header"]["kid"], "bilbo.baggins@hobbiton.example");
    assert!(run.out.contains(r#""payload":{"n":1.50}"#), "{}", run.out);
    assert_eq!(json["token"].as_str().unwrap().split('.').count(), 3);
}

#[test]
fn the_key_names_the_algorithm_and_the_header_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let key = |kid: &str, alg: &str| {
        let k = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA";
        format!(r#"{{"kty":"oct","kid":"{kid}","alg":"{alg}","k":"{k}"}}"#)
    };
    let set = format!(
        r#"{{"keys":[{},{}]}}"#,
        key("a", "HS256"),
        key("b", "HS384")
    );
    fs::write(&path, set).unwrap();
    let path = path.to_str().unwrap();
    let chosen = sign(&[
        "--key",
        path,
        "--header",
        r#"{"kid":"b"}"#,
        "--format",
        "json",
        "{}",
    ]);
    assert_eq!(chosen.json()["header"]["alg"], "HS384");
    sign(&["--key", path, "{}"]).refused("choose one with --header '{\"kid\": …}': \"a\", \"b\"");
    let one = file("rfc7520/3_4.rsa_private_key.json");
    sign(&["--key", &one, "{}"]).refused("names no algorithm; give one with --alg");
}

#[test]
fn what_a_verifier_would_not_like_is_said_and_signed() {
    let run = sign(&["--secret", "hunter2", "--alg", "HS256", "{}"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.err,
        "tokenscope: The secret has 56 bits, HS256 needs at least 256\n"
    );
    let key = file("rfc7520/3_5.symmetric_key_mac_computation.json");
    let run = sign(&["--key", &key, "--alg", "HS384", "{}"]);
    assert!(run.err.contains("it is for HS256, not HS384"), "{run:?}");
}

#[test]
fn what_cannot_be_signed_is_one_line() {
    let with = |arguments: &[&str]| {
        let all = [&["--secret", SECRET, "--alg", "HS256"], arguments].concat();
        sign(&all)
    };
    with(&[r#"{"a":1"#]).refused("the claims: the JSON ends too early (byte 6)");
    with(&[r#"{"a":1,"a":2}"#]).refused(r#"the claims: the name "a" occurs twice"#);
    with(&["[1]"]).refused("the claims must be a JSON object, this is an array");
    with(&["--header", "7", "{}"]).refused("the header must be a JSON object, this is a number");
    with(&["--header", r#"{"b64":false}"#, "{}"]).refused("b64 false");
    with(&["--key", "key.pem", "{}"]).refused("one can sign");
    sign(&["--alg", "HS256", "{}"]).refused("give --key FILE or --secret-file FILE");
    sign(&["--secret", "", "--alg", "HS256", "{}"]).refused("--secret is an empty secret");
    sign(&["--secret", SECRET, "--alg", "none", "{}"]).refused("invalid value for '--alg");
    let public = file("keys/p256.spki.pem");
    sign(&["--key", &public, "--alg", "ES256", "{}"]).refused("it has only public keys");
    let locked = file("keys/rsa.encrypted-pkcs8.pem");
    sign(&["--key", &locked, "--alg", "RS256", "{}"]).refused("is encrypted with a passphrase");
    let other = file("keys/p256.pkcs8.pem");
    sign(&["--key", &other, "--alg", "RS256", "{}"])
        .refused("RS256 does not sign with this key (EC P-256), it takes an RSA private key");
    sign(&["--key", &other, "--alg", "RS256", "--frobnicate", "{}"])
        .refused("see: tokenscope sign --help");
}
