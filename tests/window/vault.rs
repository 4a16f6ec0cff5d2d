//! What is kept, by accessible names: in memory, in an encrypted file, and in a real keyring.

use super::desk::{Desk, NOW, TOKEN};
use super::session::Session;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokenscope::app::{Action, Cleared, Page, Phase, ThemeChoice, VaultAction};
use tokenscope::vault::Kind;
use tokenscope::work::{Inline, Outside, VaultPlace};

pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// An outside whose vault is in that folder. The keyring is that of the machine's session, if any:
/// only the tests with a session of their own choose it.
pub(crate) fn outside(folder: &Path) -> Outside {
    Outside {
        vault: VaultPlace {
            // Little work, so that the tests take no minute.
            work: 4,
            ..VaultPlace::in_folder(folder.to_owned())
        },
        ..Outside::none()
    }
}

pub(crate) fn desk_at(folder: &Path, theme: ThemeChoice) -> Desk {
    Desk::with(Inline::new(outside(folder)), 1280.0, 800.0, theme, 1.0)
}

/// A vault in memory, open and empty.
pub(crate) fn in_memory() -> Desk {
    in_memory_with(ThemeChoice::Dark)
}

pub(crate) fn in_memory_with(theme: ThemeChoice) -> Desk {
    let mut desk = Desk::of(1280.0, 800.0, theme, 1.0);
    desk.click("Vault");
    desk.click("Use memory only");
    assert_eq!(desk.model().vault.phase, Phase::Open);
    desk
}

/// Writes into the field of that name; columns and labels may be called the same.
pub(crate) fn fill(desk: &mut Desk, field: &str, text: &str) {
    let role = egui::accesskit::Role::TextInput;
    let is_there = desk.harness.query_by_role_and_label(role, field).is_some();
    let role = if is_there {
        role
    } else {
        egui::accesskit::Role::PasswordInput
    };
    desk.harness.get_by_role_and_label(role, field).focus();
    desk.settle();
    desk.press(Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        desk.press(Modifiers::NONE, Key::Delete);
        return;
    }
    desk.harness
        .get_by_role_and_label(role, field)
        .type_text(text);
    desk.settle();
}

/// Makes an encrypted file, and has the vault there.
pub(crate) fn new_file(desk: &mut Desk) {
    desk.click("Use an encrypted file");
    fill(desk, "Passphrase", PASSPHRASE);
    fill(desk, "The same passphrase again", PASSPHRASE);
    desk.click("Make the file");
}

/// Adds by hand what is given: label, secret, and lines of the form.
pub(crate) fn add(desk: &mut Desk, label: &str, secret: &str, lines: &[(&str, &str)]) {
    desk.click("Add");
    fill(desk, "Label", label);
    fill(desk, "Secret", secret);
    for (field, text) in lines {
        fill(desk, field, text);
    }
    desk.click("Keep it");
    assert!(
        desk.model().vault.form.is_none(),
        "{:?}",
        desk.model().vault.form.as_ref().map(|form| &form.error)
    );
}

#[test]
fn the_stores_are_told_in_words_and_the_inspector_works_without_one() {
    let mut desk = Desk::new();
    desk.click("Vault");
    desk.expect(&[
        "This session's keyring",
        "An encrypted file",
        "Memory only",
        "Not to be had",
    ]);
    // This outside has no folder in which a list could be.
    assert!(desk.sees_part("gives no folder for data"));
    desk.paste(TOKEN);
    desk.expect(&["Not verified"]);
}

