//! A store is opened, asked for what a login needs, and locked.

use super::ask::ask;
use super::{Phase, StoreChoice, VaultSpace, VaultTask, Wanted};
use crate::app::sign_in;
use crate::app::update::{fail, tell};
use crate::app::{Effect, Level, Model, SecretText};

/// The fields in which a store is opened.
#[derive(Clone, Debug, Default)]
pub struct Opener {
    /// The path of the encrypted file; empty for the usual one.
    pub path: String,
    /// Its passphrase.
    pub passphrase: SecretText,
    /// The same again, for a new file.
    pub again: SecretText,
    /// Why it was not opened.
    pub error: Option<String>,
}

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

pub(super) fn unlock(model: &mut Model) -> Vec<Effect> {
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

pub(super) fn open(model: &mut Model) -> Vec<Effect> {
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

/// Asks for what a login needs. The keyring is opened for it; an encrypted file is opened by the
/// person alone.
///
/// # Errors
/// Why it is not to be had, in one sentence that says what to do.
pub(in crate::app) fn fetch(model: &mut Model, wanted: Wanted) -> Result<Vec<Effect>, String> {
    let space = &mut model.vault;
    let chosen = space.store.or(space.settings.store);
    let mut effects = match (space.phase, chosen) {
        (Phase::Open | Phase::Opening, _) => Vec::new(),
        (Phase::Choosing, Some(StoreChoice::Keyring)) => {
            space.store = chosen;
            open(model)
        }
        (_, Some(StoreChoice::File)) => {
            return Err("What the client proves itself with is in the vault, which is locked: unlock it in Vault, or type it here".to_owned());
        }
        _ => {
            return Err("What the client proves itself with is in a vault that is not open: choose it in Vault, or type it here".to_owned());
        }
    };
    effects.extend(ask(model, VaultTask::Fetch(wanted)));
    Ok(effects)
}

/// Another store is to be chosen. Of what is in memory that would be the end.
pub(super) fn choose_again(model: &mut Model) -> Vec<Effect> {
    // Its tokens take the place of those in the store that is open.
    if model.sign_in.is_entry_under_way() || model.sign_in.has_unkept() {
        let told = "Something is being done with an entry at its provider, and what comes of it is kept in this store: wait for it, keep it, or put it away, first";
        fail(model, told);
        return Vec::new();
    }
    let space = &mut model.vault;
    let was_memory = space.store == Some(StoreChoice::Memory) && space.phase == Phase::Open;
    if was_memory && space.index.as_ref().is_some_and(|i| !i.entries.is_empty()) {
        let told = "What is in memory is lost in another store: export it, or remove it, first";
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
    effects
}

pub(super) fn lock_effects(model: &mut Model) -> Vec<Effect> {
    ask(model, VaultTask::Lock)
}

/// The file is locked: nothing of what it showed is left.
pub(super) fn close(space: &mut VaultSpace) {
    space.phase = Phase::Locked;
    space.wipe();
    space.index = None;
    space.found.clear();
    space.events.clear();
    space.survey = None;
    space.removed = None;
}

/// Locks the encrypted file; of the other stores what is shown is hidden and wiped.
pub(super) fn lock(model: &mut Model, told: &str) -> Vec<Effect> {
    let space = &mut model.vault;
    if space.phase != Phase::Open {
        return Vec::new();
    }
    space.wipe();
    // The steps of an errand hold tokens.
    if !model.sign_in.has_unkept() {
        sign_in::put_entry_run_away(model);
    }
    let space = &mut model.vault;
    // A secret that is being fetched is not waited for any more; what is being kept is.
    let fetched = space.waited.take_if(|waited| waited.is_fetch);
    let given_up = fetched.map(|_| Effect::GiveUpVault);
    let mut effects: Vec<Effect> = given_up.into_iter().collect();
    if space.store != Some(StoreChoice::File) {
        tell(model, Level::Done, "What was shown is hidden", false);
        return effects;
    }
    close(space);
    tell(model, Level::Done, told, false);
    effects.extend(lock_effects(model));
    effects.extend(look_at_stores(model));
    effects
}
