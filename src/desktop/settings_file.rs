//! The file in which settings are kept. It never holds a secret.

use super::own_file;
use std::io;
use std::path::PathBuf;

/// A settings file is small; a larger one is not ours.
const MAX_BYTES: u64 = 64 << 10;

/// Where settings are kept.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// The file in the person's own folder for settings; none where the system has no such folder.
    pub fn of_this_person() -> Option<Self> {
        own_file::in_settings_folder("settings.json").map(Self::at)
    }

    /// A file of one's own choice.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// What is in it; none where there is no file yet.
    ///
    /// # Errors
    /// Where it cannot be read, or is far too large.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::at(folder.path().join("deep/settings.json"));
        assert_eq!(file.read().unwrap(), None);
        file.write("{}").unwrap();
        file.write("{\"theme\":\"dark\"}").unwrap();
        assert_eq!(file.read().unwrap().unwrap(), "{\"theme\":\"dark\"}");
        let names = std::fs::read_dir(folder.path().join("deep")).unwrap();
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn what_is_no_settings_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(SettingsFile::at(folder.path().into()).read().is_err());
        let large = folder.path().join("large");
        std::fs::write(&large, vec![b' '; 70 << 10]).unwrap();
        assert!(SettingsFile::at(large).read().is_err());
    }
}
