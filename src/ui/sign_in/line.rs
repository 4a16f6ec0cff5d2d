//! Lines of lists that are chosen from.

use crate::ui::aloud;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{focus_ring, inside, one_line, small};
use egui::style::ScrollAnimation;
use egui::{
    Align, Align2, FontId, Layout, Rect, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2,
};

/// A line that can be chosen. Its fill reaches beyond its text, so that text keeps the card's edge.
pub(super) fn line(
    ui: &mut Ui,
    height: f32,
    on: bool,
    says: &str,
    add: impl FnOnce(&mut Ui, Rect),
) -> Response {
    let t = tokens(ui);
    let room = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let around = rect.expand2(vec2(size::GAP, 0.0));
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.hover };
        ui.painter().rect_filled(around, 6, fill);
    }
    // Of hundreds of lines only those that are seen are laid out; all have their names.
    if ui.is_rect_visible(around) {
        inside(ui, rect, Layout::left_to_right(Align::Center), |ui| {
            ui.style_mut().interaction.selectable_labels = false;
            add(ui, rect);
        });
    }
    if response.gained_focus() {
        ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
    }
    focus_ring(ui, &response, around);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, says));
    aloud::option(&response, on);
    response
}

/// A tile with a letter, in a provider's hue.
pub(super) fn glyph(ui: &mut Ui, letter: char, number: usize) {
    let t = tokens(ui);
    let hues = [t.seg[2], t.err, t.key, t.text, t.number, t.ok, t.seg[1]];
    let hue = hues.get(number % hues.len()).copied().unwrap_or(t.text);
    let (rect, _) = ui.allocate_exact_size(vec2(28.0, 28.0), Sense::hover());
    ui.painter()
        .rect_filled(rect, 6, theme::tint(hue, t.surface));
    let font = FontId::new(14.0, theme::semibold());
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, letter, font, hue);
}

/// A name over a detail, in a line.
pub(super) fn two_lines(ui: &mut Ui, name: RichText, detail: &str) {
    let rect = ui.available_rect_before_wrap();
    let middle = rect.center().y;
    let half = |top: f32| {
        let min = egui::pos2(rect.left(), top);
        Rect::from_min_size(min, vec2(rect.width(), 18.0))
    };
    let layout = Layout::left_to_right(Align::Center);
    inside(ui, half(middle - 18.0), layout, |ui| one_line(ui, name));
    inside(ui, half(middle - 1.0), layout, |ui| {
        one_line(ui, small(ui, detail))
    });
}
