//! What each action does to the editor.

use super::text::{compact, pretty, read_json, with_member};
use super::{Cell, Draft, EditAction, Editor, Outcome, Quick, SignJob, Signer, TextFault};
use crate::app::update::{add_keys, file_error, replace, tell, update};
use crate::app::{
    Action, Effect, FileUse, Input, KeyForm, KeyTab, Level, Model, Moment, Page, Part, Reading,
    Source,
};
use crate::compare::compare;
use crate::jose::key::{KeyFormat, KeySet, Material, read_secret};
use crate::jose::signing::{KeyFile, SigningKey};
use crate::jose::{Algorithm, KeyKind, RsaBits, SignError, Thumbprint, base64url, unsecured};
use crate::report::{Json, Kind, Payload, Report};
use std::sync::Arc;

/// So many steps can be taken back.
const MAX_STEPS: usize = 200;
/// So many bytes all of them may take; beyond, the oldest are let go.
const MAX_STEP_BYTES: usize = 16 << 20;
/// Typing within so many seconds is one step.
const ONE_STEP: i64 = 2;
const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// Opens the editor on the token that is shown, or shows the text where that cannot be edited.
pub(in crate::app) fn open(model: &mut Model) -> Vec<Effect> {
    model.page = Page::Inspect;
    if model.edit.is_some() {
        return Vec::new();
    }
    let signers = Signer::of_given(&model.keys);
    match model
        .report()
        .and_then(|report| Editor::new(report, signers))
    {
        Some(mut editor) => {
            // What was put away for this token can be taken up again.
            if let Some((text, draft)) = model.put_away.take()
                && text == editor.original.text
            {
                editor.future.push(draft);
            }
            model.edit = Some(Box::new(editor));
            model.notice = None;
        }
        None => model.shown.editing = !model.shown.editing,
    }
    Vec::new()
}

/// Does what a person did in the editor.
pub(in crate::app) fn edit(model: &mut Model, action: EditAction) -> Vec<Effect> {
    let now = model.at();
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    match action {
        EditAction::SetText(part, text) => {
            let mut draft = editor.draft.clone();
            match part {
                Part::Header => draft.header = text,
                Part::Claims => draft.payload = text,
            }
            write(editor, draft, Some((part, model.now)));
            return encode(model);
        }
        EditAction::ShowTable(table) => {
            editor.table = table;
            editor.cell = None;
        }
        EditAction::SetValue(number, text) => {
            set_value(editor, number, text, model.now);
            return encode(model);
        }
        EditAction::Remove(number) => {
            let mut members = editor.claims().to_vec();
            if editor.payload_fault.is_none() && number < members.len() {
                members.remove(number);
                write_claims(editor, &Json::Object(members), None);
            }
            return encode(model);
        }
        EditAction::Quick(Quick::NewId) => return vec![Effect::MakeId],
        EditAction::Quick(quick) => {
            let value = match quick {
                Quick::HourLonger => ends(editor).unwrap_or(now).max(now).saturating_add(HOUR),
                Quick::Ended => now.saturating_sub(MINUTE),
                Quick::IssuedNow | Quick::FromNow | Quick::NewId => now,
            };
            let name = match quick {
                Quick::HourLonger | Quick::Ended => "exp",
                Quick::IssuedNow => "iat",
                Quick::FromNow => "nbf",
                Quick::NewId => "jti",
            };
            set_claim(editor, name, Json::Number(value.to_string()));
            return encode(model);
        }
        EditAction::NewId(Ok(id)) => {
            set_claim(editor, "jti", Json::String(id));
            return encode(model);
        }
        EditAction::NewId(Err(sentence)) => tell(model, Level::Failed, &sentence, false),
        EditAction::Algorithm(algorithm) => {
            let name = algorithm.map_or("none", Algorithm::name);
            set_parameter(editor, "alg", name);
            return encode(model);
        }
        EditAction::Signer(number) => return choose(model, number),
        EditAction::ShowForm(open) => {
            editor.form = KeyForm {
                open,
                tab: editor.form.tab,
                ..KeyForm::default()
            };
        }
        EditAction::Tab(tab) => {
            editor.form.tab = tab;
            editor.form.error = None;
        }
        EditAction::Path(path) => {
            editor.form.path = path;
            editor.form.error = None;
        }
        EditAction::KeyText(text) => {
            editor.form.text = text.to_string().into();
            editor.form.error = None;
        }
        EditAction::Secret(secret) => {
            editor.form.secret = secret.to_string().into();
            editor.form.error = None;
        }
        EditAction::Encoding(encoding) => {
            editor.form.encoding = encoding;
            editor.form.error = None;
        }
        EditAction::Reveal(reveal) => editor.form.reveal = reveal,
        EditAction::AddKey => return add_key(model),
        EditAction::MakeKey => {
            let algorithm = editor.algorithm().unwrap_or(Algorithm::ES256);
            let kind = KeyKind::of(algorithm, RsaBits::Rsa2048);
            let ticket = model.next_number();
            if let Some(editor) = model.edit.as_deref_mut() {
                editor.making = Some(ticket);
            }
            return vec![Effect::MakeKey { ticket, kind }];
        }
        EditAction::GiveKey(give) => editor.give_key = give,
        EditAction::Beside(beside) => editor.beside = beside,
        EditAction::Copy => {
            let text = editor.token.clone();
            tell(model, Level::Done, "The edited token was copied", false);
            return vec![Effect::Copy(text)];
        }
        EditAction::Use => return use_token(model),
        EditAction::Discard => put_away(model),
    }
    Vec::new()
}

