//! Secrets that have no entry and entries that have no secret: what a program that was killed
//! half-way leaves behind, and how a list is made again from what a store holds.

use super::{Entry, Id, Index, Kind};
use std::collections::{HashMap, HashSet};

/// A secret so new, in seconds, may belong to another program that is about to enter it.
const FRESH_SECONDS: i64 = 60;

/// So much, in seconds, the present may be behind a secret: it is taken before a passphrase is asked
/// for, and the prompt may stand open for hours. A clock that was wrong hides a secret no longer.
const LATE_SECONDS: i64 = 86_400;

/// A secret that a store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name under which it is stored.
    pub secret: Id,
    /// What the store knows of it.
    pub entry: Option<Entry>,
    /// When it was stored, in Unix seconds, where the store knows that and nothing else.
    pub stored: Option<i64>,
}

/// A secret without an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The secret, and what is known of it.
    pub found: Found,
    /// Whether its entry has another secret: it is what a replacement left behind.
    pub is_leftover: bool,
}

/// What differs between a list and a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Secrets without an entry.
    pub orphans: Vec<Orphan>,
    /// Entries without a secret.
    pub missing: Vec<Entry>,
}

/// Compares a list with what a store holds. What is younger than a minute is left out, and what came
/// after the present that is given.
pub fn survey(index: &Index, found: &[Found], now: i64) -> Survey {
    let known = index.secrets();
    let there: HashSet<&Id> = found.iter().map(|found| &found.secret).collect();
    let is_fresh = |at: i64| (-LATE_SECONDS..FRESH_SECONDS).contains(&now.saturating_sub(at));
    let is_old = |found: &&Found| {
        let changed = found.entry.as_ref().map(|entry| entry.changed);
        let since = changed.or(found.stored);
        since.is_none_or(|since| !is_fresh(since))
    };
    let orphans = found.iter().filter(|found| !known.contains(&found.secret));
    let orphans = orphans.filter(is_old).map(|found| Orphan {
        found: found.clone(),
        is_leftover: found
            .entry
            .as_ref()
            .is_some_and(|e| index.get(&e.id).is_some()),
    });
    let missing = index.entries.iter().filter(|e| !there.contains(&e.secret));
    Survey {
        orphans: orphans.collect(),
        missing: missing.cloned().collect(),
    }
}

impl Orphan {
    /// The entry that it gets where it is adopted. One that has an entry with another secret gets a
    /// new one beside it, with the id that is given.
    pub fn adopted(&self, index: &Index, new_id: Id, now: i64) -> Entry {
        let mut entry = self.found.adopted(new_id.clone(), now);
        if self.is_leftover {
            entry.id = new_id;
        }
        entry.label = index.free_label(&entry.label);
        entry
    }
}

impl Found {
    fn adopted(&self, new_id: Id, now: i64) -> Entry {
        self.entry.clone().unwrap_or_else(|| {
            let label = format!("Found again {}", self.secret.short());
            Entry::new(new_id, self.secret.clone(), label, Kind::Other, now)
        })
    }
}

