//! The ID token: a step of its own, without a request.

use super::{Login, Stage, Task};
use crate::oauth::id_token::{Known, judge_id_token};
use crate::oauth::judge_refreshed;
use crate::oauth::{Credential, Tokens};
use crate::report::{Check, CheckId, Reference, Status};
use crate::wire::{Explanation, Step};

impl Login {
    /// What the ID token is judged by.
    pub(super) fn known<'a>(&'a self, tokens: Option<&'a Tokens>, now: i64) -> Known<'a> {
        let secret = match &self.client.credential {
            Credential::Secret(secret) if !secret.is_empty() => Some(secret),
            _ => None,
        };
        let is_new_login = matches!(self.task, Task::Code | Task::Implicit);
        Known {
            server: &self.server,
            client_id: &self.profile.client_id,
            client_secret: secret,
            keys: self.keys.as_ref(),
            nonce: self.nonce.as_ref().filter(|_| is_new_login),
            access_token: tokens.and_then(|t| t.access_token.as_ref()),
            code: self.code.as_ref(),
            is_from_browser: match self.task {
                Task::Implicit => true,
                // The one beside the code: the token endpoint was not asked yet.
                Task::Code => self.tokens.is_none(),
                _ => false,
            },
            leeway: self.profile.leeway,
            now,
        }
    }

    /// The ID token, judged: a step of its own, without a request.
    pub(super) fn judge_id_token(&mut self, now: i64) -> (Step, Result<Stage, String>) {
        let mut step = Step::new(Stage::IdToken.name(), None);
        let tokens = self.tokens.as_ref();
        let Some(token) = self.to_judge() else {
            return (step, Ok(self.after_tokens()));
        };
        let is_beside_code = tokens.is_none();
        if is_beside_code {
            "ID token beside the code".clone_into(&mut step.name);
        }
        if let Some((check, explanation)) = self.id_token_not_opened(token) {
            let why = first_reason(std::slice::from_ref(&check));
            step.checks.push(check);
            step.explanation = Some(explanation);
            return (
                step,
                Err(format!("the ID token is not to be trusted: {why}")),
            );
        }
        let mut judged = judge_id_token(token, &self.known(tokens, now));
        let mut holds = judged.holds;
        let before = match (&self.task, &self.beside_code) {
            (Task::Refresh { id_token, .. }, _) => Some((id_token.as_ref(), "12.2")),
            (_, Some(first)) if !is_beside_code => Some((Some(first), "3.3.3.6")),
            _ => None,
        };
        if let Some((before, section)) = before {
            let more = judge_refreshed(&judged, before, Reference::openid_core(section));
            holds &= !more.iter().any(|c| c.status == Status::Fail);
            judged.checks.extend(more);
        }
        step.checks.clone_from(&judged.checks);
        step.findings.clone_from(&judged.findings);
        let why = first_reason(&judged.checks);
        self.id_token = Some(judged);
        if holds && is_beside_code {
            return (step, Ok(Stage::Token));
        }
        if holds {
            return (step, Ok(self.after_tokens()));
        }
        step.explanation = Some(explain_id_token(&step.checks));
        (
            step,
            Err(format!("the ID token is not to be trusted: {why}")),
        )
    }
}

/// Why an ID token does not hold: what failed, else what was not checked and has to be.
fn first_reason(checks: &[Check]) -> String {
    let failed = checks.iter().find(|c| c.status == Status::Fail);
    let skipped = || {
        let counts = [
            CheckId::Decryption,
            CheckId::Signature,
            CheckId::KeyTrust,
            CheckId::Issuer,
        ];
        let mut skipped = checks.iter().filter(|c| c.status == Status::Skipped);
        skipped.find(|c| counts.contains(&c.id))
    };
    let found = failed.or_else(skipped);
    found.map_or_else(
        || "it was not checked enough".to_owned(),
        |c| {
            let detail = c.detail.strip_prefix("Not checked: ");
            format!("{}: {}", c.id, detail.unwrap_or(&c.detail))
        },
    )
}

fn explain_id_token(checks: &[Check]) -> Explanation {
    let failed = |id: CheckId| {
        checks
            .iter()
            .any(|c| c.id == id && c.status == Status::Fail)
    };
    let meaning = "The ID token does not hold, and the tokens that came with it are not used";
    let clock = [CheckId::Expiry, CheckId::IssuedAt, CheckId::NotBefore];
    let mend = if clock.into_iter().any(failed) {
        "See this machine's clock first; if it is right, the provider's is off"
    } else if failed(CheckId::Issuer) {
        "Give the issuer exactly as the token names it, if that is the one you mean; a tenant may have a name and an id"
    } else if failed(CheckId::Audience) || failed(CheckId::AuthorizedParty) {
        "See the client id: the token was made for another client"
    } else if failed(CheckId::Nonce) || failed(CheckId::CHash) || failed(CheckId::AtHash) {
        "Sign in again; if it stays so, the tokens come from somewhere else than this login"
    } else {
        "See whether the provider has just changed its keys, and sign in again; open the token in Inspect for the whole story"
    };
    Explanation::new(meaning, mend)
}
