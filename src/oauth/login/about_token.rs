//! What a token is worth (RFC 7662), and that it is given back (RFC 7009).

use super::{Login, Stage, Task};
use crate::jose::jws::read_compact;
use crate::oauth::Endpoint;
use crate::oauth::body::{decode, looks_like_jwt, seen_in_claims, seen_in_token_answer};
use crate::oauth::explain_answer;
use crate::oauth::source::{Source, text};
use crate::report::{Check, CheckId, Json, Reference, lower};
use crate::wire::{Body, Field, Reading, Request, Response, Step, Tree, Value};

impl Login {
    /// RFC 7662 §2.1, RFC 7009 §2.1.
    pub(super) fn manage_request(
        &mut self,
        endpoint: Endpoint,
        source: &mut dyn Source,
    ) -> Result<Request, String> {
        let (Task::Introspect { token, hint } | Task::Revoke { token, hint }) = &self.task else {
            return Err("there is no token to ask about".to_owned());
        };
        let mut form = vec![Field::secret("token", text(token))];
        if let Some(hint) = hint {
            form.push(Field::plain("token_type_hint", hint));
        }
        let mut request = self.post(endpoint, form, source)?;
        if endpoint == Endpoint::Introspection {
            let accept = "application/json, application/token-introspection+jwt";
            for header in &mut request.headers {
                if header.name == "Accept" {
                    header.value = Value::plain(accept);
                }
            }
        }
        // Discovered late, an empty token would be asked about as if it were one.
        if let Body::Form(form) = &request.body
            && form
                .iter()
                .any(|f| f.name == "token" && f.value.expose().is_empty())
        {
            return Err("the token is empty".to_owned());
        }
        Ok(request)
    }

    /// RFC 7662 §2.2.
    pub(super) fn read_introspection(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let jwt = match std::str::from_utf8(response.body.expose()) {
            Ok(text) if looks_like_jwt(text.trim()) => Some(text.trim().to_owned()),
            _ => None,
        };
        let json = match jwt {
            Some(jwt) => {
                response.reading = Some(Reading::Text(Value::secret(jwt.as_str())));
                step.notes.push(
                    "the answer is a JWT (RFC 9701); it is shown, and its signature was not checked"
                        .to_owned(),
                );
                let claims = read_compact(&jwt).payload;
                let inner = claims.claims().and_then(|claims| {
                    let found = claims.iter().find(|(n, _)| n == "token_introspection");
                    found.map(|(_, value)| value.clone())
                });
                inner.unwrap_or(Json::Null)
            }
            None => self.members(response, request, step, &seen_in_claims)?,
        };
        let reference = Reference::rfc(7662, "2.2");
        let id = CheckId::TokenResponse;
        match json.get("active") {
            Some(Json::Bool(active)) => {
                let word = if *active { "active" } else { "not active" };
                step.checks
                    .push(Check::pass(id, reference, format!("The token is {word}")));
                self.active = Some(*active);
                self.claims = Some(Tree::of(&json, &seen_in_claims));
                Ok(Stage::Done)
            }
            _ => {
                let detail = "The answer does not say whether the token is active";
                step.checks.push(Check::fail(id, reference, detail));
                step.explanation = Some(explain_answer(response, &request.url, &self.context()));
                Err(lower(detail))
            }
        }
    }

    /// RFC 7009 §2.2: also a token that was not known is answered with 200.
    pub(super) fn read_revocation(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        if response.is_success() {
            decode(response, &seen_in_token_answer);
            let reference = Reference::rfc(7009, "2.2");
            let detail = "The token was given back, or was not good any more";
            step.checks
                .push(Check::pass(CheckId::TokenResponse, reference, detail));
            return Ok(Stage::Done);
        }
        match self.members(response, request, step, &seen_in_token_answer) {
            Err(why) => Err(why),
            Ok(_) => Err("the token was not revoked".to_owned()),
        }
    }
}
