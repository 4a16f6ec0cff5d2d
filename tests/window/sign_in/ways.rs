//! Each way to tokens that a profile can ask for, at the real provider.

use super::stand::{Live, begin, desk, does, form, obtained, one, profile, state, steps, words};
use super::visitor::Visitor;
use crate::provider::{Provider, node};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokenscope::flows::Browser;
use tokenscope::oauth::{AuthMethod, Grant, Profile};
use tokenscope::wire::{Answer, Mode};

fn data(name: &str) -> String {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys");
    data.join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_client_proves_itself_with_each_kind_of_assertion() {
    let key = std::fs::read_to_string(data("p256.jwk.json")).unwrap();
    let provider = Provider::start_with(&[("OP_CLIENT_JWK", &key)]);
    let with_key = Profile {
        auth: Some(AuthMethod::PrivateKeyJwt),
        client_key: Some(data("p256.pkcs8.pem")),
        ..profile(&provider, "native-key")
    };
    let (mut desk, _visitor) = one(with_key);
    desk.expect(&["Private key"]);
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");

    let with_secret = Profile {
        auth: Some(AuthMethod::SecretJwt),
        ..profile(&provider, "native-secret-jwt")
    };
    let (mut other, _visitor) = one(with_secret);
    let secret = "secret-jwt-at-least-32-bytes-long-0123456789";
    other.write("The client secret", secret);
    begin(&mut other, &provider);
    assert_eq!(state(&other), "Succeeded");

    for desk in [&desk, &other] {
        let asked = steps(desk, "token request");
        let assertion = form(asked[0], "client_assertion").expect("an assertion");
        assert!(assertion.is_secret(), "it is shown");
        assert_eq!(assertion.expose().split('.').count(), 3);
        assert!(form(asked[0], "client_secret").is_none());
        assert!(!desk.sees_part(secret), "the secret is shown");
    }
}

#[test]
fn tokens_are_bound_to_a_key_and_used_with_it_also_where_the_server_wants_a_nonce() {
    for nonce in ["0", "1"] {
        let provider = Provider::start_with(&[("OP_DPOP_NONCE", nonce)]);
        let bound = Profile {
            dpop: true,
            scopes: words("openid offline_access"),
            extra: [("prompt".to_owned(), "consent".to_owned())].into(),
            ..profile(&provider, "native-dpop")
        };
        let (mut desk, _visitor) = one(bound);
        begin(&mut desk, &provider);
        assert_eq!(state(&desk), "Succeeded");
        assert_eq!(obtained(&desk).tokens.token_type.as_deref(), Some("DPoP"));
        let asked = steps(&desk, "token request").len();
        assert_eq!(asked, if nonce == "1" { 2 } else { 1 });
        // All that comes after takes the same key: with another one it would be refused.
        does(&mut desk, "Ask who signed in");
        does(&mut desk, "Refresh now");
        does(&mut desk, "Ask who signed in");
    }
}

#[test]
fn a_request_is_pushed_and_the_browser_carries_its_name_only() {
    let provider = Provider::start();
    let pushed = Profile {
        par: true,
        ..profile(&provider, "native-par")
    };
    let (mut desk, visitor) = one(pushed);
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    desk.expect(&["Step Pushed authorization request: done, 201"]);
    let opened = visitor.opened();
    let query = opened[0].split_once('?').unwrap().1;
    let names: Vec<_> = query.split('&').filter_map(|p| p.split_once('=')).collect();
    let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["client_id", "request_uri"], "{opened:?}");
}

#[test]
fn an_answer_that_is_posted_is_shown_as_a_form() {
    let provider = Provider::start();
    let posted = Profile {
        response_mode: Some(Mode::FormPost),
        ..profile(&provider, "native-none")
    };
    let (mut desk, visitor) = one(posted);
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    desk.click("Step Authorization: done");
    desk.expect(&["Received: form"]);
    let brought = &visitor.posted("/callback")[0];
    let code = brought.split("code=").nth(1).unwrap();
    let code = code.split('&').next().unwrap();
    assert!(!desk.sees_part(code), "the code is shown");
    let page = &visitor.pages()[0];
    assert!(page.contains("Tokenscope has the answer"), "{page}");
}

/// A real browser: a fragment reaches nobody but a script.
fn chromium(folder: &Path) -> Browser {
    let folder = folder.to_owned();
    Arc::new(move |url: &str| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc/chromium.mjs");
        let mut browser = Command::new(node());
        browser.arg(script).arg(&folder).arg(url);
        let status = browser.stdin(Stdio::null()).status();
        match status.map_err(|error| error.to_string())? {
            status if status.success() => Ok(()),
            status => Err(format!("the browser ended with {status}")),
        }
    })
}

