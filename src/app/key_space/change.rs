//! What each action does to the workspace for keys.

use super::{
    Found, KEY_KINDS, KeyAction, KeySpace, Making, SaveError, SaveForm, SaveJob, Written,
    algorithms_of, has_private, is_secret, masked,
};
use crate::app::update::{add_keys, tell};
use crate::app::{Effect, FileUse, Level, Model, Page, Reading, SecretText};
use crate::jose::key::{KeyFormat, KeySet, Material, base64_lines};
use crate::jose::signing::{Entry, KeyFile, SigningKey};
use crate::jose::{Half, KeyForm as Form, Thumbprint, convert};
use std::sync::Arc;

/// Does what a person did in the workspace.
pub(in crate::app) fn act(model: &mut Model, action: KeyAction) -> Vec<Effect> {
    let space = &mut model.key_space;
    match action {
        KeyAction::Kind(kind) => {
            space.kind = kind;
            space.algorithm = 0;
        }
        KeyAction::Algorithm(number) => space.algorithm = number,
        KeyAction::Kid(kid) => space.kid = kid,
        KeyAction::Make => return make(model),
        KeyAction::CancelMaking => space.making = None,
        KeyAction::Text(text) => {
            space.text = text;
            space.error = None;
        }
        KeyAction::Read if space.text.trim().is_empty() => {
            space.error = Some("Paste a key, a key set, PEM or a certificate first".into());
        }
        KeyAction::Read => {
            let text = space.text.trim().to_owned().into();
            return read(model, text);
        }
        KeyAction::Path(path) => {
            space.path = path;
            space.error = None;
        }
        KeyAction::Select(number) => {
            space.selected = number;
            look_anew(space);
        }
        KeyAction::Form(form) => {
            space.form = form;
            write(space);
        }
        KeyAction::Private(private) => {
            space.private = private;
            space.reveal = false;
            write(space);
        }
        KeyAction::Reveal(reveal) => space.reveal = reveal,
        KeyAction::Copy => {
            let Some(Ok(written)) = &space.written else {
                return Vec::new();
            };
            let secret = written.text.clone();
            let half = if written.is_private {
                "private"
            } else {
                "public"
            };
            let form = match space.form {
                Form::Jwk | Form::Jwks => "JSON",
                Form::Pem => "PEM",
                Form::Der => "DER in base64",
            };
            let is_private = written.is_private;
            let told = format!("The {half} key was copied as {form}");
            tell(model, Level::Done, &told, false);
            if is_private {
                return vec![Effect::CopySecret(secret)];
            }
            // What is public may stay on the clipboard.
            let text = String::from_utf8_lossy(secret.expose()).into_owned();
            return vec![Effect::Copy(text)];
        }
        KeyAction::CopyThumbprint => {
            let thumbprint = space
                .shown()
                .and_then(|(_, facts)| facts.thumbprint.clone());
            if let Some(thumbprint) = thumbprint {
                tell(model, Level::Done, "The thumbprint was copied", false);
                return vec![Effect::Copy(thumbprint)];
            }
        }
        KeyAction::ShowSave(open) => {
            space.save = SaveForm {
                open,
                path: std::mem::take(&mut space.save.path),
                ..SaveForm::default()
            };
        }
        KeyAction::SavePath(path) => {
            space.save.path = path;
            space.save.error = None;
            space.save.exists = false;
        }
        KeyAction::Save(replace) => return save(model, replace),
        KeyAction::BrowseNew => return vec![Effect::PickNewFile(space.file_name())],
        KeyAction::PickedNew(Ok(Some(path))) => {
            space.save.path = path.to_string_lossy().into_owned();
            return save(model, false);
        }
        KeyAction::PickedNew(Ok(None)) => {}
        KeyAction::PickedNew(Err(sentence)) => space.save.error = Some(sentence),
        KeyAction::Saved(ticket, outcome) => saved(model, ticket, outcome),
        KeyAction::UseInInspect => return use_in_inspect(model),
        KeyAction::Clear => {
            space.found = None;
            space.written = None;
            space.save = SaveForm::default();
        }
    }
    Vec::new()
}

// ---------------------------------------------------------------- keys come in

fn make(model: &mut Model) -> Vec<Effect> {
    let ticket = model.next_number();
    let since = model.now;
    let space = &mut model.key_space;
    space.making = Some(Making {
        ticket,
        kind: space.kind,
        since,
    });
    let kind = space.kind();
    vec![Effect::MakeKey { ticket, kind }]
}

/// A key was made for the workspace, or could not be.
pub(in crate::app) fn made(model: &mut Model, made: Result<SigningKey, String>) {
    let space = &mut model.key_space;
    let Some(making) = space.making.take() else {
        return;
    };
    let key = match made {
        Ok(key) => key,
        Err(sentence) => return tell(model, Level::Failed, &sentence, false),
    };
    let kind = KEY_KINDS.get(making.kind).map(|(_, kind)| *kind);
    let algorithms = kind.map(algorithms_of).unwrap_or_default();
    let number = if making.kind == space.kind {
        space.algorithm
    } else {
        0
    };
    let key = match algorithms.get(number) {
        Some(algorithm) => key.meant_for(*algorithm),
        None => key,
    };
    let kid = space.kid.trim();
    let is_secret = matches!(key.key().material, Material::Oct(_));
    let kid = if kid.is_empty() {
        let thumbprint = Thumbprint::of(&key.key().material).filter(|_| !is_secret);
        thumbprint.map(|thumbprint| thumbprint.base64url())
    } else {
        Some(kid.to_owned())
    };
    let key = key.with_kid(kid);
    let file = KeyFile {
        source: "the new key".to_owned(),
        format: KeyFormat::Jwk,
        entries: vec![Entry {
            name: "The new key".to_owned(),
            key: key.key().clone(),
            signing: Some(Ok(key)),
            certificates: Vec::new(),
            not_kept: Vec::new(),
        }],
        faults: Vec::new(),
    };
    found(model, Found::new(file));
}

