//! Key confusion: a MAC that was made with a public key as its secret.

use super::Rule;
use super::token::Signed;
use super::words::quoted;
use crate::jose::key::{KeySet, Material, jwk_text, pem_text, pkcs1_der, spki_der};
use crate::jose::{Mac, SignatureScheme};
use crate::report::{Finding, Reference, Severity};

pub(super) const CONFUSION: Rule = Rule {
    id: "key-confusion",
    severity: Severity::Critical,
    title: "Public key used as secret",
    meaning: "The HMAC verifies with the bytes of a public key as its secret, which is how a token is forged",
    reference: Reference::rfc(8725, "2.1"),
};

/// More keys than this are not tried; the person gives those of one issuer.
const MAX_KEYS: usize = 64;

/// A MAC that verifies with the bytes of a public key at hand.
pub(super) fn confusion(signed: &Signed<'_>) -> Option<Finding> {
    let algorithm = signed.algorithm?;
    // Where a secret verifies it there is no riddle left.
    if algorithm.scheme() != SignatureScheme::Hmac || signed.verifies {
        return None;
    }
    let message = signed.message();
    let mac = Mac::new(algorithm, &message, &signed.signature.bytes)?;
    let tries = |secret: &[u8]| signed.effort.spend(&message) && mac.matches(secret);
    let sets = signed.token.keys.iter();
    let (how, source) = sets
        .filter_map(|set| Some((tried(set, &tries)?, &set.source)))
        .next()?;
    let detail = format!(
        "It verifies with {how} from {}, which everybody knows: somebody forged this token against \
         readers that take the algorithm from the token; take it from your own configuration, and \
         never give a public key to an HMAC",
        quoted(source)
    );
    Some(CONFUSION.found(Severity::Critical, detail))
}

/// Tries what a set's public keys look like in bytes; says which of it was the secret.
fn tried(set: &KeySet, tries: &impl Fn(&[u8]) -> bool) -> Option<&'static str> {
    if let Some(text) = &set.public_text
        && texts(text.as_bytes()).iter().any(|text| tries(text))
    {
        return Some("the text of the public key");
    }
    let keys = set.keys.iter().take(MAX_KEYS);
    keys.map(|key| &key.material)
        .find_map(|material| of_key(material, tries))
}

/// Tries one key in the forms in which libraries write it.
fn of_key(material: &Material, tries: &impl Fn(&[u8]) -> bool) -> Option<&'static str> {
    let ders = [
        (spki_der(material), "PUBLIC KEY"),
        (pkcs1_der(material), "RSA PUBLIC KEY"),
    ];
    for (der, label) in ders {
        let Some(der) = der else {
            continue;
        };
        let pem = pem_text(label, &der);
        if texts(pem.as_bytes()).iter().any(|text| tries(text)) {
            return Some("the public key in PEM");
        }
        if tries(&der) {
            return Some("the public key in DER");
        }
    }
    let jwk = jwk_text(material)?;
    tries(jwk.as_bytes()).then_some("the public key as JWK")
}

/// A text with other white space around it and other line ends in it: whoever forges a token has
/// to guess what the reader's file has.
fn texts(text: &[u8]) -> Vec<Vec<u8>> {
    let bare = text.trim_ascii();
    let mut unix: Vec<u8> = Vec::with_capacity(bare.len());
    unix.extend(bare.iter().filter(|b| **b != b'\r'));
    let mut windows = Vec::with_capacity(bare.len());
    for byte in &unix {
        if *byte == b'\n' {
            windows.push(b'\r');
        }
        windows.push(*byte);
    }
    vec![
        text.to_vec(),
        [&unix[..], b"\n"].concat(),
        [&windows[..], b"\r\n"].concat(),
        [b"\n", &unix[..], b"\n"].concat(),
        [b"\n", &unix[..]].concat(),
        [b" ", &unix[..], b"\n"].concat(),
        [b" ", &unix[..]].concat(),
        windows,
        unix,
    ]
}
