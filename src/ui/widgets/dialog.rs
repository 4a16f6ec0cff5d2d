//! A question over everything else.

use crate::ui::aloud;
use crate::ui::theme::tokens;
use egui::{Frame, Id, Margin, Modal, Ui};

/// The width of a question.
const WIDTH: f32 = 440.0;

/// Asks. Whether it was put away, by Escape or by a click beside it.
pub(crate) fn dialog(ui: &Ui, name: &'static str, question: impl FnOnce(&mut Ui)) -> bool {
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(t.surface)
        .corner_radius(12)
        .inner_margin(Margin::same(20));
    let modal = Modal::new(Id::unique(name))
        .frame(frame)
        .backdrop_color(t.backdrop);
    let modal = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        question(ui);
    });
    aloud::dialog(&modal.response);
    modal.should_close()
}
