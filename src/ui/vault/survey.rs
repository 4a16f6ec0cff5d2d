//! Secrets without an entry and entries without a secret: what a program left behind that was
//! killed half-way.

use super::send;
use crate::app::{Judgement, VaultAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, divider, icon, icon_button, name, one_line, paragraph, plain, quiet, row, small,
    weak,
};
use egui::{ScrollArea, Ui};

/// So many lines are shown; the others come once these are tidied up.
const MAX_LINES: usize = 50;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let height = ui.available_height();
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Close the search for lost secrets").clicked() {
            send(cx, VaultAction::Back);
        }
    };
    Card::new("Lost and left behind").show(ui, tools, |ui| {
        let room = height - 24.0 - 28.0;
        ui.set_min_height(room);
        ScrollArea::vertical()
            .id_salt("survey")
            .max_height(room)
            .auto_shrink([false, false])
            .show(ui, |ui| body(ui, cx));
    });
}

fn body(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let space = &cx.model.vault;
    let Some(survey) = &space.survey else {
        let told = if space.waited.is_some() {
            "The store is being looked through"
        } else {
            "The store could not be looked through"
        };
        paragraph(ui, weak(ui, told));
        return;
    };
    if survey.orphans.is_empty() && survey.missing.is_empty() {
        row(ui, 24.0, |ui| {
            let judgement = Judgement::Pass;
            ui.label(icon(judgement.icon()).color(judgement.hue(t)));
            ui.label(plain(ui, "Nothing is lost"));
        });
        let told = "Every secret has its entry, and every entry its secret";
        paragraph(ui, weak(ui, told));
        return;
    }
    for (number, orphan) in survey.orphans.iter().take(MAX_LINES).enumerate() {
        if number > 0 {
            divider(ui);
        }
        let label = orphan.found.entry.as_ref().map(|e| e.label.as_str());
        let title = label.unwrap_or("Nothing is known of it");
        let below = if orphan.is_leftover {
            "An old or unfinished secret of this entry"
        } else {
            "A secret without an entry"
        };
        row(ui, 24.0, |ui| one_line(ui, name(ui, title)));
        row(ui, 18.0, |ui| one_line(ui, small(ui, below)));
        row(ui, 24.0, |ui| {
            ui.spacing_mut().item_spacing.x = size::PAD;
            let says = format!("Give {title} an entry");
            if quiet(ui, Icon::Plus, "Give it an entry", &says).clicked() {
                send(cx, VaultAction::Adopt(number));
            }
            let says = format!("Delete the lost secret of {title}");
            if quiet(ui, Icon::Trash2, "Delete it for good", &says).clicked() {
                send(cx, VaultAction::DeleteOrphan(number));
            }
        });
        ui.add_space(size::TIGHT);
    }
    for entry in survey.missing.iter().take(MAX_LINES) {
        row(ui, 24.0, |ui| {
            let judgement = Judgement::Fail;
            ui.label(icon(judgement.icon()).color(judgement.hue(t)));
            one_line(ui, name(ui, &entry.label));
        });
        paragraph(
            ui,
            weak(
                ui,
                "Its secret is no longer in the store: give it a new one, or remove it",
            ),
        );
        row(ui, 24.0, |ui| {
            let says = format!("Show {}", entry.label);
            if quiet(ui, Icon::ArrowRight, "Show it", &says).clicked() {
                send(cx, VaultAction::Select(Some(entry.id.clone())));
            }
        });
    }
}
