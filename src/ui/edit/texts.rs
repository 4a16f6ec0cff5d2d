//! Header and claims, to write in.

use super::ink;
use crate::app::{Action, Command, DraftPart, EditAction, Editor, Quick, VEIL, meaning};
use crate::report::Serialization;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, area, cell, divider, field_error, focus_when_new, icon_button, mono, one_line,
    quiet, row, small, weak,
};
use egui::text::LayoutJob;
use egui::{Id, Key, KeyboardShortcut, Modifiers, Response, TextFormat, TextStyle, Ui};

const PARTS: [DraftPart; 3] = [
    DraftPart::Payload,
    DraftPart::Header,
    DraftPart::Unprotected,
];
/// So many claims are shown in the table; more of them are edited as JSON.
const MAX_ROWS: usize = 200;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let ids = PARTS.map(|part| card(ui, cx, editor, part));
    ui.data_mut(|d| d.insert_temp(areas(), ids));
}

/// Under this name the fields are remembered from frame to frame.
fn areas() -> Id {
    Id::unique("editor fields")
}

/// In these fields undo and redo are the editor's own: they know of all, and of what was
/// changed with a click.
pub(super) fn take_steps(ui: &Ui, cx: &Cx<'_>) {
    let ids = ui.data(|d| d.get_temp::<[Option<Id>; PARTS.len()]>(areas()));
    let focused = ui.memory(egui::Memory::focused);
    if focused.is_none() || !ids.unwrap_or_default().contains(&focused) {
        return;
    }
    let ctrl_shift = Modifiers::COMMAND | Modifiers::SHIFT;
    let keys = [
        (ctrl_shift, Key::Z, Command::Redo),
        (Modifiers::COMMAND, Key::Y, Command::Redo),
        (Modifiers::COMMAND, Key::Z, Command::Undo),
    ];
    for (modifiers, key, command) in keys {
        let shortcut = KeyboardShortcut::new(modifiers, key);
        if ui.input_mut(|i| i.consume_shortcut(&shortcut)) {
            cx.send(Action::Do(command));
        }
    }
}

/// The card of a part. The answer is its field.
fn card(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor, part: DraftPart) -> Option<Id> {
    let t = tokens(ui);
    let [header, payload, _] = t.seg;
    let is_compact = editor.serialization == Serialization::Compact;
    let (title, hue) = match part {
        DraftPart::Unprotected if is_compact => return None,
        DraftPart::Unprotected => ("Unprotected header", header),
        DraftPart::Header if is_compact => ("Header", header),
        DraftPart::Header => ("Protected header", header),
        DraftPart::Payload if editor.is_json => ("Claims", payload),
        DraftPart::Payload => ("Payload", payload),
    };
    let note = match (part, editor.slots.len()) {
        (DraftPart::Payload, _) | (_, ..=1) => String::new(),
        (_, count) => format!("of signature {} of {count}", editor.at + 1),
    };
    let has_claims = part == DraftPart::Payload && !editor.claims().is_empty();
    let tools = |ui: &mut Ui| {
        if has_claims {
            let (glyph, text, says) = if editor.table {
                (Icon::Braces, "JSON", "Edit the claims as JSON")
            } else {
                (Icon::Table, "Table", "Edit the claims as a table")
            };
            if quiet(ui, glyph, text, says).clicked() {
                cx.send(Action::Edit(EditAction::ShowTable(!editor.table)));
            }
        }
    };
    let mut id = None;
    Card::new(title).note(note).hue(hue).show(ui, tools, |ui| {
        if has_claims {
            quick(ui, cx);
        }
        if part == DraftPart::Payload && cx.model.shown.hidden {
            ui.label(mono(VEIL, t.weak));
            return;
        }
        if has_claims && editor.table && editor.payload_fault.is_none() {
            table(ui, cx, editor);
            return;
        }
        id = Some(text(ui, cx, editor, part).id);
        if let Some(fault) = editor.fault(part) {
            field_error(ui, &fault.sentence());
        }
    });
    id
}

/// Changes that take one click.
fn quick(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(size::PAD, size::TIGHT);
        for quick in Quick::ALL {
            let glyph = match quick {
                Quick::HourLonger => Icon::Plus,
                Quick::Ended => Icon::History,
                Quick::IssuedNow | Quick::FromNow => Icon::Clock,
                Quick::NewId => Icon::Hash,
            };
            let response = self::quiet(ui, glyph, quick.text(), quick.text());
            if response.on_hover_text(quick.tooltip()).clicked() {
                cx.send(Action::Edit(EditAction::Quick(quick)));
            }
        }
    });
    ui.add_space(size::GAP);
}

fn text(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor, part: DraftPart) -> Response {
    let t = tokens(ui);
    let font = TextStyle::Monospace.resolve(ui.style());
    let (says, hint, rows) = match part {
        DraftPart::Header => ("Header as JSON", "None", 4),
        DraftPart::Unprotected => ("Unprotected header as JSON", "None", 2),
        DraftPart::Payload if editor.is_json => ("Claims as JSON", "", 8),
        DraftPart::Payload => ("Payload as text", "Empty", 8),
    };
    let fault = editor.fault(part).map(|fault| fault.offset);
    let is_json = editor.is_json || part != DraftPart::Payload;
    let colour = |text: &str| {
        if is_json {
            ink::coloured(text, fault, t, &font)
        } else {
            let format = TextFormat {
                line_height: Some(18.0),
                ..TextFormat::simple(font.clone(), t.string)
            };
            LayoutJob::single_section(text.to_owned(), format)
        }
    };
    let (changed, response) = area(ui, says, hint, editor.text(part), rows, &colour);
    if part == DraftPart::Payload {
        focus_when_new(ui, &response);
    }
    if let Some(text) = changed {
        cx.send(Action::Edit(EditAction::SetText(part, text)));
    }
    response
}

/// A field for each claim: a string as it is, anything else as JSON.
fn table(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    let claims = editor.claims();
    let label = 140.0;
    for (i, (name, value)) in claims.iter().enumerate().take(MAX_ROWS) {
        if i > 0 {
            divider(ui);
        }
        row(ui, 36.0, |ui| {
            cell(ui, label, |ui| {
                let response = one_line(ui, mono(name, t.text));
                let told = meaning(name, value, false);
                if !told.is_empty() {
                    response.on_hover_text(told);
                }
            });
            let width = (ui.available_width() - 32.0).max(60.0);
            let told = editor.cell_text(i, value);
            let field = Field {
                says: &format!("Value of {name}"),
                hint: "",
                text: &told,
                masked: false,
            };
            let (changed, _, _) = field.show(ui, width);
            if let Some(text) = changed {
                cx.send(Action::Edit(EditAction::SetValue(i, text)));
            }
            if icon_button(ui, Icon::X, &format!("Remove {name}")).clicked() {
                cx.send(Action::Edit(EditAction::Remove(i)));
            }
        });
        let cell = editor.cell.as_ref().filter(|cell| cell.number == i);
        if let Some(fault) = cell.and_then(|cell| cell.fault.as_ref()) {
            field_error(ui, fault);
            ui.add_space(size::TIGHT);
        }
    }
    let more = claims.len().saturating_sub(MAX_ROWS);
    if more > 0 {
        ui.label(weak(ui, format!("and {more} more; edit them as JSON")));
    }
    ui.add_space(size::TIGHT);
    ui.label(small(
        ui,
        "Text stands as it is; numbers, true, false, lists and objects as JSON",
    ));
}
