//! Samples to learn from. Their keys are throw-away keys that guard nothing.

use crate::jose::key::{KeyError, KeySet, SecretEncoding, read_keys, read_secret};

/// A credential to look at, with what is needed to judge it.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its name in the table of icons.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What there is to see.
    pub detail: &'static str,
    /// The text.
    pub text: &'static str,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z, where it depends on it.
    pub at: Option<i64>,
    key: Key,
}

#[derive(Clone, Copy, Debug)]
enum Key {
    None,
    Jwks(&'static str),
    Secret(&'static str),
}

impl Sample {
    /// The keys that come with it.
    ///
    /// # Errors
    /// Never, as a test holds; but reading keys can fail.
    pub fn keys(&self) -> Result<Option<KeySet>, KeyError> {
        match self.key {
            Key::None => Ok(None),
            Key::Jwks(text) => read_keys(text.as_bytes(), "the sample's keys").map(Some),
            Key::Secret(text) => {
                read_secret(text, SecretEncoding::Text, "the sample's secret").map(Some)
            }
        }
    }
}

/// 2026-11-23T14:48:00Z: within the life of the samples that are judged at a chosen time.
const LOOKED_AT: i64 = 1_795_445_280;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../assets/samples/", $name))
    };
}

/// All samples, in the order in which they are offered.
pub const SAMPLES: [Sample; 12] = [
    Sample {
        id: "valid",
        title: "A valid ID token",
        detail: "Every check passes",
        text: sample!("valid.jwt"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("keys.jwks.json")),
    },
    Sample {
        id: "expired",
        title: "An expired token",
        detail: "Signed well, but over",
        text: sample!("expired.jwt"),
        at: None,
        key: Key::Jwks(sample!("keys.jwks.json")),
    },
    Sample {
        id: "broken",
        title: "A broken signature",
        detail: "One claim was changed",
        text: sample!("broken-signature.jwt"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("keys.jwks.json")),
    },
    Sample {
        id: "none",
        title: "No signature",
        detail: "alg is none: the oldest trick",
        text: sample!("alg-none.jwt"),
        at: Some(LOOKED_AT),
        key: Key::None,
    },
    Sample {
        id: "weak",
        title: "A weak secret",
        detail: "It verifies, and is refused",
        text: sample!("weak-secret.jwt"),
        at: Some(LOOKED_AT),
        key: Key::Secret("secret"),
    },
    Sample {
        id: "answer",
        title: "A token answer",
        detail: "Two tokens in one JSON",
        text: sample!("answer.json"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("keys.jwks.json")),
    },
    Sample {
        id: "general",
        title: "Signed twice",
        detail: "JSON with two signatures",
        text: sample!("general.json"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("keys.jwks.json")),
    },
    Sample {
        id: "encrypted",
        title: "An encrypted token",
        detail: "Signed inside, with the key",
        text: sample!("encrypted.jwe"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("encrypted-keys.jwks.json")),
    },
    Sample {
        id: "locked",
        title: "A locked token",
        detail: "Its key is somewhere else",
        text: sample!("locked.jwe"),
        at: Some(LOOKED_AT),
        key: Key::None,
    },
    Sample {
        id: "credential",
        title: "A credential",
        detail: "SD-JWT, presented in part",
        text: sample!("credential.sd-jwt"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("credential.jwks.json")),
    },
    Sample {
        id: "paseto",
        title: "A PASETO",
        detail: "Version 4, signed",
        text: sample!("paseto.txt"),
        at: Some(LOOKED_AT),
        key: Key::Jwks(sample!("paseto.jwk.json")),
    },
    Sample {
        id: "jwks",
        title: "A key set",
        detail: "Three public keys",
        text: sample!("keys.jwks.json"),
        at: None,
        key: Key::None,
    },
];
