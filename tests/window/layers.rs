//! Encrypted and nested tokens, SD-JWTs and PASETOs in the window.

use super::desk::{Desk, NOW};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use tokenscope::jose::jwe::{ContentEncryption, KeyManagement, encrypt};
use tokenscope::jose::key::{Key as JoseKey, Material, read_keys};
use tokenscope::jose::signing::SigningKey;
use tokenscope::jose::{Algorithm, Curve, KeyKind, generate, json, sign};
use tokenscope::report::{Secret, Verdict};

/// A header, some claims, and a token that is encrypted with them for that key.
fn sealed(key: &JoseKey, algorithm: KeyManagement, header: &str, content: &str) -> String {
    let (header, _) = json::parse(header.as_bytes());
    let enc = ContentEncryption::A256Gcm;
    encrypt(key, algorithm, enc, &header, content.as_bytes()).unwrap()
}

fn agreement_key() -> SigningKey {
    generate(KeyKind::Ec(Curve::P256))
        .unwrap()
        .with_kid(Some("mine".into()))
        .meant_for_encryption(KeyManagement::EcdhEsA256Kw)
}

fn private_jwk(key: &SigningKey) -> String {
    String::from_utf8(key.jwk_private().expose().to_vec()).unwrap()
}

fn public(key: &SigningKey) -> JoseKey {
    let set = read_keys(key.jwk_private().expose(), "key").unwrap();
    set.keys[0].clone().without_private()
}

fn give(desk: &mut Desk, jwk: &str) {
    desk.click("Give the key");
    if desk.sees("Key from: Paste") {
        desk.click("Key from: Paste");
    }
    desk.write("Private key as text", jwk);
    desk.click("Open with this key");
}

/// Clicks what may lie below the fold.
fn reach(desk: &mut Desk, name: &str) {
    desk.harness.get_by_label(name).scroll_to_me();
    desk.settle();
    desk.click(name);
}

#[test]
fn without_a_key_it_says_what_opens_it_and_shows_nothing_that_cannot_be_known() {
    let mut desk = Desk::new();
    desk.click("Sample: A locked token");
    desk.expect(&["Encrypted token", "Not decrypted", "No key given"]);
    desk.expect(&["Header", "Encrypted key", "IV", "Ciphertext", "Tag"]);
    assert!(desk.sees_part("Locked: it takes an RSA private key"));
    assert!(!desk.sees("Claims") && !desk.sees("Expected issuer") && !desk.sees("Edit"));
    assert_eq!(desk.model().report().unwrap().verdict, Verdict::Unverified);
    desk.click("Give the key");
    desk.expect(&["Key from: File", "Key from: Paste", "Key from: Secret"]);
    assert!(!desk.sees("Key from: Address"), "nobody publishes it");
}

#[test]
fn the_right_key_opens_it_and_its_claims_are_judged() {
    let key = agreement_key();
    let claims = format!(r#"{{"sub":"ada","exp":{}}}"#, NOW + 600);
    let token = sealed(&public(&key), KeyManagement::EcdhEsA256Kw, "{}", &claims);
    let mut desk = Desk::new();
    desk.paste(&token);
    give(&mut desk, &private_jwk(&key));
    desk.expect(&["Valid", "Opened by the pasted key", "Expires in 10 min"]);
    desk.expect(&["sub", "ada", "The time to judge by", "Expected issuer"]);
    assert!(!desk.sees_part("Locked"));
    desk.write("Judged at time", &(NOW + 601).to_string());
    desk.expect(&["Invalid: expired"]);
}

#[test]
fn a_wrong_key_is_told_and_what_it_takes_stays() {
    let (key, other) = (agreement_key(), agreement_key());
    let token = sealed(&public(&key), KeyManagement::EcdhEsA256Kw, "{}", "{}");
    let mut desk = Desk::new();
    desk.paste(&token);
    give(&mut desk, &private_jwk(&other));
    desk.expect(&["Invalid: does not decrypt"]);
    assert!(desk.sees_part("Locked: it takes a private key on P-256"));
    assert!(desk.sees_part("Not opened with the keys that were given"));
    // The next one is tried beside it.
    desk.click("Remove the pasted key");
    give(&mut desk, &private_jwk(&key));
    desk.expect(&["Valid", "Claims"]);
}

#[test]
fn a_password_opens_what_a_password_closed() {
    let secret = JoseKey::new(Material::Oct(Secret::new(b"correct horse".to_vec())));
    let token = sealed(
        &secret,
        KeyManagement::Pbes2Hs256A128Kw,
        "{}",
        r#"{"sub":"ada"}"#,
    );
    let mut desk = Desk::new();
    desk.paste(&token);
    desk.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    desk.write("Password", "correct horse");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["Opened by the typed secret", "ada"]);
}

#[test]
fn what_was_opened_is_gone_down_to_and_each_layer_has_its_own_say() {
    let mut desk = Desk::new();
    desk.click("Sample: An encrypted token");
    let layers = [
        "Layer 1: Encrypted token, opened",
        "Layer 2: ID token, valid",
    ];
    desk.expect(&layers);
    desk.expect(&["Valid", "nonce", "The time to judge by"]);
    assert!(!desk.sees_part("credentials found"), "it is one token");
    desk.click(layers[0]);
    desk.expect(&[
        "Ciphertext",
        "Inside: ID token",
        "Opened by the sample's keys",
    ]);
    assert!(!desk.sees("nonce"));
    // The keyboard goes down too.
    desk.node("Inside: ID token").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.expect(&["nonce"]);
    desk.click("Inspect alone");
    desk.expect(&["ID token", "Valid", "Taken out of another token"]);
    assert!(!desk.sees(layers[0]));
    desk.ctrl(Key::Z);
    desk.expect(&layers);
}

