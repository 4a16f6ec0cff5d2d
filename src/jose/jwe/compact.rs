//! The compact serialization: `header.key.iv.ciphertext.tag` (RFC 7516 §7.1).

use super::{Jwe, Recipient};
use crate::jose::jws::Part;
use crate::report::{Segment, Serialization, Unit};

const SEGMENTS: usize = 5;

/// Reads a compact JWE as far as it goes.
pub fn read_compact(text: &str) -> Jwe {
    let mut faults = Vec::new();
    let mut dots = text.match_indices('.').map(|(at, _)| at);
    let surplus = dots.nth(SEGMENTS - 1);
    let count = text.bytes().filter(|b| *b == b'.').count() + 1;
    if count != SEGMENTS {
        let detail = if count == 1 {
            format!("there is 1 segment, an encrypted token has {SEGMENTS}")
        } else {
            format!("there are {count} segments, an encrypted token has {SEGMENTS}")
        };
        let offset = surplus.unwrap_or(text.len());
        faults.push(Part::of(Segment::Token).fault(Unit::Encoded, offset, detail));
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut rest = text.splitn(SEGMENTS + 1, '.');
    // What was cut off is not there; what is empty is.
    let mut next = |segment| {
        let part = rest.next()?;
        let range = start..start + part.len();
        start = range.end + 1;
        Some((segment, part, range))
    };
    let mut protected_text = String::new();
    let mut protected = None;
    if let Some((segment, part, range)) = next(Segment::Header) {
        let (header, len) = Part::of(segment).read_header(part, &mut faults);
        protected = header;
        protected_text = part.to_owned();
        pieces.push((segment, range, len));
    }
    let rest = [
        Segment::EncryptedKey,
        Segment::Iv,
        Segment::Ciphertext,
        Segment::Tag,
    ];
    let [encrypted_key, iv, ciphertext, tag] = rest.map(|segment| {
        let Some((segment, part, range)) = next(segment) else {
            return Vec::new();
        };
        let bytes = Part::of(segment).decode(part, &mut faults);
        pieces.push((segment, range, bytes.len()));
        bytes
    });
    Jwe {
        serialization: Serialization::Compact,
        protected_text,
        protected,
        unprotected: None,
        recipients: vec![Recipient {
            header: None,
            encrypted_key,
        }],
        aad_text: None,
        iv,
        ciphertext,
        tag,
        faults,
        pieces,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let jwe = read_compact(text);
        jwe.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_segment_has_its_piece_and_its_faults() {
        let text = "eyJhbGciOiJkaXIifQ..A!AA.AAAA.AA==";
        let jwe = read_compact(text);
        assert_eq!(jwe.protected_text, "eyJhbGciOiJkaXIifQ");
        assert_eq!(jwe.pieces.len(), 5);
        assert_eq!(jwe.pieces[1], (Segment::EncryptedKey, 19..19, 0));
        assert_eq!(jwe.pieces[4], (Segment::Tag, 30..34, 1));
        assert_eq!(
            faults(text),
            [
                "IV, character 1: '!' is not a base64url character",
                "Tag, character 2: padding (=) is not allowed"
            ]
        );
    }

    #[test]
    fn four_and_six_segments_are_read_and_refused() {
        let four = read_compact("eyJhbGciOiJkaXIifQ..AAAA.AAAA");
        assert!(four.tag.is_empty());
        assert_eq!(four.pieces.len(), 4);
        assert_eq!(
            faults("eyJhbGciOiJkaXIifQ..AAAA.AAAA"),
            ["Token, character 29: there are 4 segments, an encrypted token has 5"]
        );
        assert_eq!(
            faults("eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA.AAAA"),
            ["Token, character 34: there are 6 segments, an encrypted token has 5"]
        );
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", ".", "....", "{", "\u{0}.\u{0}"] {
            assert!(!read_compact(text).faults.is_empty(), "{text:?}");
        }
        let dots = read_compact(&".".repeat(1 << 20));
        assert!(dots.faults[0].detail.contains("1048577 segments"));
    }
}
