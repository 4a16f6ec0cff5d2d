//! An answer is handed to who reads it. What all of them need: a refusal, no answer, the members
//! of one that is JSON.

use super::device::MAX_INTERVAL;
use super::{Login, Stage};
use crate::oauth::body::{Decoded, decode, seen_in_token_answer};
use crate::oauth::endpoint::host;
use crate::oauth::source::{Source, seconds};
use crate::oauth::token_answer::{read_error, unreadable};
use crate::oauth::{ANY_ISSUER, Quirk, ServerError, explain_answer, explain_error};
use crate::report::{Check, CheckId, Json, Reference};
use crate::wire::{Request, Response, Step};
use url::Url;

const ANSWER: Reference = Reference::rfc(6749, "5.1");
const REFUSAL: Reference = Reference::rfc(6749, "5.2");
/// A server that wants another nonce each time is not asked for ever.
const MAX_NONCE_RETRIES: u8 = 2;

impl Login {
    /// Takes an answer in. Gives the next stage, or why there is none.
    pub(super) fn read(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        source: &mut dyn Source,
    ) -> Result<Stage, String> {
        let is_bound = matches!(self.stage, Stage::Token | Stage::Push | Stage::Userinfo);
        if let Some(dpop) = self.dpop.as_mut().filter(|_| is_bound)
            && dpop.take_nonce(&request.url, response)
            && self.nonce_retries < MAX_NONCE_RETRIES
        {
            self.nonce_retries += 1;
            decode(response, &seen_in_token_answer);
            step.notes.push(format!(
                "{} wants its nonce in the DPoP proof: the request is made again with it (RFC 9449 §8)",
                host(&request.url)
            ));
            return Ok(self.stage.clone());
        }
        match self.stage.clone() {
            Stage::Discovery(..) => self.read_metadata(response, request, step),
            Stage::Push => self.read_pushed(response, request, step),
            Stage::DeviceStart => self.read_device(response, request, step, seconds(source)),
            Stage::Token => self.read_tokens(response, request, step, seconds(source)),
            Stage::Keys => self.read_keys(response, request, step, seconds(source)),
            Stage::Userinfo => self.read_userinfo(response, request, step, seconds(source)),
            Stage::Introspect => self.read_introspection(response, request, step, seconds(source)),
            Stage::Revoke => self.read_revocation(response, request, step),
            other => Ok(other),
        }
    }

    /// No answer came.
    pub(super) fn without_answer(&mut self, why: String, now: i64) -> Result<Stage, String> {
        match &mut self.stage {
            Stage::Discovery(_, urls, first) => {
                urls.pop_front();
                let first = first.get_or_insert(why).clone();
                if urls.is_empty() {
                    return self.without_metadata(&first);
                }
                Ok(self.stage.clone())
            }
            // RFC 8628 §3.5: it is asked again, more seldom.
            Stage::Token if self.device.is_some() => {
                if let Some(device) = &mut self.device {
                    device.interval = (device.interval * 2).min(MAX_INTERVAL);
                }
                self.polls += 1;
                self.poll_again(now)
            }
            Stage::Keys if self.signed.is_none() => Ok(Stage::IdToken),
            _ => Err(why),
        }
    }

    /// What a person calls who answers: one of no preset by its host.
    fn provider_name(&self) -> String {
        let issuer = self.issuer().filter(|_| self.provider.id == ANY_ISSUER);
        let url = issuer.and_then(|issuer| Url::parse(issuer).ok());
        let host = url.as_ref().and_then(Url::host_str);
        host.unwrap_or(&self.provider.name).to_owned()
    }

    pub(super) fn quirks(&self, quirks: &[Quirk], step: &mut Step) {
        let name = self.provider_name();
        let own = |quirk: &&Quirk| match quirk {
            Quirk::OwnTokenType(_) => true,
            _ => !step.findings.iter().any(|f| f.id == quirk.id()),
        };
        let new: Vec<_> = quirks
            .iter()
            .filter(own)
            .map(|q| q.finding(&name))
            .collect();
        step.findings.extend(new);
    }

    /// A server that refuses: the check, the explanation, and the sentence that ends the login.
    pub(super) fn refused(&self, error: &ServerError, step: &mut Step) -> String {
        let error = &self.without_echo(error);
        let said = error.description.as_deref().map(short);
        let said = match said {
            Some(description) => format!("{} ({description})", short(&error.code)),
            None => short(&error.code),
        };
        let detail = format!("The server refused: {said}");
        step.checks
            .push(Check::fail(CheckId::TokenResponse, REFUSAL, detail));
        step.explanation = Some(explain_error(error, &self.context()));
        format!("{} refused: {said}", self.provider_name())
    }

    /// An error without the secrets that it repeats; before it is cut to a length, after which a
    /// part of one would not be found.
    pub(super) fn without_echo(&self, error: &ServerError) -> ServerError {
        let masked = |text: &String| self.echo.masked(text);
        ServerError {
            code: masked(&error.code),
            description: error.description.as_ref().map(masked),
            uri: error.uri.as_ref().map(masked),
        }
    }

    /// An answer that is none: the check, the explanation, and the sentence that ends the login.
    pub(super) fn no_answer(
        &self,
        why: &str,
        response: &Response,
        request: &Request,
        step: &mut Step,
    ) -> String {
        step.checks
            .push(Check::fail(CheckId::TokenResponse, ANSWER, why));
        step.explanation = Some(explain_answer(response, &request.url, &self.context()));
        format!("{}: {why}", host(&request.url))
    }

    /// The members of an answer that has to be JSON, and no error.
    pub(super) fn members(
        &self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        may_be_seen: &dyn Fn(&[&str]) -> bool,
    ) -> Result<Json, String> {
        let (decoded, mut quirks) = decode(response, may_be_seen);
        let Decoded::Members(json) = decoded else {
            let why = unreadable(&decoded, response.status);
            return Err(self.no_answer(&why, response, request, step));
        };
        let error = read_error(&json, response.status, &mut quirks);
        if error.is_some() && response.is_success() {
            quirks.push(Quirk::ErrorWithSuccess(response.status));
        }
        self.quirks(&quirks, step);
        match error {
            Some(error) => Err(self.refused(&error, step)),
            None if !response.is_success() => {
                let why = format!(
                    "Answered {} without an error that is known",
                    response.status
                );
                Err(self.no_answer(&why, response, request, step))
            }
            None => Ok(json),
        }
    }
}

/// A provider's own words as they fit into a sentence.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 300;
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    clean.trim().to_owned()
}
