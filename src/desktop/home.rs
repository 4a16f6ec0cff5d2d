//! Paths as people write them, and the folder that is theirs.

use std::path::PathBuf;
use url::Url;

/// The path that a text stands for: `~/` is the home folder, `file://` and quotes come off.
pub fn path_from_text(text: &str) -> PathBuf {
    let text = text.trim();
    let text = ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text);
    if text.starts_with("file://")
        && let Ok(url) = Url::parse(text)
        && let Ok(path) = url.to_file_path()
    {
        return path;
    }
    if let Some(rest) = text.strip_prefix("~/")
        && let Some(dirs) = directories::BaseDirs::new()
    {
        return dirs.home_dir().join(rest);
    }
    PathBuf::from(text)
}

/// The person's own folder for what is kept; none where the system has no such folder.
pub fn data_folder() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "Tokenscope")?;
    Some(dirs.data_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_home_and_scheme_come_off() {
        assert_eq!(path_from_text(" 'a b.jwt' "), PathBuf::from("a b.jwt"));
        #[cfg(unix)]
        assert_eq!(
            path_from_text("file:///tmp/a%20b"),
            PathBuf::from("/tmp/a b")
        );
        let home = path_from_text("~/keys.json");
        assert!(home.ends_with("keys.json"));
        assert_eq!(path_from_text("~"), PathBuf::from("~"));
        assert_eq!(path_from_text("\""), PathBuf::from("\""));
    }
}
