//! What signs the edited token.

use crate::app::{
    Action, EditAction, Editor, Judgement, KeyFormAction, Outcome, Signer, Slot, VEIL,
};
use crate::jose::Algorithm;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::key_form::{self, Verb};
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, cell, checkbox, cut, icon_sized, paragraph, picker, plain, quiet, row, small, weak,
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
                cx.send(Action::Edit(EditAction::Form(KeyFormAction::Show(true))));
            }
        }
        let says = "Make a throw-away key: it signs here and is never written down";
        let response = quiet(ui, Icon::WandSparkles, "Throw-away key", "Throw-away key");
        if response.on_hover_text(says).clicked() && editor.making.is_none() {
            cx.send(Action::Edit(EditAction::MakeKey));
        }
    };
    Card::new("Signature").hue(hue).show(ui, tools, |ui| {
        if editor.slots.len() > 1 {
            which(ui, cx, editor);
        }
        algorithm(ui, cx, editor);
        key(ui, cx, editor);
        ui.add_space(size::TIGHT);
        outcome(ui, cx, editor);
        foreign_kid(ui, cx, editor);
        if editor.making.is_some() {
            ui.label(small(ui, "A key is being made…"));
        }
        if editor.form.open {
            ui.add_space(size::GAP);
            key_form::show(ui, cx, &editor.form, Verb::Sign, &|action| {
                Action::Edit(EditAction::Form(action))
            });
        }
    });
}

/// Which signature is edited, of several (RFC 7515 §7.2.1).
fn which(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let slots = editor.slots.iter().enumerate();
    let options: Vec<String> = slots
        .map(|(i, slot)| {
            let how = slot.algorithm().map_or("no algorithm", Algorithm::name);
            let stands = match &slot.outcome {
                _ if !slot.is_whole() => "cannot be read",
                Outcome::Unchanged => "unchanged",
                Outcome::Signed { .. } => "signed anew",
                Outcome::Kept { .. } => "no longer fits",
                Outcome::Unsecured => "not signed",
            };
            format!("{}: {how}, {stands}", i + 1)
        })
        .collect();
    line(ui, "Number", |ui, width| {
        if let Some(chosen) = picker(ui, "Signature to edit", width, &options, editor.at) {
            cx.send(Action::Edit(EditAction::Signature(chosen)));
        }
    });
}

/// The header names another key than the one that signs: whoever verifies by it, as Inspect does,
/// takes the wrong one.
fn foreign_kid(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let Some(kid) = editor.foreign_kid() else {
        return;
    };
    let t = tokens(ui);
    let shown = if cx.model.shown.hidden {
        VEIL
    } else {
        cut(kid, 40)
    };
    ui.add_space(size::TIGHT);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let judgement = Judgement::Info;
        ui.label(icon_sized(judgement.icon(), 14.0).color(judgement.hue(t)));
        let told =
            format!("The header still names the key {shown}, which is not the one that signs");
        paragraph(ui, plain(ui, told));
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        ui.add_space(20.0);
        let name = |name| cx.send(Action::Edit(EditAction::NameKey(name)));
        if editor.chosen().and_then(Signer::own_kid).is_some() {
            let says = "Name the key that signs by its thumbprint (RFC 7638)";
            let response = quiet(ui, Icon::Hash, "Name this key", "Name this key");
            if response.on_hover_text(says).clicked() {
                name(true);
            }
        }
        let says = "Take kid out of the header, so that every key is tried";
        let response = quiet(ui, Icon::X, "Remove kid", "Remove kid");
        if response.on_hover_text(says).clicked() {
            name(false);
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
    let slot = editor.slot();
    if now.is_none() && !slot.is_some_and(Slot::is_unsecured) {
        let alg = slot.and_then(|slot| slot.headers.get("alg"));
        let name = alg.and_then(|alg| alg.as_str());
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
    let selected = editor
        .slot()
        .and_then(|slot| slot.signer)
        .map_or(0, |number| number + 1);
    line(ui, "Key", |ui, width| {
        if let Some(chosen) = picker(ui, "Signing key", width, &options, selected) {
            let number = chosen.checked_sub(1);
            cx.send(Action::Edit(EditAction::Signer(number)));
        }
    });
}

fn outcome(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let (judgement, told) = match editor.outcome() {
        Outcome::Unchanged => (
            Judgement::Info,
            match editor.slots.len() {
                1 => "The token is the original, signature and all".to_owned(),
                _ => "This signature is the original".to_owned(),
            },
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
    let signed = matches!(editor.outcome(), Outcome::Signed { .. });
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
