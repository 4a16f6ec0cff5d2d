//! The settings: theme, and what the keyboard does.

use super::cx::Cx;
use super::icons::Icon;
use super::path_line::PathLine;
use super::shell;
use super::theme::{self, size, tokens};
use super::widgets::{
    Card, cell, divider, icon_button, key_caps, name, one_line, paragraph, right, row, tabs, weak,
};
use crate::app::{Action, Command, FileUse, NetworkAction, ThemeChoice, VaultAction};
use egui::{RichText, ScrollArea, Ui};

/// Wider than this, lines of settings are hard to follow.
const WIDTH: f32 = 720.0;

pub(crate) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let title = RichText::new("Settings").text_style(theme::title());
    let color = tokens(ui).strong;
    row(ui, 32.0, |ui| ui.label(title.color(color)));
    ui.add_space(size::GAP);
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(WIDTH);
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            look(ui, cx);
            network(ui, cx);
            vault(ui, cx);
            keyboard(ui);
        });
}

fn look(ui: &mut Ui, cx: &Cx<'_>) {
    Card::new("Look").show(
        ui,
        |_| {},
        |ui| {
            row(ui, size::CONTROL, |ui| {
                cell(ui, 120.0, |ui| ui.label(weak(ui, "Theme")));
                let names = ThemeChoice::ALL.map(ThemeChoice::title);
                let selected = ThemeChoice::ALL
                    .iter()
                    .position(|choice| *choice == cx.model.theme)
                    .unwrap_or_default();
                let chosen = tabs(ui, "Theme", &names, selected);
                if let Some(choice) = chosen.and_then(|i| ThemeChoice::ALL.get(i)) {
                    cx.send(Action::ChooseTheme(*choice));
                }
            });
        },
    );
}

fn network(ui: &mut Ui, cx: &Cx<'_>) {
    let known = &cx.model.network;
    Card::new("Network").show(
        ui,
        |_| {},
        |ui| {
            let told = "A host is asked only when you say so. Your company's own authority is trusted for it where you give its certificate";
            paragraph(ui, weak(ui, told));
            ui.add_space(size::GAP);
            if let Some(path) = &cx.model.ca {
                row(ui, size::CONTROL, |ui| {
                    cell(ui, 120.0, |ui| ui.label(weak(ui, "Authorities")));
                    right(ui, |ui| {
                        let says = "Use no certificate file any more";
                        if icon_button(ui, Icon::X, says).clicked() {
                            cx.send(Action::Network(NetworkAction::ForgetCa));
                        }
                        let rest = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(rest, |ui| one_line(ui, name(ui, path)));
                    });
                });
                return;
            }
            let line = PathLine {
                says: "Path of the certificate file",
                path: &known.ca_path,
                error: known.ca_error.as_deref(),
                usage: FileUse::Ca,
                step: "Use it",
            };
            if let Some(path) = line.show(ui, cx, false) {
                cx.send(Action::Network(NetworkAction::SetCaPath(path)));
            }
            for host in &known.plain {
                row(ui, size::ROW, |ui| {
                    let told = format!("Plain http is allowed with {host}");
                    right(ui, |ui| {
                        let says = format!("Take back plain http with {host}");
                        if icon_button(ui, Icon::X, &says).clicked() {
                            let host = host.clone();
                            cx.send(Action::Network(NetworkAction::TakeBackPlain(host)));
                        }
                        let rest = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(rest, |ui| one_line(ui, name(ui, told)));
                    });
                });
            }
        },
    );
}

/// After so many minutes without use an encrypted file is locked; 0 is never.
const LOCK_MINUTES: [u16; 5] = [1, 5, 15, 60, 0];
/// So many days before its end something is worth a word.
const LEAD_DAYS: [u16; 4] = [1, 3, 7, 30];
/// The same of a live session, in minutes.
const LEAD_MINUTES: [u16; 4] = [2, 10, 30, 60];

fn vault(ui: &mut Ui, cx: &Cx<'_>) {
    let settings = &cx.model.vault.settings;
    Card::new("Vault").show(
        ui,
        |_| {},
        |ui| {
            row(ui, size::CONTROL, |ui| {
                cell(ui, 120.0, |ui| ui.label(weak(ui, "Lock the file after")));
                let names = ["1 min", "5 min", "15 min", "1 hour", "Never"];
                let at = LOCK_MINUTES
                    .iter()
                    .position(|m| *m == settings.lock_minutes);
                let chosen = tabs(ui, "Lock the file after", &names, at.unwrap_or(1));
                if let Some(minutes) = chosen.and_then(|i| LOCK_MINUTES.get(i)) {
                    cx.send(Action::Vault(VaultAction::LockAfter(*minutes)));
                }
            });
            row(ui, size::CONTROL, |ui| {
                cell(ui, 120.0, |ui| ui.label(weak(ui, "Warn before an end")));
                let names = ["1 day", "3 days", "7 days", "30 days"];
                let at = LEAD_DAYS.iter().position(|d| *d == settings.lead_days);
                let chosen = tabs(ui, "Warn before an end", &names, at.unwrap_or(2));
                if let Some(days) = chosen.and_then(|i| LEAD_DAYS.get(i)) {
                    cx.send(Action::Vault(VaultAction::LeadDays(*days)));
                }
            });
            row(ui, size::CONTROL, |ui| {
                cell(ui, 120.0, |ui| ui.label(weak(ui, "Of a live session")));
                let names = ["2 min", "10 min", "30 min", "1 hour"];
                let at = LEAD_MINUTES
                    .iter()
                    .position(|m| *m == settings.lead_minutes);
                let chosen = tabs(ui, "Warn before a session ends", &names, at.unwrap_or(1));
                if let Some(minutes) = chosen.and_then(|i| LEAD_MINUTES.get(i)) {
                    cx.send(Action::Vault(VaultAction::LeadMinutes(*minutes)));
                }
            });
        },
    );
}

fn keyboard(ui: &mut Ui) {
    Card::new("Keyboard").show(
        ui,
        |_| {},
        |ui| {
            for (i, command) in Command::ALL.into_iter().enumerate() {
                if i > 0 {
                    divider(ui);
                }
                row(ui, size::ROW - 1.0, |ui| {
                    cell(ui, 180.0, |ui| one_line(ui, name(ui, command.text())));
                    right(ui, |ui| {
                        if let Some(keys) = command.shortcut() {
                            key_caps(ui, &keys.words());
                        }
                        let rest = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(rest, |ui| {
                            one_line(ui, weak(ui, command.tooltip()));
                        });
                    });
                });
            }
        },
    );
}
