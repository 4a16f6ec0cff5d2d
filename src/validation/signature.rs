//! One signature: its algorithm, the key, the trust in it, its strength, its critical extensions.

use super::algorithm::{judge_algorithm, quoted};
use super::critical::judge_critical;
use super::key_choice::{Candidate, Choice, choose};
use super::{Expectations, Policy};
use crate::jose::jws::{Jws, Signature};
use crate::jose::key::{Key, KeySet, read_jwk, read_x5c, weaknesses};
use crate::jose::{Algorithm, Verification, signature_len, verify};
use crate::report::{Check, CheckId, Json, KeyUse, Reference, Status};

const VERIFY: Reference = Reference::rfc(7515, "5.2");
const KEYS: Reference = Reference::rfc(7515, "6");
const STRENGTH: Reference = Reference::rfc(8725, "3.5");
const TYPE: Reference = Reference::rfc(8725, "3.11");

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
}

/// How much verifying one text may cost. A set may hold thousands of keys, a JWS many signatures,
/// and a payload megabytes: tried all with all they would take hours.
#[derive(Debug)]
pub struct Budget {
    bytes: usize,
}

/// A try of a small token costs as much as hashing this many bytes: 0.3 ms at the slowest (P-521).
const TRY_BYTES: usize = 64 << 10;

impl Default for Budget {
    /// 2,000 tries of small tokens, 128 of a megabyte: under a second.
    fn default() -> Self {
        Self {
            bytes: 2_000 * TRY_BYTES,
        }
    }
}

impl Budget {
    fn spend(&mut self, message: &[u8]) -> bool {
        let cost = message.len().max(TRY_BYTES);
        let is_left = self.bytes >= cost;
        if is_left {
            self.bytes -= cost;
        }
        is_left
    }
}

/// What was judged of a signature, and the key that was used or would be.
#[derive(Clone, Debug)]
pub struct SignatureJudgement {
    /// Algorithm, signature, key trust, key strength, critical, type; in this order.
    pub checks: Vec<Check>,
    /// The key that verified it, or the one that should have.
    pub key: Option<KeyUse>,
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
            let choice = choose(given.keys, &header, algorithm);
            let message = signature.signing_input(jws, given.detached);
            let attempt = Attempt {
                algorithm,
                value: &signature.bytes,
                message: &message,
                policy: given.policy,
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
    }
}

/// The checks on the signature's value and its key.
struct Outcome {
    signature: Check,
    trust: Check,
    strength: Check,
    key: Option<KeyUse>,
}

impl Outcome {
    fn without_algorithm(algorithm: &Check, signature: &Signature) -> Self {
        let why = match (algorithm.status, signature.bytes.is_empty()) {
            (Status::Fail, true) => "there is no algorithm to verify with, and no signature",
            (Status::Fail, false) => "there is no algorithm to verify with",
            _ => "the algorithm cannot be verified here",
        };
        Self::skipped(why)
    }

    fn skipped(why: &str) -> Self {
        let detail = format!("Not checked: {why}");
        Self {
            signature: Check::skipped(CheckId::Signature, VERIFY, detail),
            trust: Check::skipped(CheckId::KeyTrust, KEYS, "Not checked: no key was used"),
            strength: Check::skipped(
                CheckId::KeyStrength,
                STRENGTH,
                "Not checked: no key was used",
            ),
            key: None,
        }
    }
}

/// What is to be verified.
struct Attempt<'a> {
    algorithm: Algorithm,
    value: &'a [u8],
    message: &'a [u8],
    policy: &'a Policy,
}

