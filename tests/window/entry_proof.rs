//! What a profile's client proves itself with, a secret or a private key: kept in the vault, and
//! taken from there when it is used.

use super::desk::Desk;
use super::entry::{act, open};
use super::session::Session;
use super::sign_in::scene::{self, Stage, page};
use super::vault::{add, new_file};
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use std::path::PathBuf;
use tokenscope::app::{
    Action, ClientProof, Phase, Settings, SignInAction, StoreChoice, VaultSettings,
};
use tokenscope::oauth::{Grant, Profile, ProfilesRead};
use tokenscope::vault::Kind;

/// A window with a profile whose client's secret is in an encrypted file that is locked.
fn locked() -> (Desk, Stage) {
    page(|stage| {
        let settings = Settings {
            vault: VaultSettings {
                store: Some(StoreChoice::File),
                ..VaultSettings::default()
            },
            ..Settings::default()
        };
        Desk::settled(stage, settings)
    })
}

fn names_an_entry(desk: &mut Desk, stage: &Stage) {
    let mut read = scene::profiles();
    read.profiles.list[0].vault_entry = Some("abc".into());
    stage.load(desk, read);
}

#[test]
fn a_locked_vault_is_told_plainly_and_the_secret_can_be_typed() {
    let (mut desk, stage) = locked();
    names_an_entry(&mut desk, &stage);
    desk.expect(&["In the vault, fetched when it is used"]);
    desk.press(Modifiers::COMMAND, Key::Enter);
    assert!(desk.sees_part("is in the vault, which is locked: unlock it in Vault"));
    assert_eq!(
        desk.model().vault.phase,
        Phase::Choosing,
        "nothing was opened"
    );
    desk.write("The client secret", "hunter2");
    desk.press(Modifiers::COMMAND, Key::Enter);
    match stage.job().proof {
        ClientProof::Secret(secret) => assert_eq!(secret.expose(), b"hunter2"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_keyring_the_secret_can_be_typed() {
    let session = Session::start("bare");
    let folder = session.folder.path();
    let folder = folder.to_str().unwrap();
    session.test(
        "entry_proof::in_a_session_without_a_keyring",
        &[("TOKENSCOPE_TEST_FOLDER", folder)],
    );
}

/// The part of the test above that needs the environment of its session.
#[test]
#[ignore = "it is run by the test above, in a session of its own"]
fn in_a_session_without_a_keyring() {
    let folder = PathBuf::from(std::env::var_os("TOKENSCOPE_TEST_FOLDER").unwrap());
    let settings = Settings {
        vault: VaultSettings {
            store: Some(StoreChoice::Keyring),
            ..VaultSettings::default()
        },
        ..Settings::default()
    };
    let mut desk = open(&folder, settings);
    let mut read = ProfilesRead::default();
    read.profiles.list.push(Profile {
        name: "Northwind".into(),
        issuer: Some("http://127.0.0.1:9".into()),
        client_id: "app".into(),
        vault_entry: Some("abc".into()),
        ..Profile::default()
    });
    act(
        &mut desk,
        Action::SignIn(SignInAction::Loaded(Box::new(read))),
    );
    desk.click("Sign in");
    desk.press(Modifiers::COMMAND, Key::Enter);
    assert!(desk.sees_part("could not be opened; type it here, or try again: No Secret Service"));
    desk.write("The client secret", "hunter2");
    desk.press(Modifiers::COMMAND, Key::Enter);
    desk.expect(&["Ask 127.0.0.1:9?"]);
}

#[test]
fn a_profile_can_leave_the_vault_and_a_copy_takes_nothing_from_it() {
    let (mut desk, stage) = locked();
    names_an_entry(&mut desk, &stage);
    desk.click("More about profiles");
    desk.click("Duplicate");
    desk.click("Save the profile");
    assert!(
        desk.model()
            .sign_in
            .profile()
            .unwrap()
            .vault_entry
            .is_none()
    );
    desk.click("Profile: Northwind staging");
    desk.click("Take it from the vault no more");
    assert!(
        desk.model()
            .sign_in
            .profile()
            .unwrap()
            .vault_entry
            .is_none()
    );
    let saved = stage.effects();
    assert!(
        saved.iter().any(|e| e.starts_with("SaveProfiles")),
        "{saved:?}"
    );
}

#[test]
fn a_secret_goes_only_where_its_entry_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("vault")).unwrap();
    let mut desk = open(folder.path(), Settings::default());
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "card", "hunter2", &[("Profile", "Bank")]);
    let id = desk.model().vault.shown().unwrap().id.to_string();
    // Somebody who can write the file of profiles names another's entry.
    let mut read = ProfilesRead::default();
    read.profiles.list.push(Profile {
        name: "Evil".into(),
        issuer: Some("http://127.0.0.1:9".into()),
        client_id: "evil".into(),
        grant: Grant::ClientCredentials,
        vault_entry: Some(id),
        ..Profile::default()
    });
    act(
        &mut desk,
        Action::SignIn(SignInAction::Loaded(Box::new(read))),
    );
    desk.click("Sign in");
    desk.press(Modifiers::COMMAND, Key::Enter);
    assert!(desk.sees_part("is kept for another profile than \"Evil\""));
    assert!(
        desk.model().network.consent.is_none(),
        "nobody would be asked"
    );
}

