//! Where secrets are kept: chosen once, and opened.

use super::send;
use crate::app::{Phase, StoreChoice, VaultAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, button, cell, field_error, focus_when_new, icon, icon_sized, name, paragraph,
    primary, quiet, right, row, small, weak,
};
use egui::Ui;

/// Wider than this, lines are hard to follow.
const WIDTH: f32 = 640.0;
/// The width of the labels.
const LABEL: f32 = 120.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    ui.set_max_width(WIDTH);
    ui.spacing_mut().item_spacing.y = size::GAP;
    match space.phase {
        Phase::Locked => file(ui, cx),
        Phase::Opening => opening(ui, cx),
        Phase::Choosing | Phase::Open => choices(ui, cx),
    }
}

fn opening(ui: &mut Ui, cx: &Cx<'_>) {
    Card::new("Opening").show(
        ui,
        |_| {},
        |ui| {
            let words = match cx.model.vault.store {
                Some(StoreChoice::File) => "The passphrase is being tried, which takes a second",
                _ => "The list is being read",
            };
            paragraph(ui, weak(ui, words));
        },
    );
}

/// The stores, and why one is not to be had.
fn choices(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    if space.form.is_some() {
        paragraph(
            ui,
            weak(
                ui,
                "Choose where secrets are kept; what you are about to keep waits here",
            ),
        );
    }
    let keyring = space.state.as_ref().map(|state| state.keyring.clone());
    // What the card of the keyring says is not said twice.
    let is_said = |error: &&String| matches!(&keyring, Some(Err(why)) if why == *error);
    if let Some(error) = space.opener.error.as_ref().filter(|error| !is_said(error)) {
        field_error(ui, error);
    }
    // The filled button is the first that can be had.
    let keyring_is_there = matches!(keyring, Some(Ok(_)));
    let file_is_there = space.state.as_ref().is_some_and(|s| s.file_exists);
    for choice in StoreChoice::ALL {
        let (glyph, title, told, step) = match choice {
            StoreChoice::Keyring => (
                Icon::KeyRound,
                keyring_title(),
                "Opened with your session, and seen by the desktop's own program for passwords",
                "Use the keyring",
            ),
            StoreChoice::File => (
                Icon::LockKeyhole,
                "An encrypted file",
                "Opened with a passphrase, in the format of age; it can be taken to another machine",
                "Use an encrypted file",
            ),
            StoreChoice::Memory => (
                Icon::Hourglass,
                "Memory only",
                "Nothing is written; everything is gone when the window closes",
                "Use memory only",
            ),
        };
        let trouble = match (&keyring, choice) {
            (Some(Err(why)), StoreChoice::Keyring) => Some(why.as_str()),
            _ => None,
        };
        let word = match (&keyring, choice) {
            (Some(Ok(word)), StoreChoice::Keyring) => *word,
            _ => None,
        };
        Card::new(title).show(
            ui,
            |_| {},
            |ui| {
                row(ui, size::CONTROL, |ui| {
                    let t = tokens(ui);
                    ui.label(icon(glyph).color(t.link));
                    let state = match choice {
                        StoreChoice::Keyring if trouble.is_some() => "Not to be had",
                        StoreChoice::Keyring if word.is_some() => "Locked",
                        StoreChoice::Keyring if keyring_is_there => "Ready",
                        StoreChoice::File if file_is_there => "There is one already",
                        StoreChoice::File => "A new file",
                        StoreChoice::Memory => "For this window only",
                        StoreChoice::Keyring => "",
                    };
                    ui.label(name(ui, state));
                    right(ui, |ui| {
                        if trouble.is_some() {
                            let says = "Look for the keyring again";
                            if quiet(ui, Icon::RefreshCw, "Look again", says).clicked() {
                                send(cx, VaultAction::LookAgain);
                            }
                            return;
                        }
                        let is_first = match choice {
                            StoreChoice::Keyring => true,
                            StoreChoice::File => !keyring_is_there,
                            StoreChoice::Memory => false,
                        };
                        let response = if is_first {
                            primary(ui, Icon::ArrowRight, step)
                        } else {
                            button(ui, Icon::ArrowRight, step)
                        };
                        if response.clicked() {
                            send(cx, VaultAction::Choose(choice));
                        }
                    });
                });
                paragraph(ui, weak(ui, told));
                if let Some(why) = trouble {
                    field_error(ui, why);
                }
                if let Some(word) = word {
                    ui.add_space(size::TIGHT);
                    ui.label(small(ui, word));
                }
            },
        );
    }
}

fn keyring_title() -> &'static str {
    if cfg!(target_os = "macos") {
        "The Keychain"
    } else if cfg!(windows) {
        "The Credential Manager"
    } else {
        "This session's keyring"
    }
}

/// The encrypted file, with its passphrase.
fn file(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    let opener = &space.opener;
    let state = space.state.as_ref();
    let is_new = state.is_some_and(|state| !state.file_exists);
    let title = if is_new {
        "New encrypted file"
    } else {
        "Locked"
    };
    let tools = |ui: &mut Ui| {
        let says = "Choose another store";
        if quiet(ui, Icon::Settings2, "Another store", says).clicked() {
            send(cx, VaultAction::ChooseAgain);
        }
    };
    Card::new(title).show(ui, tools, |ui| {
        let t = tokens(ui);
        row(ui, 32.0, |ui| {
            ui.label(icon_sized(Icon::LockKeyhole, 18.0).color(t.link));
            let words = if is_new {
                "The passphrase cannot be found again; keep it where you keep such things"
            } else {
                "Give the passphrase to see and use what is kept"
            };
            ui.label(name(ui, words));
        });
        ui.add_space(size::GAP);
        let usual = state.and_then(|state| state.file.as_ref().ok());
        let hint = usual.map_or("Path of the file", String::as_str);
        let mut line = |label: &str, says, hint: &str, text: &str, masked| {
            let mut answer = (None, false);
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
                if masked && label == "Passphrase" {
                    focus_when_new(ui, &response);
                }
                answer = (changed, entered);
            });
            ui.add_space(size::GAP);
            answer
        };
        let (path, _) = line(
            "File",
            "Path of the encrypted file",
            hint,
            &opener.path,
            false,
        );
        if let Some(path) = path {
            send(cx, VaultAction::Path(path));
        }
        let hint = if is_new { "At least 8 characters" } else { "" };
        let (text, mut entered) = line("Passphrase", "Passphrase", hint, &opener.passphrase, true);
        if let Some(text) = text {
            send(cx, VaultAction::Passphrase(text.into()));
        }
        if is_new {
            let says = "The same passphrase again";
            let (text, again) = line("Again", says, "", &opener.again, true);
            if let Some(text) = text {
                send(cx, VaultAction::Again(text.into()));
            }
            // Enter in the first of two leads to the second.
            entered = again;
        }
        if let Some(error) = &opener.error {
            field_error(ui, error);
            ui.add_space(size::GAP);
        }
        row(ui, size::CONTROL, |ui| {
            let (glyph, step) = if is_new {
                (Icon::Plus, "Make the file")
            } else {
                (Icon::LockOpen, "Unlock")
            };
            if primary(ui, glyph, step).clicked() || entered {
                send(cx, VaultAction::Unlock);
            }
        });
    });
}
