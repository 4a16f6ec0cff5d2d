//! One signature: its algorithm, the key, the trust in it, its strength, its critical extensions.

use super::algorithm::judge_algorithm;
use super::attempt::{Attempt, Budget, Outcome};
use super::critical::judge_critical;
use super::key_choice::choose;
use super::token_type::judge_type;
use super::{Expectations, Policy};
use crate::jose::certificate::Anchor;
use crate::jose::jws::{Jws, Signature};
use crate::jose::key::{Key, KeySet};
use crate::report::{Check, CheckId, Json, KeyUse, Status};

/// What is given to judge a signature by.
#[derive(Clone, Copy)]
pub struct Given<'g> {
    /// The keys that the person gave.
    pub keys: &'g [KeySet],
    /// What the person expects; only the type is asked for here.
    pub expectations: &'g Expectations,
    /// What is allowed.
    pub policy: &'g Policy,
    /// The payload of a detached JWS (RFC 7515 appendix F).
    pub detached: Option<&'g [u8]>,
    /// The certificates that the person trusts.
    pub roots: &'g [Anchor],
    /// The time to judge certificates by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// What was judged of a signature, and the key that was used or would be.
#[derive(Clone, Debug)]
pub struct SignatureJudgement {
    /// Algorithm, signature, key trust, key strength, critical, type; in this order.
    pub checks: Vec<Check>,
    /// The key that verified it, or the one that should have.
    pub key: Option<KeyUse>,
    /// That key itself.
    pub used: Option<Key>,
}

/// Judges one signature of a JWS. Each check stands for itself: a signature is verified also where
/// its algorithm is not allowed.
pub fn judge_signature(
    jws: &Jws,
    signature: &Signature,
    given: Given<'_>,
    budget: &mut Budget,
) -> SignatureJudgement {
    let header = signature.header();
    let (algorithm_check, algorithm) = judge_algorithm(&header, given.policy);
    let outcome = match algorithm {
        Some(algorithm) => {
            let claims = jws.payload.claims();
            let expected = given.expectations.issuer_of(claims);
            let choice = choose(given.keys, &header, algorithm, issuer(claims));
            let message = signature.signing_input(jws, given.detached);
            let attempt = Attempt {
                algorithm,
                value: &signature.bytes,
                message: &message,
                policy: given.policy,
                expected_issuer: expected.as_deref(),
                roots: given.roots,
                now: given.now,
            };
            attempt.outcome(&choice, &header, budget)
        }
        None => Outcome::without_algorithm(&algorithm_check, signature),
    };
    let checks = vec![
        algorithm_check,
        outcome.signature,
        outcome.trust,
        outcome.strength,
        judge_critical(signature),
        judge_type(&header, given.expectations.typ.as_deref()),
    ];
    SignatureJudgement {
        checks,
        key: outcome.key,
        used: outcome.used,
    }
}

/// Whom the token names as its issuer.
fn issuer(claims: Option<&[(String, Json)]>) -> Option<&str> {
    let mut claims = claims?.iter();
    claims.find(|(name, _)| name == "iss")?.1.as_str()
}

/// Which of several signatures stands for the token: the first that verifies with a trusted key,
/// else the first that verifies, else the first. Its header is the one to believe: of the others
/// perhaps nobody signed a word.
pub fn leading(judgements: &[SignatureJudgement]) -> usize {
    let passes = |j: &SignatureJudgement, id| {
        let mut of_id = j.checks.iter().filter(|c| c.id == id);
        of_id.any(|c| c.status == Status::Pass)
    };
    let verifies = |j: &SignatureJudgement| passes(j, CheckId::Signature);
    let holds = |j: &SignatureJudgement| verifies(j) && passes(j, CheckId::KeyTrust);
    let mut all = judgements.iter();
    let first = all.position(holds);
    first
        .or_else(|| judgements.iter().position(verifies))
        .unwrap_or(0)
}

/// The checks on several signatures as one list: a check fails where one fails; else it is that of
/// the [`leading`] signature.
pub fn together(judgements: &[SignatureJudgement]) -> Vec<Check> {
    let Some(lead) = judgements.get(leading(judgements)) else {
        return Vec::new();
    };
    let merged = lead.checks.iter().map(|check| {
        let all = judgements.iter().enumerate();
        let mut same =
            all.filter_map(|(i, j)| Some((i, j.checks.iter().find(|c| c.id == check.id)?)));
        match same.find(|(_, c)| c.status == Status::Fail) {
            Some((i, failed)) if judgements.len() > 1 => {
                let detail = format!("Signature {}: {}", i + 1, failed.detail);
                Check::fail(check.id, failed.reference, detail)
            }
            Some((_, failed)) => failed.clone(),
            None => check.clone(),
        }
    });
    merged.collect()
}
