use super::text::{MAX_PAST, MAX_PAST_BYTES};
use super::*;
use crate::app::{
    ExpectedField, GivenKeys, Input, KeyFormAction, KeyTab, MAX_TEXT_BYTES, Place, Read,
    SecretText, ThemeChoice,
};
use crate::jose::key::{SecretEncoding, read_secret, secret_from_bytes};
use crate::report::{Json, Kind, Payload, Report};

const NOW: i64 = 1_795_445_280;

fn model() -> Model {
    Model {
        now: NOW,
        ..Model::default()
    }
}

fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    update(model, Action::Pasted(text.into()))
}

fn generation(effects: &[Effect]) -> u64 {
    effects
        .iter()
        .find_map(|e| match e {
            Effect::Inspect { generation, .. } => Some(*generation),
            _ => None,
        })
        .expect("an inspection is asked for")
}

fn report(text: &str, claims: &[(&str, i64)]) -> Report {
    let mut report = Report::new(Kind::Jws, text);
    let members = claims
        .iter()
        .map(|(n, at)| ((*n).to_owned(), Json::Number(at.to_string())));
    report.payload = Some(Payload::Json(Json::Object(members.collect())));
    report
}

fn answer(model: &mut Model, effects: &[Effect], report: Report) {
    let inspected = Action::Inspected {
        generation: generation(effects),
        at: model.at(),
        report: Box::new(report),
        keys: None,
    };
    update(model, inspected);
}

#[test]
fn a_paste_is_inspected_and_the_last_report_stays_until_the_next() {
    let mut model = model();
    let first = paste(&mut model, "one");
    answer(&mut model, &first, report("one", &[]));
    assert_eq!(model.report().unwrap().text, "one");
    let second = paste(&mut model, "two");
    assert_eq!(model.report().unwrap().text, "one", "nothing flickers");
    answer(&mut model, &second, report("two", &[]));
    assert_eq!(model.report().unwrap().text, "two");
}

#[test]
fn an_answer_that_came_too_late_is_dropped() {
    let mut model = model();
    let first = paste(&mut model, "one");
    let second = paste(&mut model, "two");
    answer(&mut model, &second, report("two", &[]));
    answer(&mut model, &first, report("one", &[]));
    assert_eq!(model.report().unwrap().text, "two");

    let third = paste(&mut model, "three");
    update(&mut model, Action::Do(Command::Clear));
    answer(&mut model, &third, report("three", &[]));
    assert!(model.report().is_none(), "what was cleared stays cleared");
}

#[test]
fn nothing_and_too_much_are_told_and_change_nothing() {
    let mut model = model();
    paste(&mut model, "one");
    for text in [" \n ".to_owned(), "x".repeat(MAX_TEXT_BYTES + 1)] {
        assert!(paste(&mut model, &text).is_empty());
        assert_eq!(model.notice.take().unwrap().level, Level::Failed);
        assert_eq!(model.input.text(), "one");
    }
    update(&mut model, Action::NothingPasted);
    assert!(model.notice.is_some());
}

#[test]
fn what_was_replaced_or_cleared_comes_back_step_by_step() {
    let mut model = model();
    paste(&mut model, "one");
    paste(&mut model, "two");
    update(&mut model, Action::Do(Command::Clear));
    assert!(model.input.is_empty());
    assert!(model.notice.as_ref().unwrap().undo);
    for expected in ["two", "one"] {
        let effects = update(&mut model, Action::Do(Command::Undo));
        generation(&effects);
        assert_eq!(model.input.text(), expected);
    }
    assert!(!model.can_undo());
    assert!(update(&mut model, Action::Do(Command::Undo)).is_empty());
}

#[test]
fn typing_is_one_step_of_the_history() {
    let mut model = model();
    paste(&mut model, "one");
    for text in ["one.", "one..", "one..x"] {
        generation(&update(&mut model, Action::Edited(text.into())));
    }
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(model.input.text(), "one");
    assert_eq!(model.source, Source::Pasted);
}

/// Takes the key in the form, in that way.
fn take(model: &mut Model, tab: KeyTab) -> Vec<Effect> {
    update(model, Action::KeyForm(KeyFormAction::Tab(tab)));
    update(model, Action::KeyForm(KeyFormAction::Add))
}

