//! The keys that sign: given, made, chosen; and what the header says of them.

use super::draft::write;
use super::encode::encode;
use super::text::{pretty, with_member, without_member};
use super::{DraftPart, Editor, Headers, Signer};
use crate::app::update::{file_error, tell, update};
use crate::app::{Action, Effect, FileUse, KeyTab, Level, Model, Reading};
use crate::jose::key::{Material, read_secret};
use crate::jose::signing::{KeyFile, SigningKey};
use crate::jose::{Algorithm, KeyKind, RsaBits, Thumbprint};
use crate::report::Json;

const THROW_AWAY: &str = "a throw-away key";

/// Another key signs, or none. The header follows: its `alg` where the key does not sign so, its
/// `kid` where the key has one.
pub(super) fn choose(model: &mut Model, number: Option<usize>) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    if let Some(slot) = editor.slot_mut() {
        slot.signer = number;
        slot.signs_anyway = number.is_some();
    }
    if let Some(signer) = editor.chosen().cloned() {
        let fits = |algorithm| signer.key.key().fits_type(algorithm);
        if !editor.algorithm().is_some_and(fits)
            && let Some(algorithm) = signer.algorithm()
        {
            set_parameter(editor, "alg", Some(algorithm.name()));
        }
        if let Some(kid) = signer.key.key().kid.as_deref() {
            set_parameter(editor, "kid", Some(kid));
        }
    }
    encode(model)
}

/// The header names the key that signs by its thumbprint (RFC 7638), or no key any more.
pub(super) fn name_key(model: &mut Model, name: bool) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    let kid = editor.chosen().and_then(Signer::own_kid);
    match kid.filter(|_| name) {
        Some(kid) => {
            let number = editor.slot().and_then(|slot| slot.signer);
            if let Some(signer) = number.and_then(|number| editor.signers.get_mut(number)) {
                signer.key = signer.key.clone().with_kid(Some(kid.clone()));
            }
            set_parameter(editor, "kid", Some(&kid));
        }
        None => set_parameter(editor, "kid", None),
    }
    encode(model)
}

/// Gives a parameter of the header another value, or takes it away. It stays in the header in
/// which it stands; a new one is protected. A header that cannot be read is left as it is.
pub(super) fn set_parameter(editor: &mut Editor, name: &str, value: Option<&str>) {
    let at = editor.at;
    let Some(slot) = editor.slot_mut().filter(|slot| slot.is_whole()) else {
        return;
    };
    let Headers {
        protected,
        unprotected,
    } = &mut slot.headers;
    let is_in = |header: &Option<Json>| header.as_ref().is_some_and(|h| h.get(name).is_some());
    let (part, header) = if is_in(unprotected) {
        (DraftPart::Unprotected, unprotected)
    } else {
        (DraftPart::Header, protected)
    };
    let before = header.clone().unwrap_or(Json::Object(Vec::new()));
    let after = match value {
        Some(value) => with_member(&before, name, Json::String(value.to_owned())),
        None => without_member(&before, name),
    };
    let Some(after) = after.filter(|after| *after != before) else {
        return;
    };
    // An unprotected header without a member is none; a protected one may be empty.
    let is_gone = part == DraftPart::Unprotected && after.members().is_some_and(<[_]>::is_empty);
    let text = if is_gone {
        String::new()
    } else {
        pretty(&after)
    };
    *header = (!is_gone).then_some(after);
    let draft = editor.draft.with(part, at, text);
    write(editor, draft, None);
}

/// A new key is made that fits the header.
pub(super) fn make(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    let algorithm = editor.algorithm().unwrap_or(Algorithm::ES256);
    let kind = KeyKind::of(algorithm, RsaBits::Rsa2048);
    editor.making = Some(ticket);
    vec![Effect::MakeKey { ticket, kind }]
}

fn add_signers(model: &mut Model, signers: Vec<Signer>) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    // Among several the one of the header's kid, else the first that fits its alg.
    let kid = editor.slot().and_then(|slot| slot.kid());
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
    editor.form = editor.form.emptied(false);
    choose(model, Some(number))
}

/// Takes the key in the form, in the way that is chosen there.
pub(super) fn add_key(model: &mut Model) -> Vec<Effect> {
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
                Ok(key) => add_signers(model, vec![Signer::new(source, key)]),
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
                is_made: true,
                ..Signer::new(source, key)
            };
            add_signers(model, vec![signer])
        }
        Err(sentence) => {
            tell(model, Level::Failed, &sentence, false);
            Vec::new()
        }
    }
}
