//! The list of profiles.

use super::line::{glyph, line, two_lines};
use super::send;
use crate::app::SignInAction;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{Card, Field, name, quiet, scrolling, weak};
use egui::{Ui, vec2};

/// The height of a line.
const LINE: f32 = 48.0;
/// Up to so many profiles are seen at a glance.
const MIN_TO_FIND: usize = 6;
/// What is below the list.
const BELOW: f32 = 56.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let space = &cx.model.sign_in;
    let count = space.profiles.list.len();
    let card = Card::new("Profiles").note(count.to_string()).height(height);
    card.show(
        ui,
        |_| {},
        |ui| {
            if count >= MIN_TO_FIND || !space.filter.is_empty() {
                let field = Field {
                    says: "Find a profile",
                    hint: "Find a profile",
                    text: &space.filter,
                    masked: false,
                };
                let width = ui.available_width();
                if let Some(text) = field.show(ui, width).0 {
                    send(cx, SignInAction::Filter(text));
                }
                ui.add_space(size::GAP);
            }
            let room = (ui.available_height() - BELOW).max(LINE);
            ui.allocate_ui(vec2(ui.available_width(), room), |ui| {
                scrolling(ui, "profiles", |ui| list(ui, cx));
            });
            ui.add_space(size::GAP);
            if quiet(ui, Icon::Plus, "New profile…", "New profile…").clicked() {
                send(cx, SignInAction::Choose(true));
            }
            ui.add_space(size::GAP);
            let says = "From an issuer's address…";
            if quiet(ui, Icon::Globe, says, says).clicked() {
                send(cx, SignInAction::Begin(crate::app::ANY_PROVIDER.to_owned()));
            }
        },
    );
}

fn list(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = space.lines();
    if lines.is_empty() {
        ui.label(weak(ui, "No profile is called so"));
    }
    // The fill of a line reaches beyond the card's text.
    ui.set_clip_rect(ui.clip_rect().expand2(vec2(size::GAP, 0.0)));
    for profile in lines {
        let on = space.selected.as_deref() == Some(profile.name) && !space.is_foreign();
        let says = format!("Profile: {}", profile.name);
        let chosen = line(ui, LINE, on, &says, |ui, _| {
            glyph(ui, profile.letter, profile.hue);
            two_lines(ui, name(ui, profile.name), &profile.detail);
        });
        if chosen.clicked() {
            send(cx, SignInAction::Select(profile.name.to_owned()));
        }
    }
}
