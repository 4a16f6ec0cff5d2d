//! What a login begins with.

use crate::jose::signing::SigningKey;
use crate::oauth::{Credential, Grant, Profile};
use crate::report::Secret;

/// What is to be done, with the secrets that it takes.
#[derive(Clone, Debug)]
pub enum Task {
    /// Sign in with a code (RFC 6749 §4.1).
    Code,
    /// Sign in with tokens that the browser brings (RFC 6749 §4.2). Deprecated.
    Implicit,
    /// Sign in with a code that is typed on another device (RFC 8628).
    Device,
    /// Get a token for the client itself (RFC 6749 §4.4).
    ClientCredentials,
    /// Get new tokens (RFC 6749 §6).
    Refresh {
        /// The refresh token.
        token: Secret,
        /// The ID token of before, to compare the new one with.
        id_token: Option<Secret>,
    },
    /// Get tokens for a password (RFC 6749 §4.3). Deprecated.
    Password {
        /// Whose.
        user: String,
        /// The password.
        password: Secret,
    },
    /// Ask what a token is worth (RFC 7662).
    Introspect {
        /// The token.
        token: Secret,
        /// What kind it is: `access_token`, `refresh_token`.
        hint: Option<String>,
    },
    /// Give a token back (RFC 7009).
    Revoke {
        /// The token.
        token: Secret,
        /// What kind it is.
        hint: Option<String>,
    },
    /// Ask who signed in (OpenID Core §5.3).
    Userinfo {
        /// The access token.
        token: Secret,
        /// The ID token that came with it.
        id_token: Option<Secret>,
    },
    /// Sign out at the provider (OpenID RP-Initiated Logout).
    Logout {
        /// The ID token, as a hint who is to be signed out. It never stands in an address.
        id_token: Option<Secret>,
        /// Whether the browser is to come back: the redirect URI has to be registered for it.
        comes_back: bool,
    },
}

impl Task {
    /// The task of a grant that takes no secret of its own.
    pub fn of(grant: Grant) -> Option<Self> {
        Some(match grant {
            Grant::Code => Self::Code,
            Grant::Implicit => Self::Implicit,
            Grant::Device => Self::Device,
            Grant::ClientCredentials => Self::ClientCredentials,
            Grant::Refresh | Grant::Password => return None,
        })
    }
}

/// All that a login begins with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where and how.
    pub profile: Profile,
    /// What.
    pub task: Task,
    /// What the client proves itself with.
    pub credential: Credential,
    /// The key that tokens are bound to, where the profile asks for DPoP.
    pub dpop_key: Option<SigningKey>,
}

impl Plan {
    /// Whether a key has to be made that the tokens are bound to: the profile asks for DPoP, and
    /// none was given.
    ///
    /// # Errors
    /// [`PlanError`] where no new one will do: an access token is used with the key that it is
    /// bound to, and so is the refresh token of a public client (RFC 9449 §5, §7).
    pub fn wants_dpop_key(&self) -> Result<bool, PlanError> {
        let is_missing = self.profile.dpop && self.dpop_key.is_none();
        let bound = match self.task {
            Task::Refresh { .. } if self.credential.is_none() => {
                Some("the refresh token of a public client")
            }
            Task::Userinfo { .. } => Some("the access token"),
            _ => None,
        };
        match bound.filter(|_| is_missing) {
            Some(token) => Err(PlanError(format!(
                "{token} is bound to the key that it came with (RFC 9449 §5); give that key (--dpop-key)"
            ))),
            None => Ok(is_missing),
        }
    }
}

/// Why a login cannot begin. One sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlanError(pub(super) String);