/// Puts the editor away. What was written comes back as a step to take again.
fn put_away(model: &mut Model) {
    let Some(editor) = model.edit.take() else {
        return;
    };
    if editor.draft != editor.first {
        model.put_away = Some((editor.original.text.clone(), editor.draft.clone()));
        let told = "The edits were discarded; Edit and then Redo brings them back";
        tell(model, Level::Done, told, false);
    }
}

/// Takes a step back.
pub(in crate::app) fn undo(model: &mut Model) -> Vec<Effect> {
    step(model, |editor| {
        let draft = editor.past.pop()?;
        editor.future.push(editor.draft.clone());
        Some(draft)
    })
}

/// Takes a step again.
pub(in crate::app) fn redo(model: &mut Model) -> Vec<Effect> {
    step(model, |editor| {
        let draft = editor.future.pop()?;
        editor.past.push(editor.draft.clone());
        Some(draft)
    })
}

fn step(model: &mut Model, take: impl FnOnce(&mut Editor) -> Option<Draft>) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    let Some(draft) = take(editor) else {
        return Vec::new();
    };
    editor.draft = draft;
    editor.typing = None;
    editor.cell = None;
    encode(model)
}

// ---------------------------------------------------------------- what is written

/// Puts another draft in the place of this one, which can be brought back.
fn write(editor: &mut Editor, draft: Draft, typed: Option<(Part, i64)>) {
    if draft == editor.draft {
        return;
    }
    let is_keystroke = draft.len().abs_diff(editor.draft.len()) <= 4;
    let goes_on = match (typed, editor.typing) {
        (Some((part, now)), Some((before, then))) => {
            part == before && is_keystroke && now.saturating_sub(then) <= ONE_STEP
        }
        _ => false,
    };
    let before = std::mem::replace(&mut editor.draft, draft);
    if !goes_on {
        editor.past.push(before);
    }
    let size = |past: &[Draft]| past.iter().map(Draft::len).sum::<usize>();
    while editor.past.len() > MAX_STEPS
        || (editor.past.len() > 1 && size(&editor.past) > MAX_STEP_BYTES)
    {
        editor.past.remove(0);
    }
    editor.future.clear();
    editor.typing = typed;
    editor.cell = None;
}

fn write_claims(editor: &mut Editor, claims: &Json, typed: Option<(Part, i64)>) {
    let draft = Draft {
        payload: pretty(claims),
        ..editor.draft.clone()
    };
    write(editor, draft, typed);
}

