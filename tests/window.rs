//! The window, driven by the names that a screen reader would read.

#![cfg(feature = "gui")]
// A test may fail at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "window/advice.rs"]
mod advice;
#[path = "window/aloud.rs"]
mod aloud;
#[path = "window/claims.rs"]
mod claims;
#[path = "window/compare.rs"]
mod compare;
#[path = "window/desk.rs"]
mod desk;
#[path = "window/edit.rs"]
mod edit;
#[path = "window/entry.rs"]
mod entry;
#[path = "window/entry_looks.rs"]
mod entry_looks;
#[path = "window/entry_proof.rs"]
mod entry_proof;
#[path = "window/entry_refused.rs"]
mod entry_refused;
#[path = "window/kept.rs"]
mod kept;
#[path = "window/keys.rs"]
mod keys;
#[path = "window/layers.rs"]
mod layers;
#[path = "window/lists.rs"]
mod lists;
#[path = "window/looks.rs"]
mod looks;
#[path = "window/network.rs"]
mod network;
#[path = "window/oidc.rs"]
mod oidc;
#[path = "window/palette.rs"]
mod palette;
#[path = "oidc/provider.rs"]
mod provider;
#[path = "cli/run.rs"]
#[allow(dead_code)] // Other tests need the rest.
mod run;
#[path = "net/server.rs"]
#[allow(dead_code)] // The tests of the network use all of it.
mod server;
#[path = "vault/desk.rs"]
#[allow(dead_code)] // The tests of the vault use all of it.
mod session;
#[path = "window/sign_in/mod.rs"]
mod sign_in;
#[path = "window/stress.rs"]
mod stress;
#[path = "net/token.rs"]
mod token;
#[path = "window/vault.rs"]
mod vault;
#[path = "window/vault_due.rs"]
mod vault_due;
#[path = "window/vault_keys.rs"]
mod vault_keys;
#[path = "window/vault_states.rs"]
mod vault_states;

use desk::{Desk, NOW, SECRET, TOKEN, jwk};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::fs;
use tokenscope::app::ThemeChoice;
use tokenscope::report::Verdict;

#[test]
fn a_pasted_token_is_shown_and_not_called_valid_without_a_key() {
    let mut desk = Desk::new();
    desk.expect(&["Paste", "Browse…", "Sample: A valid ID token"]);
    desk.paste(TOKEN);
    desk.expect(&["Not verified", "No key given", "Expires in 6 min"]);
    desk.expect(&["iss", "joe", "exp", "1300819380", "Signature"]);
    assert_eq!(desk.model().report().unwrap().verdict, Verdict::Unverified);
}

#[test]
fn a_secret_makes_it_valid_and_taking_it_away_undoes_that() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.click("Key from: Secret");
    desk.write("Shared secret", SECRET);
    desk.click("Secret written as: Base64");
    desk.click("Use this secret");
    desk.expect(&["Valid", "Key trusted: the typed secret"]);
    assert!(!desk.sees("Shared secret"), "the form closes");
    desk.click("Remove the typed secret");
    desk.expect(&["Not verified"]);
}

#[test]
fn the_secret_is_masked_until_it_is_revealed() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    desk.click("Key from: Secret");
    desk.write("Shared secret", "hunter2");
    let value = |desk: &Desk| desk.node("Shared secret").value().unwrap();
    assert!(!value(&desk).contains("hunter2"));
    desk.click("Reveal the secret");
    assert_eq!(value(&desk), "hunter2");
    desk.click("Use this secret");
    desk.expect(&["Invalid: 2 checks fail"]);
}

#[test]
fn a_wrong_secret_is_told_in_its_place() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    desk.click("Key from: Secret");
    desk.write("Shared secret", "xyz");
    desk.click("Secret written as: Hex");
    desk.click("Use this secret");
    assert!(desk.sees_part("The secret is not"));
    assert!(desk.model().keys.is_empty());
}

#[test]
fn a_key_is_given_as_text() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.click("Key from: Paste");
    desk.write("Key as text", "no key");
    desk.click("Use this key");
    assert!(desk.sees_part("The pasted text holds no key"));
    // A paste goes into the field that has the keyboard, not to the inspector.
    desk.node("Key as text").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.paste(&jwk());
    assert_eq!(desk.model().input.text(), TOKEN);
    desk.click("Use this key");
    desk.expect(&["Valid", "Key trusted: the pasted key"]);
}

