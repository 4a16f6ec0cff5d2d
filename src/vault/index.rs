//! The list of what is kept, without one secret: so that looking at it asks no keyring.

use super::entry::MAX_LABEL_CHARS;
use super::{Entry, Id};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// For how long, in seconds, a removed entry can be put back.
pub const UNDO_SECONDS: i64 = 10;

/// So much later is a secret really deleted that nobody can be putting it back.
const GRACE_SECONDS: i64 = 5;

/// When something was removed that is being deleted: nobody can put it back.
const LONG_AGO: i64 = i64::MIN;

/// Entries beyond this are a mistake of a program, not a person's credentials.
pub const MAX_ENTRIES: usize = 20_000;

/// The form in which the index is written. A later form has a greater number.
const VERSION: u32 = 1;

/// An entry that was removed and whose secret is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The entry as it was.
    pub entry: Entry,
    /// When it was removed, in Unix seconds.
    pub at: i64,
}

/// Everything that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// What is there, the oldest first.
    pub entries: Vec<Entry>,
    /// What was removed, until its secret is gone as well.
    pub removed: Vec<Removed>,
}

/// Why an index cannot be read, or a change cannot be made to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// It is no index, or half of one.
    #[error("the list of entries is damaged: {0}")]
    Damaged(String),
    /// A later version of the program wrote it.
    #[error("the list of entries was written by a newer Tokenscope; update this one")]
    Newer,
    /// Another entry has the label.
    #[error("there is an entry {0:?} already; choose another label, or replace its secret")]
    LabelTaken(String),
    /// The entry is not there, or no longer.
    #[error("the entry is no longer there: another program removed it")]
    Gone,
    /// Its secret is another by now.
    #[error("the secret was replaced by another program meanwhile; look at it again")]
    Changed,
    /// It can no longer be put back.
    #[error("it was removed over {UNDO_SECONDS} seconds ago, and its secret is deleted")]
    TooLate,
    /// There are too many.
    #[error("there are {MAX_ENTRIES} entries already, which is the most")]
    Full,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    entries: &'a [Entry],
    #[serde(skip_serializing_if = "<[Removed]>::is_empty")]
    removed: &'a [Removed],
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    entries: Vec<Entry>,
    #[serde(default)]
    removed: Vec<Removed>,
}

impl Index {
    /// Reads an index as it was written.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] or [`IndexError::Newer`].
    pub fn read(text: &[u8]) -> Result<Self, IndexError> {
        // The library's sentence repeats no values but ids and numbers, and says where it stopped.
        let damaged = |error: serde_json::Error| {
            let (line, column) = (error.line(), error.column());
            IndexError::Damaged(format!(
                "it stops making sense at line {line}, column {column}"
            ))
        };
        let Versioned { version } = serde_json::from_slice(text).map_err(damaged)?;
        if version > VERSION {
            return Err(IndexError::Newer);
        }
        let Read { entries, removed } = serde_json::from_slice(text).map_err(damaged)?;
        let mut ids = HashSet::new();
        for entry in entries.iter().chain(removed.iter().map(|r| &r.entry)) {
            if !ids.insert(&entry.id) {
                return Err(IndexError::Damaged("an entry is in it twice".to_owned()));
            }
        }
        Ok(Self { entries, removed })
    }

    /// The text that is kept.
    pub fn render(&self) -> String {
        let written = Written {
            version: VERSION,
            entries: &self.entries,
            removed: &self.removed,
        };
        // Entries hold nothing that JSON cannot say.
        let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The entry of that id.
    pub fn get(&self, id: &Id) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// The entry of exactly that label.
    pub fn by_label(&self, label: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.label == label)
    }

    /// The entry that a person means: by its label, its id, or so much of the beginning of either
    /// as only one has.
    pub fn meant(&self, text: &str) -> Option<&Entry> {
        let exact = |entry: &&Entry| entry.label == text || entry.id.as_str() == text;
        if let Some(entry) = self.entries.iter().find(exact) {
            return Some(entry);
        }
        let begins = |entry: &&Entry| {
            !text.is_empty()
                && (entry.label.starts_with(text) || entry.id.as_str().starts_with(text))
        };
        let mut all = self.entries.iter().filter(begins);
        let first = all.next();
        first.filter(|_| all.next().is_none())
    }

