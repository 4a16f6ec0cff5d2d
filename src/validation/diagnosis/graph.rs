//! Microsoft Graph's access tokens carry a `nonce` in the header and are signed over its hash, so
//! that nobody but Graph can verify them as they are.

use super::case::{Case, Parts};
use crate::jose::{Hash, base64url, digest};
use crate::report::{Diagnosis, Json};

/// The audiences that mean Microsoft Graph.
const GRAPH: [&str; 3] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
];

/// With the hash of the nonce in its place, the token verifies.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let found = case.parts();
    let header = String::from_utf8(base64url::decode(&found.protected).0).ok()?;
    let nonce = case.header.get("nonce").and_then(Json::as_str)?;
    let at = header.find("\"nonce\"")?;
    let (before, after) = header.split_at_checked(at)?;
    let hash = digest(Hash::Sha256, nonce.as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let mended = [base64url::encode(&hash), hex]
        .into_iter()
        .find_map(|hash| {
            let after = after.replacen(&format!("\"{nonce}\""), &format!("\"{hash}\""), 1);
            let parts = Parts {
                protected: base64url::encode([before, &after].concat().as_bytes()),
                ..found.clone()
            };
            let holds = case.verifies(&case.message_of(&parts), &case.signature.bytes);
            holds.then(|| case.mended(&parts))
        })?;
    let detail = "With the nonce in the header replaced by its SHA-256 it verifies: Microsoft Graph signs its access tokens so. They are meant for Graph alone";
    Some(Diagnosis::new(detail).mended(mended))
}

/// A token for Graph that could not be verified so.
pub(super) fn suspect(case: &Case<'_>) -> Option<Diagnosis> {
    let has_nonce = matches!(case.header.get("nonce"), Some(Json::String(_)));
    let audience = case.failed.claim("aud").and_then(Json::as_str)?;
    (has_nonce && GRAPH.contains(&audience)).then(|| {
        Diagnosis::new(
            "Microsoft Graph's access tokens have a nonce in the header and are signed over its hash. They do not verify as they are, and are meant for Graph alone",
        )
    })
}
