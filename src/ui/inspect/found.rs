//! The credentials of a text that holds several: which one is shown.

use crate::app::{self, Action, Judgement, Layer, VEIL};
use crate::report::{Json, Verdict};
use crate::ui::cx::Cx;
use crate::ui::theme::tokens;
use crate::ui::widgets::{
    Card, Look, cell, cut, focus_ring, icon, inside, mono, name, one_line, small,
};
use egui::{Align, Layout, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// The height of a line.
const LINE: f32 = 28.0;
/// So many lines are seen at once.
const SEEN: f32 = 5.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(judged) = cx.model.judged.as_deref() else {
        return;
    };
    // What stands inside another is a step of the way down, and no credential beside it.
    let all = judged.layers();
    let shown = judged.descent(cx.model.selected);
    let shown = shown.first().map_or(0, |top| top.number);
    let all: Vec<Layer<'_>> = all.into_iter().filter(|layer| layer.depth == 0).collect();
    if all.len() < 2 {
        return;
    }
    let title = format!("{} credentials found", all.len());
    Card::new(&title).show(
        ui,
        |_| {},
        |ui| {
            let height = (LINE * SEEN).min(LINE * all.len() as f32);
            ScrollArea::vertical()
                .id_salt("found")
                .max_height(height)
                .auto_shrink([false, true])
                .show_rows(ui, LINE, all.len(), |ui, seen| {
                    for i in seen {
                        if let Some(layer) = all.get(i) {
                            line(ui, cx, i, layer, shown);
                        }
                    }
                });
        },
    );
}

/// A line; `place` counts what stands in nothing, `shown` is the number of what is shown.
fn line(ui: &mut Ui, cx: &Cx<'_>, place: usize, layer: &Layer<'_>, shown: usize) {
    let t = tokens(ui);
    let report = layer.report;
    let on = layer.number == shown;
    let room = vec2(ui.available_width(), LINE);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let around = rect.expand2(vec2(8.0, 0.0));
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.raised };
        ui.painter().rect_filled(around, 6, fill);
    }
    let judgement = match report.verdict {
        Verdict::Valid => Judgement::Pass,
        Verdict::Invalid => Judgement::Fail,
        Verdict::Unverified => Judgement::Skipped,
    };
    let title = app::title(report);
    inside(ui, rect, Layout::left_to_right(Align::Center), |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.label(icon(judgement.icon()).color(judgement.hue(t)));
        cell(ui, 120.0, |ui| one_line(ui, name(ui, title)));
        let alg = report.header.as_ref().and_then(|h| h.get("alg"));
        cell(ui, 64.0, |ui| {
            one_line(ui, mono(alg.and_then(Json::as_str).unwrap_or(""), t.string))
        });
        cell(ui, 84.0, |ui| {
            one_line(ui, small(ui, report.verdict.as_str()))
        });
        let text = if cx.model.shown.hidden {
            VEIL
        } else {
            cut(&report.text, 200)
        };
        one_line(ui, mono(text, t.weak));
    });
    focus_ring(ui, &response, around);
    let says = format!("Credential {}: {title}", place + 1);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, &says));
    if response.clicked() {
        cx.send(Action::Select(layer.number));
    }
}
