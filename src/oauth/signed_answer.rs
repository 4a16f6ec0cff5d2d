//! Answers that are signed: userinfo as a JWT (OpenID Core §5.3.2).

use super::id_token::{Known, claims_of, keys};
use super::source::text;
use crate::inspect::{Question, inspect};
use crate::jose::key::Origin;
use crate::report::{Check, CheckId, Json, Secret, Status};

/// Judges a userinfo answer that is signed (OpenID Core §5.3.2): by the issuer, for the client.
/// It need not expire. Gives the checks and the claims.
pub(super) fn judge_signed_userinfo(
    token: &Secret,
    known: &Known<'_>,
) -> (Vec<Check>, Vec<(String, Json)>) {
    let token = text(token);
    let mut question = Question {
        now: known.now,
        ..Question::default()
    };
    question.policy.leeway = known.leeway;
    let claims = claims_of(&token);
    // Both "SHOULD" be there, and are judged where they are.
    let has = |name: &str| claims.get(name).is_some();
    let issuer = known.server.issuer.clone();
    question.expectations.issuer = issuer.filter(|_| has("iss"));
    if has("aud") {
        question.expectations.audience = vec![known.client_id.to_owned()];
    }
    let issuer = known.server.issuer.clone();
    let by_tenant = question.expectations.issuer_of(claims.members());
    question.keys = keys(&token, known, by_tenant.or(issuer));
    if !has("iss") {
        // The keys of an issuer speak for what names it; here only the connection does.
        for set in &mut question.keys {
            let url = set.source.clone();
            set.origin = Origin::JwksUrl { url };
        }
    }
    let report = inspect(&token, &question);
    let mut checks = report.checks.clone();
    for check in &mut checks {
        let counts = matches!(check.id, CheckId::Signature | CheckId::KeyTrust);
        if counts && check.status == Status::Skipped {
            check.status = Status::Fail;
        }
        if check.id == CheckId::KeyTrust && check.status == Status::Pass {
            "The keys of the issuer that you named".clone_into(&mut check.detail);
        }
    }
    (checks, report.claims().to_vec())
}
