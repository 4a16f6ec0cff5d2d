//! A provider whose every answer can be made wrong, on a free port of this machine.

use crate::follower::ask;
use crate::run::Run;
use crate::server::{self, Pipe, Server, header, path_of, send};
use crate::session::Session;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};
use tokenscope::jose::signing::SigningKey;
use tokenscope::jose::{
    Algorithm, Curve, Hash, KeyKind, base64url, digest, generate, public_jwk, sign,
};
use tokenscope::report::Json;
use url::{Url, form_urlencoded};

pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
static OTHER: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());

pub(crate) type Instead = Box<dyn Fn(&str, usize, &mut dyn Pipe) -> bool + Send + Sync>;

/// What a provider does otherwise than it should.
pub(crate) struct Ways {
    /// Members of the metadata that are others; null takes one away. `{0}` is the provider.
    pub(crate) metadata: Value,
    /// Claims of the ID token that are others.
    pub(crate) claims: Value,
    pub(crate) userinfo: Value,
    /// What the browser brings.
    pub(crate) callback: fn(&mut Vec<(String, String)>),
    /// The ID token, made wrong.
    pub(crate) token: fn(String) -> String,
    pub(crate) signs_with_another_key: bool,
    /// What it says of a token: of the issuer, a JWT.
    pub(crate) introspection: fn(&str) -> String,
    /// Answers instead, to that path, where it says that it did: with how often it was asked before.
    pub(crate) instead: Instead,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            metadata: json!({}),
            claims: json!({}),
            userinfo: json!({"sub": "ada"}),
            callback: |_| {},
            token: |token| token,
            signs_with_another_key: false,
            introspection: |issuer| signed_introspection(issuer, "app", true),
            instead: Box::new(|_, _, _| false),
        }
    }
}

/// A provider.
pub(crate) struct Made {
    pub(crate) server: Server,
    callback: fn(&mut Vec<(String, String)>),
    /// The forms that came to the token endpoint.
    pub(crate) forms: Arc<Mutex<Vec<String>>>,
}

fn merge(into: &mut Value, changes: &Value) {
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            into.as_object_mut().unwrap().remove(name);
        } else {
            into[name] = value.clone();
        }
    }
}

/// What an issuer says of a token, signed for a client (RFC 9701 §5).
pub(crate) fn signed_introspection(issuer: &str, client: &str, is_own_key: bool) -> String {
    let typ = Json::String("token-introspection+jwt".to_owned());
    let header = Json::Object(vec![("typ".to_owned(), typ)]);
    let claims = json!({
        "iss": issuer, "aud": client, "iat": now(),
        "token_introspection": { "active": true, "sub": "ada" },
    });
    let key: &SigningKey = if is_own_key { &KEY } else { &OTHER };
    let key = key.clone().with_kid(Some("one".to_owned()));
    sign(
        &key,
        Algorithm::ES256,
        &header,
        claims.to_string().as_bytes(),
    )
    .unwrap()
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// The keys of the one that signs where all is well; of the other, for who published too early.
pub(crate) fn key_set(is_other: bool) -> Value {
    let (key, kid) = if is_other {
        (&OTHER, "other")
    } else {
        (&KEY, "one")
    };
    let jwk = public_jwk(&key.public().material).unwrap();
    let mut jwk = serde_json::to_value(&jwk).unwrap();
    jwk["kid"] = kid.into();
    json!({"keys": [jwk]})
}

impl Made {
    pub(crate) fn new(ways: Ways) -> Self {
        let callback = ways.callback;
        let forms: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&forms);
        let counts: Mutex<BTreeMap<String, usize>> = Mutex::default();
        let server = Server::new(move |head, to| {
            let path = path_of(head).to_owned();
            let before = {
                let mut counts = counts.lock().unwrap();
                let count = counts.entry(path.clone()).or_default();
                *count += 1;
                *count - 1
            };
            let form = server::body(head, to);
            if path == "/token" {
                kept.lock().unwrap().push(form.clone());
            }
            if !(ways.instead)(&path, before, to) {
                let origin = format!("http://{}", header(head, "host").unwrap());
                if path == "/introspect" {
                    let typ = "Content-Type: application/token-introspection+jwt\r\n";
                    let told = (ways.introspection)(&origin);
                    return send(to, "200 OK", typ, told.as_bytes());
                }
                match ways.answer(&path, &form, &origin) {
                    Some(json) => server::json(to, &json.to_string()),
                    None => send(to, "404 Not Found", "", b""),
                }
            }
        });
        Self {
            server,
            callback,
            forms,
        }
    }

    /// Begins a login at this provider.
    pub(crate) fn begin(&self, flags: &[&str]) -> Session {
        let issuer = self.server.url("");
        let fixed = [
            "login",
            "--issuer",
            &issuer,
            "--client-id",
            "app",
            "--no-browser",
        ];
        let fixed = [&fixed[..], &["--format", "json", "--reveal"]].concat();
        Session::start(&[&fixed, flags].concat(), &[])
    }

    /// Where the browser comes back to with an answer for this address.
    pub(crate) fn answer_to(&self, url: &str) -> String {
        let url = Url::parse(url).unwrap();
        let asked: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        let mut fields = vec![
            // Which login a code is of is written in the code.
            ("code".to_owned(), format!("code-{}", asked["nonce"])),
            ("state".to_owned(), asked["state"].clone()),
            ("iss".to_owned(), self.server.url("")),
        ];
        (self.callback)(&mut fields);
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        format!("{}?{query}", asked["redirect_uri"])
    }

    /// A login from its beginning to its end.
    pub(crate) fn login(&self, flags: &[&str]) -> Run {
        let mut session = self.begin(flags);
        let url = session.url();
        deliver(&self.answer_to(&url));
        session.finish()
    }
}

