//! What can be done with a token at the provider that gave it, and how that goes.

use super::detail::heading;
use super::send;
use crate::app::{EntryErrand, Judgement, Keeping, RunState, VaultAction, errand_words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Look, banner, button, cell, icon_button, paragraph, plain, quiet, row, weak,
};
use crate::vault::{Entry, Kind, is_token};
use egui::{Direction, Frame, Layout, Margin, Ui};

/// What is offered, with its name where a machine reads it aloud.
const OFFERED: [(EntryErrand, Icon, &str, &str); 3] = [
    (
        EntryErrand::Refresh,
        Icon::RefreshCw,
        "Refresh",
        "Refresh the login at the provider",
    ),
    (
        EntryErrand::Revoke,
        Icon::Ban,
        "Revoke",
        "Revoke the token at the provider",
    ),
    (
        EntryErrand::SignIn,
        Icon::LogIn,
        "Sign in",
        "Sign in again with the profile",
    ),
];

/// The buttons, and why one is not to be had.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    if !is_token(entry.kind) {
        return;
    }
    heading(ui, "At the provider");
    if cx.model.vault.revoking.as_ref() == Some(&entry.id) {
        ask(ui, cx, entry);
        return;
    }
    let count = OFFERED.len() as f32;
    let width = ((ui.available_width() - size::GAP * (count - 1.0)) / count).floor();
    let mut why_not: Vec<String> = Vec::new();
    row(ui, size::CONTROL, |ui| {
        for (errand, glyph, text, says) in OFFERED {
            let possible = cx.model.can_do(entry, errand);
            if let Err(told) = &possible
                && !why_not.contains(told)
            {
                why_not.push(told.clone());
            }
            cell(ui, width, |ui| {
                let layout = Layout::centered_and_justified(Direction::LeftToRight);
                let pressed = ui.add_enabled_ui(possible.is_ok(), |ui| {
                    ui.with_layout(layout, |ui| button(ui, glyph, text)).inner
                });
                let response = pressed.inner.accessible_name(says);
                if response.clicked() {
                    send(
                        cx,
                        match errand {
                            EntryErrand::Revoke => VaultAction::AskRevoke(true),
                            other => VaultAction::AtProvider(other),
                        },
                    );
                }
                if let Err(told) = possible {
                    response.on_disabled_hover_text(told);
                }
            });
        }
    });
    for told in why_not {
        ui.add_space(size::TIGHT);
        paragraph(ui, weak(ui, told));
    }
}

/// A revocation cannot be taken back: it is asked for twice.
fn ask(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let t = tokens(ui);
    let whom = cx.model.asked_for(entry);
    let more = match entry.kind {
        Kind::RefreshToken => ", and most providers end the access tokens that it brought",
        _ => "",
    };
    let told =
        format!("Revoke it at {whom}? It is taken no more then{more}. This cannot be undone");
    let frame = Frame::new()
        .fill(Judgement::Warn.fill(t))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(12, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        paragraph(ui, plain(ui, told));
        ui.add_space(size::GAP);
        row(ui, size::CONTROL, |ui| {
            let revoke = button(ui, Icon::Ban, "Revoke it");
            if revoke.accessible_name("Revoke it for good").clicked() {
                send(cx, VaultAction::AtProvider(EntryErrand::Revoke));
            }
            if button(ui, Icon::X, "Keep it").clicked() {
                send(cx, VaultAction::AskRevoke(false));
            }
        });
    });
}

/// How it goes, above the list.
pub(super) fn news(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(done) = cx.model.sign_in.from_entry.as_deref() else {
        return;
    };
    let asks_back = cx.model.network.consent.is_some();
    let (judgement, told) = errand_words(done, asks_back);
    banner(ui, judgement, &told, |ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        if done.run.state.is_under_way() {
            if quiet(ui, Icon::X, "Cancel", "Cancel what is done at the provider").clicked() {
                send(cx, VaultAction::CancelErrand);
            }
            return;
        }
        if done.keeping == Keeping::UnderWay {
            return;
        }
        let is_unkept = matches!(done.keeping, Keeping::Failed(_));
        let says = match is_unkept {
            true => "Let the new tokens go",
            false => "Put this news away",
        };
        if icon_button(ui, Icon::X, says).clicked() {
            send(cx, VaultAction::DismissErrand);
        }
        let is_cancelled = matches!(done.run.state, RunState::Cancelled);
        if !(is_cancelled && done.run.steps.is_empty()) {
            let says = "Show each step at the provider";
            if quiet(ui, Icon::ScanSearch, "Steps", says).clicked() {
                send(cx, VaultAction::ShowErrand);
            }
        }
        if is_unkept && quiet(ui, Icon::LockKeyhole, "Keep them", "Keep the new tokens").clicked() {
            send(cx, VaultAction::KeepNew);
        }
    });
    ui.add_space(size::GAP);
}
