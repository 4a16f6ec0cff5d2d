//! One signature of the token that is edited: its headers, and what protects it.

use super::draft::DraftHeaders;
use super::text::pretty;
use super::{Outcome, TextFault};
use crate::jose::jws::{NewSignature, Signature};
use crate::jose::{Algorithm, base64url};
use crate::report::Json;

/// One signature of the token that is edited.
#[derive(Clone, Debug)]
pub struct Slot {
    /// What is wrong with the protected header.
    pub header_fault: Option<TextFault>,
    /// What is wrong with the unprotected header.
    pub unprotected_fault: Option<TextFault>,
    /// The last headers that could be read.
    pub headers: Headers,
    /// What protects it.
    pub outcome: Outcome,
    /// The key that signs, by its place among the signers; none keeps the first signature.
    pub signer: Option<usize>,
    /// Whether the person chose it, so that it signs even what was not changed.
    pub(super) signs_anyway: bool,
    /// As it stands in the token.
    pub written: NewSignature,
    /// As it stood in the first token.
    pub(super) first: NewSignature,
    pub(super) first_headers: Headers,
}

/// The headers of one signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// What is signed.
    pub protected: Option<Json>,
    /// What is not.
    pub unprotected: Option<Json>,
}

impl Headers {
    /// A parameter, wherever it stands: no name may stand in both (RFC 7515 §4).
    pub fn get(&self, name: &str) -> Option<&Json> {
        let both = [&self.protected, &self.unprotected];
        both.into_iter().flatten().find_map(|one| one.get(name))
    }

    /// Both together: the JOSE header.
    pub fn together(&self) -> Json {
        let both = [&self.protected, &self.unprotected];
        let members = both.into_iter().flatten().filter_map(Json::members);
        Json::Object(members.flatten().cloned().collect())
    }

    /// As they are written in the editor.
    pub(super) fn draft(&self) -> DraftHeaders {
        let text = |json: &Option<Json>| json.as_ref().map(pretty).unwrap_or_default();
        DraftHeaders {
            protected: text(&self.protected),
            unprotected: text(&self.unprotected),
        }
    }
}

impl Slot {
    pub(super) fn new(signature: &Signature) -> Self {
        let headers = Headers {
            protected: signature.protected.clone(),
            unprotected: signature.unprotected.clone(),
        };
        let first = NewSignature {
            protected: signature.protected_text.clone(),
            unprotected: signature.unprotected.clone(),
            value: base64url::encode(&signature.bytes),
        };
        Self {
            header_fault: None,
            unprotected_fault: None,
            headers: headers.clone(),
            outcome: Outcome::Unchanged,
            signer: None,
            signs_anyway: false,
            written: first.clone(),
            first,
            first_headers: headers,
        }
    }

    /// The header that it had first, both parts together.
    pub fn first_header(&self) -> Json {
        self.first_headers.together()
    }

    /// Whether its headers can be read.
    pub fn is_whole(&self) -> bool {
        self.header_fault.is_none() && self.unprotected_fault.is_none()
    }

    /// What the header says signs.
    pub fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_name(self.headers.get("alg")?.as_str()?)
    }

    /// Whether the header says that nothing signs (RFC 7518 §3.6).
    pub fn is_unsecured(&self) -> bool {
        self.headers.get("alg").and_then(Json::as_str) == Some("none")
    }

    /// The id of the key that the header names.
    pub fn kid(&self) -> Option<&str> {
        self.headers.get("kid").and_then(Json::as_str)
    }
}
