//! What is given each time and kept nowhere: secrets.

use super::profile::LABEL;
use super::send;
use crate::app::{Need, SecretText, SignInAction, TypedField};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use crate::ui::widgets::{Field, cell, forget_history, icon_button, right, row, weak};
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, need: Need) {
    let typed = cx.model.sign_in.typed();
    match need {
        Need::Secret { is_needed } => {
            let hint = if is_needed {
                "Kept until the window closes"
            } else {
                "Nothing for a public client"
            };
            secret(
                ui,
                cx,
                "Client secret",
                hint,
                &typed.secret,
                TypedField::Secret,
            );
            if typed.secret.is_empty() {
                plain(
                    ui,
                    cx,
                    "or from variable",
                    "Variable with the client secret",
                    "CLIENT_SECRET",
                    &typed.variable,
                    TypedField::Variable,
                );
            }
        }
        Need::Key => plain(
            ui,
            cx,
            "Private key",
            "Path of the client's private key",
            "A JWK or PEM file",
            &typed.key_path,
            TypedField::KeyPath,
        ),
        Need::Password => {
            plain(
                ui,
                cx,
                "User name",
                "Name of the user",
                "Whose password it is",
                &typed.user,
                TypedField::User,
            );
            let hint = "Goes to the token endpoint";
            secret(
                ui,
                cx,
                "Password",
                hint,
                &typed.password,
                TypedField::Password,
            );
        }
        Need::RefreshToken => {
            let hint = "That of an earlier login";
            let text = &typed.refresh_token;
            secret(
                ui,
                cx,
                "Refresh token",
                hint,
                text,
                TypedField::RefreshToken,
            );
        }
    }
}

fn secret(ui: &mut Ui, cx: &Cx<'_>, label: &str, hint: &str, text: &SecretText, of: TypedField) {
    let reveal = cx.model.sign_in.reveal && !cx.model.shown.hidden;
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL - size::GAP, |ui| ui.label(weak(ui, label)));
        right(ui, |ui| {
            let (glyph, word) = if reveal {
                (Icon::EyeOff, "Mask")
            } else {
                (Icon::Eye, "Reveal")
            };
            let says = format!("{word} the {}", label.to_lowercase());
            if icon_button(ui, glyph, &says).clicked() {
                send(cx, SignInAction::RevealTyped(!reveal));
            }
            let width = ui.available_width();
            let says = format!("The {}", label.to_lowercase());
            let field = Field {
                says: &says,
                hint,
                text,
                masked: !reveal,
            };
            let (changed, _, response) = field.show(ui, width);
            forget_history(ui, response.id);
            if let Some(text) = changed {
                send(cx, SignInAction::Type(of, SecretText::from(text)));
            }
        });
    });
    ui.add_space(size::TIGHT);
}

fn plain(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    says: &str,
    hint: &str,
    text: &str,
    of: TypedField,
) {
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL - size::GAP, |ui| ui.label(weak(ui, label)));
        let width = ui.available_width();
        let field = Field {
            says,
            hint,
            text,
            masked: false,
        };
        if let Some(text) = field.show(ui, width).0 {
            send(cx, SignInAction::Type(of, SecretText::from(text)));
        }
    });
    ui.add_space(size::TIGHT);
}
