//! What was judged in a step, and what is advised.

use crate::ui::theme::size;
use crate::ui::widgets::{check, finding, paragraph, weak};
use crate::wire::Step;
use egui::Ui;

pub(super) fn show(ui: &mut Ui, step: &Step) {
    for one in &step.checks {
        check(ui, one, &one.detail);
    }
    if !step.checks.is_empty() && !step.findings.is_empty() {
        ui.add_space(size::GAP);
    }
    for one in &step.findings {
        finding(ui, one, &one.detail);
        ui.add_space(size::GAP);
    }
    if step.checks.is_empty() && step.findings.is_empty() {
        paragraph(ui, weak(ui, "Nothing was judged in this step"));
    }
}
