//! The workspace for signing in: profiles, a login under way, and what came of each step.

mod act;
mod advice;
mod export;
mod form;
mod from_vault;
mod job;
mod kept;
mod obtained;
mod profiles;
mod revealed;
mod rows;
mod run;
mod step;
#[cfg(test)]
mod tests;
mod wipe;
mod words;

pub(super) use act::{act, declined, file_failed, network_words, trace_read};
pub use advice::{Caution, Need, cautions, needs, redirect_uri, registration};
pub use export::Saving;
pub use form::{
    AUTH_NAMES, FieldText, FormChoice, GRANT_NAMES, MODE_NAMES, PKCE_NAMES, PartChoice,
    ProfileForm, parameters,
};
pub(super) use from_vault::{fetched, start_entry, vault_waits};
pub use job::{ClientProof, Ended, Errand, SignInJob, Told};
pub(super) use kept::{client_key, keep_login, kept_proof, put_entry_run_away, show_entry_run};
pub use obtained::{Obtained, TokenKind, TokenLine};
pub use profiles::{
    PresetLine, ProfileLine, SignInFile, preset_lines, provider_names, provider_notes,
};
pub use rows::{Cell as StepCell, Row as StepRow, Section as StepSection};
pub use run::{At, DevicePrompt, Run, RunState, Waiting, countdown, planned};
pub use step::{
    StepPart, StepTab, StepWords, check_title, size_words, status_words, step_raw, step_sections,
    step_title,
};
pub use wipe::TYPED_SECONDS;
pub use words::capitalised;

use super::vault_space::{EntryRun, Keeping};
use super::{Model, Page, SaveError, SaveForm, SecretText};
pub use crate::oauth::{ANY_ISSUER as ANY_PROVIDER, Profile, QrCode};
use crate::oauth::{Profiles, ProfilesRead};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a person types for a profile each time it is used.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The client secret.
    pub secret: SecretText,
    /// The name of a variable of the environment that holds it.
    pub variable: String,
    /// The client's private key.
    pub key: SecretText,
    /// The path of a file with it.
    pub key_path: String,
    /// Whose password.
    pub user: String,
    /// The password.
    pub password: SecretText,
    /// The refresh token.
    pub refresh_token: SecretText,
    /// When it was last typed or used, in seconds since 1970-01-01T00:00:00Z.
    pub(super) at: i64,
}

/// What of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypedField {
    /// The client secret.
    Secret,
    /// The name of a variable of the environment that holds it.
    Variable,
    /// The client's private key.
    Key,
    /// The path of a file with it.
    KeyPath,
    /// Whose password.
    User,
    /// The password.
    Password,
    /// The refresh token.
    RefreshToken,
}

/// What a person does in the workspace, and what becomes of it.
#[derive(Debug)]
pub enum SignInAction {
    /// The file of profiles was read.
    Loaded(Box<ProfilesRead>),
    /// It was written; where a damaged one was kept aside its new name is told.
    Kept(Result<Option<String>, String>),
    /// What the names of the shown profiles have to hold.
    Filter(String),
    /// Another profile is shown.
    Select(String),
    /// The list of providers is shown, or put away.
    Choose(bool),
    /// The address of an issuer was changed, from which a profile is to be made.
    Issuer(String),
    /// A profile for that issuer is begun.
    BeginIssuer,
    /// A profile for the provider of that id is begun.
    Begin(String),
    /// The shown profile is edited.
    Edit,
    /// A copy of the shown profile is edited.
    Duplicate,
    /// The shown profile is deleted.
    Delete,
    /// The deleted profile comes back.
    Undelete,
    /// A line of the form was changed.
    Write(FieldText, String),
    /// A choice in the form was made.
    Pick(FormChoice),
    /// The form's profile is kept.
    Keep,
    /// The form is put away.
    Discard,
    /// The form's rarer members are shown, or put away.
    More(bool),

    /// Something that is typed each time.
    Type(TypedField, SecretText),
    /// It can be read, or not.
    RevealTyped(bool),
    /// The redirect URI to register is copied.
    CopyRedirect,
    /// The secret or the key that was typed is to be kept in the vault.
    KeepProof,
    /// The shown profile names no entry of the vault any more.
    ForgetProof,

    /// The shown profile is signed in with, or another errand is run with its tokens.
    Run(Errand),
    /// What is under way is ended.
    Cancel,
    /// The browser is to be opened again.
    OpenAgain,
    /// The address that the browser opens is copied.
    CopyUrl,
    /// The user code is copied.
    CopyUserCode,
    /// The field for the redirect was changed.
    Redirect(SecretText),
    /// What is in it is taken.
    GiveRedirect,
    /// Something became of what is under way.
    Told(u64, Told),

    /// Another step is shown, or the profile.
    ShowAt(At),
    /// Another view of the step is shown.
    Tab(StepTab),
    /// A masked value of the shown step is revealed, or masked again.
    Reveal(String),
    /// A value of the shown step is copied.
    CopyValue(String),
    /// The request of the shown step is copied as a curl command.
    CopyCurl,
    /// A token opens in Inspect.
    Inspect(TokenKind),
    /// A token is copied.
    CopyToken(TokenKind),

