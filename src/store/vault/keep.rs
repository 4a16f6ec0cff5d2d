//! Secrets are added and replaced, and what is known of them is changed.

use super::{Vault, checked, new_id};
use crate::report::Secret;
use crate::store::{Item, StoreError};
use crate::vault::{
    Draft, Entry, Id, Index, IndexError, What, check_profile, read_secret, renewed, rotate_by,
};

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
    /// each entry has the old or the new secret, whole.
    ///
    /// # Errors
    /// [`StoreError`]; then the old ones are what counts.
    pub(in crate::store) fn replace(
        &mut self,
        changes: Vec<Replacement>,
        what: &What,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut items = Vec::with_capacity(changes.len());
        let mut replacing = Vec::with_capacity(changes.len());
        for Replacement {
            seen,
            secret,
            known,
        } in changes
        {
            let name = new_id()?;
            let renewed = move |own: &Entry| Entry {
                secret: name.clone(),
                changed: now,
                revoked: None,
                ..known(own)
            };
            let entry = renewed(&seen);
            items.push(checked(Item { entry, secret })?);
            replacing.push((seen, renewed));
        }
        self.put(&items)?;
        let planned: Vec<Entry> = items.into_iter().map(|item| item.entry).collect();
        let replaced = self.change(|index| {
            let entries = replacing.iter().map(|(seen, renewed)| {
                // Another program may have changed what is known of it meanwhile.
                let entry = renewed(index.get(&seen.id).ok_or(IndexError::Gone)?);
                index.replace(entry.clone(), &seen.secret)?;
                Ok(entry)
            });
            entries.collect::<Result<Vec<Entry>, _>>()
        });
        let entries = match replaced {
            Ok(entries) => entries,
            Err(error) => {
                self.take_back(&planned);
                return Err(error);
            }
        };
        let before: Vec<Id> = replacing.into_iter().map(|(seen, _)| seen.secret).collect();
        // What cannot be deleted now is found as a leftover.
        let _ = self.store.delete(&before);
        let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
        self.note(&ids, what, now);
        if entries != planned {
            self.describe(&entries);
        }
        Ok(entries)
    }

    /// Replaces one secret by another. What the new one says of itself counts in the place of what the
    /// old one said, and before both what a person says now: `said`, whose label counts for nothing.
    ///
    /// # Errors
    /// [`StoreError`]; then the old one is what counts.
    pub fn renew(
        &mut self,
        entry: &Entry,
        said: Draft,
        secret: Secret,
        now: i64,
    ) -> Result<Entry, StoreError> {
        let old = match self.store.get(&[entry]) {
            Ok(old) => old.first().map(|old| read_secret(old.expose())),
            // What it said of itself is not known any more.
            Err(StoreError::NoSecret(_) | StoreError::Broken(_)) => None,
            Err(error) => return Err(error),
        };
        let (old, new) = (old.unwrap_or_default(), read_secret(secret.expose()));
        let changed = Replacement {
            known: Box::new(move |own| renewed(own, &old, new.clone(), said.clone(), now)),
            ..Replacement::of(entry.clone(), secret)
        };
        let mut entries = self.replace(vec![changed], &What::Replaced, now)?;
        entries.pop().ok_or(StoreError::NoMeans("entry"))
    }

    /// Changes what is known of an entry, as it was seen, to what a person wrote. Its secret stays,
    /// and so does what was changed about it meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn edit(&mut self, seen: &Entry, written: Entry, now: i64) -> Result<Entry, StoreError> {
        written.check()?;
        let entry = self.change(|index| index.edit(seen, written))?;
        self.note(&[&entry.id], &What::Edited, now);
        self.describe(std::slice::from_ref(&entry));
        Ok(entry)
    }

    /// Entries that name a sign-in profile name it by its new name.
    ///
    /// # Errors
    /// [`StoreError`], also where no entry can have that name; then they keep the old one.
    pub fn rename_profile(&mut self, before: &str, name: &str) -> Result<(), StoreError> {
        check_profile(name)?;
        let renamed = self.change(|index| {
            let own = index.entries.iter_mut();
            let own = own.filter(|entry| entry.profile.as_deref() == Some(before));
            let renamed = own.map(|entry| {
                entry.profile = Some(name.to_owned());
                entry.clone()
            });
            Ok(renamed.collect::<Vec<_>>())
        })?;
        self.describe(&renamed);
        Ok(())
    }
}

/// A new secret for an entry.
pub(in crate::store) struct Replacement {
    /// The entry as it was seen.
    pub(in crate::store) seen: Entry,
    pub(in crate::store) secret: Secret,
    /// What is known of the entry with the new secret, told from what is known of it by then.
    pub(in crate::store) known: Box<dyn Fn(&Entry) -> Entry>,
}

impl Replacement {
    /// A secret of which nothing new is known: the entry stays as it is by then.
    pub(in crate::store) fn of(seen: Entry, secret: Secret) -> Self {
        Self {
            seen,
            secret,
            known: Box::new(Entry::clone),
        }
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
