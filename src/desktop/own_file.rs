//! The program's own files of text, in the person's folder for settings. None holds a secret.

use super::{Readers, WriteError, write_file};
use std::io;
use std::path::{Path, PathBuf};

/// Where a file of that name is; none where the system has no folder for settings.
pub(super) fn in_settings_folder(name: &str) -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "Tokenscope")?;
    Some(dirs.config_dir().join(name))
}

/// What is in a file; none where there is none yet.
///
/// # Errors
/// Where it cannot be read, is no text, or has more than `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Option<String>> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(found) if found.len() > most || !found.is_file() => {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some)
}

/// Puts a text in its place, whole or not at all: a program that ends half-way, or a second one
/// that writes at the same time, leaves no half file behind. A link stays one: people keep such
/// files elsewhere.
///
/// # Errors
/// Where the folder cannot be made or written.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    write_file(path, text.as_bytes(), Readers::Owner, true).map_err(|error| match error {
        WriteError::Exists => io::ErrorKind::AlreadyExists.into(),
        WriteError::NotAFile => io::Error::other("it is a link that leads nowhere, or no file"),
        WriteError::Failed(error) => error,
    })
}
