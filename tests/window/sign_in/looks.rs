//! How it looks, in both themes.

use super::press;
use super::scene::{Stage, browser, discovery, ended, page, profiles, signed_in, token, waiting};
use crate::desk::Desk;
use crate::looks::look;
use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use tokenscope::app::{
    Action, CloseAction, Settings, StoreChoice, ThemeChoice, Told, VaultAction, VaultSettings,
};
use tokenscope::store::Waiting;

fn both(name: &str, act: impl Fn(&mut Desk, &Stage)) {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let (mut desk, stage) = page(|stage| Desk::with(stage, 1280.0, 800.0, theme, 1.0));
        act(&mut desk, &stage);
        results.add(look(&mut desk, &format!("sign-in-{name}-{told}")));
    }
}

#[test]
fn no_profile() {
    both("empty", |desk, stage| {
        stage.load(desk, Default::default());
    });
}

#[test]
fn a_profile_before_its_first_login() {
    both("profile", |_, _| {});
}

#[test]
fn the_form() {
    both("form", |desk, _| {
        desk.click("Edit the profile");
        desk.click("More members of the profile");
    });
}

#[test]
fn the_browser_is_waited_for() {
    both("waiting", |desk, stage| {
        desk.press(Modifiers::COMMAND, Key::Enter);
        stage.tell(desk, vec![Told::Steps(vec![discovery()]), waiting()]);
    });
}

#[test]
fn the_window_is_to_be_closed_meanwhile() {
    both("closing", |desk, stage| {
        desk.press(Modifiers::COMMAND, Key::Enter);
        stage.tell(desk, vec![Told::Steps(vec![discovery()]), waiting()]);
        let ctx = desk.harness.ctx.clone();
        let asked = Action::Close(CloseAction::Ask);
        desk.harness.state_mut().act(&ctx, asked);
        desk.harness.run_steps(4);
    });
}

#[test]
fn signed_in_with_each_step() {
    both("trace", signed_in);
}

#[test]
fn a_step_failed() {
    both("failed", |desk, stage| {
        desk.press(Modifiers::COMMAND, Key::Enter);
        let host = "id.northwind.example".to_owned();
        let url = format!("https://{host}/token");
        let steps = vec![discovery(), browser(), token(true)];
        let told = vec![
            Told::Asking { host, url },
            Told::Steps(steps),
            ended(Some("refused"), None),
        ];
        stage.tell(desk, told);
    });
}

#[test]
fn another_device() {
    let (mut desk, stage) = page(|stage| Desk::with(stage, 1280.0, 800.0, ThemeChoice::Dark, 1.0));
    desk.click("Profile: GitHub CLI");
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![super::scene::device(5, false)]);
    look(&mut desk, "sign-in-device-dark").unwrap();
}

#[test]
fn a_small_window() {
    let (mut desk, stage) = page(|stage| Desk::with(stage, 900.0, 600.0, ThemeChoice::Dark, 1.0));
    stage.load(&mut desk, profiles());
    signed_in(&mut desk, &stage);
    press(&mut desk, "View: Decoded");
    look(&mut desk, "sign-in-small-dark").unwrap();
}

/// In the dark of the vault's own picture: the banner is the same.
#[test]
fn the_keyring_asks_for_its_password() {
    let settings = Settings {
        theme: ThemeChoice::Dark,
        vault: VaultSettings {
            store: Some(StoreChoice::Keyring),
            ..VaultSettings::default()
        },
        ..Settings::default()
    };
    let (mut desk, stage) = page(|stage| Desk::settled(stage, settings.clone()));
    let mut read = profiles();
    read.profiles.list[0].vault_entry = Some("abc".into());
    stage.load(&mut desk, read);
    desk.press(Modifiers::COMMAND, Key::Enter);
    let waits = VaultAction::Waiting(Waiting::ForPrompt.sentence());
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, Action::Vault(waits));
    desk.harness.run_steps(3);
    look(&mut desk, "sign-in-prompt-dark").unwrap();
}
