//! Proofs of possession: each request shows that it is made by who holds a key (RFC 9449).

use super::client::{ClientError, algorithm, check_private};
use super::source::{Source, random_text, seconds, text};
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, Hash, Thumbprint, base64url, digest, public_jwk, sign};
use crate::report::{Json, Secret};
use crate::wire::{Field, Request, Response};
use std::collections::BTreeMap;
use url::Url;

/// The key that tokens are bound to, and the nonces that servers gave.
#[derive(Clone, Debug)]
pub struct Dpop {
    key: SigningKey,
    algorithm: Algorithm,
    /// By origin: each server gives its own (RFC 9449 §8, §9).
    nonces: BTreeMap<String, String>,
}

impl Dpop {
    /// Tokens are to be bound to this key. `taken` are the algorithms that the server takes.
    ///
    /// # Errors
    /// [`ClientError::NoAlgorithm`], and [`ClientError::NotPrivate`] for a secret.
    pub fn new(key: SigningKey, taken: Option<&[String]>) -> Result<Self, ClientError> {
        check_private(&key, "DPoP")?;
        Ok(Self {
            algorithm: algorithm(&key, "the DPoP", taken)?,
            key,
            nonces: BTreeMap::new(),
        })
    }

    /// The thumbprint that a bound token names as `cnf.jkt` (RFC 9449 §6.1).
    pub fn thumbprint(&self) -> Option<Thumbprint> {
        Thumbprint::of(&self.key.public().material)
    }

    /// The key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Adds a proof for this request (RFC 9449 §4.2); with the hash of the access token, where it
    /// goes with one.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn prove(
        &self,
        request: &mut Request,
        access_token: Option<&Secret>,
        source: &mut dyn Source,
    ) -> Result<(), ClientError> {
        let string = |text: &str| Json::String(text.to_owned());
        let mut claims = vec![
            ("jti".to_owned(), string(&text(&random_text(source)?))),
            ("htm".to_owned(), string(request.method.as_str())),
            ("htu".to_owned(), string(&request.url)),
            ("iat".to_owned(), Json::Number(seconds(source).to_string())),
        ];
        if let Some(token) = access_token {
            let hash = digest(Hash::Sha256, token.expose());
            claims.push(("ath".to_owned(), string(&base64url::encode(&hash))));
        }
        if let Some(nonce) = self.nonces.get(&origin(&request.url)) {
            claims.push(("nonce".to_owned(), string(nonce)));
        }
        let jwk = public_jwk(&self.key.public().material).unwrap_or(Json::Null);
        let header = Json::Object(vec![
            ("typ".into(), string("dpop+jwt")),
            ("jwk".into(), jwk),
        ]);
        // The key stands in the header, its id would say nothing more.
        let key = self.key.clone().with_kid(None);
        let claims = serde_json::to_vec(&Json::Object(claims)).unwrap_or_default();
        let proof = sign(&key, self.algorithm, &header, &claims)?;
        request.headers.retain(|field| field.name != "DPoP");
        request.headers.push(Field::secret("DPoP", proof));
        Ok(())
    }

    /// Takes a nonce in that an answer brings. Says whether the request is to be made again with
    /// it: the server asked for one that the request did not have (RFC 9449 §8, §9).
    pub fn take_nonce(&mut self, url: &str, response: &Response) -> bool {
        let Some(nonce) = response.header("dpop-nonce") else {
            return false;
        };
        let is_new = self.nonces.insert(origin(url), nonce.to_owned()).as_deref() != Some(nonce);
        let challenge = response.header("www-authenticate").unwrap_or_default();
        let body = String::from_utf8_lossy(response.body.expose());
        let asks = [challenge, &body].map(|text| text.contains("use_dpop_nonce"));
        is_new && matches!(response.status, 400 | 401) && asks.contains(&true)
    }
}

fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{Question, inspect};
    use crate::jose::{Curve, KeyKind, generate};
    use crate::oauth::source::tests::Fixed;
    use crate::report::{CheckId, Status};
    use crate::wire::header;

    const URL: &str = "https://id.example/token";

    fn answer(status: u16, nonce: &str) -> Response {
        let headers = vec![("DPoP-Nonce".to_owned(), nonce.to_owned())];
        Response::new(status, headers, br#"{"error":"use_dpop_nonce"}"#.to_vec())
    }

    #[test]
    fn the_proof_is_one_that_the_engine_itself_takes() {
        let mut dpop = Dpop::new(generate(KeyKind::Ec(Curve::P256)).unwrap(), None).unwrap();
        let mut source = Fixed {
            next: 0,
            now: 1_700_000_000_000,
        };
        assert!(dpop.take_nonce(URL, &answer(400, "n-1")));
        let mut request = Request::post(URL, Vec::new());
        let token = Secret::from("hunter2".to_owned());
        dpop.prove(&mut request, Some(&token), &mut source).unwrap();
        dpop.prove(&mut request, Some(&token), &mut source).unwrap();
        assert_eq!(
            request.headers.len(),
            1,
            "a proof takes the old one's place"
        );
        let proof = header(&request.headers, "dpop").unwrap().expose();
        let mut question = Question {
            now: 1_700_000_001,
            ..Question::default()
        };
        question.expectations.typ = Some("dpop-proof".into());
        question.beside.method = Some("POST".into());
        question.beside.url = Some(URL.into());
        question.beside.access_token = Some(token);
        let report = inspect(&proof, &question);
        let judged = report.check(CheckId::DpopProof).unwrap();
        assert_eq!(judged.status, Status::Pass, "{judged:?}");
        let claims = serde_json::to_string(&report.payload).unwrap();
        assert!(claims.contains(r#""nonce":"n-1""#), "{claims}");
    }

    /// RFC 9449 §4.2: its thumbprint would be sent too, which is a hash of it.
    #[test]
    fn a_secret_is_no_key_to_bind_tokens_to() {
        let secret = Secret::from("hunter2-0123456789abcdef01234567".to_owned());
        let error = Dpop::new(SigningKey::from_secret(secret).unwrap(), None).unwrap_err();
        assert!(
            error.to_string().contains("DPoP needs a private key"),
            "{error}"
        );
    }

    #[test]
    fn a_nonce_is_tried_once_and_belongs_to_its_server() {
        let mut dpop = Dpop::new(generate(KeyKind::Ed25519).unwrap(), None).unwrap();
        assert!(dpop.take_nonce(URL, &answer(400, "n-1")));
        assert!(!dpop.take_nonce(URL, &answer(400, "n-1")), "the same again");
        assert!(dpop.take_nonce("https://api.example/", &answer(401, "n-1")));
        assert!(!dpop.take_nonce(URL, &answer(200, "n-2")), "it worked");
        assert!(!dpop.take_nonce(URL, &Response::new(400, Vec::new(), Vec::new())));
    }
}
