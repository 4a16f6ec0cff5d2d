//! The editor: another header, other claims, and the token that they make, beside the one that
//! it began with.

mod change;
mod claims;
mod draft;
mod encode;
mod finish;
mod keys;
mod open;
mod signer;
mod slot;
#[cfg(test)]
mod tests;
mod text;

pub(super) use change::{edit, redo, undo};
pub use draft::{Draft, DraftHeaders, DraftPart};
pub(super) use encode::signed;
pub(super) use keys::{key_made, signers_read};
pub(super) use open::open;
pub use signer::{SignJob, Signer};
pub use slot::{Headers, Slot};
pub use text::TextFault;

use super::{KeyForm, KeyFormAction};
use crate::compare::Comparison;
use crate::jose::Algorithm;
use crate::report::{Json, Payload, Report, Serialization};
use draft::Steps;
use std::sync::Arc;
use text::compact;

/// What protects a signature of the token that was made.
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
    SetText(DraftPart, String),
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
    /// Another signature is edited.
    Signature(usize),
    /// The header names the key that signs, or no key.
    NameKey(bool),
    /// Something in the form for keys.
    Form(KeyFormAction),
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
    /// How that is written down, and so is the one that is made.
    pub serialization: Serialization,
    /// What is written.
    pub draft: Draft,
    /// What was written first.
    pub(super) first: Draft,
    /// Whether the payload is JSON.
    pub is_json: bool,
    /// The signatures; at least one.
    pub slots: Vec<Slot>,
    /// The one that is edited.
    pub at: usize,
    /// What is wrong with the claims.
    pub payload_fault: Option<TextFault>,
    /// The last payload that could be read.
    pub payload: Payload,
    /// The first payload.
    pub(super) first_payload: Payload,
    /// It as it stands in the token.
    pub payload_text: String,
    /// It as it stood in the first token.
    pub(super) first_payload_text: String,
    /// The token that they make.
    pub token: String,
    /// What is different from the first token, in the signature that is edited.
    pub changes: Comparison,
    /// The keys that can sign.
    pub signers: Vec<Signer>,
    /// Whether Inspect is given the public halves of the keys with the token.
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
    steps: Steps,
    /// The signing that is waited for.
    pub(super) waiting: Option<u64>,
    /// Whether the token goes to Inspect once that is done.
    pub(super) use_when_signed: bool,
}

impl Editor {
    /// The signature that is edited.
    pub fn slot(&self) -> Option<&Slot> {
        self.slots.get(self.at)
    }

    pub(super) fn slot_mut(&mut self) -> Option<&mut Slot> {
        self.slots.get_mut(self.at)
    }

    /// What protects it.
    pub fn outcome(&self) -> &Outcome {
        self.slot()
            .map_or(&Outcome::Unchanged, |slot| &slot.outcome)
    }

    /// A text.
    pub fn text(&self, part: DraftPart) -> &str {
        self.draft.part(part, self.at)
    }

    /// What is wrong with a text.
    pub fn fault(&self, part: DraftPart) -> Option<&TextFault> {
        let slot = self.slot();
        match part {
            DraftPart::Header => slot?.header_fault.as_ref(),
            DraftPart::Unprotected => slot?.unprotected_fault.as_ref(),
            DraftPart::Payload => self.payload_fault.as_ref(),
        }
    }

    /// Whether every text can be read, so that the token is what is written.
    pub fn is_whole(&self) -> bool {
        self.payload_fault.is_none() && self.slots.iter().all(Slot::is_whole)
    }

    /// Whether anything would be lost.
    pub fn is_changed(&self) -> bool {
        let is_unchanged = |slot: &Slot| slot.outcome == Outcome::Unchanged;
        self.draft != self.first || !self.slots.iter().all(is_unchanged)
    }

    /// Whether a step can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.steps.past.is_empty()
    }

    /// Whether a step that was taken back can be taken again.
    pub fn can_redo(&self) -> bool {
        !self.steps.future.is_empty()
    }

    /// What the header says signs.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.slot()?.algorithm()
    }

    /// The key that signs.
    pub fn chosen(&self) -> Option<&Signer> {
        self.signers.get(self.slot()?.signer?)
    }

    /// The kid that the header names, where the key that signed is not known by it: whoever
    /// verifies would take another key of that kid.
    pub fn foreign_kid(&self) -> Option<&str> {
        let is_signed = matches!(self.outcome(), Outcome::Signed { .. });
        let own = self
            .chosen()
            .filter(|_| is_signed)?
            .key
            .key()
            .kid
            .as_deref();
        self.slot()?.kid().filter(|kid| own != Some(*kid))
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
