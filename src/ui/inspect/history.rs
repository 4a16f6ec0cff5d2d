//! What was looked at since the window opened, at the side of the page.

use crate::app::{Action, HistoryAction, Visit, clock};
use crate::ui::aloud;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, button, focus_ring, icon, icon_button, inside, name, one_line, quiet, row, small,
    weak,
};
use egui::{
    Align, Frame, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

/// The width of the list.
const WIDTH: f32 = 264.0;
/// The height of a line: two lines of text.
const LINE: f32 = 44.0;

/// Takes its room from the right of the page, where it is shown.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    if !cx.model.history.open {
        return;
    }
    let frame = Frame::new().inner_margin(Margin {
        left: size::GAP as i8,
        ..Margin::ZERO
    });
    Panel::right("history")
        .exact_size(WIDTH)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| list(ui, cx));
}

fn list(ui: &mut Ui, cx: &Cx<'_>) {
    let history = &cx.model.history;
    let send = |action| cx.send(Action::History(action));
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Close the history").clicked() {
            send(HistoryAction::Show(false));
        }
        if !history.visits.is_empty()
            && quiet(ui, Icon::Trash2, "Clear", "Clear the history").clicked()
        {
            send(HistoryAction::Clear);
        }
    };
    let count = match history.visits.len() {
        0 => String::new(),
        n => n.to_string(),
    };
    Card::new("History").note(count).show(ui, tools, |ui| {
        if history.visits.is_empty() {
            ui.label(weak(ui, "What you look at is listed here"));
            return;
        }
        let below = 44.0;
        ScrollArea::vertical()
            .id_salt("history")
            .max_height((ui.available_height() - below).max(LINE * 2.0))
            .auto_shrink([false, true])
            .show_rows(ui, LINE, history.visits.len(), |ui, seen| {
                for i in seen {
                    if let Some(visit) = history.visits.get(i) {
                        line(ui, cx, i, visit);
                    }
                }
            });
        ui.add_space(size::GAP);
        row(ui, size::CONTROL, |ui| match history.pair() {
            Some((older, newer)) => {
                if button(ui, Icon::GitCompare, "Compare the two").clicked() {
                    cx.send(Action::CompareHistory(older, newer));
                }
            }
            None => {
                one_line(ui, small(ui, "Choose two to compare"));
            }
        });
    });
}

fn line(ui: &mut Ui, cx: &Cx<'_>, number: usize, visit: &Visit) {
    let t = tokens(ui);
    let on = visit.is_shown(cx.model);
    let chosen = cx.model.history.chosen.contains(&visit.id);
    let width = ui.available_width();
    row(ui, LINE, |ui| {
        let room = vec2(width - 32.0, LINE);
        let (rect, response) = ui.allocate_exact_size(room, Sense::click());
        let around = rect.expand2(vec2(8.0, 0.0));
        if on || response.hovered() {
            let fill = if on { t.selected } else { t.raised };
            ui.painter().rect_filled(around, 6, fill);
        }
        let upper = Rect::from_min_size(rect.min + vec2(0.0, 4.0), vec2(room.x, 18.0));
        let middle = Layout::left_to_right(Align::Center);
        inside(ui, upper, middle, |ui| {
            ui.style_mut().interaction.selectable_labels = false;
            let hue = visit.judgement.hue(t);
            ui.label(icon(visit.judgement.icon()).color(hue));
            one_line(ui, name(ui, visit.title));
        });
        let lower = upper.translate(vec2(23.0, 18.0));
        let lower = lower.with_max_x(rect.right());
        let when = clock(visit.at, cx.model.now, &cx.model.zone);
        inside(ui, lower, middle, |ui| {
            ui.style_mut().interaction.selectable_labels = false;
            let told = format!("{}, {when}, {}", visit.verdict, visit.source.words());
            one_line(ui, small(ui, told));
        });
        focus_ring(ui, &response, around);
        let says = format!("History {}: {}, {}", number + 1, visit.title, visit.verdict);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &says));
        aloud::option(&response, on);
        if response.clicked() {
            cx.send(Action::History(HistoryAction::Restore(visit.id)));
        }
        if visit.is_text() {
            let (glyph, says) = if chosen {
                let says = format!("Leave {} out of the comparison", number + 1);
                (Icon::Check, says)
            } else {
                (
                    Icon::GitCompare,
                    format!("Choose {} to compare", number + 1),
                )
            };
            if icon_button(ui, glyph, &says).clicked() {
                cx.send(Action::History(HistoryAction::Choose(visit.id)));
            }
        }
    });
}
