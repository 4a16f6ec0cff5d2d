//! Shared secrets that anybody can guess: well known, or too short.

use super::Rule;
use super::guess::{Guesser, Known, known};
use super::token::Signed;
use super::words::listed;
use crate::jose::key::{Key, KeySet, Material, Weakness, key_name, weaknesses};
use crate::jose::{Algorithm, SignatureScheme};
use crate::report::{Finding, Reference, Secret, Severity};

pub(super) const WEAK: Rule = Rule {
    id: "weak-secret",
    severity: Severity::Critical,
    title: "Secret is well known",
    meaning: "The HMAC secret is empty, all zeros, or one that tutorials and libraries print",
    reference: Reference::rfc(8725, "3.5"),
};

pub(super) const SHORT: Rule = Rule {
    id: "short-secret",
    severity: Severity::High,
    title: "Secret too short",
    meaning: "The HMAC secret has fewer bits than the hash, so it can be found by trying",
    reference: Reference::rfc(7518, "3.2"),
};

/// Under this many bits everything can be tried, in hours or days.
const TRIED_BITS: usize = 64;
/// From here on trying everything is out of reach; only what a person made up can be guessed.
const SAFE_BITS: usize = 128;

/// The HMAC of a signature.
fn hmac(signed: &Signed<'_>) -> Option<Algorithm> {
    let is_hmac = |a: &Algorithm| a.scheme() == SignatureScheme::Hmac;
    signed.algorithm.filter(is_hmac)
}

/// The secret with which a signature verifies, where the person gave it.
fn verified_secret<'t>(signed: &Signed<'t>) -> Option<&'t Secret> {
    match &signed.key?.material {
        Material::Oct(secret) if signed.verifies => Some(secret),
        _ => None,
    }
}

/// A secret that is well known, found by trying or because it was given.
pub(super) fn weak(signed: &Signed<'_>) -> Option<Finding> {
    hmac(signed)?;
    let found = match verified_secret(signed) {
        Some(secret) => known(secret)?,
        None => {
            let token = signed.token;
            let guesser = Guesser::new(token.jws, signed.signature, token.detached)?;
            guesser.try_known(signed.effort)?
        }
    };
    let detail = format!(
        "It verifies with {found}: anybody can make such tokens, so refuse what this secret \
         signed and replace it with 32 random bytes or more"
    );
    Some(WEAK.found(Severity::Critical, detail))
}

/// The secret that was used against its hash. One that is well known has been told already.
pub(super) fn short(signed: &Signed<'_>) -> Option<Finding> {
    let algorithm = hmac(signed)?;
    let key = signed.key?;
    let bits = short_bits(key, Some(algorithm))?;
    if verified_secret(signed).is_some_and(|secret| known(secret).is_some()) {
        return None;
    }
    Some(SHORT.found(severity(bits), advice(&format!("{bits} bits"), bits)))
}

/// Well-known secrets among keys that were pasted.
pub(super) fn weak_key(set: &KeySet) -> Option<Finding> {
    let found = (1..).zip(&set.keys).filter_map(|(place, key)| {
        let known = known_key(key)?;
        let name = key_name(place, key.kid.as_deref());
        Some(format!("{name} is {known}"))
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return None;
    }
    let detail = format!(
        "{}: anybody can sign with it, so refuse what it signed and replace it with 32 random bytes \
         or more",
        listed(&found)
    );
    Some(WEAK.found(Severity::Critical, detail))
}

/// Short secrets among keys that were pasted.
pub(super) fn short_key(set: &KeySet) -> Option<Finding> {
    let mut fewest = usize::MAX;
    let mut found = Vec::new();
    for (place, key) in (1..).zip(&set.keys) {
        if let Some(bits) = short_bits(key, None)
            && known_key(key).is_none()
        {
            fewest = fewest.min(bits);
            let name = key_name(place, key.kid.as_deref());
            found.push(format!("{name} with {bits} bits"));
        }
    }
    if found.is_empty() {
        return None;
    }
    Some(SHORT.found(severity(fewest), advice(&listed(&found), fewest)))
}

fn known_key(key: &Key) -> Option<Known> {
    match &key.material {
        Material::Oct(secret) => known(secret),
        _ => None,
    }
}

fn short_bits(key: &Key, algorithm: Option<Algorithm>) -> Option<usize> {
    weaknesses(key, algorithm)
        .into_iter()
        .find_map(|weakness| match weakness {
            Weakness::SecretShort { bits, .. } => Some(bits),
            _ => None,
        })
}

fn severity(bits: usize) -> Severity {
    match bits {
        0..TRIED_BITS => Severity::High,
        TRIED_BITS..SAFE_BITS => Severity::Medium,
        _ => Severity::Low,
    }
}

fn advice(what: &str, bits: usize) -> String {
    let how = match bits {
        0..TRIED_BITS => "can be found by trying them all, with one token in hand and no server",
        TRIED_BITS..SAFE_BITS => "can be found by trying where a person made them up",
        _ => "are enough only where they are random",
    };
    format!(
        "{what} {how}: replace it with random bytes, as many as the hash has, for example \
         `openssl rand -base64 64`"
    )
}
