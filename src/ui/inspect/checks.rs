//! What was judged and why, and what is advised.

use crate::report::{Check, Report, Status};
use crate::ui::cx::Cx;
use crate::ui::theme::size;
use crate::ui::widgets::{Card, check, finding, small};
use egui::Ui;

/// So many findings are shown; a text with a thousand tokens may have more.
const MAX_FINDINGS: usize = 50;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(report) = cx.report().filter(|r| !r.checks.is_empty()) else {
        return;
    };
    Card::new("Checks").note(count(&report.checks)).show(
        ui,
        |_| {},
        |ui| {
            for c in &report.checks {
                check(ui, c);
            }
        },
    );
}

/// `7 passed, 1 failed, 2 not checked`
pub(super) fn count(checks: &[Check]) -> String {
    let words = [
        (Status::Pass, "passed"),
        (Status::Fail, "failed"),
        (Status::Skipped, "not checked"),
    ];
    let told: Vec<_> = words
        .into_iter()
        .filter_map(|(status, word)| {
            let n = checks.iter().filter(|c| c.status == status).count();
            (n > 0).then(|| format!("{n} {word}"))
        })
        .collect();
    told.join(", ")
}

pub(super) fn findings(ui: &mut Ui, report: &Report) {
    if report.findings.is_empty() {
        return;
    }
    let note = report.findings.len().to_string();
    Card::new("Findings").note(note).show(
        ui,
        |_| {},
        |ui| {
            for (i, f) in report.findings.iter().take(MAX_FINDINGS).enumerate() {
                if i > 0 {
                    ui.add_space(size::GAP);
                }
                finding(ui, f);
            }
            if let Some(more) = report.findings.len().checked_sub(MAX_FINDINGS) {
                if more > 0 {
                    ui.label(small(ui, format!("and {more} more")));
                }
            }
        },
    );
}
