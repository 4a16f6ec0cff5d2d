//! A login goes into the vault and on from there: kept, found after a restart, refreshed, revoked,
//! signed in for again. And the secret of a profile's client, which the vault keeps.

use super::desk::Desk;
use super::entry_looks::Mixed;
use super::provider::Provider;
use super::session::{Session, files_under};
use super::sign_in::scene::{self, Stage, page};
use super::sign_in::visitor::Visitor;
use super::vault::{PASSPHRASE, add, fill, new_file, outside};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::{Path, PathBuf};
use tokenscope::app::{
    Action, ClientProof, Page, Phase, RunState, Settings, SignInAction, StoreChoice, ThemeChoice,
    VaultSettings,
};
use tokenscope::desktop::ProfilesFile;
use tokenscope::oauth::{Grant, Profile, Profiles, ProfilesRead};
use tokenscope::report::Secret;
use tokenscope::vault::Kind;
use tokenscope::work::{Inline, Outside, load_profiles};

const CLIENT_SECRET: &str = "secret basic:+&%";

/// A window whose files are in that folder, with the profiles that are kept there.
fn open(folder: &Path, settings: Settings) -> Desk {
    let profiles = ProfilesFile::at(folder.join("profiles.toml"));
    let read = load_profiles(Some(&profiles));
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let outside = Outside {
        profiles: Some(profiles),
        open_browser: Visitor::default().browser(),
        ..outside(&folder.join("vault"))
    };
    let mut desk = Desk::settled(Inline::new(outside), settings);
    act(
        &mut desk,
        Action::SignIn(SignInAction::Loaded(Box::new(read))),
    );
    desk
}

fn act(desk: &mut Desk, action: Action) {
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, action);
    desk.settle();
}

/// Clicks while something is under way, which is drawn anew each second.
fn press(desk: &mut Desk, name: &str) {
    desk.harness.get_by_label(name).click();
    desk.harness.run_steps(6);
}

/// Agrees to the host of the provider.
fn agree(desk: &mut Desk, provider: &Provider) {
    let url = provider.url("");
    let host = url.strip_prefix("http://").unwrap();
    desk.expect(&[&format!("Ask {host}?")]);
    press(desk, &format!("Ask {host}"));
    desk.settle();
}

