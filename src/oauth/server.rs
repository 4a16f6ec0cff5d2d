//! All that an authorization server says of itself (RFC 8414 §2, OpenID Connect Discovery §3).

use super::endpoint::written_out;
use super::issuer::shown;
use super::metadata::{MetadataError, document, text};
use super::{AuthMethod, Endpoint, Issuer};
use crate::report::Json;
use std::collections::BTreeMap;

/// An authorization server: where it answers and what it can. What is not said is `None`: a
/// server that does not announce a thing may still have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Whom its tokens name as their issuer. Entra's for every tenant holds `{tenantid}`.
    pub issuer: Option<String>,
    /// Where it answers.
    pub endpoints: BTreeMap<Endpoint, String>,
    /// Addresses that it names and that are not used, each with the reason.
    pub refused: Vec<(Endpoint, String)>,
    /// `token_endpoint_auth_methods_supported`.
    pub auth_methods: Option<Vec<String>>,
    /// `token_endpoint_auth_signing_alg_values_supported`.
    pub auth_algorithms: Option<Vec<String>>,
    /// `code_challenge_methods_supported` (RFC 8414 §2).
    pub challenge_methods: Option<Vec<String>>,
    /// `response_modes_supported`.
    pub response_modes: Option<Vec<String>>,
    /// `response_types_supported`.
    pub response_types: Option<Vec<String>>,
    /// `grant_types_supported`.
    pub grant_types: Option<Vec<String>>,
    /// `scopes_supported`.
    pub scopes: Option<Vec<String>>,
    /// `id_token_signing_alg_values_supported`.
    pub id_token_algorithms: Option<Vec<String>>,
    /// `userinfo_signing_alg_values_supported`.
    pub userinfo_algorithms: Option<Vec<String>>,
    /// `introspection_signing_alg_values_supported` (RFC 9701 §7).
    pub introspection_algorithms: Option<Vec<String>>,
    /// `dpop_signing_alg_values_supported` (RFC 9449 §5.1).
    pub dpop_algorithms: Option<Vec<String>>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3).
    pub says_issuer_in_response: bool,
    /// `require_pushed_authorization_requests` (RFC 9126 §5).
    pub requires_pushed: bool,
    /// Whether it published all this itself.
    pub is_discovered: bool,
}

impl Server {
    /// Reads the metadata that was found at an address of an issuer, and sees that it is about
    /// that issuer. Addresses that may not be asked are left out and named.
    ///
    /// # Errors
    /// [`MetadataError`].
    pub fn read(bytes: &[u8], asked: &Issuer) -> Result<Self, MetadataError> {
        let json = document(bytes)?;
        let found = text(&json, "issuer")?;
        let issuer = asked
            .stated_as(found)
            .or_else(|| asked.is_template(found).then(|| found.to_owned()));
        let Some(issuer) = issuer else {
            return Err(MetadataError::OtherIssuer {
                found: shown(found),
                asked: shown(asked.as_str()),
            });
        };
        let mut server = Self {
            issuer: Some(issuer),
            auth_methods: list(&json, "token_endpoint_auth_methods_supported"),
            auth_algorithms: list(&json, "token_endpoint_auth_signing_alg_values_supported"),
            challenge_methods: list(&json, "code_challenge_methods_supported"),
            response_modes: list(&json, "response_modes_supported"),
            response_types: list(&json, "response_types_supported"),
            grant_types: list(&json, "grant_types_supported"),
            scopes: list(&json, "scopes_supported"),
            id_token_algorithms: list(&json, "id_token_signing_alg_values_supported"),
            userinfo_algorithms: list(&json, "userinfo_signing_alg_values_supported"),
            introspection_algorithms: list(&json, "introspection_signing_alg_values_supported"),
            dpop_algorithms: list(&json, "dpop_signing_alg_values_supported"),
            says_issuer_in_response: is_true(
                &json,
                "authorization_response_iss_parameter_supported",
            ),
            requires_pushed: is_true(&json, "require_pushed_authorization_requests"),
            is_discovered: true,
            ..Self::default()
        };
        for endpoint in Endpoint::ALL {
            match json.get(endpoint.member()) {
                None | Some(Json::Null) => {}
                Some(Json::String(url)) => server.set(endpoint, url),
                Some(other) => {
                    let why = format!("it is {}, not a string", other.type_name());
                    server.refused.push((endpoint, why));
                }
            }
        }
        Ok(server)
    }

