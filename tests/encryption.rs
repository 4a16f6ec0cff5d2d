//! The standards' own examples of encryption: RFC 7516 appendix A, RFC 7520 sections 5 and 6, the
//! ECDH of RFC 8037.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)] // A test may stop at once.

#[path = "encryption/hostile.rs"]
mod hostile;
mod support;

use serde_json::Value;
use support::{question, told};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::key::secret_from_bytes;
use tokenscope::report::{CheckId, Kind, Payload, Report, Status, Verdict};

/// A second before the claims of RFC 7520 §6 expire.
const NOW: i64 = 1_300_819_379;

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn opens(name: &str, report: &Report, plaintext: &str) {
    assert_eq!(report.verdict, Verdict::Valid, "{name}\n{}", told(report));
    assert_eq!(report.status(CheckId::Decryption), Status::Pass);
    match &report.payload {
        Some(Payload::Text(text)) => assert_eq!(text, plaintext, "{name}"),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn rfc7516_appendix_a_opens() {
    let all = parse(include_str!("vectors/rfc7516.json"));
    assert_eq!(all.as_array().unwrap().len(), 5);
    for example in all.as_array().unwrap() {
        let name = example["name"].as_str().unwrap();
        let plaintext = example["plaintext"].as_str().unwrap();
        let keys = texts(example["keys"].as_array().unwrap());
        let token = text_of(&example["token"]);
        // Each key alone, and all together.
        let all: Vec<_> = keys.iter().map(String::as_str).collect();
        for given in all.chunks(1).chain([all.as_slice()]) {
            let report = inspect(&token, &question(given, NOW));
            opens(name, &report, plaintext);
        }
        let report = inspect(&token, &question(&[], NOW));
        assert_eq!(report.verdict, Verdict::Unverified, "{}", told(&report));
        assert!(report.sealed.is_some_and(|sealed| !sealed.needs.is_empty()));
    }
}

/// Every serialization of an example of the cookbook opens.
fn check_cookbook(text: &str) {
    let example = parse(text);
    let title = example["title"].as_str().unwrap();
    let input = &example["input"];
    let keys = match &input["key"] {
        Value::Array(keys) => texts(keys),
        Value::Null => Vec::new(),
        key => vec![key.to_string()],
    };
    let given: Vec<_> = keys.iter().map(String::as_str).collect();
    let mut question = question(&given, NOW);
    if let Some(password) = input["pwd"].as_str() {
        question.keys = vec![secret_from_bytes(password.into(), "the password")];
    }
    let plaintext = input["plaintext"].as_str().unwrap();
    let mut seen = 0;
    for name in ["compact", "json", "json_flat"] {
        let token = &example["output"][name];
        if token.is_null() {
            continue;
        }
        seen += 1;
        let report = inspect(&text_of(token), &question);
        if title.contains("PBES2") {
            // A set of keys stands in it, and cty says so.
            let inner = report.inner.as_deref().unwrap();
            assert_eq!(report.verdict, Verdict::Valid, "{}", told(&report));
            assert_eq!((inner.kind, inner.text.as_str()), (Kind::Jwks, plaintext));
            continue;
        }
        opens(&format!("{title}, {name}"), &report, plaintext);
    }
    assert!(seen > 0, "{title}");
}

#[test]
fn rfc7520_section_5_opens() {
    for text in [
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json"
        ),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json"
        ),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json"
        ),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json"
        ),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"
        ),
        include_str!("vectors/rfc7520-cookbook/jwe/5_6.direct_encryption_using_aes-gcm.json"),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2.json"
        ),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json"
        ),
        include_str!("vectors/rfc7520-cookbook/jwe/5_9.compressed_content.json"),
        include_str!(
            "vectors/rfc7520-cookbook/jwe/5_10.including_additional_authentication_data.json"
        ),
        include_str!("vectors/rfc7520-cookbook/jwe/5_11.protecting_specific_header_fields.json"),
        include_str!("vectors/rfc7520-cookbook/jwe/5_12.protecting_content_only.json"),
        include_str!("vectors/rfc7520-cookbook/jwe/5_13.encrypting_to_multiple_recipients.json"),
    ] {
        check_cookbook(text);
    }
}

#[test]
fn each_recipient_opens_it_with_its_own_key_alone() {
    let text =
        include_str!("vectors/rfc7520-cookbook/jwe/5_13.encrypting_to_multiple_recipients.json");
    let example = parse(text);
    let token = example["output"]["json"].to_string();
    let plaintext = example["input"]["plaintext"].as_str().unwrap();
    for (i, key) in example["input"]["key"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let report = inspect(&token, &question(&[&key.to_string()], NOW));
        opens(&format!("recipient {}", i + 1), &report, plaintext);
        let recipients = report.sealed.unwrap().recipients;
        let passed = recipients.iter().map(|recipient| {
            let mut checks = recipient.checks.iter();
            checks.any(|c| c.id == CheckId::Decryption && c.status == Status::Pass)
        });
        assert_eq!(passed.collect::<Vec<_>>(), [i == 0, i == 1, i == 2]);
    }
}

#[test]
fn rfc8037_ecdh_on_x25519_opens() {
    check_cookbook(include_str!(
        "vectors/rfc7520-cookbook/curve25519/ecdh-es.json"
    ));
}

#[test]
fn rfc7520_section_6_opens_layer_by_layer() {
    let example = parse(include_str!(
        "vectors/rfc7520-cookbook/6.nesting_signatures_and_encryption.json"
    ));
    let signer = example["sign"]["input"]["key"].to_string();
    let reader = example["encrypt"]["input"]["key"].to_string();
    for name in ["compact", "json", "json_flat"] {
        let token = text_of(&example["encrypt"]["output"][name]);
        let with = |keys: &[&str], now| inspect(&token, &question(keys, now));
        let report = with(&[&signer, &reader], NOW);
        assert_eq!(report.verdict, Verdict::Valid, "{name}\n{}", told(&report));
        let inner = report.inner.as_deref().unwrap();
        assert_eq!((inner.kind, inner.verdict), (Kind::Jws, Verdict::Valid));
        assert_eq!(inner.claims().len(), 3);
        assert!(report.payload.is_none());
        assert_eq!(with(&[&reader], NOW).verdict, Verdict::Unverified);
        assert_eq!(with(&[&signer], NOW).verdict, Verdict::Unverified);
        let expired = with(&[&signer, &reader], NOW + 1);
        assert_eq!(expired.verdict, Verdict::Invalid);
        assert!(expired.checks.iter().all(|c| c.status != Status::Fail));
    }
}

#[test]
fn a_token_that_was_changed_anywhere_does_not_open() {
    let all = parse(include_str!("vectors/rfc7516.json"));
    for example in all.as_array().unwrap().iter().take(3) {
        let token = text_of(&example["token"]);
        let keys = texts(example["keys"].as_array().unwrap());
        let key = keys[0].as_str();
        let asked: Question = question(&[key], NOW);
        let parts: Vec<&str> = token.split('.').collect();
        for i in 0..parts.len() {
            let mut changed: Vec<String> = parts.iter().map(ToString::to_string).collect();
            let first = if changed[i].starts_with('A') {
                "B"
            } else {
                "A"
            };
            changed[i].replace_range(..1, first);
            let report = inspect(&changed.join("."), &asked);
            assert_eq!(report.verdict, Verdict::Invalid, "{}", told(&report));
        }
    }
}
