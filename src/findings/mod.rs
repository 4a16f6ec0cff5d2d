//! Advice about the token or key in hand. A finding never decides: the verdict follows from the
//! checks alone.
//!
//! One rule is one function with one reference. What is said is true of what was pasted, never a
//! guess about a server: an asymmetric token is not "open to key confusion" because of its
//! algorithm, and no `kid` is suspicious because it is there. Where a failed check says already
//! what was found, the finding says what it means and what to do.

mod algorithm;
mod api_key;
mod claims;
mod confusion;
mod disclosure;
mod encoding;
mod extension;
pub mod guess;
mod header_key;
mod key_set;
mod key_strength;
mod kid;
mod personal;
mod rule;
mod sealed;
mod secret;
mod signature;
mod times;
mod token;
mod token_type;
mod words;

pub use disclosure::SdToken;
pub use rule::{RULES, Rule};
pub use sealed::SealedToken;
pub use token::{Judged, Token};

use crate::credential::catalogue::Known;
use crate::jose::jws::Jws;
use crate::jose::key::KeySet;
use crate::report::{Finding, Json, Kind, Payload};
use token::Signed;

/// The rules on one signature: its header, its value, its key.
const OF_SIGNATURE: &[fn(&Signed<'_>) -> Option<Finding>] = &[
    algorithm::unsigned,
    algorithm::signature_missing,
    algorithm::misspelt,
    algorithm::not_named,
    algorithm::eddsa,
    kid::kid,
    header_key::private,
    header_key::self_asserted,
    header_key::url,
    extension::crit_misused,
    extension::crit_unknown,
    extension::unencoded,
    token_type::not_text,
    secret::weak,
    secret::short,
    confusion::confusion,
    key_strength::rsa_short_used,
    key_strength::rsa_exponent_used,
    key_strength::roca_used,
    signature::impossible,
    signature::length,
    signature::der,
];

/// The rules on the token as a whole: its text, its claims.
const OF_TOKEN: &[fn(&Token<'_>) -> Option<Finding>] = &[
    token_type::untyped,
    encoding::base64url,
    encoding::duplicate_names,
    encoding::json,
    encoding::large_number,
    encoding::large_token,
    times::not_a_number,
    times::milliseconds,
    times::out_of_order,
    times::in_future,
    times::no_expiry,
    times::long,
    claims::no_issuer,
    claims::no_audience,
    token_type::logout_nonce,
    token_type::id_token_as_bearer,
    personal::secret,
    personal::number,
    personal::data,
];

/// The rules on what an SD-JWT discloses.
const OF_DISCLOSURES: &[fn(&SdToken<'_>) -> Option<Finding>] = &[
    disclosure::weak_digest,
    disclosure::short_salt,
    disclosure::same_salt,
    disclosure::repeated,
    disclosure::validity,
    disclosure::unbound,
];

/// The rules on an encrypted token.
const OF_SEALED: &[fn(&SealedToken<'_>) -> Option<Finding>] = &[
    sealed::unsigned_inside,
    sealed::repeated,
    sealed::rsa_pkcs1,
    sealed::iterations,
    sealed::compressed,
    sealed::lengths,
    sealed::direct_key,
    sealed::off_curve,
];

/// The rules on its header that are those on the header of a signature.
const OF_SEALED_HEADER: &[fn(&Signed<'_>) -> Option<Finding>] =
    &[kid::kid, header_key::private, header_key::url];

/// The rules on the claims that stand in an encrypted token without a signature: those that do not
/// rest on who can read them.
const OF_CLAIMS: &[fn(&Token<'_>) -> Option<Finding>] = &[
    times::not_a_number,
    times::milliseconds,
    times::out_of_order,
    times::in_future,
    times::no_expiry,
    times::long,
    claims::no_issuer,
    claims::no_audience,
];

/// The rules on keys that were pasted.
const OF_KEYS: &[fn(&KeySet) -> Option<Finding>] = &[
    key_set::duplicate_kid,
    key_set::mixed,
    key_set::private,
    key_set::use_conflict,
    key_set::alg_conflict,
    secret::weak_key,
    secret::short_key,
    key_strength::rsa_short,
    key_strength::rsa_exponent,
    key_strength::roca,
    key_set::without_alg,
];

/// Advice on a signed token, the gravest first, and then in the order in which it stands: header,
/// signature, text, claims.
pub fn of_token(token: &Token<'_>) -> Vec<Finding> {
    let effort = guess::Effort::default();
    let several = token.jws.signatures.len() > 1;
    let mut findings = Vec::new();
    for (i, signature) in token.jws.signatures.iter().enumerate() {
        let signed = Signed::new(token, i, signature, &effort);
        let found = OF_SIGNATURE.iter().filter_map(|rule| rule(&signed));
        findings.extend(found.map(|mut finding| {
            if several {
                finding.detail = format!("Signature {}: {}", i + 1, finding.detail);
            }
            finding
        }));
    }
    findings.extend(OF_TOKEN.iter().filter_map(|rule| rule(token)));
    gravest_first(findings)
}

/// Advice on an SD-JWT: that on its signed token, and what there is to say of its disclosures.
pub fn with_disclosures(mut found: Vec<Finding>, token: &SdToken<'_>) -> Vec<Finding> {
    found.extend(OF_DISCLOSURES.iter().filter_map(|rule| rule(token)));
    gravest_first(found)
}

/// Advice on an encrypted token and on the claims in it, the gravest first. A token in it has its
/// own.
pub fn of_sealed(token: &SealedToken<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = OF_SEALED.iter().filter_map(|rule| rule(token)).collect();
    let payload = token
        .payload
        .or(token.inner.and_then(|inner| inner.payload.as_ref()));
    let payload = payload.cloned().unwrap_or(Payload::Json(Json::Null));
    let jws = Jws::of_payload(token.header.clone(), payload);
    let claims = Token {
        jws: &jws,
        kind: Kind::Jwe,
        text: token.text,
        faults: token.faults,
        wrapping: &[],
        keys: &[],
        detached: None,
        checks: &[],
        signatures: &[],
        now: token.now,
    };
    let effort = guess::Effort::default();
    for (i, header) in jws.signatures.iter().enumerate() {
        let header = Signed::new(&claims, i, header, &effort);
        findings.extend(OF_SEALED_HEADER.iter().filter_map(|rule| rule(&header)));
    }
    if token.payload.and_then(Payload::claims).is_some() {
        findings.extend(OF_CLAIMS.iter().filter_map(|rule| rule(&claims)));
    }
    gravest_first(findings)
}

/// Advice on keys that were pasted, the gravest first.
pub fn of_keys(set: &KeySet) -> Vec<Finding> {
    gravest_first(OF_KEYS.iter().filter_map(|rule| rule(set)).collect())
}

/// Advice on a credential of a service.
pub fn of_api_key(known: &Known) -> Vec<Finding> {
    let rules = [api_key::live, api_key::public];
    rules.iter().filter_map(|rule| rule(known)).collect()
}

/// Keeps the order among those that matter as much.
fn gravest_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}
