//! Why it failed, and what is advised.

use super::desk::{Desk, NOW, SECRET, TOKEN};
use std::fs;

/// HS256 with the secret `correct horse`.
const GUESSABLE: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.Abslx8FNUi47NMAlNPNFHnz39OwLQ706Mp69kFFtiLk";

/// Gives the secret as text, although it is base64url.
pub(crate) fn misread_secret(desk: &mut Desk) {
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Use this secret");
}

#[test]
fn a_secret_that_was_misread_is_read_again_with_a_click_and_back_again() {
    let mut desk = Desk::new();
    misread_secret(&mut desk);
    desk.expect(&["Invalid: signature does not verify", "Apply"]);
    assert!(desk.sees_part("base64"), "the reason is said");
    desk.click("Apply");
    desk.expect(&["Valid"]);
    assert!(!desk.sees("Apply"));
    desk.ctrl(egui::Key::Z);
    desk.expect(&["Invalid: signature does not verify", "Apply"]);
}

#[test]
fn a_broken_writing_is_mended_with_a_click_and_back_again() {
    let mut desk = Desk::new();
    let broken = format!("{TOKEN}=");
    desk.paste(&broken);
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Secret written as: Base64");
    desk.click("Use this secret");
    desk.expect(&["Invalid: malformed", "Apply"]);
    desk.click("Apply");
    desk.expect(&["Valid"]);
    assert_eq!(desk.model().input.text(), TOKEN);
    desk.ctrl(egui::Key::Z);
    assert_eq!(desk.model().input.text(), broken);
    desk.expect(&["Invalid: malformed", "Apply"]);
}

#[test]
fn a_leeway_that_is_missing_is_offered() {
    let mut desk = Desk::new();
    misread_secret(&mut desk);
    desk.click("Apply");
    desk.write("Judged at time", &(NOW + 385).to_string());
    desk.expect(&["Invalid: expired", "Apply"]);
    desk.click("Apply");
    desk.expect(&["Valid", "Expected leeway"]);
}

#[test]
fn what_holds_needs_no_reason() {
    let mut desk = Desk::new();
    desk.click("Sample: A valid ID token");
    assert!(!desk.sees("Apply"));
    assert!(desk.model().diagnoses().is_empty());
    assert!(!desk.model().is_explaining());
}

#[test]
fn advice_is_shown_with_its_severity_and_its_section() {
    let mut desk = Desk::new();
    desk.click("Sample: A weak secret");
    desk.expect(&["Findings", "Critical", "Secret is well known"]);
    let findings = desk.model().findings();
    desk.expect(&[&findings.len().to_string()]);
    assert!(desk.sees_part(&findings[0].reference.to_string()));
}

#[test]
fn a_weak_secret_is_found_in_a_word_list() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("words.txt");
    fs::write(&list, "battery\nstaple\n").unwrap();
    let mut desk = Desk::new();
    desk.paste(GUESSABLE);
    desk.click("Try a word list as its secret");
    desk.click("Try it");
    desk.expect(&["Type the path of a word list first"]);
    desk.write("Path of the word list", "/no/such/list");
    desk.click("Try it");
    assert!(desk.sees_part("/no/such/list does not exist"));
    desk.node("Path of the word list").focus();
    desk.settle();
    desk.ctrl(egui::Key::A);
    desk.write("Path of the word list", &list.to_string_lossy());
    desk.click("Try it");
    desk.expect(&["Not found: 2 words of words.txt were tried"]);
    fs::write(&list, "battery\nstaple\ncorrect horse\n").unwrap();
    desk.click("Try it");
    desk.expect(&["Critical", "Secret is in a word list"]);
    assert!(desk.sees_part("on line 3 of words.txt"));
    assert!(!desk.sees("Path of the word list"), "the form closes");
    desk.click("Use the secret that was found");
    assert!(desk.sees_part("Key trusted: the secret on line 3"));
    desk.paste(TOKEN);
    assert!(
        !desk.sees("Secret is in a word list"),
        "it was about another"
    );
}

#[test]
fn a_public_key_is_not_guessed() {
    let mut desk = Desk::new();
    desk.click("Sample: A valid ID token");
    assert!(!desk.sees("Try a word list as its secret"));
}

#[test]
fn the_payload_of_a_detached_token_is_given_apart() {
    let mut parts = TOKEN.split('.');
    let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
    let detached = format!("{header}..{}", parts.next().unwrap());
    let payload = tokenscope::jose::base64url::decode(payload).0;
    let payload = String::from_utf8(payload).unwrap();
    let mut desk = Desk::new();
    desk.paste(&detached);
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Secret written as: Base64");
    desk.click("Use this secret");
    desk.expect(&["Detached payload"]);
    desk.write("What was signed", &format!("{payload}\n"));
    desk.click("Apply");
    desk.expect(&["Valid"]);
    assert_eq!(desk.model().payload, payload);
}
