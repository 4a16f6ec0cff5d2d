//! Filled shapes around a word: pills, badges, tags, chips, key caps. Each is measured first and
//! painted as a whole, so that it looks the same in every layout, right to left too.

use super::status::Look;
use super::text::{cut, visible};
use crate::app::{Judgement, odd_characters};
use crate::ui::aloud;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use egui::{
    Color32, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

/// A chip holds at most this many characters; all of it is in the tooltip.
const CHIP_CHARS: usize = 48;

struct Shape {
    fill: Color32,
    ink: Color32,
    height: f32,
    radius: u8,
    pad: f32,
    icon: Option<(Icon, f32)>,
    font: FontId,
}

impl Shape {
    fn width(&self, ui: &Ui, text: &str) -> f32 {
        let word = ui
            .painter()
            .layout_no_wrap(text.to_owned(), self.font.clone(), self.ink);
        let lead = self.icon.map_or(0.0, |(_, side)| side + 5.0);
        (self.pad * 2.0 + lead + word.size().x).ceil()
    }

    fn show(self, ui: &mut Ui, text: &str) -> Response {
        let room = vec2(self.width(ui, text), self.height);
        let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
        self.paint(ui, rect, text);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        response
    }

    fn paint(self, ui: &Ui, rect: Rect, text: &str) {
        let p = ui.painter();
        let word = p.layout_no_wrap(text.to_owned(), self.font, self.ink);
        p.rect_filled(rect, self.radius, self.fill);
        let left = rect.left() + self.pad;
        let lead = self.icon.map_or(0.0, |(_, side)| side + 5.0);
        if let Some((i, side)) = self.icon {
            let square = Rect::from_min_size(pos2(left, rect.top()), vec2(side, self.height));
            let font = FontId::new(side, theme::icons());
            centred(ui, square, &char::from(i).to_string(), font, self.ink);
        }
        let top = (rect.center().y - word.size().y / 2.0).floor();
        p.galley(pos2(left + lead, top), word, self.ink);
    }
}

fn pill_shape(ui: &Ui, judgement: Judgement, i: Icon) -> Shape {
    let t = tokens(ui);
    Shape {
        fill: judgement.fill(t),
        ink: judgement.hue(t),
        height: 24.0,
        radius: 12,
        pad: 10.0,
        icon: Some((i, 14.0)),
        font: theme::caption().resolve(ui.style()),
    }
}

/// A verdict beside a title: 24 high. It is read aloud when it changes.
pub(crate) fn pill(ui: &mut Ui, judgement: Judgement, i: Icon, text: &str) {
    let shape = pill_shape(ui, judgement, i);
    aloud::tell(&shape.show(ui, &visible(text)));
}

/// What stands beside a verdict: key and time, which changes by itself.
pub(crate) fn silent_pill(ui: &mut Ui, judgement: Judgement, i: Icon, text: &str) {
    let shape = pill_shape(ui, judgement, i);
    shape.show(ui, &visible(text));
}

/// How wide a pill will be.
pub(crate) fn pill_width(ui: &Ui, judgement: Judgement, i: Icon, text: &str) -> f32 {
    pill_shape(ui, judgement, i).width(ui, &visible(text))
}

/// A small status inside a card: 20 high, icon and word.
pub(crate) fn badge(ui: &mut Ui, judgement: Judgement, text: &str) {
    let t = tokens(ui);
    let shape = Shape {
        fill: judgement.fill(t),
        ink: judgement.hue(t),
        height: 20.0,
        radius: 6,
        pad: 6.0,
        icon: Some((judgement.icon(), 12.0)),
        font: TextStyle::Small.resolve(ui.style()),
    };
    shape.show(ui, text);
}

/// A word without judgement: an encoding, a kind.
pub(crate) fn tag(ui: &mut Ui, text: &str) {
    let t = tokens(ui);
    let font = TextStyle::Small.resolve(ui.style());
    plain_shape(t.raised, t.text, font).show(ui, text);
}

/// A key of the keyboard.
pub(crate) fn key_cap(ui: &mut Ui, text: &str) -> Response {
    let t = tokens(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let mut shape = plain_shape(t.raised, t.weak, font);
    shape.height = 18.0;
    shape.show(ui, text)
}

/// Keys that are pressed together, in a layout from the right.
pub(crate) fn key_caps(ui: &mut Ui, words: &str) {
    ui.spacing_mut().item_spacing.x = size::TIGHT;
    for (i, key) in words.split(' ').rev().enumerate() {
        let cap = key_cap(ui, key);
        // They stand in the tree from right to left: all are read at once instead.
        ui.ctx().accesskit_node_builder(cap.id, |node| match i {
            0 => node.set_value(words),
            _ => node.set_hidden(),
        });
    }
}

fn plain_shape(fill: Color32, ink: Color32, font: FontId) -> Shape {
    Shape {
        fill,
        ink,
        height: 20.0,
        radius: 4,
        pad: 6.0,
        icon: None,
        font,
    }
}

fn chip_shape(ui: &Ui) -> Shape {
    let t = tokens(ui);
    plain_shape(t.raised, t.text, TextStyle::Monospace.resolve(ui.style()))
}

fn chip_text(text: &str) -> String {
    let short = cut(text, CHIP_CHARS);
    let end = if short.len() < text.len() { "…" } else { "" };
    visible(short).into_owned() + end
}

/// How wide a chip will be.
pub(crate) fn chip_width(ui: &Ui, text: &str) -> f32 {
    chip_shape(ui).width(ui, &chip_text(text))
}

/// Values that are several: scopes, audiences. They stand on as many lines as `lines` has, and
/// take no room by themselves.
pub(crate) fn chips(ui: &mut Ui, rect: Rect, lines: &[Vec<&str>]) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
    let mut top = rect.top();
    for line in lines {
        let mut left = rect.left();
        for text in line {
            let told = chip_text(text);
            let width = chip_shape(&ui).width(&ui, &told).min(rect.width());
            let place = Rect::from_min_size(pos2(left, top), vec2(width, 20.0));
            let response = ui.allocate_rect(place, Sense::hover());
            let mut within = ui.new_child(UiBuilder::new().max_rect(place));
            within.set_clip_rect(place.intersect(ui.clip_rect()));
            let mut shape = chip_shape(&ui);
            let odd = odd_characters(text);
            if !odd.is_empty() {
                let t = tokens(&ui);
                (shape.fill, shape.ink) = (t.warn_fill, t.warn);
            }
            shape.paint(&within, place, &told);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
            if told != **text {
                response.on_hover_text(visible(cut(text, 600)));
            }
            left += width + size::TIGHT;
        }
        top += 24.0;
    }
}

pub(crate) fn centred_icon(ui: &Ui, rect: Rect, i: Icon, color: Color32) {
    let font = FontId::new(size::ICON, theme::icons());
    centred(ui, rect, &char::from(i).to_string(), font, color);
}

/// Paints by the ink, not by the line box, so that single glyphs sit in the exact middle.
pub(super) fn centred(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    let pos = rect.center() - galley.mesh_bounds.center().to_vec2();
    ui.painter().galley(pos, galley, color);
}

/// The edge of a place where things may be dropped.
pub(crate) fn dashed_rect(ui: &Ui, rect: Rect, radius: f32, color: Color32) {
    let middle = rect.shrink(radius);
    let corners = [
        middle.right_bottom(),
        middle.left_bottom(),
        middle.left_top(),
        middle.right_top(),
    ];
    let mut path = Vec::new();
    for (i, corner) in corners.into_iter().enumerate() {
        for step in 0..=6 {
            let angle = (i as f32 + step as f32 / 6.0) * std::f32::consts::FRAC_PI_2;
            path.push(corner + radius * vec2(angle.cos(), angle.sin()));
        }
    }
    path.extend(path.first().copied());
    let stroke = Stroke::new(1.0, color);
    ui.painter()
        .extend(egui::Shape::dashed_line(&path, stroke, 5.0, 4.0));
}

/// The outline of what has the keyboard. Every widget that is painted by hand ends with it.
pub(crate) fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    ring(ui, response, rect, tokens(ui).link);
}

/// The same in a colour of its own.
pub(super) fn ring(ui: &Ui, response: &Response, rect: Rect, color: Color32) {
    if response.has_focus() {
        let stroke = Stroke::new(1.5, color);
        ui.painter()
            .rect_stroke(rect, 6, stroke, StrokeKind::Inside);
    }
}
