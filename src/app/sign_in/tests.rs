//! The workspace for signing in, action by action.

use super::*;
use crate::app::{Action, Command, Effect, Judgement, update};
use crate::oauth::{Endpoint, Grant, Tokens, provider};
use crate::report::Secret;
use crate::wire::{Answer, Exchange, Request, Response, Step};
use std::time::Duration;

fn act(model: &mut Model, action: SignInAction) -> Vec<Effect> {
    update(model, Action::SignIn(action))
}

/// A window with a profile of that provider.
fn model(id: &str) -> Model {
    let mut model = Model {
        page: Page::SignIn,
        ..Model::default()
    };
    let mut profile = provider(id).unwrap().profile();
    profile.client_id = "app".into();
    let mut read = ProfilesRead::default();
    read.profiles.list.push(profile);
    act(&mut model, SignInAction::Loaded(Box::new(read)));
    model
}

/// Begins, and gives what is asked for.
fn begin(model: &mut Model, errand: Errand) -> SignInJob {
    let effects = act(model, SignInAction::Run(errand));
    let job = effects.into_iter().find_map(|effect| match effect {
        Effect::SignIn(job) => Some(*job),
        _ => None,
    });
    job.expect("a login is asked for")
}

fn tell(model: &mut Model, ticket: u64, told: Told) {
    act(model, SignInAction::Told(ticket, told));
}

fn ended(obtained: Option<Obtained>) -> Told {
    Told::Ended(Box::new(Ended {
        error: None,
        is_cancelled: false,
        obtained,
        active: None,
        findings: Vec::new(),
    }))
}

fn obtained() -> Obtained {
    Obtained {
        tokens: Tokens {
            access_token: Some(Secret::from("hunter2".to_owned())),
            refresh_token: Some(Secret::from("hunter3".to_owned())),
            ..Tokens::default()
        },
        endpoints: Endpoint::ALL.into(),
        ..Obtained::default()
    }
}

#[test]
fn what_is_told_of_a_login_that_is_over_changes_nothing() {
    let mut model = model("github");
    let job = begin(&mut model, Errand::SignIn);
    act(&mut model, SignInAction::Cancel);
    assert!(matches!(
        model.sign_in.run().unwrap().state,
        RunState::Cancelled
    ));
    tell(&mut model, job.ticket, ended(Some(obtained())));
    let run = model.sign_in.run().unwrap();
    assert!(matches!(run.state, RunState::Cancelled) && run.obtained.is_none());
}

#[test]
fn a_second_login_ends_the_first() {
    let mut model = model("github");
    let first = begin(&mut model, Errand::SignIn);
    assert!(!Command::SignIn.is_enabled(&model), "one is under way");
    let effects = act(&mut model, SignInAction::Run(Errand::SignIn));
    assert!(
        matches!(effects.as_slice(), [Effect::Cancel(t), Effect::SignIn(_)] if *t == first.ticket)
    );
}

/// What is said of the clipboard is said behind that, and not behind older news.
#[test]
fn what_is_copied_is_said() {
    let mut model = model("github");
    let job = begin(&mut model, Errand::SignIn);
    let form = vec![crate::wire::Field::secret("code", "hunter2")];
    let exchange = Exchange {
        request: Request::post("https://id.example/token", form),
        answer: Answer::None("no".into()),
        started_at: 0,
        duration: Duration::ZERO,
    };
    let step = Step::new("token request", Some(exchange));
    tell(&mut model, job.ticket, Told::Steps(vec![step]));
    tell(&mut model, job.ticket, ended(Some(obtained())));
    act(&mut model, SignInAction::CopyReport);
    let effects = act(&mut model, SignInAction::CopyValue("form/0".into()));
    assert!(matches!(effects.as_slice(), [Effect::CopySecret(s)] if s.expose() == b"hunter2"));
    let told = model.notice.clone().unwrap().text;
    assert_eq!(told, "Copied the code; the clipboard is cleared in 30 s");
    let nothing = act(&mut model, SignInAction::CopyUserCode);
    assert!(nothing.is_empty());
    assert_eq!(model.notice.unwrap().text, told, "nothing was copied");
}

/// An encrypted userinfo may be opened with it.
#[test]
fn what_was_typed_goes_along_when_it_is_asked_who_signed_in() {
    let mut model = model("github");
    model.sign_in.profiles.list[0].client_secret_env = Some("NO_SUCH_VARIABLE".into());
    let job = begin(&mut model, Errand::SignIn);
    assert!(matches!(job.proof, ClientProof::Variable(_)));
    tell(&mut model, job.ticket, ended(Some(obtained())));
    let job = begin(&mut model, Errand::Userinfo);
    assert!(matches!(job.proof, ClientProof::None));
    tell(&mut model, job.ticket, ended(None));
    let typed = SecretText::from("hunter2".to_owned());
    act(&mut model, SignInAction::Type(TypedField::Secret, typed));
    let job = begin(&mut model, Errand::Userinfo);
    assert!(matches!(job.proof, ClientProof::Secret(_)));
}

