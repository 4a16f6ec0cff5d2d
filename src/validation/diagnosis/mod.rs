//! Why a token does not hold, found by trying: what is said here was seen to be so.
//!
//! One file a cause. A cause of the signature is a function of a `Case`: it mends one thing,
//! verifies again, and speaks only where that holds. What can be said without a proof is said only
//! where there is none.

mod algorithm;
mod audience;
mod canonical;
mod case;
mod confusion;

mod detached;
mod ecdsa_der;
mod graph;
mod issuer;
mod json_form;
mod length;
mod none;
mod other_key;
mod padding;
mod permission;
mod rewritten;
mod secret;
mod times;

pub use json_form::read_payload_as;
pub use secret::read_secret_as;

use super::{Expectations, Policy};
use crate::jose::jws::Jws;
use crate::jose::key::KeySet;
use crate::report::{Check, CheckId, Diagnosis, Fault, Json, Status};
pub use case::MAX_TRIES;
use case::{Case, Tries};

/// A token larger than this is not taken apart: nobody signs so much by hand, and each way of
/// writing it anew costs a copy.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// Signatures beyond this are not explained: who has so many looks at them one by one.
pub const MAX_SIGNATURES: usize = 4;

/// A token that does not hold, and all that it was judged by.
#[derive(Clone, Copy)]
pub struct Failed<'f> {
    /// The token as it was pasted.
    pub text: &'f str,
    /// The token as it was read.
    pub jws: &'f Jws,
    /// Every place of it that is not as the standard wants it.
    pub faults: &'f [Fault],
    /// The keys that the person gave.
    pub keys: &'f [KeySet],
    /// What the person expects.
    pub expectations: &'f Expectations,
    /// What is allowed.
    pub policy: &'f Policy,
    /// The payload of a detached JWS that the person gave.
    pub detached: Option<&'f [u8]>,
    /// What was judged of the whole token.
    pub checks: &'f [Check],
    /// What was judged of each signature, in their order. Empty where there is only one.
    pub signatures: &'f [&'f [Check]],
    /// The time it was judged by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

impl Failed<'_> {
    fn status(&self, id: CheckId) -> Status {
        status(self.checks, id)
    }

    fn claim(&self, name: &str) -> Option<&Json> {
        let mut claims = self.jws.payload.claims()?.iter();
        claims.find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

fn status(checks: &[Check], id: CheckId) -> Status {
    let check = checks.iter().find(|c| c.id == id);
    check.map_or(Status::Skipped, |c| c.status)
}

type Cause = fn(&Case<'_>) -> Option<Diagnosis>;

/// What may be wrong with the writing alone, while the signature is right.
const OF_FORMAT: [Cause; 1] = [canonical::diagnose];

/// What may be wrong with a signature that does not verify: each proves what it says. The likely
/// and cheap ones come first; the first that holds is the answer.
const OF_SIGNATURE: [Cause; 12] = [
    canonical::diagnose,
    ecdsa_der::diagnose,
    length::diagnose,
    detached::diagnose,
    permission::diagnose,
    other_key::diagnose,
    algorithm::diagnose,
    secret::diagnose,
    graph::diagnose,
    padding::diagnose,
    rewritten::diagnose,
    confusion::diagnose,
];

/// What can be said where nothing was proved.
const UNPROVED: [Cause; 5] = [
    none::suspect,
    other_key::suspect,
    graph::suspect,
    detached::suspect,
    length::suspect,
];

const OF_CLAIMS: [fn(&Failed<'_>) -> Option<Diagnosis>; 5] = [
    issuer::diagnose,
    audience::diagnose,
    times::in_milliseconds,
    times::span,
    times::leeway,
];

/// Says why a token does not hold, as far as that can be found by trying. The work is bounded by
/// [`MAX_TRIES`] whatever the token; it ends early once `go_on` says no.
pub fn diagnose(failed: &Failed<'_>, go_on: &dyn Fn() -> bool) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    let tries = Tries::new(go_on);
    if failed.text.len() <= MAX_TEXT_BYTES {
        let several = failed.jws.signatures.len() > 1;
        let cases = (0..failed.jws.signatures.len()).filter_map(|i| of_signature(failed, i));
        for (index, causes) in cases.take(MAX_SIGNATURES) {
            let Some(case) = Case::new(failed, index, &tries) else {
                continue;
            };
            let said = explain(&case, causes);
            found.extend(said.into_iter().map(|mut diagnosis| {
                if several {
                    diagnosis.detail = format!("Signature {}: {}", index + 1, diagnosis.detail);
                }
                diagnosis
            }));
        }
    }
    if go_on() {
        found.extend(OF_CLAIMS.iter().filter_map(|cause| cause(failed)));
    }
    found
}

/// What to try with a signature; nothing where it holds.
fn of_signature(failed: &Failed<'_>, index: usize) -> Option<(usize, &'static [Cause])> {
    let checks = failed.signatures.get(index).copied();
    let holds = status(checks.unwrap_or(failed.checks), CheckId::Signature) == Status::Pass;
    match (holds, failed.status(CheckId::Format)) {
        (false, _) => Some((index, &OF_SIGNATURE)),
        (true, Status::Fail) => Some((index, &OF_FORMAT)),
        (true, _) => None,
    }
}

fn explain(case: &Case<'_>, causes: &[Cause]) -> Vec<Diagnosis> {
    let mut causes = causes.iter().take_while(|_| case.may_go_on());
    if let Some(proved) = causes.find_map(|cause| cause(case)) {
        return vec![proved];
    }
    if case.holds() || case.is_cancelled() {
        return Vec::new();
    }
    let suspected = UNPROVED.iter().filter_map(|cause| cause(case));
    suspected.collect()
}