/// Gives a claim another value. Claims that cannot be read are left as they are.
fn set_claim(editor: &mut Editor, name: &str, value: Json) {
    if editor.payload_fault.is_some() {
        return;
    }
    let Payload::Json(claims) = &editor.payload else {
        return;
    };
    if let Some(claims) = with_member(claims, name, value) {
        write_claims(editor, &claims, None);
    }
}

fn set_parameter(editor: &mut Editor, name: &str, value: &str) {
    if editor.header_fault.is_some() {
        return;
    }
    let value = Json::String(value.to_owned());
    if let Some(header) = with_member(&editor.header, name, value) {
        let draft = Draft {
            header: pretty(&header),
            ..editor.draft.clone()
        };
        write(editor, draft, None);
        editor.header = header;
    }
}

fn ends(editor: &Editor) -> Option<i64> {
    let claims = editor.claims();
    let (_, value) = claims.iter().find(|(name, _)| name == "exp")?;
    Moment::from_json(value).map(|moment| moment.0)
}

/// A value that was written in the table: a string stays one, anything else is JSON.
fn set_value(editor: &mut Editor, number: usize, text: String, now: i64) {
    if editor.payload_fault.is_some() {
        return;
    }
    let mut members = editor.claims().to_vec();
    let Some((_, value)) = members.get_mut(number) else {
        return;
    };
    let read = match value {
        Json::String(_) => Ok(Json::String(text.clone())),
        _ => read_json(&text),
    };
    let fault = match read {
        Ok(read) => {
            *value = read;
            write_claims(editor, &Json::Object(members), Some((Part::Claims, now)));
            None
        }
        Err(fault) => Some(fault.sentence()),
    };
    editor.cell = Some(Cell {
        number,
        text,
        fault,
    });
}

// ---------------------------------------------------------------- the token

/// Reads both texts and makes the token, here or in the background. Where a text cannot be read,
/// the last good token stays.
fn encode(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    editor.waiting = None;
    let header = read_header(&editor.draft.header);
    let payload = if editor.is_json {
        read_json(&editor.draft.payload).map(Payload::Json)
    } else {
        Ok(Payload::Text(editor.draft.payload.clone()))
    };
    editor.header_fault = header.as_ref().err().cloned();
    editor.payload_fault = payload.as_ref().err().cloned();
    if let Ok(header) = &header {
        editor.header = header.clone();
    }
    if let Ok(payload) = &payload {
        editor.payload = payload.clone();
    }
    let (Ok(header), Ok(payload)) = (header, payload) else {
        return Vec::new();
    };
    let mut edited = Report::new(Kind::Jws, "");
    edited.header = Some(header.clone());
    edited.payload = Some(payload.clone());
    editor.changes = compare(&editor.original, &edited);
    let bytes = match &payload {
        Payload::Json(json) => compact(json).into_bytes(),
        Payload::Text(text) => text.clone().into_bytes(),
        Payload::Bytes(bytes) => bytes.clone(),
    };
    let is_same = editor.changes.header.is_empty() && editor.changes.payload.is_empty();
    if is_same && !editor.signs_anyway {
        editor.token = editor.original.text.clone();
        editor.outcome = Outcome::Unchanged;
        return Vec::new();
    }
    if editor.is_unsecured() {
        if let Ok(token) = unsecured(&header, &bytes) {
            editor.token = token;
            editor.outcome = Outcome::Unsecured;
        }
        return Vec::new();
    }
    match key_for(editor) {
        Ok((key, algorithm)) => {
            editor.waiting = Some(ticket);
            vec![Effect::Sign(Box::new(SignJob {
                ticket,
                key,
                algorithm,
                header,
                payload: bytes,
            }))]
        }
        Err(why) => {
            keep(editor, why);
            Vec::new()
        }
    }
}

/// The header, which must be an object, and whose payload must be encoded as usual.
fn read_header(text: &str) -> Result<Json, TextFault> {
    let header = read_json(text)?;
    if header.members().is_none() {
        let what = header.type_name();
        let detail = format!("the header is {what}, it must be a JSON object (RFC 7515 §4)");
        return Err(TextFault::at(text, 0, detail));
    }
    if header.get("b64") == Some(&Json::Bool(false)) {
        let offset = text.find("\"b64\"").unwrap_or_default();
        let detail = SignError::UnencodedPayload.to_string();
        return Err(TextFault::at(text, offset, detail));
    }
    Ok(header)
}

