//! The workspace for keys, by accessible names.

use super::desk::Desk;
use super::edit::replace;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use std::fs;
use tokenscope::app::Page;

fn key_page() -> Desk {
    let mut desk = Desk::new();
    desk.click("Keys");
    desk.expect(&["Generate", "No key yet", "Keys as text"]);
    desk
}

#[test]
fn a_key_is_made_converted_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let mut desk = key_page();
    desk.write("Id of the new key", "mine");
    desk.click("Generate");
    desk.expect(&["EC P-256", "Private and public half", "mine", "ES256"]);
    assert!(desk.sees_part("\"kid\": \"mine\""));
    desk.click("Shown: Private half");
    desk.click("Written as: PEM");
    assert!(desk.sees_part("-----BEGIN PRIVATE KEY-----\n••••••••••••"));
    desk.click("Reveal the private key");
    assert!(desk.sees_part("-----BEGIN PRIVATE KEY-----\nMI"));
    desk.click("Save…");
    desk.write("Path of the new file", &path.to_string_lossy());
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("Saved as "));
    let saved = fs::read_to_string(&path).unwrap();
    assert!(saved.starts_with("-----BEGIN PRIVATE KEY-----"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // The same name again: it asks first.
    desk.click("Shown: Public half");
    desk.click("Save…");
    desk.write("Path of the new file", &path.to_string_lossy());
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["There is a file of that name already"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), saved);
    desk.click("Replace it");
    let public = fs::read_to_string(&path).unwrap();
    assert!(public.starts_with("-----BEGIN PUBLIC KEY-----"));
}

#[test]
fn a_certificate_is_explained() {
    let mut desk = key_page();
    desk.paste(include_str!("../data/keys/p384.certificate.pem"));
    desk.expect(&[
        "EC P-384",
        "The public half",
        "Certificate",
        "Subject",
        "x5t#S256",
    ]);
    assert_eq!(desk.model().page, Page::Keys);
    desk.click("Put the keys away");
    desk.expect(&["No key yet"]);
}

#[test]
fn a_set_is_read_and_each_key_can_be_looked_at() {
    let mut desk = key_page();
    let set = format!(
        "{{\"keys\":[{},{}]}}",
        include_str!("../data/keys/p256.jwk.json"),
        include_str!("../data/keys/ed25519.jwk.json")
    );
    desk.write("Keys as text", &set);
    desk.click("Read the text");
    assert!(desk.sees_part("\"crv\": \"P-256\""));
    desk.click("Key 2: Ed25519");
    assert!(desk.sees_part("\"crv\": \"Ed25519\""));
    desk.write("Keys as text", "nothing");
    desk.click("Read the text");
    assert!(desk.sees_part("The pasted text holds no key"));
}

#[test]
fn a_key_is_opened_by_its_path() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/keys/rsa1024.spki.pem"
    );
    let mut desk = key_page();
    desk.write("Path of a file with keys", "/no/such/key");
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("/no/such/key does not exist"));
    replace(&mut desk, "Path of a file with keys", path);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["RSA 1024"]);
    assert!(desk.sees_part("has 1024 bits"));
}

#[test]
fn a_secret_is_masked_and_goes_to_inspect() {
    let mut desk = key_page();
    desk.click("Kind of key");
    desk.click("Secret, 256 bits");
    desk.click("Generate");
    desk.expect(&["A shared secret", "HMAC secret, 256 bits"]);
    assert!(desk.sees_part("\"k\": \"••••••••••••\""));
    desk.click("Use in Inspect");
    assert_eq!(desk.model().page, Page::Inspect);
    assert_eq!(desk.model().keys.len(), 1);
    desk.ctrl(Key::Num2);
    assert!(!desk.node("Copy the key").accesskit_node().is_disabled());
}

#[test]
fn der_is_read_shown_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("public.der");
    let data = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys/");
        std::path::PathBuf::from(folder).join(name)
    };
    let mut desk = key_page();
    // A private key, opened by its path.
    desk.write(
        "Path of a file with keys",
        &data("p256.sec1.der").to_string_lossy(),
    );
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["EC P-256", "Private and public half"]);
    // A public one and a certificate, dropped.
    for (name, holds) in [
        ("rsa.certificate.der", "Certificate"),
        ("rsa.spki.der", "The public half"),
    ] {
        desk.drop_file(&data(name));
        desk.expect(&["RSA 2048", holds]);
    }
    assert_eq!(desk.model().page, Page::Keys);
    desk.click("Written as: DER");
    assert!(desk.sees_part("shown as base64; the file holds the bytes"));
    assert!(desk.sees_part("MIIBIjANBgkq"));
    desk.click("Save…");
    desk.write("Path of the new file", &path.to_string_lossy());
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(
        fs::read(&path).unwrap(),
        fs::read(data("rsa.spki.der")).unwrap()
    );
    // A private one is masked as a whole.
    desk.drop_file(&data("rsa.pkcs8.der"));
    desk.click("Shown: Private half");
    desk.expect(&["••••••••••••"]);
    assert!(!desk.sees_part("MIIEv"));
}
