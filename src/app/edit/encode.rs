//! The texts become a token: encoded, signed, put together.

use super::finish::use_token;
use super::slot::Headers;
use super::text::{compact, read_json};
use super::{Draft, DraftHeaders, Editor, Outcome, SignJob, Slot, TextFault};
use crate::app::{Effect, Model};
use crate::compare::compare;
use crate::jose::jws::{NewSignature, rewrite};
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, SignError, base64url};
use crate::report::{Json, Kind, Payload, Report};

/// Reads every text and makes the token, here or in the background. Where a text cannot be read,
/// the last good token stays.
pub(super) fn encode(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    editor.waiting = None;
    editor.use_when_signed = false;
    read(editor);
    if !editor.is_whole() {
        return Vec::new();
    }
    compare_with_first(editor);
    let is_same = editor.payload == editor.first_payload;
    editor.payload_text = if is_same && !editor.first_payload_text.is_empty() {
        editor.first_payload_text.clone()
    } else {
        base64url::encode(&payload_bytes(&editor.payload))
    };
    let mut signatures = Vec::new();
    for number in 0..editor.slots.len() {
        signatures.extend(prepare(editor, number, is_same));
    }
    if signatures.is_empty() {
        put_together(editor);
        return Vec::new();
    }
    editor.waiting = Some(ticket);
    let payload = editor.payload_text.clone();
    vec![Effect::Sign(Box::new(SignJob {
        ticket,
        payload,
        signatures,
    }))]
}

fn payload_bytes(payload: &Payload) -> Vec<u8> {
    match payload {
        Payload::Json(json) => compact(json).into_bytes(),
        Payload::Text(text) => text.clone().into_bytes(),
        Payload::Bytes(bytes) => bytes.clone(),
    }
}

/// What is different, in the signature that is edited.
pub(super) fn compare_with_first(editor: &mut Editor) {
    let Some(slot) = editor.slots.get(editor.at) else {
        return;
    };
    let report = |headers: &Headers, payload: &Payload| {
        let mut report = Report::new(Kind::Jws, "");
        report.header = Some(headers.together());
        report.payload = Some(payload.clone());
        report
    };
    let first = report(&slot.first_headers, &editor.first_payload);
    let now = report(&slot.headers, &editor.payload);
    editor.changes = compare(&first, &now);
}

// ---------------------------------------------------------------- the texts are read

fn read(editor: &mut Editor) {
    let Draft { headers, payload } = &editor.draft;
    let payload = if editor.is_json {
        read_json(payload).map(Payload::Json)
    } else {
        Ok(Payload::Text(payload.clone()))
    };
    match payload {
        Ok(payload) => {
            editor.payload = payload;
            editor.payload_fault = None;
        }
        Err(fault) => editor.payload_fault = Some(fault),
    }
    for (slot, texts) in editor.slots.iter_mut().zip(headers) {
        read_headers(slot, texts);
    }
}

fn read_headers(slot: &mut Slot, texts: &DraftHeaders) {
    let protected = read_header(&texts.protected);
    let mut unprotected = read_header(&texts.unprotected);
    if let (Ok(Some(protected)), Ok(Some(json))) = (&protected, &unprotected)
        && let Some(fault) = in_both(protected, json, &texts.unprotected)
    {
        unprotected = Err(fault);
    }
    let is_nothing = matches!((&protected, &unprotected), (Ok(None), Ok(None)));
    slot.header_fault = protected.as_ref().err().cloned().or_else(|| {
        let detail = "there is no header; every signature has one (RFC 7515 §4)";
        is_nothing.then(|| TextFault::at(&texts.protected, 0, detail))
    });
    slot.unprotected_fault = unprotected.as_ref().err().cloned();
    if let Ok(protected) = protected {
        slot.headers.protected = protected;
    }
    if let Ok(unprotected) = unprotected {
        slot.headers.unprotected = unprotected;
    }
}

/// A header, which must be an object, and whose payload must be encoded as usual. An empty text is
/// no header.
fn read_header(text: &str) -> Result<Option<Json>, TextFault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
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
    Ok(Some(header))
}

/// No name may stand in both headers (RFC 7515 §4).
fn in_both(protected: &Json, unprotected: &Json, text: &str) -> Option<TextFault> {
    let mut names = unprotected.members().unwrap_or_default().iter();
    let (name, _) = names.find(|(name, _)| protected.get(name).is_some())?;
    let offset = text.find(&format!("{name:?}")).unwrap_or_default();
    let detail = format!("{name:?} stands in the protected header too (RFC 7515 §4)");
    Some(TextFault::at(text, offset, detail))
}

