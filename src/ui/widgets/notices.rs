//! Sentences that judge, advise and explain.

use super::buttons::{button, link, link_width, primary};
use super::layout::{inside, right, row};
use super::shapes::badge;
use super::status::Look;
use super::text::{cut, icon, icon_sized, name, one_line, paragraph, visible, weak};
use crate::app::Judgement;
use crate::report::{Check, Finding};
use crate::ui::aloud;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use egui::{Align, Frame, Layout, Margin, Rect, Response, RichText, Sense, TextStyle, Ui, vec2};

/// News about the whole page, with its buttons. Above the content, never over it.
pub(crate) fn banner(ui: &mut Ui, judgement: Judgement, text: &str, tools: impl FnOnce(&mut Ui)) {
    let t = tokens(ui);
    let hue = judgement.hue(t);
    Frame::new()
        .fill(judgement.fill(t))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(16, 4))
        .show(ui, |ui| {
            row(ui, size::CONTROL, |ui| {
                ui.label(icon(judgement.icon()).color(hue));
                right(ui, |ui| {
                    tools(ui);
                    let rest = Layout::left_to_right(Align::Center);
                    let said = ui
                        .with_layout(rest, |ui| one_line(ui, name(ui, text)))
                        .inner;
                    match judgement {
                        Judgement::Fail => aloud::interrupt(&said),
                        _ => aloud::tell(&said),
                    }
                });
            });
        });
}

/// Why it failed: what was found in the first sentence, and what it means below. Where it can be
/// mended there is a button; `step` says whether it is the page's filled one.
pub(crate) fn diagnosis(
    ui: &mut Ui,
    detail: &str,
    number: usize,
    step: Option<bool>,
) -> Option<Response> {
    let t = tokens(ui);
    let mut pressed = None;
    let (icon_width, button_width) = (28.0, 96.0);
    Frame::new()
        .fill(t.info_fill)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(16, 10))
        .show(ui, |ui| {
            let width = ui.available_width();
            let aside = if step.is_some() { button_width } else { 0.0 };
            let room = (width - icon_width - aside).max(80.0);
            let told = visible(cut(detail, 2000)).into_owned();
            let (found, meaning) = sentences(&told);
            let lay = |text: &str, style: TextStyle, color| {
                let font = style.resolve(ui.style());
                ui.painter().layout(text.to_owned(), font, color, room)
            };
            let head = lay(found, TextStyle::Heading, t.strong);
            let body = lay(meaning, TextStyle::Body, t.text);
            let below = if meaning.is_empty() {
                0.0
            } else {
                body.size().y + size::TIGHT
            };
            let from = ((size::CONTROL - 18.0) / 2.0).max(0.0);
            let height = (from + head.size().y + below).max(size::CONTROL);
            let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
            let middle = Layout::left_to_right(Align::Center);
            let first = Rect::from_min_size(rect.min, vec2(icon_width, size::CONTROL));
            inside(ui, first, middle, |ui| {
                ui.label(icon_sized(Icon::Wrench, 18.0).color(t.link))
            });
            let words =
                Rect::from_min_size(rect.min + vec2(icon_width, from), vec2(room, height - from));
            inside(ui, words, Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = size::TIGHT;
                let text = RichText::new(found).text_style(TextStyle::Heading);
                paragraph(ui, text.color(t.strong));
                if !meaning.is_empty() {
                    paragraph(ui, RichText::new(meaning).color(t.text));
                }
            });
            if let Some(is_primary) = step {
                let end = Layout::right_to_left(Align::Center);
                let left = rect.min + vec2(width - button_width, 0.0);
                let place = Rect::from_min_size(left, vec2(button_width, size::CONTROL));
                inside(ui, place, end, |ui| {
                    let step = if is_primary {
                        primary(ui, Icon::Check, "Apply")
                    } else {
                        button(ui, Icon::Check, "Apply")
                            .accessible_name(format!("Apply {}", number + 1))
                    };
                    pressed = Some(step);
                });
            }
        });
    pressed
}

/// The first sentence, and what follows it.
fn sentences(text: &str) -> (&str, &str) {
    text.split_once(". ").unwrap_or((text, ""))
}

const CHECK_ICON: f32 = 24.0;
const CHECK_NAME: f32 = 92.0;
/// The height of a line of text.
const LINE: f32 = 16.0;

/// One check: icon, name, reason, the standard's section. The reason wraps.
pub(crate) fn check(ui: &mut Ui, check: &Check, detail: &str) {
    let judgement = Judgement::from(check.status);
    let reference = link_width(ui, &check.reference);
    check_line(
        ui,
        judgement,
        (check.id.title(), CHECK_NAME),
        detail,
        reference,
        |ui| {
            link(ui, &check.reference);
        },
    );
}

/// The same of a check whose standard may not be known; the title has its width
/// with it, `reference_width` is that of what `reference` draws.
pub(crate) fn check_line(
    ui: &mut Ui,
    judgement: Judgement,
    (title, title_width): (&str, f32),
    detail: &str,
    reference_width: f32,
    reference: impl FnOnce(&mut Ui),
) {
    let t = tokens(ui);
    let width = ui.available_width();
    let aside = reference_width.max(100.0) + 1.0;
    let room = (width - CHECK_ICON - title_width - aside - size::GAP).max(80.0);
    let reason = visible(cut(detail, 2000)).into_owned();
    let font = TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout(reason.clone(), font, t.text, room);
    let height = galley.size().y;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height + 8.0), Sense::hover());
    let at = |from: f32, width: f32, height: f32| {
        Rect::from_min_size(rect.min + vec2(from, 4.0), vec2(width, height))
    };
    let middle = Layout::left_to_right(Align::Center);
    inside(ui, at(0.0, CHECK_ICON, LINE), middle, |ui| {
        let word = match judgement {
            Judgement::Pass => "Passed",
            Judgement::Fail => "Failed",
            _ => "Not checked",
        };
        ui.label(icon(judgement.icon()).color(judgement.hue(t)))
            .accessible_name(word)
            .on_hover_text(word)
    });
    inside(ui, at(CHECK_ICON, title_width, LINE), middle, |ui| {
        one_line(ui, name(ui, title))
    });
    let color = match judgement {
        Judgement::Fail => t.err,
        Judgement::Skipped => t.weak,
        _ => t.text,
    };
    let place = at(CHECK_ICON + title_width, room, height);
    inside(ui, place, Layout::top_down(Align::Min), |ui| {
        paragraph(ui, RichText::new(reason).color(color))
    });
    let end = Layout::right_to_left(Align::Center);
    let place = at(width - aside, aside, LINE);
    inside(ui, place, end, reference);
}

/// Advice on a credential: severity, title, what to do, reference.
pub(crate) fn finding(ui: &mut Ui, finding: &Finding, detail: &str) {
    let severity = format!("{:?}", finding.severity);
    row(ui, 24.0, |ui| {
        badge(ui, finding.severity.into(), &severity);
        right(ui, |ui| {
            link(ui, &finding.reference);
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, name(ui, &finding.title)));
        });
    });
    paragraph(ui, weak(ui, detail));
}
