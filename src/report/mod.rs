//! What an inspection says: the [`Report`] and the words it is made of.
//!
//! Everything here is data. A [`Check`] decides, a [`Finding`] advises, a [`Diagnosis`] explains,
//! and only checks make the [`Verdict`].

mod advice;
mod check;
mod document;
mod fault;
mod json;
mod reference;
mod sealed;
mod secret;
mod token_type;
mod verdict;
mod visible;
mod words;

pub use advice::{Diagnosis, Finding, KeyPlace, PayloadReading, Remedy, SecretReading, Severity};
pub use check::{Check, CheckId, Status};
pub use document::{
    Disclosed, KeyUse, Kind, Payload, Piece, Report, Selective, Serialization, SignatureReport,
    Undisclosed,
};
pub use fault::{Fault, Segment, Unit};
pub use json::Json;
pub use reference::Reference;
pub use sealed::{RecipientReport, Sealed};
pub use secret::Secret;
pub use token_type::{Recognised, TokenType};
pub use verdict::Verdict;
pub use visible::{unseen_name, visible, visible_json};
pub use words::{capital, lower, quoted, shell_word, without_flags};
