//! Answers that are signed: who they are of, and for whom.

use super::*;
use crate::jose::unsecured;

type Instead = fn(&str, usize) -> Option<Response>;
type Case = (&'static str, Instead, &'static [CheckId]);

pub(super) fn header_of(typ: &str) -> Json {
    Json::Object(vec![("typ".to_owned(), Json::String(typ.to_owned()))])
}

pub(super) fn jwt(token: String) -> Response {
    let headers = vec![("Content-Type".to_owned(), "application/jwt".to_owned())];
    Response::new(200, headers, token.into_bytes())
}

fn userinfo(key: &SigningKey, claims: &Value) -> Response {
    let payload = claims.to_string();
    let header = Json::Object(Vec::new());
    jwt(sign(key, Algorithm::ES256, &header, payload.as_bytes()).unwrap())
}

fn hmac(secret: &[u8], claims: &Value) -> Response {
    let key = SigningKey::from_secret(Secret::new(secret.to_vec())).unwrap();
    let payload = claims.to_string();
    let header = Json::Object(Vec::new());
    jwt(sign(&key, Algorithm::HS256, &header, payload.as_bytes()).unwrap())
}

/// The issuer's public key as it is published: everybody has it.
fn published() -> Vec<u8> {
    let jwk = public_jwk(&KEY.public().material).unwrap();
    serde_json::to_vec(&jwk).unwrap()
}

/// userinfo-signed: as the issuer's word for this client, by the issuer's keys.
#[test]
fn a_signed_userinfo_is_judged_by_the_issuers_keys() {
    let cases: [Case; 6] = [
        (
            "good",
            |path, _| {
                let claims = json!({ "sub": "ada", "iss": ISS, "aud": "app" });
                (path == "/userinfo").then(|| userinfo(&KEY, &claims))
            },
            &[],
        ),
        (
            "without iss and aud",
            |path, _| (path == "/userinfo").then(|| userinfo(&KEY, &json!({ "sub": "ada" }))),
            &[],
        ),
        (
            "another key",
            |path, _| (path == "/userinfo").then(|| userinfo(&OTHER, &json!({ "sub": "ada" }))),
            &[CheckId::Signature],
        ),
        (
            "another client",
            |path, _| {
                let claims = json!({ "sub": "ada", "iss": ISS, "aud": "other" });
                (path == "/userinfo").then(|| userinfo(&KEY, &claims))
            },
            &[CheckId::Audience],
        ),
        (
            "another issuer",
            |path, _| {
                let claims = json!({ "sub": "ada", "iss": "https://evil.example" });
                (path == "/userinfo").then(|| userinfo(&KEY, &claims))
            },
            &[CheckId::Issuer],
        ),
        (
            "another person",
            |path, _| (path == "/userinfo").then(|| userinfo(&KEY, &json!({ "sub": "eve" }))),
            &[CheckId::UserinfoSubject],
        ),
    ];
    for (name, instead, wanted) in cases {
        let mut server = Server {
            instead,
            ..Server::default()
        };
        let outcome = play(plan(Task::Code, |_| {}), &mut server);
        assert_eq!(
            failed(&outcome),
            wanted,
            "{name}: {:#?}",
            outcome.steps.last()
        );
        // Asked for by itself, the keys have to be fetched first.
        let id_token = Some(Secret::from(server.id_token()));
        let token = secret("hunter2-access");
        let outcome = play(
            plan(Task::Userinfo { token, id_token }, |_| {}),
            &mut server,
        );
        assert_eq!(failed(&outcome), wanted, "{name}: {:#?}", outcome.steps);
        assert_eq!(names(&outcome), ["discovery", "userinfo", "keys"]);
    }
}

/// Who may ask without a client id is nobody's audience.
#[test]
fn a_signed_userinfo_without_a_client_id_is_not_for_nobody() {
    let mut server = Server {
        instead: |path, _| {
            let claims = json!({ "sub": "ada", "iss": ISS, "aud": "app" });
            (path == "/userinfo").then(|| userinfo(&KEY, &claims))
        },
        ..Server::default()
    };
    let token = secret("hunter2-access");
    let id_token = None;
    let task = Task::Userinfo { token, id_token };
    let outcome = play(plan(task, |p| p.client_id.clear()), &mut server);
    assert!(outcome.is_ok(), "{:#?}", outcome.steps);
}

