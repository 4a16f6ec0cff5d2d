//! Files that are replaced whole or not at all, whenever the program is killed, and that only
//! their owner can read.

use super::StoreError;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Before the name of a file that is being written.
const BEGUN: &str = ".new-";

/// Reads a whole file up to a limit; nothing where there is none.
pub(super) fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, StoreError> {
    let failed = |error| StoreError::file("read", path, error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > limit {
        return Err(StoreError::TooLarge(path.to_owned()));
    }
    Ok(Some(bytes))
}

/// Puts bytes in the place of a file. Called under the lock that guards it: what an earlier writer
/// left behind as it was killed is swept away first. Where it fails, the file is as it was.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_and(path, bytes, sync_folder)
}

fn write_and(
    path: &Path,
    bytes: &[u8],
    sync_folder: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::file("write", path, error);
    let (folder, begun) = begun(path).map_err(failed)?;
    sweep(&folder, &begun);
    let mut name = begun;
    name.push(std::process::id().to_string());
    let new = folder.join(name);
    let written = create(&new)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&new);
        return Err(failed(error));
    }
    // From here on the new bytes are what everybody reads. Not every file system syncs a folder, and
    // whoever took that for a failure would delete the secrets that the list names by now.
    let _ = sync_folder(&folder);
    Ok(())
}

/// Puts a file's content beside it under another name, so that it is there twice.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    set_aside_by(path, |from, to| fs::hard_link(from, to))
}

fn set_aside_by(
    path: &Path,
    link: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<PathBuf, StoreError> {
    let failed = |error| StoreError::file("set aside", path, error);
    for number in 1..=MAX_ASIDE {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".damaged-{number}"));
        let aside = path.with_file_name(name);
        match link(path, &aside) {
            Ok(()) => return Ok(aside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // Not every file system has links.
            Err(_) => match copy_aside(path, &aside) {
                Ok(()) => return Ok(aside),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            },
        }
    }
    Err(failed(io::ErrorKind::AlreadyExists.into()))
}

fn copy_aside(path: &Path, aside: &Path) -> io::Result<()> {
    let mut from = File::open(path)?;
    let mut to = create(aside)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

/// So many damaged files are kept; whoever has more should look at the disk first.
const MAX_ASIDE: u32 = 99;

/// Makes a folder that only its owner can enter, with those above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    let made = builder.create(folder);
    made.map_err(|error| StoreError::file("make", folder, error))
}

/// Makes a file that is not there yet and that only its owner can read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    options().create_new(true).open(path)
}

/// A file that is appended to, and that only its owner can read.
pub(super) fn append(path: &Path) -> io::Result<File> {
    options().append(true).create(true).open(path)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// The folder of a file, and how the names of its unfinished successors begin.
fn begun(path: &Path) -> io::Result<(PathBuf, OsString)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut begun = OsString::from(".");
    begun.push(name);
    begun.push(BEGUN);
    Ok((folder, begun))
}

/// Takes away what writers left behind that were killed.
fn sweep(folder: &Path, begun: &OsStr) {
    let begun = begun.as_encoded_bytes();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(begun) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Has the new name written as well as the file. Only Unix opens a folder.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows has the name written with the file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_what_was_left_behind_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        assert_eq!(read(&path, 10).unwrap(), None);
        fs::write(folder.path().join(".list.json.new-1"), "half").unwrap();
        fs::write(folder.path().join(".other.json.new-1"), "of another").unwrap();
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path, 3).unwrap().unwrap(), b"two");
        assert!(matches!(read(&path, 2), Err(StoreError::TooLarge(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_was_put_in_its_place_counts_where_the_folder_cannot_be_synced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        let cannot = |_: &Path| Err(io::ErrorKind::Unsupported.into());
        write_and(&path, b"one", cannot).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        let path = deep.join("list.json");
        fs::write(&path, "open to all").unwrap();
        write(&path, b"one").unwrap();
        drop(append(&deep.join("log")).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&deep.join("log")), 0o600);
        assert_eq!(
            (mode(&deep), mode(&folder.path().join("a"))),
            (0o700, 0o700)
        );
    }

    #[test]
    fn where_there_are_no_links_a_second_damaged_file_is_set_aside_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        fs::write(&path, "broken").unwrap();
        let cannot = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
        let first = set_aside_by(&path, cannot).unwrap();
        let second = set_aside_by(&path, cannot).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(&second).unwrap(), b"broken");
    }

    #[test]
    fn what_is_set_aside_stays_and_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        fs::write(&path, "broken").unwrap();
        let first = set_aside(&path).unwrap();
        let second = set_aside(&path).unwrap();
        assert_ne!(first, second);
        write(&path, b"whole").unwrap();
        assert_eq!(fs::read(&first).unwrap(), b"broken");
        assert_eq!(fs::read(&second).unwrap(), b"broken");
    }
}
