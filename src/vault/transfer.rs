//! Entries with their secrets, as one text: what an export is, what the encrypted file holds, and
//! what an import reads.

use super::{Entry, MAX_ENTRIES, MAX_SECRET_BYTES};
use crate::report::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::io::{self, Write};
use std::mem;
use zeroize::{Zeroize as _, Zeroizing};

/// What a person has to type before secrets are written unprotected.
pub const PLAIN_CONFIRMATION: &str = "PLAIN TEXT";

/// An entry with its secret.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What is known of it.
    pub entry: Entry,
    /// The secret.
    pub secret: Secret,
}

/// Why a text is no export.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// It is no export at all, or a damaged one.
    #[error("is no export of a vault: it stops making sense at line {line}, column {column}")]
    NoExport {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// A later version of the program wrote it.
    #[error("was written by a newer Tokenscope; update this one")]
    Newer,
    /// An entry in it cannot be kept.
    #[error("holds an entry that cannot be kept: {0:?}")]
    Odd(String),
}

/// The form in which it is written. A later form has a greater number.
const VERSION: u32 = 1;

/// So many entries are read: those of a whole list, each with its old and its new secret, and as many
/// that were removed a moment ago. What was written has to be read again.
const MAX_KEPT: usize = MAX_ENTRIES * 3;

const FORMAT: &str = "tokenscope-vault";

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    entries: Vec<WrittenEntry<'a>>,
}

#[derive(Serialize)]
struct WrittenEntry<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_base64: Option<Zeroizing<String>>,
}

/// Bytes that are wiped wherever they lay while they grew.
#[derive(Default)]
struct Wiped(Vec<u8>);

impl Write for Wiped {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.0.len() + more.len() > self.0.capacity() {
            let mut larger = Vec::with_capacity((self.0.len() + more.len()).max(4_096) * 2);
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = larger;
        }
        self.0.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes entries with their secrets as JSON: text as it is, other bytes in base64.
pub fn write_transfer(kept: &[Kept]) -> Secret {
    let entries = kept.iter().map(|kept| {
        let text = std::str::from_utf8(kept.secret.expose()).ok();
        let base64 = text
            .is_none()
            .then(|| Zeroizing::new(STANDARD.encode(kept.secret.expose())));
        WrittenEntry {
            entry: &kept.entry,
            value: text,
            value_base64: base64,
        }
    });
    let written = Written {
        format: FORMAT,
        version: VERSION,
        entries: entries.collect(),
    };
    let mut out = Wiped::default();
    // Memory takes everything, and an entry holds nothing that JSON cannot say.
    let _ = serde_json::to_writer_pretty(&mut out, &written);
    let _ = out.write_all(b"\n");
    Secret::new(out.0)
}

#[derive(Deserialize)]
struct Versioned {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct ReadEntries {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct ReadValues<'a> {
    #[serde(borrow)]
    entries: Vec<ReadValue<'a>>,
}

/// A secret as it is written. The library would copy one with an escape in it, as every PEM has, to
/// where nobody wipes it.
#[derive(Deserialize)]
struct ReadValue<'a> {
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
    #[serde(borrow, default)]
    value_base64: Option<&'a RawValue>,
}

/// Reads what [`write_transfer`] wrote.
///
/// # Errors
/// [`TransferError`]; none repeats what stands in the text, but a label.
pub fn read_transfer(text: &[u8]) -> Result<Vec<Kept>, TransferError> {
    let no_export = |error: serde_json::Error| TransferError::NoExport {
        line: error.line(),
        column: error.column(),
    };
    let Versioned { format, version } = serde_json::from_slice(text).map_err(no_export)?;
    if format != FORMAT {
        return Err(TransferError::NoExport { line: 1, column: 1 });
    }
    if version > VERSION {
        return Err(TransferError::Newer);
    }
    // Once for what is known, past the secrets, and once for them.
    let ReadEntries { entries } = serde_json::from_slice(text).map_err(no_export)?;
    let values: ReadValues<'_> = serde_json::from_slice(text).map_err(no_export)?;
    let odd = |entry: &Entry| TransferError::Odd(entry.label.clone());
    let mut all = Vec::with_capacity(entries.len().min(MAX_ENTRIES));
    for (entry, written) in entries.into_iter().zip(values.entries) {
        let secret = match (written.value, written.value_base64) {
            (Some(raw), None) => unescaped(raw.get()).map(|mut t| Secret::from(mem::take(&mut *t))),
            (None, Some(raw)) => unescaped(raw.get())
                .and_then(|text| STANDARD.decode(text.as_bytes()).ok().map(Secret::new)),
            _ => None,
        };
        let secret = secret.ok_or_else(|| odd(&entry))?;
        let is_odd = secret.is_empty() || secret.len() > MAX_SECRET_BYTES || entry.check().is_err();
        if is_odd || all.len() == MAX_KEPT {
            return Err(odd(&entry));
        }
        all.push(Kept { entry, secret });
    }
    Ok(all)
}

/// The text of a JSON string (RFC 8259 §7), in memory that is wiped. Nothing where it is another
/// value, or holds half a surrogate pair.
fn unescaped(raw: &str) -> Option<Zeroizing<String>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    // No escape is shorter than what it stands for, so that it never moves.
    let mut text = Zeroizing::new(String::with_capacity(inside.len()));
    let mut rest = inside;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut after = escape.chars();
        let sign = match after.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (sign, end) = unicode(after.as_str())?;
                text.push(sign);
                rest = end;
                continue;
            }
            same => same,
        };
        text.push(sign);
        rest = after.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// The character of `XXXX`, or of a surrogate pair `XXXX\uXXXX`, and what stands behind it.
