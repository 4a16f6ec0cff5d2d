//! Whole logins against a server that is a function.

use super::*;
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, Curve, Hash, KeyKind, base64url, digest, generate, public_jwk, sign};
use crate::oauth::AuthMethod;
use crate::oauth::source::tests::Fixed;
use crate::report::{CheckId, Json, Status};
use crate::wire::{Body, Method, Response, Show, field, header};
use serde_json::{Value, json};
use std::sync::LazyLock;

const NOW: i64 = 1_700_000_000;
const ISS: &str = "https://id.example";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
static OTHER: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
static DPOP: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());

/// A server, and what it does otherwise than it should.
struct Server {
    metadata: Value,
    /// Members of the ID token that are others, by name; null takes one away.
    id_token: Value,
    /// Members of the token answer.
    tokens: Value,
    userinfo: Value,
    callback: fn(&mut Vec<(String, String)>),
    signs_with: &'static SigningKey,
    publishes: &'static SigningKey,
    /// Answers instead, where it gives one.
    instead: fn(&str, usize) -> Option<Response>,
    asked: Vec<Request>,
    nonce: String,
    challenge: String,
    waited: Vec<u64>,
}

impl Default for Server {
    fn default() -> Self {
        let at = |path: &str| format!("{ISS}{path}");
        Self {
            metadata: json!({
                "issuer": ISS,
                "authorization_endpoint": at("/authorize"),
                "token_endpoint": at("/token"),
                "jwks_uri": at("/jwks"),
                "userinfo_endpoint": at("/userinfo"),
                "introspection_endpoint": at("/introspect"),
                "revocation_endpoint": at("/revoke"),
                "end_session_endpoint": at("/logout"),
                "device_authorization_endpoint": at("/device"),
                "pushed_authorization_request_endpoint": at("/par"),
                "authorization_response_iss_parameter_supported": true,
                "code_challenge_methods_supported": ["S256"],
            }),
            id_token: json!({}),
            tokens: json!({}),
            userinfo: json!({ "sub": "ada", "name": "Ada" }),
            callback: |_| {},
            signs_with: &KEY,
            publishes: &KEY,
            instead: |_, _| None,
            asked: Vec::new(),
            nonce: String::new(),
            challenge: String::new(),
            waited: Vec::new(),
        }
    }
}

fn answer(status: u16, body: &Value) -> Response {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Response::new(status, headers, body.to_string().into_bytes())
}

fn merge(into: &mut Value, changes: &Value) {
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            into.as_object_mut().unwrap().remove(name);
        } else {
            into[name] = value.clone();
        }
    }
}

impl Server {
    fn id_token(&self) -> String {
        let half = |text: &str| base64url::encode(&digest(Hash::Sha256, text.as_bytes())[..16]);
        let mut claims = json!({
            "iss": ISS, "sub": "ada", "aud": "app", "exp": NOW + 300, "iat": NOW,
            "nonce": self.nonce, "at_hash": half("hunter2-access"),
        });
        merge(&mut claims, &self.id_token);
        let header = Json::Object(Vec::new());
        let payload = claims.to_string();
        sign(
            self.signs_with,
            Algorithm::ES256,
            &header,
            payload.as_bytes(),
        )
        .unwrap()
    }

    fn respond(&mut self, request: &Request) -> Response {
        let path = request
            .url
            .strip_prefix(ISS)
            .unwrap_or(&request.url)
            .to_owned();
        let times = self.asked.iter().filter(|r| r.url == request.url).count();
        self.asked.push(request.clone());
        if let Some(response) = (self.instead)(&path, times) {
            return response;
        }
        match path.as_str() {
            "/.well-known/openid-configuration" => answer(200, &self.metadata),
            "/jwks" => {
                let jwk = public_jwk(&self.publishes.public().material).unwrap();
                answer(200, &json!({ "keys": [jwk] }))
            }
            "/token" => {
                let mut tokens = json!({
                    "access_token": "hunter2-access", "token_type": "Bearer",
                    "refresh_token": "hunter2-refresh", "expires_in": 3600,
                    "id_token": self.id_token(),
                });
                merge(&mut tokens, &self.tokens);
                answer(200, &tokens)
            }
            "/userinfo" => answer(200, &self.userinfo),
            "/par" => {
                self.nonce = field(request.form(), "nonce")
                    .unwrap()
                    .expose()
                    .into_owned();
                let answered = json!({ "request_uri": "urn:hunter2", "expires_in": 60 });
                answer(201, &answered)
            }
            "/introspect" => answer(200, &json!({ "active": true, "sub": "ada" })),
            "/revoke" => Response::new(200, Vec::new(), Vec::new()),
            "/device" => answer(
                200,
                &json!({
                    "device_code": "hunter2-device", "user_code": "ABCD-EFGH",
                    "verification_uri": "https://id.example/activate", "expires_in": 600,
                }),
            ),
            _ => answer(404, &json!({})),
        }
    }

