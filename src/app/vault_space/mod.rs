//! The workspace for what is kept: where it is, the list, one entry, and what is done with it.
//!
//! Secrets are asked for when they are used, and stay in the model for as long as they are shown.

mod answered;
mod change;
mod errand;
mod form;
mod job;
mod opening;
mod passphrase;
#[cfg(test)]
mod tests;
mod words;

pub use answered::due_words;
pub(super) use change::{act, keep, keep_login, keep_proof, renamed_profile, tick, used};
pub(super) use errand::ended;
pub use errand::{EntryErrand, EntryRun, Keeping, errand_words, is_token};
pub use form::{EntryForm, FormField, parse_day};
pub use job::{
    Carry, FetchedSecrets, Imported, LoginKeep, SecretUse, StoreState, VaultAnswer, VaultDone,
    VaultJob, VaultTask, VaultTrouble, Wanted,
};
pub(super) use opening::{fetch, opened_page};
pub use passphrase::{RekeyAction, Rekeying};
pub use words::{Life, event_words, life, store_words};

use super::SecretText;
use crate::report::Secret;
use crate::vault::{
    Event, Expiry, Fate, Id, Index, Kind, Lead, Lines, Orphan, Planned, Query, Sort, Survey,
    count_due, next_change,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A revealed secret hides itself after so many seconds.
pub const REVEAL_SECONDS: i64 = 30;

/// What has to be typed before secrets are written unprotected.
pub const PLAIN_CONFIRMATION: &str = "PLAIN TEXT";

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreChoice {
    /// In the system's keyring.
    Keyring,
    /// In an encrypted file.
    File,
    /// In memory, until the window closes.
    Memory,
}

impl StoreChoice {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Keyring, Self::File, Self::Memory];
}

/// What is remembered of the vault from one start to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VaultSettings {
    /// Where secrets are kept, once that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreChoice>,
    /// The encrypted file, where it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// An encrypted file is locked after so many minutes without use; 0 is never.
    pub lock_minutes: u16,
    /// So many days before its end something is worth a word.
    pub lead_days: u16,
    /// The same of a live session, in minutes.
    pub lead_minutes: u16,
}

impl Default for VaultSettings {
    /// Five minutes: long enough to paste a token somewhere and come back. What [`Lead`] has for the
    /// rest.
    fn default() -> Self {
        Self {
            store: None,
            file: None,
            lock_minutes: 5,
            lead_days: 7,
            lead_minutes: 10,
        }
    }
}

impl VaultSettings {
    /// Whether nothing in it was chosen.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// How long before its end something is worth a word.
    pub fn lead(&self) -> Lead {
        Lead {
            usual: i64::from(self.lead_days) * 86_400,
            session: i64::from(self.lead_minutes) * 60,
        }
    }
}

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

/// Where to in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many lines down, or up where it is less than 0.
    By(i32),
    /// To the first line.
    First,
    /// To the last.
    Last,
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

/// Something that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waited {
    pub(super) ticket: u64,
    /// Whether it brings a secret.
    pub(super) is_fetch: bool,
    /// What is being done, in words.
    pub doing: &'static str,
    /// Why it takes long, once that is known.
    pub told: Option<&'static str>,
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

/// The fields in which a store is opened.
#[derive(Clone, Debug, Default)]
pub struct Opener {
    /// The path of the encrypted file; empty for the usual one.
    pub path: String,
    /// Its passphrase.
    pub passphrase: SecretText,
    /// The same again, for a new file.
    pub again: SecretText,
    /// Why it was not opened.
    pub error: Option<String>,
}

/// The fields of an import.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// The path of the file.
    pub path: String,
    /// The passphrase of an encrypted export.
    pub passphrase: SecretText,
    /// Whether the passphrase is asked for.
    pub is_sealed: bool,
    /// Whether the secrets of entries that are there already are replaced.
    pub replace: bool,
    /// Whether also what does not look like a secret is taken.
    pub all: bool,
    /// What would become of each thing in the file.
    pub planned: Vec<Planned>,
    /// What could not be read, in sentences.
    pub faults: Vec<String>,
    /// Why nothing could be read.
    pub error: Option<String>,
    /// The job that reads the file: its answer is about what stands here.
    pub(super) asked: Option<u64>,
}

