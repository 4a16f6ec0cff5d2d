//! `iss` and `aud`: whose token it is, and for whom.

use super::Rule;
use super::token::{Profile, Token};
use crate::report::{Finding, Reference, Segment, Severity};

pub(super) const NO_ISSUER: Rule = Rule {
    id: "no-issuer",
    severity: Severity::Medium,
    title: "No issuer",
    meaning: "Without iss a reader cannot tell whose keys to verify with",
    reference: Reference::rfc(8725, "3.8"),
};

pub(super) const NO_AUDIENCE: Rule = Rule {
    id: "no-audience",
    severity: Severity::Medium,
    title: "No audience",
    meaning: "Without aud a token for one service is taken by every other that trusts the issuer",
    reference: Reference::rfc(8725, "3.9"),
};

/// How much an absent claim matters; nothing where it is not asked for.
fn absence(token: &Token<'_>, name: &str) -> Option<Severity> {
    if token.claim(name).is_some() || token.is_broken(Segment::Payload) {
        return None;
    }
    match token.profile()? {
        Profile::AccessToken => Some(Severity::Medium),
        Profile::Plain => Some(Severity::Info),
        Profile::Typed => None,
    }
}

/// No `iss`.
pub(super) fn no_issuer(token: &Token<'_>) -> Option<Finding> {
    let severity = absence(token, "iss")?;
    let detail = match severity {
        Severity::Medium => {
            "An access token must name its issuer (RFC 9068 §2.2): have it written, and refuse \
             tokens without it"
        }
        _ => {
            "Where more than one issuer is trusted, or may be one day, tokens have to say whose \
             they are: have iss written, and ask for it"
        }
    };
    Some(NO_ISSUER.found(severity, detail))
}

/// No `aud`.
pub(super) fn no_audience(token: &Token<'_>) -> Option<Finding> {
    let severity = absence(token, "aud")?;
    let detail = match severity {
        Severity::Medium => {
            "An access token must name its audience (RFC 9068 §2.2): have it written, and let each \
             service take only its own"
        }
        _ => {
            "A service that gets the token can use it at another: have aud written where you can, \
             and let each service take only its own"
        }
    };
    Some(NO_AUDIENCE.found(severity, detail))
}
