//! The other grants, and a provider without metadata.

use super::*;

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
    let mut findings = outcome.findings();
    assert!(findings.any(|f| f.id == "quirk-verification-url"));
    let error = outcome.error.as_deref().unwrap();
    assert!(error.contains("expired before it was typed in"), "{error}");
    assert_eq!(outcome.exit_code(), 1);
}

/// Google's access_type and prompt are for the page at which a person signs in.
#[test]
fn what_is_for_the_authorization_endpoint_goes_there_only() {
    let google = provider("google").unwrap().profile().extra;
    let sent = |task: Task, path: &str| {
        let mut server = Server {
            id_token: json!({ "nonce": null }),
            ..Server::default()
        };
        let plan = plan(task, |profile| {
            profile.extra.clone_from(&google);
            profile.extra.insert("audience".into(), "api".into());
        });
        let outcome = play(plan, &mut server);
        // The browser goes to the one, the others are sent.
        let exchanges = outcome.steps.iter().filter_map(|s| s.exchange.as_ref());
        let mut asked = exchanges.map(|e| &e.request);
        let request = asked.find(|r| r.url.ends_with(path));
        let request = request.expect(path);
        let fields = request.query.iter().chain(request.form());
        let own = ["access_type", "prompt", "audience"];
        let names = fields.map(|f| f.name.clone());
        let names: Vec<_> = names.filter(|n| own.contains(&n.as_str())).collect();
        let told = outcome.findings();
        let told = told.filter(|f| f.id == "parameter-elsewhere");
        (names, told.map(|f| f.title.clone()).next())
    };
    let all = ["access_type", "audience", "prompt"].map(str::to_owned);
    assert_eq!(sent(Task::Code, "/authorize"), (all.to_vec(), None));
    let not = Some("Not sent: access_type, prompt".to_owned());
    let audience = vec!["audience".to_owned()];
    assert_eq!(
        sent(Task::Device, "/device"),
        (audience.clone(), not.clone())
    );
    assert_eq!(sent(Task::ClientCredentials, "/token"), (audience, not));
}

/// Google grants `email` under another name, and Entra never names offline_access.
#[test]
fn what_was_granted_under_another_name_is_not_called_missing() {
    let narrowed = |refresh_token: Value| {
        let granted = "openid https://www.googleapis.com/auth/userinfo.email";
        let mut server = Server {
            tokens: json!({ "scope": granted, "refresh_token": refresh_token }),
            id_token: json!({ "nonce": null }),
            ..Server::default()
        };
        let plan = plan(Task::Device, |profile| {
            profile.provider = "google".into();
            let scopes = ["openid", "email", "profile", "offline_access"];
            profile.scopes = scopes.map(str::to_owned).into();
        });
        let outcome = play(plan, &mut server);
        let mut findings = outcome.findings();
        let told = findings.find(|f| f.id == "scope-narrowed");
        told.map(|f| f.title.clone()).unwrap_or_default()
    };
    assert_eq!(narrowed(json!("r")), "Not granted: profile");
    assert_eq!(
        narrowed(json!(null)),
        "Not granted: profile, offline_access"
    );
}

/// What the person gave is enough where it is all that is asked, and no more than that.
#[test]
fn without_metadata_what_was_given_has_to_be_enough_for_the_task() {
    let asked = |task: Task, member: &str, path: &str| {
        let mut server = Server {
            instead: |path, _| path.contains("well-known").then(|| answer(404, &json!({}))),
            ..Server::default()
        };
        let plan = plan(task, |profile| {
            let url = format!("{ISS}{path}");
            profile.endpoints.insert(member.into(), url);
        });
        play(plan, &mut server)
    };
    let token = || secret("hunter2-access");
    let userinfo = Task::Userinfo {
        token: token(),
        id_token: None,
    };
    let outcome = asked(userinfo, "userinfo_endpoint", "/userinfo");
    assert!(outcome.is_ok(), "{:?}", outcome.error);
    let outcome = asked(Task::Code, "token_endpoint", "/token");
    let told = outcome.error.unwrap();
    assert!(told.contains("publishes no metadata (id.example"), "{told}");
    assert!(
        told.contains("names no authorization_endpoint; where it has one, give its address"),
        "{told}"
    );
}