#[test]
fn a_key_is_given_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.json");
    fs::write(&path, jwk()).unwrap();
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.write("Path of the key file", "/no/such/key");
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("/no/such/key does not exist"));
    desk.node("Path of the key file").focus();
    desk.settle();
    desk.ctrl(Key::A);
    desk.write("Path of the key file", &path.to_string_lossy());
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["Valid", "Key trusted: key.json"]);
}

#[test]
fn one_bad_key_among_good_ones_is_named() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Add a key");
    desk.click("Key from: Paste");
    let set = format!(r#"{{"keys":[{},{{"kty":"RSA","n":"AQAB"}}]}}"#, jwk());
    desk.write("Key as text", &set);
    desk.click("Use this key");
    desk.expect(&["Valid", "1 fault of the pasted key"]);
    assert_eq!(desk.model().keys[0].set.faults.len(), 1);
}

#[test]
fn typing_is_inspected_as_it_goes() {
    let mut desk = Desk::new();
    desk.click("Type it");
    desk.write("Encoded text", "eyJhbGciOiJub25lIn0");
    desk.write("Encoded text", ".e30.");
    desk.expect(&["Invalid: algorithm refused"]);
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    assert!(!desk.sees("Encoded text"));
    desk.expect(&["Invalid: algorithm refused"]);
}

#[test]
fn what_was_cleared_comes_back() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Clear");
    desk.expect(&["Sample: A valid ID token", "Undo"]);
    desk.ctrl(Key::Z);
    desk.expect(&["Not verified", "joe"]);
    desk.paste("nothing that is known");
    desk.expect(&["Invalid: not recognised", "What it understands"]);
    desk.ctrl(Key::Z);
    desk.expect(&["Not verified"]);
    assert!(!desk.model().can_undo());
}

#[test]
fn every_sample_shows_what_it_promises() {
    for (sample, told) in [
        ("A valid ID token", "Valid"),
        ("An expired token", "Invalid: expired"),
        ("A broken signature", "Invalid: signature does not verify"),
        ("No signature", "Invalid: algorithm refused"),
        ("A weak secret", "Invalid: weak key"),
        ("A token answer", "Valid"),
        ("Signed twice", "Valid"),
        ("A key set", "Well made"),
        ("An encrypted token", "Valid"),
        ("A locked token", "Not decrypted"),
        ("A credential", "Valid"),
        ("A PASETO", "Valid"),
    ] {
        // The expired one is judged by the present, which must lie after its end.
        let mut desk = Desk::new();
        desk.click(&format!("Sample: {sample}"));
        if sample == "An expired token" {
            assert_eq!(desk.model().time.at, None);
            desk.write("Judged at time", "2026-11-24T00:00:00Z");
        }
        assert!(desk.sees(told), "{sample} is not {told}");
    }
}

#[test]
fn each_of_several_credentials_can_be_looked_at() {
    let mut desk = Desk::new();
    desk.click("Sample: A token answer");
    desk.expect(&["2 credentials found", "client_id"]);
    assert!(desk.sees_part("Taken out of: a JSON answer"));
    desk.click("Credential 2: ID token");
    desk.expect(&["nonce", "Valid"]);
    assert!(!desk.sees("client_id"));
}

#[test]
fn both_signatures_are_shown() {
    let mut desk = Desk::new();
    desk.click("Sample: Signed twice");
    desk.expect(&["2 signatures", "Signature 1", "Signature 2"]);
}

#[test]
fn a_dropped_file_is_inspected_and_a_dropped_key_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let (token, key) = (folder.path().join("a.jwt"), folder.path().join("k.jwk"));
    fs::write(&token, TOKEN).unwrap();
    fs::write(&key, jwk()).unwrap();
    let mut desk = Desk::new();
    desk.drop_file(&token);
    desk.expect(&["Not verified", "From a.jwt"]);
    desk.drop_file(&key);
    desk.expect(&["Valid", "Key trusted: k.jwk"]);
    desk.drop_file(folder.path());
    assert!(desk.sees_part("is a folder"));
    desk.expect(&["Valid"]);
    desk.click("Dismiss");
    assert!(!desk.sees_part("is a folder"));
}

#[test]
fn a_file_is_opened_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("binary");
    fs::write(&path, [0, 159, 146, 150]).unwrap();
    let mut desk = Desk::new();
    desk.click("Browse…");
    assert!(desk.sees_part("There is no file dialog here"));
    desk.write("Path of the file to inspect", &path.to_string_lossy());
    desk.click("Read it");
    desk.expect(&["4 bytes that are no text and no key", "From binary"]);
    assert!(!desk.sees("Path of the file to inspect"));
    desk.ctrl(Key::O);
    desk.expect(&["Path of the file to inspect"]);
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("Path of the file to inspect"));
}

