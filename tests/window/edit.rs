//! The editor, by accessible names.

use super::desk::{Desk, SECRET, TOKEN};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tokenscope::app::{Outcome, Quick};
use tokenscope::report::Verdict;

pub(crate) fn replace(desk: &mut Desk, field: &'static str, text: &str) {
    desk.node(field).focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write(field, text);
}

fn outcome(desk: &Desk) -> Outcome {
    desk.model().edit.as_ref().unwrap().outcome().clone()
}

#[test]
fn a_claim_is_edited_and_signed_with_the_secret_that_was_given() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Secret written as: Base64");
    desk.click("Use this secret");
    desk.click("Edit");
    desk.expect(&["Unchanged", "Header as JSON", "Claims as JSON"]);
    replace(
        &mut desk,
        "Claims as JSON",
        r#"{"iss":"ann","exp":1300819380}"#,
    );
    desk.expect(&["Signed with HS256", "iss changed", "Use this token"]);
    desk.click("Use this token");
    desk.expect(&["Valid", "ann"]);
    assert_eq!(desk.model().report().unwrap().verdict, Verdict::Valid);
    desk.ctrl(Key::Z);
    assert_eq!(desk.model().input.text(), TOKEN);
}

#[test]
fn a_throw_away_key_signs_with_es256_and_inspect_verifies_it() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click("Signing algorithm");
    desk.click("ES256: ECDSA on P-256");
    desk.expect(&["Signature no longer fits"]);
    desk.click("Throw-away key");
    desk.expect(&["Signed with ES256", "alg changed"]);
    desk.click(Quick::HourLonger.text());
    desk.click("Use this token");
    desk.expect(&["Valid", "Key trusted: a throw-away key"]);
}

#[test]
fn broken_json_keeps_the_last_token_and_says_where() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Edit the claims");
    replace(&mut desk, "Claims as JSON", "{\"iss\":\"ann\"}");
    let token = desk.model().edit.as_ref().unwrap().token.clone();
    replace(&mut desk, "Claims as JSON", "{\"iss\":\"ann\"\n \"a\"}");
    desk.expect(&["Not valid JSON"]);
    assert!(desk.sees_part("Line 2, column 2"));
    assert_eq!(desk.model().edit.as_ref().unwrap().token, token);
    assert!(desk.node("Use this token").accesskit_node().is_disabled());
}

#[test]
fn undo_and_redo_know_both_fields_and_the_clicks() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    replace(&mut desk, "Header as JSON", r#"{"alg":"HS384"}"#);
    desk.click(Quick::IssuedNow.text());
    desk.expect(&["iat added", "alg changed"]);
    // In a field, too, it is the editor that takes the steps back.
    desk.node("Claims as JSON").focus();
    desk.settle();
    desk.ctrl(Key::Z);
    assert!(!desk.sees("iat added"));
    desk.ctrl(Key::Z);
    assert_eq!(outcome(&desk), Outcome::Unchanged);
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.expect(&["alg changed"]);
    desk.click("Redo");
    desk.expect(&["iat added"]);
}

#[test]
fn a_value_is_edited_in_the_table() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click("Edit the claims as a table");
    replace(&mut desk, "Value of iss", "ann");
    desk.expect(&["iss changed"]);
    desk.click("Remove exp");
    desk.expect(&["exp removed"]);
    replace(&mut desk, "Value of http://example.com/is_root", "maybe");
    assert!(desk.sees_part("an unknown word"));
    assert_eq!(
        desk.node("Value of http://example.com/is_root")
            .value()
            .unwrap(),
        "maybe"
    );
}

#[test]
fn a_private_key_is_given_as_text_and_a_public_one_is_refused() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click("Add a key to sign with");
    desk.click("Signing key from: Paste");
    desk.write(
        "Private key as text",
        include_str!("../data/keys/p256.spki.pem"),
    );
    desk.click("Sign with this key");
    assert!(desk.sees_part("holds no key that can sign"));
    let private = include_str!("../data/keys/p256.pkcs8.pem");
    replace(&mut desk, "Private key as text", private);
    desk.click("Sign with this key");
    desk.expect(&[
        "Signed with ES256",
        "Give its public key to Inspect with the token",
    ]);
    assert!(!desk.sees("Private key as text"), "the form closes");
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(desk.model().edit.is_some(), "edits are not lost by one key");
    desk.click("Discard");
    assert!(desk.model().edit.is_none());
    assert_eq!(desk.model().input.text(), TOKEN);
}

