//! Which vault a command works on, and what opens it.

use super::super::input;
use super::args::{Store, StoreArguments};
use super::{Failure, Streams, say};
use crate::desktop::data_folder;
use crate::report::Secret;
use crate::store::{
    FileStore, Keyring, MemoryStore, Patience, Place, SecretStore, StoreError, StoreKind,
    USUAL_FILE, Vault, is_same_file,
};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The variable that says where secrets are kept.
const STORE_VARIABLE: &str = "TOKENSCOPE_STORE";

/// A vault, as far as it was opened.
pub(super) struct Opening {
    kind: StoreKind,
    /// The encrypted file, or the folder in which the keyring's list is.
    path: PathBuf,
    passphrase_env: Option<OsString>,
    passphrase_file: Option<PathBuf>,
    patience: Patience,
    vault: Option<Vault>,
    /// Whether it has what its secrets need.
    is_open: bool,
}

impl Opening {
    /// The vault that the arguments name. Nothing is opened yet.
    pub(super) fn new(
        arguments: &StoreArguments,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Failure> {
        let kind = kind(arguments)?;
        let folder = || {
            let folder = data_folder().map(|folder| folder.join("vault"));
            folder.ok_or(StoreError::NoMeans(
                "folder for data; name a file with --vault-file",
            ))
        };
        let path = match (kind, &arguments.vault_file) {
            (StoreKind::File, Some(file)) => file.clone(),
            (StoreKind::File, None) => folder()?.join(USUAL_FILE),
            (StoreKind::Keyring, _) => folder()?,
            (StoreKind::Memory, _) => PathBuf::new(),
        };
        if kind == StoreKind::Memory {
            say(
                "nothing is kept: with --store memory it is gone when this ends",
                streams,
            );
        }
        Ok(Self {
            kind,
            path,
            passphrase_env: arguments.passphrase_env.clone(),
            passphrase_file: arguments.passphrase_file.clone(),
            patience: Patience {
                prompt: Duration::from_secs(arguments.wait.into()),
                answer: Patience::default()
                    .answer
                    .min(Duration::from_secs(arguments.wait.into())),
                tell: Arc::new(|waiting| eprint_line(waiting.sentence())),
                ..Patience::default()
            },
            vault: None,
            is_open: false,
        })
    }

    pub(super) fn kind(&self) -> StoreKind {
        self.kind
    }

    /// Whether a file is the vault's own: the encrypted one, or one that stands beside it or beside
    /// the keyring.
    pub(super) fn is_own_file(&self, file: &Path) -> bool {
        let place = match self.kind {
            StoreKind::Keyring => Place::in_folder(&self.path),
            StoreKind::File => Place::beside(&self.path),
            StoreKind::Memory => return false,
        };
        place.has(file) || (self.kind == StoreKind::File && is_same_file(&self.path, file))
    }

    /// The variable that holds the passphrase, which no other program is to see.
    pub(super) fn passphrase_variable(&self) -> Option<&OsString> {
        self.passphrase_env.as_ref()
    }

    /// The vault for its list, which needs no passphrase. Where an encrypted file has no list, the
    /// list is made again, which needs one.
    pub(super) fn for_list(&mut self, streams: &mut Streams<'_>) -> Result<&mut Vault, Failure> {
        if self.vault.is_none() {
            let vault = self.vault(None);
            let is_lost = self.kind == StoreKind::File && self.path.exists() && !vault.has_list();
            self.vault = Some(vault);
            if is_lost {
                let now = jiff::Timestamp::now().as_second();
                self.for_secrets(streams)?.rebuild(now)?;
            }
        }
        self.opened()
    }

    /// The vault with what its secrets need: a passphrase is taken from where it was said to be,
    /// and else asked for.
    pub(super) fn for_secrets(&mut self, streams: &mut Streams<'_>) -> Result<&mut Vault, Failure> {
        if self.kind == StoreKind::File && !self.is_open {
            let passphrase = self.passphrase(streams)?;
            self.vault = Some(self.vault(Some(passphrase)));
        } else if self.vault.is_none() {
            self.vault = Some(self.vault(None));
        }
        self.is_open = true;
        self.opened()
    }

    /// Has the encrypted file opened by another passphrase, which is asked for once the present one
    /// was seen to open it. It gives the file.
    pub(super) fn rekey(
        &mut self,
        new: impl FnOnce() -> Result<Secret, Failure>,
        streams: &mut Streams<'_>,
    ) -> Result<&Path, Failure> {
        if self.kind != StoreKind::File {
            return Err(Failure::Arguments(format!(
                "only an encrypted file has a passphrase, and this is {}; name the file with --store file or --vault-file FILE",
                self.kind.sentence()
            )));
        }
        if !self.path.exists() {
            return Err(Failure::Arguments(format!(
                "there is no vault at {} yet; it gets its passphrase with its first secret, see: tokenscope vault add --help",
                self.path.display()
            )));
        }
        let old = self.passphrase(streams)?;
        let mut vault = self.vault(Some(old.clone()));
        vault.store().list()?;
        vault.store().rekey(&old, new()?)?;
        Ok(&self.path)
    }

    fn opened(&mut self) -> Result<&mut Vault, Failure> {
        let vault = self.vault.as_mut();
        vault.ok_or(Failure::Store(StoreError::NoMeans("vault")))
    }

    fn vault(&self, passphrase: Option<Secret>) -> Vault {
        let (store, place): (Box<dyn SecretStore>, _) = match self.kind {
            StoreKind::Keyring => (
                Box::new(Keyring::new(self.patience.clone())),
                Some(Place::in_folder(&self.path)),
            ),
            StoreKind::File => (
                Box::new(FileStore::new(&self.path, passphrase)),
                Some(Place::beside(&self.path)),
            ),
            StoreKind::Memory => (Box::new(MemoryStore::default()), None),
        };
        Vault::new(store, place)
    }

    fn passphrase(&self, streams: &mut Streams<'_>) -> Result<Secret, Failure> {
        let given = (
            self.passphrase_env.as_deref(),
            self.passphrase_file.as_deref(),
        );
        match given {
            (Some(variable), _) => input::secret_variable(variable),
            (_, Some(path)) => input::secret_file(path, MAX_PASSPHRASE_BYTES),
            _ => {
                let path = self.path.display();
                if self.path.exists() {
                    return input::hidden(&format!("Passphrase of {path}: "));
                }
                say(&format!("a new vault is made: {path}"), streams);
                new_passphrase("Its passphrase: ")
            }
        }
    }
}

/// A passphrase is no file.
pub(super) const MAX_PASSPHRASE_BYTES: usize = 4_096;

/// A passphrase that is typed twice.
pub(super) fn new_passphrase(prompt: &str) -> Result<Secret, Failure> {
    let first = input::hidden(prompt)?;
    let again = input::hidden("The same again: ")?;
    if !first.is_same(&again) {
        return Err(Failure::Arguments(
            "the two passphrases are not the same; nothing was done".to_owned(),
        ));
    }
    Ok(first)
}

fn kind(arguments: &StoreArguments) -> Result<StoreKind, Failure> {
    let named = match arguments.store {
        Some(Store::Keyring) => Some(StoreKind::Keyring),
        Some(Store::File) => Some(StoreKind::File),
        Some(Store::Memory) => Some(StoreKind::Memory),
        None => None,
    };
    let is_file = arguments.vault_file.is_some();
    match named {
        Some(kind) if is_file && kind != StoreKind::File => Err(Failure::Arguments(format!(
            "--vault-file names an encrypted file, --store {} is something else; see: tokenscope vault --help",
            kind.as_str()
        ))),
        Some(kind) => Ok(kind),
        None if is_file => Ok(StoreKind::File),
        None => from_environment(),
    }
}

fn from_environment() -> Result<StoreKind, Failure> {
    let Some(value) = std::env::var_os(STORE_VARIABLE).filter(|value| !value.is_empty()) else {
        return Ok(StoreKind::Keyring);
    };
    let all = [StoreKind::Keyring, StoreKind::File, StoreKind::Memory];
    let named = all.into_iter().find(|kind| value == kind.as_str());
    named.ok_or_else(|| {
        Failure::Arguments(format!("{STORE_VARIABLE} is none of keyring, file, memory"))
    })
}

/// Says something while the streams are lent elsewhere.
fn eprint_line(sentence: &str) {
    use std::io::Write as _;
    // The command holds the lock of standard error; a handle of its own writes to the same.
    let _ = writeln!(input::own_standard_error(), "tokenscope: {sentence}");
}
