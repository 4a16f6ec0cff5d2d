//! `tokenscope vault export`: secrets are taken along, encrypted unless a person insists.

use super::args::{ExportArguments, Plain};
use super::opening::new_passphrase;
use super::output::{self, Readers};
use super::{
    Failure, Format, Session, Streams, ask_line, input, named, print, printed, say, say_not_noted,
};
use crate::cli::given::Given;
use crate::report::Secret;
use crate::store::{DEFAULT_WORK_FACTOR, StoreError, seal};
use crate::vault::{Entry, Id, Kept, PLAIN_CONFIRMATION, What, dotenv, write_transfer};
use serde::Serialize;
use std::collections::HashSet;

/// The exit code where a part is no longer in the store.
const IN_PART: u8 = 1;

/// What `--format json` prints.
#[derive(Serialize)]
struct Exported<'a> {
    file: String,
    /// `encrypted`, `json`, `env`.
    form: &'static str,
    exported: Vec<&'a str>,
    /// Entries whose secret is no longer in the store.
    missing: Vec<&'a str>,
}

/// Runs the command and gives its exit code.
pub(super) fn run(
    session: &mut Session,
    arguments: &ExportArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let now = session.now;
    if session.opening.is_own_file(&arguments.out) {
        return Err(Failure::Arguments(format!(
            "{} is the vault itself, and an export in its place would lose what is kept; give another file",
            arguments.out.display()
        )));
    }
    // Nobody is asked for what cannot be written there.
    if !arguments.force && arguments.out.is_file() {
        return Err(Failure::Exists(Given::written(&arguments.out)));
    }
    let index = session.index(streams)?;
    let entries: Vec<&Entry> = if arguments.labels.is_empty() {
        index.entries.iter().collect()
    } else {
        let labels = arguments.labels.iter();
        labels
            .map(|label| named(&index, label))
            .collect::<Result<_, _>>()?
    };
    let mut seen = HashSet::new();
    let mut entries: Vec<&Entry> = entries.into_iter().filter(|e| seen.insert(&e.id)).collect();
    if entries.is_empty() {
        return Err(Failure::Arguments(
            "nothing is kept here, so nothing is exported".to_owned(),
        ));
    }
    if arguments.plain.is_some() {
        let count = entries.len();
        let secrets = if count == 1 {
            "secret is"
        } else {
            "secrets are"
        };
        let question = format!(
            "{count} {secrets} about to be written unprotected into {}. Type {PLAIN_CONFIRMATION} to do it: ",
            arguments.out.display()
        );
        if ask_line(&question, streams).trim() != PLAIN_CONFIRMATION {
            return Err(Failure::Arguments(format!(
                "nothing was written: {PLAIN_CONFIRMATION} was not typed"
            )));
        }
    }
    let passphrase = match (arguments.plain, &arguments.export_passphrase_env) {
        (Some(_), _) => None,
        (None, Some(variable)) => Some(input::secret_variable(variable)?),
        (None, None) => Some(new_passphrase("Passphrase for the export: ")?),
    };
    let vault = session.vault(streams)?;
    let encrypted = passphrase.is_some();
    let mut missing: Vec<&Entry> = Vec::new();
    let secrets = match vault.store().get(&entries) {
        // One that is gone does not keep the others from being taken along.
        Err(StoreError::NoSecret(_)) => {
            let gone = vault.survey(now)?.missing;
            let is_gone = |entry: &&Entry| gone.iter().any(|gone| gone.id == entry.id);
            (missing, entries) = entries.into_iter().partition(is_gone);
            if entries.is_empty() {
                return Err(nothing_there(&missing));
            }
            vault.store().get(&entries)?
        }
        secrets => secrets?,
    };
    let kept = entries.iter().zip(secrets).map(|(entry, secret)| Kept {
        entry: (*entry).clone(),
        secret,
    });
    let kept: Vec<Kept> = kept.collect();
    let count = kept.len();
    let bytes = match (passphrase, arguments.plain) {
        (Some(passphrase), _) => {
            let sealed = seal(&write_transfer(&kept), &passphrase, DEFAULT_WORK_FACTOR)?;
            Secret::new(sealed)
        }
        (None, Some(Plain::Env)) => dotenv::write(&kept).map_err(|label| {
            Failure::Arguments(format!(
                "the secret of {label:?} has no form in a .env file; use --plain json"
            ))
        })?,
        (None, _) => write_transfer(&kept),
    };
    output::write(
        &arguments.out,
        bytes.expose(),
        Readers::Owner,
        arguments.force,
    )?;
    // What was written is remembered, and nothing else.
    let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
    vault.used(&ids, &What::Exported { encrypted }, now);
    say_not_noted(vault, streams);
    let how = if encrypted {
        "encrypted"
    } else {
        "in plain text"
    };
    let entries = if count == 1 { "entry" } else { "entries" };
    say(
        &format!(
            "{count} {entries} written, {how}: {}",
            arguments.out.display()
        ),
        streams,
    );
    let missing: Vec<&str> = missing.iter().map(|e| e.label.as_str()).collect();
    for label in &missing {
        say(
            &format!(
                "the secret of {label:?} is no longer in the store, and was left out; see: tokenscope vault check"
            ),
            streams,
        );
    }
    if arguments.format == Format::Json {
        let exported = Exported {
            file: arguments.out.display().to_string(),
            form: match arguments.plain {
                None => "encrypted",
                Some(Plain::Json) => "json",
                Some(Plain::Env) => "env",
            },
            exported: kept.iter().map(|kept| kept.entry.label.as_str()).collect(),
            missing: missing.clone(),
        };
        let text = printed::render(&exported, streams.page.is_terminal);
        print(&text, streams.output)?;
    }
    Ok(if missing.is_empty() { 0 } else { IN_PART })
}

/// Why nothing could be exported.
fn nothing_there(missing: &[&Entry]) -> Failure {
    let labels: Vec<_> = missing.iter().map(|e| format!("{:?}", e.label)).collect();
    Failure::Arguments(format!(
        "nothing was written: no longer in the store, since another program deleted it, is the secret of {}; see: tokenscope vault check",
        labels.join(", ")
    ))
}
