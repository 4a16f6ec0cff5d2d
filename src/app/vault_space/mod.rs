//! The workspace for what is kept: where it is, the list, one entry, and what is done with it.
//!
//! Secrets are asked for when they are used, and stay in the model for as long as they are shown.

mod action;
mod answered;
mod ask;
mod change;
mod errand;
mod form;
mod job;
mod keep;
mod list;
mod opening;
mod outcome;
mod passphrase;
mod settings;
#[cfg(test)]
mod tests;
mod time;
mod transfer;
mod words;

pub use crate::vault::PLAIN_CONFIRMATION;
pub use action::{Move, VaultAction};
pub use answered::due_words;
pub use ask::Waited;
pub(super) use ask::{renamed_profile, used};
pub(super) use change::act;
pub use errand::{EntryErrand, EntryRun};
pub use form::{EntryForm, FormField, parse_day};
pub use job::{
    Carry, FetchedSecrets, Imported, LoginKeep, LoginKept, SecretUse, StoreState, VaultAnswer,
    VaultDone, VaultJob, VaultTask, VaultTrouble, Wanted, WantedProof,
};
pub(super) use keep::{keep, keep_login, keep_proof};
pub use opening::Opener;
pub(super) use opening::{fetch, opened_page};
pub(super) use outcome::ended;
pub use outcome::{Keeping, errand_words};
pub use passphrase::{RekeyAction, Rekeying};
pub use settings::{StoreChoice, VaultSettings};
pub(super) use time::tick;
pub use transfer::{ExportChange, Exporting, ImportChange, Importing};
pub use words::{Life, event_words, life, store_words};

use super::SecretText;
use crate::report::Secret;
use crate::vault::{Event, Id, Index, Lines, Orphan, Query, Sort, Survey};
use std::sync::Arc;

/// A revealed secret hides itself after so many seconds.
pub const REVEAL_SECONDS: i64 = 30;

/// How far the vault is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// It is to be chosen where secrets are kept.
    #[default]
    Choosing,
    /// The encrypted file has to be opened with its passphrase.
    Locked,
    /// It is being opened.
    Opening,
    /// The list is there.
    Open,
}

/// What stands beside the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The chosen entry.
    #[default]
    Details,
    /// The form for a new or a changed entry.
    Form,
    /// Secrets without an entry, and entries without a secret.
    Survey,
    /// What an import would do.
    Import,
    /// Where an export goes.
    Export,
    /// The form for another passphrase.
    Passphrase,
}

/// How often a part of the page was called for by a key. What shows the part compares it with what
/// it saw last, and takes the keyboard or comes into sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// The field in which is looked for words.
    pub find: u32,
    /// The chosen line of the list.
    pub line: u32,
    /// What can be done with the chosen entry.
    pub details: u32,
}

/// A secret that is shown.
#[derive(Clone, Debug)]
pub struct Revealed {
    /// Whose.
    pub id: Id,
    /// What.
    pub secret: Secret,
    /// When it hides itself, in Unix seconds.
    pub until: i64,
}

/// Entries that were removed and can still be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Which one.
    pub id: Id,
    /// Its label.
    pub label: String,
    /// When.
    pub at: i64,
}

/// The workspace.
#[derive(Clone, Debug, Default)]
pub struct VaultSpace {
    /// What is remembered.
    pub settings: VaultSettings,
    /// How far it is open.
    pub phase: Phase,
    /// Which store is being opened, or is open.
    pub store: Option<StoreChoice>,
    /// What is known of the stores that can be chosen.
    pub state: Option<StoreState>,
    /// The fields in which a store is opened.
    pub opener: Opener,
    /// The list.
    pub index: Option<Arc<Index>>,
    /// The places in the list of what is looked for, in order.
    pub found: Vec<usize>,
    /// The list as it is searched, and of which list.
    pub(super) searched: Option<(Arc<Index>, Arc<Lines>)>,
    /// What is looked for.
    pub query: Query,
    /// In which order.
    pub sort: Sort,
    /// The entry that is shown.
    pub selected: Option<Id>,
    /// What was done with it, the newest first.
    pub events: Vec<Event>,
    /// Whether the steps of a rotation are shown.
    pub steps: bool,
    /// The entry that the person is asked about before it is revoked.
    pub revoking: Option<Id>,
    /// The job that keeps a secret for a profile, and the profile's name.
    pub(super) serving: Option<(u64, String)>,
    /// The secret that is shown.
    pub revealed: Option<Revealed>,
    /// What is waited for.
    pub waited: Option<Waited>,
    /// What stands beside the list.
    pub side: Side,
    /// What a key called for.
    pub calls: Calls,
    /// The form.
    pub form: Option<Box<EntryForm>>,
    /// What differs between the list and the store, once that was looked for.
    pub survey: Option<Survey>,
    /// The fields of an import.
    pub import: Importing,
    /// The fields of an export.
    pub export: Exporting,
    /// The fields for another passphrase.
    pub rekeying: Rekeying,
    /// What was removed last.
    pub removed: Option<Removal>,
    /// When the secrets of what was removed are deleted for good, in Unix seconds.
    pub(super) clean_at: Option<i64>,
    /// How many entries want to be looked at.
    pub due: usize,
    /// When the list was last put in order, in Unix seconds.
    pub(super) sorted_at: i64,
    /// When something more will be due, in Unix seconds.
    pub(super) next_due: Option<i64>,
    /// Whether the window has just been opened: then what is due is told.
    pub(super) begins: bool,
}

impl VaultSpace {
    /// With what is remembered.
    pub fn new(settings: VaultSettings) -> Self {
        Self {
            opener: Opener {
                path: settings.file.clone().unwrap_or_default(),
                ..Opener::default()
            },
            store: settings.store,
            settings,
            sort: Sort::Label,
            ..Self::default()
        }
    }

    /// The entry that is shown.
    pub fn shown(&self) -> Option<&crate::vault::Entry> {
        self.index.as_ref()?.get(self.selected.as_ref()?)
    }

    /// The secret that is shown of that entry.
    pub fn revealed_of(&self, id: &Id) -> Option<&Revealed> {
        self.revealed.as_ref().filter(|shown| shown.id == *id)
    }

    /// The orphans that were found.
    pub fn orphans(&self) -> &[Orphan] {
        self.survey.as_ref().map_or(&[], |survey| &survey.orphans)
    }

    /// Whether something is being written that a look at another entry would lose.
    fn is_writing(&self) -> bool {
        let form = self.form.as_ref();
        form.is_some_and(|form| form.is_touched)
    }

    /// Puts everything away that shows or opens a secret.
    pub(super) fn wipe(&mut self) {
        self.revealed = None;
        self.revoking = None;
        self.form = None;
        self.opener.passphrase = SecretText::default();
        self.opener.again = SecretText::default();
        self.import = Importing::default();
        self.export = Exporting::default();
        self.rekeying = Rekeying::default();
        self.side = Side::Details;
    }
}
