use super::*;
use crate::app::{
    Action, Command, Effect, FileUse, KeyFormAction, Level, Model, Page, Source, update,
};
use crate::inspect::{Question, inspect};
use crate::jose::key::read_secret;
use crate::jose::{KeyKind, RsaBits, generate};
use crate::report::{CheckId, Payload, Serialization, Status};

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
    act(model, EditAction::SetText(DraftPart::Payload, text.into()));
}

#[test]
fn nothing_is_changed_until_something_is() {
    let mut model = model();
    open(&mut model);
    assert_eq!(*editor(&model).outcome(), Outcome::Unchanged);
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
    assert!(matches!(editor(&model).outcome(), Outcome::Kept { .. }));
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
    assert_eq!(editor(&model).slots[0].signer, Some(0));
    set_claims(&mut model, r#"{"iss": "ann", "exp": 1300819999}"#);
    assert!(matches!(editor(&model).outcome(), Outcome::Signed { .. }));
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
    act(
        &mut model,
        EditAction::SetText(DraftPart::Header, header.into()),
    );
    assert!(editor(&model).slots[0].header_fault.is_some());
    act(
        &mut model,
        EditAction::SetText(DraftPart::Header, "[]".into()),
    );
    let fault = editor(&model).slots[0].header_fault.as_ref().unwrap();
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
    assert_eq!(*editor(&model).outcome(), Outcome::Unsecured);
    assert!(editor(&model).token.ends_with('.'));
    assert!(editor(&model).text(DraftPart::Header).contains("\"none\""));
    update(&mut model, Action::Do(Command::Undo));
    assert_eq!(*editor(&model).outcome(), Outcome::Unchanged);
}

#[test]
fn a_key_of_another_type_brings_its_algorithm_and_its_kid() {
    let mut model = model();
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::ES384)));
    act(&mut model, EditAction::MakeKey);
    assert_eq!(editor(&model).algorithm(), Some(Algorithm::ES384));
    assert!(matches!(editor(&model).outcome(), Outcome::Signed { .. }));
    let key = generate(KeyKind::Rsa(RsaBits::Rsa2048)).unwrap();
    let key = key.meant_for(Algorithm::PS256).with_kid(Some("b".into()));
    let signer = Signer::new("file", key);
    model.edit.as_deref_mut().unwrap().signers.push(signer);
    act(&mut model, EditAction::Signer(Some(1)));
    let editor = editor(&model);
    assert_eq!(editor.algorithm(), Some(Algorithm::PS256));
    assert!(editor.text(DraftPart::Header).contains("\"kid\": \"b\""));
    assert!(matches!(editor.outcome(), Outcome::Signed { .. }));
}

