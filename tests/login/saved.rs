//! Tokens of a login are kept in the vault, found by another process, and refreshed from there.

use crate::desk::{PASSPHRASE, Session as Desktop, files_under};
use crate::follower::sign_in;
use crate::provider::Provider;
use crate::run::{Run, finish, program};
use crate::session::Session;
use std::path::Path;
use std::process::Command;
use tokenscope::report::Secret;
use tokenscope::store::{FileStore, Place, Vault};

/// Where tokens are kept in a test.
struct Kept<'a> {
    /// The flags that name the store.
    store: Vec<String>,
    /// Puts the program where that store is.
    inside: &'a dyn Fn(&mut Command),
}

impl Kept<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        (self.inside)(&mut command);
        command.args(arguments).args(&self.store);
        command
    }

    fn vault(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(&[&["vault"], arguments].concat()), b"")
    }

    fn revealed(&self, label: &str) -> String {
        let shown = self.vault(&["show", label, "--reveal"]);
        assert_eq!(shown.code, 0, "{shown:?}");
        shown.out
    }

    /// Signs in as ada and keeps the tokens as `work`.
    fn sign_in(&self, issuer: &str) -> Run {
        let line = "login --client-id native-none --no-browser --format json --save work";
        let mut arguments: Vec<_> = line.split_whitespace().collect();
        arguments.extend(["--issuer", issuer]);
        let mut session = Session::of(&mut self.command(&arguments));
        sign_in(&session.url(), "ada").deliver();
        session.finish()
    }

    /// Refreshes `work` with the token that the vault gives out.
    fn refresh(&self, issuer: &str) -> Run {
        let mut command = self.command(&["vault", "run"]);
        command.args(["--env", "RT=work-refresh", "--env", "ID=work-id", "--"]);
        command.arg(program().get_program());
        let line = "login --client-id native-none --grant refresh --refresh-token-env RT \
                    --id-token-env ID --format json --save work";
        command.args(line.split_whitespace());
        command.args(["--issuer", issuer]).args(&self.store);
        finish(&mut command, b"")
    }

    /// A login is kept and refreshed; no file under the folder and no output holds a token.
    fn plays(&self, folder: &Path) {
        let provider = Provider::start();
        let issuer = provider.url("");
        let first = self.sign_in(&issuer);
        assert_eq!(first.code, 0, "{first:?}");
        let labels = ["work", "work-refresh", "work-id"];
        assert_eq!(first.json()["saved"], serde_json::json!(labels));
        let listed = self.vault(&["list", "--format", "json"]);
        let list = listed.json();
        let entries = list["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 3, "{listed:?}");
        assert!(entries.iter().all(|entry| entry["account"] == "ada"));
        assert!(entries.iter().all(|entry| entry["provider"] == "127.0.0.1"));
        let shown = self.vault(&["show", "work", "--format", "json"]);
        let json = shown.json();
        assert_eq!(json["kind"], "access-token", "{shown:?}");
        assert!(json["expires"].is_string() || json["expires"].is_number());
        assert_eq!(json["companions"].as_array().unwrap().len(), 2, "{shown:?}");
        let old = labels.map(|label| self.revealed(label));

        let second = self.refresh(&issuer);
        assert_eq!(second.code, 0, "{second:?}");
        assert_eq!(second.status("refresh-subject"), "pass");
        let new = labels.map(|label| self.revealed(label));
        // An ID token of the same second is the same.
        for (old, new) in old.iter().zip(&new).take(2) {
            assert_ne!(old, new);
        }
        let third = self.refresh(&issuer);
        assert_eq!(
            third.code, 0,
            "the new refresh token is the good one: {third:?}"
        );
        let newest = labels.map(|label| self.revealed(label));
        let checked = self.vault(&["check"]);
        assert_eq!(checked.code, 0, "{checked:?}");
        let relisted = self.vault(&["list", "--format", "json"]);
        let relist = relisted.json();
        assert_eq!(relist["entries"].as_array().unwrap().len(), 3);

        let shown = self.vault(&["show", "work-refresh"]);
        assert!(shown.out.contains("Refreshed"), "{shown:?}");
        let mut places: Vec<(String, Vec<u8>)> = Vec::new();
        for run in [first, second, third, listed, relisted, shown, checked] {
            places.push(("standard output".to_owned(), run.out.into_bytes()));
            places.push(("standard error".to_owned(), run.err.into_bytes()));
        }
        let files = files_under(folder).into_iter();
        places.extend(files.map(|(path, bytes)| (path.display().to_string(), bytes)));
        for end in ["index.json", "activity.jsonl"] {
            assert!(places.iter().any(|(name, _)| name.ends_with(end)), "{end}");
        }
        for token in old.iter().chain(&new).chain(&newest) {
            for (name, bytes) in &places {
                let mut parts = bytes.windows(token.len());
                assert!(!parts.any(|part| part == token.as_bytes()), "{name}");
            }
        }
    }
}

