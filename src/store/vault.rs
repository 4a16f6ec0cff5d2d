//! A store of secrets and the list beside it, kept in step.

mod login;

use super::index_file::IndexFile;
use super::{Item, Place, SecretStore, StoreError, StoreKind, activity_file};
use crate::jose::random_id;
use crate::report::Secret;
use crate::vault::{
    Activity, Draft, Entry, EntryError, Event, Fate, Found, Id, Index, IndexError, Kind,
    MAX_SECRET_BYTES, Orphan, Planned, Survey, What, read_secret, rebuild, rotate_by, survey,
};
use std::collections::HashSet;
use std::path::PathBuf;

pub use login::KeptLogin;

/// The list as it was found.
#[derive(Debug)]
pub struct Opened {
    /// Everything that is kept.
    pub index: Index,
    /// Where a damaged list was kept aside, and the list made again from the store.
    pub set_aside: Option<PathBuf>,
}

/// A vault: secrets in their store, the list of them, and what was done with each.
pub struct Vault {
    store: Box<dyn SecretStore>,
    /// The files beside the store; a store in memory has none.
    files: Option<(Place, IndexFile)>,
    /// The list of a vault that has no files.
    in_memory: Index,
    /// What was done with a vault that has no files.
    done_in_memory: Activity,
    /// Why something that was done could not be noted.
    not_noted: Option<StoreError>,
}

impl Vault {
    /// A vault whose list is in these files; without them it is kept in memory.
    pub fn new(store: Box<dyn SecretStore>, place: Option<Place>) -> Self {
        Self {
            store,
            files: place.map(|place| {
                let index = IndexFile::at(&place);
                (place, index)
            }),
            in_memory: Index::default(),
            done_in_memory: Activity::default(),
            not_noted: None,
        }
    }

    /// Which kind of store it has.
    pub fn kind(&self) -> StoreKind {
        self.store.kind()
    }

    /// The store itself.
    pub fn store(&mut self) -> &mut dyn SecretStore {
        &mut *self.store
    }

