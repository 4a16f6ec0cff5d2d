//! The line in which the path of a file is typed, with the desktop's dialog beside it.

use super::cx::Cx;
use super::icons::Icon;
use super::theme::size;
use super::widgets::{Field, button, field_error, focus_when_new, row};
use crate::app::{Action, FileUse};
use egui::Ui;

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