#[test]
fn the_history_is_bounded() {
    let mut model = model();
    for n in 0..100 {
        paste(&mut model, &format!("text {n}"));
    }
    assert_eq!(model.past.len(), MAX_PAST);
    let large = "x".repeat(MAX_TEXT_BYTES);
    for _ in 0..10 {
        paste(&mut model, &large);
    }
    assert!(model.past.iter().map(|p| p.input.len()).sum::<usize>() <= MAX_PAST_BYTES);
}

#[test]
fn a_sample_brings_its_key_and_its_time_and_takes_them_away() {
    let mut model = model();
    update(
        &mut model,
        Action::KeyForm(KeyFormAction::Secret(SecretText::from(String::from("own")))),
    );
    take(&mut model, KeyTab::Secret);
    update(&mut model, Action::LoadSample(0));
    assert_eq!(model.keys.len(), 2);
    assert_eq!(model.time.at, SAMPLES[0].at);
    paste(&mut model, "other");
    assert_eq!(model.keys.len(), 1, "one's own key stays");
    assert_eq!(model.time.at, None);
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(model.keys.len(), 2);
    assert_eq!(model.time.at, SAMPLES[0].at);
}

#[test]
fn every_sample_can_be_read() {
    for sample in &SAMPLES {
        assert!(sample.keys().is_ok(), "{}", sample.id);
        assert!(!sample.text.trim().is_empty());
    }
}

#[test]
fn keys_are_added_and_removed_one_by_one() {
    let mut model = model();
    paste(&mut model, "token");
    update(&mut model, Action::KeyForm(KeyFormAction::Show(true)));
    update(
        &mut model,
        Action::KeyForm(KeyFormAction::Tab(KeyTab::Secret)),
    );
    assert!(take(&mut model, KeyTab::Secret).is_empty());
    assert!(model.key_form.error.is_some(), "an empty secret is told");
    update(
        &mut model,
        Action::KeyForm(KeyFormAction::Secret(SecretText::from(String::from(
            "s3cret",
        )))),
    );
    generation(&take(&mut model, KeyTab::Secret));
    assert!(!model.key_form.open);
    assert!(model.key_form.secret.is_empty(), "the field forgets it");
    let id = model.keys[0].id;
    assert_eq!(model.question().keys.len(), 1);
    generation(&update(&mut model, Action::RemoveKeys(id)));
    assert!(model.keys.is_empty());
}

#[test]
fn a_file_that_cannot_be_read_is_told_where_it_was_asked_for() {
    let mut model = model();
    let read = |model: &mut Model, usage| {
        let effects = update(model, Action::OpenPath(usage, "/no/such".into()));
        let ticket = match effects.last() {
            Some(Effect::ReadFile { ticket, .. }) => *ticket,
            other => panic!("{other:?}"),
        };
        update(
            model,
            Action::ReadingDone(ticket, Err("No such file".into())),
        );
    };
    read(&mut model, FileUse::Inspect);
    assert_eq!(model.open.error.take().unwrap(), "No such file");
    update(&mut model, Action::KeyForm(KeyFormAction::Show(true)));
    read(&mut model, FileUse::Key);
    assert_eq!(model.key_form.error.take().unwrap(), "No such file");
    read(&mut model, FileUse::Dropped { verifying: false });
    assert_eq!(model.notice.unwrap().text, "No such file");
    assert!(model.reading.is_none());
}

#[test]
fn a_cancelled_reading_changes_nothing() {
    let mut model = model();
    let effects = update(&mut model, Action::OpenPath(FileUse::Inspect, "a/b".into()));
    let Some(Effect::ReadFile { ticket, .. }) = effects.last() else {
        panic!("{effects:?}");
    };
    assert_eq!(model.reading.as_ref().unwrap().name, "b");
    update(&mut model, Action::ReadingIsSlow(*ticket));
    assert!(model.reading.as_ref().unwrap().slow);
    let cancel = update(&mut model, Action::CancelReading);
    assert!(matches!(cancel.as_slice(), [Effect::Cancel(t)] if t == ticket));
    let late = Read::Input(Input::Text("late".into()), "b".into());
    update(&mut model, Action::ReadingDone(*ticket, Ok(late)));
    assert!(model.input.is_empty());
}

