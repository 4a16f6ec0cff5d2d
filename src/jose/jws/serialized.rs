//! The JSON serializations, flattened and general (RFC 7515 §7.2).

use super::{Jws, MAX_SIGNATURES, Part, Signature, payload};
use crate::jose::json;
use crate::report::{Fault, Json, Segment, Serialization, Unit};
use std::collections::BTreeSet;
use std::ops::Range;

const TOKEN: Part = Part {
    segment: Segment::Token,
    signature: None,
};

/// Reads a JWS in a JSON serialization as far as it goes. A text that is no JSON object becomes a
/// JWS without anything in it, with the faults that say so.
pub fn read_json(text: &str) -> Jws {
    let mut reader = Reader {
        text,
        faults: Vec::new(),
        pieces: Vec::new(),
    };
    let (value, found) = json::parse(text.as_bytes());
    for fault in found {
        reader.token_fault(fault.offset, fault.to_string());
    }
    if value.members().is_none() {
        reader.token_fault(0, format!("is {}, not an object", value.type_name()));
    }
    let general = value.get("signatures");
    if general.is_some() && value.get("signature").is_some() {
        reader.token_fault(0, "has both signature and signatures");
    }
    let payload_text = reader.text_member(&value, "payload", TOKEN);
    let signatures = match general {
        Some(list) => reader.signatures(list),
        None => vec![reader.signature(&value, None)],
    };
    let encoded = signatures.iter().map(Signature::is_payload_encoded);
    let is_encoded = encoded.clone().all(|e| e);
    if !is_encoded && encoded.into_iter().any(|e| e) {
        reader.token_fault(0, "the signatures disagree on b64");
    }
    let payload_text = payload_text.unwrap_or_default().to_owned();
    let payload_bytes = if is_encoded {
        Part::of(Segment::Payload).decode(&payload_text, &mut reader.faults)
    } else {
        payload_text.as_bytes().to_vec()
    };
    reader.piece(Segment::Payload, &payload_text, payload_bytes.len());
    let payload = payload::read(&payload_bytes, false, &mut reader.faults);
    Jws {
        serialization: if general.is_some() {
            Serialization::General
        } else {
            Serialization::Flattened
        },
        payload_text,
        payload_bytes,
        payload,
        signatures,
        faults: reader.faults,
        pieces: in_order(reader.pieces),
    }
}

