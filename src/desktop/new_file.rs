//! Files that are written for a person. A private key can be read by its owner only, nothing is
//! replaced unasked, what is no regular file never, and no file is ever half written under its name.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    /// What has that name is a device, a pipe or a socket, or a link that leads nowhere. It is never
    /// replaced: whoever writes to `/dev/null` next wants to find it there.
    NotAFile,
    /// The system refused.
    Failed(io::Error),
}

/// Writes a whole file. One that is there already is replaced only by `replace`; a link to it stays
/// one, and what it leads to is replaced.
///
/// # Errors
/// [`WriteError`]; then nothing is left behind.
pub fn write_file(
    path: &Path,
    bytes: &[u8],
    readers: Readers,
    replace: bool,
) -> Result<(), WriteError> {
    sweep(path);
    let found = found(path)?;
    let written = match found {
        Some(_) if !replace => return Err(WriteError::Exists),
        None if !replace => create_whole(path, bytes, readers),
        found => {
            let path = found.as_deref().unwrap_or(path);
            create_beside(path, bytes, readers).and_then(|beside| {
                fs::rename(&beside, path).inspect_err(|_| drop(fs::remove_file(&beside)))
            })
        }
    };
    if written.is_ok() {
        // The file is there. Not every file system syncs a folder.
        let _ = sync_folder(path);
    }
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists if !replace => WriteError::Exists,
        _ => WriteError::Failed(error),
    })
}

/// A file is written in a moment: what is older than this was left behind by a program that was
/// killed.
const LEFT_BEHIND: Duration = Duration::from_secs(600);

