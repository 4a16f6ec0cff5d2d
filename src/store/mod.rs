//! Where secrets are kept, and the files beside them: the system's keyring, an encrypted file,
//! memory; the list of entries, and what was done with each.
//!
//! [`Vault`] keeps the three together so that nothing is lost whenever the program is killed:
//! a secret is stored before its entry is listed, and an entry is taken from the list before its
//! secret is deleted. Nothing here runs on a window's thread: calls block, and may ask a person.

mod activity_file;
mod atomic;
mod error;
mod file;
mod index_file;
mod keyring;
mod lock;
mod memory;
mod place;
mod sealed;
mod secret_store;
#[cfg(test)]
mod tests;
mod vault;

pub use error::StoreError;
pub use file::{FileStore, MAX_FILE_BYTES};
pub use keyring::{GiveUp, Keyring, KeyringState, Patience, Waiting};
pub use memory::MemoryStore;
pub use place::{Place, StoreKind, USUAL_FILE, is_same_file};
pub use sealed::{DEFAULT_WORK_FACTOR, is_sealed, open as open_sealed, seal};
pub use secret_store::{Item, SecretStore};
pub use vault::{KeptLogin, Opened, Vault};
