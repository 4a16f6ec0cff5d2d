//! The job of finding keys: consent, what is kept, and how often it asks.

use crate::server::{Server, json as send_json, path_of, send};
use crate::token::{Signer, metadata};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokenscope::flows::{Consent, FindError, FindKeys, Found, Step, Whence, Why, World};
use tokenscope::jose::key::Origin;
use tokenscope::net::{Cancel, KeyCache, Net, block_on};

const NOW: i64 = 1_800_000_000;

fn issuer(issuer: &str) -> Whence {
    Whence::Issuer {
        issuer: issuer.to_owned(),
        tid: None,
        confirmed: false,
    }
}

/// Carries a job to its end, and agrees to everything; also says what was asked.
fn run(job: &mut FindKeys, cache: &KeyCache, now: i64) -> (Result<Found, FindError>, Vec<Consent>) {
    let net = Net::default();
    let world = World {
        net: &net,
        cache,
        cancel: &Cancel::default(),
        now,
    };
    let mut asked = Vec::new();
    let end = block_on(async {
        loop {
            match job.advance(world, &mut |_| ()).await {
                Step::Done(found) => return Ok(*found),
                Step::Failed(error) => return Err(error),
                Step::NeedsConsent(consent) => {
                    asked.push(consent);
                    job.agree();
                }
            }
        }
    });
    (end.unwrap(), asked)
}

fn find(whence: Whence) -> (Result<Found, FindError>, Vec<Consent>) {
    run(
        &mut FindKeys::new(whence).unwrap(),
        &KeyCache::default(),
        NOW,
    )
}

#[test]
fn nothing_is_asked_before_the_person_agrees() {
    let server = Server::of(&[]);
    let mut job = FindKeys::new(issuer(&server.url(""))).unwrap();
    let net = Net::default();
    let world = World {
        net: &net,
        cache: &KeyCache::default(),
        cancel: &Cancel::default(),
        now: NOW,
    };
    for _ in 0..2 {
        let step = block_on(job.advance(world, &mut |_| ())).unwrap();
        let Step::NeedsConsent(consent) = step else {
            panic!("{step:?}");
        };
        assert_eq!(consent.host, server.host());
        assert_eq!(consent.why, Why::Issuer(server.url("")));
    }
    assert!(server.asked().is_empty());
}

#[test]
fn the_well_known_forms_are_tried_in_turn() {
    let keys = Signer::new("a").jwks();
    for path in [
        "/realms/a/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/realms/a",
        "/.well-known/openid-configuration/realms/a",
    ] {
        let metadata = metadata("{0}/realms/a", "{0}/keys");
        let server = Server::of(&[(path, metadata), ("/keys", keys.clone())]);
        let (found, asked) = find(issuer(&server.url("/realms/a")));
        let found = found.unwrap();
        assert_eq!(found.url, server.url("/keys"));
        assert_eq!(asked.len(), 1, "one host, one question: {asked:?}");
        let origin = Origin::Discovered {
            issuer: server.url("/realms/a"),
            confirmed: false,
        };
        assert_eq!(found.keys.origin, origin);
    }
    let server = Server::of(&[]);
    let (found, _) = find(issuer(&server.url("/realms/a")));
    let said = found.unwrap_err().to_string();
    assert!(said.contains("publishes no metadata"), "{said}");
    assert!(
        said.contains("answered 404") && said.contains("2 more"),
        "{said}"
    );
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn metadata_of_another_issuer_is_refused() {
    for stated in ["https://id.example", "{0}/", ""] {
        let server = Server::of(&[
            (
                "/.well-known/openid-configuration",
                metadata(stated, "{0}/keys"),
            ),
            ("/keys", Signer::new("a").jwks()),
        ]);
        let (found, _) = find(issuer(&server.url("")));
        let said = found.unwrap_err().to_string();
        assert!(said.contains("to the letter"), "{said}");
        assert_eq!(server.paths(), ["/.well-known/openid-configuration"]);
    }
}

#[test]
fn keys_on_another_host_are_named_and_asked_for_again() {
    let keys = Server::of(&[("/keys", Signer::new("a").jwks())]);
    let server = Server::of(&[(
        "/.well-known/openid-configuration",
        metadata("{0}", &keys.url("/keys?hunter2")),
    )]);
    let (found, asked) = find(issuer(&server.url("")));
    // The query is asked for, and not shown.
    assert!(matches!(found, Err(FindError::Fetch(_))), "{found:?}");
    assert_eq!(keys.paths(), ["/keys?hunter2"]);
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].host, keys.host());
    assert_eq!(asked[1].url, keys.url("/keys"));
    assert_eq!(asked[1].why, Why::KeysElsewhere(server.url("")));
}

