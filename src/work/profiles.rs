//! Profiles, from and to their file.

use crate::app::{Action, MergedProfiles, ProfilesKept, SignInAction, SignInFile};
use crate::desktop::{Known, ProfilesFile};
use crate::oauth::{Profiles, ProfilesRead};

/// The profiles of this person, and what is wrong with their file. Nothing is written here: a
/// damaged file stays as it is until a profile is kept, and is kept aside then.
pub fn load_profiles(file: Option<&ProfilesFile>) -> ProfilesRead {
    let Some(file) = file else {
        return ProfilesRead::default();
    };
    match file.read() {
        Ok(text) => {
            let read = Profiles::read(text.as_deref().unwrap_or_default());
            *file.known() = Known {
                own: text.clone(),
                disk: text,
                merges: 0,
            };
            read
        }
        Err(error) => ProfilesRead {
            faults: vec![format!("it cannot be read: {error}")],
            is_damaged: true,
            ..ProfilesRead::default()
        },
    }
}

/// Writes the profiles. A damaged file is given another name first, and what another program wrote
/// since it was last read stays.
pub(super) fn save_profiles(file: Option<&ProfilesFile>, wanted: &SignInFile) -> Action {
    let kept = match file {
        Some(file) => write(file, wanted),
        None => Ok(ProfilesKept::default()),
    };
    Action::SignIn(SignInAction::Kept(kept))
}

fn write(file: &ProfilesFile, wanted: &SignInFile) -> Result<ProfilesKept, String> {
    let path = file.path().display();
    let mut known = file.known();
    let _held = file.hold();
    // What the wanted text was made of: the file as it was, unless the window had not heard yet of
    // what another program wrote.
    let base = match wanted.merges == known.merges {
        true => known.disk.clone(),
        false => known.own.clone(),
    };
    let there = file.read();
    let mut kept = ProfilesKept::default();
    let mut text = wanted.text.clone();
    match there
        .as_ref()
        .map(|text| text.as_deref().map(Profiles::read))
    {
        Ok(None) => {}
        Ok(Some(now)) if !now.is_damaged => {
            if there.as_ref().ok() != Some(&base) {
                let base = Profiles::read(base.as_deref().unwrap_or_default()).profiles;
                let own = Profiles::read(&wanted.text).profiles;
                let merged = Profiles::merged(&base, &own, &now.profiles);
                text = merged.write();
                let now = ProfilesRead {
                    profiles: merged,
                    ..now
                };
                let number = known.merges + 1;
                kept.merged = Some(Box::new(MergedProfiles { number, own, now }));
            }
        }
        Ok(Some(_)) | Err(_) => {
            let aside = file
                .keep_aside()
                .map_err(|e| format!("{path} is damaged, and cannot be kept aside: {e}"))?;
            kept.aside = Some(aside.display().to_string());
        }
    }
    file.write(&text)
        .map_err(|e| format!("The profiles could not be kept in {path}: {e}"))?;
    // Where the other program wrote the same, nothing came of it.
    kept.merged.take_if(|_| text == wanted.text);
    *known = Known {
        merges: known.merges + u64::from(kept.merged.is_some()),
        own: Some(wanted.text.clone()),
        disk: Some(text),
    };
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(file: &ProfilesFile, text: &str, merges: u64) -> Result<ProfilesKept, String> {
        let wanted = SignInFile {
            text: text.into(),
            merges,
        };
        match save_profiles(Some(file), &wanted) {
            Action::SignIn(SignInAction::Kept(kept)) => kept,
            other => panic!("{other:?}"),
        }
    }

    fn profiles(names: &[&str]) -> String {
        let all = names.iter();
        all.map(|name| format!("[[profile]]\nname = \"{name}\"\n"))
            .collect()
    }

    fn names(file: &ProfilesFile) -> Vec<String> {
        let text = file.read().unwrap().unwrap();
        let list = Profiles::read(&text).profiles.list.into_iter();
        list.map(|profile| profile.name).collect()
    }

    #[test]
    fn a_damaged_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = ProfilesFile::at(folder.path().join("profiles.toml"));
        file.write("[[profile]\nname = ").unwrap();
        let read = load_profiles(Some(&file));
        assert!(read.is_damaged && read.faults.len() == 1);
        let aside = saved(&file, &profiles(&["a"]), 0).unwrap().aside.unwrap();
        assert!(std::fs::read_to_string(aside).unwrap().contains("name = "));
        assert_eq!(load_profiles(Some(&file)).profiles.list.len(), 1);
        // It may be damaged later too.
        file.write("half = [").unwrap();
        let aside = saved(&file, &profiles(&["a"]), 0).unwrap().aside.unwrap();
        assert_eq!(std::fs::read_to_string(aside).unwrap(), "half = [");
    }

    #[cfg(unix)]
    #[test]
    fn a_damaged_file_that_could_not_be_kept_aside_is_not_written_over_by_the_next_saving() {
        let folder = tempfile::tempdir().unwrap();
        // No number is free.
        for number in 1..=1000 {
            let name = format!("profiles.damaged-{number}.toml");
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let file = ProfilesFile::at(folder.path().join("profiles.toml"));
        file.write("half = [").unwrap();
        load_profiles(Some(&file));
        for _ in 0..2 {
            let told = saved(&file, &profiles(&["a"]), 0).unwrap_err();
            assert!(told.contains("cannot be kept aside"), "{told}");
            assert_eq!(file.read().unwrap().unwrap(), "half = [");
        }
    }

    #[test]
    fn what_another_window_wrote_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles.toml");
        std::fs::write(&path, profiles(&["a"])).unwrap();
        let (one, other) = (ProfilesFile::at(path.clone()), ProfilesFile::at(path));
        load_profiles(Some(&one));
        load_profiles(Some(&other));
        let kept = saved(&other, &profiles(&["a", "b"]), 0).unwrap();
        assert!(kept.merged.is_none(), "nobody else wrote");
        let kept = saved(&one, &profiles(&["a", "c"]), 0).unwrap();
        let merged = kept.merged.expect("it is said");
        assert_eq!(names(&one), ["a", "c", "b"]);
        // The window writes again before it has heard of that, and once it has.
        let kept = saved(&one, &profiles(&["a", "c", "d"]), 0).unwrap();
        assert_eq!(names(&one), ["a", "c", "d", "b"]);
        let number = kept.merged.unwrap().number;
        assert!(number > merged.number);
        let kept = saved(&one, &profiles(&["a", "c", "d"]), number).unwrap();
        assert!(kept.merged.is_none());
        assert_eq!(names(&one), ["a", "c", "d"], "b was deleted here");
    }

    #[test]
    fn where_there_is_no_folder_nothing_is_kept_and_nothing_fails() {
        assert!(load_profiles(None).profiles.list.is_empty());
        let wanted = SignInFile {
            text: String::new(),
            merges: 0,
        };
        let done = save_profiles(None, &wanted);
        assert!(matches!(done, Action::SignIn(SignInAction::Kept(Ok(_)))));
    }
}
