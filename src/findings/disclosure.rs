//! Disclosures of an SD-JWT: their digests, their salts, and what should not be hidden.

use super::Rule;
use super::words::{listed, quoted};
use crate::jose::sd_jwt::{DigestName, Fate, Processed, SD_ALG, SdJwt, digest_name};
use crate::report::{Check, CheckId, Finding, Json, Payload, Reference, Severity, Status};
use std::collections::HashSet;

/// An SD-JWT with all that is known about it.
#[derive(Clone, Copy, Debug)]
pub struct SdToken<'t> {
    /// The SD-JWT as it was read.
    pub sd: &'t SdJwt,
    /// Its payload with what is disclosed.
    pub payload: &'t Json,
    /// How its disclosures were matched; nothing where they could not be.
    pub processed: Option<&'t Processed>,
    /// What was judged of it.
    pub checks: &'t [Check],
}

pub(super) const WEAK_DIGEST: Rule = Rule {
    id: "weak-digest",
    severity: Severity::High,
    title: "Weak digests",
    meaning: "_sd_alg names a hash that is broken or cut short, so that a claim can be exchanged under its digest",
    reference: Reference::rfc(9901, "9.4"),
};

pub(super) const SHORT_SALT: Rule = Rule {
    id: "short-salt",
    severity: Severity::Medium,
    title: "Short salt",
    meaning: "A salt has fewer than 128 bits, so that a claim that is not disclosed can be guessed from its digest",
    reference: Reference::rfc(9901, "9.3"),
};

pub(super) const SAME_SALT: Rule = Rule {
    id: "same-salt",
    severity: Severity::Medium,
    title: "Same salt twice",
    meaning: "Two disclosures have one salt, so that whoever sees the one can guess the other from its digest",
    reference: Reference::rfc(9901, "9.3"),
};

pub(super) const REPEATED: Rule = Rule {
    id: "disclosure-repeated",
    severity: Severity::Low,
    title: "Disclosure given twice",
    meaning: "The same disclosure is given more than once, and some readers refuse that",
    reference: Reference::rfc(9901, "7.1"),
};

pub(super) const VALIDITY: Rule = Rule {
    id: "validity-can-be-hidden",
    severity: Severity::Medium,
    title: "Validity can be hidden",
    meaning: "iss, aud, exp, nbf or cnf is selectively disclosable, so whoever presents the token can leave its limits out",
    reference: Reference::rfc(9901, "9.7"),
};

pub(super) const UNBOUND: Rule = Rule {
    id: "key-binding-missing",
    severity: Severity::Info,
    title: "No key binding",
    meaning: "The token is bound to a key, and nothing shows that who presents it holds that key",
    reference: Reference::rfc(9901, "9.5"),
};

/// A salt of 128 random bits in base64url has 22 characters; no text of fewer has as many bits.
const SALT_CHARS: usize = 22;

/// A hash that must not be used for digests.
pub(super) fn weak_digest(token: &SdToken<'_>) -> Option<Finding> {
    let Payload::Json(signed) = &token.sd.jws.payload else {
        return None;
    };
    let DigestName::Weak(name) = digest_name(signed) else {
        return None;
    };
    let detail = format!(
        "{SD_ALG} is {}: disclosures under it are not to be believed, and were not put in their \
         places; have the issuer use sha-256",
        quoted(&name)
    );
    Some(WEAK_DIGEST.found(Severity::High, detail))
}

/// Salts that can be tried out. An empty one is as short.
pub(super) fn short_salt(token: &SdToken<'_>) -> Option<Finding> {
    let salts = salts(token);
    let short = salts.iter().filter(|(_, salt)| salt.len() < SALT_CHARS);
    let short: Vec<String> = short.map(|(n, _)| n.to_string()).collect();
    if short.is_empty() {
        return None;
    }
    let detail = format!(
        "Salt of disclosure {}: what is hidden with such salts can be found by trying the likely \
         values; have the issuer take 16 random bytes for each claim",
        listed(&short)
    );
    Some(SHORT_SALT.found(Severity::Medium, detail))
}

/// A salt that several disclosures have.
pub(super) fn same_salt(token: &SdToken<'_>) -> Option<Finding> {
    let mut seen = HashSet::new();
    let salts = salts(token);
    let again = salts.iter().filter(|(_, salt)| !seen.insert(*salt));
    let again: Vec<String> = again.map(|(n, _)| n.to_string()).collect();
    if again.is_empty() {
        return None;
    }
    let detail = format!(
        "Disclosure {} has the salt of an earlier one: who sees one of them can try out the other, \
         so have the issuer take a new salt for each claim",
        listed(&again)
    );
    Some(SAME_SALT.found(Severity::Medium, detail))
}

/// The salts that are text, with the numbers of their disclosures; a disclosure that is given
/// twice counts once.
fn salts<'t>(token: &SdToken<'t>) -> Vec<(usize, &'t str)> {
    let all = token.sd.disclosures.iter().enumerate();
    let all = all.filter(|(i, _)| {
        let fate = token
            .processed
            .and_then(|processed| processed.fates.get(*i));
        !matches!(fate, Some(Fate::Repeated(_)))
    });
    let salts = all.filter_map(|(i, one)| Some((i + 1, one.content.salt()?.as_str()?)));
    salts.collect()
}

/// The same disclosure again.
pub(super) fn repeated(token: &SdToken<'_>) -> Option<Finding> {
    let fates = token.processed?.fates.iter().enumerate();
    let again = fates.filter(|(_, fate)| matches!(fate, Fate::Repeated(_)));
    let again: Vec<String> = again.map(|(i, _)| (i + 1).to_string()).collect();
    if again.is_empty() {
        return None;
    }
    let detail = format!(
        "Disclosure {} was given before: it says nothing new and some readers refuse the whole, so \
         leave it out",
        listed(&again)
    );
    Some(REPEATED.found(Severity::Low, detail))
}

/// Claims on which validity rests, that can be left out.
pub(super) fn validity(token: &SdToken<'_>) -> Option<Finding> {
    const NAMES: [&str; 5] = ["iss", "aud", "exp", "nbf", "cnf"];
    let placed = token.processed?.fates.iter().filter_map(|fate| match fate {
        Fate::Placed { pointer, .. } => pointer.strip_prefix('/'),
        _ => None,
    });
    let names: Vec<String> = placed
        .filter(|name| NAMES.contains(name))
        .map(quoted)
        .collect();
    if names.is_empty() {
        return None;
    }
    let detail = format!(
        "{} can be left out by whoever presents the token, and a reader then sees no limit: have \
         the issuer keep what validity rests on always visible, and require it",
        listed(&names)
    );
    Some(VALIDITY.found(Severity::Medium, detail))
}

/// A key that nobody shows to hold.
pub(super) fn unbound(token: &SdToken<'_>) -> Option<Finding> {
    let failed = |check: &&Check| check.id == CheckId::KeyBinding && check.status == Status::Fail;
    let is_said = token.checks.iter().find(failed).is_some();
    if token.sd.key_binding.is_some() || is_said || token.payload.get("cnf").is_none() {
        return None;
    }
    let detail = "The token names its holder's key (cnf) and comes without a key-binding JWT: that \
                  is how an issuer gives it out; from whoever presents it, require one";
    Some(UNBOUND.found(Severity::Info, detail))
}
