//! The editor: another header, other claims, and the token that they make, beside the one that
//! it began with.

mod change;
mod signer;
#[cfg(test)]
mod tests;
mod text;

pub(super) use change::{edit, key_made, open, redo, signed, signers_read, undo};
pub use signer::{SignJob, Signer};
pub use text::TextFault;

use super::model::LARGE_TEXT;
use super::{KeyForm, KeyTab, Part, SecretText};
use crate::compare::{Comparison, compare};
use crate::jose::Algorithm;
use crate::jose::key::SecretEncoding;
use crate::report::{Json, Kind, Payload, Report, Serialization};
use std::sync::Arc;
use text::{compact, pretty};

/// What is written in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The header as JSON.
    pub header: String,
    /// The claims as JSON, or the payload as text.
    pub payload: String,
}

impl Draft {
    /// Its length in bytes.
    fn len(&self) -> usize {
        self.header.len() + self.payload.len()
    }

    /// The text of a part.
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Header => &self.header,
            Part::Claims => &self.payload,
        }
    }
}

/// What protects the token that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the token that the editor began with.
    Unchanged,
    /// It was signed.
    Signed {
        /// How.
        algorithm: Algorithm,
        /// With what.
        with: String,
    },
    /// It has the signature of the first token, which no longer fits.
    Kept {
        /// Why it was not signed.
        why: String,
    },
    /// It has none: its header says so.
    Unsecured,
}

/// What stands beside the texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Beside {
    /// What was changed.
    #[default]
    Changes,
    /// The token that the editor began with.
    Original,
}

/// A change that is made with one click.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quick {
    /// It ends an hour later, from now where it has ended.
    HourLonger,
    /// It has ended a minute ago.
    Ended,
    /// It was issued now.
    IssuedNow,
    /// It holds from now on.
    FromNow,
    /// It has another id.
    NewId,
}

impl Quick {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::HourLonger,
        Self::Ended,
        Self::IssuedNow,
        Self::FromNow,
        Self::NewId,
    ];

    /// Its words on a button.
    pub fn text(self) -> &'static str {
        match self {
            Self::HourLonger => "exp + 1 h",
            Self::Ended => "exp in the past",
            Self::IssuedNow => "iat = now",
            Self::FromNow => "nbf = now",
            Self::NewId => "New jti",
        }
    }

    /// What it does, in a sentence.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::HourLonger => "Let it end an hour later, counted from now where it has ended",
            Self::Ended => "Let it have ended a minute ago",
            Self::IssuedNow => "Let it be issued now",
            Self::FromNow => "Let it hold from now on",
            Self::NewId => "Give it a new random id",
        }
    }
}

/// A value in the table that is written, and is not yet one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which member.
    pub number: usize,
    /// What is written.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What a person does in the editor.
#[derive(Clone, Debug)]
pub enum EditAction {
    /// A text was changed.
    SetText(Part, String),
    /// The claims are shown as a table, or as JSON.
    ShowTable(bool),
    /// The value of that number was changed in the table.
    SetValue(usize, String),
    /// The claim of that number is taken away.
    Remove(usize),
    /// A change with one click.
    Quick(Quick),
    /// The new id is there, or why there is none.
    NewId(Result<String, String>),
    /// Another algorithm; none for `none`.
    Algorithm(Option<Algorithm>),
    /// Another key to sign with; none for the first signature.
    Signer(Option<usize>),
    /// The form for keys is shown or put away.
    ShowForm(bool),
    /// A way to give a key.
    Tab(KeyTab),
    /// The path of a key file.
    Path(String),
    /// A key as text.
    KeyText(SecretText),
    /// A shared secret.
    Secret(SecretText),
    /// How the secret is written down.
    Encoding(SecretEncoding),
    /// Secrets in the form are shown or masked.
    Reveal(bool),
    /// The key in the form is taken.
    AddKey,
    /// A new key is made that is never written down.
    MakeKey,
    /// Whether Inspect is given the key's public half too.
    GiveKey(bool),
    /// What stands beside.
    Beside(Beside),
    /// The token is copied.
    Copy,
    /// The token goes to Inspect.
    Use,
    /// The editor is put away.
    Discard,
}

