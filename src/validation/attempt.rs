//! Trying a signature with the keys that fit: does it verify, is the key trusted, is it strong?

use super::Policy;
use super::algorithm::quoted;
use super::certificate::Chain;
use super::key_choice::{Candidate, Choice};
use super::key_trust;
use super::key_trust::{Enclosed, certified_key, enclosed_key, judge_strength, judge_trust};
use crate::jose::certificate::Anchor;
use crate::jose::jws::Signature;
use crate::jose::key::Key;
use crate::jose::{Algorithm, Verification, signature_len, verify};
use crate::report::{Check, CheckId, Json, KeyUse, Reference, Status};

const VERIFY: Reference = Reference::rfc(7515, "5.2");

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
    pub(super) fn spend(&mut self, message: &[u8]) -> bool {
        self.spend_bytes(message.len())
    }

    /// Spends what a try costs, in the bytes that could be hashed in its time. Whether that was
    /// there.
    pub(super) fn spend_bytes(&mut self, cost: usize) -> bool {
        let cost = cost.max(TRY_BYTES);
        let is_left = self.bytes >= cost;
        if is_left {
            self.bytes -= cost;
        }
        is_left
    }
}

/// The checks on the signature's value and its key.
pub(super) struct Outcome {
    pub(super) signature: Check,
    pub(super) trust: Check,
    pub(super) strength: Check,
    pub(super) key: Option<KeyUse>,
    pub(super) used: Option<Key>,
}

impl Outcome {
    pub(super) fn without_algorithm(algorithm: &Check, signature: &Signature) -> Self {
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
            trust: Check::skipped(
                CheckId::KeyTrust,
                key_trust::KEYS,
                "Not checked: no key was used",
            ),
            strength: Check::skipped(
                CheckId::KeyStrength,
                key_trust::STRENGTH,
                "Not checked: no key was used",
            ),
            key: None,
            used: None,
        }
    }
}

/// What is to be verified.
pub(super) struct Attempt<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) value: &'a [u8],
    pub(super) message: &'a [u8],
    pub(super) policy: &'a Policy,
    /// The issuer that the person expects.
    pub(super) expected_issuer: Option<&'a str>,
    /// The certificates that the person trusts.
    pub(super) roots: &'a [Anchor],
    pub(super) now: i64,
}

impl Attempt<'_> {
    pub(super) fn outcome(
        &self,
        choice: &Choice<'_>,
        header: &Json,
        budget: &mut Budget,
    ) -> Outcome {
        let Some(first) = choice.fitting.first().copied() else {
            if self.value.is_empty() {
                return Outcome {
                    signature: self.empty(),
                    ..Outcome::skipped(&choice.why_none)
                };
            }
            let fits = |enclosed: &Enclosed| enclosed.key.fits_type(self.algorithm);
            let vouched = self.vouched(header).filter(|(enclosed, _)| fits(enclosed));
            let enclosed = match vouched {
                Some((enclosed, trust)) => Some((enclosed, trust)),
                None => enclosed_key(header)
                    .filter(fits)
                    .map(|enclosed| (enclosed, self_asserted(&choice.why_none))),
            };
            return match enclosed {
                Some((enclosed, trust)) if budget.spend(self.message) => {
                    self.with_enclosed(&enclosed, trust)
                }
                _ => Outcome::skipped(&choice.why_none),
            };
        };
        let (signature, used) = self.signature(choice, first, budget);
        Outcome {
            signature,
            trust: judge_trust(choice, used, self.expected_issuer),
            strength: judge_strength(used.key, self.algorithm, self.policy),
            key: Some(KeyUse {
                description: used.key.description(),
                kid: used.key.kid.clone(),
                source: used.set.source.clone(),
            }),
            used: Some(used.key.clone()),
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

    /// The key of the certificate in the token, where that leads to one that the person trusts.
    fn vouched(&self, header: &Json) -> Option<(Enclosed, Check)> {
        if self.roots.is_empty() {
            return None;
        }
        let chain = Chain::read(header, self.roots, self.now)?.ok()?;
        let anchor = quoted(chain.anchor()?);
        let detail = format!("Its certificate leads to {anchor}, which you gave as trusted");
        let trust = Check::pass(CheckId::KeyTrust, Reference::rfc(7515, "4.1.6"), detail);
        Some((certified_key(header)?, trust))
    }

    /// Verifies with the key inside the token.
    fn with_enclosed(&self, enclosed: &Enclosed, trust: Check) -> Outcome {
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
        Outcome {
            signature,
            trust,
            strength: judge_strength(&enclosed.key, self.algorithm, self.policy),
            key: Some(KeyUse {
                description: enclosed.key.description(),
                kid: enclosed.key.kid.clone(),
                source: format!("the token itself ({member})"),
            }),
            used: Some(enclosed.key.clone()),
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

/// Whatever comes of a signature, a key inside the token is nobody's: who made the token put it
/// there (RFC 7515 §10.3).
fn self_asserted(why_none: &str) -> Check {
    let detail = format!(
        "Not checked: the key came inside the token, where anybody can put one; {why_none}"
    );
    Check::skipped(CheckId::KeyTrust, Reference::rfc(7515, "10.3"), detail)
}

fn verified_with(used: Candidate<'_>) -> String {
    match used.key.kid.as_deref() {
        Some(kid) => format!("Verifies with key {}", quoted(kid)),
        None => format!("Verifies with the key from {}", used.set.source),
    }
}
