//! Another passphrase for the encrypted file.

use super::send;
use super::transfer::{line, pane};
use crate::app::{RekeyAction, VaultAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{field_error, paragraph, primary, right, row, weak};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.vault.rekeying;
    let act = |action| send(cx, VaultAction::Rekey(action));
    pane(
        ui,
        cx,
        "Passphrase",
        "Leave the passphrase as it is",
        |ui| {
            let told = "The file is encrypted anew, and opens with the new passphrase only. Copies of it that were made before keep the old one";
            paragraph(ui, weak(ui, told));
            let says = "Passphrase that opens the file now";
            let (text, _) = line(ui, "Now", says, "", &form.old, true);
            if let Some(text) = text {
                act(RekeyAction::Old(text.into()));
            }
            let hint = "At least 8 characters";
            let (text, _) = line(ui, "New", "New passphrase", hint, &form.new, true);
            if let Some(text) = text {
                act(RekeyAction::New(text.into()));
            }
            let says = "The new passphrase again";
            let (text, entered) = line(ui, "Again", says, "", &form.again, true);
            if let Some(text) = text {
                act(RekeyAction::Again(text.into()));
            }
            if let Some(error) = &form.error {
                field_error(ui, error);
            }
            row(ui, size::CONTROL, |ui| {
                if primary(ui, Icon::KeyRound, "Change it").clicked() || entered {
                    act(RekeyAction::Change);
                }
                right(ui, |ui| {
                    if let Some(waited) = &cx.model.vault.waited {
                        ui.label(weak(ui, waited.doing));
                    }
                });
            });
        },
    );
}
