//! PASETOs: the official vectors verify, and what is changed in them does not.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use support::{question, told};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::key::read_keys;
use tokenscope::jose::{Verification, base64url, paseto};
use tokenscope::report::{CheckId, Kind, Status, Verdict};

/// 2018-12-31T00:00:00Z, before any of the vectors expires.
const NOW: i64 = 1_546_214_400;

fn vectors() -> Vec<Value> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/paseto/vectors.json"
    );
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    all.as_array().unwrap().clone()
}

fn text<'v>(vector: &'v Value, name: &str) -> &'v str {
    vector[name].as_str().unwrap_or_default()
}

#[test]
fn the_vectors_verify_with_their_key_and_their_implicit_assertion_alone() {
    let mut signed = 0;
    for vector in vectors() {
        let name = text(&vector, "name");
        let Some(pem) = vector["public-key-pem"].as_str() else {
            continue;
        };
        signed += 1;
        let key = &read_keys(pem.as_bytes(), "key.pem").unwrap().keys[0];
        let read = paseto::read(text(&vector, "token"));
        assert!(read.faults.is_empty(), "{name}: {:?}", read.faults);
        let implicit = text(&vector, "implicit-assertion").as_bytes();
        assert_eq!(read.verify(key, implicit), Verification::Verifies, "{name}");
        let other = read.verify(key, b"other");
        let counts = read.version >= 3;
        assert_eq!(other == Verification::DoesNotVerify, counts, "{name}");
        assert_eq!(read.footer_bytes, text(&vector, "footer").as_bytes());
    }
    assert_eq!(signed, 10);
}

#[test]
fn a_signed_one_is_judged_as_a_token_is() {
    for vector in vectors() {
        let name = text(&vector, "name");
        let has_implicit = !text(&vector, "implicit-assertion").is_empty();
        let Some(pem) = vector["public-key-pem"].as_str().filter(|_| !has_implicit) else {
            continue;
        };
        let with_key = question(&[pem], NOW);
        let report = inspect(text(&vector, "token"), &with_key);
        assert_eq!(report.kind, Kind::Paseto, "{name}");
        assert_eq!(report.verdict, Verdict::Valid, "{name}: {}", told(&report));
        let payload = serde_json::to_value(report.payload.as_ref().unwrap()).unwrap();
        assert_eq!(payload, vector["payload"], "{name}");
        let late = question(&[pem], 1_700_000_000);
        let expired = inspect(text(&vector, "token"), &late);
        assert_eq!(expired.status(CheckId::Expiry), Status::Fail, "{name}");
        let without = inspect(text(&vector, "token"), &question(&[], NOW));
        assert_eq!(without.verdict, Verdict::Unverified, "{name}");
        let mut changed = text(&vector, "token").to_owned();
        changed.replace_range(20..21, if &changed[20..21] == "A" { "B" } else { "A" });
        assert_eq!(
            inspect(&changed, &with_key).verdict,
            Verdict::Invalid,
            "{name}"
        );
    }
}

#[test]
fn an_encrypted_one_shows_its_footer_and_claims_nothing() {
    for vector in vectors().iter().filter(|v| v["public-key-pem"].is_null()) {
        let report = inspect(text(vector, "token"), &Question::default());
        assert_eq!(
            (report.kind, report.verdict),
            (Kind::Paseto, Verdict::Unverified)
        );
        assert_eq!(report.status(CheckId::Decryption), Status::Skipped);
        assert_eq!(report.payload, None);
        let footer = report.header.as_ref().unwrap().get("footer");
        let footer = footer.map(|f| serde_json::to_string(f).unwrap());
        assert_eq!(footer.unwrap_or_default(), text(vector, "footer"));
    }
}

#[test]
fn times_that_are_no_text_are_named() {
    let body =
        base64url::encode(&[br#"{"exp":1640995200,"nbf":"soon"}"#.as_slice(), &[0; 64]].concat());
    let report = inspect(&format!("Bearer v4.public.{body}"), &question(&[], NOW));
    assert_eq!(report.wrapping, ["Bearer"]);
    let detail = |id| report.check(id).unwrap().detail.as_str();
    assert_eq!(
        detail(CheckId::Expiry),
        "exp is a number, not an RFC 3339 time as text"
    );
    assert_eq!(detail(CheckId::NotBefore), "nbf is no RFC 3339 time");
}

proptest! {
    #[test]
    fn any_text_is_read(body in "v[1-4]\\.(public|local)\\.[ -~é]{0,80}") {
        paseto::read(&body);
        inspect(&body, &Question::default());
    }
}

/// What a person expects and a PASETO does not have is not passed over.
#[test]
fn what_is_expected_of_a_paseto_and_not_there_makes_it_invalid() {
    let vector = vectors();
    let vector = vector.iter().find(|v| text(v, "name") == "4-S-1").unwrap();
    let asked = question(&[text(vector, "public-key-pem")], NOW);
    let token = text(vector, "token");
    let with = |change: &dyn Fn(&mut Question)| {
        let mut asked = asked.clone();
        change(&mut asked);
        inspect(token, &asked)
    };
    assert_eq!(with(&|_| {}).verdict, Verdict::Valid);
    for (id, change) in [
        (
            CheckId::Nonce,
            &(|q: &mut Question| q.expectations.nonce = Some("n".into())) as &dyn Fn(&mut Question),
        ),
        (CheckId::Type, &|q| {
            q.expectations.typ = Some("at+jwt".into());
        }),
        (CheckId::AuthTime, &|q| q.expectations.max_age = Some(60)),
        (CheckId::KeyBinding, &|q| q.expectations.key_binding = true),
        (CheckId::Algorithm, &|q| {
            q.policy.algorithms = vec![tokenscope::jose::Algorithm::RS256];
        }),
    ] {
        let report = with(change);
        assert_eq!(report.status(id), Status::Fail, "{}", told(&report));
        assert_eq!(report.verdict, Verdict::Invalid);
    }
    let allowed = with(&|q| q.policy.algorithms = vec![tokenscope::jose::Algorithm::EdDSA]);
    assert_eq!(allowed.verdict, Verdict::Valid, "{}", told(&allowed));
}
