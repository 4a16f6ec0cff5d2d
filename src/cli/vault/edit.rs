//! `tokenscope vault edit`: what is known of an entry is changed, and its secret stays.

use super::args::{EditArguments, When};
use super::{Failure, Session, Streams, named, print_entry, say_not_noted};
use crate::vault::Entry;

/// Runs the command.
pub(super) fn run(
    session: &mut Session,
    arguments: &EditArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    if arguments.says_nothing() {
        return Err(Failure::Arguments(
            "nothing is said that is to be changed; see: tokenscope vault edit --help".to_owned(),
        ));
    }
    let now = session.now;
    let index = session.index(streams)?;
    let seen = named(&index, &arguments.entry)?.clone();
    let written = edited(seen.clone(), arguments, now);
    let vault = session.vault(streams)?;
    let entry = vault.edit(&seen, written, now)?;
    say_not_noted(vault, streams);
    print_entry(session, "Changed", &entry, arguments.format, streams)
}

/// An entry with what the arguments say of it. An empty text takes away what was there.
fn edited(entry: Entry, arguments: &EditArguments, now: i64) -> Entry {
    let line = |new: &Option<String>, old: Option<String>| match new {
        Some(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        None => old,
    };
    let words = |new: &[String], old: Vec<String>| match new.is_empty() {
        true => old,
        false => {
            let given = new.iter().filter(|word| !word.is_empty());
            given.cloned().collect()
        }
    };
    let time = |new: Option<When>, old: Option<i64>| match new {
        Some(When::At(at)) => Some(at),
        Some(When::Never) => None,
        None => old,
    };
    Entry {
        label: arguments.label.clone().unwrap_or(entry.label),
        kind: arguments.kind.unwrap_or(entry.kind),
        provider: line(&arguments.provider, entry.provider),
        environment: line(&arguments.environment, entry.environment),
        account: line(&arguments.account, entry.account),
        profile: line(&arguments.profile, entry.profile),
        tags: words(&arguments.tag, entry.tags),
        scopes: words(&arguments.scope, entry.scopes),
        note: line(&arguments.note, entry.note),
        expires: time(arguments.expires, entry.expires),
        rotate_by: time(arguments.rotation(now), entry.rotate_by),
        ..entry
    }
}
