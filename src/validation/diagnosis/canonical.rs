//! The token was torn on its way: white space, padding, the other alphabet, foreign characters,
//! or more text behind it. Written as base64url, it verifies.

use super::case::{Case, Parts};
use crate::jose::base64url::{self, Base64FaultKind};
use crate::report::Diagnosis;

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let found = case.parts();
    // What follows a tilde are disclosures (RFC 9901 §4).
    if found.signature.contains('~') {
        return None;
    }
    let mut faults = Vec::new();
    let mut mend = |text: &str| {
        let (bytes, found) = base64url::decode(text);
        faults.extend(found.into_iter().map(|fault| fault.kind));
        base64url::encode(&bytes)
    };
    let parts = Parts {
        protected: mend(&found.protected),
        payload: if case.signature.is_payload_encoded() {
            mend(&found.payload)
        } else {
            found.payload.clone()
        },
        signature: mend(&found.signature),
    };
    let mended = case.mended(&parts);
    let has_more = case.failed.text.starts_with(&mended);
    if faults.is_empty() && !has_more || mended == case.failed.text {
        return None;
    }
    let (value, _) = base64url::decode(&parts.signature);
    if !case.verifies(&case.message_of(&parts), &value) {
        return None;
    }
    Some(Diagnosis::new(detail(&faults)).mended(mended))
}

fn detail(faults: &[Base64FaultKind]) -> String {
    let has = |kind: fn(&Base64FaultKind) -> bool| faults.iter().any(kind);
    let kinds = [
        (has(|k| *k == Base64FaultKind::WhiteSpace), "white space"),
        (has(|k| *k == Base64FaultKind::Padding), "padding (=)"),
        (
            has(|k| *k == Base64FaultKind::StandardAlphabet),
            "+ and / instead of - and _",
        ),
        (
            has(|k| matches!(k, Base64FaultKind::Foreign(_) | Base64FaultKind::Incomplete)),
            "characters that do not belong there",
        ),
        (
            has(|k| *k == Base64FaultKind::TrailingBits),
            "a last character with unused bits set",
        ),
    ];
    let there: Vec<_> = kinds
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, w)| *w)
        .collect();
    match there.as_slice() {
        [] => "More text stands behind the token. Without it, it verifies".to_owned(),
        ["white space"] => {
            "White space or line breaks stand inside the token. Without them, it verifies"
                .to_owned()
        }
        some => format!(
            "The token holds {}. Written as base64url, it verifies",
            some.join(" and ")
        ),
    }
}
