//! What was sent and received, field by field. Each secret is masked until it is revealed.

use super::send;
use crate::app::{Run, SignInAction, StepCell, StepRow, StepSection, step_sections};
use crate::report::capital;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    banner, cell, cut, icon_button, icon_sized, mono, one_line, paragraph, row, small, visible,
    weak,
};
use crate::wire::{Answer, Show, StepView, Value};
use egui::{Align, Label, Layout, RichText, TextStyle, Ui, vec2};

/// What stands in the place of a secret, whatever its length.
pub(super) const DOTS: &str = "••••••••••••";
/// The member in which a provider says what is wrong (RFC 6749 §5.2).
const SAID: &str = "error_description";
/// So many characters of it are shown.
const MAX_SAID: usize = 600;
/// The height of a field.
const LINE: f32 = 22.0;
/// The width of a field's name, between these.
const NAMES: (f32, f32) = (116.0, 260.0);
/// The advance of a letter in a name, about.
const ADVANCE: f32 = 7.3;

/// What is to be known of a step.
pub(super) fn notes(ui: &mut Ui, step: &StepView) {
    for note in &step.notes {
        let told = capital(note);
        banner(ui, crate::app::Judgement::Info, &told, |_| {});
        ui.add_space(size::GAP);
    }
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, run: &Run, step: &StepView) {
    notes(ui, step);
    let sections = step_sections(step);
    if let Some(why) = no_answer(step) {
        paragraph(ui, weak(ui, format!("Nothing came back: {}", visible(why))));
        ui.add_space(size::GAP);
    }
    let longest = sections
        .iter()
        .flat_map(|s| &s.rows)
        .map(|r| r.name.chars().count());
    let wanted = longest.max().unwrap_or_default() as f32 * ADVANCE + size::GAP;
    let most = NAMES.1.min(ui.available_width() * 0.4).max(NAMES.0);
    let names = wanted.clamp(NAMES.0, most);
    for section in &sections {
        one_section(ui, cx, run, section, names);
    }
    if sections.is_empty() {
        let told = "Nothing was sent for this step: it was judged from what is there";
        paragraph(ui, weak(ui, told));
    }
}

fn no_answer(step: &StepView) -> Option<&str> {
    match &step.exchange.as_ref()?.answer {
        Answer::None(why) => Some(why),
        _ => None,
    }
}

fn one_section(ui: &mut Ui, cx: &Cx<'_>, run: &Run, section: &StepSection<'_>, names: f32) {
    let t = tokens(ui);
    row(ui, 26.0, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let glyph = if section.is_sent {
            Icon::ArrowUpRight
        } else {
            Icon::ArrowDownLeft
        };
        ui.label(icon_sized(glyph, 14.0).color(t.weak));
        let title = RichText::new(section.title).text_style(theme::caption());
        ui.label(title.color(t.weak));
    });
    for field in &section.rows {
        one(ui, cx, run, field, names);
    }
    if section.more > 0 {
        ui.label(small(
            ui,
            format!("and {} more, which are in the raw text", section.more),
        ));
    }
    ui.add_space(size::TIGHT);
}

fn one(ui: &mut Ui, cx: &Cx<'_>, run: &Run, field: &StepRow<'_>, names: f32) {
    let t = tokens(ui);
    let hidden = cx.model.shown.hidden;
    let is_revealed = run.is_revealed(&field.id) && !hidden;
    if field.name == SAID && !hidden && !field.is_secret() {
        return said(ui, field, names);
    }
    row(ui, LINE, |ui| {
        cell(ui, names, |ui| one_line(ui, mono(&field.name, t.key)));
        if hidden {
            ui.label(mono(DOTS, t.weak)).accessible_name("Masked");
            return;
        }
        let hue = if field.is_number { t.number } else { t.string };
        if !field.is_secret() {
            let text = match &field.cell {
                StepCell::Bare(text) => text.clone(),
                StepCell::Value(value) => value.text(Show::Masked).into_owned(),
            };
            if field.note.is_empty() {
                one_line(ui, mono(text, hue));
            } else {
                ui.label(mono(text, hue));
                one_line(ui, small(ui, &field.note));
            }
            return;
        }
        let StepCell::Value(value) = &field.cell else {
            return;
        };
        if is_revealed {
            eye(ui, cx, field, true);
            copy(ui, cx, field);
            one_line(ui, mono(value.text(Show::Revealed), hue));
            return;
        }
        if let Value::Partly { shown, .. } | Value::LeftOut(shown) = value {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.label(mono(shown, hue));
            ui.spacing_mut().item_spacing.x = size::GAP;
        }
        ui.label(mono(DOTS, t.weak)).accessible_name("Masked");
        if field.can_be_revealed() {
            eye(ui, cx, field, false);
            copy(ui, cx, field);
        }
        one_line(ui, small(ui, &field.note));
    });
}

/// The provider's own words, all of them.
fn said(ui: &mut Ui, field: &StepRow<'_>, names: f32) {
    let t = tokens(ui);
    let text = match &field.cell {
        StepCell::Bare(text) => text.clone(),
        StepCell::Value(value) => value.text(Show::Masked).into_owned(),
    };
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(
            vec2(names, LINE),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(names);
                one_line(ui, mono(&field.name, t.key))
            },
        );
        let words = Label::new(mono(cut(&text, MAX_SAID), t.string)).wrap();
        ui.vertical(|ui| {
            ui.add_space((LINE - ui.text_style_height(&TextStyle::Monospace)) / 2.0);
            ui.add(words);
        });
    });
    ui.add_space(size::TIGHT);
}

fn eye(ui: &mut Ui, cx: &Cx<'_>, field: &StepRow<'_>, is_revealed: bool) {
    let (glyph, says) = if is_revealed {
        (Icon::EyeOff, format!("Mask {}", field.name))
    } else {
        (Icon::Eye, format!("Reveal {}", field.name))
    };
    if icon_button(ui, glyph, &says).clicked() {
        send(cx, SignInAction::Reveal(field.id.clone()));
    }
}

fn copy(ui: &mut Ui, cx: &Cx<'_>, field: &StepRow<'_>) {
    let says = format!("Copy {}", field.name);
    if icon_button(ui, Icon::Copy, &says).clicked() {
        send(cx, SignInAction::CopyValue(field.id.clone()));
    }
}
