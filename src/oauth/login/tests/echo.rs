//! What a server says of what it was sent.

use super::*;

/// Spring's servers do this.
#[test]
fn a_secret_that_the_server_repeats_is_masked_wherever_it_stands() {
    let mut server = Server {
        instead: |path, _| {
            let said = format!(
                "Invalid authorization code: hunter2-code{}",
                "x".repeat(400)
            );
            let mut answer = answer(
                400,
                &json!({ "error": "invalid_grant", "error_description": said }),
            );
            answer.headers.push(crate::wire::Field::plain(
                "WWW-Authenticate",
                "Bearer error_description=\"hunter2-code\"",
            ));
            (path == "/token").then_some(answer)
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Code, |_| {}), &mut server);
    let error = outcome.error.clone().unwrap();
    assert!(
        error.contains("Invalid authorization code: [redacted]x"),
        "{error}"
    );
    let masked = serde_json::to_string(&outcome.to_json(Show::Masked)).unwrap();
    assert!(!masked.contains("hunter2-code"), "{masked}");
    let trace = crate::wire::write_trace("t", &outcome.steps);
    assert!(!trace.contains("hunter2-code"), "{trace}");
    let step = outcome.steps.last().unwrap();
    let response = step.exchange.as_ref().unwrap().response().unwrap();
    let raw = response.raw_text(Show::Masked).unwrap();
    assert!(!raw.contains("hunter2-code"), "{raw}");
    assert!(raw.contains("invalid_grant"), "{raw}");
}

#[test]
fn a_secret_among_the_persons_own_parameters_is_masked() {
    let mut server = Server::default();
    let outcome = play(
        plan(Task::Code, |profile| {
            let mut set = |name: &str, value: &str| {
                profile.extra.insert(name.to_owned(), value.to_owned());
            };
            set("id_token_hint", "hunter2-hint");
            set("acr_values", "high");
        }),
        &mut server,
    );
    let masked = serde_json::to_string(&outcome.to_json(Show::Masked)).unwrap();
    assert!(!masked.contains("hunter2-hint") && masked.contains("high"));
}

#[test]
fn the_algorithm_of_an_id_token_is_one_that_the_issuer_announces() {
    for (announced, is_ok) in [
        (json!(["RS256", "ES256"]), true),
        (json!(null), true),
        (json!(["RS256"]), false),
    ] {
        let mut server = Server::default();
        server.metadata["id_token_signing_alg_values_supported"] = announced.clone();
        let outcome = play(plan(Task::Code, |_| {}), &mut server);
        assert_eq!(outcome.is_ok(), is_ok, "{announced}: {:?}", outcome.error);
        let mut checks = outcome.checks();
        let failed = checks.any(|c| c.id == CheckId::Algorithm && c.status == Status::Fail);
        assert_eq!(failed, !is_ok, "{announced}");
    }
}

#[test]
fn a_device_code_is_not_polled_for_longer_than_an_hour() {
    let mut server = Server {
        instead: |path, _| match path {
            "/device" => Some(answer(
                200,
                &json!({
                    "device_code": "hunter2-device", "user_code": "ABCD-EFGH",
                    "verification_uri": "https://id.example/activate",
                    "expires_in": 9_000_000_000_000_000_i64, "interval": 300,
                }),
            )),
            "/token" => Some(answer(400, &json!({ "error": "authorization_pending" }))),
            _ => None,
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Device, |_| {}), &mut server);
    assert!(outcome.error.unwrap().contains("expired"));
    assert_eq!(server.waited.iter().sum::<u64>(), 3_600);
}

#[test]
fn an_assertion_is_for_whom_the_profile_says() {
    let mut plan = plan(Task::ClientCredentials, |profile| {
        profile.auth = Some(AuthMethod::SecretJwt);
        profile.assertion_audience = Some("https://other.example/token".into());
    });
    plan.credential = Credential::Secret(secret("hunter2-of-at-least-thirty-two-bytes"));
    let mut server = Server::default();
    play(plan, &mut server);
    let asked = server.asked.iter().find(|r| r.url.ends_with("/token"));
    let assertion = field(asked.unwrap().form(), "client_assertion").unwrap();
    let claims = crate::jose::jws::read_compact(&assertion.expose()).payload;
    let aud = claims.claims().unwrap().iter().find(|(n, _)| n == "aud");
    assert_eq!(aud.unwrap().1.as_str(), Some("https://other.example/token"));
}

/// A person reads it and types it: nothing in it turns the line around, or is another host than it
/// looks like.
#[test]
fn what_a_device_shows_is_what_stands_there() {
    let mut server = Server {
        instead: |path, _| {
            let body = json!({
                "device_code": "hunter2-device", "user_code": "AB\u{202e}CD\u{1b}",
                "verification_uri": "https://\u{430}pple.example/\u{202e}",
            });
            (path == "/device").then(|| answer(200, &body))
        },
        ..Server::default()
    };
    let mut login = Login::new(plan(Task::Device, |_| {})).unwrap();
    let mut source = Fixed { next: 0, now: 0 };
    let wait = loop {
        match login.next(&mut source) {
            Action::Send(request) => {
                let response = Answer::Response(server.respond(&request));
                login.answered(response, 0, Duration::ZERO, &mut source);
            }
            Action::Wait(wait) => break wait,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(wait.prompt.user_code, r"AB\u202eCD\u001b");
    assert_eq!(
        wait.prompt.verification_uri,
        "https://xn--pple-43d.example/%E2%80%AE"
    );
}
