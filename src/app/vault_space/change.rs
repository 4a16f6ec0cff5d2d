//! What each action does to the workspace.

use super::answered::answered;
use super::errand;
use super::form::capital;
use super::opening::{lock, lock_effects, look_at_stores, open, opened_page, unlock};
use super::passphrase;
use super::{
    Carry, EntryForm, ExportChange, Exporting, ImportChange, Importing, LoginKeep, Move,
    PLAIN_CONFIRMATION, Phase, REVEAL_SECONDS, Rekeying, Side, StoreChoice, VaultAction, VaultJob,
    VaultSpace, VaultTask, Waited,
};
use crate::app::sign_in;
use crate::app::update::fail;
use crate::app::{Effect, Model, Page, SecretText, SignInAction};
use crate::oauth::Profile;
use crate::report::Secret;
use crate::vault::{Draft, EntryError, Id, UNDO_SECONDS, What, proof_entry};

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
        VaultAction::ChooseAgain => {
            let was_memory = space.store == Some(StoreChoice::Memory) && space.phase == Phase::Open;
            if was_memory && space.index.as_ref().is_some_and(|i| !i.entries.is_empty()) {
                let told =
                    "What is in memory is lost in another store: export it, or remove it, first";
                fail(model, told);
                return Vec::new();
            }
            // What is about to be kept waits for its store; what was written in an open one does not.
            let waiting = space.form.take().filter(|_| space.phase != Phase::Open);
            space.phase = Phase::Choosing;
            space.wipe();
            space.form = waiting;
            let mut effects = lock_effects(model);
            effects.extend(look_at_stores(model));
            return effects;
        }
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
        VaultAction::KeepNew => return errand::keep_new(model),

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
        VaultAction::Import(change) => return change_import(model, change),
        VaultAction::ReadImport => return read_import(model),
        VaultAction::StoreImport => {
            let planned = space.import.planned.clone();
            if space.import.count() > 0 {
                return ask(model, VaultTask::Import(planned));
            }
        }
        VaultAction::ShowExport => {
            space.export = Exporting::default();
            space.form = None;
            space.side = Side::Export;
        }
        VaultAction::Export(change) => change_export(&mut space.export, change),
        VaultAction::WriteExport => return export(model),
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

/// Sees what is due: in the list that is there, or in the one on the disk, without asking a store.
fn look_for_due(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.vault;
    if space.index.is_some() {
        space.search(now);
        return Vec::new();
    }
    let file = space.settings.file.clone();
    let Some(store) = space.settings.store else {
        return Vec::new();
    };
    ask(model, VaultTask::Look { store, file })
}

/// Asks the vault. What may take long is done one at a time.
pub(super) fn ask(model: &mut Model, task: VaultTask) -> Vec<Effect> {
    let ticket = model.next_number();
    let now = model.now;
    let space = &mut model.vault;
    if let Some(doing) = task.doing() {
        if space.waited.is_some() && !task.is_owed() {
            return Vec::new();
        }
        space.waited.get_or_insert(Waited {
            ticket,
            is_fetch: matches!(task, VaultTask::Secret(..)),
            doing,
            told: None,
        });
    }
    let about = space.selected.clone();
    let job = VaultJob {
        ticket,
        now,
        about,
        task,
    };
    vec![Effect::Vault(Box::new(job))]
}

/// The job that is asked for; none where something else is waited for.
fn ticket(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Vault(job) => Some(job.ticket),
        _ => None,
    })
}

/// Remembers where secrets were sent.
pub(in crate::app) fn used(model: &mut Model, ids: Vec<Id>, what: What) -> Vec<Effect> {
    ask(model, VaultTask::Used(ids, what))
}

