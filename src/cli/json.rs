//! The report as JSON, as the contract of the commands has it.

use crate::report::visible_json;
use serde::Serialize;

/// One object and a line end: on one line for a program, laid out for a person at a terminal.
pub(super) fn render(report: &impl Serialize, for_person: bool) -> String {
    let written = if for_person {
        serde_json::to_string_pretty(report)
    } else {
        serde_json::to_string(report)
    };
    // A report holds nothing that JSON cannot say.
    let mut json = visible_json(written.unwrap_or_default());
    json.push('\n');
    json
}
