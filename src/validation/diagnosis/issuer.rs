//! An issuer that is nearly the expected one.

use super::Failed;
use crate::report::{CheckId, Diagnosis, Json, Remedy, Status};
use crate::validation::algorithm::quoted;
use crate::validation::is_tenant;

pub(super) fn diagnose(failed: &Failed<'_>) -> Option<Diagnosis> {
    if failed.status(CheckId::Issuer) != Status::Fail {
        return None;
    }
    let found = failed.claim("iss").and_then(Json::as_str)?;
    let expected = failed.expectations.issuer.as_deref()?;
    let detail = if found == expected {
        return None;
    } else if let Some(detail) = entra(found, expected) {
        detail.to_owned()
    } else if found.strip_suffix('/').unwrap_or(found)
        == expected.strip_suffix('/').unwrap_or(expected)
    {
        format!(
            "The issuer differs only by a slash at its end: the token says {}",
            quoted(found)
        )
    } else if found.eq_ignore_ascii_case(expected) {
        format!(
            "The issuer differs only in case: the token says {}",
            quoted(found)
        )
    } else {
        return None;
    };
    Some(Diagnosis::new(detail).with(Remedy::Issuer(found.to_owned())))
}

/// The two issuers that one tenant of Microsoft Entra ID has.
fn entra(found: &str, expected: &str) -> Option<&'static str> {
    fn first(issuer: &str) -> Option<&str> {
        let rest = issuer.strip_prefix("https://sts.windows.net/")?;
        Some(rest.strip_suffix('/').unwrap_or(rest))
    }
    fn second(issuer: &str) -> Option<&str> {
        let rest = issuer.strip_prefix("https://login.microsoftonline.com/")?;
        rest.strip_suffix("/v2.0")
    }
    // The shared endpoints speak for every tenant.
    let is_same = |one: &str, other: &str| {
        one == other
            || is_tenant(one)
                && matches!(
                    other,
                    "common" | "organizations" | "consumers" | "{tenantid}"
                )
    };
    if let (Some(one), Some(other)) = (first(found), second(expected))
        && is_same(one, other)
    {
        return Some(
            "This is a v1 token of Microsoft Entra ID, whose issuer is sts.windows.net, and a v2 issuer is expected. The API's manifest decides which it gets (requestedAccessTokenVersion)",
        );
    }
    if let (Some(one), Some(other)) = (second(found), first(expected))
        && is_same(one, other)
    {
        return Some(
            "This is a v2 token of Microsoft Entra ID, and the v1 issuer sts.windows.net is expected. The API's manifest decides which it gets (requestedAccessTokenVersion)",
        );
    }
    None
}
