//! A keyring that is not to be had, or not yet: each state is told, and none is remembered.

use crate::desk::{HERE, Session, lock, unlock};
use crate::run::{finish, program};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokenscope::report::Secret;
use tokenscope::store::{Keyring, KeyringState, Patience, Place, StoreError, Vault, Waiting};
use tokenscope::vault::{Draft, Entry, What};

#[test]
fn without_a_bus_everything_else_works_and_the_reason_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &[u8]| {
        let mut command = program();
        command
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("TOKENSCOPE_STORE");
        command
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("XDG_DATA_HOME", folder.path());
        finish(command.args(arguments), input)
    };
    run(&["vault", "add", "a"], b"hunter2").refused("no message bus");
    let listed = run(&["vault", "list"], b"");
    assert_eq!((listed.code, listed.out.as_str()), (0, ""), "{listed:?}");
    assert_eq!(run(&["inspect", "hello"], b"").code, 1);
    let added = run(&["vault", "add", "a", "--store", "memory"], b"hunter2");
    assert_eq!(added.code, 0, "{added:?}");
    assert!(added.err.contains("nothing is kept"), "{added:?}");
}

#[test]
fn a_bus_without_a_service_is_told_with_what_to_start() {
    let session = Session::start("bare");
    let refused = session.vault(&["add", "a"], b"hunter2");
    refused
        .refused("no Secret Service answers on this session's bus; start gnome-keyring, KWallet");
}

#[test]
fn a_keyring_without_a_default_collection_is_told() {
    let session = Session::start("fresh");
    session
        .vault(&["add", "a"], b"hunter2")
        .refused("no default collection");
    assert_eq!(session.vault(&["list"], b"").code, 0);
}

#[test]
fn a_locked_keyring_is_not_asked_for_the_list_and_told_where_a_secret_is_needed() {
    let session = Session::start("unlocked");
    assert_eq!(session.vault(&["add", "a"], b"hunter2").code, 0);
    session.lock();
    let listed = session.vault(&["list", "--format", "json"], b"");
    assert_eq!(listed.json()["entries"][0]["label"], "a");
    let shown = session.vault(&["show", "a"], b"");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    // Without a display the prompt cannot be shown, and is closed at once.
    session
        .vault(&["show", "a", "--reveal"], b"")
        .refused("the keyring is locked");
    session
        .vault(&["add", "b"], b"x")
        .refused("the keyring is locked");
    session.unlock();
    assert_eq!(
        session.vault(&["show", "a", "--reveal"], b"").out,
        "hunter2"
    );
}

/// It ended with 2, as what could not run, and the entry was gone.
#[test]
fn what_a_locked_keyring_cannot_delete_stays_in_the_list() {
    let session = Session::start("unlocked");
    assert_eq!(session.vault(&["add", "a"], b"hunter2").code, 0);
    session.lock();
    let remove = ["remove", "a", "--yes"];
    session.vault(&remove, b"").refused("the keyring is locked");
    let listed = session.vault(&["list", "--format", "json"], b"");
    assert_eq!(listed.json()["entries"][0]["label"], "a");
    session.unlock();
    let removed = session.vault(&remove, b"");
    assert_eq!((removed.code, removed.err.as_str()), (0, ""), "{removed:?}");
    let left = session.tool("secret-tool", &["lookup", "service", "tokenscope"], b"");
    assert_eq!(left.out, "");
}

#[test]
fn a_prompt_that_nobody_answers_is_told_and_given_up_in_time() {
    let session = Session::start("unlocked");
    assert_eq!(session.vault(&["add", "a"], b"hunter2").code, 0);
    session.lock();
    let _prompter = session.silent_prompter();
    let begun = Instant::now();
    let shown = session.vault(&["show", "a", "--reveal", "--wait", "3"], b"");
    assert!(begun.elapsed() >= Duration::from_secs(3));
    assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{shown:?}");
    let said: Vec<&str> = shown.err.lines().collect();
    assert!(
        said[0].contains("asks for its password in another window"),
        "{shown:?}"
    );
    assert!(
        said[1].contains("nobody answered its prompt within 3 seconds"),
        "{shown:?}"
    );
    session.unlock();
    assert_eq!(
        session.vault(&["show", "a", "--reveal"], b"").out,
        "hunter2"
    );
}

#[test]
fn a_keyring_that_hangs_is_told_and_not_waited_for() {
    let session = Session::start("unlocked");
    assert_eq!(session.vault(&["add", "a"], b"hunter2").code, 0);
    let process = session.keyring_process();
    crate::desk::signal("STOP", process);
    let shown = session.vault(&["show", "a", "--reveal", "--wait", "4"], b"");
    crate::desk::signal("CONT", process);
    assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{shown:?}");
    assert!(
        shown
            .err
            .contains("the keyring has not answered for 4 seconds"),
        "{shown:?}"
    );
    assert_eq!(
        session.vault(&["show", "a", "--reveal"], b"").out,
        "hunter2"
    );
}

