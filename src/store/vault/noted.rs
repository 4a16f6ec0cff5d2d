//! Secrets are given out, and what is done with them is noted.

use super::Vault;
use crate::report::Secret;
use crate::store::{StoreError, activity_file};
use crate::vault::{Activity, Entry, Event, Id, IndexError, What};

impl Vault {
    /// The secrets of entries, in their order. What is done with them is remembered first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn secrets(
        &mut self,
        entries: &[&Entry],
        what: &What,
        now: i64,
    ) -> Result<Vec<Secret>, StoreError> {
        let secrets = self.store.get(entries)?;
        let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
        self.used(&ids, what, now);
        Ok(secrets)
    }

    /// Remembers what was done with secrets, and when.
    pub fn used(&mut self, ids: &[&Id], what: &What, now: i64) {
        self.note(ids, what, now);
        if what.is_use() {
            // When it was used is worth a list, but no failure.
            let _ = self.change(|index| {
                let used = index.entries.iter_mut().filter(|e| ids.contains(&&e.id));
                used.for_each(|entry| entry.last_used = entry.last_used.max(Some(now)));
                Ok(())
            });
        }
    }

    /// Marks an entry whose secret was given back to who issued it. A secret that took its place
    /// meanwhile was not: `secret` is the name of the one that was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn revoked(&mut self, id: &Id, secret: &Id, now: i64) -> Result<(), StoreError> {
        let entry = self.change(|index| {
            let own = index.get(id).filter(|own| own.secret == *secret);
            let mut entry = own.ok_or(IndexError::Changed)?.clone();
            entry.revoked = Some(now);
            index.replace(entry.clone(), secret)?;
            Ok(entry)
        })?;
        self.note(&[id], &What::Revoked, now);
        self.describe(&[entry]);
        Ok(())
    }

    /// Tells the store what the list says, for other programs and for a list that is lost. The list
    /// counts: where the store does not take it, that is worth a word, but no failure.
    pub(super) fn describe(&mut self, entries: &[Entry]) {
        if let Err(error) = self.store.describe(entries) {
            self.not_noted.get_or_insert(error);
        }
    }

    /// Remembers what was done. It is worth a word where it cannot be written, but no failure: what
    /// it is about has happened.
    pub fn note(&mut self, ids: &[&Id], what: &What, now: i64) {
        let events = ids.iter().map(|id| Event {
            at: now,
            entry: (*id).clone(),
            what: what.clone(),
        });
        let events: Vec<Event> = events.collect();
        match &self.files {
            Some((place, _)) => {
                self.not_noted = activity_file::append(place, &events).err();
            }
            None => {
                self.done_in_memory.events.extend(events);
                self.done_in_memory = std::mem::take(&mut self.done_in_memory).bounded();
            }
        }
    }

    /// Why what was done last could not be noted, where it could not.
    pub fn not_noted(&mut self) -> Option<StoreError> {
        self.not_noted.take()
    }

    /// What was done, as far as it is remembered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn activity(&self) -> Result<Activity, StoreError> {
        match &self.files {
            Some((place, _)) => activity_file::read(place),
            None => Ok(self.done_in_memory.clone()),
        }
    }
}
