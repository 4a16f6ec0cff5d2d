//! Whole logins at a real, certified OpenID provider, in the window.

use super::press;
use super::stand::{begin, one, profile, state, words};
use crate::desk::Desk;
use crate::provider::Provider;
use serde_json::Value;
use tokenscope::jose::base64url::decode;
use tokenscope::oauth::{AuthMethod, Grant, Profile};
use tokenscope::report::Verdict;

fn issued_at(token: &str) -> i64 {
    let payload = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&decode(payload).0).unwrap();
    claims["iat"].as_i64().unwrap()
}

#[test]
fn a_login_in_the_browser_ends_in_tokens_that_inspect_calls_valid() {
    let provider = Provider::start();
    let profile = Profile {
        scopes: words("openid profile offline_access"),
        extra: [("prompt".to_owned(), "consent".to_owned())].into(),
        ..profile(&provider, "native-basic")
    };
    let (mut desk, visitor) = one(profile);
    desk.write("The client secret", "secret basic:+&%");
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    assert_eq!(visitor.opened().len(), 1);
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
    let (mut desk, _visitor) = one(profile(&provider, "native-basic"));
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
        grant: Grant::ClientCredentials,
        auth: Some(AuthMethod::Post),
        scopes: words("api:read"),
        resource: words("urn:test:ES256"),
        ..profile(&provider, "machine")
    };
    let (mut desk, visitor) = one(profile);
    desk.write("The client secret", "machine-secret");
    begin(&mut desk, &provider);
    assert_eq!(state(&desk), "Succeeded");
    desk.expect(&["Access token", "JWT for urn:test:ES256"]);
    assert!(visitor.opened().is_empty(), "no browser is needed");
}
