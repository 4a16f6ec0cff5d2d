//! The form in which a key is given to sign with: a file, a text, a secret.

use crate::app::{Action, EditAction, Editor, FileUse, KeyTab};
use crate::jose::key::SecretEncoding;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Field, area, button, cell, field_error, focus_when_new, forget_history, icon_button, right,
    row, tabs, weak,
};
use egui::text::LayoutJob;
use egui::{Frame, Margin, TextFormat, TextStyle, Ui};

const ENCODINGS: [(SecretEncoding, &str); 3] = [
    (SecretEncoding::Text, "Text"),
    (SecretEncoding::Base64, "Base64"),
    (SecretEncoding::Hex, "Hex"),
];

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    let form = &editor.form;
    let send = |action| cx.send(Action::Edit(action));
    let frame = Frame::new()
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(6)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = size::GAP;
        row(ui, 24.0, |ui| {
            let names = KeyTab::SIGNING.map(KeyTab::title);
            let selected = KeyTab::SIGNING.iter().position(|tab| *tab == form.tab);
            let chosen = tabs(ui, "Signing key from", &names, selected.unwrap_or_default());
            if let Some(tab) = chosen.and_then(|i| KeyTab::SIGNING.get(i)) {
                send(EditAction::Tab(*tab));
            }
            right(ui, |ui| {
                if icon_button(ui, Icon::X, "Close the form for signing keys").clicked() {
                    send(EditAction::ShowForm(false));
                }
            });
        });
        match form.tab {
            KeyTab::File => file(ui, cx, editor),
            KeyTab::Text => text(ui, cx, editor),
            KeyTab::Secret => secret(ui, cx, editor),
            // No key that signs is fetched.
            KeyTab::Url => {}
        }
    });
}

fn file(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    row(ui, size::CONTROL, |ui| {
        let width = (ui.available_width() - 196.0).max(80.0);
        let field = Field {
            says: "Path of the private key",
            hint: "Type a path, then Enter",
            text: &editor.form.path,
            masked: false,
        };
        let (changed, entered, response) = field.show(ui, width);
        focus_when_new(ui, &response);
        if let Some(path) = changed {
            cx.send(Action::Edit(EditAction::Path(path)));
        }
        if button(ui, Icon::ArrowRight, "Read it").clicked() || entered {
            cx.send(Action::Edit(EditAction::AddKey));
        }
        if button(ui, Icon::FolderOpen, "Browse…").clicked() {
            cx.send(Action::Browse(FileUse::Signer));
        }
    });
    error(ui, editor);
    ui.label(weak(ui, "A private JWK, JWKS, PEM or DER; it is not kept"));
}

fn text(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let t = tokens(ui);
    let font = TextStyle::Monospace.resolve(ui.style());
    let plain = |text: &str| {
        let format = TextFormat::simple(font.clone(), t.text);
        LayoutJob::single_section(text.to_owned(), format)
    };
    egui::ScrollArea::vertical()
        .id_salt("signing key text")
        .max_height(180.0)
        .show(ui, |ui| {
            let says = "Private key as text";
            let hint = "Paste a private JWK, a JWKS or PEM";
            let (changed, response) = area(ui, says, hint, &editor.form.text, 5, &plain);
            focus_when_new(ui, &response);
            if let Some(text) = changed {
                forget_history(ui, response.id);
                cx.send(Action::Edit(EditAction::KeyText(text.into())));
            }
        });
    error(ui, editor);
    if button(ui, Icon::Plus, "Sign with this key").clicked() {
        cx.send(Action::Edit(EditAction::AddKey));
    }
}

fn secret(ui: &mut Ui, cx: &Cx<'_>, editor: &Editor) {
    let form = &editor.form;
    let mut entered = false;
    row(ui, size::CONTROL, |ui| {
        let width = ui.available_width() - 28.0;
        cell(ui, width, |ui| {
            let field = Field {
                says: "Secret to sign with",
                hint: "The secret of an HMAC signature",
                text: &form.secret,
                masked: !form.reveal,
            };
            let (changed, enter, response) = field.show(ui, width);
            entered = enter;
            focus_when_new(ui, &response);
            if let Some(text) = changed {
                forget_history(ui, response.id);
                cx.send(Action::Edit(EditAction::Secret(text.into())));
            }
        });
        let (glyph, says) = if form.reveal {
            (Icon::EyeOff, "Hide the secret")
        } else {
            (Icon::Eye, "Reveal the secret")
        };
        if icon_button(ui, glyph, says).clicked() {
            cx.send(Action::Edit(EditAction::Reveal(!form.reveal)));
        }
    });
    error(ui, editor);
    row(ui, size::CONTROL, |ui| {
        ui.label(weak(ui, "Written as"));
        let names = ENCODINGS.map(|(_, name)| name);
        let selected = ENCODINGS.iter().position(|(e, _)| *e == form.encoding);
        let says = "Signing secret written as";
        let chosen = tabs(ui, says, &names, selected.unwrap_or_default());
        if let Some((encoding, _)) = chosen.and_then(|i| ENCODINGS.get(i)) {
            cx.send(Action::Edit(EditAction::Encoding(*encoding)));
        }
        right(ui, |ui| {
            if button(ui, Icon::Plus, "Sign with this secret").clicked() || entered {
                cx.send(Action::Edit(EditAction::AddKey));
            }
        });
    });
}

fn error(ui: &mut Ui, editor: &Editor) {
    if let Some(error) = &editor.form.error {
        field_error(ui, error);
    }
}
