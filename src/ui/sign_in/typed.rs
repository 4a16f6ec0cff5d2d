//! What is given each time and kept nowhere: secrets.

use super::profile::LABEL;
use super::send;
use crate::app::{Errand, Need, Profile, SecretText, SignInAction, TYPED_SECONDS, TypedField};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Field, cell, forget_history, icon, icon_button, mono, one_line, pair, plain as words, quiet,
    right, row, weak,
};
use crate::vault::Id;
use egui::{Align, Layout, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, profile: &Profile, need: Need) {
    let typed = cx.model.sign_in.typed();
    match need {
        Need::Secret { is_needed } => {
            let place = profile.client_secret_env.as_deref();
            let hint = match (is_kept(cx), place) {
                (true, _) => "Type another to use that instead".to_owned(),
                (_, Some(name)) => format!("From the variable {name}"),
                _ if is_needed => format!("Wiped {} min after its last use", TYPED_SECONDS / 60),
                _ => "Nothing for a public client".to_owned(),
            };
            kept(ui, cx);
            secret(
                ui,
                cx,
                "Client secret",
                &hint,
                &typed.secret,
                TypedField::Secret,
            );
            if !typed.secret.is_empty() {
                keep(ui, cx);
            } else if !is_kept(cx) && place.is_none() {
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
        Need::Key => {
            let path = profile.client_key.as_deref();
            let hint = match is_kept(cx) {
                true => "Paste another to use that instead",
                false => "A JWK or PEM, pasted",
            };
            kept(ui, cx);
            secret(ui, cx, "Private key", hint, &typed.key, TypedField::Key);
            if typed.key.is_empty() && !is_kept(cx) {
                match path {
                    Some(path) => pair(ui, LABEL, "or from file", |ui| {
                        one_line(ui, mono(path, tokens(ui).text));
                    }),
                    None => plain(
                        ui,
                        cx,
                        "or from file",
                        "Path of the client's private key",
                        "A JWK or PEM file",
                        &typed.key_path,
                        TypedField::KeyPath,
                    ),
                }
            }
            if !typed.key.is_empty() || !typed.key_path.trim().is_empty() || path.is_some() {
                keep(ui, cx);
            }
        }
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

/// Whether the profile names an entry of the vault.
fn is_kept(cx: &Cx<'_>) -> bool {
    let profile = cx.model.sign_in.profile();
    profile.is_some_and(|profile| profile.vault_entry.is_some())
}

/// What the vault keeps for the profile.
fn kept(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.sign_in;
    let Some(id) = space.profile().and_then(|p| p.vault_entry.as_deref()) else {
        return;
    };
    let index = cx.model.vault.index.as_ref();
    let entry = index.and_then(|index| index.get(&Id::new(id)?));
    let told = match (entry, index) {
        (Some(entry), _) => format!("In the vault: {}", entry.label),
        (None, Some(_)) => "In the vault no more: keep it again".to_owned(),
        (None, None) => "In the vault, fetched when it is used".to_owned(),
    };
    row(ui, size::CONTROL, |ui| {
        cell(ui, LABEL - size::GAP, |ui| ui.label(weak(ui, "Kept")));
        ui.label(icon(Icon::LockKeyhole).color(tokens(ui).link));
        right(ui, |ui| {
            let says = "Take it from the vault no more";
            if quiet(ui, Icon::X, "Forget", says).clicked() {
                send(cx, SignInAction::ForgetProof);
            }
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| one_line(ui, words(ui, told)));
        });
    });
    ui.add_space(size::TIGHT);
}

/// What was typed can be kept.
fn keep(ui: &mut Ui, cx: &Cx<'_>) {
    row(ui, 24.0, |ui| {
        cell(ui, LABEL - size::GAP, |_| {});
        let (text, says) = match is_kept(cx) {
            true => (
                "Replace it in the vault…",
                "Replace what the vault keeps for the profile",
            ),
            false => ("Keep it in the vault…", "Keep in the vault"),
        };
        if quiet(ui, Icon::LockKeyhole, text, says).clicked() {
            send(cx, SignInAction::KeepProof);
        }
    });
    ui.add_space(size::TIGHT);
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
            let (changed, entered, response) = field.show(ui, width);
            forget_history(ui, response.id);
            if let Some(text) = changed {
                send(cx, SignInAction::Type(of, SecretText::from(text)));
            }
            if entered && cx.model.can_sign_in() {
                send(cx, SignInAction::Run(Errand::SignIn));
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
