//! The workspace for signing in.

mod after;
mod forms;
mod handed;
mod keyboard;
mod looks;
mod masked;
mod prompt;
mod prompter;
mod real;
pub(crate) mod scene;
mod stand;
pub(crate) mod visitor;
mod ways;

use crate::desk::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use scene::{
    Stage, browser, discovery, ended, id_token, obtained, page, signed_in, token, waiting,
};
use tokenscope::app::{ClientProof, Errand, Page, ThemeChoice, TokenKind, Told};

fn desk(stage: Stage) -> Desk {
    Desk::with(stage, 1280.0, 800.0, ThemeChoice::Dark, 1.0)
}

/// Clicks while something is under way, which is drawn anew each second.
fn press(desk: &mut Desk, name: &str) {
    desk.harness.get_by_label(name).click();
    desk.harness.run_steps(4);
}

/// The label of a field is not the words of another.
fn value(desk: &Desk, name: &'static str) -> String {
    desk.node(name).accesskit_node().value().unwrap_or_default()
}

#[test]
fn a_login_is_shown_step_by_step_and_its_secrets_are_masked() {
    let (mut desk, stage) = page(desk);
    desk.expect(&["Profile: Northwind staging", "Profile: GitHub CLI"]);
    assert!(desk.sees_part("authorization code with PKCE and PAR"));
    signed_in(&mut desk, &stage);
    desk.expect(&["Signed in", "1 warning", "Token request", "Tokens obtained"]);
    desk.expect(&[
        "Step Discovery: done, 200",
        "Step Authorization: with a warning",
    ]);
    desk.expect(&["No iss in the answer", "200 OK", "authorization_code"]);
    assert!(!desk.sees_part("hunter2"), "a secret is shown");
    // One is revealed, and no other.
    desk.click("Reveal code_verifier");
    desk.expect(&["verifier-hunter2"]);
    assert!(!desk.sees("c-hunter2"));
    desk.click("Mask code_verifier");
    assert!(!desk.sees("verifier-hunter2"));
    assert!(
        desk.model()
            .network_words()
            .contains("all to id.northwind.example")
    );
}

#[test]
fn what_went_over_the_wire_and_what_was_judged_has_its_view() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    desk.click("View: Raw");
    assert!(desk.sees_part("grant_type=authorization_code&code=[redacted]"));
    assert!(desk.sees_part("\"access_token\":\"[redacted]\""));
    desk.click("Reveal what was sent");
    assert!(desk.sees_part("code_verifier=verifier-hunter2"));
    assert!(
        !desk.sees_part("refresh-hunter2"),
        "only what was sent is revealed"
    );
    desk.click("Step ID token: done");
    desk.expect(&["View: Checks 4"]);
    assert!(!desk.sees("View: Raw"), "nothing went over the wire");
    desk.expect(&[
        "Signature",
        "Verified with the issuer's key rs-1",
        "OpenID Core §3.1.3.7",
    ]);
}

#[test]
fn a_failed_step_says_what_it_means_and_what_to_do() {
    let (mut desk, stage) = page(desk);
    desk.press(Modifiers::COMMAND, Key::Enter);
    let steps = vec![discovery(), browser(), token(true)];
    let told = vec![Told::Steps(steps), ended(Some("the server refused"), None)];
    stage.tell(&mut desk, told);
    desk.expect(&["1 check fails", "400 Bad Request", "Try again"]);
    desk.expect(&["The redirect_uri is not the one of the authorization request"]);
    assert!(desk.sees_part("or give the port that is registered"));
    desk.expect(&["Step Token request: failed, 400"]);
}

#[test]
fn hiding_secrets_masks_every_value() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    desk.click("Reveal code_verifier");
    desk.click("Hide secrets");
    for shown in ["verifier-hunter2", "authorization_code", "Bearer"] {
        assert!(!desk.sees(shown), "{shown} is seen");
    }
    assert!(!desk.sees("Mask code_verifier"));
    desk.expect(&["grant_type"]);
}

#[test]
fn while_the_browser_is_waited_for_its_address_is_there_and_a_redirect_can_be_pasted() {
    let (mut desk, stage) = page(desk);
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![Told::Steps(vec![discovery()]), waiting()]);
    desk.expect(&["Waiting for the browser", "4:32 left", "Cancel"]);
    assert!(desk.sees_part("response_type=code&client_id=web-client"));
    assert!(!desk.sees_part("s-hunter2"));
    assert_eq!(desk.model().next_change(), Some(1), "one frame a second");
    press(&mut desk, "Open the browser again");
    let asked = stage.effects();
    assert!(
        asked.iter().any(|e| e.starts_with("OpenBrowser")),
        "{asked:?}"
    );
    assert!(!asked.iter().any(|e| e.contains("hunter2")), "{asked:?}");
    stage.tell(
        &mut desk,
        vec![Told::NoBrowser("no browser could be opened".into())],
    );
    desk.expect(&["No browser could be opened"]);
    press(&mut desk, "Use the pasted redirect");
    assert!(desk.sees_part("Paste the address at which the browser stopped first"));
    press(&mut desk, "Cancel");
    desk.expect(&["Cancelled", "Try again"]);
    assert!(stage.effects().iter().any(|e| e.starts_with("Cancel")));
}

