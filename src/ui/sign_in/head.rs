//! The page's head: which profile, how it went, and the next step.

use super::send;
use crate::app::{Command, Errand, Judgement, RunState, SignInAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::shell;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    Look, button, cut, one_line, picker, pill, pill_width, primary, right, row, square_button,
    visible, weak,
};
use egui::{Button, Label, Popup, RichText, Ui};

/// The picker of profiles where there is no list.
const PICKER: f32 = 240.0;
/// A title takes no more than so many characters beside the buttons.
const MAX_TITLE: usize = 40;

/// Whether what is shown in a profile's place was asked by this window, and came from no file.
fn is_own(run: Option<&crate::app::Run>) -> bool {
    run.is_some_and(|run| run.is_own())
}

fn title(ui: &mut Ui, text: &str) {
    // The name of a trace is somebody else's.
    let text = &*visible(text);
    let shown = cut(text, MAX_TITLE);
    let is_cut = shown.len() < text.len();
    let shown = if is_cut {
        format!("{}…", shown.trim_end())
    } else {
        shown.to_owned()
    };
    let words = RichText::new(shown).text_style(theme::title());
    let label = ui.add(Label::new(words.color(tokens(ui).strong)).truncate());
    if is_cut {
        label.on_hover_text(text);
    }
}

fn below(ui: &mut Ui, text: &str) {
    row(ui, 18.0, |ui| one_line(ui, weak(ui, text)));
    ui.spacing_mut().item_spacing.y = size::GAP;
    ui.add_space(size::GAP);
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, with_list: bool) {
    let space = &cx.model.sign_in;
    let run = space.run();
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        right(ui, |ui| {
            if space.is_foreign() {
                let words = match is_own(run) {
                    true => "Close the steps",
                    false => "Close the trace",
                };
                if primary(ui, Icon::X, words).clicked() {
                    send(cx, SignInAction::CloseTrace);
                }
            } else {
                buttons(ui, cx);
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                if space.is_foreign() {
                    let name = run.and_then(|run| run.source.as_deref());
                    title(ui, name.unwrap_or("Trace"));
                } else if with_list {
                    title(ui, space.selected.as_deref().unwrap_or("Sign in"));
                } else {
                    profile_picker(ui, cx);
                }
                ui.add_space(size::TIGHT);
                if let Some(run) = run {
                    pills(ui, run);
                }
            });
        });
    });
    if space.is_foreign() {
        below(
            ui,
            match is_own(run) {
                true => "What was asked at the provider for what the vault keeps",
                false => "A trace that was opened; it holds no secrets, and nothing is asked",
            },
        );
    } else {
        below(ui, &space.summary());
    }
}

fn pills(ui: &mut Ui, run: &crate::app::Run) {
    let (judgement, text) = run.pill();
    let warnings = run.warnings();
    let more = if warnings == 1 { "" } else { "s" };
    let told = format!("{warnings} warning{more}");
    let all = [
        Some((judgement, text)),
        (warnings > 0).then_some((Judgement::Warn, told)),
    ];
    for (judgement, text) in all.into_iter().flatten() {
        if pill_width(ui, judgement, judgement.icon(), &text) <= ui.available_width() {
            pill(ui, judgement, judgement.icon(), &text);
        }
    }
}

