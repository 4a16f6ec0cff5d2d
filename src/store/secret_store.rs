//! What every store of secrets can do.

use super::{StoreError, StoreKind};
use crate::report::Secret;
use crate::vault::{Entry, Found, Id};

/// A secret to be stored, with what is known of it. It is stored under [`Entry::secret`].
#[derive(Clone, Debug)]
pub struct Item {
    /// What is known of it.
    pub entry: Entry,
    /// The secret.
    pub secret: Secret,
}

/// A place that keeps secrets under names that nobody else uses. Calls block, and may wait for a
/// person; each does all that is asked, or says why not and may have done a part.
pub trait SecretStore: Send {
    /// Which kind of store it is.
    fn kind(&self) -> StoreKind;

    /// Tries whether secrets can be stored now, and asks a person for what that needs.
    ///
    /// # Errors
    /// [`StoreError`]: why not.
    fn prepare(&mut self) -> Result<(), StoreError> {
        self.put(&[])
    }

    /// Stores secrets; one that is there already under its name is replaced.
    ///
    /// # Errors
    /// [`StoreError`]; what was stored before stays.
    fn put(&mut self, items: &[Item]) -> Result<(), StoreError>;

    /// The secrets of these entries, in their order.
    ///
    /// # Errors
    /// [`StoreError`], also where one of them is not there.
    fn get(&mut self, entries: &[&Entry]) -> Result<Vec<Secret>, StoreError>;

    /// Deletes secrets; one that is not there is no error.
    ///
    /// # Errors
    /// [`StoreError`].
    fn delete(&mut self, secrets: &[Id]) -> Result<(), StoreError>;

    /// Tells the store what is known of secrets by now.
    ///
    /// # Errors
    /// [`StoreError`].
    fn describe(&mut self, entries: &[Entry]) -> Result<(), StoreError>;

    /// Every secret that is there, with what the store knows of it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn list(&mut self) -> Result<Vec<Found>, StoreError>;

    /// Has the store opened by another passphrase from now on. Whenever the program is killed, the
    /// one or the other opens it, and nothing in it is lost.
    ///
    /// # Errors
    /// [`StoreError`], also where the store has no passphrase or the old one does not open it; then
    /// the old one is what counts.
    fn rekey(&mut self, old: &Secret, new: Secret) -> Result<(), StoreError> {
        let _ = (old, new);
        Err(StoreError::NoMeans("passphrase for this store"))
    }

    /// Forgets and wipes what opens the store, where it is this program that opens it.
    fn lock(&mut self);
}
