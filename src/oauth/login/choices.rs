//! What is weak about what the person chose.

use super::{Login, Task};
use crate::oauth::Pkce;
use crate::report::{Finding, Reference, Severity};

impl Login {
    /// Says what is weak about what was chosen.
    pub(super) fn note_choices(&mut self) {
        let mut advise = |id, severity, title: &str, detail: &str, reference| {
            self.findings.push(Finding {
                id,
                severity,
                title: title.to_owned(),
                detail: detail.to_owned(),
                reference,
            });
        };
        let pkce = self.profile.pkce;
        let is_login = matches!(self.task, Task::Code | Task::Implicit);
        if is_login && self.profile.scopes.iter().any(|s| s == "openid") && !self.provider.nonce {
            advise(
                "nonce-not-sent",
                Severity::Low,
                "No nonce is sent",
                "The provider repeats none in its ID tokens; the state alone shows that the answer is of this login",
                Reference::openid_core("3.1.2.1"),
            );
        }
        match (&self.task, pkce) {
            (Task::Code, Pkce::None) => advise(
                "pkce-none",
                Severity::Medium,
                "The login goes without PKCE",
                "Who sees the code can use it; choose S256 unless the provider refuses it",
                Reference::rfc(9700, "2.1.1"),
            ),
            (Task::Code, Pkce::Plain) => advise(
                "pkce-plain",
                Severity::Medium,
                "The PKCE challenge is the verifier itself",
                "Who sees the authorization request can use the code; choose S256",
                Reference::rfc(7636, "7.2"),
            ),
            (Task::Implicit, _) => advise(
                "grant-implicit",
                Severity::Medium,
                "The implicit grant is deprecated",
                "The tokens pass through the browser, its history and its extensions, and cannot be bound to who asked for them; use a code with PKCE",
                Reference::rfc(9700, "2.1.2"),
            ),
            (Task::Password { .. }, _) => advise(
                "grant-password",
                Severity::Medium,
                "The password grant is deprecated",
                "The client sees the person's password, and neither a second factor nor a passkey works; use a code with PKCE",
                Reference::rfc(9700, "2.4"),
            ),
            _ => {}
        }
    }
}
