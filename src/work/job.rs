//! One effect, carried out here and now.

use super::{files, settings};
use crate::app::{Action, Effect, FileUse, Input, Read, Settings};
use crate::desktop::SettingsFile;
use crate::inspect::{Question, inspect, inspect_bytes};
use crate::jose::key::read_keys;
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
            report: Box::new(report),
        },
        Err(_) => Action::InspectionBroke { generation },
    }
}

pub(super) fn reading(
    ticket: u64,
    path: &str,
    usage: FileUse,
    cancelled: &dyn Fn() -> bool,
) -> Action {
    Action::ReadingDone(ticket, files::read_file(path, usage, cancelled))
}

pub(super) fn key_text(ticket: u64, text: &str) -> Action {
    let read = read_keys(text.as_bytes(), "pasted key")
        .map(Read::Keys)
        .map_err(|error| format!("The pasted text {error}"));
    Action::ReadingDone(ticket, read)
}

/// Whether an effect is the window's own: the clipboard is the toolkit's.
pub(super) fn is_the_windows(effect: &Effect) -> bool {
    matches!(effect, Effect::Copy(_) | Effect::AskForPaste)
}