#[test]
fn the_implicit_grant_works_and_its_reason_against_it_is_shown() {
    let provider = Provider::start();
    let folder = tempfile::tempdir().unwrap();
    let implicit = Profile {
        grant: Grant::Implicit,
        scopes: words("openid"),
        ..profile(&provider, "native-implicit")
    };
    let mut live = Live::new(implicit, chromium(folder.path()));
    live.desk
        .expect(&["Implicit is deprecated", "RFC 9700 §2.1.2"]);
    assert!(live.desk.sees_part("histories, logs and scripts see them"));
    begin_beside(&mut live, &provider);
    live.until("the tokens", |desk| state(desk) == "Succeeded");
    let desk = &mut live.desk;
    desk.expect(&["Signed in", "Access token", "ID token", "1 warning"]);
    let authorization = steps(desk, "authorization")[0];
    let Some(Answer::Callback(callback)) = authorization.exchange.as_ref().map(|e| &e.answer)
    else {
        panic!("{authorization:?}");
    };
    assert_eq!(
        (callback.mode.as_str(), callback.is_pasted),
        ("fragment", false)
    );
    assert!(steps(desk, "token request").is_empty(), "none is needed");
}

/// The same as [`begin`] where the work is done beside the window.
fn begin_beside(live: &mut Live, provider: &Provider) {
    let url = provider.url("");
    let host = url.strip_prefix("http://").unwrap().to_owned();
    live.desk
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    let asked = format!("Ask {host}?");
    live.until("the question", |desk| desk.sees(&asked));
    super::press(&mut live.desk, &format!("Ask {host}"));
}

#[test]
fn a_device_is_signed_in_on_another_and_asks_less_often_when_it_is_told_to() {
    let provider = Provider::start_with(&[("OP_SLOW", "1")]);
    let device = Profile {
        grant: Grant::Device,
        ..profile(&provider, "device")
    };
    let person = Visitor::default();
    let mut live = Live::new(device, person.browser());
    begin_beside(&mut live, &provider);
    live.until("the code", |desk| desk.sees("QR code of the address"));
    let code = live.desk.model().sign_in.run().map(|run| match &run.state {
        tokenscope::app::RunState::Device(prompt) => prompt.user_code.clone(),
        other => panic!("{other:?}"),
    });
    let code = code.unwrap();
    let page = provider.url("/device");
    live.desk
        .expect(&["Waiting for the other device", &code, &page]);
    live.until("that it is to ask less often", |desk| {
        desk.sees_part("asked to be asked less often: every 6 s now")
    });
    // What the server answered stands in the flow, and is no failure.
    assert!(live.desk.sees_part("Step Token request, poll 1: done, 400"));
    assert!(person.opened().is_empty(), "no browser is opened by itself");

    // The person goes to the address, types the code, signs in and agrees.
    let said = person.visit(&page, &code);
    assert!(said.contains("Sign-in Success"), "{said}");
    live.until("the tokens", |desk| state(desk) == "Succeeded");
    let desk = &live.desk;
    desk.expect(&["Signed in", "Access token", "ID token", "Refresh token"]);
    assert!(!desk.sees(&code), "the code is worth nothing any more");
}

#[test]
fn a_waiting_device_login_is_cancelled() {
    let provider = Provider::start();
    let device = Profile {
        grant: Grant::Device,
        ..profile(&provider, "device")
    };
    let mut live = Live::new(device, Visitor::default().browser());
    begin_beside(&mut live, &provider);
    live.until("the code", |desk| desk.sees("QR code of the address"));
    live.desk.harness.key_press(egui::Key::Escape);
    live.until("the end", |desk| state(desk) == "Cancelled");
    live.desk.expect(&["Cancelled", "Try again"]);
}

#[test]
fn a_profile_without_its_key_says_what_is_missing() {
    let provider = Provider::start();
    let lost = Profile {
        auth: Some(AuthMethod::PrivateKeyJwt),
        client_key: Some("/no/such/key.pem".into()),
        ..profile(&provider, "native-key")
    };
    let unknown = Profile {
        name: "Variable".into(),
        client_secret_env: Some("TOKENSCOPE_NO_SUCH_VARIABLE".into()),
        ..profile(&provider, "native-basic")
    };
    let mut desk = desk(vec![lost, unknown], Visitor::default().browser());
    desk.press(egui::Modifiers::COMMAND, egui::Key::Enter);
    assert!(
        desk.sees_part("/no/such/key.pem does not exist"),
        "{}",
        state(&desk)
    );
    desk.click("Profile: Variable");
    desk.press(egui::Modifiers::COMMAND, egui::Key::Enter);
    assert!(
        desk.sees_part("no variable TOKENSCOPE_NO_SUCH_VARIABLE"),
        "{}",
        state(&desk)
    );
    assert!(desk.model().network.last.is_none(), "somebody was asked");
}