    /// The report without secrets is copied.
    CopyReport,
    /// The line for a new file is shown for that, or put away.
    ShowSave(Option<Saving>),
    /// Its path was changed.
    SavePath(String),
    /// The file is written; `true` replaces one that is there.
    Save(bool),
    /// The desktop's dialog for a new file is asked for.
    BrowseNew,
    /// The dialog is closed: a file, none, or why there is no dialog.
    PickedNew(Result<Option<PathBuf>, String>),
    /// The file is written, under that name, or why it is not.
    Saved(u64, Result<String, SaveError>),
    /// The line for a trace file is shown, or put away.
    ShowOpen(bool),
    /// Its path was changed.
    OpenPath(String),
    /// The opened trace is put away.
    CloseTrace,
}

/// The line in which the path of a trace file is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceForm {
    /// Whether it is shown.
    pub open: bool,
    /// The path.
    pub path: String,
    /// Why the last one could not be read.
    pub error: Option<String>,
}

/// The workspace.
#[derive(Clone, Debug, Default)]
pub struct SignInSpace {
    /// The profiles.
    pub profiles: Profiles,
    /// What is wrong with their file, each a sentence.
    pub faults: Vec<String>,
    /// Whether the file on the disk is damaged, and is to be kept aside before it is written.
    pub(super) is_damaged: bool,
    /// What the names of the shown profiles have to hold.
    pub filter: String,
    /// The name of the shown profile.
    pub selected: Option<String>,
    /// Whether the list of providers is shown.
    pub choosing: bool,
    /// The address of an issuer, from which a profile is to be made.
    pub issuer: String,
    /// Why there is none yet.
    pub issuer_error: Option<String>,
    /// The profile that is edited.
    pub form: Option<Box<ProfileForm>>,
    /// The profile that was deleted last, and where it stood.
    pub(super) deleted: Option<(usize, Profile)>,
    /// What is typed each time, for each profile.
    pub(super) typed: BTreeMap<String, Typed>,
    /// Whether what is typed can be read.
    pub reveal: bool,
    /// Since when, in seconds since 1970-01-01T00:00:00Z.
    pub(super) revealed_at: i64,
    /// The last login with each profile.
    pub(super) runs: BTreeMap<String, Run>,
    /// The trace of somebody else, or the steps of an errand with an entry of the vault.
    pub(super) opened: Option<Run>,
    /// What is done with an entry of the vault, or was done last.
    pub from_entry: Option<Box<EntryRun>>,
    /// The line for a new file, and what it is to hold.
    pub saving: Option<(Saving, SaveForm)>,
    /// The line for a trace file.
    pub opening: TraceForm,
}

impl SignInSpace {
    /// The profile that is shown.
    pub fn profile(&self) -> Option<&Profile> {
        self.profiles.get(self.selected.as_deref()?)
    }

    /// What is typed each time for the shown profile.
    pub fn typed(&self) -> Typed {
        let name = self.selected.as_deref().unwrap_or_default();
        self.typed.get(name).cloned().unwrap_or_default()
    }

    /// The login that is shown: that of an opened trace, or the last one with the shown profile.
    pub fn run(&self) -> Option<&Run> {
        if self.opened.is_some() {
            return self.opened.as_ref();
        }
        self.runs.get(self.selected.as_deref()?)
    }

    /// Whether what is shown is somebody else's trace.
    pub fn is_foreign(&self) -> bool {
        self.opened.is_some()
    }

    pub(super) fn run_mut(&mut self) -> Option<&mut Run> {
        if self.opened.is_some() {
            return self.opened.as_mut();
        }
        self.runs.get_mut(self.selected.as_deref()?)
    }

    /// Every login, the one of an entry of the vault among them, and with which profile.
    fn all(&self) -> impl Iterator<Item = (&str, &Run)> {
        let own = self.runs.iter().map(|(name, run)| (name.as_str(), run));
        let entry = self.from_entry.as_deref();
        own.chain(entry.map(|entry| (entry.profile.name.as_str(), &entry.run)))
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Run> {
        let entry = self.from_entry.as_deref_mut();
        self.runs
            .values_mut()
            .chain(entry.map(|entry| &mut entry.run))
    }

    pub(super) fn run_of(&mut self, ticket: u64) -> Option<&mut Run> {
        self.all_mut().find(|run| run.ticket == ticket)
    }

    /// What is under way, and with which profile.
    pub fn under_way(&self) -> Option<(&str, &Run)> {
        self.all().find(|(_, run)| run.state.is_under_way())
    }

    /// Whether tokens came for an entry of the vault, and could not be kept.
    pub(super) fn has_unkept(&self) -> bool {
        let entry = self.from_entry.as_deref();
        entry.is_some_and(|e| matches!(e.keeping, Keeping::Failed(_)))
    }

    /// Whether something is being done with an entry of the vault, or its tokens are being kept.
    pub fn is_entry_under_way(&self) -> bool {
        let entry = self.from_entry.as_deref();
        entry.is_some_and(|e| e.run.state.is_under_way() || e.keeping == Keeping::UnderWay)
    }

    /// Whether something on this page changes with every second.
    pub(super) fn is_ticking(&self) -> bool {
        self.under_way().is_some()
    }
}

impl Model {
    /// Whether a login can begin on the page that is shown.
    pub fn can_sign_in(&self) -> bool {
        let space = &self.sign_in;
        let is_shown = self.page == Page::SignIn && space.form.is_none() && !space.choosing;
        is_shown && space.profile().is_some() && space.under_way().is_none()
    }
}
