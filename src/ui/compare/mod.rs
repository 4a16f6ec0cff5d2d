//! The workspace in which two are compared: both texts, and what is different below them.

mod changes;
mod pane;

pub(super) use changes::changes;

use super::cx::Cx;
use super::icons::Icon;
use super::shell;
use super::theme::{self, size, tokens};
use super::widgets::{
    Card, button, columns, icon, name, one_line, pill, right, row, square_button, weak,
};
use crate::app::{Action, CompareAction, Compared, Judgement, Side};
use egui::{RichText, ScrollArea, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let compared = cx.model.comparison.compared.as_deref();
    head(ui, cx, compared);
    ScrollArea::vertical()
        .id_salt("compare")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            if shell::is_small(ui) {
                for side in Side::BOTH {
                    pane::show(ui, cx, side);
                }
            } else {
                let width = ((ui.available_width() - size::GAP) / 2.0).floor();
                columns(ui, &[width, width], |i, ui| {
                    if let Some(side) = Side::BOTH.get(i) {
                        pane::show(ui, cx, *side);
                    }
                });
            }
            if let Some(compared) = compared {
                differences(ui, cx, compared);
            }
        });
}

fn head(ui: &mut Ui, cx: &Cx<'_>, compared: Option<&Compared>) {
    let t = tokens(ui);
    let sentence = compared.and_then(Compared::sentence);
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        let words = RichText::new("Compare").text_style(theme::title());
        ui.label(words.color(t.strong));
        ui.add_space(size::TIGHT);
        match compared.and_then(|c| c.comparison.as_ref()) {
            Some(all) if all.same => pill(ui, Judgement::Pass, Icon::CircleCheck, "The same"),
            Some(_) => pill(ui, Judgement::Warn, Icon::GitCompare, "Different"),
            None => {}
        }
        right(ui, |ui| {
            ui.add_enabled_ui(sentence.is_some(), |ui| {
                if button(ui, Icon::Copy, "Copy as text").clicked() {
                    cx.send(Action::Compare(CompareAction::Copy));
                }
            });
            if square_button(ui, Icon::ArrowDownUp, "Change places").clicked() {
                cx.send(Action::Compare(CompareAction::Swap));
            }
        });
    });
    let below = sentence.unwrap_or_else(|| {
        "Two tokens, or two JSON texts; the order of members and white space do not count".into()
    });
    row(ui, 18.0, |ui| one_line(ui, weak(ui, below)));
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

fn differences(ui: &mut Ui, cx: &Cx<'_>, compared: &Compared) {
    let t = tokens(ui);
    let Some(all) = &compared.comparison else {
        return;
    };
    let [header, payload, signature] = t.seg;
    let parts = [
        ("Header", header, &all.header),
        (compared.payload(), payload, &all.payload),
    ];
    for (title, hue, list) in parts {
        if list.is_empty() {
            continue;
        }
        let note = match list.len() {
            1 => "1 difference".to_owned(),
            n => format!("{n} differences"),
        };
        Card::new(title).hue(hue).note(note).show(
            ui,
            |_| {},
            |ui| changes(ui, title, list, cx.model.shown.hidden),
        );
    }
    if all.same {
        let sentence = compared.sentence().unwrap_or_default();
        Card::new("Result").show(
            ui,
            |_| {},
            |ui| told(ui, Icon::CircleCheck, t.ok, &sentence),
        );
        return;
    }
    let is_all = all.header.is_empty() && all.payload.is_empty();
    let rest = [
        (
            all.signature_differs,
            "Signature",
            match is_all {
                true => "The signatures are different, though header and claims are the same",
                false => "The signatures are different too",
            },
        ),
        (
            all.key_binding_differs,
            "Key binding",
            "The key-binding JWT is another, or only one has one",
        ),
        (
            all.encrypted_differs,
            "Encrypted",
            "The encrypted parts are different; what stands in them was not opened",
        ),
    ];
    for (_, title, sentence) in rest.into_iter().filter(|(differs, ..)| *differs) {
        Card::new(title).hue(signature).show(
            ui,
            |_| {},
            |ui| told(ui, Icon::Signature, t.weak, sentence),
        );
    }
}

fn told(ui: &mut Ui, glyph: Icon, hue: egui::Color32, sentence: &str) {
    row(ui, 24.0, |ui| {
        ui.label(icon(glyph).color(hue));
        one_line(ui, name(ui, sentence));
    });
}
