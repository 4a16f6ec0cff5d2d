//! A key that verifies the token, were it not for what the key says about its own use (RFC 7517
//! §4.2, §4.3, §4.4).

use super::case::Case;
use crate::report::{Diagnosis, Remedy};
use crate::validation::key_choice::misfit;

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let algorithm = case.algorithm?;
    let message = case.message();
    let forbidden = case
        .keys()
        .filter(|s| s.is_named && s.key.fits_type(algorithm));
    let mut forbidden = forbidden.filter_map(|s| Some((s, misfit(s.key, algorithm)?)));
    let (suspect, why) = forbidden
        .find(|(s, _)| case.verifies_with(algorithm, s.key, &message, &case.signature.bytes))?;
    let detail = format!("It verifies with {}, but {why}", suspect.name());
    let diagnosis = Diagnosis::new(detail);
    Some(match suspect.place {
        Some(place) => diagnosis.with(Remedy::Key(place)),
        None => diagnosis,
    })
}
