//! The workspace for signing in, action by action.

use super::*;
use crate::app::{Action, Command, Effect, Judgement, update};
use crate::oauth::{Endpoint, Grant, Tokens, provider};
use crate::report::Secret;
use crate::wire::{Answer, Exchange, Request, Response, Step};
use std::sync::Arc;
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

fn asks(model: &mut Model, ticket: u64, host: &str) {
    let told = Told::NeedsConsent {
        host: host.into(),
        url: format!("https://{host}/"),
        why: "it is asked".into(),
    };
    tell(model, ticket, told);
}

fn asked_about(model: &Model) -> Option<&str> {
    let consent = model.network.consent.as_ref();
    consent.map(|consent| consent.host.as_str())
}

#[test]
fn a_login_and_a_search_for_keys_that_ask_at_once_are_asked_for_one_after_the_other() {
    use crate::app::NetworkAction;
    let mut model = model("github");
    let both = |model: &mut Model| {
        let job = begin(model, Errand::SignIn);
        model.key_form.url = "https://keys.example/".into();
        let effects = update(model, Action::Network(NetworkAction::FetchUrl));
        let search = effects.into_iter().find_map(|effect| match effect {
            Effect::FindKeys(search) => Some(search.ticket),
            _ => None,
        });
        let search = search.expect("keys are looked for");
        asks(model, job.ticket, "id.example");
        let needs = NetworkAction::NeedsConsent {
            ticket: search,
            host: "keys.example".into(),
            url: "https://keys.example/".into(),
            why: "it is asked".into(),
        };
        update(model, Action::Network(needs));
        assert_eq!(asked_about(model), Some("id.example"));
        (job.ticket, search)
    };
    let (login, search) = both(&mut model);
    for (ticket, next) in [(login, Some("keys.example")), (search, None)] {
        let effects = update(&mut model, Action::Network(NetworkAction::Agree));
        assert!(matches!(effects.as_slice(), [Effect::GoOn { ticket: t, .. }] if *t == ticket));
        assert_eq!(asked_about(&model), next);
    }
    update(&mut model, Action::Network(NetworkAction::Cancel));
    act(&mut model, SignInAction::Cancel);
    // Another search does not take the login's question away, nor the login's end the search's.
    both(&mut model);
    update(&mut model, Action::Network(NetworkAction::FetchUrl));
    assert_eq!(asked_about(&model), Some("id.example"));
    update(&mut model, Action::Network(NetworkAction::Cancel));
    act(&mut model, SignInAction::Cancel);
    both(&mut model);
    act(&mut model, SignInAction::Cancel);
    assert_eq!(asked_about(&model), Some("keys.example"));
    update(&mut model, Action::Network(NetworkAction::Decline));
    assert!(asked_about(&model).is_none() && model.network.finding.is_none());
    let (login, search) = both(&mut model);
    assert!(model.network.asks(login) && model.network.asks(search));
    act(&mut model, SignInAction::Delete);
    assert_eq!(
        asked_about(&model),
        Some("keys.example"),
        "the profile's end"
    );
    assert!(!model.network.asks(login));
}