#[test]
fn a_chosen_time_is_judged_by_and_a_wrong_one_is_told() {
    let mut model = model();
    paste(&mut model, "token");
    generation(&update(
        &mut model,
        Action::SetTimeText("1795446000".into()),
    ));
    assert_eq!(model.question().now, 1_795_446_000);
    assert!(update(&mut model, Action::SetTimeText("soon".into())).is_empty());
    assert!(model.time.error.is_some());
    assert_eq!(model.at(), 1_795_446_000, "the last good one holds");
    generation(&update(&mut model, Action::Do(Command::TimeNow)));
    assert_eq!(model.at(), NOW);
    assert!(model.time.error.is_none());
}

#[test]
fn as_time_goes_by_the_report_is_made_anew_only_where_it_changes() {
    let mut model = model();
    let effects = paste(&mut model, "token");
    answer(&mut model, &effects, report("token", &[("exp", NOW + 90)]));
    assert_eq!(model.next_change(), Some(31), "at the whole minute");
    assert!(update(&mut model, Action::Tick(NOW + 31)).is_empty());
    assert_eq!(model.next_change(), Some(1), "then second by second");
    let stale = update(&mut model, Action::Tick(NOW + 60));
    answer(&mut model, &stale, report("token", &[("exp", NOW + 90)]));
    assert!(update(&mut model, Action::Tick(NOW + 89)).is_empty());
    generation(&update(&mut model, Action::Tick(NOW + 90)));
}

#[test]
fn a_leeway_moves_the_moment() {
    let mut model = model();
    update(
        &mut model,
        Action::SetExpected(ExpectedField::Leeway, "30".into()),
    );
    let effects = paste(&mut model, "token");
    answer(&mut model, &effects, report("token", &[("exp", NOW + 10)]));
    generation(&update(&mut model, Action::Tick(NOW + 10)));
    let mut far = model.clone();
    far.waiting = None;
    generation(&update(&mut far, Action::Tick(NOW + 40)));
}

#[test]
fn nothing_changes_by_itself_where_there_is_no_time() {
    let mut model = model();
    assert_eq!(model.next_change(), None);
    let effects = paste(&mut model, "token");
    answer(&mut model, &effects, report("token", &[]));
    assert_eq!(model.next_change(), None);
    assert!(update(&mut model, Action::Tick(NOW + 100_000)).is_empty());
    let effects = paste(&mut model, "token");
    answer(
        &mut model,
        &effects,
        report("token", &[("exp", i64::MAX), ("nbf", i64::MIN)]),
    );
    assert!(model.next_change().is_some_and(|s| (1..=60).contains(&s)));
}

#[test]
fn settings_are_saved_when_they_change() {
    let mut model = model();
    let effects = update(&mut model, Action::Do(Command::SwitchTheme));
    assert!(matches!(effects.as_slice(), [Effect::Save(s)] if s.theme == ThemeChoice::Dark));
    let place = Place {
        width: 900.0,
        height: 600.0,
        x: None,
        y: None,
        maximized: false,
    };
    assert_eq!(update(&mut model, Action::Placed(place)).len(), 1);
    assert!(update(&mut model, Action::Placed(place)).is_empty());
}

#[test]
fn a_wrong_encoding_is_told_in_the_form() {
    let mut model = model();
    update(&mut model, Action::KeyForm(KeyFormAction::Show(true)));
    update(
        &mut model,
        Action::KeyForm(KeyFormAction::Secret(SecretText::from(String::from(
            "zz top",
        )))),
    );
    update(
        &mut model,
        Action::KeyForm(KeyFormAction::Encoding(SecretEncoding::Hex)),
    );
    take(&mut model, KeyTab::Secret);
    if read_secret("zz top", SecretEncoding::Hex, "").is_err() {
        assert!(
            model
                .key_form
                .error
                .as_ref()
                .unwrap()
                .starts_with("The secret")
        );
        assert!(!model.key_form.error.unwrap().contains("zz top"));
    }
}

