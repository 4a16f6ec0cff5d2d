use super::*;
use crate::oauth::{Credential, Profile, Task};
use crate::wire::Answer;

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
