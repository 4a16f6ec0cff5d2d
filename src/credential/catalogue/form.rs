//! How a credential is written: how it begins, and what follows.

use std::ops::RangeInclusive;

/// No credential is longer. A text that is, is not looked at.
const MAX_CHARS: usize = 2_048;
/// None is shorter.
const MIN_CHARS: usize = 16;

/// Characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// `0-9A-Za-z`
    Alphanumeric,
    /// `A-Za-z`
    Letters,
    /// `0-9a-fA-F`
    Hex,
    /// `A-Z2-7` (RFC 4648 §6)
    Base32,
    /// `\w-` (RFC 4648 §5)
    Url,
    /// The same and dots.
    UrlDots,
    /// `\w`
    Word,
    /// `0-9`
    Digits,
    /// `0-9a-z`
    Lower,
    /// `\w-~.`
    Unreserved,
}

impl Alphabet {
    fn has(self, b: u8) -> bool {
        match self {
            Self::Alphanumeric => b.is_ascii_alphanumeric(),
            Self::Letters => b.is_ascii_alphabetic(),
            Self::Hex => b.is_ascii_hexdigit(),
            Self::Base32 => b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b),
            Self::Url => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
            Self::UrlDots => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'),
            Self::Word => b.is_ascii_alphanumeric() || b == b'_',
            Self::Digits => b.is_ascii_digit(),
            Self::Lower => b.is_ascii_lowercase() || b.is_ascii_digit(),
            Self::Unreserved => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'~' | b'.'),
        }
    }
}

/// A part of what follows the beginning.
#[derive(Debug)]
pub(super) enum Part {
    /// So many characters of an alphabet, as many as there are.
    Of(Alphabet, RangeInclusive<usize>),
    /// These characters.
    Text(&'static str),
}

/// How a credential is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// It begins with one of these.
    pub(super) begins: &'static [&'static str],
    /// What follows, to its end.
    pub(super) parts: &'static [Part],
    /// What it holds somewhere besides; empty for nothing.
    pub(super) holds: &'static str,
}

/// A shorter beginning is one of many words.
const MIN_BEGINNING: usize = 4;

impl Form {
    /// Whether a text begins so, with more behind it.
    pub(super) fn begins_so(&self, text: &str) -> bool {
        let is_telling = |prefix: &&str| prefix.len() >= MIN_BEGINNING;
        let mut begins = self.begins.iter().copied().filter(is_telling);
        begins.any(|prefix| text.len() > prefix.len() && text.starts_with(prefix))
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        let mut begins = self.begins.iter();
        let rest = begins.find_map(|prefix| text.strip_prefix(prefix));
        let Some(mut rest) = rest else { return false };
        if !rest.contains(self.holds) {
            return false;
        }
        for part in self.parts {
            let after = match part {
                Part::Text(text) => rest.strip_prefix(text),
                Part::Of(alphabet, count) => {
                    let most = rest.bytes().take(*count.end());
                    let len = most.take_while(|b| alphabet.has(*b)).count();
                    count.contains(&len).then(|| rest.get(len..)).flatten()
                }
            };
            let Some(after) = after else { return false };
            rest = after;
        }
        rest.is_empty()
    }
}

/// Whether a text has the length and the characters that some credential has.
pub(super) fn may_be(text: &str) -> bool {
    let is_plain = |b: u8| Alphabet::Unreserved.has(b) || b == b'=';
    (MIN_CHARS..=MAX_CHARS).contains(&text.len()) && text.bytes().all(is_plain)
}
