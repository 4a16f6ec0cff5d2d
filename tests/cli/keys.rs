//! `tokenscope keys`, from outside.

use crate::run::{Run, data, run_with};
use std::fs;

fn keys(arguments: &[&str]) -> Run {
    run_with(["keys"].iter().chain(arguments), b"")
}

fn file(name: &str) -> String {
    data(name).to_str().unwrap().to_owned()
}

#[test]
fn a_new_key_goes_into_a_file_of_its_owners_and_its_public_half_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.json");
    let path = path.to_str().unwrap();
    let run = keys(&["generate", "--alg", "ES256", "--out", path]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let public = run.json();
    assert_eq!(public["alg"], "ES256");
    assert!(public.get("d").is_none());
    let private: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(private["x"], public["x"]);
    assert_eq!(private["kid"], public["kid"]);
    assert!(private["d"].is_string());
    let thumbprint = keys(&["thumbprint", path]);
    assert_eq!(thumbprint.out.trim(), public["kid"].as_str().unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // It signs, and what it prints verifies.
    let signed = run_with(["sign", "--key", path, "{}"], b"");
    let token = signed.out.trim();
    let public_path = folder.path().join("public.json");
    fs::write(&public_path, run.out).unwrap();
    let public_path = public_path.to_str().unwrap();
    let inspected = run_with(["inspect", token, "--key", public_path], b"");
    assert_eq!(inspected.code, 0, "{inspected:?}");
}

#[test]
fn no_file_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    fs::write(&path, "mine").unwrap();
    let name = path.to_str().unwrap();
    let arguments = ["generate", "--alg", "EdDSA", "--to", "pem", "--out", name];
    keys(&arguments).refused("key.pem is there already; give --force to replace it");
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    let run = keys(&[&arguments[..], &["--force"]].concat());
    assert!(run.out.starts_with("-----BEGIN PUBLIC KEY-----"));
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[test]
fn a_private_key_is_printed_only_where_that_is_asked_for() {
    keys(&["generate", "--alg", "HS256"]).refused("has nowhere to go");
    let shown = keys(&["generate", "--alg", "HS512", "--kid", "a", "--reveal"]);
    let shown = shown.json();
    assert_eq!((&shown["kty"], &shown["kid"]), (&"oct".into(), &"a".into()));
    assert_eq!(shown["k"].as_str().unwrap().len(), 86);
    let key = file("keys/ed25519.pkcs8.pem");
    keys(&["convert", &key, "--to", "jwk"]).refused("holds a private key or secret");
    let public = keys(&["convert", &key, "--to", "jwk", "--public"]).json();
    assert!(public.get("d").is_none());
    let private = keys(&["convert", &key, "--to", "jwk", "--reveal"]).json();
    assert_eq!(private["x"], public["x"]);
    for format in ["text", "json"] {
        let shown = keys(&["show", &key, "--format", format]);
        assert!(!shown.out.contains(private["d"].as_str().unwrap()));
    }
    let json = keys(&["generate", "--alg", "ES256", "--reveal", "--format", "json"]).json();
    assert!(json["private"]["d"].is_string());
    assert_eq!(json["thumbprint"], json["public"]["kid"]);
}

#[test]
fn keys_are_converted_and_what_is_lost_is_said() {
    let key = file("rfc7520/3_3.rsa_public_key.json");
    let run = keys(&["convert", &key, "--to", "pem"]);
    assert!(run.out.starts_with("-----BEGIN PUBLIC KEY-----\n"));
    assert!(
        run.err.ends_with("kid and use are left out of the PEM\n"),
        "{run:?}"
    );
    let set = keys(&["convert", &key, "--to", "jwks"]).json();
    assert_eq!(set["keys"][0]["kid"], "bilbo.baggins@hobbiton.example");
    let pem = fs::read(data("keys/p256.spki.pem")).unwrap();
    let run = run_with(["keys", "convert", "-", "--to", "jwk"], &pem);
    assert_eq!(run.json()["crv"], "P-256");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("key.der");
    let out = out.to_str().unwrap();
    let run = keys(&[
        "convert",
        &file("keys/rsa.pkcs8.pem"),
        "--to",
        "der",
        "--out",
        out,
    ]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert_eq!(
        fs::read(out).unwrap(),
        fs::read(data("keys/rsa.pkcs8.der")).unwrap()
    );
}

#[test]
fn thumbprints_are_for_scripts() {
    let rsa = file("rfc7520/3_3.rsa_public_key.json");
    let one = keys(&["thumbprint", &rsa]);
    let uri = keys(&["thumbprint", &rsa, "--uri"]);
    assert_eq!(
        uri.out,
        format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", one.out)
    );
    let json = keys(&["thumbprint", &rsa, "--format", "json"]).json();
    assert_eq!(json[0]["thumbprint"], one.out.trim());
    let jwks = file("example/jwks.json");
    let several = keys(&["thumbprint", &jwks]);
    assert_eq!(several.code, 0, "{several:?}");
    keys(&["thumbprint", &file("keys/ed448.spki.pem")]).refused("RFC 7638");
}

#[test]
fn what_is_in_a_file_is_shown_certificates_included() {
    let run = keys(&["show", &file("certificates/leaf.pem")]);
    for line in [
        "Type        EC P-256, public, certified",
        "Subject      CN=Test leaf,O=Northwind\\, Test",
        "Holds from   2026-01-01 00:00:00 +00:00",
        "For          digital signature, server authentication",
        "x5t#S256     YzqI5k3emSr0bjm1yLPJsvcr6SCHiY3hcO7gmdxpFTA",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    let json = keys(&["show", &file("certificates/middle.pem"), "--format", "json"]).json();
    let certificate = &json["keys"][0]["certificates"][0];
    assert_eq!(certificate["authority"], true);
    assert_eq!(certificate["path_length"], 0);
    assert_eq!(certificate["self_signed"], false);
    let weak = keys(&["show", &file("keys/rsa1024.spki.pem")]);
    assert!(
        weak.out.contains("The RSA key has 1024 bits"),
        "{}",
        weak.out
    );
}

#[test]
fn what_cannot_be_done_is_one_line() {
    keys(&[]).refused("say what is to be done; see: tokenscope keys --help");
    keys(&["genrate"]).refused("there is no such command; see: tokenscope keys --help");
    keys(&["show", "none.pem"]).refused("cannot read none.pem: there is no such file");
    keys(&["show", "{}"]).refused("the text holds no key");
    keys(&["generate", "--alg", "HS256", "--to", "pem", "--reveal"])
        .refused("a shared secret has no PEM form; use jwk or jwks");
    // Flags that would do nothing.
    for (arguments, of) in [
        (
            &["--alg", "ES256", "--bits", "4096"][..],
            "--bits is for RSA",
        ),
        (&["--alg", "ECDH-ES", "--bits", "2048"], "--bits is for RSA"),
        (
            &["--alg", "ES256", "--crv", "P-256"],
            "--crv is for ECDH-ES",
        ),
        (&["--alg", "A128KW", "--enc", "A128GCM"], "--enc is for dir"),
    ] {
        keys(&[&["generate", "--reveal"], arguments].concat()).refused(of);
    }
    let crv = [
        "generate", "--alg", "ECDH-ES", "--crv", "X25519", "--reveal",
    ];
    assert_eq!(keys(&crv).code, 0);
    let shared = keys(&[
        "generate", "--alg", "A128KW", "--reveal", "--format", "json",
    ])
    .json();
    assert_eq!(shared["description"], "Shared secret, 128 bits");
    keys(&["generate", "--alg", "XS256", "--reveal"])
        .refused("see: tokenscope keys generate --help");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("none/key.json");
    keys(&["generate", "--alg", "ES256", "--out", out.to_str().unwrap()])
        .refused("there is no such folder");
}

/// The keys stood in it over many lines.
#[test]
fn json_for_a_program_is_one_line() {
    let run = keys(&["generate", "--alg", "ES256", "--reveal", "--format", "json"]);
    assert_eq!((run.code, run.out.matches('\n').count()), (0, 1), "{run:?}");
    assert_eq!(run.json()["private"]["crv"], "P-256");
}
