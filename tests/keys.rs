//! Keys go from one form into another and come back the same; certificates are read, and chains of
//! them trusted only where they end in what was given.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use tokenscope::jose::certificate::{Anchor, Certificate, ChainError, verify_chain};
use tokenscope::jose::signing::{KeyFile, read_key_file};
use tokenscope::jose::{Half, KeyForm, Thumbprint, convert};
use tokenscope::report::Secret;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn file(bytes: &[u8]) -> KeyFile {
    read_key_file(bytes, "key").unwrap()
}

fn converted(bytes: &[u8], form: KeyForm, half: Half) -> Vec<u8> {
    convert(&file(bytes), form, half)
        .unwrap()
        .bytes
        .expose()
        .to_vec()
}

const KEYS: [&str; 6] = ["rsa", "p256", "p384", "p521", "secp256k1", "ed25519"];

#[test]
fn private_keys_come_back_as_openssl_wrote_them() {
    for key in KEYS {
        let pkcs8 = read(&format!("keys/{key}.pkcs8.pem"));
        let jwk = converted(&pkcs8, KeyForm::Jwk, Half::AsGiven);
        assert!(String::from_utf8_lossy(&jwk).contains("\"d\""), "{key}");
        for form in [KeyForm::Jwk, KeyForm::Jwks, KeyForm::Pem, KeyForm::Der] {
            let there = converted(&jwk, form, Half::AsGiven);
            let back = converted(&there, KeyForm::Pem, Half::AsGiven);
            let (back, pkcs8) = (String::from_utf8(back), String::from_utf8(pkcs8.clone()));
            assert_eq!(back.unwrap(), pkcs8.unwrap(), "{key} over {}", form.name());
        }
    }
}

