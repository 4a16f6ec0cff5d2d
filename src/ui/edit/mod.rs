//! The editor: header and claims at the left, what signs and what is different at the right.

mod beside;
mod head;
mod ink;
mod signature;
mod texts;

pub(super) use ink::coloured;

use super::cx::Cx;
use super::shell;
use super::theme::size;
use super::widgets::columns;
use egui::{ScrollArea, Ui};

/// The column at the right: at least so wide, at most so wide.
const SIDE: std::ops::RangeInclusive<f32> = 440.0..=680.0;
/// Its part of the page between these.
const SIDE_PART: f32 = 0.45;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(editor) = cx.model.editor() else {
        return;
    };
    texts::take_steps(ui, cx);
    head::show(ui, cx, editor);
    ScrollArea::vertical()
        .id_salt("edit")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            if shell::is_small(ui) {
                texts::show(ui, cx, editor);
                signature::show(ui, cx, editor);
                beside::show(ui, cx, editor);
                return;
            }
            let width = ui.available_width();
            let side = (width * SIDE_PART)
                .floor()
                .clamp(*SIDE.start(), *SIDE.end());
            columns(ui, &[width - side - size::GAP, side], |i, ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                if i == 0 {
                    texts::show(ui, cx, editor);
                } else {
                    signature::show(ui, cx, editor);
                    beside::show(ui, cx, editor);
                }
            });
        });
}
