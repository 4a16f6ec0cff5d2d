//! `tokenscope encrypt`, from outside, and `inspect` of what it made.

use crate::run::{Run, SECRET, data, run_with};
use serde_json::Value;
use std::fs;

fn encrypt(arguments: &[&str]) -> Run {
    run_with(["encrypt"].iter().chain(arguments), b"")
}

/// A file of the test data as an argument.
fn file(name: &str) -> String {
    data(name).to_str().unwrap().to_owned()
}

#[test]
fn what_was_encrypted_is_opened_with_the_private_half_alone() {
    let public = file("keys/p256.spki.pem");
    let private = file("keys/p256.pkcs8.pem");
    let claims = r#"{"sub":"ada","n":1.50}"#;
    let run = encrypt(&["--key", &public, "--alg", "ECDH-ES+A128KW", claims]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("not signed"), "{run:?}");
    let token = run.out.trim();
    assert_eq!(token.split('.').count(), 5);
    let opened = run_with(["inspect", token, "--key", &private], b"");
    assert_eq!(opened.code, 0, "{opened:?}");
    for said in ["Opened with ECDH-ES+A128KW", "1.50", "ciphertext 22 bytes"] {
        assert!(opened.out.contains(said), "{said}: {}", opened.out);
    }
    let closed = run_with(["inspect", token, "--key", &public], b"");
    assert_eq!(closed.code, 3, "{closed:?}");
    let said = "Opens with  a private key on P-256";
    assert!(closed.out.contains(said), "{}", closed.out);
}

#[test]
fn a_signed_token_is_nested_and_shown_layer_by_layer() {
    let signed = run_with(["sign", "--secret", SECRET, "--alg", "HS256", "{}"], b"");
    let password = ["--secret", SECRET, "--alg", "PBES2-HS256+A128KW"];
    let made = run_with(["encrypt"].iter().chain(&password), signed.out.as_bytes());
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    let token = made.out.trim();
    let opened = ["inspect", token, "--secret", SECRET, "--format", "json"];
    let run = run_with(opened, b"");
    assert_eq!(run.code, 0, "{run:?}");
    let json: Value = run.json();
    assert_eq!(json["kind"], "jwe");
    assert_eq!(json["header"]["cty"], "JWT");
    assert_eq!(json["header"]["p2c"], 10_000);
    assert_eq!(json["payload"], Value::Null);
    assert_eq!(json["sealed"]["tag"], 16);
    assert_eq!(json["inner"]["kind"], "jws");
    assert_eq!(json["inner"]["verdict"], "valid");
    let text = run_with(["inspect", token, "--secret", SECRET], b"").out;
    assert!(text.contains("Inside"), "{text}");
    let wrong = ["inspect", token, "--secret", "correct horse"];
    assert_eq!(run_with(wrong, b"").code, 1);
}

#[test]
fn algorithms_are_allowed_for_each_layer() {
    let secret = ["--secret", "0123456789abcdef"];
    let made = encrypt(&[&secret[..], &["--alg", "dir", "--enc", "A128GCM", "{}"]].concat());
    let token = made.out.trim();
    let code = |flags: &[&str]| {
        let all = [&["inspect", token][..], &secret, flags].concat();
        run_with(all, b"").code
    };
    assert_eq!(code(&["--alg", "dir", "--enc", "A128GCM"]), 0);
    assert_eq!(code(&["--alg", "A128KW"]), 1);
    assert_eq!(code(&["--alg", "HS256"]), 1);
    assert_eq!(code(&["--enc", "A256GCM"]), 1);
}

