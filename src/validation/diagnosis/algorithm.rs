//! The signature was made with another algorithm than the header says.

use super::case::Case;
use crate::jose::{Algorithm, SignatureScheme};
use crate::report::{Diagnosis, Json};
use crate::validation::algorithm::quoted;

/// How many keys are tried with every algorithm that takes them.
const MAX_KEYS: usize = 16;

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let message = case.message();
    // The keys that the token names come first.
    let named = case.keys().filter(|s| s.is_named);
    let others = case.keys().filter(|s| !s.is_named);
    for suspect in named.chain(others).take(MAX_KEYS) {
        let mut others = Algorithm::ALL
            .into_iter()
            .filter(|a| suspect.key.fits_type(*a) && !is_stated(case, *a));
        let verifying =
            others.find(|a| case.verifies_with(*a, suspect.key, &message, &case.signature.bytes));
        if let Some(algorithm) = verifying {
            let detail = format!(
                "{}, but it verifies as {algorithm} with {}. Its issuer has to name the algorithm that it signs with",
                stated(case),
                suspect.name()
            );
            return Some(Diagnosis::new(detail));
        }
    }
    None
}

/// Whether the header names this algorithm; `EdDSA` and `Ed25519` are one (RFC 9864 §2.2).
fn is_stated(case: &Case<'_>, algorithm: Algorithm) -> bool {
    let is_ed25519 = |a: Algorithm| a.scheme() == SignatureScheme::Ed25519;
    case.algorithm
        .is_some_and(|a| a == algorithm || is_ed25519(a) && is_ed25519(algorithm))
}

fn stated(case: &Case<'_>) -> String {
    match case.header.get("alg") {
        Some(Json::String(alg)) => format!("alg is {}", quoted(alg)),
        Some(other) => format!("alg is {}", other.type_name()),
        None => "The header names no alg".to_owned(),
    }
}