// ---------------------------------------------------------------- the signatures

/// Writes the headers of a signature, and says what protects it; or gives what is to be signed.
fn prepare(
    editor: &mut Editor,
    number: usize,
    same_payload: bool,
) -> Option<(usize, SigningKey, Algorithm, String)> {
    let slot = editor.slots.get(number)?;
    let same_protected = slot.headers.protected == slot.first_headers.protected;
    let is_same = same_payload && slot.headers == slot.first_headers;
    let protected = match &slot.headers.protected {
        _ if same_protected => slot.first.protected.clone(),
        Some(header) => base64url::encode(compact(header).as_bytes()),
        None => String::new(),
    };
    let key = key_for(editor, slot);
    let slot = editor.slots.get_mut(number)?;
    let unprotected = slot.headers.unprotected.clone();
    let written = |value: String| NewSignature {
        protected: protected.clone(),
        unprotected: unprotected.clone(),
        value,
    };
    if is_same && !slot.signs_anyway {
        slot.written = slot.first.clone();
        slot.outcome = Outcome::Unchanged;
        return None;
    }
    if slot.is_unsecured() {
        slot.written = written(String::new());
        slot.outcome = Outcome::Unsecured;
        return None;
    }
    match key {
        Ok((key, algorithm)) => {
            // The value comes with the signature.
            slot.written = written(slot.written.value.clone());
            Some((number, key, algorithm, protected))
        }
        // What is not signed may change, and the signature fits all the same.
        Err(_) if same_payload && same_protected => {
            slot.written = written(slot.first.value.clone());
            slot.outcome = Outcome::Unchanged;
            None
        }
        Err(why) => {
            slot.written = written(slot.first.value.clone());
            slot.outcome = Outcome::Kept { why };
            None
        }
    }
}

/// The key that signs, and how; or why none does.
fn key_for(editor: &Editor, slot: &Slot) -> Result<(SigningKey, Algorithm), String> {
    let named = slot.headers.get("alg");
    let algorithm = match named.and_then(Json::as_str) {
        None => return Err("The header names no algorithm (alg)".to_owned()),
        Some(name) => Algorithm::from_name(name)
            .ok_or_else(|| format!("{name} is no algorithm that signs here"))?,
    };
    let signer = slot.signer.and_then(|number| editor.signers.get(number));
    let signer = signer.ok_or("No private key or secret is at hand")?;
    let key = &signer.key;
    if !key.key().fits_type(algorithm) {
        let key = key.key().description();
        return Err(SignError::KeyType { algorithm, key }.to_string());
    }
    Ok((key.clone(), algorithm))
}

/// The signatures are there, or why one is not.
pub(in crate::app) fn signed(
    model: &mut Model,
    ticket: u64,
    values: Vec<(usize, Result<String, String>)>,
) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    if editor.waiting != Some(ticket) {
        return Vec::new();
    }
    editor.waiting = None;
    for (number, outcome) in values {
        let Some(slot) = editor.slots.get_mut(number) else {
            continue;
        };
        let signer = slot.signer.and_then(|signer| editor.signers.get(signer));
        match (outcome, slot.algorithm(), signer) {
            (Ok(value), Some(algorithm), Some(signer)) => {
                let with = signer.name();
                slot.written.value = value;
                slot.outcome = Outcome::Signed { algorithm, with };
            }
            (Err(why), ..) => {
                slot.written.value = slot.first.value.clone();
                slot.outcome = Outcome::Kept { why };
            }
            _ => {}
        }
    }
    put_together(editor);
    if std::mem::take(&mut editor.use_when_signed) {
        return use_token(model);
    }
    Vec::new()
}

fn put_together(editor: &mut Editor) {
    let original = &editor.original.text;
    let signatures: Vec<NewSignature> = editor.slots.iter().map(|s| s.written.clone()).collect();
    let is_first = editor.payload == editor.first_payload
        && editor.slots.iter().all(|slot| slot.written == slot.first);
    editor.token = if is_first {
        original.clone()
    } else {
        rewrite(
            original,
            editor.serialization,
            &editor.payload_text,
            &signatures,
        )
    };
}
