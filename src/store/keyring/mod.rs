//! The system's keyring: Secret Service on Linux, the Keychain on macOS, the Credential Manager on
//! Windows, through `keyring-core` and its stores.
//!
//! Its calls block, may ask a person for a password, and must not be made where async code runs.
//! So they are made on a thread of their own, and waited for only so long. A call that nobody waits
//! for any more keeps its thread until it returns, and what it still does harms nothing: a secret
//! without an entry is found again, and deleting twice is deleting once.

mod native;
mod pieces;
mod ring;
mod state;
mod wait;

#[cfg(test)]
mod tests;

pub use state::KeyringState;
pub use wait::{GiveUp, Patience, Waiting};

use super::{Item, SecretStore, StoreError, StoreKind};
use crate::jose::random_id;
use crate::report::Secret;
use crate::vault::{Entry, Found, Id};
use ring::{Ring, Rings};
use wait::Desk;

/// Keeps secrets in the system's keyring.
pub struct Keyring {
    desk: Desk,
}

impl Keyring {
    /// The keyring of this person. Nothing is asked of it yet.
    pub fn new(patience: Patience) -> Self {
        Self {
            desk: Desk::new(patience, Box::new(native::connect)),
        }
    }

    /// Over something else that keeps texts under names.
    #[cfg(test)]
    fn over(
        patience: Patience,
        connect: impl Fn() -> Result<Box<dyn Ring>, StoreError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            desk: Desk::new(patience, Box::new(connect)),
        }
    }

    /// Whether the keyring can be used, and why not; asks no one, and takes four seconds at most.
    pub fn state() -> KeyringState {
        state::state()
    }

    /// What ends a wait from another thread.
    pub fn give_up(&self) -> GiveUp {
        self.desk.give_up()
    }

    fn do_with<T: Send + 'static>(
        &mut self,
        job: impl Fn(&mut dyn Ring) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.desk.run(move |rings: &mut Rings| rings.run(&job))
    }
}

impl SecretStore for Keyring {
    fn kind(&self) -> StoreKind {
        StoreKind::Keyring
    }

    fn prepare(&mut self) -> Result<(), StoreError> {
        // A keyring that is locked says so only where something is stored.
        let name = random_id().ok_or(StoreError::NoMeans("randomness"))?;
        self.do_with(move |ring| {
            let trial = Secret::from("nothing secret".to_owned());
            ring.set(&name, "Tokenscope tries the keyring", &trial)?;
            ring.delete(&name)
        })
    }

    fn put(&mut self, items: &[Item]) -> Result<(), StoreError> {
        let items = items.to_vec();
        self.do_with(move |ring| items.iter().try_for_each(|item| pieces::put(ring, item)))
    }

    fn get(&mut self, entries: &[&Entry]) -> Result<Vec<Secret>, StoreError> {
        let entries: Vec<Entry> = entries.iter().map(|entry| (*entry).clone()).collect();
        self.do_with(move |ring| {
            entries
                .iter()
                .map(|entry| pieces::get(ring, entry))
                .collect()
        })
    }

    fn delete(&mut self, secrets: &[Id]) -> Result<(), StoreError> {
        let secrets = secrets.to_vec();
        self.do_with(move |ring| secrets.iter().try_for_each(|id| pieces::delete(ring, id)))
    }

    fn describe(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let entries = entries.to_vec();
        self.do_with(move |ring| entries.iter().try_for_each(|entry| ring.describe(entry)))
    }

    fn list(&mut self) -> Result<Vec<Found>, StoreError> {
        self.do_with(|ring| Ok(pieces::list(ring.list()?)))
    }

    fn lock(&mut self) {
        self.desk.close();
    }
}
