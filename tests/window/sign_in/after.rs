//! What is asked about tokens of the real provider, once they are there.

use super::press;
use super::stand::{begin, desk, does, form, obtained, profile, run, state, steps, text, words};
use super::visitor::Visitor;
use crate::desk::Desk;
use crate::provider::Provider;
use egui::{Key, Modifiers};
use std::net::TcpStream;
use tokenscope::app::ThemeChoice;
use tokenscope::oauth::{Grant, Profile};

/// A window in which somebody signed in, with a second profile for a refresh token.
fn signed_in(provider: &Provider) -> (Desk, Visitor) {
    let first = Profile {
        scopes: words("openid profile offline_access"),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        ..profile(provider, "native-none")
    };
    let replay = Profile {
        name: "Replay".into(),
        grant: Grant::Refresh,
        ..profile(provider, "native-none")
    };
    let visitor = Visitor::default();
    let mut desk = desk(vec![first, replay], visitor.browser());
    begin(&mut desk, provider);
    assert_eq!(state(&desk), "Succeeded");
    (desk, visitor)
}

#[test]
fn a_refresh_token_that_was_used_is_refused_and_explained() {
    let provider = Provider::start();
    let (mut desk, _visitor) = signed_in(&provider);
    let old = text(obtained(&desk).tokens.refresh_token.as_ref().unwrap());
    does(&mut desk, "Refresh now");
    desk.expect(&["Refreshed", "Step Token request: done, 200"]);
    let new = text(obtained(&desk).tokens.refresh_token.as_ref().unwrap());
    assert_ne!(new, old, "it is not rotated");

    // Somebody who kept the old one uses it.
    desk.click("Profile: Replay");
    desk.write("The refresh token", &old);
    desk.press(Modifiers::COMMAND, Key::Enter);
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    desk.expect(&["400 Bad Request", "invalid_grant", "Try again"]);
    assert!(desk.sees_part("where refresh tokens rotate only the newest works"));
    assert!(!desk.sees_part(&old), "the token is shown");

    // The server then takes none of them any more, and what there is stays to be looked at.
    desk.click("Profile: Test provider");
    press(&mut desk, "Refresh now");
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    desk.expect(&["Access token", "Refresh token", "invalid_grant"]);
}

#[test]
fn a_token_that_was_given_back_is_not_active_and_opens_nothing() {
    let provider = Provider::start();
    let (mut desk, _visitor) = signed_in(&provider);
    does(&mut desk, "Introspect the access token");
    desk.expect(&["Active", "Step Introspection: done, 200"]);
    let asked = steps(&desk, "introspection");
    let sent = form(asked[0], "token").expect("the token is sent");
    assert!(sent.is_secret(), "it is shown");
    does(&mut desk, "Ask who signed in");
    desk.expect(&["Who signed in is known", "Test ada"]);
    // With the refresh token this provider takes back all that came of it.
    does(&mut desk, "Revoke the refresh token");
    desk.expect(&["Revoked"]);
    assert!(obtained(&desk).tokens.refresh_token.is_none());
    desk.expect(&["Access token"]);
    does(&mut desk, "Introspect the access token");
    desk.expect(&["Not active"]);
    press(&mut desk, "Ask who signed in");
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    desk.expect(&["invalid_token"]);
    does(&mut desk, "Revoke the access token");
    assert!(!desk.sees("Access token"), "it is still offered");
    desk.expect(&["ID token"]);
}

#[test]
fn a_person_signs_out_and_the_hint_is_posted_from_a_page_that_is_given_out_once() {
    let provider = Provider::start_with(&[("OP_POST", "1")]);
    let (mut desk, visitor) = signed_in(&provider);
    let hint = text(obtained(&desk).tokens.id_token.as_ref().unwrap());
    assert_eq!(visitor.logins(), 1);
    does(&mut desk, "Log out");
    desk.expect(&["The browser was sent to sign out"]);
    visitor.pages();
    let opened = visitor.opened();
    let page = opened.last().unwrap();
    assert!(page.starts_with("http://127.0.0.1:"), "{page}");
    assert!(!opened.iter().any(|url| url.contains(&hint)), "{opened:?}");
    let posted = visitor.posted("/session/end");
    assert_eq!(posted.len(), 1);
    assert!(
        posted[0].contains(&format!("id_token_hint={hint}")),
        "{posted:?}"
    );
    // It is given out once: nobody listens there any more.
    let host = page.split('/').nth(2).unwrap();
    assert!(TcpStream::connect(host).is_err(), "{page} is still there");
    // What was posted stands in the trace, masked.
    let logout = steps(&desk, "logout");
    assert!(form(logout[0], "id_token_hint").unwrap().is_secret());
    assert!(!desk.sees_part(&hint), "the hint is shown");
    assert!(run(&desk).failures() == 0);
    let prompt = form(logout[0], "prompt");
    assert!(prompt.is_none(), "what the profile asks of a login is sent");

    // The provider knows the person no more, though the browser kept its cookies.
    desk.click("Sign in again");
    assert_eq!(state(&desk), "Succeeded");
    visitor.pages();
    assert_eq!(visitor.logins(), 2, "the provider did not sign out");
}

#[test]
fn all_of_it_fits_a_small_window() {
    let provider = Provider::start();
    let visitor = Visitor::default();
    let small = super::stand::desk_of(
        vec![profile(&provider, "native-none")],
        visitor.browser(),
        (900.0, 600.0),
        ThemeChoice::Light,
    );
    let mut desk = small;
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    does(&mut desk, "Introspect the access token");
    desk.expect(&["Active", "Revoke the access token"]);
}
