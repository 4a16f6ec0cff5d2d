//! A keyring that is not to be had, or not yet, and an encrypted file that is locked: the window
//! says why and what to do, and goes on once that was done.
//!
//! A bus is found by the environment, so each window is opened in a process of its own.

use super::desk::{Desk, NOW, TOKEN};
use super::looks::look;
use super::session::{HERE, Session, keyring_process, lock, signal, test_alone, unlock};
use super::vault::{PASSPHRASE, add, desk_at, fill, new_file, outside};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use tokenscope::app::{Phase, StoreChoice, ThemeChoice};
use tokenscope::store::Patience;
use tokenscope::work::{Outside, Threads, VaultPlace};

const THEMES: [(ThemeChoice, &str); 2] =
    [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")];

/// The folder of this process, which is thrown away after it.
fn folder() -> std::path::PathBuf {
    std::env::var_os("XDG_DATA_HOME").unwrap().into()
}

fn start(theme: ThemeChoice) -> Desk {
    let mut desk = desk_at(&folder(), theme);
    desk.click("Vault");
    desk
}

/// What is offered where there is no keyring, and that all the rest works.
fn the_rest_works(desk: &mut Desk) {
    desk.expect(&["Use an encrypted file", "Use memory only"]);
    assert!(!desk.sees("Use the keyring"), "it is not offered");
    desk.click("Inspect");
    desk.paste(TOKEN);
    desk.expect(&["Not verified"]);
    desk.click("Vault");
    desk.click("Use memory only");
    add(desk, "mine", "hunter2", &[]);
    desk.expect(&["mine, Other"]);
}

#[test]
fn without_a_bus_it_says_so_and_offers_the_others() {
    let folder = tempfile::tempdir().unwrap();
    test_alone("vault_states::inner_no_bus", |command| {
        command.env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.env("XDG_RUNTIME_DIR", folder.path());
        command.env("XDG_DATA_HOME", folder.path());
    });
}

#[test]
#[ignore = "it is run by without_a_bus_it_says_so_and_offers_the_others"]
fn inner_no_bus() {
    let mut results = SnapshotResults::new();
    for (theme, told) in THEMES {
        let mut desk = start(theme);
        desk.expect(&[
            "This session's keyring",
            "Not to be had",
            "Look for the keyring again",
        ]);
        assert!(desk.sees_part("This session has no message bus"));
        assert!(desk.sees_part("use an encrypted file"));
        assert!(!desk.sees_part("--store"), "the window has no flags");
        results.add(look(&mut desk, &format!("vault-missing-{told}")));
        the_rest_works(&mut desk);
    }
}

#[test]
fn without_a_service_it_says_what_to_start_and_finds_it_once_that_runs() {
    let session = Session::start("bare");
    session.test("vault_states::inner_no_service", &[]);
}

#[test]
#[ignore = "it is run by without_a_service_it_says_what_to_start_and_finds_it_once_that_runs"]
fn inner_no_service() {
    let mut desk = start(ThemeChoice::Dark);
    let missing = "No Secret Service answers on this session's bus; start gnome-keyring, KWallet";
    assert!(desk.sees_part(missing));
    desk.click("Look for the keyring again");
    assert!(desk.sees_part(missing));
    unlock(HERE);
    desk.click("Look for the keyring again");
    desk.expect(&["Ready"]);
    desk.click("Use the keyring");
    add(&mut desk, "mine", "hunter2", &[]);
    // It goes away in the middle; on this bus nothing starts it anew.
    signal("KILL", keyring_process(HERE));
    desk.click("Reveal the secret");
    assert!(desk.sees_part(missing), "{:?}", desk.model().notice);
    assert_eq!(desk.model().vault.phase, Phase::Open, "the list is there");
    desk.expect(&["mine, Other"]);
    unlock(HERE);
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
}

#[test]
fn a_keyring_that_was_chosen_and_is_gone_at_the_next_start_is_told_and_tried_again() {
    let session = Session::start("bare");
    session.test("vault_states::inner_gone_at_the_start", &[]);
}

#[test]
#[ignore = "it is run by a_keyring_that_was_chosen_and_is_gone_at_the_next_start_is_told_and_tried_again"]
fn inner_gone_at_the_start() {
    unlock(HERE);
    let mut desk = start(ThemeChoice::Dark);
    desk.click("Use the keyring");
    add(&mut desk, "mine", "hunter2", &[]);
    let settings = desk.model().settings();
    assert_eq!(settings.vault.store, Some(StoreChoice::Keyring));
    drop(desk);
    signal("KILL", keyring_process(HERE));
    let runner = tokenscope::work::Inline::new(outside(&folder()));
    let mut desk = Desk::settled(runner, settings);
    desk.click("Vault");
    let missing = "No Secret Service answers";
    let told = desk.harness.query_all_by_label_contains(missing).count();
    assert_eq!(told, 1, "it is said, and not twice");
    desk.expect(&["Not to be had", "Use an encrypted file"]);
    unlock(HERE);
    desk.click("Look for the keyring again");
    desk.click("Use the keyring");
    desk.click("mine, Other");
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
}

#[test]
fn without_a_default_collection_it_says_where_to_make_one() {
    let session = Session::start("fresh");
    session.test("vault_states::inner_no_collection", &[]);
}

#[test]
#[ignore = "it is run by without_a_default_collection_it_says_where_to_make_one"]
fn inner_no_collection() {
    let mut desk = start(ThemeChoice::Dark);
    assert!(desk.sees_part("The keyring has no default collection; make one in the desktop's"));
    the_rest_works(&mut desk);
}

#[test]
fn a_locked_keyring_shows_its_list_and_is_tried_again() {
    let session = Session::start("unlocked");
    session.test("vault_states::inner_locked", &[]);
}

#[test]
#[ignore = "it is run by a_locked_keyring_shows_its_list_and_is_tried_again"]
fn inner_locked() {
    let mut desk = start(ThemeChoice::Dark);
    desk.click("Use the keyring");
    add(&mut desk, "mine", "hunter2", &[]);
    lock(HERE);
    desk.click("Choose another store");
    desk.expect(&["Locked"]);
    assert!(desk.sees_part("asks for its password when it is used"));
    desk.click("Use the keyring");
    desk.click("mine, Other");
    // Nobody can be asked here: no display, no program that shows prompts.
    desk.click("Reveal the secret");
    assert!(desk.sees_part("its prompt was closed or could not be shown; unlock it, then try"));
    // What is to be kept stays in its form.
    desk.click("Add");
    fill(&mut desk, "Label", "yours");
    fill(&mut desk, "Secret", "hunter3");
    desk.click("Keep it");
    assert!(desk.sees_part("The keyring is locked"));
    assert!(desk.model().vault.form.is_some());
    unlock(HERE);
    desk.click("Keep it");
    desk.expect(&["yours, Other"]);
    desk.click("Reveal the secret");
    desk.expect(&["hunter3"]);
    // Another service takes its place in the middle, and is locked.
    signal("KILL", keyring_process(HERE));
    desk.click("mine, Other");
    desk.click("Reveal the secret");
    assert!(desk.sees_part("unlock it, then try again"));
    unlock(HERE);
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
}

/// While a prompt is open no button does nothing: it is disabled, or says why.
fn nothing_more_is_asked(desk: &mut Desk) {
    let told = "The keyring is being waited for: answer its prompt, or give up waiting";
    desk.expect(&[told]);
    for name in ["Reveal the secret", "Copy the secret", "Inspect the secret"] {
        assert!(desk.node(name).accesskit_node().is_disabled(), "{name}");
    }
    desk.click("Remove it");
    assert_eq!(desk.model().notice.as_ref().unwrap().text, told);
    desk.click("Edit it");
    desk.click("Save");
    assert_eq!(
        desk.model().vault.form.as_ref().unwrap().error.as_deref(),
        Some(told)
    );
    desk.click("Discard the form");
}

#[test]
fn an_open_prompt_is_said_and_can_be_given_up() {
    let session = Session::start("unlocked");
    let _prompter = session.silent_prompter();
    session.test("vault_states::inner_prompt", &[]);
}

/// A window whose work is done on threads, and what wakes it.
fn with_threads(theme: ThemeChoice) -> (Desk, Receiver<()>) {
    let (wake, woken) = mpsc::channel();
    let outside = Outside {
        vault: VaultPlace {
            patience: Patience {
                quiet: Duration::from_millis(200),
                ..Patience::default()
            },
            ..VaultPlace::in_folder(folder())
        },
        ..Outside::none()
    };
    let threads = Threads::new(outside, move || {
        let _ = wake.send(());
    });
    (Desk::with(threads, 1280.0, 800.0, theme, 1.0), woken)
}

/// Goes on, whenever the window is woken, until that is so.
#[track_caller]
fn until(desk: &mut Desk, woken: &Receiver<()>, is_so: impl Fn(&Desk) -> bool) {
    while !is_so(desk) {
        let waited = woken.recv_timeout(Duration::from_secs(60));
        assert!(
            waited.is_ok(),
            "nothing happens: {:?}",
            desk.model().vault.waited
        );
        desk.settle();
    }
}

#[test]
#[ignore = "it is run by an_open_prompt_is_said_and_can_be_given_up"]
fn inner_prompt() {
    let mut results = SnapshotResults::new();
    for (theme, told) in THEMES {
        unlock(HERE);
        let (mut desk, woken) = with_threads(theme);
        desk.click("Vault");
        until(&mut desk, &woken, |desk| desk.sees("Ready"));
        desk.click("Use the keyring");
        until(&mut desk, &woken, |desk| {
            desk.model().vault.phase == Phase::Open
        });
        let label = format!("mine in the {told}");
        desk.click("Add");
        fill(&mut desk, "Label", &label);
        fill(&mut desk, "Secret", "hunter2");
        desk.click("Keep it");
        until(&mut desk, &woken, |desk| {
            !desk.model().vault.events.is_empty()
        });
        lock(HERE);
        desk.click("Reveal the secret");
        let prompt = "The keyring is locked and asks for its password in another window";
        until(&mut desk, &woken, |desk| desk.sees(prompt));
        desk.expect(&["Give up waiting for the keyring", "Fetching the secret"]);
        results.add(look(&mut desk, &format!("vault-prompt-{told}")));
        nothing_more_is_asked(&mut desk);
        // The rest of the window goes on meanwhile.
        desk.click("Inspect");
        desk.paste(TOKEN);
        until(&mut desk, &woken, |desk| desk.sees("Not verified"));
        desk.click("Vault");
        desk.click("Give up waiting for the keyring");
        until(&mut desk, &woken, |desk| {
            desk.model().vault.waited.is_none()
        });
        assert!(desk.sees_part("Given up; a prompt of the keyring may still be open"));
        assert!(!desk.sees(prompt) && !desk.sees_part("hunter2"));
        // Later it works, in the same window.
        unlock(HERE);
        desk.click("Reveal the secret");
        until(&mut desk, &woken, |desk| desk.sees("hunter2"));
    }
}

#[test]
fn an_encrypted_file_asks_for_its_passphrase_and_says_where_it_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    test_alone("vault_states::inner_passphrase", |command| {
        // In the pictures no path is to be that of a machine.
        command.current_dir(folder.path());
    });
}