/// Keys are there to be looked at.
pub(in crate::app) fn found(model: &mut Model, found: Found) {
    model.page = Page::Keys;
    let space = &mut model.key_space;
    space.found = Some(Arc::new(found));
    space.selected = 0;
    space.text = SecretText::default();
    space.path.clear();
    space.error = None;
    space.private = false;
    look_anew(space);
}

/// A text was pasted while the workspace is shown: it is read here where it looks like keys.
pub(in crate::app) fn pasted(model: &mut Model, text: &str) -> Option<Vec<Effect>> {
    let body = text.trim();
    let is_like_keys = body.starts_with("-----BEGIN")
        || (body.starts_with(['{', '['])
            && (body.contains("\"kty\"") || body.contains("\"keys\"")))
        || body.starts_with("MI");
    is_like_keys.then(|| read(model, body.to_owned().into()))
}

fn read(model: &mut Model, text: SecretText) -> Vec<Effect> {
    let ticket = model.next_number();
    let usage = FileUse::KeySpace;
    model.reading = Some(Reading {
        ticket,
        name: "pasted key".into(),
        usage,
        slow: false,
    });
    vec![Effect::ReadKeyFile {
        ticket,
        text,
        usage,
    }]
}

// ---------------------------------------------------------------- keys go out

/// Another key is shown: masked, and in no file yet.
fn look_anew(space: &mut KeySpace) {
    space.reveal = false;
    space.save = SaveForm::default();
    let secret = space.shown().is_some_and(|(entry, _)| is_secret(entry));
    if secret {
        // There is no other half.
        space.private = true;
        if matches!(space.form, Form::Pem | Form::Der) {
            space.form = Form::Jwk;
        }
    } else if !space.shown().is_some_and(|(entry, _)| has_private(entry)) {
        space.private = false;
    }
    write(space);
}

/// Writes the shown key in the chosen form; as a set, all keys.
fn write(space: &mut KeySpace) {
    space.save.exists = false;
    space.save.error = None;
    let Some(found) = space.found.clone() else {
        space.written = None;
        return;
    };
    let Some((entry, _)) = space.shown() else {
        space.written = None;
        return;
    };
    let half = if space.private {
        Half::AsGiven
    } else {
        Half::Public
    };
    let converted = if space.form == Form::Jwks {
        convert(&found.file, space.form, half)
    } else {
        let one = KeyFile {
            source: found.file.source.clone(),
            format: found.file.format,
            entries: vec![entry.clone()],
            faults: Vec::new(),
        };
        convert(&one, space.form, half)
    };
    let source = &found.file.source;
    space.written = Some(match converted {
        Ok(converted) => {
            let text = match space.form {
                Form::Der => base64_lines(converted.bytes.expose()),
                _ => converted.bytes.clone(),
            };
            let shown = std::str::from_utf8(text.expose()).unwrap_or_default();
            Ok(Written {
                masked: if converted.is_private {
                    masked(shown, space.form)
                } else {
                    shown.to_owned()
                },
                bytes: converted.bytes,
                text,
                is_private: converted.is_private,
                warnings: converted.warnings,
            })
        }
        Err(error) => Err(format!("{} {error}", crate::report::capital(source))),
    });
}

fn save(model: &mut Model, replace: bool) -> Vec<Effect> {
    let ticket = model.next_number();
    let space = &mut model.key_space;
    let Some(Ok(written)) = &space.written else {
        return Vec::new();
    };
    let path = space.save.path.trim().to_owned();
    if path.is_empty() {
        space.save.error = Some("Type the path of the new file first".into());
        return Vec::new();
    }
    space.save.error = None;
    space.save.exists = false;
    space.save.ticket = Some(ticket);
    vec![Effect::SaveFile(Box::new(SaveJob {
        ticket,
        path,
        bytes: written.bytes.clone(),
        is_private: written.is_private,
        replace,
    }))]
}

fn saved(model: &mut Model, ticket: u64, outcome: Result<String, SaveError>) {
    let save = &mut model.key_space.save;
    if save.ticket.take_if(|waited| *waited == ticket).is_none() {
        return;
    }
    match outcome {
        Ok(name) => {
            *save = SaveForm::default();
            tell(model, Level::Done, &format!("Saved as {name}"), false);
        }
        Err(SaveError::Exists) => save.exists = true,
        Err(SaveError::Failed(sentence)) => save.error = Some(sentence),
    }
}

fn use_in_inspect(model: &mut Model) -> Vec<Effect> {
    let Some(found) = model.key_space.found.clone() else {
        return Vec::new();
    };
    let file = &found.file;
    let keys = file.entries.iter().map(|entry| {
        let mut key = entry.key.clone();
        key.is_private = false;
        key
    });
    let set = KeySet::new(file.source.clone(), file.format, keys.collect());
    let effects = add_keys(model, set);
    model.page = Page::Inspect;
    effects
}