/// Makes a list again from what a store holds. Of two secrets of one entry the newer counts, the
/// other becomes an orphan. An entry of which the store knows nothing gets the name of its secret.
pub fn rebuild(found: &[Found], now: i64) -> Index {
    let mut newest: HashMap<Id, Entry> = HashMap::new();
    for found in found {
        let entry = found.adopted(found.secret.clone(), now);
        let other = newest.get(&entry.id);
        if other.is_none_or(|other| other.changed < entry.changed) {
            newest.insert(entry.id.clone(), entry);
        }
    }
    let mut entries: Vec<Entry> = newest.into_values().collect();
    entries.sort_by(|a, b| (a.created, &a.label, &a.id).cmp(&(b.created, &b.label, &b.id)));
    let mut index = Index::default();
    for mut entry in entries {
        entry.label = index.free_label(&entry.label);
        // The label is free and the id is one of its own; beyond the limit the rest are orphans.
        let _ = index.add(entry);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entry::tests::full;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn found(secret: &str, label: Option<&str>) -> Found {
        Found {
            secret: id(secret),
            entry: label.map(|label| Entry {
                secret: id(secret),
                ..full(label)
            }),
            stored: None,
        }
    }

    #[test]
    fn what_differs_is_found_on_both_sides() {
        let mut index = rebuild(&[found("s-a", Some("a")), found("s-b", Some("b"))], 0);
        index.remove(&id("b"), 0).unwrap();
        index.add(full("c")).unwrap();
        let store = [
            found("s-a", Some("a")),
            found("s-b", Some("b")),
            found("s-a-old", Some("a")),
            found("s-x", Some("x")),
            found("s-y", None),
        ];
        let survey = survey(&index, &store, 10_000);
        let orphans: Vec<_> = survey
            .orphans
            .iter()
            .map(|o| (o.found.secret.as_str(), o.is_leftover))
            .collect();
        assert_eq!(orphans, [("s-a-old", true), ("s-x", false), ("s-y", false)]);
        assert_eq!(survey.missing.len(), 1);
        assert_eq!(survey.missing[0].label, "c");
    }

    #[test]
    fn what_another_program_may_be_entering_is_left_alone() {
        let store = [found("s-x", Some("x"))];
        let changed = store[0].entry.as_ref().unwrap().changed;
        assert!(
            survey(&Index::default(), &store, changed + 59)
                .orphans
                .is_empty()
        );
        assert_eq!(
            survey(&Index::default(), &store, changed + 60)
                .orphans
                .len(),
            1
        );
    }

    /// A program that was stopped between storing a secret and saying what it is goes on.
    #[test]
    fn what_was_stored_a_moment_ago_is_left_alone_though_nothing_is_known_of_it() {
        let mut fresh = found("s-x", None);
        fresh.stored = Some(1_000);
        let orphans = |now| survey(&Index::default(), std::slice::from_ref(&fresh), now).orphans;
        assert!(orphans(1_059).is_empty());
        assert_eq!(orphans(1_060).len(), 1);
    }

    #[test]
    fn what_was_stored_while_a_passphrase_was_typed_is_no_orphan() {
        let store = [found("s-x", Some("x"))];
        let changed = store[0].entry.as_ref().unwrap().changed;
        let orphans = |now: i64| survey(&Index::default(), &store, now).orphans.len();
        assert_eq!(orphans(changed - 61), 0);
        assert_eq!(orphans(changed - 86_400), 0);
        assert_eq!(orphans(changed - 86_401), 1, "a wrong clock hides nothing");
    }

    #[test]
    fn an_adopted_orphan_takes_no_place_of_another() {
        let index = rebuild(&[found("s-a", Some("a"))], 0);
        let old = Orphan {
            found: found("s-old", Some("a")),
            is_leftover: true,
        };
        let adopted = old.adopted(&index, id("new"), 7);
        assert_eq!(
            (adopted.id.as_str(), adopted.label.as_str()),
            ("new", "a (2)")
        );
        assert_eq!(adopted.secret, id("s-old"));
        let unknown = Orphan {
            found: found("0123456789", None),
            is_leftover: false,
        };
        let adopted = unknown.adopted(&index, id("new"), 7);
        assert_eq!(adopted.label, "Found again 01234567");
    }

    #[test]
    fn a_list_is_made_again_from_the_store() {
        let mut newer = found("s-a2", Some("a"));
        newer.entry.as_mut().unwrap().changed = 999;
        let store = [
            found("s-a", Some("a")),
            newer,
            found("s-b", Some("b")),
            found("s-c", None),
        ];
        let index = rebuild(&store, 5_000);
        assert_eq!(index.by_label("a").unwrap().secret, id("s-a2"));
        assert_eq!(index.entries.len(), 3);
        assert!(index.by_label("Found again s-c").is_some());
        let mut backwards = store.clone();
        backwards.reverse();
        assert_eq!(rebuild(&backwards, 5_000), index);
    }
}
