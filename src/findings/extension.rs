//! `crit` (RFC 7515 §4.1.11) and `b64` (RFC 7797).

use super::Rule;
use super::token::Signed;
use super::words::{listed, quoted};
use crate::jose::REGISTERED_HEADERS;
use crate::report::{Finding, Json, Reference, Severity};
use std::collections::HashSet;

pub(super) const CRIT_MISUSED: Rule = Rule {
    id: "crit-misused",
    severity: Severity::Medium,
    title: "crit is misused",
    meaning: "crit is no list of names, is empty, or names what may not or cannot be named",
    reference: Reference::rfc(7515, "4.1.11"),
};

pub(super) const CRIT_UNKNOWN: Rule = Rule {
    id: "crit-unknown",
    severity: Severity::Info,
    title: "Critical extension",
    meaning: "crit names an extension without which the token must not be accepted",
    reference: Reference::rfc(7515, "4.1.11"),
};

pub(super) const UNENCODED: Rule = Rule {
    id: "unencoded-payload",
    severity: Severity::High,
    title: "b64 is misused",
    meaning: "b64 leaves the payload unencoded in a JWT, or without crit, so that readers disagree on what was signed",
    reference: Reference::rfc(7797, "7"),
};

/// The one extension that is understood here.
const UNDERSTOOD: &str = "b64";

/// `crit` against the rules for it.
pub(super) fn crit_misused(signed: &Signed<'_>) -> Option<Finding> {
    let what = misuse(signed)?;
    let detail = format!(
        "{what}: a strict reader refuses the token and one that ignores crit takes it, and between \
         the two an attacker can choose; have the issuer mend or leave out crit"
    );
    Some(CRIT_MISUSED.found(Severity::Medium, detail))
}

fn misuse(signed: &Signed<'_>) -> Option<String> {
    let crit = signed.member("crit")?;
    let in_unprotected = |name| {
        let unprotected = signed.signature.unprotected.as_ref();
        unprotected.is_some_and(|h| h.get(name).is_some())
    };
    if in_unprotected("crit") {
        return Some("crit is not protected by the signature".to_owned());
    }
    let Some(values) = crit.as_array().filter(|values| !values.is_empty()) else {
        return Some("crit is no list with names in it".to_owned());
    };
    // Both may have a hundred thousand names, and each is looked for among the others.
    let protected = signed.signature.protected.as_ref();
    let members = protected.and_then(Json::members).unwrap_or_default();
    let present: HashSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let mut earlier = HashSet::new();
    for value in values {
        let Some(name) = value.as_str() else {
            return Some(format!("crit holds {}", value.type_name()));
        };
        if !earlier.insert(name) {
            return Some(format!("crit names {} twice", quoted(name)));
        }
        if REGISTERED_HEADERS.contains(&name) {
            return Some(format!(
                "crit names {}, which is no extension",
                quoted(name)
            ));
        }
        if !present.contains(name) {
            let name = quoted(name);
            return Some(format!("crit names {name}, which the header does not have"));
        }
    }
    None
}

/// Extensions that are well named and not known here.
pub(super) fn crit_unknown(signed: &Signed<'_>) -> Option<Finding> {
    if misuse(signed).is_some() {
        return None;
    }
    let names = signed.member("crit")?.as_array()?.iter();
    let names = names.filter_map(Json::as_str);
    let unknown = names.filter(|name| *name != UNDERSTOOD).map(quoted);
    let unknown: Vec<_> = unknown.collect();
    if unknown.is_empty() {
        return None;
    }
    let detail = format!(
        "The token must not be accepted by whoever does not understand {}: see that your own \
         reader knows it or refuses the token, for many ignored crit (Authlib, CVE-2025-59420; PyJWT, \
         CVE-2026-32597; fast-jwt, CVE-2026-35042)",
        listed(&unknown)
    );
    Some(CRIT_UNKNOWN.found(Severity::Info, detail))
}

/// `b64: false` where it must not stand, or where readers may miss it.
pub(super) fn unencoded(signed: &Signed<'_>) -> Option<Finding> {
    let b64 = signed.member(UNDERSTOOD)?;
    let names = signed.member("crit").and_then(Json::as_array);
    let is_critical = names.is_some_and(|names| {
        let mut names = names.iter().filter_map(Json::as_str);
        names.any(|name| name == UNDERSTOOD)
    });
    if !is_critical {
        let detail = "crit does not name b64, so a reader that does not know it sees another \
                      payload under the same signature; have the issuer name it in crit, and refuse \
                      the token until then";
        return Some(UNENCODED.found(Severity::High, detail));
    }
    let is_jwt = signed.token.profile().is_some();
    if *b64 != Json::Bool(false) || !is_jwt {
        return None;
    }
    let detail = "A JWT must encode its payload: readers that do not know b64 see other claims or \
                  none; have the issuer leave b64 out";
    Some(UNENCODED.found(Severity::Medium, detail))
}
