//! The requests of a login.

use super::{Awaits, Login, Open, Stage, Task};
use crate::oauth::authorization::AuthorizationRequest;
use crate::oauth::further::{LeftOut, Takes, add_further};
use crate::oauth::source::{Source, random_text};
use crate::oauth::{Endpoint, Grant};
use crate::report::{Finding, Reference, Severity};
use crate::wire::{Field, Mode, Request, Value};

/// RFC 8628 §3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

impl Login {
    /// What is being asked for; nothing where it is the metadata, or nobody is asked.
    pub fn asking(&self) -> Option<Endpoint> {
        Some(match self.stage {
            Stage::Push => Endpoint::PushedAuthorization,
            Stage::DeviceStart => Endpoint::DeviceAuthorization,
            Stage::Token => Endpoint::Token,
            Stage::Keys => Endpoint::Jwks,
            Stage::Userinfo => Endpoint::Userinfo,
            Stage::Introspect => Endpoint::Introspection,
            Stage::Revoke => Endpoint::Revocation,
            Stage::Discovery(..)
            | Stage::Listen
            | Stage::Browser
            | Stage::DeviceWait
            | Stage::IdToken
            | Stage::Done => return None,
        })
    }

    /// The mode in which the answer comes: the one that was asked for, else that of the response
    /// type (OAuth 2.0 Multiple Response Types §2.1).
    pub fn mode(&self) -> Mode {
        if matches!(self.task, Task::Logout { .. }) {
            // OpenID RP-Initiated Logout §2: the state comes back in the query.
            return Mode::Query;
        }
        let of_type = match self.response_type().as_str() {
            "code" | "none" => Mode::Query,
            _ => Mode::Fragment,
        };
        self.profile.response_mode.unwrap_or(of_type)
    }

    pub(super) fn response_type(&self) -> String {
        if let Some(named) = &self.profile.response_type {
            return named.clone();
        }
        let own = match self.task {
            Task::Implicit if self.is_openid() => "id_token token",
            Task::Implicit => "token",
            _ => "code",
        };
        own.to_owned()
    }

    /// Whether the browser brings an ID token.
    pub(super) fn brings_id_token(&self) -> bool {
        let response_type = self.response_type();
        response_type.split(' ').any(|part| part == "id_token")
    }

    /// Makes what is good for one login only, once.
    fn make_secrets(&mut self, source: &mut dyn Source) -> Result<(), String> {
        let mut make = || random_text(source).map_err(|error| error.to_string());
        if self.state.is_none() {
            self.state = Some(make()?);
            self.verifier = Some(make()?);
            self.nonce = Some(make()?);
        }
        if !self.is_openid() || !self.provider.nonce {
            self.nonce = None;
        }
        Ok(())
    }

    /// The parameters of the authorization request.
    fn authorization(&mut self, source: &mut dyn Source) -> Result<Request, String> {
        self.make_secrets(source)?;
        let response_type = self.response_type();
        let wants_code = response_type.split(' ').any(|part| part == "code");
        let thumbprint = self.dpop.as_ref().and_then(super::Dpop::thumbprint);
        let thumbprint = thumbprint.map(|t| t.base64url());
        let state = self.state.clone().unwrap_or_default();
        let asked = AuthorizationRequest {
            endpoint: self.server.endpoint(Endpoint::Authorization)?,
            profile: &self.profile,
            scope_separator: &self.provider.scope_separator,
            redirect_uri: self.redirect_uri.as_deref().unwrap_or_default(),
            response_type: &response_type,
            state: &state,
            nonce: self.nonce.as_ref(),
            verifier: self.verifier.as_ref().filter(|_| wants_code),
            dpop_jkt: thumbprint.filter(|_| wants_code),
        };
        if let Some(request_uri) = &self.request_uri {
            return Ok(asked.pushed(request_uri));
        }
        let (fields, left_out) = asked.parameters();
        let request = asked.request(fields);
        self.note_left_out(&left_out);
        Ok(request)
    }

    /// Says what was not sent, once.
    fn note_left_out(&mut self, left_out: &LeftOut) {
        for (id, names, severity, detail) in [
            (
                "parameter-left-out",
                &left_out.set,
                Severity::Low,
                "The login sets these parameters itself, its safety rests on them",
            ),
            (
                "parameter-elsewhere",
                &left_out.elsewhere,
                Severity::Info,
                "These parameters belong to a request that is not made here",
            ),
        ] {
            if names.is_empty() || self.findings.iter().any(|f| f.id == id) {
                continue;
            }
            self.findings.push(Finding {
                id,
                severity,
                title: format!("Not sent: {}", names.join(", ")),
                detail: detail.to_owned(),
                reference: Reference::rfc(6749, "4.1.1"),
            });
        }
    }

    /// What the browser opens.
    pub(super) fn open(&mut self, source: &mut dyn Source) -> Result<Open, String> {
        let request = match &self.pending {
            Some(request) => request.clone(),
            None if matches!(self.task, Task::Logout { .. }) => self.logout_request(source)?,
            None => self.authorization(source)?,
        };
        self.pending = Some(request.clone());
        let awaits = self.redirect_uri.clone().map(|redirect_uri| Awaits {
            redirect_uri,
            mode: self.mode(),
            is_listened_to: self.is_listened_to,
        });
        Ok(Open { request, awaits })
    }

