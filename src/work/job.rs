//! One effect, carried out here and now.

use super::{files, settings};
use crate::app::{Action, EditAction, FileUse, Input, Read, Settings, SignJob};
use crate::desktop::SettingsFile;
use crate::inspect::{Question, inspect, inspect_bytes};
use crate::jose::key::{KeySet, read_keys};
use crate::jose::signing::read_key_file;
use crate::jose::{KeyKind, generate, random_id};
use crate::report::Kind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Asks the person for a file; the argument is the dialog's title.
type PickFile = dyn Fn(&str) -> Result<Option<PathBuf>, String> + Send + Sync;

/// What is outside of the program. Tests bring their own.
#[derive(Clone)]
pub struct Outside {
    /// The file dialog.
    pub pick_file: Arc<PickFile>,
    /// The settings file; none where settings are not kept.
    pub settings: Option<SettingsFile>,
}

impl Outside {
    /// An outside with no dialog and no settings.
    pub fn none() -> Self {
        Self {
            pick_file: Arc::new(|_| Err("There is no file dialog here; type the path".into())),
            settings: None,
        }
    }

    /// The desktop.
    #[cfg(feature = "gui")]
    pub fn desktop() -> Self {
        Self {
            pick_file: Arc::new(crate::desktop::pick_file),
            settings: SettingsFile::of_this_person(),
        }
    }

    pub(super) fn save(&self, settings: &Settings) -> Option<Action> {
        let file = self.settings.as_ref()?;
        settings::save_settings(file, settings)
            .err()
            .map(Action::Failed)
    }

    pub(super) fn browse(&self, usage: FileUse) -> Action {
        let title = match usage {
            FileUse::Key => "Choose a key file",
            FileUse::Signer => "Choose a private key to sign with",
            _ => "Choose a file to inspect",
        };
        Action::Picked(usage, (self.pick_file)(title))
    }
}

/// Inspects. Reading what was pasted never panics; if it does all the same, the window goes on.
pub(super) fn inspection(generation: u64, input: &Input, question: &Question) -> Action {
    let report = catch_unwind(AssertUnwindSafe(|| match input {
        Input::Text(text) => inspect(text, question),
        Input::Bytes(bytes) => inspect_bytes(bytes, question),
    }));
    match report {
        Ok(report) => Action::Inspected {
            generation,
            at: question.now,
            keys: keys_in(input, report.kind),
            report: Box::new(report),
        },
        Err(_) => Action::InspectionBroke { generation },
    }
}

/// The keys that were pasted, where keys were pasted.
fn keys_in(input: &Input, kind: Kind) -> Option<KeySet> {
    if !matches!(kind, Kind::Jwk | Kind::Jwks | Kind::Pem) {
        return None;
    }
    let bytes = match input {
        Input::Text(text) => text.trim().as_bytes(),
        Input::Bytes(bytes) => bytes,
    };
    read_keys(bytes, "the inspected keys").ok()
}

pub(super) fn reading(
    ticket: u64,
    path: &str,
    usage: FileUse,
    cancelled: &dyn Fn() -> bool,
) -> Action {
    Action::ReadingDone(ticket, files::read_file(path, usage, cancelled))
}

pub(super) fn key_file_text(ticket: u64, text: &str) -> Action {
    let read = read_key_file(text.as_bytes(), "the pasted key")
        .map(|file| Read::KeyFile(Box::new(file)))
        .map_err(|error| format!("The pasted text {error}"));
    Action::ReadingDone(ticket, read)
}

pub(super) fn signing(job: SignJob) -> Action {
    Action::Signed(job.ticket, job.run())
}

pub(super) fn key(ticket: u64, kind: KeyKind) -> Action {
    Action::KeyMade(ticket, generate(kind).map_err(|error| error.to_string()))
}

pub(super) fn id() -> Action {
    let none = "The system gives no random numbers";
    Action::Edit(EditAction::NewId(random_id().ok_or_else(|| none.into())))
}

pub(super) fn key_text(ticket: u64, text: &str) -> Action {
    let read = read_keys(text.as_bytes(), "the pasted key")
        .map(Read::Keys)
        .map_err(|error| format!("The pasted text {error}"));
    Action::ReadingDone(ticket, read)
}
