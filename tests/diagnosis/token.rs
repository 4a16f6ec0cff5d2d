//! Makes tokens, as servers make them and as they should not.

#![allow(dead_code)] // Each test uses its part.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::path::Path;
use tokenscope::jose::key::{KeySet, read_keys, secret_from_bytes};

/// A secret long enough for every HMAC.
pub(crate) const SECRET: &str =
    "a secret of sixty-four characters and more, so that HS512 has enough of it";

/// 2026-11-24T10:00:00Z.
pub(crate) const NOW: i64 = 1_795_514_400;

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys");
    std::fs::read(folder.join(name)).unwrap()
}

fn pem(name: &str) -> Vec<u8> {
    let text = String::from_utf8(data(name)).unwrap();
    let body: String = text.lines().filter(|l| !l.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

/// The text of a file with keys.
pub(crate) fn key_text(name: &str) -> String {
    String::from_utf8(data(name)).unwrap()
}

/// The keys of a file of the test data.
pub(crate) fn keys(name: &str) -> KeySet {
    read_keys(&data(name), name).unwrap()
}

pub(crate) fn secret(bytes: impl AsRef<[u8]>) -> KeySet {
    secret_from_bytes(bytes.as_ref().to_vec(), "secret")
}

/// Signs a message. `alg` is the name of an algorithm; `ES256-DER` writes the signature in DER.
pub(crate) fn sign(alg: &str, key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = |algorithm| {
        let key = hmac::Key::new(algorithm, key);
        hmac::sign(&key, message).as_ref().to_vec()
    };
    match alg {
        "HS256" => mac(hmac::HMAC_SHA256),
        "HS384" => mac(hmac::HMAC_SHA384),
        "HS512" => mac(hmac::HMAC_SHA512),
        "RS256" => rsa(&signature::RSA_PKCS1_SHA256, message),
        "RS384" => rsa(&signature::RSA_PKCS1_SHA384, message),
        "PS256" => rsa(&signature::RSA_PSS_SHA256, message),
        "ES256" => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, "p256", message),
        "ES256-DER" => ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, "p256", message),
        "ES384" => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, "p384", message),
        "ES512-DER" => ecdsa(&signature::ECDSA_P521_SHA512_ASN1_SIGNING, "p521", message),
        "Ed25519" => {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pem("ed25519.pkcs8.pem"));
            pair.unwrap().sign(message).as_ref().to_vec()
        }
        other => panic!("{other}"),
    }
}

fn rsa(encoding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let pair = RsaKeyPair::from_pkcs8(&data("rsa.pkcs8.der")).unwrap();
    let mut value = vec![0; pair.public_modulus_len()];
    let random = SystemRandom::new();
    pair.sign(encoding, &random, message, &mut value).unwrap();
    value
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm, name: &str, message: &[u8]) -> Vec<u8> {
    let key = pem(&format!("{name}.pkcs8.pem"));
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, &key).unwrap();
    let value = pair.sign(&SystemRandom::new(), message).unwrap();
    value.as_ref().to_vec()
}

/// A compact token with this header and payload, signed with `alg`, whatever the header says.
pub(crate) fn token(alg: &str, key: impl AsRef<[u8]>, header: &str, payload: &str) -> String {
    let input = format!("{}.{}", b64(header), b64(payload));
    let value = sign(alg, key.as_ref(), input.as_bytes());
    format!("{input}.{}", b64(value))
}

/// A token with these claims, signed with [`SECRET`].
pub(crate) fn hs256(claims: &str) -> String {
    token("HS256", SECRET, r#"{"alg":"HS256"}"#, claims)
}