/// A profile has another name. Where the vault is not open its entries keep the old one, which is
/// said once they are needed.
pub(in crate::app) fn renamed_profile(
    model: &mut Model,
    before: String,
    name: String,
) -> Vec<Effect> {
    let index = model.vault.index.as_ref();
    let is_named = index.is_some_and(|index| {
        let mut entries = index.entries.iter();
        entries.any(|entry| entry.profile.as_deref() == Some(&before))
    });
    if !is_named {
        return Vec::new();
    }
    ask(model, VaultTask::RenameProfile(before, name))
}

/// The time goes on: what was revealed hides itself, the file is locked, what was removed goes.
pub(in crate::app) fn tick(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    // A clock that was set back makes nothing last longer.
    model.active_at = model.active_at.min(now);
    let active_at = model.active_at;
    let space = &mut model.vault;
    if let Some(revealed) = &mut space.revealed {
        revealed.until = revealed.until.min(now.saturating_add(REVEAL_SECONDS));
    }
    if let Some(removed) = &mut space.removed {
        removed.at = removed.at.min(now);
    }
    if space.revealed.as_ref().is_some_and(|r| r.until <= now) {
        space.revealed = None;
    }
    let is_over = |at: i64| now > at.saturating_add(UNDO_SECONDS);
    if space.removed.as_ref().is_some_and(|r| is_over(r.at)) {
        space.removed = None;
    }
    if space.index.is_some() && now.abs_diff(space.sorted_at) >= 60 {
        space.search(now);
    }
    let mut effects = Vec::new();
    if space.next_due.is_some_and(|at| at <= now) {
        space.next_due = None;
        effects.extend(look_for_due(model));
    }
    let space = &mut model.vault;
    if space.phase == Phase::Open && space.clean_at.is_some_and(|at| at <= now) {
        space.clean_at = None;
        effects.extend(ask(model, VaultTask::Clean));
    }
    // What an errand brings has to be kept.
    let is_busy = model.sign_in.is_entry_under_way();
    let locks_at = model.vault.locks_at(active_at).filter(|_| !is_busy);
    if locks_at.is_some_and(|at| at <= now) {
        let minutes = model.vault.settings.lock_minutes;
        let told = format!("The vault was locked after {minutes} min without use");
        effects.extend(lock(model, &told));
    }
    effects
}

// ---------------------------------------------------------------- the list

pub(super) fn select(model: &mut Model, id: Option<Id>) -> Vec<Effect> {
    let space = &mut model.vault;
    space.side = Side::Details;
    space.form = None;
    if space.selected == id {
        return Vec::new();
    }
    space.selected = id;
    space.events.clear();
    space.revealed = None;
    space.revoking = None;
    space.steps = false;
    ask(model, VaultTask::Refresh)
}

fn go(model: &mut Model, to: Move) -> Vec<Effect> {
    let space = &mut model.vault;
    let Some(last) = space.found.len().checked_sub(1) else {
        return Vec::new();
    };
    let next = match (to, space.shown_line()) {
        (Move::First, _) => 0,
        (Move::Last, _) => last,
        // Whoever comes from above begins at the top.
        (Move::By(lines), None) if lines >= 0 => 0,
        (Move::By(_), None) => last,
        (Move::By(lines), Some(at)) => {
            let lines = isize::try_from(lines).unwrap_or_default();
            at.saturating_add_signed(lines).min(last)
        }
    };
    space.calls.line = space.calls.line.wrapping_add(1);
    let id = id_at_line(space, next);
    select(model, id)
}

/// The entry that a line of the list shows.
fn id_at_line(space: &VaultSpace, line: usize) -> Option<Id> {
    let entry = space.index.as_ref()?.entries.get(*space.found.get(line)?)?;
    Some(entry.id.clone())
}

/// What can be done with the chosen entry gets the keyboard. Where the chosen one is not among what
/// was found, that is the first that was.
fn enter(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.vault.shown_line().is_none() {
        effects = go(model, Move::First);
    }
    let space = &mut model.vault;
    // What is being written is not put away.
    if space.selected.is_some() && space.form.is_none() {
        space.side = Side::Details;
        space.calls.details = space.calls.details.wrapping_add(1);
    }
    effects
}

