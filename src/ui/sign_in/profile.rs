//! The profile itself: what is given each time, what to register, what to know.

use super::form_beside;
use super::typed;
use crate::app::{Judgement, RunState, needs};
use crate::report::capital;
use crate::ui::cx::Cx;
use crate::ui::theme::size;
use crate::ui::theme::tokens;
use crate::ui::widgets::{Card, banner, diagnosis, mono, one_line, pair, plain, scrolling, weak};
use egui::Ui;

/// The width of the labels.
pub(super) const LABEL: f32 = 116.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let space = &cx.model.sign_in;
    let Some(profile) = space.profile() else {
        return;
    };
    Card::new("Profile").height(height).show(
        ui,
        |_| {},
        |ui| {
            scrolling(ui, "profile", |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                could_not_begin(ui, cx);
                facts(ui, cx);
                ui.add_space(size::GAP);
                for need in needs(profile) {
                    typed::show(ui, cx, profile, need);
                }
                ui.add_space(size::GAP);
                form_beside::redirect(ui, cx, profile);
                form_beside::advice(ui, profile);
            });
        },
    );
}

/// A login that failed before its first step has nothing else to show.
fn could_not_begin(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(run) = cx.model.sign_in.run() else {
        return;
    };
    if let RunState::Failed(why) = &run.state
        && run.steps.is_empty()
    {
        diagnosis(ui, &capital(why), 0, None);
        ui.add_space(size::GAP);
    }
    for finding in &run.findings {
        banner(
            ui,
            Judgement::from(finding.severity),
            &finding.title,
            |_| {},
        );
        ui.add_space(size::TIGHT);
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let Some(profile) = cx.model.sign_in.profile() else {
        return;
    };
    if let Some(issuer) = cx.model.sign_in.issuer_words() {
        pair(ui, LABEL, "Issuer", |ui| {
            one_line(ui, mono(issuer, t.text));
        });
    }
    pair(ui, LABEL, "Client id", |ui| {
        one_line(ui, mono(&profile.client_id, t.text));
    });
    pair(ui, LABEL, "Scopes", |ui| {
        if profile.scopes.is_empty() {
            one_line(ui, weak(ui, "None, as the provider has it"));
        } else {
            one_line(ui, mono(profile.scopes.join(" "), t.text));
        }
    });
    if !profile.resource.is_empty() {
        pair(ui, LABEL, "Resource", |ui| {
            one_line(ui, mono(profile.resource.join(" "), t.text));
        });
    }
    if let Some(audience) = &profile.audience {
        pair(ui, LABEL, "Audience", |ui| {
            one_line(ui, mono(audience, t.text));
        });
    }
    pair(ui, LABEL, "Authentication", |ui| {
        one_line(ui, plain(ui, cx.model.sign_in.auth_words()));
    });
}