    /// Takes an address in, or names it where it may not be asked.
    pub fn set(&mut self, endpoint: Endpoint, url: &str) {
        match written_out(url) {
            Ok(url) => {
                self.endpoints.insert(endpoint, url);
            }
            Err(error) => self.refused.push((endpoint, error.to_string())),
        }
    }

    /// Where it is asked for something.
    ///
    /// # Errors
    /// A sentence: why there is no such address.
    pub fn endpoint(&self, endpoint: Endpoint) -> Result<&str, String> {
        if let Some(url) = self.endpoints.get(&endpoint) {
            return Ok(url);
        }
        if let Some((_, why)) = self.refused.iter().find(|(e, _)| *e == endpoint) {
            return Err(format!("the {endpoint} is not used: {why}"));
        }
        let who = self.issuer.as_deref().unwrap_or("the provider");
        Err(format!(
            "{who} names no {endpoint}; give its address (--endpoint)"
        ))
    }

    /// Whether it takes a way of client authentication. Where it announces none, each may be tried:
    /// many take more than the `client_secret_basic` that silence stands for (RFC 8414 §2).
    pub fn allows_auth(&self, method: AuthMethod) -> bool {
        match &self.auth_methods {
            Some(methods) => methods.iter().any(|m| m == method.registered_name()),
            None => true,
        }
    }
}

fn is_true(json: &Json, name: &str) -> bool {
    // Some write it as text.
    match json.get(name) {
        Some(Json::Bool(value)) => *value,
        Some(Json::String(text)) => text == "true",
        _ => false,
    }
}

fn list(json: &Json, name: &str) -> Option<Vec<String>> {
    let values = json.get(name)?.as_array()?.iter();
    let texts = values.filter_map(Json::as_str).map(str::to_owned);
    Some(texts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Server, MetadataError> {
        let asked = Issuer::parse("https://id.example", None).unwrap();
        Server::read(text.as_bytes(), &asked)
    }

    #[test]
    fn what_may_not_be_asked_is_named_and_left_out() {
        let server = read(
            r#"{"issuer":"https://id.example","token_endpoint":"file:///etc/passwd",
            "authorization_endpoint":"--flag","userinfo_endpoint":7,
            "jwks_uri":"https://keys.example/","end_session_endpoint":"http://id.example/x",
            "authorization_response_iss_parameter_supported":true,
            "code_challenge_methods_supported":["S256"]}"#,
        )
        .unwrap();
        assert!(server.says_issuer_in_response && server.is_discovered);
        assert_eq!(server.endpoint(Endpoint::Jwks), Ok("https://keys.example/"));
        for (endpoint, said) in [
            (Endpoint::Token, "no web address"),
            (Endpoint::Authorization, "hyphen"),
            (Endpoint::Userinfo, "a number"),
            (Endpoint::EndSession, "not https"),
            (Endpoint::Revocation, "names no revocation_endpoint"),
        ] {
            let error = server.endpoint(endpoint).unwrap_err();
            assert!(error.contains(said), "{endpoint}: {error}");
        }
    }

    #[test]
    fn the_issuer_must_be_the_one_that_was_asked_for() {
        let other = read(r#"{"issuer":"https://evil.example"}"#);
        assert!(matches!(other, Err(MetadataError::OtherIssuer { .. })));
        assert!(read(r#"{"issuer":"https://id.example"}"#).is_ok());
    }

    #[test]
    fn entras_metadata_for_every_tenant_keep_their_template() {
        let every = "https://login.microsoftonline.com/common/v2.0";
        let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
        let asked = Issuer::parse(every, None).unwrap();
        let text = format!(r#"{{"issuer":"{template}"}}"#);
        let server = Server::read(text.as_bytes(), &asked).unwrap();
        assert_eq!(server.issuer.as_deref(), Some(template));
    }
}
