//! What each action does to the workspace.

use super::answered::answered;
use super::ask::{ask, ticket};
use super::keep::{keep_form, show_form};
use super::list::{enter, go, select};
use super::opening::{choose_again, lock, look_at_stores, open, unlock};
use super::time::look_for_due;
use super::{
    EntryForm, Exporting, Importing, Phase, Rekeying, Side, StoreChoice, VaultAction, VaultTask,
    errand, outcome, passphrase, transfer,
};
use crate::app::sign_in;
use crate::app::update::fail;
use crate::app::{Effect, Model, SecretText, SignInAction};
use crate::vault::{Draft, is_dpop_key};

/// Does what a person did in the workspace.
pub(in crate::app) fn act(model: &mut Model, action: VaultAction) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.vault;
    match action {
        VaultAction::Done(done) => return answered(model, *done),
        VaultAction::Begin => {
            space.begins = space.settings.store.is_some();
            return look_for_due(model);
        }
        VaultAction::Waiting(told) => {
            if let Some(waited) = &mut space.waited {
                waited.told = Some(told);
            }
        }
        VaultAction::GiveUp => return vec![Effect::GiveUpVault],

        VaultAction::Choose(store) => {
            space.store = Some(store);
            space.opener.error = None;
            if store == StoreChoice::File {
                space.phase = Phase::Locked;
            } else {
                return open(model);
            }
        }
        VaultAction::ChooseAgain => return choose_again(model),
        VaultAction::LookAgain => {
            space.opener.error = None;
            return look_at_stores(model);
        }
        VaultAction::Path(path) => {
            space.opener.path = path;
            space.opener.error = None;
            return look_at_stores(model);
        }
        VaultAction::Passphrase(text) => {
            space.opener.passphrase = text;
            space.opener.error = None;
        }
        VaultAction::Again(text) => {
            space.opener.again = text;
            space.opener.error = None;
        }
        VaultAction::Unlock => return unlock(model),
        VaultAction::Lock => return lock(model, "The vault is locked"),

        VaultAction::Find(text) => {
            space.query.text = text;
            space.search(now);
        }
        VaultAction::OfKind(kind) => {
            space.query.kind = kind;
            space.search(now);
        }
        VaultAction::OfProvider(provider) => {
            space.query.provider = provider;
            space.search(now);
        }
        VaultAction::OfEnvironment(environment) => {
            space.query.environment = environment;
            space.search(now);
        }
        VaultAction::ByExpiry(expiry) => {
            space.query.expiry = expiry;
            space.search(now);
        }
        VaultAction::Sort(sort) => {
            space.sort = sort;
            space.search(now);
        }
        VaultAction::Select(_) | VaultAction::Move(_) if space.is_writing() => {
            let told = "Keep what you are writing, or close it, before you look at another";
            fail(model, told);
        }
        VaultAction::Select(id) => return select(model, id),
        VaultAction::Move(to) => return go(model, to),
        VaultAction::Enter => return enter(model),
        VaultAction::GoToFind => space.calls.find = space.calls.find.wrapping_add(1),

        VaultAction::Use(usage) => {
            if let Some(entry) = space.shown().cloned() {
                if is_dpop_key(&entry) {
                    fail(model, "The key of a login is not given out");
                    return Vec::new();
                }
                return ask(model, VaultTask::Secret(Box::new(entry), usage));
            }
        }
        VaultAction::Hide => space.revealed = None,
        VaultAction::Remove => {
            if let Some(id) = space.shown().map(|entry| entry.id.clone()) {
                return ask(model, VaultTask::Remove(id));
            }
        }
        VaultAction::PutBack => {
            if let Some(id) = space.removed.as_ref().map(|removed| removed.id.clone()) {
                let effects = ask(model, VaultTask::PutBack(id));
                // Where something else is waited for, it can still be asked for again.
                if !effects.is_empty() {
                    model.vault.removed = None;
                }
                return effects;
            }
        }
        VaultAction::ShowSteps(steps) => space.steps = steps,

        VaultAction::AtProvider(errand) => return errand::begin(model, errand),
        VaultAction::AskRevoke(asks) => {
            space.revoking = space.selected.clone().filter(|_| asks);
        }
        VaultAction::CancelErrand => return sign_in::act(model, SignInAction::Cancel),
        VaultAction::ShowErrand => sign_in::show_entry_run(model),
        VaultAction::DismissErrand => sign_in::put_entry_run_away(model),
        VaultAction::KeepNew => return outcome::keep_new(model),

        VaultAction::New => {
            let form = EntryForm::new(Draft::default(), SecretText::default());
            show_form(space, form);
        }
        VaultAction::EditShown => {
            if let Some(form) = space.shown().map(EntryForm::edit) {
                show_form(space, form);
            }
        }
        VaultAction::Renew => {
            if let Some(form) = space.shown().map(EntryForm::renew) {
                show_form(space, form);
            }
        }
        VaultAction::Field(field, text) => {
            if let Some(form) = &mut space.form {
                form.set(field, text);
                form.is_touched = true;
            }
        }
        VaultAction::FormSecret(secret) => {
            if let Some(form) = &mut space.form {
                form.secret = secret;
                form.is_touched = true;
                form.error = None;
            }
        }
        VaultAction::RevealForm(reveal) => {
            if let Some(form) = &mut space.form {
                form.reveal = reveal;
            }
        }
        VaultAction::FormKind(kind) => {
            if let Some(form) = &mut space.form {
                form.kind = kind;
                form.is_touched = true;
            }
        }
        VaultAction::Keep => return keep_form(model),
        VaultAction::Back => {
            space.side = Side::Details;
            space.form = None;
            space.import = Importing::default();
            space.export = Exporting::default();
            space.rekeying = Rekeying::default();
        }

        VaultAction::Survey => {
            space.side = Side::Survey;
            space.survey = None;
            return ask(model, VaultTask::Survey);
        }
        VaultAction::Adopt(number) => {
            if let Some(orphan) = space.orphans().get(number).cloned() {
                return ask(model, VaultTask::Adopt(Box::new(orphan)));
            }
        }
        VaultAction::DeleteOrphan(number) => {
            if let Some(orphan) = space.orphans().get(number).cloned() {
                return ask(model, VaultTask::DeleteOrphan(Box::new(orphan)));
            }
        }

        VaultAction::ShowImport => {
            space.import = Importing::default();
            space.form = None;
            space.side = Side::Import;
        }
        VaultAction::Import(change) => return transfer::change_import(model, change),
        VaultAction::ReadImport => return transfer::read_import(model),
        VaultAction::StoreImport => {
            let planned = space.import.planned.clone();
            if space.import.count() > 0 {
                let effects = ask(model, VaultTask::Import(planned));
                let asked = ticket(&effects);
                let import = &mut model.vault.import;
                import.asked = asked.or(import.asked);
                return effects;
            }
        }
        VaultAction::ShowExport => {
            space.export = Exporting::default();
            space.form = None;
            space.side = Side::Export;
        }
        VaultAction::Export(change) => transfer::change_export(&mut space.export, change),
        VaultAction::WriteExport => return transfer::export(model),
        VaultAction::Rekey(action) => return passphrase::act(model, action),

        VaultAction::LockAfter(minutes) => {
            space.settings.lock_minutes = minutes;
            return vec![Effect::Save(model.settings())];
        }
        VaultAction::LeadMinutes(minutes) => {
            space.settings.lead_minutes = minutes;
            space.search(now);
            return vec![Effect::Save(model.settings())];
        }
        VaultAction::LeadDays(days) => {
            space.settings.lead_days = days;
            space.search(now);
            return vec![Effect::Save(model.settings())];
        }
    }
    Vec::new()
}
