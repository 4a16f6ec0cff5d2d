//! What is different between two credentials, or two JSON texts: added, removed, changed.

mod difference;
mod explain;
mod path;
mod read;
#[cfg(test)]
mod tests;

pub use path::{Path, Step};
pub use read::{NotComparable, read};

use crate::report::{Json, Payload, Report};
use serde::Serialize;

/// What became of one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum What {
    /// It stands in the second only.
    Added {
        /// The value.
        to: Json,
    },
    /// It stands in the first only.
    Removed {
        /// The value.
        from: Json,
    },
    /// It stands in both and is not the same.
    Changed {
        /// The value in the first.
        from: Json,
        /// The value in the second.
        to: Json,
    },
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where: in the first for what is removed, else in the second.
    pub path: Path,
    /// What became of the value there.
    #[serde(flatten)]
    pub what: What,
    /// What it means, where that can be told: `1 hour later`, `added: email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// All that is different between two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Whether nothing is different at all.
    pub same: bool,
    /// Changes of the JOSE header.
    pub header: Vec<Change>,
    /// Changes of the claims, or of whatever the payload is.
    pub payload: Vec<Change>,
    /// Whether signatures, or encrypted content, stand on both sides and are not the same.
    pub signature_differs: bool,
}

/// Compares two reports, the older one first: header and payload, value by value.
///
/// The order of members does not count, and neither does white space. Where only the bytes of the
/// signature are different, [`Comparison::signature_differs`] says so.
pub fn compare(a: &Report, b: &Report) -> Comparison {
    let header = match (&a.header, &b.header) {
        (None, None) => Vec::new(),
        (a, b) => compare_json(
            a.as_ref().unwrap_or(&NOTHING),
            b.as_ref().unwrap_or(&NOTHING),
        ),
    };
    let mut payload = match (&a.payload, &b.payload) {
        (None, None) => Vec::new(),
        (a, b) => compare_json(&payload_value(a.as_ref()), &payload_value(b.as_ref())),
    };
    if read::holds_keys(a) || read::holds_keys(b) {
        payload.iter_mut().for_each(read::hide_private);
    }
    let signature_differs = read::signature(a) != read::signature(b);
    Comparison {
        same: header.is_empty() && payload.is_empty() && !signature_differs,
        header,
        payload,
        signature_differs,
    }
}

/// Compares two JSON values, the older one first.
pub fn compare_json(a: &Json, b: &Json) -> Vec<Change> {
    let mut changes = Vec::new();
    difference::values(&mut Path::default(), a, b, &mut changes);
    changes
}

const NOTHING: Json = Json::Object(Vec::new());

/// A payload as a JSON value: text as a string, bytes as base64url.
fn payload_value(payload: Option<&Payload>) -> Json {
    match payload {
        None => NOTHING,
        Some(Payload::Json(json)) => json.clone(),
        Some(Payload::Text(text)) => Json::String(text.clone()),
        Some(Payload::Bytes(bytes)) => {
            let text = crate::jose::base64url::encode(bytes);
            Json::Object(vec![("base64url".to_owned(), Json::String(text))])
        }
    }
}