#[test]
fn ending_a_login_does_not_end_what_somebody_else_waits_for_of_the_vault() {
    use crate::app::{Phase, SecretUse, StoreChoice, VaultAction};
    use crate::vault::{Entry, Id, Index, Kind};
    let mut index = Index::default();
    let id = Id::numbered(1);
    let entry = Entry::new(id.clone(), Id::numbered(2), "mine", Kind::Other, 0);
    index.add(entry).unwrap();
    let mut model = model("github");
    model.vault.phase = Phase::Open;
    model.vault.store = Some(StoreChoice::Keyring);
    model.vault.index = Some(Arc::new(index));
    model.vault.selected = Some(id);
    model.sign_in.profiles.list[0].vault_entry = Some("mine".into());
    act(&mut model, SignInAction::Run(Errand::SignIn));
    assert!(matches!(
        model.sign_in.run().unwrap().state,
        RunState::Vault
    ));
    let effects = act(&mut model, SignInAction::Cancel);
    assert!(matches!(effects.as_slice(), [Effect::GiveUpVault]));
    model.vault.waited = None;
    update(
        &mut model,
        Action::Vault(VaultAction::Use(SecretUse::Reveal)),
    );
    assert!(model.vault.waited.is_some());
    act(&mut model, SignInAction::Run(Errand::SignIn));
    let mut deleted = model.clone();
    let effects = act(&mut deleted, SignInAction::Delete);
    let is_given_up = |effect: &Effect| matches!(effect, Effect::GiveUpVault);
    assert!(!effects.iter().any(is_given_up), "{effects:?}");
    let effects = act(&mut model, SignInAction::Cancel);
    assert!(effects.is_empty(), "{effects:?}");
    assert!(matches!(
        model.sign_in.run().unwrap().state,
        RunState::Cancelled
    ));
}

#[test]
fn what_another_program_wrote_comes_into_the_list() {
    let named = |names: &[&str]| {
        let mut read = ProfilesRead::default();
        read.profiles.list = names
            .iter()
            .map(|name| Profile {
                name: (*name).into(),
                ..Profile::default()
            })
            .collect();
        read
    };
    let mut model = model("github");
    model.sign_in.profiles = named(&["a", "new"]).profiles;
    model.sign_in.selected = Some("a".into());
    // "new" was made after that was sent.
    let merged = MergedProfiles {
        number: 3,
        own: named(&["a"]).profiles,
        now: named(&["b"]),
    };
    let kept = ProfilesKept {
        aside: None,
        merged: Some(Box::new(merged)),
    };
    act(&mut model, SignInAction::Kept(Ok(kept)));
    let names = model.sign_in.profiles.list.iter().map(|p| p.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["new", "b"]);
    assert_eq!(model.sign_in.selected.as_deref(), Some("new"));
    assert!(model.notice.is_some());
    let effects = act(&mut model, SignInAction::Delete);
    let saved = effects.iter().find_map(|effect| match effect {
        Effect::SaveProfiles(file) => Some(file.merges),
        _ => None,
    });
    assert_eq!(saved, Some(3));
}

#[test]
fn what_can_be_revealed_of_the_raw_text_is_known_without_writing_it_out() {
    let answer = |body: &[u8]| {
        let called = ("Content-Type".to_owned(), "application/json".to_owned());
        let mut response = Response::new(200, vec![called], body.to_vec());
        crate::oauth::read_token_answer(&mut response, 0);
        response
    };
    let form = |field| vec![field];
    let plain = crate::wire::Field::plain("scope", "openid");
    let secret = crate::wire::Field::secret("code", "hunter2");
    for (form, body, has_secret) in [
        (
            form(plain.clone()),
            &b"{\"scope\":\"openid\"}"[..],
            [false, false],
        ),
        (
            form(secret),
            b"{\"access_token\":\"hunter2\"}",
            [true, true],
        ),
        (form(plain.clone()), b"hunter2", [false, true]),
        (form(plain), b"", [false, false]),
    ] {
        let step = Step::new(
            "token request",
            Some(Exchange {
                request: Request::post("https://id.example/token", form),
                answer: Answer::Response(answer(body)),
                started_at: 0,
                duration: Duration::ZERO,
            }),
        );
        let view = crate::wire::StepView::from(&step);
        let (masked, revealed) = (step_raw(&view, &|_| false), step_raw(&view, &|_| true));
        for (number, (masked, revealed)) in masked.iter().zip(&revealed).enumerate() {
            assert_eq!(masked.has_secret, has_secret[number], "{masked:?}");
            assert_eq!(masked.text != revealed.text, has_secret[number]);
            assert!(!masked.text.contains("hunter2"));
        }
    }
}
