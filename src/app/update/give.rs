//! What is given from outside: files to inspect, and keys.

use super::judge::inspect;
use super::text::replace;
use super::{fail, tell};
use crate::app::{
    Effect, FileUse, GivenKeys, ImportChange, KeyTab, Level, Model, NetworkAction, Page, Read,
    Reading, Source, VaultAction, VaultSide,
};
use crate::app::{comparison, edit, key_space, network, roots, sign_in, vault_space, word_list};
use crate::jose::key::{KeySet, read_secret};
use std::path::PathBuf;

pub(in crate::app) fn open_path(model: &mut Model, usage: FileUse, path: String) -> Vec<Effect> {
    let path = path.trim().to_owned();
    if usage == FileUse::WordList {
        return word_list::begin(model, path);
    }
    if path.is_empty() {
        file_error(model, usage, "Type the path of a file first".into());
        return Vec::new();
    }
    if usage == FileUse::Root {
        return roots::given(model, path);
    }
    if usage == FileUse::VaultImport {
        model.vault.side = VaultSide::Import;
        return import(model, path);
    }
    if usage == FileUse::Ca {
        return vec![Effect::CheckCa(path)];
    }
    let mut effects = Vec::new();
    if let Some(before) = model.reading.take() {
        effects.push(Effect::Cancel(before.ticket));
    }
    let ticket = model.next_number();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
    model.reading = Some(Reading {
        ticket,
        name,
        usage,
        slow: false,
    });
    effects.push(Effect::ReadFile {
        ticket,
        path,
        usage,
    });
    effects
}

pub(super) fn picked(
    model: &mut Model,
    usage: FileUse,
    picked: Result<Option<PathBuf>, String>,
) -> Vec<Effect> {
    match picked {
        Ok(Some(path)) => open_path(model, usage, path.to_string_lossy().into_owned()),
        Ok(None) => Vec::new(),
        Err(sentence) => {
            file_error(model, usage, sentence);
            Vec::new()
        }
    }
}

/// A file is looked at for what it would bring into the vault.
fn import(model: &mut Model, path: String) -> Vec<Effect> {
    let given = VaultAction::Import(ImportChange::Path(path));
    let mut effects = vault_space::act(model, given);
    effects.extend(vault_space::act(model, VaultAction::ReadImport));
    effects
}

/// The error stands beside the line in which the path was typed; a dropped file has none.
pub(in crate::app) fn file_error(model: &mut Model, usage: FileUse, sentence: String) {
    match usage {
        FileUse::Inspect if model.open.open || model.is_blank() => {
            model.open.error = Some(sentence);
        }
        FileUse::Key if model.key_form.open => model.key_form.error = Some(sentence),
        FileUse::Root => model.roots.error = Some(sentence),
        FileUse::Ca => model.network.ca_error = Some(sentence),
        FileUse::VaultImport => model.vault.import.error = Some(sentence),
        FileUse::WordList => model.word_list.error = Some(sentence),
        FileUse::Compare(side) => comparison::failed(model, side, sentence),
        FileUse::Trace if model.sign_in.opening.open => sign_in::file_failed(model, sentence),
        FileUse::KeySpace if model.page == Page::Keys => model.key_space.error = Some(sentence),
        FileUse::Signer => match model.edit.as_deref_mut() {
            Some(editor) if editor.form.open => editor.form.error = Some(sentence),
            _ => fail(model, &sentence),
        },
        _ => fail(model, &sentence),
    }
}

pub(super) fn reading_done(
    model: &mut Model,
    ticket: u64,
    outcome: Result<Read, String>,
) -> Vec<Effect> {
    let Some(reading) = model.reading.take_if(|r| r.ticket == ticket) else {
        return Vec::new();
    };
    match outcome {
        Ok(Read::Input(input, name)) if input.is_blank() => {
            let sentence = format!("{name} holds nothing to inspect");
            file_error(model, reading.usage, sentence);
            Vec::new()
        }
        Ok(Read::Input(input, name)) if let FileUse::Compare(side) = reading.usage => {
            comparison::fill(model, side, input, format!("from {name}"))
        }
        Ok(Read::Input(input, name)) => replace(model, input, Source::File(name)),
        Ok(Read::Keys(set)) => add_keys(model, set),
        Ok(Read::KeyFile(file)) if reading.usage == FileUse::ClientKey => {
            sign_in::client_key(model, &file)
        }
        Ok(Read::KeyFile(file)) => edit::signers_read(model, &file),
        Ok(Read::Trace(trace, name)) => {
            sign_in::trace_read(model, name, *trace);
            Vec::new()
        }
        Ok(Read::Found(found)) => {
            key_space::found(model, *found);
            Vec::new()
        }
        Err(sentence) => {
            file_error(model, reading.usage, sentence);
            Vec::new()
        }
    }
}

pub(in crate::app) fn add_keys(model: &mut Model, set: KeySet) -> Vec<Effect> {
    let id = model.next_number();
    let given = GivenKeys::new(id, set);
    let told = format!("Added {}: {}", given.set.source, given.summary());
    if !given.set.faults.is_empty() {
        model.shown.key_faults.insert(id);
    }
    model.keys.push(given);
    model.key_form = model.key_form.emptied(false);
    tell(model, Level::Done, &told, false);
    inspect(model)
}

/// Takes the key in the form, in the way that is chosen there.
pub(super) fn add_key(model: &mut Model) -> Vec<Effect> {
    match model.key_form.tab {
        KeyTab::File => open_path(model, FileUse::Key, model.key_form.path.clone()),
        KeyTab::Text => add_key_text(model),
        KeyTab::Secret => add_secret(model),
        KeyTab::Url => network::update(model, NetworkAction::FetchUrl),
    }
}

fn add_key_text(model: &mut Model) -> Vec<Effect> {
    if model.key_form.text.trim().is_empty() {
        model.key_form.error = Some("Paste a JWK, a JWKS or PEM first".into());
        return Vec::new();
    }
    let ticket = model.next_number();
    model.reading = Some(Reading {
        ticket,
        name: "pasted key".into(),
        usage: FileUse::Key,
        slow: false,
    });
    let text = model.key_form.text.trim().to_owned().into();
    vec![Effect::ReadKeys { ticket, text }]
}

fn add_secret(model: &mut Model) -> Vec<Effect> {
    let form = &mut model.key_form;
    if form.secret.is_empty() {
        form.error = Some("Type the secret first".into());
        return Vec::new();
    }
    match read_secret(&form.secret, form.encoding, "the typed secret") {
        Ok(set) => add_keys(model, set),
        Err(error) => {
            form.error = Some(format!("The secret {error}"));
            Vec::new()
        }
    }
}
