//! The form for a new credential, for what is known of one, or for its new secret.

use super::send;
use crate::app::{FormField, VaultAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{
    Card, Field, cell, field_error, focus_when_new, forget_history, icon_button, one_line, picker,
    plain, primary, row, square_button, weak,
};
use crate::vault::Kind;
use egui::{ScrollArea, Ui};

/// The width of the labels.
const LABEL: f32 = 84.0;
/// How high the step below the lines is with its gaps, and what is wrong above it.
const FOOT: f32 = size::CONTROL + 3.0 * size::GAP;
const ERROR: f32 = 40.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let height = ui.available_height();
    let Some(form) = &cx.model.vault.form else {
        return;
    };
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Discard the form").clicked() {
            send(cx, VaultAction::Back);
        }
    };
    Card::new(form.title()).show(ui, tools, |ui| {
        let room = height - 24.0 - 28.0;
        ui.set_min_height(room);
        // The step below the lines is seen however small the window is.
        let below = match &form.error {
            Some(_) => FOOT + ERROR,
            None => FOOT,
        };
        let mut keep = false;
        ScrollArea::vertical()
            .id_salt("form")
            .max_height(room - below)
            .auto_shrink([false, true])
            .show(ui, |ui| keep = fields(ui, cx));
        foot(ui, cx, keep);
    });
}

/// The lines; whether Enter was pressed in one.
fn fields(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let mut keep = false;
    let Some(form) = &cx.model.vault.form else {
        return keep;
    };
    if let Some(entry) = form.entry().filter(|_| form.fields().is_empty()) {
        row(ui, size::CONTROL, |ui| {
            cell(ui, LABEL, |ui| ui.label(weak(ui, "Of")));
            one_line(ui, plain(ui, &entry.label));
        });
        ui.add_space(size::GAP);
    }
    for field in form.fields().iter().copied() {
        let text = form.get(field);
        row(ui, size::CONTROL, |ui| {
            cell(ui, LABEL, |ui| ui.label(weak(ui, field.name())));
            let width = ui.available_width();
            let line = Field {
                says: field.name(),
                hint: field.hint(),
                text,
                masked: false,
            };
            let (changed, entered, response) = line.show(ui, width);
            if field == FormField::Label {
                focus_when_new(ui, &response);
            }
            keep |= entered;
            if let Some(text) = changed {
                send(cx, VaultAction::Field(field, text));
            }
        });
        ui.add_space(size::GAP);
        if field == FormField::Label {
            if form.asks_secret() {
                keep |= secret(ui, cx);
            }
            if form.asks_kind() {
                kind(ui, cx);
            }
        }
    }
    if form.fields().is_empty() {
        keep |= secret(ui, cx);
    }
    for told in form.login_words(cx.model.vault.index.as_deref()) {
        crate::ui::widgets::paragraph(ui, weak(ui, told));
        ui.add_space(size::TIGHT);
    }
    if form.is_new() {
        let told = "What is left empty is read from the secret, where it says it: kind, provider, account, end. A date to replace it by comes with its kind";
        crate::ui::widgets::paragraph(ui, weak(ui, told));
    }
    keep
}

/// What is wrong, and the step.
fn foot(ui: &mut Ui, cx: &Cx<'_>, keep: bool) {
    let Some(form) = &cx.model.vault.form else {
        return;
    };
    ui.add_space(size::GAP);
    if let Some(error) = &form.error {
        field_error(ui, error);
        ui.add_space(size::GAP);
    }
    row(ui, size::CONTROL, |ui| {
        let step = match (form.is_new(), form.is_login()) {
            (_, true) => "Keep them",
            (true, _) => "Keep it",
            _ => "Save",
        };
        let clicked = primary(ui, Icon::Check, step).clicked();
        if clicked || keep {
            send(cx, VaultAction::Keep);
        }
        if let Some(waited) = &cx.model.vault.waited {
            ui.label(weak(ui, waited.doing));
        }
    });
}

/// The line for the secret; whether Enter was pressed in it.
fn secret(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    let Some(form) = &cx.model.vault.form else {
        return false;
    };
    let mut keep = false;
    let can_read = form.reveal && !cx.model.shown.hidden;
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, "Secret")));
        let width = ui.available_width() - size::CONTROL - size::GAP;
        let line = Field {
            says: "Secret",
            hint: "Type or paste it",
            text: &form.secret,
            masked: !can_read,
        };
        let (changed, entered, response) = line.show(ui, width);
        if form.fields().is_empty() {
            focus_when_new(ui, &response);
        }
        keep = entered;
        forget_history(ui, response.id);
        if let Some(text) = changed {
            send(cx, VaultAction::FormSecret(text.into()));
        }
        let (glyph, says) = if can_read {
            (Icon::EyeOff, "Mask the typed secret")
        } else {
            (Icon::Eye, "Show the typed secret")
        };
        if square_button(ui, glyph, says).clicked() {
            send(cx, VaultAction::RevealForm(!form.reveal));
        }
    });
    ui.add_space(size::GAP);
    keep
}

fn kind(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(form) = &cx.model.vault.form else {
        return;
    };
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, "Kind")));
        let mut names = Vec::new();
        if form.is_new() {
            names.push("As the secret says".to_owned());
        }
        let first = names.len();
        names.extend(Kind::ALL.map(|kind| kind.title().to_owned()));
        let at = form
            .kind
            .and_then(|kind| Kind::ALL.iter().position(|own| *own == kind));
        let at = at.map_or(0, |at| at + first);
        let width = ui.available_width();
        if let Some(chosen) = picker(ui, "Kind of credential", width, &names, at) {
            let kind = chosen.checked_sub(first).and_then(|i| Kind::ALL.get(i));
            send(cx, VaultAction::FormKind(kind.copied()));
        }
    });
    ui.add_space(size::GAP);
}
