//! Keys from the network: nothing is asked before a click, and nobody before they were named.

use super::desk::{Desk, NOW};
use super::server::{self, Server};
use super::token::{Signer, metadata};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use tokenscope::app::ThemeChoice;
use tokenscope::work::{Outside, Threads};

const CONFIGURATION: &str = "/.well-known/openid-configuration";

/// An issuer with that key.
fn issuer(signer: &Signer) -> Server {
    Server::of(&[
        (CONFIGURATION, metadata("{0}", "{0}/jwks")),
        ("/jwks", signer.jwks()),
    ])
}

fn claims(issuer: &str) -> Value {
    json!({"iss": issuer, "sub": "ada", "exp": NOW + 600})
}

fn find(server: &Server) -> String {
    format!("Find the issuer's keys at {}…", server.host())
}

fn ask(server: &Server) -> String {
    format!("Ask {}", server.host())
}

#[test]
fn the_issuers_keys_are_found_with_consent_and_trusted_with_a_word() {
    let signer = Signer::new("a");
    let server = issuer(&signer);
    let mut desk = Desk::new();
    desk.paste(&signer.token(&claims(&server.url(""))));
    assert!(desk.sees_part("Nothing was sent"));
    desk.click(&find(&server));
    assert!(server.asked().is_empty(), "nobody is asked before a yes");
    desk.expect(&[&format!("Ask {}?", server.host())]);
    desk.click("Do not ask");
    assert!(server.asked().is_empty());
    desk.click(&find(&server));
    desk.click(&ask(&server));
    assert_eq!(server.paths(), [CONFIGURATION, "/jwks"]);
    // Signed by whoever controls the host: that alone is not enough.
    desk.expect(&["Not verified", "Fetched just now"]);
    assert!(desk.sees_part("asked for by you"));
    let trust = format!("I trust the issuer {}", server.url(""));
    desk.click(&trust);
    desk.expect(&["Valid"]);
    desk.click(&format!("Trust {} no more", server.url("")));
    desk.expect(&["Not verified", &trust]);
}

#[test]
fn keys_on_another_host_are_asked_for_again() {
    let signer = Signer::new("a");
    let keys = Server::of(&[("/jwks", signer.jwks())]);
    let server = Server::of(&[(CONFIGURATION, metadata("{0}", &keys.url("/jwks")))]);
    let mut desk = Desk::new();
    desk.paste(&signer.token(&claims(&server.url(""))));
    desk.click(&find(&server));
    desk.click(&ask(&server));
    desk.expect(&[&format!("Ask {}?", keys.host())]);
    assert!(desk.sees_part("on another host"));
    assert!(keys.asked().is_empty());
    desk.click(&ask(&keys));
    assert_eq!(keys.paths(), ["/jwks"]);
    desk.expect(&["Fetched just now"]);
}

