//! The signatures of a JSON serialization, each with its own checks.

use super::checks;
use crate::app::Judgement;
use crate::report::{Json, Report, SignatureReport, Verdict};
use crate::ui::cx::Cx;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{Card, Look, divider, icon, mono, name, one_line, right, row, small};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    if report.signatures.len() < 2 {
        return;
    }
    let t = tokens(ui);
    let note = format!("{} signatures", report.signatures.len());
    Card::new("Signatures").hue(t.seg[2]).note(note).show(
        ui,
        |_| {},
        |ui| {
            for (i, signature) in report.signatures.iter().enumerate() {
                if i > 0 {
                    ui.add_space(size::TIGHT);
                    divider(ui);
                    ui.add_space(size::TIGHT);
                }
                one(ui, cx, i, signature);
            }
        },
    );
}

fn one(ui: &mut Ui, cx: &Cx<'_>, i: usize, signature: &SignatureReport) {
    let t = tokens(ui);
    let judgement = match Verdict::of(&signature.checks) {
        Verdict::Valid => Judgement::Pass,
        Verdict::Invalid => Judgement::Fail,
        Verdict::Unverified => Judgement::Skipped,
    };
    let text = |name| signature.header.get(name).and_then(Json::as_str);
    row(ui, 24.0, |ui| {
        ui.label(icon(judgement.icon()).color(judgement.hue(t)));
        ui.label(name(ui, format!("Signature {}", i + 1)));
        right(ui, |ui| {
            ui.label(small(ui, checks::count(&signature.checks)));
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                if let Some(alg) = text("alg") {
                    ui.label(mono(crate::ui::widgets::cut(alg, 24), t.string));
                }
                if let Some(kid) = text("kid") {
                    one_line(ui, mono(kid, t.text));
                }
            });
        });
    });
    for c in &signature.checks {
        checks::one(ui, cx, c);
    }
}
