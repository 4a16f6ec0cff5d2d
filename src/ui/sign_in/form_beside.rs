//! What stands beside a profile: the redirect URI to register, and what is weaker than it has to be.

use super::send;
use crate::app::{SignInAction, cautions, redirect_uri, registration};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    icon_button, icon_sized, mono, name, one_line, paragraph, right, row, small, weak,
};
use egui::{Align, Frame, Layout, Margin, RichText, Ui};

pub(super) use crate::app::Profile;

/// The redirect URI, and what to know of it.
pub(super) fn redirect(ui: &mut Ui, cx: &Cx<'_>, profile: &Profile) {
    let told = registration(profile);
    if told.is_empty() {
        return;
    }
    let t = tokens(ui);
    heading(ui, "Redirect URI to register");
    row(ui, 24.0, |ui| {
        right(ui, |ui| {
            if icon_button(ui, Icon::Copy, "Copy the redirect URI").clicked() {
                send(cx, SignInAction::CopyRedirect);
            }
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| {
                one_line(ui, mono(redirect_uri(profile), t.string))
            });
        });
    });
    for sentence in told {
        note(ui, Icon::Info, t.weak, &sentence);
    }
}

/// What is weak, with the reason, and what is known of the provider.
pub(super) fn advice(ui: &mut Ui, profile: &Profile) {
    let t = tokens(ui);
    for caution in cautions(profile) {
        ui.add_space(size::GAP);
        Frame::new()
            .fill(t.warn_fill)
            .corner_radius(6)
            .inner_margin(Margin::symmetric(12, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                row(ui, 20.0, |ui| {
                    ui.label(icon_sized(Icon::TriangleAlert, 14.0).color(t.warn));
                    right(ui, |ui| {
                        ui.label(small(ui, caution.reference.to_string()));
                        let rest = Layout::left_to_right(Align::Center);
                        ui.with_layout(rest, |ui| one_line(ui, name(ui, caution.title)));
                    });
                });
                paragraph(ui, RichText::new(caution.detail).color(t.text));
            });
    }
    let notes = crate::app::provider_notes(profile);
    if !notes.is_empty() {
        ui.add_space(size::GAP);
        heading(ui, "Good to know");
        for sentence in notes {
            note(ui, Icon::Info, t.weak, sentence);
        }
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let t = tokens(ui);
    row(ui, 24.0, |ui| {
        let words = RichText::new(text).text_style(theme::caption());
        ui.label(words.color(t.weak));
    });
}

fn note(ui: &mut Ui, glyph: Icon, hue: egui::Color32, sentence: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(icon_sized(glyph, 14.0).color(hue));
        paragraph(ui, weak(ui, sentence));
    });
    ui.add_space(size::TIGHT);
}