#[test]
fn an_address_brings_keys_that_count_and_a_failure_keeps_them() {
    let signer = Signer::new("old");
    let (broken, calls) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let (is_broken, called, jwks) = (broken.clone(), calls.clone(), signer.jwks());
    let server = Server::new(move |_, to| {
        called.fetch_add(1, Ordering::SeqCst);
        if is_broken.load(Ordering::SeqCst) {
            server::send(to, "500 Internal Server Error", "", b"");
        } else {
            server::json(to, &jwks);
        }
    });
    let url = server.url("/jwks");
    let mut desk = Desk::new();
    desk.paste(&signer.token(&claims("ada")));
    desk.click("Add a key");
    desk.click("Key from: Address");
    desk.write("Address of the key set", "ftp://nowhere");
    desk.click("Fetch…");
    assert!(desk.sees_part("ftp"), "{:?}", desk.model().key_form.error);
    desk.node("Address of the key set").focus();
    desk.settle();
    desk.ctrl(egui::Key::A);
    desk.write("Address of the key set", &url);
    desk.click("Fetch…");
    desk.click(&ask(&server));
    desk.expect(&["Valid", "Fetched just now"]);
    let again = format!("Fetch {url} again");
    broken.store(true, Ordering::SeqCst);
    desk.click(&again);
    desk.expect(&["Valid"]);
    assert!(desk.sees_part("500"));
    assert!(desk.sees_part("are kept"));
    broken.store(false, Ordering::SeqCst);
    desk.click(&again);
    assert!(!desk.sees_part("are kept"));
    assert_eq!(calls.load(Ordering::SeqCst), 3, "no request but those");
    // A kid that is not in the set is told of, and nothing is fetched by itself.
    desk.paste(&Signer::new("new").token(&claims("ada")));
    assert!(desk.sees_part("\"new\" is not among them"));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[test]
fn plain_http_is_allowed_in_words_or_not_at_all() {
    let signer = Signer::new("a");
    let mut desk = Desk::new();
    desk.paste(&signer.token(&claims("http://id.invalid")));
    desk.click("Find the issuer's keys at id.invalid…");
    desk.expect(&["Allow plain http with id.invalid?"]);
    desk.press(egui::Modifiers::NONE, egui::Key::Escape);
    assert!(!desk.sees("Allow plain http with id.invalid?"));
    assert!(desk.model().network.plain.is_empty());
    desk.click("Find the issuer's keys at id.invalid…");
    desk.click("Allow plain http");
    desk.expect(&["Plain http is allowed with id.invalid", "Ask id.invalid?"]);
    desk.click("Do not ask");
    desk.click("Take back plain http with id.invalid");
    assert!(!desk.sees("Plain http is allowed with id.invalid"));
    assert!(desk.model().network.last.is_none(), "nothing was sent");
}

#[test]
fn a_paste_sends_nothing_whatever_it_names() {
    let signer = Signer::new("a");
    let server = issuer(&signer);
    let header = json!({"jku": server.url("/jwks"), "x5u": server.url("/x5u")});
    let mut desk = Desk::new();
    desk.paste(&signer.token_with(header, &claims(&server.url(""))));
    desk.paste(&server.url("/jwks"));
    desk.paste(&format!(
        "curl {} -H 'Authorization: Bearer x'",
        server.url("/api")
    ));
    assert!(server.asked().is_empty());
    assert!(desk.sees_part("Nothing was sent"));
}

#[test]
fn a_job_beside_the_window_can_be_cancelled_and_made_again() {
    let signer = Signer::new("a");
    let (slow, jwks) = (Arc::new(AtomicBool::new(true)), signer.jwks());
    let is_slow = slow.clone();
    let server = Server::new(move |_, to| {
        if is_slow.load(Ordering::SeqCst) {
            server::until_gone(to);
        } else {
            server::json(to, &jwks);
        }
    });
    let (wake, woken) = mpsc::channel();
    let threads = Threads::new(Outside::none(), move || {
        let _ = wake.send(());
    });
    let mut desk = Desk::with(threads, 1280.0, 800.0, ThemeChoice::Dark, 1.0);
    let wait = |desk: &mut Desk, done: &dyn Fn(&Desk) -> bool| {
        while !done(desk) {
            woken
                .recv_timeout(Duration::from_secs(30))
                .expect("the window is woken");
            desk.settle();
        }
    };
    desk.paste(&signer.token(&claims("ada")));
    wait(&mut desk, &|desk| desk.sees("Not verified"));
    desk.click("Add a key");
    desk.click("Key from: Address");
    desk.write("Address of the key set", &server.url("/jwks"));
    desk.click("Fetch…");
    wait(&mut desk, &|desk| desk.model().network.consent.is_some());
    desk.harness.step();
    desk.harness.get_by_label(&ask(&server)).click();
    desk.harness.step();
    wait(&mut desk, &|desk| desk.model().network.last.is_some());
    let asking = format!("Asking {}…", server.host());
    desk.expect(&[&asking]);
    desk.click("Cancel asking");
    assert!(!desk.sees(&asking));
    slow.store(false, Ordering::SeqCst);
    desk.click("Fetch…");
    wait(&mut desk, &|desk| desk.sees("Valid"));
}

#[test]
fn a_file_of_authorities_is_checked_before_it_is_used() {
    let mut desk = Desk::new();
    desk.ctrl(egui::Key::Comma);
    desk.write("Path of the certificate file", "/no/such.pem");
    desk.click("Use it");
    assert!(desk.sees_part("/no/such.pem does not exist"));
    assert!(desk.model().ca.is_none());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/net/authority.pem");
    desk.node("Path of the certificate file").focus();
    desk.settle();
    desk.ctrl(egui::Key::A);
    desk.write("Path of the certificate file", path);
    desk.click("Use it");
    assert_eq!(desk.model().ca.as_deref(), Some(path));
    desk.click("Use no certificate file any more");
    assert!(desk.model().ca.is_none());
}

#[test]
fn a_chain_in_the_token_is_trusted_through_a_root_that_is_given() {
    let pem = include_str!("../data/keys/rsa.certificate.pem");
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let token = Signer::new("a").token_with(json!({"x5c": [der]}), &claims("ada"));
    let mut desk = Desk::new();
    desk.paste(&token);
    desk.click("Trust a root certificate…");
    desk.write("Path of the root certificate", "/no/such.pem");
    desk.click("Trust it");
    assert!(desk.sees_part("/no/such.pem does not exist"));
    desk.node("Path of the root certificate").focus();
    desk.settle();
    desk.ctrl(egui::Key::A);
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/keys/rsa.certificate.pem"
    );
    desk.write("Path of the root certificate", path);
    desk.click("Trust it");
    assert_eq!(desk.model().question().beside.roots.len(), 1);
    desk.click("Trust rsa.certificate.pem no more");
    assert!(desk.model().question().beside.roots.is_empty());
}
