//! What differs between the list and the store is found and mended.

use super::{Vault, new_id};
use crate::store::StoreError;
use crate::vault::{Entry, Found, IndexError, Orphan, Survey, What, survey};

impl Vault {
    /// What differs between the list and the store.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn survey(&mut self, now: i64) -> Result<Survey, StoreError> {
        let found: Vec<Found> = self.store.list()?;
        // The list is read after the store: what was entered in between is no orphan.
        Ok(survey(&self.open(now)?.index, &found, now))
    }

    /// Gives a secret without an entry one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn adopt(&mut self, orphan: &Orphan, now: i64) -> Result<Entry, StoreError> {
        let id = new_id()?;
        let entry = self.change(|index| {
            if index.secrets().contains(&orphan.found.secret) {
                return Err(IndexError::Changed);
            }
            let entry = orphan.adopted(index, id.clone(), now);
            index.add(entry.clone())?;
            Ok(entry)
        })?;
        self.note(&[&entry.id], &What::Adopted, now);
        self.describe(std::slice::from_ref(&entry));
        Ok(entry)
    }

    /// Deletes a secret without an entry: it counts as removed first, so that nobody gives it one
    /// meanwhile.
    ///
    /// # Errors
    /// [`StoreError`], also where it has an entry by now. What is still in the store is deleted by
    /// the next [`Vault::clean`].
    pub fn delete_orphan(&mut self, orphan: &Orphan, now: i64) -> Result<(), StoreError> {
        let id = new_id()?;
        let given_up = self.change(|index| {
            // Its own id may be that of an entry, or of one that was removed.
            let entry = Entry {
                id: id.clone(),
                ..orphan.adopted(index, id.clone(), now)
            };
            index.give_up(entry.clone())?;
            Ok(entry)
        })?;
        self.delete_removed(std::iter::once(given_up))
    }
}
