//! No key has the token's `kid`, or the one that has it is not the one that signed.

use super::case::Case;
use crate::report::{Diagnosis, Remedy};
use crate::validation::algorithm::quoted;
use crate::validation::key_choice::no_such_kid;

/// Another key than the one that the token names verifies it.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    let kid = case.kid()?;
    let message = case.message();
    let mut others = case
        .keys()
        .filter(|s| !s.is_named && s.key.fits_type(algorithm));
    let other =
        others.find(|s| case.verifies_with(algorithm, s.key, &message, &case.signature.bytes))?;
    let kid = quoted(kid);
    let detail = if case.keys().any(|s| s.is_named) {
        format!(
            "It does not verify with the key that its kid {kid} names, but with {}",
            other.name()
        )
    } else {
        format!(
            "No key has the kid {kid}. It verifies with {}",
            other.name()
        )
    };
    let diagnosis = Diagnosis::new(detail);
    Some(match other.place {
        Some(place) => diagnosis.with(Remedy::Key(place)),
        None => diagnosis,
    })
}

/// No key has that `kid`: those that there are.
pub(super) fn suspect(case: &Case<'_>) -> Option<Diagnosis> {
    let kid = case.kid()?;
    if case.keys().next().is_none() || case.keys().any(|s| s.is_named) {
        return None;
    }
    let keys: Vec<_> = case.failed.keys.iter().collect();
    let mut detail = no_such_kid(&keys, kid);
    if let Some(first) = detail.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let fitting = case.algorithm.map(|algorithm| {
        let fitting = case.keys().filter(|s| s.key.fits_type(algorithm));
        fitting.count()
    });
    // Each of them was tried, unless the work was used up.
    match fitting {
        Some(1) if case.may_go_on() => {
            detail.push_str(". The one that fits does not verify it either");
        }
        Some(n) if n > 1 && case.may_go_on() => {
            detail.push_str(&format!(". None of the {n} that fit verifies it"));
        }
        _ => {}
    }
    Some(Diagnosis::new(detail))
}
