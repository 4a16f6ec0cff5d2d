//! Guessing the secret of an HMAC: from the short list that comes with the program, and from a
//! person's own word list.

use crate::jose::jws::{Jws, Signature};
use crate::jose::key::{Material, SecretEncoding, read_secret};
use crate::jose::{Algorithm, Mac};
use crate::report::{Json, Secret};
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead};
use zeroize::Zeroizing;

/// Secrets that tutorials, libraries and their documentation print, one a line.
const COMMON: &str = include_str!("../../assets/secrets/common.txt");

/// A word of so many characters may be meant as base64 or hexadecimal.
const ENCODED_LEN: usize = 24;

/// All zeros beyond the block of every hash; up to it an HMAC cannot tell zeros from nothing
/// (RFC 2104 §2). In bytes.
const ZEROS: [usize; 2] = [129, 256];

/// A longer line of a word list is no secret that a person made up. In bytes.
pub const MAX_WORD: usize = 1_024;

/// How many bytes are hashed between two looks at whether to go on: a few milliseconds.
const STEP_BYTES: usize = 4 << 20;

/// How much trying may cost when a token is inspected, in bytes that are hashed: a few
/// milliseconds. A token of 30 KB is tried with the whole list, a larger one with its beginning.
const MAX_EFFORT: usize = 4 << 20;

/// A try costs at least as much as hashing this many bytes.
const TRY_BYTES: usize = 512;

/// What may still be tried on one token.
pub(super) struct Effort {
    guesses: Cell<usize>,
    keys: Cell<usize>,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            guesses: Cell::new(MAX_EFFORT),
            keys: Cell::new(MAX_EFFORT),
        }
    }
}

impl Effort {
    /// Takes what trying a key over a message costs, in bytes. Whether it was left.
    pub(super) fn spend(&self, bytes: usize) -> bool {
        take(&self.keys, bytes)
    }
}

fn take(left: &Cell<usize>, bytes: usize) -> bool {
    let rest = left.get().checked_sub(bytes.max(TRY_BYTES));
    left.set(rest.unwrap_or_default());
    rest.is_some()
}

/// A secret that everybody knows. It is shown: that it is known is the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// None at all, or nothing but zeros.
    Blank,
    /// A word of the list.
    Word(&'static str),
    /// What a word of the list decodes to, as base64 or hexadecimal.
    Decoded(&'static str),
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("an empty secret, or one of zeros"),
            Self::Word(word) => write!(f, "the secret {word:?}, which tutorials print"),
            Self::Decoded(word) => write!(f, "the secret {word:?} decoded, which tutorials print"),
        }
    }
}

/// The words of the list that comes with the program.
pub fn common() -> impl Iterator<Item = &'static str> {
    COMMON.lines().filter(|line| !line.is_empty())
}

/// Every well-known secret in turn, until one is taken.
fn find_known(mut is_it: impl FnMut(&[u8]) -> bool) -> Option<Known> {
    if is_it(&[]) || ZEROS.into_iter().any(|len| is_it(&vec![0; len])) {
        return Some(Known::Blank);
    }
    common().find_map(|word| {
        if is_it(word.as_bytes()) {
            return Some(Known::Word(word));
        }
        if word.len() < ENCODED_LEN {
            return None;
        }
        let encodings = [SecretEncoding::Base64, SecretEncoding::Hex];
        let mut decoded = encodings
            .into_iter()
            .filter_map(|encoding| read_secret(word, encoding, "").ok());
        decoded
            .any(|set| {
                let first = set.keys.first().map(|key| &key.material);
                matches!(first, Some(Material::Oct(secret)) if is_it(secret.expose()))
            })
            .then_some(Known::Decoded(word))
    })
}

/// Whether a secret is well known.
pub fn known(secret: &Secret) -> Option<Known> {
    if secret.expose().iter().all(|byte| *byte == 0) {
        return Some(Known::Blank);
    }
    find_known(|word| word == secret.expose())
}

