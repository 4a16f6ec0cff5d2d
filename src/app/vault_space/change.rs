//! What each action does to the workspace.

use super::answered::answered;
use super::form::capital;
use super::passphrase;
use super::{
    Carry, EntryForm, ExportChange, Exporting, ImportChange, Importing, Move, NewEntry,
    PLAIN_CONFIRMATION, Phase, Rekeying, Side, StoreChoice, VaultAction, VaultJob, VaultSpace,
    VaultTask, Waited,
};
use crate::app::update::{fail, tell};
use crate::app::{Effect, Level, Model, Page, SecretText};
use crate::report::Secret;
use crate::vault::{EntryError, Id, UNDO_SECONDS};

/// Does what a person did in the workspace.
pub(in crate::app) fn act(model: &mut Model, action: VaultAction) -> Vec<Effect> {
    let now = model.now;
    let space = &mut model.vault;
    match action {
        VaultAction::Done(done) => return answered(model, *done),
        VaultAction::Begin => {
            let file = space.settings.file.clone();
            if let Some(store) = space.settings.store {
                return ask(model, VaultTask::Look { store, file });
            }
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
            space.phase = Phase::Choosing;
            space.wipe();
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
            if let Some(removed) = space.removed.take() {
                return ask(model, VaultTask::PutBack(removed.id));
            }
        }
        VaultAction::ShowSteps(steps) => space.steps = steps,

        VaultAction::New => {
            let form = EntryForm::new(NewEntry::default(), SecretText::default());
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
            }
        }
        VaultAction::FormSecret(secret) => {
            if let Some(form) = &mut space.form {
                form.secret = secret;
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
        VaultAction::LeadDays(days) => {
            space.settings.lead_days = days;
            space.search(now);
            return vec![Effect::Save(model.settings())];
        }
    }
    Vec::new()
}

/// Asks the vault. What may take long is done one at a time.
pub(super) fn ask(model: &mut Model, task: VaultTask) -> Vec<Effect> {
    let ticket = model.next_number();
    let now = model.now;
    let space = &mut model.vault;
    if let Some(doing) = task.doing() {
        if space.waited.is_some() {
            return Vec::new();
        }
        space.waited = Some(Waited {
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

// ---------------------------------------------------------------- opening and locking

/// The encrypted file as typed; none for the usual one.
fn file(space: &VaultSpace) -> Option<String> {
    let path = space.opener.path.trim();
    (!path.is_empty()).then(|| path.to_owned())
}

pub(super) fn look_at_stores(model: &mut Model) -> Vec<Effect> {
    let file = file(&model.vault);
    ask(model, VaultTask::State { file })
}

/// The page is shown: what is needed for it is looked at, and the keyring's list opened.
pub(in crate::app) fn opened_page(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.vault;
    match (space.phase, space.settings.store) {
        (Phase::Open, _) => ask(model, VaultTask::Refresh),
        (Phase::Opening, _) => Vec::new(),
        (Phase::Choosing, Some(StoreChoice::Keyring)) if space.opener.error.is_none() => {
            space.store = Some(StoreChoice::Keyring);
            open(model)
        }
        (Phase::Choosing, Some(StoreChoice::File)) => {
            space.store = Some(StoreChoice::File);
            space.phase = Phase::Locked;
            look_at_stores(model)
        }
        _ => look_at_stores(model),
    }
}

fn unlock(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.vault;
    let is_new = space.state.as_ref().is_some_and(|state| !state.file_exists);
    let opener = &mut space.opener;
    if opener.passphrase.is_empty() {
        opener.error = Some("Type the passphrase first".into());
        return Vec::new();
    }
    if is_new && *opener.passphrase != *opener.again {
        opener.error = Some("The two passphrases are not the same".into());
        return Vec::new();
    }
    open(model)
}

fn open(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.vault;
    let Some(store) = space.store else {
        return Vec::new();
    };
    space.opener.error = None;
    let task = VaultTask::Open {
        store,
        file: file(space),
        passphrase: space.opener.passphrase.clone(),
    };
    let effects = ask(model, task);
    if !effects.is_empty() {
        model.vault.phase = Phase::Opening;
    }
    effects
}

fn lock_effects(model: &mut Model) -> Vec<Effect> {
    ask(model, VaultTask::Lock)
}

/// Locks the encrypted file; of the other stores what is shown is hidden and wiped.
pub(super) fn lock(model: &mut Model, told: &str) -> Vec<Effect> {
    let space = &mut model.vault;
    if space.phase != Phase::Open {
        return Vec::new();
    }
    space.wipe();
    // A secret that is being fetched is not waited for any more; what is being kept is.
    let fetched = space.waited.take_if(|waited| waited.is_fetch);
    let given_up = fetched.map(|_| Effect::GiveUpVault);
    let mut effects: Vec<Effect> = given_up.into_iter().collect();
    if space.store != Some(StoreChoice::File) {
        tell(model, Level::Done, "What was shown is hidden", false);
        return effects;
    }
    space.phase = Phase::Locked;
    space.index = None;
    space.found.clear();
    space.events.clear();
    space.survey = None;
    space.removed = None;
    tell(model, Level::Done, told, false);
    effects.extend(lock_effects(model));
    effects.extend(look_at_stores(model));
    effects
}

/// The time goes on: what was revealed hides itself, the file is locked, what was removed goes.
pub(in crate::app) fn tick(model: &mut Model) -> Vec<Effect> {
    let (now, active_at) = (model.now, model.active_at);
    let space = &mut model.vault;
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
    if space.clean_at.is_some_and(|at| at <= now) {
        space.clean_at = None;
        effects.extend(ask(model, VaultTask::Clean));
    }
    if model.vault.locks_at(active_at).is_some_and(|at| at <= now) {
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

/// Offers to keep a secret that is known elsewhere in the window: the form is filled, and shown
/// once the vault is open.
pub(in crate::app) fn keep(model: &mut Model, known: NewEntry, secret: SecretText) -> Vec<Effect> {
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
    let task = match form.entry() {
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
    match task {
        Ok(task) => ask(model, task),
        Err(told) => {
            form.error = Some(told);
            Vec::new()
        }
    }
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
    read_import(model)
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
    ask(model, task)
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
