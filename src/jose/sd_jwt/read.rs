//! The serializations: compact, `<jwt>~<disclosure>~…~[<key-binding JWT>]` (RFC 9901 §4), and JSON
//! (RFC 9901 §8).

use super::disclosure::without_white_space;
use super::{Disclosure, KeyBinding, MAX_DISCLOSURES, SEPARATOR, SdJwt};
use crate::jose::{base64url, jws};
use crate::report::{Fault, Json, Segment, Unit};
use std::ops::Range;

/// The member of the unprotected header that holds the disclosures (RFC 9901 §8.1).
const DISCLOSURES: &str = "disclosures";

/// The member of the unprotected header that holds the key-binding JWT (RFC 9901 §8.1).
const KB_JWT: &str = "kb_jwt";

/// Once so many faults are listed, those of further disclosures are not: nobody reads on.
const MAX_FAULTS: usize = 64;

/// Reads a compact SD-JWT as far as it goes.
pub fn read_compact(text: &str) -> SdJwt {
    let (signed, rest) = text.split_once(SEPARATOR).unwrap_or((text, ""));
    let mut jws = jws::read_compact(signed);
    let mut reader = Reader {
        disclosures: Vec::new(),
        key_binding: None,
        faults: std::mem::take(&mut jws.faults),
        pieces: jws.pieces.clone(),
    };
    if signed.len() == text.len() {
        let detail = "there is no ~, an SD-JWT ends with one";
        reader.token_fault(text.len(), detail.to_owned());
    }
    let mut start = signed.len() + 1;
    let mut presented = start.min(text.len());
    let count = rest.matches(SEPARATOR).count();
    for (i, part) in rest.split(SEPARATOR).enumerate() {
        let range = start..start + part.len();
        start = range.end + 1;
        if i < count {
            presented = start;
            if i < MAX_DISCLOSURES {
                reader.disclosure(part, Some(range));
            }
        } else if part.contains('.') {
            reader.key_binding(part, Some(range));
        } else if !part.is_empty() {
            reader.disclosure(part, Some(range));
            reader.token_fault(
                text.len(),
                "a ~ is missing at the end, after the last disclosure".to_owned(),
            );
        }
    }
    reader.note_surplus(count);
    let mut presented = without_white_space(text.get(..presented).unwrap_or(text));
    if !presented.ends_with(SEPARATOR) {
        presented.push(SEPARATOR);
    }
    reader.done(jws, presented)
}

/// Reads an SD-JWT in a JSON serialization as far as it goes.
pub fn read_json(text: &str) -> SdJwt {
    let mut jws = jws::read_json(text);
    let mut reader = Reader {
        disclosures: Vec::new(),
        key_binding: None,
        faults: std::mem::take(&mut jws.faults),
        pieces: jws.pieces.clone(),
    };
    let unprotected = |i: usize| jws.signatures.get(i)?.unprotected.as_ref();
    let member = |name| unprotected(0).and_then(|header| header.get(name));
    match member(DISCLOSURES) {
        None => {}
        Some(Json::Array(values)) => {
            let mut search = Search::new(text);
            for (i, value) in values.iter().take(MAX_DISCLOSURES).enumerate() {
                match value {
                    Json::String(one) => reader.disclosure(one, search.next(one)),
                    other => reader.token_fault(
                        0,
                        format!(
                            "disclosure {} is {}, not a string",
                            i + 1,
                            other.type_name()
                        ),
                    ),
                }
            }
            reader.note_surplus(values.len());
        }
        Some(other) => {
            let detail = format!("disclosures is {}, not an array", other.type_name());
            reader.token_fault(0, detail);
        }
    }
    match member(KB_JWT) {
        None => {}
        Some(Json::String(one)) => reader.key_binding(one, Search::new(text).next(one)),
        Some(other) => {
            let detail = format!("kb_jwt is {}, not a string", other.type_name());
            reader.token_fault(0, detail);
        }
    }
    for i in 1..jws.signatures.len() {
        for name in [DISCLOSURES, KB_JWT] {
            if unprotected(i).is_some_and(|header| header.get(name).is_some()) {
                let detail = format!(
                    "{name} stands in the header of signature {}, its place is the first header",
                    i + 1
                );
                reader.token_fault(0, detail);
            }
        }
    }
    let mut presented = String::new();
    if let Some(first) = jws.signatures.first() {
        let value = base64url::encode(&first.bytes);
        presented = format!("{}.{}.{value}", first.protected_text, jws.payload_text);
    }
    presented.push(SEPARATOR);
    for disclosure in &reader.disclosures {
        presented.push_str(&disclosure.text);
        presented.push(SEPARATOR);
    }
    reader.pieces.sort_by_key(|(_, range, _)| range.start);
    reader.done(jws, presented)
}

struct Reader {
    disclosures: Vec<Disclosure>,
    key_binding: Option<KeyBinding>,
    faults: Vec<Fault>,
    pieces: Vec<(Segment, Range<usize>, usize)>,
}

impl Reader {
    fn token_fault(&mut self, offset: usize, detail: String) {
        self.faults.push(Fault {
            segment: Segment::Token,
            signature: None,
            offset,
            unit: Unit::Encoded,
            detail,
        });
    }

    fn note_surplus(&mut self, count: usize) {
        if count > MAX_DISCLOSURES {
            let detail = format!("there are {count} disclosures, {MAX_DISCLOSURES} are read");
            self.token_fault(0, detail);
        }
    }

    fn disclosure(&mut self, text: &str, range: Option<Range<usize>>) {
        let index = self.disclosures.len();
        let mut found = Vec::new();
        let (disclosure, decoded) = Disclosure::read(text, index, &mut found);
        if self.faults.len() < MAX_FAULTS {
            self.faults.append(&mut found);
        }
        self.disclosures.push(disclosure);
        self.piece(Segment::Disclosure, range, decoded);
    }

