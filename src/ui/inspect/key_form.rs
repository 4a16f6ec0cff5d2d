//! The form in which a key is given: a file, a text, a secret.

use super::open::PathLine;
use crate::app::{Action, FileUse, KeyTab, NetworkAction};
use crate::jose::key::SecretEncoding;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Field, area, button, cell, field_error, focus_when_new, icon_button, right, row, tabs, weak,
};
use egui::text::LayoutJob;
use egui::{Frame, Margin, TextFormat, TextStyle, Ui};

const ENCODINGS: [(SecretEncoding, &str); 3] = [
    (SecretEncoding::Text, "Text"),
    (SecretEncoding::Base64, "Base64"),
    (SecretEncoding::Hex, "Hex"),
];

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let form = &cx.model.key_form;
    let frame = Frame::new()
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(6)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = size::GAP;
        row(ui, 24.0, |ui| {
            let names = KeyTab::ALL.map(KeyTab::title);
            let selected = KeyTab::ALL.iter().position(|tab| *tab == form.tab);
            let chosen = tabs(ui, "Key from", &names, selected.unwrap_or_default());
            if let Some(tab) = chosen.and_then(|i| KeyTab::ALL.get(i)) {
                cx.send(Action::ChooseKeyTab(*tab));
            }
            right(ui, |ui| {
                if icon_button(ui, Icon::X, "Close the form for keys").clicked() {
                    cx.send(Action::ShowKeyForm(false));
                }
            });
        });
        match form.tab {
            KeyTab::File => file(ui, cx),
            KeyTab::Text => text(ui, cx),
            KeyTab::Secret => secret(ui, cx),
            KeyTab::Url => url(ui, cx),
        }
    });
}

fn file(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.key_form;
    let line = PathLine {
        says: "Path of the key file",
        path: &form.path,
        error: form.error.as_deref(),
        usage: FileUse::Key,
        step: "Read it",
    };
    if let Some(path) = line.show(ui, cx, true) {
        cx.send(Action::SetKeyPath(path));
    }
    ui.label(weak(ui, "JWK, JWKS, PEM or DER; or drop it on the window"));
}

fn text(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let form = &cx.model.key_form;
    let font = TextStyle::Monospace.resolve(ui.style());
    let plain = |text: &str| {
        let format = TextFormat::simple(font.clone(), t.text);
        LayoutJob::single_section(text.to_owned(), format)
    };
    let hint = "Paste a JWK, a JWKS or PEM";
    egui::ScrollArea::vertical()
        .id_salt("key text")
        .max_height(180.0)
        .show(ui, |ui| {
            let (changed, response) = area(ui, "Key as text", hint, &form.text, 5, &plain);
            focus_when_new(ui, &response);
            if let Some(text) = changed {
                forget_history(ui, response.id);
                cx.send(Action::SetKeyText(text.into()));
            }
        });
    if let Some(error) = &form.error {
        field_error(ui, error);
    }
    if button(ui, Icon::Plus, "Use this key").clicked() {
        cx.send(Action::AddKeyText);
    }
}

fn secret(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.key_form;
    let mut entered = false;
    row(ui, size::CONTROL, |ui| {
        let width = ui.available_width() - 28.0;
        cell(ui, width, |ui| {
            let field = Field {
                says: "Shared secret",
                hint: "The secret of an HMAC signature",
                text: &form.secret,
                masked: !form.reveal,
            };
            let (changed, enter, response) = field.show(ui, width);
            entered = enter;
            focus_when_new(ui, &response);
            if let Some(text) = changed {
                forget_history(ui, response.id);
                cx.send(Action::SetSecret(text.into()));
            }
        });
        let (glyph, says) = if form.reveal {
            (Icon::EyeOff, "Hide the secret")
        } else {
            (Icon::Eye, "Reveal the secret")
        };
        if icon_button(ui, glyph, says).clicked() {
            cx.send(Action::RevealSecret(!form.reveal));
        }
    });
    if let Some(error) = &form.error {
        field_error(ui, error);
    }
    row(ui, size::CONTROL, |ui| {
        ui.label(weak(ui, "Written as"));
        let names = ENCODINGS.map(|(_, name)| name);
        let selected = ENCODINGS.iter().position(|(e, _)| *e == form.encoding);
        let chosen = tabs(
            ui,
            "Secret written as",
            &names,
            selected.unwrap_or_default(),
        );
        if let Some((encoding, _)) = chosen.and_then(|i| ENCODINGS.get(i)) {
            cx.send(Action::SetSecretEncoding(*encoding));
        }
        right(ui, |ui| {
            if button(ui, Icon::Plus, "Use this secret").clicked() || entered {
                cx.send(Action::AddSecret);
            }
        });
    });
}

fn url(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.key_form;
    row(ui, size::CONTROL, |ui| {
        let width = (ui.available_width() - 96.0).max(80.0);
        let field = Field {
            says: "Address of the key set",
            hint: "https://id.example/jwks.json",
            text: &form.url,
            masked: false,
        };
        let (changed, entered, response) = field.show(ui, width);
        focus_when_new(ui, &response);
        if let Some(url) = changed {
            cx.send(Action::Network(NetworkAction::SetUrl(url)));
        }
        if button(ui, Icon::Globe, "Fetch…").clicked() || entered {
            cx.send(Action::Network(NetworkAction::FetchUrl));
        }
    });
    if let Some(error) = &form.error {
        field_error(ui, error);
    }
    ui.label(weak(ui, "The host is named before it is asked"));
}

/// A field keeps what was written in it before, to undo. A secret is not to be kept.
fn forget_history(ui: &Ui, id: egui::Id) {
    if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id) {
        state.clear_undoer();
        state.store(ui.ctx(), id);
    }
}
