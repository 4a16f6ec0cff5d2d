//! How far a login is.

use super::{Login, Task};
use crate::oauth::{Endpoint, Issuer};
use std::collections::VecDeque;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Metadata are looked for, at these addresses in turn; what became of the first.
    Discovery(Issuer, VecDeque<String>, Option<String>),
    Listen,
    Push,
    Browser,
    DeviceStart,
    DeviceWait,
    Token,
    Keys,
    IdToken,
    Userinfo,
    Introspect,
    Revoke,
    Done,
}

impl Stage {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Discovery(..) => "discovery",
            Self::Listen => "listen",
            Self::Push => "pushed authorization request",
            Self::Browser => "authorization",
            Self::DeviceStart => "device authorization",
            Self::DeviceWait => "wait",
            Self::Token => "token request",
            Self::Keys => "keys",
            Self::IdToken => "ID token",
            Self::Userinfo => "userinfo",
            Self::Introspect => "introspection",
            Self::Revoke => "revocation",
            Self::Done => "done",
        }
    }
}

impl Login {
    /// The addresses that will be asked from here on, as far as that is known: none while the
    /// metadata are looked for, and none that only the browser goes to.
    pub fn asks(&self) -> Vec<(Endpoint, &str)> {
        use Endpoint::{
            DeviceAuthorization, Introspection, Jwks, PushedAuthorization, Revocation, Token,
            Userinfo,
        };
        if matches!(self.stage, Stage::Discovery(..) | Stage::Done) {
            return Vec::new();
        }
        let mut endpoints = match &self.task {
            Task::Code => vec![Token],
            Task::Implicit | Task::Logout { .. } => Vec::new(),
            Task::Device => vec![DeviceAuthorization, Token],
            Task::ClientCredentials | Task::Refresh { .. } | Task::Password { .. } => vec![Token],
            Task::Introspect { .. } => vec![Introspection],
            Task::Revoke { .. } => vec![Revocation],
            Task::Userinfo { .. } => vec![Userinfo],
        };
        let is_login = matches!(self.task, Task::Code | Task::Implicit | Task::Device);
        if is_login && self.is_pushed() {
            endpoints.insert(0, PushedAuthorization);
        }
        if is_login && self.is_openid() {
            endpoints.extend([Jwks, Userinfo]);
        }
        // An ID token may come here too, and a refresh token that rotates does not outlive a
        // question.
        if matches!(self.task, Task::Refresh { .. } | Task::Password { .. }) {
            endpoints.push(Jwks);
        }
        let address = |endpoint| Some((endpoint, self.server.endpoint(endpoint).ok()?));
        endpoints.into_iter().filter_map(address).collect()
    }
}
