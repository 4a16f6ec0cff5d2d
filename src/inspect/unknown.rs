//! The report on what is nothing known.

use super::MAX_TEXT_BYTES;
use crate::report::{Check, CheckId, Kind, Reference, Report, Verdict};

/// What could have been pasted instead.
const REFERENCE: Reference = Reference::rfc(7515, "3");

/// Reports on a text in which nothing was recognised.
pub(super) fn report(text: &str) -> Report {
    if text.is_empty() {
        return said(text, "There is nothing to inspect".to_owned());
    }
    let count = text.chars().count();
    let characters = if count == 1 {
        "character"
    } else {
        "characters"
    };
    said(
        text,
        format!("{count} {characters} in which no token and no key was recognised"),
    )
}

/// Reports on bytes that are no text.
pub(super) fn binary(len: usize) -> Report {
    said("", format!("{len} bytes that are no text and no key"))
}

/// Reports on a text that is too large.
pub(super) fn too_large(len: usize) -> Report {
    let (len, most) = (len >> 20, MAX_TEXT_BYTES >> 20);
    said(
        "",
        format!(
            "{len} MiB are too much to inspect, at most {most} MiB are read; paste the token alone"
        ),
    )
}

fn said(text: &str, detail: String) -> Report {
    let mut report = Report::new(Kind::Unknown, text);
    report.summary.clone_from(&detail);
    report.checks = vec![Check::fail(CheckId::Format, REFERENCE, detail)];
    report.verdict = Verdict::of(&report.checks);
    report
}
