//! Whether a segment begins a JOSE header: base64url of a JSON object (RFC 7515 §4).

use crate::jose::{base64url, json};
use crate::report::Json;

/// Names by which an object is known as a JOSE header (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797 §3).
/// Names that other signed texts have too (`iv`, `tag`, `url`) are left out.
const NAMES: [&str; 15] = [
    "alg", "enc", "typ", "cty", "kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit",
    "b64", "zip", "epk",
];

/// So many characters tell whether a segment opens an object, whatever white space its JSON has.
const PREFIX: usize = 64;

/// So many bytes of text after a `{` that begins no JSON are no coincidence.
const LEAST_TEXT: usize = 6;

/// The first segment of a token, as far as it can be read.
pub(super) struct Opening {
    /// The header, as far as it goes.
    pub(super) header: Json,
    /// Whether it was read without a fault.
    pub(super) is_whole: bool,
    /// Whether one of its names, or the beginning of one, is known from JOSE.
    pub(super) is_jose: bool,
}

impl Opening {
    /// Reads a segment that opens a JSON object, however broken it is.
    pub(super) fn read(segment: &str) -> Option<Self> {
        let prefix: String = segment
            .chars()
            .filter(|c| is_base64(*c))
            .take(PREFIX)
            .collect();
        if !opens_object(&base64url::decode(&prefix).0) {
            return None;
        }
        let (bytes, base64_faults) = base64url::decode(segment);
        let (header, json_faults) = json::parse(&bytes);
        let members = header.members().unwrap_or_default();
        let is_jose = members
            .iter()
            .any(|(name, _)| NAMES.contains(&name.as_str()))
            || (members.is_empty() && first_name_is_known(&bytes));
        Some(Self {
            header,
            is_whole: base64_faults.is_empty() && json_faults.is_empty(),
            is_jose,
        })
    }

    /// Whether the header says that the payload is not encoded (RFC 7797 §3).
    pub(super) fn is_unencoded(&self) -> bool {
        self.header.get("b64") == Some(&Json::Bool(false))
    }

    /// `alg`, where it is text.
    pub(super) fn alg(&self) -> Option<&str> {
        self.header.get("alg").and_then(Json::as_str)
    }
}

/// Whether a segment could open an object, told from its first two characters: those of `{`, of
/// white space and of a byte order mark.
pub(super) fn may_open(text: &[u8]) -> bool {
    matches!(
        text,
        [b'e', b'w'..=b'z' | b'0'..=b'9' | b'-' | b'_', ..]
            | [b'I', b'A'..=b'P', ..]
            | [b'C', b'Q'..=b'Z' | b'a'..=b'v', ..]
            | [b'D', b'Q'..=b'Z' | b'a'..=b'f', ..]
            | [b'7', b'7', ..]
    )
}

/// A character of base64 in either alphabet.
pub(super) fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/')
}

/// A character that nobody sees.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

/// Whether bytes begin like a JSON object, or at least like text with a brace before it.
fn opens_object(bytes: &[u8]) -> bool {
    let text = after_brace(bytes);
    match text.map(<[u8]>::trim_ascii_start) {
        None => false,
        Some([b'"' | b'}', ..]) => true,
        Some(text) if text.len() < LEAST_TEXT => false,
        Some(text) => {
            let text = match std::str::from_utf8(text) {
                Ok(text) => text,
                // The prefix may end inside a character.
                Err(e) if e.error_len().is_none() => {
                    let valid = text.get(..e.valid_up_to()).unwrap_or_default();
                    std::str::from_utf8(valid).unwrap_or_default()
                }
                Err(_) => return false,
            };
            !text.is_empty() && !text.contains(|c: char| c.is_control() && !c.is_whitespace())
        }
    }
}

/// What stands after the brace that opens an object.
fn after_brace(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().strip_prefix(b"{")
}

/// Whether the first name of an object is known, or begins like one where the text ends inside it.
fn first_name_is_known(bytes: &[u8]) -> bool {
    let text = after_brace(bytes).map(<[u8]>::trim_ascii_start);
    let Some(name) = text.and_then(|t| t.strip_prefix(b"\"")) else {
        return false;
    };
    match name.iter().position(|b| *b == b'"') {
        Some(end) => NAMES.iter().any(|n| Some(n.as_bytes()) == name.get(..end)),
        None => !name.is_empty() && NAMES.iter().any(|n| n.as_bytes().starts_with(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_open_however_they_begin() {
        for json in [
            "{\"alg\":\"none\"}",
            "{ \"alg\":\"none\"}",
            "{\n  \"alg\":\"none\"}",
            " {\"alg\":\"none\"}",
            "\n\t{\"alg\":\"none\"}",
            "\r\n{\"alg\":\"none\"}",
            "\u{feff}{\"alg\":\"none\"}",
            "{}",
            "{\"x",
            "{alg:none}",
            "{'alg':'none'}",
            "{\"alg\":\"no\u{0}",
        ] {
            let segment = base64url::encode(json.as_bytes());
            assert!(may_open(segment.as_bytes()), "{json:?}");
            assert!(Opening::read(&segment).is_some(), "{json:?}");
        }
    }

    #[test]
    fn words_open_nothing() {
        for word in [
            "",
            "www",
            "eye",
            "eyes",
            "example",
            "extra",
            "express",
            "extended",
            "exchange",
            "e2e",
            "Independent",
            "IBM",
            "Director",
            "Chrome",
            "CgroupV",
            "ew",
            "ez",
            "eJ",
            "e-commerce",
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
            "4eC39",
            "eyewitness",
            "eyeglasses",
            "ezekiel",
        ] {
            assert!(Opening::read(word).is_none(), "{word}");
        }
    }

    #[test]
    fn a_jose_header_is_known_by_its_names() {
        for (json, is_jose) in [
            ("{\"alg\":\"none\"}", true),
            ("{\"zip\":1", true),
            ("{\"al", true),
            ("{\"alg\":", true),
            ("{\"", false),
            ("{}", false),
            ("{\"iv\":\"a\",\"value\":\"b\"}", false),
            ("{\"user\":1}", false),
            ("{\"us", false),
        ] {
            let opening = Opening::read(&base64url::encode(json.as_bytes())).unwrap();
            assert_eq!(opening.is_jose, is_jose, "{json}");
        }
    }
}
