//! What a login came to.

use super::{Login, Task};
use crate::oauth::Tokens;
use crate::report::{Check, Finding, Json, Status};
use crate::wire::{Show, Step, Tree, check_json, finding_json, object, step_json};

/// What a login came to, with the whole way.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Why it failed, in one sentence.
    pub error: Option<String>,
    /// Whether the person ended it.
    pub is_cancelled: bool,
    /// Whether it ended with what somebody answered.
    is_refused: bool,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// The tokens, where they came.
    tokens: Option<Tokens>,
    /// Who signed in, or what a token is worth.
    pub claims: Option<Tree>,
    /// What an introspection says.
    pub active: Option<bool>,
    /// What is advised about the login as a whole.
    pub findings: Vec<Finding>,
}

impl Login {
    /// What it came to, or how far it is.
    pub fn outcome(&self) -> Outcome {
        let is_done = self.stage == super::Stage::Done;
        let error = self.error.clone();
        let error = error.or_else(|| (!is_done).then(|| "it is not finished".to_owned()));
        let tokens = match self.task {
            Task::Introspect { .. } | Task::Revoke { .. } | Task::Logout { .. } => None,
            _ => self.tokens.clone(),
        };
        Outcome {
            error,
            is_cancelled: self.is_cancelled,
            is_refused: self.is_refused,
            steps: self.steps.clone(),
            tokens,
            claims: self.claims.clone(),
            active: self.active,
            findings: self.findings.clone(),
        }
    }
}

impl Outcome {
    /// Whether it ended as it should: nothing failed, and what has to be checked was.
    pub fn is_ok(&self) -> bool {
        let failed = self.checks().any(|c| c.status == Status::Fail);
        self.error.is_none() && !failed
    }

    /// The tokens, where they may be used.
    pub fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref().filter(|_| self.is_ok())
    }

    /// Tokens that came and are not to be used: to be looked at, to see why.
    pub fn refused_tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref().filter(|_| !self.is_ok())
    }

    /// All that was judged, in the order of the steps.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.steps.iter().flat_map(|step| &step.checks)
    }

    /// All that is advised.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let of_steps = self.steps.iter().flat_map(|step| &step.findings);
        self.findings.iter().chain(of_steps)
    }

    /// As the commands print it.
    pub fn to_json(&self, show: Show) -> Json {
        let word = if self.is_ok() { "ok" } else { "failed" };
        let mut members = vec![("outcome", Json::String(word.to_owned()))];
        if let Some(error) = &self.error {
            members.push(("error", Json::String(error.clone())));
        }
        let steps = self.steps.iter().map(|s| step_json(s, show)).collect();
        members.push(("steps", Json::Array(steps)));
        if let Some(tokens) = self.tokens() {
            members.push(("tokens", tokens.to_json(show)));
        } else if let Some(tokens) = self.refused_tokens() {
            members.push(("refused_tokens", tokens.to_json(show)));
        }
        if let Some(active) = self.active {
            members.push(("active", Json::Bool(active)));
        }
        if let Some(claims) = &self.claims {
            members.push(("claims", claims.to_json(show)));
        }
        let checks = self.checks().map(check_json).collect();
        members.push(("checks", Json::Array(checks)));
        let findings = self.findings().map(finding_json).collect();
        members.push(("findings", Json::Array(findings)));
        object(members)
    }

    /// The exit code of the command: 0 where it is as it should be, 1 where it was refused or a
    /// check failed, 2 where nobody answered, 130 where the person ended it.
    pub fn exit_code(&self) -> u8 {
        let failed = self.checks().any(|c| c.status == Status::Fail);
        match self.active {
            _ if self.is_cancelled => 130,
            Some(false) => 1,
            _ if self.is_ok() => 0,
            _ if failed || self.is_refused || self.refused_tokens().is_some() => 1,
            _ => 2,
        }
    }
}
