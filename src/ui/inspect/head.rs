//! The page's head: what it is, the verdict beside it, the buttons at the right.

use crate::app::{self, Command, Editor, Judgement, Pill, Subject};
use crate::ui::aloud;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::shell;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    button, one_line, pill, pill_width, primary, right, row, silent_pill, square_button, weak,
};
use egui::{Label, RichText, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let blank = cx.model.is_blank();
    let report = cx.report();
    let title = match report {
        Some(report) => app::title(report),
        None => "Inspect",
    };
    let pills = report.map_or_else(Vec::new, |report| {
        app::pills(report, cx.model.at(), !cx.model.keys.is_empty())
    });
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    let mut below = false;
    row(ui, 32.0, |ui| {
        let words = RichText::new(title).text_style(theme::title());
        ui.label(words.color(t.strong));
        ui.add_space(size::TIGHT);
        let wanted: f32 = pills
            .iter()
            .map(|p| pill_width(ui, p.judgement, pill_icon(p), &p.text) + size::GAP)
            .sum();
        below =
            wanted > ui.available_width() - buttons_width(ui, report.is_some_and(Editor::can_edit));
        if !below {
            show_pills(ui, &pills);
        }
        if !blank {
            right(ui, |ui| buttons(ui, cx));
        } else if !cx.model.history.visits.is_empty() {
            right(ui, |ui| history(ui, cx));
        }
    });
    if below {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(size::GAP, size::TIGHT);
            show_pills(ui, &pills);
        });
    }
    subtitle(ui, cx);
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

fn subtitle(ui: &mut Ui, cx: &Cx<'_>) {
    let waiting = cx.model.waiting.is_some();
    let text = match cx.report() {
        Some(report) if !report.summary.is_empty() => weak(ui, cx.model.veiled(&report.summary)),
        _ if cx.model.is_blank() => weak(
            ui,
            "Paste a credential and see what it is, whether it holds, and why",
        ),
        _ if waiting => weak(ui, "Reading…"),
        _ => weak(ui, "Type or paste a token below"),
    };
    let shown = if shell::is_small(ui) {
        ui.add(Label::new(text).wrap())
    } else {
        row(ui, 18.0, |ui| one_line(ui, text))
    };
    // A token is pasted from anywhere: what became of it is said by itself.
    aloud::tell(&shown);
}

fn show_pills(ui: &mut Ui, pills: &[Pill]) {
    for p in pills {
        let show = match p.subject {
            Subject::Verdict => pill,
            Subject::Key | Subject::Time => silent_pill,
        };
        show(ui, p.judgement, pill_icon(p), &p.text);
    }
}

fn pill_icon(pill: &Pill) -> Icon {
    match (pill.subject, pill.judgement) {
        (Subject::Verdict, Judgement::Pass) => Icon::ShieldCheck,
        (Subject::Verdict, Judgement::Fail) => Icon::ShieldX,
        (Subject::Verdict, _) => Icon::ShieldQuestionMark,
        (Subject::Key, _) => Icon::KeyRound,
        (Subject::Time, Judgement::Fail) => Icon::ClockAlert,
        (Subject::Time, _) => Icon::Clock,
    }
}

fn buttons_width(ui: &Ui, edits: bool) -> f32 {
    match (shell::is_small(ui), edits) {
        (true, true) => 278.0,
        (true, false) => 242.0,
        (false, true) => 448.0,
        (false, false) => 372.0,
    }
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>) {
    let mendable = cx.model.diagnoses().iter().any(app::is_mendable);
    // The step that mends, or that opens, is the page's filled button.
    let locked = report_is_locked(cx);
    let paste = if mendable || locked {
        button(ui, Icon::ClipboardPaste, Command::Paste.text())
    } else {
        primary(ui, Icon::ClipboardPaste, Command::Paste.text())
    };
    cx.on_click(paste, Command::Paste);
    history(ui, cx);
    if cx.report().is_some_and(Editor::can_edit) {
        let edit = Command::EditToken;
        if shell::is_small(ui) {
            cx.on_click(square_button(ui, Icon::Pencil, edit.text()), edit);
        } else {
            cx.on_click(button(ui, Icon::Pencil, edit.text()), edit);
        }
    }
    if cx.report().is_some_and(|report| !report.text.is_empty()) {
        let save = Command::SaveToVault;
        cx.on_click(square_button(ui, Icon::LockKeyhole, save.text()), save);
    }
    let (open, clear) = (Command::OpenFile, Command::Clear);
    if shell::is_small(ui) {
        cx.on_click(square_button(ui, Icon::FolderOpen, open.text()), open);
        cx.on_click(square_button(ui, Icon::X, clear.text()), clear);
    } else {
        cx.on_click(button(ui, Icon::FolderOpen, open.text()), open);
        cx.on_click(button(ui, Icon::X, clear.text()), clear);
    }
}

fn report_is_locked(cx: &Cx<'_>) -> bool {
    cx.report().is_some_and(app::is_locked) && !cx.model.key_form.open
}

fn history(ui: &mut Ui, cx: &Cx<'_>) {
    let command = Command::History;
    cx.on_click(square_button(ui, Icon::History, command.text()), command);
}