/// Pieces in the order of the text, none overlapping another.
pub(in crate::jose) fn in_order(
    mut pieces: Vec<(Segment, Range<usize>, usize)>,
) -> Vec<(Segment, Range<usize>, usize)> {
    pieces.sort_by_key(|(_, range, _)| range.start);
    let mut end = 0;
    pieces.retain(|(_, range, _)| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    pieces
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    pieces: Vec<(Segment, Range<usize>, usize)>,
}

impl Reader<'_> {
    fn token_fault(&mut self, offset: usize, detail: impl Into<String>) {
        self.faults.push(TOKEN.fault(Unit::Encoded, offset, detail));
    }

    /// A member that has to be text where it is there.
    fn text_member<'j>(&mut self, object: &'j Json, name: &str, part: Part) -> Option<&'j str> {
        match object.get(name)? {
            Json::String(text) => Some(text),
            other => {
                let detail = format!("{name} is {}, not a string", other.type_name());
                self.faults.push(part.fault(Unit::Encoded, 0, detail));
                None
            }
        }
    }

    fn signatures(&mut self, list: &Json) -> Vec<Signature> {
        let Some(list) = list.as_array() else {
            let detail = format!("signatures is {}, not an array", list.type_name());
            self.token_fault(0, detail);
            return vec![self.signature(&Json::Object(Vec::new()), None)];
        };
        if list.is_empty() {
            self.token_fault(0, "signatures is empty");
            return vec![self.signature(&Json::Object(Vec::new()), None)];
        }
        if list.len() > MAX_SIGNATURES {
            let detail = format!(
                "there are {} signatures, {MAX_SIGNATURES} are read",
                list.len()
            );
            self.token_fault(0, detail);
        }
        let list = list.iter().take(MAX_SIGNATURES).enumerate();
        list.map(|(i, one)| self.signature(one, Some(i))).collect()
    }

    fn signature(&mut self, object: &Json, index: Option<usize>) -> Signature {
        let part = |segment| Part {
            segment,
            signature: index,
        };
        let header_part = part(Segment::Header);
        let protected_text = self
            .text_member(object, "protected", header_part)
            .unwrap_or_default();
        let mut protected = None;
        if !protected_text.is_empty() {
            let (header, len) = header_part.read_header(protected_text, &mut self.faults);
            protected = header;
            self.piece(Segment::Header, protected_text, len);
        }
        let unprotected = match object.get("header") {
            Some(Json::Object(members)) => Some(Json::Object(members.clone())),
            Some(other) => {
                let detail = format!("header is {}, not an object", other.type_name());
                self.faults
                    .push(header_part.fault(Unit::Encoded, 0, detail));
                None
            }
            None => None,
        };
        self.disjoint(protected.as_ref(), unprotected.as_ref(), header_part);
        if protected.is_none() && unprotected.is_none() {
            self.faults
                .push(header_part.fault(Unit::Encoded, 0, "is missing"));
        }
        let signature_part = part(Segment::Signature);
        let value = self.text_member(object, "signature", signature_part);
        let bytes = match value {
            Some(text) => {
                let bytes = signature_part.decode(text, &mut self.faults);
                self.piece(Segment::Signature, text, bytes.len());
                bytes
            }
            None => {
                self.faults
                    .push(signature_part.fault(Unit::Encoded, 0, "is missing"));
                Vec::new()
            }
        };
        Signature {
            protected_text: protected_text.to_owned(),
            protected,
            unprotected,
            bytes,
        }
    }

    /// No name may stand in both headers (RFC 7515 §4).
    fn disjoint(&mut self, protected: Option<&Json>, unprotected: Option<&Json>, part: Part) {
        let (Some(protected), Some(unprotected)) = (protected, unprotected) else {
            return;
        };
        // Either may have a million names.
        let names = |header: &'_ Json| {
            let members = header.members().unwrap_or_default().iter();
            members
                .map(|(name, _)| name.clone())
                .collect::<BTreeSet<_>>()
        };
        let (protected, unprotected) = (names(protected), names(unprotected));
        for name in protected.intersection(&unprotected).take(json::MAX_FAULTS) {
            let name = json::shorten(name);
            let detail = format!("{name:?} stands in the protected and the unprotected header");
            self.faults.push(part.fault(Unit::Encoded, 0, detail));
        }
    }

    /// Remembers where a member's value stands in the text, where it stands there verbatim.
    fn piece(&mut self, segment: Segment, value: &str, decoded: usize) {
        if value.is_empty() {
            return;
        }
        if let Some(start) = self.text.find(value) {
            self.pieces
                .push((segment, start..start + value.len(), decoded));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let jws = read_json(text);
        jws.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn flattened_and_general_are_read() {
        let flat = r#"{"payload":"Zm9v","protected":"eyJhbGciOiJIUzI1NiJ9","header":{"kid":"a"},"signature":"AAAA"}"#;
        let jws = read_json(flat);
        assert!(jws.faults.is_empty(), "{:?}", jws.faults);
        assert_eq!(jws.serialization, Serialization::Flattened);
        let header = jws.signatures[0].header();
        assert_eq!(header.get("alg").unwrap().as_str(), Some("HS256"));
        assert_eq!(header.get("kid").unwrap().as_str(), Some("a"));
        let general = r#"{"payload":"Zm9v","signatures":[{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA"},{"header":{"alg":"ES256"},"signature":"AAAA"}]}"#;
        let jws = read_json(general);
        assert!(jws.faults.is_empty(), "{:?}", jws.faults);
        assert_eq!(jws.signatures.len(), 2);
        assert_eq!(jws.signatures[1].signing_input(&jws, None), b".Zm9v");
    }

    #[test]
    fn what_is_missing_or_of_the_wrong_type_is_named() {
        assert_eq!(
            faults(r#"{"payload":1,"signature":"AAAA"}"#),
            [
                "Token, character 0: payload is a number, not a string",
                "Header, character 0: is missing"
            ]
        );
        assert_eq!(
            faults(r#"{"payload":"","signatures":[{"header":{"alg":"none"}}]}"#),
            ["Signature of signature 1, character 0: is missing"]
        );
        assert_eq!(
            faults(r#"{"payload":"","signatures":{}}"#)[0],
            "Token, character 0: signatures is an object, not an array"
        );
    }

    #[test]
    fn a_name_in_both_headers_is_a_fault() {
        let text = r#"{"payload":"Zm9v","protected":"eyJhbGciOiJIUzI1NiJ9","header":{"alg":"none"},"signature":"AAAA"}"#;
        assert_eq!(
            faults(text),
            ["Header, character 0: \"alg\" stands in the protected and the unprotected header"]
        );
    }

    #[test]
    fn names_and_types_hold_for_any_text() {
        for text in ["", "[]", "{", "null", "{\"signatures\":[1,null,{}]}"] {
            assert!(!read_json(text).faults.is_empty(), "{text:?}");
        }
    }
}
