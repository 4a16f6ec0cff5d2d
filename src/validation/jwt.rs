//! A whole JWT: its claims, and what its type asks of it.

use super::authentication::{judge_auth_time, judge_party};
use super::certificate::judge_certificate;
use super::confirmation::judge_confirmation;
use super::dpop::{self, Asked, Proof};
use super::hashes::judge_hashes;
use super::key_binding::judge_unbound;
use super::required::judge_required;
use super::{Beside, Expectations, Policy, judge_claims};
use crate::jose::jws::read_compact;
use crate::report::{Check, CheckId, Json, Recognised, Reference, TokenType};

const PROOF: Reference = Reference::rfc(9449, "4.3");

/// A JWT, and all that it is judged by.
#[derive(Clone, Copy)]
pub struct Jwt<'t> {
    /// The token as it was pasted.
    pub text: &'t str,
    /// Its header.
    pub header: &'t Json,
    /// Its claims; nothing where the payload is no JSON object.
    pub claims: Option<&'t [(String, Json)]>,
    /// What it is for.
    pub recognised: Option<Recognised>,
    /// What the person expects.
    pub expectations: &'t Expectations,
    /// What is allowed.
    pub policy: &'t Policy,
    /// What was given beside it.
    pub beside: &'t Beside,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Judges the claims of a JWT and what belongs to it. Checks that do not apply are left out.
pub fn judge_jwt(token: &Jwt<'_>) -> Vec<Check> {
    let mut checks = judge_claims(token.claims, token.expectations, token.policy, token.now);
    if let Some(claims) = token.claims {
        if let Some(token_type) = token.certain() {
            checks.retain(|check| check.id != CheckId::RequiredClaims);
            let asked = &token.expectations.require;
            checks.push(judge_required(token_type, claims, asked));
        }
        checks.extend(judge_hashes(token.header, claims, token.beside));
    }
    let is_id_token = token.certain() == Some(TokenType::IdToken);
    checks.extend(judge_party(
        token.claim("azp"),
        token.claim("aud"),
        is_id_token,
        &token.expectations.audience,
    ));
    checks.extend(judge_auth_time(
        token.claim("auth_time"),
        token.expectations.max_age,
        token.now,
        token.policy.leeway,
    ));
    checks.extend(judge_certificate(
        token.header,
        &token.beside.roots,
        token.now,
    ));
    checks.extend(token.judge_possession());
    checks.extend(judge_unbound(token.expectations));
    checks.sort_by_key(|check| check.id);
    checks
}

impl Jwt<'_> {
    fn claim(&self, name: &str) -> Option<&Json> {
        let found = self.claims?.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }

    /// The type, where it is more than a guess.
    fn certain(&self) -> Option<TokenType> {
        let certain = self.recognised.filter(|r| r.is_certain);
        certain.map(|r| r.token_type)
    }

    /// The key that a token is bound to, and the proof of holding it.
    fn judge_possession(&self) -> Vec<Check> {
        if self.certain() == Some(TokenType::DpopProof) {
            return self.judge_as_proof();
        }
        let Some(given) = &self.beside.proof else {
            return judge_confirmation(self.claim("cnf"), None)
                .into_iter()
                .collect();
        };
        let proof = Proof::read(given);
        let key = match &proof {
            Ok(proof) => proof.key.as_ref().map_err(String::as_str),
            Err(why) => Err(why.as_str()),
        };
        let confirmation = judge_confirmation(self.claim("cnf"), Some(key));
        let asked = self.asked(Some(self.text.as_bytes()));
        let judged = proof.as_ref().map_err(Clone::clone);
        let judged = judged.and_then(|proof| proof.judge(&asked));
        confirmation.into_iter().chain([told(judged)]).collect()
    }

    /// The token is a proof itself. An access token that was given may be bound to its key.
    fn judge_as_proof(&self) -> Vec<Check> {
        let access_token = self.beside.access_token.as_ref();
        let asked = self.asked(access_token.map(crate::report::Secret::expose));
        // Whatever else signed it, only the key inside it counts (RFC 9449 §4.3).
        let judged = told(dpop::judge_text(self.text, &asked));
        let key = dpop::key_of(self.header);
        let key = key.as_ref().map_err(String::as_str);
        let bound = access_token.and_then(|given| {
            let text = std::str::from_utf8(given.expose()).ok()?;
            let claims = read_compact(text.trim()).payload;
            let cnf = claims.claims()?.iter().find(|(name, _)| name == "cnf");
            Some(cnf?.1.clone())
        });
        let confirmation = bound.and_then(|cnf| judge_confirmation(Some(&cnf), Some(key)));
        confirmation.into_iter().chain([judged]).collect()
    }

    fn asked<'a>(&'a self, access_token: Option<&'a [u8]>) -> Asked<'a> {
        Asked {
            method: self.beside.method.as_deref(),
            url: self.beside.url.as_deref(),
            access_token,
            now: self.now,
            leeway: self.policy.leeway,
        }
    }
}

fn told(judged: Result<String, String>) -> Check {
    match judged {
        Ok(detail) => Check::pass(CheckId::DpopProof, PROOF, detail),
        Err(detail) => Check::fail(CheckId::DpopProof, PROOF, detail),
    }
}
