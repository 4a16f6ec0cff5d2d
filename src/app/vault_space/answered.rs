//! What becomes of the vault's answers.

use super::ask::ask;
use super::list::select;
use super::opening::{close, look_at_stores};
use super::outcome;
use super::{
    Exporting, Importing, Phase, REVEAL_SECONDS, Rekeying, Removal, Revealed, SecretUse, Side,
    StoreChoice, VaultAnswer, VaultDone, VaultSpace, VaultTask, VaultTrouble,
};
use crate::app::sign_in;
use crate::app::update::{fail, replace, tell};
use crate::app::{Effect, Input, Level, Model, SecretText, Source};
use crate::report::Secret;
use crate::vault::{Entry, Id, Index, is_token};
use std::sync::Arc;

/// A job is done.
pub(in crate::app) fn answered(model: &mut Model, done: VaultDone) -> Vec<Effect> {
    let VaultDone {
        ticket,
        index,
        lines,
        events,
        told,
        answer,
    } = done;
    let now = model.now;
    let space = &mut model.vault;
    let was_awaited = space.waited.take_if(|w| w.ticket == ticket).is_some();
    let serves = space.serving.take_if(|(own, _)| *own == ticket);
    // What comes after the file was locked is shown no more.
    let is_shown = matches!(space.phase, Phase::Open | Phase::Opening);
    let is_known = |index: &Arc<Index>| {
        let own = space.index.as_ref();
        own.is_some_and(|own| Arc::ptr_eq(own, index))
    };
    // A list that is the one that is shown needs no new search.
    if let Some(index) = index.filter(|index| !is_known(index)) {
        if is_shown {
            remember_removal(model, &index);
            let space = &mut model.vault;
            // Preparing many entries takes longer than a frame: it was done elsewhere.
            if let Some(lines) = lines {
                space.searched = Some((Arc::clone(&index), lines));
            }
            space.index = Some(index);
            space.search(now);
        } else {
            // The list alone was looked at, for what is due.
            space.watch(&index, now);
            if std::mem::take(&mut space.begins) && space.due > 0 {
                let told = format!("Vault: {}", due_words(space.due));
                tell(model, Level::Done, &told, false);
            }
        }
    }
    let space = &mut model.vault;
    if let Some((id, events)) = events
        && is_shown
        && space.selected.as_ref() == Some(&id)
    {
        space.events = events;
    }
    if space.selected.is_some() && is_shown && space.shown().is_none() {
        space.selected = None;
        space.revealed = None;
        space.events.clear();
    }
    if let Some(told) = told {
        fail(model, &told);
    }
    match answer {
        Ok(VaultAnswer::Entry(id, told)) if let Some((_, profile)) = serves => {
            put_form_away(&mut model.vault, ticket);
            sign_in::kept_proof(model, &profile, &id, &told)
        }
        Ok(answer) => succeeded(model, ticket, answer, was_awaited),
        Err(trouble) => failed(model, ticket, trouble),
    }
}

/// An entry that was removed here can be put back for a while.
fn remember_removal(model: &mut Model, index: &Index) {
    let now = model.now;
    let space = &mut model.vault;
    let Some(before) = &space.index else {
        if !index.removed.is_empty() {
            space.clean_at = Some(now.saturating_add(1));
        }
        return;
    };
    let is_new = |id: &Id| !before.removed.iter().any(|r| r.entry.id == *id);
    let can_be_back = |at: i64| now <= at.saturating_add(crate::vault::UNDO_SECONDS);
    let removed = index.removed.last().filter(|r| is_new(&r.entry.id));
    let removed = removed.filter(|r| can_be_back(r.at));
    if let Some(removed) = removed {
        space.removed = Some(Removal {
            id: removed.entry.id.clone(),
            label: removed.entry.label.clone(),
            at: removed.at,
        });
        // A little later than it can be put back.
        space.clean_at = Some(removed.at.saturating_add(crate::vault::UNDO_SECONDS + 6));
    }
}