#[test]
fn an_algorithm_that_the_key_does_not_sign_with_is_told() {
    let mut model = model();
    give_secret(&mut model);
    open(&mut model);
    act(&mut model, EditAction::Algorithm(Some(Algorithm::RS256)));
    let Outcome::Kept { why } = editor(&model).outcome() else {
        panic!("{:?}", editor(&model).outcome());
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
    assert_eq!(*editor(&model).outcome(), Outcome::Unchanged);
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

/// A payload of its own, signed by HS256 and by a key that is not there.
const FLATTENED: &str = concat!(
    "{\n  \"payload\": \"eyJpc3MiOiJqb2UifQ\",\n",
    "  \"protected\": \"eyJhbGciOiJIUzI1NiJ9\",\n",
    "  \"header\": {\"kid\": \"a\"},\n  \"note\": 1,\n  \"signature\": \"AAAA\"\n}"
);
const GENERAL: &str = concat!(
    r#"{"payload":"eyJpc3MiOiJqb2UifQ","signatures":[{"protected":"eyJhbGciOiJFUzI1NiJ9","signature":"AAAA"},"#,
    r#"{"protected":"eyJhbGciOiJIUzI1NiJ9","header":{"kid":"a"},"signature":"BBBB"}]}"#
);

#[test]
fn a_flattened_token_is_edited_and_signed_in_its_form() {
    let mut model = model();
    show(&mut model, FLATTENED);
    give_secret(&mut model);
    open(&mut model);
    assert_eq!(editor(&model).serialization, Serialization::Flattened);
    assert_eq!(
        editor(&model).text(DraftPart::Unprotected),
        "{\n  \"kid\": \"a\"\n}"
    );
    set_claims(&mut model, r#"{"iss": "ann"}"#);
    assert!(matches!(editor(&model).outcome(), Outcome::Signed { .. }));
    let token = editor(&model).token.clone();
    assert!(token.contains("\n  \"note\": 1"), "{token}");
    let report = inspect(&token, &model.question());
    assert_eq!(report.serialization, Some(Serialization::Flattened));
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
    // What is not signed changes nothing about the signature.
    act(&mut model, EditAction::Discard);
    open(&mut model);
    act(&mut model, EditAction::Signer(None));
    let unprotected = |text: &str| EditAction::SetText(DraftPart::Unprotected, text.into());
    act(&mut model, unprotected(r#"{"kid": "b"}"#));
    assert_eq!(*editor(&model).outcome(), Outcome::Unchanged);
    assert!(editor(&model).token.contains("\"kid\": \"b\""));
    assert!(editor(&model).token.contains("\"signature\": \"AAAA\""));
    // No name stands in both headers.
    act(&mut model, unprotected(r#"{"alg": "HS256"}"#));
    let fault = editor(&model).slots[0].unprotected_fault.clone().unwrap();
    assert!(fault.detail.contains("stands in the protected header too"));
    act(&mut model, unprotected(""));
    assert!(editor(&model).is_whole());
    assert!(!editor(&model).token.contains("\"header\""));
}

#[test]
fn each_signature_of_a_general_token_is_edited_by_itself() {
    let mut model = model();
    show(&mut model, GENERAL);
    give_secret(&mut model);
    open(&mut model);
    assert_eq!(editor(&model).slots.len(), 2);
    set_claims(&mut model, r#"{"iss": "ann"}"#);
    // The first needs a key on P-256, the second takes the secret.
    assert!(matches!(editor(&model).outcome(), Outcome::Kept { .. }));
    act(&mut model, EditAction::Signature(1));
    assert!(matches!(editor(&model).outcome(), Outcome::Signed { .. }));
    assert_eq!(
        editor(&model).text(DraftPart::Unprotected),
        "{\n  \"kid\": \"a\"\n}"
    );
    act(&mut model, EditAction::Signature(0));
    act(&mut model, EditAction::MakeKey);
    let slots = &editor(&model).slots;
    let is_signed = |slot: &Slot| matches!(slot.outcome, Outcome::Signed { .. });
    assert!(slots.iter().all(is_signed), "{slots:?}");
    act(&mut model, EditAction::Use);
    let report = model.report().unwrap();
    assert_eq!(report.serialization, Some(Serialization::General));
    for signature in &report.signatures {
        let check = signature.checks.iter().find(|c| c.id == CheckId::Signature);
        assert_eq!(
            check.unwrap().status,
            Status::Pass,
            "{:?}",
            signature.checks
        );
    }
}

#[test]
fn undo_knows_every_signature() {
    let mut model = model();
    show(&mut model, GENERAL);
    open(&mut model);
    act(&mut model, EditAction::Signature(1));
    let header = |text: &str| EditAction::SetText(DraftPart::Header, text.into());
    act(&mut model, header(r#"{"alg": "HS512"}"#));
    act(&mut model, EditAction::Signature(0));
    act(&mut model, header(r#"{"alg": "ES384"}"#));
    for _ in 0..2 {
        update(&mut model, Action::Do(Command::Undo));
    }
    assert_eq!(editor(&model).token, GENERAL);
    assert!(!editor(&model).can_undo());
}

#[test]
fn a_text_is_edited_as_text() {
    let mut model = model();
    // RFC 7515 appendix A.4 has such a payload.
    show(&mut model, "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AAAA");
    open(&mut model);
    assert!(!editor(&model).is_json);
    set_claims(&mut model, "Pay {load}");
    assert!(editor(&model).is_whole());
    act(&mut model, EditAction::MakeKey);
    assert!(matches!(editor(&model).outcome(), Outcome::Signed { .. }));
    act(&mut model, EditAction::Use);
    let report = model.report().unwrap();
    assert_eq!(report.payload, Some(Payload::Text("Pay {load}".into())));
}

#[test]
fn why_a_token_is_edited_as_text_is_said() {
    let bytes = format!(
        "eyJhbGciOiJIUzI1NiJ9.{}.AAAA",
        crate::jose::base64url::encode(&[0, 255])
    );
    let large = format!("eyJhbGciOiJIUzI1NiJ9.{}.AAAA", "e30".repeat(30_000));
    for (token, why) in [
        (bytes.as_str(), "its payload is neither JSON nor text"),
        (large.as_str(), "larger than 64 KiB"),
    ] {
        let mut model = model();
        show(&mut model, token);
        update(&mut model, Action::Do(Command::EditToken));
        assert!(model.edit.is_none() && model.shown.editing);
        let notice = model.notice.clone().unwrap();
        assert!(notice.text.contains(why), "{}", notice.text);
    }
    let mut model = Model::default();
    update(&mut model, Action::Do(Command::EditToken));
    assert!(model.edit.is_none() && model.shown.editing);
    assert!(model.notice.is_none(), "there is nothing to explain");
}

#[test]
fn a_key_without_an_id_does_not_sign_under_that_of_another() {
    let mut model = model();
    let effects = update(&mut model, Action::LoadSample(0));
    carry_out(&mut model, effects);
    open(&mut model);
    let kid = editor(&model).slots[0].kid().unwrap().to_owned();
    let algorithm = editor(&model).algorithm().unwrap();
    let key = generate(KeyKind::of(algorithm, RsaBits::Rsa2048)).unwrap();
    let sign = |model: &mut Model, key: &crate::jose::signing::SigningKey| {
        let signer = Signer::new("file", key.clone());
        model.edit.as_deref_mut().unwrap().signers = vec![signer];
        act(model, EditAction::Signer(Some(0)));
    };
    sign(&mut model, &key);
    assert_eq!(editor(&model).foreign_kid(), Some(kid.as_str()));
    act(&mut model, EditAction::NameKey(false));
    assert_eq!(editor(&model).foreign_kid(), None);
    assert!(editor(&model).slots[0].kid().is_none());
    update(&mut model, Action::Do(Command::Undo));
    sign(&mut model, &key);
    act(&mut model, EditAction::NameKey(true));
    let named = editor(&model).slots[0].kid().unwrap().to_owned();
    assert_eq!(named.len(), 43, "a thumbprint: {named}");
    assert_eq!(editor(&model).foreign_kid(), None);
    act(&mut model, EditAction::Use);
    let report = model.report().unwrap();
    assert_eq!(report.status(CheckId::Signature), Status::Pass);
}

#[test]
fn nothing_secret_is_printed() {
    let mut model = model();
    give_secret(&mut model);
    open(&mut model);
    let typed = || "hunter2".to_owned().into();
    for action in [KeyFormAction::Secret(typed()), KeyFormAction::Text(typed())] {
        act(&mut model, EditAction::Form(action));
    }
    let action = EditAction::Form(KeyFormAction::Secret(typed()));
    let printed = format!("{model:?} {action:?}");
    assert!(!printed.contains("hunter2"));
    assert!(!printed.contains("a secret of thirty-two"));
}