/// The editor.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The token that it began with.
    pub original: Arc<Report>,
    /// What is written.
    pub draft: Draft,
    /// What was written first.
    pub(super) first: Draft,
    /// Whether the payload is JSON.
    pub is_json: bool,
    /// What is wrong with the header.
    pub header_fault: Option<TextFault>,
    /// What is wrong with the claims.
    pub payload_fault: Option<TextFault>,
    /// The last header that could be read.
    pub header: Json,
    /// The last payload that could be read.
    pub payload: Payload,
    /// The token that they make.
    pub token: String,
    /// What protects it.
    pub outcome: Outcome,
    /// What is different from the first token.
    pub changes: Comparison,
    /// The keys that can sign.
    pub signers: Vec<Signer>,
    /// The one that does; none keeps the first signature.
    pub signer: Option<usize>,
    /// Whether the person chose it, so that it signs even what was not changed.
    pub(super) signs_anyway: bool,
    /// Whether Inspect is given the key's public half with the token.
    pub give_key: bool,
    /// The form for more keys.
    pub form: KeyForm,
    /// The key that is being made.
    pub making: Option<u64>,
    /// Whether the claims are shown as a table.
    pub table: bool,
    /// The value that is being written in the table.
    pub cell: Option<Cell>,
    /// What stands beside the texts.
    pub beside: Beside,
    pub(super) past: Vec<Draft>,
    pub(super) future: Vec<Draft>,
    /// The part that was typed into last, and when: typing goes on as one step of the history.
    pub(super) typing: Option<(Part, i64)>,
    /// The signing that is waited for.
    pub(super) waiting: Option<u64>,
}

impl Editor {
    /// Whether a token can be edited: a compact JWS of a size that can be laid out at once, whose
    /// payload is text.
    pub fn can_edit(report: &Report) -> bool {
        let is_object = |header: &Json| header.members().is_some();
        report.kind == Kind::Jws
            && report.serialization == Some(Serialization::Compact)
            && report.text.len() <= LARGE_TEXT
            && report.header.as_ref().is_some_and(is_object)
            && matches!(report.payload, Some(Payload::Json(_) | Payload::Text(_)))
    }

    /// An editor on a token, where it can be edited.
    pub(super) fn new(report: &Report, signers: Vec<Signer>) -> Option<Self> {
        if !Self::can_edit(report) {
            return None;
        }
        let header = report.header.clone()?;
        let payload = report.payload.clone()?;
        let draft = Draft {
            header: pretty(&header),
            payload: match &payload {
                Payload::Json(json) => pretty(json),
                Payload::Text(text) => text.clone(),
                Payload::Bytes(_) => return None,
            },
        };
        let algorithm = header.get("alg").and_then(Json::as_str);
        let algorithm = algorithm.and_then(Algorithm::from_name);
        let fits = |signer: &Signer| algorithm.is_some_and(|a| signer.key.key().fits_type(a));
        Some(Self {
            is_json: matches!(payload, Payload::Json(_)),
            first: draft.clone(),
            draft,
            header_fault: None,
            payload_fault: None,
            header,
            payload,
            token: report.text.clone(),
            outcome: Outcome::Unchanged,
            changes: compare(report, report),
            signer: signers.iter().position(fits),
            signers,
            signs_anyway: false,
            give_key: true,
            form: KeyForm::default(),
            making: None,
            table: false,
            cell: None,
            beside: Beside::default(),
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
            waiting: None,
            original: Arc::new(report.clone()),
        })
    }

    /// What is wrong with a part.
    pub fn fault(&self, part: Part) -> Option<&TextFault> {
        match part {
            Part::Header => self.header_fault.as_ref(),
            Part::Claims => self.payload_fault.as_ref(),
        }
    }

    /// Whether both parts can be read, so that the token is what is written.
    pub fn is_whole(&self) -> bool {
        self.header_fault.is_none() && self.payload_fault.is_none()
    }

    /// Whether anything would be lost.
    pub fn is_changed(&self) -> bool {
        self.draft != self.first || self.outcome != Outcome::Unchanged
    }

    /// Whether a step can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether a step that was taken back can be taken again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// What the header says signs.
    pub fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_name(self.header.get("alg")?.as_str()?)
    }

    /// Whether the header says that nothing signs (RFC 7518 §3.6).
    pub fn is_unsecured(&self) -> bool {
        self.header.get("alg").and_then(Json::as_str) == Some("none")
    }

    /// The key that signs.
    pub fn chosen(&self) -> Option<&Signer> {
        self.signers.get(self.signer?)
    }

    /// What stands in the field for a claim: a string as it is, anything else as JSON.
    pub fn cell_text(&self, number: usize, value: &Json) -> String {
        match (&self.cell, value) {
            (Some(cell), _) if cell.number == number => cell.text.clone(),
            (_, Json::String(text)) => text.clone(),
            (_, value) => compact(value),
        }
    }

    /// The claims that the table shows: those that could be read last.
    pub fn claims(&self) -> &[(String, Json)] {
        self.payload.claims().unwrap_or_default()
    }
}
