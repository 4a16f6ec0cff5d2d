//! Project Wycheproof's tokens and keys for JWS and JWE: what it labels valid is valid, what it labels
//! invalid is not, but for labels that contradict the tokens they stand on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)] // A test may stop at once.

mod support;

use serde_json::Value;
use support::{question, told};
use tokenscope::inspect::inspect;
use tokenscope::report::{Payload, Verdict};

/// No token of the set has a time.
const NOW: i64 = 1_700_000_000;

/// Labels that cannot be met, with the reason.
const DEFECTS: [(&str, u64, &str); 10] = [
    (
        "encryption",
        22,
        "labelled invalid for its JSON serialization, which is read here and decrypts",
    ),
    (
        "crypto",
        17,
        "labelled invalid for its JSON serialization, which is read here and verifies",
    ),
    (
        "signature",
        367,
        "labelled invalid, but the same text as 357, which is labelled valid",
    ),
    (
        "signature",
        370,
        "labelled invalid, but the same text as 357, which is labelled valid",
    ),
    (
        "signature",
        372,
        "labelled valid, but holds a ?, which base64url does not have",
    ),
    (
        "signature",
        373,
        "labelled valid, but holds a ?, which base64url does not have",
    ),
    (
        "signature",
        346,
        "labelled valid, but the key is for PS256 and the token says PS384",
    ),
    (
        "signature",
        350,
        "labelled valid, but the key is for PS256 and the token says PS384",
    ),
    (
        "signature",
        347,
        "labelled valid, but the key is for ES521, which is no algorithm",
    ),
    (
        "signature",
        351,
        "labelled valid, but the key is for ES521, which is no algorithm",
    ),
];

/// Runs a set and returns how many labels were met and how many contradicted.
fn run(set: &str, text: &str) -> (usize, usize) {
    let file: Value = serde_json::from_str(text).unwrap();
    let (mut met, mut contradicted) = (0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        let public = group.get("public").filter(|_| set != "encryption");
        let key = public.unwrap_or(&group["private"]).to_string();
        for test in group["tests"].as_array().unwrap() {
            let name = if set == "encryption" { "jwe" } else { "jws" };
            let Some(jws) = test.get(name) else {
                continue; // An encrypted token, which the set on keys also holds.
            };
            let id = test["tcId"].as_u64().unwrap();
            let token = jws.as_str().map_or_else(|| jws.to_string(), str::to_owned);
            let report = inspect(&token, &question(&[&key], NOW));
            let is_valid = report.verdict == Verdict::Valid;
            let meets_label = is_valid == (test["result"] == "valid");
            let defect = DEFECTS.iter().find(|d| (d.0, d.1) == (set, id));
            assert_eq!(
                meets_label,
                defect.is_none(),
                "{set} {id} ({}, {}), {defect:?}\n{token}\n{}",
                test["comment"],
                test["result"],
                told(&report)
            );
            if meets_label {
                met += 1;
            } else {
                contradicted += 1;
            }
        }
    }
    (met, contradicted)
}

#[test]
fn signatures() {
    let set = include_str!("vectors/wycheproof/json_web_signature_test.json");
    assert_eq!(run("signature", set), (393, 8));
}

#[test]
fn keys() {
    let set = include_str!("vectors/wycheproof/json_web_key_test.json");
    assert_eq!(run("key", set), (26, 0));
}

/// What is labelled valid is opened to the plaintext that stands beside it.
#[test]
fn encryption() {
    let set = include_str!("vectors/wycheproof/json_web_encryption_test.json");
    assert_eq!(run("encryption", set), (138, 1));
    let file: Value = serde_json::from_str(set).unwrap();
    let mut opened = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = group["private"].to_string();
        for test in group["tests"].as_array().unwrap() {
            if test["result"] != "valid" {
                continue;
            }
            let report = inspect(test["jwe"].as_str().unwrap(), &question(&[&key], NOW));
            let plaintext = match &report.payload {
                Some(Payload::Text(text)) => text.clone().into_bytes(),
                Some(Payload::Bytes(bytes)) => bytes.clone(),
                other => panic!("{}: {other:?}", test["tcId"]),
            };
            let hex: String = plaintext.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(test["pt"].as_str(), Some(hex.as_str()), "{}", test["tcId"]);
            opened += 1;
        }
    }
    assert_eq!(opened, 65);
}

#[test]
fn crypto() {
    let set = include_str!("vectors/wycheproof/json_web_crypto_test.json");
    let (met, contradicted) = run("crypto", set);
    assert_eq!((met, contradicted), (48, 1));
}