#[test]
fn an_address_that_may_not_be_asked_is_refused_wherever_it_stands() {
    for (jwks_uri, why) in [
        ("file:///etc/passwd", "begins with file:"),
        ("http://keys.example/", "plain http"),
        ("keys", "no address"),
    ] {
        let server = Server::of(&[(
            "/.well-known/openid-configuration",
            metadata("{0}", jwks_uri),
        )]);
        let (found, asked) = find(issuer(&server.url("")));
        let said = found.unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
        assert_eq!(asked.len(), 1);
    }
    for (iss, why) in [("joe", "no web address"), ("file:///etc", "no web address")] {
        let error = FindKeys::new(issuer(iss)).err().unwrap().to_string();
        assert!(error.contains(why), "{error}");
    }
    let (found, asked) = find(issuer("http://id.example"));
    assert!(found.unwrap_err().to_string().contains("plain http"));
    assert!(asked.is_empty());
}

#[test]
fn the_keys_before_are_kept_when_they_cannot_be_fetched_again() {
    let is_broken = Arc::new(AtomicBool::new(false));
    let (broken, keys) = (Arc::clone(&is_broken), Signer::new("a").jwks());
    let server = Server::new(move |_, to| match broken.load(Ordering::SeqCst) {
        true => send(to, "500 Oops", "", b"oops"),
        false => send_json(to, &keys),
    });
    let cache = KeyCache::default();
    let job = || FindKeys::new(Whence::Url(server.url("/keys"))).unwrap();
    let (first, _) = run(&mut job(), &cache, NOW);
    assert!(first.unwrap().kept_because.is_none());
    is_broken.store(true, Ordering::SeqCst);
    let (second, _) = run(&mut job(), &cache, NOW + 720);
    let second = second.unwrap();
    assert_eq!((second.keys.keys.len(), second.fetched_at), (1, NOW));
    let why = second.kept_because.unwrap().to_string();
    assert!(why.contains("answered 500"), "{why}");
    let note = format!("{why}; the keys of 12 minutes ago are kept");
    assert_eq!(second.notes, [note]);
}

#[test]
fn a_cancelled_job_says_so_and_brings_nothing() {
    let server = Server::of(&[("/keys", Signer::new("a").jwks())]);
    let cancel = Cancel::default();
    cancel.cancel();
    let mut job = FindKeys::new(Whence::Url(server.url("/keys"))).unwrap();
    let (net, cache) = (Net::default(), KeyCache::default());
    let world = World {
        net: &net,
        cache: &cache,
        cancel: &cancel,
        now: NOW,
    };
    let end = block_on(async {
        let first = job.advance(world, &mut |_| ()).await;
        assert!(matches!(first, Step::Failed(_)), "nobody is asked any more");
        job.agree();
        job.advance(world, &mut |_| ()).await
    });
    let Step::Failed(error) = end.unwrap() else {
        panic!("it went on");
    };
    assert!(error.is_cancelled());
    assert!(server.asked().is_empty());
}

#[test]
fn entra_s_metadata_for_every_tenant_are_understood() {
    let tid = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let server = Server::new(move |head, to| match path_of(head) {
        "/keys" => send_json(to, &Signer::new("a").jwks()),
        path => {
            let host = crate::server::header(head, "host").unwrap();
            assert!(path.contains("/v2.0"), "{path}");
            let json = json!({
                "issuer": format!("http://{host}/{{tenantid}}/v2.0"),
                "jwks_uri": format!("http://{host}/keys"),
            });
            send_json(to, &json.to_string());
        }
    });
    let named = server.url(&format!("/{tid}/v2.0"));
    for asked in [
        &named,
        &server.url("/common/v2.0"),
        &server.url("/{tenantid}/v2.0"),
    ] {
        let whence = Whence::Issuer {
            issuer: asked.clone(),
            tid: Some(tid.to_owned()),
            confirmed: true,
        };
        let (found, _) = find(whence);
        let origin = Origin::Discovered {
            issuer: named.clone(),
            confirmed: true,
        };
        assert_eq!(found.unwrap().keys.origin, origin, "{asked}");
    }
    let (found, _) = find(issuer(&named));
    assert!(found.is_err(), "no tenant to put there");
}

#[test]
fn what_a_person_should_know_of_an_answer_is_noted() {
    let keys = Signer::new("a").jwks();
    let server = Server::new(move |_, to| {
        let headers = "Content-Type: text/plain\r\nDate: Fri, 15 Jan 2027 08:04:00 GMT\r\n";
        send(to, "200 OK", headers, keys.as_bytes());
    });
    let (found, _) = find(Whence::Url(server.url("/keys")));
    let host = server.host();
    let notes = [
        format!("your clock is 4 minutes behind that of {host}"),
        format!("{host}/keys calls its JSON \"text/plain\""),
    ];
    assert_eq!(found.unwrap().notes, notes);
}
