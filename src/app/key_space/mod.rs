//! The workspace for keys: they are made, read, named, converted and saved.

mod change;
mod mask;
#[cfg(test)]
mod tests;

pub(super) use change::{act, found, made, pasted};
use mask::masked;

use super::SecretText;
use crate::jose::certificate::Certificate;
use crate::jose::key::{Material, weaknesses};
use crate::jose::signing::{Entry, KeyFile};
use crate::jose::{Algorithm, Curve, Hash, KeyForm as Form, KeyKind, RsaBits, Thumbprint};
use crate::report::Secret;
use std::path::PathBuf;
use std::sync::Arc;

/// The kinds of key that are made, with the names by which people choose them.
pub const KEY_KINDS: [(&str, KeyKind); 11] = [
    ("EC P-256", KeyKind::Ec(Curve::P256)),
    ("EC P-384", KeyKind::Ec(Curve::P384)),
    ("EC P-521", KeyKind::Ec(Curve::P521)),
    ("EC secp256k1", KeyKind::Ec(Curve::Secp256k1)),
    ("Ed25519", KeyKind::Ed25519),
    ("RSA 2048", KeyKind::Rsa(RsaBits::Rsa2048)),
    ("RSA 3072", KeyKind::Rsa(RsaBits::Rsa3072)),
    ("RSA 4096", KeyKind::Rsa(RsaBits::Rsa4096)),
    ("Secret, 256 bits", KeyKind::Oct(Hash::Sha256)),
    ("Secret, 384 bits", KeyKind::Oct(Hash::Sha384)),
    ("Secret, 512 bits", KeyKind::Oct(Hash::Sha512)),
];

/// The algorithms that a kind of key is made for.
pub fn algorithms_of(kind: KeyKind) -> Vec<Algorithm> {
    let bits = match kind {
        KeyKind::Rsa(bits) => bits,
        _ => RsaBits::default(),
    };
    let all = Algorithm::ALL.into_iter();
    all.filter(|algorithm| KeyKind::of(*algorithm, bits) == kind)
        .collect()
}

/// What is known of a key.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its thumbprint (RFC 7638). That of a secret is kept: whoever has it can try guesses.
    pub thumbprint: Option<String>,
    /// One sentence for each thing that makes it weak.
    pub weaknesses: Vec<String>,
    /// Its certificates, or why one cannot be read.
    pub certificates: Vec<Result<Certificate, String>>,
}

/// So many certificates of a key are read.
const MAX_CERTIFICATES: usize = 12;

impl Facts {
    fn of(entry: &Entry) -> Self {
        let key = &entry.key;
        let is_secret = matches!(key.material, Material::Oct(_));
        let certificates = entry.certificates.iter().take(MAX_CERTIFICATES);
        Self {
            thumbprint: Thumbprint::of(&key.material)
                .filter(|_| !is_secret)
                .map(|thumbprint| thumbprint.base64url()),
            weaknesses: weaknesses(key, None)
                .iter()
                .map(ToString::to_string)
                .collect(),
            certificates: certificates.map(|der| Certificate::read(der)).collect(),
        }
    }
}

/// Keys that were read or made, and what is known of each.
#[derive(Clone, Debug)]
pub struct Found {
    /// The keys.
    pub file: KeyFile,
    /// What is known of each, in the same order.
    pub facts: Vec<Facts>,
}

impl Found {
    /// Looks at every key of a file. It takes long where there are many certificates.
    pub fn new(file: KeyFile) -> Self {
        let facts = file.entries.iter().map(Facts::of).collect();
        Self { file, facts }
    }
}

/// Whether a private key or a secret stands there.
pub fn has_private(entry: &Entry) -> bool {
    entry.key.is_private || is_secret(entry)
}

/// Whether it is a shared secret, which has no public half.
pub fn is_secret(entry: &Entry) -> bool {
    matches!(entry.key.material, Material::Oct(_))
}

/// A key that is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Making {
    /// Which one.
    pub ticket: u64,
    /// Its place in [`KEY_KINDS`].
    pub kind: usize,
    /// Since when, in seconds since 1970-01-01T00:00:00Z.
    pub since: i64,
}

/// A key in the form that is chosen.
#[derive(Clone, Debug)]
pub struct Written {
    /// What a file of it holds.
    pub bytes: Secret,
    /// The text: of DER, which is none, it is base64.
    pub text: Secret,
    /// The text with everything hidden that is private.
    pub masked: String,
    /// Whether a private key or a secret is in it.
    pub is_private: bool,
    /// One sentence for each thing that the form does not hold.
    pub warnings: Vec<String>,
}

