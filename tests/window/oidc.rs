//! Tokens of a real, certified OpenID provider, verified in the window over the network.

use super::desk::Desk;
use super::edit::replace;
use super::provider::Provider;
use super::server::Server;
use super::token::{Signer, metadata};
use serde_json::{Value, json};
use tokenscope::app::ThemeChoice;
use tokenscope::jose::base64url::decode;
use tokenscope::report::Verdict;

const ALGORITHMS: [&str; 3] = ["RS256", "PS256", "ES256"];

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&decode(payload).0).unwrap()
}

fn host(issuer: &str) -> &str {
    issuer.strip_prefix("http://").unwrap()
}

/// A window on that token, judged by the time at which it was issued.
fn desk(token: &str) -> Desk {
    // High enough that nothing has to be scrolled to.
    let mut desk = Desk::of(1280.0, 1600.0, ThemeChoice::Dark, 1.0);
    desk.paste(token);
    let issued = claims(token)["iat"].as_i64().unwrap();
    desk.write("Judged at time", &issued.to_string());
    desk.expect(&["Not verified"]);
    desk
}

fn verdict(desk: &Desk) -> Verdict {
    desk.model().report().unwrap().verdict
}

/// Asks for the keys of the issuer that the token names, and agrees to its host.
fn find(desk: &mut Desk, issuer: &str) {
    let host = host(issuer);
    desk.click(&format!("Find the issuer's keys at {host}…"));
    assert!(desk.model().network.last.is_none(), "asked before a yes");
    desk.click(&format!("Ask {host}"));
}

#[test]
fn a_token_verifies_by_the_address_of_the_keys() {
    let provider = Provider::start();
    for alg in ALGORITHMS {
        let mut desk = desk(&provider.access_token(alg));
        desk.click("Add a key");
        desk.click("Key from: Address");
        desk.write("Address of the key set", &provider.url("/jwks"));
        desk.click("Fetch…");
        assert_eq!(verdict(&desk), Verdict::Unverified, "nobody agreed yet");
        desk.click(&format!("Ask {}", host(&provider.url(""))));
        desk.expect(&["Valid", "Fetched just now"]);
        desk.write("Expected audience", &format!("urn:test:{alg}"));
        desk.click("Show all expectations");
        desk.click("Choose the expected type");
        desk.click("Expected type: Access token");
        assert_eq!(verdict(&desk), Verdict::Valid, "{alg}");
        replace(&mut desk, "Expected audience", "urn:test:other");
        desk.expect(&["Invalid: audience fails"]);
    }
}

#[test]
fn a_token_verifies_by_discovery_once_its_issuer_is_trusted() {
    let provider = Provider::start();
    let issuer = provider.url("");
    for alg in ALGORITHMS {
        let mut desk = desk(&provider.access_token(alg));
        find(&mut desk, &issuer);
        desk.expect(&["Not verified", "Fetched just now"]);
        desk.click(&format!("I trust the issuer {issuer}"));
        desk.expect(&["Valid"]);
        desk.click(&format!("Trust {issuer} no more"));
        desk.expect(&["Not verified"]);
        // To expect exactly that issuer says the same.
        desk.write("Expected issuer", &issuer);
        assert_eq!(verdict(&desk), Verdict::Valid, "{alg}");
    }
}

#[test]
fn an_evil_issuers_own_keys_never_give_valid() {
    let provider = Provider::start();
    let honest = provider.url("");
    // It signs well, for itself.
    let evil = Provider::start();
    let mut own = desk(&evil.access_token("ES256"));
    find(&mut own, &evil.url(""));
    assert_eq!(verdict(&own), Verdict::Unverified);
    own.write("Expected issuer", &honest);
    assert_eq!(verdict(&own), Verdict::Invalid);

    // It calls itself by the name of the honest one: that one's keys do not fit.
    let signer = Signer::new("es-1");
    let mut forged = claims(&provider.access_token("ES256"));
    let mut named = desk(&signer.token(&forged));
    find(&mut named, &honest);
    named.write("Expected issuer", &honest);
    assert_ne!(verdict(&named), Verdict::Valid);

    // It says in its metadata that it is the honest one, with keys of its own.
    let server = Server::of(&[
        (
            "/.well-known/openid-configuration",
            metadata(&honest, "{0}/jwks"),
        ),
        (
            "/.well-known/oauth-authorization-server",
            metadata(&honest, "{0}/jwks"),
        ),
        ("/jwks", signer.jwks()),
    ]);
    forged["iss"] = server.url("").into();
    let mut lying = desk(&signer.token(&forged));
    find(&mut lying, &server.url(""));
    assert!(lying.model().keys.is_empty(), "its metadata name another");
    assert!(!server.paths().contains(&"/jwks".to_owned()));
    assert_eq!(verdict(&lying), Verdict::Unverified);

    // It brings its key in the token.
    let header = json!({"jwk": signer.jwk(), "jku": server.url("/jwks")});
    let mut inside = desk(&signer.token_with(header, &forged));
    assert_eq!(verdict(&inside), Verdict::Unverified);
    inside.write("Expected issuer", &server.url(""));
    assert_ne!(verdict(&inside), Verdict::Valid);
    assert_eq!(server.paths().iter().filter(|p| *p == "/jwks").count(), 0);
}
