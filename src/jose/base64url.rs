//! Base64url without padding (RFC 7515 §2, RFC 4648 §5): strict in what it calls right, total in
//! what it reads.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;

/// Faults beyond this are not listed: a text with more is no base64url at all, and nobody reads on.
pub const MAX_FAULTS: usize = 32;

/// Reads what is left once the foreign characters are out, whatever its last bits are.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Something in a text that base64url does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base64Fault {
    /// Where, in bytes of the text.
    pub offset: usize,
    /// What.
    pub kind: Base64FaultKind,
}

/// What base64url does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base64FaultKind {
    /// `=` at the end: JOSE leaves padding out.
    Padding,
    /// `+` or `/`: the standard alphabet instead of the URL-safe one. They were read as `-` and `_`.
    StandardAlphabet,
    /// White space; it was left out.
    WhiteSpace,
    /// Any other character; it was left out.
    Foreign(char),
    /// The last character cannot stand alone: at least one is missing.
    Incomplete,
    /// The last character has bits set that do not count: the text is not canonical.
    TrailingBits,
}

impl fmt::Display for Base64Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Base64FaultKind::Padding => f.write_str("padding (=) is not allowed"),
            Base64FaultKind::StandardAlphabet => {
                f.write_str("+ and / belong to base64, base64url has - and _")
            }
            Base64FaultKind::WhiteSpace => f.write_str("white space inside"),
            Base64FaultKind::Foreign(c) => write!(f, "{c:?} is not a base64url character"),
            Base64FaultKind::Incomplete => f.write_str("ends too early, a character is missing"),
            Base64FaultKind::TrailingBits => {
                f.write_str("the last character is not canonical, unused bits are set")
            }
        }
    }
}

/// Decodes a text as far as it goes. No faults means that it is canonical base64url.
pub fn decode(text: &str) -> (Vec<u8>, Vec<Base64Fault>) {
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
        return (bytes, Vec::new());
    }
    let (mut alphabet_only, mut faults) = clean(text);
    if alphabet_only.len() % 4 == 1 {
        push(&mut faults, text.len(), Base64FaultKind::Incomplete);
        alphabet_only.pop();
    }
    if URL_SAFE_NO_PAD.decode(&alphabet_only).is_err() {
        let last = text.len().saturating_sub(1);
        push(&mut faults, last, Base64FaultKind::TrailingBits);
    }
    let bytes = LENIENT.decode(&alphabet_only).unwrap_or_default();
    (bytes, faults)
}

/// Encodes bytes as canonical base64url.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The characters that can be decoded, and a fault for each run of others.
fn clean(text: &str) -> (String, Vec<Base64Fault>) {
    let mut kept = String::with_capacity(text.len());
    let mut faults = Vec::new();
    let mut run = None;
    for (offset, c) in text.char_indices() {
        let (keep, kind) = match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => (Some(c), None),
            '+' => (Some('-'), Some(Base64FaultKind::StandardAlphabet)),
            '/' => (Some('_'), Some(Base64FaultKind::StandardAlphabet)),
            '=' => (None, Some(Base64FaultKind::Padding)),
            c if c.is_whitespace() => (None, Some(Base64FaultKind::WhiteSpace)),
            c => (None, Some(Base64FaultKind::Foreign(c))),
        };
        kept.extend(keep);
        if let Some(kind) = kind
            && run != Some(kind)
        {
            push(&mut faults, offset, kind);
        }
        run = kind;
    }
    (kept, faults)
}

fn push(faults: &mut Vec<Base64Fault>, offset: usize, kind: Base64FaultKind) {
    if faults.len() < MAX_FAULTS {
        faults.push(Base64Fault { offset, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Base64FaultKind::*;

    fn check(text: &str, bytes: &[u8], faults: &[(usize, Base64FaultKind)]) {
        let (got, found) = decode(text);
        let found: Vec<_> = found.iter().map(|f| (f.offset, f.kind)).collect();
        assert_eq!(
            (got.as_slice(), found.as_slice()),
            (bytes, faults),
            "{text:?}"
        );
    }

    #[test]
    fn canonical_text_has_no_faults() {
        check("", b"", &[]);
        check("Zm9v", b"foo", &[]);
        check("-_-_", &[0xfb, 0xff, 0xbf], &[]);
    }

    #[test]
    fn every_fault_is_named_with_its_place_and_read_past() {
        check("Zg==", b"f", &[(2, Padding)]);
        check("+/+/", &[0xfb, 0xff, 0xbf], &[(0, StandardAlphabet)]);
        check("Zm \n9v", b"foo", &[(2, WhiteSpace)]);
        check("Zm9v!", b"foo", &[(4, Foreign('!'))]);
        check("Zm9vZ", b"foo", &[(5, Incomplete)]);
        check("Zh", b"f", &[(1, TrailingBits)]);
        check("Zm9v\u{200b}", b"foo", &[(4, Foreign('\u{200b}'))]);
    }

    #[test]
    fn the_list_of_faults_is_bounded() {
        let (_, faults) = decode(&"!?".repeat(100_000));
        assert_eq!(faults.len(), MAX_FAULTS);
    }
}
