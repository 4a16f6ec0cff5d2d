//! What a difference means: how far a time has moved, what came into a list of scopes.

use super::Path;
use crate::report::Json;
use crate::validation::{NumericDate, duration_in_words};
use std::collections::HashSet;

/// The claims that hold a time (RFC 7519 §4.1, OpenID Connect Core §2 and §5.1, RFC 8417 §2.2).
const TIMES: [&str; 6] = ["exp", "nbf", "iat", "auth_time", "updated_at", "toe"];

/// The claims that hold words with a space between them (RFC 8693 §4.2, OpenID Connect Core).
const LISTS: [&str; 4] = ["scope", "scp", "acr_values", "amr_values"];

/// What a change from one value to another means.
pub(super) fn changed(path: &Path, a: &Json, b: &Json) -> Option<String> {
    match (a, b) {
        (Json::Number(_), Json::Number(_)) if is_time(path) => {
            let (from, to) = (NumericDate::read(a).ok()?, NumericDate::read(b).ok()?);
            let moved = to.seconds_after(from);
            let words = duration_in_words(moved);
            Some(match moved {
                _ if moved.abs() < 1.0 => "the same second".to_owned(),
                _ if moved < 0.0 => format!("{words} earlier, {to}"),
                _ => format!("{words} later, {to}"),
            })
        }
        (Json::Number(from), Json::Number(to)) => {
            let (from, to): (f64, f64) = (from.parse().ok()?, to.parse().ok()?);
            // Written to the last digit in both, and short enough that none is lost.
            (from == to && from.abs() < MAX_EXACT)
                .then(|| "the same number, written otherwise".to_owned())
        }
        (Json::String(from), Json::String(to)) if path.name().is_some_and(is_list) => {
            words(from, to)
        }
        _ if a.type_name() != b.type_name() => {
            Some(format!("was {}, is {}", a.type_name(), b.type_name()))
        }
        _ => None,
    }
}

/// Whole numbers below this are exact as doubles (RFC 8259 §6).
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// What a value means that stands on one side only.
pub(super) fn alone(path: &Path, value: &Json) -> Option<String> {
    let date = NumericDate::read(value).ok()?;
    (is_time(path) && date.timestamp().is_some()).then(|| date.to_string())
}

fn is_time(path: &Path) -> bool {
    path.name().is_some_and(|name| TIMES.contains(&name))
}

fn is_list(name: &str) -> bool {
    LISTS.contains(&name)
}

/// Which words came and which went.
fn words(from: &str, to: &str) -> Option<String> {
    let only = |here: &str, there: &str| -> Vec<String> {
        let there: HashSet<&str> = there.split(' ').collect();
        let here = here.split(' ').filter(|word| !word.is_empty());
        here.filter(|word| !there.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let (added, removed) = (only(to, from), only(from, to));
    let told = [("added", added), ("removed", removed)];
    let told = told.into_iter().filter(|(_, words)| !words.is_empty());
    let told: Vec<String> = told
        .map(|(what, words)| format!("{what}: {}", words.join(" ")))
        .collect();
    Some(if told.is_empty() {
        "the same words in another order".to_owned()
    } else {
        told.join("; ")
    })
}
