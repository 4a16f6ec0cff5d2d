//! The standards' own examples: RFC 7515 appendices A and F, RFC 7520 section 4, RFC 7797, RFC 8037,
//! and one token of each algorithm, made by another implementation.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)] // A test may stop at once.

mod support;

use serde_json::Value;
use support::{question, told, verdict};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::base64url;
use tokenscope::report::{CheckId, Payload, Serialization, Status, Verdict};

/// A second before the tokens of RFC 7515 expire.
const RFC7515_NOW: i64 = 1_300_819_379;
/// 2023-11-14, when the tokens in `algorithms.json` are made.
const NOW: i64 = 1_700_000_000;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn rfc7515(name: &str) -> Value {
    let all = parse(include_str!("vectors/rfc7515.json"));
    let all = all.as_array().unwrap().iter();
    all.clone().find(|v| v["name"] == name).unwrap().clone()
}

#[test]
fn rfc7515_compact_examples_verify() {
    for name in ["A.1", "A.2", "A.3", "A.4"] {
        let example = rfc7515(name);
        let (token, key) = (text_of(&example["token"]), example["key"].to_string());
        let report = inspect(&token, &question(&[&key], RFC7515_NOW));
        assert_eq!(report.verdict, Verdict::Valid, "{name}\n{}", told(&report));
        assert_eq!(report.serialization, Some(Serialization::Compact));
        let expired = verdict(&token, &key, RFC7515_NOW + 1);
        let expires = name != "A.4"; // Its payload is text.
        assert_eq!(expired == Verdict::Invalid, expires, "{name}");
    }
}

#[test]
fn rfc7515_unsecured_example_is_invalid() {
    let token = text_of(&rfc7515("A.5")["token"]);
    let report = inspect(&token, &question(&[], RFC7515_NOW));
    assert_eq!(report.verdict, Verdict::Invalid);
    assert_eq!(report.status(CheckId::Algorithm), Status::Fail);
    assert_eq!(report.claims().len(), 3);
}

#[test]
fn rfc7515_json_examples_verify_with_either_key() {
    let keys = [
        ("A.2", "2010-12-29"),
        ("A.3", "e9bc097a-ce51-4036-9562-d2ade882db0d"),
    ];
    let keys = keys.map(|(name, kid)| {
        let mut key = rfc7515(name)["key"].clone();
        key["kid"] = kid.into();
        key.to_string()
    });
    let [rsa, ec] = keys.each_ref().map(String::as_str);
    let general = text_of(&rfc7515("A.6")["token"]);
    for given in [&[rsa][..], &[ec], &[rsa, ec]] {
        let report = inspect(&general, &question(given, RFC7515_NOW));
        assert_eq!(report.verdict, Verdict::Valid, "{}", told(&report));
        assert_eq!(report.signatures.len(), 2);
    }
    let flattened = text_of(&rfc7515("A.7")["token"]);
    assert_eq!(verdict(&flattened, ec, RFC7515_NOW), Verdict::Valid);
    assert_eq!(verdict(&flattened, rsa, RFC7515_NOW), Verdict::Unverified);
}

#[test]
fn one_bad_signature_of_several_spoils_the_token() {
    let mut general = rfc7515("A.6")["token"].clone();
    let good = general["signatures"][1]["signature"].as_str().unwrap();
    general["signatures"][1]["signature"] = format!("A{}", &good[1..]).into();
    let keys = ["A.2", "A.3"].map(|name| rfc7515(name)["key"].to_string());
    let keys = keys.each_ref().map(String::as_str);
    let report = inspect(&general.to_string(), &question(&keys, RFC7515_NOW));
    assert_eq!(report.verdict, Verdict::Invalid);
    let signature = report.check(CheckId::Signature).unwrap();
    assert!(
        signature.detail.starts_with("Signature 2: "),
        "{}",
        signature.detail
    );
}

#[test]
fn rfc7515_detached_example_verifies_with_its_payload_only() {
    let example = rfc7515("F");
    let (token, key) = (text_of(&example["token"]), example["key"].to_string());
    let payload = base64url::decode(example["payload"].as_str().unwrap()).0;
    let with = |payload: Option<Vec<u8>>| {
        let question = Question {
            detached_payload: payload,
            ..question(&[&key], RFC7515_NOW)
        };
        inspect(&token, &question)
    };
    let report = with(Some(payload.clone()));
    assert_eq!(report.verdict, Verdict::Valid, "{}", told(&report));
    assert_eq!(report.claims().len(), 3);
    assert_eq!(with(None).verdict, Verdict::Invalid);
    assert_eq!(
        with(Some([payload, vec![b' ']].concat())).verdict,
        Verdict::Invalid
    );
}

