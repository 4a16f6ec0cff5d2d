//! The tokens that came: whether they are such as were asked for, and whose they are.

use super::{Login, Stage, Task};
use crate::jose::jws::read_compact;
use crate::oauth::attack::name_attacks;
use crate::oauth::callback::Accepted;
use crate::oauth::source::text;
use crate::oauth::token_answer::{TokenAnswer, read_token_answer, scopes, whole};
use crate::oauth::{Endpoint, Quirk, Tokens};
use crate::report::{Check, CheckId, Finding, Json, Reference, Secret, Severity, Status};
use crate::wire::{Explanation, Request, Response, Step};

impl Login {
    /// The answer of the token endpoint.
    pub(super) fn read_tokens(
        &mut self,
        response: &mut Response,
        request: &Request,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let (answer, quirks) = read_token_answer(response, now);
        match answer {
            TokenAnswer::Tokens(tokens) => {
                self.quirks(&quirks, step);
                self.polls = 0;
                self.take_tokens(*tokens, step, false)
            }
            TokenAnswer::Error(error) => {
                if let Some(next) = self.poll(&error, now) {
                    step.notes.push(format!("still waiting: {}", error.code));
                    return next;
                }
                self.quirks(&quirks, step);
                Err(self.refused(&error, step))
            }
            TokenAnswer::Unreadable(why) => Err(self.no_answer(&why, response, request, step)),
        }
    }

    /// The code that the browser brought. Of a hybrid response the ID token beside it is judged
    /// before it is used (OpenID Core §3.3.2.12): it says who issued the code, and to whom.
    pub(super) fn take_code(
        &mut self,
        code: Secret,
        accepted: &Accepted,
        step: &mut Step,
    ) -> Result<Stage, String> {
        self.code = Some(code);
        if !self.brings_id_token() {
            return Ok(Stage::Token);
        }
        let Some(token) = accepted.get("id_token").filter(|token| !token.is_empty()) else {
            let reference = Reference::openid_core("3.3.2.5");
            let detail = "There is no ID token beside the code, and one was asked for";
            step.checks
                .push(Check::fail(CheckId::TokenResponse, reference, detail));
            step.explanation = Some(Explanation::new(
                detail,
                "Leave the response type out where the provider does not have it; the code was not used",
            ));
            return Err("the authorization response has no ID token".to_owned());
        };
        let token = self.signed_id_token(token, step);
        let needs_keys = Self::needs_keys(&token);
        self.beside_code = Some(token);
        Ok(self.to_id_token(needs_keys))
    }

    /// The stage in which an ID token is judged, behind that of the keys where they are needed.
    fn to_id_token(&self, needs_keys: bool) -> Stage {
        let are_there = self.keys.is_some() || self.server.endpoint(Endpoint::Jwks).is_err();
        match needs_keys && !are_there {
            true => Stage::Keys,
            false => Stage::IdToken,
        }
    }

    /// The ID token that is to be judged next: the one beside the code, then that of the answer.
    pub(super) fn to_judge(&self) -> Option<&Secret> {
        match &self.tokens {
            Some(tokens) => tokens.id_token.as_ref(),
            None => self.beside_code.as_ref(),
        }
    }

    /// The tokens that the browser brought (RFC 6749 §4.2.2).
    pub(super) fn take_from_browser(
        &mut self,
        accepted: &Accepted,
        step: &mut Step,
        now: i64,
    ) -> Result<Stage, String> {
        let expires_in = accepted.text("expires_in").and_then(|s| whole(&s));
        let scope = accepted.text("scope");
        let token = |name| accepted.get(name).filter(|token| !token.is_empty());
        let tokens = Tokens {
            access_token: token("access_token"),
            id_token: token("id_token"),
            token_type: accepted.text("token_type"),
            scope: scope.and_then(|s| scopes(&s)),
            expires_in,
            expires_at: expires_in.and_then(|s| now.checked_add(s)),
            ..Tokens::default()
        };
        if tokens.is_empty() {
            let reference = Reference::rfc(6749, "4.2.2");
            let detail = "The response has neither a token nor an error";
            step.checks
                .push(Check::fail(CheckId::TokenResponse, reference, detail));
            step.explanation = Some(Explanation::new(
                detail,
                "See the response type in the request: it says what is to come",
            ));
            return Err("the authorization response has no token".to_owned());
        }
        self.take_tokens(tokens, step, true)
    }