#[test]
fn a_secret_signs_a_userinfo_only_where_it_is_the_clients_and_announced() {
    const SECRET: &str = "hunter2-of-at-least-thirty-two-bytes";
    let right: Instead =
        |path, _| (path == "/userinfo").then(|| hmac(SECRET.as_bytes(), &json!({ "sub": "ada" })));
    let public: Instead =
        |path, _| (path == "/userinfo").then(|| hmac(&published(), &json!({ "sub": "ada" })));
    let id: Instead =
        |path, _| (path == "/userinfo").then(|| hmac(b"app", &json!({ "sub": "ada" })));
    let none: Instead = |path, _| {
        let claims = json!({ "sub": "ada" }).to_string();
        let token = unsecured(&Json::Object(Vec::new()), claims.as_bytes()).unwrap();
        (path == "/userinfo").then(|| jwt(token))
    };
    let both = json!(["HS256", "ES256", "none"]);
    type Row = (
        &'static str,
        Instead,
        Value,
        Option<&'static str>,
        &'static [CheckId],
    );
    let cases: [Row; 8] = [
        ("the client's", right, both.clone(), Some(SECRET), &[]),
        (
            "not announced",
            right,
            json!(null),
            Some(SECRET),
            &[CheckId::Algorithm],
        ),
        (
            "announced without",
            right,
            json!(["ES256"]),
            Some(SECRET),
            &[CheckId::Algorithm],
        ),
        (
            "a public client's",
            right,
            both.clone(),
            None,
            &[CheckId::Signature],
        ),
        (
            "the public key",
            public,
            both.clone(),
            Some(SECRET),
            &[CheckId::Signature],
        ),
        (
            "the public key, public client",
            public,
            both.clone(),
            None,
            &[CheckId::Signature],
        ),
        (
            "the client id",
            id,
            both.clone(),
            None,
            &[CheckId::Signature],
        ),
        ("nobody", none, both, Some(SECRET), &[CheckId::Algorithm]),
    ];
    for (name, instead, announced, known, wanted) in cases {
        let mut server = Server {
            instead,
            ..Server::default()
        };
        merge(
            &mut server.metadata,
            &json!({ "userinfo_signing_alg_values_supported": announced }),
        );
        let mut plan = plan(Task::Code, |p| {
            p.auth = known.map(|_| AuthMethod::Post);
        });
        if let Some(known) = known {
            plan.credential = Credential::Secret(secret(known));
        }
        let outcome = play(plan, &mut server);
        assert_eq!(
            failed(&outcome),
            wanted,
            "{name}: {:#?}",
            outcome.steps.last()
        );
        assert_eq!(outcome.tokens().is_some(), wanted.is_empty(), "{name}");
        let told = outcome.checks().find(|c| c.status == Status::Fail);
        assert!(
            told.is_none_or(|c| c.detail.contains("stands against forgery: an answer")),
            "{name}: {told:?}"
        );
    }
}

/// As for the ID token: the keys may have been changed just before.
#[test]
fn keys_that_were_changed_before_the_userinfo_are_fetched_once_more() {
    fn set(key: &SigningKey, kid: &str) -> Response {
        let jwk = public_jwk(&key.public().material).unwrap();
        let mut jwk = serde_json::to_value(&jwk).unwrap();
        jwk["kid"] = kid.into();
        answer(200, &json!({ "keys": [jwk] }))
    }
    fn new() -> Response {
        let key = OTHER.clone().with_kid(Some("new".to_owned()));
        userinfo(&key, &json!({ "sub": "ada" }))
    }
    for (instead, is_found) in [
        (
            (|path, times| match (path, times) {
                ("/jwks", 0) => Some(set(&KEY, "old")),
                ("/jwks", _) => Some(set(&OTHER, "new")),
                ("/userinfo", _) => Some(new()),
                _ => None,
            }) as Instead,
            true,
        ),
        (
            |path, _| match path {
                "/jwks" => Some(set(&KEY, "old")),
                "/userinfo" => Some(new()),
                _ => None,
            },
            false,
        ),
    ] {
        let mut server = Server {
            instead,
            ..Server::default()
        };
        let outcome = play(plan(Task::Code, |_| {}), &mut server);
        assert_eq!(outcome.is_ok(), is_found, "{:#?}", outcome.steps.last());
        let asked = paths(&server);
        assert_eq!(asked[asked.len() - 3..], ["/jwks", "/userinfo", "/jwks"]);
    }
}

fn introspection(key: &SigningKey, typ: &str, change: &Value) -> Response {
    let payload = told(change);
    jwt(sign(key, Algorithm::ES256, &header_of(typ), payload.as_bytes()).unwrap())
}

pub(super) fn told(change: &Value) -> String {
    let mut claims = json!({
        "iss": ISS, "aud": "app", "iat": NOW,
        "token_introspection": { "active": true, "sub": "ada", "scope": "a" },
    });
    merge(&mut claims, change);
    claims.to_string()
}

pub(super) const TYP: &str = "token-introspection+jwt";

fn introspected(instead: Instead) -> (Outcome, Server) {
    let mut server = Server {
        instead,
        ..Server::default()
    };
    let task = Task::Introspect {
        token: secret("hunter2"),
        hint: None,
    };
    let outcome = play(plan(task, |_| {}), &mut server);
    (outcome, server)
}

