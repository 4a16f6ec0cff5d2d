//! What kind of credential is kept.

use serde::{Deserialize, Serialize};

/// What kind of credential an entry is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What a client may do, for an API (RFC 6749 §1.4).
    AccessToken,
    /// What gets new access tokens (RFC 6749 §1.5).
    RefreshToken,
    /// Who signed in (OpenID Core §2).
    IdToken,
    /// A key that stands for an account at a service.
    ApiKey,
    /// The password of a client (RFC 6749 §2.3.1).
    ClientSecret,
    /// A private or shared key that signs (RFC 7517).
    SigningKey,
    /// What a webhook's signature is checked with.
    WebhookSecret,
    /// A session in a browser (RFC 6265).
    Cookie,
    /// The password of a person or a database.
    Password,
    /// Anything else.
    #[default]
    Other,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::AccessToken,
        Self::RefreshToken,
        Self::IdToken,
        Self::ApiKey,
        Self::ClientSecret,
        Self::SigningKey,
        Self::WebhookSecret,
        Self::Cookie,
        Self::Password,
        Self::Other,
    ];

    /// The name by which a program knows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::RefreshToken => "refresh-token",
            Self::IdToken => "id-token",
            Self::ApiKey => "api-key",
            Self::ClientSecret => "client-secret",
            Self::SigningKey => "signing-key",
            Self::WebhookSecret => "webhook-secret",
            Self::Cookie => "cookie",
            Self::Password => "password",
            Self::Other => "other",
        }
    }

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::AccessToken => "Access token",
            Self::RefreshToken => "Refresh token",
            Self::IdToken => "ID token",
            Self::ApiKey => "API key",
            Self::ClientSecret => "Client secret",
            Self::SigningKey => "Signing key",
            Self::WebhookSecret => "Webhook secret",
            Self::Cookie => "Cookie",
            Self::Password => "Password",
            Self::Other => "Other",
        }
    }

    /// The kind of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it lives for minutes or hours and is replaced by signing in, not by hand.
    pub fn is_session(self) -> bool {
        matches!(self, Self::AccessToken | Self::IdToken | Self::Cookie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_by_the_name_it_is_read_by() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.as_str()), Some(kind));
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(written, format!("\"{}\"", kind.as_str()));
        }
        assert_eq!(Kind::from_name("API key"), None);
    }
}