#[test]
fn a_secret_is_kept_masked_revealed_and_hides_itself() {
    let mut desk = in_memory();
    desk.expect(&["Nothing is kept yet"]);
    desk.click("Add");
    fill(&mut desk, "Label", "stripe-live");
    fill(&mut desk, "Secret", "rk_live_hunter2");
    let role = egui::accesskit::Role::PasswordInput;
    let typed = desk
        .harness
        .get_by_role_and_label(role, "Secret")
        .value()
        .unwrap();
    assert!(!typed.contains("hunter2"), "it is masked as it is typed");
    desk.click("Keep it");
    // Kind and provider are read from how it begins, and a reminder comes with the kind.
    desk.expect(&["stripe-live, API key", "stripe", "Hidden", "Added"]);
    assert!(desk.sees_part("Replace it by"));
    assert!(!desk.sees_part("hunter2"));
    desk.click("Reveal the secret");
    desk.expect(&["rk_live_hunter2", "Hides in 30 s", "Revealed"]);
    desk.wait(29);
    desk.expect(&["rk_live_hunter2", "Hides in 1 s"]);
    desk.wait(1);
    assert!(!desk.sees_part("hunter2"));
    assert!(desk.model().vault.revealed.is_none(), "it is wiped");
    // Hide secrets wipes it too, and masks what is revealed after it.
    desk.click("Reveal the secret");
    desk.click("Hide secrets");
    assert!(!desk.sees_part("hunter2"));
    assert!(desk.model().vault.revealed.is_none());
}

#[test]
fn a_copied_secret_is_taken_from_the_clipboard_if_it_is_still_there() {
    for still_there in [true, false] {
        let clipboard: Arc<Mutex<String>> = Arc::default();
        let (put, take) = (Arc::clone(&clipboard), Arc::clone(&clipboard));
        let outside = Outside {
            copy_secret: Arc::new(move |text| {
                *put.lock().unwrap() = text.to_owned();
                true
            }),
            take_secret: Arc::new(move |text| {
                let mut held = take.lock().unwrap();
                if *held != text {
                    return Cleared::Replaced;
                }
                held.clear();
                Cleared::Done
            }),
            ..Outside::none()
        };
        let mut desk = Desk::with(Inline::new(outside), 1280.0, 800.0, ThemeChoice::Dark, 1.0);
        desk.click("Vault");
        desk.click("Use memory only");
        add(&mut desk, "mine", "hunter2", &[]);
        desk.click("Copy the secret");
        assert_eq!(*clipboard.lock().unwrap(), "hunter2");
        assert_eq!(desk.copied(), None, "the toolkit would not mark it");
        assert!(desk.sees_part("the clipboard is cleared in 30 s"));
        if !still_there {
            *clipboard.lock().unwrap() = "something else".into();
        }
        desk.wait(29);
        assert!(!clipboard.lock().unwrap().is_empty());
        desk.wait(1);
        let left = clipboard.lock().unwrap().clone();
        assert_eq!(left, if still_there { "" } else { "something else" });
        assert_eq!(desk.sees("The clipboard was cleared"), still_there);
    }
}

#[test]
fn where_the_clipboard_cannot_be_read_back_that_is_said() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.harness.get_by_label("Copy the secret").click();
    desk.harness.step();
    desk.harness.step();
    desk.settle();
    desk.wait(30);
    assert!(desk.sees_part("cannot be read back here"));
}

#[test]
fn a_removed_entry_comes_back_within_ten_seconds_and_not_later() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("Remove it");
    assert!(desk.sees_part("mine was removed"));
    desk.expect(&["Nothing is kept yet"]);
    desk.wait(9);
    desk.click("Put the removed credential back");
    desk.expect(&["mine, Other", "mine is back", "Put back"]);
    desk.click("Remove it");
    desk.wait(11);
    assert!(!desk.sees("Put the removed credential back"));
    assert_eq!(desk.model().vault.index.as_ref().unwrap().removed.len(), 1);
    // A little later its secret is gone too.
    desk.wait(6);
    desk.settle();
    assert!(
        desk.model()
            .vault
            .index
            .as_ref()
            .unwrap()
            .removed
            .is_empty()
    );
}

#[test]
fn what_is_known_of_an_entry_is_edited_and_its_secret_replaced() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[("Tags", "a, b")]);
    desk.click("Edit it");
    fill(&mut desk, "Label", "yours");
    fill(&mut desk, "Expires", "not a day");
    desk.click("Save");
    assert!(desk.sees_part("Expires: write a day as"));
    fill(&mut desk, "Expires", "2011-03-24");
    fill(&mut desk, "Note", "remember me");
    desk.click("Save");
    desk.expect(&["yours, Other", "remember me", "Edited"]);
    let index = desk.model().vault.index.clone().unwrap();
    let entry = index.by_label("yours").unwrap();
    assert_eq!(entry.expires, Some(1_300_924_800));
    assert_eq!(entry.tags, ["a", "b"]);
    // It ends within the lead time: the navigation says so.
    desk.expect(&["1 credential is due", "Show what is due"]);
    desk.click("Give it a new secret");
    fill(&mut desk, "Secret", "hunter3");
    desk.click("Save");
    desk.click("Reveal the secret");
    desk.expect(&["hunter3", "Secret replaced"]);
    desk.click("The steps of replacing it");
    assert!(desk.sees_part("Make a new one, and keep it here"));
}

