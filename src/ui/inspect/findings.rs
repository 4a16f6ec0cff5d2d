//! What is advised, and the search for a weak secret.

use crate::app::{Action, FileUse, WordListAction, thousands};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::path_line::PathLine;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, divider, finding, icon_button, meter, name, one_line, plain, quiet, right, row, small,
    weak,
};
use egui::Ui;

/// So many findings are shown; a text with a thousand tokens may have more.
const MAX_FINDINGS: usize = 50;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let findings = cx.model.findings();
    let can_guess = cx.model.can_guess() && !cx.model.is_guessed();
    let form = &cx.model.word_list;
    if findings.is_empty() && !can_guess {
        return;
    }
    let note = match findings.len() {
        0 => "none".to_owned(),
        n => n.to_string(),
    };
    let tools = |ui: &mut Ui| {
        if cx.model.is_guessed() {
            let says = "Use the secret that was found";
            if quiet(ui, Icon::KeyRound, "Use the secret", says).clicked() {
                cx.send(Action::WordList(WordListAction::UseSecret));
            }
        } else if can_guess && !form.open {
            let says = "Try a word list as its secret";
            if quiet(ui, Icon::List, "Try a word list…", says).clicked() {
                cx.send(Action::WordList(WordListAction::Open(true)));
            }
        }
    };
    Card::new("Findings").note(note).show(ui, tools, |ui| {
        for (i, f) in findings.iter().take(MAX_FINDINGS).enumerate() {
            if i > 0 {
                ui.add_space(size::GAP);
            }
            finding(ui, f, &cx.model.veiled(&f.detail));
        }
        let more = findings.len().saturating_sub(MAX_FINDINGS);
        if more > 0 {
            ui.label(small(ui, format!("and {more} more")));
        }
        if can_guess && form.open {
            if !findings.is_empty() {
                ui.add_space(size::GAP);
                divider(ui);
                ui.add_space(size::GAP);
            }
            word_list(ui, cx);
        } else if findings.is_empty() {
            ui.label(weak(ui, "Nothing to advise"));
        }
    });
}

fn word_list(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.word_list;
    row(ui, 20.0, |ui| {
        ui.label(name(ui, "Is its secret in a word list?"));
        right(ui, |ui| {
            if icon_button(ui, Icon::X, "Close the line for word lists").clicked() {
                cx.send(Action::WordList(WordListAction::Open(false)));
            }
        });
    });
    ui.add_space(size::TIGHT);
    let line = PathLine {
        says: "Path of the word list",
        path: &form.path,
        error: form.error.as_deref(),
        usage: FileUse::WordList,
        step: "Try it",
    };
    if let Some(path) = line.show(ui, cx, true) {
        cx.send(Action::WordList(WordListAction::SetPath(path)));
    }
    ui.add_space(size::TIGHT);
    if let Some(guessing) = &form.running {
        let progress = guessing.progress;
        row(ui, 24.0, |ui| {
            right(ui, |ui| {
                if quiet(ui, Icon::X, "Cancel", "Cancel the search").clicked() {
                    cx.send(Action::WordList(WordListAction::Cancel));
                }
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(rest, |ui| {
                    let told = format!(
                        "{} words tried, {} a second, {} % of {}",
                        thousands(progress.tried),
                        thousands(progress.rate),
                        progress.percent,
                        guessing.name
                    );
                    one_line(ui, plain(ui, told))
                });
            });
        });
        let hue = tokens(ui).link;
        meter(ui, f32::from(progress.percent) / 100.0, hue);
    } else if let Some(outcome) = &form.outcome {
        row(ui, 24.0, |ui| one_line(ui, plain(ui, outcome)));
    } else {
        let told = "One word a line. Nothing leaves this machine";
        row(ui, 24.0, |ui| one_line(ui, weak(ui, told)));
    }
}
