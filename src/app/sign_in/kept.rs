//! What of a login goes into the vault: its tokens, and what the client proves itself with. And the
//! steps of what the vault began.

use super::{SignInSpace, profiles};
use crate::app::update::{fail, tell};
use crate::app::vault_space::{self, LoginKeep};
use crate::app::{Effect, FileUse, Level, Model, Page, Reading, SecretText};
use crate::jose::signing::KeyFile;
use crate::jose::{Half, KeyForm, convert};
use crate::oauth::{AuthMethod, Profile, asked_of};
use crate::report::Secret;
use crate::vault::{Draft, Id, Kind};

/// Offers to keep the tokens of the shown login together.
pub(in crate::app) fn keep_login(model: &mut Model) -> Vec<Effect> {
    let space = &model.sign_in;
    let obtained = space.run().and_then(|run| run.obtained.clone());
    let (Some(obtained), Some(profile)) = (obtained, space.profile().cloned()) else {
        return Vec::new();
    };
    let login = LoginKeep {
        label: login_label(model, &profile.name),
        replaces: Vec::new(),
        profile,
        tokens: obtained.tokens.clone(),
        dpop_key: obtained.dpop_key.clone(),
        account: obtained.account.clone(),
        was_refreshed: false,
        are_refused: false,
        run: None,
    };
    vault_space::keep_login(model, login)
}

/// The name under which a login with that profile was kept before; else the profile's own.
fn login_label(model: &Model, profile: &str) -> String {
    let Some(index) = &model.vault.index else {
        return profile.to_owned();
    };
    let mut entries = index.entries.iter();
    let before = entries.find(|entry| {
        let is_of_profile = entry.profile.as_deref() == Some(profile);
        is_of_profile && entry.kind == Kind::AccessToken && entry.login.is_some()
    });
    before.map_or_else(|| index.free_label(profile), |entry| entry.label.clone())
}

/// Offers to keep the secret or the key that was typed for the shown profile.
pub(super) fn keep_proof(model: &mut Model) -> Vec<Effect> {
    let space = &model.sign_in;
    let Some(profile) = space.profile().cloned() else {
        return Vec::new();
    };
    let typed = space.typed();
    if profile.auth != Some(AuthMethod::PrivateKeyJwt) {
        if typed.secret.is_empty() {
            return Vec::new();
        }
        let known = draft(model, &profile, Kind::ClientSecret);
        return vault_space::keep_proof(model, &profile, known, typed.secret);
    }
    // A key is read first, and kept as a JWK, whatever it was written in.
    let usage = FileUse::ClientKey;
    if typed.key.is_empty() {
        let path = match typed.key_path.trim() {
            "" => profile.client_key.clone().unwrap_or_default(),
            typed => typed.to_owned(),
        };
        return crate::app::update::open_path(model, usage, path);
    }
    let ticket = model.next_number();
    model.reading = Some(Reading {
        ticket,
        name: "pasted key".into(),
        usage,
        slow: false,
    });
    let text = with_lines(&typed.key);
    vec![Effect::ReadKeyFile {
        ticket,
        text,
        usage,
    }]
}

/// The key of the shown profile was read.
pub(in crate::app) fn client_key(model: &mut Model, file: &KeyFile) -> Vec<Effect> {
    let Some(profile) = model.sign_in.profile().cloned() else {
        return Vec::new();
    };
    let mut own = file.entries.iter();
    let Some(entry) = own.find(|entry| matches!(entry.signing, Some(Ok(_)))) else {
        let told = format!(
            "{} holds no private key",
            crate::report::capital(&file.source)
        );
        fail(model, &told);
        return Vec::new();
    };
    let one = KeyFile {
        source: file.source.clone(),
        format: file.format,
        entries: vec![entry.clone()],
        faults: Vec::new(),
    };
    let Ok(written) = convert(&one, KeyForm::Jwk, Half::AsGiven) else {
        fail(
            model,
            "The key cannot be written as a JWK, so it is not kept",
        );
        return Vec::new();
    };
    let text = String::from_utf8_lossy(written.bytes.expose());
    let secret = SecretText::from(text.trim().to_owned());
    let known = Draft {
        note: Some(entry.key.description()),
        ..draft(model, &profile, Kind::SigningKey)
    };
    vault_space::keep_proof(model, &profile, known, secret)
}

