//! One thing that was judged: passed, failed, or not checked, and why.

use super::Reference;
use serde::Serialize;
use std::fmt;

/// What is judged, in the order in which it is told. The names are part of the contract of the
/// commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// Is `azp` an expected client?
    AuthorizedParty,
    /// Has `exp` not been reached?
    Expiry,
    /// Has `nbf` been reached?
    NotBefore,
    /// Does `iat` lie in the past?
    IssuedAt,
    /// Is `auth_time` not too long ago?
    AuthTime,
    /// Is `nonce` the one that was sent?
    Nonce,
    /// Does `at_hash` belong to the access token?
    AtHash,
    /// Does `c_hash` belong to the authorization code?
    CHash,
    /// Does `s_hash` belong to the `state`?
    SHash,
    /// Are the claims present that must be?
    RequiredClaims,
    /// Does the certificate in the header lead to a root that the person trusts?
    Certificate,
    /// Is the token bound to the key that it is used with?
    Confirmation,
    /// Is the DPoP proof one for this request?
    DpopProof,
    /// Does every disclosure belong to a digest of the token (RFC 9901 §7.1)?
    Disclosures,
    /// Does the key-binding JWT belong to this presentation (RFC 9901 §7.3)?
    KeyBinding,
    /// Is `state` the one that was sent (RFC 6749 §10.12)?
    State,
    /// Is `iss` in the authorization response the expected issuer (RFC 9207)?
    ResponseIssuer,
    /// Do the metadata name the issuer they were asked of (RFC 8414 §3.3)?
    DiscoveryIssuer,
    /// Did the answer arrive where it was asked for, in the mode that was asked for?
    Redirect,
    /// Does the token endpoint answer as RFC 6749 §5 wants it?
    TokenResponse,
    /// Is `token_type` one that was asked for?
    TokenType,
    /// Is the `sub` of the userinfo the one of the ID token (OpenID Connect Core §5.3.2)?
    UserinfoSubject,
    /// Is the `sub` of the new ID token that of the old one (OpenID Connect Core §12.2)?
    RefreshSubject,
    /// Is the `iss` of the new ID token that of the old one (OpenID Connect Core §12.2)?
    RefreshIssuer,
    /// Is the access token bound to the key of the DPoP proof (RFC 9449 §6)?
    DpopBinding,
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
            Self::AuthorizedParty => "authorized-party",
            Self::Expiry => "expiry",
            Self::NotBefore => "not-before",
            Self::IssuedAt => "issued-at",
            Self::AuthTime => "auth-time",
            Self::Nonce => "nonce",
            Self::AtHash => "at-hash",
            Self::CHash => "c-hash",
            Self::SHash => "s-hash",
            Self::RequiredClaims => "required-claims",
            Self::Certificate => "certificate",
            Self::Confirmation => "confirmation",
            Self::DpopProof => "dpop-proof",
            Self::Disclosures => "disclosures",
            Self::KeyBinding => "key-binding",
            Self::State => "state",
            Self::ResponseIssuer => "response-issuer",
            Self::DiscoveryIssuer => "discovery-issuer",
            Self::Redirect => "redirect",
            Self::TokenResponse => "token-response",
            Self::TokenType => "token-type",
            Self::UserinfoSubject => "userinfo-subject",
            Self::RefreshSubject => "refresh-subject",
            Self::RefreshIssuer => "refresh-issuer",
            Self::DpopBinding => "dpop-binding",
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
            Self::AuthorizedParty => "Party",
            Self::Expiry => "Expiry",
            Self::NotBefore => "Not before",
            Self::IssuedAt => "Issued at",
            Self::AuthTime => "Sign-in",
            Self::Nonce => "Nonce",
            Self::AtHash => "Token hash",
            Self::CHash => "Code hash",
            Self::SHash => "State hash",
            Self::RequiredClaims => "Required",
            Self::Certificate => "Certificate",
            Self::Confirmation => "Bound key",
            Self::DpopProof => "DPoP proof",
            Self::Disclosures => "Disclosures",
            Self::KeyBinding => "Key binding",
            Self::State => "State",
            Self::ResponseIssuer => "Response issuer",
            Self::DiscoveryIssuer => "Discovery issuer",
            Self::Redirect => "Redirect",
            Self::TokenResponse => "Token response",
            Self::TokenType => "Token type",
            Self::UserinfoSubject => "Userinfo subject",
            Self::RefreshSubject => "Refresh subject",
            Self::RefreshIssuer => "Refresh issuer",
            Self::DpopBinding => "DPoP binding",
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
        for id in [
            CheckId::KeyTrust,
            CheckId::NotBefore,
            CheckId::AuthorizedParty,
            CheckId::AtHash,
            CheckId::CHash,
            CheckId::SHash,
            CheckId::DpopProof,
            CheckId::KeyBinding,
            CheckId::UserinfoSubject,
            CheckId::DpopBinding,
        ] {
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{}\"", id.as_str()));
        }
    }
}
