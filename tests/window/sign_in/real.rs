//! Whole logins at a real, certified OpenID provider, in the window.

use super::press;
use super::visitor::visit;
use crate::desk::Desk;
use crate::provider::Provider;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokenscope::app::{Action, RunState, SignInAction, ThemeChoice};
use tokenscope::jose::base64url::decode;
use tokenscope::oauth::{Grant, Profile, ProfilesRead};
use tokenscope::report::Verdict;
use tokenscope::work::{Inline, Outside};

/// A window with a profile for that client, and a browser that signs in as Ada.
fn desk(provider: &Provider, profile: Profile) -> (Desk, Arc<Mutex<Vec<String>>>) {
    let visited: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&visited);
    let outside = Outside {
        open_browser: Arc::new(move |url: &str| {
            seen.lock().unwrap().push(url.to_owned());
            let url = url.to_owned();
            std::thread::spawn(move || visit(&url, "ada"));
            Ok(())
        }),
        ..Outside::none()
    };
    let runner = Inline::new(outside);
    let mut desk = Desk::with(runner, 1280.0, 800.0, ThemeChoice::Dark, 1.0);
    let mut read = ProfilesRead::default();
    read.profiles.list.push(Profile {
        name: "Test provider".into(),
        issuer: Some(provider.url("")),
        ..profile
    });
    let loaded = Action::SignIn(SignInAction::Loaded(Box::new(read)));
    let ctx = desk.harness.ctx.clone();
    desk.harness.state_mut().act(&ctx, loaded);
    desk.settle();
    desk.click("Sign in");
    (desk, visited)
}

fn scopes(scopes: &[&str]) -> Vec<String> {
    scopes.iter().map(|s| (*s).to_owned()).collect()
}

/// Presses a button in the page's head, and agrees to the one host.
fn begin(desk: &mut Desk, provider: &Provider) {
    desk.press(egui::Modifiers::COMMAND, egui::Key::Enter);
    let url = provider.url("");
    let host = url.strip_prefix("http://").unwrap();
    desk.expect(&[&format!("Ask {host}?")]);
    assert!(desk.model().network.last.is_none(), "asked before a yes");
    press(desk, &format!("Ask {host}"));
    desk.harness.run_steps(4);
}

fn state(desk: &Desk) -> String {
    let run = desk.model().sign_in.run().unwrap();
    match &run.state {
        RunState::Failed(why) => {
            let steps: Vec<_> = run
                .steps
                .iter()
                .map(|s| (&s.name, &s.explanation))
                .collect();
            format!("failed: {why} {steps:?}")
        }
        other => format!("{other:?}"),
    }
}

fn issued_at(token: &str) -> i64 {
    let payload = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&decode(payload).0).unwrap();
    claims["iat"].as_i64().unwrap()
}

#[test]
fn a_login_in_the_browser_ends_in_tokens_that_inspect_calls_valid() {
    let provider = Provider::start();
    let profile = Profile {
        client_id: "native-basic".into(),
        scopes: scopes(&["openid", "profile", "offline_access"]),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        ..Profile::default()
    };
    let (mut desk, visited) = desk(&provider, profile);
    desk.write("The client secret", "secret basic:+&%");
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    assert_eq!(visited.lock().unwrap().len(), 1);
    desk.expect(&[
        "Signed in",
        "Tokens obtained",
        "Access token",
        "ID token",
        "Refresh token",
    ]);
    for step in [
        "Discovery",
        "Authorization",
        "Token request",
        "ID token",
        "UserInfo",
    ] {
        assert!(desk.sees_part(&format!("Step {step}: ")), "no step {step}");
    }
    assert!(!desk.sees_part("secret basic:+&%"), "the secret is shown");

    // What the provider offers.
    press(&mut desk, "Introspect the access token");
    assert_eq!(state(&desk), "Succeeded");
    desk.expect(&["Active"]);
    press(&mut desk, "Ask who signed in");
    assert_eq!(state(&desk), "Succeeded");
    desk.expect(&["Test ada"]);
    let refresh = |desk: &Desk| {
        let run = desk.model().sign_in.run().unwrap();
        let obtained = run.obtained.clone().unwrap();
        obtained.tokens.refresh_token.clone().unwrap()
    };
    let before = refresh(&desk);
    press(&mut desk, "Refresh now");
    assert_eq!(state(&desk), "Succeeded");
    assert!(!refresh(&desk).is_same(&before), "it is not rotated");
    press(&mut desk, "Revoke the refresh token");
    assert_eq!(state(&desk), "Succeeded");
    assert!(!desk.sees("Refresh token"), "it is still offered");

    // A token goes on to Inspect, with the keys.
    press(&mut desk, "Inspect the ID token");
    let issued = issued_at(desk.model().input.text());
    desk.write("Judged at time", &issued.to_string());
    assert_eq!(desk.model().report().unwrap().verdict, Verdict::Valid);
}

#[test]
fn a_wrong_secret_is_refused_and_explained() {
    let provider = Provider::start();
    let profile = Profile {
        client_id: "native-basic".into(),
        scopes: scopes(&["openid"]),
        ..Profile::default()
    };
    let (mut desk, _visited) = desk(&provider, profile);
    desk.write("The client secret", "wrong");
    begin(&mut desk, &provider);
    assert!(state(&desk).starts_with("failed"), "{}", state(&desk));
    desk.expect(&["401 Unauthorized", "Try again", "invalid_client"]);
    let run = desk.model().sign_in.run().unwrap();
    let step = run.step().unwrap();
    assert!(step.explanation.is_some(), "nobody explains it");
    assert!(run.obtained.is_none());
}

#[test]
fn a_client_gets_a_token_for_itself() {
    let provider = Provider::start();
    let profile = Profile {
        client_id: "machine".into(),
        grant: Grant::ClientCredentials,
        auth: Some(tokenscope::oauth::AuthMethod::Post),
        scopes: scopes(&["api:read"]),
        resource: scopes(&["urn:test:ES256"]),
        ..Profile::default()
    };
    let (mut desk, visited) = desk(&provider, profile);
    desk.write("The client secret", "machine-secret");
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    desk.expect(&["Access token", "JWT for urn:test:ES256"]);
    assert!(visited.lock().unwrap().is_empty(), "no browser is needed");
}
