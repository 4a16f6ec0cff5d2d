//! What is asked of the world for a login, and what is told of it.

use super::{DevicePrompt, Obtained, TokenKind, Waiting};
use crate::oauth::Profile;
use crate::report::{Finding, Secret};
use crate::wire::Step;

/// What is done with a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errand {
    /// Tokens are got, as the profile says.
    SignIn,
    /// New tokens are got with the refresh token (RFC 6749 §6).
    Refresh,
    /// It is asked what a token is worth (RFC 7662).
    Introspect(TokenKind),
    /// A token is given back (RFC 7009).
    Revoke(TokenKind),
    /// It is asked who signed in (OpenID Core §5.3).
    Userinfo,
    /// The person is signed out at the provider (OpenID RP-Initiated Logout).
    LogOut,
}

impl Errand {
    /// What is being done, in a few words.
    pub(super) fn doing(self) -> &'static str {
        match self {
            Self::SignIn => "Signing in",
            Self::Refresh => "Refreshing",
            Self::Introspect(_) => "Introspecting",
            Self::Revoke(_) => "Revoking",
            Self::Userinfo => "Asking who signed in",
            Self::LogOut => "Signing out",
        }
    }

    /// Whether the client says who it is, to the token endpoint or one beside it.
    pub(super) fn proves_client(self) -> bool {
        !matches!(self, Self::Userinfo | Self::LogOut)
    }
}

/// What the client proves itself with.
#[derive(Clone, Debug, Default)]
pub enum ClientProof {
    /// Nothing.
    #[default]
    None,
    /// A secret that was typed.
    Secret(Secret),
    /// The secret in a variable of the environment.
    Variable(String),
    /// The private key in a file.
    KeyFile(String),
    /// A private key as text: JWK or PEM.
    Key(Secret),
}

/// All that a login needs.
#[derive(Clone, Debug)]
pub struct SignInJob {
    /// Which one.
    pub ticket: u64,
    /// What is done.
    pub errand: Errand,
    /// With which profile.
    pub profile: Profile,
    /// What the client proves itself with.
    pub proof: ClientProof,
    /// Whose password, and the password.
    pub password: Option<(String, Secret)>,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// What was got before.
    pub obtained: Option<std::sync::Arc<Obtained>>,
    /// Addresses whose hosts the person agreed to before.
    pub agreed: Vec<String>,
    /// The file of a company's own authorities.
    pub ca: Option<String>,
}

/// How a login ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Why it failed, in one sentence. Nothing where it went as it should.
    pub error: Option<String>,
    /// Whether the person ended it.
    pub is_cancelled: bool,
    /// What was got.
    pub obtained: Option<Obtained>,
    /// What an introspection says: whether the token is good.
    pub active: Option<bool>,
    /// What is advised about the login as a whole.
    pub findings: Vec<Finding>,
}

/// What is told of a login while it goes on.
#[derive(Debug)]
pub enum Told {
    /// A host is being asked.
    Asking {
        /// The host.
        host: String,
        /// What is asked for, without a query.
        url: String,
    },
    /// The person is to agree to a host first.
    NeedsConsent {
        /// The host.
        host: String,
        /// What will be asked for.
        url: String,
        /// Why.
        why: String,
    },
    /// The steps so far.
    Steps(Vec<Step>),
    /// The browser is waited for.
    Browser(Box<Waiting>),
    /// No browser could be opened, and why.
    NoBrowser(String),
    /// Something came that is no answer.
    Ignored(String),
    /// What was pasted is no answer, and why.
    NotTaken(String),
    /// Another device is waited for.
    Device(Box<DevicePrompt>),
    /// It is over.
    Ended(Box<Ended>),
}

impl Told {
    /// Whether it is over with this.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Ended(_))
    }
}
