//! One thing that was judged: passed, failed, or not checked, and why.

use super::Reference;
use serde::Serialize;
use std::fmt;

/// What is judged. The names are part of the contract of the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckId {
    /// Is the text written as the standard wants it, to the last character?
    Format,
    /// Is the algorithm one that may be used here?
    Algorithm,
    /// Does the signature verify?
    Signature,
    /// Does the encrypted content decrypt and authenticate?
    Decryption,
    /// Is the key one that the person trusts?
    KeyTrust,
    /// Is the key strong enough?
    KeyStrength,
    /// Are all critical extensions understood?
    Critical,
    /// Is `typ` the expected one?
    Type,
    /// Is `iss` the expected one?
    Issuer,
    /// Is `sub` the expected one?
    Subject,
    /// Is one of the expected audiences in `aud`?
    Audience,
    /// Has `exp` not been reached?
    Expiry,
    /// Has `nbf` been reached?
    NotBefore,
    /// Does `iat` lie in the past?
    IssuedAt,
    /// Is `nonce` the one that was sent?
    Nonce,
    /// Are the claims present that must be?
    RequiredClaims,
}

impl CheckId {
    /// The id as the commands print it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Algorithm => "algorithm",
            Self::Signature => "signature",
            Self::Decryption => "decryption",
            Self::KeyTrust => "key-trust",
            Self::KeyStrength => "key-strength",
            Self::Critical => "critical",
            Self::Type => "type",
            Self::Issuer => "issuer",
            Self::Subject => "subject",
            Self::Audience => "audience",
            Self::Expiry => "expiry",
            Self::NotBefore => "not-before",
            Self::IssuedAt => "issued-at",
            Self::Nonce => "nonce",
            Self::RequiredClaims => "required-claims",
        }
    }

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Format => "Format",
            Self::Algorithm => "Algorithm",
            Self::Signature => "Signature",
            Self::Decryption => "Decryption",
            Self::KeyTrust => "Key trust",
            Self::KeyStrength => "Key strength",
            Self::Critical => "Critical",
            Self::Type => "Type",
            Self::Issuer => "Issuer",
            Self::Subject => "Subject",
            Self::Audience => "Audience",
            Self::Expiry => "Expiry",
            Self::NotBefore => "Not before",
            Self::IssuedAt => "Issued at",
            Self::Nonce => "Nonce",
            Self::RequiredClaims => "Required",
        }
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It was judged and holds.
    Pass,
    /// It was judged and does not hold.
    Fail,
    /// It was not judged; the detail says why.
    Skipped,
}

/// One check with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was judged.
    pub id: CheckId,
    /// What became of it.
    pub status: Status,
    /// One sentence: why.
    pub detail: String,
    /// Where the standard says so.
    pub reference: Reference,
}

impl Check {
    /// A check that holds.
    pub fn pass(id: CheckId, reference: Reference, detail: impl Into<String>) -> Self {
        Self::new(id, Status::Pass, reference, detail)
    }

    /// A check that does not hold.
    pub fn fail(id: CheckId, reference: Reference, detail: impl Into<String>) -> Self {
        Self::new(id, Status::Fail, reference, detail)
    }

    /// A check that was not made.
    pub fn skipped(id: CheckId, reference: Reference, detail: impl Into<String>) -> Self {
        Self::new(id, Status::Skipped, reference, detail)
    }

    fn new(id: CheckId, status: Status, reference: Reference, detail: impl Into<String>) -> Self {
        Self {
            id,
            status,
            detail: detail.into(),
            reference,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_in_json_is_the_id_in_words() {
        for id in [CheckId::KeyTrust, CheckId::NotBefore, CheckId::Format] {
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{}\"", id.as_str()));
        }
    }
}
