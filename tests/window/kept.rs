//! What is kept: expectations for an issuer, the history of the session, copies. And what is
//! hidden.

use super::desk::{Desk, SECRET, TOKEN};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tokenscope::app::ThemeChoice;
use tokenscope::desktop::SettingsFile;
use tokenscope::jose::base64url::encode;
use tokenscope::work::{Inline, Outside, load_settings};

fn token(claims: &str) -> String {
    let header = encode(br#"{"alg":"HS256"}"#);
    format!(
        "{header}.{}.{}",
        encode(claims.as_bytes()),
        encode(&[0; 32])
    )
}

/// Pastes a text to be inspected, not into the field that has the keyboard.
fn paste(desk: &mut Desk, text: &str) {
    desk.node("Paste").focus();
    desk.settle();
    desk.paste(text);
}

fn give_secret(desk: &mut Desk) {
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Secret written as: Base64");
    desk.click("Use this secret");
}

fn copied(desk: &mut Desk, name: &str) -> String {
    desk.harness.get_by_label(name).click();
    let copied = (0..8).find_map(|_| {
        desk.harness.step();
        desk.copied()
    });
    let copied = copied.unwrap_or_else(|| panic!("{name} copied nothing"));
    desk.settle();
    copied
}

#[test]
fn what_is_expected_of_an_issuer_is_remembered_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let file = SettingsFile::at(folder.path().join("settings.json"));
    let outside = Outside {
        settings: Some(file.clone()),
        ..Outside::none()
    };
    let runner = Inline::new(outside);
    let mut desk = Desk::with(runner, 1280.0, 1600.0, ThemeChoice::Dark, 1.0);
    paste(
        &mut desk,
        &token(r#"{"iss":"https://a.example","aud":"web"}"#),
    );
    assert!(!desk.sees("Remember what is expected of this issuer"));
    desk.write("Expected audience", "api");
    desk.click("Show all expectations");
    desk.write("Expected nonce", "hunter2");
    desk.write("Expected subject", "ada");
    desk.click("Remember what is expected of this issuer");
    desk.expect(&["Remembered for https://a.example"]);
    let (settings, _) = load_settings(Some(&file));
    assert_eq!(settings.expected["https://a.example"]["audience"], "api");
    let text = file.read().unwrap().unwrap();
    assert!(!text.contains("hunter2") && !text.contains("ada"), "{text}");
    // Another issuer's token is not judged by it; one of the same issuer is.
    paste(&mut desk, &token(r#"{"iss":"https://b.example"}"#));
    assert_eq!(desk.model().question().expectations, Default::default());
    paste(
        &mut desk,
        &token(r#"{"iss":"https://a.example","aud":"other"}"#),
    );
    desk.expect(&["Remembered for https://a.example"]);
    assert_eq!(desk.model().question().expectations.audience, ["api"]);
    assert_eq!(desk.model().question().expectations.nonce, None);
    desk.click("Forget what is expected of this issuer");
    assert!(!desk.sees("Remembered for https://a.example"));
    assert!(load_settings(Some(&file)).0.expected.is_empty());
}

#[test]
fn what_goes_with_a_token_is_compared_with_it() {
    let mut desk = Desk::new();
    paste(
        &mut desk,
        &token(r#"{"iss":"a","sub":"b","at_hash":"AAAA","nonce":"n"}"#),
    );
    desk.write("Beside it: token", "some-access-token");
    desk.expect(&["Token hash"]);
    assert!(!format!("{:?}", desk.model().expected).contains("some-access"));
    paste(&mut desk, &token(r#"{"iss":"a"}"#));
    assert!(!desk.sees("Beside it: token"));
}

#[test]
fn algorithms_and_ages_are_expected_too() {
    let mut desk = Desk::new();
    paste(&mut desk, TOKEN);
    desk.click("Show all expectations");
    desk.write("Expected algorithms", "RS256");
    desk.expect(&["Invalid: algorithm refused"]);
    desk.write("Expected algorithms", " rot13");
    assert!(desk.sees_part("Give names of algorithms"));
    desk.write("Expected max age", "x");
    assert!(desk.sees_part("Max age is a whole number"));
}

#[test]
fn a_type_is_chosen_from_the_list_or_typed() {
    let mut desk = Desk::new();
    paste(&mut desk, TOKEN);
    desk.click("Show all expectations");
    desk.click("Choose the expected type");
    desk.expect(&["Expected type: Any type", "Expected type: DPoP proof"]);
    desk.click("Expected type: Access token");
    let expected = |desk: &Desk| desk.model().question().expectations.typ;
    assert_eq!(expected(&desk).as_deref(), Some("access-token"));
    assert!(desk.sees_part("Invalid: "));
    // By keyboard alone.
    desk.node("Choose the expected type").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    for _ in 0..20 {
        if desk.node("Expected type: Any type").is_focused() {
            break;
        }
        desk.press(Modifiers::NONE, Key::Tab);
    }
    assert!(desk.node("Expected type: Any type").is_focused());
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(expected(&desk), None);
    desk.write("Expected type", "JWT");
    assert_eq!(expected(&desk).as_deref(), Some("JWT"));
    desk.expect(&["Not verified"]);
}

#[test]
fn the_history_brings_a_token_back_with_its_keys() {
    let mut desk = Desk::of(1280.0, 1800.0, ThemeChoice::Dark, 1.0);
    paste(&mut desk, TOKEN);
    give_secret(&mut desk);
    desk.expect(&["Valid"]);
    desk.click("Remove the typed secret");
    paste(&mut desk, "nothing that is known");
    desk.click("History");
    desk.expect(&["History 1: Not recognised, invalid"]);
    desk.expect(&["History 2: Signed token, not verified"]);
    desk.click("History 2: Signed token, not verified");
    assert_eq!(desk.model().input.text(), TOKEN);
    give_secret(&mut desk);
    let other = token(r#"{"sub":"other"}"#);
    paste(&mut desk, &other);
    desk.click("Remove the typed secret");
    desk.expect(&["Not verified"]);
    desk.click("History 2: Signed token, valid");
    desk.expect(&["Valid"]);
    desk.ctrl(Key::Z);
    assert_eq!(desk.model().input.text(), other);
    assert!(desk.model().keys.is_empty());
    desk.click("Clear the history");
    desk.expect(&["What you look at is listed here"]);
    desk.ctrl(Key::H);
    assert!(!desk.sees("Close the history"));
}

#[test]
fn typing_is_one_visit_and_two_are_chosen_to_compare() {
    let mut desk = Desk::new();
    desk.click("Type it");
    for part in ["a", "b", "c"] {
        desk.write("Encoded text", part);
    }
    assert_eq!(desk.model().history.visits.len(), 1);
    desk.ctrl(Key::E);
    desk.ctrl(Key::H);
    paste(&mut desk, TOKEN);
    desk.click("Choose 1 to compare");
    assert!(!desk.sees("Compare the two"));
    desk.click("Choose 2 to compare");
    desk.expect(&["Compare the two"]);
    let (older, newer) = desk.model().history.pair().unwrap();
    assert!(older.contains('a') && newer == TOKEN, "{older} {newer}");
    desk.click("Compare the two");
    assert!(desk.sees_part("the newer of the history"));
    desk.ctrl(Key::Num1);
    desk.click("Leave 2 out of the comparison");
    assert!(!desk.sees("Compare the two"));
}

#[test]
fn the_menu_copies_in_every_form() {
    let mut desk = Desk::new();
    paste(&mut desk, TOKEN);
    for (item, told) in [
        (
            "Menu: Copy as Authorization header",
            "Authorization: Bearer eyJ0",
        ),
        (
            "Menu: Copy as curl command",
            "curl -H 'Authorization: Bearer eyJ0",
        ),
        ("Menu: Copy redacted token", ".redacted"),
        (
            "Menu: Copy redacted as JSON",
            "\"signature\": \"[redacted]\"",
        ),
    ] {
        desk.click("More ways to copy");
        let text = copied(&mut desk, item);
        assert!(text.contains(told), "{item}: {text}");
    }
}

#[test]
fn one_key_hides_what_is_secret_and_copying_still_works() {
    let mut desk = Desk::new();
    paste(
        &mut desk,
        &token(r#"{"iss":"https://id.example","sub":"ada-lovelace","scope":"a:x b:y"}"#),
    );
    desk.write("Expected issuer", "https://id.exampl");
    assert!(desk.sees_part("ada-lovelace") && desk.sees_part("eyJ"));
    desk.press(Modifiers::NONE, Key::F8);
    for secret in ["ada-lovelace", "eyJ", "a:x", "\"https://id.example\""] {
        assert!(!desk.sees_part(secret), "{secret} is seen");
    }
    desk.expect(&["sub", "Show secrets"]);
    desk.ctrl(Key::J);
    assert!(!desk.sees_part("ada-lovelace"));
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    assert!(!desk.sees_part("eyJ"));
    let text = copied(&mut desk, "Copy the claims");
    assert!(text.contains("ada-lovelace"));
    desk.click("Show secrets");
    assert!(desk.sees_part("ada-lovelace"));
}
