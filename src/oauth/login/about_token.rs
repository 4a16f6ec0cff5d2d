//! What a token is worth (RFC 7662), and that it is given back (RFC 7009).

use super::{Login, Stage, Task};
use crate::oauth::Endpoint;
use crate::oauth::body::{decode, looks_like_jwt, seen_in_claims, seen_in_token_answer};
use crate::oauth::explain_answer;
use crate::oauth::source::Source;
use crate::report::{Check, CheckId, Json, Reference, Secret, lower};
use crate::wire::{Body, Explanation, Field, Reading, Request, Response, Step, Tree, Value};

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
        let mut form = vec![Field::of_secret("token", token)];
        if let Some(hint) = hint {
            form.push(Field::plain("token_type_hint", hint));
        }
        let mut request = self.post(endpoint, form, source)?;
        if endpoint == Endpoint::Introspection {
            // What is signed is worth more; who announces it takes the first that is named.
            let accept = match self.server.introspection_algorithms {
                Some(_) => "application/token-introspection+jwt, application/json",
                None => "application/json, application/token-introspection+jwt",
            };
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

    /// RFC 7662 §2.2, and where the answer is signed RFC 9701 §5.
    pub(super) fn read_introspection(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let body = std::str::from_utf8(response.body.expose()).unwrap_or_default();
        let jwt = Some(body.trim()).filter(|text| looks_like_jwt(text) && response.is_success());
        if let Some(jwt) = jwt.map(str::to_owned) {
            response.reading = Some(Reading::Text(Value::secret(jwt.as_str())));
            return self.read_jwt(Secret::from(jwt), step, now);
        }
        let json = self.members(response, request, step, &seen_in_claims)?;
        let taken = self.take_introspection(&json, step);
        if taken.is_err() {
            step.explanation = Some(explain_answer(response, &request.url, &self.context()));
        }
        taken
    }

    /// Takes in what the server says of the token.
    pub(super) fn take_introspection(
        &mut self,
        said: &Json,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let (id, reference) = (CheckId::TokenResponse, Reference::rfc(7662, "2.2"));
        let Some(Json::Bool(active)) = said.get("active") else {
            let detail = "The answer does not say whether the token is active";
            step.checks.push(Check::fail(id, reference, detail));
            let mend =
                "See whether this is the introspection endpoint: its answer has to have active";
            step.explanation = Some(Explanation::new(detail, mend));
            return Err(lower(detail));
        };
        let word = if *active { "active" } else { "not active" };
        step.checks
            .push(Check::pass(id, reference, format!("The token is {word}")));
        self.active = Some(*active);
        self.claims = Some(Tree::of(said, &seen_in_claims));
        Ok(Stage::Done)
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
