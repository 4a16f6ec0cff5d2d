//! Differences, one a line. Only the lines that are seen are laid out.

use crate::app::VEIL;
use crate::compare::{Change, What};
use crate::report::Json;
use crate::ui::icons::Icon;
use crate::ui::theme::{Tokens, size, tokens};
use crate::ui::widgets::{
    cell, cut, divider, icon_sized, mono, one_line, right, row, small, visible,
};
use egui::{Color32, RichText, Role, ScrollArea, Ui, WidgetInfo};

/// Wider than this a difference stands on one line, else on two.
const ONE_LINE: f32 = 640.0;
/// Beyond so many lines the list scrolls by itself.
const MAX_OPEN: usize = 60;
/// The height of a list that scrolls by itself.
const PANE: f32 = 560.0;
/// A value is cut after so many characters before it is measured.
const MAX_CHARS: usize = 400;
/// The height of a line of text.
const LINE: f32 = 20.0;

/// Shows differences; without their values where those are `hidden`.
pub(crate) fn changes(ui: &mut Ui, salt: &str, changes: &[Change], hidden: bool) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let wide = ui.available_width() >= ONE_LINE;
    let height = if wide { size::ROW } else { 2.0 * LINE + 5.0 };
    if changes.len() <= MAX_OPEN {
        for (i, change) in changes.iter().enumerate() {
            line(ui, i, change, wide, hidden);
        }
        return;
    }
    ScrollArea::vertical()
        .id_salt(salt)
        .max_height(PANE)
        .auto_shrink([false, true])
        .show_rows(ui, height, changes.len(), |ui, seen| {
            for i in seen {
                if let Some(change) = changes.get(i) {
                    line(ui, i, change, wide, hidden);
                }
            }
        });
}

struct Told {
    word: &'static str,
    icon: Icon,
    hue: Color32,
    from: Option<(String, Color32)>,
    to: Option<(String, Color32)>,
}

fn told(change: &Change, t: &Tokens, hidden: bool) -> Told {
    let shown = |json: &Json| {
        if hidden {
            (VEIL.to_owned(), t.weak)
        } else {
            value(json, t)
        }
    };
    match &change.what {
        What::Added { to } => Told {
            word: "added",
            icon: Icon::Plus,
            hue: t.ok,
            from: None,
            to: Some(shown(to)),
        },
        What::Removed { from } => Told {
            word: "removed",
            icon: Icon::Minus,
            hue: t.err,
            from: Some(shown(from)),
            to: None,
        },
        What::Changed { from, to } => Told {
            word: "changed",
            icon: Icon::Pencil,
            hue: t.warn,
            from: Some(shown(from)),
            to: Some(shown(to)),
        },
    }
}

/// A value on a line, in the colour of its kind.
fn value(json: &Json, t: &Tokens) -> (String, Color32) {
    match json {
        Json::String(text) => (cut(text, MAX_CHARS).to_owned(), t.string),
        Json::Number(digits) => (cut(digits, MAX_CHARS).to_owned(), t.number),
        Json::Bool(_) | Json::Null => (json_text(json), t.number),
        other => (cut(&json_text(other), MAX_CHARS).to_owned(), t.text),
    }
}

fn json_text(json: &Json) -> String {
    serde_json::to_string(json).unwrap_or_default()
}

fn line(ui: &mut Ui, number: usize, change: &Change, wide: bool, hidden: bool) {
    let t = tokens(ui);
    let told = told(change, t, hidden);
    let path = change.path.to_string();
    let detail = change.detail.as_deref().filter(|_| !hidden);
    let detail = detail.unwrap_or_default();
    if number > 0 {
        divider(ui);
    }
    if wide {
        row(ui, size::ROW - 1.0, |ui| {
            mark(ui, &told, &path);
            cell(ui, ui.available_width() * 0.24, |ui| {
                one_line(ui, mono(&path, t.strong));
            });
            right(ui, |ui| {
                ui.label(small(ui, detail));
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(rest, |ui| values(ui, &told));
            });
        });
        return;
    }
    row(ui, LINE + 2.0, |ui| {
        mark(ui, &told, &path);
        right(ui, |ui| {
            ui.label(small(ui, detail));
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, mono(&path, t.strong)));
        });
    });
    row(ui, LINE + 2.0, |ui| {
        ui.add_space(22.0);
        values(ui, &told);
    });
}

/// What became of the value, as icon and word.
fn mark(ui: &mut Ui, told: &Told, path: &str) {
    let says = format!("{} {}", visible(cut(path, 200)), told.word);
    let response = ui.label(icon_sized(told.icon, 14.0).color(told.hue));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &says));
    response.on_hover_text(told.word);
}

/// Both values; the old one at most half of the room.
fn values(ui: &mut Ui, told: &Told) {
    let t = tokens(ui);
    let (from, to) = match (&told.from, &told.to) {
        (Some((text, hue)), None) | (None, Some((text, hue))) => {
            one_line(ui, mono(text, *hue));
            return;
        }
        (Some(from), Some(to)) => (from, to),
        (None, None) => return,
    };
    let room = ui.available_width();
    let text = RichText::new(visible(&from.0).into_owned()).monospace();
    let font = egui::TextStyle::Monospace.resolve(ui.style());
    let wanted = ui
        .painter()
        .layout_no_wrap(text.text().to_owned(), font, t.text)
        .size()
        .x;
    cell(ui, wanted.min(room * 0.5).ceil() + 1.0, |ui| {
        one_line(ui, mono(&from.0, t.weak));
    });
    ui.label(icon_sized(Icon::ArrowRight, 12.0).color(t.weak));
    one_line(ui, mono(&to.0, to.1));
}
