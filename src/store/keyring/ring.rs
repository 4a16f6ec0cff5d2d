//! What a keyring does at its lowest: texts under names.

use super::{KeyringState, StoreError};
use crate::report::Secret;
use crate::vault::Entry;
use std::collections::BTreeMap;

/// The name by which all that is ours is known in a keyring.
pub(super) const SERVICE: &str = "tokenscope";

/// One thing that a keyring holds under our name.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// When it was stored, in Unix seconds, where the attributes do not say what it is.
    pub(super) stored: Option<i64>,
}

/// Texts under names.
pub(super) trait Ring: Send {
    /// The longest text that it takes, in bytes; nothing where it takes any.
    fn limit(&self) -> Option<usize>;

    /// Whether it keeps attributes beside a text, so that what is known of a secret is found again.
    fn keeps_attributes(&self) -> bool;

    /// Stores a text; `title` is shown in the keyring's own window.
    fn set(&mut self, name: &str, title: &str, text: &Secret) -> Result<(), StoreError>;

    /// The text of that name.
    fn get(&mut self, name: &str) -> Result<Option<Secret>, StoreError>;

    /// Deletes what has that name, where there is such a thing.
    fn delete(&mut self, name: &str) -> Result<(), StoreError>;

    /// Tells what is known of the secret that has its name from the entry.
    fn describe(&mut self, entry: &Entry) -> Result<(), StoreError>;

    /// All that is ours.
    fn list(&mut self) -> Result<Vec<Stored>, StoreError>;
}

/// How the keyring is reached.
pub(super) type Connect = Box<dyn Fn() -> Result<Box<dyn Ring>, StoreError> + Send + Sync>;

/// A connection that is made when it is needed, and made anew where it broke: a keyring that was
/// locked or gone a moment ago may be back.
pub(super) struct Rings {
    connect: std::sync::Arc<Connect>,
    ring: Option<Box<dyn Ring>>,
}

impl Rings {
    pub(super) fn new(connect: std::sync::Arc<Connect>) -> Self {
        Self {
            connect,
            ring: None,
        }
    }

    /// Does a job; once more over a new connection where the old one no longer answers. Every job
    /// may be done twice.
    pub(super) fn run<T>(
        &mut self,
        job: &dyn Fn(&mut dyn Ring) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let was_open = self.ring.is_some();
        match self.once(job) {
            Err(error) if was_open && is_of_connection(&error) => self.once(job),
            done => done,
        }
    }

    fn once<T>(
        &mut self,
        job: &dyn Fn(&mut dyn Ring) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut ring = match self.ring.take() {
            Some(ring) => ring,
            None => (self.connect)()?,
        };
        let done = job(&mut *ring);
        let is_broken = done.as_ref().is_err_and(is_of_connection);
        self.ring = (!is_broken).then_some(ring);
        done
    }
}

/// Whether an error may be the connection's and not the keyring's own.
fn is_of_connection(error: &StoreError) -> bool {
    match error {
        StoreError::Refused(_) => true,
        // Whoever closed a prompt does not want another one at once.
        StoreError::Keyring(state) => !matches!(state, KeyringState::Locked),
        _ => false,
    }
}
