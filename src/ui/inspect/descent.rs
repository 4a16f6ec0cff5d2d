//! The way down through tokens that stand in each other: a step each, the outer one first.

use crate::app::{Action, Command, Layer, pills};
use crate::report::{Json, Kind, Report};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    Card, Look, badge, cell, focus_ring, icon, inside, mono, name, one_line, quiet, right, row,
    weak,
};
use egui::{
    Align, Color32, FontId, Layout, Rect, Role, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

/// The height of a step.
const STEP: f32 = 32.0;
/// Between two steps.
const CHEVRON: f32 = 20.0;

/// How much of the steps is written out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Name and state of each.
    All,
    /// The names; states as icons.
    Names,
    /// The name of the one that is shown; of the others the icons.
    Shown,
}

/// The steps, below the page's head. Where nothing stands in anything there are none.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let steps = cx.model.descent();
    if steps.len() < 2 {
        return;
    }
    let alone = Command::InspectAlone;
    let aside = if alone.is_enabled(cx.model) {
        116.0
    } else {
        0.0
    };
    let width = ui.available_width() - aside;
    let selected = cx.model.selected;
    let wanted = |told: Told| {
        let widths = steps.iter();
        let widths = widths.map(|s| step_width(ui, s, s.number == selected, told) + CHEVRON);
        widths.sum::<f32>() - CHEVRON
    };
    let told = [Told::All, Told::Names].into_iter();
    let told = told.into_iter().find(|told| wanted(*told) <= width);
    let told = told.unwrap_or(Told::Shown);
    row(ui, STEP, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (i, step) in steps.iter().enumerate() {
            if i > 0 {
                chevron(ui);
            }
            let on = step.number == selected;
            if one(ui, step, i, on, told).clicked() {
                cx.send(Action::Select(step.number));
            }
        }
        if alone.is_enabled(cx.model) {
            right(ui, |ui| {
                cx.on_click(
                    quiet(ui, Icon::ArrowUpRight, alone.text(), alone.text()),
                    alone,
                );
            });
        }
    });
    ui.add_space(size::TIGHT);
}

fn chevron(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(CHEVRON, STEP), Sense::hover());
    let font = FontId::new(14.0, theme::icons());
    let glyph = char::from(Icon::ChevronRight).to_string();
    let galley = ui.painter().layout_no_wrap(glyph, font, t.weak);
    let place = rect.center() - galley.mesh_bounds.center().to_vec2();
    ui.painter().galley(place, galley, t.weak);
}

fn glyph(report: &Report, is_opened: bool) -> Icon {
    match report.kind {
        Kind::Jwe if is_opened => Icon::LockOpen,
        Kind::Jwe => Icon::Lock,
        Kind::SdJwt => Icon::ListFilter,
        Kind::Jwk | Kind::Jwks | Kind::Pem | Kind::ApiKey => Icon::KeyRound,
        _ => Icon::Signature,
    }
}

fn words(ui: &Ui, text: &str, style: TextStyle, color: Color32) -> std::sync::Arc<egui::Galley> {
    let font = style.resolve(ui.style());
    ui.painter().layout_no_wrap(text.to_owned(), font, color)
}

/// Icon, name, and how it stands, as far as there is room.
fn step_width(ui: &Ui, step: &Layer<'_>, on: bool, told: Told) -> f32 {
    let width = |text: &str, style| words(ui, text, style, Color32::PLACEHOLDER).size().x;
    let mut wanted = 10.0 + 14.0 + 8.0 + 14.0 + 10.0;
    if on || told != Told::Shown {
        wanted += width(step.title(), theme::label()) + 8.0;
    }
    if told == Told::All {
        let (_, state) = step.state();
        wanted += width(state, TextStyle::Small) + 5.0;
    }
    wanted.ceil()
}