/// The vault in that encrypted file. One that is new is made with little work, which it keeps.
pub(crate) fn open_file(file: &Path) -> Vault {
    let opened_by = Some(Secret::from(PASSPHRASE.to_owned()));
    let store = FileStore::new(file, opened_by).with_work_factor(2);
    Vault::new(Box::new(store), Some(Place::beside(file)))
}

/// Makes an encrypted file, and gives the flags that name it and its passphrase.
pub(crate) fn file_flags(file: &Path, passphrase: &Path) -> Vec<String> {
    std::fs::write(passphrase, PASSPHRASE).unwrap();
    open_file(file).prepare().unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let flag = |name: &str| name.to_owned();
    vec![
        flag("--vault-file"),
        text(file),
        flag("--passphrase-file"),
        text(passphrase),
    ]
}

#[test]
fn an_encrypted_file_keeps_a_login_and_refreshes_it() {
    let folder = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir().unwrap();
    let store = file_flags(
        &folder.path().join("vault.age"),
        &beside.path().join("passphrase"),
    );
    let inside = |command: &mut Command| {
        command.env_remove("TOKENSCOPE_STORE");
    };
    let kept = Kept {
        store,
        inside: &inside,
    };
    kept.plays(folder.path());
}

#[test]
fn the_keyring_keeps_a_login_and_refreshes_it() {
    let desktop = Desktop::start("unlocked");
    let inside = |command: &mut Command| desktop.inside(command);
    let kept = Kept {
        store: Vec::new(),
        inside: &inside,
    };
    kept.plays(desktop.folder.path());
}

/// An issuer at which nobody listens would be an error of another kind: nothing may be sent.
const NOBODY: &str = "http://127.0.0.1:9";

#[test]
fn nothing_is_sent_where_nothing_can_be_kept() {
    let line = "login --client-id native-none --no-browser --save work --issuer";
    let mut arguments: Vec<_> = line.split_whitespace().collect();
    arguments.push(NOBODY);
    let bare = Desktop::start("bare");
    let mut command = program();
    bare.inside(command.args(&arguments));
    finish(&mut command, b"").refused("no Secret Service answers");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let store = file_flags(&file, &folder.path().join("passphrase"));
    let run =
        |arguments: &[&str], input: &[u8]| finish(program().args(arguments).args(&store), input);
    let added = run(&["vault", "add", "work-id"], b"hunter2");
    assert_eq!(added.code, 0, "{added:?}");
    run(&arguments, b"").refused("came from no login");
    std::fs::write(folder.path().join("passphrase"), "another one altogether").unwrap();
    let other = [
        &arguments[..arguments.len() - 3],
        &["else", "--issuer", NOBODY],
    ]
    .concat();
    run(&other, b"").refused("the passphrase does not open");

    let unsaved = ["login", "--client-id", "c", "--issuer", NOBODY];
    run(&unsaved, b"").refused("give --save LABEL");
}

#[test]
fn tokens_that_are_refused_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let store = file_flags(&file, &beside.path().join("passphrase"));
    let provider = Provider::start();
    let line = "login --client-id native-none --grant refresh --refresh-token-env RT --save work";
    let mut command = program();
    command.args(line.split_whitespace()).args(&store);
    command
        .args(["--issuer", &provider.url("")])
        .env("RT", "no such token");
    let refused = finish(&mut command, b"");
    assert_eq!(refused.code, 1, "{refused:?}");
    let mut list = program();
    list.args(["vault", "list", "--format", "json"])
        .args(&store);
    let list = finish(&mut list, b"").json();
    assert_eq!(list["entries"].as_array().unwrap().len(), 0);
}

/// The file of profiles in a folder for settings: each a name, and the entry that it names.
fn profiles(config: &Path, issuer: &str, profiles: &[(&str, &str)]) {
    let mut text = String::new();
    for (name, entry) in profiles {
        text.push_str(&format!(
            r#"
[[profile]]
name = "{name}"
issuer = "{issuer}"
client_id = "machine"
auth = "post"
grant = "client-credentials"
scopes = ["api:read"]
resource = ["urn:test:ES256"]
vault_entry = "{entry}"
"#
        ));
    }
    let folder = config.join("tokenscope");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("profiles.toml"), text).unwrap();
}

