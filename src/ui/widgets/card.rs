//! The card: a titled group.

use super::layout::{right, row};
use super::text::{one_line, small};
use crate::ui::theme::{self, size, tokens};
use egui::{Color32, Frame, Margin, RichText, Ui};

/// A titled group. Depth by fill; in the light theme white on grey, with no border.
pub(crate) struct Card<'a> {
    title: &'a str,
    hue: Option<Color32>,
    note: String,
    height: Option<f32>,
}

impl<'a> Card<'a> {
    pub(crate) fn new(title: &'a str) -> Self {
        Self {
            title,
            hue: None,
            note: String::new(),
            height: None,
        }
    }

    /// The colour of the token's segment that the card shows.
    pub(crate) fn hue(mut self, hue: Color32) -> Self {
        self.hue = Some(hue);
        self
    }

    /// A weak word after the title: a count, a source.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// How high it is with its margins, for panes side by side.
    pub(crate) fn height(mut self, height: f32) -> Self {
        self.height = Some(height);
        self
    }

    pub(crate) fn show(self, ui: &mut Ui, tools: impl FnOnce(&mut Ui), body: impl FnOnce(&mut Ui)) {
        let t = tokens(ui);
        Frame::new()
            .fill(t.surface)
            .corner_radius(8)
            .inner_margin(Margin::symmetric(16, 12))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                if let Some(height) = self.height {
                    ui.set_height((height - 24.0).max(0.0));
                }
                ui.spacing_mut().item_spacing.y = 0.0;
                row(ui, 20.0, |ui| {
                    let color = self.hue.unwrap_or(t.text);
                    let title = RichText::new(self.title).text_style(theme::caption());
                    ui.label(title.color(color));
                    right(ui, |ui| {
                        ui.spacing_mut().item_spacing.x = 12.0;
                        tools(ui);
                        if self.note.is_empty() {
                            return;
                        }
                        let rest = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(rest, |ui| one_line(ui, small(ui, &self.note)));
                    });
                });
                ui.add_space(size::GAP);
                body(ui);
            });
    }
}