#[test]
fn a_profile_that_is_deleted_ends_what_is_under_way_with_it() {
    let mut asked = model("github");
    let job = begin(&mut asked, Errand::SignIn);
    let needs = Told::NeedsConsent {
        host: "github.com".into(),
        url: "https://github.com/".into(),
        why: "it is asked for the tokens".into(),
    };
    tell(&mut asked, job.ticket, needs);
    let effects = act(&mut asked, SignInAction::Delete);
    let is_ended = |e: &Effect| matches!(e, Effect::Cancel(ticket) if *ticket == job.ticket);
    assert!(effects.iter().any(is_ended), "{effects:?}");
    assert!(asked.network.consent.is_none(), "it is still asked about");

    let mut waits = model("github");
    begin(&mut waits, Errand::SignIn);
    let run = waits.sign_in.run_mut().unwrap();
    run.state = RunState::Vault;
    let effects = act(&mut waits, SignInAction::Delete);
    let is_given_up = |e: &Effect| matches!(e, Effect::GiveUpVault);
    assert!(effects.iter().any(is_given_up), "{effects:?}");
}

#[test]
fn tokens_stay_while_more_is_done_with_them_and_a_revoked_one_goes() {
    let mut model = model("github");
    let job = begin(&mut model, Errand::SignIn);
    tell(&mut model, job.ticket, ended(Some(obtained())));
    let job = begin(&mut model, Errand::Revoke(TokenKind::Refresh));
    assert!(job.obtained.is_some());
    tell(&mut model, job.ticket, ended(None));
    let left = model.sign_in.run().unwrap().obtained.clone().unwrap();
    assert!(left.token(TokenKind::Access).is_some());
    assert!(left.token(TokenKind::Refresh).is_none());
    // A new login begins without them.
    let job = begin(&mut model, Errand::SignIn);
    assert!(model.sign_in.run().unwrap().obtained.is_none());
    tell(&mut model, job.ticket, ended(None));
}

#[test]
fn a_grant_that_needs_more_says_so_before_anybody_is_asked() {
    for (grant, told) in [
        (
            Grant::Password,
            "Type whose password it is, and the password",
        ),
        (Grant::Refresh, "Paste a refresh token first"),
    ] {
        let mut model = model("github");
        model.sign_in.profiles.list[0].grant = grant;
        let effects = act(&mut model, SignInAction::Run(Errand::SignIn));
        assert!(effects.is_empty());
        assert_eq!(model.notice.unwrap().text, told);
    }
}

#[test]
fn nothing_secret_is_printed() {
    let mut model = model("github");
    let typed = || SecretText::from("hunter2".to_owned());
    let action = SignInAction::Type(TypedField::Secret, typed());
    assert!(!format!("{action:?}").contains("hunter2"));
    act(&mut model, action);
    let job = begin(&mut model, Errand::SignIn);
    assert!(!format!("{job:?}").contains("hunter2"));
    tell(&mut model, job.ticket, ended(Some(obtained())));
    assert!(!format!("{model:?}").contains("hunter"));
}

#[test]
fn what_is_saved_holds_no_secret() {
    let mut model = model("github");
    let job = begin(&mut model, Errand::SignIn);
    let form = vec![crate::wire::Field::secret("client_secret", "hunter2")];
    let headers = vec![("Set-Cookie".to_owned(), "a=hunter2".to_owned())];
    let response = Response::new(200, headers, b"{\"access_token\":\"hunter2\"}".to_vec());
    let step = Step::new(
        "token request",
        Some(Exchange {
            request: Request::post("https://id.example/token", form),
            answer: Answer::Response(response),
            started_at: 0,
            duration: Duration::from_millis(3),
        }),
    );
    tell(&mut model, job.ticket, Told::Steps(vec![step]));
    tell(&mut model, job.ticket, ended(Some(obtained())));
    for what in [Saving::Report, Saving::Trace] {
        act(&mut model, SignInAction::ShowSave(Some(what)));
        act(&mut model, SignInAction::SavePath("/tmp/x".into()));
        let effects = act(&mut model, SignInAction::Save(false));
        let [Effect::SaveTrace(job)] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        let text = String::from_utf8_lossy(job.bytes.expose()).into_owned();
        assert!(
            text.contains("id.example") && !text.contains("hunter2"),
            "{text}"
        );
    }
    // What was saved is opened again, and nothing more is asked for it.
    act(&mut model, SignInAction::ShowSave(Some(Saving::Trace)));
    act(&mut model, SignInAction::SavePath("/tmp/x".into()));
    let effects = act(&mut model, SignInAction::Save(false));
    let Some(Effect::SaveTrace(job)) = effects.first() else {
        panic!("{effects:?}");
    };
    let text = String::from_utf8_lossy(job.bytes.expose()).into_owned();
    let trace = crate::wire::read_trace(&text).unwrap();
    trace_read(&mut model, "x.json".into(), trace);
    assert!(model.sign_in.is_foreign());
    let run = model.sign_in.run().unwrap();
    assert_eq!(run.steps.len(), 1);
    assert_eq!(StepWords::of(&run.steps[0]).judgement, Judgement::Pass);
}

#[test]
fn what_a_profile_does_is_told_in_a_line() {
    let mut model = model("keycloak");
    let profile = &mut model.sign_in.profiles.list[0];
    let told = [("base", "https://id.example"), ("realm", "r")];
    profile.parameters = told.map(|(n, v)| (n.to_owned(), v.to_owned())).into();
    profile.par = true;
    profile.dpop = true;
    assert_eq!(
        model.sign_in.summary(),
        "Keycloak at id.example, authorization code with PKCE, PAR and DPoP"
    );
    model.sign_in.profiles.list[0].grant = Grant::Device;
    model.sign_in.profiles.list[0].par = false;
    assert_eq!(
        model.sign_in.summary(),
        "Keycloak at id.example, device code with DPoP"
    );
}
