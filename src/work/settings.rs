//! Settings, from and to their file.

use crate::app::Settings;
use crate::desktop::SettingsFile;

/// The settings of the last time, and a sentence where they could not be read: then they are as
/// in a fresh installation, and the next change writes them anew.
pub fn load_settings(file: Option<&SettingsFile>) -> (Settings, Option<String>) {
    let Some(file) = file else {
        return (Settings::default(), None);
    };
    let text = match file.read() {
        Ok(Some(text)) => text,
        Ok(None) => return (Settings::default(), None),
        Err(_) => return (Settings::default(), Some(UNREADABLE.into())),
    };
    match serde_json::from_str::<Settings>(&text) {
        // A list would be read as the members in their order.
        Ok(mut settings) if text.trim_start().starts_with('{') => {
            settings.place = settings.place.filter(|p| p.is_sensible());
            (settings, None)
        }
        _ => (Settings::default(), Some(UNREADABLE.into())),
    }
}

const UNREADABLE: &str =
    "The settings file is damaged, so the settings are those of a fresh installation";

/// Writes the settings.
pub(super) fn save_settings(file: &SettingsFile, settings: &Settings) -> Result<(), String> {
    let text = serde_json::to_string_pretty(settings).map_err(|e| e.to_string())?;
    file.write(&text)
        .map_err(|e| format!("The settings could not be kept: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Place, ThemeChoice};

    #[test]
    fn settings_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::at(folder.path().join("settings.json"));
        assert_eq!(load_settings(Some(&file)), (Settings::default(), None));
        let settings = Settings {
            theme: ThemeChoice::Light,
            ca: Some("/etc/ca.pem".into()),
            expected: [("https://a.example".into(), Default::default())].into(),
            vault: Default::default(),
            place: Some(Place {
                width: 1000.0,
                height: 700.0,
                x: Some(3.0),
                y: None,
                maximized: false,
            }),
        };
        save_settings(&file, &settings).unwrap();
        assert_eq!(load_settings(Some(&file)), (settings, None));
    }

    #[test]
    fn a_damaged_file_is_told_of_and_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let file = SettingsFile::at(path.clone());
        for damaged in ["", "{", "[]", "{\"theme\":\"pink\"}", "\u{0}"] {
            std::fs::write(&path, damaged).unwrap();
            let (settings, told) = load_settings(Some(&file));
            assert_eq!(settings, Settings::default(), "{damaged}");
            assert!(told.is_some(), "{damaged}");
        }
        std::fs::write(&path, r#"{"place":{"width":0,"height":-3},"later":1}"#).unwrap();
        assert_eq!(load_settings(Some(&file)), (Settings::default(), None));
    }
}
