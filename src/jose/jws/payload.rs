//! What a payload is: claims, text or bytes.

use super::Part;
use crate::jose::json::{self, JsonFaultKind};
use crate::report::{Fault, Json, Payload, Segment, Unit};

const PART: Part = Part {
    segment: Segment::Payload,
    signature: None,
};

/// Reads a payload as what it looks like, and notes the faults of what is meant to be claims.
///
/// What begins like an object is read as claims, however broken it is. Anything else is JSON only
/// where it is JSON to the last character, else text, else bytes. `says_claims` tells that the
/// header calls it a JWT, whose payload has to be an object (RFC 7519 §7.2).
pub(super) fn read(bytes: &[u8], says_claims: bool, faults: &mut Vec<Fault>) -> Payload {
    let (value, found) = json::parse(bytes);
    if looks_like_object(bytes) {
        PART.note_json(&found, faults);
        return Payload::Json(value);
    }
    let payload = if found.is_empty() {
        Payload::Json(value)
    } else {
        text_or_bytes(bytes)
    };
    if says_claims && !matches!(payload, Payload::Json(Json::Object(_))) {
        let what = match &payload {
            Payload::Json(value) => value.type_name(),
            _ if found.first().map(|f| &f.kind) == Some(&JsonFaultKind::Empty) => "empty",
            Payload::Text(_) => "text",
            Payload::Bytes(_) => "binary",
        };
        let detail = format!("a JWT carries a JSON object, this payload is {what}");
        faults.push(PART.fault(Unit::Decoded, 0, detail));
    }
    payload
}

/// Whether the first character that counts opens an object.
fn looks_like_object(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first() == Some(&b'{')
}

fn text_or_bytes(bytes: &[u8]) -> Payload {
    let printable = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    match std::str::from_utf8(bytes) {
        Ok(text) if text.chars().all(printable) => Payload::Text(text.to_owned()),
        _ => Payload::Bytes(bytes.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(bytes: &[u8]) -> (Payload, usize) {
        let mut faults = Vec::new();
        let payload = read(bytes, false, &mut faults);
        (payload, faults.len())
    }

    #[test]
    fn claims_text_and_bytes_are_told_apart() {
        assert!(matches!(payload(b" {\"a\":1}"), (Payload::Json(_), 0)));
        assert!(matches!(payload(b"{\"a\":"), (Payload::Json(_), 1)));
        assert_eq!(payload(b"foo"), (Payload::Text("foo".into()), 0));
        assert_eq!(payload(b"[1"), (Payload::Text("[1".into()), 0));
        assert_eq!(payload(b"\x00\xff"), (Payload::Bytes(vec![0, 255]), 0));
    }

    #[test]
    fn a_jwt_carries_an_object() {
        let mut faults = Vec::new();
        read(b"foo", true, &mut faults);
        read(b"[1]", true, &mut faults);
        assert_eq!(faults.len(), 2);
    }
}