/// Tries secrets on one signature of a token.
pub struct Guesser {
    algorithm: Algorithm,
    message: Vec<u8>,
    value: Vec<u8>,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many words were tried.
    pub tried: u64,
    /// How many bytes of the list were read.
    pub bytes: u64,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub enum Search {
    /// The signature verifies with this word.
    Found {
        /// The word.
        secret: Secret,
        /// On which line of the list it stands, counted from 1.
        line: u64,
    },
    /// No word of the list is the secret.
    NotFound {
        /// How many lines were longer than [`MAX_WORD`] and not tried.
        skipped: u64,
    },
    /// The person had enough of it.
    Cancelled,
}

impl Guesser {
    /// Nothing where the signature is no HMAC, or has not the length of one.
    pub fn new(jws: &Jws, signature: &Signature, detached: Option<&[u8]>) -> Option<Self> {
        let header = signature.header();
        let alg = header.get("alg").and_then(Json::as_str)?;
        let algorithm = Algorithm::from_name(alg)?;
        let message = signature.signing_input(jws, detached);
        Mac::new(algorithm, &message, &signature.bytes)?;
        Some(Self {
            algorithm,
            message,
            value: signature.bytes.clone(),
        })
    }

    /// Whether the signature verifies with a secret.
    pub fn verifies(&self, secret: &[u8]) -> bool {
        let mac = Mac::new(self.algorithm, &self.message, &self.value);
        mac.is_some_and(|mac| mac.matches(secret))
    }

    /// Tries the well-known secrets, as far as the effort goes.
    pub(super) fn try_known(&self, effort: &Effort) -> Option<Known> {
        find_known(|word| take(&effort.guesses, self.message.len()) && self.verifies(word))
    }

    /// Tries every line of a word list, without its line end, in constant memory. Lines may be in
    /// any encoding.
    ///
    /// `progress` is told every few milliseconds how far the search has come, and at its end; as
    /// often `is_cancelled` is asked.
    ///
    /// # Errors
    /// What reading the list came to.
    pub fn search(
        &self,
        mut words: impl BufRead,
        progress: &mut dyn FnMut(Progress),
        is_cancelled: &dyn Fn() -> bool,
    ) -> io::Result<Search> {
        let mut so_far = Progress::default();
        let mut line: Line = Line::default();
        let (mut number, mut skipped, mut since_look) = (0_u64, 0_u64, 0_usize);
        let cost = self.message.len().max(TRY_BYTES);
        loop {
            let buffer = words.fill_buf()?;
            let is_end = buffer.is_empty();
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = buffer
                .get(..end.unwrap_or(buffer.len()))
                .unwrap_or_default();
            line.push(part);
            let used = part.len() + usize::from(end.is_some());
            words.consume(used);
            so_far.bytes = so_far.bytes.saturating_add(used as u64);
            since_look += used;
            if end.is_some() || is_end && !line.is_empty() {
                number += 1;
                match line.word(number == 1) {
                    None => skipped += 1,
                    Some(word) => {
                        so_far.tried += 1;
                        since_look += cost;
                        if self.verifies(word) {
                            let secret = Secret::new(word.to_vec());
                            progress(so_far);
                            return Ok(Search::Found {
                                secret,
                                line: number,
                            });
                        }
                    }
                }
                line.clear();
            }
            if is_end {
                progress(so_far);
                return Ok(Search::NotFound { skipped });
            }
            if since_look >= STEP_BYTES {
                since_look = 0;
                progress(so_far);
                if is_cancelled() {
                    return Ok(Search::Cancelled);
                }
            }
        }
    }
}

impl fmt::Debug for Guesser {
    /// Leaves the token out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Guesser");
        debug.field("algorithm", &self.algorithm).finish()
    }
}

/// One line as it is read: no more of it is kept than a word may have.
#[derive(Default)]
struct Line {
    bytes: Zeroizing<Vec<u8>>,
    is_long: bool,
}

