//! The vault is asked, one thing at a time.

use super::{VaultJob, VaultSpace, VaultTask};
use crate::app::update::fail;
use crate::app::{Effect, Model};
use crate::vault::{Id, What};

/// Something that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waited {
    pub(in crate::app) ticket: u64,
    /// Whether it brings a secret.
    pub(in crate::app) is_fetch: bool,
    /// What is being done, in words.
    pub doing: &'static str,
    /// Why it takes long, once that is known.
    pub told: Option<&'static str>,
}

impl VaultSpace {
    /// Why nothing more can be asked of the store now, and what to do. Nothing where it answers
    /// at once.
    pub fn held_up(&self) -> Option<&'static str> {
        let waited = self.waited.as_ref()?;
        waited
            .told
            .is_some()
            .then_some("The keyring is being waited for: answer its prompt, or give up waiting")
    }
}

/// Asks the vault. What may take long is done one at a time.
pub(super) fn ask(model: &mut Model, task: VaultTask) -> Vec<Effect> {
    let ticket = model.next_number();
    let now = model.now;
    let space = &mut model.vault;
    if let Some(doing) = task.doing() {
        if space.waited.is_some() && !task.is_owed() {
            // Pressed twice, it is done once. Where it takes long that is no second press.
            if let Some(told) = space.held_up() {
                fail(model, told);
            }
            return Vec::new();
        }
        space.waited.get_or_insert(Waited {
            ticket,
            is_fetch: matches!(task, VaultTask::Secret(..)),
            doing,
            told: None,
        });
    }
    let about = space.selected.clone();
    let job = VaultJob {
        ticket,
        now,
        about,
        task,
    };
    vec![Effect::Vault(Box::new(job))]
}

/// The job that is asked for; none where something else is waited for.
pub(super) fn ticket(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Vault(job) => Some(job.ticket),
        _ => None,
    })
}

/// Remembers where secrets were sent.
pub(in crate::app) fn used(model: &mut Model, ids: Vec<Id>, what: What) -> Vec<Effect> {
    ask(model, VaultTask::Used(ids, what))
}

/// A profile has another name. Where the vault is not open its entries keep the old one, which is
/// said once they are needed.
pub(in crate::app) fn renamed_profile(
    model: &mut Model,
    before: String,
    name: String,
) -> Vec<Effect> {
    let index = model.vault.index.as_ref();
    let is_named = index.is_some_and(|index| {
        let mut entries = index.entries.iter();
        entries.any(|entry| entry.profile.as_deref() == Some(&before))
    });
    if !is_named {
        return Vec::new();
    }
    ask(model, VaultTask::RenameProfile(before, name))
}
