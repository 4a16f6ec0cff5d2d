//! Where a vault's files are.

use super::{StoreError, atomic};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The name of the encrypted file where no other is named.
pub const USUAL_FILE: &str = "vault.age";

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// In the system's keyring.
    Keyring,
    /// In an encrypted file.
    File,
    /// In memory, until the program ends.
    Memory,
}

impl StoreKind {
    /// The name by which a person asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::Memory => "memory",
        }
    }

    /// What it is, in words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Keyring if cfg!(target_os = "macos") => "the Keychain of macOS",
            Self::Keyring if cfg!(windows) => "the Credential Manager of Windows",
            Self::Keyring => "this session's keyring (Secret Service)",
            Self::File => "an encrypted file",
            Self::Memory => "memory only, until the program ends",
        }
    }
}

/// The files that stand beside a store: the list, what was done, the lock. None holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub(super) index: PathBuf,
    pub(super) activity: PathBuf,
    pub(super) lock: PathBuf,
}

/// Where a file really is: a link to it stays a link, and whoever names it has the same list.
pub(super) fn real(file: &Path) -> PathBuf {
    std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

/// Whether two names lead to one file. What is not there is no file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let real = [one, other].map(std::fs::canonicalize);
    matches!(real, [Ok(one), Ok(other)] if one == other)
}

impl Place {
    /// Beside the keyring: in the person's own folder for data.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            index: folder.join("keyring.index.json"),
            activity: folder.join("keyring.activity.jsonl"),
            lock: folder.join("keyring.lock"),
        }
    }

    /// Beside an encrypted file.
    pub fn beside(file: &Path) -> Self {
        let file = &real(file);
        let with = |end: &str| {
            let mut name = OsString::from(file);
            name.push(end);
            PathBuf::from(name)
        };
        Self {
            index: with(".index.json"),
            activity: with(".activity.jsonl"),
            lock: with(".lock"),
        }
    }

    /// Whether a file is one of these.
    pub fn has(&self, file: &Path) -> bool {
        let own = [&self.index, &self.activity, &self.lock];
        own.into_iter().any(|own| is_same_file(own, file))
    }

    /// Makes the folder in which the files are.
    pub(super) fn make(&self) -> Result<(), StoreError> {
        match self.index.parent() {
            Some(folder) if folder != Path::new("") => atomic::make_folder(folder),
            _ => Ok(()),
        }
    }
}
