//! The browser is waited for.

use super::send;
use crate::app::{Run, SecretText, SignInAction, Waiting, countdown, redirect_uri};
use crate::report::capital;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, button, field_error, forget_history, icon_sized, meter, mono, paragraph, plain,
    primary, right, row, scrolling, weak,
};
use egui::{Frame, Label, Margin, Ui};

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, run: &Run, waiting: &Waiting, height: f32) {
    let left = waiting.until.saturating_sub(cx.model.now).max(0);
    let note = format!("{} left", countdown(left));
    let card = Card::new("Waiting for the browser")
        .note(note)
        .height(height);
    card.show(
        ui,
        |_| {},
        |ui| {
            scrolling(ui, "waiting", |ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                let whole = waiting.until.saturating_sub(run.begun).max(1);
                let hue = tokens(ui).link;
                meter(ui, left as f32 / whole as f32, hue);
                content(ui, cx, run, waiting);
            });
        },
    );
}

fn content(ui: &mut Ui, cx: &Cx<'_>, run: &Run, waiting: &Waiting) {
    let t = tokens(ui);
    if let Some(trouble) = &waiting.trouble {
        told(ui, Icon::TriangleAlert, t.warn, trouble);
    }
    let sentence = match &waiting.redirect_uri {
        Some(uri) if waiting.is_listened_to => {
            format!("Sign in there. The answer comes back by itself to {uri}")
        }
        Some(uri) => format!(
            "Sign in there. The answer goes to {uri}, which this window cannot hear: paste the address below"
        ),
        None => "Sign out there. The browser does not come back".to_owned(),
    };
    paragraph(ui, plain(ui, sentence));
    let hidden = cx.model.shown.hidden;
    Frame::new()
        .fill(t.field)
        .corner_radius(6)
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let url = if hidden {
                super::fields::DOTS
            } else {
                &waiting.shown
            };
            ui.add(Label::new(mono(url, t.text)).wrap());
        });
    row(ui, size::CONTROL, |ui| {
        if primary(ui, Icon::ExternalLink, "Open the browser again").clicked() {
            send(cx, SignInAction::OpenAgain);
        }
        if button(ui, Icon::Copy, "Copy the address").clicked() {
            send(cx, SignInAction::CopyUrl);
        }
    });
    if waiting.redirect_uri.is_some() {
        ui.add_space(size::GAP);
        refused_redirect(ui, cx);
        ui.add_space(size::GAP);
        paste(ui, cx, run);
    }
    for ignored in &waiting.ignored {
        told(ui, Icon::Info, t.weak, ignored);
    }
}

/// A redirect URI that is not registered is told to the browser only, which then does not come
/// back.
fn refused_redirect(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(profile) = cx.model.sign_in.profile() else {
        return;
    };
    let uri = redirect_uri(profile);
    let mut hint = format!(
        "Where the browser shows an error about the redirect URI, register {uri} with the provider"
    );
    if profile.redirect.ports.is_empty() {
        hint.push_str(". Where it wants the port too, fix one in the profile");
    }
    paragraph(ui, weak(ui, hint));
}

/// The browser may be on another machine, or may not be let to this one.
fn paste(ui: &mut Ui, cx: &Cx<'_>, run: &Run) {
    let hint = "Where the browser cannot come back (SSH, WSL, a container, an https redirect), paste the address at which it stopped";
    paragraph(ui, weak(ui, hint));
    row(ui, size::CONTROL, |ui| {
        right(ui, |ui| {
            if button(ui, Icon::Check, "Use it")
                .accessible_name("Use the pasted redirect")
                .clicked()
            {
                send(cx, SignInAction::GiveRedirect);
            }
            let width = ui.available_width();
            let field = Field {
                says: "Redirect address",
                hint: "http://127.0.0.1…/callback?code=…",
                text: &run.redirect,
                masked: cx.model.shown.hidden,
            };
            let (changed, entered, response) = field.show(ui, width);
            forget_history(ui, response.id);
            if let Some(text) = changed {
                send(cx, SignInAction::Redirect(SecretText::from(text)));
            }
            if entered {
                send(cx, SignInAction::GiveRedirect);
            }
        });
    });
    if let Some(error) = &run.redirect_error {
        field_error(ui, error);
    }
}

fn told(ui: &mut Ui, glyph: Icon, hue: egui::Color32, sentence: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(icon_sized(glyph, 14.0).color(hue));
        paragraph(ui, plain(ui, capital(sentence)));
    });
}
