use super::*;
use crate::app::{Action, Command, Effect, FileUse, Input, Level, Model, Page, Source, update};
use crate::inspect::{Question, inspect};
use crate::jose::key::read_secret;
use crate::jose::{KeyKind, RsaBits, generate};
use crate::report::{CheckId, Status};

const NOW: i64 = 1_300_819_000;

/// RFC 7515 appendix A.1.
const TOKEN: &str = concat!(
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
);

fn model() -> Model {
    let mut model = Model {
        now: NOW,
        ..Model::default()
    };
    show(&mut model, TOKEN);
    model
}

fn show(model: &mut Model, token: &str) {
    let effects = update(model, Action::Pasted(token.into()));
    carry_out(model, effects);
}

/// Carries effects out until there are none left.
fn carry_out(model: &mut Model, effects: Vec<Effect>) {
    for effect in effects {
        let action = match effect {
            Effect::Inspect {
                generation,
                input,
                question,
            } => Action::Inspected {
                generation,
                at: question.now,
                report: Box::new(inspect(input.text(), &question)),
                keys: None,
            },
            Effect::Sign(job) => Action::Signed(job.ticket, job.run()),
            Effect::MakeKey { ticket, kind } => {
                Action::KeyMade(ticket, generate(kind).map_err(|e| e.to_string()))
            }
            Effect::MakeId => Action::Edit(EditAction::NewId(Ok("a-new-id".into()))),
            // What Inspect asks for besides is no matter of the editor.
            _ => continue,
        };
        let more = update(model, action);
        carry_out(model, more);
    }
}

fn act(model: &mut Model, action: EditAction) {
    let effects = update(model, Action::Edit(action));
    carry_out(model, effects);
}

fn open(model: &mut Model) {
    update(model, Action::Do(Command::EditToken));
    assert!(model.edit.is_some());
}

fn give_secret(model: &mut Model) {
    let set = read_secret(
        "a secret of thirty-two characters",
        Default::default(),
        "test",
    );
    let effects = crate::app::update::add_keys(model, set.unwrap());
    carry_out(model, effects);
}

fn editor(model: &Model) -> &Editor {
    model.edit.as_deref().unwrap()
}

fn set_claims(model: &mut Model, text: &str) {
    act(model, EditAction::SetText(Part::Claims, text.into()));
}

