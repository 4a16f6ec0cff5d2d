//! One of the two texts.

use crate::app::{Action, CompareAction, FileUse, Input, LARGE_TEXT, Side, VEIL};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{Tokens, size, tokens};
use crate::ui::widgets::{
    Card, Field, area, button, field_error, focus_when_new, icon_button, long_text, mono, quiet,
    right, row, weak,
};
use egui::text::LayoutJob;
use egui::{FontId, ScrollArea, TextFormat, TextStyle, Ui};

/// The height of a text, beyond which it scrolls.
const HEIGHT: f32 = 150.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, side: Side) {
    let t = tokens(ui);
    let space = &cx.model.comparison;
    let pane = space.pane(side);
    let send = |action| cx.send(Action::Compare(action));
    let title = side.title();
    let number = match side {
        Side::First => 0,
        Side::Second => 1,
    };
    let name = space.compared.as_ref().and_then(|c| c.names.get(number));
    let note = match name {
        Some(Ok(name)) if !pane.source.is_empty() => format!("{name}, {}", pane.source),
        _ => pane.source.clone(),
    };
    let below = title.to_lowercase();
    let tools = |ui: &mut Ui| {
        if !pane.input.is_empty()
            && icon_button(ui, Icon::X, &format!("Clear the {below}")).clicked()
        {
            send(CompareAction::Clear(side));
        }
        let says = format!("Open a file as the {below}");
        if icon_button(ui, Icon::FolderOpen, &says).clicked() {
            send(CompareAction::ShowOpen(side, !pane.open));
        }
        if !cx.model.input.is_empty() {
            let says = format!("Take the token in Inspect as the {below}");
            let response = quiet(ui, Icon::ScanSearch, "From Inspect", &says);
            if response.clicked() {
                send(CompareAction::FromInspect(side));
            }
        }
    };
    Card::new(title).note(note).show(ui, tools, |ui| {
        if pane.open {
            file(ui, cx, side);
        }
        match &pane.input {
            input if cx.model.shown.hidden && !input.is_empty() => {
                ui.label(mono(VEIL, t.weak));
            }
            Input::Bytes(bytes) => {
                ui.label(weak(ui, format!("{} bytes that are no text", bytes.len())));
            }
            Input::Text(text) if text.len() > LARGE_TEXT => {
                long_text(ui, title, text, &|_| t.text);
            }
            Input::Text(text) => {
                ScrollArea::vertical()
                    .id_salt(title)
                    .max_height(HEIGHT)
                    .show(ui, |ui| {
                        let font = TextStyle::Monospace.resolve(ui.style());
                        let says = format!("{title} text");
                        let hint = "Paste or type a token or JSON";
                        let colour = |text: &str| coloured(text, t, &font);
                        let (changed, _) = area(ui, &says, hint, text, 7, &colour);
                        if let Some(text) = changed {
                            send(CompareAction::Text(side, text));
                        }
                    });
            }
        }
        if let Some(Err(why)) = name
            && !why.is_empty()
        {
            field_error(ui, &format!("The {below} text {why}"));
        }
    });
}

fn file(ui: &mut Ui, cx: &Cx<'_>, side: Side) {
    let pane = cx.model.comparison.pane(side);
    let send = |action| cx.send(Action::Compare(action));
    row(ui, size::CONTROL, |ui| {
        right(ui, |ui| {
            if button(ui, Icon::FolderOpen, "Browse…").clicked() {
                cx.send(Action::Browse(FileUse::Compare(side)));
            }
            let width = ui.available_width();
            let field = Field {
                says: &format!("Path of the {} file", side.title().to_lowercase()),
                hint: "Type a path, then Enter",
                text: &pane.path,
                masked: false,
            };
            let (changed, entered, response) = field.show(ui, width);
            focus_when_new(ui, &response);
            if let Some(path) = changed {
                send(CompareAction::Path(side, path));
            }
            if entered {
                let path = pane.path.clone();
                cx.send(Action::OpenPath(FileUse::Compare(side), path));
            }
        });
    });
    if let Some(error) = &pane.error {
        field_error(ui, error);
    }
    ui.add_space(size::GAP);
}

/// A token in the colours of its segments; JSON in its own.
fn coloured(text: &str, t: &Tokens, font: &FontId) -> LayoutJob {
    if text.trim_start().starts_with(['{', '[', '"']) {
        return crate::ui::edit::coloured(text, None, t, font);
    }
    let mut job = LayoutJob::default();
    let mut put = |text: &str, color| {
        let format = TextFormat {
            font_id: font.clone(),
            color,
            line_height: Some(18.0),
            ..Default::default()
        };
        job.append(text, 0.0, format);
    };
    let is_token = text.contains("ey");
    for (i, part) in text.split_inclusive('.').enumerate() {
        let hue = t.seg.get(i).filter(|_| is_token);
        put(part, hue.copied().unwrap_or(t.text));
    }
    job
}
