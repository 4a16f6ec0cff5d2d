//! The line in which the path of a file to inspect is typed.

use crate::app::{Action, FileUse};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::path_line::PathLine;
use crate::ui::widgets::{Card, icon_button};
use egui::Ui;

/// Over a text, when it was asked for.
pub(super) fn bar(ui: &mut Ui, cx: &Cx<'_>) {
    if !cx.model.open.open {
        return;
    }
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Close the line for files").clicked() {
            cx.send(Action::CloseOpen);
        }
    };
    Card::new("Open a file").show(ui, tools, |ui| line(ui, cx, true));
}

/// Path, dialog, and why the last path could not be read.
pub(super) fn line(ui: &mut Ui, cx: &Cx<'_>, take_focus: bool) {
    let form = &cx.model.open;
    let path = PathLine {
        says: "Path of the file to inspect",
        path: &form.path,
        error: form.error.as_deref(),
        usage: FileUse::Inspect,
        step: "Read it",
    };
    if let Some(text) = path.show(ui, cx, take_focus) {
        cx.send(Action::SetOpenPath(text));
    }
}
