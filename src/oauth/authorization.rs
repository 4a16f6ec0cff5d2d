//! The authorization request: what the browser is sent with (RFC 6749 §4.1.1).

use super::further::{LeftOut, Takes, add_further};
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
    /// The parameters, and the further ones that were left out.
    pub fn parameters(&self) -> (Vec<Field>, LeftOut) {
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
        fields.push(Field::of_secret("state", self.state));
        if let Some(nonce) = self.nonce {
            fields.push(Field::of_secret("nonce", nonce));
        }
        if let Some(verifier) = self.verifier
            && let Some(challenge) = profile.pkce.challenge(verifier)
        {
            fields.push(match profile.pkce {
                // The plain challenge is the verifier.
                Pkce::Plain => Field::of_secret("code_challenge", &challenge),
                _ => Field::plain("code_challenge", text(&challenge).as_str()),
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
        let left_out = add_further(&mut fields, profile, Takes::Authorization);
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
            Field::of_secret("request_uri", request_uri),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Mode, Show};

    fn made(change: impl Fn(&mut Profile)) -> (Request, LeftOut) {
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
        assert_eq!(left_out, LeftOut::default());
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
        assert_eq!(left_out.set.len(), 5);
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
