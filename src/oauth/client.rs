//! How a client says who it is at the token endpoint (RFC 6749 §2.3, OpenID Core §9, RFC 7523).

use super::Server;
use super::source::{NoRandomness, Source, random_text, seconds, text};
use crate::jose::key::Material;
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, SignError, sign};
use crate::report::{Json, Secret};
use crate::wire::{Body, Field, Request, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::form_urlencoded::byte_serialize;

/// A client assertion is good for so many seconds: it is used at once.
const ASSERTION_SECONDS: i64 = 60;
/// What kind of assertion it is (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A way of client authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthMethod {
    /// Only the client id: a public client.
    None,
    /// The secret in the `Authorization` header.
    Basic,
    /// The secret in the form.
    Post,
    /// An assertion that the secret signs.
    SecretJwt,
    /// An assertion that a private key signs.
    PrivateKeyJwt,
}

impl AuthMethod {
    /// Every way.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Basic,
        Self::Post,
        Self::SecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// The name by which a person asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "basic",
            Self::Post => "post",
            Self::SecretJwt => "secret-jwt",
            Self::PrivateKeyJwt => "private-key-jwt",
        }
    }

    /// The name in the metadata (RFC 8414 §2).
    pub fn registered_name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::SecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// The way of that name, either one.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|m| m.as_str() == name || m.registered_name() == name)
    }
}

impl fmt::Display for AuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.registered_name())
    }
}

/// What a client proves itself with.
#[derive(Clone, Debug, Default)]
pub enum Credential {
    /// Nothing.
    #[default]
    None,
    /// A client secret. An empty one counts as none: it is never sent.
    Secret(Secret),
    /// A private key.
    Key(SigningKey),
}

impl Credential {
    /// Whether it proves nothing: that of a public client.
    pub fn is_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::Secret(secret) => secret.is_empty(),
            Self::Key(_) => false,
        }
    }
}

/// Why a client cannot say who it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The method needs a secret.
    #[error("{0} needs the client secret; give it, or choose none for a public client")]
    NoSecret(AuthMethod),
    /// The method needs a key.
    #[error("private_key_jwt needs a private key; give the client's key (--client-key)")]
    NoKey,
    /// A secret was given where a key with two halves is needed.
    #[error("{0} needs a private key, such as EC or RSA; what was given is a secret ({1})")]
    NotPrivate(&'static str, String),
    /// The assertion could not be signed.
    #[error("the client assertion cannot be signed: {0}")]
    Sign(#[from] SignError),
    /// The key signs with nothing that the server takes.
    #[error("the key ({key}) signs with none of the algorithms that the server takes ({taken})")]
    NoAlgorithm {
        /// What kind of key it is.
        key: String,
        /// What the server takes.
        taken: String,
    },
    /// There is no randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// How it says who it is; nothing: what fits what it has and what the server takes.
    pub method: Option<AuthMethod>,
    /// What it proves itself with.
    pub credential: Credential,
    /// Whom an assertion is for, where that is neither the issuer nor the token endpoint.
    pub assertion_audience: Option<String>,
}

impl Client {
    /// The way that will be used with a server.
    pub fn method_for(&self, server: &Server) -> AuthMethod {
        if let Some(method) = self.method {
            return method;
        }
        match &self.credential {
            Credential::Key(_) => AuthMethod::PrivateKeyJwt,
            Credential::Secret(secret) if !secret.is_empty() => {
                let ways = [AuthMethod::Basic, AuthMethod::Post, AuthMethod::SecretJwt];
                let mut taken = ways.into_iter().filter(|way| server.allows_auth(*way));
                taken.next().unwrap_or(AuthMethod::Basic)
            }
            _ => AuthMethod::None,
        }
    }

    /// Adds what says who the client is to a request with a form.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn authenticate(
        &self,
        request: &mut Request,
        server: &Server,
        source: &mut dyn Source,
    ) -> Result<(), ClientError> {
        let method = self.method_for(server);
        let mut fields = Vec::new();
        let mut header = None;
        match method {
            AuthMethod::None => fields.push(Field::plain("client_id", &self.id)),
            AuthMethod::Basic => header = Some(self.basic(self.secret(method)?)),
            AuthMethod::Post => {
                fields.push(Field::plain("client_id", &self.id));
                let secret = text(self.secret(method)?);
                fields.push(Field::secret("client_secret", secret));
            }
            AuthMethod::SecretJwt | AuthMethod::PrivateKeyJwt => {
                let assertion = self.assertion(method, &request.url, server, source)?;
                fields.push(Field::plain("client_id", &self.id));
                fields.push(Field::plain("client_assertion_type", JWT_BEARER));
                fields.push(Field::secret("client_assertion", assertion));
            }
        }
        if let Body::Form(form) = &mut request.body {
            // Beside the header it stays: a pushed request holds all that the authorization request
            // does (RFC 9126 §2.1).
            let is_named = fields.iter().any(|field| field.name == "client_id");
            form.retain(|field| field.name != "client_id" || !is_named);
            form.extend(fields);
        }
        if let Some(value) = header {
            request.headers.push(Field::new("Authorization", value));
        }
        Ok(())
    }

    fn secret(&self, method: AuthMethod) -> Result<&Secret, ClientError> {
        match &self.credential {
            Credential::Secret(secret) if !secret.is_empty() => Ok(secret),
            _ => Err(ClientError::NoSecret(method)),
        }
    }

    /// RFC 6749 §2.3.1: id and secret are encoded as in a form before they are joined.
    fn basic(&self, secret: &Secret) -> Value {
        let id: String = byte_serialize(self.id.as_bytes()).collect();
        let secret: String = byte_serialize(secret.expose()).collect();
        Value::partly("Basic ", STANDARD.encode(format!("{id}:{secret}")))
    }

    /// A client assertion (RFC 7523 §3).
    fn assertion(
        &self,
        method: AuthMethod,
        url: &str,
        server: &Server,
        source: &mut dyn Source,
    ) -> Result<String, ClientError> {
        let key = match (method, &self.credential) {
            (AuthMethod::SecretJwt, _) => SigningKey::from_secret(self.secret(method)?.clone())
                .map_err(|_| ClientError::NoSecret(method))?,
            (_, Credential::Key(key)) => {
                check_private(key, "private_key_jwt")?;
                key.clone()
            }
            _ => return Err(ClientError::NoKey),
        };
        let algorithm = algorithm(&key, server.auth_algorithms.as_deref())?;
        let now = seconds(source);
        let jti = text(&random_text(source)?);
        // The issuer is what no other server can be (RFC 7523bis); without one it is the endpoint.
        let audience = self.assertion_audience.as_deref();
        let audience = audience.or(server.issuer.as_deref()).unwrap_or(url);
        let string = |text: &str| Json::String(text.to_owned());
        let number = |n: i64| Json::Number(n.to_string());
        let claims = Json::Object(vec![
            ("iss".into(), string(&self.id)),
            ("sub".into(), string(&self.id)),
            ("aud".into(), string(audience)),
            ("jti".into(), string(&jti)),
            ("iat".into(), number(now)),
            ("exp".into(), number(now + ASSERTION_SECONDS)),
        ]);
        let header = Json::Object(vec![("typ".into(), string("JWT"))]);
        let claims = serde_json::to_vec(&claims).unwrap_or_default();
        Ok(sign(&key, algorithm, &header, &claims)?)
    }
}

