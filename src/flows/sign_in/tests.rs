use super::*;
use crate::oauth::{Credential, Profile, Task};
use crate::report::Secret;
use crate::wire::{Answer, Response};

fn plan(change: impl Fn(&mut Profile)) -> Plan {
    let mut profile = Profile {
        issuer: Some("https://id.example".into()),
        client_id: "app".into(),
        scopes: vec!["openid".into()],
        ..Profile::default()
    };
    change(&mut profile);
    Plan {
        profile,
        task: Task::Code,
        credential: Credential::None,
        dpop_key: None,
    }
}

fn world<'w>(net: &'w Net, cancel: &'w Cancel) -> SignInWorld<'w> {
    SignInWorld {
        net,
        cancel,
        browser: None,
    }
}

fn advance(sign_in: &mut SignIn, cancel: &Cancel) -> (SignInStep, Vec<SignInEvent>) {
    let net = Net::default();
    let mut events = Vec::new();
    let mut tell = |event| events.push(event);
    let job = sign_in.advance(world(&net, cancel), &mut tell);
    // A window runs it beside others, on a thread of its own.
    fn is_send(_: &impl Send) {}
    is_send(&job);
    let step = crate::net::block_on(job).unwrap();
    (step, events)
}

#[test]
fn nobody_is_asked_before_the_person_agrees() {
    let mut sign_in = SignIn::new(plan(|_| {})).unwrap();
    for _ in 0..2 {
        let (step, events) = advance(&mut sign_in, &Cancel::default());
        let SignInStep::NeedsConsent(consent) = step else {
            panic!("{step:?}");
        };
        assert_eq!(consent.host, "id.example");
        assert!(consent.why.is_named(), "{:?}", consent.why);
        assert!(events.is_empty(), "{events:?}");
    }
    let outcome = sign_in.refuse();
    let exchange = outcome.steps[0].exchange.as_ref().unwrap();
    assert!(matches!(&exchange.answer, Answer::None(why) if why.contains("may not be asked")));
    assert_eq!(outcome.exit_code(), 2);
}

#[test]
fn all_that_will_be_asked_is_agreed_to_before_the_browser_opens() {
    let mut sign_in = SignIn::new(plan(|profile| {
        profile.provider = "github".into();
        profile.issuer = None;
        for (member, url) in [
            ("token_endpoint", "https://token.example/"),
            ("userinfo_endpoint", "https://user.example/"),
        ] {
            profile.endpoints.insert(member.into(), url.into());
        }
    }))
    .unwrap();
    for host in ["token.example", "user.example"] {
        let (step, events) = advance(&mut sign_in, &Cancel::default());
        let SignInStep::NeedsConsent(consent) = step else {
            panic!("{step:?}");
        };
        assert_eq!((consent.host.as_str(), consent.why), (host, Why::Named));
        assert!(events.is_empty(), "{events:?}");
        sign_in.agree();
    }
    let cancel = Cancel::default();
    cancel.cancel();
    let (step, _) = advance(&mut sign_in, &cancel);
    let SignInStep::Done(outcome) = step else {
        panic!("{step:?}");
    };
    assert!(outcome.is_cancelled);
}

#[test]
fn a_key_is_made_where_tokens_are_to_be_bound() {
    assert!(SignIn::new(plan(|profile| profile.dpop = true)).is_ok());
}

/// Hands a login its next answer, as if its request had been sent.
fn answer(sign_in: &mut SignIn, content_type: &str, body: &str) {
    let action = sign_in.login.next(&mut System);
    assert!(matches!(action, Action::Send(_)), "{action:?}");
    let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    let response = Response::new(200, headers, body.as_bytes().to_vec());
    let answer = Answer::Response(response);
    let login = &mut sign_in.login;
    login.answered(answer, 0, Duration::ZERO, &mut System);
}

const METADATA: &str = r#"{"issuer":"https://id.example",
    "token_endpoint":"https://id.example/token",
    "userinfo_endpoint":"https://id.example/userinfo",
    "jwks_uri":"https://keys.example/jwks"}"#;

fn asked_about(step: SignInStep) -> (String, Why) {
    match step {
        SignInStep::NeedsConsent(consent) => (consent.host, consent.why),
        other => panic!("{other:?}"),
    }
}

fn keys_elsewhere() -> (String, Why) {
    let why = Why::EndpointElsewhere {
        issuer: "https://id.example".into(),
        member: "jwks_uri",
    };
    ("keys.example".to_owned(), why)
}

/// It would else be taken for a host that the person named, and asked without a word.
#[test]
fn keys_that_only_the_metadata_put_elsewhere_are_not_taken_for_named() {
    let mut plan = plan(|_| {});
    plan.task = Task::Userinfo {
        token: Secret::from("hunter2".to_owned()),
        id_token: None,
    };
    let mut sign_in = SignIn::new(plan).unwrap();
    let host = HostRule::parse("id.example").unwrap();
    sign_in = sign_in.agreed_before([host]);
    answer(&mut sign_in, "application/json", METADATA);
    // A JWT, signed with ES256: its keys are needed.
    answer(
        &mut sign_in,
        "application/jwt",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
    );
    let (step, events) = advance(&mut sign_in, &Cancel::default());
    assert_eq!(asked_about(step), keys_elsewhere());
    assert!(events.is_empty(), "{events:?}");
}

/// A rotated token would be lost with a no, or where nobody can be asked.
#[test]
fn a_refresh_token_is_not_used_before_every_host_is_agreed_to() {
    let mut plan = plan(|profile| profile.scopes.clear());
    plan.task = Task::Refresh {
        token: Secret::from("hunter2".to_owned()),
        id_token: None,
    };
    let mut sign_in = SignIn::new(plan).unwrap();
    let host = HostRule::parse("id.example").unwrap();
    sign_in = sign_in.agreed_before([host]);
    answer(&mut sign_in, "application/json", METADATA);
    let (step, events) = advance(&mut sign_in, &Cancel::default());
    assert_eq!(asked_about(step), keys_elsewhere());
    assert!(events.is_empty(), "{events:?}");
}
