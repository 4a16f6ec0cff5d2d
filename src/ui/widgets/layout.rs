//! Rows, cells and columns of fixed measures. `ui.horizontal` follows its content, so columns
//! drift; these do not.

use super::text::{self, weak};
use crate::ui::theme::{size, tokens};
use egui::{Align, AsIdSalt, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

/// So far into a card's margin stands the bar of a pane that scrolls.
const BAR: f32 = 12.0;

/// A line of fixed height; what is in it stands on one middle line.
pub(crate) fn row<R>(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    inside(ui, rect, Layout::left_to_right(Align::Center), add)
}

/// A cell of fixed width in a `row`.
pub(crate) fn cell<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let height = ui.available_height();
    let (rect, _) = ui.allocate_exact_size(vec2(width.max(0.0), height), Sense::hover());
    inside(ui, rect, Layout::left_to_right(Align::Center), add)
}

/// The rest of a `row`, filled from the right.
pub(crate) fn right<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(Layout::right_to_left(Align::Center), add)
        .inner
}

pub(crate) fn inside<R>(
    ui: &mut Ui,
    rect: Rect,
    layout: Layout,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    add(&mut ui.new_child(UiBuilder::new().max_rect(rect).layout(layout)))
}

/// Columns of fixed widths, one `size::GAP` apart. `add` is called with each column's number.
pub(crate) fn columns(ui: &mut Ui, widths: &[f32], mut add: impl FnMut(usize, &mut Ui)) {
    let room = ui.available_rect_before_wrap();
    let mut left = room.left();
    let mut used = Rect::from_min_size(room.min, vec2(0.0, 0.0));
    for (i, width) in widths.iter().enumerate() {
        let rect = Rect::from_min_size(pos2(left, room.top()), vec2(*width, room.height()));
        // Without a salt of its own, scroll areas in two columns would share an id.
        let builder = UiBuilder::new().id_salt(i).max_rect(rect);
        let mut column = ui.new_child(builder.layout(Layout::top_down(Align::Min)));
        add(i, &mut column);
        used = used.union(column.min_rect());
        left += width + size::GAP;
    }
    ui.allocate_rect(used, Sense::hover());
}

/// A pane that scrolls by itself. Its bar stands in the card's margin, beside what it moves.
pub(crate) fn scrolling(ui: &mut Ui, id: impl AsIdSalt, add: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    let around = Rect::from_min_max(rect.min, rect.max + vec2(BAR, 0.0));
    ui.allocate_rect(rect, Sense::hover());
    inside(ui, around, Layout::top_down(Align::Min), |ui| {
        ScrollArea::vertical()
            .id_salt(id)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(rect.width());
                add(ui);
            });
    });
}

pub(crate) fn divider(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0, tokens(ui).line);
}

/// A line with a label column: settings, key facts, headers.
pub(crate) fn pair(ui: &mut Ui, label_width: f32, label: &str, add: impl FnOnce(&mut Ui)) {
    row(ui, 24.0, |ui| {
        cell(ui, label_width, |ui| {
            text::one_line(ui, weak(ui, label));
        });
        add(ui);
    });
}
