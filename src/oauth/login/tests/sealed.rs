//! What is encrypted for the client.

use super::signed::{TYP, header_of, jwt, told};
use super::*;
use crate::jose::jwe::{ContentEncryption, KeyManagement, encrypt};
use crate::jose::key::{Key, Material};

static CLIENT: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
thread_local! {
    /// What is answered next.
    static ANSWER: std::cell::Cell<Option<Response>> = const { std::cell::Cell::new(None) };
}
const SECRET: &str = "hunter2-of-the-client";

fn seal(key: &Key, algorithm: KeyManagement, content: &str) -> String {
    let cty = ("cty".to_owned(), Json::String("JWT".to_owned()));
    let header = match content.starts_with('{') {
        true => Json::Object(Vec::new()),
        false => Json::Object(vec![cty]),
    };
    let encryption = ContentEncryption::A128Gcm;
    encrypt(key, algorithm, encryption, &header, content.as_bytes()).unwrap()
}

/// For the client's public key, which names itself as the issuer's keys do not.
fn sealed(content: String) -> String {
    let key = CLIENT.clone().with_kid(Some("of the client".to_owned()));
    seal(&key.public(), KeyManagement::EcdhEs, &content)
}

/// For somebody else.
fn astray(content: String) -> String {
    seal(&OTHER.public(), KeyManagement::EcdhEs, &content)
}

/// For what the client's secret stands for (OpenID Core §10.2).
fn sealed_by_secret(content: String) -> String {
    let hash = digest(Hash::Sha256, SECRET.as_bytes());
    let key = Key::new(Material::Oct(Secret::new(hash[..16].to_vec())));
    seal(&key, KeyManagement::A128Kw, &content)
}

fn with_key(mut plan: Plan) -> Plan {
    plan.credential = Credential::Key(CLIENT.clone());
    plan
}

fn signed(key: &SigningKey, typ: &str, claims: &str) -> String {
    sign(key, Algorithm::ES256, &header_of(typ), claims.as_bytes()).unwrap()
}

fn status(outcome: &Outcome, id: CheckId) -> Option<Status> {
    outcome.checks().find(|c| c.id == id).map(|c| c.status)
}

#[test]
fn an_encrypted_id_token_is_opened_with_the_clients_key_and_judged_as_it_was_signed() {
    for response_type in [None, Some("code id_token")] {
        let mut server = Server {
            seals: sealed,
            ..Server::default()
        };
        let plan = with_key(plan(Task::Code, |profile| {
            profile.response_type = response_type.map(str::to_owned);
        }));
        let outcome = play(plan, &mut server);
        assert!(outcome.is_ok(), "{:#?}", outcome.steps);
        assert_eq!(status(&outcome, CheckId::Decryption), Some(Status::Pass));
        // The kid of the client is none of the issuer's: its keys are asked for once.
        let asked = paths(&server);
        assert_eq!(asked.iter().filter(|path| **path == "/jwks").count(), 1);
        // It is a hint for a logout as it was signed (OpenID Core §3.1.2.1).
        let id_token = outcome.tokens().unwrap().id_token.clone().unwrap();
        assert_eq!(text_of(&id_token).split('.').count(), 3);
    }
}

fn text_of(secret: &Secret) -> String {
    String::from_utf8(secret.expose().to_vec()).unwrap()
}

#[test]
fn the_clients_secret_opens_what_is_encrypted_for_it() {
    let mut server = Server {
        seals: sealed_by_secret,
        ..Server::default()
    };
    let mut plan = plan(Task::Code, |profile| profile.auth = Some(AuthMethod::Post));
    plan.credential = Credential::Secret(secret(SECRET));
    let outcome = play(plan, &mut server);
    assert!(outcome.is_ok(), "{:#?}", outcome.steps);
}

