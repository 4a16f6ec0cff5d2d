//! Files from which secrets come, and into which they go.

use super::ask::{ask, ticket};
use super::{Carry, VaultTask};
use crate::app::{Effect, Model, SecretText};
use crate::vault::{Fate, PLAIN_CONFIRMATION, Planned};

/// The fields of an import.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// The path of the file.
    pub path: String,
    /// The passphrase of an encrypted export.
    pub passphrase: SecretText,
    /// Whether the passphrase is asked for.
    pub is_sealed: bool,
    /// Whether the secrets of entries that are there already are replaced.
    pub replace: bool,
    /// Whether also what does not look like a secret is taken.
    pub all: bool,
    /// What would become of each thing in the file.
    pub planned: Vec<Planned>,
    /// What could not be read, in sentences.
    pub faults: Vec<String>,
    /// Why nothing could be read.
    pub error: Option<String>,
    /// The job that reads the file, or stores what was read: its answer is about what stands here.
    pub(super) asked: Option<u64>,
}

impl Importing {
    /// How many would be stored.
    pub fn count(&self) -> usize {
        let stored = |p: &&Planned| matches!(p.fate, Fate::New | Fate::Replaces(_));
        self.planned.iter().filter(stored).count()
    }
}

/// The fields of an export.
#[derive(Clone, Debug, Default)]
pub struct Exporting {
    /// The path of the new file.
    pub path: String,
    /// The passphrase that is to open it.
    pub passphrase: SecretText,
    /// The same again.
    pub again: SecretText,
    /// Whether it is written unprotected.
    pub is_plain: bool,
    /// What was typed to confirm that.
    pub confirmation: String,
    /// Why it was not written.
    pub error: Option<String>,
    /// The job that writes it: its answer is about what stands here.
    pub(super) asked: Option<u64>,
}

/// A change in the form for an import.
#[derive(Clone, Debug)]
pub enum ImportChange {
    /// The path.
    Path(String),
    /// The passphrase.
    Passphrase(SecretText),
    /// Whether secrets are replaced.
    Replace(bool),
    /// Whether everything is taken.
    All(bool),
}

/// A change in the form for an export.
#[derive(Clone, Debug)]
pub enum ExportChange {
    /// The path.
    Path(String),
    /// The passphrase.
    Passphrase(SecretText),
    /// The repeated passphrase.
    Again(SecretText),
    /// Whether it is written unprotected.
    Plain(bool),
    /// What was typed to confirm that.
    Confirmation(String),
}

pub(super) fn change_import(model: &mut Model, change: ImportChange) -> Vec<Effect> {
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

pub(super) fn read_import(model: &mut Model) -> Vec<Effect> {
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

pub(super) fn change_export(export: &mut Exporting, change: ExportChange) {
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

pub(super) fn export(model: &mut Model) -> Vec<Effect> {
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
    let effects = ask(model, VaultTask::Export { path, carry });
    let asked = ticket(&effects);
    let export = &mut model.vault.export;
    export.asked = asked.or(export.asked);
    effects
}
