//! The authorization request: what the browser is sent with (RFC 6749 §4.1.1).

use super::body::is_hidden_name;
use super::source::text;
use super::{Pkce, Profile};
use crate::report::Secret;
use crate::wire::{Field, Request};

/// All that makes one authorization request.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest<'a> {
    /// The authorization endpoint.
    pub endpoint: &'a str,
    /// What is asked for.
    pub profile: &'a Profile,
    /// What stands between scopes.
    pub scope_separator: &'a str,
    /// Where the answer is to arrive.
    pub redirect_uri: &'a str,
    /// What kinds of answer are wanted.
    pub response_type: &'a str,
    /// Binds the answer to this request (RFC 6749 §10.12).
    pub state: &'a Secret,
    /// Binds the ID token to this request (OpenID Core §3.1.2.1). Nothing without OpenID.
    pub nonce: Option<&'a Secret>,
    /// The code verifier. Nothing where no code is asked for.
    pub verifier: Option<&'a Secret>,
    /// The thumbprint of the key that the code is bound to (RFC 9449 §10).
    pub dpop_jkt: Option<String>,
}

impl AuthorizationRequest<'_> {
    /// The parameters, and the names of those extra ones that were left out because the request
    /// sets them itself.
    pub fn parameters(&self) -> (Vec<Field>, Vec<String>) {
        let profile = self.profile;
        let mut fields = vec![
            Field::plain("response_type", self.response_type),
            Field::plain("client_id", &profile.client_id),
            Field::plain("redirect_uri", self.redirect_uri),
        ];
        if !profile.scopes.is_empty() {
            let scope = profile.scopes.join(self.scope_separator);
            fields.push(Field::plain("scope", scope));
        }
        fields.push(Field::secret("state", text(self.state)));
        if let Some(nonce) = self.nonce {
            fields.push(Field::secret("nonce", text(nonce)));
        }
        if let Some(verifier) = self.verifier
            && let Some(challenge) = profile.pkce.challenge(verifier)
        {
            let challenge = text(&challenge);
            fields.push(match profile.pkce {
                // The plain challenge is the verifier.
                Pkce::Plain => Field::secret("code_challenge", challenge),
                _ => Field::plain("code_challenge", challenge),
            });
            let method = profile.pkce.as_str();
            fields.push(Field::plain("code_challenge_method", method));
        }
        if let Some(mode) = profile.response_mode {
            fields.push(Field::plain("response_mode", mode.as_str()));
        }
        for resource in &profile.resource {
            fields.push(Field::plain("resource", resource));
        }
        if let Some(audience) = &profile.audience {
            fields.push(Field::plain("audience", audience));
        }
        if let Some(hint) = &profile.login_hint {
            fields.push(Field::plain("login_hint", hint));
        }
        if let Some(thumbprint) = &self.dpop_jkt {
            fields.push(Field::plain("dpop_jkt", thumbprint));
        }
        let left_out = add_extra(&mut fields, profile);
        (fields, left_out)
    }

    /// The address that the browser opens, as a request, with these parameters.
    pub fn request(&self, parameters: Vec<Field>) -> Request {
        let mut request = Request::get(self.endpoint);
        request.query.extend(parameters);
        request
    }

    /// The same after the request was pushed (RFC 9126 §4).
    pub fn pushed(&self, request_uri: &Secret) -> Request {
        self.request(vec![
            Field::plain("client_id", &self.profile.client_id),
            Field::secret("request_uri", text(request_uri)),
        ])
    }
}

/// Parameters that a login needs to be its own, whether they are set or not.
const OWN: &[&str] = &[
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "request_uri",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "refresh_token",
    "grant_type",
    "redirect_uri",
    "client_id",
];

/// Adds the person's own parameters, but never over one that the request sets. Gives the names of
/// those that were left out.
pub(super) fn add_extra(fields: &mut Vec<Field>, profile: &Profile) -> Vec<String> {
    let mut left_out = Vec::new();
    for (name, value) in &profile.extra {
        let is_set = fields.iter().any(|field| field.name == *name);
        if is_set || OWN.contains(&name.as_str()) {
            left_out.push(name.clone());
        } else {
            fields.push(if is_hidden_name(name) {
                Field::secret(name, value)
            } else {
                Field::plain(name, value)
            });
        }
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Mode, Show};

    /// `api_key` was printed in full.
    #[test]
    fn a_parameter_that_is_called_like_a_secret_is_masked() {
        for name in [
            "api_key",
            "X-API-Key",
            "password",
            "passphrase",
            "client_credential",
        ] {
            let mut profile = Profile::default();
            profile.extra.insert(name.into(), "hunter2".into());
            let mut fields = Vec::new();
            assert!(add_extra(&mut fields, &profile).is_empty());
            assert!(
                !format!("{:?}", fields[0].value.text(Show::Masked)).contains("hunter2"),
                "{name}"
            );
        }
    }

    fn made(change: impl Fn(&mut Profile)) -> (Request, Vec<String>) {
        let mut profile = Profile {
            client_id: "app".into(),
            scopes: vec!["openid".into(), "email".into()],
            ..Profile::default()
        };
        change(&mut profile);
        let secret = |text: &str| Secret::from(text.to_owned());
        // RFC 7636 appendix B.
        let verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let request = AuthorizationRequest {
            endpoint: "https://id.example/authorize?tenant=a",
            profile: &profile,
            scope_separator: ",",
            redirect_uri: "http://127.0.0.1:8080/callback",
            response_type: "code",
            state: &secret("state-hunter2"),
            nonce: Some(&secret("nonce-hunter2")),
            verifier: Some(&verifier),
            dpop_jkt: None,
        };
        let (fields, left_out) = request.parameters();
        (request.request(fields), left_out)
    }

    #[test]
    fn the_request_is_that_of_the_standard() {
        let (request, left_out) = made(|profile| {
            profile.response_mode = Some(Mode::FormPost);
            profile.resource = vec!["https://a.example".into(), "https://b.example".into()];
            profile.extra.insert("prompt".into(), "login".into());
        });
        assert!(left_out.is_empty());
        assert_eq!(
            request.full_url(Show::Revealed),
            "https://id.example/authorize?tenant=a&response_type=code&client_id=app\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback&scope=openid%2Cemail\
             &state=state-hunter2&nonce=nonce-hunter2\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
             &response_mode=form_post&resource=https%3A%2F%2Fa.example\
             &resource=https%3A%2F%2Fb.example&prompt=login"
        );
        assert!(!request.full_url(Show::Masked).contains("hunter2"));
    }

    #[test]
    fn what_the_login_sets_cannot_be_set_otherwise() {
        let (request, left_out) = made(|profile| {
            for name in ["state", "nonce", "scope", "code_challenge", "client_secret"] {
                profile.extra.insert(name.into(), "evil".into());
            }
            profile.pkce = Pkce::None;
        });
        assert_eq!(left_out.len(), 5);
        assert!(!request.full_url(Show::Revealed).contains("evil"));
    }

    #[test]
    fn a_plain_challenge_is_masked_as_the_verifier_that_it_is() {
        let (request, _) = made(|profile| profile.pkce = Pkce::Plain);
        assert!(!request.full_url(Show::Masked).contains("dBjftJe"));
        let (request, _) = made(|profile| profile.pkce = Pkce::None);
        assert!(!request.full_url(Show::Revealed).contains("challenge"));
    }
}
