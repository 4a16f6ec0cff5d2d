//! `tokenscope vault check`: what a program left behind that was killed half-way.

use super::args::CheckArguments;
use super::{Failure, Format, Session, Streams, print, printed, say};
use crate::cli::text::{Sheet, Style};
use crate::vault::{Id, Survey};
use serde::Serialize;
use std::collections::HashSet;

/// What `--format json` prints.
#[derive(Serialize)]
struct Found<'a> {
    orphans: Vec<FoundOrphan<'a>>,
    missing: Vec<&'a str>,
    adopted: Vec<String>,
    deleted: usize,
}

#[derive(Serialize)]
struct FoundOrphan<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    leftover: bool,
}

/// Runs the command and gives its exit code.
pub(super) fn run(
    session: &mut Session,
    arguments: &CheckArguments,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let now = session.now;
    session.index(streams)?;
    let vault = session.vault(streams)?;
    let survey = vault.survey(now)?;
    let adopt = chosen(&arguments.adopt, &survey)?;
    let delete = chosen(&arguments.delete, &survey)?;
    let mut left = Survey {
        missing: survey.missing,
        ..Survey::default()
    };
    let mut adopted = Vec::new();
    let mut deleted = 0;
    for orphan in survey.orphans {
        if adopt.contains(&orphan.found.secret) {
            adopted.push(vault.adopt(&orphan, now)?.label);
        } else if delete.contains(&orphan.found.secret) {
            vault.delete_orphan(&orphan, now)?;
            deleted += 1;
        } else {
            left.orphans.push(orphan);
        }
    }
    for label in &adopted {
        say(&format!("{label:?} has an entry again"), streams);
    }
    if deleted > 0 {
        let secrets = if deleted == 1 { "secret" } else { "secrets" };
        say(&format!("{deleted} {secrets} deleted for good"), streams);
    }
    let text = match arguments.format {
        Format::Json => {
            let orphans = left.orphans.iter().map(|orphan| FoundOrphan {
                id: orphan.found.secret.as_str(),
                label: orphan
                    .found
                    .entry
                    .as_ref()
                    .map(|entry| entry.label.as_str()),
                leftover: orphan.is_leftover,
            });
            let found = Found {
                orphans: orphans.collect(),
                missing: left
                    .missing
                    .iter()
                    .map(|entry| entry.label.as_str())
                    .collect(),
                adopted,
                deleted,
            };
            printed::render(&found, streams.page.is_terminal)
        }
        Format::Text => text(&left, streams),
    };
    print(&text, streams.output)?;
    Ok(u8::from(
        !left.orphans.is_empty() || !left.missing.is_empty(),
    ))
}

/// The secrets that are named: all, or each by its id or so much of its beginning as no other has.
/// What several begin with names none of them, so that nothing is deleted by mistake.
fn chosen(wanted: &[String], survey: &Survey) -> Result<HashSet<Id>, Failure> {
    let mut chosen = HashSet::new();
    for text in wanted {
        let ids = survey.orphans.iter().map(|orphan| &orphan.found.secret);
        let fitting: Vec<&Id> = match text.as_str() {
            "all" => ids.collect(),
            "" => Vec::new(),
            text => match ids.clone().find(|id| id.as_str() == text) {
                Some(id) => vec![id],
                None => ids.filter(|id| id.as_str().starts_with(text)).collect(),
            },
        };
        if fitting.is_empty() && text != "all" {
            return Err(Failure::Arguments(format!(
                "there is no secret {text:?} without an entry; see: tokenscope vault check"
            )));
        }
        if fitting.len() > 1 && text != "all" {
            return Err(Failure::Arguments(format!(
                "more than one secret begins with {text:?}; write the whole id, see: tokenscope vault check"
            )));
        }
        chosen.extend(fitting.into_iter().cloned());
    }
    Ok(chosen)
}

fn text(left: &Survey, streams: &Streams<'_>) -> String {
    let mut sheet = Sheet::new(streams.page);
    if left.orphans.is_empty() && left.missing.is_empty() {
        sheet.line(&[(
            Style::PLAIN,
            "Every secret has its entry, and every entry its secret",
        )]);
    }
    if !left.orphans.is_empty() {
        sheet.heading("Secrets without an entry", Style::BOLD);
        for orphan in &left.orphans {
            let id = orphan.found.secret.as_str();
            let label = orphan
                .found
                .entry
                .as_ref()
                .map(|entry| entry.label.as_str());
            let what = match (label, orphan.is_leftover) {
                (Some(label), true) => format!("an old or unfinished secret of {label:?}"),
                (Some(label), false) => format!("{label:?}"),
                (None, _) => "nothing is known of it".to_owned(),
            };
            sheet.paragraph(&format!("{id}  {what}"));
        }
        sheet.paragraph("Give them an entry with --adopt ID, or delete them with --delete ID");
    }
    if !left.missing.is_empty() {
        sheet.heading("Entries without a secret", Style::BOLD);
        for entry in &left.missing {
            sheet.paragraph(&entry.label);
        }
        sheet.paragraph("Another program deleted the secrets; give them anew with add --replace, or remove the entries");
    }
    sheet.into_text()
}