/// Goes to an address as a browser does, and gives the page that stands there.
pub(crate) fn deliver(url: &str) -> String {
    ask(&Url::parse(url).unwrap(), None, &BTreeMap::new())
}

impl Ways {
    fn answer(&self, path: &str, form: &str, origin: &str) -> Option<Value> {
        Some(match path {
            DISCOVERY => {
                let at = |path: &str| format!("{origin}{path}");
                let mut metadata = json!({
                    "issuer": origin,
                    "authorization_endpoint": at("/authorize"),
                    "token_endpoint": at("/token"),
                    "jwks_uri": at("/jwks"),
                    "userinfo_endpoint": at("/userinfo"),
                    "introspection_endpoint": at("/introspect"),
                    "authorization_response_iss_parameter_supported": true,
                    "code_challenge_methods_supported": ["S256"],
                });
                merge(&mut metadata, &self.metadata);
                metadata
            }
            "/jwks" => key_set(false),
            "/token" => {
                let sent: BTreeMap<_, _> = form_urlencoded::parse(form.as_bytes())
                    .into_owned()
                    .collect();
                let code = sent.get("code").cloned().unwrap_or_default();
                json!({
                    "access_token": "hunter2-access", "token_type": "Bearer",
                    "refresh_token": "hunter2-refresh", "expires_in": 3600,
                    "id_token": self.id_token(&code, origin),
                })
            }
            "/userinfo" => self.userinfo.clone(),
            _ => return None,
        })
    }

    fn id_token(&self, code: &str, issuer: &str) -> String {
        let half = |text: &str| base64url::encode(&digest(Hash::Sha256, text.as_bytes())[..16]);
        let now = now();
        let mut claims = json!({
            "iss": issuer, "sub": "ada", "aud": "app", "exp": now + 300, "iat": now,
            "nonce": code.strip_prefix("code-"), "at_hash": half("hunter2-access"),
        });
        merge(&mut claims, &self.claims);
        let (key, kid) = match self.signs_with_another_key {
            true => (OTHER.clone(), "other"),
            false => (KEY.clone(), "one"),
        };
        let header = Json::Object(Vec::new());
        let key = key.with_kid(Some(kid.to_owned()));
        let token = sign(
            &key,
            Algorithm::ES256,
            &header,
            claims.to_string().as_bytes(),
        );
        (self.token)(token.unwrap())
    }
}
