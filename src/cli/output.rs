//! Files that a command writes.

use super::{Failure, Given};
use crate::desktop::{WriteError, write_file};
use std::path::Path;

pub(super) use crate::desktop::Readers;

/// Writes a whole file. One that is there already is replaced only by `force`, and stays as it is
/// until the new one is complete.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    readers: Readers,
    force: bool,
) -> Result<(), Failure> {
    write_file(path, bytes, readers, force).map_err(|error| {
        let name = Given::written(path);
        match error {
            WriteError::Exists => Failure::Exists(name),
            WriteError::NotAFile => Failure::NotAFile(name),
            WriteError::Failed(error) => Failure::NotWritten { name, error },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_refusal_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        write(&path, b"one", Readers::Owner, false).unwrap();
        let again = write(&path, b"two", Readers::Owner, false).unwrap_err();
        assert!(again.to_string().ends_with("give --force to replace it"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Readers::Owner, true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let path = folder.path().join("none").join("key.json");
        let error = write(&path, b"one", Readers::Usual, false).unwrap_err();
        assert!(
            error.to_string().contains("there is no such folder"),
            "{error}"
        );
    }
}