impl Line {
    fn push(&mut self, part: &[u8]) {
        // One more for the carriage return that does not count.
        if self.bytes.len() + part.len() > MAX_WORD + 1 {
            self.is_long = true;
        } else {
            self.bytes.extend_from_slice(part);
        }
    }

    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.is_long
    }

    /// The word, unless it is too long. Before the first one some editors put a mark.
    fn word(&self, is_first: bool) -> Option<&[u8]> {
        let mut word = self.bytes.as_slice();
        if is_first {
            word = word.strip_prefix("\u{feff}".as_bytes()).unwrap_or(word);
        }
        word = word.strip_suffix(b"\r").unwrap_or(word);
        (!self.is_long && word.len() <= MAX_WORD).then_some(word)
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.is_long = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::jws::read_compact;
    use std::io::Cursor;

    /// HS256 with the secret `correct horse`.
    const TOKEN: &str =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.Abslx8FNUi47NMAlNPNFHnz39OwLQ706Mp69kFFtiLk";

    fn guesser() -> Guesser {
        let jws = read_compact(TOKEN);
        Guesser::new(&jws, &jws.signatures[0], None).unwrap()
    }

    fn search(list: &[u8]) -> (Search, Progress) {
        let mut last = Progress::default();
        // A small buffer, so that lines are torn apart.
        let words = io::BufReader::with_capacity(7, Cursor::new(list));
        let found = guesser().search(words, &mut |p| last = p, &|| false);
        (found.unwrap(), last)
    }

    #[test]
    fn a_word_is_found_on_its_line_however_lines_end() {
        for list in [
            "a\nb\ncorrect horse\nc",
            "a\r\nb\r\ncorrect horse\r\n",
            "\u{feff}a\n\ncorrect horse",
        ] {
            let (found, progress) = search(list.as_bytes());
            let Search::Found { secret, line } = found else {
                panic!("{list:?}: {found:?}")
            };
            assert_eq!((secret.expose(), line), (&b"correct horse"[..], 3));
            assert_eq!(progress.tried, 3);
        }
        let (first, _) = search("\u{feff}correct horse".as_bytes());
        assert!(matches!(first, Search::Found { line: 1, .. }));
    }

    #[test]
    fn what_is_no_word_is_skipped() {
        let long = vec![b'x'; 100_000];
        let list = [&long, &b"\ncorrect hors\n\xff\xfe\n"[..], &long].concat();
        let (found, progress) = search(&list);
        assert!(
            matches!(found, Search::NotFound { skipped: 2 }),
            "{found:?}"
        );
        assert_eq!((progress.tried, progress.bytes), (2, list.len() as u64));
        assert!(matches!(search(b"").0, Search::NotFound { skipped: 0 }));
    }

    #[test]
    fn a_search_can_be_cancelled() {
        let mut told = 0;
        let endless = io::BufReader::new(io::repeat(b'\n'));
        let found = guesser().search(endless, &mut |_| told += 1, &|| true);
        assert!(matches!(found, Ok(Search::Cancelled)));
        assert_eq!(told, 1);
    }

    #[test]
    fn secrets_of_tutorials_are_known_as_text_and_decoded() {
        let known = |bytes: &[u8]| known(&Secret::new(bytes.to_vec()));
        assert_eq!(known(b"secret"), Some(Known::Word("secret")));
        assert_eq!(known(b""), Some(Known::Blank));
        assert_eq!(known(&[0; 32]), Some(Known::Blank));
        assert_eq!(known(b"Secret!"), None);
        let decoded = read_secret(
            "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
            SecretEncoding::Hex,
            "",
        );
        let Material::Oct(secret) = &decoded.unwrap().keys[0].material.clone() else {
            panic!("no secret")
        };
        assert!(matches!(super::known(secret), Some(Known::Decoded(_))));
    }

    #[test]
    fn the_list_holds_each_secret_once() {
        let words: Vec<_> = common().collect();
        let different: std::collections::HashSet<_> = words.iter().collect();
        assert_eq!(different.len(), words.len());
        assert!((60..=150).contains(&words.len()), "{}", words.len());
        assert!(words.iter().all(|word| word.trim() == *word));
    }
}
