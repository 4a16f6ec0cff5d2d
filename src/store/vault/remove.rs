//! Entries are removed, put back, and deleted for good.

use super::Vault;
use crate::store::StoreError;
use crate::vault::{Entry, Id, What};
use std::collections::HashSet;

impl Vault {
    /// Removes entries from the list. For [`crate::vault::UNDO_SECONDS`] they can be put back, and
    /// their secrets stay until [`Vault::clean`] is called after that.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&mut self, ids: &[Id], now: i64) -> Result<(), StoreError> {
        self.change(|index| ids.iter().try_for_each(|id| index.remove(id, now)))?;
        self.note(&ids.iter().collect::<Vec<_>>(), &What::Removed, now);
        Ok(())
    }

    /// Puts a removed entry back.
    ///
    /// # Errors
    /// [`StoreError`], also where it is too late.
    pub fn put_back(&mut self, id: &Id, now: i64) -> Result<Entry, StoreError> {
        let entry = self.change(|index| index.put_back(id, now))?;
        self.note(&[id], &What::PutBack, now);
        Ok(entry)
    }

    /// Deletes the secrets of entries that were removed and can no longer be put back. Called on
    /// every start and after a removal; it asks the store only where there is something to delete.
    ///
    /// # Errors
    /// [`StoreError`]; what is left is deleted the next time.
    pub fn clean(&mut self, now: i64) -> Result<(), StoreError> {
        let removed = self.open(now)?.index.to_delete(now);
        self.delete_removed(removed.into_iter().map(|removed| removed.entry))
    }

    /// Removes entries for good, at once. Whether secrets can be deleted is tried before the list
    /// is changed. Where one cannot be all the same, it says why: its entry is gone then, and the
    /// next [`Vault::clean`] deletes the secret.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was removed.
    pub fn remove_for_good(
        &mut self,
        ids: &[Id],
        now: i64,
    ) -> Result<Option<StoreError>, StoreError> {
        self.prepare()?;
        self.remove(ids, now)?;
        let deleted = self.open(now).and_then(|opened| {
            let removed = opened.index.removed.into_iter();
            let removed = removed.map(|removed| removed.entry);
            self.delete_removed(removed.filter(|entry| ids.contains(&entry.id)))
        });
        Ok(deleted.err())
    }

    fn delete_removed(&mut self, entries: impl Iterator<Item = Entry>) -> Result<(), StoreError> {
        let (ids, secrets): (HashSet<Id>, Vec<Id>) = entries.map(|e| (e.id, e.secret)).unzip();
        if ids.is_empty() {
            return Ok(());
        }
        self.store.delete(&secrets)?;
        self.change(|index| {
            index.forget(&ids);
            Ok(())
        })
    }
}
