//! The report on a PASETO.

use super::{Question, summary};
use crate::jose::paseto::read;
use crate::report::{Kind, Piece, Report, Verdict};
use crate::validation::{Budget, PasetoGiven, judge_paseto};

/// Reads and judges a PASETO.
pub(super) fn report(text: String, question: &Question, budget: &mut Budget) -> Report {
    let paseto = read(&text);
    let given = PasetoGiven {
        keys: &question.keys,
        expectations: &question.expectations,
        policy: &question.policy,
        now: question.now,
    };
    let (checks, key) = judge_paseto(&paseto, given, budget);
    let mut report = Report::new(Kind::Paseto, text);
    report.verdict = Verdict::of(&checks);
    report.header = Some(paseto.header());
    report.checks = checks;
    report.key = key;
    report.payload = paseto.message;
    report.faults = paseto.faults;
    let pieces = paseto.pieces.into_iter();
    let pieces = pieces.map(|(segment, range, decoded)| Piece {
        segment,
        range,
        decoded,
    });
    report.pieces = pieces.collect();
    report.summary = summary::of_paseto(&report);
    report
}
