//! Why a job was not done, as the window says it.

use crate::app::VaultTrouble;
use crate::report::capital;
use crate::store::StoreError;

/// Why a job was not done.
#[derive(Debug)]
pub(super) enum Trouble {
    NotOpen,
    Sealed,
    Store(StoreError),
    Said(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Why a job was not done, in one sentence.
pub(super) fn told_of(trouble: Trouble) -> String {
    match told(trouble) {
        VaultTrouble::Locked(told) | VaultTrouble::Failed(told) => told,
        VaultTrouble::Sealed => "The file is encrypted".into(),
    }
}

/// Why a job was not done, as an answer.
pub(super) fn told(trouble: Trouble) -> VaultTrouble {
    match trouble {
        Trouble::Sealed => VaultTrouble::Sealed,
        Trouble::NotOpen => VaultTrouble::Failed("The vault is not open".into()),
        Trouble::Said(told) => VaultTrouble::Failed(told),
        // Another program may have given the file another passphrase meanwhile.
        Trouble::Store(error @ (StoreError::Locked(_) | StoreError::WrongPassphrase(_))) => {
            VaultTrouble::Locked(sentence(&error))
        }
        Trouble::Store(error) => VaultTrouble::Failed(sentence(&error)),
    }
}

/// An error as the window says it: without the flags of the commands.
pub(super) fn sentence(error: &StoreError) -> String {
    capital(&error.to_string().replace(" (--store file)", ""))
}
