//! What the tests of the vault need: a session with a keyring, folders, the program in them.

use crate::run::{Run, finish, program};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
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

    /// Locks the keyring.
    pub(crate) fn lock(&self) {
        lock(&|command| self.inside(command));
    }

    /// The process that keeps the secrets.
    pub(crate) fn keyring_process(&self) -> u32 {
        keyring_process(&|command| self.inside(command))
    }

    /// Opens the keyring as a desktop does when somebody signs in.
    pub(crate) fn unlock(&self) {
        unlock(&|command| self.inside(command));
    }

    /// Takes the place of the program that shows prompts, and never answers.
    pub(crate) fn silent_prompter(&self) -> zbus::blocking::Connection {
        let address = self.address.as_str();
        let connection = zbus::blocking::connection::Builder::address(address).unwrap();
        let connection = connection.build().unwrap();
        connection
            .request_name("org.gnome.keyring.SystemPrompter")
            .unwrap();
        connection
    }

    /// Runs one of the tests that need the session in their own environment, in a process of its
    /// own; further environment can be given.
    pub(crate) fn test(&self, name: &str, more: &[(&str, &str)]) {
        test_alone(name, |command| {
            self.inside(command);
            command.envs(more.iter().copied());
        });
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

/// Runs a test that is ignored otherwise, in a process of its own.
pub(crate) fn test_alone(name: &str, prepare: impl FnOnce(&mut Command)) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    prepare(&mut command);
    let run = finish(
        command.args(["--exact", name, "--ignored", "--nocapture"]),
        b"",
    );
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("1 passed"), "{}", run.out);
}

/// Puts a command into a session.
type Inside<'a> = &'a dyn Fn(&mut Command);

/// The session that this process is in already.
pub(crate) const HERE: Inside<'static> = &|_| ();

fn call(inside: Inside<'_>, destination: &str, path: &str, method: &str, argument: &str) -> Run {
    let mut command = Command::new("dbus-send");
    inside(&mut command);
    let destination = format!("--dest={destination}");
    command.args(["--session", "--print-reply", &destination, path, method]);
    finish(command.arg(argument), b"")
}

/// Locks the keyring of a session.
pub(crate) fn lock(inside: Inside<'_>) {
    let locked = call(
        inside,
        "org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/collection/login",
    );
    assert_eq!(locked.code, 0, "{locked:?}");
}

/// The process that keeps the secrets of a session.
pub(crate) fn keyring_process(inside: Inside<'_>) -> u32 {
    let reply = call(
        inside,
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.GetConnectionUnixProcessID",
        "string:org.freedesktop.secrets",
    );
    let number = reply.out.split_whitespace().last().unwrap();
    number.parse().unwrap()
}

/// Opens the keyring of a session as a desktop does when somebody signs in.
pub(crate) fn unlock(inside: Inside<'_>) {
    let arguments = ["--replace", "--unlock", "--components=secrets"];
    let mut command = Command::new("gnome-keyring-daemon");
    inside(&mut command);
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
    // It answers before its default collection is there.
    let begun = Instant::now();
    while !has_collection(inside) {
        assert!(begun.elapsed() < Duration::from_secs(30), "it stays locked");
    }
}

fn has_collection(inside: Inside<'_>) -> bool {
    let alias = call(
        inside,
        "org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.ReadAlias",
        "string:default",
    );
    alias.out.contains("object path \"/org")
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
