//! The JOSE header.

use super::claims;
use crate::app::{Command, Part, meaning};
use crate::report::{Json, Report};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{Card, icon_button, lines, mono, row, weak};
use egui::{TextStyle, Ui};

/// A header of short values of so many characters in all may stand on one line.
const MAX_INLINE: usize = 160;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let Some(header) = &report.header else {
        return;
    };
    let t = tokens(ui);
    let tools = |ui: &mut Ui| {
        let copy = Command::CopyHeader;
        cx.on_click(icon_button(ui, Icon::Copy, copy.text()), copy);
        claims::edit_button(ui, cx, report, "Edit the header");
        if header.members().is_some() {
            claims::json_switch(ui, cx, Part::Header, "header");
        }
    };
    Card::new("Header").hue(t.seg[0]).show(ui, tools, |ui| {
        let as_json = cx.model.shown.json.contains(&Part::Header);
        match header.members() {
            Some(members) if !as_json => match inline(ui, members) {
                Some(words) => on_one_line(ui, &words),
                None => claims::table(ui, cx, Part::Header, members),
            },
            _ => lines(ui, "header", &cx.json(ui, Part::Header, None, header)),
        }
    });
}

type Words<'a> = Vec<(&'a str, &'a str, &'static str)>;

/// Names, values and meanings, where all of it fits on one line.
fn inline<'a>(ui: &Ui, members: &'a [(String, Json)]) -> Option<Words<'a>> {
    let mut chars = 0;
    let mut words = Words::new();
    for (name, json) in members {
        let value = match json {
            Json::String(text) => text.as_str(),
            Json::Number(digits) => digits.as_str(),
            _ => return None,
        };
        let told = match name.as_str() {
            "alg" | "enc" | "purpose" => meaning(name, json, true),
            "typ" | "kid" | "cty" | "zip" | "version" => "",
            _ => return None,
        };
        chars += name.chars().count() + value.chars().count();
        words.push((name, value, told));
    }
    let font = TextStyle::Monospace.resolve(ui.style());
    let advance = ui.fonts_mut(|f| f.glyph_width(&font, 'M'));
    let told: usize = words.iter().map(|(_, _, told)| told.chars().count()).sum();
    let gaps = words.len() as f32 * (3.0 * size::GAP + size::PAD);
    let width = (chars + told) as f32 * advance + gaps;
    (chars <= MAX_INLINE && width <= ui.available_width()).then_some(words)
}

fn on_one_line(ui: &mut Ui, words: &Words<'_>) {
    let t = tokens(ui);
    row(ui, 24.0, |ui| {
        for (name, value, told) in words {
            ui.label(mono(name, t.text));
            ui.label(mono(value, t.string));
            if !told.is_empty() {
                ui.label(weak(ui, told));
            }
            ui.add_space(size::PAD);
        }
    });
}