#[test]
fn a_label_is_taken_once() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "a", &[]);
    desk.click("Add");
    fill(&mut desk, "Label", "mine");
    fill(&mut desk, "Secret", "b");
    desk.click("Keep it");
    assert!(desk.sees_part("There is an entry \"mine\" already"));
    fill(&mut desk, "Label", "");
    desk.click("Keep it");
    assert!(desk.sees_part("The label is empty"));
}

#[test]
fn a_token_goes_from_inspect_to_the_vault_and_back() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Save to vault…");
    assert_eq!(desk.model().page, Page::Vault);
    // It waits while the store is chosen.
    desk.click("Use memory only");
    desk.expect(&["New credential"]);
    fill(&mut desk, "Label", "joe");
    desk.click("Keep it");
    let index = desk.model().vault.index.clone().unwrap();
    let entry = index.by_label("joe").unwrap();
    assert_eq!(entry.kind, Kind::AccessToken);
    assert_eq!(entry.expires, Some(NOW + 380));
    desk.click("Inspect");
    desk.ctrl(Key::Delete);
    desk.click("Vault");
    desk.click("Inspect the secret");
    assert_eq!(desk.model().page, Page::Inspect);
    assert_eq!(desk.model().input.text(), TOKEN);
    desk.expect(&["From the vault: joe"]);
}

#[test]
fn a_key_is_kept_with_its_private_half() {
    let mut desk = in_memory();
    desk.click("Keys");
    desk.write("Id of the new key", "mine");
    desk.click("Generate");
    desk.click("Shown: Private half");
    desk.click("Save the key to the vault…");
    desk.click("Keep it");
    desk.expect(&["mine, Signing key"]);
    desk.click("Reveal the secret");
    assert!(desk.sees_part("\"d\""));
}

#[test]
fn words_and_filters_find() {
    let mut desk = in_memory();
    add(&mut desk, "github-ci", "ghp_1", &[("Where", "production")]);
    add(&mut desk, "stripe-live", "sk_live_1", &[("Where", "test")]);
    add(&mut desk, "wifi", "hunter2", &[("Tags", "home")]);
    let shown = |desk: &Desk| desk.model().vault.found.len();
    desk.write("Find a credential", "home");
    assert_eq!(shown(&desk), 1);
    desk.expect(&["wifi, Other", "1 of 3"]);
    assert!(!desk.sees("github-ci, API key"));
    desk.click("Show all credentials");
    assert_eq!(shown(&desk), 3);
    for action in [
        VaultAction::OfKind(Some(Kind::ApiKey)),
        VaultAction::OfProvider(Some("github".into())),
        VaultAction::OfEnvironment(Some("production".into())),
    ] {
        let ctx = desk.harness.ctx.clone();
        desk.harness.state_mut().act(&ctx, Action::Vault(action));
        desk.settle();
    }
    assert_eq!(shown(&desk), 1);
    desk.expect(&["github-ci, API key"]);
    desk.click("Show all credentials");
    // The keyboard goes through the list.
    desk.click("github-ci, API key");
    desk.node("Find a credential").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::ArrowDown);
    let selected = desk.model().vault.shown().map(|e| e.label.clone());
    assert_eq!(selected.as_deref(), Some("stripe-live"));
}

