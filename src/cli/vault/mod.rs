//! `tokenscope vault`: credentials are kept, found, given out and taken along.

mod args;
mod check;
mod edit;
mod export;
mod import;
mod opening;
mod passphrase;
mod run;
mod save;
mod shown;
mod text;

pub(in crate::cli) use args::{StoreArguments, VaultArguments};
pub(in crate::cli) use save::LoginVault;

use super::args::Format;
use super::input::{self, ask_line};
use super::output;
use super::{Failure, Streams, json as printed, print, print_bytes};
use crate::report::{Secret, visible};
use crate::store::{Opened, StoreError, Vault};
use crate::vault::{
    Draft, Entry, EntryError, Expiry, Id, Index, Lead, MAX_SECRET_BYTES, Query, Reading, What,
    find, is_dpop_key, renewed,
};
use args::{AddArguments, ListArguments, RemoveArguments, ShowArguments, VaultCommand};
use jiff::Timestamp;
use opening::Opening;
use shown::{Removed, Shown, ShownEvent, ShownList};

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &VaultArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let now = Timestamp::now().as_second();
    let opening = Opening::new(&arguments.store, streams)?;
    let mut session = Session { opening, now };
    match &arguments.command {
        VaultCommand::List(arguments) => list(&mut session, arguments, streams)?,
        VaultCommand::Add(arguments) => add(&mut session, arguments, streams)?,
        VaultCommand::Edit(arguments) => edit::run(&mut session, arguments, streams)?,
        VaultCommand::Show(arguments) => show(&mut session, arguments, streams)?,
        VaultCommand::Remove(arguments) => remove(&mut session, arguments, streams)?,
        VaultCommand::Check(arguments) => return check::run(&mut session, arguments, streams),
        VaultCommand::Export(arguments) => return export::run(&mut session, arguments, streams),
        VaultCommand::Import(arguments) => return import::run(&mut session, arguments, streams),
        VaultCommand::Passphrase(arguments) => passphrase::run(&mut session, arguments, streams)?,
        VaultCommand::Run(arguments) => return run::run(&mut session, arguments, streams),
    }
    Ok(0)
}

/// The vault that a command works on, and when.
struct Session {
    opening: Opening,
    now: i64,
}

impl Session {
    /// The list. Where it was damaged, that is said.
    fn index(&mut self, streams: &mut Streams<'_>) -> Result<Index, Failure> {
        let now = self.now;
        let vault = self.opening.for_list(streams)?;
        let opened = match vault.open(now) {
            Err(StoreError::NotMadeAgain(why)) if matches!(*why, StoreError::Locked(_)) => {
                self.opening.for_secrets(streams)?.open(now)?
            }
            opened => opened?,
        };
        let Opened { index, set_aside } = opened;
        if let Some(aside) = set_aside {
            let aside = aside.display();
            say(
                &format!(
                    "the list of entries was damaged and made again; the damaged one is kept as {aside}"
                ),
                streams,
            );
        }
        Ok(index)
    }

    /// The vault with everything that its secrets need: a passphrase is asked for here.
    fn vault(&mut self, streams: &mut Streams<'_>) -> Result<&mut Vault, Failure> {
        let vault = self.opening.for_secrets(streams)?;
        // What was removed earlier and could not be deleted then; it is tried again the next time.
        let _ = vault.clean(self.now);
        Ok(vault)
    }
}

/// The entry of exactly that label or id. What gives a secret away or deletes it takes no beginning
/// of a label: where one entry is gone, another may begin so.
fn named<'i>(index: &'i Index, label: &str) -> Result<&'i Entry, Failure> {
    let entry = index
        .by_label(label)
        .or_else(|| index.get(&Id::new(label)?));
    entry.ok_or_else(|| {
        Failure::Arguments(format!(
            "there is no entry {label:?}; see: tokenscope vault list"
        ))
    })
}

/// The entry that a person means.
fn meant<'i>(index: &'i Index, label: &str) -> Result<&'i Entry, Failure> {
    index.meant(label).ok_or_else(|| {
        let begins = |entry: &&Entry| !label.is_empty() && entry.label.starts_with(label);
        let what = if index.entries.iter().filter(begins).count() > 1 {
            "more than one entry begins with"
        } else {
            "there is no entry"
        };
        Failure::Arguments(format!("{what} {label:?}; see: tokenscope vault list"))
    })
}

