//! Secrets are added and replaced, and what is known of them is changed.

use super::{Vault, checked, new_id};
use crate::report::Secret;
use crate::store::{Item, StoreError};
use crate::vault::{Draft, Entry, Id, Index, What, read_secret, rotate_by};

impl Vault {
    /// Adds a secret: it is stored first, and listed second.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing is added, but for an orphan where the program or the store ends
    /// in between.
    pub fn add(&mut self, draft: Draft, secret: Secret, now: i64) -> Result<Entry, StoreError> {
        let mut added = self.add_all(vec![(draft, secret)], now)?;
        added.pop().ok_or(StoreError::NoMeans("entry"))
    }

    /// Adds several secrets, all or none: the tokens of a login.
    ///
    /// # Errors
    /// As [`Vault::add`].
    pub fn add_all(
        &mut self,
        drafts: Vec<(Draft, Secret)>,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut items = Vec::with_capacity(drafts.len());
        for (draft, secret) in drafts {
            items.push(item(draft, secret, now)?);
        }
        self.enter(items, What::Created, now)
    }

    /// Stores new secrets and lists them, all or none.
    pub(super) fn enter(
        &mut self,
        items: Vec<Item>,
        what: What,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let entries: Vec<Entry> = items.iter().map(|item| item.entry.clone()).collect();
        let add = |index: &mut Index| entries.iter().try_for_each(|e| index.add(e.clone()));
        // What cannot be listed is not stored to begin with.
        add(&mut self.open(now)?.index)?;
        self.put(&items)?;
        if let Err(error) = self.change(add) {
            self.take_back(&entries);
            return Err(error);
        }
        let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
        self.note(&ids, &what, now);
        Ok(entries)
    }

    /// Replaces secrets, all at once: the new ones are stored under new names, then the list names
    /// them instead of the old ones, then the old ones are deleted. Whenever the program is killed,
    /// each entry has the old or the new secret, whole. `before` are the entries as they were seen.
    ///
    /// # Errors
    /// [`StoreError`]; then the old ones are what counts.
    pub fn replace(
        &mut self,
        changes: Vec<(Entry, Secret)>,
        what: &What,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut items = Vec::with_capacity(changes.len());
        let mut before = Vec::with_capacity(changes.len());
        for (mut entry, secret) in changes {
            before.push(entry.secret.clone());
            entry.secret = new_id()?;
            entry.changed = now;
            entry.revoked = None;
            items.push(checked(Item { entry, secret })?);
        }
        self.put(&items)?;
        let entries: Vec<Entry> = items.into_iter().map(|item| item.entry).collect();
        let replaced = self.change(|index| {
            let pairs = entries.iter().zip(&before);
            pairs
                .into_iter()
                .try_for_each(|(entry, before)| index.replace(entry.clone(), before))
        });
        if let Err(error) = replaced {
            self.take_back(&entries);
            return Err(error);
        }
        // What cannot be deleted now is found as a leftover.
        let _ = self.store.delete(&before);
        let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
        self.note(&ids, what, now);
        Ok(entries)
    }

    /// Replaces one secret by another of the same kind. What the new one says of itself counts: its
    /// end, and from when on it should be replaced again.
    ///
    /// # Errors
    /// As [`Vault::replace`].
    pub fn renew(&mut self, entry: &Entry, secret: Secret, now: i64) -> Result<Entry, StoreError> {
        let read = read_secret(secret.expose());
        let had_reminder = entry.rotate_by.is_some();
        let renewed = Entry {
            expires: read.expires,
            rotate_by: rotate_by(entry.kind, now, read.expires).filter(|_| had_reminder),
            ..entry.clone()
        };
        let mut entries = self.replace(vec![(renewed, secret)], &What::Replaced, now)?;
        entries.pop().ok_or(StoreError::NoMeans("entry"))
    }

    /// Changes what is known of an entry. Its secret stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn edit(&mut self, entry: Entry, now: i64) -> Result<(), StoreError> {
        entry.check()?;
        let secret = entry.secret.clone();
        self.change(|index| index.replace(entry.clone(), &secret))?;
        self.note(&[&entry.id], &What::Edited, now);
        // The list counts; the store shows the rest to other programs.
        self.store.describe(&[entry])
    }

    /// Entries that name a sign-in profile name it by its new name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn rename_profile(&mut self, before: &str, name: &str) -> Result<(), StoreError> {
        let renamed = self.change(|index| {
            let own = index.entries.iter_mut();
            let own = own.filter(|entry| entry.profile.as_deref() == Some(before));
            let renamed = own.map(|entry| {
                entry.profile = Some(name.to_owned());
                entry.clone()
            });
            Ok(renamed.collect::<Vec<_>>())
        })?;
        self.store.describe(&renamed)
    }
}

fn item(draft: Draft, secret: Secret, now: i64) -> Result<Item, StoreError> {
    let read = read_secret(secret.expose());
    let kind = draft.kind.or(read.kind).unwrap_or_default();
    let expires = draft.expires.or(read.expires);
    let scopes = if draft.scopes.is_empty() {
        read.scopes
    } else {
        draft.scopes
    };
    let entry = Entry {
        provider: draft.provider.or(read.provider),
        environment: draft.environment,
        account: draft.account.or(read.account),
        profile: draft.profile,
        login: draft.login,
        tags: draft.tags,
        scopes,
        note: draft.note,
        expires,
        rotate_by: draft
            .rotate_by
            .unwrap_or_else(|| rotate_by(kind, now, expires)),
        ..Entry::new(new_id()?, new_id()?, draft.label, kind, now)
    };
    checked(Item { entry, secret })
}