#[test]
fn an_encrypted_file_is_made_locked_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    desk.click("Use an encrypted file");
    desk.expect(&["New encrypted file"]);
    fill(&mut desk, "Passphrase", "short");
    fill(&mut desk, "The same passphrase again", "other");
    desk.click("Make the file");
    desk.expect(&["The two passphrases are not the same"]);
    fill(&mut desk, "The same passphrase again", "short");
    desk.click("Make the file");
    assert!(desk.sees_part("The passphrase is shorter than 8 characters"));
    fill(&mut desk, "Passphrase", PASSPHRASE);
    fill(&mut desk, "The same passphrase again", PASSPHRASE);
    desk.click("Make the file");
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
    desk.click("Lock now");
    desk.expect(&["Locked", "The vault is locked"]);
    assert!(!desk.sees_part("hunter2") && !desk.sees_part("mine"));
    assert!(desk.model().vault.revealed.is_none() && desk.model().vault.index.is_none());
    fill(&mut desk, "Passphrase", "wrong passphrase");
    desk.click("Unlock");
    assert!(desk.sees_part("The passphrase does not open"));
    fill(&mut desk, "Passphrase", PASSPHRASE);
    desk.click("Unlock");
    desk.expect(&["mine, Other"]);
    // What a person does keeps it open; five minutes of nothing lock it.
    desk.wait(299);
    desk.click("mine, Other");
    desk.wait(299);
    assert_eq!(desk.model().vault.phase, Phase::Open);
    desk.wait(1);
    assert_eq!(desk.model().vault.phase, Phase::Locked);
    assert!(desk.sees_part("locked after 5 min without use"));
    // No file holds the secret or the passphrase.
    for (path, bytes) in super::session::files_under(folder.path()) {
        for planted in ["hunter2", PASSPHRASE] {
            let found = bytes
                .windows(planted.len())
                .any(|w| w == planted.as_bytes());
            assert!(!found, "{planted} in {}", path.display());
        }
    }
}

#[test]
fn a_revealed_secret_is_copied_only_by_the_button_that_takes_it_back() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("Reveal the secret");
    let rect = desk.node("hunter2").rect().shrink(1.0);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (from, to) = (rect.left_center(), rect.right_center());
    for event in [
        egui::Event::PointerMoved(from),
        button(from, true),
        egui::Event::PointerMoved(to),
        button(to, false),
        egui::Event::Copy,
    ] {
        desk.harness.event(event);
        desk.harness.step();
    }
    assert_eq!(desk.copied(), None);
}

/// Undoes in the field of that name what was written in it before.
fn undo(desk: &mut Desk, field: &str) {
    let role = egui::accesskit::Role::PasswordInput;
    desk.harness.get_by_role_and_label(role, field).focus();
    desk.settle();
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.settle();
}

#[test]
fn whoever_finds_the_window_does_not_get_a_typed_secret_back_by_undoing() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("Lock now");
    fill(&mut desk, "Passphrase", PASSPHRASE);
    desk.click("Unlock");
    desk.click("Add");
    undo(&mut desk, "Secret");
    let form = desk.model().vault.form.as_ref().unwrap();
    assert!(form.secret.is_empty(), "the secret of another entry");
    desk.click("Lock now");
    undo(&mut desk, "Passphrase");
    assert!(desk.model().vault.opener.passphrase.is_empty());
    desk.click("Unlock");
    desk.expect(&["Type the passphrase first"]);
}

#[test]
fn a_dotenv_file_is_shown_before_it_is_kept_and_goes_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.env");
    std::fs::write(
        &file,
        "PORT=3000\nSTRIPE_SECRET_KEY=sk_live_1\nDB_PASS=hunter2\n",
    )
    .unwrap();
    let mut desk = in_memory();
    desk.drop_file(&file);
    desk.expect(&["STRIPE_SECRET_KEY", "DB_PASS", "Keep 2"]);
    assert!(desk.sees_part("Left out: it does not look like a secret"));
    assert!(!desk.sees_part("hunter2") && !desk.sees_part("sk_live_1"));
    let kept = |desk: &Desk| desk.model().vault.index.as_ref().unwrap().entries.len();
    assert_eq!(kept(&desk), 0);
    desk.click("Keep 2");
    assert_eq!(kept(&desk), 2);
    // Encrypted, and back.
    let sealed = folder.path().join("out.age");
    desk.click("Export");
    desk.write("Path of the export", &sealed.to_string_lossy());
    desk.write("Passphrase for the export", PASSPHRASE);
    desk.write("The same passphrase for the export again", PASSPHRASE);
    desk.click("Write the file");
    assert!(desk.sees_part("2 credentials written"));
    let bytes = std::fs::read(&sealed).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    let mut other = in_memory();
    other.drop_file(&sealed);
    other.write("Passphrase of the export", PASSPHRASE);
    other.click("Read it");
    other.click("Keep 2");
    assert_eq!(kept(&other), 2);
    // In the open only after it was typed.
    let plain = folder.path().join("out.env");
    desk.click("Export");
    desk.click("Export: Plain text");
    desk.write("Path of the export", &plain.to_string_lossy());
    desk.click("Write the file");
    desk.expect(&["Type PLAIN TEXT to write it unprotected"]);
    assert!(!plain.exists());
    desk.write("Type PLAIN TEXT to confirm", "PLAIN TEXT");
    desk.click("Write the file");
    assert!(std::fs::read_to_string(&plain).unwrap().contains("hunter2"));
}

