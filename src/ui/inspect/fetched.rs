//! Keys from the network: where they may be found, how old they are, and whose they are.

use crate::app::{Action, GivenKeys, NetworkAction, ago};
use crate::jose::key::Origin;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    cut, field_error, icon_button, icon_sized, one_line, paragraph, quiet, right, row, small, weak,
};
use egui::{RichText, Ui};

/// A host is cut after this many characters on a button; the question shows all of it.
const HOST_CHARS: usize = 40;

/// The way to the keys of the token's issuer; while they are looked for, the way out.
pub(super) fn offer(ui: &mut Ui, cx: &Cx<'_>) {
    let network = &cx.model.network;
    if network.finding.is_some() {
        row(ui, 24.0, |ui| {
            let hue = tokens(ui).link;
            ui.label(icon_sized(Icon::Hourglass, 14.0).color(hue));
            right(ui, |ui| {
                if quiet(ui, Icon::X, "Cancel", "Cancel looking for keys").clicked() {
                    cx.send(Action::Network(NetworkAction::Cancel));
                }
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(rest, |ui| one_line(ui, weak(ui, cx.model.network_words())));
            });
        });
    } else if let Some((_, host)) = cx.model.issuer_host()
        && !cx.model.has_issuer_keys()
    {
        row(ui, 24.0, |ui| {
            let short = cut(&host, HOST_CHARS);
            let end = if short.len() < host.len() { "…" } else { "" };
            let words = format!("Find the issuer's keys at {short}{end}…");
            let response = quiet(ui, Icon::Globe, &words, &words);
            let told = format!("Ask {host} for its metadata and its keys; you are asked first");
            if response.on_hover_text(told).clicked() {
                cx.send(Action::Network(NetworkAction::FindIssuer));
            }
        });
    }
    if let Some(error) = &network.error {
        field_error(ui, error);
    }
    for host in &network.plain {
        row(ui, 24.0, |ui| {
            let hue = tokens(ui).warn;
            ui.label(icon_sized(Icon::LockOpen, 14.0).color(hue));
            right(ui, |ui| {
                let says = format!("Take back plain http with {host}");
                if icon_button(ui, Icon::X, &says).clicked() {
                    let host = host.clone();
                    cx.send(Action::Network(NetworkAction::TakeBackPlain(host)));
                }
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                let told = format!("Plain http is allowed with {host}");
                ui.with_layout(rest, |ui| one_line(ui, weak(ui, told)));
            });
        });
    }
}

/// The age of a set that was fetched, whose it is, and what went wrong.
pub(super) fn about(ui: &mut Ui, cx: &Cx<'_>, keys: &GivenKeys) {
    let Some(fetched) = &keys.fetched else { return };
    let t = tokens(ui);
    let unknown = cx.model.unknown_kid(keys);
    row(ui, 20.0, |ui| {
        ui.add_space(23.0);
        right(ui, |ui| {
            if cx.model.network.finding.is_none() {
                let says = format!("Fetch {} again", keys.set.source);
                if quiet(ui, Icon::RefreshCw, "Fetch again", &says).clicked() {
                    cx.send(Action::Network(NetworkAction::FetchAgain(keys.id)));
                }
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                let told = format!("Fetched {}", ago(fetched.at, cx.model.now));
                one_line(ui, small(ui, told))
            });
        });
    });
    if let Some(kid) = unknown {
        let told = format!("The token's kid {kid:?} is not among them: fetch them again?");
        remark(ui, Icon::TriangleAlert, t.warn, &told);
    }
    trust(ui, cx, keys);
    if let Some(failed) = &fetched.failed {
        field_error(ui, failed);
    }
    for note in &fetched.notes {
        remark(ui, Icon::Info, t.link, &capital(note));
    }
    ui.add_space(size::TIGHT);
}

/// Keys that the token led to count only where the person says whose they are.
fn trust(ui: &mut Ui, cx: &Cx<'_>, keys: &GivenKeys) {
    let Origin::Discovered { issuer, confirmed } = &keys.set.origin else {
        return;
    };
    row(ui, 24.0, |ui| {
        ui.add_space(23.0);
        if *confirmed {
            right(ui, |ui| {
                let says = format!("Trust {issuer} no more");
                if quiet(ui, Icon::X, "Take it back", &says).clicked() {
                    let action = NetworkAction::Trust(keys.id, false);
                    cx.send(Action::Network(action));
                }
                let rest = egui::Layout::left_to_right(egui::Align::Center);
                let told = format!("You trust {issuer}");
                ui.with_layout(rest, |ui| one_line(ui, small(ui, told)));
            });
            return;
        }
        let says = format!("I trust the issuer {issuer}");
        let response = quiet(ui, Icon::ShieldCheck, "I trust this issuer", &says);
        let told = format!("{issuer} is who I expect tokens from, so its keys may be believed");
        if response.on_hover_text(told).clicked() {
            let action = NetworkAction::Trust(keys.id, true);
            cx.send(Action::Network(action));
        }
    });
}

fn remark(ui: &mut Ui, glyph: Icon, hue: egui::Color32, told: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add_space(23.0);
        ui.label(icon_sized(glyph, 14.0).color(hue));
        let text = crate::ui::widgets::visible(cut(told, 600)).into_owned();
        paragraph(ui, RichText::new(text).color(tokens(ui).text));
    });
}

fn capital(text: &str) -> String {
    // A note that begins with a host keeps it as it is.
    if !text.starts_with("your ") && !text.starts_with("the ") {
        return text.to_owned();
    }
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
