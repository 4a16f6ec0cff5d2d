//! The question before the window closes, where something would be lost.

use super::cx::Cx;
use super::icons::Icon;
use super::theme::{size, tokens};
use super::widgets::{button, dialog, icon_sized, paragraph, primary, right, row};
use crate::app::{Action, CloseAction};
use egui::{RichText, TextStyle, Ui};

pub(crate) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(lost) = cx.model.close_question() else {
        return;
    };
    if dialog(ui, "closing", |ui| question(ui, cx, lost)) {
        cx.send(Action::Close(CloseAction::Stay));
    }
}

fn question(ui: &mut Ui, cx: &Cx<'_>, lost: &str) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = size::GAP;
    row(ui, 24.0, |ui| {
        ui.label(icon_sized(Icon::CircleAlert, 18.0).color(t.warn));
        let title = RichText::new("Close the window?").text_style(TextStyle::Heading);
        ui.label(title.color(t.strong));
    });
    paragraph(ui, RichText::new(lost).color(t.text));
    ui.add_space(size::TIGHT);
    row(ui, size::CONTROL, |ui| {
        right(ui, |ui| {
            if primary(ui, Icon::Check, "Stay").clicked() {
                cx.send(Action::Close(CloseAction::Stay));
            }
            if button(ui, Icon::X, "Close all the same").clicked() {
                cx.send(Action::Close(CloseAction::Close));
            }
        });
    });
}
