//! Key confusion (RFC 8725 §2.1): the token is an HMAC, made with the text of a public key. Whoever
//! knows that key, which is everybody, can have made it.

use super::case::Case;
use crate::jose::SignatureScheme;
use crate::jose::key::{Key, Material, confused_key};
use crate::report::{Diagnosis, KeyPlace, Secret};

const WARNING: &str = "who knows the public key, which is everybody, can have made it. Refuse it";

/// The HMAC verifies with a public key at hand.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    if algorithm.scheme() != SignatureScheme::Hmac {
        return None;
    }
    let message = case.message();
    let is_secret = |bytes: &[u8]| {
        let key = Key::new(Material::Oct(Secret::new(bytes.to_vec())));
        case.verifies_with(algorithm, &key, &message, &case.signature.bytes)
    };
    let mut sets = case.failed.keys.iter().enumerate();
    let (set, confused) =
        sets.find_map(|(place, set)| Some((place, confused_key(set, is_secret)?)))?;
    let place = KeyPlace {
        set,
        key: confused.key,
    };
    let suspect = case.keys().find(|s| s.place == Some(place))?;
    Some(Diagnosis::new(format!(
        "Key confusion: it verifies as {algorithm} with {} taken as a secret ({}). So {WARNING}",
        suspect.name(),
        confused.writing
    )))
}
