//! A login goes into the vault and on from there: kept, found after a restart, refreshed, revoked,
//! signed in for again.

use super::desk::Desk;
use super::entry_looks::Mixed;
use super::provider::Provider;
use super::session::{Session, files_under};
use super::sign_in::scene::{self, page};
use super::sign_in::visitor::Visitor;
use super::vault::{PASSPHRASE, add, fill, new_file, outside};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use tokenscope::app::{Action, Page, Phase, RunState, Settings, SignInAction, ThemeChoice};
use tokenscope::desktop::ProfilesFile;
use tokenscope::oauth::{Profile, Profiles, ProfilesRead};
use tokenscope::report::Secret;
use tokenscope::work::{Inline, Outside, load_profiles};

const CLIENT_SECRET: &str = "secret basic:+&%";

/// A window whose files are in that folder, with the profiles that are kept there.
pub(super) fn open(folder: &Path, settings: Settings) -> Desk {
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

pub(super) fn act(desk: &mut Desk, action: Action) {
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, action);
    desk.settle();
}

/// Clicks while something is under way, which is drawn anew each second.
pub(super) fn press(desk: &mut Desk, name: &str) {
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

/// The key that tokens are bound to goes with them into the vault, and is used from there.
#[test]
fn a_login_that_is_bound_to_a_key_is_refreshed_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("vault")).unwrap();
    let provider = Provider::start_with(&[("OP_DPOP_NONCE", "1")]);
    let profiles = ProfilesFile::at(folder.path().join("profiles.toml"));
    let mut kept = Profiles::default();
    kept.list.push(Profile {
        name: "Northwind".into(),
        issuer: Some(provider.url("")),
        client_id: "native-dpop".into(),
        scopes: ["openid", "offline_access"].map(str::to_owned).to_vec(),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        dpop: true,
        ..Profile::default()
    });
    profiles.write(&kept.write()).unwrap();
    let mut desk = open(folder.path(), Settings::default());
    desk.click("Sign in");
    desk.press(Modifiers::COMMAND, Key::Enter);
    agree(&mut desk, &provider);
    signed_in(&desk);
    desk.click("Save the tokens to the vault…");
    new_file(&mut desk);
    desk.expect(&["Key that they are bound to: Northwind-dpop"]);
    desk.click("Keep them");
    desk.expect(&LINES);
    // The key is there, and nothing of it is to be revealed or copied.
    desk.click("Northwind-dpop, Signing key");
    assert!(desk.sees_part("The tokens of this login are bound to this key"));
    for name in ["Reveal the secret", "Copy the secret", "Inspect the secret"] {
        assert!(!desk.sees(name), "{name}");
    }
    let old = LINES.map(|line| revealed(&mut desk, line));
    let settings = desk.model().settings();
    drop(desk);

    let mut desk = open(folder.path(), settings);
    desk.click("Vault");
    unlock(&mut desk);
    desk.click(LINES[0]);
    press(&mut desk, "Refresh the login at the provider");
    agree(&mut desk, &provider);
    desk.expect(&["Northwind was refreshed", "Refreshed"]);
    press(&mut desk, "Refresh the login at the provider");
    desk.settle();
    let new = LINES.map(|line| revealed(&mut desk, line));
    assert_ne!((&old[0], &old[1]), (&new[0], &new[1]));
    let index = desk.model().vault.index.clone().unwrap();
    assert_eq!(index.entries.len(), 4, "the key is one");
    // Without its key it says what to do.
    desk.click("Northwind-dpop, Signing key");
    desk.click("Remove it");
    desk.click(LINES[0]);
    assert!(desk.sees_part("bound to a key (DPoP) that is not kept: sign in again"));
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
