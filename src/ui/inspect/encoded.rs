//! What was pasted, in the colours of its segments.

use super::copy_menu;
use super::segment::{self, hue};
use crate::app::{Action, Command, Input, LARGE_TEXT, VEIL};
use crate::report::Report;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{Tokens, size, tokens};
use crate::ui::widgets::{
    Card, area, cell, cut, focus_when_new, icon_button, icon_sized, long_text, mono, one_line,
    plain, right, row, small, weak,
};
use egui::text::LayoutJob;
use egui::{FontId, RichText, ScrollArea, TextFormat, TextStyle, Ui};

/// So many segments are shown on a line of their own; a JSON serialization may have more.
const MAX_PIECES: usize = 8;

/// The height of the editor, beyond which it scrolls.
const EDITOR: f32 = 320.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let report = cx.report();
    // Only the text that was pasted can be edited as such.
    let editing = cx.model.shown.editing && cx.model.around().is_none();
    let tools = |ui: &mut Ui| {
        let copy = Command::CopyToken;
        if copy.is_enabled(cx.model) {
            copy_menu::show(ui, cx);
            cx.on_click(icon_button(ui, Icon::Copy, copy.text()), copy);
        }
        let large = cx.model.input.len() > LARGE_TEXT;
        let (glyph, says) = match (editing, large) {
            (true, _) => (Icon::FoldVertical, "Show one line a segment"),
            (false, true) => (Icon::UnfoldVertical, "Show all of the text"),
            (false, false) => (Icon::UnfoldVertical, "Edit the text"),
        };
        if cx.model.input.is_text() && cx.model.around().is_none() {
            let response = icon_button(ui, glyph, says);
            if response.clicked() {
                cx.send(Action::ShowText(!editing));
            }
        }
    };
    Card::new("Encoded").note(note(cx)).show(ui, tools, |ui| {
        match report {
            _ if cx.model.shown.hidden => hidden(ui, report),
            _ if editing && cx.model.input.len() <= LARGE_TEXT => {
                edit(ui, cx);
                report.into_iter().for_each(|r| segment::legend(ui, r));
            }
            Some(report) if editing => {
                whole(ui, report);
                segment::legend(ui, report);
            }
            Some(report) if !report.pieces.is_empty() => pieces(ui, report),
            _ => beginning(ui, &cx.model.input),
        }
        if let Some(report) = report {
            wrapping(ui, report);
        }
    });
}

fn note(cx: &Cx<'_>) -> String {
    // What stands inside another is not the text that was pasted.
    if cx.model.around().is_some() {
        return cx
            .report()
            .map_or_else(String::new, |r| bytes(r.text.len()));
    }
    match &cx.model.input {
        Input::Text(text) if text.len() <= LARGE_TEXT => match text.chars().count() {
            1 => "1 character".into(),
            n => format!("{n} characters"),
        },
        input => bytes(input.len()),
    }
}

pub(super) fn bytes(n: usize) -> String {
    match n {
        1 => "1 byte".into(),
        0..10_000 => format!("{n} bytes"),
        10_000..1_048_576 => format!("{} KiB", n >> 10),
        _ => format!("{:.1} MiB", n as f64 / f64::from(1 << 20)),
    }
}

/// The segments without what is in them.
fn hidden(ui: &mut Ui, report: Option<&Report>) {
    let t = tokens(ui);
    let stretches = report.map_or_else(Vec::new, segment::stretches);
    let names = segment::names_width(ui, &stretches);
    for stretch in stretches.iter().take(MAX_PIECES) {
        let color = hue(t, stretch.segment);
        row(ui, 22.0, |ui| {
            let title = RichText::new(stretch.title()).color(color);
            cell(ui, names, |ui| one_line(ui, title));
            ui.label(mono(VEIL, color));
        });
    }
    row(ui, 22.0, |ui| {
        let told = "Hidden for a shared screen; F8 shows it again";
        one_line(ui, weak(ui, told));
    });
}

