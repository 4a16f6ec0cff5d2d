//! What is encrypted: what it takes to open it, and for whom it was encrypted.

use crate::app::{Command, Judgement, is_locked};
use crate::report::{CheckId, Json, RecipientReport, Report, Sealed, Status, capital};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, button, cell, cut, divider, icon, icon_sized, mono, name, one_line, paragraph,
    primary, right, row, small, visible, weak,
};
use egui::{Align, Frame, Layout, Margin, RichText, ScrollArea, TextStyle, Ui};

/// The height of a recipient.
const LINE: f32 = 49.0;
/// So many recipients are seen at once.
const SEEN: usize = 8;

/// The place in which the content will stand: what opens it, and the step that does.
pub(super) fn locked(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let Some(sealed) = report.sealed.as_ref().filter(|_| is_locked(report)) else {
        return;
    };
    let t = tokens(ui);
    Frame::new()
        .fill(t.info_fill)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = size::TIGHT;
            ui.horizontal_top(|ui| {
                ui.label(icon_sized(Icon::Lock, 18.0).color(t.link));
                let told = visible(cut(&needs(sealed), 600)).into_owned();
                let told = RichText::new(told).text_style(TextStyle::Heading);
                paragraph(ui, told.color(t.strong));
            });
            let why = why(report, cx);
            paragraph(ui, RichText::new(visible(cut(&why, 800))).color(t.text));
            if cx.model.key_form.open {
                return;
            }
            ui.add_space(size::TIGHT);
            let add = Command::AddKey;
            let mends = cx.model.diagnoses().iter().any(crate::app::is_mendable);
            let step = if mends {
                button(ui, Icon::KeyRound, "Give the key")
            } else {
                primary(ui, Icon::KeyRound, "Give the key")
            };
            cx.on_click(step, add);
        });
}

fn needs(sealed: &Sealed) -> String {
    match sealed.recipients.len() {
        0 | 1 if sealed.needs.is_empty() => "It cannot be opened here".to_owned(),
        0 | 1 => format!("Locked: it takes {}", sealed.needs),
        n => format!("Locked: it takes the key of one of its {n} recipients"),
    }
}

/// Why it is not opened: a key that was tried, or none.
fn why(report: &Report, cx: &Cx<'_>) -> String {
    let check = report.check(CheckId::Decryption);
    match check {
        Some(check) if check.status == Status::Fail => {
            let told = cx.model.veiled(&check.detail);
            format!("{} with the keys that were given: {told}", "Not opened")
        }
        Some(check) if !cx.model.keys.is_empty() => {
            let told = check.detail.strip_prefix("Not checked: ");
            let told = told.unwrap_or(&check.detail);
            capital(&cx.model.veiled(told))
        }
        _ => "Without it, only the header and the sizes can be read".to_owned(),
    }
}

/// For whom it was encrypted, where that is said of several.
pub(super) fn recipients(ui: &mut Ui, report: &Report) {
    let Some(sealed) = report.sealed.as_ref().filter(|s| !s.recipients.is_empty()) else {
        return;
    };
    let t = tokens(ui);
    let all = &sealed.recipients;
    let note = match all.len() {
        1 => "1 recipient".to_owned(),
        n => format!("{n} recipients"),
    };
    Card::new("Recipients").hue(t.seg_more[0]).note(note).show(
        ui,
        |_| {},
        |ui| {
            if all.len() <= SEEN {
                for (i, recipient) in all.iter().enumerate() {
                    one(ui, i, recipient);
                }
                return;
            }
            ScrollArea::vertical()
                .id_salt("recipients")
                .max_height(LINE * SEEN as f32)
                .auto_shrink([false, true])
                .show_rows(ui, LINE, all.len(), |ui, seen| {
                    for i in seen {
                        if let Some(recipient) = all.get(i) {
                            one(ui, i, recipient);
                        }
                    }
                });
        },
    );
}

/// How it stands with one recipient: an icon, a word, and the reason.
fn state(recipient: &RecipientReport) -> (Judgement, &'static str, &str) {
    let check = |id| recipient.checks.iter().find(|c| c.id == id);
    let failed = |id| check(id).filter(|c| c.status == Status::Fail);
    if let Some(check) = failed(CheckId::Algorithm).or(failed(CheckId::Decryption)) {
        return (Judgement::Fail, "Not opened", &check.detail);
    }
    match check(CheckId::Decryption) {
        Some(check) if check.status == Status::Pass => {
            (Judgement::Pass, "Opened", &recipient.needs)
        }
        _ => (Judgement::Skipped, "Not tried", &recipient.needs),
    }
}

fn one(ui: &mut Ui, number: usize, recipient: &RecipientReport) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    if number > 0 {
        divider(ui);
    } else {
        ui.add_space(1.0);
    }
    let (judgement, word, detail) = state(recipient);
    let text = |name| recipient.header.get(name).and_then(Json::as_str);
    row(ui, 25.0, |ui| {
        ui.label(icon(judgement.icon()).color(judgement.hue(t)));
        ui.label(name(ui, format!("Recipient {}", number + 1)));
        right(ui, |ui| {
            ui.label(small(ui, word));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(alg) = text("alg") {
                    ui.label(mono(cut(alg, 24), t.string));
                }
                if let Some(kid) = text("kid") {
                    one_line(ui, mono(kid, t.text));
                }
            });
        });
    });
    row(ui, 23.0, |ui| {
        cell(ui, 15.0, |_| {});
        let told = capital(detail);
        one_line(ui, weak(ui, told));
    });
}
