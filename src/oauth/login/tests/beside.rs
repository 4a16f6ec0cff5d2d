//! What is done with tokens later, what goes wrong, and how it ends.

use super::*;

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
        let why = outcome.error.clone().unwrap_or_default();
        // Nobody was asked to authorize anything.
        assert!(!why.contains("authorization response"), "{why}");
        assert!(why.is_empty() || why.starts_with("what came back from the logout was refused: "));
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
    // The browser stays where it was sent, which is no failure: here, in JSON and in a trace file.
    let step = outcome.steps.last().unwrap();
    assert_eq!(step.name, "logout");
    assert!(!step.has_failed(), "{step:#?}");
    assert!(
        step.notes
            .iter()
            .any(|note| note.starts_with("the browser was opened;"))
    );
    let json = serde_json::to_value(outcome.to_json(Show::Masked)).unwrap();
    assert_eq!(json["steps"][1]["response"], Value::Null);
    let trace = crate::wire::write_trace("t", &outcome.steps);
    let read = crate::wire::read_trace(&trace).unwrap();
    assert!(!read.steps.iter().any(crate::wire::StepView::has_failed));
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
fn a_browser_that_never_comes_leaves_its_request_in_the_trace() {
    let mut source = Fixed {
        next: 0,
        now: NOW * 1000,
    };
    let mut server = Server::default();
    let mut login = Login::new(plan(Task::Code, |_| {})).unwrap();
    loop {
        match login.next(&mut source) {
            Action::Send(request) => {
                let response = server.respond(&request);
                login.answered(Answer::Response(response), 0, Duration::ZERO, &mut source);
            }
            Action::Listen(_) => login.listening(4711),
            Action::Open(_) => login.fail("the browser did not come back within five minutes"),
            Action::Wait(_) => panic!("there is nothing to wait for"),
            Action::Done => break,
        }
    }
    let outcome = login.outcome();
    assert_eq!(names(&outcome), ["discovery", "authorization"]);
    let exchange = outcome.steps[1].exchange.as_ref().unwrap();
    assert!(matches!(&exchange.answer, Answer::None(why) if why.contains("five minutes")));
    assert_eq!(exchange.started_at, NOW * 1000);
    assert_eq!(outcome.exit_code(), 2);
}

/// What is asked twice is the same, so that a window may look again and again.
#[test]
fn an_action_stays_until_it_is_carried_out() {
    let mut source = Fixed {
        next: 0,
        now: NOW * 1000,
    };
    let mut server = Server::default();
    let mut login = Login::new(plan(Task::Code, |_| {})).unwrap();
    let first = |login: &mut Login, source: &mut Fixed| {
        let (one, two) = (login.next(source), login.next(source));
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
        one
    };
    let Action::Send(request) = first(&mut login, &mut source) else {
        panic!("there is an issuer to ask")
    };
    let response = server.respond(&request);
    login.answered(Answer::Response(response), 0, Duration::ZERO, &mut source);
    assert!(matches!(first(&mut login, &mut source), Action::Listen(_)));
    login.listening(4711);
    let Action::Open(one) = first(&mut login, &mut source) else {
        panic!("the browser is next")
    };
    let Action::Open(two) = login.next(&mut source) else {
        panic!("the browser is still next")
    };
    assert_eq!(one.request, two.request, "the state is made once");
}

/// The one of the metadata would be asked, and the person believes that theirs is.
#[test]
fn an_address_that_was_given_and_may_not_be_asked_is_not_replaced_in_silence() {
    let plan = plan(Task::Code, |profile| {
        let url = "http://proxy.example/token";
        profile
            .endpoints
            .insert("token_endpoint".into(), url.into());
    });
    let said = Login::new(plan).unwrap_err().to_string();
    assert!(said.contains("token_endpoint that was given"), "{said}");
    assert!(said.contains("not https"), "{said}");
}
