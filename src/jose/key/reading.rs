//! What comes together while keys are read one after the other.

use super::{Key, KeyError, KeyFormat, KeySet};

/// Keys beyond this are not read: the largest sets that are published have some hundreds, and the
/// slowest key, a private one on P-521 without its public half, takes a millisecond.
pub const MAX_KEYS: usize = 1_000;

/// Faults beyond this are counted and not listed: nobody reads on.
pub const MAX_FAULTS: usize = 100;

/// Keys and faults so far.
#[derive(Default)]
pub(super) struct Reading {
    keys: Vec<Key>,
    faults: Vec<String>,
    unlisted: usize,
    cut_off: bool,
}

impl Reading {
    /// One key, and nothing wrong with it.
    pub(super) fn one(key: Key) -> Self {
        Self {
            keys: vec![key],
            ..Self::default()
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// Notes what is wrong with the key, block or set of that name.
    pub(super) fn fault(&mut self, name: &str, detail: &str) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(format!("{name}: {detail}"));
        } else {
            self.unlisted += 1;
        }
    }

    /// Takes a key that was read, or the reason why it was not.
    pub(super) fn take(&mut self, name: &str, read: Result<(Key, Vec<String>), String>) {
        match read {
            Ok((key, notes)) => {
                for note in notes {
                    self.fault(name, &note);
                }
                self.key(key);
            }
            Err(detail) => self.fault(name, &detail),
        }
    }

    /// Notes that there were more than [`MAX_KEYS`].
    pub(super) fn cut_off(&mut self) {
        self.cut_off = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.faults.is_empty()
    }

    /// The set, or why there is none.
    pub(super) fn finish(mut self, format: KeyFormat, source: &str) -> Result<KeySet, KeyError> {
        if self.keys.is_empty() {
            let more = self.faults.len().saturating_sub(1) + self.unlisted;
            let mut detail = self.faults.into_iter().next().unwrap_or_default();
            if more > 0 {
                detail.push_str(&format!(" (and {more} more)"));
            }
            return Err(KeyError::NoneReadable(detail));
        }
        if self.unlisted > 0 {
            let unlisted = self.unlisted;
            self.faults
                .push(format!("There are {unlisted} more faults"));
        }
        if self.cut_off {
            self.faults
                .push(format!("Only the first {MAX_KEYS} keys were read"));
        }
        Ok(KeySet {
            faults: self.faults,
            ..KeySet::new(source, format, self.keys)
        })
    }
}

/// What a key is called in a sentence: by its place, counted from 1, and its id.
pub fn key_name(place: usize, kid: Option<&str>) -> String {
    match kid {
        Some(kid) => format!("Key {place} (kid {})", quoted(kid)),
        None => format!("Key {place}"),
    }
}

/// A name from outside as it fits into a sentence: in quotes, escaped and not too long.
pub(in crate::jose) fn quoted(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", name.get(..end).unwrap_or_default()),
        None => format!("{name:?}"),
    }
}
