//! Another passphrase for the encrypted file.

use super::ask::{ask, ticket};
use super::{Side, VaultTask};
use crate::app::{Effect, Model, SecretText};

/// The fields in which the passphrase of the encrypted file is changed.
#[derive(Clone, Debug, Default)]
pub struct Rekeying {
    /// The passphrase that opens it now.
    pub old: SecretText,
    /// The one that is to open it.
    pub new: SecretText,
    /// The same again.
    pub again: SecretText,
    /// Why it was not changed.
    pub error: Option<String>,
    /// The job that changes it: its answer is about what stands here.
    pub(super) asked: Option<u64>,
}

/// What is done in the form for another passphrase.
#[derive(Clone, Debug)]
pub enum RekeyAction {
    /// The form is shown.
    Show,
    /// The passphrase that opens the file now.
    Old(SecretText),
    /// The one that is to open it.
    New(SecretText),
    /// The same again.
    Again(SecretText),
    /// The file is encrypted anew.
    Change,
}

pub(super) fn act(model: &mut Model, action: RekeyAction) -> Vec<Effect> {
    let space = &mut model.vault;
    let form = &mut space.rekeying;
    match action {
        RekeyAction::Show => {
            *form = Rekeying::default();
            space.form = None;
            space.side = Side::Passphrase;
        }
        RekeyAction::Old(text) => form.old = text,
        RekeyAction::New(text) => form.new = text,
        RekeyAction::Again(text) => form.again = text,
        RekeyAction::Change => return change(model),
    }
    model.vault.rekeying.error = None;
    Vec::new()
}

fn change(model: &mut Model) -> Vec<Effect> {
    let form = &mut model.vault.rekeying;
    form.error = if form.old.is_empty() {
        Some("Type the passphrase that opens the file now".to_owned())
    } else if form.new.is_empty() {
        Some("Type a new passphrase first".to_owned())
    } else if *form.new != *form.again {
        Some("The two new passphrases are not the same".to_owned())
    } else {
        None
    };
    if form.error.is_some() {
        return Vec::new();
    }
    let task = VaultTask::Rekey {
        old: form.old.clone(),
        new: form.new.clone(),
    };
    let effects = ask(model, task);
    let asked = ticket(&effects);
    let form = &mut model.vault.rekeying;
    form.asked = asked.or(form.asked);
    effects
}
