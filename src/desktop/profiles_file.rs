//! The file in which profiles are kept. It never holds a secret, and people write it too.

use super::own_file;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A thousand profiles are smaller; a larger file is not ours.
const MAX_BYTES: u64 = 4 << 20;
/// So long another program may hold the lock: a small file is read and written.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is tried. The system has no call that waits only so long.
const EVERY: Duration = Duration::from_millis(10);
/// So many damaged files are kept; beyond, somebody has to look at them.
const MAX_ASIDE: u32 = 1000;

/// Where profiles are kept. Its copies are one.
#[derive(Clone, Debug)]
pub struct ProfilesFile {
    path: PathBuf,
    known: Arc<Mutex<Known>>,
}

/// What this program last knew of the file: by that is seen that another one wrote it meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What was read of it or written into it.
    pub disk: Option<String>,
    /// What was to be written, which is something else where another program had written too.
    pub own: Option<String>,
    /// How often it was something else.
    pub merges: u64,
}

impl ProfilesFile {
    /// The file in the person's own folder for settings; none where the system has no such folder.
    pub fn of_this_person() -> Option<Self> {
        own_file::in_settings_folder("profiles.toml").map(Self::at)
    }

    /// A file of one's own choice.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            known: Arc::default(),
        }
    }

    /// What this program last knew of it. While it is held no copy of this writes.
    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps other programs of this kind from writing until it is dropped. None where the system
    /// has no such lock, or another holds it for longer than it takes to write: then what is
    /// written at the same moment may be lost, and nobody is held up by a program that stands.
    pub fn hold(&self) -> Option<File> {
        self.hold_within(PATIENCE)
    }

    fn hold_within(&self, patience: Duration) -> Option<File> {
        let folder = self.path.parent()?;
        std::fs::create_dir_all(folder).ok()?;
        // The file stays: were it removed, two programs could hold two locks of one name.
        let path = self.path.with_extension("toml.lock");
        let mut options = File::options();
        let file = options.write(true).create(true).truncate(false).open(path);
        let file = file.ok()?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(file),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {
                    std::thread::sleep(EVERY);
                }
                Err(_) => return None,
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it; none where there is no file yet.
    ///
    /// # Errors
    /// Where it cannot be read, is no text, or is far too large.
    pub fn read(&self) -> io::Result<Option<String>> {
        own_file::read(&self.path, MAX_BYTES)
    }

    /// Puts a text in its place, whole or not at all.
    ///
    /// # Errors
    /// Where the folder cannot be made or written.
    pub fn write(&self, text: &str) -> io::Result<()> {
        own_file::write(&self.path, text)
    }

    /// Gives a damaged file another name in the same folder, which is free, and says which.
    ///
    /// # Errors
    /// Where it cannot be renamed.
    pub fn keep_aside(&self) -> io::Result<PathBuf> {
        for number in 1..=MAX_ASIDE {
            let aside = self
                .path
                .with_file_name(format!("profiles.damaged-{number}.toml"));
            if aside.symlink_metadata().is_ok() {
                continue;
            }
            std::fs::rename(&self.path, &aside)?;
            return Ok(aside);
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = ProfilesFile::at(folder.path().join("deep/profiles.toml"));
        assert_eq!(file.read().unwrap(), None);
        file.write("a = 1").unwrap();
        file.write("b = 2").unwrap();
        assert_eq!(file.read().unwrap().unwrap(), "b = 2");
        let names = std::fs::read_dir(folder.path().join("deep")).unwrap();
        assert_eq!(names.count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_kept_elsewhere_and_linked_stays_so() {
        let folder = tempfile::tempdir().unwrap();
        let (link, real) = (
            folder.path().join("profiles.toml"),
            folder.path().join("mine"),
        );
        std::fs::write(&real, "a = 1").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        ProfilesFile::at(link.clone()).write("b = 2").unwrap();
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "b = 2");
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }

    #[test]
    fn a_program_that_stands_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/profiles.toml");
        let held = ProfilesFile::at(path.clone()).hold();
        assert!(held.is_some());
        let other = ProfilesFile::at(path.clone());
        assert!(other.hold_within(EVERY * 2).is_none());
        drop(held);
        assert!(ProfilesFile::at(path).hold().is_some());
    }

    #[test]
    fn a_damaged_file_is_kept_under_a_free_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = ProfilesFile::at(folder.path().join("profiles.toml"));
        for (number, text) in [(1, "one"), (2, "two")] {
            file.write(text).unwrap();
            let aside = file.keep_aside().unwrap();
            assert!(aside.ends_with(format!("profiles.damaged-{number}.toml")));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
            assert_eq!(file.read().unwrap(), None);
        }
        assert!(file.keep_aside().is_err(), "there is none");
    }

    #[test]
    fn what_is_no_file_of_profiles_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(ProfilesFile::at(folder.path().into()).read().is_err());
        let binary = folder.path().join("binary");
        std::fs::write(&binary, [0xff, 0xfe]).unwrap();
        assert!(ProfilesFile::at(binary).read().is_err());
    }
}