#[test]
#[ignore = "it is run by an_encrypted_file_asks_for_its_passphrase_and_says_where_it_is_wrong"]
fn inner_passphrase() {
    let mut results = SnapshotResults::new();
    for (theme, told) in THEMES {
        let path = format!("vault-{told}");
        let mut desk = desk_at(Path::new(&path), theme);
        desk.click("Vault");
        new_file(&mut desk);
        add(&mut desk, "mine", "hunter2", &[]);
        let settings = desk.model().settings();
        drop(desk);
        // The next start asks.
        let mut desk = Desk::settled(
            tokenscope::work::Inline::new(outside(Path::new(&path))),
            settings,
        );
        desk.click("Vault");
        desk.expect(&["Locked", "Unlock"]);
        assert!(!desk.sees_part("mine"));
        // The caret blinks.
        desk.node("Unlock").focus();
        desk.settle();
        results.add(look(&mut desk, &format!("vault-locked-{told}")));
        desk.click("Unlock");
        desk.expect(&["Type the passphrase first"]);
        fill(&mut desk, "Passphrase", "correct horse batteri");
        desk.click("Unlock");
        assert!(desk.sees_part(&format!(
            "The passphrase does not open vault-{told}/vault.age"
        )));
        desk.node("Unlock").focus();
        desk.settle();
        results.add(look(&mut desk, &format!("vault-wrong-{told}")));
        fill(&mut desk, "Passphrase", PASSPHRASE);
        desk.press(egui::Modifiers::NONE, egui::Key::Enter);
        desk.expect(&["mine, Other"]);
        desk.click("Change the passphrase");
        desk.node("Change it").focus();
        desk.settle();
        results.add(look(&mut desk, &format!("vault-passphrase-{told}")));
    }
}

