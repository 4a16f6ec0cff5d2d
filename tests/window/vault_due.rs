//! What expires or should be replaced is told, early enough and from the start on.

use super::desk::Desk;
use super::entry::act;
use super::vault::{add, desk_at, in_memory, new_file, outside};
use tokenscope::app::{Action, Phase, StoreChoice, ThemeChoice, VaultAction};
use tokenscope::work::Inline;

#[test]
fn how_early_an_end_is_told_is_chosen_and_kept() {
    let mut desk = in_memory();
    // It ends in 380 seconds.
    add(&mut desk, "session", super::desk::TOKEN, &[]);
    let due = |desk: &Desk| desk.sees("1 credential is due");
    assert!(due(&desk), "ten minutes before its end");
    desk.click("Settings");
    desk.click("Warn before a session ends: 2 min");
    assert!(!due(&desk));
    assert_eq!(desk.model().settings().vault.lead_minutes, 2);
    // It becomes due by itself, on whatever page.
    assert!(desk.model().next_change().is_some_and(|s| s <= 260));
    desk.wait(260);
    assert!(due(&desk));
}

#[test]
fn a_new_start_says_what_is_due_and_asks_for_no_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_at(folder.path(), ThemeChoice::Dark);
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "old", "hunter2", &[("Expires", "2011-03-20")]);
    let settings = desk.model().settings();
    assert_eq!(settings.vault.store, Some(StoreChoice::File));
    drop(desk);
    let mut desk = Desk::settled(Inline::new(outside(folder.path())), settings);
    act(&mut desk, Action::Vault(VaultAction::Begin));
    let told = "Vault: 1 has expired, expires soon or should be replaced";
    desk.expect(&["1 credential is due", told]);
    assert_eq!(desk.model().vault.phase, Phase::Choosing, "nothing is open");
    desk.click("Vault");
    desk.expect(&["Locked", "Unlock"]);
}