#[test]
fn metadata_that_are_malformed_are_not_called_those_of_another_issuer() {
    let mut server = Server::default();
    server.metadata["issuer"] = json!(7);
    let outcome = play(plan(Task::Code, |_| {}), &mut server);
    assert_eq!(failed(&outcome), [CheckId::DiscoveryIssuer]);
    let told = outcome.steps[0].explanation.clone().unwrap();
    assert!(
        told.meaning.contains("not such as the standard has them"),
        "{told:?}"
    );
    assert!(!outcome.error.unwrap().contains("another issuer"));
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
        let before = Server {
            id_token: old.clone(),
            ..Server::default()
        };
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
fn a_scope_of_nothing_from_the_browser_does_not_excuse_a_missing_id_token() {
    let mut server = Server {
        callback: |fields| {
            fields
                .retain(|(name, _)| !matches!(name.as_str(), "id_token" | "scope" | "expires_in"));
            fields.push(("scope".into(), String::new()));
            fields.push(("expires_in".into(), "-5".into()));
        },
        ..Server::default()
    };
    let outcome = play(plan(Task::Implicit, |_| {}), &mut server);
    assert!(
        failed(&outcome).contains(&CheckId::TokenResponse),
        "{outcome:#?}"
    );
    let tokens = outcome.refused_tokens().expect("they came");
    assert_eq!(tokens.expires_in, None);
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

/// Who keeps the metadata away must not choose who may answer.
#[test]
fn an_issuer_that_was_named_counts_also_where_it_publishes_no_metadata() {
    type Change = fn(&mut Server);
    let cases: [(Change, &[CheckId]); 3] = [
        (|_| {}, &[]),
        (
            |s| s.callback = |f| f[1].1 = "https://evil.example".into(),
            &[CheckId::ResponseIssuer],
        ),
        (
            |s| s.id_token = json!({"iss": "https://evil.example"}),
            &[CheckId::Issuer],
        ),
    ];
    for (change, wanted) in cases {
        let mut server = Server {
            instead: |path, _| path.contains("well-known").then(|| answer(404, &json!({}))),
            ..Server::default()
        };
        change(&mut server);
        let given = |profile: &mut Profile| {
            for (member, path) in [
                ("authorization_endpoint", "/authorize"),
                ("token_endpoint", "/token"),
                ("jwks_uri", "/jwks"),
            ] {
                let url = format!("{ISS}{path}");
                profile.endpoints.insert(member.into(), url);
            }
        };
        let outcome = play(plan(Task::Code, given), &mut server);
        assert!(
            wanted.iter().all(|id| failed(&outcome).contains(id)),
            "{outcome:#?}"
        );
        assert_eq!(outcome.is_ok(), wanted.is_empty(), "{outcome:#?}");
    }
}

/// Its types are its own, and mean what Bearer does; only its own, and only there.
#[test]
fn slacks_token_types_are_taken_and_named() {
    for (token_type, is_ok) in [("bot", true), ("user", true), ("mac", false)] {
        let mut server = Server {
            callback: |fields| fields.retain(|(name, _)| name != "iss"),
            tokens: json!({ "ok": true, "token_type": token_type, "id_token": null }),
            ..Server::default()
        };
        let mut profile = provider("slack").unwrap().profile();
        profile.client_id = "app".into();
        for member in ["authorization_endpoint", "token_endpoint"] {
            let path = member.split('_').next().unwrap();
            let path = if path == "token" {
                "token"
            } else {
                "authorize"
            };
            profile
                .endpoints
                .insert(member.into(), format!("{ISS}/{path}"));
        }
        let plan = Plan {
            profile,
            task: Task::Code,
            credential: Credential::Secret(secret("hunter2-secret")),
            dpop_key: None,
        };
        let outcome = play(plan, &mut server);
        assert_eq!(outcome.is_ok(), is_ok, "{token_type}: {:?}", outcome.error);
        let mut findings = outcome.findings();
        let is_named = findings.any(|f| f.id == "quirk-own-token-type");
        assert_eq!(is_named, is_ok, "{token_type}");
    }
}

/// LinkedIn repeats no nonce: none is sent, and that is said.
#[test]
fn a_provider_that_repeats_no_nonce_is_sent_none() {
    let mut server = Server {
        id_token: json!({ "nonce": null }),
        ..Server::default()
    };
    let mut profile = provider("linkedin").unwrap().profile();
    profile.client_id = "app".into();
    profile.issuer = Some(ISS.into());
    let plan = Plan {
        profile,
        task: Task::Code,
        credential: Credential::Secret(secret("hunter2-secret")),
        dpop_key: None,
    };
    let outcome = play(plan, &mut server);
    assert!(outcome.is_ok(), "{:#?}", outcome.steps);
    assert!(server.nonce.is_empty(), "a nonce was sent");
    assert!(outcome.findings().any(|f| f.id == "nonce-not-sent"));
    let nonce = outcome.checks().find(|c| c.id == CheckId::Nonce);
    assert!(
        nonce.is_none_or(|c| c.status == Status::Skipped),
        "{nonce:?}"
    );
}
