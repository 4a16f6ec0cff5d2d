//! Files from which secrets come, and into which they go.

use super::trouble::{Trouble, sentence};
use crate::app::{Carry, SaveError, SaveJob};
use crate::desktop::path_from_text;
use crate::report::Secret;
use crate::store::{DEFAULT_WORK_FACTOR, MAX_FILE_BYTES, Vault, is_sealed, open_sealed, seal};
use crate::vault::{self, Brought, Entry, Id, Kept, What, dotenv, write_transfer};
use crate::work::files;

/// What a file brings.
pub(super) fn read_import(
    path: &str,
    passphrase: &str,
    all: bool,
    now: i64,
) -> Result<Brought, Trouble> {
    let file = path_from_text(path);
    let read = files::read_bytes(&file, MAX_FILE_BYTES, &|| false);
    let mut bytes = read.map_err(|why| Trouble::Said(format!("{path} {why}")))?;
    if is_sealed(bytes.expose()) {
        if passphrase.is_empty() {
            return Err(Trouble::Sealed);
        }
        let passphrase = Secret::from(passphrase.to_owned());
        let opened = open_sealed(bytes.expose(), &passphrase, &file);
        bytes = opened.map_err(|error| Trouble::Said(sentence(&error)))?;
    }
    let brought = vault::read_import(bytes.expose(), all, now);
    brought.map_err(|error| Trouble::Said(format!("{path} {error}")))
}

/// Writes all entries with their secrets into a new file: how many. That is remembered of each once
/// it is so.
pub(super) fn export(
    vault: &mut Vault,
    path: &str,
    carry: &Carry,
    now: i64,
) -> Result<usize, Trouble> {
    let file = path_from_text(path);
    let exists = || {
        Trouble::Said(format!(
            "There is a file {path} already; choose another name"
        ))
    };
    // Nobody is asked for secrets that cannot be written there.
    if file.is_file() {
        return Err(exists());
    }
    let index = vault.open(now)?.index;
    let entries: Vec<&Entry> = index.entries.iter().collect();
    if entries.is_empty() {
        return Err(Trouble::Said(
            "Nothing is kept here, so nothing is exported".into(),
        ));
    }
    let secrets = vault.store().get(&entries)?;
    let kept = entries.iter().zip(secrets).map(|(entry, secret)| Kept {
        entry: (*entry).clone(),
        secret,
    });
    let kept: Vec<Kept> = kept.collect();
    let bytes = match carry {
        Carry::Sealed(passphrase) => {
            let passphrase = Secret::from(passphrase.to_string());
            Secret::new(seal(
                &write_transfer(&kept),
                &passphrase,
                DEFAULT_WORK_FACTOR,
            )?)
        }
        Carry::Plain if file.extension().is_some_and(|end| end == "json") => write_transfer(&kept),
        Carry::Plain => dotenv::write(&kept).map_err(|label| {
            let told = "has no form in a .env file; give the file's name the end .json";
            Trouble::Said(format!("The secret of {label:?} {told}"))
        })?,
    };
    let save = SaveJob {
        ticket: 0,
        path: path.to_owned(),
        bytes,
        is_private: true,
        replace: false,
    };
    files::save_file(&save).map_err(|error| match error {
        SaveError::Exists => exists(),
        SaveError::Failed(told) => Trouble::Said(told),
    })?;
    let encrypted = matches!(carry, Carry::Sealed(_));
    let ids: Vec<&Id> = entries.iter().map(|entry| &entry.id).collect();
    vault.used(&ids, &What::Exported { encrypted }, now);
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that nobody writes into would hold the vault up for ever, an endless device fill the
    /// memory.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_imported() {
        for path in ["/dev/zero", "/dev/tty", "/tmp"] {
            match read_import(path, "", true, 0) {
                Err(Trouble::Said(told)) => assert!(told.contains(" is "), "{told}"),
                other => panic!("{path}: {:?}", other.map(|_| ())),
            }
        }
    }
}