fn succeeded(
    model: &mut Model,
    ticket: u64,
    answer: VaultAnswer,
    was_awaited: bool,
) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.vault;
    match answer {
        VaultAnswer::Done => {}
        // Whoever locked the vault is given nothing out of it any more, but the word that it was kept.
        VaultAnswer::Entry(_, told) if space.phase != Phase::Open => {
            tell(model, Level::Done, &told, false);
        }
        VaultAnswer::Secret(..) | VaultAnswer::Survey(_) | VaultAnswer::Imported(_)
            if space.phase != Phase::Open => {}
        VaultAnswer::State(state) => space.state = Some(state),
        VaultAnswer::Opened(store) => return opened(model, store),
        VaultAnswer::Secret(id, usage, secret) => {
            // Whoever looks at something else by now has given it up.
            if was_awaited && space.selected.as_ref() == Some(&id) {
                return used(model, id, usage, secret);
            }
        }
        VaultAnswer::Entry(id, told) => {
            let is_gone = put_form_away(space, ticket);
            tell(model, Level::Done, &told, false);
            if !is_gone {
                return Vec::new();
            }
            let look_again = model.vault.side == Side::Survey;
            let effects = show_again(model, Some(id));
            if look_again {
                return ask(model, VaultTask::Survey);
            }
            return effects;
        }
        VaultAnswer::Fetched(run, got) => {
            let opening = space.opener.error.clone();
            let got = (*got).map_err(|told| match opening {
                Some(why) if space.phase != Phase::Open => format!(
                    "What the client proves itself with is in the vault, which could not be opened; type it here, or try again: {why}"
                ),
                _ => told,
            });
            return sign_in::fetched(model, run, got);
        }
        VaultAnswer::LoginKept(Some(run), kept) => {
            outcome::kept(model, run, kept);
        }
        VaultAnswer::LoginKept(None, Ok(kept)) => {
            let is_gone = put_form_away(space, ticket);
            let index = space.index.as_ref();
            let entries = kept.ids.iter().filter_map(|id| index?.get(id));
            let (tokens, keys): (Vec<&Entry>, Vec<&Entry>) =
                entries.partition(|entry| is_token(entry.kind));
            let key = if keys.is_empty() {
                ""
            } else {
                " with their key"
            };
            let count = match tokens.len() {
                1 => format!("1 token is kept{}", key.replace("their", "its")),
                n => format!("{n} tokens are kept{key}"),
            };
            let told: Vec<String> = std::iter::once(count).chain(kept.said).collect();
            let level = match kept.is_part {
                true => Level::Failed,
                false => Level::Done,
            };
            tell(model, level, &told.join("; "), false);
            if is_gone {
                return show_again(model, kept.ids.into_iter().next());
            }
        }
        VaultAnswer::LoginKept(None, Err(told)) => match &mut space.form {
            Some(form) if form.asked == Some(ticket) => form.error = Some(told),
            _ => fail(model, &told),
        },
        VaultAnswer::Survey(survey) => space.survey = Some(survey),
        // Another file is named by now, or the import was put away.
        VaultAnswer::Imported(_) if space.import.asked != Some(ticket) => {}
        VaultAnswer::Imported(imported) => {
            space.import.planned = imported.planned;
            space.import.faults = imported.faults;
            space.import.error = None;
        }
        VaultAnswer::Stored(count) => {
            if space.import.asked == Some(ticket) {
                space.import = Importing::default();
                leave(space, Side::Import);
            }
            let told = format!("{} kept", entries(count));
            tell(model, Level::Done, &told, false);
        }
        VaultAnswer::Rekeyed => {
            if space.rekeying.asked == Some(ticket) {
                space.rekeying = Rekeying::default();
                leave(space, Side::Passphrase);
            }
            let told = "The file opens with the new passphrase only";
            tell(model, Level::Done, told, false);
        }
        VaultAnswer::Exported {
            count,
            name,
            encrypted,
        } => {
            let how = if encrypted {
                "encrypted"
            } else {
                "in plain text"
            };
            if space.export.asked == Some(ticket) {
                space.export = Exporting::default();
                leave(space, Side::Export);
            }
            let told = format!("{} written to {name}, {how}", entries(count));
            tell(model, Level::Done, &told, false);
        }
    }
    if model
        .vault
        .revealed
        .as_ref()
        .is_some_and(|r| r.until <= now)
    {
        model.vault.revealed = None;
    }
    Vec::new()
}

/// How many want to be looked at, and why.
pub fn due_words(count: usize) -> String {
    match count {
        1 => "1 has expired, expires soon or should be replaced".to_owned(),
        n => format!("{n} have expired, expire soon or should be replaced"),
    }
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 credential".to_owned(),
        n => format!("{n} credentials"),
    }
}

