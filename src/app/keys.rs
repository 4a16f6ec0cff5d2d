//! The keys that the person gave, and the form in which more are given.

use super::Fetched;
use super::SecretText;
use super::layers::is_locked;
use super::model::Model;
use crate::jose::jwe::{KeyManagement, Method};
use crate::jose::key::{Key, KeyFormat, KeySet, SecretEncoding};
use crate::report::Json;
use std::fmt;

/// A set of keys that was given, until it is removed.
#[derive(Clone, Debug)]
pub struct GivenKeys {
    /// Tells it from the others.
    pub id: u64,
    /// The keys, and what could not be read.
    pub set: KeySet,
    /// Whether it came with a sample; it goes with it too.
    pub from_sample: bool,
    /// How it came from the network, where it did.
    pub fetched: Option<Fetched>,
}

impl GivenKeys {
    /// Keys that the person gave.
    pub fn new(id: u64, set: KeySet) -> Self {
        Self {
            id,
            set,
            from_sample: false,
            fetched: None,
        }
    }

    /// What it holds, in a few words: `JWKS, 3 keys`.
    pub fn summary(&self) -> String {
        let form = match self.set.format {
            KeyFormat::Jwk => "JWK",
            KeyFormat::Jwks => "JWKS",
            KeyFormat::PemMap => "Map of PEM",
            KeyFormat::Pem => "PEM",
            KeyFormat::Der => "DER",
            KeyFormat::Secret => {
                let first = self.set.keys.first();
                return first.map_or_else(String::new, Key::description);
            }
        };
        match self.set.keys.len() {
            1 => format!("{form}, 1 key"),
            n => format!("{form}, {n} keys"),
        }
    }
}

/// How a key is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyTab {
    /// From a file.
    #[default]
    File,
    /// As pasted text: JWK, JWKS, PEM.
    Text,
    /// As a shared secret.
    Secret,
    /// From an address.
    Url,
}

impl KeyTab {
    /// All ways, in their order.
    pub const ALL: [Self; 4] = [Self::File, Self::Text, Self::Secret, Self::Url];

    /// The ways for a key that signs: nobody publishes one.
    pub const SIGNING: [Self; 3] = [Self::File, Self::Text, Self::Secret];

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Text => "Paste",
            Self::Secret => "Secret",
            Self::Url => "Address",
        }
    }
}

/// The form in which a key is given. It may hold a secret until it is sent off.
#[derive(Clone, Default)]
pub struct KeyForm {
    /// Whether it is shown.
    pub open: bool,
    /// The way that is chosen.
    pub tab: KeyTab,
    /// The path that is typed.
    pub path: String,
    /// The address that is typed.
    pub url: String,
    /// The JWK, JWKS or PEM that is pasted.
    pub text: SecretText,
    /// The secret that is typed.
    pub secret: SecretText,
    /// How the secret is written down.
    pub encoding: SecretEncoding,
    /// Whether the secret can be read.
    pub reveal: bool,
    /// Why the last try gave no key.
    pub error: Option<String>,
}

/// What a person does in the form for a key.
#[derive(Clone, Debug)]
pub enum KeyFormAction {
    /// It is shown or put away.
    Show(bool),
    /// A way to give a key is chosen.
    Tab(KeyTab),
    /// The path of a key file was changed.
    Path(String),
    /// The address of a key set was changed.
    Url(String),
    /// The pasted key text was changed.
    Text(SecretText),
    /// The secret was changed.
    Secret(SecretText),
    /// How the secret is written down.
    Encoding(SecretEncoding),
    /// The secret is shown or masked.
    Reveal(bool),
    /// The key is to be taken, in the way that is chosen.
    Add,
}

impl KeyForm {
    /// Does what a person did. Taking the key is left to whoever shows the form.
    pub(super) fn change(&mut self, action: KeyFormAction) {
        match action {
            KeyFormAction::Show(open) => {
                *self = Self {
                    open,
                    ..self.emptied(true)
                };
            }
            KeyFormAction::Tab(tab) => self.tab = tab,
            KeyFormAction::Path(path) => self.path = path,
            KeyFormAction::Url(url) => self.url = url,
            KeyFormAction::Text(text) => self.text = text,
            KeyFormAction::Secret(secret) => self.secret = secret,
            KeyFormAction::Encoding(encoding) => self.encoding = encoding,
            KeyFormAction::Reveal(reveal) => {
                self.reveal = reveal;
                return;
            }
            KeyFormAction::Add => return,
        }
        self.error = None;
    }

    /// The form put away, without what is secret; the place of the last key stays where it was
    /// not taken.
    pub(super) fn emptied(&mut self, keep_place: bool) -> Self {
        let kept = Self {
            tab: self.tab,
            ..Self::default()
        };
        if !keep_place {
            return kept;
        }
        Self {
            path: std::mem::take(&mut self.path),
            url: std::mem::take(&mut self.url),
            ..kept
        }
    }
}

impl Model {
    /// An encrypted token says what opens it: a secret is typed, a private key stands in a file.
    pub(super) fn suggest_key_tab(&mut self) {
        let Some(report) = self.report().filter(|report| is_locked(report)) else {
            return;
        };
        let alg = report.header.as_ref().and_then(|header| header.get("alg"));
        let Some(method) = alg
            .and_then(Json::as_str)
            .and_then(KeyManagement::from_name)
        else {
            return;
        };
        let form = &mut self.key_form;
        if method.is_public_key() {
            if matches!(form.tab, KeyTab::Url | KeyTab::Secret) {
                form.tab = KeyTab::default();
            }
            return;
        }
        form.tab = KeyTab::Secret;
        // A password is text; a key is bytes, which are hardly ever that.
        form.encoding = match method.method() {
            Method::Password(..) => SecretEncoding::Text,
            _ => SecretEncoding::Base64,
        };
    }
}

impl fmt::Debug for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyForm")
            .field("open", &self.open)
            .field("tab", &self.tab)
            .field("path", &self.path)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_does_not_print_what_is_secret() {
        let form = KeyForm {
            text: "hunter2".to_owned().into(),
            secret: "hunter2".to_owned().into(),
            ..Default::default()
        };
        assert!(!format!("{form:?}").contains("hunter2"));
    }
}
