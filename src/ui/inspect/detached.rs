//! The payload of a detached token, given apart (RFC 7515 appendix F).

use crate::app::{Action, LARGE_TEXT, VEIL};
use crate::ui::cx::Cx;
use crate::ui::theme::tokens;
use crate::ui::widgets::{Card, area, mono, weak};
use egui::text::LayoutJob;
use egui::{ScrollArea, TextFormat, TextStyle, Ui};

/// The height beyond which the field scrolls.
const FIELD: f32 = 160.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    if !cx.model.wants_payload() {
        return;
    }
    let t = tokens(ui);
    let payload = &cx.model.payload;
    let note = match payload.len() {
        0 => "not given".to_owned(),
        1 => "1 byte".to_owned(),
        n => format!("{n} bytes"),
    };
    Card::new("Detached payload").hue(t.seg[1]).note(note).show(
        ui,
        |_| {},
        |ui| {
            if cx.model.shown.hidden && !payload.is_empty() {
                ui.label(mono(VEIL, t.weak));
                return;
            }
            if payload.len() > LARGE_TEXT {
                ui.label(weak(ui, "Too large to be shown here"));
                return;
            }
            let font = TextStyle::Monospace.resolve(ui.style());
            let plain = |text: &str| {
                let format = TextFormat::simple(font.clone(), t.text);
                LayoutJob::single_section(text.to_owned(), format)
            };
            ScrollArea::vertical()
                .id_salt("detached payload")
                .max_height(FIELD)
                .show(ui, |ui| {
                    let hint = "Paste what was signed, to the byte";
                    let (changed, _) = area(ui, "What was signed", hint, payload, 3, &plain);
                    if let Some(text) = changed {
                        cx.send(Action::SetPayload(text));
                    }
                });
        },
    );
}