#[test]
fn a_profile_takes_its_secret_from_the_vault_and_from_its_own_entry_only() {
    const SECRET: &str = "machine-secret";
    let folder = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let passphrase = beside.path().join("passphrase");
    let store = file_flags(&file, &passphrase);
    let config = folder.path().join("config");
    let run = |arguments: &[&str], input: &[u8]| {
        let mut command = program();
        command.env("XDG_CONFIG_HOME", &config);
        finish(command.args(arguments).args(&store), input)
    };
    let add = [
        "vault",
        "add",
        "mine",
        "--kind",
        "client-secret",
        "--provider",
        "127.0.0.1",
        "--profile",
    ];
    let added = run(&[&add[..], &["machine"]].concat(), SECRET.as_bytes());
    assert_eq!(added.code, 0, "{added:?}");
    let shown = run(&["vault", "show", "mine", "--format", "json"], b"");
    let id = shown.json()["id"].as_str().unwrap().to_owned();
    let provider = Provider::start();
    let of = [("machine", id.as_str()), ("evil", &id), ("lost", "gone")];
    profiles(&config, &provider.url(""), &of);

    let login = |profile: &str| run(&["login", "--profile", profile, "--format", "json"], b"");
    let first = login("machine");
    assert_eq!(first.code, 0, "{first:?}");
    let shown = run(&["vault", "show", "mine"], b"");
    assert!(shown.out.contains("Sent to 127.0.0.1"), "{shown:?}");
    // With one opening of the file both are done.
    let line = "login --profile machine --format json --save work";
    let line: Vec<&str> = line.split_whitespace().collect();
    let saved = run(&line, b"");
    assert_eq!(
        saved.json()["saved"],
        serde_json::json!(["work"]),
        "{saved:?}"
    );
    // What is given beside it counts, and the vault is left alone.
    let mut given = program();
    let flags = ["login", "--profile", "lost", "--client-secret-env", "CS"];
    given.env("XDG_CONFIG_HOME", &config).env("CS", SECRET);
    let given = finish(given.args(flags), b"");
    assert_eq!(given.code, 0, "{given:?}");

    // The profile that it is kept for, with another issuer.
    let elsewhere = provider.url("").replace("127.0.0.1", "localhost");
    profiles(&config, &elsewhere, &of);
    login("machine").refused("but the profile \"machine\" asks \"localhost\"");
    profiles(&config, &provider.url(""), &of);
    login("evil").refused("kept for another profile than \"evil\"");
    login("lost").refused("has no entry any more with the secret of the profile \"lost\"");
    std::fs::write(&passphrase, "another one altogether").unwrap();
    login("machine").refused("the passphrase does not open");

    let mut places: Vec<(String, Vec<u8>)> = Vec::new();
    for run in [first, saved, shown, given] {
        places.push(("standard output".to_owned(), run.out.into_bytes()));
        places.push(("standard error".to_owned(), run.err.into_bytes()));
    }
    let files = files_under(folder.path()).into_iter();
    places.extend(files.map(|(path, bytes)| (path.display().to_string(), bytes)));
    for (name, bytes) in &places {
        let mut parts = bytes.windows(SECRET.len());
        assert!(!parts.any(|part| part == SECRET.as_bytes()), "{name}");
    }
}

/// Ended by Ctrl+C itself, which a shell tells as 130: nothing was sent yet.
const BY_SIGNAL: i32 = -1;

/// The keyring's prompt is open, and nobody answers it.
#[test]
fn a_prompt_of_the_keyring_is_said_and_ends_with_ctrl_c_or_after_a_while() {
    let desktop = Desktop::start("unlocked");
    let _prompter = desktop.silent_prompter();
    let line = "add mine --kind client-secret --provider 127.0.0.1 --profile machine";
    let add: Vec<&str> = line.split_whitespace().collect();
    let added = desktop.vault(&add, b"machine-secret");
    assert_eq!(added.code, 0, "{added:?}");
    let shown = desktop.vault(&["show", "mine", "--format", "json"], b"");
    let id = shown.json()["id"].as_str().unwrap().to_owned();
    let provider = Provider::start();
    let config = desktop.folder.path().join("config");
    profiles(&config, &provider.url(""), &[("machine", &id)]);
    let login = |more: &[&str]| {
        let mut command = program();
        desktop.inside(command.args(["login", "--profile", "machine"]).args(more));
        command
    };
    desktop.lock();
    let asks = |line: &str| {
        line.contains("asks for its password in another window")
            .then_some(())
    };

    let mut waits = Session::of(&mut login(&[]));
    waits.line(asks);
    waits.interrupt();
    let ended = waits.finish();
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (BY_SIGNAL, ""),
        "{ended:?}"
    );

    let mut waits = Session::of(&mut login(&["--wait", "2"]));
    waits.line(asks);
    let ended = waits.finish();
    assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{ended:?}");
    assert!(
        ended
            .err
            .contains("nobody answered its prompt within 2 seconds"),
        "{ended:?}"
    );

    desktop.unlock();
    let signed_in = finish(&mut login(&["--format", "json"]), b"");
    assert_eq!(signed_in.code, 0, "{signed_in:?}");

    // The tokens are kept in a keyring that is locked meanwhile: nothing was sent before it opened.
    desktop.lock();
    let mut waits = Session::of(&mut login(&["--save", "work"]));
    waits.line(asks);
    waits.interrupt();
    assert_eq!(waits.finish().code, BY_SIGNAL);
}
