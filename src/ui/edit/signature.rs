//! What signs the edited token.

use super::key_form;
use crate::app::{Action, EditAction, Editor, Judgement, Outcome};
use crate::jose::Algorithm;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, cell, checkbox, icon_sized, paragraph, picker, plain, quiet, row, small, weak,
};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 84.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    let [_, _, hue] = t.seg;
    let tools = |ui: &mut Ui| {
        if !editor.form.open {
            let says = "Add a key to sign with";
            if quiet(ui, Icon::Plus, "Add a key", says).clicked() {
                cx.send(Action::Edit(EditAction::ShowForm(true)));
            }
        }
        let says = "Make a throw-away key: it signs here and is never written down";
        let response = quiet(ui, Icon::WandSparkles, "Throw-away key", "Throw-away key");
        if response.on_hover_text(says).clicked() && editor.making.is_none() {
            cx.send(Action::Edit(EditAction::MakeKey));
        }
    };
    Card::new("Signature").hue(hue).show(ui, tools, |ui| {
        algorithm(ui, cx, editor);
        key(ui, cx, editor);
        ui.add_space(size::TIGHT);
        outcome(ui, cx, editor);
        if editor.making.is_some() {
            ui.label(small(ui, "A key is being made…"));
        }
        if editor.form.open {
            ui.add_space(size::GAP);
            key_form::show(ui, cx, editor);
        }
    });
}

fn algorithm(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let all = Algorithm::ALL;
    let mut options: Vec<String> = all.iter().map(|a| told(*a)).collect();
    options.push("none: not signed".into());
    let now = editor.algorithm();
    let mut selected = match now {
        Some(now) => all.iter().position(|a| *a == now).unwrap_or_default(),
        None => all.len(),
    };
    if now.is_none() && !editor.is_unsecured() {
        let name = editor.header.get("alg").and_then(|alg| alg.as_str());
        selected = options.len();
        options.push(name.map_or_else(|| "The header names none".into(), str::to_owned));
    }
    line(ui, "Algorithm", |ui, width| {
        if let Some(chosen) = picker(ui, "Signing algorithm", width, &options, selected) {
            let algorithm = all.get(chosen).copied();
            if algorithm.is_some() || chosen == all.len() {
                cx.send(Action::Edit(EditAction::Algorithm(algorithm)));
            }
        }
    });
}

/// A label and a picker; `add` is given the picker's width.
fn line(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui, f32)) {
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, label)));
        let width = ui.available_width();
        add(ui, width);
    });
    ui.add_space(size::TIGHT);
}

fn told(algorithm: Algorithm) -> String {
    format!("{}: {}", algorithm.name(), algorithm.meaning())
}

fn key(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let mut options = vec!["None: keep the first signature".to_owned()];
    for signer in &editor.signers {
        let description = signer.key.key().description();
        options.push(format!("{}, {description}", signer.name()));
    }
    let selected = editor.signer.map_or(0, |number| number + 1);
    line(ui, "Key", |ui, width| {
        if let Some(chosen) = picker(ui, "Signing key", width, &options, selected) {
            let number = chosen.checked_sub(1);
            cx.send(Action::Edit(EditAction::Signer(number)));
        }
    });
}

fn outcome(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let (judgement, told) = match &editor.outcome {
        Outcome::Unchanged => (
            Judgement::Info,
            "The token is the original, signature and all".to_owned(),
        ),
        Outcome::Signed { algorithm, with } => (
            Judgement::Pass,
            format!("Signed with {} by {with}", algorithm.name()),
        ),
        Outcome::Kept { why } => (
            Judgement::Warn,
            format!("{why}: the first signature stays and no longer fits"),
        ),
        Outcome::Unsecured => (
            Judgement::Warn,
            "Nothing protects it: no verifier should take it".to_owned(),
        ),
    };
    let hue = judgement.hue(tokens(ui));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(icon_sized(judgement.icon(), 14.0).color(hue));
        paragraph(ui, plain(ui, told));
    });
    let signed = matches!(editor.outcome, Outcome::Signed { .. });
    let Some(signer) = editor.chosen().filter(|signer| signed && !signer.is_given) else {
        return;
    };
    let what = if signer.key.key().is_private {
        "Give its public key to Inspect with the token"
    } else {
        "Give the secret to Inspect with the token"
    };
    ui.add_space(size::TIGHT);
    if let Some(give) = checkbox(ui, editor.give_key, what) {
        cx.send(Action::Edit(EditAction::GiveKey(give)));
    }
    if !editor.give_key {
        ui.label(weak(ui, "Inspect will not know the key"));
    }
}