#[test]
fn nothing_is_changed_until_something_is() {
    let mut model = model();
    open(&mut model);
    assert_eq!(editor(&model).outcome, Outcome::Unchanged);
    assert_eq!(editor(&model).token, TOKEN);
    // Other white space is no other token.
    set_claims(
        &mut model,
        r#"{"iss":"joe","exp":1300819380,"http://example.com/is_root":true}"#,
    );
    assert_eq!(editor(&model).token, TOKEN);
    set_claims(&mut model, r#"{"iss":"joe"}"#);
    assert_ne!(editor(&model).token, TOKEN);
    assert_eq!(editor(&model).changes.payload.len(), 2);
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(editor(&model).token, TOKEN);
}

#[test]
fn without_a_key_the_signature_stays_and_is_said_not_to_fit() {
    let mut model = model();
    open(&mut model);
    set_claims(&mut model, r#"{"iss": "ann"}"#);
    assert!(matches!(editor(&model).outcome, Outcome::Kept { .. }));
    let token = editor(&model).token.clone();
    assert!(token.ends_with(".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    let report = inspect(&token, &Question::default());
    assert_eq!(report.claims().len(), 1);
    assert_eq!(report.status(CheckId::Format), Status::Pass);
}

#[test]
fn a_secret_that_was_given_signs_at_once() {
    let mut model = model();
    give_secret(&mut model);
    open(&mut model);
    assert_eq!(editor(&model).signer, Some(0));
    set_claims(&mut model, r#"{"iss": "ann", "exp": 1300819999}"#);
    assert!(matches!(editor(&model).outcome, Outcome::Signed { .. }));
    let report = inspect(&editor(&model).token, &model.question());
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
}

#[test]
fn broken_json_keeps_the_last_good_token_and_names_the_place() {
    let mut model = model();
    open(&mut model);
    set_claims(&mut model, r#"{"iss": "ann"}"#);
    let token = editor(&model).token.clone();
    set_claims(&mut model, "{\"iss\": \"ann\",\n  \"exp\" 1}");
    assert_eq!(editor(&model).token, token);
    let fault = editor(&model).payload_fault.as_ref().unwrap();
    assert_eq!((fault.line, fault.column), (2, 9));
    act(&mut model, EditAction::Use);
    assert!(model.edit.is_some(), "half a text is not used");
    // A quick change leaves a text alone that it cannot read.
    act(&mut model, EditAction::Quick(Quick::Ended));
    assert!(editor(&model).draft.payload.contains("\"exp\" 1}"));
    let header = "{\"alg\": \"HS256\", \"b64\": false}";
    act(&mut model, EditAction::SetText(Part::Header, header.into()));
    assert!(editor(&model).header_fault.is_some());
    act(&mut model, EditAction::SetText(Part::Header, "[]".into()));
    let fault = editor(&model).header_fault.as_ref().unwrap();
    assert!(fault.detail.contains("must be a JSON object"), "{fault:?}");
}

#[test]
fn each_quick_change_does_what_it_says() {
    let mut model = model();
    open(&mut model);
    for (quick, name, value) in [
        (Quick::HourLonger, "exp", "1300822980"),
        (Quick::Ended, "exp", "1300818940"),
        // It has ended, so that the hour begins now.
        (Quick::HourLonger, "exp", "1300822600"),
        (Quick::IssuedNow, "iat", "1300819000"),
        (Quick::FromNow, "nbf", "1300819000"),
        (Quick::NewId, "jti", "\"a-new-id\""),
    ] {
        act(&mut model, EditAction::Quick(quick));
        let claims = editor(&model).claims();
        let (_, found) = claims.iter().find(|(n, _)| n == name).unwrap();
        assert_eq!(compact(found), value, "{quick:?}");
    }
}

#[test]
fn alg_none_has_no_signature() {
    let mut model = model();
    open(&mut model);
    act(&mut model, EditAction::Algorithm(None));
    assert_eq!(editor(&model).outcome, Outcome::Unsecured);
    assert!(editor(&model).token.ends_with('.'));
    assert!(editor(&model).draft.header.contains("\"none\""));
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(editor(&model).outcome, Outcome::Unchanged);
}

#[test]
fn a_key_of_another_type_brings_its_algorithm_and_its_kid() {
    let mut model = model();
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::ES384)));
    act(&mut model, EditAction::MakeKey);
    assert_eq!(editor(&model).algorithm(), Some(Algorithm::ES384));
    assert!(matches!(editor(&model).outcome, Outcome::Signed { .. }));
    let key = generate(KeyKind::Rsa(RsaBits::Rsa2048)).unwrap();
    let key = key.meant_for(Algorithm::PS256).with_kid(Some("b".into()));
    let signer = Signer {
        source: "file".into(),
        key,
        is_given: false,
        is_made: false,
    };
    model.edit.as_deref_mut().unwrap().signers.push(signer);
    act(&mut model, EditAction::Signer(Some(1)));
    let editor = editor(&model);
    assert_eq!(editor.algorithm(), Some(Algorithm::PS256));
    assert!(editor.draft.header.contains("\"kid\": \"b\""));
    assert!(matches!(editor.outcome, Outcome::Signed { .. }));
}

#[test]
fn an_algorithm_that_the_key_does_not_sign_with_is_told() {
    let mut model = model();
    give_secret(&mut model);
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::RS256)));
    let Outcome::Kept { why } = &editor(&model).outcome else {
        panic!("{:?}", editor(&model).outcome);
    };
    assert!(
        why.starts_with("RS256 does not sign with this key"),
        "{why}"
    );
}