fn signed_in(desk: &Desk) {
    let run = desk.model().sign_in.run().unwrap();
    let told = match &run.state {
        RunState::Failed(why) => why.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(told, "Succeeded");
}

/// What is kept under that label, as the window reveals it.
fn revealed(desk: &mut Desk, line: &str) -> String {
    desk.click(line);
    desk.click("Reveal the secret");
    let shown = desk.model().vault.revealed.as_ref().unwrap();
    let text = String::from_utf8(shown.secret.expose().to_vec()).unwrap();
    desk.click("Hide the secret");
    text
}

const LINES: [&str; 3] = [
    "Northwind, Access token",
    "Northwind-refresh, Refresh token",
    "Northwind-id, ID token",
];

/// How a store is chosen and opened.
type Opens = fn(&mut Desk);

/// The whole way. No file, nothing that is seen and no debug print holds a secret.
fn plays(folder: &Path, opens_new: Opens, opens_again: Opens) {
    let provider = Provider::start();
    let profiles = ProfilesFile::at(folder.join("profiles.toml"));
    let mut kept = Profiles::default();
    kept.list.push(Profile {
        name: "Northwind".into(),
        issuer: Some(provider.url("")),
        client_id: "native-basic".into(),
        scopes: ["openid", "offline_access"].map(str::to_owned).to_vec(),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        ..Profile::default()
    });
    profiles.write(&kept.write()).unwrap();

    // The client's secret goes into the vault first.
    let mut desk = open(folder, Settings::default());
    desk.click("Sign in");
    desk.write("The client secret", CLIENT_SECRET);
    desk.click("Keep in the vault");
    assert_eq!(desk.model().page, Page::Vault);
    opens_new(&mut desk);
    desk.expect(&["New credential"]);
    desk.click("Keep it");
    assert_eq!(desk.model().page, Page::SignIn);
    desk.expect(&["In the vault: Client secret of Northwind"]);
    assert!(
        desk.model().sign_in.typed().secret.is_empty(),
        "it is let go"
    );
    assert!(profiles.read().unwrap().unwrap().contains("vault_entry"));

    // A login takes it from there, and its tokens are kept together.
    desk.press(Modifiers::COMMAND, Key::Enter);
    agree(&mut desk, &provider);
    signed_in(&desk);
    desk.click("Save the tokens to the vault…");
    desk.expect(&[
        "Keep the login",
        "Access token: Northwind",
        "ID token: Northwind-id",
    ]);
    desk.click("Keep them");
    desk.expect(&LINES);
    let index = desk.model().vault.index.clone().unwrap();
    let access = index.by_label("Northwind").unwrap();
    assert_eq!(access.profile.as_deref(), Some("Northwind"));
    assert_eq!(access.account.as_deref(), Some("ada"));
    assert_eq!(index.companions(access).len(), 2);
    let old = LINES.map(|line| revealed(&mut desk, line));
    desk.click("Client secret of Northwind, Client secret");
    desk.expect(&["Sent to 127.0.0.1"]);
    let debug = format!("{:?}", desk.model());
    let settings = desk.model().settings();
    drop(desk);

    // Another start: it is refreshed from the entry, and each step is there to be seen.
    let mut desk = open(folder, settings);
    desk.click("Vault");
    opens_again(&mut desk);
    desk.click(LINES[0]);
    press(&mut desk, "Refresh the login at the provider");
    agree(&mut desk, &provider);
    desk.expect(&["Northwind was refreshed", "Refreshed"]);
    let new = LINES.map(|line| revealed(&mut desk, line));
    for (old, new) in old.iter().zip(&new).take(2) {
        assert_ne!(old, new);
    }
    desk.click(LINES[1]);
    desk.expect(&["Sent to 127.0.0.1", "Refreshed"]);
    desk.click("Show each step at the provider");
    desk.expect(&["Northwind", "Step Token request: done, 200", "200 OK"]);
    desk.click("Close the steps");
    desk.click("Vault");
    // The new refresh token is the good one.
    press(&mut desk, "Refresh the login at the provider");
    desk.expect(&["Northwind-refresh was refreshed"]);
    let newest = LINES.map(|line| revealed(&mut desk, line));
    assert_ne!(new[1], newest[1]);

    // It is given back only once that was agreed to.
    desk.click(LINES[1]);
    desk.click("Revoke the token at the provider");
    assert!(desk.sees_part("Revoke it at 127.0.0.1?"));
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("Revoke it for good"));
    desk.click("Revoke the token at the provider");
    press(&mut desk, "Revoke it for good");
    desk.settle();
    desk.expect(&[
        "Northwind-refresh was revoked",
        "Revoked",
        "Remove the revoked credential",
    ]);
    assert!(desk.sees_part("nobody takes it any more"));
    desk.click(LINES[0]);
    desk.expect(&["Its refresh token was revoked: sign in again"]);

    // Signed in again, the new tokens take the place of the old.
    press(&mut desk, "Sign in again with the profile");
    desk.settle();
    assert_eq!(desk.model().page, Page::SignIn);
    signed_in(&desk);
    desk.click("Save the tokens to the vault…");
    assert!(desk.sees_part("in the place of the one that is kept"));
    desk.click("Keep them");
    let index = desk.model().vault.index.clone().unwrap();
    assert_eq!(index.entries.len(), 4);
    assert!(index.entries.iter().all(|entry| entry.revoked.is_none()));
    let last = LINES.map(|line| revealed(&mut desk, line));

    let debug = format!("{debug}{:?}", desk.model());
    let files = files_under(folder).into_iter();
    let files = files.map(|(path, bytes)| (path.display().to_string(), bytes));
    let places: Vec<_> = files
        .chain([("debug".to_owned(), debug.into_bytes())])
        .collect();
    for end in ["index.json", "activity.jsonl", "profiles.toml"] {
        assert!(places.iter().any(|(name, _)| name.ends_with(end)), "{end}");
    }
    let tokens = [old, new, newest, last].concat();
    let planted = tokens.iter().map(String::as_str);
    for planted in planted.chain([CLIENT_SECRET, PASSPHRASE]) {
        for (name, bytes) in &places {
            let mut parts = bytes.windows(planted.len());
            assert!(
                !parts.any(|part| part == planted.as_bytes()),
                "{planted} in {name}"
            );
        }
    }
}

fn unlock(desk: &mut Desk) {
    fill(desk, "Passphrase", PASSPHRASE);
    desk.click("Unlock");
}

#[test]
fn a_login_is_kept_in_an_encrypted_file_and_refreshed_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("vault")).unwrap();
    plays(folder.path(), new_file, unlock);
}

#[test]
fn a_login_is_kept_in_a_real_keyring_and_refreshed_after_a_restart() {
    let session = Session::start("unlocked");
    let folder = session.folder.path().join("data");
    let folder = folder.to_str().unwrap();
    session.test(
        "entry::in_a_session_of_its_own",
        &[("TOKENSCOPE_TEST_FOLDER", folder)],
    );
}

/// The part of the test above that needs the environment of its session.
#[test]
#[ignore = "it is run by the test above, in a session of its own"]
fn in_a_session_of_its_own() {
    let folder = PathBuf::from(std::env::var_os("TOKENSCOPE_TEST_FOLDER").unwrap());
    std::fs::create_dir_all(folder.join("vault")).unwrap();
    // The second time the keyring opens by itself.
    plays(&folder, |desk| desk.click("Use the keyring"), |_| {});
}