impl Importing {
    /// How many would be stored.
    pub fn count(&self) -> usize {
        let stored = |p: &&Planned| matches!(p.fate, Fate::New | Fate::Replaces(_));
        self.planned.iter().filter(stored).count()
    }
}

/// The fields of an export.
#[derive(Clone, Debug, Default)]
pub struct Exporting {
    /// The path of the new file.
    pub path: String,
    /// The passphrase that is to open it.
    pub passphrase: SecretText,
    /// The same again.
    pub again: SecretText,
    /// Whether it is written unprotected.
    pub is_plain: bool,
    /// What was typed to confirm that.
    pub confirmation: String,
    /// Why it was not written.
    pub error: Option<String>,
}

/// What a person does in the workspace, and what becomes of it.
#[derive(Debug)]
pub enum VaultAction {
    /// The window opens: the list is looked at for what is due, and nobody is asked.
    Begin,
    /// A store is chosen.
    Choose(StoreChoice),
    /// Another store is to be chosen.
    ChooseAgain,
    /// Which stores are to be had is looked at again.
    LookAgain,
    /// The path of the encrypted file was changed.
    Path(String),
    /// The passphrase was changed.
    Passphrase(SecretText),
    /// The repeated passphrase was changed.
    Again(SecretText),
    /// The encrypted file is opened, or made.
    Unlock,
    /// The encrypted file is locked.
    Lock,
    /// The wait for the keyring is given up.
    GiveUp,
    /// Why an answer takes long.
    Waiting(&'static str),

    /// The words that are looked for were changed.
    Find(String),
    /// Entries of a kind, or of all.
    OfKind(Option<Kind>),
    /// Entries of a provider, or of all.
    OfProvider(Option<String>),
    /// Entries of an environment, or of all.
    OfEnvironment(Option<String>),
    /// Entries by their end.
    ByExpiry(Expiry),
    /// Another order.
    Sort(Sort),
    /// Another entry is shown; none puts it away.
    Select(Option<Id>),
    /// Another entry of the list is shown, seen from the one that is.
    Move(Move),
    /// What can be done with the chosen entry, or else the first, gets the keyboard.
    Enter,
    /// The field in which is looked for words gets the keyboard.
    GoToFind,

    /// The secret is fetched and used.
    Use(SecretUse),
    /// The revealed secret is hidden.
    Hide,
    /// The shown entry is removed.
    Remove,
    /// The removed entry is put back.
    PutBack,
    /// The steps of a rotation are shown or not.
    ShowSteps(bool),

    /// Something is done with the shown entry at its provider.
    AtProvider(EntryErrand),
    /// Whether the shown entry is to be revoked is asked, or no longer.
    AskRevoke(bool),
    /// What is under way with an entry at its provider is ended.
    CancelErrand,
    /// Its steps are shown.
    ShowErrand,
    /// It is put away.
    DismissErrand,
    /// The new tokens that could not be kept are kept after all.
    KeepNew,

    /// The form for a new entry.
    New,
    /// The form for the shown entry.
    EditShown,
    /// The form for a new secret of the shown entry.
    Renew,
    /// A field of the form was changed.
    Field(FormField, String),
    /// The secret in the form was changed.
    FormSecret(SecretText),
    /// The secret in the form can be read, or not.
    RevealForm(bool),
    /// The kind in the form.
    FormKind(Option<Kind>),
    /// The form is kept.
    Keep,
    /// What stands beside the list gives way to the details.
    Back,

    /// Secrets without entries are looked for.
    Survey,
    /// An orphan gets an entry.
    Adopt(usize),
    /// An orphan is deleted.
    DeleteOrphan(usize),

    /// The form for an import.
    ShowImport,
    /// Something in it was changed.
    Import(ImportChange),
    /// The file is read, and what would become of it shown.
    ReadImport,
    /// What was shown is stored.
    StoreImport,
    /// The form for an export.
    ShowExport,
    /// Something in it was changed.
    Export(ExportChange),
    /// The file is written.
    WriteExport,
    /// Another passphrase for the encrypted file.
    Rekey(RekeyAction),

    /// How long until the encrypted file is locked, in minutes.
    LockAfter(u16),
    /// How many days before an end something is worth a word.
    LeadDays(u16),
    /// How many minutes before the end of a session something is worth a word.
    LeadMinutes(u16),

    /// A job is done.
    Done(Box<VaultDone>),
}

/// A change in the form for an import.
#[derive(Clone, Debug)]
pub enum ImportChange {
    /// The path.
    Path(String),
    /// The passphrase.
    Passphrase(SecretText),
    /// Whether secrets are replaced.
    Replace(bool),
    /// Whether everything is taken.
    All(bool),
}

/// A change in the form for an export.
#[derive(Clone, Debug)]
pub enum ExportChange {
    /// The path.
    Path(String),
    /// The passphrase.
    Passphrase(SecretText),
    /// The repeated passphrase.
    Again(SecretText),
    /// Whether it is written unprotected.
    Plain(bool),
    /// What was typed to confirm that.
    Confirmation(String),
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

    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        self.query != Query::default()
    }