/// One line a segment, cut with an ellipsis.
fn pieces(ui: &mut Ui, report: &Report) {
    let t = tokens(ui);
    let stretches = segment::stretches(report);
    let names = segment::names_width(ui, &stretches);
    for stretch in stretches.iter().take(MAX_PIECES) {
        let color = hue(t, stretch.segment);
        let text = report.text.get(stretch.range.clone()).unwrap_or_default();
        row(ui, 22.0, |ui| {
            let title = RichText::new(stretch.title()).color(color);
            cell(ui, names, |ui| one_line(ui, title));
            let room = ui.available_width() - 88.0;
            cell(ui, room, |ui| {
                ui.style_mut().interaction.selectable_labels = false;
                if text.is_empty() {
                    one_line(ui, weak(ui, "Empty"));
                } else {
                    one_line(ui, mono(text, color));
                }
            });
            right(ui, |ui| ui.label(small(ui, bytes(stretch.decoded))));
        });
    }
    let more = stretches.len().saturating_sub(MAX_PIECES);
    if more > 0 {
        row(ui, 22.0, |ui| {
            ui.label(weak(ui, format!("and {more} more segments")));
        });
    }
}

/// The first lines of what has no segments.
fn beginning(ui: &mut Ui, input: &Input) {
    let t = tokens(ui);
    let Input::Text(text) = input else {
        ui.label(weak(ui, "These bytes are no text"));
        return;
    };
    for line in text.lines().filter(|l| !l.trim().is_empty()).take(4) {
        row(ui, 20.0, |ui| one_line(ui, mono(line, t.text)));
    }
    if text.lines().nth(4).is_some() {
        row(ui, 20.0, |ui| ui.label(mono("…", t.weak)));
    }
}

/// All of a text that is too large to be laid out at once.
fn whole(ui: &mut Ui, report: &Report) {
    let t = tokens(ui);
    let pieces = &report.pieces;
    let inks = |at: usize| {
        let piece = pieces.iter().find(|p| p.range.contains(&at));
        piece.map_or(t.weak, |p| hue(t, p.segment))
    };
    long_text(ui, "whole", &report.text, &inks);
    ui.add_space(size::TIGHT);
    let told = "Too large to be edited here; paste another text to replace it";
    ui.label(small(ui, told));
}

fn edit(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let font = TextStyle::Monospace.resolve(ui.style());
    let text = cx.model.input.text();
    let colour = |text: &str| coloured(text, cx.report(), t, &font);
    let says = "Encoded text";
    let hint = "Type or paste a token, a curl command, a JSON answer, a key";
    ScrollArea::vertical()
        .id_salt("editing")
        .max_height(EDITOR)
        .show(ui, |ui| {
            let (changed, response) = area(ui, says, hint, text, 5, &colour);
            focus_when_new(ui, &response);
            if let Some(text) = changed {
                cx.send(Action::Edited(text));
            }
        });
}

/// The text with its segments coloured: where the report's token stands in it, else at the dots.
fn coloured(text: &str, report: Option<&Report>, t: &Tokens, font: &FontId) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut put = |text: &str, color| {
        let format = TextFormat {
            font_id: font.clone(),
            color,
            line_height: Some(18.0),
            ..Default::default()
        };
        job.append(text, 0.0, format);
    };
    let token = report
        .filter(|r| !r.pieces.is_empty())
        .and_then(|r| Some((r, text.find(r.text.as_str())?)));
    if let Some((report, offset)) = token {
        let mut done = 0;
        for piece in &report.pieces {
            let (from, to) = (offset + piece.range.start, offset + piece.range.end);
            if from < done {
                continue;
            }
            put(text.get(done..from).unwrap_or_default(), t.weak);
            put(
                text.get(from..to).unwrap_or_default(),
                hue(t, piece.segment),
            );
            done = to;
        }
        put(text.get(done..).unwrap_or_default(), t.weak);
    } else if cut(text, 2) == "ey" {
        let order = segment::order(text);
        for (i, part) in text.split_inclusive('.').enumerate() {
            let color = order.get(i).map_or(t.text, |s| hue(t, *s));
            let bare = part.strip_suffix('.').unwrap_or(part);
            put(bare, color);
            put(part.get(bare.len()..).unwrap_or_default(), t.weak);
        }
    } else {
        put(text, t.text);
    }
    job
}

/// What the token was taken out of.
fn wrapping(ui: &mut Ui, report: &Report) {
    if report.wrapping.is_empty() {
        return;
    }
    let t = tokens(ui);
    ui.add_space(size::TIGHT);
    row(ui, 22.0, |ui| {
        ui.label(icon_sized(Icon::Layers, 14.0).color(t.weak));
        let told = format!("Taken out of: {}", report.wrapping.join(", "));
        one_line(ui, plain(ui, told));
    });
}