/// The key that signs, and how; or why none does.
fn key_for(editor: &Editor) -> Result<(SigningKey, Algorithm), String> {
    let named = editor.header.get("alg");
    let algorithm = match named.and_then(Json::as_str) {
        None => return Err("The header names no algorithm (alg)".to_owned()),
        Some(name) => Algorithm::from_name(name)
            .ok_or_else(|| format!("{name} is no algorithm that signs here"))?,
    };
    let signer = editor.chosen();
    let signer = signer.ok_or("No private key or secret is at hand")?;
    let key = &signer.key;
    if !key.key().fits_type(algorithm) {
        let key = key.key().description();
        return Err(SignError::KeyType { algorithm, key }.to_string());
    }
    Ok((key.clone(), algorithm))
}

/// The token with the signature that the first one had.
fn keep(editor: &mut Editor, why: String) {
    let signature = editor.original.text.rsplit('.').next().unwrap_or_default();
    let payload = match &editor.payload {
        Payload::Json(json) => compact(json).into_bytes(),
        Payload::Text(text) => text.clone().into_bytes(),
        Payload::Bytes(bytes) => bytes.clone(),
    };
    editor.token = format!(
        "{}.{}.{signature}",
        base64url::encode(compact(&editor.header).as_bytes()),
        base64url::encode(&payload)
    );
    editor.outcome = Outcome::Kept { why };
}

/// The signature is there, or why there is none.
pub(in crate::app) fn signed(model: &mut Model, ticket: u64, outcome: Result<String, String>) {
    let Some(editor) = model.edit.as_deref_mut() else {
        return;
    };
    if editor.waiting != Some(ticket) {
        return;
    }
    editor.waiting = None;
    match (outcome, editor.algorithm(), editor.chosen()) {
        (Ok(token), Some(algorithm), Some(signer)) => {
            let with = signer.name();
            editor.token = token;
            editor.outcome = Outcome::Signed { algorithm, with };
        }
        (Err(why), ..) => keep(editor, why),
        _ => {}
    }
}

// ---------------------------------------------------------------- keys

/// Another key signs, or none. The header follows: its `alg` where the key does not sign so, its
/// `kid` where the key has one.
fn choose(model: &mut Model, number: Option<usize>) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    editor.signer = number;
    editor.signs_anyway = number.is_some();
    if let Some(signer) = editor.chosen().cloned() {
        let fits = |algorithm| signer.key.key().fits_type(algorithm);
        if !editor.algorithm().is_some_and(fits)
            && let Some(algorithm) = signer.algorithm()
        {
            set_parameter(editor, "alg", algorithm.name());
        }
        let kid = signer.key.key().kid.as_deref();
        if let Some(kid) = kid
            && editor.header.get("kid").and_then(Json::as_str) != Some(kid)
        {
            set_parameter(editor, "kid", kid);
        }
    }
    encode(model)
}

fn add_signers(model: &mut Model, signers: Vec<Signer>) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    // Among several the one of the header's kid, else the first that fits its alg.
    let kid = editor.header.get("kid").and_then(Json::as_str);
    let algorithm = editor.algorithm();
    let of_kid = |s: &Signer| kid.is_some() && s.key.key().kid.as_deref() == kid;
    let fits = |s: &Signer| algorithm.is_some_and(|a| s.key.key().fits_type(a));
    let place = signers
        .iter()
        .position(of_kid)
        .or_else(|| signers.iter().position(fits))
        .unwrap_or_default();
    let number = editor.signers.len() + place;
    editor.signers.extend(signers);
    editor.form = KeyForm {
        tab: editor.form.tab,
        ..KeyForm::default()
    };
    choose(model, Some(number))
}

