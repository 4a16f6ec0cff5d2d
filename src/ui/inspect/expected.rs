//! What the person expects of the token, and the time it is judged by.

use crate::app::{Action, ExpectedField, RememberAction, is_worth_remembering};
use crate::report::Kind;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, cell, checkbox, cut, field_error, icon_button, icon_sized, one_line, quiet, right,
    row, weak,
};
use egui::{Button, Color32, Popup, RichText, Ui};

/// The width of the labels.
const LABEL: f32 = 76.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.expected;
    let hidden = cx.model.shown.hidden;
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
            let choices = field.choices();
            if let Some(text) = expectation(ui, line, &choices, "Expected", hidden) {
                cx.send(Action::SetExpected(field, text));
            }
        }
        let report = cx.report();
        for field in report.map_or_else(Vec::new, ExpectedField::beside) {
            let line = (field.title(), field.hint(), form.text(field), None);
            if let Some(text) = expectation(ui, line, &[], "Beside it:", hidden) {
                cx.send(Action::SetExpected(field, text));
            }
        }
        let time = &cx.model.time;
        let hint = "Now; or 2026-11-23T14:48:00Z";
        let line = ("Time", hint, time.text.as_str(), time.error.as_deref());
        if let Some(text) = expectation(ui, line, &[], "Judged at", false) {
            cx.send(Action::SetTimeText(text));
        }
        if report.is_some_and(|report| report.kind == Kind::SdJwt) {
            let words = "Require key binding";
            if let Some(require) = checkbox(ui, form.key_binding, words) {
                cx.send(Action::RequireKeyBinding(require));
            }
        }
        if form.more {
            let words = "Let weak keys pass";
            if let Some(allow) = checkbox(ui, form.allow_weak_keys, words) {
                cx.send(Action::AllowWeakKeys(allow));
            }
        }
        remembered(ui, cx);
    });
}

/// For whose tokens this is remembered, or could be.
fn remembered(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.expected;
    let told = |issuer: &str| cx.model.veiled(issuer).into_owned();
    if let Some(issuer) = &form.remembered_for {
        row(ui, 24.0, |ui| {
            let hue = tokens(ui).link;
            ui.label(icon_sized(Icon::Pin, 14.0).color(hue));
            right(ui, |ui| {
                let says = "Forget what is expected of this issuer";
                if quiet(ui, Icon::X, "Forget", says).clicked() {
                    cx.send(Action::Remember(RememberAction::Forget));
                }
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                let words = format!("Remembered for {}", told(issuer));
                ui.with_layout(rest, |ui| one_line(ui, weak(ui, words)));
            });
        });
    } else if let Some(issuer) = cx.model.issuer_to_remember()
        && is_worth_remembering(form)
    {
        row(ui, 24.0, |ui| {
            let words = format!("Remember for {}", told(cut(issuer, 44)));
            let says = "Remember what is expected of this issuer";
            let response = quiet(ui, Icon::Pin, &words, says);
            let more = "It applies to the next token of this issuer. Nonce, subject and secrets are never kept";
            if response.on_hover_text(more).clicked() {
                cx.send(Action::Remember(RememberAction::Remember));
            }
        });
    }
}

/// Label, hint, text, error.
type Line<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

/// A line to write in, with a list of known values beside it where there are some.
fn expectation(
    ui: &mut Ui,
    line: Line<'_>,
    choices: &[(String, &'static str)],
    about: &str,
    masked: bool,
) -> Option<String> {
    let (label, hint, text, error) = line;
    let mut changed = None;
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, label)));
        let says = format!("{about} {}", label.to_lowercase());
        let field = Field {
            says: &says,
            hint,
            text,
            masked: masked && !text.is_empty(),
        };
        let room = if choices.is_empty() { 0.0 } else { 28.0 };
        changed = field.show(ui, ui.available_width() - room).0;
        if !choices.is_empty()
            && let Some(value) = known_values(ui, &says, choices, text)
        {
            changed = Some(value);
        }
    });
    if let Some(error) = error {
        field_error(ui, error);
    }
    ui.add_space(size::TIGHT);
    changed
}

/// A button that opens the list of known values; the answer is the chosen one.
fn known_values(
    ui: &mut Ui,
    says: &str,
    choices: &[(String, &'static str)],
    text: &str,
) -> Option<String> {
    let t = tokens(ui);
    let mut chosen = None;
    let response = icon_button(
        ui,
        Icon::ChevronDown,
        &format!("Choose the {}", says.to_lowercase()),
    );
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(240.0);
        for (words, value) in choices {
            let on = text.trim() == *value;
            let color = if on { t.link } else { t.text };
            let item = Button::new(RichText::new(words).color(color))
                .right_text(RichText::new(*value).small().color(t.weak))
                .frame_when_inactive(on)
                .fill(if on { t.selected } else { Color32::TRANSPARENT });
            // The word alone says nothing to who does not see where the list hangs.
            let response = ui.add(item).accessible_name(format!("{says}: {words}"));
            if response.clicked() {
                chosen = Some((*value).to_owned());
                ui.close();
            }
        }
    });
    chosen
}
