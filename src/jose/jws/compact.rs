//! The compact serialization: `header.payload.signature` (RFC 7515 §7.1).

use super::{Jws, Part, Signature, payload};
use crate::report::{Fault, Json, Segment, Serialization, Unit};

const SEGMENTS: usize = 3;

/// Reads a compact JWS as far as it goes.
pub fn read_compact(text: &str) -> Jws {
    let mut faults = Vec::new();
    count_segments(text, &mut faults);
    let mut rest = text.splitn(SEGMENTS + 1, '.');
    let header_text = rest.next().unwrap_or_default();
    let payload_text = rest.next().unwrap_or_default();
    let signature_text = rest.next().unwrap_or_default();

    let header = Part::of(Segment::Header);
    let (protected, header_len) = header.read_header(header_text, &mut faults);
    let mut signature = Signature {
        protected_text: header_text.to_owned(),
        protected,
        unprotected: None,
        bytes: Vec::new(),
    };
    let payload_bytes = if signature.is_payload_encoded() {
        Part::of(Segment::Payload).decode(payload_text, &mut faults)
    } else {
        payload_text.as_bytes().to_vec()
    };
    let claims = says_claims(signature.protected.as_ref()) && !payload_text.is_empty();
    let payload = payload::read(&payload_bytes, claims, &mut faults);
    signature.bytes = Part::of(Segment::Signature).decode(signature_text, &mut faults);

    let payload_start = header_text.len() + 1;
    let signature_start = payload_start + payload_text.len() + 1;
    let range = |start: usize, part: &str| start..start + part.len();
    let lengths = [header_len, payload_bytes.len(), signature.bytes.len()];
    let ranges = [
        (Segment::Header, range(0, header_text)),
        (Segment::Payload, range(payload_start, payload_text)),
        (Segment::Signature, range(signature_start, signature_text)),
    ];
    let pieces = ranges.into_iter().zip(lengths);
    let pieces = pieces
        .filter(|((_, range), _)| range.end <= text.len())
        .map(|((segment, range), decoded)| (segment, range, decoded))
        .collect();

    Jws {
        serialization: Serialization::Compact,
        payload_text: payload_text.to_owned(),
        payload_bytes,
        payload,
        signatures: vec![signature],
        faults,
        pieces,
    }
}

/// Notes too few or too many segments.
fn count_segments(text: &str, faults: &mut Vec<Fault>) {
    let mut dots = text.match_indices('.').map(|(at, _)| at);
    let surplus = dots.nth(SEGMENTS - 1);
    let segments = text.bytes().filter(|b| *b == b'.').count() + 1;
    if segments == SEGMENTS {
        return;
    }
    let detail = if segments == 1 {
        "there is 1 segment, a signed token has 3".to_owned()
    } else {
        format!("there are {segments} segments, a signed token has 3")
    };
    let offset = surplus.unwrap_or(text.len());
    faults.push(Part::of(Segment::Token).fault(Unit::Encoded, offset, detail));
}

/// Whether the header says that the payload is a claims set (RFC 7519 §5.1).
fn says_claims(header: Option<&Json>) -> bool {
    let typ = header.and_then(|h| h.get("typ")).and_then(Json::as_str);
    typ.is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))
}

impl Part {
    pub(in crate::jose) fn of(segment: Segment) -> Self {
        Self {
            segment,
            signature: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Payload;

    fn faults(text: &str) -> Vec<String> {
        let jws = read_compact(text);
        jws.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_well_made_token_has_no_faults() {
        let jws = read_compact("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA");
        assert!(jws.faults.is_empty(), "{:?}", jws.faults);
        assert_eq!(jws.pieces.len(), 3);
        assert_eq!(jws.signatures[0].bytes, [0, 0, 0]);
        assert_eq!(jws.payload_bytes, b"{\"sub\":\"a\"}");
    }

    #[test]
    fn a_truncated_token_shows_what_is_left() {
        let jws = read_compact("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImFkbW");
        assert_eq!(
            faults("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImFkbW"),
            [
                "Token, character 47: there are 2 segments, a signed token has 3",
                "Payload, character 25: the last character is not canonical, unused bits are set",
                "Payload, byte 19: the JSON ends too early",
            ]
        );
        let Payload::Json(claims) = jws.payload else {
            panic!("no claims")
        };
        assert_eq!(claims.get("sub").unwrap().as_str(), Some("alice"));
        let only_header = read_compact("eyJhbGciOiJIUzI1NiJ9");
        assert!(only_header.signatures[0].protected.is_some());
        assert_eq!(only_header.pieces.len(), 1);
    }

    #[test]
    fn surplus_dots_and_foreign_characters_are_placed() {
        assert_eq!(
            faults("eyJhbGciOiJIUzI1NiJ9.Zm9v.AAAA.x")[0],
            "Token, character 30: there are 4 segments, a signed token has 3"
        );
        assert_eq!(
            faults("eyJhbGciOiJIUzI1NiJ9.Zm 9v.AA==")[..],
            [
                "Payload, character 2: white space inside",
                "Signature, character 2: padding (=) is not allowed"
            ]
        );
    }

    #[test]
    fn an_unencoded_payload_stays_as_it_is() {
        let jws = read_compact("eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2V9.$02.AAAA");
        assert_eq!(jws.payload, Payload::Text("$02".into()));
        assert!(jws.faults.is_empty());
    }

    #[test]
    fn a_megabyte_of_dots_is_counted_not_kept() {
        let jws = read_compact(&".".repeat(1 << 20));
        assert!(jws.faults[0].detail.contains("1048577 segments"));
    }
}
