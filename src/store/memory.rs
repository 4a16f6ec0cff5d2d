//! Secrets that are kept for as long as the program runs, and nowhere else.

use super::{Item, SecretStore, StoreError, StoreKind};
use crate::report::Secret;
use crate::vault::{Entry, Found, Id};
use std::collections::BTreeMap;

/// Keeps secrets in memory only.
#[derive(Debug, Default)]
pub struct MemoryStore {
    items: BTreeMap<Id, Item>,
}

impl SecretStore for MemoryStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Memory
    }

    fn put(&mut self, items: &[Item]) -> Result<(), StoreError> {
        let items = items.iter().cloned();
        self.items
            .extend(items.map(|item| (item.entry.secret.clone(), item)));
        Ok(())
    }

    fn get(&mut self, entries: &[&Entry]) -> Result<Vec<Secret>, StoreError> {
        let secret = |entry: &&Entry| match self.items.get(&entry.secret) {
            Some(item) => Ok(item.secret.clone()),
            None => Err(StoreError::NoSecret(entry.label.clone())),
        };
        entries.iter().map(secret).collect()
    }

    fn delete(&mut self, secrets: &[Id]) -> Result<(), StoreError> {
        self.items.retain(|id, _| !secrets.contains(id));
        Ok(())
    }

    fn describe(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        for entry in entries {
            if let Some(item) = self.items.get_mut(&entry.secret) {
                item.entry = entry.clone();
            }
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Vec<Found>, StoreError> {
        let found = self.items.iter().map(|(id, item)| Found {
            secret: id.clone(),
            entry: Some(item.entry.clone()),
            stored: None,
        });
        Ok(found.collect())
    }

    fn lock(&mut self) {}
}