impl Attempt<'_> {
    fn outcome(&self, choice: &Choice<'_>, header: &Json, budget: &mut Budget) -> Outcome {
        let Some(first) = choice.fitting.first().copied() else {
            if self.value.is_empty() {
                return Outcome {
                    signature: self.empty(),
                    ..Outcome::skipped(&choice.why_none)
                };
            }
            let enclosed = enclosed_key(header).filter(|e| e.key.fits_type(self.algorithm));
            return match enclosed {
                Some(enclosed) if budget.spend(self.message) => {
                    self.with_enclosed(&enclosed, &choice.why_none)
                }
                _ => Outcome::skipped(&choice.why_none),
            };
        };
        let (signature, used) = self.signature(choice, first, budget);
        Outcome {
            signature,
            trust: judge_trust(choice, used),
            strength: judge_strength(used.key, self.algorithm, self.policy),
            key: Some(KeyUse {
                description: used.key.description(),
                kid: used.key.kid.clone(),
                source: used.set.source.clone(),
            }),
        }
    }

    fn empty(&self) -> Check {
        let detail = format!("There is no signature, {} makes one", self.algorithm);
        Check::fail(CheckId::Signature, VERIFY, detail)
    }

    /// Tries the fitting keys in turn. Where none verifies, the first stands for them.
    fn signature<'k>(
        &self,
        choice: &Choice<'k>,
        first: Candidate<'k>,
        budget: &mut Budget,
    ) -> (Check, Candidate<'k>) {
        let mut tried = 0_usize;
        let mut unsupported = None;
        let mut verifying = None;
        for candidate in &choice.fitting {
            if self.value.is_empty() || !budget.spend(self.message) {
                break;
            }
            match verify(self.algorithm, candidate.key, self.message, self.value) {
                Verification::Verifies => {
                    verifying = Some(*candidate);
                    break;
                }
                Verification::DoesNotVerify => tried += 1,
                Verification::NotSupported(why) => {
                    unsupported.get_or_insert(why);
                }
            }
        }
        let used = verifying.unwrap_or(first);
        let check = if verifying.is_some() {
            Check::pass(CheckId::Signature, VERIFY, verified_with(used))
        } else if self.value.is_empty() {
            self.empty()
        } else if tried == choice.fitting.len() || tried > 0 && unsupported.is_some() {
            Check::fail(CheckId::Signature, VERIFY, self.why_not(choice, used))
        } else if let Some(why) = unsupported {
            Check::skipped(CheckId::Signature, VERIFY, format!("Not checked: {why}"))
        } else {
            let detail = format!(
                "Not checked to the end: {tried} of {} keys were tried, give the one that it is",
                choice.fitting.len()
            );
            Check::skipped(CheckId::Signature, VERIFY, detail)
        };
        (check, used)
    }

    /// Verifies with the key inside the token. Whatever comes of it, the key is nobody's: who made
    /// the token put it there (RFC 7515 §10.3).
    fn with_enclosed(&self, enclosed: &Enclosed, why_none: &str) -> Outcome {
        let id = CheckId::Signature;
        let member = enclosed.member;
        let signature = match verify(self.algorithm, &enclosed.key, self.message, self.value) {
            Verification::Verifies => {
                let detail = format!("Verifies with the key inside the token ({member})");
                Check::pass(id, VERIFY, detail)
            }
            Verification::DoesNotVerify => {
                let detail =
                    format!("Does not verify even with the key inside the token ({member})");
                Check::fail(id, VERIFY, detail)
            }
            Verification::NotSupported(why) => {
                Check::skipped(id, VERIFY, format!("Not checked: {why}"))
            }
        };
        let trust = format!(
            "Not checked: the key came inside the token, where anybody can put one; {why_none}"
        );
        Outcome {
            signature,
            trust: Check::skipped(CheckId::KeyTrust, Reference::rfc(7515, "10.3"), trust),
            strength: judge_strength(&enclosed.key, self.algorithm, self.policy),
            key: Some(KeyUse {
                description: enclosed.key.description(),
                kid: enclosed.key.kid.clone(),
                source: format!("the token itself ({member})"),
            }),
        }
    }

    /// What can be said of a signature that does not verify.
    fn why_not(&self, choice: &Choice<'_>, used: Candidate<'_>) -> String {
        let wanted = signature_len(self.algorithm, used.key);
        if let Some(wanted) = wanted
            && wanted != self.value.len()
            && choice.fitting.len() == 1
        {
            let found = self.value.len();
            return format!("{found} bytes, {} makes {wanted}", self.algorithm);
        }
        match (choice.fitting.len(), used.key.kid.as_deref()) {
            (1, Some(kid)) => format!("Does not verify with key {}", quoted(kid)),
            (1, None) => format!("Does not verify with the key from {}", used.set.source),
            (n, _) => format!("Does not verify with any of the {n} keys that fit"),
        }
    }
}