/// Every serialization of an example of the cookbook verifies.
fn check_cookbook(text: &str) {
    let example = parse(text);
    let title = &example["title"];
    let keys = match &example["input"]["key"] {
        Value::Array(keys) => keys.clone(),
        key => vec![key.clone()],
    };
    let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    let payload = example["input"]["payload"].as_str().unwrap();
    let mut seen = 0;
    for name in ["compact", "json", "json_flat"] {
        let token = &example["output"][name];
        if token.is_null() {
            continue;
        }
        seen += 1;
        let is_detached = match token {
            Value::String(text) => text.contains(".."),
            object => object["payload"].is_null(),
        };
        let question = Question {
            detached_payload: is_detached.then(|| payload.as_bytes().to_vec()),
            ..question(&keys, NOW)
        };
        let report = inspect(&text_of(token), &question);
        assert_eq!(
            report.verdict,
            Verdict::Valid,
            "{title}, {name}\n{}",
            told(&report)
        );
        match &report.payload {
            Some(Payload::Text(text)) => assert_eq!(text, payload),
            other => panic!("{title}: {other:?}"),
        }
    }
    assert!(seen > 0, "{title}");
}

#[test]
fn rfc7520_section_4_verifies() {
    for text in [
        include_str!("vectors/rfc7520-cookbook/jws/4_1.rsa_v15_signature.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_2.rsa-pss_signature.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_3.ecdsa_signature.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_4.hmac-sha2_integrity_protection.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_5.signature_with_detached_content.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_6.protecting_specific_header_fields.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_7.protecting_content_only.json"),
        include_str!("vectors/rfc7520-cookbook/jws/4_8.multiple_signatures.json"),
    ] {
        check_cookbook(text);
    }
}

#[test]
fn rfc8037_and_rfc7797_examples_verify() {
    check_cookbook(include_str!("vectors/rfc7520-cookbook/curve25519/jws.json"));
    check_cookbook(include_str!(
        "vectors/rfc7520-cookbook/rfc7797/hmac-sha2_b64_false.json"
    ));
}

/// RFC 7797 §6: a reader that does not know `b64` would read another payload.
#[test]
fn an_unencoded_payload_that_is_not_critical_is_refused() {
    let text = include_str!("vectors/rfc7520-cookbook/rfc7797/4.2.hmac-sha2_b64_false.json");
    let example = parse(text);
    let key = example["input"]["key"].to_string();
    let report = inspect(
        &example["output"]["json_flat"].to_string(),
        &question(&[&key], NOW),
    );
    assert_eq!(
        report.status(CheckId::Signature),
        Status::Pass,
        "{}",
        told(&report)
    );
    assert_eq!(report.status(CheckId::Critical), Status::Fail);
    assert_eq!(report.verdict, Verdict::Invalid);
}

/// Whoever makes a token can put a key into it (RFC 7515 §10.3, CVE-2018-0114).
#[test]
fn a_key_inside_the_token_is_never_trusted() {
    let example = parse(include_str!("vectors/enclosed_key.json"));
    let token = text_of(&example["token"]);
    let report = inspect(&token, &question(&[], NOW));
    assert_eq!(
        report.status(CheckId::Signature),
        Status::Pass,
        "{}",
        told(&report)
    );
    assert_eq!(report.status(CheckId::KeyTrust), Status::Skipped);
    assert_eq!(report.verdict, Verdict::Unverified);
    let given = inspect(&token, &question(&[&example["key"].to_string()], NOW));
    assert_eq!(given.verdict, Verdict::Valid, "{}", told(&given));
    let (signed, last) = token.rsplit_once('.').unwrap();
    let changed = format!("{signed}.A{}", &last[1..]);
    assert_eq!(
        inspect(&changed, &question(&[], NOW)).verdict,
        Verdict::Invalid
    );
}

#[test]
fn a_token_of_each_algorithm_verifies() {
    let all = parse(include_str!("vectors/algorithms.json"));
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), tokenscope::jose::Algorithm::ALL.len());
    for example in all {
        let (token, key) = (text_of(&example["token"]), example["key"].to_string());
        let report = inspect(&token, &question(&[&key], NOW));
        let alg = &example["alg"];
        assert_eq!(report.verdict, Verdict::Valid, "{alg}\n{}", told(&report));
        // The same bytes with a key of another algorithm never verify.
        for other in all.iter().filter(|o| o["key"] != example["key"]) {
            let verdict = verdict(&token, &other["key"].to_string(), NOW);
            assert_ne!(
                verdict,
                Verdict::Valid,
                "{alg} with the key of {}",
                other["alg"]
            );
        }
    }
}
