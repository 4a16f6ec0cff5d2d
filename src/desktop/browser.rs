//! The system's browser.

use std::ffi::{OsStr, OsString};
use std::process::Command;
use url::Url;

/// The longest address that is handed over. Windows takes no longer argument, and no provider an
/// address that comes near it.
const MAX_BYTES: usize = 32_000;

/// Why no browser was opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrowserError {
    /// It is no web address that a browser may be given.
    #[error("the browser is not opened: {0}")]
    Refused(&'static str),
    /// There is no browser, or it could not be started.
    #[error("no browser could be opened ({0}); copy the address and open it in a browser yourself")]
    None(String),
}

/// Opens a web address in the person's browser. It goes there as an argument of its own, never
/// through a shell; on Linux `$BROWSER` is asked first. A browser that runs in the terminal holds
/// the caller up, so this is called on a thread of its own.
///
/// # Errors
/// [`BrowserError`]. That there is none does not tell that the browser shows the page.
pub fn open_in_browser(address: &str) -> Result<(), BrowserError> {
    let url = checked(address).map_err(BrowserError::Refused)?;
    webbrowser::open(url.as_str()).map_err(|error| BrowserError::None(error.to_string()))
}

/// The argument with which the program starts itself to open one address and end.
const OPENS: &str = "--opens-address";

/// The same without these variables of the environment, which hold secrets. A browser lives for
/// days, and hands what it inherits to each of its own processes.
///
/// # Errors
/// As [`open_in_browser`].
pub fn open_in_browser_without(address: &str, secrets: &[OsString]) -> Result<(), BrowserError> {
    if secrets.iter().all(|name| std::env::var_os(name).is_none()) {
        return open_in_browser(address);
    }
    let url = checked(address).map_err(BrowserError::Refused)?;
    // A program cannot take a variable out of its own environment while others may read it, and a
    // browser is given that of whoever starts it. So this program starts itself in between.
    let none = |why: &dyn std::fmt::Display| BrowserError::None(why.to_string());
    let program = std::env::current_exe().map_err(|error| none(&error))?;
    let mut command = Command::new(program);
    command.arg(OPENS).arg(url.as_str());
    for name in secrets {
        command.env_remove(name);
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(none(&"none was found, or it did not start")),
        Err(error) => Err(none(&error)),
    }
}

/// Whether this process is the one in between; then it opens the address, and this says whether that
/// went well.
pub fn opened_for_itself(arguments: &[OsString]) -> Option<bool> {
    match arguments {
        [_, opens, address] if opens == OsStr::new(OPENS) => {
            let address = address.to_str().unwrap_or_default();
            Some(open_in_browser(address).is_ok())
        }
        _ => None,
    }
}

/// The address as a browser is given it. Written out anew, it begins with its scheme, and what is
/// no plain character of a URL is encoded.
fn checked(address: &str) -> Result<Url, &'static str> {
    if address.len() > MAX_BYTES {
        return Err("the address is too long");
    }
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("the address holds characters that no address may hold");
    }
    let url = Url::parse(address).map_err(|_| "this is no address")?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err("the address begins with neither https nor http");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("the address names no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds a user name or a password");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_web_address_is_opened() {
        for bad in [
            "",
            "--new-window",
            "-https://id.example/",
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,a",
            "ms-settings:",
            "id.example",
            "https://",
            "https://id.example/\n--flag",
            " https://id.example/",
            "https://id.example/a b",
            "https://id.example\u{202f}/",
            "https://ada:hunter2@id.example/",
        ] {
            let error = open_in_browser(bad).unwrap_err();
            assert!(matches!(error, BrowserError::Refused(_)), "{bad}: {error}");
        }
        let long = format!("https://id.example/{}", "a".repeat(MAX_BYTES));
        assert!(checked(&long).is_err());
    }

    #[test]
    fn what_a_shell_could_read_is_encoded_or_stays_one_argument() {
        for (given, opened) in [
            ("HTTPS://ID.example", "https://id.example/"),
            (
                "https://id.example/?a=\"$(x)\"",
                "https://id.example/?a=%22$(x)%22",
            ),
            ("http://[::1]:1/a?b=c&d=`e`", "http://[::1]:1/a?b=c&d=`e`"),
        ] {
            assert_eq!(checked(given).unwrap().as_str(), opened);
        }
    }

    /// What the other half of this test, a process of its own, is told by.
    #[cfg(target_os = "linux")]
    const OTHER_HALF: &str = "TOKENSCOPE_TEST_OPENS";

    #[cfg(target_os = "linux")]
    #[test]
    fn the_program_that_the_environment_names_gets_the_address_as_one_argument() {
        use std::os::unix::fs::PermissionsExt as _;
        use std::process::Command;
        if let Ok(address) = std::env::var(OTHER_HALF) {
            open_in_browser(&address).unwrap();
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let (script, pipe) = (folder.path().join("browser"), folder.path().join("pipe"));
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' $# \"$@\" > '{}'\n",
            pipe.display()
        );
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let address = "https://id.example/authorize?a=$(touch x)&b=';|c%20d'".replace(' ', "%20");
        let name = "the_program_that_the_environment_names_gets_the_address_as_one_argument";
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("desktop::browser::tests::{name}")])
            .env("BROWSER", &script)
            .env(OTHER_HALF, &address)
            .output()
            .unwrap();
        assert!(ended.status.success(), "{ended:?}");
        // Reading waits for the script to write.
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || tell.send(std::fs::read_to_string(pipe)));
        let arguments = told.recv_timeout(std::time::Duration::from_secs(30));
        let given = checked(&address).unwrap();
        assert_eq!(arguments.unwrap().unwrap(), format!("1\n{given}\n"));
    }
}