/// What is known of what a profile's client proves itself with.
fn draft(model: &Model, profile: &Profile, kind: Kind) -> Draft {
    let label = format!("{} of {}", kind.title(), profile.name);
    let index = model.vault.index.as_ref();
    Draft {
        label: index.map_or_else(|| label.clone(), |index| index.free_label(&label)),
        kind: Some(kind),
        // Nobody else is given it.
        provider: asked_of(profile),
        account: Some(profile.client_id.clone()).filter(|id| !id.is_empty()),
        profile: Some(profile.name.clone()),
        ..Draft::default()
    }
}

/// It is kept: the profile names its entry from now on, and what was typed is let go.
pub(in crate::app) fn kept_proof(
    model: &mut Model,
    profile: &str,
    id: &Id,
    told: &str,
) -> Vec<Effect> {
    let space = &mut model.sign_in;
    let mut all = space.profiles.list.iter_mut();
    if let Some(own) = all.find(|own| own.name == profile) {
        own.vault_entry = Some(id.to_string());
        own.client_secret_env = None;
        own.client_key = None;
    }
    if let Some(typed) = space.typed.get_mut(profile) {
        typed.secret = SecretText::default();
        typed.key = SecretText::default();
        typed.key_path.clear();
    }
    space.reveal = false;
    let effects = profiles::save(space);
    model.page = Page::SignIn;
    let told = format!("{told}, and {profile} takes it from the vault");
    tell(model, Level::Done, &told, false);
    effects
}

/// The shown profile names no entry any more. The entry stays.
pub(super) fn forget_proof(model: &mut Model) -> Vec<Effect> {
    let space = &mut model.sign_in;
    let Some(name) = space.selected.clone() else {
        return Vec::new();
    };
    let mut all = space.profiles.list.iter_mut();
    if let Some(own) = all.find(|own| own.name == name) {
        own.vault_entry = None;
    }
    let effects = profiles::save(space);
    let told = "The profile takes nothing from the vault any more; the entry stays there";
    tell(model, Level::Done, told, false);
    effects
}

/// A pasted PEM as it was: a field of one line made blanks of its line ends.
pub(super) fn with_lines(text: &str) -> SecretText {
    let parts = text.split("-----").enumerate();
    // Between two marks, the second of which ends it, stands what the key is written in.
    let parts = parts.map(|(i, part)| match i % 4 {
        2 => part.replace(' ', "\n"),
        _ => part.to_owned(),
    });
    let parts: Vec<String> = parts.collect();
    SecretText::from(parts.join("-----"))
}

/// The typed key as it is given to a login.
pub(super) fn key_text(text: &SecretText) -> Secret {
    Secret::from(with_lines(text).to_string())
}

/// The steps of the errand with an entry of the vault are shown, as those of a trace are.
pub(in crate::app) fn show_entry_run(model: &mut Model) {
    let space = &mut model.sign_in;
    let Some(entry) = space.from_entry.as_deref() else {
        return;
    };
    let mut run = entry.run.clone();
    run.pending = None;
    // What is to be done with its tokens is done in the vault.
    run.obtained = None;
    run.source = Some(entry.label.clone());
    space.opened = Some(run);
    space.choosing = false;
    model.page = Page::SignIn;
}

/// The errand is put away, with what it brought; one that is under way stays.
pub(in crate::app) fn put_entry_run_away(model: &mut Model) {
    let space: &mut SignInSpace = &mut model.sign_in;
    if !space.is_entry_under_way() {
        space.from_entry = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pem_in_one_line_gets_its_line_ends_back() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMIG\nAgE\n-----END PRIVATE KEY-----";
        let pasted = pem.replace('\n', " ");
        assert_eq!(&*with_lines(&pasted), pem);
        assert_eq!(&*with_lines(pem), pem);
        let jwk = r#"{"kty": "EC"}"#;
        assert_eq!(&*with_lines(jwk), jwk);
    }
}