#[test]
fn every_private_form_holds_the_same_key() {
    let names = std::fs::read_dir(data("keys")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut seen = 0;
    for name in names {
        let (key, form) = name.split_once('.').unwrap();
        let is_private = ["pkcs8", "sec1", "pkcs1."]
            .iter()
            .any(|start| form.starts_with(start));
        if !KEYS.contains(&key) || !is_private || form.starts_with("encrypted") {
            continue;
        }
        let bytes = read(&format!("keys/{name}"));
        let pkcs8 = read(&format!("keys/{key}.pkcs8.pem"));
        let of = |bytes| converted(bytes, KeyForm::Jwk, Half::AsGiven);
        assert_eq!(of(&bytes), of(&pkcs8), "{name}");
        seen += 1;
    }
    assert!(seen >= 17, "only {seen} files");
}

#[test]
fn public_halves_come_back_as_openssl_wrote_them() {
    for key in KEYS {
        let spki = read(&format!("keys/{key}.spki.pem"));
        for form in [KeyForm::Jwk, KeyForm::Jwks, KeyForm::Pem, KeyForm::Der] {
            for source in [&spki, &read(&format!("keys/{key}.jwk.json"))] {
                let there = converted(source, form, Half::AsGiven);
                let back = converted(&there, KeyForm::Pem, Half::Public);
                assert_eq!(
                    String::from_utf8(back).unwrap(),
                    String::from_utf8(spki.clone()).unwrap(),
                    "{key} over {}",
                    form.name()
                );
            }
        }
        let private = read(&format!("keys/{key}.pkcs8.pem"));
        let half = convert(&file(&private), KeyForm::Pem, Half::Public).unwrap();
        assert!(!half.is_private);
        assert_eq!(half.bytes.expose(), spki, "{key}");
    }
}

#[test]
fn what_the_new_form_cannot_hold_is_said() {
    let warnings = |text: &[u8], form, half| convert(&file(text), form, half).unwrap().warnings;
    let jwk = include_bytes!("data/rfc7520/3_4.rsa_private_key.json");
    assert_eq!(
        warnings(jwk, KeyForm::Pem, Half::AsGiven),
        ["Key 1 (kid \"bilbo.baggins@hobbiton.example\"): kid and use are left out of the PEM"]
    );
    assert!(warnings(jwk, KeyForm::Jwks, Half::AsGiven).is_empty());
    assert_eq!(
        warnings(&read("keys/rsa-pss.pkcs8.pem"), KeyForm::Jwk, Half::AsGiven),
        ["Block 1 (PRIVATE KEY): the restriction to RSA-PSS is left out of the JWK"]
    );
    assert_eq!(
        warnings(
            &read("keys/rsa.certificate.pem"),
            KeyForm::Jwk,
            Half::AsGiven
        ),
        ["Block 1 (CERTIFICATE): the certificate around the key is left out of the JWK"]
    );
}

#[test]
fn the_certificates_of_a_jwk_go_on_with_it() {
    let private = read("keys/rsa.pkcs8.pem");
    let jwk = String::from_utf8(converted(&private, KeyForm::Jwk, Half::AsGiven)).unwrap();
    let der = read("keys/rsa.certificate.der");
    let chain = format!(r#""x5c":["{0}","{0}"]"#, STANDARD.encode(&der));
    let with = jwk.replacen('{', &format!("{{{chain},"), 1);
    for (half, is_private) in [(Half::AsGiven, true), (Half::Public, false)] {
        for form in [KeyForm::Jwk, KeyForm::Jwks] {
            let there = convert(&file(with.as_bytes()), form, half).unwrap();
            assert_eq!(there.is_private, is_private);
            assert_eq!(there.warnings, Vec::<String>::new());
            let again = file(there.bytes.expose());
            assert_eq!(again.entries[0].certificates, [der.clone(), der.clone()]);
        }
    }
    let said = |text: &str, form| {
        let converted = convert(&file(text.as_bytes()), form, Half::Public).unwrap();
        converted.warnings.join(" ")
    };
    let lost = said(&with, KeyForm::Der);
    assert!(
        lost.contains("x5c") && lost.ends_with("left out of the DER"),
        "{lost}"
    );
    // A chain with a hole is none.
    let broken = with
        .replace(r#""],"#, r#"","?"],"#)
        .replace(r#""]}"#, r#"","?"]}"#);
    assert!(said(&broken, KeyForm::Jwk).contains("x5c"), "{broken}");
}

#[test]
fn what_has_no_such_form_is_refused_in_a_sentence() {
    let secret = KeyFile::of_secret(Secret::from("hunter2".to_owned()), "secret").unwrap();
    let said = |file: &KeyFile, form, half| convert(file, form, half).unwrap_err().to_string();
    assert_eq!(
        said(&secret, KeyForm::Pem, Half::AsGiven),
        "holds a shared secret (The secret), which has no PEM form; use jwk or jwks"
    );
    assert_eq!(
        said(&secret, KeyForm::Jwk, Half::Public),
        "holds a shared secret (The secret), which has no public half; use jwk or jwks"
    );
    let two = [read("keys/p256.spki.pem"), read("keys/p384.spki.pem")].concat();
    assert_eq!(
        said(&file(&two), KeyForm::Jwk, Half::AsGiven),
        "holds 2 keys and JWK holds one; use jwks"
    );
    assert_eq!(
        said(
            &file(&read("keys/x448.spki.pem")),
            KeyForm::Jwk,
            Half::AsGiven
        ),
        "holds a key that cannot be written: Block 1 (PUBLIC KEY) is OKP X448"
    );
    let written = convert(&secret, KeyForm::Jwk, Half::AsGiven).unwrap();
    assert!(written.is_private);
    assert_eq!(
        written.bytes.expose(),
        b"{\n  \"kty\": \"oct\",\n  \"k\": \"aHVudGVyMg\"\n}\n"
    );
}

#[test]
fn every_form_of_a_key_has_one_thumbprint() {
    let of = |name: &str| {
        let file = file(&read(name));
        Thumbprint::of(&file.entries[0].key.material).unwrap()
    };
    for key in KEYS {
        let expected = of(&format!("keys/{key}.jwk.json"));
        for form in ["spki", "pkcs8", "certificate"] {
            assert_eq!(of(&format!("keys/{key}.{form}.pem")), expected, "{key}");
        }
    }
}

/// A second of 2026.
const NOW: i64 = 1_795_512_600;

fn certificates(names: &[&str]) -> Vec<Vec<u8>> {
    let files = names
        .iter()
        .map(|name| file(&read(&format!("certificates/{name}.pem"))));
    files
        .flat_map(|file| file.entries[0].certificates.clone())
        .collect()
}

fn root() -> Vec<Anchor> {
    let root = certificates(&["root"]);
    root.into_iter().map(Anchor::Certificate).collect()
}

#[test]
fn a_certificate_says_whose_key_it_is() {
    let der = certificates(&["leaf"]).remove(0);
    let leaf = Certificate::read(&der).unwrap();
    assert_eq!(leaf.subject, "CN=Test leaf,O=Northwind\\, Test");
    assert_eq!(leaf.issuer, "CN=Test middle,O=Northwind\\, Test");
    assert_eq!(
        leaf.alternative_names,
        [
            "DNS id.northwind.example",
            "IP 192.0.2.1",
            "IP 2001:db8::1",
            "URI https://id.northwind.example",
            "e-mail ada@northwind.example",
        ]
    );
    assert_eq!(
        (leaf.not_before, leaf.not_after),
        (1_767_225_600, 4_922_899_200)
    );
    assert_eq!(leaf.serial, "6C:65:61:66");
    assert_eq!(leaf.key.as_ref().unwrap().description(), "EC P-256");
    assert_eq!(leaf.signature_algorithm, "ECDSA with SHA-384");
    assert_eq!(leaf.key_usage.as_deref(), Some(&["digital signature"][..]));
    assert_eq!(leaf.extended_key_usage, ["server authentication"]);
    assert_eq!(
        (leaf.is_authority, leaf.is_self_signed),
        (Some(false), false)
    );
    let root = Certificate::read(&certificates(&["root"])[0]).unwrap();
    assert_eq!((root.is_authority, root.is_self_signed), (Some(true), true));
    let middle = Certificate::read(&certificates(&["middle"])[0]).unwrap();
    assert_eq!(middle.path_length, Some(0));
    assert_eq!(middle.signature_algorithm, "RSA-PSS with SHA-384");
}

/// OpenSSL's `x509 -fingerprint -sha1` and `-sha256` of the file.
#[test]
fn a_certificate_is_named_by_its_hash() {
    let der = read("keys/rsa.certificate.der");
    let certificate = Certificate::read(&der).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02X}")).collect::<String>();
    assert_eq!(hex(&certificate.sha1), SHA1);
    assert_eq!(hex(&certificate.sha256), SHA256);
}

const SHA1: &str = "D4D84197149107EF89F41F3D254DC47EAC78B990";
const SHA256: &str = "894AD0E6FA932EE0C10A937980DD4B2A85071B1CC1F72D0C475058FFB7598806";

#[test]
fn a_chain_is_trusted_where_it_ends_in_what_was_given() {
    let chain = certificates(&["leaf", "middle"]);
    let trusted = verify_chain(&chain, &root(), NOW).unwrap();
    assert_eq!(trusted.path.len(), 3);
    assert_eq!(trusted.anchor(), "CN=Test root,O=Northwind\\, Test");
    // The root may stand in the chain, and a middle one may be trusted as it is.
    let whole = certificates(&["leaf", "middle", "root"]);
    assert_eq!(verify_chain(&whole, &root(), NOW), Ok(trusted));
    let sha256 = Certificate::read(&chain[1]).unwrap().sha256;
    let middle = verify_chain(&chain, &[Anchor::Thumbprint(sha256)], NOW).unwrap();
    assert_eq!(middle.path.len(), 2);
    let alone = Anchor::Certificate(chain[0].clone());
    assert_eq!(
        verify_chain(&chain[..1], &[alone], NOW).unwrap().path.len(),
        1
    );
    let edwards = certificates(&["edwards-leaf", "edwards-root"]);
    let anchor = Anchor::Certificate(edwards[1].clone());
    assert!(verify_chain(&edwards, &[anchor], NOW).is_ok());
}

#[track_caller]
fn refused(chain: &[&str], anchors: &[Anchor], now: i64, said: &str) -> ChainError {
    let error = verify_chain(&certificates(chain), anchors, now).unwrap_err();
    assert_eq!(error.to_string(), said);
    error
}

#[test]
fn a_chain_that_ends_in_nothing_given_is_not_trusted() {
    let untrusted =
        "The chain ends with CN=Test root,O=Northwind\\, Test, which you have not given as trusted";
    refused(&["leaf", "middle", "root"], &[], NOW, untrusted);
    let other = Anchor::Certificate(certificates(&["edwards-root"]).remove(0));
    refused(&["leaf", "middle", "root"], &[other], NOW, untrusted);
    refused(
        &["leaf"],
        &root(),
        NOW,
        "The chain ends with CN=Test leaf,O=Northwind\\, Test, which you have not given as trusted",
    );
}

#[test]
fn each_broken_link_is_named() {
    let name = |common: &str| format!("CN=Test {common},O=Northwind\\, Test");
    for (chain, said) in [
        (
            &["forged", "middle"][..],
            format!(
                "The certificate of {} is not signed by {}: the signature does not verify",
                name("leaf"),
                name("middle")
            ),
        ),
        (
            &["leaf", "deep-middle"],
            format!(
                "The certificate of {} is issued by {}, the next one is that of {}",
                name("leaf"),
                name("middle"),
                name("deep middle")
            ),
        ),
        (
            &["deep-leaf", "deep-middle", "middle"],
            format!(
                "{} allows 0 authorities below it, there are 1 (RFC 5280 §4.2.1.9)",
                name("middle")
            ),
        ),
        (
            &["below-no-authority", "no-authority"],
            format!(
                "{} certifies another, but is not an authority (RFC 5280 §4.2.1.9)",
                name("no authority")
            ),
        ),
        (
            &["below-no-signing", "no-signing"],
            format!(
                "The key of {} is not for signing certificates (RFC 5280 §4.2.1.3)",
                name("no signing")
            ),
        ),
        (
            &["below-constrained", "constrained"],
            format!(
                "The certificate of {} has the critical extension 2.5.29.30, which is not understood here (RFC 5280 §4.2)",
                name("constrained")
            ),
        ),
    ] {
        refused(chain, &root(), NOW, &said);
    }
}

#[test]
fn a_chain_holds_only_in_its_time() {
    let early = refused(
        &["leaf", "middle"],
        &root(),
        0,
        "The certificate of CN=Test leaf,O=Northwind\\, Test holds from 2026-01-01 00:00:00 UTC on",
    );
    assert!(matches!(early, ChainError::NotYetValid { .. }));
    // The root's own end counts too.
    let edwards = Anchor::Certificate(certificates(&["edwards-root"]).remove(0));
    refused(
        &["edwards-leaf"],
        &[edwards],
        1_798_761_601,
        "The certificate of CN=Test Edwards root,O=Northwind\\, Test held until 2027-01-01 00:00:00 UTC",
    );
}

/// Whatever the bytes: an answer, and no panic.
#[test]
fn damaged_certificates_are_refused() {
    let good = certificates(&["leaf", "middle"]);
    for at in 0..good[0].len() {
        let mut chain = good.clone();
        chain[0][at] ^= 1;
        assert!(verify_chain(&chain, &root(), NOW).is_err(), "byte {at}");
        chain[0].truncate(at);
        assert!(Certificate::read(&chain[0]).is_err(), "cut at {at}");
    }
}

proptest! {
    /// Broken key files are read as far as they go, converted where they can be, and never make the
    /// program fall over.
    #[test]
    fn any_broken_key_file_is_survived(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        const FILES: [&str; 8] = [
            "keys/rsa.pkcs8.der",
            "keys/rsa.pkcs1.pem",
            "keys/p256.sec1.der",
            "keys/p521.pkcs8.pem",
            "keys/ed25519.pkcs8.pem",
            "keys/rsa.certificate.der",
            "rfc7520/3_4.rsa_private_key.json",
            "rfc7520/3_2.ec_private_key.json",
        ];
        let name: &&str = which.get(&FILES[..]);
        let mut bytes = read(name);
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let _ = Certificate::read(&bytes);
        if let Ok(file) = read_key_file(&bytes, "key") {
            for form in [KeyForm::Jwk, KeyForm::Jwks, KeyForm::Pem, KeyForm::Der] {
                for half in [Half::AsGiven, Half::Public] {
                    let _ = convert(&file, form, half);
                }
            }
            for entry in &file.entries {
                let _ = verify_chain(&entry.certificates, &root(), NOW);
            }
        }
    }
}
