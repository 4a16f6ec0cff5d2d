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
    /// Whether the signatures are not the same.
    pub signature_differs: bool,
    /// Whether the key-binding JWTs are not the same, or only one has one.
    pub key_binding_differs: bool,
    /// Whether one or both are encrypted: then what stands inside was not compared.
    pub encrypted: bool,
    /// Whether what is encrypted is not the same, or only one is encrypted.
    pub encrypted_differs: bool,
}

impl Comparison {
    /// What came out, in one sentence; `are_tokens` where both are credentials.
    pub fn sentence(&self, are_tokens: bool) -> String {
        const UNSEEN: &str = "what is encrypted was not opened";
        let counted = |changes: &[Change], what: &str| match changes.len() {
            0 => None,
            1 => Some(format!("1 difference in the {what}")),
            n => Some(format!("{n} differences in the {what}")),
        };
        let payload = if are_tokens { "claims" } else { "JSON" };
        let counts = [
            counted(&self.header, "header"),
            counted(&self.payload, payload),
        ];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        if !counts.is_empty() {
            let counts = counts.join(", ");
            return match self.encrypted {
                true => format!("{counts}; {UNSEEN}"),
                false => counts,
            };
        }
        let sentence = match (self.encrypted, self.signature_differs) {
            (true, _) if self.encrypted_differs => {
                return format!("The headers are the same, the encrypted parts are not; {UNSEEN}");
            }
            (true, _) => "Header and encrypted parts are the same",
            (false, true) if self.key_binding_differs => {
                "Header and claims are the same, signature and key-binding JWT are not"
            }
            (false, true) => "Header and claims are the same, the signatures are not",
            (false, false) if self.key_binding_differs => {
                "Header, claims and signature are the same, the key-binding JWT is not"
            }
            (false, false) if are_tokens => "Header, claims and signature are the same",
            (false, false) => "All values are the same",
        };
        sentence.to_owned()
    }
}

/// Compares two reports, the older one first: header and payload, value by value.
///
/// The order of members does not count, and neither does white space. Where only the bytes of the
/// signature are different, [`Comparison::signature_differs`] says so. The claims of an encrypted
/// token are not seen: they are neither the same nor different.
pub fn compare(a: &Report, b: &Report) -> Comparison {
    let header = match (&a.header, &b.header) {
        (None, None) => Vec::new(),
        (a, b) => compare_json(
            a.as_ref().unwrap_or(&NOTHING),
            b.as_ref().unwrap_or(&NOTHING),
        ),
    };
    let [sealed_a, sealed_b] = [a, b].map(read::encrypted);
    let encrypted = sealed_a.is_some() || sealed_b.is_some();
    let mut payload = match (&a.payload, &b.payload) {
        _ if encrypted => Vec::new(),
        (None, None) => Vec::new(),
        (a, b) => compare_json(&payload_value(a.as_ref()), &payload_value(b.as_ref())),
    };
    if read::holds_keys(a) || read::holds_keys(b) {
        payload.iter_mut().for_each(read::hide_private);
    }
    let signature_differs = read::signature(a) != read::signature(b);
    let key_binding_differs = read::key_binding(a) != read::key_binding(b);
    let encrypted_differs = sealed_a != sealed_b;
    let differs = signature_differs || key_binding_differs || encrypted_differs;
    Comparison {
        same: header.is_empty() && payload.is_empty() && !differs,
        header,
        payload,
        signature_differs,
        key_binding_differs,
        encrypted,
        encrypted_differs,
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
