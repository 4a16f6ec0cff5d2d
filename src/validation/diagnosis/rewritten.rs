//! The payload was taken out, written anew as JSON, and put back: the claims are the same, the
//! bytes that were signed are not.

use super::case::{Case, Parts};
use super::json_form::{JsonForm, ascii, slashes, written};
use crate::jose::{base64url, json};
use crate::report::Diagnosis;

pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let payload = &case.failed.jws.payload_bytes;
    if case.failed.detached.is_some() || payload.first() != Some(&b'{') {
        return None;
    }
    let (claims, faults) = json::parse(payload);
    if !faults.is_empty() {
        return None;
    }
    let found = case.parts();
    for form in JsonForm::ALL {
        let text = written(&claims, form);
        let (ascii, slashes) = (ascii(&text), slashes(&text));
        for text in [text, ascii, slashes] {
            for end in ["", "\n", "\r\n"] {
                let text = format!("{text}{end}");
                if text.as_bytes() == payload || !case.may_go_on() {
                    continue;
                }
                let payload = if case.signature.is_payload_encoded() {
                    base64url::encode(text.as_bytes())
                } else {
                    text
                };
                let parts = Parts {
                    payload,
                    ..found.clone()
                };
                if case.verifies(&case.message_of(&parts), &case.signature.bytes) {
                    let detail = "The payload was written anew after it was signed, with other white space or escapes. As it was, it verifies";
                    return Some(Diagnosis::new(detail).mended(case.mended(&parts)));
                }
            }
        }
    }
    None
}
