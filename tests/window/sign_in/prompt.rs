//! The keyring is locked and asks for its password while somebody signs in.
//!
//! A bus is found by the environment, so the window is opened in a process of its own.

use super::press;
use super::stand::{Live, profile, state, words};
use crate::desk::Desk;
use crate::provider::Provider;
use crate::session::{HERE, Session, lock, unlock};
use egui::{Key, Modifiers};
use std::time::Duration;
use tokenscope::app::{Page, Phase, RunState, Settings};
use tokenscope::oauth::{AuthMethod, Grant, Profile};
use tokenscope::store::Patience;
use tokenscope::work::{Outside, VaultPlace};

const SECRET: &str = "machine-secret";
const PROMPT: &str = "The keyring is locked and asks for its password in another window";
const GIVEN_UP: &str = "Given up; a prompt of the keyring may still be open";

fn outside() -> Outside {
    let folder = std::env::var_os("XDG_DATA_HOME").unwrap();
    Outside {
        vault: VaultPlace {
            patience: Patience {
                quiet: Duration::from_millis(200),
                ..Patience::default()
            },
            ..VaultPlace::in_folder(folder.into())
        },
        ..Outside::none()
    }
}

fn machine(provider: &Provider) -> Profile {
    Profile {
        auth: Some(AuthMethod::Post),
        grant: Grant::ClientCredentials,
        scopes: words("api:read"),
        resource: words("urn:test:ES256"),
        ..profile(provider, "machine")
    }
}

fn is_over(desk: &Desk) -> bool {
    let run = desk.model().sign_in.run();
    run.is_some_and(|run| !run.state.is_under_way())
}

fn sign_in(live: &mut Live) {
    live.desk
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    live.until("the prompt is told", |desk| desk.sees(PROMPT));
    assert!(matches!(
        live.desk.model().sign_in.run().unwrap().state,
        RunState::Vault
    ));
}

/// Keeps the client's secret in the keyring. The profile, and what a start remembers.
fn kept(provider: &Provider) -> (Profile, Settings) {
    let mut live = Live::with(machine(provider), outside(), Default::default());
    live.desk.write("The client secret", SECRET);
    press(&mut live.desk, "Keep in the vault");
    live.until("the keyring is ready", |desk| desk.sees("Ready"));
    press(&mut live.desk, "Use the keyring");
    live.until("the keyring is open", |desk| desk.sees("Keep it"));
    press(&mut live.desk, "Keep it");
    live.until("it is kept", |desk| desk.model().page == Page::SignIn);
    let kept = live.desk.model().sign_in.profile().unwrap().clone();
    assert!(kept.vault_entry.is_some());
    let settings = live.desk.model().settings();
    (kept, settings)
}

/// Agrees to the host of the provider, once it is asked about.
fn agree(live: &mut Live, provider: &Provider) {
    let url = provider.url("");
    let ask = format!("Ask {}", url.strip_prefix("http://").unwrap());
    live.until("the host is asked about", |desk| desk.sees(&ask));
    press(&mut live.desk, &ask);
}

/// A login that needs what is in the keyring, which is locked.
fn begun(provider: &Provider) -> Live {
    let (kept, settings) = kept(provider);
    lock(HERE);
    let live = Live::with(kept, outside(), settings);
    live.desk
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    live
}

/// Nobody can be asked here: no display, no program that shows prompts.
#[test]
fn a_prompt_that_was_closed_ends_the_login_and_says_what_to_do() {
    let session = Session::start("unlocked");
    session.test("sign_in::prompt::inner_closed", &[]);
}

#[test]
#[ignore = "it is run by a_prompt_that_was_closed_ends_the_login_and_says_what_to_do"]
fn inner_closed() {
    let provider = Provider::start();
    let mut live = begun(&provider);
    live.until("it is over", is_over);
    let told = "its prompt was closed or could not be shown; unlock it, then try again";
    assert!(live.desk.sees_part(told), "{}", state(&live.desk));
    live.desk.expect(&["Failed", "Try again"]);
}

#[test]
fn a_login_goes_on_once_the_prompt_is_answered() {
    let session = Session::start("unlocked");
    super::prompter::answering(&session);
    session.test("sign_in::prompt::inner_answered", &[]);
}

#[test]
#[ignore = "it is run by a_login_goes_on_once_the_prompt_is_answered"]
fn inner_answered() {
    let provider = Provider::start();
    let mut live = begun(&provider);
    agree(&mut live, &provider);
    live.until("it is signed in", is_over);
    assert_eq!(state(&live.desk), "Succeeded");
}

#[test]
fn a_prompt_of_the_keyring_is_said_given_up_and_gone_on_from() {
    let session = Session::start("unlocked");
    let _prompter = session.silent_prompter();
    session.test("sign_in::prompt::inner_prompt", &[]);
}

#[test]
#[ignore = "it is run by a_prompt_of_the_keyring_is_said_given_up_and_gone_on_from"]
fn inner_prompt() {
    let provider = Provider::start();
    let (kept, settings) = kept(&provider);
    // The next start: the keyring is opened for the login, and asks.
    lock(HERE);
    let mut live = Live::with(kept, outside(), settings);
    sign_in(&mut live);
    press(&mut live.desk, "Give up waiting for the keyring");
    live.until("it is given up", is_over);
    assert!(live.desk.sees_part(GIVEN_UP), "{}", state(&live.desk));
    assert!(!live.desk.sees(PROMPT));
    // The vault is open by now, and its keyring asks again.
    assert_eq!(live.desk.model().vault.phase, Phase::Open);
    sign_in(&mut live);
    press(&mut live.desk, "Cancel");
    live.desk.expect(&["Cancelled"]);
    assert!(
        live.desk
            .sees_part("A prompt of the keyring may still be open")
    );
    assert!(!live.desk.sees(PROMPT));
    // Unlocked meanwhile, it goes on.
    unlock(HERE);
    press(&mut live.desk, "Try again");
    agree(&mut live, &provider);
    live.until("it is signed in", is_over);
    assert_eq!(state(&live.desk), "Succeeded");

    // The tokens are kept: the form stays where nothing is.
    lock(HERE);
    press(&mut live.desk, "Save the tokens to the vault…");
    live.until("the form is there", |desk| desk.sees("Keep them"));
    press(&mut live.desk, "Keep them");
    live.until("the prompt is told", |desk| desk.sees(PROMPT));
    press(&mut live.desk, "Give up waiting for the keyring");
    live.until("it is given up", |desk| desk.sees_part(GIVEN_UP));
    live.desk.expect(&["Keep them"]);
    unlock(HERE);
    press(&mut live.desk, "Keep them");
    live.until("they are kept", |desk| {
        desk.sees("Test provider, Access token")
    });
    assert!(!format!("{:?}", live.desk.model()).contains(SECRET));
}