/// Sees that a key has two halves: what a secret signs, whoever verifies it could have signed
/// (RFC 7523 §3, RFC 9449 §4.2), and its thumbprint is a hash of the secret.
pub(super) fn check_private(key: &SigningKey, for_what: &'static str) -> Result<(), ClientError> {
    match key.key().material {
        Material::Oct(_) => Err(ClientError::NotPrivate(for_what, key.key().description())),
        _ => Ok(()),
    }
}

/// The algorithm that a key signs with: the one it names, else the first that the server takes,
/// else what is usual for its type.
pub(super) fn algorithm(
    key: &SigningKey,
    taken: Option<&[String]>,
) -> Result<Algorithm, ClientError> {
    let named = key.key().alg.as_deref().and_then(Algorithm::from_name);
    if let Some(named) = named.filter(|alg| key.key().fits_type(*alg)) {
        return Ok(named);
    }
    let usual = Algorithm::ALL
        .into_iter()
        .filter(|alg| key.key().fits_type(*alg));
    let mut usual: Vec<_> = usual.collect();
    // EdDSA is the name that everybody knows; Ed25519 alone came later (RFC 9864).
    if matches!(key.key().material, Material::Ed25519(_)) {
        usual.sort_by_key(|alg| alg.name() != "EdDSA");
    }
    let is_taken = |alg: &&Algorithm| taken.is_none_or(|t| t.iter().any(|t| t == alg.name()));
    let found = usual.iter().find(is_taken).copied();
    found.ok_or_else(|| ClientError::NoAlgorithm {
        key: key.key().description(),
        taken: taken.unwrap_or_default().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::jws::read_compact;
    use crate::jose::{Curve, KeyKind, Verification, generate, verify};
    use crate::oauth::source::tests::Fixed;
    use crate::wire::{Show, field, header};

    fn asked(method: Option<AuthMethod>, credential: Credential, server: &Server) -> Request {
        let client = Client {
            id: "app:1".into(),
            method,
            credential,
            assertion_audience: None,
        };
        let mut request = Request::post("https://id.example/token", Vec::new());
        let mut source = Fixed {
            next: 0,
            now: 1_000_500,
        };
        client
            .authenticate(&mut request, server, &mut source)
            .unwrap();
        assert!(!format!("{request:?}").contains("hunter"), "{request:?}");
        request
    }

    fn secret() -> Credential {
        Credential::Secret(Secret::from("hunter 2+%é".to_owned()))
    }

    #[test]
    fn basic_encodes_both_halves_before_it_joins_them() {
        let request = asked(Some(AuthMethod::Basic), secret(), &Server::default());
        let value = header(&request.headers, "authorization").unwrap();
        assert_eq!(value.text(Show::Masked), "Basic [redacted]");
        let sent = value.expose();
        let sent = STANDARD.decode(sent.strip_prefix("Basic ").unwrap());
        assert_eq!(sent.unwrap(), b"app%3A1:hunter+2%2B%25%C3%A9");
        assert!(field(request.form(), "client_id").is_none());
    }

    /// RFC 9126 §2.1: else the server has an authorization request without a client.
    #[test]
    fn a_pushed_request_names_its_client_beside_the_header() {
        for (method, names) in [(AuthMethod::Basic, 1), (AuthMethod::Post, 1)] {
            let client = Client {
                id: "app:1".into(),
                method: Some(method),
                credential: secret(),
                assertion_audience: None,
            };
            let form = vec![Field::plain("client_id", "app:1")];
            let mut request = Request::post("https://id.example/par", form);
            let mut source = Fixed { next: 0, now: 0 };
            let server = Server::default();
            client
                .authenticate(&mut request, &server, &mut source)
                .unwrap();
            let named = request.form().iter().filter(|f| f.name == "client_id");
            assert_eq!(named.count(), names, "{method}");
        }
    }

    #[test]
    fn an_empty_secret_is_never_sent() {
        let empty = Credential::Secret(Secret::default());
        let request = asked(None, empty, &Server::default());
        assert_eq!(request.form(), [Field::plain("client_id", "app:1")]);
    }

    #[test]
    fn the_method_is_one_that_the_server_takes() {
        let server = Server {
            auth_methods: Some(vec!["client_secret_post".into()]),
            ..Server::default()
        };
        let request = asked(None, secret(), &server);
        assert!(field(request.form(), "client_secret").is_some());
    }

    #[test]
    fn an_assertion_names_the_client_and_is_for_the_issuer() {
        let key = generate(KeyKind::Ec(Curve::P256)).unwrap();
        let server = Server {
            issuer: Some("https://id.example".into()),
            auth_algorithms: Some(vec!["RS256".into(), "ES256".into()]),
            ..Server::default()
        };
        let request = asked(None, Credential::Key(key.clone()), &server);
        let sent = field(request.form(), "client_assertion").unwrap();
        let jws = read_compact(&sent.expose());
        assert!(jws.faults.is_empty());
        let claims = serde_json::to_string(&Json::Object(jws.payload.claims().unwrap().to_vec()));
        let claims = claims.unwrap();
        assert!(
            claims.starts_with(
                r#"{"iss":"app:1","sub":"app:1","aud":"https://id.example","jti":"AQEB"#
            )
        );
        assert!(claims.ends_with(r#""iat":1000,"exp":1060}"#), "{claims}");
        let signature = &jws.signatures[0];
        let message = signature.signing_input(&jws, None);
        let verified = verify(Algorithm::ES256, &key.public(), &message, &signature.bytes);
        assert!(matches!(verified, Verification::Verifies));
    }

    #[test]
    fn a_secret_does_not_sign_where_a_private_key_has_to() {
        let secret = Secret::from("hunter2-0123456789abcdef01234567".to_owned());
        let client = Client {
            id: "a".into(),
            method: None,
            credential: Credential::Key(SigningKey::from_secret(secret).unwrap()),
            assertion_audience: None,
        };
        let mut request = Request::post("https://id.example/token", Vec::new());
        let mut source = Fixed { next: 0, now: 0 };
        let error = client.authenticate(&mut request, &Server::default(), &mut source);
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("private_key_jwt needs a private key"),
            "{error}"
        );
        assert!(!error.contains("hunter2") && request.form().is_empty());
    }

    #[test]
    fn what_is_missing_is_said() {
        let client = Client {
            id: "a".into(),
            method: Some(AuthMethod::Post),
            credential: Credential::None,
            assertion_audience: None,
        };
        let mut request = Request::post("https://id.example/token", Vec::new());
        let mut source = Fixed { next: 0, now: 0 };
        let error = client.authenticate(&mut request, &Server::default(), &mut source);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("client secret"), "{error}");
        assert!(request.headers.is_empty() && request.form().is_empty());
    }
}