fn add_key(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    let form = &mut editor.form;
    match form.tab {
        KeyTab::File => {
            let path = form.path.clone();
            update(model, Action::OpenPath(FileUse::Signer, path))
        }
        KeyTab::Text if form.text.trim().is_empty() => {
            form.error = Some("Paste a private JWK, a JWKS or PEM first".into());
            Vec::new()
        }
        KeyTab::Text => {
            let text = form.text.trim().to_owned().into();
            let ticket = model.next_number();
            model.reading = Some(Reading {
                ticket,
                name: "pasted key".into(),
                usage: FileUse::Signer,
                slow: false,
            });
            let usage = FileUse::Signer;
            vec![Effect::ReadKeyFile {
                ticket,
                text,
                usage,
            }]
        }
        // No key that signs is fetched.
        KeyTab::Url => Vec::new(),
        KeyTab::Secret if form.secret.is_empty() => {
            form.error = Some("Type the secret first".into());
            Vec::new()
        }
        KeyTab::Secret => {
            let source = "the typed secret";
            let read = read_secret(&form.secret, form.encoding, source);
            let read = read.map_err(|error| format!("The secret {error}"));
            let signer = read.and_then(|set| {
                let secret = set.keys.into_iter().find_map(|key| match key.material {
                    Material::Oct(secret) => Some(secret),
                    _ => None,
                });
                SigningKey::from_secret(secret.unwrap_or_default())
                    .map_err(|error| format!("The secret {error}"))
            });
            match signer {
                Ok(key) => add_signers(
                    model,
                    vec![Signer {
                        source: source.into(),
                        key,
                        is_given: false,
                        is_made: false,
                    }],
                ),
                Err(sentence) => {
                    form.error = Some(sentence);
                    Vec::new()
                }
            }
        }
    }
}

/// The keys of a file are there to sign with.
pub(in crate::app) fn signers_read(model: &mut Model, file: &KeyFile) -> Vec<Effect> {
    match Signer::of_file(file) {
        Ok(signers) => add_signers(model, signers),
        Err(sentence) => {
            file_error(model, FileUse::Signer, sentence);
            Vec::new()
        }
    }
}

/// A new key is there, or why there is none.
pub(in crate::app) fn key_made(
    model: &mut Model,
    ticket: u64,
    made: Result<SigningKey, String>,
) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    if editor.making.take_if(|making| *making == ticket).is_none() {
        return Vec::new();
    }
    match made {
        Ok(key) => {
            let count = editor.signers.iter().filter(|s| s.is_made).count();
            // Under the kid of another key it would be taken for that one.
            let is_secret = matches!(key.key().material, Material::Oct(_));
            let thumbprint = Thumbprint::of(&key.key().material).filter(|_| !is_secret);
            let key = key.with_kid(thumbprint.map(|t| t.base64url()));
            let source = match count {
                0 => THROW_AWAY.to_owned(),
                n => format!("{THROW_AWAY} {}", n + 1),
            };
            let signer = Signer {
                source,
                key,
                is_given: false,
                is_made: true,
            };
            add_signers(model, vec![signer])
        }
        Err(sentence) => {
            tell(model, Level::Failed, &sentence, false);
            Vec::new()
        }
    }
}

const THROW_AWAY: &str = "a throw-away key";

/// The token goes to Inspect, with the public half of its key where that is wanted.
fn use_token(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = model.edit.take_if(|editor| editor.is_whole()) else {
        return Vec::new();
    };
    let signed = matches!(editor.outcome, Outcome::Signed { .. });
    let signer = editor
        .chosen()
        .filter(|s| signed && editor.give_key && !s.is_given);
    let given = signer.map(|signer| {
        let keys = vec![signer.key.public()];
        KeySet::new(signer.source.clone(), KeyFormat::Jwk, keys)
    });
    let text = Input::Text(Arc::from(editor.token.as_str()));
    let mut effects = replace(model, text, Source::Edited);
    let mut told = "The edited token is inspected".to_owned();
    if let Some(set) = given {
        told = format!(
            "The edited token is inspected, with the key of {}",
            set.source
        );
        effects = add_keys(model, set);
    }
    tell(model, Level::Done, &told, true);
    effects
}
