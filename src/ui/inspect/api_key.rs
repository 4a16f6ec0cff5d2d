//! A credential of a service: what its form says, without asking anybody.

use crate::app::VEIL;
use crate::report::{Report, capital};
use crate::ui::cx::Cx;
use crate::ui::widgets::{Card, one_line, pair, plain};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 104.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let facts = report.claims();
    if facts.is_empty() {
        return;
    }
    Card::new("What it says").show(
        ui,
        |_| {},
        |ui| {
            for (name, value) in facts {
                // The others are about the form, the account is about somebody.
                let value = match name.as_str() {
                    "account" if cx.model.shown.hidden => VEIL,
                    _ => value.as_str().unwrap_or_default(),
                };
                pair(ui, LABEL, &capital(name), |ui| {
                    one_line(ui, plain(ui, value));
                });
            }
        },
    );
}