/// A key that stands in the token's own header.
struct Enclosed {
    member: &'static str,
    key: Key,
}

/// The key in `jwk` or `x5c` (RFC 7515 §4.1.3, §4.1.6).
fn enclosed_key(header: &Json) -> Option<Enclosed> {
    let jwk = header.get("jwk").and_then(|jwk| read_jwk(jwk).ok());
    if let Some((key, _)) = jwk {
        return Some(Enclosed { member: "jwk", key });
    }
    let material = read_x5c(header.get("x5c")?).ok()?;
    Some(Enclosed {
        member: "x5c",
        key: Key::new(material),
    })
}

fn verified_with(used: Candidate<'_>) -> String {
    match used.key.kid.as_deref() {
        Some(kid) => format!("Verifies with key {}", quoted(kid)),
        None => format!("Verifies with the key from {}", used.set.source),
    }
}

/// Whether the person may trust the key: they gave it, and it is the only one meant.
fn judge_trust(choice: &Choice<'_>, used: Candidate<'_>) -> Check {
    let id = CheckId::KeyTrust;
    if choice.is_ambiguous {
        let kid = used.key.kid.as_deref().map(quoted).unwrap_or_default();
        let detail = format!("Two different keys have the kid {kid}, so it names neither");
        return Check::fail(id, Reference::rfc(7517, "4.5"), detail);
    }
    if used.set.is_mixed() {
        let detail = format!(
            "{} mixes secrets with public keys, so one could pass for the other; give the key alone",
            used.set.source
        );
        return Check::fail(id, Reference::rfc(8725, "3.1"), detail);
    }
    Check::pass(
        id,
        KEYS,
        format!("From {}, which you gave", used.set.source),
    )
}

fn judge_strength(key: &Key, algorithm: Algorithm, policy: &Policy) -> Check {
    let id = CheckId::KeyStrength;
    let found = weaknesses(key, Some(algorithm));
    let Some(first) = found.first() else {
        return Check::pass(id, STRENGTH, key.description());
    };
    let said: Vec<_> = found.iter().map(ToString::to_string).collect();
    let said = said.join("; ");
    if policy.allow_weak_keys {
        return Check::pass(
            id,
            first.reference(),
            format!("{said}; weak keys are allowed"),
        );
    }
    Check::fail(id, first.reference(), said)
}

/// Judges `typ` (RFC 7515 §4.1.9). Case and a leading `application/` do not matter.
fn judge_type(header: &Json, expected: Option<&str>) -> Check {
    let id = CheckId::Type;
    let found = match header.get("typ") {
        None => None,
        Some(Json::String(typ)) => Some(typ.as_str()),
        Some(other) => {
            let detail = format!("typ is {}, not a string", other.type_name());
            return Check::fail(id, Reference::rfc(7515, "4.1.9"), detail);
        }
    };
    match (found, expected) {
        (_, None) => Check::skipped(id, TYPE, "Not checked: no type is expected"),
        (None, Some(expected)) => {
            let detail = format!("There is no typ, expected {}", quoted(expected));
            Check::fail(id, TYPE, detail)
        }
        (Some(found), Some(expected)) if media_type(found) == media_type(expected) => {
            Check::pass(id, TYPE, format!("{}, as expected", quoted(found)))
        }
        (Some(found), Some(expected)) => {
            let (found, expected) = (quoted(found), quoted(expected));
            Check::fail(id, TYPE, format!("typ is {found}, expected {expected}"))
        }
    }
}

fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ).to_owned()
}

/// The checks on several signatures as one list: a check fails where one fails; else it is that of
/// the first signature that verifies with a trusted key, else that of the first.
pub fn together(judgements: &[SignatureJudgement]) -> Vec<Check> {
    let status = |j: &SignatureJudgement, id| {
        let check = j.checks.iter().find(|c| c.id == id);
        check.map_or(Status::Skipped, |c| c.status)
    };
    let holds = |j: &&SignatureJudgement| {
        [CheckId::Signature, CheckId::KeyTrust].map(|id| status(j, id)) == [Status::Pass; 2]
    };
    let Some(best) = judgements.iter().find(holds).or(judgements.first()) else {
        return Vec::new();
    };
    let merged = best.checks.iter().map(|check| {
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
