//! Before there is a profile: where one can come from.

use super::line::{glyph, line, two_lines};
use super::{export, send};
use crate::app::{SignInAction, preset_lines};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::shell;
use crate::ui::theme::size;
use crate::ui::widgets::{
    Card, Field, columns, field_error, name, paragraph, primary, right, row, weak,
};
use egui::Ui;

/// The height of a provider's line.
const LINE: f32 = 48.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    export::open_line(ui, cx);
    issuer(ui, cx);
    let presets = preset_lines();
    let across = if shell::is_small(ui) { 2 } else { 3 };
    let note = format!("{} known beforehand", presets.len());
    Card::new("Providers").note(note).show(
        ui,
        |_| {},
        |ui| {
            let gap = size::GAP * 3.0;
            let width = (ui.available_width() - gap * (across - 1) as f32) / across as f32;
            for some in presets.chunks(across) {
                // Between neighbours the fills reach towards each other.
                let widths = vec![width; some.len()];
                ui.spacing_mut().item_spacing.y = 0.0;
                spaced(ui, &widths, gap, |i, ui| {
                    let Some(preset) = some.get(i) else { return };
                    let says = format!("New profile: {}", preset.name);
                    let chosen = line(ui, LINE, false, &says, |ui, _| {
                        glyph(ui, preset.letter, preset.hue);
                        two_lines(ui, name(ui, preset.name), &preset.detail);
                    });
                    if chosen.clicked() {
                        send(cx, SignInAction::Begin(preset.id.to_owned()));
                    }
                });
            }
        },
    );
}

/// Columns that stand further apart.
fn spaced(ui: &mut Ui, widths: &[f32], gap: f32, add: impl FnMut(usize, &mut Ui)) {
    let wider: Vec<_> = widths.iter().map(|w| w + gap - size::GAP).collect();
    let mut add = add;
    columns(ui, &wider, |i, ui| {
        let width = widths.get(i).copied().unwrap_or_default();
        ui.set_max_width(width);
        add(i, ui);
    });
}

fn issuer(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    Card::new("From an issuer's address").show(
        ui,
        |_| {},
        |ui| {
            let told = "Any OpenID issuer, and any OAuth server that publishes its metadata";
            paragraph(ui, weak(ui, told));
            ui.add_space(size::GAP);
            row(ui, size::CONTROL, |ui| {
                right(ui, |ui| {
                    if primary(ui, Icon::ArrowRight, "Make a profile").clicked() {
                        send(cx, SignInAction::BeginIssuer);
                    }
                    let width = ui.available_width();
                    let field = Field {
                        says: "Address of the issuer",
                        hint: "https://id.example.com",
                        text: &space.issuer,
                        masked: false,
                    };
                    let (changed, entered, _) = field.show(ui, width);
                    if let Some(text) = changed {
                        send(cx, SignInAction::Issuer(text));
                    }
                    if entered {
                        send(cx, SignInAction::BeginIssuer);
                    }
                });
            });
            if let Some(error) = &space.issuer_error {
                field_error(ui, error);
            }
        },
    );
}