fn one(ui: &mut Ui, step: &Layer<'_>, i: usize, on: bool, told: Told) -> egui::Response {
    let t = tokens(ui);
    let room = vec2(step_width(ui, step, on, told), STEP);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let fill = match (on, response.hovered()) {
        (true, _) => t.selected,
        (false, true) => t.hover,
        (false, false) => t.surface,
    };
    let (judgement, state) = step.state();
    let hue = judgement.hue(t);
    let p = ui.painter();
    p.rect_filled(rect, 6, fill);
    let mut left = rect.left() + 10.0;
    let mut put = |galley: std::sync::Arc<egui::Galley>, color, after: f32| {
        let top = rect.center().y - galley.size().y / 2.0;
        let width = galley.size().x;
        p.galley(pos2(left, top), galley, color);
        left += width + after;
    };
    let icons = |i: Icon, color| {
        let font = FontId::new(14.0, theme::icons());
        p.layout_no_wrap(char::from(i).to_string(), font, color)
    };
    let (ink, word) = if on {
        (t.link, t.strong)
    } else {
        (t.weak, t.text)
    };
    let opened = crate::app::is_opened(step.report);
    put(icons(glyph(step.report, opened), ink), ink, 8.0);
    if on || told != Told::Shown {
        put(words(ui, step.title(), theme::label(), word), word, 8.0);
    }
    put(icons(judgement.icon(), hue), hue, 5.0);
    if told == Told::All {
        put(words(ui, state, TextStyle::Small, hue), hue, 0.0);
    }
    focus_ring(ui, &response, rect);
    let said = format!(
        "Layer {}: {}, {}",
        i + 1,
        step.title(),
        state.to_lowercase()
    );
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &said));
    response.on_hover_text(said)
}

/// What stands in the shown token, as the next step down.
pub(super) fn inner(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let Some(inner) = report.inner.as_deref() else {
        return;
    };
    let next = cx.model.selected + 1;
    let t = tokens(ui);
    let title = if report.kind == Kind::SdJwt {
        "Key binding"
    } else {
        "Inside"
    };
    let note = match report.sealed.as_ref().and_then(|sealed| sealed.plaintext) {
        Some(n) => super::encoded::bytes(n),
        None => String::new(),
    };
    let says = "Go down";
    let tools = |ui: &mut Ui| {
        if quiet(ui, Icon::ArrowRight, says, says).clicked() {
            cx.send(Action::Select(next));
        }
    };
    let title = Card::new(title).hue(t.seg_more[0]).note(note);
    title.show(ui, tools, |ui| line(ui, cx, next, inner));
}

/// The token inside: what it is, how it stands, and why.
fn line(ui: &mut Ui, cx: &Cx<'_>, number: usize, inner: &Report) {
    let t = tokens(ui);
    let room = vec2(ui.available_width(), 48.0);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let around = rect.expand2(vec2(8.0, 0.0));
    if response.hovered() {
        ui.painter().rect_filled(around, 6, t.raised);
    }
    let title = crate::app::title(inner);
    let half =
        |from: f32| Rect::from_min_size(rect.min + vec2(0.0, from), vec2(rect.width(), 24.0));
    let middle = Layout::left_to_right(Align::Center);
    inside(ui, half(1.0), middle, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        let opened = crate::app::is_opened(inner);
        ui.label(icon(glyph(inner, opened)).color(t.link));
        let alg = inner.header.as_ref().and_then(|h| h.get("alg"));
        ui.label(name(ui, title));
        if let Some(alg) = alg.and_then(Json::as_str) {
            ui.label(mono(crate::ui::widgets::cut(alg, 24), t.string));
        }
        let pills = pills(inner, cx.model.at(), !cx.model.keys.is_empty());
        for pill in pills
            .iter()
            .filter(|p| p.subject != crate::app::Subject::Key)
        {
            badge(ui, pill.judgement, &crate::ui::widgets::visible(&pill.text));
        }
    });
    inside(ui, half(23.0), middle, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        cell(ui, 15.0, |_| {});
        one_line(ui, weak(ui, cx.model.veiled(&inner.summary)));
    });
    focus_ring(ui, &response, around);
    let said = format!("Inside: {title}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    if response.clicked() {
        cx.send(Action::Select(number));
    }
}
