//! How much of something is done. Words stand beside it always.

use crate::ui::theme::tokens;
use egui::{Color32, Rect, Sense, Ui, vec2};

/// A bar of which a part, from 0 to 1, is filled.
pub(crate) fn meter(ui: &mut Ui, part: f32, hue: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    let p = ui.painter();
    p.rect_filled(rect, 2, tokens(ui).track);
    let width = rect.width() * part.clamp(0.0, 1.0);
    p.rect_filled(Rect::from_min_size(rect.min, vec2(width, 4.0)), 2, hue);
}
