//! Who signed in, as the provider says it (OpenID Core §5.3).

use super::answers::short;
use super::{Login, Stage, Task};
use crate::oauth::body::{Decoded, decode, seen_in_claims};
use crate::oauth::id_token::judge_id_token;
use crate::oauth::source::Source;
use crate::oauth::token_answer::{read_error, unreadable};
use crate::oauth::{Endpoint, ServerError, explain_answer, explain_error, judge_userinfo_subject};
use crate::report::{Check, CheckId, Json, Reference, Secret, Status, lower};
use crate::wire::{Explanation, Field, Method, Redirects, Request, Response, Step, Tree, Value};

impl Login {
    /// OpenID Core §5.3.1.
    pub(super) fn userinfo_request(&self, source: &mut dyn Source) -> Result<Request, String> {
        let url = self.server.endpoint(Endpoint::Userinfo)?;
        let token = match &self.task {
            Task::Userinfo { token, .. } => Some(token),
            _ => self.tokens.as_ref().and_then(|t| t.access_token.as_ref()),
        };
        let token = token.ok_or("there is no access token to ask with")?;
        let accept = Value::plain("application/json, application/jwt");
        let mut request = Request {
            method: Method::Get,
            redirects: Redirects::Refused,
            ..Request::get(url)
        };
        request.headers.push(Field::new("Accept", accept));
        let bound = self.dpop.as_ref().filter(|_| self.is_bound());
        let scheme = if bound.is_some() { "DPoP " } else { "Bearer " };
        let value = Value::Partly {
            shown: scheme.to_owned(),
            secret: token.clone(),
        };
        request.headers.push(Field::new("Authorization", value));
        if let Some(dpop) = bound {
            dpop.prove(&mut request, Some(token), source)
                .map_err(|error| error.to_string())?;
        }
        Ok(request)
    }

    /// Whether the access token is used with a proof.
    fn is_bound(&self) -> bool {
        match &self.tokens {
            Some(tokens) => {
                let token_type = tokens.token_type.as_deref().unwrap_or_default();
                token_type.eq_ignore_ascii_case("DPoP")
            }
            None => true,
        }
    }

    /// OpenID Core §5.3.2. A refusal is told and ends nothing; another person ends all.
    pub(super) fn read_userinfo(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let (decoded, mut quirks) = decode(response, &seen_in_claims);
        let is_all = matches!(self.task, Task::Userinfo { .. });
        let claims = match decoded {
            Decoded::Members(json) if response.is_success() => {
                match read_error(&json, response.status, &mut quirks) {
                    None => json,
                    Some(error) => return self.userinfo_refused(&error, step, is_all),
                }
            }
            Decoded::Members(json) => {
                let error = read_error(&json, response.status, &mut quirks);
                let error = error.unwrap_or_else(|| ServerError {
                    code: response.status.to_string(),
                    ..ServerError::default()
                });
                return self.userinfo_refused(&error, step, is_all);
            }
            Decoded::Jwt(token) if response.is_success() => {
                return self.read_jwt(Secret::from(token), step, now);
            }
            Decoded::Empty if !response.is_success() => {
                let challenge = response.header("www-authenticate").unwrap_or_default();
                let code = ["invalid_token", "insufficient_scope", "invalid_dpop_proof"];
                let code = code.into_iter().find(|code| challenge.contains(code));
                let error = ServerError {
                    code: code.map_or_else(|| response.status.to_string(), str::to_owned),
                    ..ServerError::default()
                };
                return self.userinfo_refused(&error, step, is_all);
            }
            other => {
                let why = unreadable(&other, response.status);
                step.explanation = Some(explain_answer(response, &request.url, &self.context()));
                return self.without_userinfo(why, step, is_all);
            }
        };
        self.take_userinfo(&claims, step, now)
    }

    pub(super) fn take_userinfo(
        &mut self,
        claims: &Json,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        if let Task::Userinfo {
            id_token: Some(id_token),
            ..
        } = &self.task
            && self.id_token.is_none()
        {
            // Only whom it names is compared; the token itself was judged when it came.
            let id_token = id_token.clone();
            self.id_token = Some(judge_id_token(&id_token, &self.known(None, now)));
        }
        let check = judge_userinfo_subject(claims, self.id_token.as_ref());
        let failed = (check.status == Status::Fail).then(|| check.detail.clone());
        step.checks.push(check);
        if let Some(why) = failed {
            step.explanation = Some(Explanation::new(
                "The userinfo is about somebody else than the ID token; the tokens are not to be used",
                "Sign in again; if it stays so, the provider or somebody on the way mixes people up",
            ));
            return Err(format!("the userinfo was refused: {why}"));
        }
        self.claims = Some(Tree::of(claims, &seen_in_claims));
        Ok(Stage::Done)
    }

    fn userinfo_refused(
        &self,
        error: &ServerError,
        step: &mut Step,
        is_all: bool,
    ) -> Result<Stage, String> {
        let error = &self.without_echo(error);
        step.explanation = Some(explain_error(error, &self.context()));
        let why = format!("Refused: {}", short(&error.code));
        self.without_userinfo(why, step, is_all)
    }

    pub(super) fn without_userinfo(
        &self,
        why: String,
        step: &mut Step,
        is_all: bool,
    ) -> Result<Stage, String> {
        let detail = format!("Not checked: {}", lower(&why));
        let reference = Reference::openid_core("5.3.2");
        step.checks
            .push(Check::skipped(CheckId::UserinfoSubject, reference, detail));
        if is_all {
            return Err(format!("there is no userinfo: {}", lower(&why)));
        }
        Ok(Stage::Done)
    }
}