    /// What the browser brings back.
    fn call_back(&mut self, open: &Open) -> Callback {
        let awaits = open.awaits.as_ref().unwrap();
        let query = |name: &str| {
            let value = field(&open.request.query, name);
            value.map(|v| v.expose().into_owned()).unwrap_or_default()
        };
        if !query("nonce").is_empty() {
            self.nonce = query("nonce");
        }
        self.challenge = query("code_challenge");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut fields = vec![pair("state", &query("state")), pair("iss", ISS)];
        if query("response_type").contains("token") {
            fields.push(pair("access_token", "hunter2-access"));
            fields.push(pair("token_type", "bearer"));
            fields.push(pair("id_token", &self.id_token()));
        } else {
            fields.push(pair("code", "hunter2-code"));
        }
        (self.callback)(&mut fields);
        Callback::new(awaits.redirect_uri.clone(), awaits.mode, fields)
    }
}

fn profile() -> Profile {
    Profile {
        issuer: Some(ISS.into()),
        client_id: "app".into(),
        scopes: vec!["openid".into()],
        ..Profile::default()
    }
}

fn plan(task: Task, change: impl Fn(&mut Profile)) -> Plan {
    let mut profile = profile();
    change(&mut profile);
    let dpop_key = profile.dpop.then(|| DPOP.clone());
    Plan {
        profile,
        task,
        credential: Credential::None,
        dpop_key,
    }
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

/// Carries a login out, as `flows` does.
fn play(plan: Plan, server: &mut Server) -> Outcome {
    let mut source = Fixed {
        next: 0,
        now: NOW * 1000,
    };
    let mut login = Login::new(plan).unwrap();
    let took = Duration::from_millis(7);
    for _ in 0..50 {
        let started = source.now;
        match login.next(&mut source) {
            Action::Listen(redirect) => {
                assert!(redirect.ports.is_empty());
                login.listening(4711);
            }
            Action::Send(request) => {
                let response = server.respond(&request);
                login.answered(Answer::Response(response), started, took, &mut source);
            }
            Action::Open(open) if open.awaits.is_none() => login.opened(started),
            Action::Open(open) if open.request.url.ends_with("/logout") => {
                server.asked.push(open.request.clone());
                let state = field(open.request.form(), "state");
                let state = state.map(|v| v.expose().into_owned()).unwrap_or_default();
                let mut fields = vec![("state".to_owned(), state)];
                (server.callback)(&mut fields);
                let awaits = open.awaits.unwrap();
                let callback = Callback::new(awaits.redirect_uri, awaits.mode, fields);
                login.called_back(callback, started, took, &mut source);
            }
            Action::Open(open) => {
                let callback = server.call_back(&open);
                login.called_back(callback, started, took, &mut source);
            }
            Action::Wait(wait) => {
                server.waited.push(wait.seconds);
                source.now += i64::try_from(wait.seconds).unwrap() * 1000;
                assert_eq!(wait.prompt.user_code, "ABCD-EFGH");
                login.waited();
            }
            Action::Done => {
                let outcome = login.outcome();
                let masked = serde_json::to_string(&outcome.to_json(Show::Masked)).unwrap();
                assert!(!masked.contains("hunter2"), "{masked}");
                assert!(!format!("{outcome:?}").contains("hunter2"));
                return outcome;
            }
        }
    }
    panic!("it does not end");
}

fn failed(outcome: &Outcome) -> Vec<CheckId> {
    let failed = outcome.checks().filter(|c| c.status == Status::Fail);
    failed.map(|c| c.id).collect()
}

fn names(outcome: &Outcome) -> Vec<&str> {
    outcome.steps.iter().map(|s| s.name.as_str()).collect()
}

fn paths(server: &Server) -> Vec<&str> {
    let asked = server.asked.iter();
    asked
        .map(|r| r.url.strip_prefix(ISS).unwrap_or(&r.url))
        .collect()
}

/// oidcc-client-test, userinfo claims, and the whole of the JSON.
#[test]
fn a_code_becomes_tokens_that_hold() {
    let mut server = Server::default();
    let outcome = play(plan(Task::Code, |_| {}), &mut server);
    assert_eq!(outcome.error, None, "{:#?}", outcome.steps);
    assert!(outcome.is_ok() && outcome.exit_code() == 0);
    assert_eq!(
        names(&outcome),
        [
            "discovery",
            "authorization",
            "token request",
            "keys",
            "ID token",
            "userinfo"
        ]
    );
    let form = server
        .asked
        .iter()
        .find(|r| r.url.ends_with("/token"))
        .unwrap()
        .form();
    let sent = |name: &str| field(form, name).map(|v| v.expose().into_owned());
    assert_eq!(sent("code").as_deref(), Some("hunter2-code"));
    assert_eq!(
        sent("redirect_uri").as_deref(),
        Some("http://127.0.0.1:4711/callback")
    );
    assert_eq!(sent("client_id").as_deref(), Some("app"));
    assert_eq!(sent("scope"), None, "some servers refuse it here");
    let verifier = sent("code_verifier").unwrap();
    let hash = base64url::encode(&digest(Hash::Sha256, verifier.as_bytes()));
    assert_eq!(hash, server.challenge);
    let tokens = outcome.tokens().unwrap();
    assert_eq!(tokens.expires_at, Some(NOW + 3600));
    let json = serde_json::to_value(outcome.to_json(Show::Masked)).unwrap();
    assert_eq!(json["outcome"], "ok");
    assert_eq!(json["tokens"]["access_token"], "[redacted]");
    assert_eq!(json["claims"]["name"], "Ada");
    assert_eq!(json["steps"][2]["response"]["status"], 200);
    assert_eq!(json["steps"][2]["response"]["secrets"][0], "/access_token");
    assert_eq!(json["steps"][4]["request"], Value::Null);
    let passed = json["checks"].as_array().unwrap().iter();
    let passed: Vec<_> = passed
        .filter(|c| c["status"] == "pass")
        .map(|c| &c["id"])
        .collect();
    for id in [
        "discovery-issuer",
        "state",
        "response-issuer",
        "redirect",
        "token-response",
        "token-type",
        "signature",
        "key-trust",
        "issuer",
        "audience",
        "expiry",
        "nonce",
        "at-hash",
        "userinfo-subject",
    ] {
        assert!(passed.contains(&&json!(id)), "{id}: {passed:?}");
    }
    let revealed = serde_json::to_value(outcome.to_json(Show::Revealed)).unwrap();
    assert_eq!(revealed["tokens"]["access_token"], "hunter2-access");
}

/// What a hostile server does, the check that fails, and the last address that was asked.
#[test]
fn each_hostile_answer_fails_at_its_check_and_goes_no_further() {
    type Change = fn(&mut Server);
    let discovery = "/.well-known/openid-configuration";
    let cases: [(&str, Change, CheckId, &str); 18] = [
        (
            "discovery-issuer-mismatch",
            |s| s.metadata["issuer"] = "https://evil.example".into(),
            CheckId::DiscoveryIssuer,
            discovery,
        ),
        (
            "state missing",
            |s| s.callback = |f| f.retain(|(n, _)| n != "state"),
            CheckId::State,
            discovery,
        ),
        (
            "state wrong",
            |s| s.callback = |f| f[0].1 = "other".into(),
            CheckId::State,
            discovery,
        ),
        (
            "invalid-authorization-response-iss",
            |s| s.callback = |f| f[1].1 = "https://evil.example".into(),
            CheckId::ResponseIssuer,
            discovery,
        ),
        (
            "remove-authorization-response-iss",
            |s| s.callback = |f| f.retain(|(n, _)| n != "iss"),
            CheckId::ResponseIssuer,
            discovery,
        ),
        (
            "two codes",
            |s| s.callback = |f| f.push(("code".into(), "x".into())),
            CheckId::Redirect,
            discovery,
        ),
        (
            "error",
            |s| {
                s.callback = |f| {
                    f.retain(|(n, _)| n != "code");
                    f.push(("error".into(), "access_denied".into()));
                }
            },
            CheckId::TokenResponse,
            discovery,
        ),
        (
            "invalid-iss",
            |s| s.id_token = json!({"iss": "https://evil.example"}),
            CheckId::Issuer,
            "/jwks",
        ),
        (
            "invalid-aud",
            |s| s.id_token = json!({"aud": "other"}),
            CheckId::Audience,
            "/jwks",
        ),
        (
            "nonce-invalid",
            |s| s.id_token = json!({"nonce": "other"}),
            CheckId::Nonce,
            "/jwks",
        ),
        (
            "missing-sub",
            |s| s.id_token = json!({"sub": null}),
            CheckId::RequiredClaims,
            "/jwks",
        ),
        (
            "missing-iat",
            |s| s.id_token = json!({"iat": null}),
            CheckId::RequiredClaims,
            "/jwks",
        ),
        (
            "invalid-athash",
            |s| s.id_token = json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
            CheckId::AtHash,
            "/jwks",
        ),
        (
            "invalid-chash",
            |s| s.id_token = json!({"c_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
            CheckId::CHash,
            "/jwks",
        ),
        (
            "invalid-sig",
            |s| s.signs_with = &OTHER,
            CheckId::Signature,
            "/jwks",
        ),
        (
            "userinfo-invalid-sub",
            |s| s.userinfo = json!({"sub": "eve"}),
            CheckId::UserinfoSubject,
            "/userinfo",
        ),
        (
            "token type unknown",
            |s| s.tokens = json!({"token_type": "mac"}),
            CheckId::TokenType,
            "/token",
        ),
        (
            "no ID token",
            |s| s.tokens = json!({"id_token": null}),
            CheckId::TokenResponse,
            "/token",
        ),
    ];
    for (name, change, id, last) in cases {
        let mut server = Server::default();
        change(&mut server);
        let outcome = play(plan(Task::Code, |_| {}), &mut server);
        assert_eq!(
            failed(&outcome),
            [id],
            "{name}: {:#?}",
            outcome.steps.last()
        );
        assert!(outcome.tokens().is_none() && !outcome.is_ok(), "{name}");
        assert_eq!(outcome.exit_code(), 1, "{name}");
        assert_eq!(paths(&server).last(), Some(&last), "{name}");
        assert!(outcome.error.is_some(), "{name}");
        let last = outcome.steps.last().unwrap();
        assert!(last.explanation.is_some() && last.has_failed(), "{name}");
    }
}

/// signing-key-rotation-just-before-signing: the keys are fetched after the token came.
#[test]
fn keys_that_were_just_rotated_are_found() {
    let mut server = Server {
        signs_with: &OTHER,
        publishes: &OTHER,
        ..Server::default()
    };
    let outcome = play(plan(Task::Code, |_| {}), &mut server);
    assert!(outcome.is_ok(), "{outcome:#?}");
    let at = |path: &str| paths(&server).iter().position(|p| *p == path);
    assert!(at("/token") < at("/jwks"));
}

#[test]
fn a_redirect_from_the_token_endpoint_carries_nothing_away() {
    let mut server = Server {
        instead: |path, _| {
            let headers = vec![(
                "Location".into(),
                "https://evil.example/token?x=hunter2".into(),
            )];
            (path == "/token").then(|| Response::new(307, headers, Vec::new()))
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Code, |_| {}), &mut server);
    assert_eq!(failed(&outcome), [CheckId::TokenResponse]);
    let asked = server.asked.last().unwrap();
    assert_eq!(asked.redirects, crate::wire::Redirects::Refused);
    let last = outcome.steps.last().unwrap();
    let meaning = &last.explanation.as_ref().unwrap().meaning;
    assert!(meaning.contains("redirects to evil.example"), "{meaning}");
}

#[test]
fn a_pushed_request_leaves_nothing_in_the_address() {
    let mut server = Server::default();
    let outcome = play(plan(Task::Code, |p| p.par = true), &mut server);
    // The state travelled in the pushed request, which this server does not remember.
    assert_eq!(failed(&outcome), [CheckId::State]);
    assert_eq!(paths(&server).last(), Some(&"/par"));
    let step = &outcome.steps[2];
    let exchange = step.exchange.as_ref().unwrap();
    let names: Vec<_> = exchange
        .request
        .query
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    let pushed = server.asked.last().unwrap();
    assert!(field(pushed.form(), "code_challenge").is_some());
    assert!(field(pushed.form(), "state").is_some());
}

#[test]
fn tokens_are_bound_and_a_nonce_is_answered_once() {
    let instead: fn(&str, usize) -> Option<Response> = |path, times| {
        let headers = vec![("DPoP-Nonce".to_owned(), "n-1".to_owned())];
        let body = br#"{"error":"use_dpop_nonce"}"#.to_vec();
        (path == "/token" && times == 0).then(|| Response::new(400, headers, body))
    };
    let mut server = Server {
        tokens: json!({ "token_type": "dpop" }),
        instead,
        ..Server::default()
    };
    let outcome = play(plan(Task::Code, |p| p.dpop = true), &mut server);
    assert_eq!(outcome.error, None, "{:#?}", outcome.steps);
    assert_eq!(paths(&server).iter().filter(|p| **p == "/token").count(), 2);
    let userinfo = server.asked.last().unwrap();
    let sent = header(&userinfo.headers, "authorization").unwrap();
    assert_eq!(sent.text(Show::Masked), "DPoP [redacted]");
    assert!(header(&userinfo.headers, "dpop").is_some());

    let mut unbound = Server::default();
    let outcome = play(plan(Task::Code, |p| p.dpop = true), &mut unbound);
    assert_eq!(failed(&outcome), [CheckId::TokenType, CheckId::DpopBinding]);

    let mut endless = Server {
        instead: |path, times| {
            let headers = vec![("DPoP-Nonce".to_owned(), format!("n-{times}"))];
            let body = br#"{"error":"use_dpop_nonce"}"#.to_vec();
            (path == "/token").then(|| Response::new(400, headers, body))
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Code, |p| p.dpop = true), &mut endless);
    assert_eq!(failed(&outcome), [CheckId::TokenResponse]);
}

#[test]
fn a_device_waits_as_it_is_told() {
    let instead: fn(&str, usize) -> Option<Response> = |path, times| {
        let error = match times {
            0 | 1 => "authorization_pending",
            2 => "slow_down",
            3 => "authorization_pending",
            _ => return None,
        };
        (path == "/token").then(|| answer(400, &json!({ "error": error })))
    };
    let mut server = Server {
        instead,
        id_token: json!({ "nonce": null }),
        ..Server::default()
    };
    let outcome = play(plan(Task::Device, |_| {}), &mut server);
    assert_eq!(outcome.error, None, "{:#?}", outcome.steps);
    assert_eq!(server.waited, [5, 5, 5, 10, 10]);
    assert_eq!(
        names(&outcome),
        [
            "discovery",
            "device authorization",
            "token request 4",
            "token request",
            "keys",
            "ID token",
            "userinfo"
        ]
    );
    let mut never = Server {
        instead: |path, _| match path {
            "/token" => Some(answer(400, &json!({ "error": "authorization_pending" }))),
            "/device" => Some(answer(
                200,
                &json!({
                    "device_code": "hunter2-device", "user_code": "ABCD-EFGH", "interval": 7,
                    "verification_url": "https://id.example/activate", "expires_in": "20",
                }),
            )),
            _ => None,
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Device, |_| {}), &mut never);
    assert_eq!(never.waited, [7, 7, 7]);
    let error = outcome.error.as_deref().unwrap();
    assert!(error.contains("expired before it was typed in"), "{error}");
    assert_eq!(outcome.exit_code(), 1);
}

#[test]
fn a_client_gets_a_token_for_itself() {
    let mut server = Server {
        tokens: json!({ "id_token": null, "refresh_token": null, "scope": "a" }),
        ..Server::default()
    };
    let mut plan = plan(Task::ClientCredentials, |p| {
        p.scopes = vec!["a".into(), "b".into()];
        p.resource = vec!["https://api.example".into()];
        p.auth = Some(AuthMethod::Post);
    });
    plan.credential = Credential::Secret(secret("hunter2-secret"));
    let outcome = play(plan, &mut server);
    assert!(outcome.is_ok(), "{outcome:#?}");
    assert_eq!(
        paths(&server),
        ["/.well-known/openid-configuration", "/token"]
    );
    let body = server.asked[1].body.text(Show::Masked).unwrap();
    assert_eq!(
        body,
        "grant_type=client_credentials&scope=a+b&resource=https%3A%2F%2Fapi.example&client_id=app&client_secret=[redacted]"
    );
    let finding = outcome
        .findings()
        .find(|f| f.id == "scope-narrowed")
        .unwrap();
    assert_eq!(finding.title, "Not granted: b");
}

/// refresh-token, refresh-token-invalid-issuer, refresh-token-invalid-sub.
#[test]
fn a_refreshed_token_stays_with_its_person() {
    let refresh = |old: &Value, tokens: Value| {
        let mut before = Server::default();
        before.id_token = old.clone();
        let mut server = Server {
            tokens,
            id_token: json!({ "nonce": null }),
            ..Server::default()
        };
        let task = Task::Refresh {
            token: secret("hunter2-old"),
            id_token: Some(Secret::from(before.id_token())),
        };
        play(plan(task, |_| {}), &mut server)
    };
    let rotated = refresh(&json!({}), json!({}));
    assert!(rotated.is_ok(), "{rotated:#?}");
    let new = rotated.tokens().unwrap();
    assert_eq!(
        new.refresh_token.as_ref().unwrap().expose(),
        b"hunter2-refresh"
    );
    let kept = refresh(&json!({}), json!({ "refresh_token": null }));
    let kept = kept.tokens().unwrap();
    assert_eq!(
        kept.refresh_token.as_ref().unwrap().expose(),
        b"hunter2-old"
    );
    assert!(!kept.is_refresh_token_new);
    let without = refresh(&json!({}), json!({ "id_token": null }));
    assert!(without.is_ok(), "{without:#?}");
    for (old, id) in [
        (json!({ "sub": "eve" }), CheckId::RefreshSubject),
        (
            json!({ "iss": "https://x.example" }),
            CheckId::RefreshIssuer,
        ),
    ] {
        let outcome = refresh(&old, json!({}));
        assert_eq!(failed(&outcome), [id]);
        assert!(outcome.tokens().is_none() && outcome.refused_tokens().is_some());
    }
}

#[test]
fn the_deprecated_grants_work_and_are_advised_against() {
    let mut server = Server::default();
    let outcome = play(plan(Task::Implicit, |_| {}), &mut server);
    assert_eq!(outcome.error, None, "{:#?}", outcome.steps);
    assert!(outcome.findings().any(|f| f.id == "grant-implicit"));
    assert!(!paths(&server).contains(&"/token"));
    let mut server = Server {
        id_token: json!({ "at_hash": null }),
        ..Server::default()
    };
    let outcome = play(plan(Task::Implicit, |_| {}), &mut server);
    assert_eq!(failed(&outcome), [CheckId::AtHash], "missing-athash");

    let mut server = Server {
        tokens: json!({ "id_token": null }),
        ..Server::default()
    };
    let task = Task::Password {
        user: "ada".into(),
        password: secret("hunter2"),
    };
    let outcome = play(plan(task, |_| {}), &mut server);
    assert!(outcome.is_ok(), "{outcome:#?}");
    assert!(outcome.findings().any(|f| f.id == "grant-password"));
}

#[test]
fn a_token_is_asked_about_and_given_back() {
    let token = || secret("hunter2-token");
    let mut server = Server::default();
    let task = Task::Introspect {
        token: token(),
        hint: None,
    };
    let outcome = play(plan(task, |_| {}), &mut server);
    assert_eq!((outcome.active, outcome.exit_code()), (Some(true), 0));
    let mut gone = Server {
        instead: |path, _| (path == "/introspect").then(|| answer(200, &json!({"active": false}))),
        ..Server::default()
    };
    let task = Task::Introspect {
        token: token(),
        hint: None,
    };
    let outcome = play(plan(task, |_| {}), &mut gone);
    assert_eq!((outcome.active, outcome.exit_code()), (Some(false), 1));

    let task = Task::Revoke {
        token: token(),
        hint: Some("access_token".into()),
    };
    let outcome = play(plan(task, |_| {}), &mut server);
    assert!(outcome.is_ok(), "{outcome:#?}");
    assert_eq!(
        server
            .asked
            .last()
            .unwrap()
            .body
            .text(Show::Masked)
            .unwrap(),
        "token=[redacted]&token_type_hint=access_token&client_id=app"
    );

    let task = Task::Userinfo {
        token: token(),
        id_token: None,
    };
    let outcome = play(plan(task, |p| p.client_id.clear()), &mut server);
    assert!(outcome.is_ok() && outcome.claims.is_some(), "{outcome:#?}");
    let mut refused = Server {
        instead: |path, _| {
            let challenge = r#"Bearer error="invalid_token""#.to_owned();
            let headers = vec![("WWW-Authenticate".to_owned(), challenge)];
            (path == "/userinfo").then(|| Response::new(401, headers, Vec::new()))
        },
        ..Server::default()
    };
    let task = Task::Userinfo {
        token: token(),
        id_token: None,
    };
    let outcome = play(plan(task, |_| {}), &mut refused);
    assert_eq!(outcome.exit_code(), 1);
    let outcome = play(plan(Task::Code, |_| {}), &mut Server { ..refused });
    assert!(outcome.is_ok(), "a refused userinfo ends no login");
}

/// rp-init-logout, rp-init-logout-no-state, rp-init-logout-other-state.
#[test]
fn the_hint_of_a_logout_never_stands_in_an_address() {
    let logout = |callback: fn(&mut Vec<(String, String)>)| {
        let mut server = Server {
            callback,
            ..Server::default()
        };
        let task = Task::Logout {
            id_token: Some(secret("hunter2-id")),
            comes_back: true,
        };
        let outcome = play(plan(task, |_| {}), &mut server);
        let asked = server.asked.pop().unwrap();
        assert_eq!(asked.method, Method::Post);
        assert!(!asked.full_url(Show::Revealed).contains("hunter2"));
        assert!(matches!(asked.body, Body::Form(_)));
        failed(&outcome)
    };
    assert!(logout(|_| {}).is_empty());
    assert_eq!(logout(|fields| fields.clear()), [CheckId::State]);
    assert_eq!(logout(|fields| fields[0].1 = "x".into()), [CheckId::State]);
    let task = Task::Logout {
        id_token: None,
        comes_back: false,
    };
    let outcome = play(plan(task, |_| {}), &mut Server::default());
    assert!(outcome.is_ok(), "{outcome:#?}");
}

#[test]
fn what_is_missing_is_said_before_anything_is_asked() {
    for (change, said) in [
        (
            (|p| p.client_id.clear()) as fn(&mut Profile),
            "client id is missing",
        ),
        (|p| p.issuer = None, "issuer is missing"),
        (|p| p.issuer = Some("joe".into()), "no web address"),
        (|p| p.provider = "nobody".into(), "no provider"),
    ] {
        let error = Login::new(plan(Task::Code, change)).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn what_could_not_be_carried_out_ends_with_two_and_a_cancelled_login_with_130() {
    let mut source = Fixed {
        next: 0,
        now: NOW * 1000,
    };
    let mut login = Login::new(plan(Task::Code, |_| {})).unwrap();
    for _ in 0..2 {
        assert!(matches!(login.next(&mut source), Action::Send(_)));
        let none = Answer::None("id.example does not answer".into());
        login.answered(none, 0, Duration::ZERO, &mut source);
    }
    assert!(matches!(login.next(&mut source), Action::Done));
    let outcome = login.outcome();
    assert_eq!(outcome.exit_code(), 2, "{outcome:#?}");
    assert!(outcome.error.unwrap().contains("does not answer"));

    let mut login = Login::new(plan(Task::Code, |_| {})).unwrap();
    login.cancel();
    assert_eq!(login.outcome().exit_code(), 130);
}

#[test]
fn github_is_understood_without_metadata() {
    let mut server = Server {
        callback: |fields| fields[1].1 = "https://github.com/login/oauth".into(),
        instead: |path, _| {
            let headers = vec![(
                "Content-Type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )];
            let body = b"access_token=hunter2&scope=read%3Auser%2Cgist&token_type=bearer".to_vec();
            path.ends_with("/access_token")
                .then(|| Response::new(200, headers, body))
        },
        ..Server::default()
    };
    let mut profile = provider("github").unwrap().profile();
    profile.client_id = "app".into();
    let plan = Plan {
        profile,
        task: Task::Code,
        credential: Credential::Secret(secret("hunter2-secret")),
        dpop_key: None,
    };
    let outcome = play(plan, &mut server);
    assert!(outcome.is_ok(), "{outcome:#?}");
    let titles: Vec<_> = outcome.findings().map(|f| f.title.as_str()).collect();
    assert!(
        titles.contains(&"GitHub answered form-encoded"),
        "{titles:?}"
    );
    let form = server.asked[0].form();
    assert!(
        field(form, "client_secret").is_some(),
        "GitHub takes it in the form"
    );
}
