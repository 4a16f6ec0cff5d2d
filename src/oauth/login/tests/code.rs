//! Sign-in with a code, and what a hostile server tries.

use super::*;

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
    assert!(outcome.is_ok(), "{:#?}", outcome.steps);
    assert_eq!(paths(&server)[1], "/par");
    let step = &outcome.steps[2];
    let exchange = step.exchange.as_ref().unwrap();
    let names: Vec<_> = exchange
        .request
        .query
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    let pushed = &server.asked[1];
    assert!(field(pushed.form(), "code_challenge").is_some());
    assert!(field(pushed.form(), "state").is_some());
}

/// OpenID Core §3.3: what comes beside a code says whose it is, before anybody gets it.
#[test]
fn the_id_token_of_a_hybrid_response_is_judged_before_its_code_is_used() {
    type Change = fn(&mut Server);
    let hybrid = |profile: &mut Profile| profile.response_type = Some("code id_token".into());
    let cases: [(&str, Change, &[CheckId], bool); 7] = [
        ("as it should be", |_| {}, &[], true),
        (
            "mix-up: the response of another issuer",
            |s| s.id_token = json!({"iss": "https://honest.example"}),
            &[CheckId::Issuer],
            false,
        ),
        (
            "another code",
            |s| s.callback = |f| f.last_mut().unwrap().1 = "hunter2-injected".into(),
            &[CheckId::CHash],
            false,
        ),
        (
            "no c_hash",
            |s| s.id_token = json!({"c_hash": null}),
            &[CheckId::CHash],
            false,
        ),
        (
            "another nonce",
            |s| s.id_token = json!({"nonce": "other"}),
            &[CheckId::Nonce],
            false,
        ),
        (
            "no ID token",
            |s| s.callback = |f| f.retain(|(name, _)| name != "id_token"),
            &[CheckId::TokenResponse],
            false,
        ),
        (
            "forged",
            |s| s.signs_with = &OTHER,
            &[CheckId::Signature],
            false,
        ),
    ];
    for (name, change, fails, is_exchanged) in cases {
        let mut server = Server::default();
        change(&mut server);
        let outcome = play(plan(Task::Code, hybrid), &mut server);
        let all = failed(&outcome);
        assert!(fails.iter().all(|id| all.contains(id)), "{name}: {all:?}");
        assert_eq!(outcome.is_ok(), fails.is_empty(), "{name}: {outcome:#?}");
        assert_eq!(paths(&server).contains(&"/token"), is_exchanged, "{name}");
    }
    let mut server = Server::default();
    let outcome = play(plan(Task::Code, hybrid), &mut server);
    assert_eq!(
        names(&outcome),
        [
            "discovery",
            "authorization",
            "keys",
            "ID token beside the code",
            "token request",
            "ID token",
            "userinfo"
        ]
    );
}

/// OpenID Core §3.3.3.6.
#[test]
fn both_id_tokens_of_a_hybrid_login_are_about_one_person() {
    let mut server = Server::default();
    // The third text that is made is the nonce.
    server.nonce = base64url::encode(&[3; 32]);
    server.id_token = json!({"sub": "eve"});
    server.tokens = json!({"id_token": server.id_token()});
    server.id_token = json!({});
    let hybrid = |profile: &mut Profile| profile.response_type = Some("code id_token".into());
    let outcome = play(plan(Task::Code, hybrid), &mut server);
    assert_eq!(failed(&outcome), [CheckId::RefreshSubject], "{outcome:#?}");
    assert!(outcome.tokens().is_none());
}
