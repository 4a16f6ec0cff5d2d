//! What can be compared: a credential, or JSON.

use super::{Change, What};
use crate::inspect::{Question, inspect_bytes};
use crate::jose::json;
use crate::report::{Json, Kind, Payload, Report, Segment};

/// Why a text cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// It is neither.
    #[error("holds neither a token nor JSON")]
    Neither,
    /// It is JSON that is damaged.
    #[error("holds JSON that is damaged: {0}")]
    Json(String),
    /// It holds more than one credential, and nobody said which.
    #[error("holds {0} tokens or other credentials, and one is compared; give that one alone")]
    Several(usize),
}

/// Reads one side of a comparison: a token in whatever it came, or a JSON text.
///
/// # Errors
/// [`NotComparable`], to be put behind its name.
pub fn read(bytes: &[u8]) -> Result<Report, NotComparable> {
    let report = inspect_bytes(bytes, &Question::default());
    let is_token = matches!(report.kind, Kind::Jws | Kind::Jwe | Kind::SdJwt);
    // Where several stand in one JSON text, the text is meant.
    if is_token && report.more.is_empty() {
        return Ok(report);
    }
    let body = bytes.trim_ascii();
    let (value, faults) = json::parse(body);
    match faults.first() {
        None => {
            // Keys keep their kind: their private members are not shown.
            let kind = if is_token { Kind::Unknown } else { report.kind };
            let mut report = Report::new(kind, String::from_utf8_lossy(body));
            report.payload = Some(Payload::Json(value));
            Ok(report)
        }
        Some(_) if is_token => Err(NotComparable::Several(report.more.len() + 1)),
        Some(fault) if matches!(body.first(), Some(b'{' | b'[' | b'"')) => Err(
            NotComparable::Json(format!("{fault} (byte {})", fault.offset)),
        ),
        Some(_) => Err(NotComparable::Neither),
    }
}

/// Whether private keys and secrets may stand in it.
pub(super) fn holds_keys(report: &Report) -> bool {
    matches!(report.kind, Kind::Jwk | Kind::Jwks)
}

/// The members of a JWK that nobody should see (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "priv", "k"];

/// Hides the private members of keys in a change; that they are different is still said.
pub(super) fn hide_private(change: &mut Change) {
    let is_private = change.path.name().is_some_and(is_private_name);
    let hide = |value: &mut Json| {
        if is_private && matches!(value, Json::String(_)) {
            *value = Json::String("[redacted]".to_owned());
        } else {
            hide_inside(value);
        }
    };
    match &mut change.what {
        What::Added { to } => hide(to),
        What::Removed { from } => hide(from),
        What::Changed { from, to } => [from, to].into_iter().for_each(hide),
    }
}

fn is_private_name(name: &str) -> bool {
    PRIVATE.contains(&name)
}

/// A whole key may have been added. As deep as [`json::MAX_DEPTH`] at most.
fn hide_inside(value: &mut Json) {
    match value {
        Json::Array(values) => values.iter_mut().for_each(hide_inside),
        Json::Object(members) => {
            let is_key = members.iter().any(|(name, _)| name == "kty");
            for (name, value) in members {
                if is_key && is_private_name(name) {
                    *value = Json::String("[redacted]".to_owned());
                } else {
                    hide_inside(value);
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Elided(_) => {}
    }
}

/// The encoded text of the signatures; nothing for JSON and for what is encrypted.
pub(super) fn signature(report: &Report) -> Option<Vec<&str>> {
    matches!(report.kind, Kind::Jws | Kind::SdJwt).then(|| parts(report, Segment::Signature))
}

/// The key-binding JWT of an SD-JWT (RFC 9901 §4.3), where it has one.
pub(super) fn key_binding(report: &Report) -> Vec<&str> {
    parts(report, Segment::KeyBinding)
}

/// The whole text of what is encrypted. Nobody can see here whether the same stands in two.
pub(super) fn encrypted(report: &Report) -> Option<&str> {
    (report.kind == Kind::Jwe).then_some(report.text.as_str())
}

fn parts(report: &Report, segment: Segment) -> Vec<&str> {
    let pieces = report.pieces.iter();
    let pieces = pieces.filter(|piece| piece.segment == segment);
    pieces
        .filter_map(|piece| report.text.get(piece.range.clone()))
        .collect()
}
