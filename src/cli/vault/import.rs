//! `tokenscope vault import`: what would be kept is shown, and then kept.

use super::args::ImportArguments;
use super::{Failure, Session, Streams, confirm, input, print, printed, say, say_not_noted};
use crate::cli::args::Format;
use crate::cli::text::{Colour, Sheet, Style};
use crate::report::Secret;
use crate::store::{MAX_FILE_BYTES, is_sealed, open_sealed};
use crate::vault::{Brought, Fate, Index, Kept, Planned, plan, read_import};
use serde::Serialize;
use std::path::Path;

/// What `--format json` prints.
#[derive(Serialize)]
struct ShownPlan<'a> {
    stored: usize,
    entries: Vec<ShownFate<'a>>,
    faults: Vec<String>,
}

#[derive(Serialize)]
struct ShownFate<'a> {
    label: &'a str,
    kind: &'static str,
    /// `new`, `replaces`, `taken`, `left-out`.
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The exit code where a part of the file could not be read.
const IN_PART: u8 = 1;

/// Runs the command and gives its exit code.
pub(super) fn run(
    session: &mut Session,
    arguments: &ImportArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let now = session.now;
    let index = session.index(streams)?;
    let (name, brought) = read(arguments, now, streams)?;
    let faults = brought.faults.iter();
    let faults = faults.map(|(line, detail)| format!("{name}, line {line}: {detail}"));
    let faults: Vec<String> = faults.collect();
    let planned = planned(brought.things, arguments, &index);
    let count = planned.iter().filter(|p| is_stored(p)).count();
    for fault in &faults {
        say(fault, streams);
    }
    let code = if faults.is_empty() { 0 } else { IN_PART };
    let stores = count > 0 && !arguments.dry_run;
    let asks = stores && !arguments.yes;
    let shown_text = text(&planned, streams);
    let entries = if count == 1 { "entry" } else { "entries" };
    let place = session.opening.kind().sentence();
    if asks {
        // The plan is a part of the question, and no result yet.
        if streams.input_is_terminal {
            let _ = streams.error.write_all(shown_text.as_bytes());
        }
        let question = format!("Keep {count} {entries} in {place}? [y/N] ");
        confirm(
            &question,
            "--yes, or --dry-run to see what would be done",
            streams,
        )?;
    }
    let result = match arguments.format {
        Format::Text if asks => format!("{count} {entries} kept in {place}\n"),
        Format::Text => shown_text,
        Format::Json => {
            let shown = ShownPlan {
                stored: if stores { count } else { 0 },
                entries: planned.iter().map(shown).collect(),
                faults,
            };
            printed::render(&shown, streams.page.is_terminal)
        }
    };
    if stores {
        let vault = session.vault(streams)?;
        vault.import(planned, now)?;
        say_not_noted(vault, streams);
    }
    print(&result, streams.output)?;
    Ok(code)
}

fn is_stored(planned: &Planned) -> bool {
    matches!(planned.fate, Fate::New | Fate::Replaces(_))
}

/// The name of the file, and what it brings.
fn read(
    arguments: &ImportArguments,
    now: i64,
    streams: &mut Streams<'_>,
) -> Result<(String, Brought), Failure> {
    let path = arguments.file.as_path();
    let (name, bytes) = if path == Path::new("-") {
        let name = "standard input".to_owned();
        (name, input::whole_input(streams, MAX_FILE_BYTES)?)
    } else {
        (
            path.display().to_string(),
            input::file(path, MAX_FILE_BYTES)?,
        )
    };
    let mut bytes = Secret::new(bytes);
    if is_sealed(bytes.expose()) {
        let passphrase = match &arguments.import_passphrase_env {
            Some(variable) => input::secret_variable(variable)?,
            None => input::hidden(&format!("Passphrase of {name}: "))?,
        };
        bytes = open_sealed(bytes.expose(), &passphrase, Path::new(&name))?;
    }
    match read_import(bytes.expose(), arguments.all, now) {
        Ok(brought) => Ok((name, brought)),
        Err(error) => Err(Failure::Arguments(format!("{name} {error}"))),
    }
}

fn planned(
    things: Vec<(Kept, Option<String>)>,
    arguments: &ImportArguments,
    index: &Index,
) -> Vec<Planned> {
    let things = things.into_iter().map(|(mut kept, left_out)| {
        let entry = &mut kept.entry;
        entry.label = format!("{}{}", arguments.prefix, entry.label);
        if let Some(environment) = &arguments.environment {
            entry.environment = Some(environment.clone());
        }
        for tag in &arguments.tag {
            if !entry.tags.contains(tag) {
                entry.tags.push(tag.clone());
            }
        }
        (kept, left_out)
    });
    plan(things.collect(), index, arguments.replace)
}

fn shown(planned: &Planned) -> ShownFate<'_> {
    let (fate, reason) = match &planned.fate {
        Fate::New => ("new", None),
        Fate::Replaces(_) => ("replaces", None),
        Fate::Taken => ("taken", None),
        Fate::LeftOut(reason) => ("left-out", Some(reason.as_str())),
    };
    ShownFate {
        label: &planned.kept.entry.label,
        kind: planned.kept.entry.kind.as_str(),
        fate,
        reason,
    }
}

fn text(planned: &[Planned], streams: &Streams<'_>) -> String {
    let mut sheet = Sheet::new(streams.page);
    let labels = planned.iter().map(|p| p.kept.entry.label.chars().count());
    let width = labels.max().unwrap_or_default().min(40) + 2;
    for planned in planned {
        let (mark, style, detail) = match &planned.fate {
            Fate::New => ("new     ", Style::colour(Colour::Green), None),
            Fate::Replaces(_) => ("replaces", Style::colour(Colour::Yellow), None),
            Fate::Taken => (
                "taken   ",
                Style::DIM,
                Some("there is one already; --replace replaces its secret"),
            ),
            Fate::LeftOut(reason) => ("left out", Style::DIM, Some(reason.as_str())),
        };
        let entry = &planned.kept.entry;
        let pad = width.saturating_sub(entry.label.chars().count());
        let label = format!("  {}{}", entry.label, " ".repeat(pad));
        let detail = detail.unwrap_or(entry.kind.title());
        sheet.line(&[
            (style, mark),
            (Style::PLAIN, &label),
            (Style::PLAIN, detail),
        ]);
    }
    sheet.into_text()
}