/// Says something beside the result. Where it cannot be said nothing is lost.
fn say(sentence: &str, streams: &mut Streams<'_>) {
    let _ = writeln!(streams.error, "tokenscope: {}", visible(sentence));
}

/// Says where what was done could not be noted.
fn say_not_noted(vault: &mut Vault, streams: &mut Streams<'_>) {
    if let Some(error) = vault.not_noted() {
        say(&format!("this could not be noted: {error}"), streams);
    }
}

fn list(
    session: &mut Session,
    arguments: &ListArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let index = session.index(streams)?;
    let lead = Lead::default();
    let query = Query {
        text: arguments.text.join(" "),
        kind: arguments.kind,
        provider: arguments.provider.clone(),
        environment: arguments.environment.clone(),
        tag: arguments.tag.clone(),
        expiry: match (arguments.due, arguments.expired) {
            (_, true) => Expiry::Expired,
            (true, _) => Expiry::Due,
            _ => Expiry::Any,
        },
    };
    let found = find(&index, &query, arguments.sort.sort(), lead, session.now);
    let text = match arguments.format {
        Format::Json => {
            let list = ShownList {
                store: session.opening.kind().as_str(),
                entries: found
                    .iter()
                    .map(|e| Shown::of(e, lead, session.now))
                    .collect(),
            };
            printed::render(&list, streams.page.is_terminal)
        }
        Format::Text => {
            if found.is_empty() && streams.error_is_terminal {
                let hint = if index.entries.is_empty() {
                    "nothing is kept here yet; what the store holds without an entry is found with: tokenscope vault check"
                } else {
                    "nothing fits"
                };
                say(hint, streams);
            }
            text::list(&found, lead, session.now, streams.page)
        }
    };
    print(&text, streams.output)
}

fn add(
    session: &mut Session,
    arguments: &AddArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let now = session.now;
    let index = session.index(streams)?;
    let there = index.by_label(&arguments.label).cloned();
    if there.is_some() && !arguments.replace {
        return Err(Failure::Arguments(format!(
            "there is an entry {:?} already; give --replace to replace its secret",
            arguments.label
        )));
    }
    if there.is_none() && arguments.replace {
        return Err(Failure::Arguments(format!(
            "there is no entry {:?} whose secret could be replaced; see: tokenscope vault list, or leave --replace out to keep a new one",
            arguments.label
        )));
    }
    let said = draft(arguments, now);
    if let Some(entry) = &there {
        // What cannot be written of it is told before its secret is replaced.
        let nothing = Reading::default();
        let edited = renewed(entry, &nothing, nothing.clone(), said.clone(), now);
        edited.check().map_err(StoreError::from)?;
    }
    let secret = new_secret(arguments, streams)?;
    let vault = session.vault(streams)?;
    let entry = match there {
        Some(entry) => vault.renew(&entry, said, secret, now)?,
        None => vault.add(said, secret, now)?,
    };
    say_not_noted(vault, streams);
    print_entry(session, "Kept", &entry, arguments.format, streams)
}

/// Prints what is known of an entry of which something was `done`.
fn print_entry(
    session: &Session,
    done: &str,
    entry: &Entry,
    format: Format,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let now = session.now;
    let text = match format {
        Format::Json => {
            let shown = Shown::of(entry, Lead::default(), now);
            printed::render(&shown, streams.page.is_terminal)
        }
        Format::Text => {
            let kind = session.opening.kind().sentence();
            text::kept(done, entry, kind, now, streams.page)
        }
    };
    print(&text, streams.output)
}

/// The secret that is to be kept: from a file, a variable, standard input or a prompt.
fn new_secret(arguments: &AddArguments, streams: &mut Streams<'_>) -> Result<Secret, Failure> {
    let secret = if let Some(path) = &arguments.secret_file {
        input::secret_file(path, MAX_SECRET_BYTES + 2)?
    } else if let Some(variable) = &arguments.secret_env {
        input::secret_variable(variable)?
    } else if streams.input_is_terminal {
        input::hidden_lines("Secret: ", MAX_SECRET_BYTES)?
    } else {
        input::secret_input(streams, MAX_SECRET_BYTES + 2)?
    };
    match secret.len() {
        0 => Err(StoreError::from(EntryError::NoSecret).into()),
        len if len > MAX_SECRET_BYTES => Err(StoreError::from(EntryError::SecretTooLarge).into()),
        _ => Ok(secret),
    }
}

