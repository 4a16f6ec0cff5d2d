//! What is shown elsewhere in the window is offered to the vault.

use crate::app::{Effect, Model, vault_space};
use crate::jose::signing::KeyFile;
use crate::jose::{Half, KeyForm, convert};
use crate::report::Kind as Form;
use crate::vault::{Draft, Kind, read_secret};

/// The credential that is shown in the inspector.
pub(super) fn token(model: &mut Model) -> Vec<Effect> {
    let Some(report) = model.report() else {
        return Vec::new();
    };
    let text = report.text.trim().to_owned();
    if text.is_empty() {
        return Vec::new();
    }
    let read = read_secret(text.as_bytes());
    let is_key = matches!(report.kind, Form::Jwk | Form::Jwks | Form::Pem);
    let kind = read.kind.or(is_key.then_some(Kind::SigningKey));
    let label = match (&read.provider, kind) {
        (Some(provider), Some(kind)) => format!("{} of {provider}", kind.title()),
        (None, Some(kind)) => kind.title().to_owned(),
        _ => String::new(),
    };
    let known = Draft {
        label: free_label(model, label),
        kind,
        provider: read.provider,
        account: read.account,
        scopes: read.scopes,
        expires: read.expires,
        ..Draft::default()
    };
    vault_space::keep(model, known, text.into())
}

/// The key that is shown in the workspace for keys, private half included, as a JWK.
pub(super) fn key(model: &mut Model) -> Vec<Effect> {
    let space = &model.key_space;
    let (Some(found), Some((entry, _))) = (space.found.clone(), space.shown()) else {
        return Vec::new();
    };
    let one = KeyFile {
        source: found.file.source.clone(),
        format: found.file.format,
        entries: vec![entry.clone()],
        faults: Vec::new(),
    };
    let Ok(written) = convert(&one, KeyForm::Jwk, Half::AsGiven) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(written.bytes.expose())
        .trim()
        .to_owned();
    let name = entry.key.kid.clone();
    let label = name.unwrap_or_else(|| entry.key.description());
    let known = Draft {
        label: free_label(model, label),
        kind: Some(Kind::SigningKey),
        note: Some(entry.key.description()),
        ..Draft::default()
    };
    vault_space::keep(model, known, text.into())
}

fn free_label(model: &Model, label: String) -> String {
    match &model.vault.index {
        Some(index) if !label.is_empty() => index.free_label(&label),
        _ => label,
    }
}
