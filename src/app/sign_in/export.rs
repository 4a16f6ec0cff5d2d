//! What leaves the workspace: a value, a curl command, a report, a trace file.

use super::rows::{self, Cell};
use super::{Run, SignInSpace};
use crate::app::update::{fail, tell};
use crate::app::{Effect, Level, Model, SaveError, SaveForm, SaveJob};
use crate::report::Secret;
use crate::wire::{Show, StepView, as_curl, as_markdown, write_trace};
use std::path::PathBuf;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Saving {
    /// The report without secrets, for a person.
    Report,
    /// The trace without secrets, for this program.
    Trace,
}

impl Saving {
    /// A name for the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Report => "sign-in.md",
            Self::Trace => "sign-in.trace.json",
        }
    }
}

/// The field of that id, as it was sent or received: its name and its value.
pub(super) fn value(step: &StepView, id: &str) -> Option<(String, Secret)> {
    let sections = rows::sections(step);
    let mut rows = sections.iter().flat_map(|section| &section.rows);
    let row = rows.find(|row| row.id == id)?;
    let value = match &row.cell {
        Cell::Value(value) => Secret::from(value.expose().into_owned()),
        Cell::Bare(text) => Secret::from(text.clone()),
    };
    Some((row.name.clone(), value))
}

/// Copies the request of the shown step. It holds secrets only where one of them is revealed.
pub(super) fn copy_curl(model: &mut Model) -> Vec<Effect> {
    let Some(run) = model.sign_in.run() else {
        return Vec::new();
    };
    let Some(request) = run
        .step()
        .and_then(|s| s.exchange.as_ref())
        .map(|e| &e.request)
    else {
        return Vec::new();
    };
    let step = run.shown().unwrap_or_default();
    let is_revealed = !model.shown.hidden && run.revealed.is_any_of(step);
    let show = if is_revealed {
        Show::Revealed
    } else {
        Show::Masked
    };
    let command = as_curl(request, show);
    let told = if is_revealed {
        "Copied as curl, with its secrets, since one is revealed"
    } else {
        "Copied as curl; its secrets are masked, reveal one to copy them too"
    };
    tell(model, Level::Done, told, false);
    vec![Effect::CopySecret(Secret::from(command))]
}

/// What of a run is written down.
fn written(model: &Model, what: Saving) -> Option<String> {
    let run = model.sign_in.run()?;
    let title = title(&model.sign_in, run);
    match what {
        Saving::Report => Some(as_markdown(&title, &run.steps)),
        // A trace that was opened is a file already.
        Saving::Trace if run.own.is_empty() => None,
        Saving::Trace => Some(write_trace(&title, &run.own)),
    }
}

fn title(space: &SignInSpace, run: &Run) -> String {
    let name = run.source.clone().or_else(|| space.selected.clone());
    name.unwrap_or_default()
}

pub(super) fn copy_report(model: &mut Model) -> Vec<Effect> {
    let Some(report) = written(model, Saving::Report) else {
        return Vec::new();
    };
    tell(
        model,
        Level::Done,
        "Copied the report, without secrets",
        false,
    );
    vec![Effect::Copy(report)]
}

pub(super) fn show_save(space: &mut SignInSpace, what: Option<Saving>) {
    space.saving = what.map(|what| {
        let form = SaveForm {
            open: true,
            ..SaveForm::default()
        };
        (what, form)
    });
}

pub(super) fn save(model: &mut Model, replace: bool) -> Vec<Effect> {
    let ticket = model.next_number();
    let Some((what, _)) = &model.sign_in.saving else {
        return Vec::new();
    };
    let Some(text) = written(model, *what) else {
        fail(model, "There is nothing to save yet");
        return Vec::new();
    };
    let Some((_, form)) = &mut model.sign_in.saving else {
        return Vec::new();
    };
    let path = form.path.trim().to_owned();
    if path.is_empty() {
        form.error = Some("Type the path of the new file first".into());
        return Vec::new();
    }
    form.error = None;
    form.exists = false;
    form.ticket = Some(ticket);
    vec![Effect::SaveTrace(Box::new(SaveJob {
        ticket,
        path,
        bytes: Secret::from(text),
        // Who signed in, where and when is nobody else's matter.
        is_private: true,
        replace,
    }))]
}

pub(super) fn picked(model: &mut Model, picked: Result<Option<PathBuf>, String>) -> Vec<Effect> {
    let Some((_, form)) = &mut model.sign_in.saving else {
        return Vec::new();
    };
    match picked {
        Ok(Some(path)) => {
            form.path = path.to_string_lossy().into_owned();
            // The dialog has asked already.
            save(model, true)
        }
        Ok(None) => Vec::new(),
        Err(sentence) => {
            form.error = Some(sentence);
            Vec::new()
        }
    }
}

pub(super) fn saved(model: &mut Model, ticket: u64, outcome: Result<String, SaveError>) {
    let Some((_, form)) = &mut model.sign_in.saving else {
        return;
    };
    if form.ticket.take_if(|waited| *waited == ticket).is_none() {
        return;
    }
    match outcome {
        Ok(name) => {
            model.sign_in.saving = None;
            tell(
                model,
                Level::Done,
                &format!("Saved as {name}, without secrets"),
                false,
            );
        }
        Err(SaveError::Exists) => form.exists = true,
        Err(SaveError::Failed(sentence)) => form.error = Some(sentence),
    }
}
