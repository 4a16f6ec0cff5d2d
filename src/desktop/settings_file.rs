//! The file in which settings are kept. It never holds a secret.

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
        let dirs = directories::ProjectDirs::from("", "", "Tokenscope")?;
        Some(Self::at(dirs.config_dir().join("settings.json")))
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
        match std::fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(found) if found.len() > MAX_BYTES || !found.is_file() => {
                return Err(io::ErrorKind::InvalidData.into());
            }
            Ok(_) => {}
        }
        std::fs::read_to_string(&self.path).map(Some)
    }

    /// Puts a text in its place, whole or not at all: a program that ends half-way, or a second
    /// one that writes at the same time, leaves no half file behind.
    ///
    /// # Errors
    /// Where the folder cannot be made or written.
    pub fn write(&self, text: &str) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        std::fs::create_dir_all(folder)?;
        let beside = folder.join(format!(".settings.{}.tmp", std::process::id()));
        let written =
            std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &self.path));
        if written.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        written
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
