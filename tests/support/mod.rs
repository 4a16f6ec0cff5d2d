//! What several tests need.

#![allow(dead_code, unreachable_pub)] // Each test uses its part.

use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::key::read_keys;
use tokenscope::report::{Report, Verdict};

/// A question with keys from JSON texts, at a time at which the vectors hold.
pub fn question(keys: &[&str], now: i64) -> Question {
    let keys = keys
        .iter()
        .filter_map(|key| read_keys(key.as_bytes(), "key.json").ok());
    Question {
        keys: keys.collect(),
        now,
        ..Question::default()
    }
}

/// The verdict on a text with one key given as JSON.
pub fn verdict(text: &str, key: &str, now: i64) -> Verdict {
    inspect(text, &question(&[key], now)).verdict
}

/// A report as a failing test prints it.
pub fn told(report: &Report) -> String {
    let checks = report.checks.iter();
    let checks = checks.map(|c| format!("{} {:?}: {}", c.id, c.status, c.detail));
    let lines: Vec<_> = std::iter::once(format!("{}: {}", report.verdict, report.summary))
        .chain(checks)
        .collect();
    lines.join("\n")
}
