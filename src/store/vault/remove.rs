//! Entries are removed, put back, and deleted for good.

use super::Vault;
use crate::store::StoreError;
use crate::vault::{Entry, Id, What, is_dpop_key, keys_with};
use std::collections::HashSet;

impl Vault {
    /// Removes entries from the list; with the last token of a login the key that it is bound to.
    /// For [`crate::vault::UNDO_SECONDS`] they can be put back, and their secrets stay until
    /// [`Vault::clean`] is called after that. It gives all that was removed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&mut self, ids: &[Id], now: i64) -> Result<Vec<Id>, StoreError> {
        let removed = self.change(|index| {
            // The one that was asked for is the last.
            let mut all = keys_with(index, ids);
            all.extend(ids.iter().cloned());
            all.iter().try_for_each(|id| index.remove(id, now))?;
            Ok(all)
        })?;
        self.note(&removed.iter().collect::<Vec<_>>(), &What::Removed, now);
        Ok(removed)
    }

    /// Puts a removed entry back, and the key that went with it.
    ///
    /// # Errors
    /// [`StoreError`], also where it is too late.
    pub fn put_back(&mut self, id: &Id, now: i64) -> Result<Entry, StoreError> {
        let entry = self.change(|index| {
            let entry = index.put_back(id, now)?;
            let removed = index.removed.iter().map(|removed| &removed.entry);
            let is_its_key = |key: &&Entry| is_dpop_key(key) && key.login == entry.login;
            let key = removed.into_iter().find(is_its_key);
            if let Some(key) = key.map(|key| key.id.clone()) {
                // It was removed no later than what it went with.
                let _ = index.put_back(&key, now);
            }
            Ok(entry)
        })?;
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
        let ids = self.remove(ids, now)?;
        let deleted = self.open(now).and_then(|opened| {
            let removed = opened.index.removed.into_iter();
            let removed = removed.map(|removed| removed.entry);
            self.delete_removed(removed.filter(|entry| ids.contains(&entry.id)))
        });
        Ok(deleted.err())
    }

    pub(super) fn delete_removed(
        &mut self,
        entries: impl Iterator<Item = Entry>,
    ) -> Result<(), StoreError> {
        let ids: HashSet<Id> = entries.map(|entry| entry.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let secrets = self.change(|index| Ok(index.deleting(&ids)))?;
        self.store.delete(&secrets)?;
        self.change(|index| {
            index.forget(&ids);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Secret;
    use crate::store::MemoryStore;
    use crate::vault::LoginTokens;

    #[test]
    fn the_key_of_a_login_goes_and_comes_back_with_its_last_token() {
        let mut vault = Vault::new(Box::new(MemoryStore::default()), None);
        let secret = |text: &str| Some(Secret::from(text.to_owned()));
        let tokens = LoginTokens {
            label: "work".into(),
            access_token: secret("a"),
            refresh_token: secret("r"),
            dpop_key: secret("k"),
            ..LoginTokens::default()
        };
        let kept = vault.keep_login(&tokens, 1).unwrap().entries;
        let labels = |vault: &mut Vault| -> Vec<String> {
            let entries = vault.open(1).unwrap().index.entries.into_iter();
            entries.map(|entry| entry.label).collect()
        };
        vault.remove(&[kept[0].id.clone()], 2).unwrap();
        assert_eq!(labels(&mut vault), ["work-refresh", "work-dpop"]);
        let removed = vault.remove(&[kept[1].id.clone()], 3).unwrap();
        assert_eq!(removed, [kept[2].id.clone(), kept[1].id.clone()]);
        assert!(labels(&mut vault).is_empty());
        vault.put_back(&kept[1].id, 4).unwrap();
        assert_eq!(labels(&mut vault), ["work-refresh", "work-dpop"]);
        // The key alone is gone where that is asked for.
        vault.remove_for_good(&[kept[2].id.clone()], 5).unwrap();
        assert_eq!(labels(&mut vault), ["work-refresh"]);
    }
}
