//! Files that are written for a person. A private key can be read by its owner only, nothing is
//! replaced unasked, and no file is ever half written under its name.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner (0600).
    Owner,
    /// Whoever the system's settings say.
    Usual,
}

/// Why a file was not written.
#[derive(Debug)]
pub enum WriteError {
    /// One of that name is there already.
    Exists,
    /// The system refused.
    Failed(io::Error),
}

/// Writes a whole file. One that is there already is replaced only by `replace`.
///
/// # Errors
/// [`WriteError`]; then nothing is left behind.
pub fn write_file(
    path: &Path,
    bytes: &[u8],
    readers: Readers,
    replace: bool,
) -> Result<(), WriteError> {
    // A broken link counts as there: what it names might be made through it.
    if !replace && fs::symlink_metadata(path).is_ok() {
        return Err(WriteError::Exists);
    }
    let beside = beside(path);
    let written = create(&beside, readers)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let written = written.and_then(|()| {
        if replace {
            return fs::rename(&beside, path);
        }
        // Unlike a rename, this fails where the file has come into being meanwhile.
        fs::hard_link(&beside, path).and_then(|()| fs::remove_file(&beside))
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        match error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists,
            _ => WriteError::Failed(error),
        }
    })
}

/// A new name in the same folder, which no other process uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn create(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        write_file(&path, b"one", Readers::Owner, false).unwrap();
        let again = write_file(&path, b"two", Readers::Owner, false);
        assert!(matches!(again, Err(WriteError::Exists)));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write_file(&path, b"two", Readers::Owner, true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("key.json");
        let error = write_file(&path, b"one", Readers::Usual, false).unwrap_err();
        assert!(matches!(error, WriteError::Failed(e) if e.kind() == io::ErrorKind::NotFound));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_its_owners_alone_even_where_another_was() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        fs::write(&path, b"open to all").unwrap();
        write_file(&path, b"one", Readers::Owner, true).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