/// Takes away what killed programs left in the folder of a file: it may hold a private key.
fn sweep(path: &Path) {
    let is_old = |entry: &fs::DirEntry| {
        let found = entry.metadata().ok().filter(fs::Metadata::is_file);
        let changed = found.and_then(|found| found.modified().ok());
        changed.is_some_and(|at| at.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
    };
    for entry in fs::read_dir(folder(path)).into_iter().flatten().flatten() {
        if is_beside(&entry.file_name()) && is_old(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a name is one that [`create_beside`] gives.
fn is_beside(name: &OsStr) -> bool {
    let name = name.to_str().unwrap_or_default();
    let numbers = name.strip_prefix(".tokenscope.");
    let numbers = numbers.and_then(|rest| rest.strip_suffix(".new")?.split_once('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    numbers.is_some_and(|(process, place)| is_number(process) && is_number(place))
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// Has the new name written as well as the file. Only Unix opens a folder.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(folder(path))?.sync_all()
}

/// Windows has the name written with the file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Names of streams that are open, whatever they lead to.
const STREAMS: [&str; 5] = [
    "/dev/fd",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/proc",
];

/// The regular file that has this name, behind every link; nothing where the name is free.
fn found(path: &Path) -> Result<Option<PathBuf>, WriteError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(WriteError::Failed(io::ErrorKind::IsADirectory.into())),
        Ok(found) if !found.is_file() => Err(WriteError::NotAFile),
        // Whoever holds a stream open goes on writing to the file that it was.
        Ok(_) if STREAMS.iter().any(|stream| path.starts_with(stream)) => Err(WriteError::NotAFile),
        Ok(_) => fs::canonicalize(path).map(Some).map_err(WriteError::Failed),
        Err(_) if path.symlink_metadata().is_ok() => Err(WriteError::NotAFile),
        // What else is wrong shows when it is written.
        Err(_) => Ok(None),
    }
}

/// Makes a file that is not there yet under its name only once it is complete.
fn create_whole(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let beside = create_beside(path, bytes, readers)?;
    let linked = fs::hard_link(&beside, path);
    let _ = fs::remove_file(&beside);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // Not every file system has links.
            create(path, bytes, readers)
        }
        linked => linked,
    }
}

/// Makes a file in the same folder, under a name that nothing else has.
fn create_beside(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<PathBuf> {
    /// What a program that ended half-way left behind is in the way of one that has its number.
    const MOST_NAMES: usize = 100;
    let process = std::process::id();
    let mut last = None;
    for place in 0..MOST_NAMES {
        let beside = path.with_file_name(format!(".tokenscope.{process}.{place}.new"));
        match create(&beside, bytes, readers) {
            Ok(()) => return Ok(beside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into()))
}

/// Makes a file that is not there yet, not even as a broken link; what could not be written whole
/// is taken away again.
fn create(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = options.open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| drop(fs::remove_file(path)))
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

    /// A program that was killed leaves a file behind, and a later one may get its number.
    #[test]
    fn what_another_run_left_behind_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        let stale = format!(".tokenscope.{}.0.new", std::process::id());
        fs::write(folder.path().join(&stale), "half").unwrap();
        for replace in [false, true] {
            write_file(&path, b"one", Readers::Owner, replace).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"one");
        }
        assert_eq!(fs::read(folder.path().join(stale)).unwrap(), b"half");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_key_that_a_killed_program_left_behind_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        let long_ago = std::time::SystemTime::now() - LEFT_BEHIND * 2;
        let names = [".tokenscope.7.0.new", ".tokenscope.mine.0.new", "mine.new"];
        for name in names {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        write_file(&path, b"one", Readers::Owner, false).unwrap();
        let is_there = names.map(|name| folder.path().join(name).exists());
        assert_eq!(is_there, [false, true, true]);
    }

    /// The longest name that a file may have leaves no room for an ending.
    #[test]
    fn a_long_name_is_no_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k".repeat(255));
        for replace in [false, true] {
            write_file(&path, b"one", Readers::Owner, replace).unwrap();
        }
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

    /// A symbolic link was replaced by a file, and what it led to stayed as it was.
    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        fs::write(&target, b"one").unwrap();
        std::os::unix::fs::symlink("target", &link).unwrap();
        let unasked = write_file(&link, b"two", Readers::Owner, false);
        assert!(matches!(unasked, Err(WriteError::Exists)));
        write_file(&link, b"two", Readers::Owner, true).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_stream_is_not_replaced_where_it_leads_to_a_file() {
        use std::os::fd::AsRawFd as _;
        let folder = tempfile::tempdir().unwrap();
        let file = fs::File::create(folder.path().join("log")).unwrap();
        let stream = format!("/dev/fd/{}", file.as_raw_fd());
        for replace in [false, true] {
            let written = write_file(Path::new(&stream), b"one", Readers::Owner, replace);
            assert!(matches!(written, Err(WriteError::NotAFile)));
        }
        assert_eq!(fs::read(folder.path().join("log")).unwrap(), b"");
    }

    #[cfg(unix)]
    #[test]
    fn a_broken_link_is_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        for replace in [false, true] {
            let written = write_file(&link, b"one", Readers::Owner, replace);
            assert!(matches!(written, Err(WriteError::NotAFile)));
            assert!(!target.exists() && link.symlink_metadata().unwrap().is_symlink());
        }
    }

    /// As root, `--out /dev/null --force` made a regular file of it.
    #[cfg(unix)]
    #[test]
    fn a_device_a_pipe_and_a_folder_are_never_replaced() {
        use std::os::unix::fs::FileTypeExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (pipe, socket) = (folder.path().join("pipe"), folder.path().join("socket"));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("pipe", &link).unwrap();
        for replace in [false, true] {
            for path in [&pipe, &socket, &link] {
                let written = write_file(path, b"one", Readers::Owner, replace);
                assert!(matches!(written, Err(WriteError::NotAFile)), "{path:?}");
            }
            let written = write_file(folder.path(), b"one", Readers::Owner, replace);
            assert!(
                matches!(written, Err(WriteError::Failed(e)) if e.kind() == io::ErrorKind::IsADirectory)
            );
        }
        assert!(pipe.metadata().unwrap().file_type().is_fifo());
        assert!(socket.metadata().unwrap().file_type().is_socket());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
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
