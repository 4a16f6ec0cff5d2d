//! The issuer's keys: when they are needed, and when they are fetched once more.

use super::{Login, Stage};
use crate::jose::jws::{Signature, read_compact};
use crate::jose::key::{Key, Origin, read_keys};
use crate::oauth::body::{decode, looks_like_jwt};
use crate::oauth::encrypted::is_encrypted;
use crate::oauth::endpoint::host;
use crate::oauth::source::text;
use crate::oauth::{Endpoint, explain_answer};
use crate::report::{Json, Secret};
use crate::wire::{Explanation, Request, Response, Step, Value};

impl Login {
    pub(super) fn keys_request(&self) -> Result<Request, String> {
        let url = self.server.endpoint(Endpoint::Jwks)?;
        let accept = Value::plain("application/jwk-set+json, application/json");
        let request = Request::get(url).with_header("Accept", accept);
        Ok(if self.has_refetched {
            request.with_header("Cache-Control", Value::plain("no-cache"))
        } else {
            request
        })
    }

    /// Reads the keys. Without them what is signed is judged all the same, and does not hold.
    pub(super) fn read_keys(
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
        match (self.signed.take(), &self.keys) {
            (Some(token), Some(_)) => self.read_signed(token, step, now),
            (Some(token), None) => self.judge_signed(&token, step, now),
            (None, _) => Ok(Stage::IdToken),
        }
    }

    /// Whether a token is one whose signature needs the issuer's keys.
    pub(super) fn needs_keys(secret: &Secret) -> bool {
        let token = text(secret);
        let jws = read_compact(&token);
        let header = jws.signatures.first().map(Signature::header);
        let alg = header.as_ref().and_then(|h| h.get("alg"));
        let alg = alg.and_then(Json::as_str).unwrap_or_default();
        let is_signed = looks_like_jwt(&token) && !is_encrypted(secret);
        is_signed && !alg.starts_with("HS") && alg != "none"
    }

    /// Whether the ID token names a key that the set does not have: see [`Login::lacks_key_of`].
    pub(super) fn lacks_key(&self) -> bool {
        self.to_judge()
            .is_some_and(|token| self.lacks_key_of(token))
    }

    /// Whether a token names a key that the set does not have: the issuer may have changed its keys
    /// just before it signed, and the set may be one that lay in a cache. It is asked once more.
    pub(super) fn lacks_key_of(&self, token: &Secret) -> bool {
        let (Some(keys), false) = (&self.keys, self.has_refetched) else {
            return false;
        };
        let jws = read_compact(&text(token));
        let header = jws.signatures.first().map(Signature::header);
        let kid = header.as_ref().and_then(|h| h.get("kid"));
        let kid = kid.and_then(Json::as_str);
        // A key without an id fits every token.
        let fits = |kid: &str, key: &Key| key.kid.as_deref().is_none_or(|own| own == kid);
        let has = |kid| keys.keys.iter().any(|key| fits(kid, key));
        Self::needs_keys(token) && kid.is_some_and(|kid| !has(kid))
    }

    /// The keys are fetched once more, and the next step says why.
    pub(super) fn refetch_keys(&mut self) -> Stage {
        self.has_refetched = true;
        self.note("the token names a key that was not among those fetched before: they are fetched once more, they may just have been changed".to_owned());
        Stage::Keys
    }
}
