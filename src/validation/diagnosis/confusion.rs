//! Key confusion (RFC 8725 §2.1): the token is an HMAC, made with the text of a public key. Whoever
//! knows that key, which is everybody, can have made it.

use super::case::Case;
use crate::jose::SignatureScheme;
use crate::jose::key::{Key, Material, public_writings};
use crate::report::{Diagnosis, Secret};

/// How many public keys are tried.
const MAX_KEYS: usize = 16;

const WARNING: &str = "who knows the public key, which is everybody, can have made it. Refuse it";

/// The HMAC verifies with a public key at hand.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    if algorithm.scheme() != SignatureScheme::Hmac {
        return None;
    }
    let message = case.message();
    let public = case
        .keys()
        .filter(|s| !matches!(s.key.material, Material::Oct(_)));
    for suspect in public.take(MAX_KEYS) {
        let mut writings = public_writings(suspect.key, suspect.text).into_iter();
        let writing = writings.find(|(_, bytes)| {
            let key = Key::new(Material::Oct(Secret::new(bytes.clone())));
            case.verifies_with(algorithm, &key, &message, &case.signature.bytes)
        });
        if let Some((name, _)) = writing {
            let detail = format!(
                "Key confusion: it verifies as {algorithm} with {} taken as a secret ({name}). So {WARNING}",
                suspect.name()
            );
            return Some(Diagnosis::new(detail));
        }
    }
    None
}
