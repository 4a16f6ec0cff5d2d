//! Secrets in one file that a passphrase opens. What is inside is an export of a vault: `age -d`
//! shows it.

use super::lock::Lock;
use super::{
    DEFAULT_WORK_FACTOR, Item, Place, SecretStore, StoreError, StoreKind, atomic, place, sealed,
};
use crate::report::Secret;
use crate::vault::{Entry, Found, Id, Kept, read_transfer, write_transfer};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A vault of 1,500 of the largest secrets, or an export of one; more is no vault.
pub const MAX_FILE_BYTES: usize = 128 << 20;

/// Keeps secrets in an encrypted file.
#[derive(Debug)]
pub struct FileStore {
    /// Where it really is.
    path: PathBuf,
    /// As a person names it.
    named: PathBuf,
    place: Place,
    passphrase: Option<Secret>,
    /// How much work a passphrase is where the file is made; a file that is there keeps its own.
    work: u8,
    /// The most bytes that the file may have.
    most: usize,
    /// What was decrypted last, so that the same file is not decrypted twice.
    open: Option<Open>,
}

/// A file that was decrypted.
#[derive(Debug)]
struct Open {
    /// The file as it was on the disk; none where it was not there yet. Encrypted bytes are no
    /// secret.
    sealed: Option<Vec<u8>>,
    kept: Vec<Kept>,
}

impl FileStore {
    /// The store in that file, which need not be there yet.
    pub fn new(path: &Path, passphrase: Option<Secret>) -> Self {
        Self {
            path: place::real(path),
            named: path.to_owned(),
            place: Place::beside(path),
            passphrase,
            work: DEFAULT_WORK_FACTOR,
            most: MAX_FILE_BYTES,
            open: None,
        }
    }

    /// The same, with another amount of work for a file that is made: 2^`work`. Tests take little.
    #[must_use]
    pub fn with_work_factor(mut self, work: u8) -> Self {
        self.work = work;
        self
    }

    /// The same for a smaller file.
    #[cfg(test)]
    pub(super) fn with_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Whether the file is there.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Gives the passphrase, after [`SecretStore::lock`] or where there was none.
    pub fn unlock(&mut self, passphrase: Secret) {
        self.passphrase = Some(passphrase);
        self.open = None;
    }

    fn passphrase(&self) -> Result<&Secret, StoreError> {
        let passphrase = self.passphrase.as_ref();
        passphrase.ok_or_else(|| StoreError::Locked(self.named.clone()))
    }

    /// What the file holds by now.
    fn read(&mut self) -> Result<&mut Open, StoreError> {
        let passphrase = self.passphrase.as_ref();
        let passphrase = passphrase.ok_or_else(|| StoreError::Locked(self.named.clone()))?;
        let sealed = atomic::read(&self.path, self.most)?;
        let kept = match (self.open.take(), &sealed) {
            (Some(open), _) if open.sealed == sealed => open.kept,
            (_, None) => Vec::new(),
            (_, Some(sealed)) => {
                let inside = sealed::open(sealed, passphrase, &self.named)?;
                read_transfer(inside.expose()).map_err(|error| StoreError::NoVault {
                    path: self.named.clone(),
                    error,
                })?
            }
        };
        Ok(self.open.insert(Open { sealed, kept }))
    }

    /// Makes a change that no other program makes at the same time.
    fn change(&mut self, change: impl FnOnce(&mut Vec<Kept>)) -> Result<(), StoreError> {
        self.passphrase()?;
        self.place.make()?;
        let _lock = Lock::take(&self.place.lock)?;
        let made = self.work;
        let open = self.read()?;
        let mut kept = open.kept.clone();
        change(&mut kept);
        // What is not read again would take all others with it.
        kept.iter().try_for_each(|kept| kept.entry.check())?;
        let before = open.sealed.as_deref();
        let work = before.and_then(sealed::work_factor).unwrap_or(made);
        let sealed = sealed::seal(&write_transfer(&kept), self.passphrase()?, work)?;
        if sealed.len() > self.most {
            return Err(StoreError::NoRoom(self.path.clone()));
        }
        atomic::write(&self.path, &sealed)?;
        let sealed = Some(sealed);
        self.open = Some(Open { sealed, kept });
        Ok(())
    }
}

impl SecretStore for FileStore {
    fn kind(&self) -> StoreKind {
        StoreKind::File
    }

    fn put(&mut self, items: &[Item]) -> Result<(), StoreError> {
        let names: HashSet<&Id> = items.iter().map(|item| &item.entry.secret).collect();
        self.change(|kept| {
            kept.retain(|kept| !names.contains(&kept.entry.secret));
            kept.extend(items.iter().map(|item| Kept {
                entry: item.entry.clone(),
                secret: item.secret.clone(),
            }));
        })
    }

    fn get(&mut self, entries: &[&Entry]) -> Result<Vec<Secret>, StoreError> {
        let kept = &self.read()?.kept;
        let secret = |entry: &&Entry| {
            let found = kept.iter().find(|kept| kept.entry.secret == entry.secret);
            let found = found.map(|kept| kept.secret.clone());
            found.ok_or_else(|| StoreError::NoSecret(entry.label.clone()))
        };
        entries.iter().map(secret).collect()
    }

    fn delete(&mut self, secrets: &[Id]) -> Result<(), StoreError> {
        let names: HashSet<&Id> = secrets.iter().collect();
        let kept = &self.read()?.kept;
        if !kept.iter().any(|kept| names.contains(&kept.entry.secret)) {
            return Ok(());
        }
        self.change(|kept| kept.retain(|kept| !names.contains(&kept.entry.secret)))
    }

    fn describe(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        self.change(|kept| {
            for kept in kept {
                let new = entries
                    .iter()
                    .find(|entry| entry.secret == kept.entry.secret);
                if let Some(entry) = new {
                    kept.entry = entry.clone();
                }
            }
        })
    }

    fn list(&mut self) -> Result<Vec<Found>, StoreError> {
        let kept = self.read()?.kept.iter();
        let found = kept.map(|kept| Found {
            secret: kept.entry.secret.clone(),
            entry: Some(kept.entry.clone()),
            stored: None,
        });
        Ok(found.collect())
    }

    fn rekey(&mut self, old: &Secret, new: Secret) -> Result<(), StoreError> {
        self.passphrase()?;
        self.place.make()?;
        // No other program writes between what is read here and what is put in its place.
        let _lock = Lock::take(&self.place.lock)?;
        let Some(before) = atomic::read(&self.path, MAX_FILE_BYTES)? else {
            // The file is made with the first secret.
            if !self.passphrase()?.is_same(old) {
                return Err(StoreError::WrongPassphrase(self.named.clone()));
            }
            sealed::seal(&Secret::default(), &new, 1)?;
            self.passphrase = Some(new);
            return Ok(());
        };
        let inside = sealed::open(&before, old, &self.named)?;
        // It becomes no easier to guess.
        let work = sealed::work_factor(&before).map_or(self.work, |work| work.max(self.work));
        let sealed = sealed::seal(&inside, &new, work)?;
        // What cannot be opened again is not put in the place of what can.
        if !sealed::open(&sealed, &new, &self.named)?.is_same(&inside) {
            return Err(StoreError::Damaged(self.named.clone()));
        }
        atomic::write(&self.path, &sealed)?;
        self.passphrase = Some(new);
        self.open = None;
        Ok(())
    }

    fn lock(&mut self) {
        self.passphrase = None;
        self.open = None;
    }
}
