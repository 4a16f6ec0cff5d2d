//! Answers that are signed: who signed in (OpenID Core §5.3.2), and what a token is worth (RFC 9701).
//! They count only where the issuer signed them, for this client.

use super::Server;
use super::attack::name_attacks_on_answer;
use super::id_token::{Known, claims_of, keys};
use super::source::text;
use crate::inspect::{Question, inspect};
use crate::jose::key::Origin;
use crate::jose::{Algorithm, SignatureScheme};
use crate::report::{Check, CheckId, Json, Reference, Secret, Status};

/// The type of a signed introspection (RFC 9701 §5), which no other token of the issuer has.
const INTROSPECTION: &str = "token-introspection+jwt";

/// What a signed answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedAnswer {
    /// Who signed in. `iss` and `aud` should be there, and are judged where they are; it need not
    /// expire.
    Userinfo,
    /// What a token is worth. Its type, `iss`, `aud` and `iat` have to be there.
    Introspection,
}

impl SignedAnswer {
    /// What it is called within a sentence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
        }
    }

    /// Where the standard says how it is signed and encrypted.
    pub(super) fn reference(self) -> Reference {
        match self {
            Self::Userinfo => Reference::openid_core("5.3.2"),
            Self::Introspection => Reference::rfc(9701, "5"),
        }
    }

    fn announced(self, server: &Server) -> Option<&[String]> {
        match self {
            Self::Userinfo => server.userinfo_algorithms.as_deref(),
            Self::Introspection => server.introspection_algorithms.as_deref(),
        }
    }
}

/// Judges a signed answer. Gives the checks, each failed one with the attack that it stands
/// against, and the claims, which count only where none failed.
pub(super) fn judge_signed_answer(
    answer: SignedAnswer,
    token: &Secret,
    known: &Known<'_>,
) -> (Vec<Check>, Vec<(String, Json)>) {
    let token = text(token);
    let claims = claims_of(&token);
    let has = |name: &str| claims.get(name).is_some();
    let is_introspection = answer == SignedAnswer::Introspection;
    let mut question = Question {
        now: known.now,
        ..Question::default()
    };
    question.policy.leeway = known.leeway;
    question.policy.algorithms = allowed(answer.announced(known.server));
    let expected = &mut question.expectations;
    let issuer = known.server.issuer.clone();
    expected.issuer = issuer.clone().filter(|_| is_introspection || has("iss"));
    // Userinfo can be asked for by who is no client.
    let is_client = !known.client_id.is_empty();
    if is_introspection || (has("aud") && is_client) {
        expected.audience = vec![known.client_id.to_owned()];
    }
    if is_introspection {
        expected.typ = Some(INTROSPECTION.to_owned());
        expected.require = ["iat", "token_introspection"].map(str::to_owned).to_vec();
    }
    let by_tenant = expected.issuer_of(claims.members());
    question.keys = keys(&token, known, by_tenant.or(issuer));
    let of_issuer = question.keys.iter_mut();
    let of_issuer = of_issuer.filter(|set| matches!(set.origin, Origin::Discovered { .. }));
    let mut is_by_issuer = false;
    for set in of_issuer {
        is_by_issuer = true;
        if !has("iss") {
            // The keys of an issuer speak for what names it; here only the connection does.
            let url = set.source.clone();
            set.origin = Origin::JwksUrl { url };
        }
    }
    let report = inspect(&token, &question);
    let mut checks = report.checks.clone();
    for check in &mut checks {
        let is_trusted = check.id == CheckId::KeyTrust && check.status == Status::Pass;
        if is_trusted && is_by_issuer {
            "The keys of the issuer that you named".clone_into(&mut check.detail);
        }
    }
    require_signature(answer, &mut checks);
    name_attacks_on_answer(&mut checks);
    (checks, report.claims().to_vec())
}

/// The algorithms that an answer may be signed with: those that the metadata announce. Where they
/// announce none that is known here, each that takes a key of the issuer. A secret signs only what
/// was registered so, and who takes such registrations announces it: else somebody who knows what
/// a public client calls its secret could sign.
fn allowed(announced: Option<&[String]>) -> Vec<Algorithm> {
    let names = announced.unwrap_or_default().iter();
    let known: Vec<_> = names
        .filter_map(|name| Algorithm::from_name(name))
        .collect();
    if !known.is_empty() {
        return known;
    }
    let takes_key = |algorithm: &Algorithm| algorithm.scheme() != SignatureScheme::Hmac;
    Algorithm::ALL.into_iter().filter(takes_key).collect()
}

/// What is not checked does not count here: who sends a signed answer means it to be checked.
fn require_signature(answer: SignedAnswer, checks: &mut Vec<Check>) {
    if checks.iter().any(|check| check.status == Status::Fail) {
        return;
    }
    for id in [CheckId::Signature, CheckId::KeyTrust] {
        match checks.iter_mut().find(|check| check.id == id) {
            Some(check) if check.status == Status::Skipped => {
                let why = check.detail.strip_prefix("Not checked: ");
                let why = why.unwrap_or(&check.detail);
                check.detail = format!("It has to be checked, and cannot be: {why}");
                check.status = Status::Fail;
                // The trust in the key is not checked either, for the same reason.
                return;
            }
            Some(_) => {}
            None => {
                let detail = "The answer has no signature that can be checked";
                checks.push(Check::fail(id, answer.reference(), detail));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_signs_only_where_it_is_announced() {
        let names = |announced: &[&str]| {
            let announced: Vec<_> = announced.iter().map(|name| (*name).to_owned()).collect();
            allowed(Some(&announced))
        };
        let is_hmac = |algorithm: &Algorithm| algorithm.scheme() == SignatureScheme::Hmac;
        assert_eq!(names(&["none", "ES256"]), [Algorithm::ES256]);
        assert_eq!(names(&["HS256"]), [Algorithm::HS256]);
        for nothing in [allowed(None), names(&[]), names(&["none"])] {
            assert!(nothing.contains(&Algorithm::RS256));
            assert!(!nothing.iter().any(is_hmac), "{nothing:?}");
        }
    }
}