    /// OpenID RP-Initiated Logout §2. The hint is posted, and never stands in an address.
    fn logout_request(&mut self, source: &mut dyn Source) -> Result<Request, String> {
        let endpoint = self.server.endpoint(Endpoint::EndSession)?.to_owned();
        let mut fields = Vec::new();
        if let Task::Logout {
            id_token: Some(hint),
            ..
        } = &self.task
        {
            fields.push(Field::of_secret("id_token_hint", hint));
        }
        fields.push(Field::plain("client_id", &self.profile.client_id));
        if let Some(uri) = &self.redirect_uri {
            let state = random_text(source).map_err(|error| error.to_string())?;
            fields.push(Field::plain("post_logout_redirect_uri", uri));
            fields.push(Field::of_secret("state", &state));
            self.state = Some(state);
        }
        let left_out = add_further(&mut fields, &self.profile, Takes::Logout);
        self.note_left_out(&left_out);
        let has_hint = fields.iter().any(|f| f.name == "id_token_hint");
        if has_hint {
            return Ok(Request::post(&endpoint, fields));
        }
        let mut request = Request::get(&endpoint);
        request.query.extend(fields);
        Ok(request)
    }

    /// A request with a form, with what says who the client is, and a proof where tokens are bound.
    pub(super) fn post(
        &mut self,
        endpoint: Endpoint,
        form: Vec<Field>,
        source: &mut dyn Source,
    ) -> Result<Request, String> {
        let url = self.server.endpoint(endpoint)?.to_owned();
        let mut request = Request::post(&url, form);
        let accept = Value::plain("application/json");
        request.headers.push(Field::new("Accept", accept));
        self.client
            .authenticate(&mut request, &self.server, source)
            .map_err(|error| error.to_string())?;
        let is_bound = matches!(endpoint, Endpoint::Token | Endpoint::PushedAuthorization);
        if let Some(dpop) = self.dpop.as_ref().filter(|_| is_bound) {
            dpop.prove(&mut request, None, source)
                .map_err(|error| error.to_string())?;
        }
        Ok(request)
    }

    /// RFC 9126 §2.1.
    pub(super) fn push_request(&mut self, source: &mut dyn Source) -> Result<Request, String> {
        let request = self.authorization(source)?;
        self.post(Endpoint::PushedAuthorization, request.query, source)
    }

    /// RFC 8628 §3.1.
    pub(super) fn device_request(&mut self, source: &mut dyn Source) -> Result<Request, String> {
        let mut form = self.scope();
        form.extend(self.targets());
        let left_out = add_further(&mut form, &self.profile, Takes::Device);
        self.note_left_out(&left_out);
        self.post(Endpoint::DeviceAuthorization, form, source)
    }

    pub(super) fn scope(&self) -> Vec<Field> {
        let scopes = &self.profile.scopes;
        let scope = scopes.join(&self.provider.scope_separator);
        let field = (!scope.is_empty()).then(|| Field::plain("scope", scope));
        field.into_iter().collect()
    }

    /// For what the token is to be (RFC 8707 §2.2).
    fn targets(&self) -> Vec<Field> {
        let resources = self.profile.resource.iter();
        let mut fields: Vec<_> = resources.map(|r| Field::plain("resource", r)).collect();
        let audience = self.profile.audience.as_ref();
        fields.extend(audience.map(|a| Field::plain("audience", a)));
        fields
    }

    pub(super) fn token_request(&mut self, source: &mut dyn Source) -> Result<Request, String> {
        let grant = |name: &str| vec![Field::plain("grant_type", name)];
        let mut has_extra = false;
        let form = match &self.task {
            Task::Code => {
                let code = self.code.as_ref().ok_or("there is no code to exchange")?;
                let mut form = grant("authorization_code");
                form.push(Field::of_secret("code", code));
                let uri = self.redirect_uri.as_deref().unwrap_or_default();
                form.push(Field::plain("redirect_uri", uri));
                let verifier = self.verifier.as_ref();
                let is_used = self.profile.pkce != crate::oauth::Pkce::None;
                if let Some(verifier) = verifier.filter(|_| is_used) {
                    form.push(Field::of_secret("code_verifier", verifier));
                }
                // The scope is not sent again: some servers refuse it here.
                form.extend(self.targets().into_iter().filter(|f| f.name == "resource"));
                form
            }
            Task::Refresh { token, .. } => {
                let mut form = grant("refresh_token");
                form.push(Field::of_secret("refresh_token", token));
                form.extend(self.targets().into_iter().filter(|f| f.name == "resource"));
                form
            }
            Task::Device => {
                let device = self.device.as_ref().ok_or("there is no device code")?;
                let mut form = grant(DEVICE_CODE);
                form.push(Field::of_secret("device_code", &device.code));
                form
            }
            Task::ClientCredentials => {
                has_extra = true;
                let mut form = grant("client_credentials");
                form.extend(self.scope());
                form.extend(self.targets());
                form
            }
            Task::Password { user, password } => {
                has_extra = true;
                let mut form = grant(Grant::Password.as_str());
                form.push(Field::plain("username", user));
                form.push(Field::of_secret("password", password));
                form.extend(self.scope());
                form.extend(self.targets());
                form
            }
            _ => return Err("there is nothing to get a token for".to_owned()),
        };
        let mut form = form;
        if has_extra {
            let left_out = add_further(&mut form, &self.profile, Takes::Token);
            self.note_left_out(&left_out);
        }
        self.post(Endpoint::Token, form, source)
    }
}