    fn take_tokens(
        &mut self,
        mut tokens: Tokens,
        step: &mut Step,
        is_from_browser: bool,
    ) -> Result<Stage, String> {
        let reference = Reference::rfc(6749, if is_from_browser { "4.2.2" } else { "5.1" });
        let detail = format!("There is {}", came(&tokens));
        step.checks
            .push(Check::pass(CheckId::TokenResponse, reference, detail));
        let id_token = tokens.id_token.take();
        tokens.id_token = id_token.map(|token| self.signed_id_token(token, step));
        if tokens.access_token.is_some() {
            let mut checks = vec![self.token_type(&tokens, step)];
            checks.extend(self.dpop_binding(&tokens));
            name_attacks(&mut checks);
            step.checks.extend(checks);
        }
        self.note_scope(&tokens, step);
        if let Task::Refresh { token, .. } = &self.task {
            match &tokens.refresh_token {
                Some(new) if !new.is_same(token) => step.notes.push(
                    "a new refresh token came: the old one is not good any more, keep the new one"
                        .to_owned(),
                ),
                Some(_) => {}
                None => {
                    step.notes
                        .push("no new refresh token came: the old one stays good".to_owned());
                    tokens.refresh_token = Some(token.clone());
                }
            }
        }
        let was_granted = tokens.scope.as_ref();
        let was_granted = was_granted.is_none_or(|s| s.iter().any(|s| s == "openid"));
        let is_login = matches!(self.task, Task::Code | Task::Device | Task::Implicit);
        let lacks_id_token =
            tokens.id_token.is_none() && is_login && self.is_openid() && was_granted;
        let has_failed = step.checks.iter().find(|c| c.status == Status::Fail);
        let has_failed = has_failed.map(|c| c.detail.clone());
        let needs_keys = tokens.id_token.as_ref().is_some_and(Self::needs_keys);
        let has_id_token = tokens.id_token.is_some();
        self.tokens = Some(tokens);
        if let Some(why) = has_failed {
            step.explanation = Some(Explanation::only(
                "The tokens are not such as were asked for, and are not used",
            ));
            return Err(format!("the tokens were refused: {why}"));
        }
        if lacks_id_token && !self.may_lack_id_token() {
            let reference = Reference::openid_core("3.1.3.3");
            let detail = "There is no ID token, and openid was asked for";
            step.checks
                .push(Check::fail(CheckId::TokenResponse, reference, detail));
            step.explanation = Some(Explanation::new(
                detail,
                "Allow OpenID for this client at the provider, or leave the scope openid out",
            ));
            return Err("no ID token came, and openid was asked for".to_owned());
        }
        Ok(match has_id_token {
            true => self.to_id_token(needs_keys),
            false => self.after_tokens(),
        })
    }

    /// A response type that asks for none brings none.
    fn may_lack_id_token(&self) -> bool {
        matches!(self.task, Task::Implicit) && !self.brings_id_token()
    }

    /// RFC 6749 §7.1: a token of an unknown type must not be used. Case does not matter (§5.1).
    pub(super) fn token_type(&self, tokens: &Tokens, step: &mut Step) -> Check {
        let id = CheckId::TokenType;
        let reference = Reference::rfc(6749, "7.1");
        let wanted = if self.dpop.is_some() {
            "DPoP"
        } else {
            "Bearer"
        };
        let Some(found) = tokens.token_type.as_deref() else {
            if self.dpop.is_some() {
                let detail = "There is no token_type, and DPoP was asked for";
                return Check::fail(id, reference, detail);
            }
            let detail = "Not checked: there is no token_type, it is taken for Bearer";
            return Check::skipped(id, reference, detail);
        };
        if found.eq_ignore_ascii_case(wanted) {
            return Check::pass(id, reference, format!("It is {wanted}, as asked for"));
        }
        if self.provider.token_types.iter().any(|own| own == found) {
            self.quirks(&[Quirk::OwnTokenType(found.to_owned())], step);
            let detail = format!("It is {found}, which {} uses as Bearer", self.provider.name);
            return Check::pass(id, reference, detail);
        }
        let found = super::answers::short(found);
        let detail = format!("It is {found}, and {wanted} was asked for");
        Check::fail(id, reference, detail)
    }