#[test]
fn a_private_key_is_kept_from_a_file_or_a_paste() {
    let pem = concat!(
        "-----BEGIN PRIVATE KEY-----\n",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\n",
        "OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n",
        "1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G\n",
        "-----END PRIVATE KEY-----\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("client.pem");
    std::fs::write(&file, pem).unwrap();
    for pasted in [false, true] {
        let mut desk = super::vault::in_memory();
        let mut read = ProfilesRead::default();
        read.profiles.list.push(Profile {
            name: "Bank".into(),
            auth: Some(tokenscope::oauth::AuthMethod::PrivateKeyJwt),
            ..Profile::default()
        });
        act(
            &mut desk,
            Action::SignIn(SignInAction::Loaded(Box::new(read))),
        );
        desk.click("Sign in");
        if pasted {
            desk.node("The private key").focus();
            desk.settle();
            desk.paste(pem);
            let seen = desk.node("The private key").accesskit_node().value();
            assert!(!seen.unwrap_or_default().contains("MIGH"), "it is masked");
        } else {
            desk.write("Path of the client's private key", file.to_str().unwrap());
        }
        desk.click("Keep in the vault");
        desk.click("Keep it");
        desk.expect(&["In the vault: Signing key of Bank"]);
        let index = desk.model().vault.index.clone().unwrap();
        let entry = index.by_label("Signing key of Bank").unwrap();
        assert_eq!(
            (entry.kind, entry.profile.as_deref()),
            (Kind::SigningKey, Some("Bank"))
        );
        desk.click("Vault");
        desk.click("Signing key of Bank, Signing key");
        desk.click("Reveal the secret");
        assert!(desk.sees_part("\"d\""), "the private half is kept");
    }
}

#[test]
fn a_renamed_profile_is_still_the_one_that_its_entries_name() {
    let mut desk = super::vault::in_memory();
    let mut read = ProfilesRead::default();
    read.profiles.list.push(Profile {
        name: "Bank".into(),
        issuer: Some("https://id.bank.example".into()),
        client_id: "app".into(),
        ..Profile::default()
    });
    act(
        &mut desk,
        Action::SignIn(SignInAction::Loaded(Box::new(read))),
    );
    desk.click("Sign in");
    desk.write("The client secret", "hunter2");
    desk.click("Keep in the vault");
    desk.click("Keep it");
    desk.click("Edit the profile");
    desk.write("Profile's name", " of mine");
    desk.click("Save the profile");
    let index = desk.model().vault.index.clone().unwrap();
    let named = desk.model().sign_in.profile().unwrap().name.clone();
    assert_ne!(named, "Bank");
    assert_eq!(index.entries[0].profile.as_deref(), Some(named.as_str()));
    // Another secret takes the place of the one that is kept.
    desk.write("The client secret", "hunter3");
    desk.click("Replace what the vault keeps for the profile");
    desk.click("Save");
    let index = desk.model().vault.index.clone().unwrap();
    assert_eq!(index.entries.len(), 1);
    desk.click("Vault");
    desk.click("Client secret of Bank, Client secret");
    desk.click("Reveal the secret");
    desk.expect(&["hunter3"]);
}