fn opened(model: &mut Model, store: StoreChoice) -> Vec<Effect> {
    let space = &mut model.vault;
    space.phase = Phase::Open;
    space.store = Some(store);
    space.opener.passphrase = SecretText::default();
    space.opener.again = SecretText::default();
    space.opener.error = None;
    model.active_at = model.now;
    if space.form.is_some() {
        space.side = Side::Form;
    }
    // What is in memory is gone at the next start, and with it the choice.
    let file = space.opener.path.trim();
    let file = (store == StoreChoice::File && !file.is_empty()).then(|| file.to_owned());
    if store != StoreChoice::Memory
        && (space.settings.store != Some(store)
            || (store == StoreChoice::File && space.settings.file != file))
    {
        space.settings.store = Some(store);
        if store == StoreChoice::File {
            space.settings.file = file;
        }
        return vec![Effect::Save(model.settings())];
    }
    Vec::new()
}

fn used(model: &mut Model, id: Id, usage: SecretUse, secret: Secret) -> Vec<Effect> {
    let now = model.now;
    match usage {
        SecretUse::Reveal => {
            model.vault.revealed = Some(Revealed {
                id,
                secret,
                until: now.saturating_add(REVEAL_SECONDS),
            });
            Vec::new()
        }
        SecretUse::Copy if std::str::from_utf8(secret.expose()).is_err() => {
            fail(
                model,
                "The secret is no text, so it cannot be copied; export it instead",
            );
            Vec::new()
        }
        SecretUse::Copy => {
            let label = model.vault.shown().map(|entry| entry.label.clone());
            let told = format!("The secret of {} was copied", label.unwrap_or_default());
            tell(model, Level::Done, &told, false);
            vec![Effect::CopySecret(secret)]
        }
        SecretUse::Inspect => match std::str::from_utf8(secret.expose()) {
            Ok(text) => {
                let label = model.vault.shown().map(|entry| entry.label.clone());
                let source = Source::Vault(label.unwrap_or_default());
                replace(model, Input::Text(text.into()), source)
            }
            Err(_) => {
                fail(
                    model,
                    "The secret is no text, so there is nothing to inspect",
                );
                Vec::new()
            }
        },
    }
}

fn failed(model: &mut Model, ticket: u64, trouble: VaultTrouble) -> Vec<Effect> {
    let space = &mut model.vault;
    // What was asked of a vault that is closed by now is no word on opening it.
    let is_late = !matches!(space.phase, Phase::Open | Phase::Opening);
    let told = match trouble {
        VaultTrouble::Sealed => {
            space.import.is_sealed |= space.import.asked == Some(ticket);
            return Vec::new();
        }
        VaultTrouble::Locked(told) => {
            if space.phase == Phase::Open {
                close(space);
            }
            told
        }
        VaultTrouble::Failed(told) => told,
    };
    if is_late {
        fail(model, &told);
        return Vec::new();
    }
    if matches!(space.phase, Phase::Opening | Phase::Locked) {
        space.phase = match space.store {
            Some(StoreChoice::File) => Phase::Locked,
            _ => Phase::Choosing,
        };
        space.opener.passphrase = SecretText::default();
        space.opener.again = SecretText::default();
        space.opener.error = Some(told);
        // What was to be had a moment ago may be gone, and the other way round.
        return look_at_stores(model);
    }
    match space.side {
        Side::Form if asked_by_form(space, ticket) => {
            if let Some(form) = &mut space.form {
                form.error = Some(told);
            }
        }
        Side::Import if space.import.asked == Some(ticket) => space.import.error = Some(told),
        Side::Export if space.export.asked == Some(ticket) => space.export.error = Some(told),
        Side::Passphrase if space.rekeying.asked == Some(ticket) => {
            space.rekeying.error = Some(told);
        }
        _ => fail(model, &told),
    }
    Vec::new()
}

/// Puts the form away, where it is the one that was kept. What somebody writes in another one
/// meanwhile is not theirs to lose: then this is false.
fn put_form_away(space: &mut VaultSpace, ticket: u64) -> bool {
    if space.form.is_some() && !asked_by_form(space, ticket) {
        return false;
    }
    space.form = None;
    leave(space, Side::Form);
    true
}

/// Back to the details, where something else does not stand there by now.
fn leave(space: &mut VaultSpace, side: Side) {
    if space.side == side {
        space.side = Side::Details;
    }
}

/// Shows an entry with what is known of it by now, beside whatever stands there.
fn show_again(model: &mut Model, id: Option<Id>) -> Vec<Effect> {
    let side = model.vault.side;
    model.vault.selected = None;
    let effects = select(model, id);
    model.vault.side = side;
    effects
}

fn asked_by_form(space: &VaultSpace, ticket: u64) -> bool {
    let form = space.form.as_ref();
    form.is_some_and(|form| form.asked == Some(ticket))
}
