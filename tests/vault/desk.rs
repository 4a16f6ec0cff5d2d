//! What the tests of the vault need: a session with a keyring, folders, the program in them.

use crate::run::{Run, finish, program};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use tempfile::TempDir;

/// A passphrase for encrypted files.
pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// A session of its own, and folders that are thrown away.
pub(crate) struct Session {
    pub(crate) address: String,
    bus: Child,
    // It ends when this is closed.
    input: Option<ChildStdin>,
    pub(crate) folder: TempDir,
}

impl Session {
    /// Starts one in that state; see `session.sh`.
    pub(crate) fn start(state: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vault/session.sh");
        let mut bus = Command::new(script)
            .arg(state)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = bus.stdin.take();
        let mut lines = BufReader::new(bus.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| Some(line.unwrap().strip_prefix("ready ")?.to_owned()));
        let Some(address) = address else {
            panic!(
                "no session: are dbus-run-session and gnome-keyring-daemon here? tests/run installs them"
            );
        };
        Self {
            address,
            bus,
            input,
            folder,
        }
    }

    /// A command in this session.
    pub(crate) fn inside(&self, command: &mut Command) {
        let folder = self.folder.path();
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command.env("XDG_RUNTIME_DIR", folder.join("run"));
        command.env("XDG_DATA_HOME", folder.join("data"));
        command.env("XDG_CONFIG_HOME", folder.join("config"));
        command.env("XDG_CACHE_HOME", folder.join("cache"));
        command.env("HOME", folder);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command.env_remove("TOKENSCOPE_STORE");
    }

    /// Runs `tokenscope vault`.
    pub(crate) fn vault(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = program();
        self.inside(&mut command);
        finish(command.arg("vault").args(arguments), input)
    }

    /// Runs another program, and gives what it printed.
    pub(crate) fn tool(&self, name: &str, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = Command::new(name);
        self.inside(&mut command);
        finish(command.args(arguments), input)
    }

    fn call(&self, destination: &str, path: &str, method: &str, arguments: &[&str]) -> Run {
        let destination = format!("--dest={destination}");
        let first = ["--session", "--print-reply", &destination, path, method];
        self.tool("dbus-send", &[&first[..], arguments].concat(), b"")
    }

    /// Locks the keyring.
    pub(crate) fn lock(&self) {
        let locked = self.call(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &["array:objpath:/org/freedesktop/secrets/collection/login"],
        );
        assert_eq!(locked.code, 0, "{locked:?}");
    }

    /// The process that keeps the secrets.
    pub(crate) fn keyring_process(&self) -> u32 {
        let reply = self.call(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.GetConnectionUnixProcessID",
            &["string:org.freedesktop.secrets"],
        );
        let number = reply.out.split_whitespace().last().unwrap();
        number.parse().unwrap()
    }

    /// Opens the keyring as a desktop does when somebody signs in.
    pub(crate) fn unlock(&self) {
        let arguments = ["--replace", "--unlock", "--components=secrets"];
        let mut command = Command::new("gnome-keyring-daemon");
        self.inside(&mut command);
        // What stays in the background keeps no pipe of ours.
        let mut started = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut started.stdin.take().unwrap(), b"test").unwrap();
        assert!(started.wait().unwrap().success());
    }

    /// Where the list and the activity are.
    pub(crate) fn files(&self) -> PathBuf {
        self.folder.path().join("data/tokenscope/vault")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.bus.wait();
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, process: u32) {
    let number = process.to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &number])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Runs `tokenscope vault` on an encrypted file, in a folder of its own.
pub(crate) fn with_file(file: &Path, arguments: &[&str], input: &[u8]) -> Run {
    finish(&mut file_command(file, arguments), input)
}

/// The command that [`with_file`] runs.
pub(crate) fn file_command(file: &Path, arguments: &[&str]) -> Command {
    let mut command = program();
    command.arg("vault").arg("--vault-file").arg(file);
    command.args(["--passphrase-env", "VAULT_TEST_PASSPHRASE"]);
    command.env("VAULT_TEST_PASSPHRASE", PASSPHRASE);
    command.env("XDG_DATA_HOME", file.parent().unwrap());
    command.args(arguments);
    command
}

/// Every file under a folder, with its bytes.
pub(crate) fn files_under(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files_under(&path));
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            all.push((path, bytes));
        }
    }
    all
}
