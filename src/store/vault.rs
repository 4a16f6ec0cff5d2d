//! A store of secrets and the list beside it, kept in step.

mod import;
pub(super) mod keep;
mod login;
mod noted;
mod remove;
mod survey;
mod unchecked;

use super::index_file::IndexFile;
use super::{Item, Place, SecretStore, StoreError, StoreKind};
use crate::jose::random_id;
use crate::report::Secret;
use crate::vault::{Activity, Entry, EntryError, Id, Index, IndexError, MAX_SECRET_BYTES, rebuild};
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
    /// Where a damaged list was kept aside, until that is told.
    set_aside: Option<PathBuf>,
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
            set_aside: None,
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
        if set_aside.is_some() {
            self.set_aside.clone_from(&set_aside);
        }
        opened.set_aside = set_aside;
        Ok(opened)
    }

    /// Where a damaged list was kept aside since this was last asked: whatever is done with a vault
    /// makes such a list again.
    pub fn set_aside(&mut self) -> Option<PathBuf> {
        self.set_aside.take()
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

fn checked(item: Item) -> Result<Item, StoreError> {
    item.entry.check()?;
    fits(&item.secret)?;
    Ok(item)
}

/// Whether a secret can be kept.
fn fits(secret: &Secret) -> Result<(), EntryError> {
    match secret.len() {
        0 => Err(EntryError::NoSecret),
        len if len > MAX_SECRET_BYTES => Err(EntryError::SecretTooLarge),
        _ => Ok(()),
    }
}
