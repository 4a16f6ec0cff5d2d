//! Profiles: made, changed, copied, deleted, kept.

use super::desk;
use super::scene::{Stage, page};
use crate::desk::Desk;
use egui::{Key, Modifiers};
use std::fs;
use tokenscope::app::{Action, SignInAction, ThemeChoice};
use tokenscope::desktop::ProfilesFile;
use tokenscope::oauth::{Grant, Pkce, Profiles};
use tokenscope::work::{Inline, Outside, load_profiles};

/// A window whose profiles are kept in a file, and that file.
fn kept(before: Option<&str>) -> (Desk, ProfilesFile, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    if let Some(text) = before {
        fs::write(&path, text).unwrap();
    }
    let file = ProfilesFile::at(path);
    let outside = Outside {
        profiles: Some(file.clone()),
        ..Outside::none()
    };
    let runner = Inline::new(outside);
    let mut desk = Desk::with(runner, 1280.0, 800.0, ThemeChoice::Dark, 1.0);
    let loaded = SignInAction::Loaded(Box::new(load_profiles(Some(&file))));
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, Action::SignIn(loaded));
    desk.settle();
    desk.click("Sign in");
    (desk, file, folder)
}

#[test]
fn a_profile_is_made_from_an_issuers_address_and_kept() {
    let (mut desk, file, _folder) = kept(None);
    desk.expect(&[
        "From an issuer's address",
        "New profile: GitHub",
        "New profile: Keycloak",
    ]);
    desk.click("Make a profile");
    assert!(desk.sees_part("Type the issuer's address first"));
    desk.write(
        "Address of the issuer",
        "id.example/.well-known/openid-configuration",
    );
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&[
        "New profile",
        "Redirect URI to register",
        "http://127.0.0.1/callback",
    ]);
    desk.click("Save the profile");
    assert!(desk.sees_part("Give the client id"));
    desk.write("Profile's client id", "web");
    desk.write("Profile's redirect ports", "8080 0");
    desk.click("Save the profile");
    assert!(desk.sees_part("Ports are numbers from 1 to 65535"));
    desk.node("Profile's redirect ports").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("Profile's redirect ports", "8080 8081");
    desk.expect(&["http://127.0.0.1:8080/callback"]);
    desk.click("Save the profile");
    let saved = Profiles::read(&file.read().unwrap().unwrap());
    let profile = saved.profiles.get("id.example").expect("it is kept");
    assert_eq!(profile.issuer.as_deref(), Some("https://id.example"));
    assert_eq!(profile.redirect.ports, [8080, 8081]);
    assert_eq!(profile.client_id, "web");
    desk.expect(&["Profile: id.example", "Copy the redirect URI"]);
}

#[test]
fn what_is_weak_is_warned_of_in_its_place() {
    let (mut desk, _stage): (Desk, Stage) = page(desk);
    desk.click("Edit the profile");
    desk.click("More members of the profile");
    desk.click("Profile's PKCE");
    desk.click("none");
    desk.expect(&["Without PKCE a code can be stolen", "RFC 9700 §2.1.1"]);
    desk.click("Profile's grant");
    desk.click("Implicit (deprecated)");
    desk.expect(&["Implicit is deprecated"]);
    desk.click("Profile's grant");
    desk.click("Password (deprecated)");
    desk.expect(&["Password is deprecated"]);
    desk.click("Save the profile");
    let profile = desk.model().sign_in.profile().unwrap();
    assert_eq!((profile.grant, profile.pkce), (Grant::Password, Pkce::None));
    desk.expect(&["Name of the user", "The password"]);
}

/// Only who may say so with a JWT is asked whom it is for.
#[test]
fn an_assertion_is_for_whom_the_form_says() {
    let (mut desk, _stage) = page(desk);
    desk.click("Edit the profile");
    desk.click("More members of the profile");
    desk.click("Profile's authentication");
    desk.click("client_secret_basic");
    assert!(!desk.sees("Profile's assertion audience"));
    desk.click("Profile's authentication");
    desk.click("client_secret_jwt");
    desk.write("Profile's assertion audience", "https://id.example/token");
    desk.click("Save the profile");
    let profile = desk.model().sign_in.profile().unwrap();
    let audience = profile.assertion_audience.as_deref();
    assert_eq!(audience, Some("https://id.example/token"));
}

