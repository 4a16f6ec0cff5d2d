//! What was judged in a step, and what is advised.

use crate::app::{Judgement, check_title};
use crate::ui::theme::size;
use crate::ui::widgets::{
    badge, check_line, link, link_width, name, one_line, paragraph, right, row, small, weak,
};
use crate::wire::{CheckView, FindingView, StepView};
use egui::{Align, Layout, Ui};

/// The width of a check's title, between these.
const TITLES: (f32, f32) = (92.0, 140.0);
/// The advance of a letter in a title, about.
const ADVANCE: f32 = 7.2;

pub(super) fn show(ui: &mut Ui, step: &StepView) {
    // `userinfo-subject` is longer than any title in Inspect.
    let titles = step.checks.iter().map(|c| check_title(&c.id));
    let longest = titles.map(|title| title.chars().count()).max();
    let wanted = longest.unwrap_or_default() as f32 * ADVANCE + size::GAP;
    let titles = wanted.clamp(TITLES.0, TITLES.1);
    for check in &step.checks {
        one(ui, check, titles);
    }
    if !step.checks.is_empty() && !step.findings.is_empty() {
        ui.add_space(size::GAP);
    }
    for finding in &step.findings {
        advice(ui, finding);
        ui.add_space(size::GAP);
    }
    if step.checks.is_empty() && step.findings.is_empty() {
        paragraph(ui, weak(ui, "Nothing was judged in this step"));
    }
}

fn one(ui: &mut Ui, check: &CheckView, titles: f32) {
    let width = check.link.as_ref().map_or(0.0, |link| link_width(ui, link));
    let judgement = Judgement::from(check.status);
    let title = check_title(&check.id);
    check_line(
        ui,
        judgement,
        (&title, titles),
        &check.detail,
        width,
        |ui| match &check.link {
            Some(reference) => link(ui, reference),
            None => {
                ui.label(small(ui, &check.reference));
            }
        },
    );
}

fn advice(ui: &mut Ui, finding: &FindingView) {
    let severity = format!("{:?}", finding.severity);
    row(ui, 24.0, |ui| {
        badge(ui, finding.severity.into(), &severity);
        right(ui, |ui| {
            ui.label(small(ui, &finding.reference));
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, name(ui, &finding.title)));
        });
    });
    paragraph(ui, weak(ui, &finding.detail));
}
