//! What the person expects of the token, and the time it is judged by.

use crate::app::{Action, ExpectedField};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{Card, Field, cell, checkbox, field_error, quiet, row, weak};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 76.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.expected;
    let tools = |ui: &mut Ui| {
        let (glyph, text) = if form.more {
            (Icon::Minus, "Less")
        } else {
            (Icon::Plus, "Type, leeway, more")
        };
        let says = if form.more {
            "Show fewer expectations"
        } else {
            "Show all expectations"
        };
        if quiet(ui, glyph, text, says).clicked() {
            cx.send(Action::ShowMoreExpected(!form.more));
        }
    };
    Card::new("Expected").show(ui, tools, |ui| {
        let count = if form.more {
            ExpectedField::ALL.len()
        } else {
            ExpectedField::ALWAYS
        };
        for field in ExpectedField::ALL.into_iter().take(count) {
            let text = form.text(field);
            let line = (field.title(), field.hint(), text, form.error(field));
            if let Some(text) = expectation(ui, line, "Expected") {
                cx.send(Action::SetExpected(field, text));
            }
        }
        let time = &cx.model.time;
        let hint = "Now; or 2026-11-23T14:48:00Z";
        let line = ("Time", hint, time.text.as_str(), time.error.as_deref());
        if let Some(text) = expectation(ui, line, "Judged at") {
            cx.send(Action::SetTimeText(text));
        }
        if form.more {
            let words = "Let weak keys pass";
            if let Some(allow) = checkbox(ui, form.allow_weak_keys, words) {
                cx.send(Action::AllowWeakKeys(allow));
            }
        }
    });
}

/// Label, hint, text, error.
type Line<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

fn expectation(ui: &mut Ui, line: Line<'_>, about: &str) -> Option<String> {
    let (label, hint, text, error) = line;
    let mut changed = None;
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, label)));
        let says = format!("{about} {}", label.to_lowercase());
        let field = Field {
            says: &says,
            hint,
            text,
            masked: false,
        };
        changed = field.show(ui, ui.available_width()).0;
    });
    if let Some(error) = error {
        field_error(ui, error);
    }
    ui.add_space(size::TIGHT);
    changed
}