    fn key_binding(&mut self, text: &str, range: Option<Range<usize>>) {
        let mut jws = jws::read_compact(text);
        // Its own parts are named in the detail: the place of a fault says that it is in this JWT.
        for fault in std::mem::take(&mut jws.faults) {
            let part = match fault.segment {
                Segment::Header => "header: ",
                Segment::Payload => "payload: ",
                Segment::Signature => "signature: ",
                _ => "",
            };
            self.faults.push(Fault {
                segment: Segment::KeyBinding,
                detail: format!("{part}{}", fault.detail),
                ..fault
            });
        }
        self.key_binding = Some(KeyBinding {
            text: text.to_owned(),
            jws,
        });
        self.piece(Segment::KeyBinding, range, text.len());
    }

    fn piece(&mut self, segment: Segment, range: Option<Range<usize>>, decoded: usize) {
        if let Some(range) = range.filter(|range| !range.is_empty()) {
            self.pieces.push((segment, range, decoded));
        }
    }

    fn done(self, jws: jws::Jws, presented: String) -> SdJwt {
        SdJwt {
            jws,
            disclosures: self.disclosures,
            key_binding: self.key_binding,
            presented,
            faults: self.faults,
            pieces: self.pieces,
        }
    }
}

/// Looks for texts in the order in which they stand. Once one is not there verbatim no other is
/// looked for: each look may go through the whole text.
struct Search<'t> {
    text: &'t str,
    at: Option<usize>,
}

impl<'t> Search<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: Some(0) }
    }

    fn next(&mut self, wanted: &str) -> Option<Range<usize>> {
        let at = self.at.take()?;
        let start = at + self.text.get(at..)?.find(wanted)?;
        let end = start + wanted.len();
        self.at = Some(end);
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Serialization;

    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.e30.AAAA";
    const ONE: &str = "WyJzIiwibiIsMV0";

    fn faults(text: &str) -> Vec<String> {
        let sd = read_compact(text);
        sd.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_parts_are_taken_apart() {
        let bare = read_compact(&format!("{JWT}~"));
        assert!(bare.faults.is_empty(), "{:?}", bare.faults);
        assert!(bare.disclosures.is_empty() && bare.key_binding.is_none());
        assert_eq!(bare.presented, format!("{JWT}~"));
        let text = format!("{JWT}~{ONE}~{ONE}~{JWT}");
        let whole = read_compact(&text);
        assert!(whole.faults.is_empty(), "{:?}", whole.faults);
        assert_eq!(whole.disclosures.len(), 2);
        assert_eq!(whole.key_binding.as_ref().unwrap().text, JWT);
        assert_eq!(whole.presented, format!("{JWT}~{ONE}~{ONE}~"));
        assert_eq!(whole.signed(), JWT);
        let pieces = whole
            .pieces
            .iter()
            .map(|(segment, range, _)| (*segment, &text[range.clone()]));
        let pieces: Vec<_> = pieces.collect();
        assert_eq!(
            pieces[3..],
            [
                (Segment::Disclosure, ONE),
                (Segment::Disclosure, ONE),
                (Segment::KeyBinding, JWT)
            ]
        );
    }

    #[test]
    fn what_is_wrong_between_the_parts_is_placed() {
        assert_eq!(
            faults(&format!("{JWT}~{ONE}")),
            ["Token, character 45: a ~ is missing at the end, after the last disclosure"]
        );
        assert_eq!(
            faults(JWT),
            ["Token, character 29: there is no ~, an SD-JWT ends with one"]
        );
        assert_eq!(
            faults(&format!("{JWT}~~")),
            ["Disclosure 1, byte 0: there is no JSON value"]
        );
        assert_eq!(
            faults(&format!("{JWT}~a.b")),
            [
                "Key-binding JWT, character 3: there are 2 segments, a signed token has 3",
                "Key-binding JWT, character 1: header: ends too early, a character is missing",
                "Key-binding JWT, character 0: header: is empty",
                "Key-binding JWT, character 1: payload: ends too early, a character is missing",
            ]
        );
    }

    #[test]
    fn json_serializations_hold_the_same() {
        let flat = format!(
            r#"{{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA","header":{{"disclosures":["{ONE}"],"kb_jwt":"{JWT}"}}}}"#
        );
        let sd = read_json(&flat);
        assert!(sd.faults.is_empty(), "{:?}", sd.faults);
        assert_eq!(sd.jws.serialization, Serialization::Flattened);
        assert_eq!(sd.presented, format!("{JWT}~{ONE}~"));
        assert!(sd.key_binding.is_some());
        assert_eq!(sd.pieces.len(), 5);
        let general = format!(
            r#"{{"payload":"e30","signatures":[{{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA","header":{{"disclosures":[1,"{ONE}"]}}}},{{"protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA","header":{{"kb_jwt":1}}}}]}}"#
        );
        let sd = read_json(&general);
        let said: Vec<_> = sd.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Token, character 0: disclosure 1 is a number, not a string",
                "Token, character 0: kb_jwt stands in the header of signature 2, its place is the first header"
            ]
        );
        for text in ["", "{}", r#"{"header":{"disclosures":{},"kb_jwt":[]}}"#] {
            assert!(!read_json(text).faults.is_empty());
        }
    }

    #[test]
    fn more_disclosures_than_anybody_has_are_counted_not_kept() {
        let sd = read_compact(&"~".repeat(1 << 20));
        assert_eq!(sd.disclosures.len(), MAX_DISCLOSURES);
        let said: Vec<_> = sd.faults.iter().map(|f| f.detail.as_str()).collect();
        assert!(said.contains(&"there are 1048575 disclosures, 10000 are read"));
    }
}
