//! One signature that does not verify, and what it may be tried with.

use super::{Failed, status};
use crate::jose::jws::Signature;
use crate::jose::key::Key;
use crate::jose::{Algorithm, Named, Verification, json, verify};
use crate::report::{CheckId, Json, KeyPlace, Serialization, Status};
use crate::validation::algorithm::quoted;
use crate::validation::key_choice::{is_named, misfit};
use crate::validation::key_trust::{Enclosed, enclosed_key};
use std::cell::{Cell, OnceCell};

/// How often a token is verified anew at most: at 0.3 ms for the slowest (P-521) under a second.
pub const MAX_TRIES: usize = 3_000;

/// A try counts as so many bytes at least, and a large token as its length: 50 MB are hashed in all,
/// which takes a fifth of a second.
const TRY_BYTES: usize = 16 << 10;

/// How many keys a mended token is tried with: a set has more, but then the token names its key.
const MAX_KEYS: usize = 16;

/// No signature is longer, in bytes: RSA with 8192 bits makes 1024. What is longer verifies never.
const MAX_SIGNATURE_BYTES: usize = 1024;

/// How much may still be tried.
pub(super) struct Tries<'t> {
    bytes: Cell<usize>,
    go_on: &'t dyn Fn() -> bool,
}

impl<'t> Tries<'t> {
    pub(super) fn new(go_on: &'t dyn Fn() -> bool) -> Self {
        Self {
            bytes: Cell::new(MAX_TRIES * TRY_BYTES),
            go_on,
        }
    }

    fn are_left(&self) -> bool {
        self.bytes.get() >= TRY_BYTES && (self.go_on)()
    }

    fn spend(&self, message: &[u8]) -> bool {
        let left = self.bytes.get().checked_sub(message.len().max(TRY_BYTES));
        let Some(left) = left.filter(|_| (self.go_on)()) else {
            return false;
        };
        self.bytes.set(left);
        true
    }
}

/// A key that may have made the signature.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'k> {
    pub(super) key: &'k Key,
    source: &'k str,
    /// Where it stands in the question; nowhere where it came inside the token.
    pub(super) place: Option<KeyPlace>,
    /// Whether the token's `kid` speaks of it.
    pub(super) is_named: bool,
}

impl Suspect<'_> {
    /// What it is called in a sentence.
    pub(super) fn name(&self) -> String {
        match self.key.kid.as_deref() {
            Some(kid) => format!("key {} from {}", quoted(kid), self.source),
            None => format!("the key from {}", self.source),
        }
    }
}

/// The three texts of a signature, as they stand in the token.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) protected: String,
    pub(super) payload: String,
    pub(super) signature: String,
}

/// One signature of a token that does not hold.
pub(super) struct Case<'c> {
    pub(super) failed: &'c Failed<'c>,
    pub(super) signature: &'c Signature,
    pub(super) header: Json,
    /// The algorithm of the header, where it is one that can be verified.
    pub(super) algorithm: Option<Algorithm>,
    index: usize,
    tries: &'c Tries<'c>,
    enclosed: OnceCell<Option<Enclosed>>,
}

impl<'c> Case<'c> {
    pub(super) fn new(failed: &'c Failed<'c>, index: usize, tries: &'c Tries<'c>) -> Option<Self> {
        let signature = failed.jws.signatures.get(index)?;
        let header = signature.header();
        let algorithm = match header.get("alg").and_then(Json::as_str).map(Named::read) {
            Some(Named::Supported(algorithm)) => Some(algorithm),
            _ => None,
        };
        Some(Self {
            failed,
            signature,
            header,
            algorithm,
            index,
            tries,
            enclosed: OnceCell::new(),
        })
    }

    /// Whether there is time and work left.
    pub(super) fn may_go_on(&self) -> bool {
        self.tries.are_left()
    }

    /// Whether nobody wants to know any more.
    pub(super) fn is_cancelled(&self) -> bool {
        !(self.tries.go_on)()
    }

    /// Whether the signature verifies as it stands.
    pub(super) fn holds(&self) -> bool {
        self.status(CheckId::Signature) == Status::Pass
    }

    /// What became of a check on this signature.
    pub(super) fn status(&self, id: CheckId) -> Status {
        let own = self.failed.signatures.get(self.index).copied();
        status(own.unwrap_or(self.failed.checks), id)
    }

