//! The disclosures of an SD-JWT, each with the digest under which the issuer signed it, and the
//! choice of what a holder presents.

use crate::app::{Action, PresentAction, VEIL};
use crate::report::{Disclosed, Json, Report};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{Tokens, size, tokens};
use crate::ui::widgets::{
    Card, button, cell, checkbox_named, cut, divider, field_error, icon_button, icon_sized, mono,
    one_line, pair, quiet, right, row, small, verbatim, weak,
};
use egui::{Align, Color32, Layout, ScrollArea, Ui};

/// The height of a line, without its rule.
const LINE: f32 = 27.0;
/// Beyond so many lines the list scrolls by itself, and only those that are seen are drawn.
const MAX_OPEN: usize = 40;
/// The height of a list that scrolls by itself.
const PANE: f32 = 420.0;
/// The width of the labels of what a disclosure is made of.
const LABEL: f32 = 60.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let Some(selective) = report.selective.as_deref() else {
        return;
    };
    let all = &selective.disclosures;
    if all.is_empty() {
        return;
    }
    let t = tokens(ui);
    let form = &cx.model.presentation;
    let lost = all.iter().filter(|one| one.path.is_none()).count();
    let note = match lost {
        0 => all.len().to_string(),
        n => format!("{}, of which {n} without a place", all.len()),
    };
    let tools = |ui: &mut Ui| {
        if !cx.model.can_present() {
            return;
        }
        let (glyph, text, says) = if form.open {
            (Icon::X, "Close", "Close the choice of disclosures")
        } else {
            (Icon::Send, "Present…", "Choose what is presented")
        };
        if quiet(ui, glyph, text, says).clicked() {
            cx.send(Action::Present(PresentAction::Show(!form.open)));
        }
    };
    Card::new("Disclosures")
        .hue(t.seg_more[1])
        .note(note)
        .show(ui, tools, |ui| {
            if all.len() <= MAX_OPEN {
                for (i, one) in all.iter().enumerate() {
                    line(ui, cx, i, one, true);
                }
            } else {
                ScrollArea::vertical()
                    .id_salt("disclosures")
                    .max_height(PANE)
                    .auto_shrink([false, true])
                    .show_rows(ui, LINE + 1.0, all.len(), |ui, seen| {
                        for i in seen {
                            if let Some(one) = all.get(i) {
                                line(ui, cx, i, one, false);
                            }
                        }
                    });
            }
            if form.open && cx.model.can_present() {
                present(ui, cx, all.len());
            }
        });
}

fn line(ui: &mut Ui, cx: &Cx<'_>, number: usize, one: &Disclosed, may_grow: bool) {
    let t = tokens(ui);
    let form = &cx.model.presentation;
    let open = may_grow && cx.model.shown.disclosures.contains(&number);
    if number > 0 {
        divider(ui);
    } else {
        ui.add_space(1.0);
    }
    let place = one.path.as_deref().unwrap_or("Belongs nowhere");
    row(ui, LINE, |ui| {
        if form.open && cx.model.can_present() {
            choice(ui, cx, number, one);
        }
        let width = (ui.available_width() * 0.42).floor();
        cell(ui, width - size::GAP, |ui| match &one.path {
            Some(path) => {
                one_line(ui, verbatim(ui, path, t.text));
            }
            None => {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(icon_sized(Icon::CircleAlert, 14.0).color(t.err));
                let told = one.name.as_deref().unwrap_or("");
                one_line(
                    ui,
                    mono(format!("{told} belongs nowhere").trim_start(), t.err),
                );
            }
        });
        right(ui, |ui| {
            if may_grow {
                let (glyph, says) = if open {
                    (Icon::ChevronUp, format!("Hide the disclosure of {place}"))
                } else {
                    (Icon::ChevronDown, format!("Show the disclosure of {place}"))
                };
                if icon_button(ui, glyph, &says).clicked() {
                    cx.send(Action::ExpandDisclosure(number));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let (text, color) = value(cx, &one.value, t);
                let response = one_line(ui, verbatim(ui, &text, color));
                if !open && !cx.model.shown.hidden {
                    response.on_hover_text(told(one));
                }
            });
        });
    });
    if open {
        made_of(ui, cx, one);
    }
}

/// Whether it is presented. What has no place cannot be.
fn choice(ui: &mut Ui, cx: &Cx<'_>, number: usize, one: &Disclosed) {
    let on = cx.model.presentation.chosen.contains(&number);
    cell(ui, 20.0, |ui| {
        let Some(path) = &one.path else { return };
        let says = format!("Present {path}");
        if checkbox_named(ui, on, "", &says).is_some() {
            cx.send(Action::Present(PresentAction::Choose(number)));
        }
    });
}

fn value(cx: &Cx<'_>, json: &Json, t: &Tokens) -> (String, Color32) {
    if cx.model.shown.hidden {
        return (VEIL.to_owned(), t.weak);
    }
    match json {
        Json::String(text) => (cut(text, 400).to_owned(), t.string),
        Json::Number(digits) => (cut(digits, 400).to_owned(), t.number),
        Json::Bool(_) | Json::Null => (written(json), t.number),
        _ => (written(json), t.weak),
    }
}

fn written(json: &Json) -> String {
    let text = serde_json::to_string(json).unwrap_or_default();
    cut(&text, 400).to_owned()
}

/// What its digest is made of, in a tooltip.
pub(super) fn told(one: &Disclosed) -> String {
    let salt = one.salt.as_ref().map_or_else(|| "none".to_owned(), written);
    let digest = one.digest.as_deref().unwrap_or("unknown");
    let told = format!("Disclosed; salt {salt}\ndigest {digest}");
    crate::ui::widgets::visible(&told).into_owned()
}

fn made_of(ui: &mut Ui, cx: &Cx<'_>, one: &Disclosed) {
    let t = tokens(ui);
    let hidden = cx.model.shown.hidden;
    let salt = match &one.salt {
        Some(_) if hidden => VEIL.to_owned(),
        Some(Json::String(salt)) => salt.clone(),
        Some(other) => written(other),
        None => "None".to_owned(),
    };
    pair(ui, LABEL, "Salt", |ui| {
        one_line(ui, mono(cut(&salt, 400), t.text));
    });
    pair(ui, LABEL, "Digest", |ui| {
        let digest = one.digest.as_deref().unwrap_or("Cannot be made here");
        one_line(ui, mono(digest, t.text));
    });
    ui.add_space(size::TIGHT);
}

/// What is done with the choice.
fn present(ui: &mut Ui, cx: &Cx<'_>, all: usize) {
    let form = &cx.model.presentation;
    ui.add_space(size::GAP);
    row(ui, size::CONTROL, |ui| {
        let says = "Copy the presentation";
        if button(ui, Icon::Copy, says).clicked() {
            cx.send(Action::Present(PresentAction::Copy));
        }
        let every = form.chosen.len() < all;
        let (text, says) = if every {
            ("All", "Choose every disclosure")
        } else {
            ("None", "Choose no disclosure")
        };
        ui.add_space(size::TIGHT);
        if quiet(ui, Icon::ListFilter, text, says).clicked() {
            cx.send(Action::Present(PresentAction::ChooseAll(every)));
        }
        ui.add_space(size::TIGHT);
        let chosen = format!("{} of {all} chosen", form.chosen.len());
        one_line(ui, weak(ui, chosen));
    });
    if let Some(error) = &form.error {
        field_error(ui, error);
    }
    ui.add_space(size::TIGHT);
    let told = "To bind it to the holder's key: tokenscope sd-jwt present --key";
    row(ui, 20.0, |ui| one_line(ui, small(ui, told)));
}
