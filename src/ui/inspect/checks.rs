//! What was judged and why.

use crate::app::{Action, Judgement};
use crate::report::{Check, CheckId, Status};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::tokens;
use crate::ui::widgets::{Card, Look, cell, check, icon, icon_button, one_line, right, row, weak};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(report) = cx.report().filter(|r| !r.checks.is_empty()) else {
        return;
    };
    Card::new("Checks").note(count(&report.checks)).show(
        ui,
        |_| {},
        |ui| list(ui, cx, &report.checks),
    );
}

/// What was judged, and what validity hangs on. What was not asked for is put together on a line
/// of its own, which opens.
fn list(ui: &mut Ui, cx: &Cx<'_>, checks: &[Check]) {
    let open = cx.model.shown.skipped;
    let (aside, listed): (Vec<_>, Vec<_>) = checks.iter().partition(|c| is_aside(c));
    for c in listed {
        one(ui, cx, c);
    }
    let [_, _, ..] = aside.as_slice() else {
        aside.into_iter().for_each(|c| one(ui, cx, c));
        return;
    };
    let n = aside.len();
    row(ui, 26.0, |ui| {
        let t = tokens(ui);
        let judgement = Judgement::Skipped;
        cell(ui, 16.0, |ui| {
            ui.label(icon(judgement.icon()).color(judgement.hue(t)));
        });
        right(ui, |ui| {
            let (glyph, says) = if open {
                (Icon::ChevronUp, format!("Hide the {n} not checked"))
            } else {
                (Icon::ChevronDown, format!("Show the {n} not checked"))
            };
            if icon_button(ui, glyph, &says).clicked() {
                cx.send(Action::ShowSkipped(!open));
            }
            let names: Vec<_> = aside.iter().map(|c| c.id.title()).collect();
            let told = format!("Not checked: {}", names.join(", ").to_lowercase());
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, weak(ui, told)));
        });
    });
    if open {
        aside.into_iter().for_each(|c| one(ui, cx, c));
    }
}

pub(super) fn one(ui: &mut Ui, cx: &Cx<'_>, c: &Check) {
    check(ui, c, &cx.model.veiled(&c.detail));
}

/// Whether a check was not made because nobody asked for it, or there was nothing to check.
fn is_aside(check: &Check) -> bool {
    use CheckId::{Algorithm, Decryption, Format, KeyStrength, KeyTrust, Signature};
    let needed = [
        Format,
        Algorithm,
        Signature,
        Decryption,
        KeyTrust,
        KeyStrength,
    ];
    check.status == Status::Skipped && !needed.contains(&check.id)
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
