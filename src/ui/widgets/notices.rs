//! Sentences that judge, advise and explain.

use super::buttons::{link, primary};
use super::layout::{inside, right, row};
use super::shapes::badge;
use super::status::Look;
use super::text::{cut, icon, icon_sized, name, one_line, paragraph, visible, weak};
use crate::app::Judgement;
use crate::report::{Check, Diagnosis, Finding};
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
                    ui.with_layout(rest, |ui| one_line(ui, name(ui, text)));
                });
            });
        });
}

/// Why it failed and, where it can be mended, the page's one filled button.
pub(crate) fn diagnosis(ui: &mut Ui, diagnosis: &Diagnosis) -> Option<Response> {
    let t = tokens(ui);
    let mut pressed = None;
    Frame::new()
        .fill(t.info_fill)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(16, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let button = if diagnosis.mend.is_some() { 96.0 } else { 0.0 };
            ui.horizontal_top(|ui| {
                ui.add_space(0.0);
                ui.label(icon_sized(Icon::Wrench, 18.0).color(t.link));
                ui.vertical(|ui| {
                    ui.set_width((ui.available_width() - button).max(80.0));
                    let told = visible(cut(&diagnosis.detail, 2000)).into_owned();
                    paragraph(ui, RichText::new(told).color(t.strong));
                });
                if diagnosis.mend.is_some() {
                    right(ui, |ui| pressed = Some(primary(ui, Icon::Check, "Apply")));
                }
            });
        });
    pressed
}

const CHECK_ICON: f32 = 24.0;
const CHECK_NAME: f32 = 92.0;
const CHECK_REFERENCE: f32 = 100.0;

fn reason_text(reason: &str) -> String {
    visible(cut(reason, 2000)).into_owned()
}

/// How high a check will be in that width, its reason wrapped.
fn check_height(ui: &Ui, reason: &str, width: f32) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    let room = (width - CHECK_ICON - CHECK_NAME - CHECK_REFERENCE).max(80.0);
    let galley = ui
        .painter()
        .layout(reason_text(reason), font, tokens(ui).text, room);
    galley.size().y + 8.0
}

/// One check: icon, name, reason, the standard's section. The reason wraps.
pub(crate) fn check(ui: &mut Ui, check: &Check) {
    let t = tokens(ui);
    let judgement = Judgement::from(check.status);
    let width = ui.available_width();
    let reason_width = (width - CHECK_ICON - CHECK_NAME - CHECK_REFERENCE).max(80.0);
    let height = check_height(ui, &check.detail, width);
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let line = 16.0;
    let at = |from: f32, width: f32, height: f32| {
        Rect::from_min_size(rect.min + vec2(from, 4.0), vec2(width, height))
    };
    let middle = Layout::left_to_right(Align::Center);
    inside(ui, at(0.0, CHECK_ICON, line), middle, |ui| {
        let word = match judgement {
            Judgement::Pass => "Passed",
            Judgement::Fail => "Failed",
            _ => "Not checked",
        };
        ui.label(icon(judgement.icon()).color(judgement.hue(t)))
            .accessible_name(word)
            .on_hover_text(word)
    });
    inside(ui, at(CHECK_ICON, CHECK_NAME, line), middle, |ui| {
        one_line(ui, name(ui, check.id.title()))
    });
    let color = match judgement {
        Judgement::Fail => t.err,
        Judgement::Skipped => t.weak,
        _ => t.text,
    };
    let room = at(CHECK_ICON + CHECK_NAME, reason_width, height - 8.0);
    inside(ui, room, Layout::top_down(Align::Min), |ui| {
        paragraph(ui, RichText::new(reason_text(&check.detail)).color(color))
    });
    let end = Layout::right_to_left(Align::Center);
    let room = at(width - CHECK_REFERENCE, CHECK_REFERENCE, line);
    inside(ui, room, end, |ui| link(ui, &check.reference));
}

/// Advice on a credential: severity, title, what to do, reference.
pub(crate) fn finding(ui: &mut Ui, finding: &Finding) {
    let severity = format!("{:?}", finding.severity);
    row(ui, 24.0, |ui| {
        badge(ui, finding.severity.into(), &severity);
        right(ui, |ui| {
            link(ui, &finding.reference);
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, name(ui, &finding.title)));
        });
    });
    paragraph(ui, weak(ui, &finding.detail));
}
