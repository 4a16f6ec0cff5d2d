//! What can be pressed.

use super::shapes::{centred, centred_icon, focus_ring, ring};
use super::text::{icon, one_line, small, visible};
use crate::report::Reference;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use egui::{
    Button, Color32, FontId, OpenUrl, Rect, Response, RichText, Role, Sense, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};

fn worded(i: Icon, text: &str, color: Color32) -> Button<'static> {
    Button::new((icon(i).color(color), RichText::new(text).color(color)))
        .gap(6.0)
        .min_size(vec2(0.0, size::CONTROL))
}

/// The next step. One on a screen.
pub(crate) fn primary(ui: &mut Ui, i: Icon, text: &str) -> Response {
    let t = tokens(ui);
    let response = ui.add(worded(i, text, t.on_accent).fill(t.accent));
    // Upon the accent's own colour the usual ring is not seen.
    ring(ui, &response, response.rect.shrink(2.0), t.on_accent);
    response.accessible_name(text)
}

/// Any other step.
pub(crate) fn button(ui: &mut Ui, i: Icon, text: &str) -> Response {
    let color = tokens(ui).text;
    let response = ui.add(worded(i, text, color));
    focus_ring(ui, &response, response.rect);
    response.accessible_name(text)
}

/// A step for which there is no room for words; `says` is its name and tooltip.
pub(crate) fn square_button(ui: &mut Ui, i: Icon, says: &str) -> Response {
    let t = tokens(ui);
    let side = vec2(size::CONTROL, size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(side, Sense::click());
    let fill = if response.hovered() {
        t.hover
    } else {
        t.raised
    };
    ui.painter().rect_filled(rect, 6, fill);
    centred_icon(ui, rect, i, t.text);
    focus_ring(ui, &response, rect);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, says));
    response.on_hover_text(says)
}

/// A button in a row or a card's head: no fill until hovered, flush with what is around it.
/// `says` is its name where the words alone do not tell what they are about.
pub(crate) fn quiet(ui: &mut Ui, i: Icon, text: &str, says: &str) -> Response {
    let t = tokens(ui);
    let font = theme::quiet().resolve(ui.style());
    // A label that somebody else wrote may be in it.
    let word = visible(text).into_owned();
    let word = ui.painter().layout_no_wrap(word, font, t.link);
    let room = vec2(19.0 + word.size().x, 20.0);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let around = rect.expand2(vec2(6.0, 1.0));
    if response.hovered() {
        ui.painter().rect_filled(around, 6, t.raised);
    }
    focus_ring(ui, &response, around);
    let square = Rect::from_min_size(rect.min, vec2(14.0, rect.height()));
    let letter = char::from(i).to_string();
    let icons = FontId::new(14.0, theme::icons());
    centred(ui, square, &letter, icons, t.link);
    let top = rect.center().y - word.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left() + 19.0, top), word, t.link);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, says));
    response
}

/// An icon that is a button; `says` is its name and its tooltip.
pub(crate) fn icon_button(ui: &mut Ui, i: Icon, says: &str) -> Response {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::click());
    let lit = response.hovered();
    let around = rect.expand2(vec2(4.0, 2.0));
    if lit {
        ui.painter().rect_filled(around, 6, t.hover);
    }
    focus_ring(ui, &response, around);
    let letter = char::from(i).to_string();
    let font = FontId::new(14.0, theme::icons());
    centred(ui, rect, &letter, font, if lit { t.strong } else { t.weak });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, says));
    response.on_hover_text(says)
}

/// Views of one thing, or a choice among few. The selected one is raised. Returns the number of
/// the one that was chosen; `about` stands before each name where a machine reads it aloud.
pub(crate) fn tabs(ui: &mut Ui, about: &str, names: &[&str], selected: usize) -> Option<usize> {
    let t = tokens(ui);
    let mut chosen = None;
    let gap = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, 2.0);
    for (i, n) in names.iter().enumerate() {
        let on = i == selected;
        let color = if on { t.strong } else { t.weak };
        let word = RichText::new(*n).text_style(theme::quiet()).color(color);
        let mut tab = Button::new(word).min_size(vec2(0.0, 24.0));
        if on {
            tab = tab.fill(t.raised);
        }
        let response = ui.add(tab.frame_when_inactive(on));
        let told = format!("{about}: {n}");
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &told));
        if response.clicked() {
            chosen = Some(i);
        }
    }
    ui.spacing_mut().item_spacing.x = gap;
    chosen
}

/// How wide a link will be.
pub(crate) fn link_width(ui: &Ui, reference: &Reference) -> f32 {
    let font = TextStyle::Small.resolve(ui.style());
    let p = ui.painter();
    p.layout_no_wrap(reference.to_string(), font, tokens(ui).weak)
        .size()
        .x
}

/// A section of a standard, which opens in the browser.
pub(crate) fn link(ui: &mut Ui, reference: &Reference) {
    let text = reference.to_string();
    let t = tokens(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let word = ui.painter().layout_no_wrap(text.clone(), font, t.weak);
    if word.size().x > ui.available_width() {
        one_line(ui, small(ui, &text));
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(word.size().x, 18.0), Sense::click());
    let color = if response.hovered() { t.link } else { t.weak };
    let top = rect.center().y - word.size().y / 2.0;
    let p = ui.painter();
    p.galley_with_override_text_color(pos2(rect.left(), top), word, color);
    if response.hovered() {
        let under = rect.center().y + 8.0;
        p.hline(rect.x_range(), under, egui::Stroke::new(1.0, color));
    }
    focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &text));
    let url = reference.url();
    if response.clicked() {
        ui.ctx().open_url(OpenUrl::new_tab(&url));
    }
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(format!("Open {url} in the browser"));
}
