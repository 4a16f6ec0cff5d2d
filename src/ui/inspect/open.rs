//! The line in which the path of a file is typed, with the desktop's dialog beside it.

use crate::app::{Action, FileUse};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{Card, Field, button, field_error, focus_when_new, icon_button, row};
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

/// A field for a path and the buttons beside it.
pub(crate) struct PathLine<'a> {
    pub(crate) says: &'a str,
    pub(crate) path: &'a str,
    pub(crate) error: Option<&'a str>,
    pub(crate) usage: FileUse,
    /// The word on the button that takes the path.
    pub(crate) step: &'a str,
}

impl PathLine<'_> {
    /// Shows it; the answer is the changed path.
    pub(crate) fn show(self, ui: &mut Ui, cx: &Cx<'_>, take_focus: bool) -> Option<String> {
        let mut changed = None;
        row(ui, size::CONTROL, |ui| {
            let width = (ui.available_width() - 196.0).max(80.0);
            let field = Field {
                says: self.says,
                hint: "Type a path, then Enter",
                text: self.path,
                masked: false,
            };
            let (text, entered, response) = field.show(ui, width);
            changed = text;
            if take_focus {
                focus_when_new(ui, &response);
            }
            let open = button(ui, Icon::ArrowRight, self.step);
            if entered || open.clicked() {
                cx.send(Action::OpenPath(self.usage, self.path.to_owned()));
            }
            if button(ui, Icon::FolderOpen, "Browse…").clicked() {
                cx.send(Action::Browse(self.usage));
            }
        });
        if let Some(error) = self.error {
            field_error(ui, error);
        }
        changed
    }
}