    /// The other entries of the same login.
    pub fn companions(&self, entry: &Entry) -> Vec<&Entry> {
        let Some(login) = &entry.login else {
            return Vec::new();
        };
        let others = self.entries.iter();
        others
            .filter(|other| other.id != entry.id && other.login.as_ref() == Some(login))
            .collect()
    }

    /// A label that is not taken: the one that is wanted, or the same with a number, for which a
    /// long one is cut.
    pub fn free_label(&self, wanted: &str) -> String {
        let mut label = wanted.to_owned();
        let mut number = 2_u32;
        while self.by_label(&label).is_some() {
            let end = format!(" ({number})");
            let room = MAX_LABEL_CHARS.saturating_sub(end.chars().count());
            label = wanted.chars().take(room).collect();
            label.push_str(&end);
            number = number.saturating_add(1);
        }
        label
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`IndexError::LabelTaken`] or [`IndexError::Full`].
    pub fn add(&mut self, entry: Entry) -> Result<(), IndexError> {
        if self.by_label(&entry.label).is_some() || self.get(&entry.id).is_some() {
            return Err(IndexError::LabelTaken(entry.label));
        }
        if self.entries.len() >= MAX_ENTRIES {
            return Err(IndexError::Full);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Puts an entry in the place of the one of its id; `before` is the secret that it had when
    /// the change was begun.
    ///
    /// # Errors
    /// [`IndexError::Gone`], [`IndexError::Changed`] or [`IndexError::LabelTaken`].
    pub fn replace(&mut self, entry: Entry, before: &Id) -> Result<(), IndexError> {
        let same_label = self.by_label(&entry.label);
        if same_label.is_some_and(|other| other.id != entry.id) {
            return Err(IndexError::LabelTaken(entry.label));
        }
        let own = self.entries.iter_mut().find(|own| own.id == entry.id);
        let own = own.ok_or(IndexError::Gone)?;
        if own.secret != *before {
            return Err(IndexError::Changed);
        }
        *own = entry;
        Ok(())
    }

    /// Changes what a person wrote otherwise than they saw it. The rest is as it is by now: it may
    /// have been used, revoked or renamed while they wrote.
    ///
    /// # Errors
    /// As [`Index::replace`].
    pub fn edit(&mut self, seen: &Entry, edited: Entry) -> Result<Entry, IndexError> {
        let own = self.get(&seen.id).ok_or(IndexError::Gone)?;
        let entry = with_written(own, seen, edited);
        self.replace(entry.clone(), &seen.secret)?;
        Ok(entry)
    }

    /// Takes a secret without an entry among what was removed, so that no program gives it one while
    /// it is deleted.
    ///
    /// # Errors
    /// [`IndexError::Changed`] where it has an entry, or had one a moment ago.
    pub fn give_up(&mut self, entry: Entry) -> Result<(), IndexError> {
        if self.secrets().contains(&entry.secret) {
            return Err(IndexError::Changed);
        }
        let at = LONG_AGO;
        self.removed.push(Removed { entry, at });
        Ok(())
    }

    /// The secrets of removed entries that are about to be deleted. Who put one back before keeps
    /// it; from now on nobody does.
    pub fn deleting(&mut self, ids: &HashSet<Id>) -> Vec<Id> {
        let own = self.removed.iter_mut();
        let own = own.filter(|removed| ids.contains(&removed.entry.id));
        let secrets = own.map(|removed| {
            removed.at = LONG_AGO;
            removed.entry.secret.clone()
        });
        secrets.collect()
    }

    /// Removes an entry so that it can be put back for [`UNDO_SECONDS`].
    ///
    /// # Errors
    /// [`IndexError::Gone`].
    pub fn remove(&mut self, id: &Id, now: i64) -> Result<(), IndexError> {
        let place = self.entries.iter().position(|entry| entry.id == *id);
        let place = place.ok_or(IndexError::Gone)?;
        let entry = self.entries.remove(place);
        self.removed.push(Removed { entry, at: now });
        Ok(())
    }

    /// Puts a removed entry back, under another label where its own is taken by now.
    ///
    /// # Errors
    /// [`IndexError::TooLate`].
    pub fn put_back(&mut self, id: &Id, now: i64) -> Result<Entry, IndexError> {
        let is_meant = |removed: &Removed| {
            removed.entry.id == *id && now <= removed.at.saturating_add(UNDO_SECONDS)
        };
        let place = self.removed.iter().position(is_meant);
        let place = place.ok_or(IndexError::TooLate)?;
        let mut entry = self.removed.remove(place).entry;
        entry.label = self.free_label(&entry.label);
        self.entries.push(entry.clone());
        Ok(entry)
    }

    /// The removed entries whose secrets are to be deleted now: nobody can put them back any more.
    pub fn to_delete(&self, now: i64) -> Vec<Removed> {
        let kept = UNDO_SECONDS + GRACE_SECONDS;
        // A clock that was set back keeps nothing for ever.
        let is_over = |removed: &&Removed| now.abs_diff(removed.at) > kept.unsigned_abs();
        self.removed.iter().filter(is_over).cloned().collect()
    }

    /// Forgets removed entries, once their secrets are deleted.
    pub fn forget(&mut self, ids: &HashSet<Id>) {
        self.removed
            .retain(|removed| !ids.contains(&removed.entry.id));
    }

    /// The names of all secrets that belong to an entry, or to one that was removed.
    pub fn secrets(&self) -> HashSet<&Id> {
        let removed = self.removed.iter().map(|removed| &removed.entry);
        let all = self.entries.iter().chain(removed);
        all.map(|entry| &entry.secret).collect()
    }
}

/// An entry with everything in which what was written differs from what was seen.
fn with_written(own: &Entry, seen: &Entry, written: Entry) -> Entry {
    fn pick<T: Clone + PartialEq>(own: &T, seen: &T, written: T) -> T {
        if written == *seen {
            own.clone()
        } else {
            written
        }
    }
    Entry {
        label: pick(&own.label, &seen.label, written.label),
        kind: pick(&own.kind, &seen.kind, written.kind),
        provider: pick(&own.provider, &seen.provider, written.provider),
        environment: pick(&own.environment, &seen.environment, written.environment),
        account: pick(&own.account, &seen.account, written.account),
        profile: pick(&own.profile, &seen.profile, written.profile),
        login: pick(&own.login, &seen.login, written.login),
        tags: pick(&own.tags, &seen.tags, written.tags),
        scopes: pick(&own.scopes, &seen.scopes, written.scopes),
        note: pick(&own.note, &seen.note, written.note),
        expires: pick(&own.expires, &seen.expires, written.expires),
        rotate_by: pick(&own.rotate_by, &seen.rotate_by, written.rotate_by),
        ..own.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entry::tests::full;

    fn index(labels: &[&str]) -> Index {
        let mut index = Index::default();
        for label in labels {
            let entry = Entry {
                secret: Id::new(format!("s-{label}")).unwrap(),
                ..full(label)
            };
            index.add(entry).unwrap();
        }
        index
    }

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let mut index = index(&["a", "b"]);
        index.remove(&id("a"), 5).unwrap();
        assert_eq!(Index::read(index.render().as_bytes()), Ok(index));
        assert_eq!(
            Index::read(Index::default().render().as_bytes()),
            Ok(Index::default())
        );
    }

    #[test]
    fn half_an_index_is_damaged_wherever_it_ends() {
        let whole = index(&["a", "b"]).render();
        for end in 0..whole.len() - 2 {
            let half = &whole.as_bytes()[..end];
            assert!(
                matches!(Index::read(half), Err(IndexError::Damaged(_))),
                "{end}"
            );
        }
        let twice = whole.replace("\"id\": \"b\"", "\"id\": \"a\"");
        assert!(matches!(
            Index::read(twice.as_bytes()),
            Err(IndexError::Damaged(_))
        ));
        let newer = whole.replace("\"version\": 1", "\"version\": 2");
        assert_eq!(Index::read(newer.as_bytes()), Err(IndexError::Newer));
    }

    #[test]
    fn a_label_belongs_to_one() {
        let mut index = index(&["a"]);
        let taken = index.add(full("a"));
        assert_eq!(taken, Err(IndexError::LabelTaken("a".into())));
        assert_eq!(index.free_label("a"), "a (2)");
        assert_eq!(index.free_label("b"), "b");
    }

    #[test]
    fn a_number_makes_no_label_longer_than_an_entry_takes() {
        let mut index = Index::default();
        for wanted in ["x".repeat(MAX_LABEL_CHARS), "ä".repeat(MAX_LABEL_CHARS - 2)] {
            for _ in 0..12 {
                let label = index.free_label(&wanted);
                let id = id(&index.entries.len().to_string());
                let entry = Entry {
                    id: id.clone(),
                    secret: id,
                    label,
                    ..full("long")
                };
                assert_eq!(entry.check(), Ok(()), "{}", entry.label);
                index.add(entry).unwrap();
            }
        }
    }

    #[test]
    fn an_edit_takes_nothing_back_that_happened_while_it_was_written() {
        let mut index = index(&["a"]);
        let seen = index.entries[0].clone();
        index.entries[0].revoked = Some(500);
        index.entries[0].last_used = Some(501);
        index.entries[0].profile = Some("renamed".into());
        index.entries[0].tags = vec!["of another".into()];
        let written = Entry {
            note: None,
            label: "b".into(),
            ..seen.clone()
        };
        let edited = index.edit(&seen, written).unwrap();
        assert_eq!(edited, index.entries[0]);
        assert_eq!((edited.revoked, edited.last_used), (Some(500), Some(501)));
        assert_eq!(edited.profile.as_deref(), Some("renamed"));
        assert_eq!(edited.tags, ["of another"]);
        assert_eq!((edited.label.as_str(), &edited.note), ("b", &None));
        index.entries[0].secret = id("new");
        let late = index.edit(&seen, seen.clone());
        assert_eq!(late, Err(IndexError::Changed));
    }

    #[test]
    fn what_a_person_means_is_found_where_it_is_one() {
        let index = index(&["gitlab", "github", "git"]);
        let label = |text| index.meant(text).map(|entry| entry.label.as_str());
        assert_eq!(label("git"), Some("git"));
        assert_eq!(label("gith"), Some("github"));
        assert_eq!(label("gi"), None);
        assert_eq!(label(""), None);
    }

    #[test]
    fn a_replacement_takes_only_the_place_of_what_was_seen() {
        let mut index = index(&["a", "b"]);
        let renewed = |label: &str| Entry {
            secret: id("new"),
            label: label.into(),
            ..full("a")
        };
        let other = index.replace(renewed("a"), &id("s-x"));
        assert_eq!(other, Err(IndexError::Changed));
        let taken = index.replace(renewed("b"), &id("s-a"));
        assert_eq!(taken, Err(IndexError::LabelTaken("b".into())));
        index.replace(renewed("c"), &id("s-a")).unwrap();
        assert_eq!(index.by_label("c").unwrap().secret, id("new"));
        let gone = index.replace(full("z"), &id("s1"));
        assert_eq!(gone, Err(IndexError::Gone));
    }

    #[test]
    fn a_removed_entry_comes_back_for_ten_seconds_and_is_never_deleted_within_them() {
        let mut index = index(&["a", "b"]);
        index.remove(&id("a"), 100).unwrap();
        assert_eq!(index.remove(&id("a"), 100), Err(IndexError::Gone));
        assert!(index.secrets().contains(&id("s-a")), "it is no orphan yet");
        for now in 100..=110 {
            assert!(index.clone().put_back(&id("a"), now).is_ok(), "{now}");
            assert!(index.to_delete(now).is_empty(), "{now}");
        }
        assert_eq!(
            index.clone().put_back(&id("a"), 111),
            Err(IndexError::TooLate)
        );
        assert!(index.to_delete(115).is_empty());
        assert_eq!(index.to_delete(116).len(), 1);
        index.add(full("a2")).unwrap();
        index.entries[1].label = "a".into();
        assert_eq!(index.put_back(&id("a"), 105).unwrap().label, "a (2)");
    }

    #[test]
    fn who_puts_an_entry_back_before_its_secret_is_deleted_keeps_both() {
        let mut index = index(&["a", "b"]);
        for gone in ["a", "b"] {
            index.remove(&id(gone), 100).unwrap();
        }
        index.put_back(&id("a"), 101).unwrap();
        let ids = HashSet::from([id("a"), id("b")]);
        assert_eq!(index.deleting(&ids), [id("s-b")]);
        assert_eq!(index.put_back(&id("b"), 101), Err(IndexError::TooLate));
        assert_eq!(index.to_delete(101).len(), 1, "it is tried again at once");
        assert_eq!(Index::read(index.render().as_bytes()), Ok(index));
    }

    #[test]
    fn companions_are_of_one_login() {
        let mut index = index(&["a", "b", "c"]);
        index.entries[2].login = None;
        let labels = |label: &str| {
            let all = index.companions(index.by_label(label).unwrap());
            all.iter().map(|e| e.label.clone()).collect::<Vec<_>>()
        };
        assert_eq!(labels("a"), ["b"]);
        assert!(labels("c").is_empty());
    }
}
