//! A refresh from an entry whose tokens cannot be kept as they came: what is good is kept, and the
//! window says plainly what is not.

use super::desk::Desk;
use super::entry::press;
use super::entry_looks::mixed;
use super::looks::look;
use super::sign_in::scene::{self, Stage};
use egui_kittest::SnapshotResults;
use tokenscope::app::{Level, Obtained, ThemeChoice};
use tokenscope::report::Secret;

/// A login is kept, and being refreshed.
fn refreshing(theme: ThemeChoice) -> (Desk, Stage) {
    let (mut desk, stage) = mixed(theme);
    scene::signed_in(&mut desk, &stage);
    desk.click("Save the tokens to the vault…");
    desk.click("Use memory only");
    desk.click("Keep them");
    press(&mut desk, "Refresh the login at the provider");
    (desk, stage)
}

fn came(refresh: &str) -> Obtained {
    let mut new = scene::obtained();
    new.tokens.refresh_token = Some(Secret::from(refresh.to_owned()));
    new.tokens.is_refresh_token_new = true;
    new
}

#[test]
fn the_new_refresh_token_of_a_refused_refresh_is_kept_apart() {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let (mut desk, stage) = refreshing(theme);
        let refused = Obtained {
            are_refused: true,
            ..came("refresh-hunter3")
        };
        let why = "the ID token is not to be trusted: expiry: Expired 5 min ago";
        stage.tell(&mut desk, vec![scene::ended(Some(why), Some(refused))]);
        desk.settle();
        assert!(desk.sees_part("was not refreshed; the new refresh token is kept apart as"));
        let apart = "Northwind staging-refresh-unchecked, Refresh token";
        desk.click(apart);
        assert!(desk.sees_part("kept apart"));
        results.add(look(&mut desk, &format!("vault-refused-{told}")));
        let index = desk.model().vault.index.clone().unwrap();
        assert_eq!(index.entries.len(), 4, "nothing else was changed");
        // From there it is refreshed again, and the login is whole.
        press(&mut desk, "Refresh the login at the provider");
        let job = stage.job();
        let used = job.obtained.as_ref().unwrap().tokens.refresh_token.as_ref();
        assert_eq!(used.unwrap().expose(), b"refresh-hunter3");
        let new = came("refresh-hunter4");
        stage.tell(&mut desk, vec![scene::ended(None, Some(new))]);
        desk.settle();
        assert!(!desk.sees(apart));
        desk.click("Northwind staging-refresh, Refresh token");
        desk.click("Reveal the secret");
        desk.expect(&["refresh-hunter4"]);
    }
}

#[test]
fn a_login_is_kept_but_for_what_is_too_large() {
    let (mut desk, stage) = mixed(ThemeChoice::Dark);
    desk.press(egui::Modifiers::COMMAND, egui::Key::Enter);
    let mut login = came("refresh-hunter2");
    login.tokens.access_token = Some(Secret::from("x".repeat((64 << 10) + 1)));
    stage.tell(&mut desk, vec![scene::ended(None, Some(login))]);
    desk.click("Save the tokens to the vault…");
    desk.click("Use memory only");
    desk.click("Keep them");
    let notice = desk.model().notice.clone().unwrap();
    assert_eq!(notice.level, Level::Failed);
    let told = "2 tokens are kept; the access token is not kept: the secret is larger than 64 KiB";
    assert!(notice.text.starts_with(told), "{}", notice.text);
    assert_eq!(desk.model().vault.index.as_ref().unwrap().entries.len(), 2);
}

#[test]
fn a_token_that_is_too_large_takes_no_other_along() {
    let (mut desk, stage) = refreshing(ThemeChoice::Dark);
    let mut new = came("refresh-hunter3");
    new.tokens.access_token = Some(Secret::from("x".repeat((64 << 10) + 1)));
    stage.tell(&mut desk, vec![scene::ended(None, Some(new))]);
    desk.settle();
    assert!(
        desk.sees_part("was refreshed, but the access token is not kept: the secret is larger")
    );
    desk.click("Northwind staging-refresh, Refresh token");
    desk.click("Reveal the secret");
    desk.expect(&["refresh-hunter3"]);
}
