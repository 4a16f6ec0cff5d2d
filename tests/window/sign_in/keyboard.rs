//! The workspace without a mouse.

use super::desk;
use super::scene::{Stage, page, signed_in, waiting};
use crate::desk::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::collections::BTreeSet;
use tokenscope::app::{Errand, RunState};
use tokenscope::oauth::{Profile, ProfilesRead};

#[test]
fn enter_signs_in_from_the_field_of_the_secret() {
    let (mut desk, stage) = page(desk);
    desk.write("The client secret", "hunter2");
    desk.harness.key_press(Key::Enter);
    desk.harness.run_steps(4);
    assert_eq!(stage.job().errand, Errand::SignIn);
}

#[test]
fn escape_ends_a_login_that_waits_and_leaves_a_field_first() {
    let (mut desk, stage) = page(desk);
    let is_waiting = |desk: &Desk| {
        let state = &desk.model().sign_in.run().unwrap().state;
        matches!(state, RunState::Browser(_))
    };
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![waiting()]);
    desk.harness.get_by_label("Redirect address").focus();
    desk.harness.run_steps(3);
    desk.harness.key_press(Key::Escape);
    desk.harness.run_steps(4);
    assert!(is_waiting(&desk), "what is pasted would be lost");
    desk.harness.key_press(Key::Escape);
    desk.harness.run_steps(4);
    desk.expect(&["Cancelled", "Try again"]);
    assert!(stage.effects().iter().any(|e| e.starts_with("Cancel")));
}

/// The desktop wants the window to close; whether it is told not to.
fn close(desk: &mut Desk) -> bool {
    let viewports = &mut desk.harness.input_mut().viewports;
    let root = viewports.entry(egui::ViewportId::ROOT).or_default();
    root.events.push(egui::ViewportEvent::Close);
    desk.harness.step();
    let said = desk.harness.output().viewport_output.values();
    let stays = said
        .flat_map(|viewport| &viewport.commands)
        .any(|command| *command == egui::ViewportCommand::CancelClose);
    desk.harness.run_steps(3);
    stays
}

#[test]
fn a_window_in_which_a_login_is_under_way_asks_before_it_closes() {
    let (mut desk, stage) = page(desk);
    assert!(!close(&mut desk), "nothing would be lost");
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![waiting()]);
    assert!(close(&mut desk));
    desk.expect(&["Close the window?", "Stay", "Close all the same"]);
    assert!(desk.sees_part("A login is under way"));
    desk.harness.key_press(Key::Escape);
    desk.harness.run_steps(4);
    assert!(!desk.sees("Close the window?"));
    let state = &desk.model().sign_in.run().unwrap().state;
    assert!(matches!(state, RunState::Browser(_)), "it goes on");
    assert!(close(&mut desk));
    desk.harness.get_by_label("Close all the same").click();
    desk.harness.run_steps(4);
    assert!(!close(&mut desk), "the person said so");
}

#[test]
fn a_pasted_redirect_does_not_come_back_by_undoing() {
    let (mut desk, stage) = page(desk);
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![waiting()]);
    let field = |desk: &mut Desk| {
        desk.harness.get_by_label("Redirect address").focus();
        desk.harness.run_steps(3);
    };
    field(&mut desk);
    let pasted = "http://127.0.0.1/callback?code=hunter2".to_owned();
    desk.harness.event(egui::Event::Text(pasted));
    desk.harness.run_steps(3);
    desk.harness.get_by_label("Use the pasted redirect").click();
    desk.harness.run_steps(4);
    let redirect = |desk: &Desk| desk.model().sign_in.run().unwrap().redirect.to_string();
    assert_eq!(redirect(&desk), "");
    field(&mut desk);
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.harness.run_steps(4);
    assert_eq!(redirect(&desk), "");
}

#[test]
fn escape_puts_away_what_was_opened_last() {
    let (mut desk, _stage) = page(desk);
    for (opens, seen) in [
        (
            &["More about profiles", "Open a trace…"][..],
            "Path of the trace file",
        ),
        (&["Edit the profile"], "Profile's client id"),
        (&["New profile…"], "Address of the issuer"),
    ] {
        opens.iter().for_each(|name| desk.click(name));
        desk.expect(&[seen]);
        desk.press(Modifiers::NONE, Key::Escape);
        assert!(!desk.sees(seen), "{seen} stays");
    }
    // What was written stays.
    desk.click("Edit the profile");
    desk.write("Profile's client id", "2");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.press(Modifiers::NONE, Key::Escape);
    desk.expect(&["Profile's client id"]);
}

#[test]
fn the_keyboard_reaches_all_of_a_login() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    let mut seen = BTreeSet::new();
    for _ in 0..90 {
        desk.press(Modifiers::NONE, Key::Tab);
        let mut focused = desk.harness.root().query_all_by(|node| node.is_focused());
        seen.extend(focused.find_map(|node| node.accesskit_node().label()));
    }
    for name in [
        "Sign in again",
        "Edit the profile",
        "More about profiles",
        "Profile: GitHub CLI",
        "New profile…",
        "Export",
        "Step: the profile",
        "Step Token request: done, 200",
        "Copy as curl",
        "View: Raw",
        "Reveal code_verifier",
        "Copy code_verifier",
        "Refresh now",
        "Ask who signed in",
        "Log out",
        "Introspect the access token",
        "Revoke the refresh token",
        "Copy the ID token",
        "Save the tokens to the vault…",
        "Inspect the ID token",
    ] {
        assert!(seen.contains(name), "Tab does not reach {name}: {seen:?}");
    }
    desk.click("Step ID token: done");
    desk.expect(&["OpenID Core §3.1.3.7"]);
}

#[test]
fn a_line_that_has_the_keyboard_is_seen_among_many() {
    let stage = Stage::default();
    let mut desk = desk(stage.clone());
    let mut read = ProfilesRead::default();
    read.profiles.list = (0..200)
        .map(|number| Profile {
            name: format!("Profile {number}"),
            issuer: Some("https://id.example".into()),
            client_id: "app".into(),
            ..Profile::default()
        })
        .collect();
    stage.load(&mut desk, read);
    desk.click("Sign in");
    let is_seen = |desk: &Desk, name: &'static str| {
        let rect = desk.node(name).rect();
        rect.top() > 0.0 && rect.bottom() < 700.0
    };
    assert!(!is_seen(&desk, "Profile: Profile 150"));
    desk.node("Profile: Profile 150").focus();
    desk.harness.run_steps(4);
    assert!(is_seen(&desk, "Profile: Profile 150"));
    assert!(!is_seen(&desk, "Profile: Profile 0"));
}
