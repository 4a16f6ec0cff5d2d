//! Before the first request to a host: who, what for, and why.

use super::aloud;
use super::cx::Cx;
use super::icons::Icon;
use super::theme::{size, tokens};
use super::widgets::{button, dialog, icon_sized, mono, paragraph, primary, right, row};
use crate::app::{Action, Consent, NetworkAction};
use crate::report::capital;
use egui::{RichText, TextStyle, Ui};

pub(crate) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(consent) = &cx.model.network.consent else {
        return;
    };
    if dialog(ui, "consent", |ui| question(ui, cx, consent)) {
        cx.send(Action::Network(NetworkAction::Decline));
    }
}

fn question(ui: &mut Ui, cx: &Cx<'_>, consent: &Consent) {
    let t = tokens(ui);
    let (glyph, hue, title) = if consent.plain {
        let title = format!("Allow plain http with {}?", consent.host);
        (Icon::LockOpen, t.warn, title)
    } else {
        (Icon::Globe, t.link, format!("Ask {}?", consent.host))
    };
    ui.spacing_mut().item_spacing.y = size::GAP;
    row(ui, 24.0, |ui| {
        ui.label(icon_sized(glyph, 18.0).color(hue));
        let title = RichText::new(title).text_style(TextStyle::Heading);
        let shown = ui.add(egui::Label::new(title.color(t.strong)).truncate());
        aloud::interrupt(&shown);
    });
    if !consent.url.is_empty() {
        ui.add(egui::Label::new(mono(&consent.url, t.text)).wrap());
    }
    let why = capital(&consent.why);
    paragraph(ui, RichText::new(why).color(t.text));
    let more = if consent.is_login && !consent.plain {
        "What a login sends goes there: the client's id and proof, codes and tokens. Each request is shown"
    } else if consent.plain {
        "It stays allowed until the window closes, or until you take it back"
    } else {
        "Nothing of the token is sent along. The host learns this machine's address"
    };
    paragraph(ui, RichText::new(more).color(t.weak));
    ui.add_space(size::TIGHT);
    row(ui, size::CONTROL, |ui| {
        right(ui, |ui| {
            let (agree, words) = if consent.plain {
                let words = "Allow plain http".to_owned();
                (button(ui, Icon::LockOpen, &words), words)
            } else {
                let words = format!("Ask {}", crate::ui::widgets::cut(&consent.host, 36));
                (primary(ui, Icon::ArrowRight, &words), words)
            };
            let agree = agree.on_hover_text(words);
            // The second click of two is for the question that was answered by the first.
            if agree.clicked() && !agree.double_clicked() {
                cx.send(Action::Network(NetworkAction::Agree));
            }
            if button(ui, Icon::X, "Do not ask").clicked() {
                cx.send(Action::Network(NetworkAction::Decline));
            }
        });
    });
}
