//! What is asked of the vault, and its answers.

use super::StoreChoice;
use crate::app::SecretText;
use crate::jose::signing::SigningKey;
use crate::oauth::{Profile, Tokens};
use crate::report::Secret;
use crate::vault::{Draft, Entry, Event, Id, Index, Lines, Orphan, Planned, Survey, What};
use std::sync::Arc;

/// What a secret is fetched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretUse {
    /// To be shown.
    Reveal,
    /// To be copied.
    Copy,
    /// To be inspected.
    Inspect,
}

/// What a login takes out of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The login that waits for it.
    pub run: u64,
    /// What a profile's client proves itself with.
    pub proof: Option<WantedProof>,
    /// Entries of tokens.
    pub tokens: Vec<Id>,
}

/// What a profile's client proves itself with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedProof {
    /// The profile's name.
    pub profile: String,
    /// The entry that it names.
    pub entry: String,
    /// Whom the profile asks.
    pub asked: Option<String>,
}

/// What a login took out of the vault.
#[derive(Clone, Debug)]
pub struct FetchedSecrets {
    /// What the client proves itself with.
    pub proof: Option<(Entry, Secret)>,
    /// The tokens.
    pub tokens: Vec<(Entry, Secret)>,
}

/// The tokens of a login that are to be kept together.
#[derive(Clone, Debug)]
pub struct LoginKeep {
    /// Under which name.
    pub label: String,
    /// The entries whose place they take; none for those of an earlier login under that name.
    pub replaces: Vec<Id>,
    /// How the person signed in.
    pub profile: Profile,
    /// The tokens.
    pub tokens: Tokens,
    /// The key that they are bound to (RFC 9449).
    pub dpop_key: Option<SigningKey>,
    /// For whom they stand.
    pub account: Option<String>,
    /// Whether they came for a refresh token.
    pub was_refreshed: bool,
    /// Whether a check failed: then only the refresh token is kept, apart from the login.
    pub are_refused: bool,
    /// The refresh that waits for them to be kept; none where the person keeps a login.
    pub run: Option<u64>,
}

/// What was kept of a login.
#[derive(Clone, Debug, Default)]
pub struct LoginKept {
    /// The entries, that of the access token first.
    pub ids: Vec<Id>,
    /// What else is to be said, in sentences that begin small.
    pub said: Vec<String>,
    /// Whether something that came is not kept.
    pub is_part: bool,
    /// The label of the refresh token of tokens that were refused.
    pub apart: Option<String>,
}

/// How an export is written.
#[derive(Clone, Debug)]
pub enum Carry {
    /// Encrypted with a passphrase.
    Sealed(SecretText),
    /// As a `.env` file or as JSON, by the name's end.
    Plain,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum VaultTask {
    /// See which stores are to be had. Asks nobody.
    State {
        /// The encrypted file, as typed.
        file: Option<String>,
    },
    /// Read the list, if there is one, without opening a store.
    Look {
        /// Which store.
        store: StoreChoice,
        /// The encrypted file, as typed.
        file: Option<String>,
    },
    /// Open a store.
    Open {
        /// Which one.
        store: StoreChoice,
        /// The encrypted file, as typed.
        file: Option<String>,
        /// Its passphrase.
        passphrase: SecretText,
    },
    /// Forget what opens the store.
    Lock,
    /// Read the list again.
    Refresh,
    /// Fetch what a login needs.
    Fetch(Wanted),
    /// Keep the tokens of a login.
    KeepLogin(Box<LoginKeep>),
    /// Remember what was done with secrets.
    Used(Vec<Id>, What),
    /// Mark an entry whose secret, of that name, was given back.
    Revoked(Id, Id),
    /// A profile has another name: entries that name it do too.
    RenameProfile(String, String),
    /// Fetch a secret.
    Secret(Box<Entry>, SecretUse),
    /// Keep a secret.
    Add(Box<Draft>, Secret),
    /// Change what is known of an entry: as it was seen, and as it was written.
    Edit(Box<Entry>, Box<Entry>),
    /// Replace the secret of an entry.
    Renew(Box<Entry>, Secret),
    /// Remove an entry.
    Remove(Id),
    /// Put a removed entry back.
    PutBack(Id),
    /// Delete the secrets of what was removed.
    Clean,
    /// Compare the list with the store.
    Survey,
    /// Give an orphan an entry.
    Adopt(Box<Orphan>),
    /// Delete an orphan.
    DeleteOrphan(Box<Orphan>),
    /// Read a file and see what would become of it.
    ReadImport {
        /// Where it is, as typed.
        path: String,
        /// What opens it, where it is encrypted.
        passphrase: SecretText,
        /// Whether the secrets of entries that are there are replaced.
        replace: bool,
        /// Whether also what does not look like a secret is taken.
        all: bool,
    },
    /// Store what was planned.
    Import(Vec<Planned>),
    /// Write all entries with their secrets into a new file.
    Export {
        /// Where, as typed.
        path: String,
        /// How.
        carry: Carry,
    },
    /// Give the encrypted file another passphrase.
    Rekey {
        /// The one that opens it now.
        old: SecretText,
        /// The one that is to open it.
        new: SecretText,
    },
}

impl VaultTask {
    /// What is being done, in words; nothing where the store is not asked.
    pub(super) fn doing(&self) -> Option<&'static str> {
        match self {
            Self::State { .. }
            | Self::Look { .. }
            | Self::Refresh
            | Self::Lock
            | Self::Clean
            | Self::Used(..)
            | Self::Revoked(..)
            | Self::RenameProfile(..) => None,
            Self::Fetch(_) => Some("Fetching the secret"),
            Self::KeepLogin(_) => Some("Keeping it"),
            Self::Open { .. } => Some("Opening"),
            Self::Secret(..) => Some("Fetching the secret"),
            Self::Add(..) | Self::Edit(..) | Self::Renew(..) | Self::Import(_) => {
                Some("Keeping it")
            }
            Self::Remove(_) => Some("Removing it"),
            Self::PutBack(_) => Some("Putting it back"),
            Self::Survey => Some("Looking through the store"),
            Self::Adopt(_) | Self::DeleteOrphan(_) => Some("Tidying up"),
            Self::ReadImport { .. } => Some("Reading the file"),
            Self::Export { .. } => Some("Writing the file"),
            Self::Rekey { .. } => Some("Encrypting anew"),
        }
    }
}

