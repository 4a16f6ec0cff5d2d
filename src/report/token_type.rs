//! What a JWT is for, by the standards that say so.

use serde::Serialize;

/// What a JWT is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenType {
    /// Who signed in, for the client (OpenID Core §2).
    IdToken,
    /// What a client may do, for an API (RFC 9068).
    AccessToken,
    /// Who signed out, for the client (OpenID Back-Channel Logout §2.4).
    LogoutToken,
    /// Who holds the key of a token, for one request (RFC 9449 §4.2).
    DpopProof,
    /// Which client it is, for the authorization server (RFC 7523 §3).
    ClientAssertion,
    /// What an issuer says of a holder, as an SD-JWT (SD-JWT VC, `dc+sd-jwt`).
    VerifiableCredential,
    /// Who presents an SD-JWT, to whom and when (RFC 9901 §4.3).
    KeyBinding,
}

impl TokenType {
    /// Every type.
    pub const ALL: [Self; 7] = [
        Self::IdToken,
        Self::AccessToken,
        Self::LogoutToken,
        Self::DpopProof,
        Self::ClientAssertion,
        Self::VerifiableCredential,
        Self::KeyBinding,
    ];

    /// The name by which a person asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id-token",
            Self::AccessToken => "access-token",
            Self::LogoutToken => "logout-token",
            Self::DpopProof => "dpop-proof",
            Self::ClientAssertion => "client-assertion",
            Self::VerifiableCredential => "verifiable-credential",
            Self::KeyBinding => "key-binding",
        }
    }

    /// The name in a sentence, with its article.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::IdToken => "an ID token",
            Self::AccessToken => "an access token",
            Self::LogoutToken => "a logout token",
            Self::DpopProof => "a DPoP proof",
            Self::ClientAssertion => "a client assertion",
            Self::VerifiableCredential => "a verifiable credential (SD-JWT VC)",
            Self::KeyBinding => "a key-binding JWT",
        }
    }

    /// The type of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }
}

/// What a JWT seems to be for, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Recognised {
    /// What it is for.
    #[serde(rename = "name")]
    pub token_type: TokenType,
    /// Whether its `typ` or the person says so. What only looks so is shown and decides nothing.
    #[serde(rename = "certain")]
    pub is_certain: bool,
}
