//! Tokens that are bound to a key (RFC 9449).

use super::*;
use crate::jose::jws::read_compact;

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

/// What a proof says.
fn proof(request: &Request) -> Value {
    let proof = header(&request.headers, "dpop")
        .unwrap()
        .expose()
        .into_owned();
    let jws = read_compact(&proof);
    assert!(jws.faults.is_empty(), "{:?}", jws.faults);
    serde_json::to_value(Json::Object(jws.payload.claims().unwrap().to_vec())).unwrap()
}

/// RFC 9449 §7.1, §9: a resource has nonces of its own, and sees that the proof is of its token.
#[test]
fn the_userinfo_gets_the_hash_of_the_token_and_its_own_nonce() {
    let mut server = Server {
        tokens: json!({ "token_type": "DPoP" }),
        instead: |path, times| {
            let of = |nonce: &str| {
                let challenge = "DPoP error=\"use_dpop_nonce\"";
                vec![
                    ("DPoP-Nonce".to_owned(), nonce.to_owned()),
                    ("WWW-Authenticate".to_owned(), challenge.to_owned()),
                ]
            };
            match (path, times) {
                ("/token", 0) => Some(Response::new(
                    400,
                    of("n-token"),
                    br#"{"error":"use_dpop_nonce"}"#.to_vec(),
                )),
                ("https://api.example/me", 0) => Some(Response::new(401, of("n-api"), Vec::new())),
                ("https://api.example/me", _) => Some(answer(200, &json!({ "sub": "ada" }))),
                _ => None,
            }
        },
        ..Server::default()
    };
    // What stands in the address's query is no part of htu (§4.2).
    server.metadata["userinfo_endpoint"] = "https://api.example/me?v=1".into();
    let outcome = play(plan(Task::Code, |p| p.dpop = true), &mut server);
    assert_eq!(outcome.error, None, "{:#?}", outcome.steps.last());
    let asked = server.asked.iter();
    let asked = asked.filter(|r| header(&r.headers, "dpop").is_some());
    let proofs: Vec<_> = asked.map(proof).collect();
    let hash = base64url::encode(&digest(Hash::Sha256, b"hunter2-access"));
    let said: Vec<_> = proofs
        .iter()
        .map(|p| (&p["htm"], &p["htu"], &p["ath"], &p["nonce"]))
        .collect();
    let (post, get) = (&json!("POST"), &json!("GET"));
    let (token, api) = (
        &json!("https://id.example/token"),
        &json!("https://api.example/me"),
    );
    assert_eq!(
        said,
        [
            (post, token, &Value::Null, &Value::Null),
            (post, token, &Value::Null, &json!("n-token")),
            (get, api, &json!(hash), &Value::Null),
            (get, api, &json!(hash), &json!("n-api")),
        ]
    );
    let ids: std::collections::BTreeSet<_> = proofs.iter().map(|p| p["jti"].to_string()).collect();
    assert_eq!(ids.len(), proofs.len(), "each proof is made anew");
}

/// RFC 9449 §6.1: what can be read has to name the key.
#[test]
fn a_jwt_access_token_names_the_key_or_is_refused() {
    let thumbprint = |key: &SigningKey| {
        let thumbprint = crate::jose::Thumbprint::of(&key.public().material).unwrap();
        json!({ "cnf": { "jkt": thumbprint.base64url() } })
    };
    for (name, claims, holds) in [
        ("its own", thumbprint(&DPOP), true),
        ("another", thumbprint(&OTHER), false),
        ("none", json!({ "sub": "ada" }), false),
        ("a number", json!({ "cnf": { "jkt": 7 } }), false),
    ] {
        let payload = claims.to_string();
        let header = Json::Object(Vec::new());
        let token = sign(&KEY, Algorithm::ES256, &header, payload.as_bytes()).unwrap();
        for task in ["code", "refresh"] {
            let mut server = Server {
                tokens: json!({ "token_type": "DPoP", "access_token": token }),
                id_token: json!({ "at_hash": null }),
                ..Server::default()
            };
            let task = match task {
                "code" => Task::Code,
                _ => Task::Refresh {
                    token: secret("hunter2-old"),
                    id_token: None,
                },
            };
            if matches!(task, Task::Refresh { .. }) {
                server.id_token = json!({ "at_hash": null, "nonce": null });
            }
            let outcome = play(plan(task, |p| p.dpop = true), &mut server);
            let wanted: &[CheckId] = if holds { &[] } else { &[CheckId::DpopBinding] };
            assert_eq!(
                failed(&outcome),
                wanted,
                "{name}: {:#?}",
                outcome.steps.last()
            );
            assert_eq!(outcome.tokens().is_some(), holds, "{name}");
            let last = paths(&server).last().copied();
            assert!(holds || last == Some("/token"), "{name}: {last:?}");
        }
    }
}

/// RFC 9449 §5: the refresh token of a public client is bound, that of another is not; and an
/// access token is of use with its own key alone.
#[test]
fn a_token_of_before_is_used_with_the_key_of_before() {
    let refresh = || Task::Refresh {
        token: secret("hunter2-old"),
        id_token: None,
    };
    let userinfo = || Task::Userinfo {
        token: secret("hunter2-access"),
        id_token: None,
    };
    let wants = |task: Task, credential: Credential, key: Option<SigningKey>| {
        let mut plan = plan(task, |p| p.dpop = true);
        (plan.credential, plan.dpop_key) = (credential, key);
        plan.wants_dpop_key().map_err(|error| error.to_string())
    };
    let known = || Credential::Secret(secret("hunter2-secret"));
    assert_eq!(wants(Task::Code, Credential::None, None), Ok(true));
    assert_eq!(wants(refresh(), known(), None), Ok(true));
    let key = || Some(DPOP.clone());
    assert_eq!(wants(refresh(), Credential::None, key()), Ok(false));
    assert_eq!(wants(userinfo(), known(), key()), Ok(false));
    for (task, credential) in [
        (refresh(), Credential::None),
        (refresh(), Credential::Secret(Secret::default())),
        (userinfo(), known()),
    ] {
        let error = wants(task, credential, None).unwrap_err();
        assert!(error.contains("--dpop-key"), "{error}");
    }
    let mut unbound = plan(refresh(), |_| {});
    unbound.dpop_key = None;
    assert_eq!(
        unbound.wants_dpop_key().map_err(|e| e.to_string()),
        Ok(false)
    );
}