#[test]
fn a_secret_is_not_taken_into_a_profile() {
    let (mut desk, _stage) = page(desk);
    desk.click("Edit the profile");
    desk.click("More members of the profile");
    desk.write("Profile's further parameters", "client_secret=hunter2");
    desk.click("Save the profile");
    assert!(desk.sees_part("client_secret is a secret"));
    assert!(desk.model().sign_in.form.is_some());
}

#[test]
fn where_the_credential_is_stands_in_the_file_and_the_credential_does_not() {
    let (mut desk, file, _folder) = kept(None);
    desk.write("Address of the issuer", "id.example");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.write("Profile's client id", "app");
    desk.write("Profile's secret from variable", "hunter2 is the secret");
    desk.click("Save the profile");
    assert!(desk.sees_part("the secret itself is not kept here"));
    assert!(file.read().unwrap().is_none(), "it is written");
    desk.node("Profile's secret from variable").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("Profile's secret from variable", "APP_SECRET");
    desk.write("Profile's private key file", "/keys/app.pem");
    desk.click("Save the profile");
    let text = file.read().unwrap().unwrap();
    assert!(
        text.contains("client_secret_env = \"APP_SECRET\""),
        "{text}"
    );
    assert!(text.contains("client_key = \"/keys/app.pem\""), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    // The next window finds them.
    let (mut next, _file, _folder) = kept(Some(&text));
    next.click("Edit the profile");
    let value = |name| super::value(&next, name);
    assert_eq!(value("Profile's secret from variable"), "APP_SECRET");
    assert_eq!(value("Profile's private key file"), "/keys/app.pem");
}

#[test]
fn a_profile_is_renamed_copied_deleted_and_brought_back() {
    let (mut desk, _stage) = page(desk);
    desk.click("Edit the profile");
    desk.node("Profile's name").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("Profile's name", "GitHub CLI");
    desk.click("Save the profile");
    assert!(desk.sees_part("There is a profile \"GitHub CLI\" already"));
    desk.write("Profile's name", " 2");
    desk.click("Save the profile");
    desk.expect(&["Profile: GitHub CLI 2"]);
    assert!(!desk.sees("Profile: Northwind staging"));
    desk.click("More about profiles");
    desk.click("Duplicate");
    desk.click("Save the profile");
    desk.expect(&["Profile: GitHub CLI 2 2"]);
    desk.click("More about profiles");
    desk.click("Delete the profile");
    assert!(!desk.sees("Profile: GitHub CLI 2 2"));
    desk.click("Bring the deleted profile back");
    desk.expect(&["Profile: GitHub CLI 2 2"]);
}

#[test]
fn a_damaged_file_is_told_of_and_kept_aside_before_it_is_written() {
    let damaged = "[[profile]\nname = \"a\"";
    let (mut desk, file, folder) = kept(Some(damaged));
    assert!(desk.sees_part("is not TOML"));
    assert_eq!(
        file.read().unwrap().unwrap(),
        damaged,
        "it stays until then"
    );
    desk.click("New profile: GitHub");
    desk.write("Profile's client id", "app");
    desk.click("Save the profile");
    assert!(desk.sees_part("was kept as"));
    let aside = folder.path().join("profiles.damaged-1.toml");
    assert_eq!(fs::read_to_string(aside).unwrap(), damaged);
    assert!(file.read().unwrap().unwrap().contains("GitHub"));
}

#[test]
fn a_trace_that_is_none_is_told_beside_its_path() {
    let (mut desk, _file, folder) = kept(None);
    let path = folder.path().join("x.json");
    fs::write(&path, "{}").unwrap();
    desk.click("Open a trace…");
    desk.write("Path of the trace file", &path.to_string_lossy());
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("is no trace that Tokenscope saved"));
}
