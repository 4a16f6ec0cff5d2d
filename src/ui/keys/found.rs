//! What a key is.

use crate::app::{Action, Facts, Found, Judgement, KeyAction, has_private, is_secret};
use crate::jose::signing::Entry;
use crate::ui::aloud;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, badge, cell, field_error, focus_ring, icon, icon_button, icon_sized, inside, mono,
    name, one_line, pair, paragraph, plain, right, small, tag, weak,
};
use egui::{Align, Layout, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// The width of the labels.
const LABEL: f32 = 96.0;
/// The height of a line of the list.
const LINE: f32 = 28.0;
/// Beyond so many lines the list scrolls by itself.
const MAX_OPEN: usize = 8;
/// So many faults of a file are listed.
const MAX_FAULTS: usize = 10;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, found: &Found, entry: &Entry, facts: &Facts) {
    if found.file.entries.len() > 1 || !found.file.faults.is_empty() {
        list(ui, cx, found);
    }
    let title = entry.key.description();
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Put the keys away").clicked() {
            cx.send(Action::Keys(KeyAction::Clear));
        }
    };
    Card::new(&title)
        .note(&found.file.source)
        .show(ui, tools, |ui| one(ui, cx, entry, facts));
}

fn one(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, facts: &Facts) {
    let t = tokens(ui);
    let key = &entry.key;
    pair(ui, LABEL, "Holds", |ui| {
        let (judgement, text) = if is_secret(entry) {
            (Judgement::Warn, "A shared secret")
        } else if has_private(entry) {
            (Judgement::Warn, "Private and public half")
        } else {
            (Judgement::Info, "The public half")
        };
        badge(ui, judgement, text);
    });
    let said = [
        ("Key id", &key.kid),
        ("Algorithm", &key.alg),
        ("Use", &key.public_key_use),
    ];
    for (label, value) in said {
        pair(ui, LABEL, label, |ui| {
            match value {
                Some(value) => one_line(ui, mono(value, t.string)),
                None => ui.label(weak(ui, "Not said")),
            };
        });
    }
    if let Some(operations) = &key.key_ops {
        pair(ui, LABEL, "Operations", |ui| {
            for operation in operations.iter().take(8) {
                tag(ui, crate::ui::widgets::cut(operation, 16));
            }
        });
    }
    if let Some(thumbprint) = &facts.thumbprint {
        pair(ui, LABEL, "Thumbprint", |ui| {
            right(ui, |ui| {
                if icon_button(ui, Icon::Copy, "Copy the thumbprint").clicked() {
                    cx.send(Action::Keys(KeyAction::CopyThumbprint));
                }
                ui.label(small(ui, "RFC 7638"));
                let rest = Layout::left_to_right(Align::Center);
                ui.with_layout(rest, |ui| one_line(ui, mono(thumbprint, t.text)));
            });
        });
    }
    pair(ui, LABEL, "Strength", |ui| {
        if facts.weaknesses.is_empty() {
            judged(ui, Judgement::Pass, "No weakness is known of it");
        }
        if let Some(first) = facts.weaknesses.first() {
            judged(ui, Judgement::Fail, first);
        }
    });
    for weakness in facts.weaknesses.iter().skip(1) {
        pair(ui, LABEL, "", |ui| judged(ui, Judgement::Fail, weakness));
    }
    if let Some(Err(why)) = &entry.signing {
        ui.horizontal_top(|ui| {
            let hue = Judgement::Warn.hue(t);
            ui.label(icon_sized(Icon::TriangleAlert, 14.0).color(hue));
            let told = format!("It cannot sign: {} {why}", entry.name);
            paragraph(ui, plain(ui, told));
        });
    }
}

fn judged(ui: &mut Ui, judgement: Judgement, words: &str) {
    let hue = judgement.hue(tokens(ui));
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.label(icon_sized(judgement.icon(), 14.0).color(hue));
    one_line(ui, plain(ui, words));
}

fn list(ui: &mut Ui, cx: &Cx<'_>, found: &Found) {
    let count = found.file.entries.len();
    let note = match count {
        1 => "1 key".to_owned(),
        n => format!("{n} keys"),
    };
    Card::new("Keys").note(note).show(
        ui,
        |_| {},
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if count <= MAX_OPEN {
                for (i, entry) in found.file.entries.iter().enumerate() {
                    line(ui, cx, i, entry);
                }
            } else {
                ScrollArea::vertical()
                    .id_salt("list of keys")
                    .max_height(LINE * MAX_OPEN as f32)
                    .auto_shrink([false, true])
                    .show_rows(ui, LINE, count, |ui, seen| {
                        for i in seen {
                            if let Some(entry) = found.file.entries.get(i) {
                                line(ui, cx, i, entry);
                            }
                        }
                    });
            }
            for fault in found.file.faults.iter().take(MAX_FAULTS) {
                field_error(ui, fault);
            }
            let more = found.file.faults.len().saturating_sub(MAX_FAULTS);
            if more > 0 {
                ui.label(weak(ui, format!("and {more} more")));
            }
        },
    );
}

fn line(ui: &mut Ui, cx: &Cx<'_>, number: usize, entry: &Entry) {
    let t = tokens(ui);
    let on = cx.model.key_space.selected == number;
    let room = vec2(ui.available_width(), LINE);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let around = rect.expand2(vec2(size::GAP, 0.0));
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.hover };
        ui.painter().rect_filled(around, 6, fill);
    }
    let description = entry.key.description();
    let kid = entry.key.kid.as_deref();
    inside(ui, rect, Layout::left_to_right(Align::Center), |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.label(icon(Icon::KeyRound).color(if on { t.link } else { t.weak }));
        cell(ui, 150.0, |ui| one_line(ui, name(ui, &description)));
        right(ui, |ui| {
            if has_private(entry) {
                ui.label(small(ui, "private"));
            }
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| match kid {
                Some(kid) => one_line(ui, mono(kid, t.string)),
                None => one_line(ui, small(ui, &entry.name)),
            });
        });
    });
    focus_ring(ui, &response, around);
    let says = format!("Key {}: {description}", number + 1);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &says));
    aloud::option(&response, on);
    if response.clicked() {
        cx.send(Action::Keys(KeyAction::Select(number)));
    }
}
