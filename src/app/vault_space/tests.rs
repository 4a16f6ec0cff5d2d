use super::*;
use crate::app::{
    Action, Effect, Ended, FetchedSecrets, Model, RunState, SignInAction, Told, update,
};
use crate::oauth::Profile;
use crate::vault::{Entry, Fate, Kind, Planned};

const NOW: i64 = 1_795_445_280;

/// A window in which an encrypted file with one entry is open, and the entry shown.
fn opened() -> Model {
    let id = Id::numbered(1);
    let mut index = Index::default();
    let entry = Entry::new(id.clone(), Id::numbered(2), "mine", Kind::Other, NOW);
    index.add(entry).unwrap();
    let mut model = Model {
        now: NOW,
        active_at: NOW,
        ..Model::default()
    };
    model.vault.phase = Phase::Open;
    model.vault.store = Some(StoreChoice::File);
    model.vault.index = Some(Arc::new(index));
    model.vault.selected = Some(id);
    model
}

fn act(model: &mut Model, action: VaultAction) -> Vec<Effect> {
    update(model, Action::Vault(action))
}

/// The job that was asked for.
fn asked(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Vault(job) => Some(job.ticket),
        _ => None,
    })
}

fn answer(
    model: &mut Model,
    ticket: u64,
    answer: Result<VaultAnswer, VaultTrouble>,
) -> Vec<Effect> {
    let done = VaultDone {
        ticket,
        index: None,
        lines: None,
        events: None,
        told: None,
        answer,
    };
    act(model, VaultAction::Done(Box::new(done)))
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn write_secret(model: &mut Model) {
    act(model, VaultAction::New);
    act(model, VaultAction::FormSecret("hunter2".to_owned().into()));
}

fn written(model: &Model) -> Option<&str> {
    model.vault.form.as_ref().map(|form| &*form.secret)
}

#[test]
fn what_was_removed_can_still_be_put_back_where_something_else_is_waited_for() {
    let mut model = opened();
    model.vault.removed = Some(Removal {
        id: Id::numbered(7),
        label: "gone".into(),
        at: NOW,
    });
    let fetching = act(&mut model, VaultAction::Use(SecretUse::Reveal));
    assert_eq!(asked(&act(&mut model, VaultAction::PutBack)), None);
    assert!(model.vault.removed.is_some());
    let ticket = asked(&fetching).unwrap();
    answer(&mut model, ticket, Ok(VaultAnswer::Done));
    assert!(asked(&act(&mut model, VaultAction::PutBack)).is_some());
    assert!(model.vault.removed.is_none());
}

#[test]
fn a_look_at_another_entry_does_not_put_away_what_is_written() {
    let mut model = opened();
    act(&mut model, VaultAction::New);
    act(&mut model, VaultAction::Select(Some(Id::numbered(1))));
    assert_eq!(written(&model), None, "nothing was written");
    write_secret(&mut model);
    for look in [
        VaultAction::Select(Some(Id::numbered(1))),
        VaultAction::Move(Move::By(1)),
    ] {
        act(&mut model, look);
        assert_eq!(written(&model), Some("hunter2"));
        assert!(model.notice.is_some());
    }
    act(&mut model, VaultAction::Back);
    act(&mut model, VaultAction::Move(Move::First));
    assert_eq!(written(&model), None);
}

#[test]
fn an_answer_about_another_entry_leaves_what_is_written_in_the_form() {
    let mut model = opened();
    write_secret(&mut model);
    let back = VaultAnswer::Entry(Id::numbered(1), "mine is back".into());
    answer(&mut model, 900, Ok(back));
    assert_eq!(written(&model), Some("hunter2"));
    assert_eq!(model.vault.side, Side::Form);
    answer(
        &mut model,
        901,
        Err(VaultTrouble::Failed("too late".into())),
    );
    assert_eq!(model.vault.form.as_ref().unwrap().error, None);
    let label = VaultAction::Field(FormField::Label, "new".into());
    act(&mut model, label);
    let ticket = asked(&act(&mut model, VaultAction::Keep)).unwrap();
    let taken = VaultTrouble::Failed("There is one already".into());
    answer(&mut model, ticket, Err(taken));
    assert!(model.vault.form.as_ref().unwrap().error.is_some());
    let ticket = asked(&act(&mut model, VaultAction::Keep)).unwrap();
    let kept = VaultAnswer::Entry(Id::numbered(1), "new is kept".into());
    answer(&mut model, ticket, Ok(kept));
    assert_eq!(written(&model), None);
}

#[test]
fn what_is_about_to_be_kept_waits_while_another_store_is_chosen() {
    let mut model = opened();
    write_secret(&mut model);
    act(&mut model, VaultAction::ChooseAgain);
    assert_eq!(written(&model), None, "it belonged to the open store");
    model.vault.phase = Phase::Locked;
    write_secret(&mut model);
    act(&mut model, VaultAction::ChooseAgain);
    assert_eq!(written(&model), Some("hunter2"));
}

#[test]
fn whoever_locked_the_vault_is_given_nothing_out_of_it_any_more() {
    for store in [StoreChoice::File, StoreChoice::Keyring] {
        for usage in [SecretUse::Reveal, SecretUse::Copy, SecretUse::Inspect] {
            let mut model = opened();
            model.vault.store = Some(store);
            let ticket = asked(&act(&mut model, VaultAction::Use(usage))).unwrap();
            let locked = act(&mut model, VaultAction::Lock);
            // Nobody waits for a prompt any more.
            let gives_up = locked.iter().any(|e| matches!(e, Effect::GiveUpVault));
            assert!(gives_up, "{store:?} {usage:?}: {locked:?}");
            let fetched = VaultAnswer::Secret(Id::numbered(1), usage, secret("hunter2"));
            let effects = answer(&mut model, ticket, Ok(fetched));
            assert!(effects.is_empty(), "{store:?} {usage:?}: {effects:?}");
            assert!(model.vault.revealed.is_none(), "{store:?} {usage:?}");
            assert!(model.input.is_empty(), "{store:?} {usage:?}");
        }
    }
}

#[test]
fn a_plan_is_stored_only_for_the_file_that_is_named() {
    let mut model = opened();
    let plan = || {
        let entry = Entry::new(Id::numbered(3), Id::numbered(4), "A", Kind::Other, NOW);
        let kept = crate::vault::Kept {
            entry,
            secret: secret("hunter2"),
        };
        let fate = Fate::New;
        Imported {
            planned: vec![Planned { kept, fate }],
            faults: Vec::new(),
        }
    };
    let path = |text: &str| VaultAction::Import(ImportChange::Path(text.into()));
    act(&mut model, VaultAction::ShowImport);
    act(&mut model, path("a.env"));
    let ticket = asked(&act(&mut model, VaultAction::ReadImport)).unwrap();
    act(&mut model, path("b.env"));
    answer(&mut model, ticket, Ok(VaultAnswer::Imported(plan())));
    assert_eq!(model.vault.import.count(), 0);
    let ticket = asked(&act(&mut model, VaultAction::ReadImport)).unwrap();
    answer(&mut model, ticket, Ok(VaultAnswer::Imported(plan())));
    assert_eq!(model.vault.import.count(), 1);
    // What is chosen otherwise while it is read again is read once more before it is stored.
    let all = |all| VaultAction::Import(ImportChange::All(all));
    let ticket = asked(&act(&mut model, all(true))).unwrap();
    assert_eq!(asked(&act(&mut model, all(false))), None);
    answer(&mut model, ticket, Ok(VaultAnswer::Imported(plan())));
    assert_eq!(model.vault.import.count(), 0);
}

#[test]
fn nothing_is_deleted_while_it_is_locked_and_the_typed_passphrase_stays() {
    let mut model = opened();
    model.vault.clean_at = Some(NOW + 16);
    act(&mut model, VaultAction::Lock);
    let typed = VaultAction::Passphrase("correct horse".to_owned().into());
    act(&mut model, typed);
    assert_eq!(asked(&update(&mut model, Action::Tick(NOW + 20))), None);
    answer(&mut model, 900, Err(VaultTrouble::Failed("late".into())));
    assert_eq!(&*model.vault.opener.passphrase, "correct horse");
    assert_eq!(model.vault.opener.error, None);
    model.vault.phase = Phase::Open;
    assert!(asked(&update(&mut model, Action::Tick(NOW + 21))).is_some());
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_last_longer() {
    let mut model = opened();
    for usage in [SecretUse::Copy, SecretUse::Reveal] {
        let ticket = asked(&act(&mut model, VaultAction::Use(usage))).unwrap();
        let fetched = VaultAnswer::Secret(Id::numbered(1), usage, secret("hunter2"));
        answer(&mut model, ticket, Ok(fetched));
    }
    let back = NOW - 86_400;
    update(&mut model, Action::Tick(back));
    assert!(model.vault.revealed.is_some() && model.held.is_some());
    let effects = update(&mut model, Action::Tick(back + REVEAL_SECONDS));
    assert!(model.vault.revealed.is_none() && model.held.is_none());
    let is_cleared = |e: &Effect| matches!(e, Effect::ClearClipboard(_));
    assert!(effects.iter().any(is_cleared));
    update(&mut model, Action::Tick(back + 299));
    assert_eq!(model.vault.phase, Phase::Open);
    update(&mut model, Action::Tick(back + 300));
    assert_eq!(model.vault.phase, Phase::Locked);
}

/// The same window, in which the entry is refreshed and the host of its provider to be agreed to.
fn asking() -> (Model, u64) {
    let mut model = opened();
    let profile = Profile {
        name: "Northwind".into(),
        issuer: Some("https://id.northwind.example".into()),
        client_id: "app".into(),
        ..Profile::default()
    };
    model.sign_in.profiles.list.push(profile);
    let mut index = Index::clone(model.vault.index.as_ref().unwrap());
    index.entries[0].kind = Kind::RefreshToken;
    index.entries[0].profile = Some("Northwind".into());
    let entry = index.entries[0].clone();
    model.vault.index = Some(Arc::new(index));
    let refresh = VaultAction::AtProvider(EntryErrand::Refresh);
    let ticket = asked(&act(&mut model, refresh)).unwrap();
    let run = model.sign_in.from_entry.as_ref().unwrap().run.ticket;
    let got = FetchedSecrets {
        proof: None,
        tokens: vec![(entry, secret("hunter2"))],
    };
    answer(
        &mut model,
        ticket,
        Ok(VaultAnswer::Fetched(run, Box::new(Ok(got)))),
    );
    let told = Told::NeedsConsent {
        host: "id.northwind.example".into(),
        url: "https://id.northwind.example/.well-known/openid-configuration".into(),
        why: "it is the issuer".into(),
    };
    update(&mut model, Action::SignIn(SignInAction::Told(run, told)));
    assert!(model.network.consent.is_some());
    (model, run)
}

#[test]
fn a_question_that_nobody_answers_keeps_the_vault_no_longer_open() {
    let (mut model, run) = asking();
    update(&mut model, Action::Tick(NOW + 299));
    assert_eq!(model.vault.phase, Phase::Open);
    let effects = update(&mut model, Action::Tick(NOW + 300));
    assert_eq!(model.vault.phase, Phase::Locked);
    assert!(model.network.consent.is_none());
    let is_ended = |e: &Effect| matches!(e, Effect::Cancel(ticket) if *ticket == run);
    assert!(effects.iter().any(is_ended), "{effects:?}");
    // Once the person agreed, what comes has to be kept.
    let (mut model, _) = asking();
    update(
        &mut model,
        Action::Network(crate::app::NetworkAction::Agree),
    );
    update(&mut model, Action::Tick(NOW + 900));
    assert_eq!(model.vault.phase, Phase::Open);
}

/// The old refresh token may be at its end by then, and the new one was dropped.
#[test]
fn a_refresh_that_is_cancelled_after_the_answer_keeps_the_new_refresh_token() {
    for (is_new, is_kept) in [(true, true), (false, false)] {
        let (mut model, run) = asking();
        let decline = crate::app::NetworkAction::Decline;
        update(&mut model, Action::Network(decline));
        let mut obtained = crate::app::Obtained::default();
        obtained.tokens.refresh_token = Some(secret("hunter3"));
        obtained.tokens.is_refresh_token_new = is_new;
        let ended = Ended {
            error: Some("the host may not be asked".into()),
            is_cancelled: false,
            obtained: Some(obtained),
            active: None,
            findings: Vec::new(),
        };
        let told = Told::Ended(Box::new(ended));
        let effects = update(&mut model, Action::SignIn(SignInAction::Told(run, told)));
        let keeps = effects.iter().any(|effect| match effect {
            Effect::Vault(job) => {
                matches!(&job.task, VaultTask::KeepLogin(keep) if keep.are_refused)
            }
            _ => false,
        });
        assert_eq!(keeps, is_kept);
        let done = model.sign_in.from_entry.as_ref().unwrap();
        assert!(matches!(done.run.state, RunState::Cancelled));
    }
}

#[test]
fn what_a_refresh_brings_is_kept_in_the_store_that_it_came_from() {
    let (mut model, run) = asking();
    let choose = |model: &mut Model| {
        model.notice = None;
        act(model, VaultAction::ChooseAgain);
        let is_told = model.notice.take().is_some();
        assert_eq!(model.vault.phase == Phase::Open, is_told);
        is_told
    };
    assert!(choose(&mut model));
    let obtained = crate::app::Obtained::default();
    let ended = Ended {
        error: None,
        is_cancelled: false,
        obtained: Some(obtained),
        active: None,
        findings: Vec::new(),
    };
    let told = Told::Ended(Box::new(ended));
    let effects = update(&mut model, Action::SignIn(SignInAction::Told(run, told)));
    let ticket = asked(&effects).unwrap();
    assert!(choose(&mut model), "they are being kept");
    let kept = VaultAnswer::LoginKept(Some(run), Err("the disk is full".into()));
    answer(&mut model, ticket, Ok(kept));
    let done = model.sign_in.from_entry.as_ref().unwrap();
    assert!(matches!(done.run.state, RunState::Succeeded));
    assert!(choose(&mut model), "they are not kept yet");
    act(&mut model, VaultAction::DismissErrand);
    assert!(!choose(&mut model));
}

#[test]
fn a_late_answer_puts_nothing_away_that_was_begun_meanwhile() {
    for begin in [
        VaultAction::New,
        VaultAction::ShowExport,
        VaultAction::ShowImport,
    ] {
        let has_form = matches!(begin, VaultAction::New);
        let mut model = opened();
        act(&mut model, begin);
        let side = model.vault.side;
        let id = Id::numbered(1);
        model.vault.serving = Some((905, "Northwind".into()));
        for (ticket, late) in [
            (
                901,
                VaultAnswer::LoginKept(
                    None,
                    Ok(LoginKept {
                        ids: vec![id.clone()],
                        ..LoginKept::default()
                    }),
                ),
            ),
            (902, VaultAnswer::Stored(1)),
            (903, VaultAnswer::Rekeyed),
            (
                904,
                VaultAnswer::Exported {
                    count: 1,
                    name: "a.env".into(),
                    encrypted: false,
                },
            ),
            (905, VaultAnswer::Entry(id.clone(), "mine is kept".into())),
        ] {
            model.notice = None;
            answer(&mut model, ticket, Ok(late));
            assert_eq!(model.vault.side, side, "{ticket}");
            assert_eq!(model.vault.form.is_some(), has_form, "{ticket}");
            let told = model.notice.as_ref().map(|notice| notice.text.clone());
            let told = told.unwrap_or_else(|| panic!("{ticket} is not told"));
            assert_eq!(told.ends_with("in plain text"), ticket == 904, "{told}");
        }
        answer(&mut model, 906, Err(VaultTrouble::Failed("late".into())));
        let errors = [&model.vault.export.error, &model.vault.import.error];
        assert_eq!(errors, [&None, &None], "it is not about what stands there");
    }
}

#[test]
fn what_was_asked_for_is_put_away_once_it_is_done() {
    let mut model = opened();
    act(&mut model, VaultAction::ShowExport);
    let path = VaultAction::Export(ExportChange::Path("a.env".into()));
    act(&mut model, path);
    act(&mut model, VaultAction::Export(ExportChange::Plain(true)));
    let typed = ExportChange::Confirmation(PLAIN_CONFIRMATION.into());
    act(&mut model, VaultAction::Export(typed));
    let ticket = asked(&act(&mut model, VaultAction::WriteExport)).unwrap();
    let failed = VaultTrouble::Failed("There is one already".into());
    answer(&mut model, ticket, Err(failed));
    assert!(model.vault.export.error.is_some());
    let ticket = asked(&act(&mut model, VaultAction::WriteExport)).unwrap();
    let written = VaultAnswer::Exported {
        count: 1,
        name: "a.env".into(),
        encrypted: false,
    };
    answer(&mut model, ticket, Ok(written));
    assert_eq!(model.vault.side, Side::Details);
    assert!(model.vault.export.path.is_empty());
}

#[test]
fn a_file_that_another_program_locked_shows_nothing_any_more() {
    let mut model = opened();
    model.vault.survey = Some(Survey::default());
    model.vault.found = vec![0];
    let locked = VaultTrouble::Locked("It has another passphrase".into());
    answer(&mut model, 900, Err(locked));
    assert_eq!(model.vault.phase, Phase::Locked);
    assert!(model.vault.survey.is_none() && model.vault.found.is_empty());
}
