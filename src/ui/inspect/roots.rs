//! Certificates that the person trusts, where the token brings its own chain.

use crate::app::{Action, FileUse, RootAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::path_line::PathLine;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{icon, icon_button, name, one_line, quiet, right, row, small, weak};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.roots;
    if !cx.model.has_certificates() {
        return;
    }
    let send = |action| cx.send(Action::Roots(action));
    for (number, (given, _)) in form.given.iter().enumerate() {
        row(ui, size::ROW, |ui| {
            let hue = tokens(ui).weak;
            ui.label(icon(Icon::BadgeCheck).color(hue));
            right(ui, |ui| {
                let says = format!("Trust {given} no more");
                if icon_button(ui, Icon::X, &says).clicked() {
                    send(RootAction::Remove(number));
                }
                ui.label(small(ui, "trusted certificate"));
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(rest, |ui| one_line(ui, name(ui, given)));
            });
        });
    }
    if !form.open {
        row(ui, 24.0, |ui| {
            let words = "Trust a root certificate…";
            if quiet(ui, Icon::BadgeCheck, words, words).clicked() {
                send(RootAction::Open(true));
            }
        });
        return;
    }
    row(ui, 20.0, |ui| {
        ui.label(weak(ui, "A certificate file, or a SHA-256 thumbprint"));
        right(ui, |ui| {
            if icon_button(ui, Icon::X, "Close the line for certificates").clicked() {
                send(RootAction::Open(false));
            }
        });
    });
    ui.add_space(size::TIGHT);
    let line = PathLine {
        says: "Path of the root certificate",
        path: &form.path,
        error: form.error.as_deref(),
        usage: FileUse::Root,
        step: "Trust it",
    };
    if let Some(path) = line.show(ui, cx, true) {
        send(RootAction::SetPath(path));
    }
}
