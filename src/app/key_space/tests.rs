use super::*;
use crate::app::{Action, Command, Effect, FileUse, Model, Page, Read, update};
use crate::jose::generate;
use crate::jose::signing::read_key_file;

const NOW: i64 = 1_795_445_280;

fn model() -> Model {
    let mut model = Model {
        now: NOW,
        ..Model::default()
    };
    update(&mut model, Action::Do(Command::ShowKeys));
    assert_eq!(model.page, Page::Keys);
    model
}

fn act(model: &mut Model, action: KeyAction) -> Vec<Effect> {
    update(model, Action::Keys(action))
}

/// Makes the kind of key of that number.
fn make(model: &mut Model, kind: usize) {
    act(model, KeyAction::Kind(kind));
    let effects = act(model, KeyAction::Make);
    let [Effect::MakeKey { ticket, kind }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let key = generate(*kind).map_err(|e| e.to_string());
    update(model, Action::KeyMade(*ticket, key));
}

fn text(model: &Model) -> String {
    let Some(Ok(written)) = &model.key_space.written else {
        panic!("{:?}", model.key_space.written);
    };
    String::from_utf8(written.text.expose().to_vec()).unwrap()
}

fn read(model: &mut Model, file: &str) {
    let effects = update(model, Action::Pasted(file.into()));
    let [
        Effect::ReadKeyFile {
            ticket,
            text,
            usage,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(*usage, FileUse::KeySpace);
    let read = read_key_file(text.as_bytes(), "the pasted key");
    let read = read
        .map(|file| Read::Found(Box::new(Found::new(file))))
        .map_err(|e| e.to_string());
    update(model, Action::ReadingDone(*ticket, read));
}

#[test]
fn each_kind_is_made_for_an_algorithm() {
    for (number, (name, kind)) in KEY_KINDS.into_iter().enumerate() {
        assert!(!algorithms_of(kind).is_empty(), "{name}");
        if matches!(kind, KeyKind::Rsa(bits) if bits != RsaBits::Rsa2048) {
            // They take seconds.
            continue;
        }
        let mut model = model();
        make(&mut model, number);
        let (entry, facts) = model.key_space.shown().unwrap();
        let alg = entry.key.alg.clone().unwrap();
        assert_eq!(alg, algorithms_of(kind)[0].name(), "{name}");
        assert!(facts.weaknesses.is_empty(), "{name}");
        assert_eq!(entry.key.kid, facts.thumbprint, "a secret has neither");
    }
}

#[test]
fn a_key_is_written_in_each_form_and_half() {
    let mut model = model();
    act(&mut model, KeyAction::Kid("mine".into()));
    make(&mut model, 0);
    assert!(text(&model).contains("\"kid\": \"mine\""));
    assert!(
        !text(&model).contains("\"d\""),
        "the public half comes first"
    );
    act(&mut model, KeyAction::Private(true));
    assert!(text(&model).contains("\"d\""));
    act(&mut model, KeyAction::Form(Form::Pem));
    assert!(text(&model).starts_with("-----BEGIN PRIVATE KEY-----"));
    act(&mut model, KeyAction::Form(Form::Jwks));
    assert!(text(&model).contains("\"keys\""));
    let Some(Ok(written)) = &model.key_space.written else {
        panic!();
    };
    assert!(written.is_private && !written.masked.contains("\"d\": \"A"));
    act(&mut model, KeyAction::Form(Form::Der));
    let Some(Ok(written)) = &model.key_space.written else {
        panic!();
    };
    assert!(written.bytes.expose().starts_with(&[0x30]), "DER itself");
    assert!(text(&model).starts_with("MI") && !written.masked.contains("MI"));
    assert_eq!(model.key_space.file_name(), "private.der");
    act(&mut model, KeyAction::Private(false));
    act(&mut model, KeyAction::Form(Form::Pem));
    assert!(text(&model).starts_with("-----BEGIN PUBLIC KEY-----"));
}

#[test]
fn a_secret_has_no_public_half_and_no_pem() {
    let mut model = model();
    make(&mut model, 8);
    assert!(model.key_space.private);
    assert!(text(&model).contains("\"k\""));
    act(&mut model, KeyAction::Form(Form::Pem));
    let written = model.key_space.written.clone().unwrap();
    assert!(written.unwrap_err().contains("has no PEM form"));
}

#[test]
fn a_key_that_was_given_up_does_not_appear() {
    let mut model = model();
    let effects = act(&mut model, KeyAction::Make);
    let [Effect::MakeKey { ticket, kind }] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(model.next_change(), Some(1), "its seconds are counted");
    act(&mut model, KeyAction::CancelMaking);
    let key = generate(*kind).map_err(|e| e.to_string());
    update(&mut model, Action::KeyMade(*ticket, key));
    assert!(model.key_space.found.is_none());
}

#[test]
fn a_certificate_is_read_and_a_token_goes_to_inspect() {
    let mut model = model();
    read(
        &mut model,
        include_str!("../../../tests/data/keys/rsa.certificate.pem"),
    );
    let (entry, facts) = model.key_space.shown().unwrap();
    assert!(!has_private(entry));
    assert!(facts.certificates[0].is_ok());
    update(
        &mut model,
        Action::Pasted("eyJhbGciOiJub25lIn0.e30.".into()),
    );
    assert_eq!(model.page, Page::Inspect);
}

#[test]
fn the_typed_text_is_forgotten_once_it_is_read() {
    let mut model = model();
    let pem = include_str!("../../../tests/data/keys/p256.pkcs8.pem");
    act(&mut model, KeyAction::Text(pem.to_owned().into()));
    read(&mut model, pem);
    assert!(model.key_space.text.is_empty());
    assert!(!format!("{model:?}").contains("MIGHAg"));
    act(&mut model, KeyAction::Read);
    assert!(model.key_space.error.is_some());
}

#[test]
fn a_file_is_replaced_only_when_that_was_said() {
    let mut model = model();
    make(&mut model, 4);
    act(&mut model, KeyAction::ShowSave(true));
    assert!(act(&mut model, KeyAction::Save(false)).is_empty());
    assert!(model.key_space.save.error.is_some(), "there is no path");
    act(&mut model, KeyAction::SavePath("key.json".into()));
    let effects = act(&mut model, KeyAction::Save(false));
    let [Effect::SaveFile(job)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(!job.replace && !job.is_private);
    act(
        &mut model,
        KeyAction::Saved(job.ticket, Err(SaveError::Exists)),
    );
    assert!(model.key_space.save.exists);
    let effects = act(&mut model, KeyAction::Save(true));
    assert!(matches!(effects.as_slice(), [Effect::SaveFile(job)] if job.replace));
    act(&mut model, KeyAction::Private(true));
    let effects = act(&mut model, KeyAction::Save(false));
    assert!(matches!(effects.as_slice(), [Effect::SaveFile(job)] if job.is_private));
}

#[test]
fn inspect_is_given_the_public_half() {
    let mut model = model();
    make(&mut model, 0);
    act(&mut model, KeyAction::UseInInspect);
    assert_eq!(model.page, Page::Inspect);
    let key = &model.keys[0].set.keys[0];
    assert!(!key.is_private);
}
