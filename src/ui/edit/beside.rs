//! What the texts make, and what is different from the token that the editor began with.

use crate::app::{Action, Beside, EditAction, Editor, Part, VEIL};
use crate::report::Payload;
use crate::ui::compare::changes;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, cell, icon_button, lines, long_text, mono, one_line, quiet, right, row, small, weak,
};
use egui::{RichText, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    token(ui, cx, editor);
    let count = editor.changes.header.len() + editor.changes.payload.len();
    let (title, note, glyph, text, says, other) = match editor.beside {
        Beside::Changes => (
            "Changes",
            note(count),
            Icon::FileText,
            "Original",
            "Show the original",
            Beside::Original,
        ),
        Beside::Original => (
            "Original",
            String::new(),
            Icon::GitCompare,
            "Changes",
            "Show the changes",
            Beside::Changes,
        ),
    };
    let tools = |ui: &mut Ui| {
        if quiet(ui, glyph, text, says).clicked() {
            cx.send(Action::Edit(EditAction::Beside(other)));
        }
    };
    Card::new(title)
        .note(note)
        .show(ui, tools, |ui| match editor.beside {
            Beside::Changes => differences(ui, cx, editor),
            Beside::Original if cx.model.shown.hidden => {
                ui.label(mono(VEIL, tokens(ui).weak));
            }
            Beside::Original => original(ui, cx, editor),
        });
}

fn note(count: usize) -> String {
    match count {
        0 => "none".into(),
        1 => "1 difference from the original".into(),
        n => format!("{n} differences from the original"),
    }
}

fn token(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let note = if editor.is_whole() {
        format!("{} characters", editor.token.len())
    } else {
        "the last good one".to_owned()
    };
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::Copy, "Copy the edited token").clicked() {
            cx.send(Action::Edit(EditAction::Copy));
        }
    };
    Card::new("Token").note(note).show(ui, tools, |ui| {
        let t = tokens(ui);
        let titles = ["Header", "Payload", "Signature"];
        let slot = editor.slot();
        let parts = [
            slot.map_or("", |slot| &slot.written.protected),
            &editor.payload_text,
            slot.map_or("", |slot| &slot.written.value),
        ];
        for ((title, hue), text) in titles.into_iter().zip(t.seg).zip(parts) {
            row(ui, 22.0, |ui| {
                cell(ui, 84.0, |ui| ui.label(RichText::new(title).color(hue)));
                right(ui, |ui| {
                    ui.label(small(ui, text.len().to_string()));
                    let rest = egui::Layout::left_to_right(egui::Align::Center);
                    ui.with_layout(rest, |ui| {
                        ui.style_mut().interaction.selectable_labels = false;
                        let text = if cx.model.shown.hidden { VEIL } else { text };
                        if text.is_empty() {
                            one_line(ui, weak(ui, "Empty"));
                        } else {
                            one_line(ui, mono(text, hue));
                        }
                    });
                });
            });
        }
    });
}

fn differences(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let all = &editor.changes;
    if all.header.is_empty() && all.payload.is_empty() {
        ui.label(weak(ui, "Header and claims are those of the original"));
        return;
    }
    let t = tokens(ui);
    let [header, payload, _] = t.seg;
    let parts = [
        ("Header", header, &all.header),
        ("Claims", payload, &all.payload),
    ];
    let mut is_first = true;
    for (title, hue, list) in parts {
        if list.is_empty() {
            continue;
        }
        if !is_first {
            ui.add_space(size::GAP);
        }
        is_first = false;
        row(ui, 20.0, |ui| {
            ui.label(RichText::new(title).small().color(hue));
        });
        changes(ui, title, list, cx.model.shown.hidden);
    }
}

fn original(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    if let Some(slot) = editor.slot() {
        let header = slot.first_header();
        // Which signature it is tells one header from another.
        let number = (editor.at > 0).then_some(editor.at);
        lines(
            ui,
            "first header",
            &cx.json(ui, Part::Header, number, &header),
        );
        ui.add_space(size::GAP);
    }
    match &editor.original.payload {
        Some(Payload::Json(json)) => {
            lines(ui, "first claims", &cx.json(ui, Part::Claims, None, json));
        }
        Some(Payload::Text(text)) => long_text(ui, "first payload", text, &|_| t.string),
        Some(Payload::Bytes(_)) | None => {}
    }
}