#[test]
fn a_private_key_is_given_as_a_file() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/keys/ed25519.pkcs8.pem"
    );
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click("Add a key to sign with");
    desk.write("Path of the private key", "/no/such/key");
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("/no/such/key does not exist"));
    desk.drop_file(std::path::Path::new(path));
    desk.expect(&["Signed with EdDSA"]);
}

#[test]
fn the_secret_to_sign_with_is_masked() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click("Add a key to sign with");
    desk.click("Signing key from: Secret");
    desk.write("Secret to sign with", "hunter2hunter2hunter2hunter2hunter2");
    let value = desk.node("Secret to sign with").value().unwrap();
    assert!(!value.contains("hunter2"));
    desk.click("Sign with this secret");
    desk.expect(&[
        "Signed with HS256",
        "Give the secret to Inspect with the token",
    ]);
}

#[test]
fn the_original_stands_beside_it_and_the_edited_token_is_copied() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click(Quick::Ended.text());
    desk.click("Show the original");
    assert!(desk.sees_part("1300819380"));
    desk.node("Copy the edited token").click();
    desk.harness.step();
    let token = desk.model().edit.as_ref().unwrap().token.clone();
    assert_eq!(desk.copied(), Some(token));
    assert!(desk.harness.query_by_label("Claims as JSON").is_some());
}

/// RFC 7515 appendix A.6.4: two signatures over one payload.
fn general() -> String {
    tokenscope::app::SAMPLES
        .iter()
        .find(|sample| sample.title == "Signed twice")
        .unwrap()
        .text
        .to_owned()
}

#[test]
fn a_token_with_two_signatures_is_edited_one_by_one() {
    let mut desk = Desk::new();
    desk.paste(&general());
    desk.ctrl(Key::E);
    desk.expect(&["Signature to edit", "Unprotected header as JSON"]);
    replace(&mut desk, "Claims as JSON", r#"{"iss":"ann"}"#);
    desk.expect(&["Signature no longer fits"]);
    desk.click("Throw-away key");
    desk.expect(&["Signature no longer fits"]);
    desk.click("Signature to edit");
    let other = desk.model().edit.as_ref().unwrap().slots[1]
        .algorithm()
        .unwrap();
    desk.click(&format!("2: {}, no longer fits", other.name()));
    desk.click("Throw-away key");
    desk.expect(&[&format!("Signed with {}", other.name())]);
    desk.click("Use this token");
    desk.expect(&["2 signatures", "Valid"]);
}

#[test]
fn the_header_can_name_the_key_that_signs() {
    let mut desk = Desk::new();
    desk.click("Sample: A valid ID token");
    desk.ctrl(Key::E);
    desk.click("Add a key to sign with");
    desk.click("Signing key from: Paste");
    let private = include_str!("../data/keys/rsa.pkcs8.pem");
    replace(&mut desk, "Private key as text", private);
    desk.click("Sign with this key");
    assert!(desk.sees_part("The header still names the key"));
    desk.click("Name this key");
    assert!(!desk.sees_part("The header still names the key"));
    desk.expect(&["kid changed"]);
    desk.ctrl(Key::Z);
    assert!(desk.sees_part("The header still names the key"));
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.click("Use this token");
    desk.expect(&["Valid"]);
}

#[test]
fn a_payload_that_is_text_is_edited_as_text() {
    let mut desk = Desk::new();
    desk.paste("eyJhbGciOiJFUzI1NiJ9.UGF5bG9hZA.AAAA");
    desk.ctrl(Key::E);
    replace(&mut desk, "Payload as text", "{no JSON");
    desk.click("Throw-away key");
    desk.expect(&["Signed with ES256"]);
}

#[test]
fn why_a_token_is_not_edited_is_said() {
    let mut desk = Desk::new();
    desk.paste("eyJhbGciOiJFUzI1NiJ9._wA.AAAA");
    desk.ctrl(Key::E);
    assert!(desk.sees_part("its payload is neither JSON nor text"));
    desk.expect(&["Encoded text"]);
}