fn draft(arguments: &AddArguments, now: i64) -> Draft {
    Draft {
        label: arguments.label.clone(),
        kind: arguments.kind,
        provider: arguments.provider.clone(),
        environment: arguments.environment.clone(),
        account: arguments.account.clone(),
        profile: arguments.profile.clone(),
        login: None,
        tags: arguments.tag.clone(),
        scopes: arguments.scope.clone(),
        note: arguments.note.clone(),
        expires: arguments.expires,
        rotate_by: arguments.rotation(now),
    }
}

fn show(
    session: &mut Session,
    arguments: &ShowArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let now = session.now;
    let index = session.index(streams)?;
    let entry = meant(&index, &arguments.label)?;
    if arguments.reveal && is_dpop_key(entry) {
        // Nobody is to get it who meant a token whose label begins the same.
        named(&index, &arguments.label)?;
    }
    let secret = if arguments.reveal {
        let vault = session.vault(streams)?;
        let mut secrets = vault.secrets(&[entry], &What::Revealed, now)?;
        say_not_noted(vault, streams);
        secrets.pop()
    } else {
        None
    };
    if let (Some(secret), Format::Text) = (&secret, arguments.format) {
        let is_terminal = streams.page.is_terminal;
        if is_terminal {
            let text = std::str::from_utf8(secret.expose());
            let text = text.map_err(|_| {
                Failure::Arguments(
                    "the secret is no text; write it into a file: tokenscope vault show --reveal … > FILE"
                        .to_owned(),
                )
            })?;
            return print(&format!("{}\n", text::on_screen(text)), streams.output);
        }
        return print_bytes(secret.expose(), streams.output);
    }
    let activity = session.opening.for_list(streams)?.activity()?;
    let companions: Vec<&str> = index
        .companions(entry)
        .iter()
        .map(|e| e.label.as_str())
        .collect();
    let events = activity.of(&entry.id);
    let text = match arguments.format {
        Format::Json => {
            let events = events.into_iter().map(ShownEvent::of).collect();
            let shown = Shown::of(entry, Lead::default(), now).with(companions, events);
            printed::render(
                &shown.with_secret(secret.as_ref()),
                streams.page.is_terminal,
            )
        }
        Format::Text => text::details(entry, &companions, &events, now, streams.page),
    };
    print(&text, streams.output)
}

fn remove(
    session: &mut Session,
    arguments: &RemoveArguments,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let index = session.index(streams)?;
    let mut ids: Vec<Id> = Vec::new();
    let mut labels = Vec::new();
    for label in &arguments.labels {
        let entry = named(&index, label)?;
        if !ids.contains(&entry.id) {
            ids.push(entry.id.clone());
            labels.push(entry.label.clone());
        }
    }
    let what = match labels.as_slice() {
        [one] => format!("{one:?}"),
        many => format!("{} entries", many.len()),
    };
    if !arguments.yes {
        let question = format!("Remove {what} and delete the secret for good? [y/N] ");
        confirm(&question, "--yes", streams)?;
    }
    let now = session.now;
    let vault = session.vault(streams)?;
    let left = vault.remove_for_good(&ids, now)?;
    say_not_noted(vault, streams);
    if let Some(error) = &left {
        let told = "it is removed, and its secret is deleted the next time the vault is opened";
        say(&format!("{told}: {error}"), streams);
    }
    match arguments.format {
        Format::Json => {
            let removed = Removed {
                removed: labels,
                secrets_deleted: left.is_none(),
            };
            let text = printed::render(&removed, streams.page.is_terminal);
            print(&text, streams.output)
        }
        Format::Text => Ok(()),
    }
}

/// Asks a person; without one at the terminal the flag has to be given.
fn confirm(question: &str, flag: &str, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if !streams.input_is_terminal {
        return Err(Failure::Arguments(format!(
            "nobody can be asked, since standard input is no terminal; give {flag}"
        )));
    }
    let answer = ask_line(question, streams);
    if matches!(answer.trim(), "y" | "Y" | "yes" | "Yes") {
        return Ok(());
    }
    Err(Failure::Arguments("nothing was done".to_owned()))
}