#[test]
fn lost_secrets_are_found_and_get_an_entry_or_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "a", "hunter2", &[]);
    add(&mut desk, "b", "hunter3", &[]);
    // As a program leaves it that is killed before it lists what it stored.
    let list = folder.path().join("vault.age.index.json");
    std::fs::write(&list, "{\"version\":1,\"entries\":[]}").unwrap();
    desk.wait(61);
    desk.click("Look for lost secrets");
    desk.click("Give a an entry");
    desk.expect(&["a, Other"]);
    desk.click("Delete the lost secret of b");
    desk.expect(&["Nothing is lost"]);
    desk.click("a, Other");
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
}

/// A list of 5,000: only what is seen is drawn.
#[test]
fn of_five_thousand_only_the_seen_lines_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for i in 0..5_000 {
        text.push_str(&format!("TOKEN_{i:04}=secret-{i}\n"));
    }
    let file = folder.path().join("many.env");
    std::fs::write(&file, text).unwrap();
    let mut desk = in_memory();
    desk.drop_file(&file);
    desk.click("Keep 5000");
    assert_eq!(desk.model().vault.found.len(), 5_000);
    let drawn = |desk: &Desk| {
        desk.harness
            .query_all_by_label_contains(", API key")
            .count()
    };
    let seen = drawn(&desk);
    assert!((5..=30).contains(&seen), "{seen}");
    desk.write("Find a credential", "token_4999");
    desk.expect(&["TOKEN_4999, API key"]);
    assert_eq!(drawn(&desk), 1);
}

#[test]
fn a_real_keyring_keeps_it_and_gives_it_back() {
    let session = Session::start("unlocked");
    // The program is asked in a process of its own: a bus is found by the environment.
    let added = session.vault(&["add", "from-the-command"], b"hunter2");
    assert_eq!(added.code, 0, "{added:?}");
    let folder = session.files();
    let folder = folder.to_str().unwrap();
    session.test(
        "vault::in_a_session_of_its_own",
        &[("TOKENSCOPE_TEST_VAULT", folder)],
    );
    // The command sees what the window kept.
    let shown = session.vault(&["show", "from-the-window", "--reveal"], b"");
    assert_eq!(shown.out.trim_end(), "hunter3", "{shown:?}");
}

/// The part of the test above that needs the environment of its session.
#[test]
#[ignore = "it is run by the test above, in a session of its own"]
fn in_a_session_of_its_own() {
    let folder = std::env::var_os("TOKENSCOPE_TEST_VAULT").unwrap();
    let mut desk = desk_at(Path::new(&folder), ThemeChoice::Dark);
    desk.click("Vault");
    desk.click("Use the keyring");
    desk.click("from-the-command, Other");
    assert!(!desk.sees_part("hunter2"));
    desk.click("Reveal the secret");
    desk.expect(&["hunter2"]);
    add(&mut desk, "from-the-window", "hunter3", &[]);
    desk.click("Reveal the secret");
    desk.expect(&["hunter3"]);
    desk.click("from-the-command, Other");
    desk.click("Remove it");
    assert!(desk.sees_part("from-the-command was removed"));
}