/// Another passphrase: the old one is needed, and opens nothing any more.
#[test]
fn the_passphrase_of_the_file_is_changed_and_the_old_one_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "mine", "hunter2", &[]);
    // A second window of the same file.
    let mut other = desk_at(folder.path(), ThemeChoice::Dark);
    other.click("Vault");
    other.click("Use an encrypted file");
    fill(&mut other, "Passphrase", PASSPHRASE);
    other.click("Unlock");
    other.click("mine, Other");

    let before = std::fs::read(folder.path().join("vault.age")).unwrap();
    let new = "incorrect horse battery";
    desk.click("Change the passphrase");
    desk.click("Change it");
    desk.expect(&["Type the passphrase that opens the file now"]);
    let form = |desk: &mut Desk, old: &str, new: &str, again: &str| {
        fill(desk, "Passphrase that opens the file now", old);
        fill(desk, "New passphrase", new);
        fill(desk, "The new passphrase again", again);
        desk.click("Change it");
    };
    form(&mut desk, "something else", new, new);
    assert!(desk.sees_part("The passphrase does not open"));
    assert_eq!(
        desk.model().vault.phase,
        Phase::Open,
        "a mistake locks nothing"
    );
    form(&mut desk, PASSPHRASE, new, "incorrect horse batteri");
    desk.expect(&["The two new passphrases are not the same"]);
    form(&mut desk, PASSPHRASE, "short", "short");
    assert!(desk.sees_part("shorter than 8 characters"));
    assert_eq!(
        std::fs::read(folder.path().join("vault.age")).unwrap(),
        before
    );
    form(&mut desk, PASSPHRASE, new, new);
    desk.expect(&["The file opens with the new passphrase only"]);
    assert!(!format!("{:?}", desk.model()).contains("horse battery"));
    // It goes on without being asked again.
    desk.click("mine, Other");
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
    // The other window is told, and takes the new one.
    other.click("Reveal the secret");
    other.expect(&["Locked"]);
    assert!(other.sees_part("The passphrase does not open"));
    assert!(!other.sees_part("hunter2"));
    fill(&mut other, "Passphrase", PASSPHRASE);
    other.click("Unlock");
    assert!(other.sees_part("The passphrase does not open"));
    fill(&mut other, "Passphrase", new);
    other.click("Unlock");
    other.click("mine, Other");
    other.click("Reveal the secret");
    other.expect(&["hunter2"]);
}