fn unicode(text: &str) -> Option<(char, &str)> {
    let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
    let (first, rest) = (unit(text)?, text.get(4..)?);
    if let Some(sign) = char::from_u32(first.into()) {
        return Some((sign, rest));
    }
    let second = rest.strip_prefix("\\u")?;
    let pair = [first, unit(second)?];
    let sign = char::decode_utf16(pair).next()?.ok()?;
    Some((sign, second.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entry::tests::full;

    fn kept(label: &str, secret: &[u8]) -> Kept {
        Kept {
            entry: full(label),
            secret: Secret::new(secret.to_vec()),
        }
    }

    #[test]
    fn what_was_written_is_read_whatever_the_bytes() {
        let all = [
            kept("a", b"hunter2"),
            kept("b", b"\x00\xff\n"),
            kept("c", "päss\n\u{0}".as_bytes()),
            kept("d", &[0xaa; MAX_SECRET_BYTES]),
        ];
        let text = write_transfer(&all);
        let read = read_transfer(text.expose()).unwrap();
        assert_eq!(read.len(), 4);
        for (read, written) in read.iter().zip(&all) {
            assert_eq!(read.entry, written.entry);
            assert!(read.secret.is_same(&written.secret));
        }
        assert!(!format!("{read:?}").contains("hunter2"));
        assert!(
            read_transfer(write_transfer(&[]).expose())
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn every_escape_of_json_is_undone() {
        for (raw, text) in [
            (r#""""#, Some("")),
            (r#""a\"b\\c\/d""#, Some("a\"b\\c/d")),
            (r#""\b\f\n\r\t\\""#, Some("\u{8}\u{c}\n\r\t\\")),
            (r#""\u00e4\ud83d\ude00\u0000.""#, Some("ä😀\0.")),
            (r#""ä😀""#, Some("ä😀")),
            (r#""\ud83d""#, None),
            (r#""\ud83d\u0041""#, None),
            (r#""\ude00\ud83d""#, None),
            ("7", None),
            ("null", None),
        ] {
            let read = unescaped(raw);
            assert_eq!(read.as_deref().map(String::as_str), text, "{raw}");
            if let (Some(read), Some(text)) = (&read, text) {
                assert!(
                    read.capacity() >= text.len(),
                    "it was made as large as it becomes"
                );
                let library: String = serde_json::from_str(raw).unwrap();
                assert_eq!(library, **read);
            }
        }
    }

    /// While secrets are replaced a store holds more of them than the list has entries.
    #[test]
    fn a_full_list_is_read_again_while_its_secrets_are_replaced() {
        let many: Vec<Kept> = (0..=MAX_ENTRIES as u64)
            .map(|number| {
                let id = crate::vault::Id::numbered(number);
                let kind = crate::vault::Kind::Other;
                Kept {
                    entry: Entry::new(id.clone(), id, "a", kind, 0),
                    secret: Secret::new(vec![b's']),
                }
            })
            .collect();
        let read = read_transfer(write_transfer(&many).expose()).unwrap();
        assert_eq!(read.len(), MAX_ENTRIES + 1);
    }

    #[test]
    fn what_is_no_export_is_refused_without_being_repeated() {
        let whole = write_transfer(&[kept("a", b"hunter2")]);
        let whole = String::from_utf8(whole.expose().to_vec()).unwrap();
        for end in 0..whole.len() - 2 {
            let error = read_transfer(&whole.as_bytes()[..end]).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{end}");
        }
        let change = |from: &str, to: &str| read_transfer(whole.replace(from, to).as_bytes());
        assert_eq!(
            change("\"version\": 1", "\"version\": 2").unwrap_err(),
            TransferError::Newer
        );
        for (from, to) in [
            ("tokenscope-vault", "other"),
            ("\"value\": \"hunter2\"", "\"value\": \"\""),
            ("\"value\": \"hunter2\"", "\"value_base64\": \"?hunter2\""),
            ("\"value\": \"hunter2\"", "\"value\": 7"),
            ("\"value\": \"hunter2\"", "\"more\": 7"),
            ("\"label\": \"a\"", "\"label\": \"a\\nb\""),
        ] {
            let error = change(from, to).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
