//! A token that says of itself that nobody signed it (RFC 7515 §3.6, RFC 8725 §3.2).

use super::case::Case;
use crate::jose::Named;
use crate::report::{Diagnosis, Json};

pub(super) fn suspect(case: &Case<'_>) -> Option<Diagnosis> {
    let alg = case.header.get("alg").and_then(Json::as_str)?;
    (Named::read(alg) == Named::None).then(|| {
        Diagnosis::new(
            "alg is none: the token was never signed, so no key can verify it. Ask its issuer for a signed one",
        )
    })
}