/// Five minutes of nothing: what was typed and shown is gone from the window's memory.
#[test]
fn after_an_idle_time_the_file_is_locked_and_all_that_was_shown_or_typed_is_wiped() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("Reveal the secret");
    assert!(desk.model().vault.revealed.is_some());
    // The clock alone is nobody: it neither keeps the file open nor what is shown.
    desk.wait(30);
    assert!(desk.model().vault.revealed.is_none());
    desk.click("Add");
    fill(&mut desk, "Secret", "hunter3");
    for _ in 0..4 {
        desk.wait(60);
    }
    assert_eq!(desk.model().vault.phase, Phase::Open);
    assert_eq!(desk.model().now, NOW + 30 + 240);
    desk.wait(60);
    let space = &desk.model().vault;
    assert_eq!(space.phase, Phase::Locked);
    assert!(space.revealed.is_none() && space.form.is_none() && space.index.is_none());
    assert!(space.found.is_empty() && space.events.is_empty());
    assert!(space.opener.passphrase.is_empty() && space.rekeying.old.is_empty());
    assert!(!desk.sees_part("mine") && !desk.sees_part("hunter"));
    // The store itself was closed: nothing is fetched without the passphrase.
    desk.click("Unlock");
    desk.expect(&["Type the passphrase first"]);
}