#[test]
fn a_value_in_the_table_is_text_or_json() {
    let mut model = model();
    open(&mut model);
    act(&mut model, EditAction::SetValue(0, "ann \"quoted\"".into()));
    act(&mut model, EditAction::SetValue(1, "17".into()));
    let payload = editor(&model).draft.payload.clone();
    assert!(payload.contains(r#""iss": "ann \"quoted\"""#), "{payload}");
    assert!(payload.contains(r#""exp": 17"#), "{payload}");
    act(&mut model, EditAction::SetValue(1, "17x".into()));
    assert_eq!(editor(&model).draft.payload, payload);
    let cell = editor(&model).cell.clone().unwrap();
    assert_eq!(cell.text, "17x");
    assert!(cell.fault.is_some());
    act(&mut model, EditAction::Remove(1));
    assert_eq!(editor(&model).claims().len(), 2);
    assert!(editor(&model).cell.is_none());
}

#[test]
fn typing_is_one_step_and_a_click_another() {
    let mut model = model();
    open(&mut model);
    let first = editor(&model).draft.payload.clone();
    for typed in ["{\"a\":1}", "{\"a\":12}", "{\"a\":123}"] {
        set_claims(&mut model, typed);
    }
    act(&mut model, EditAction::Quick(Quick::IssuedNow));
    let with_iat = editor(&model).draft.payload.clone();
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(editor(&model).draft.payload, "{\"a\":123}");
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(editor(&model).draft.payload, first);
    assert!(!editor(&model).can_undo());
    for _ in 0..2 {
        update(&mut model, Action::Do(Command::Redo));
    }
    assert_eq!(editor(&model).draft.payload, with_iat);
}

#[test]
fn the_edited_token_is_inspected_with_its_key_and_can_be_taken_back() {
    let mut model = model();
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::ES256)));
    act(&mut model, EditAction::MakeKey);
    let token = editor(&model).token.clone();
    act(&mut model, EditAction::Use);
    assert!(model.edit.is_none());
    assert_eq!(model.input.text(), token);
    assert_eq!(model.source, Source::Edited);
    let report = model.report().unwrap();
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
    assert_eq!(report.status(CheckId::KeyTrust), Status::Pass);
    let effects = update(&mut model, Action::Do(Command::Undo));
    carry_out(&mut model, effects);
    assert_eq!(model.input.text(), TOKEN);
}

#[test]
fn a_throw_away_key_is_not_taken_for_another_of_the_same_kid() {
    let mut model = model();
    // A sample whose key set is given, and has the kid of its header.
    let effects = update(&mut model, Action::LoadSample(0));
    carry_out(&mut model, effects);
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::ES256)));
    act(&mut model, EditAction::MakeKey);
    act(&mut model, EditAction::Use);
    let report = model.report().unwrap();
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
    assert_eq!(model.keys.len(), 2);
}

#[test]
fn what_was_discarded_comes_back_with_redo() {
    let mut model = model();
    open(&mut model);
    set_claims(&mut model, "{\"a\":1}");
    act(&mut model, EditAction::Discard);
    assert!(model.edit.is_none());
    assert_eq!(model.input.text(), TOKEN);
    open(&mut model);
    assert_eq!(editor(&model).outcome, Outcome::Unchanged);
    update(&mut model, Action::Do(Command::Redo));
    assert_eq!(editor(&model).draft.payload, "{\"a\":1}");
}

#[test]
fn a_paste_does_not_sweep_the_edits_away() {
    let mut model = model();
    open(&mut model);
    set_claims(&mut model, "{\"a\":1}");
    update(&mut model, Action::Pasted("other".into()));
    assert_eq!(model.input.text(), TOKEN);
    let notice = model.notice.clone().unwrap();
    assert_eq!(notice.level, Level::Failed);
    model.page = Page::Settings;
    update(&mut model, Action::Pasted("other".into()));
    assert_eq!(model.page, Page::Inspect);
    assert!(model.edit.is_some());
    update(&mut model, Action::Dropped("/no/key".into()));
    assert_eq!(model.reading.unwrap().usage, FileUse::Signer);
}

#[test]
fn what_is_no_compact_token_is_edited_as_text() {
    let mut model = Model::default();
    update(&mut model, Action::Do(Command::EditToken));
    assert!(model.edit.is_none());
    assert!(model.shown.editing);
    let report = inspect(
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"\"}",
        &Question::default(),
    );
    assert!(!Editor::can_edit(&report));
    model.input = Input::default();
}

#[test]
fn nothing_secret_is_printed() {
    let mut model = model();
    give_secret(&mut model);
    open(&mut model);
    act(&mut model, EditAction::Secret("hunter2".to_owned().into()));
    act(&mut model, EditAction::KeyText("hunter2".to_owned().into()));
    let printed = format!(
        "{model:?} {:?}",
        EditAction::Secret("hunter2".to_owned().into())
    );
    assert!(!printed.contains("hunter2"));
    assert!(!printed.contains("a secret of thirty-two"));
}