fn vault(patience: Patience) -> (Vault, tokenscope::store::GiveUp) {
    let folder = std::env::var_os("XDG_DATA_HOME").unwrap();
    let keyring = Keyring::new(patience);
    let give_up = keyring.give_up();
    let place = Place::in_folder(std::path::Path::new(&folder));
    (Vault::new(Box::new(keyring), Some(place)), give_up)
}

fn draft(label: &str) -> Draft {
    Draft {
        label: label.to_owned(),
        ..Draft::default()
    }
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn reveal(vault: &mut Vault, entry: &Entry) -> Result<Secret, StoreError> {
    let mut secrets = vault.secrets(&[entry], &What::Revealed, 1_000)?;
    Ok(secrets.pop().unwrap())
}

#[test]
fn a_service_that_is_killed_midway_is_found_again() {
    let session = Session::start("unlocked");
    let process = session.keyring_process().to_string();
    let more = [("VAULT_TEST_KEYRING", process.as_str())];
    session.test("states::inner_killed_midway", &more);
}

#[test]
#[ignore = "started by a_service_that_is_killed_midway_is_found_again, in a session"]
fn inner_killed_midway() {
    let (mut vault, _) = vault(Patience::default());
    assert_eq!(Keyring::state(), KeyringState::Ready);
    let entry = vault.add(draft("a"), secret("hunter2"), 1_000).unwrap();
    let process: u32 = std::env::var("VAULT_TEST_KEYRING")
        .unwrap()
        .parse()
        .unwrap();
    crate::desk::signal("KILL", process);
    // The bus starts another, which is locked and has no display to ask on.
    let error = reveal(&mut vault, &entry).unwrap_err();
    assert!(
        matches!(error, StoreError::Keyring(KeyringState::Locked)),
        "{error}"
    );
    let error = vault.add(draft("b"), secret("x"), 1_000).unwrap_err();
    assert!(
        matches!(error, StoreError::Keyring(KeyringState::Locked)),
        "{error}"
    );
    // Somebody signs in again: the same vault goes on.
    unlock(HERE);
    assert_eq!(reveal(&mut vault, &entry).unwrap().expose(), b"hunter2");
    vault.add(draft("b"), secret("x"), 1_000).unwrap();
    assert!(vault.survey(5_000).unwrap().orphans.is_empty());
}

#[test]
fn another_label_is_the_title_in_the_keyrings_own_window() {
    let session = Session::start("unlocked");
    session.test("states::inner_another_label", &[]);
    let search = ["search", "--all", "application", "tokenscope"];
    let found = session.tool("secret-tool", &search, b"");
    let told = format!("{}{}", found.out, found.err);
    assert!(told.contains("label = Tokenscope: after"), "{told}");
}

#[test]
#[ignore = "started by another_label_is_the_title_in_the_keyrings_own_window, in a session"]
fn inner_another_label() {
    let (mut vault, _) = vault(Patience::default());
    let entry = vault
        .add(draft("before"), secret("hunter2"), 1_000)
        .unwrap();
    let written = Entry {
        label: "after".to_owned(),
        ..entry.clone()
    };
    vault.edit(&entry, written, 1_001).unwrap();
    assert!(vault.not_noted().is_none());
}

#[test]
fn an_open_prompt_can_be_given_up_and_the_vault_goes_on() {
    let session = Session::start("unlocked");
    let _prompter = session.silent_prompter();
    session.test("states::inner_given_up", &[]);
}

#[test]
#[ignore = "started by an_open_prompt_can_be_given_up_and_the_vault_goes_on, in a session"]
fn inner_given_up() {
    let (told, on_told) = std::sync::mpsc::channel();
    let patience = Patience {
        quiet: Duration::from_millis(200),
        tell: Arc::new(move |waiting| told.send(waiting).unwrap()),
        ..Patience::default()
    };
    let (mut vault, give_up) = vault(patience);
    let entry = vault.add(draft("a"), secret("hunter2"), 1_000).unwrap();
    lock(HERE);
    let person = std::thread::spawn(move || {
        // On a busy machine adding may have taken a while too.
        while on_told.recv().unwrap() != Waiting::ForPrompt {}
        give_up.give_up();
        on_told
    });
    let begun = Instant::now();
    let error = reveal(&mut vault, &entry).unwrap_err();
    assert!(matches!(error, StoreError::GivenUp), "{error}");
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "it was not waited to the end"
    );
    let _on_told = person.join().unwrap();
    // The list is there all the same, and forgetting the keyring harms nothing.
    assert_eq!(vault.open(1_000).unwrap().index.entries.len(), 1);
    vault.store().lock();
}