    /// The list. It asks no store, but where the list is damaged: then that is kept aside, and the
    /// list is made again from what the store knows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(&mut self, now: i64) -> Result<Opened, StoreError> {
        let index = match &self.files {
            None => Ok(Some(self.in_memory.clone())),
            Some((_, file)) => file.read(),
        };
        match index {
            Ok(Some(index)) => Ok(Opened {
                index,
                set_aside: None,
            }),
            Ok(None) => Ok(Opened {
                index: Index::default(),
                set_aside: None,
            }),
            Err(StoreError::Index(IndexError::Damaged(_)) | StoreError::TooLarge(_)) => {
                let rebuilt = self.rebuild(now);
                rebuilt.map_err(|error| StoreError::NotMadeAgain(Box::new(error)))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether there is a list yet. Where there is none and the store holds something, the list was
    /// lost, and [`Vault::rebuild`] makes it again.
    pub fn has_list(&self) -> bool {
        match &self.files {
            None => true,
            Some((place, _)) => place.index.exists(),
        }
    }

    /// Makes the list again from what the store knows, where there is none or a damaged one.
    ///
    /// # Errors
    /// [`StoreError`]; then the damaged list stays where it is.
    pub fn rebuild(&mut self, now: i64) -> Result<Opened, StoreError> {
        let found = self.store.list()?;
        let set_aside = match &self.files {
            Some((_, file)) => file.renew(&rebuild(&found, now))?,
            None => None,
        };
        let mut opened = match &self.files {
            Some((_, file)) => Opened {
                index: file.read()?.unwrap_or_default(),
                set_aside: None,
            },
            None => Opened {
                index: self.in_memory.clone(),
                set_aside: None,
            },
        };
        opened.set_aside = set_aside;
        Ok(opened)
    }

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

    fn enter(&mut self, items: Vec<Item>, what: What, now: i64) -> Result<Vec<Entry>, StoreError> {
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

    /// Removes entries for good, at once.
    ///
    /// # Errors
    /// [`StoreError`]; what was removed from the list and is still in the store is deleted by the
    /// next [`Vault::clean`].
    pub fn remove_for_good(&mut self, ids: &[Id], now: i64) -> Result<(), StoreError> {
        self.remove(ids, now)?;
        let index = self.open(now)?.index;
        let removed = index.removed.into_iter().map(|removed| removed.entry);
        self.delete_removed(removed.filter(|entry| ids.contains(&entry.id)))
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

    /// Does what an import planned: new entries and new secrets for old ones, all or none of each.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import(&mut self, planned: Vec<Planned>, now: i64) -> Result<usize, StoreError> {
        let index = self.open(now)?.index;
        let mut new = Vec::new();
        let mut replaced = Vec::new();
        for planned in planned {
            let kept = planned.kept;
            match planned.fate {
                Fate::New => {
                    let mut entry = kept.entry;
                    // Its ids may be those of an entry that is here already.
                    entry.id = new_id()?;
                    entry.secret = new_id()?;
                    // From now on it may be somebody else's to add, or an orphan.
                    entry.changed = now;
                    let secret = kept.secret;
                    new.push(checked(Item { entry, secret })?);
                }
                Fate::Replaces(id) => {
                    let own = index.get(&id).ok_or(IndexError::Gone)?;
                    replaced.push((with_imported(own, kept.entry), kept.secret));
                }
                Fate::Taken | Fate::LeftOut(_) => {}
            }
        }
        let count = new.len() + replaced.len();
        if !new.is_empty() {
            self.enter(new, What::Imported, now)?;
        }
        if !replaced.is_empty() {
            self.replace(replaced, &What::Imported, now)?;
        }
        Ok(count)
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

    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Index) -> Result<T, IndexError>,
    ) -> Result<T, StoreError> {
        match &self.files {
            Some((_, file)) => file.change(change),
            None => {
                let mut index = self.in_memory.clone();
                let done = change(&mut index)?;
                self.in_memory = index;
                Ok(done)
            }
        }
    }

    /// Stores secrets; where only some could be, takes those back.
    fn put(&mut self, items: &[Item]) -> Result<(), StoreError> {
        self.store.put(items).inspect_err(|error| {
            // Who does not answer is not asked again.
            if matches!(error, StoreError::Refused(_)) {
                let entries: Vec<Entry> = items.iter().map(|item| item.entry.clone()).collect();
                self.take_back(&entries);
            }
        })
    }

    fn take_back(&mut self, entries: &[Entry]) {
        let secrets: Vec<Id> = entries.iter().map(|entry| entry.secret.clone()).collect();
        // What cannot be deleted now is found as an orphan.
        let _ = self.store.delete(&secrets);
    }
}

/// An id that nobody has.
fn new_id() -> Result<Id, StoreError> {
    let id = random_id().and_then(Id::new);
    id.ok_or(StoreError::NoMeans("randomness"))
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

/// An entry that is there, with what an import says of its new secret. What it does not say stays:
/// a `.env` file knows of no note, and nobody asked for its end.
fn with_imported(own: &Entry, new: Entry) -> Entry {
    let or = |new: Option<String>, own: &Option<String>| new.or_else(|| own.clone());
    let words = |new: Vec<String>, own: &[String]| match new.is_empty() {
        true => own.to_vec(),
        false => new,
    };
    let kind = match own.kind {
        Kind::Other => new.kind,
        kind => kind,
    };
    let due = new
        .rotate_by
        .or_else(|| rotate_by(kind, new.changed, new.expires));
    Entry {
        kind,
        provider: or(new.provider, &own.provider),
        environment: or(new.environment, &own.environment),
        account: or(new.account, &own.account),
        profile: or(new.profile, &own.profile),
        tags: words(new.tags, &own.tags),
        scopes: words(new.scopes, &own.scopes),
        note: or(new.note, &own.note),
        expires: new.expires,
        // Who wants no reminder gets none.
        rotate_by: due.filter(|_| own.rotate_by.is_some()),
        ..own.clone()
    }
}

fn checked(item: Item) -> Result<Item, StoreError> {
    item.entry.check()?;
    match item.secret.len() {
        0 => Err(EntryError::NoSecret.into()),
        len if len > MAX_SECRET_BYTES => Err(EntryError::SecretTooLarge.into()),
        _ => Ok(item),
    }
}