#[test]
fn a_token_inside_that_does_not_hold_makes_the_outer_one_invalid() {
    let (key, signer) = (agreement_key(), generate(KeyKind::Ed25519).unwrap());
    let (header, _) = json::parse(b"{}");
    let inner = sign(&signer, Algorithm::Ed25519, &header, b"{\"sub\":\"ada\"}").unwrap();
    let (signed, value) = inner.rsplit_once('.').unwrap();
    let first = if value.starts_with('A') { "B" } else { "A" };
    let forged = format!("{signed}.{first}{}", &value[1..]);
    let header = r#"{"cty":"JWT"}"#;
    let token = sealed(&public(&key), KeyManagement::EcdhEsA256Kw, header, &forged);
    let mut desk = Desk::new();
    desk.paste(&token);
    let set = format!(
        "{{\"keys\":[{},{}]}}",
        private_jwk(&key),
        private_jwk(&signer)
    );
    give(&mut desk, &set);
    desk.expect(&["Layer 2: Signed token, invalid"]);
    desk.expect(&["Invalid: signature does not verify"]);
    desk.click("Layer 1: Encrypted token, opened");
    desk.expect(&["Invalid: what is inside fails"]);
}

#[test]
fn hidden_secrets_hide_what_was_decrypted_and_disclosed() {
    for (sample, values) in [
        (
            "An encrypted token",
            ["n-0S6_WzA2Mj", "ada@northwind.example"],
        ),
        ("A credential", ["Lisbon", "Ada"]),
    ] {
        let mut desk = Desk::new();
        desk.click(&format!("Sample: {sample}"));
        let seen = |desk: &Desk| values.iter().filter(|v| desk.sees(v)).count();
        assert!(seen(&desk) > 0, "{sample}");
        desk.click("Hide secrets");
        assert_eq!(seen(&desk), 0, "{sample}");
    }
}

#[test]
fn a_credential_shows_what_is_disclosed_and_what_is_not() {
    let mut desk = Desk::new();
    desk.click("Sample: A credential");
    desk.expect(&[
        "Verifiable credential",
        "Valid",
        "4 disclosures",
        "Key binding",
    ]);
    desk.expect(&["Disclosed: given_name", "Disclosed: is_over_18"]);
    desk.expect(&["3 more not disclosed: claims, or decoys"]);
    assert!(desk.sees_part("1 disclosed, 1 not disclosed in it"));
    reach(&mut desk, "Show the disclosure of /given_name");
    desk.expect(&["Salt", "Digest"]);
    assert!(
        !desk.sees("Choose what is presented"),
        "it is bound already"
    );
    desk.click("Layer 2: Key binding, valid");
    desk.expect(&["https://harbour.example", "k7R2mQ", "sd_hash"]);
    assert!(!desk.sees("Add a key"), "its key stands in the credential");
}

#[test]
fn a_key_binding_for_another_verifier_is_refused() {
    let mut desk = Desk::new();
    desk.click("Sample: A credential");
    desk.write("Expected audience", "https://other.example");
    desk.expect(&["Invalid: key binding fails"]);
    // Without one it is asked for only where it is required.
    let mut desk = Desk::new();
    desk.paste(include_str!("../data/sd-jwt/issued.txt").trim());
    desk.write("Judged at time", "1700000000");
    desk.expect(&["Not verified"]);
    desk.click("Require key binding");
    desk.expect(&["Invalid: key binding fails"]);
}

#[test]
fn what_is_presented_is_chosen_and_copied() {
    let mut desk = Desk::new();
    desk.paste(include_str!("../data/sd-jwt/issued.txt").trim());
    reach(&mut desk, "Choose what is presented");
    reach(&mut desk, "Choose no disclosure");
    reach(&mut desk, "Present /email");
    desk.harness
        .get_by_label("Copy the presentation")
        .scroll_to_me();
    desk.settle();
    desk.harness.get_by_label("Copy the presentation").click();
    let copied = (0..6).find_map(|_| {
        desk.harness.step();
        desk.copied()
    });
    let copied = copied.unwrap();
    assert_eq!(copied.matches('~').count(), 2, "{copied}");
    desk.settle();
    desk.expect(&["A presentation with 1 disclosure was copied"]);
}

#[test]
fn a_paseto_is_taken_apart_and_verified() {
    let mut desk = Desk::new();
    desk.click("Sample: A PASETO");
    desk.expect(&["PASETO", "Valid", "Expires in 12 min"]);
    desk.expect(&["version", "purpose", "footer", "The time to judge by"]);
    desk.click("Remove the sample's keys");
    desk.expect(&["Not verified", "No key given"]);
}

#[test]
fn every_recipient_is_listed() {
    let key = agreement_key();
    let compact = sealed(&public(&key), KeyManagement::EcdhEsA256Kw, "{}", "{}");
    let parts: Vec<&str> = compact.split('.').collect();
    let recipients: Vec<String> = (0..12)
        .map(|i| {
            format!(
                r#"{{"header":{{"kid":"reader-{i}"}},"encrypted_key":"{}"}}"#,
                parts[1]
            )
        })
        .collect();
    let general = format!(
        r#"{{"protected":"{}","recipients":[{}],"iv":"{}","ciphertext":"{}","tag":"{}"}}"#,
        parts[0],
        recipients.join(","),
        parts[2],
        parts[3],
        parts[4]
    );
    let mut desk = Desk::new();
    desk.paste(&general);
    desk.expect(&["12 recipients", "Recipient 1"]);
    assert!(desk.sees_part("it takes the key of one of its 12 recipients"));
}