/// The line in which the path of a new file is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveForm {
    /// Whether it is shown.
    pub open: bool,
    /// The path.
    pub path: String,
    /// Why it was not written.
    pub error: Option<String>,
    /// Whether a file of that name is there, so that it is asked whether to replace it.
    pub exists: bool,
    /// The writing that is waited for.
    pub(super) ticket: Option<u64>,
}

/// Why a file was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// One of that name is there already.
    Exists,
    /// One sentence.
    Failed(String),
}

/// A file to write.
#[derive(Clone, Debug)]
pub struct SaveJob {
    /// Which one.
    pub ticket: u64,
    /// Where, as typed.
    pub path: String,
    /// What.
    pub bytes: Secret,
    /// Whether only its owner may read it.
    pub is_private: bool,
    /// Whether a file of that name is replaced.
    pub replace: bool,
}

/// What a person does in the workspace, and what becomes of it.
#[derive(Clone, Debug)]
pub enum KeyAction {
    /// Another kind of key is to be made.
    Kind(usize),
    /// The new key is for the algorithm of that number.
    Algorithm(usize),
    /// The id of the new key.
    Kid(String),
    /// A key is made.
    Make,
    /// The key that is being made is not wanted any more.
    CancelMaking,
    /// The pasted text was changed.
    Text(SecretText),
    /// The pasted text is read.
    Read,
    /// The path of a file was changed.
    Path(String),
    /// Another key of the set is shown.
    Select(usize),
    /// Another form is shown.
    Form(Form),
    /// The private half is shown, or the public one.
    Private(bool),
    /// What is private is shown, or masked.
    Reveal(bool),
    /// The text is copied.
    Copy,
    /// The thumbprint is copied.
    CopyThumbprint,
    /// The line for a new file is shown or put away.
    ShowSave(bool),
    /// Its path was changed.
    SavePath(String),
    /// The file is written; `true` replaces one that is there.
    Save(bool),
    /// The desktop's dialog for a new file is asked for.
    BrowseNew,
    /// The dialog is closed: a file, none, or why there is no dialog.
    PickedNew(Result<Option<PathBuf>, String>),
    /// The file is written, under that name, or why it is not.
    Saved(u64, Result<String, SaveError>),
    /// Inspect verifies with the public half, or the secret.
    UseInInspect,
    /// The keys are put away.
    Clear,
}

/// The workspace.
#[derive(Clone, Debug, Default)]
pub struct KeySpace {
    /// The kind of key to make, by its place in [`KEY_KINDS`].
    pub kind: usize,
    /// What it is for, by its place in [`algorithms_of`].
    pub algorithm: usize,
    /// Its id.
    pub kid: String,
    /// The key that is being made.
    pub making: Option<Making>,
    /// What is pasted.
    pub text: SecretText,
    /// The path that is typed.
    pub path: String,
    /// Why the last one could not be read.
    pub error: Option<String>,
    /// The keys.
    pub found: Option<Arc<Found>>,
    /// Which of them is shown.
    pub selected: usize,
    /// The form in which it is shown.
    pub form: Form,
    /// Whether its private half is shown.
    pub private: bool,
    /// Whether what is private can be read.
    pub reveal: bool,
    /// It in that form, or why it has none.
    pub written: Option<Result<Written, String>>,
    /// The line for a new file.
    pub save: SaveForm,
}

impl KeySpace {
    /// The key that is shown, and what is known of it.
    pub fn shown(&self) -> Option<(&Entry, &Facts)> {
        let found = self.found.as_deref()?;
        let entry = found.file.entries.get(self.selected)?;
        Some((entry, found.facts.get(self.selected)?))
    }

    /// The kind of key to make.
    pub fn kind(&self) -> KeyKind {
        let kind = KEY_KINDS.get(self.kind).map(|(_, kind)| *kind);
        kind.unwrap_or(KeyKind::Ed25519)
    }

    /// A name for the file of the key that is shown.
    pub fn file_name(&self) -> String {
        let is_private = matches!(&self.written, Some(Ok(written)) if written.is_private);
        let half = if is_private { "private" } else { "public" };
        let end = match self.form {
            Form::Jwk => "jwk.json",
            Form::Jwks => "jwks.json",
            Form::Pem => "pem",
            Form::Der => "der",
        };
        format!("{half}.{end}")
    }
}
