//! What an answer comes to, for each step but the tokens themselves.

use super::{CLOCK_DIFFERENCE, Device, DevicePrompt, Login, MAX_NONCE_RETRIES, Stage, Task};
use crate::jose::key::{Origin, read_keys};
use crate::oauth::attack::name_attacks;
use crate::oauth::body::{Decoded, decode, seen_in_claims, seen_in_token_answer};
use crate::oauth::callback::{Awaited, Judged, judge_callback};
use crate::oauth::endpoint::{host, written_out};
use crate::oauth::id_token::{judge_id_token, judge_signed_userinfo};
use crate::oauth::source::{Source, seconds};
use crate::oauth::token_answer::{read_error, unreadable};
use crate::oauth::{
    Endpoint, MetadataError, Quirk, Server, ServerError, explain_answer, explain_error,
    judge_userinfo_subject,
};
use crate::report::{
    Check, CheckId, Finding, Json, Reference, Secret, Severity, Status, lower, visible,
};
use crate::validation::duration_in_words;
use crate::wire::{Callback, Explanation, Reading, Request, Response, Step, Tree, Value};
use jiff::fmt::rfc2822;

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

const ANSWER: Reference = Reference::rfc(6749, "5.1");
const REFUSAL: Reference = Reference::rfc(6749, "5.2");
/// A device polls every so many seconds where the server names no interval (RFC 8628 §3.2).
const INTERVAL: u64 = 5;
/// An interval longer than this is a mistake.
const MAX_INTERVAL: u64 = 300;
/// A device code without a lifetime is taken for good so long.
const DEVICE_SECONDS: i64 = 900;
/// A device code is not polled for longer, whatever the server says: nobody is typing any more.
const MAX_DEVICE_SECONDS: i64 = 3_600;