    /// RFC 9449 §6: a token that is bound names the key, where it can be read.
    fn dpop_binding(&self, tokens: &Tokens) -> Option<Check> {
        let id = CheckId::DpopBinding;
        let reference = Reference::rfc(9449, "6.1");
        let thumbprint = self.dpop.as_ref()?.thumbprint()?.base64url();
        let token_type = tokens.token_type.as_deref().unwrap_or_default();
        if !token_type.eq_ignore_ascii_case("DPoP") {
            let detail = "The server did not bind the token to the key";
            return Some(Check::fail(id, Reference::rfc(9449, "5"), detail));
        }
        let token = text(tokens.access_token.as_ref()?);
        let jws = read_compact(&token);
        let Some(claims) = jws.payload.claims() else {
            let detail = "Not checked: the access token is opaque, only the server knows its key";
            return Some(Check::skipped(id, reference, detail));
        };
        let cnf = claims.iter().find(|(name, _)| name == "cnf");
        let found = cnf
            .and_then(|(_, cnf)| cnf.get("jkt"))
            .and_then(Json::as_str);
        Some(match found {
            Some(found) if found == thumbprint => Check::pass(
                id,
                reference,
                "The access token names the key of the proofs",
            ),
            Some(_) => Check::fail(id, reference, "The access token is bound to another key"),
            None => Check::fail(id, reference, "The access token is bound to no key"),
        })
    }

    /// RFC 6749 §3.3: a server may grant less, and says so then.
    fn note_scope(&self, tokens: &Tokens, step: &mut Step) {
        let Some(granted) = &tokens.scope else {
            return;
        };
        let is_granted = |scope: &&String| {
            let other = self.provider.scope_names.get(*scope);
            // It stands for the refresh token, which speaks for itself (OpenID Core §11).
            let has_come = *scope == "offline_access" && tokens.refresh_token.is_some();
            has_come || granted.contains(scope) || other.is_some_and(|s| granted.contains(s))
        };
        let asked = self.profile.scopes.iter();
        let missing: Vec<_> = asked.filter(|s| !is_granted(s)).cloned().collect();
        if missing.is_empty() {
            return;
        }
        step.findings.push(Finding {
            id: "scope-narrowed",
            severity: Severity::Low,
            title: format!("Not granted: {}", missing.join(", ")),
            detail: format!(
                "The server granted {}; what is missing will be refused later",
                super::answers::short(&granted.join(" "))
            ),
            reference: Reference::rfc(6749, "3.3"),
        });
    }

    /// What comes behind tokens that hold: the userinfo of who signed in.
    pub(super) fn after_tokens(&self) -> Stage {
        let is_login = matches!(self.task, Task::Code | Task::Implicit | Task::Device);
        let has_token = self
            .tokens
            .as_ref()
            .is_some_and(|t| t.access_token.is_some());
        let has_endpoint = self.server.endpoint(Endpoint::Userinfo).is_ok();
        if is_login && has_token && has_endpoint && self.is_openid() {
            return Stage::Userinfo;
        }
        Stage::Done
    }
}

fn came(tokens: &Tokens) -> String {
    let all: [(&Option<Secret>, &str); 3] = [
        (&tokens.access_token, "an access token"),
        (&tokens.refresh_token, "a refresh token"),
        (&tokens.id_token, "an ID token"),
    ];
    let there: Vec<_> = all
        .into_iter()
        .filter(|(token, _)| token.is_some())
        .map(|(_, name)| name)
        .collect();
    match there.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}
