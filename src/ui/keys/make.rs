//! The card in which a key is made.

use crate::app::{Action, KEY_KINDS, KeyAction, algorithms_of};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{
    Card, Field, button, cell, one_line, picker, plain, primary, right, row, weak,
};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 84.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.key_space;
    let send = |action| cx.send(Action::Keys(action));
    Card::new("New key").show(
        ui,
        |_| {},
        |ui| {
            line(ui, "Kind", |ui, width| {
                let kinds = KEY_KINDS.map(|(name, _)| name.to_owned());
                if let Some(kind) = picker(ui, "Kind of key", width, &kinds, space.kind) {
                    send(KeyAction::Kind(kind));
                }
            });
            line(ui, "For", |ui, width| {
                let algorithms = algorithms_of(space.kind());
                let told = algorithms.iter();
                let told: Vec<_> = told
                    .map(|a| format!("{}: {}", a.name(), a.meaning()))
                    .collect();
                let says = "Algorithm of the key";
                if let Some(number) = picker(ui, says, width, &told, space.algorithm) {
                    send(KeyAction::Algorithm(number));
                }
            });
            line(ui, "Key id", |ui, width| {
                let field = Field {
                    says: "Id of the new key",
                    hint: "Its thumbprint where this is empty",
                    text: &space.kid,
                    masked: false,
                };
                let (changed, entered, _) = field.show(ui, width);
                if let Some(kid) = changed {
                    send(KeyAction::Kid(kid));
                }
                if entered && space.making.is_none() {
                    send(KeyAction::Make);
                }
            });
            ui.add_space(size::TIGHT);
            row(ui, size::CONTROL, |ui| match space.making {
                None => {
                    if primary(ui, Icon::Plus, "Generate").clicked() {
                        send(KeyAction::Make);
                    }
                }
                Some(making) => {
                    let kind = KEY_KINDS.get(making.kind).map_or("", |(name, _)| name);
                    let lasted = cx.model.now.saturating_sub(making.since).max(0);
                    let told = format!("Making {kind}… {lasted} s");
                    right(ui, |ui| {
                        let says = "Cancel making the key";
                        let response = button(ui, Icon::X, "Cancel");
                        if response.accessible_name(says).clicked() {
                            send(KeyAction::CancelMaking);
                        }
                        let rest = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(rest, |ui| one_line(ui, plain(ui, told)));
                    });
                }
            });
        },
    );
}

/// A label and what it is about; `add` is given the room's width.
fn line(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui, f32)) {
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, label)));
        let width = ui.available_width();
        add(ui, width);
    });
    ui.add_space(size::TIGHT);
}
