//! Entries are written: the form is filled, shown and kept.

use super::ask::{ask, ticket};
use super::opening::opened_page;
use super::{EntryForm, LoginKeep, Side, VaultSpace, VaultTask};
use crate::app::{Effect, Model, Page, SecretText};
use crate::oauth::{Profile, asked_of};
use crate::report::{Secret, capital};
use crate::vault::{Draft, EntryError, proof_entry};

pub(super) fn show_form(space: &mut VaultSpace, form: EntryForm) {
    space.form = Some(Box::new(form));
    space.side = Side::Form;
    space.revealed = None;
}

/// Offers to keep a secret that is known elsewhere in the window: the form is filled, and shown
/// once the vault is open.
pub(in crate::app) fn keep(model: &mut Model, known: Draft, secret: SecretText) -> Vec<Effect> {
    show_form(&mut model.vault, EntryForm::new(known, secret));
    model.page = Page::Vault;
    opened_page(model)
}

/// Offers to keep the tokens of a login together.
pub(in crate::app) fn keep_login(model: &mut Model, login: LoginKeep) -> Vec<Effect> {
    show_form(&mut model.vault, EntryForm::login(login));
    model.page = Page::Vault;
    opened_page(model)
}

/// Offers to keep the secret of a profile's client, or its key: in the place of the one that is
/// kept, where the profile names it.
pub(in crate::app) fn keep_proof(
    model: &mut Model,
    profile: &Profile,
    known: Draft,
    secret: SecretText,
) -> Vec<Effect> {
    let index = model.vault.index.as_ref();
    let own = index.and_then(|index| {
        let id = profile.vault_entry.as_deref()?;
        let asked = asked_of(profile);
        let own = proof_entry(index, id, &profile.name, asked.as_deref()).ok()?;
        (Some(own.kind) == known.kind).then_some(own)
    });
    let mut form = match own {
        Some(own) => {
            let mut form = EntryForm::renew(own);
            form.secret = secret;
            form
        }
        None => EntryForm::new(known, secret),
    };
    form.serves = Some(profile.name.clone());
    show_form(&mut model.vault, form);
    model.page = Page::Vault;
    opened_page(model)
}

pub(super) fn keep_form(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.vault;
    let held_up = space.held_up();
    let Some(form) = &mut space.form else {
        return Vec::new();
    };
    if form.asks_secret() && form.secret.is_empty() {
        form.error = Some(capital(&EntryError::NoSecret.to_string()));
        return Vec::new();
    }
    let secret = || Secret::from(form.secret.to_string());
    let serves = form.serves.clone();
    let index = space.index.as_deref();
    let task = match form.entry() {
        None if form.is_login() => form
            .kept_login(index)
            .map(|login| VaultTask::KeepLogin(Box::new(login))),
        None => form
            .new_entry()
            .map(|new| VaultTask::Add(Box::new(new), secret())),
        Some(entry) if form.asks_secret() => {
            Ok(VaultTask::Renew(Box::new(entry.clone()), secret()))
        }
        Some(entry) => form
            .edited(entry)
            .map(|edited| VaultTask::Edit(Box::new(entry.clone()), Box::new(edited))),
    };
    let task = match task {
        Ok(task) => task,
        Err(told) => {
            form.error = Some(told);
            return Vec::new();
        }
    };
    // Pressed twice, it is kept once.
    if space.waited.is_some() {
        form.error = held_up.map(str::to_owned);
        return Vec::new();
    }
    let effects = ask(model, task);
    if let Some(form) = &mut model.vault.form {
        form.asked = ticket(&effects).or(form.asked);
    }
    model.vault.serving = serves
        .zip(model.vault.waited.as_ref())
        .map(|(s, w)| (w.ticket, s));
    effects
}