#[test]
fn the_code_for_another_device_is_shown_with_its_picture() {
    let (mut desk, stage) = page(desk);
    desk.click("Profile: GitHub CLI");
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(&mut desk, vec![scene::device(5, false)]);
    desk.expect(&["WDJB-MJHT", "QR code of the address", "14:59 left"]);
    desk.expect(&["The server is asked every 5 s"]);
    stage.tell(&mut desk, vec![scene::device(10, false)]);
    assert!(desk.sees_part("asked to be asked less often: every 10 s"));
}

#[test]
fn each_host_is_agreed_to_first_and_declining_ends_the_login() {
    let (mut desk, stage) = page(desk);
    desk.press(Modifiers::COMMAND, Key::Enter);
    let ask = || Told::NeedsConsent {
        host: "id.northwind.example".into(),
        url: "https://id.northwind.example/".into(),
        why: "its metadata say where to sign in".into(),
    };
    stage.tell(&mut desk, vec![ask()]);
    desk.expect(&["Ask id.northwind.example?"]);
    assert!(desk.sees_part("What a login sends goes there"));
    press(&mut desk, "Ask id.northwind.example");
    assert!(stage.effects().iter().any(|e| e.starts_with("GoOn")));
    stage.tell(&mut desk, vec![ask()]);
    press(&mut desk, "Do not ask");
    desk.expect(&["Cancelled"]);
}

#[test]
fn a_secret_is_typed_each_time_or_comes_from_a_variable() {
    let (mut desk, stage) = page(desk);
    desk.write("The client secret", "hunter2");
    assert!(!value(&desk, "The client secret").contains("hunter2"));
    desk.click("Reveal the client secret");
    assert_eq!(value(&desk, "The client secret"), "hunter2");
    desk.press(Modifiers::COMMAND, Key::Enter);
    match stage.job().proof {
        ClientProof::Secret(secret) => assert_eq!(secret.expose(), b"hunter2"),
        other => panic!("{other:?}"),
    }
    stage.tell(&mut desk, vec![ended(Some("no"), None)]);
    desk.click("Profile: Google Workspace");
    desk.write(
        "Variable with the client secret",
        "hunter2, which is no name",
    );
    desk.press(Modifiers::COMMAND, Key::Enter);
    assert!(desk.sees_part("is no name of one: letters, digits and _"));
    desk.node("Variable with the client secret").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("Variable with the client secret", "GOOGLE_SECRET");
    stage.effects();
    desk.press(Modifiers::COMMAND, Key::Enter);
    let proof = stage.job().proof;
    assert!(matches!(proof, ClientProof::Variable(name) if name == "GOOGLE_SECRET"));
    // The profile keeps the name from now on.
    let saved = stage.effects().join("\n");
    assert!(
        saved.contains("SaveProfiles") && saved.contains("GOOGLE_SECRET"),
        "{saved}"
    );
    assert!(!saved.contains("hunter2"), "{saved}");
}

#[test]
fn a_token_opens_in_inspect() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    desk.click("Inspect the ID token");
    assert_eq!(desk.model().page, Page::Inspect);
    assert!(desk.model().input.text().starts_with("eyJ"));
    assert_eq!(desk.model().source.words(), "ID token of Northwind staging");
}

#[test]
fn what_the_server_offers_can_be_done_with_the_tokens() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    for (name, errand) in [
        ("Refresh now", Errand::Refresh),
        ("Ask who signed in", Errand::Userinfo),
        (
            "Introspect the access token",
            Errand::Introspect(TokenKind::Access),
        ),
        (
            "Revoke the refresh token",
            Errand::Revoke(TokenKind::Refresh),
        ),
        ("Log out", Errand::LogOut),
    ] {
        press(&mut desk, name);
        assert_eq!(stage.job().errand, errand);
        assert!(stage.job().obtained.is_some(), "{name} has no tokens");
        stage.tell(&mut desk, vec![ended(None, None)]);
        desk.expect(&["Tokens obtained"]);
    }
    let mut few = obtained();
    few.endpoints.clear();
    desk.press(Modifiers::COMMAND, Key::Enter);
    stage.tell(
        &mut desk,
        vec![Told::Steps(vec![id_token()]), ended(None, Some(few))],
    );
    for name in ["Refresh now", "Ask who signed in", "Log out"] {
        assert!(!desk.sees(name), "{name} is offered");
    }
}

#[test]
fn the_request_is_copied_with_its_secrets_only_where_one_is_revealed() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    let copied = |desk: &mut Desk| {
        desk.harness.get_by_label("Copy as curl").click();
        let copied = (0..6).find_map(|_| {
            desk.harness.step();
            desk.copied()
        });
        desk.settle();
        copied.expect("it is copied")
    };
    let masked = copied(&mut desk);
    assert!(
        masked.starts_with("curl ") && !masked.contains("hunter2"),
        "{masked}"
    );
    assert!(desk.sees_part("its secrets are masked"));
    desk.click("Reveal code");
    assert!(copied(&mut desk).contains("verifier-hunter2"));
    assert!(desk.sees_part("with its secrets"));
}

#[test]
fn a_trace_is_saved_without_secrets_and_opened_again() {
    let (mut desk, stage) = page(desk);
    signed_in(&mut desk, &stage);
    desk.click("Export");
    desk.click("Save the trace…");
    desk.write("Path of the new file", "/tmp/trace.json");
    desk.press(Modifiers::NONE, Key::Enter);
    let asked = stage.effects();
    assert!(
        asked.iter().any(|e| e.starts_with("SaveTrace")),
        "{asked:?}"
    );
}
