//! Profiles, from and to their file.

use crate::app::{Action, SignInAction, SignInFile};
use crate::desktop::ProfilesFile;
use crate::oauth::{Profiles, ProfilesRead};

/// The profiles of this person, and what is wrong with their file. Nothing is written here: a
/// damaged file stays as it is until a profile is kept, and is kept aside then.
pub fn load_profiles(file: Option<&ProfilesFile>) -> ProfilesRead {
    let Some(file) = file else {
        return ProfilesRead::default();
    };
    match file.read() {
        Ok(Some(text)) => Profiles::read(&text),
        Ok(None) => ProfilesRead::default(),
        Err(error) => ProfilesRead {
            faults: vec![format!("it cannot be read: {error}")],
            is_damaged: true,
            ..ProfilesRead::default()
        },
    }
}

/// Writes the profiles; a damaged file is given another name first.
pub(super) fn save_profiles(file: Option<&ProfilesFile>, wanted: &SignInFile) -> Action {
    let kept = match file {
        Some(file) => write(file, wanted),
        None => Ok(None),
    };
    Action::SignIn(SignInAction::Kept(kept))
}

fn write(file: &ProfilesFile, wanted: &SignInFile) -> Result<Option<String>, String> {
    let path = file.path().display();
    let aside = if wanted.keep_aside {
        let aside = file
            .keep_aside()
            .map_err(|e| format!("{path} is damaged, and cannot be kept aside: {e}"))?;
        Some(aside.display().to_string())
    } else {
        None
    };
    file.write(&wanted.text)
        .map_err(|e| format!("The profiles could not be kept in {path}: {e}"))?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = ProfilesFile::at(folder.path().join("profiles.toml"));
        file.write("[[profile]\nname = ").unwrap();
        let read = load_profiles(Some(&file));
        assert!(read.is_damaged && read.faults.len() == 1);
        let wanted = SignInFile {
            text: "[[profile]]\nname = \"a\"\n".into(),
            keep_aside: true,
        };
        let Action::SignIn(SignInAction::Kept(Ok(Some(aside)))) =
            save_profiles(Some(&file), &wanted)
        else {
            panic!("it is not kept aside");
        };
        assert!(std::fs::read_to_string(aside).unwrap().contains("name = "));
        assert_eq!(load_profiles(Some(&file)).profiles.list.len(), 1);
    }

    #[test]
    fn where_there_is_no_folder_nothing_is_kept_and_nothing_fails() {
        assert!(load_profiles(None).profiles.list.is_empty());
        let wanted = SignInFile {
            text: String::new(),
            keep_aside: false,
        };
        let done = save_profiles(None, &wanted);
        assert!(matches!(done, Action::SignIn(SignInAction::Kept(Ok(None)))));
    }
}
