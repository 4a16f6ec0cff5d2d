//! The file in which profiles are kept. It never holds a secret, and people write it too.

use super::own_file;
use std::io;
use std::path::{Path, PathBuf};

/// A thousand profiles are smaller; a larger file is not ours.
const MAX_BYTES: u64 = 4 << 20;
/// So many damaged files are kept; beyond, somebody has to look at them.
const MAX_ASIDE: u32 = 1000;

/// Where profiles are kept.
#[derive(Clone, Debug)]
pub struct ProfilesFile {
    path: PathBuf,
}

impl ProfilesFile {
    /// The file in the person's own folder for settings; none where the system has no such folder.
    pub fn of_this_person() -> Option<Self> {
        own_file::in_settings_folder("profiles.toml").map(Self::at)
    }

    /// A file of one's own choice.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
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