// ---------------------------------------------------------------- entries

fn show_form(space: &mut VaultSpace, form: EntryForm) {
    space.form = Some(Box::new(form));
    space.side = Side::Form;
    space.revealed = None;
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
        let own = proof_entry(index, id, &profile.name).ok()?;
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

/// Offers to keep the tokens of a login together.
pub(in crate::app) fn keep_login(model: &mut Model, login: LoginKeep) -> Vec<Effect> {
    show_form(&mut model.vault, EntryForm::login(login));
    model.page = Page::Vault;
    opened_page(model)
}

/// Offers to keep a secret that is known elsewhere in the window: the form is filled, and shown
/// once the vault is open.
pub(in crate::app) fn keep(model: &mut Model, known: Draft, secret: SecretText) -> Vec<Effect> {
    show_form(&mut model.vault, EntryForm::new(known, secret));
    model.page = Page::Vault;
    opened_page(model)
}

fn keep_form(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.vault;
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
            .map(|edited| VaultTask::Edit(Box::new(edited))),
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

// ---------------------------------------------------------------- in and out

fn change_import(model: &mut Model, change: ImportChange) -> Vec<Effect> {
    let import = &mut model.vault.import;
    import.error = None;
    match change {
        ImportChange::Path(path) => {
            *import = Importing {
                path,
                ..Importing::default()
            };
            return Vec::new();
        }
        ImportChange::Passphrase(text) => {
            import.passphrase = text;
            return Vec::new();
        }
        ImportChange::Replace(replace) => import.replace = replace,
        ImportChange::All(all) => import.all = all,
    }
    if import.planned.is_empty() {
        return Vec::new();
    }
    let effects = read_import(model);
    if effects.is_empty() {
        // What was planned otherwise is not to be stored by mistake.
        let import = &mut model.vault.import;
        (import.planned, import.asked) = (Vec::new(), None);
    }
    effects
}

fn read_import(model: &mut Model) -> Vec<Effect> {
    let import = &mut model.vault.import;
    let path = import.path.trim().to_owned();
    if path.is_empty() {
        import.error = Some("Type the path of a file first".into());
        return Vec::new();
    }
    let task = VaultTask::ReadImport {
        path,
        passphrase: import.passphrase.clone(),
        replace: import.replace,
        all: import.all,
    };
    let effects = ask(model, task);
    if let Some(ticket) = ticket(&effects) {
        model.vault.import.asked = Some(ticket);
    }
    effects
}

fn change_export(export: &mut Exporting, change: ExportChange) {
    export.error = None;
    match change {
        ExportChange::Path(path) => export.path = path,
        ExportChange::Passphrase(text) => export.passphrase = text,
        ExportChange::Again(text) => export.again = text,
        ExportChange::Plain(plain) => {
            export.is_plain = plain;
            export.confirmation.clear();
        }
        ExportChange::Confirmation(text) => export.confirmation = text,
    }
}

fn export(model: &mut Model) -> Vec<Effect> {
    let export = &mut model.vault.export;
    let path = export.path.trim().to_owned();
    let told = if path.is_empty() {
        Some("Type the path of the new file first".to_owned())
    } else if export.is_plain && export.confirmation.trim() != PLAIN_CONFIRMATION {
        Some(format!("Type {PLAIN_CONFIRMATION} to write it unprotected"))
    } else if !export.is_plain && export.passphrase.is_empty() {
        Some("Type a passphrase first".to_owned())
    } else if !export.is_plain && *export.passphrase != *export.again {
        Some("The two passphrases are not the same".to_owned())
    } else {
        None
    };
    if told.is_some() {
        export.error = told;
        return Vec::new();
    }
    let carry = if export.is_plain {
        Carry::Plain
    } else {
        Carry::Sealed(export.passphrase.clone())
    };
    ask(model, VaultTask::Export { path, carry })
}