/// Nothing of it is used: it is not called valid, and not called forged either where only the key
/// is missing.
#[test]
fn an_encrypted_id_token_that_does_not_open_says_what_to_do() {
    let play_with = |plan: Plan, seals: fn(String) -> String| {
        let mut server = Server {
            seals,
            ..Server::default()
        };
        let outcome = play(plan, &mut server);
        assert!(outcome.tokens().is_none() && outcome.exit_code() == 1);
        let last = outcome.steps.last().unwrap();
        assert_eq!(last.name, "ID token");
        let told = last.explanation.clone().unwrap();
        (outcome.error.clone().unwrap(), failed(&outcome), told)
    };
    let (error, checks, told) = play_with(plan(Task::Code, |_| {}), sealed);
    assert!(
        error.contains("no key was given; it takes a private key on P-256"),
        "{error}"
    );
    assert_eq!(checks, []);
    assert!(
        told.mend
            .unwrap()
            .starts_with("Give what the client proves itself with")
    );
    let (_, checks, told) = play_with(with_key(plan(Task::Code, |_| {})), astray);
    assert_eq!(checks, [CheckId::Decryption]);
    assert!(
        told.mend
            .unwrap()
            .contains("id_token_encrypted_response_alg")
    );
    // Who has the public key can encrypt: it has to be signed.
    let bare = |_: String| sealed(json!({ "iss": ISS, "sub": "ada", "aud": "app" }).to_string());
    let (_, checks, _) = play_with(with_key(plan(Task::Code, |_| {})), bare);
    assert_eq!(checks, [CheckId::Signature]);
    let mut server = Server {
        seals: sealed,
        signs_with: &OTHER,
        ..Server::default()
    };
    let forged = play(with_key(plan(Task::Code, |_| {})), &mut server);
    assert_eq!(failed(&forged), [CheckId::Signature]);
}

#[test]
fn an_encrypted_userinfo_is_opened_and_one_that_is_for_another_key_is_left_out() {
    type Case = (fn() -> String, bool, &'static [CheckId], bool);
    let cases: [Case; 5] = [
        (
            || sealed(signed(&KEY, "JWT", r#"{"sub":"ada","name":"Ada"}"#)),
            true,
            &[],
            true,
        ),
        (|| sealed(r#"{"sub":"ada"}"#.to_owned()), true, &[], true),
        (
            || sealed(r#"{"sub":"eve"}"#.to_owned()),
            true,
            &[CheckId::UserinfoSubject],
            false,
        ),
        (|| sealed(r#"{"sub":"ada"}"#.to_owned()), false, &[], false),
        (
            || astray(r#"{"sub":"ada"}"#.to_owned()),
            true,
            &[CheckId::Decryption],
            false,
        ),
    ];
    for (number, (make, has_key, wanted, is_read)) in cases.into_iter().enumerate() {
        ANSWER.set(Some(jwt(make())));
        let mut server = Server {
            instead: |path, _| (path == "/userinfo").then(|| ANSWER.take().unwrap()),
            ..Server::default()
        };
        let plan = plan(Task::Code, |_| {});
        let plan = if has_key { with_key(plan) } else { plan };
        let outcome = play(plan, &mut server);
        assert_eq!(failed(&outcome), wanted, "{number}: {:#?}", outcome.steps);
        assert_eq!(outcome.claims.is_some(), is_read, "{number}");
        // Only the key is missing: who signed in is known from the ID token.
        assert_eq!(outcome.is_ok(), wanted.is_empty(), "{number}");
        let last = outcome.steps.last().unwrap();
        assert_eq!(last.explanation.is_some(), !is_read, "{number}");
    }
}

#[test]
fn an_encrypted_introspection_has_to_be_signed_inside() {
    type Case = (fn() -> String, bool, &'static [CheckId], Option<bool>);
    let cases: [Case; 4] = [
        (
            || sealed(signed(&KEY, TYP, &told(&json!({})))),
            true,
            &[],
            Some(true),
        ),
        (
            || sealed(signed(&OTHER, TYP, &told(&json!({})))),
            true,
            &[CheckId::Signature],
            None,
        ),
        (
            || sealed(told(&json!({}))),
            true,
            &[CheckId::Signature],
            None,
        ),
        (
            || sealed(signed(&KEY, TYP, &told(&json!({})))),
            false,
            &[],
            None,
        ),
    ];
    for (number, (make, has_key, wanted, active)) in cases.into_iter().enumerate() {
        ANSWER.set(Some(jwt(make())));
        let mut server = Server {
            instead: |path, _| (path == "/introspect").then(|| ANSWER.take().unwrap()),
            ..Server::default()
        };
        let task = Task::Introspect {
            token: secret("hunter2"),
            hint: None,
        };
        let plan = plan(task, |_| {});
        let plan = if has_key { with_key(plan) } else { plan };
        let outcome = play(plan, &mut server);
        assert_eq!(failed(&outcome), wanted, "{number}: {:#?}", outcome.steps);
        assert_eq!(outcome.active, active, "{number}");
        assert_eq!(outcome.exit_code(), u8::from(active.is_none()), "{number}");
    }
}
