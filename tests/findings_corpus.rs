//! Advice without false alarms: on well-made tokens in the shapes of the common providers nothing
//! matters more than "info", and each rule has what shows it and what nearly does.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(unreachable_pub)] // The modules belong to this test alone.

#[path = "findings/cases.rs"]
mod cases;
#[path = "findings/disclosures.rs"]
mod disclosures;
#[path = "findings/key_cases.rs"]
mod key_cases;
#[path = "findings/made.rs"]
mod made;
#[path = "findings/sealed.rs"]
mod sealed;
mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use support::{question, told};
use tokenscope::findings::RULES;
use tokenscope::inspect::{Question, inspect};
use tokenscope::report::{Report, Severity, Verdict};

/// Two minutes after the corpus was issued: some tokens live for five.
const NOW: i64 = 1_795_442_520;

fn corpus(name: &str) -> Value {
    let path = format!("{}/tests/data/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn advice(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    let lines = findings.map(|f| format!("{:?} {}: {}", f.severity, f.id, f.detail));
    lines.collect()
}

#[test]
fn well_made_tokens_get_nothing_above_info() {
    let keys = corpus("keys.json");
    let tokens = corpus("tokens.json");
    let tokens = tokens.as_array().unwrap();
    assert!(tokens.len() >= 30, "only {} tokens", tokens.len());
    for entry in tokens {
        let text = |name: &str| entry[name].as_str().unwrap();
        let set = keys[text("keys")].to_string();
        // With the right keys, with none, and with those of others.
        let other = keys["proof"].to_string();
        for given in [&[set.as_str()][..], &[], &[&other, &set]] {
            let report = inspect(text("token"), &question(given, NOW));
            if given.first() == Some(&set.as_str()) {
                let name = text("name");
                // What a proof signs with it brings itself; here its key is given.
                assert_eq!(report.verdict, Verdict::Valid, "{name}: {}", told(&report));
            }
            for finding in &report.findings {
                let line = format!("{}: {:#?}", text("name"), advice(&report));
                assert_eq!(finding.severity, Severity::Info, "{line}");
            }
        }
    }
}

#[test]
fn well_made_key_sets_get_nothing_above_info() {
    for (name, set) in corpus("keys.json").as_object().unwrap() {
        let report = inspect(&set.to_string(), &Question::default());
        assert!(
            !report.kind.eq(&tokenscope::report::Kind::Unknown),
            "{name}"
        );
        for finding in &report.findings {
            assert_eq!(finding.severity, Severity::Info, "{name}: {finding:?}");
        }
    }
}

#[test]
fn each_rule_is_shown_and_nearly_shown() {
    for case in cases::all() {
        let report = case.shows.report();
        let found = report.findings.iter().find(|f| f.id == case.rule);
        let found = found.map(|f| f.severity);
        let all = advice(&report);
        assert_eq!(found, Some(case.severity), "{}: {all:#?}", case.rule);
        for nearly in &case.nearly {
            let report = nearly.report();
            let found = report.findings.iter().find(|f| f.id == case.rule);
            assert_eq!(found, None, "{}, nearly: {}", case.rule, report.text);
        }
    }
}

#[test]
fn each_rule_has_a_case() {
    let with_case: BTreeSet<_> = cases::all().iter().map(|case| case.rule).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(with_case, rules, "left: the cases, right: the rules");
}

#[test]
fn the_gravest_stands_first_and_nothing_changes_the_verdict() {
    for case in cases::all() {
        let report = case.shows.report();
        let severities: Vec<_> = report.findings.iter().map(|f| f.severity).collect();
        assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
        let inside = report.inner.as_ref().map(|inner| inner.verdict);
        let own = Verdict::of(&report.checks);
        let expected = inside.map_or(own, |inside| own.worse(inside));
        assert_eq!(report.verdict, expected, "{}", case.rule);
    }
}

#[test]
fn details_are_sentences_and_never_hold_what_was_found_in_claims() {
    for case in cases::all() {
        for finding in case.shows.report().findings {
            let detail = &finding.detail;
            assert!(detail.chars().count() < 450, "{detail}");
            assert!(!detail.ends_with('.') && !detail.contains("  "), "{detail}");
            assert!(
                !detail.contains("4111") && !detail.contains("hunter2"),
                "{detail}"
            );
        }
    }
}