    /// Looks again for what is looked for: in another list, or with other words.
    pub(super) fn search(&mut self, now: i64) {
        let lead = self.settings.lead();
        self.sorted_at = now;
        let Some(index) = self.index.clone() else {
            self.found.clear();
            self.due = 0;
            return;
        };
        let is_same = |of: &&(Arc<Index>, Arc<Lines>)| Arc::ptr_eq(&of.0, &index);
        if self.searched.as_ref().filter(is_same).is_none() {
            let lines = Arc::new(Lines::of(&index));
            self.searched = Some((Arc::clone(&index), lines));
        }
        if let Some((_, lines)) = &self.searched {
            self.found = lines.find(&index, &self.query, self.sort, lead, now);
        }
        self.watch(&index, now);
    }

    /// Counts what is due, and sees when that will be more.
    pub(super) fn watch(&mut self, index: &Index, now: i64) {
        let lead = self.settings.lead();
        self.due = count_due(index, lead, now);
        self.next_due = next_change(index, lead, now);
    }

    /// The providers of all entries, each once.
    pub fn providers(&self) -> &[String] {
        let lines = self.searched.as_ref();
        lines.map_or(&[], |(_, lines)| lines.providers())
    }

    /// Where entries count, each place once.
    pub fn environments(&self) -> &[String] {
        let lines = self.searched.as_ref();
        lines.map_or(&[], |(_, lines)| lines.environments())
    }

    /// Whether something is being written that a look at another entry would lose.
    fn is_writing(&self) -> bool {
        let form = self.form.as_ref();
        form.is_some_and(|form| form.is_touched)
    }

    /// Which line of the list the shown entry has.
    pub fn shown_line(&self) -> Option<usize> {
        let (index, selected) = (self.index.as_ref()?, self.selected.as_ref()?);
        let is_it = |place: &usize| index.entries.get(*place).is_some_and(|e| e.id == *selected);
        self.found.iter().position(is_it)
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

    /// In how many seconds what is shown here will have changed by itself.
    pub(super) fn next_change(&self, now: i64, active_at: i64, is_shown: bool) -> Option<u64> {
        let mut times = Vec::new();
        if let Some(lock) = self.locks_at(active_at) {
            times.push(lock);
        }
        // Without an open store nothing can be deleted.
        times.extend(self.clean_at.filter(|_| self.phase == Phase::Open));
        times.extend(self.next_due);
        if self.revealed.is_some() || self.removed.is_some() {
            times.push(now.saturating_add(1));
        } else if self.index.is_some() && is_shown {
            // Ages and ends are told in minutes.
            times.push(now - now.rem_euclid(60) + 60);
        }
        let next = times.into_iter().min()?;
        Some(next.saturating_sub(now).max(1).unsigned_abs())
    }

    /// When the encrypted file is locked, if nobody does anything.
    pub fn locks_at(&self, active_at: i64) -> Option<i64> {
        let is_file = self.phase == Phase::Open && self.store == Some(StoreChoice::File);
        let minutes = i64::from(self.settings.lock_minutes);
        (is_file && minutes > 0).then(|| active_at.saturating_add(minutes * 60))
    }
}
