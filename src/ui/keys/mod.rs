//! The workspace for keys: made and read at the left, what they are and other forms at the right.

mod certificate;
mod found;
mod make;
mod read;
mod written;

use super::cx::Cx;
use super::icons::Icon;
use super::shell;
use super::theme::{self, size, tokens};
use super::widgets::{Card, columns, icon_sized, name, one_line, row, weak};
use egui::{RichText, ScrollArea, Ui};

/// The column at the left.
const SIDE: f32 = 408.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    head(ui);
    let space = &cx.model.key_space;
    ScrollArea::vertical()
        .id_salt("keys")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            if shell::is_small(ui) {
                if space.found.is_some() {
                    about(ui, cx);
                }
                make::show(ui, cx);
                read::show(ui, cx);
                return;
            }
            let rest = ui.available_width() - SIDE - size::GAP;
            columns(ui, &[SIDE, rest], |i, ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                if i == 0 {
                    make::show(ui, cx);
                    read::show(ui, cx);
                } else {
                    about(ui, cx);
                }
            });
        });
}

fn head(ui: &mut Ui) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        let words = RichText::new("Keys").text_style(theme::title());
        ui.label(words.color(t.strong));
    });
    let below = "Make keys, see what they are, and write them in another form";
    row(ui, 18.0, |ui| one_line(ui, weak(ui, below)));
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

fn about(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.key_space;
    let (Some(found), Some((entry, facts))) = (space.found.as_deref(), space.shown()) else {
        nothing(ui);
        return;
    };
    found::show(ui, cx, found, entry, facts);
    certificate::show(ui, cx, facts);
    written::show(ui, cx, entry);
}

/// Before there is a key.
fn nothing(ui: &mut Ui) {
    let t = tokens(ui);
    Card::new("Key").show(
        ui,
        |_| {},
        |ui| {
            ui.add_space(40.0);
            ui.vertical_centered(|ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                ui.label(icon_sized(Icon::KeyRound, 32.0).color(t.link));
                ui.label(name(ui, "No key yet"));
                ui.label(weak(
                    ui,
                    "Make one, or paste, open or drop a key, a key set, PEM or a certificate",
                ));
            });
            ui.add_space(40.0);
        },
    );
}