    /// Every key at hand, in the order in which they were given.
    pub(super) fn keys(&self) -> impl Iterator<Item = Suspect<'c>> {
        let kid = self.kid().map(str::to_owned);
        let sets = self.failed.keys.iter().enumerate();
        sets.flat_map(move |(set, keys)| {
            let kid = kid.clone();
            let all = keys.keys.iter().enumerate();
            all.map(move |(key, found)| Suspect {
                key: found,
                source: &keys.source,
                place: Some(KeyPlace { set, key }),
                is_named: is_named(keys, found, kid.as_deref()),
            })
        })
    }

    /// The token's `kid`.
    pub(super) fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Json::as_str)
    }

    /// The keys that a mended token is tried with: those that the header picks; where there are
    /// none, the one that it carries; else every one that an algorithm takes.
    pub(super) fn suspects(&self, algorithm: Algorithm) -> Vec<Suspect<'_>> {
        let picked = self
            .keys()
            .filter(|s| s.is_named && misfit(s.key, algorithm).is_none());
        let picked: Vec<_> = picked.take(MAX_KEYS).collect();
        if !picked.is_empty() {
            return picked;
        }
        let enclosed = self.enclosed.get_or_init(|| enclosed_key(&self.header));
        if let Some(enclosed) = enclosed
            && enclosed.key.fits_type(algorithm)
        {
            return vec![Suspect {
                key: &enclosed.key,
                source: "the token itself",
                place: None,
                is_named: true,
            }];
        }
        let fitting = self.keys().filter(|s| s.key.fits_type(algorithm));
        fitting.take(MAX_KEYS).collect()
    }

    /// Whether a signature verifies with one key. Nothing is tried once the work is used up.
    pub(super) fn verifies_with(
        &self,
        algorithm: Algorithm,
        key: &Key,
        message: &[u8],
        value: &[u8],
    ) -> bool {
        let is_possible = !value.is_empty() && value.len() <= MAX_SIGNATURE_BYTES;
        is_possible
            && self.tries.spend(message)
            && verify(algorithm, key, message, value) == Verification::Verifies
    }

    /// Whether a mended message and signature verify, by the header's algorithm, with one of the
    /// suspects.
    pub(super) fn verifies(&self, message: &[u8], value: &[u8]) -> bool {
        let Some(algorithm) = self.algorithm else {
            return false;
        };
        let suspects = self.suspects(algorithm);
        let mut suspects = suspects.iter();
        suspects.any(|s| self.verifies_with(algorithm, s.key, message, value))
    }

    /// What was signed, as the token has it.
    pub(super) fn message(&self) -> Vec<u8> {
        self.signature
            .signing_input(self.failed.jws, self.failed.detached)
    }

    /// What would have been signed with another header and payload. A payload that was given apart
    /// stays as it is.
    pub(super) fn message_of(&self, parts: &Parts) -> Vec<u8> {
        if self.failed.detached.is_none() {
            return [&parts.protected, ".", &parts.payload]
                .concat()
                .into_bytes();
        }
        let signature = Signature {
            protected_text: parts.protected.clone(),
            ..self.signature.clone()
        };
        signature.signing_input(self.failed.jws, self.failed.detached)
    }

    fn is_compact(&self) -> bool {
        self.failed.jws.serialization == Serialization::Compact
    }

    /// The three texts as they stand in the token.
    pub(super) fn parts(&self) -> Parts {
        let signature = if self.is_compact() {
            let third = self.failed.text.split('.').nth(2);
            third.unwrap_or_default().to_owned()
        } else {
            let (mut json, _) = json::parse(self.failed.text.as_bytes());
            match self.member_of_signature(&mut json, "signature") {
                Some(Json::String(text)) => std::mem::take(text),
                _ => String::new(),
            }
        };
        Parts {
            protected: self.signature.protected_text.clone(),
            payload: self.failed.jws.payload_text.clone(),
            signature,
        }
    }

    /// The whole token with these parts in their places.
    pub(super) fn mended(&self, parts: &Parts) -> String {
        if self.is_compact() {
            return [&*parts.protected, &*parts.payload, &*parts.signature].join(".");
        }
        let (mut json, _) = json::parse(self.failed.text.as_bytes());
        set(member(&mut json, "payload"), &parts.payload);
        let protected = self.member_of_signature(&mut json, "protected");
        set(protected, &parts.protected);
        let value = self.member_of_signature(&mut json, "signature");
        set(value, &parts.signature);
        // What was read can be written.
        serde_json::to_string(&json).unwrap_or_default()
    }

    fn member_of_signature<'j>(&self, json: &'j mut Json, name: &str) -> Option<&'j mut Json> {
        match self.failed.jws.serialization {
            Serialization::General => match member(json, "signatures")? {
                Json::Array(all) => member(all.get_mut(self.index)?, name),
                _ => None,
            },
            _ => member(json, name),
        }
    }
}

fn member<'j>(json: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    match json {
        Json::Object(members) => {
            let found = members.iter_mut().find(|(n, _)| n == name);
            found.map(|(_, value)| value)
        }
        _ => None,
    }
}

fn set(place: Option<&mut Json>, text: &str) {
    if let Some(place) = place {
        *place = Json::String(text.to_owned());
    }
}