#[test]
fn the_header_and_compression_are_as_asked() {
    let header = r#"{"typ":"x+jwt","kid":"k","p2c":2000}"#;
    let run = encrypt(&[
        "--secret",
        SECRET,
        "--alg",
        "PBES2-HS512+A256KW",
        "--enc",
        "A192CBC-HS384",
        "--header",
        header,
        "--zip",
        "--format",
        "json",
        "{}",
    ]);
    let json: Value = run.json();
    for (name, value) in [
        ("alg", "PBES2-HS512+A256KW"),
        ("enc", "A192CBC-HS384"),
        ("zip", "DEF"),
        ("typ", "x+jwt"),
        ("kid", "k"),
    ] {
        assert_eq!(json["header"][name], value);
    }
    assert_eq!(json["header"]["p2c"], 2_000);
    let token = json["token"].as_str().unwrap();
    assert_eq!(
        run_with(["inspect", token, "--secret", SECRET], b"").code,
        0
    );
}

#[test]
fn generated_keys_open_what_is_encrypted_for_them() {
    let folder = tempfile::tempdir().unwrap();
    for (i, flags) in [
        &["--alg", "ECDH-ES", "--crv", "X25519"][..],
        &["--alg", "ECDH-ES+A256KW", "--crv", "P-521"],
        &["--alg", "RSA-OAEP-256"],
        &["--alg", "A192GCMKW"],
        &["--alg", "dir", "--enc", "A256CBC-HS512"],
    ]
    .iter()
    .enumerate()
    {
        let path = folder.path().join(format!("{i}.json"));
        let path = path.to_str().unwrap();
        let all = [&["keys", "generate", "--out", path][..], flags].concat();
        let run = run_with(all, b"");
        assert_eq!(run.code, 0, "{run:?}");
        let written: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(written["use"], "enc");
        assert_eq!(written["alg"], flags[1]);
        let made = encrypt(&["--key", path, "{}"]);
        assert_eq!(made.code, 0, "{made:?}");
        let opened = run_with(["inspect", made.out.trim(), "--key", path], b"");
        assert_eq!(opened.code, 0, "{opened:?}");
    }
    let idle = [
        "keys", "generate", "--alg", "RS256", "--crv", "X25519", "--reveal",
    ];
    let run = run_with(idle, b"");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("--crv is for ECDH-ES alone"), "{run:?}");
}

#[test]
fn what_cannot_be_encrypted_is_said_in_one_line() {
    let p256 = file("keys/p256.spki.pem");
    let ed25519 = file("keys/ed25519.spki.pem");
    for (arguments, said) in [
        (&["{}"][..], "nothing is given to encrypt with"),
        (
            &["--key", &p256, "{}"],
            "names no algorithm; give one with --alg",
        ),
        (
            &["--key", &p256, "--alg", "RSA-OAEP", "{}"],
            "the key does not fit RSA-OAEP (EC P-256)",
        ),
        (
            &["--key", &ed25519, "--alg", "ECDH-ES", "{}"],
            "the key does not fit ECDH-ES (Ed25519)",
        ),
        (
            &["--secret", "x", "--alg", "A128KW", "{}"],
            "the secret has 8 bits, A128KW takes 128",
        ),
        (
            &["--secret", "x", "--alg", "PBES2-HS256+A128KW", "[]"],
            "the claims must be a JSON object",
        ),
        (
            &[
                "--key",
                &p256,
                "--alg",
                "ECDH-ES",
                "--header",
                r#"{"epk":{}}"#,
                "{}",
            ],
            "the header has epk, which is made anew",
        ),
        (
            &[
                "--secret",
                "x",
                "--alg",
                "PBES2-HS256+A128KW",
                "--header",
                r#"{"p2c":0}"#,
                "{}",
            ],
            "p2c is 0, not a positive integer",
        ),
    ] {
        let run = encrypt(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1);
    }
}

#[test]
fn a_key_that_only_agrees_signs_nothing() {
    let run = run_with(
        [
            "sign",
            "--key",
            &file("keys/x25519.spki.pem"),
            "--alg",
            "Ed25519",
            "{}",
        ],
        b"",
    );
    assert_eq!(run.code, 2, "{run:?}");
}
