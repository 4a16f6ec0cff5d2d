//! What comes in from files, shown before it is stored, and what goes out.

use super::send;
use crate::app::{
    Action, ExportChange, FileUse, ImportChange, Judgement, PLAIN_CONFIRMATION, VaultAction,
};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, Look, button, cell, checkbox, field_error, focus_when_new, icon_button,
    icon_sized, name, one_line, paragraph, primary, right, row, small, tabs, weak,
};
use crate::vault::{Fate, Planned};
use egui::{ScrollArea, Ui};

/// The width of the labels.
const LABEL: f32 = 84.0;
/// So many faults of a file are listed.
const MAX_FAULTS: usize = 8;

pub(super) fn pane(ui: &mut Ui, cx: &Cx<'_>, title: &str, says: &str, body: impl FnOnce(&mut Ui)) {
    let height = ui.available_height();
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, says).clicked() {
            send(cx, VaultAction::Back);
        }
    };
    Card::new(title).show(ui, tools, |ui| {
        let room = height - 24.0 - 28.0;
        ui.set_min_height(room);
        ScrollArea::vertical()
            .id_salt(title)
            .max_height(room)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                body(ui);
            });
    });
}

/// A labelled line to write in: what was written, and whether Enter was pressed.
pub(super) fn line(
    ui: &mut Ui,
    label: &str,
    says: &str,
    hint: &str,
    text: &str,
    masked: bool,
) -> (Option<String>, bool) {
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL, |ui| ui.label(weak(ui, label)));
        let width = ui.available_width();
        let field = Field {
            says,
            hint,
            text,
            masked,
        };
        let (changed, entered, response) = field.show(ui, width);
        // The first of the form.
        if label == "File" || label == "Now" {
            focus_when_new(ui, &response);
        }
        (changed, entered)
    })
}

pub(super) fn import(ui: &mut Ui, cx: &Cx<'_>) {
    let import = &cx.model.vault.import;
    let change = |change| send(cx, VaultAction::Import(change));
    pane(ui, cx, "Import", "Close the import", |ui| {
        let told = "A .env file, or an export of a vault. What would be kept is shown first";
        paragraph(ui, weak(ui, told));
        let says = "Path of the file to import";
        let (path, mut entered) = line(
            ui,
            "File",
            says,
            "Type a path, then Enter",
            &import.path,
            false,
        );
        if let Some(path) = path {
            change(ImportChange::Path(path));
        }
        if import.is_sealed {
            let says = "Passphrase of the export";
            let (text, again) = line(
                ui,
                "Passphrase",
                says,
                "It is encrypted",
                &import.passphrase,
                true,
            );
            if let Some(text) = text {
                change(ImportChange::Passphrase(text.into()));
            }
            entered |= again;
        }
        let has_plan = !import.planned.is_empty();
        row(ui, size::CONTROL, |ui| {
            let read = if has_plan {
                button(ui, Icon::FileSearch, "Read again")
            } else {
                primary(ui, Icon::FileSearch, "Read it")
            };
            if read.clicked() || entered {
                send(cx, VaultAction::ReadImport);
            }
            if button(ui, Icon::FolderOpen, "Browse…").clicked() {
                cx.send(Action::Browse(FileUse::VaultImport));
            }
        });
        if let Some(all) = checkbox(ui, import.all, "Also what does not look like a secret") {
            change(ImportChange::All(all));
        }
        let words = "Replace the secrets of labels that are there";
        if let Some(replace) = checkbox(ui, import.replace, words) {
            change(ImportChange::Replace(replace));
        }
        if let Some(error) = &import.error {
            field_error(ui, error);
        }
        for fault in import.faults.iter().take(MAX_FAULTS) {
            field_error(ui, fault);
        }
        if !has_plan {
            return;
        }
        let count = import.count();
        row(ui, size::CONTROL, |ui| {
            if count == 0 {
                ui.label(weak(ui, "Nothing of it would be kept"));
                return;
            }
            let words = match count {
                1 => "Keep 1".to_owned(),
                n => format!("Keep {n}"),
            };
            if primary(ui, Icon::Check, &words).clicked() {
                send(cx, VaultAction::StoreImport);
            }
        });
        ui.spacing_mut().item_spacing.y = 0.0;
        for planned in import.planned.iter().take(500) {
            fate(ui, planned);
        }
    });
}

fn fate(ui: &mut Ui, planned: &Planned) {
    let t = tokens(ui);
    let entry = &planned.kept.entry;
    let (judgement, told) = match &planned.fate {
        Fate::New => (Judgement::Pass, entry.kind.title().to_owned()),
        Fate::Replaces(_) => (Judgement::Warn, "Replaces the secret".to_owned()),
        Fate::Taken => (Judgement::Skipped, "There is one already".to_owned()),
        Fate::LeftOut(why) => (Judgement::Skipped, format!("Left out: {why}")),
    };
    row(ui, 22.0, |ui| {
        ui.label(icon_sized(judgement.icon(), 14.0).color(judgement.hue(t)));
        one_line(ui, name(ui, &entry.label));
    });
    row(ui, 18.0, |ui| {
        ui.add_space(22.0);
        one_line(ui, small(ui, told));
    });
}

pub(super) fn export(ui: &mut Ui, cx: &Cx<'_>) {
    let export = &cx.model.vault.export;
    let change = |change| send(cx, VaultAction::Export(change));
    pane(ui, cx, "Export", "Close the export", |ui| {
        let names = ["Encrypted", "Plain text"];
        row(ui, 24.0, |ui| {
            let chosen = tabs(ui, "Export", &names, usize::from(export.is_plain));
            if let Some(number) = chosen {
                change(ExportChange::Plain(number == 1));
            }
        });
        let (told, hint) = if export.is_plain {
            (
                "All secrets in the open, as .env, or as JSON where the name ends in .json. Whoever reads the file has them",
                "/path/to/secrets.env",
            )
        } else {
            (
                "All secrets in one file that a passphrase opens, also with age. Import brings them back",
                "/path/to/vault.age",
            )
        };
        paragraph(ui, weak(ui, told));
        let (path, _) = line(ui, "File", "Path of the export", hint, &export.path, false);
        if let Some(path) = path {
            change(ExportChange::Path(path));
        }
        let mut entered = false;
        if export.is_plain {
            let hint = PLAIN_CONFIRMATION;
            let says = "Type PLAIN TEXT to confirm";
            let (text, enter) = line(ui, "Confirm", says, hint, &export.confirmation, false);
            if let Some(text) = text {
                change(ExportChange::Confirmation(text));
            }
            entered = enter;
        } else {
            let says = "Passphrase for the export";
            let (text, _) = line(
                ui,
                "Passphrase",
                says,
                "At least 8 characters",
                &export.passphrase,
                true,
            );
            if let Some(text) = text {
                change(ExportChange::Passphrase(text.into()));
            }
            let says = "The same passphrase for the export again";
            let (text, enter) = line(ui, "Again", says, "", &export.again, true);
            if let Some(text) = text {
                change(ExportChange::Again(text.into()));
            }
            entered |= enter;
        }
        if let Some(error) = &export.error {
            field_error(ui, error);
        }
        row(ui, size::CONTROL, |ui| {
            if primary(ui, Icon::Upload, "Write the file").clicked() || entered {
                send(cx, VaultAction::WriteExport);
            }
            right(ui, |ui| {
                if let Some(waited) = &cx.model.vault.waited {
                    ui.label(weak(ui, waited.doing));
                }
            });
        });
    });
}
