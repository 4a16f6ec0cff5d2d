//! The card in which keys are given to be looked at.

use crate::app::{Action, FileUse, KeyAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, area, button, field_error, forget_history, right, row, weak,
};
use egui::text::LayoutJob;
use egui::{ScrollArea, TextFormat, TextStyle, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let space = &cx.model.key_space;
    let send = |action| cx.send(Action::Keys(action));
    Card::new("Look at a key").show(
        ui,
        |_| {},
        |ui| {
            row(ui, size::CONTROL, |ui| {
                right(ui, |ui| {
                    if button(ui, Icon::FolderOpen, "Browse…").clicked() {
                        cx.send(Action::Browse(FileUse::KeySpace));
                    }
                    let width = ui.available_width();
                    let field = Field {
                        says: "Path of a file with keys",
                        hint: "Type a path, then Enter",
                        text: &space.path,
                        masked: false,
                    };
                    let (changed, entered, _) = field.show(ui, width);
                    if let Some(path) = changed {
                        send(KeyAction::Path(path));
                    }
                    if entered {
                        let path = space.path.clone();
                        cx.send(Action::OpenPath(FileUse::KeySpace, path));
                    }
                });
            });
            ui.add_space(size::GAP);
            let font = TextStyle::Monospace.resolve(ui.style());
            let plain = |text: &str| {
                let format = TextFormat::simple(font.clone(), t.text);
                LayoutJob::single_section(text.to_owned(), format)
            };
            ScrollArea::vertical()
                .id_salt("key to look at")
                .max_height(220.0)
                .show(ui, |ui| {
                    let says = "Keys as text";
                    let hint = "Or paste a JWK, a JWKS, PEM or a certificate";
                    let (changed, response) = area(ui, says, hint, &space.text, 6, &plain);
                    forget_history(ui, response.id);
                    if let Some(text) = changed {
                        send(KeyAction::Text(text.into()));
                    }
                });
            if let Some(error) = &space.error {
                field_error(ui, error);
            }
            ui.add_space(size::GAP);
            row(ui, size::CONTROL, |ui| {
                if button(ui, Icon::ScanSearch, "Read the text").clicked() {
                    send(KeyAction::Read);
                }
                ui.label(weak(ui, "or drop a file on the window"));
            });
        },
    );
}