#[test]
fn expectations_and_time_are_judged_by() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.write("Expected issuer", "jo");
    desk.expect(&["Invalid: issuer fails"]);
    desk.write("Expected issuer", "e");
    desk.expect(&["Not verified"]);
    desk.write("Judged at time", "1300819381");
    desk.expect(&["Invalid: expired", "Back to now"]);
    desk.click("Show all expectations");
    desk.write("Expected leeway", "60");
    desk.expect(&["Not verified", "Expired 1 s ago"]);
    desk.write("Expected leeway", "x");
    assert!(desk.sees_part("Leeway is a whole number"));
    desk.write("Judged at time", "x");
    assert!(desk.sees_part("Write a time as"));
    desk.click("Back to now");
    assert_eq!(desk.model().at(), NOW);
}

#[test]
fn the_time_is_moved_with_the_arrows() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.node("The time to judge by").focus();
    desk.settle();
    for _ in 0..60 {
        desk.press(Modifiers::NONE, Key::ArrowRight);
    }
    desk.expect(&["Invalid: expired"]);
    assert!(desk.model().at() > NOW + 380);
}

#[test]
fn header_and_claims_are_copied_as_json() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    for (name, told) in [
        ("Copy the header", "\"alg\": \"HS256\""),
        ("Copy the claims", "\"exp\": 1300819380"),
        ("Copy the token", TOKEN),
    ] {
        desk.harness.get_by_label(name).click();
        // The clipboard is told in the frame of the click, which may be any of the next few.
        let copied = (0..6).find_map(|_| {
            desk.harness.step();
            desk.copied()
        });
        let copied = copied.unwrap_or_else(|| panic!("{name} copied nothing"));
        assert!(copied.contains(told), "{name}: {copied}");
        desk.settle();
    }
}

#[test]
fn claims_are_shown_as_json_too() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.click("Show the claims as JSON");
    assert!(desk.sees_part("\"iss\": \"joe\","));
    desk.ctrl(Key::J);
    desk.expect(&["joe"]);
}

#[test]
fn a_key_set_that_was_pasted_can_be_used() {
    let mut desk = Desk::new();
    desk.paste(&jwk());
    desk.expect(&["HMAC secret, 512 bits", "No kid"]);
    desk.click("Use for verifying");
    desk.paste(TOKEN);
    desk.expect(&["Valid"]);
}

#[test]
fn the_theme_follows_the_switch() {
    let mut desk = Desk::new();
    let dark = |desk: &Desk| desk.harness.ctx.global_style().visuals.dark_mode;
    assert!(dark(&desk));
    desk.click("Theme: dark");
    assert!(!dark(&desk));
    assert_eq!(desk.model().theme, ThemeChoice::Light);
    desk.click("Settings");
    desk.click("Theme: Dark");
    assert!(dark(&desk));
}

#[test]
fn the_keyboard_reaches_everything() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        desk.press(Modifiers::NONE, Key::Tab);
        if let Some(label) = focused(&desk) {
            seen.insert(label);
        }
    }
    for name in [
        "Paste",
        "Clear",
        "Copy the token",
        "Edit the text",
        "Show the claims as JSON",
        "The time to judge by",
        "Add a key",
        "Expected issuer",
        "Theme: dark",
        "RFC 7515 §7.1",
    ] {
        assert!(seen.contains(name), "Tab does not reach {name}: {seen:?}");
    }
}

fn focused(desk: &Desk) -> Option<String> {
    desk.harness
        .root()
        .query_all_by(|node| node.is_focused())
        .find_map(|node| node.accesskit_node().label())
}

#[test]
fn nothing_is_drawn_while_nothing_changes() {
    let mut desk = Desk::new();
    let pause = |desk: &Desk| {
        let viewports = desk.harness.output().viewport_output.values();
        viewports.map(|v| v.repaint_delay).min().unwrap()
    };
    assert_eq!(pause(&desk), std::time::Duration::MAX);
    desk.paste(TOKEN);
    // 380 seconds: the words change at the next whole minute.
    assert!(pause(&desk).as_secs() >= 15, "{:?}", pause(&desk));
    desk.write("Judged at time", "2011-03-22T18:00:00Z");
    desk.node("Add a key").focus();
    desk.settle();
    assert_eq!(pause(&desk), std::time::Duration::MAX);
}
