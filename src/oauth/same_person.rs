//! Whether another answer is about the person of the ID token: the userinfo (OpenID Core §5.3.2),
//! and the ID token of a refresh (§12.2).

use super::JudgedIdToken;
use super::attack::name_attacks;
use super::id_token::claims_of;
use super::source::text;
use crate::report::{Check, CheckId, Json, Reference, Secret};

/// What an ID token has to have in common with the one before: a refreshed one with the first
/// (OpenID Core §12.2), that of the token endpoint with the one beside the code (§3.3.3.6).
/// `reference` says which.
pub fn judge_refreshed(
    new: &JudgedIdToken,
    old: Option<&Secret>,
    reference: Reference,
) -> Vec<Check> {
    let old = old.map(|token| claims_of(&text(token)));
    let pairs = [
        (CheckId::RefreshSubject, "sub", "subject"),
        (CheckId::RefreshIssuer, "iss", "issuer"),
    ];
    let judge = |(id, claim, name): (CheckId, &str, &str)| {
        let Some(old) = &old else {
            let detail = "Not checked: the ID token of before was not given";
            return Check::skipped(id, reference, detail);
        };
        let before = old.get(claim).and_then(Json::as_str);
        match (before, new.text(claim)) {
            (Some(before), Some(now)) if before == now => {
                Check::pass(id, reference, format!("The {name} is that of before"))
            }
            (Some(_), Some(_)) => {
                Check::fail(id, reference, format!("The {name} is another than before"))
            }
            (None, _) => Check::skipped(
                id,
                reference,
                format!("Not checked: the ID token of before has no {claim}"),
            ),
            (_, None) => Check::fail(id, reference, format!("There is no {claim} any more")),
        }
    };
    let mut checks: Vec<_> = pairs.into_iter().map(judge).collect();
    name_attacks(&mut checks);
    checks
}

/// Whether the userinfo is about the person of the ID token (OpenID Core §5.3.2).
pub fn judge_userinfo_subject(userinfo: &Json, id_token: Option<&JudgedIdToken>) -> Check {
    let id = CheckId::UserinfoSubject;
    let reference = Reference::openid_core("5.3.2");
    let Some(id_token) = id_token else {
        let detail = "Not checked: there is no ID token to compare with";
        return Check::skipped(id, reference, detail);
    };
    let found = userinfo.get("sub").and_then(Json::as_str);
    let mut checks = [match (found, id_token.text("sub")) {
        (Some(found), Some(expected)) if found == expected => {
            Check::pass(id, reference, "It is about the person of the ID token")
        }
        (Some(_), Some(_)) => Check::fail(
            id,
            reference,
            "It is about another person than the ID token",
        ),
        (None, _) => Check::fail(id, reference, "It has no sub, which it must have"),
        (_, None) => Check::fail(id, reference, "The ID token has no sub to compare with"),
    }];
    name_attacks(&mut checks);
    let [check] = checks;
    check
}