impl VaultTask {
    /// Whether something waits for it that cannot be begun again: it is done after whatever else is
    /// being done.
    pub(super) fn is_owed(&self) -> bool {
        matches!(self, Self::Fetch(_) | Self::KeepLogin(_))
    }
}

/// Something to be done with the vault. Jobs are done one after the other.
#[derive(Clone, Debug)]
pub struct VaultJob {
    /// Which one.
    pub ticket: u64,
    /// The present, in Unix seconds.
    pub now: i64,
    /// The entry that is shown: what was done with it comes with the answer.
    pub about: Option<Id>,
    /// What.
    pub task: VaultTask,
}

/// What is known of the stores before one is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreState {
    /// Whether the keyring can be used, with a word on it, or why not.
    pub keyring: Result<Option<&'static str>, String>,
    /// Where the encrypted file is, or why there can be none.
    pub file: Result<String, String>,
    /// Whether the encrypted file is there.
    pub file_exists: bool,
}

/// What was read for an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What would become of each thing.
    pub planned: Vec<Planned>,
    /// What could not be read, in sentences.
    pub faults: Vec<String>,
}

/// What came of a job.
#[derive(Clone, Debug)]
pub enum VaultAnswer {
    /// It was done, and there is nothing to say but the list.
    Done,
    /// Which stores are to be had.
    State(StoreState),
    /// A store is open.
    Opened(StoreChoice),
    /// A secret.
    Secret(Id, SecretUse, Secret),
    /// An entry was added, changed, put back or adopted: this one, and what is said of it.
    Entry(Id, String),
    /// What a login waits for, or why it is not to be had, in one sentence.
    Fetched(u64, Box<Result<FetchedSecrets, String>>),
    /// The tokens of a login are kept, or why they are not, in one sentence.
    LoginKept(Option<u64>, Result<LoginKept, String>),
    /// What differs between the list and the store.
    Survey(Survey),
    /// What an import would do.
    Imported(Imported),
    /// So many entries were stored.
    Stored(usize),
    /// Entries were written into a file.
    Exported {
        /// How many.
        count: usize,
        /// The file's name.
        name: String,
        /// Whether it is encrypted.
        encrypted: bool,
    },
    /// The encrypted file has another passphrase.
    Rekeyed,
}

/// Why a job was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultTrouble {
    /// A passphrase is needed.
    Locked(String),
    /// The file to import is encrypted.
    Sealed,
    /// One sentence.
    Failed(String),
}

/// A job that is done, well or not.
#[derive(Clone, Debug)]
pub struct VaultDone {
    /// Which one.
    pub ticket: u64,
    /// The list as it is by now; none where it was not read.
    pub index: Option<Arc<Index>>,
    /// The same list as it is searched, where that was prepared.
    pub lines: Option<Arc<Lines>>,
    /// What was done with the entry that the job was about.
    pub events: Option<(Id, Vec<Event>)>,
    /// Something worth saying beside the answer, in one sentence.
    pub told: Option<String>,
    /// What came of it.
    pub answer: Result<VaultAnswer, VaultTrouble>,
}
