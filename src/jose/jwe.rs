//! JSON Web Encryption (RFC 7516), as far as it can be read without a key: the header, and whether
//! the segments are base64url.

use super::base64url;
use super::json;
use crate::report::{Fault, Json, Segment, Unit};
use std::ops::Range;

const SEGMENTS: usize = 5;

/// A JWE as far as it can be read without a key, and every fault in it.
#[derive(Clone, Debug)]
pub struct Jwe {
    /// The JOSE header: of a JSON serialization the protected and the shared members together.
    pub header: Option<Json>,
    /// Where the protected header stands in the text.
    pub header_range: Option<Range<usize>>,
    /// How many bytes the protected header decodes to.
    pub header_len: usize,
    /// Every place that is not as the standard wants it.
    pub faults: Vec<Fault>,
}

fn fault(segment: Segment, unit: Unit, offset: usize, detail: impl Into<String>) -> Fault {
    Fault {
        segment,
        signature: None,
        offset,
        unit,
        detail: detail.into(),
    }
}

/// Reads a compact JWE: `header.key.iv.ciphertext.tag` (RFC 7516 §7.1).
pub fn read_compact(text: &str) -> Jwe {
    let mut faults = Vec::new();
    let count = text.bytes().filter(|b| *b == b'.').count() + 1;
    if count != SEGMENTS {
        let detail = format!("there are {count} segments, an encrypted token has {SEGMENTS}");
        faults.push(fault(Segment::Token, Unit::Encoded, text.len(), detail));
    }
    let header_text = text.split('.').next().unwrap_or_default();
    let (header, header_len) = read_header(header_text, &mut faults);
    let mut start = header_text.len() + 1;
    for segment in text.split('.').skip(1).take(SEGMENTS - 1) {
        note_base64(segment, start, &mut faults);
        start += segment.len() + 1;
    }
    Jwe {
        header,
        header_range: (!header_text.is_empty()).then_some(0..header_text.len()),
        header_len,
        faults,
    }
}

/// Reads a JWE in a JSON serialization (RFC 7516 §7.2).
pub fn read_json(text: &str) -> Jwe {
    let (value, found) = json::parse(text.as_bytes());
    let mut faults: Vec<_> = found
        .iter()
        .map(|f| fault(Segment::Token, Unit::Encoded, f.offset, f.to_string()))
        .collect();
    let protected_text = value.get("protected").and_then(Json::as_str);
    let mut members = Vec::new();
    let mut header_len = 0;
    if let Some(protected) = protected_text {
        let (header, len) = read_header(protected, &mut faults);
        header_len = len;
        members.extend(header.iter().filter_map(Json::members).flatten().cloned());
    }
    for name in ["unprotected", "header"] {
        let shared = value.get(name).and_then(Json::members);
        members.extend(shared.unwrap_or_default().iter().cloned());
    }
    let range = protected_text.and_then(|protected| {
        let start = text.find(protected)?;
        Some(start..start + protected.len())
    });
    Jwe {
        header: (!members.is_empty()).then_some(Json::Object(members)),
        header_range: range.filter(|r| !r.is_empty()),
        header_len,
        faults,
    }
}

fn read_header(text: &str, faults: &mut Vec<Fault>) -> (Option<Json>, usize) {
    let (bytes, found) = base64url::decode(text);
    let segment = Segment::Header;
    faults.extend(
        found
            .iter()
            .map(|f| fault(segment, Unit::Encoded, f.offset, f.to_string())),
    );
    let (header, found) = json::parse(&bytes);
    faults.extend(
        found
            .iter()
            .map(|f| fault(segment, Unit::Decoded, f.offset, f.to_string())),
    );
    if header.members().is_none() {
        if found.is_empty() {
            let detail = format!("is {}, not an object", header.type_name());
            faults.push(fault(segment, Unit::Decoded, 0, detail));
        }
        return (None, bytes.len());
    }
    (Some(header), bytes.len())
}

/// Notes what is not base64url in a segment that begins at `start`.
fn note_base64(segment: &str, start: usize, faults: &mut Vec<Fault>) {
    let (_, found) = base64url::decode(segment);
    let found = found.iter();
    faults.extend(found.map(|f| {
        fault(
            Segment::Token,
            Unit::Encoded,
            start + f.offset,
            f.to_string(),
        )
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_placed_in_the_whole_text() {
        let jwe = read_compact("eyJhbGciOiJkaXIifQ..A!.AAAA.AA==");
        let said: Vec<_> = jwe.faults.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(
            said.iter().any(|s| s.starts_with("Token, character 21:")),
            "{said:?}"
        );
    }

    #[test]
    fn a_json_serialization_shows_all_its_members() {
        let text = r#"{"protected":"eyJlbmMiOiJBMjU2R0NNIn0","unprotected":{"alg":"A128KW"},"ciphertext":"AAAA"}"#;
        let jwe = read_json(text);
        let header = jwe.header.unwrap();
        assert_eq!(header.get("enc").and_then(Json::as_str), Some("A256GCM"));
        assert_eq!(header.get("alg").and_then(Json::as_str), Some("A128KW"));
        assert_eq!(jwe.header_range, Some(14..37));
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", ".", "....", "{", "[]", "{\"protected\":1}"] {
            let _ = (read_compact(text), read_json(text));
        }
    }
}