/// RFC 9701 §5: nothing of an answer is used before it was seen to be the issuer's, for this client.
#[test]
fn a_signed_introspection_is_used_only_where_it_holds() {
    let cases: [Case; 12] = [
        (
            "good",
            |path, _| (path == "/introspect").then(|| introspection(&KEY, TYP, &json!({}))),
            &[],
        ),
        (
            "unsigned",
            |path, _| {
                let token = unsecured(&header_of(TYP), told(&json!({})).as_bytes()).unwrap();
                (path == "/introspect").then(|| jwt(token))
            },
            &[CheckId::Algorithm],
        ),
        (
            "another key",
            |path, _| (path == "/introspect").then(|| introspection(&OTHER, TYP, &json!({}))),
            &[CheckId::Signature],
        ),
        (
            "signed with what is public",
            |path, _| {
                let key = SigningKey::from_secret(Secret::new(published())).unwrap();
                let payload = told(&json!({}));
                let token = sign(&key, Algorithm::HS256, &header_of(TYP), payload.as_bytes());
                (path == "/introspect").then(|| jwt(token.unwrap()))
            },
            &[CheckId::Algorithm],
        ),
        (
            "another client",
            |path, _| {
                let change = json!({ "aud": "other" });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::Audience],
        ),
        (
            "nobody's",
            |path, _| {
                let change = json!({ "aud": null });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::Audience],
        ),
        (
            "another issuer",
            |path, _| {
                let change = json!({ "iss": "https://evil.example" });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::Issuer],
        ),
        (
            "no issuer",
            |path, _| {
                let change = json!({ "iss": null });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::Issuer],
        ),
        (
            "another type",
            |path, _| (path == "/introspect").then(|| introspection(&KEY, "JWT", &json!({}))),
            &[CheckId::Type],
        ),
        (
            "without a time",
            |path, _| {
                let change = json!({ "iat": null });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::RequiredClaims],
        ),
        (
            "of tomorrow",
            |path, _| {
                let change = json!({ "iat": NOW + 86_400 });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::IssuedAt],
        ),
        (
            "that says nothing",
            |path, _| {
                let change = json!({ "token_introspection": { "sub": "ada" } });
                (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
            },
            &[CheckId::TokenResponse],
        ),
    ];
    for (name, instead, wanted) in cases {
        let (outcome, server) = introspected(instead);
        let last = outcome.steps.last().unwrap();
        let holds = wanted.is_empty();
        assert_eq!(failed(&outcome), wanted, "{name}: {last:#?}");
        assert_eq!(outcome.active, holds.then_some(true), "{name}");
        assert_eq!(outcome.claims.is_some(), holds, "{name}");
        assert_eq!(outcome.exit_code(), u8::from(!holds), "{name}");
        // For what no key of the issuer's signs, its keys are not asked for.
        let needs_keys = !["unsigned", "signed with what is public"].contains(&name);
        let last_asked = if needs_keys { "/jwks" } else { "/introspect" };
        assert_eq!(paths(&server).last(), Some(&last_asked), "{name}");
        let names_attack = |c: &crate::report::Check| c.detail.contains("stands against");
        for check in outcome.checks().filter(|c| c.status == Status::Fail) {
            let has_none = [CheckId::RequiredClaims, CheckId::TokenResponse];
            assert!(
                has_none.contains(&check.id) || names_attack(check),
                "{name}: {check:?}"
            );
        }
        assert!(holds || last.explanation.is_some(), "{name}");
    }
}

#[test]
fn a_signed_introspection_of_a_dead_token_and_one_without_keys() {
    let (dead, _) = introspected(|path, _| {
        let change = json!({ "token_introspection": { "active": false } });
        (path == "/introspect").then(|| introspection(&KEY, TYP, &change))
    });
    assert!(failed(&dead).is_empty());
    assert_eq!((dead.active, dead.exit_code()), (Some(false), 1));
    let (blind, _) = introspected(|path, _| match path {
        "/introspect" => Some(introspection(&KEY, TYP, &json!({}))),
        "/jwks" => Some(Response::new(500, Vec::new(), Vec::new())),
        _ => None,
    });
    assert_eq!((blind.active, blind.exit_code()), (None, 1));
    assert_eq!(failed(&blind), [CheckId::Signature]);
}

/// Who announces that it signs is asked for what is signed first.
#[test]
fn what_is_signed_is_asked_for_first_where_it_is_announced() {
    for (announced, first) in [
        (json!(["ES256"]), "application/token-introspection+jwt"),
        (json!(null), "application/json"),
    ] {
        let mut server = Server::default();
        let name = "introspection_signing_alg_values_supported";
        merge(&mut server.metadata, &json!({ name: announced }));
        let task = Task::Introspect {
            token: secret("hunter2"),
            hint: None,
        };
        let outcome = play(plan(task, |_| {}), &mut server);
        assert_eq!(outcome.active, Some(true));
        let accept = header(&server.asked[1].headers, "accept").unwrap();
        assert!(accept.expose().starts_with(first), "{accept}");
    }
}