#[test]
fn what_cannot_be_done_at_the_provider_says_why() {
    let mut desk = super::vault::in_memory();
    add(&mut desk, "work", super::desk::TOKEN, &[]);
    let told = "It names no sign-in profile: edit it and give it one";
    desk.expect(&["At the provider", told]);
    press(&mut desk, "Refresh the login at the provider");
    assert!(
        desk.model().sign_in.from_entry.is_none(),
        "it is begun all the same"
    );
    desk.click("Edit it");
    fill(&mut desk, "Profile", "Northwind");
    desk.click("Save");
    assert!(desk.sees_part("There is no sign-in profile \"Northwind\""));
    let mut read = ProfilesRead::default();
    read.profiles.list.push(Profile {
        name: "Northwind".into(),
        provider: "github".into(),
        ..Profile::default()
    });
    act(
        &mut desk,
        Action::SignIn(SignInAction::Loaded(Box::new(read))),
    );
    desk.expect(&[
        "No refresh token of the same login is kept: sign in again",
        "GitHub names no address at which a token is revoked (RFC 7009)",
    ]);
    // What is no token has nothing to do with a provider.
    add(&mut desk, "door", "hunter2", &[]);
    assert!(!desk.sees("At the provider"));
}

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
fn new_tokens_are_not_lost_where_the_vault_is_locked_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, stage) = page(|stage| {
        let inline = Inline::new(outside(folder.path()));
        let runner = Mixed { stage, inline };
        Desk::with(runner, 1280.0, 800.0, ThemeChoice::Dark, 1.0)
    });
    scene::signed_in(&mut desk, &stage);
    desk.click("Save the tokens to the vault…");
    new_file(&mut desk);
    desk.click("Keep them");
    press(&mut desk, "Refresh the login at the provider");
    press(&mut desk, "Lock now");
    assert_eq!(desk.model().vault.phase, Phase::Locked);
    let mut new = scene::obtained();
    new.tokens.refresh_token = Some(Secret::from("refresh-hunter3".to_owned()));
    stage.tell(&mut desk, vec![scene::ended(None, Some(new))]);
    desk.settle();
    assert!(desk.sees_part("New tokens for Northwind staging came, and are not kept yet"));
    unlock(&mut desk);
    // Nothing else begins before they are kept.
    desk.click("Northwind staging, Access token");
    desk.expect(&["New tokens came and are not kept yet: keep them first"]);
    desk.click("Keep the new tokens");
    desk.expect(&["Northwind staging was refreshed"]);
    let line = "Northwind staging-refresh, Refresh token";
    assert_eq!(revealed(&mut desk, line), "refresh-hunter3");
}

#[test]
fn without_a_keyring_the_secret_can_be_typed() {
    let session = Session::start("bare");
    let folder = session.folder.path();
    let folder = folder.to_str().unwrap();
    session.test(
        "entry::in_a_session_without_a_keyring",
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

#[test]
fn the_keyboard_removes_a_credential_and_brings_it_back() {
    let mut desk = super::vault::in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("mine, Other");
    // A field keeps its own keys.
    desk.node("Find a credential").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Delete);
    desk.expect(&["mine, Other"]);
    desk.node("Remove it").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Delete);
    assert!(desk.sees_part("mine was removed"));
    desk.ctrl(Key::Z);
    desk.expect(&["mine, Other", "mine is back"]);
    desk.ctrl(Key::Z);
    desk.expect(&["mine, Other"]);
}

#[test]
fn how_early_an_end_is_told_is_chosen_and_kept() {
    let mut desk = super::vault::in_memory();
    // It ends in 380 seconds.
    add(&mut desk, "session", super::desk::TOKEN, &[]);
    let due = |desk: &Desk| desk.sees("1 credential is due");
    assert!(due(&desk), "ten minutes before its end");
    desk.click("Settings");
    desk.click("Warn before a session ends: 2 min");
    assert!(!due(&desk));
    assert_eq!(desk.model().settings().vault.lead_minutes, 2);
    // It becomes due by itself, on whatever page.
    assert!(desk.model().next_change().is_some_and(|s| s <= 260));
    desk.wait(260);
    assert!(due(&desk));
}

#[test]
fn a_start_tells_what_is_due() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("vault")).unwrap();
    let mut desk = open(folder.path(), Settings::default());
    desk.click("Vault");
    new_file(&mut desk);
    add(&mut desk, "old", "hunter2", &[("Expires", "2011-03-20")]);
    let settings = desk.model().settings();
    drop(desk);
    let mut desk = open(folder.path(), settings);
    act(
        &mut desk,
        Action::Vault(tokenscope::app::VaultAction::Begin),
    );
    desk.expect(&["Vault: 1 has expired, expires soon or should be replaced"]);
}