#[test]
fn the_model_does_not_print_secrets() {
    let mut model = model();
    let set = secret_from_bytes(b"hunter2".to_vec(), "secret");
    model.keys.push(GivenKeys::new(1, set));
    model.key_form.secret = "hunter2".to_owned().into();
    assert!(!format!("{model:?}").contains("hunter2"));
    let typed = || SecretText::from("hunter2".to_owned());
    let actions = [
        Action::KeyForm(KeyFormAction::Secret(typed())),
        Action::KeyForm(KeyFormAction::Text(typed())),
    ];
    assert!(!format!("{actions:?}").contains("hunter2"));
    update(&mut model, Action::KeyForm(KeyFormAction::Text(typed())));
    let effects = take(&mut model, KeyTab::Text);
    assert!(!effects.is_empty() && !format!("{effects:?}").contains("hunter2"));
}

#[test]
fn a_remedy_asks_otherwise() {
    use crate::report::{KeyPlace, Remedy, SecretReading};
    let mut model = model();
    paste(&mut model, "token");
    for secret in ["first", "NjY2"] {
        update(
            &mut model,
            Action::KeyForm(KeyFormAction::Secret(SecretText::from(String::from(
                secret,
            )))),
        );
        take(&mut model, KeyTab::Secret);
    }
    let place = KeyPlace { set: 1, key: 0 };
    let reading = SecretReading::Base64;
    generation(&update(
        &mut model,
        Action::Apply(Remedy::Secret { place, reading }),
    ));
    assert_eq!(model.keys.len(), 2);
    match &model.keys[1].set.keys[0].material {
        crate::jose::key::Material::Oct(secret) => assert_eq!(secret.expose(), b"666"),
        other => panic!("{other:?}"),
    }
    generation(&update(&mut model, Action::Apply(Remedy::Key(place))));
    assert_eq!(model.keys.len(), 1);
    generation(&update(&mut model, Action::Apply(Remedy::Leeway(30))));
    generation(&update(
        &mut model,
        Action::Apply(Remedy::Issuer("https://a.example".into())),
    ));
    assert_eq!(model.question().policy.leeway, 30);
    assert_eq!(
        model.expected.text(ExpectedField::Issuer),
        "https://a.example"
    );
    assert!(update(&mut model, Action::Apply(Remedy::GivePayload)).is_empty());
    let nowhere = KeyPlace { set: 9, key: 9 };
    update(&mut model, Action::Apply(Remedy::Key(nowhere)));
    assert_eq!(model.keys.len(), 1);
}

/// Each of these comes by itself: an encrypted vault would never be locked.
#[test]
fn what_a_job_tells_is_nothing_that_a_person_did() {
    let job = |action: Action| {
        let mut model = model();
        update(&mut model, Action::Tick(NOW + 7));
        update(&mut model, action);
        model.active_at
    };
    let before = model().active_at;
    let progress = Default::default();
    let found = || Box::new(secret_from_bytes(b"hunter2".to_vec(), "here"));
    for action in [
        Action::WordList(WordListAction::Progress(1, progress)),
        Action::WordList(WordListAction::Done(1, Err("none".into()))),
        Action::Network(NetworkAction::Asking {
            ticket: 1,
            host: "id.example".into(),
            url: "https://id.example/".into(),
        }),
        Action::Network(NetworkAction::Found {
            ticket: 1,
            keys: found(),
            url: String::new(),
            at: 0,
            kept: false,
            notes: Vec::new(),
        }),
        Action::Network(NetworkAction::Failed(1, None)),
        Action::Keys(KeyAction::Saved(1, Ok("key".into()))),
        Action::SignIn(SignInAction::Kept(Err("full".into()))),
        Action::SignIn(SignInAction::Saved(1, Ok("trace".into()))),
        Action::KeyMade(1, Err("none".into())),
        Action::Signed(1, Vec::new()),
        Action::Failed("no".into()),
    ] {
        let told = format!("{action:?}");
        assert_eq!(job(action), before, "{told}");
    }
    assert_eq!(job(Action::Dismiss), NOW + 7, "a person");
}
