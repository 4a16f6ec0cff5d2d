//! Whole logins against a server that is a function.

mod beside;
mod code;
mod dpop;
mod echo;
mod grants;
mod sealed;
mod signed;

use super::*;
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, Curve, Hash, KeyKind, base64url, digest, generate, public_jwk, sign};
use crate::oauth::source::tests::Fixed;
use crate::oauth::{AuthMethod, Credential, provider};
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
    /// What is done to an ID token once it is signed.
    seals: fn(String) -> String,
    publishes: &'static SigningKey,
    /// Answers instead, where it gives one.
    instead: fn(&str, usize) -> Option<Response>,
    asked: Vec<Request>,
    /// What was pushed before the browser came.
    pushed: Vec<crate::wire::Field>,
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
            seals: |token| token,
            publishes: &KEY,
            instead: |_, _| None,
            asked: Vec::new(),
            pushed: Vec::new(),
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
            "c_hash": half("hunter2-code"),
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
                    "id_token": (self.seals)(self.id_token()),
                });
                merge(&mut tokens, &self.tokens);
                answer(200, &tokens)
            }
            "/userinfo" => answer(200, &self.userinfo),
            "/par" => {
                self.pushed = request.form().to_vec();
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
            let value = field(&open.request.query, name).or(field(&self.pushed, name));
            value.map(|v| v.expose().into_owned()).unwrap_or_default()
        };
        if !query("nonce").is_empty() {
            self.nonce = query("nonce");
        }
        self.challenge = query("code_challenge");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut fields = vec![pair("state", &query("state")), pair("iss", ISS)];
        let response_type = query("response_type");
        let brings = |part: &str| response_type.split(' ').any(|p| p == part);
        if brings("token") {
            fields.push(pair("access_token", "hunter2-access"));
            fields.push(pair("token_type", "bearer"));
        }
        if brings("id_token") {
            // It names the issuer by itself (RFC 9207 §2.4).
            fields.retain(|(name, _)| name != "iss" || !brings("code"));
            fields.push(pair("id_token", &(self.seals)(self.id_token())));
        }
        if brings("code") {
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
            Action::Open(open) if open.awaits.is_none() => login.opened(started, true),
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