impl Login {
    /// Says it where this machine's clock is not that of the server.
    pub(super) fn compare_clocks(
        &mut self,
        response: &Response,
        request: &Request,
        now: i64,
        step: &mut Step,
    ) {
        let parser = rfc2822::DateTimeParser::new();
        let date = response.header("date");
        let date = date.and_then(|date| parser.parse_timestamp(date).ok());
        let age = response.header("age").and_then(|age| age.parse().ok());
        let Some(date) = date.filter(|_| age.unwrap_or(0i64) == 0) else {
            return;
        };
        let off = now.saturating_sub(date.as_second());
        let is_noted = self
            .steps
            .iter()
            .any(|s| s.findings.iter().any(|f| f.id == "clock"));
        if off.unsigned_abs() <= CLOCK_DIFFERENCE || is_noted {
            return;
        }
        let side = if off < 0 { "behind" } else { "ahead of" };
        let by = duration_in_words(off as f64);
        step.findings.push(Finding {
            id: "clock",
            severity: Severity::Medium,
            title: format!("Your clock is {by} {side} that of {}", host(&request.url)),
            detail: "Tokens are judged by your clock: set it right, or a good token is taken for one that has expired or is not yet good".to_owned(),
            reference: Reference::rfc(7519, "4.1.4"),
        });
    }

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
            Stage::Introspect => self.read_introspection(response, request, step),
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
            Stage::Keys if self.signed_userinfo.is_none() => Ok(Stage::IdToken),
            _ => Err(why),
        }
    }

    fn poll_again(&self, now: i64) -> Result<Stage, String> {
        match &self.device {
            Some(device) if now < device.prompt.expires_at => Ok(Stage::DeviceWait),
            _ => Err("the device code expired before it was typed in; begin again".to_owned()),
        }
    }

    fn without_metadata(&mut self, first: &str) -> Result<Stage, String> {
        if !self.server.endpoints.contains_key(&Endpoint::Token) {
            return Err(format!(
                "the issuer publishes no metadata ({first}); see its address, or give the provider's addresses yourself"
            ));
        }
        // Whom the person named still has to be who answers, and who signs.
        if let Stage::Discovery(issuer, ..) = &self.stage
            && self.server.issuer.is_none()
            && !issuer.is_of_every_tenant()
        {
            self.server.issuer = Some(issuer.as_str().to_owned());
        }
        self.begin()?;
        Ok(self.stage.clone())
    }

    fn read_metadata(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let Stage::Discovery(issuer, ..) = &self.stage else {
            return Err("no metadata were asked for".to_owned());
        };
        let issuer = issuer.clone();
        decode(response, &|_| true);
        let place = host(&request.url);
        let read = if response.is_success() {
            Server::read(response.body.expose(), &issuer)
        } else {
            let status = response.status;
            Err(MetadataError::Unreadable(format!("the status is {status}")))
        };
        let reference = Reference::rfc(8414, "3.3");
        let id = CheckId::DiscoveryIssuer;
        match read {
            Ok(mut found) => {
                let detail = format!("The metadata are those of {issuer}");
                step.checks.push(Check::pass(id, reference, detail));
                for (endpoint, why) in &found.refused {
                    step.findings.push(Finding {
                        id: "endpoint-refused",
                        severity: Severity::High,
                        title: format!("The {endpoint} is not used"),
                        detail: format!("{place} names an address that may not be asked: {why}"),
                        reference: Reference::rfc(8414, "2"),
                    });
                }
                // What the person gave stands over what was found, and that over the preset.
                let own = std::mem::take(&mut self.server.endpoints);
                for (endpoint, url) in own {
                    if self.profile.endpoints.contains_key(endpoint.member()) {
                        found.endpoints.insert(endpoint, url);
                    } else {
                        found.endpoints.entry(endpoint).or_insert(url);
                    }
                }
                self.server = found;
                self.begin()?;
                Ok(self.stage.clone())
            }
            Err(error) if error.is_absence() => {
                step.explanation = Some(Explanation::only(format!("{place} {error}")));
                self.without_answer(format!("{place} {error}"), 0)
            }
            Err(error) => {
                let mut checks = [Check::fail(id, reference, format!("{place} {error}"))];
                name_attacks(&mut checks);
                step.checks.extend(checks);
                step.explanation = Some(Explanation::new(
                    "The metadata are about another issuer than the one that was named",
                    "Give the issuer exactly as its metadata write it, if that is the one you mean",
                ));
                Err(format!("{place} {error}"))
            }
        }
    }

    pub(super) fn quirks(&self, quirks: &[Quirk], step: &mut Step) {
        let name = &self.provider.name;
        let own = |quirk: &&Quirk| match quirk {
            Quirk::OwnTokenType(_) => true,
            _ => !step.findings.iter().any(|f| f.id == quirk.id()),
        };
        let new: Vec<_> = quirks.iter().filter(own).map(|q| q.finding(name)).collect();
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
        format!("{} refused: {said}", self.provider.name)
    }

    /// An error without the secrets that it repeats; before it is cut to a length, after which a
    /// part of one would not be found.
    fn without_echo(&self, error: &ServerError) -> ServerError {
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
    fn members(
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

    fn read_pushed(
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

    fn read_device(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let json = self.members(response, request, step, &seen_in_token_answer)?;
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let number = |name: &str| {
            let value = json.get(name)?;
            value.as_number().or(value.as_str())?.parse::<i64>().ok()
        };
        let mut uri = text("verification_uri");
        if uri.is_none() {
            uri = text("verification_url");
            if uri.is_some() {
                self.quirks(&[Quirk::VerificationUrl], step);
            }
        }
        let (Some(code), Some(user_code), Some(uri)) =
            (text("device_code"), text("user_code"), uri)
        else {
            let why = "The answer has not all of device_code, user_code and verification_uri";
            return Err(self.no_answer(why, response, request, step));
        };
        let uri = match written_out(&uri) {
            Ok(uri) => uri,
            Err(error) => {
                let why = format!("The verification_uri is not opened: {error}");
                return Err(self.no_answer(&why, response, request, step));
            }
        };
        let complete = text("verification_uri_complete")
            .or_else(|| text("verification_url_complete"))
            .and_then(|uri| written_out(&uri).ok());
        let interval = number("interval").and_then(|n| u64::try_from(n).ok());
        let lives = number("expires_in").filter(|n| *n > 0);
        self.device = Some(Device {
            code: Secret::from(code),
            interval: interval.unwrap_or(INTERVAL).clamp(1, MAX_INTERVAL),
            prompt: DevicePrompt {
                user_code: visible(&user_code.chars().take(64).collect::<String>()).into_owned(),
                verification_uri: uri,
                verification_uri_complete: complete,
                expires_at: now
                    .saturating_add(lives.unwrap_or(DEVICE_SECONDS).min(MAX_DEVICE_SECONDS)),
            },
        });
        let reference = Reference::rfc(8628, "3.2");
        let detail = "There is a code to be typed on another device";
        step.checks
            .push(Check::pass(CheckId::TokenResponse, reference, detail));
        Ok(Stage::DeviceWait)
    }

    /// RFC 8628 §3.5: what a poll answers before the person is done. Nothing where it is an error
    /// like any other.
    pub(super) fn poll(&mut self, error: &ServerError, now: i64) -> Option<Result<Stage, String>> {
        let device = self.device.as_mut()?;
        match error.code.as_str() {
            "authorization_pending" => {}
            "slow_down" => device.interval = (device.interval + INTERVAL).min(MAX_INTERVAL),
            _ => return None,
        }
        self.polls += 1;
        Some(self.poll_again(now))
    }

    /// Reads the keys. Without them what is signed is judged all the same, and does not hold.
    fn read_keys(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        decode(response, &|_| true);
        let read = if response.is_success() {
            read_keys(response.body.expose(), &request.url).map_err(|error| {
                let meaning = format!("{} {error}", host(&request.url));
                Explanation::new(meaning, "See jwks_uri in the metadata")
            })
        } else {
            Err(explain_answer(response, &request.url, &self.context()))
        };
        match read {
            Ok(mut keys) => {
                keys.origin = Origin::Discovered {
                    issuer: self.server.issuer.clone().unwrap_or_default(),
                    confirmed: false,
                };
                step.notes.extend(keys.faults.iter().cloned());
                self.keys = Some(keys);
            }
            Err(explanation) => step.explanation = Some(explanation),
        }
        match self.signed_userinfo.take() {
            Some(token) => {
                step.notes
                    .push("the signed userinfo was judged by these keys".to_owned());
                self.judge_userinfo(&token, step, now)
            }
            None => Ok(Stage::IdToken),
        }
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

    /// OpenID Core §5.3.2. A refusal is told and ends nothing; another person ends all.
    fn read_userinfo(
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
                return self.read_signed_userinfo(token, step, now);
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

    fn take_userinfo(&mut self, claims: &Json, step: &mut Step, now: i64) -> Result<Stage, String> {
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

    /// A userinfo answer that is signed (OpenID Core §5.3.2): it is judged as the issuer's word for
    /// this client, by keys that may have to be fetched first.
    fn read_signed_userinfo(
        &mut self,
        token: String,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let token = Secret::from(token);
        let can_be_fetched = self.server.endpoint(Endpoint::Jwks).is_ok();
        if self.keys.is_none() && can_be_fetched && Self::needs_keys(&token) {
            step.notes
                .push("the answer is signed: the keys are fetched first".to_owned());
            self.signed_userinfo = Some(token);
            return Ok(Stage::Keys);
        }
        self.judge_userinfo(&token, step, now)
    }

    fn judge_userinfo(
        &mut self,
        token: &Secret,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let (mut checks, claims) = judge_signed_userinfo(token, &self.known(None, now));
        name_attacks(&mut checks);
        let failed = checks.iter().find(|c| c.status == Status::Fail);
        let failed = failed.map(|c| c.detail.clone());
        step.checks.extend(checks);
        if let Some(why) = failed {
            step.explanation = Some(Explanation::new(
                "The signed userinfo does not hold, and the tokens are not used",
                "See whether the provider has just changed its keys, and sign in again",
            ));
            return Err(format!("the signed userinfo was refused: {why}"));
        }
        self.take_userinfo(&Json::Object(claims), step, now)
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

    fn without_userinfo(
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

    /// RFC 7662 §2.2.
    fn read_introspection(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
    ) -> Result<Stage, String> {
        let jwt = match std::str::from_utf8(response.body.expose()) {
            Ok(text) if crate::oauth::body::looks_like_jwt(text.trim()) => {
                Some(text.trim().to_owned())
            }
            _ => None,
        };
        let json = match jwt {
            Some(jwt) => {
                response.reading = Some(Reading::Text(Value::secret(jwt.as_str())));
                step.notes.push(
                    "the answer is a JWT (RFC 9701); it is shown, and its signature was not checked"
                        .to_owned(),
                );
                let claims = crate::jose::jws::read_compact(&jwt).payload;
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
    fn read_revocation(
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
