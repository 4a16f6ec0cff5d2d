//! SD-JWTs: the examples of RFC 9901 hold, each rule of its §7 rejects what breaks it, and what is
//! issued and presented here is read back as it was meant.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(unreachable_pub)] // The modules belong to this test alone.

#[path = "sd_jwt/hostile.rs"]
mod hostile;
#[path = "sd_jwt/random.rs"]
mod random;
mod support;

use serde_json::{Value, json};
use std::fs;
use support::told;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::key::read_keys;
use tokenscope::report::{CheckId, Kind, Report, Serialization, Severity, Status, Verdict};
use tokenscope::validation::Expectations;

/// After the key-binding JWTs of the examples were made, and before anything expires.
const NOW: i64 = 1_750_000_000;

fn data() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/sd-jwt/examples.json"
    );
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn example(name: &str) -> Value {
    let data = data();
    let all = data["examples"].as_array().unwrap();
    all.iter().find(|e| e["name"] == name).unwrap().clone()
}

/// A question with the issuer's key, and what a verifier expects.
fn question(audience: Option<&str>, nonce: Option<&str>) -> Question {
    let mut key = data()["issuer"].clone();
    key["kid"] = json!("issuer-key-1");
    let keys = read_keys(key.to_string().as_bytes(), "issuer.json").unwrap();
    Question {
        keys: vec![keys],
        expectations: Expectations {
            audience: audience.map(str::to_owned).into_iter().collect(),
            nonce: nonce.map(str::to_owned),
            ..Expectations::default()
        },
        now: NOW,
        ..Question::default()
    }
}

fn shown(report: &Report) -> Value {
    serde_json::to_value(report.payload.as_ref().unwrap()).unwrap()
}

#[test]
fn the_examples_hold_as_issued() {
    let data = data();
    let examples = data["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 11);
    for entry in examples {
        let name = entry["name"].as_str().unwrap();
        let report = inspect(entry["issued"].as_str().unwrap(), &question(None, None));
        assert_eq!(report.kind, Kind::SdJwt, "{name}");
        assert_eq!(report.verdict, Verdict::Valid, "{name}: {}", told(&report));
        assert_eq!(shown(&report), entry["all"], "{name}");
        assert_eq!(report.status(CheckId::Disclosures), Status::Pass, "{name}");
        assert_eq!(
            report.status(CheckId::KeyBinding),
            Status::Skipped,
            "{name}"
        );
        assert!(report.inner.is_none());
    }
}

#[test]
fn the_examples_hold_as_presented() {
    let data = data();
    let (audience, nonce) = (data["audience"].as_str(), data["nonce"].as_str());
    for entry in data["examples"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let is_bound = entry["key_binding"] == true;
        let mut question = question(audience.filter(|_| is_bound), nonce.filter(|_| is_bound));
        question.expectations.key_binding = is_bound;
        let report = inspect(entry["presented"].as_str().unwrap(), &question);
        assert_eq!(report.verdict, Verdict::Valid, "{name}: {}", told(&report));
        assert_eq!(shown(&report), entry["processed"], "{name}");
        let disclosures = &report.selective.as_ref().unwrap().disclosures;
        assert_eq!(json!(disclosures.len()), entry["disclosed"], "{name}");
        if is_bound {
            assert_eq!(report.status(CheckId::KeyBinding), Status::Pass, "{name}");
            let inner = report.inner.as_ref().unwrap();
            assert_eq!(inner.verdict, Verdict::Valid, "{name}: {}", told(inner));
        }
    }
}

#[test]
fn nothing_is_called_invalid_without_a_key_and_nothing_above_info_is_advised() {
    for entry in data()["examples"].as_array().unwrap() {
        for form in ["issued", "presented"] {
            let question = Question {
                now: NOW,
                ..Question::default()
            };
            let report = inspect(entry[form].as_str().unwrap(), &question);
            assert_eq!(report.verdict, Verdict::Unverified, "{}", told(&report));
            for finding in &report.findings {
                assert_eq!(
                    finding.severity,
                    Severity::Info,
                    "{}: {finding:?}",
                    entry["name"]
                );
            }
            if let Some(inner) = &report.inner {
                assert_eq!(inner.verdict, Verdict::Unverified, "{}", told(inner));
            }
        }
    }
}

#[test]
fn what_is_hidden_is_counted_with_its_place() {
    let report = inspect(
        example("simple")["presented"].as_str().unwrap(),
        &question(None, None),
    );
    let selective = report.selective.as_ref().unwrap();
    let hidden: Vec<_> = selective
        .undisclosed
        .iter()
        .map(|h| (h.path.as_str(), h.is_array, h.digests))
        .collect();
    assert_eq!(hidden, [("", false, 5), ("/nationalities", true, 1)]);
    let paths: Vec<_> = selective
        .disclosures
        .iter()
        .map(|d| d.path.as_deref().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "/family_name",
            "/address",
            "/given_name",
            "/nationalities/0"
        ]
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["kind"], "sd-jwt");
    assert_eq!(json["disclosures"][0]["name"], "family_name");
    assert_eq!(json["disclosures"][0]["salt"], "eluV5Og3gSNII8EYnsxA_A");
    assert!(json["signed_payload"]["_sd"].is_array());
    assert!(json["payload"]["_sd"].is_null());
    assert_eq!(json["undisclosed"][1]["path"], "/nationalities");
}

#[test]
fn the_pieces_cover_every_part() {
    let text = example("simple")["presented"].as_str().unwrap().to_owned();
    let report = inspect(&text, &question(None, None));
    let covered: usize = report.pieces.iter().map(|p| p.range.len()).sum();
    let separators = text.matches('~').count() + 2;
    assert_eq!(covered + separators, text.len());
    assert_eq!(report.serialization, Some(Serialization::Compact));
}

#[test]
fn a_presentation_as_the_document_prints_it_is_read_and_its_line_breaks_are_named() {
    let text = example("simple")["presented"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = (0..text.len())
        .step_by(68)
        .map(|at| &text[at..text.len().min(at + 68)])
        .collect();
    let report = inspect(
        &format!("   {}\n", lines.join("\n   ")),
        &question(None, None),
    );
    assert_eq!(report.kind, Kind::SdJwt);
    assert_eq!(report.status(CheckId::Format), Status::Fail);
    assert_eq!(shown(&report), example("simple")["processed"]);
}

#[test]
fn it_is_taken_out_of_its_wrapping() {
    let text = example("simple")["presented"].as_str().unwrap().to_owned();
    for wrapped in [
        format!("Bearer {text}"),
        format!("\"{text}\""),
        format!(r#"{{"credential":"{text}"}}"#),
        format!("vp_token={text}&state=1"),
        format!("the credential {text}, as issued"),
        format!("curl -d 'vp_token={text}' https://verifier.example.org"),
    ] {
        let report = inspect(&wrapped, &question(None, None));
        assert_eq!(
            (report.kind, report.text.as_str()),
            (Kind::SdJwt, text.as_str()),
            "{wrapped}"
        );
        assert!(!report.wrapping.is_empty());
    }
}

#[test]
fn credentials_are_named() {
    let report = inspect(
        example("pid")["issued"].as_str().unwrap(),
        &question(None, None),
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["token_type"]["name"], "verifiable-credential");
    assert_eq!(report.status(CheckId::RequiredClaims), Status::Pass);
    let other = inspect(
        example("vcdm")["issued"].as_str().unwrap(),
        &question(None, None),
    );
    assert_eq!(other.token_type, None, "W3C's credentials have no vct");
}
