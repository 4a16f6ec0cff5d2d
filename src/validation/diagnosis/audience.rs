//! An audience that is nearly an expected one.

use super::Failed;
use crate::report::{CheckId, Diagnosis, Json, Remedy, Status};
use crate::validation::algorithm::quoted;

/// Audiences beyond this are not compared.
const MOST: usize = 100;

/// What Entra ID puts before the id of an API.
const API: &str = "api://";

pub(super) fn diagnose(failed: &Failed<'_>) -> Option<Diagnosis> {
    if failed.status(CheckId::Audience) != Status::Fail {
        return None;
    }
    let found: Vec<&str> = match failed.claim("aud")? {
        Json::String(one) => vec![one],
        Json::Array(values) => values.iter().take(MOST).filter_map(Json::as_str).collect(),
        _ => return None,
    };
    let expected = failed.expectations.audience.iter().take(MOST);
    let (found, how) = expected.into_iter().find_map(|expected| {
        let mut found = found.iter();
        found.find_map(|found| Some((*found, difference(found, expected)?)))
    })?;
    let detail = format!(
        "The audience differs only {how}: the token says {}",
        quoted(found)
    );
    Some(Diagnosis::new(detail).with(Remedy::Audience(found.to_owned())))
}

/// In what two audiences differ, where it is little.
fn difference(found: &str, expected: &str) -> Option<&'static str> {
    let bare = |text: &str| text.strip_prefix(API).unwrap_or(text).to_owned();
    let short = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    if found == expected {
        None
    } else if short(found) == short(expected) {
        Some("by a slash at its end")
    } else if bare(found) == bare(expected) {
        Some("by api:// before it")
    } else if found.eq_ignore_ascii_case(expected) {
        Some("in case")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_differences_are_told_from_others() {
        for (found, expected, how) in [
            ("https://a/", "https://a", Some("by a slash at its end")),
            ("api://a", "a", Some("by api:// before it")),
            ("A", "a", Some("in case")),
            ("a", "a", None),
            ("https://a/b", "https://a", None),
            ("api://a", "api://b", None),
        ] {
            assert_eq!(difference(found, expected), how, "{found} {expected}");
        }
    }
}