fn profile_picker(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    let list = space.profiles.list.iter();
    let mut names: Vec<_> = list.map(|profile| profile.name.clone()).collect();
    let selected = space.selected.as_ref();
    let place = names.iter().position(|name| Some(name) == selected);
    names.push("New profile…".to_owned());
    let width = PICKER.min(ui.available_width());
    let chosen = picker(ui, "Profile", width, &names, place.unwrap_or_default());
    match chosen.and_then(|i| space.profiles.list.get(i)) {
        Some(profile) => send(cx, SignInAction::Select(profile.name.clone())),
        None if chosen.is_some() => send(cx, SignInAction::Choose(true)),
        None => {}
    }
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    let run = space.run();
    let is_under_way = run.is_some_and(|run| run.state.is_under_way());
    if is_under_way {
        if button(ui, Icon::X, "Cancel").clicked() {
            send(cx, SignInAction::Cancel);
        }
    } else {
        let words = match run.map(|run| &run.state) {
            None => "Sign in",
            Some(RunState::Succeeded) => "Sign in again",
            Some(_) => "Try again",
        };
        let pressed = primary(ui, Icon::LogIn, words);
        let pressed = pressed.on_hover_text(Command::SignIn.tooltip_with_keys());
        if pressed.clicked() {
            send(cx, SignInAction::Run(Errand::SignIn));
        }
    }
    if shell::is_small(ui) {
        if square_button(ui, Icon::Settings2, "Edit the profile").clicked() {
            send(cx, SignInAction::Edit);
        }
    } else if button(ui, Icon::Settings2, "Edit")
        .accessible_name("Edit the profile")
        .clicked()
    {
        send(cx, SignInAction::Edit);
    }
    menu(ui, cx);
}

/// What is done more rarely.
fn menu(ui: &mut Ui, cx: &Cx<'_>) {
    let response = square_button(ui, Icon::Ellipsis, "More about profiles");
    let items = [
        (Icon::Plus, "New profile…", SignInAction::Choose(true)),
        (Icon::Copy, "Duplicate", SignInAction::Duplicate),
        (
            Icon::FolderOpen,
            "Open a trace…",
            SignInAction::ShowOpen(true),
        ),
        (Icon::Trash2, "Delete the profile", SignInAction::Delete),
    ];
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(200.0);
        let t = tokens(ui);
        for (glyph, text, action) in items {
            let words = RichText::new(text).color(t.text);
            let glyph = crate::ui::widgets::icon(glyph).color(t.weak);
            let item = Button::new((glyph, words)).frame_when_inactive(false);
            if ui.add(item).accessible_name(text).clicked() {
                send(cx, action);
                ui.close();
            }
        }
    });
    if cx.model.sign_in.can_undelete() {
        let undo = square_button(ui, Icon::Undo2, "Bring the deleted profile back");
        if undo.clicked() {
            send(cx, SignInAction::Undelete);
        }
    }
}

/// The head over the form.
pub(super) fn form(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(form) = &cx.model.sign_in.form else {
        return;
    };
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        right(ui, |ui| {
            if primary(ui, Icon::Check, "Save")
                .accessible_name("Save the profile")
                .clicked()
            {
                send(cx, SignInAction::Keep);
            }
            if button(ui, Icon::X, "Discard").clicked() {
                send(cx, SignInAction::Discard);
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                title(ui, form.original.as_deref().unwrap_or("New profile"));
            });
        });
    });
    below(
        ui,
        "Kept in profiles.toml in the folder for settings, without any secret",
    );
}

/// The head over the list of providers.
pub(super) fn choose(ui: &mut Ui, cx: &Cx<'_>) {
    let has_profiles = !cx.model.sign_in.profiles.list.is_empty();
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    row(ui, 32.0, |ui| {
        right(ui, |ui| {
            if has_profiles && button(ui, Icon::X, "Back").clicked() {
                send(cx, SignInAction::Choose(false));
            }
            if button(ui, Icon::FolderOpen, "Open a trace…").clicked() {
                send(cx, SignInAction::ShowOpen(true));
            }
            if cx.model.sign_in.can_undelete()
                && button(ui, Icon::Undo2, "Undo")
                    .accessible_name("Bring the deleted profile back")
                    .clicked()
            {
                send(cx, SignInAction::Undelete);
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                title(
                    ui,
                    if has_profiles {
                        "New profile"
                    } else {
                        "Sign in"
                    },
                );
            });
        });
    });
    below(
        ui,
        "Sign in at a provider in your own browser, and see each request and each answer",
    );
}
