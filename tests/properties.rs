//! What must hold for any text: nothing that is changed in a valid token leaves it valid, and
//! nothing that is pasted makes the program fall over.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)] // A test may stop at once.

mod support;

use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;
use support::question;
use tokenscope::inspect::{Question, inspect, inspect_bytes};
use tokenscope::report::Verdict;

const NOW: i64 = 1_700_000_000;

/// A valid token of each algorithm, and the question under which it is valid.
static VALID: LazyLock<Vec<(String, Question)>> = LazyLock::new(|| {
    let all: Value = serde_json::from_str(include_str!("vectors/algorithms.json")).unwrap();
    let all = all.as_array().unwrap().iter();
    let pairs = all.map(|example| {
        let key = example["key"].to_string();
        let token = example["token"].as_str().unwrap().to_owned();
        (token, question(&[&key], NOW))
    });
    pairs.collect()
});

/// Texts of every kind that is read, to be mutated.
static CORPUS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let rfc7515: Value = serde_json::from_str(include_str!("vectors/rfc7515.json")).unwrap();
    let mut corpus: Vec<Vec<u8>> = VALID
        .iter()
        .map(|(token, _)| token.clone().into())
        .collect();
    for example in rfc7515.as_array().unwrap() {
        corpus.push(example["token"].to_string().into());
        corpus.push(example["key"].to_string().into());
    }
    let token = &VALID[0].0;
    corpus.push(format!("curl -H 'Authorization: Bearer {token}' https://api.example/").into());
    corpus.push(format!("{{\"access_token\":\"{token}\",\"expires_in\":3600}}").into());
    corpus.push(format!("https://app.example/cb#id_token={token}&state=1").into());
    corpus.push(format!("Cookie: a=b; session={token}").into());
    corpus
});

fn is_valid(text: &str, question: &Question) -> bool {
    inspect(text, question).worst() == Verdict::Valid
}

#[test]
fn the_tokens_are_valid_to_begin_with() {
    for (token, question) in VALID.iter() {
        assert!(is_valid(token, question), "{token}");
    }
}

/// Every place, and every character that base64url has and some that it has not.
#[test]
fn no_replaced_character_leaves_a_mac_valid() {
    const CHARACTERS: &str =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \"'\n\0é";
    let (token, question) = &VALID[0];
    for (at, original) in token.char_indices() {
        for c in CHARACTERS.chars().filter(|c| *c != original) {
            let changed = format!("{}{c}{}", &token[..at], &token[at + 1..]);
            assert!(!is_valid(&changed, question), "{at}: {c:?}");
        }
    }
}

#[test]
fn no_missing_character_leaves_a_token_valid() {
    for (token, question) in VALID.iter() {
        for at in 0..token.len() {
            let changed = format!("{}{}", &token[..at], &token[at + 1..]);
            assert!(!is_valid(&changed, question), "{at} of {token}");
        }
    }
}

/// What inspecting a text must always give: a report that can be printed.
fn inspected(bytes: &[u8], question: &Question) {
    let report = inspect_bytes(bytes, question);
    assert!(!report.checks.is_empty());
    assert!(!report.summary.is_empty(), "{report:?}");
    serde_json::to_string(&report).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_replaced_character_leaves_any_token_valid(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        c in any::<char>(),
    ) {
        let (token, question) = which.get(&VALID);
        let at = place.index(token.len());
        prop_assume!(!token[at..].starts_with(c));
        let changed = format!("{}{c}{}", &token[..at], &token[at + 1..]);
        prop_assert!(!is_valid(&changed, question), "{changed:?}");
    }

    #[test]
    fn no_character_put_in_leaves_any_token_valid(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        c in any::<char>(),
    ) {
        let (token, question) = which.get(&VALID);
        // At the ends it may be wrapping, which comes off.
        let at = 1 + place.index(token.len() - 1);
        let changed = format!("{}{c}{}", &token[..at], &token[at..]);
        prop_assert!(!is_valid(&changed, question), "{changed:?}");
    }

    #[test]
    fn any_bytes_are_inspected(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        inspected(&bytes, &VALID[0].1);
    }

    #[test]
    fn any_text_is_inspected(text in "\\PC*") {
        inspected(text.as_bytes(), &VALID[0].1);
    }

    #[test]
    fn any_header_and_any_claims_are_inspected(
        header in "\\{(\"(alg|typ|crit|b64|kid|jwk|x5c)\":(\"\\PC{0,6}\"|[0-9]{1,40}|null|\\[\\]|\\{\\}),?){0,6}\\}",
        claims in "\\{(\"(exp|nbf|iat|aud|iss|jti)\":(\"\\PC{0,6}\"|-?[0-9]{1,40}|1e[0-9]{1,6}|null|\\[\\]),?){0,6}\\}",
    ) {
        use tokenscope::jose::base64url::encode;
        let token = format!("{}.{}.AAAA", encode(header.as_bytes()), encode(claims.as_bytes()));
        inspected(token.as_bytes(), &VALID[0].1);
    }

    #[test]
    fn anything_broken_is_inspected(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..8),
    ) {
        let mut bytes = which.get(&CORPUS).clone();
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len() + 1);
            match kind {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 if at < bytes.len() => bytes[at] = byte,
                _ => bytes.rotate_left(at),
            }
        }
        inspected(&bytes, &VALID[which.index(VALID.len())].1);
    }
}
