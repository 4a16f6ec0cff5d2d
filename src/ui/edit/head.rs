//! The editor's head: what protects the token, and what becomes of it.

use crate::app::{Action, Command, EditAction, Editor, Judgement, Outcome};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{button, one_line, pill, primary, right, row, square_button, weak};
use egui::{RichText, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        let words = RichText::new("Edit").text_style(theme::title());
        ui.label(words.color(t.strong));
        ui.add_space(size::TIGHT);
        let (judgement, glyph, text) = told(editor);
        pill(ui, judgement, glyph, &text);
        right(ui, |ui| buttons(ui, cx, editor));
    });
    let below = if editor.is_whole() {
        "Encoded and signed as you type; the token in Inspect stays until you use this one"
    } else {
        "The last good token is kept until the JSON is right again"
    };
    row(ui, 18.0, |ui| one_line(ui, weak(ui, below)));
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

fn told(editor: &Editor) -> (Judgement, Icon, String) {
    if !editor.is_whole() {
        let text = "Not valid JSON".to_owned();
        return (Judgement::Fail, Icon::CircleX, text);
    }
    match weakest(editor) {
        Outcome::Unchanged => (Judgement::Info, Icon::Info, "Unchanged".into()),
        Outcome::Signed { algorithm, .. } => {
            let text = format!("Signed with {}", algorithm.name());
            (Judgement::Pass, Icon::Signature, text)
        }
        Outcome::Kept { .. } => {
            let text = "Signature no longer fits".to_owned();
            (Judgement::Warn, Icon::TriangleAlert, text)
        }
        Outcome::Unsecured => {
            let text = "Not signed".to_owned();
            (Judgement::Warn, Icon::ShieldOff, text)
        }
    }
}

/// Of several signatures the one that stands worst: it is what a person has to know of.
fn weakest(editor: &Editor) -> &Outcome {
    let rank = |outcome: &&Outcome| match outcome {
        Outcome::Kept { .. } => 3,
        Outcome::Unsecured => 2,
        Outcome::Signed { .. } => 1,
        Outcome::Unchanged => 0,
    };
    let outcomes = editor.slots.iter().map(|slot| &slot.outcome);
    outcomes.max_by_key(rank).unwrap_or(editor.outcome())
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    ui.add_enabled_ui(editor.is_whole(), |ui| {
        let says = "Inspect the edited token in place of the first; it can be undone";
        let response = primary(ui, Icon::Check, "Use this token").on_hover_text(says);
        if response.clicked() {
            cx.send(Action::Edit(EditAction::Use));
        }
    });
    let says = "Put the editor away and keep the first token";
    if button(ui, Icon::X, "Discard").on_hover_text(says).clicked() {
        cx.send(Action::Edit(EditAction::Discard));
    }
    let (undo, redo) = (Command::Undo, Command::Redo);
    ui.add_enabled_ui(editor.can_redo(), |ui| {
        cx.on_click(square_button(ui, Icon::Redo2, redo.text()), redo);
    });
    ui.add_enabled_ui(editor.can_undo(), |ui| {
        cx.on_click(square_button(ui, Icon::Undo2, undo.text()), undo);
    });
}
