//! What is handed on of a login at the real provider: a report, a trace; and what is explained.

use super::press;
use super::stand::{begin, one, profile, run, secrets, state, words};
use crate::desk::Desk;
use crate::provider::Provider;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::fs;
use tokenscope::app::StepTab;
use tokenscope::oauth::{AuthMethod, Profile};

/// A login that holds every kind of secret: a client secret, a code, tokens.
fn signed_in(provider: &Provider) -> (Desk, Vec<String>) {
    let profile = Profile {
        scopes: words("openid profile offline_access"),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        auth: Some(AuthMethod::Post),
        ..profile(provider, "native-post")
    };
    let (mut desk, _visitor) = one(profile);
    desk.write("The client secret", "secret-post");
    begin(&mut desk, provider);
    assert_eq!(state(&desk), "Succeeded");
    let secrets = secrets(&desk);
    let is_there = |wanted: &str| secrets.iter().any(|secret| secret == wanted);
    assert!(is_there("secret-post") && secrets.len() > 8, "{secrets:?}");
    (desk, secrets)
}

#[track_caller]
fn holds_no(secrets: &[String], text: &str) {
    for secret in secrets {
        // Short ones, such as `openid`, are no secrets to be told from words.
        assert!(!text.contains(secret.as_str()), "{secret} is in it: {text}");
    }
}

#[test]
fn a_report_is_copied_without_any_secret_also_where_one_is_revealed() {
    let provider = Provider::start();
    let (mut desk, secrets) = signed_in(&provider);
    desk.click("Reveal code_verifier");
    desk.click("Export");
    desk.harness.get_by_label("Copy the report").click();
    let copied = (0..6).find_map(|_| {
        desk.harness.step();
        desk.copied()
    });
    let report = copied.expect("it is copied");
    desk.settle();
    holds_no(&secrets, &report);
    for part in [
        "Discovery",
        "/token",
        "grant_type",
        "authorization_code",
        "200",
    ] {
        assert!(
            report.to_lowercase().contains(&part.to_lowercase()),
            "{part} is not in {report}"
        );
    }
    assert!(desk.sees_part("Copied the report, without secrets"));
}

#[test]
fn a_trace_is_saved_without_secrets_and_opened_in_another_window() {
    let provider = Provider::start();
    let (mut desk, secrets) = signed_in(&provider);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("login.trace.json");
    let path = path.to_str().unwrap();
    desk.click("Export");
    desk.click("Save the trace…");
    desk.write("Path of the new file", path);
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("login.trace.json, without secrets"));
    let saved = fs::read_to_string(path).unwrap();
    holds_no(&secrets, &saved);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "others can read who signed in");
    }
    // It is not written over by mistake.
    desk.click("Export");
    desk.click("Save the trace…");
    desk.write("Path of the new file", path);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["There is a file of that name already"]);
    desk.click("Close the line for the new file");
    let steps: Vec<_> = run(&desk).steps.iter().map(|s| s.name.clone()).collect();

    // Somebody else opens it, and nobody is asked for it.
    let mut other = Desk::new();
    other.click("Sign in");
    other.click("Open a trace…");
    other.write("Path of the trace file", path);
    other.press(Modifiers::NONE, Key::Enter);
    assert!(other.sees_part("A trace that was opened; it holds no secrets"));
    let opened = run(&other);
    let names: Vec<_> = opened.steps.iter().map(|s| s.name.clone()).collect();
    assert_eq!(names, steps);
    assert!(other.model().network.last.is_none(), "somebody was asked");
    other.expect(&[
        "Signed in",
        "Close the trace",
        "Step Token request: done, 200",
    ]);
    other.click("Step Token request: done, 200");
    other.expect(&["authorization_code", "client_secret"]);
    assert!(
        !other.sees("Reveal client_secret"),
        "there is nothing to reveal"
    );
    press(&mut other, "View: Raw");
    assert_eq!(run(&other).tab, StepTab::Raw);
    assert!(other.sees_part("grant_type=authorization_code"));
    other.click("Close the trace");
    assert!(!other.sees_part("A trace that was opened"));
}

#[test]
fn a_redirect_uri_that_is_not_registered_is_shown_beside_the_one_that_should_be() {
    let provider = Provider::start();
    // What is pushed is refused where the program sees it; else the browser alone would be told.
    let mut elsewhere = Profile {
        par: true,
        ..profile(&provider, "native-none")
    };
    elsewhere.redirect.path = "/elsewhere".into();
    let (mut desk, visitor) = one(elsewhere);
    begin(&mut desk, &provider);
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    assert!(desk.sees_part("/elsewhere was sent"), "{}", state(&desk));
    assert!(desk.sees_part("registered should be http://127.0.0.1/callback"));
    desk.expect(&["400 Bad Request", "Try again"]);
    assert!(visitor.opened().is_empty(), "the browser was opened");
}

#[test]
fn a_refused_client_is_told_which_method_was_used_and_which_the_metadata_allow() {
    let provider = Provider::start();
    let wrong = Profile {
        auth: Some(AuthMethod::Basic),
        ..profile(&provider, "native-post")
    };
    let (mut desk, _visitor) = one(wrong);
    desk.write("The client secret", "wrong");
    begin(&mut desk, &provider);
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    assert!(
        desk.sees_part("client_secret_basic was used"),
        "{}",
        state(&desk)
    );
    assert!(desk.sees_part("The metadata allow none, client_secret_basic, client_secret_post"));
    desk.expect(&["401 Unauthorized", "invalid_client"]);
}
