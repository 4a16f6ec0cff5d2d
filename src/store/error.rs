//! Why something could not be kept, found or removed.

use super::keyring::KeyringState;
use crate::vault::{EntryError, IndexError, TransferError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a store or one of its files did not do what was asked. Each is one sentence for a person,
/// and none holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The entry itself is not as it must be.
    #[error("{0}")]
    Entry(#[from] EntryError),
    /// The list does not allow it.
    #[error("{0}")]
    Index(#[from] IndexError),
    /// A later version of the program wrote the list.
    #[error("the list of entries {} was written by a newer Tokenscope; update this one", .0.display())]
    NewerList(PathBuf),
    /// The keyring is not to be had.
    #[error("{}", keyring_sentence(*.0))]
    Keyring(KeyringState),
    /// The keyring did not answer within the time that it has.
    #[error("the keyring has not answered for {} seconds; see whether it hangs, then try again", .0.as_secs())]
    NoAnswer(Duration),
    /// The keyring asks for a password, and nobody gave it.
    #[error("the keyring is locked, and nobody answered its prompt within {} seconds; unlock it, then try again", .0.as_secs())]
    PromptOpen(Duration),
    /// The person gave up waiting.
    #[error("given up; a prompt of the keyring may still be open and can be closed")]
    GivenUp,
    /// The keyring said something else.
    #[error("the keyring refused: {0}")]
    Refused(String),
    /// The store has no secret of that entry.
    #[error("the secret of {0:?} is no longer in the store: another program deleted it")]
    NoSecret(String),
    /// What the store holds is not what was put there.
    #[error("the secret of {0:?} is damaged in the store: a part of it is missing")]
    Broken(String),
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// No passphrase was given, or the store was locked.
    #[error("{} is locked; give its passphrase", .0.display())]
    Locked(PathBuf),
    /// The passphrase is too short to protect anything.
    #[error(
        "the passphrase is shorter than {0} characters; take a longer one, several words are good"
    )]
    ShortPassphrase(usize),
    /// The file is not whole.
    #[error("{} is damaged or cut off; nothing in it was changed, restore it from a copy", .0.display())]
    Damaged(PathBuf),
    /// The file is something else.
    #[error("{} is no file that age encrypted with a passphrase", .0.display())]
    NotSealed(PathBuf),
    /// Opening the file would take too long.
    #[error("{} asks for more work than is done here (2^{work}); it was not made by Tokenscope", path.display())]
    TooMuchWork {
        /// The file.
        path: PathBuf,
        /// The work factor that it asks for.
        work: u8,
    },
    /// What the file holds is no vault.
    #[error("{} {error}", path.display())]
    NoVault {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: TransferError,
    },
    /// The file is larger than any vault.
    #[error("{} is larger than any vault, and was not read", .0.display())]
    TooLarge(PathBuf),
    /// The file would become larger than is read.
    #[error("{} would become larger than any vault; nothing was changed, remove what is not needed", .0.display())]
    NoRoom(PathBuf),
    /// The list is damaged, and could not be made again.
    #[error("the list of entries is damaged, and making it again needs the secrets' store: {0}")]
    NotMadeAgain(Box<StoreError>),
    /// Another program holds the lock.
    #[error("another Tokenscope is writing {} and does not finish; try again", .0.display())]
    Busy(PathBuf),
    /// The system refused a file.
    #[error("cannot {doing} {}: {}", path.display(), reason(.error))]
    File {
        /// What was to be done with it: `read`, `write`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no thread, no randomness or no folder.
    #[error("the system gives no {0}")]
    NoMeans(&'static str),
}

impl StoreError {
    /// An error of the system about a file.
    pub(super) fn file(doing: &'static str, path: &Path, error: io::Error) -> Self {
        Self::File {
            doing,
            path: path.to_owned(),
            error,
        }
    }
}

/// Why the keyring is not to be had, and what to do.
fn keyring_sentence(state: KeyringState) -> &'static str {
    match state {
        KeyringState::Ready => "the keyring answers, but did not do what was asked; try again",
        KeyringState::Locked => {
            "the keyring is locked, and its prompt was closed or could not be shown; unlock it, then try again"
        }
        KeyringState::NoBus => {
            "this session has no message bus, so no keyring can be reached; use an encrypted file (--store file)"
        }
        KeyringState::NoService => {
            "no Secret Service answers on this session's bus; start gnome-keyring, KWallet or KeePassXC, or use an encrypted file (--store file)"
        }
        KeyringState::NoCollection => {
            "the keyring has no default collection; make one in the desktop's program for passwords, or use an encrypted file (--store file)"
        }
        KeyringState::Silent => {
            "the keyring's service does not answer; end it or sign in again, then try again"
        }
        KeyringState::Unknown => {
            "the system's keyring cannot be used; use an encrypted file (--store file)"
        }
    }
}

/// What the system said, with what can be done.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full; nothing was changed".to_owned(),
        io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "there is no room left for it; nothing was changed".to_owned()
        }
        io::ErrorKind::IsADirectory => "it is a directory, give a file".to_owned(),
        _ => error.to_string(),
    }
}
