//! What can be written into.

use super::shapes::focus_ring;
use super::text::{icon_sized, paragraph};
use crate::ui::aloud;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use egui::text::LayoutJob;
use egui::{
    Align2, Frame, Key, Margin, Response, RichText, Role, Sense, TextEdit, TextStyle, Ui,
    WidgetInfo, vec2,
};

/// A line to write in. It gives back what was written; the model keeps it.
pub(crate) struct Field<'a> {
    /// Its name.
    pub(crate) says: &'a str,
    /// What stands in it while it is empty.
    pub(crate) hint: &'a str,
    /// What is written in it.
    pub(crate) text: &'a str,
    /// Whether it is masked.
    pub(crate) masked: bool,
}

impl Field<'_> {
    /// Shows it. The first answer is the new text, where it was changed; the second is whether
    /// Enter was pressed in it.
    pub(crate) fn show(self, ui: &mut Ui, width: f32) -> (Option<String>, bool, Response) {
        let mut text = self.text.to_owned();
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.field)
            .corner_radius(6)
            .inner_margin(Margin::symmetric(8, 0));
        let edit = TextEdit::singleline(&mut text)
            .id_salt(self.says)
            .text_color(t.text)
            .hint_text(hint(ui, self.hint))
            .align(Align2::LEFT_CENTER)
            .frame(frame)
            .min_size(vec2(0.0, size::CONTROL))
            .desired_width(width)
            .font(theme::written())
            .password(self.masked);
        let response = ui.add(edit).accessible_name(self.says);
        if self.masked {
            forget_history(ui, response.id);
        }
        focus_ring(ui, &response, response.rect);
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        (response.changed().then_some(text), entered, response)
    }
}

fn hint(ui: &Ui, text: &str) -> RichText {
    RichText::new(text.to_owned())
        .text_style(TextStyle::Body)
        .color(tokens(ui).weak)
}

/// Lines to write in, with colours. It gives back what was written.
pub(crate) fn area(
    ui: &mut Ui,
    says: &str,
    hint_text: &str,
    text: &str,
    rows: usize,
    colour: &dyn Fn(&str) -> LayoutJob,
) -> (Option<String>, Response) {
    let mut text = text.to_owned();
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(t.field)
        .corner_radius(6)
        .inner_margin(Margin::same(8));
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, width: f32| {
        let mut job = colour(buffer.as_str());
        for section in &mut job.sections {
            section.format.font_id.family = theme::written_family();
        }
        job.wrap.max_width = width;
        job.wrap.break_anywhere = true;
        ui.fonts_mut(|f| f.layout_job(job))
    };
    let edit = TextEdit::multiline(&mut text)
        .id_salt(says)
        .hint_text(hint(ui, hint_text))
        .frame(frame)
        .desired_width(f32::INFINITY)
        .desired_rows(rows)
        .font(theme::written())
        .layouter(&mut layouter);
    let response = ui.add(edit).accessible_name(says);
    focus_ring(ui, &response, response.rect);
    (response.changed().then_some(text), response)
}

/// Gives a field the keyboard, and brings it into sight, when it appears; not again while it stays.
pub(crate) fn focus_when_new(ui: &Ui, response: &Response) {
    let frame = ui.ctx().cumulative_frame_nr();
    let key = response.id.with("seen");
    let seen = ui.data(|d| d.get_temp::<u64>(key));
    if seen.is_none_or(|last| frame > last + 1) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    ui.data_mut(|d| d.insert_temp(key, frame));
}

/// A field keeps what was written in it before, to undo: whoever comes later could have it back. A
/// secret is not to be kept. It is called each time the field is shown, since it remembers anew then.
pub(crate) fn forget_history(ui: &Ui, id: egui::Id) {
    if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id) {
        state.clear_undoer();
        state.store(ui.ctx(), id);
    }
}

/// What is wrong with a field, below it.
pub(crate) fn field_error(ui: &mut Ui, sentence: &str) {
    let hue = tokens(ui).err;
    ui.add_space(size::TIGHT);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(icon_sized(Icon::CircleAlert, 14.0).color(hue));
        let told = super::text::visible(super::text::cut(sentence, 600));
        let said = paragraph(ui, RichText::new(told).color(hue));
        aloud::interrupt(&said);
    });
}

/// A choice of yes or no. It gives back the new answer, where it was changed.
pub(crate) fn checkbox(ui: &mut Ui, on: bool, text: &str) -> Option<bool> {
    checkbox_named(ui, on, text, text)
}

/// The same where what it is about stands beside it; `says` is its name.
pub(crate) fn checkbox_named(ui: &mut Ui, on: bool, text: &str, says: &str) -> Option<bool> {
    let t = tokens(ui);
    let font = TextStyle::Body.resolve(ui.style());
    let word = ui.painter().layout_no_wrap(text.to_owned(), font, t.text);
    let lead = if text.is_empty() { 16.0 } else { 24.0 };
    let room = vec2(lead + word.size().x, 24.0);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let side = egui::Rect::from_center_size(
        egui::pos2(rect.left() + 8.0, rect.center().y),
        vec2(16.0, 16.0),
    );
    let fill = if on { t.accent } else { t.field };
    ui.painter().rect_filled(side, 4, fill);
    if on {
        let font = egui::FontId::new(12.0, crate::ui::theme::icons());
        let mark = char::from(Icon::Check).to_string();
        super::shapes::centred(ui, side, &mark, font, t.on_accent);
    } else {
        let stroke = egui::Stroke::new(1.0, t.spent);
        ui.painter()
            .rect_stroke(side, 4, stroke, egui::StrokeKind::Inside);
    }
    let top = rect.center().y - word.size().y / 2.0;
    ui.painter()
        .galley(egui::pos2(rect.left() + 24.0, top), word, t.text);
    focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, says));
    response.clicked().then_some(!on)
}
