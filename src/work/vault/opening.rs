//! Stores are looked at, opened and closed.

use super::trouble::{Trouble, sentence};
use super::{Desk, Open};
use crate::app::{Action, StoreChoice, StoreState, VaultAction, VaultAnswer};
use crate::desktop::path_from_text;
use crate::report::Secret;
use crate::store::{
    FileStore, Keyring, KeyringState, MemoryStore, Patience, Place, StoreError, StoreKind,
    USUAL_FILE, Vault, seal,
};
use crate::vault::Index;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

impl Desk {
    /// The encrypted file.
    fn file(&self, typed: Option<&str>) -> Result<PathBuf, StoreError> {
        match typed {
            Some(path) => Ok(path_from_text(path)),
            None => {
                let folder = self.place.folder.as_ref();
                let folder = folder.ok_or(StoreError::NoMeans("folder for data"))?;
                Ok(folder.join(USUAL_FILE))
            }
        }
    }

    /// Which stores are to be had.
    pub(super) fn state(&self, typed: Option<String>) -> StoreState {
        let file = self.file(typed.as_deref());
        let keyring = match (Keyring::state(), &self.place.folder) {
            (_, None) => Err(sentence(&StoreError::NoMeans("folder for data"))),
            (KeyringState::Ready, _) => Ok(None),
            (KeyringState::Locked, _) => Ok(Some(
                "It is locked, and asks for its password when it is used",
            )),
            (KeyringState::Unknown, _) => Ok(None),
            (state, _) => Err(sentence(&StoreError::Keyring(state))),
        };
        StoreState {
            keyring,
            file_exists: file.as_ref().is_ok_and(|path| path.exists()),
            file: file
                .map(|path| path.display().to_string())
                .map_err(|error| sentence(&error)),
        }
    }

    /// The list without a store. A damaged one is left as it is: making it again may ask a person.
    pub(super) fn look(
        &self,
        store: StoreChoice,
        typed: Option<String>,
        now: i64,
    ) -> Option<Index> {
        let place = match store {
            StoreChoice::Keyring => Place::in_folder(self.place.folder.as_ref()?),
            StoreChoice::File => Place::beside(&self.file(typed.as_deref()).ok()?),
            StoreChoice::Memory => return None,
        };
        // A file without a passphrase opens nothing and asks nobody.
        let closed = FileStore::new(Path::new(""), None);
        let mut vault = Vault::new(Box::new(closed), Some(place));
        Some(vault.open(now).ok()?.index)
    }

    /// Opens a store in the place of the one that is open.
    pub(super) fn open(
        &mut self,
        choice: StoreChoice,
        typed: Option<String>,
        passphrase: Secret,
        now: i64,
    ) -> Result<VaultAnswer, Trouble> {
        self.close();
        let mut vault = match choice {
            StoreChoice::Keyring => {
                let folder = self.place.folder.clone();
                let folder = folder.ok_or(StoreError::NoMeans("folder for data"))?;
                let state = Keyring::state();
                if !state.may_be_used() {
                    return Err(StoreError::Keyring(state).into());
                }
                let tell = Arc::clone(&self.tell);
                let keyring = Keyring::new(Patience {
                    tell: Arc::new(move |waiting| {
                        tell(Action::Vault(VaultAction::Waiting(waiting.sentence())));
                    }),
                    ..self.place.patience.clone()
                });
                *self.leave.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(keyring.give_up());
                Vault::new(Box::new(keyring), Some(Place::in_folder(&folder)))
            }
            StoreChoice::File => {
                let path = self.file(typed.as_deref())?;
                if passphrase.is_empty() {
                    return Err(StoreError::Locked(path).into());
                }
                let place = Place::beside(&path);
                // A passphrase that is too short is told before anything is kept with it.
                if !path.exists() {
                    seal(&Secret::new(Vec::new()), &passphrase, 1)?;
                }
                let store = FileStore::new(&path, Some(passphrase));
                let store = store.with_work_factor(self.place.work);
                let mut vault = Vault::new(Box::new(store), Some(place));
                // A wrong passphrase is told now, not when a secret is wanted.
                vault.store().list()?;
                if path.exists() && !vault.has_list() {
                    vault.rebuild(now)?;
                }
                vault
            }
            StoreChoice::Memory => match self.memory.take() {
                Some(vault) => vault,
                None => Vault::new(Box::new(MemoryStore::default()), None),
            },
        };
        vault.open(now)?;
        if vault.kind() == StoreKind::File {
            // What was removed earlier and could not be deleted then.
            let _ = vault.clean(now);
        }
        self.open = Some(Open { choice, vault });
        Ok(VaultAnswer::Opened(choice))
    }

    /// Forgets what opens the store.
    pub(super) fn close(&mut self) {
        *self.leave.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(Open { choice, mut vault }) = self.open.take() {
            vault.store().lock();
            if choice == StoreChoice::Memory {
                self.memory = Some(vault);
            }
        }
    }
}
