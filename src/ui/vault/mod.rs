//! The workspace for what is kept: the list at the left, one entry at the right.

mod choose;
mod detail;
mod form;
mod keys;
mod list;
mod passphrase;
mod provider;
mod survey;
mod transfer;

use super::cx::Cx;
use super::icons::Icon;
use super::shell;
use super::theme::{self, size, tokens};
use super::widgets::{
    banner, button, columns, one_line, primary, quiet, right, row, square_button, weak,
};
use crate::app::{
    Action, Command, Judgement, Phase, RekeyAction, StoreChoice, VaultAction, VaultSide, due_words,
    lasting, store_words,
};
use crate::vault::{Expiry, Kind, UNDO_SECONDS};
use egui::{RichText, ScrollArea, Ui};

/// The column at the right, and in a small window.
const SIDE: f32 = 344.0;
const SIDE_SMALL: f32 = 304.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    head(ui, cx);
    news(ui, cx);
    if space.phase != Phase::Open {
        ScrollArea::vertical()
            .id_salt("vault")
            .auto_shrink([false, false])
            .show(ui, |ui| choose::show(ui, cx));
        return;
    }
    let width = ui.available_width();
    let side = if shell::is_small(ui) {
        SIDE_SMALL
    } else {
        SIDE
    };
    columns(ui, &[width - side - size::GAP, side], |i, ui| {
        if i == 0 {
            list::show(ui, cx);
            return;
        }
        match space.side {
            VaultSide::Details => detail::show(ui, cx),
            VaultSide::Form => form::show(ui, cx),
            VaultSide::Survey => survey::show(ui, cx),
            VaultSide::Import => transfer::import(ui, cx),
            VaultSide::Export => transfer::export(ui, cx),
            VaultSide::Passphrase => passphrase::show(ui, cx),
        }
    });
}

pub(super) fn send(cx: &Cx<'_>, action: VaultAction) {
    cx.send(Action::Vault(action));
}

/// Whether a key called for this part of the page since it was last drawn. `number` is how often
/// that was.
fn is_called(ui: &Ui, part: &'static str, number: u32) -> bool {
    let key = egui::Id::unique(("vault", part));
    let before = ui.data_mut(|d| {
        let before = d.get_temp::<u32>(key);
        d.insert_temp(key, number);
        before
    });
    before.unwrap_or_default() != number
}

fn head(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let space = &cx.model.vault;
    let is_open = space.phase == Phase::Open;
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        let words = RichText::new("Vault").text_style(theme::title());
        ui.label(words.color(t.strong));
        if is_open {
            right(ui, |ui| buttons(ui, cx));
        }
    });
    row(ui, 18.0, |ui| one_line(ui, weak(ui, subtitle(cx))));
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

fn subtitle(cx: &Cx<'_>) -> String {
    let space = &cx.model.vault;
    let (Some(index), Some(store), Phase::Open) = (&space.index, space.store, space.phase) else {
        return "Tokens, keys and secrets, kept where others cannot read them".to_owned();
    };
    let count = match index.entries.len() {
        0 => "Nothing yet".to_owned(),
        1 => "1 credential".to_owned(),
        n => format!("{n} credentials"),
    };
    let place = store_words(store);
    let locks = cx.model.vault_locks_in();
    let locks = locks.map_or_else(String::new, |s| format!("; locks in {}", lasting(s)));
    format!("{count} in {place}{locks}")
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    let is_new = space.side == VaultSide::Form;
    // While the form is shown its own button is the next step.
    let add = if is_new {
        button(ui, Icon::Plus, "Add")
    } else {
        primary(ui, Icon::Plus, "Add")
    };
    if add
        .on_hover_text("Keep a credential that you type or paste")
        .clicked()
    {
        send(cx, VaultAction::New);
    }
    if shell::is_small(ui) {
        if square_button(ui, Icon::Download, "Import").clicked() {
            send(cx, VaultAction::ShowImport);
        }
        if square_button(ui, Icon::Upload, "Export").clicked() {
            send(cx, VaultAction::ShowExport);
        }
    } else {
        if button(ui, Icon::Download, "Import").clicked() {
            send(cx, VaultAction::ShowImport);
        }
        if button(ui, Icon::Upload, "Export").clicked() {
            send(cx, VaultAction::ShowExport);
        }
    }
    if square_button(ui, Icon::Wrench, "Look for lost secrets").clicked() {
        send(cx, VaultAction::Survey);
    }
    if square_button(ui, Icon::Settings2, "Choose another store").clicked() {
        send(cx, VaultAction::ChooseAgain);
    }
    if space.store == Some(StoreChoice::File) {
        if square_button(ui, Icon::KeyRound, "Change the passphrase").clicked() {
            send(cx, VaultAction::Rekey(RekeyAction::Show));
        }
        let lock = Command::LockVault;
        if shell::is_small(ui) {
            cx.on_click(square_button(ui, Icon::Lock, lock.text()), lock);
        } else {
            cx.on_click(button(ui, Icon::Lock, lock.text()), lock);
        }
    }
}

/// News above the page: what failed, what is waited for, what can be put back, what is due.
fn news(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    shell::news(ui, cx);
    if let Some(waited) = &space.waited
        && let Some(told) = waited.told
    {
        banner(ui, Judgement::Info, told, |ui| {
            if quiet(ui, Icon::X, "Give up", "Give up waiting for the keyring").clicked() {
                send(cx, VaultAction::GiveUp);
            }
        });
        ui.add_space(size::GAP);
    }
    provider::news(ui, cx);
    if space.phase != Phase::Open {
        return;
    }
    if let Some(removed) = &space.removed {
        let left = removed.at.saturating_add(UNDO_SECONDS) - cx.model.now;
        let told = format!("{} was removed", removed.label);
        banner(ui, Judgement::Info, &told, |ui| {
            let words = format!("Put it back ({} s)", left.max(0));
            let says = "Put the removed credential back";
            if quiet(ui, Icon::Undo2, &words, says).clicked() {
                send(cx, VaultAction::PutBack);
            }
        });
        ui.add_space(size::GAP);
    }
    if space.due > 0 && space.query.expiry != Expiry::Due {
        let told = due_words(space.due);
        banner(ui, Judgement::Warn, &told, |ui| {
            let says = "Show what is due";
            if quiet(ui, Icon::ListFilter, "Show them", says).clicked() {
                send(cx, VaultAction::ByExpiry(Expiry::Due));
            }
        });
        ui.add_space(size::GAP);
    }
}

pub(super) fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::AccessToken => Icon::BadgeCheck,
        Kind::RefreshToken => Icon::RefreshCw,
        Kind::IdToken => Icon::User,
        Kind::ApiKey => Icon::Asterisk,
        Kind::ClientSecret => Icon::LockKeyhole,
        Kind::SigningKey => Icon::FileKey,
        Kind::WebhookSecret => Icon::Webhook,
        Kind::Cookie => Icon::Cookie,
        Kind::Password => Icon::KeyRound,
        Kind::Other => Icon::Hash,
    }
}
