//! What was pasted is keys: what they are, and a way to verify with them.

use crate::app::Action;
use crate::app::Judgement;
use crate::jose::key::Key;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::tokens;
use crate::ui::widgets::{
    Card, badge, cell, divider, field_error, icon, mono, name, one_line, quiet, right, row, small,
    tag,
};
use egui::{ScrollArea, Ui};

/// The height of a line, with its rule.
const LINE: f32 = 32.0;
/// Beyond so many lines the list scrolls by itself.
const MAX_OPEN: usize = 16;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(set) = cx.model.judged.as_ref().and_then(|j| j.keys.as_ref()) else {
        return;
    };
    let note = match set.keys.len() {
        1 => "1 key".to_owned(),
        n => format!("{n} keys"),
    };
    let tools = |ui: &mut Ui| {
        let says = "Use for verifying";
        if quiet(ui, Icon::ShieldCheck, says, says).clicked() {
            cx.send(Action::UseFoundKeys);
        }
    };
    Card::new("Keys").note(note).show(ui, tools, |ui| {
        if set.keys.len() <= MAX_OPEN {
            for (i, key) in set.keys.iter().enumerate() {
                line(ui, i, key);
            }
        } else {
            ScrollArea::vertical()
                .id_salt("keys found")
                .max_height(LINE * MAX_OPEN as f32)
                .auto_shrink([false, true])
                .show_rows(ui, LINE, set.keys.len(), |ui, seen| {
                    for i in seen {
                        if let Some(key) = set.keys.get(i) {
                            line(ui, i, key);
                        }
                    }
                });
        }
        for fault in set.faults.iter().take(20) {
            field_error(ui, fault);
        }
    });
}

fn line(ui: &mut Ui, number: usize, key: &Key) {
    let t = tokens(ui);
    if number > 0 {
        divider(ui);
    }
    row(ui, LINE - 1.0, |ui| {
        ui.label(icon(Icon::KeyRound).color(t.weak));
        cell(ui, 160.0, |ui| one_line(ui, name(ui, key.description())));
        right(ui, |ui| {
            if key.is_private {
                badge(ui, Judgement::Warn, "Private half included");
            }
            for word in [&key.alg, &key.public_key_use].into_iter().flatten() {
                tag(ui, crate::ui::widgets::cut(word, 16));
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| match &key.kid {
                Some(kid) => one_line(ui, mono(kid, t.string)),
                None => ui.label(small(ui, "No kid")),
            });
        });
    });
}
