//! The way through the browser: what is pushed before it opens, and what it brings back.

use super::{Login, Stage, Task};
use crate::oauth::body::seen_in_token_answer;
use crate::oauth::callback::{Awaited, Judged, judge_callback};
use crate::report::{Check, CheckId, Finding, Json, Reference, Secret, Severity, Status};
use crate::wire::{Callback, Explanation, Request, Response, Step};

/// What an answer is before it is taken: see [`Login::preview`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// It belongs to the request, be it an error.
    Taken,
    /// It does not belong to the request, why in one sentence.
    Refused(String),
    /// It is no answer at all: a preload, another program.
    NoAnswer,
}

impl Login {
    pub(super) fn read_pushed(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let json = self.members(response, request, step, &seen_in_token_answer)?;
        let uri = json.get("request_uri").and_then(Json::as_str);
        let Some(uri) = uri.filter(|uri| !uri.is_empty()) else {
            let why = "There is no request_uri in the answer";
            return Err(self.no_answer(why, response, request, step));
        };
        self.request_uri = Some(Secret::from(uri.to_owned()));
        let reference = Reference::rfc(9126, "2.2");
        let detail = "The request was taken, and has a request_uri";
        step.checks
            .push(Check::pass(CheckId::TokenResponse, reference, detail));
        Ok(Stage::Browser)
    }

    fn judge(&self, callback: &Callback) -> (Vec<Check>, Judged) {
        let is_logout = matches!(self.task, Task::Logout { .. });
        let none = Secret::default();
        let awaited = Awaited {
            state: self.state.as_ref().unwrap_or(&none),
            redirect_uri: self.redirect_uri.as_deref().unwrap_or_default(),
            mode: self.mode(),
            issuer: self.issuer(),
            must_name_issuer: self.server.says_issuer_in_response
                && !is_logout
                // Its own iss names the issuer then, and is judged (RFC 9207 §4).
                && !self.brings_id_token(),
        };
        judge_callback(callback, &awaited)
    }

    /// What [`Login::called_back`] would say of what a browser brought, for the page that the
    /// person sees; nothing is kept.
    pub fn preview(&self, callback: &Callback) -> Preview {
        let known = [
            "code",
            "error",
            "access_token",
            "id_token",
            "state",
            "response",
        ];
        let is_answer = callback
            .fields
            .iter()
            .any(|f| known.contains(&f.name.as_str()));
        if !is_answer && !matches!(self.task, Task::Logout { .. }) {
            return Preview::NoAnswer;
        }
        let (checks, judged) = self.judge(callback);
        let failed = checks.into_iter().find(|c| c.status == Status::Fail);
        match (judged, failed) {
            (Judged::Refused, Some(check)) => Preview::Refused(check.detail),
            (Judged::Refused, None) => Preview::Refused("It does not belong to the request".into()),
            _ => Preview::Taken,
        }
    }

    /// Judges the authorization response. Only what belongs to the request is used.
    pub(super) fn read_callback(
        &mut self,
        callback: &Callback,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let is_logout = matches!(self.task, Task::Logout { .. });
        if is_logout {
            "logout".clone_into(&mut step.name);
        }
        let (checks, judged) = self.judge(callback);
        step.checks = checks;
        self.note_pkce(step);
        let accepted = match judged {
            Judged::Refused => {
                let first = step.checks.iter().find(|c| c.status == Status::Fail);
                let why = first.map_or("it does not belong to the request", |c| &c.detail);
                if is_logout {
                    step.explanation = Some(Explanation::new(
                        "What the browser brought does not belong to this logout, and nothing in it was used",
                        "Sign out again, and finish in the tab that was opened last; if it stays so, somebody else is answering",
                    ));
                    return Err(format!("what came back from the logout was refused: {why}"));
                }
                step.explanation = Some(Explanation::new(
                    "The response does not belong to this login, and nothing in it was used",
                    "Sign in again, and finish in the tab that was opened last; if it stays so, somebody else is answering",
                ));
                return Err(format!("the authorization response was refused: {why}"));
            }
            Judged::Error(error) => {
                return Err(self.refused(&error, step));
            }
            Judged::Accepted(accepted) => accepted,
        };
        if is_logout {
            return Ok(Stage::Done);
        }
        if matches!(self.task, Task::Implicit) {
            return self.take_from_browser(&accepted, step, now);
        }
        let Some(code) = accepted.get("code").filter(|code| !code.is_empty()) else {
            let detail = "The response has neither a code nor an error";
            let reference = Reference::rfc(6749, "4.1.2");
            step.checks
                .push(Check::fail(CheckId::TokenResponse, reference, detail));
            let mend = if accepted.get("response").is_some() {
                "The server answers with a JWT (JARM), which is not read here: choose another response mode"
            } else {
                "See the response type in the request"
            };
            step.explanation = Some(Explanation::new(detail, mend));
            return Err("the authorization response has no code".to_owned());
        };
        self.take_code(code, &accepted, step)
    }

    fn note_pkce(&self, step: &mut Step) {
        let announced = self.server.challenge_methods.as_deref();
        let method = self.profile.pkce.as_str();
        let is_announced = announced.is_some_and(|m| m.iter().any(|m| m == method));
        let is_used = matches!(self.task, Task::Code) && method != "none";
        if is_used && self.server.is_discovered && !is_announced {
            step.findings.push(Finding {
                id: "pkce-not-announced",
                severity: Severity::Low,
                title: format!("The server does not announce PKCE with {method}"),
                detail: "It was sent all the same; whether the server looks at it cannot be seen from here".to_owned(),
                reference: Reference::rfc(9700, "2.1.1"),
            });
        }
    }
}
