//! Every place that is not as the standard wants it.

use super::segment::hue;
use crate::report::{Fault, Report, Unit};
use crate::ui::icons::Icon;
use crate::ui::theme::tokens;
use crate::ui::widgets::{Card, cell, divider, icon_sized, one_line, plain, row, small};
use egui::{RichText, Ui};

/// So many faults are listed.
const MAX_FAULTS: usize = 64;

pub(super) fn show(ui: &mut Ui, report: &Report) {
    if report.faults.is_empty() {
        return;
    }
    let note = report.faults.len().to_string();
    Card::new("Faults").note(note).show(
        ui,
        |_| {},
        |ui| {
            for (i, fault) in report.faults.iter().take(MAX_FAULTS).enumerate() {
                if i > 0 {
                    divider(ui);
                }
                line(ui, fault);
            }
            let more = report.faults.len().saturating_sub(MAX_FAULTS);
            if more > 0 {
                ui.label(small(ui, format!("and {more} more")));
            }
        },
    );
}

fn line(ui: &mut Ui, fault: &Fault) {
    let t = tokens(ui);
    row(ui, 27.0, |ui| {
        ui.label(icon_sized(Icon::CircleAlert, 14.0).color(t.err));
        cell(ui, 80.0, |ui| {
            let title = match fault.signature {
                Some(n) => format!("{} {}", fault.segment.title(), n.saturating_add(1)),
                None => fault.segment.title().to_owned(),
            };
            let title = RichText::new(title).color(hue(t, fault.segment));
            one_line(ui, title)
        });
        cell(ui, 104.0, |ui| {
            let unit = match fault.unit {
                Unit::Encoded => "character",
                Unit::Decoded => "byte",
            };
            one_line(ui, small(ui, format!("{unit} {}", fault.offset)))
        });
        one_line(ui, plain(ui, &fault.detail));
    });
}
