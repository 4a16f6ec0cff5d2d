//! What a person gave as the name of a file or of a variable, as a message may repeat it.
//!
//! Who takes one flag for another gives the secret itself where its name is wanted, and standard
//! error ends in logs. So every name in a [`Failure`](super::Failure) is made here, and one that
//! does not look like a name is not repeated.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

/// A run of letters and digits in a name is no longer; in tokens and keys it is.
const LONGEST_WORD: usize = 20;

/// What files end with that a command is given. A password may have a dot too.
const ENDINGS: [&str; 22] = [
    "age", "b64", "cer", "cert", "conf", "crt", "csv", "der", "env", "json", "jwe", "jwk", "jwks",
    "jws", "jwt", "key", "p8", "pem", "pub", "token", "toml", "txt",
];

/// A name that stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given(String);

impl Given {
    /// A file that is read.
    pub(super) fn file(path: &Path) -> Self {
        match is_file(path) {
            true => Self::written(path),
            false => Self("the file that was named (not shown: it may be a secret)".to_owned()),
        }
    }

    /// A file that is written: nobody gives a secret as the place for a result.
    pub(super) fn written(path: &Path) -> Self {
        Self(path.display().to_string())
    }

    /// An environment variable.
    pub(super) fn variable(name: &OsStr) -> Self {
        match name.to_str().filter(|name| is_variable(name)) {
            Some(name) => Self(format!("${name}")),
            None => Self("the variable that was named (not shown: it may be a secret)".to_owned()),
        }
    }

    /// A name of our own.
    pub(super) fn ours(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is a file's name: one is there, or it looks like a name and like nothing else.
fn is_file(path: &Path) -> bool {
    if path.symlink_metadata().is_ok() {
        return true;
    }
    let Some(text) = path.to_str() else {
        return false;
    };
    let is_plain = |c: char| c.is_alphanumeric() || " /\\._-~:".contains(c);
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    if !text.chars().all(is_plain) || words.any(|word| word.chars().count() > LONGEST_WORD) {
        return false;
    }
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_folder = || {
        let folder = path.parent();
        folder.is_some_and(|f| f.is_absolute() || (f != Path::new("") && f.is_dir()))
    };
    ENDINGS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(ending))
        || has_folder()
}

/// Whether a text is a variable's name as the programs of a system write them: capitals, digits and
/// underscores (POSIX.1 §8.1).
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && name.split('_').all(|word| word.len() <= LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLWxvbmctZW5vdWdo";

    #[test]
    fn a_file_is_named_where_it_is_there_or_looks_like_one() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("{\"k\"}");
        std::fs::write(&odd, "").unwrap();
        for name in [
            odd.to_str().unwrap(),
            folder.path().join("none").to_str().unwrap(),
            "key.json",
            ".env",
            "My keys/key of 2026.PEM",
            "/no/such/file",
            "src/none",
        ] {
            assert_eq!(Given::file(Path::new(name)).to_string(), name);
        }
        let long = format!("{}.pem", "k".repeat(40));
        for secret in [
            JWT,
            "hunter2",
            "correct horse battery",
            "hunter.2",
            "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
            " {\"kty\":\"oct\"}.json",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "/9j4AAQSkZJRgABAQAAAQABAAD",
            "ab/cd+ef==",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789.key",
            long.as_str(),
            "",
        ] {
            let said = Given::file(Path::new(secret)).to_string();
            assert!(said.starts_with("the file that was named"), "{said}");
            assert!(secret.is_empty() || !said.contains(secret), "{said}");
        }
    }

    #[test]
    fn a_variable_is_named_where_it_looks_like_one() {
        for name in ["APP_SECRET", "_X2", "VAULT_TEST_PASSPHRASE"] {
            assert_eq!(
                Given::variable(OsStr::new(name)).to_string(),
                format!("${name}")
            );
        }
        for secret in [
            JWT,
            "hunter2",
            "correct horse",
            "",
            "2FA",
            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "A=B",
        ] {
            let said = Given::variable(OsStr::new(secret)).to_string();
            assert!(said.starts_with("the variable that was named"), "{said}");
            assert!(secret.is_empty() || !said.contains(secret), "{said}");
        }
    }
}
