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
        let _ = self.store.describe(std::slice::from_ref(&entry));
        Ok(entry)
    }

    /// Deletes a secret without an entry.
    ///
    /// # Errors
    /// [`StoreError`], also where it has an entry by now.
    pub fn delete_orphan(&mut self, orphan: &Orphan, now: i64) -> Result<(), StoreError> {
        let secret = orphan.found.secret.clone();
        if self.open(now)?.index.secrets().contains(&secret) {
            return Err(IndexError::Changed.into());
        }
        self.store.delete(&[secret])
    }
}
