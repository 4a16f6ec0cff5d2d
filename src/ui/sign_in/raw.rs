//! What went over the wire, as text.

use super::fields::DOTS;
use super::send;
use crate::app::{LARGE_TEXT, Run, SignInAction, StepPart, step_raw};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{cut, icon_sized, paragraph, quiet, right, row, small, visible, weak};
use crate::wire::StepView;
use egui::{Frame, Label, Margin, RichText, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, run: &Run, step: &StepView) {
    let hidden = cx.model.shown.hidden;
    let parts = step_raw(step, &|id| run.is_revealed(id) && !hidden);
    if parts.is_empty() {
        paragraph(ui, weak(ui, "Nothing went over the wire for this step"));
    }
    for part in &parts {
        one(ui, cx, run, part, hidden);
        ui.add_space(size::GAP);
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, run: &Run, part: &StepPart, hidden: bool) {
    let t = tokens(ui);
    row(ui, 26.0, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let glyph = if part.is_sent {
            Icon::ArrowUpRight
        } else {
            Icon::ArrowDownLeft
        };
        ui.label(icon_sized(glyph, 14.0).color(t.weak));
        let title = RichText::new(part.title).text_style(theme::caption());
        ui.label(title.color(t.weak));
        if part.has_secret && !hidden {
            right(ui, |ui| {
                let (glyph, word) = if run.is_revealed(part.id) {
                    (Icon::EyeOff, "Mask")
                } else {
                    (Icon::Eye, "Reveal")
                };
                let says = format!("{word} what was {}", part.title.to_lowercase());
                if quiet(ui, glyph, word, &says).clicked() {
                    send(cx, SignInAction::Reveal(part.id.to_owned()));
                }
            });
        }
    });
    let text = if hidden { DOTS } else { part.text.as_str() };
    let shown = cut(text, LARGE_TEXT);
    Frame::new()
        .fill(t.field)
        .corner_radius(6)
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let told = lines(shown);
            ui.add(Label::new(RichText::new(told).monospace().color(t.text)).wrap());
        });
    if shown.len() < text.len() {
        ui.label(small(
            ui,
            "Not all of it is shown; copy a field to have all of it",
        ));
    }
}

/// What cannot be seen is written out, but for the ends of lines.
fn lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|l| visible(l).into_owned()).collect();
    lines.join("\n")
}
