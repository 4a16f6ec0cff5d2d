//! Does what is asked of the vault, one job after the other. Calls block, and may ask a person: it
//! has a thread of its own.

mod login;
mod opening;
mod task;
mod transfer;
mod trouble;

use super::Outside;
use crate::app::{Action, StoreChoice, VaultAction, VaultDone, VaultJob, VaultTask};
use crate::store::{DEFAULT_WORK_FACTOR, GiveUp, Patience, Vault};
use crate::vault::{Index, Lines};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a vault's files are, and how long is waited for its keyring.
#[derive(Clone, Debug)]
pub struct VaultPlace {
    /// The folder for the list and the encrypted file; none where the system has none.
    pub folder: Option<PathBuf>,
    /// How long the keyring may take.
    pub patience: Patience,
    /// How much work a passphrase is where a file is made. Tests take little.
    pub work: u8,
}

impl VaultPlace {
    /// Nowhere: only memory is to be had.
    pub fn none() -> Self {
        Self {
            folder: None,
            patience: Patience::default(),
            work: DEFAULT_WORK_FACTOR,
        }
    }

    /// In that folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            ..Self::none()
        }
    }
}

/// What ends the wait for a keyring. It is another one for each store that is opened.
pub(super) type Leave = Arc<Mutex<Option<GiveUp>>>;

/// Ends the wait, if somebody waits.
pub(super) fn leave(leave: &Leave) {
    if let Some(give_up) = &*leave.lock().unwrap_or_else(PoisonError::into_inner) {
        give_up.give_up();
    }
}

/// Where jobs are done.
pub(super) struct Desk {
    place: VaultPlace,
    tell: Arc<dyn Fn(Action) + Send + Sync>,
    leave: Leave,
    open: Option<Open>,
    /// The list as it was last told; the same again is the same one.
    listed: Arc<Index>,
    /// That list as it is searched.
    lines: Arc<Lines>,
    /// What is in memory stays until the window closes, also while another store is looked at.
    memory: Option<Vault>,
}

struct Open {
    choice: StoreChoice,
    vault: Vault,
}

impl Desk {
    /// Nothing is opened yet. `tell` is told while a keyring takes long.
    pub(super) fn new(
        outside: &Outside,
        tell: Arc<dyn Fn(Action) + Send + Sync>,
        leave: Leave,
    ) -> Self {
        Self {
            place: outside.vault.clone(),
            tell,
            leave,
            open: None,
            listed: Arc::default(),
            lines: Arc::default(),
            memory: None,
        }
    }

    /// Does a job.
    pub(super) fn answer(&mut self, job: VaultJob) -> Action {
        let VaultJob {
            ticket,
            now,
            about,
            task,
        } = job;
        let is_look = matches!(task, VaultTask::Look { .. });
        let mut looked = None;
        let answer = self.done(task, now, &mut looked);
        let mut told = None;
        let mut index = looked.map(Arc::new);
        let mut lines = None;
        let mut events = None;
        if let Some(open) = self.open.as_mut().filter(|_| !is_look) {
            // Where the list cannot be read, the answer says why.
            if let Ok(opened) = open.vault.open(now) {
                if *self.listed != opened.index {
                    self.lines = Arc::new(Lines::of(&opened.index));
                    self.listed = Arc::new(opened.index);
                }
                index = Some(Arc::clone(&self.listed));
                lines = Some(Arc::clone(&self.lines));
            }
            told = open.vault.set_aside().map(|aside| {
                format!(
                    "The list of entries was damaged and made again; the damaged one is kept as {}",
                    aside.display()
                )
            });
            if let Some(id) = about
                && let Ok(activity) = open.vault.activity()
            {
                let own = activity.of(&id).into_iter().cloned().collect();
                events = Some((id, own));
            }
            if let Some(error) = open.vault.not_noted() {
                told = Some(format!("This could not be noted: {error}"));
            }
        }
        let answer = answer.map_err(trouble::told);
        Action::Vault(VaultAction::Done(Box::new(VaultDone {
            ticket,
            index,
            lines,
            events,
            told,
            answer,
        })))
    }
}
