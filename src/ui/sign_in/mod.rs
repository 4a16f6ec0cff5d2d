//! The workspace for signing in: profiles, the flow step by step, and what was sent and received.

mod checks;
mod choose;
mod device;
mod export;
mod fields;
mod flow;
mod form;
mod form_beside;
mod head;
mod line;
mod obtained;
mod profile;
mod profiles;
mod raw;
mod step;
mod typed;
mod waiting;

use super::cx::Cx;
use super::icons::Icon;
use super::shell;
use super::theme::size;
use super::widgets::{columns, quiet};
use crate::app::{Action, RunState, SignInAction, VaultAction};
use egui::{ScrollArea, Ui};

/// The list of profiles.
const PROFILES: f32 = 216.0;
/// The flow beside a wide pane, and beside a narrow one.
const FLOW: f32 = 288.0;
const FLOW_SMALL: f32 = 248.0;
/// Below this the list of profiles is a picker in the head.
const WIDE: f32 = 1000.0;
/// A pane that scrolls by itself is at least so high.
const MIN_PANE: f32 = 300.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    let with_list = ui.available_width() >= WIDE && !space.profiles.list.is_empty();
    if space.form.is_some() {
        head::form(ui, cx);
        scrolled(ui, cx, form::show);
        return;
    }
    let is_choosing = space.choosing || (space.profile().is_none() && !space.is_foreign());
    if is_choosing {
        head::choose(ui, cx);
        scrolled(ui, cx, choose::show);
        return;
    }
    head::show(ui, cx, with_list);
    shell::news(ui, cx);
    keyring(ui, cx);
    faults(ui, cx);
    export::lines(ui, cx);
    let (width, height) = (ui.available_width(), ui.available_height());
    if with_list {
        columns(ui, &[PROFILES, width - PROFILES - size::GAP], |i, ui| {
            if i == 0 {
                profiles::show(ui, cx, height);
            } else {
                panes(ui, cx, FLOW, height);
            }
        });
    } else {
        panes(ui, cx, FLOW_SMALL, height);
    }
}

/// A page that scrolls as a whole.
fn scrolled(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui, &Cx<'_>)) {
    ScrollArea::vertical()
        .id_salt("sign in")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            faults(ui, cx);
            add(ui, cx);
        });
}

/// The keyring asks for its password in a window of its own, which may lie behind this one.
fn keyring(ui: &mut Ui, cx: &Cx<'_>) {
    let under_way = cx.model.sign_in.under_way();
    if let Some(told) = under_way.and_then(|(_, run)| run.vault_waits()) {
        super::widgets::banner(ui, crate::app::Judgement::Info, told, |ui| {
            let says = "Give up waiting for the keyring";
            if quiet(ui, Icon::X, "Give up", says).clicked() {
                cx.send(Action::Vault(VaultAction::GiveUp));
            }
        });
        ui.add_space(size::GAP);
    }
}

/// What is wrong with the file of profiles.
fn faults(ui: &mut Ui, cx: &Cx<'_>) {
    for fault in cx.model.sign_in.faults.iter().take(3) {
        let told = format!("profiles.toml: {fault}");
        super::widgets::banner(ui, crate::app::Judgement::Warn, &told, |_| {});
        ui.add_space(size::GAP);
    }
}

/// Flow and step side by side, with the tokens below them. Where that is too high for the window
/// the whole scrolls.
fn panes(ui: &mut Ui, cx: &Cx<'_>, flow: f32, height: f32) {
    let below = obtained::height(cx);
    let upper = (height - below).max(MIN_PANE);
    ScrollArea::vertical()
        .id_salt("panes")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            let rest = ui.available_width() - flow - size::GAP;
            columns(ui, &[flow, rest], |i, ui| {
                if i == 0 {
                    flow::show(ui, cx, upper);
                } else {
                    pane(ui, cx, upper);
                }
            });
            obtained::show(ui, cx);
        });
}

/// What is chosen in the flow.
fn pane(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let run = cx.model.sign_in.run();
    let Some(run) = run.filter(|run| run.at != crate::app::At::Profile) else {
        return profile::show(ui, cx, height);
    };
    if let Some(step) = run.step() {
        return step::show(ui, cx, run, step, height);
    }
    match &run.state {
        RunState::Browser(waiting) => waiting::show(ui, cx, run, waiting, height),
        RunState::Device(prompt) => device::show(ui, cx, run, prompt, height),
        _ => profile::show(ui, cx, height),
    }
}

fn send(cx: &Cx<'_>, action: SignInAction) {
    cx.send(Action::SignIn(action));
}
