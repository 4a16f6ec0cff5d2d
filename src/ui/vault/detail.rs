//! One entry: its secret masked, what can be done with it, how it is doing, what is known of it.

use super::list::two_lines;
use super::{is_called, kind_icon, provider, send};
use crate::app::{
    Judgement, SecretUse, VEIL, VaultAction, ago, clock, event_words, lasting, local_minute,
};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    Card, Look, button, cell, icon, icon_button, icon_sized, inside, mono, one_line, pair,
    paragraph, plain, quiet, right, row, scrolling, small, tag, weak,
};
use crate::vault::{Due, Entry, What, due, is_dpop_key, steps};
use egui::{Align, Direction, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui, vec2};

/// The width of the labels.
const LABEL: f32 = 92.0;
/// So many events are shown.
const MAX_EVENTS: usize = 20;
/// So much of a secret is shown; copy or inspect it to have all.
const MAX_SHOWN: usize = 4_096;
/// What stands in the place of the secret of a key that tokens are bound to.
const DPOP: &str = "The tokens of this login are bound to this key (DPoP). It is used when the login \
                    is refreshed, is never shown, and goes with the last of the tokens";
/// What stands for a secret, whatever its length.
const DOTS: &str = "••••••••••••";

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let height = ui.available_height();
    let entry = cx.model.vault.shown();
    let tools = |ui: &mut Ui| {
        if entry.is_none() {
            return;
        }
        if icon_button(ui, Icon::X, "Put the details away").clicked() {
            send(cx, VaultAction::Select(None));
        }
        if icon_button(ui, Icon::Trash2, "Remove it").clicked() {
            send(cx, VaultAction::Remove);
        }
        if icon_button(ui, Icon::Pencil, "Edit it").clicked() {
            send(cx, VaultAction::EditShown);
        }
    };
    Card::new("Details").height(height).show(ui, tools, |ui| {
        let Some(entry) = entry else {
            ui.add_space(48.0);
            ui.vertical_centered(|ui| {
                ui.label(weak(ui, "Choose a credential to see and use it"));
            });
            return;
        };
        scrolling(ui, ("details", entry.id.as_str()), |ui| one(ui, cx, entry));
    });
}

fn one(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let t = tokens(ui);
    row(ui, 44.0, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(36.0, 36.0), egui::Sense::hover());
        ui.painter().rect_filled(rect, 8, t.selected);
        let middle = Layout::centered_and_justified(Direction::LeftToRight);
        inside(ui, rect, middle, |ui| {
            ui.label(icon_sized(kind_icon(entry.kind), 18.0).color(t.link))
        });
        ui.add_space(size::TIGHT);
        two_lines(ui, &entry.label, entry.kind.title());
    });
    ui.add_space(size::GAP);
    if is_dpop_key(entry) {
        // Nothing that is to be copied, least of all by mistake.
        paragraph(ui, weak(ui, DPOP));
    } else {
        secret(ui, cx, entry);
        ui.add_space(size::GAP);
        actions(ui, cx, entry);
    }
    provider::show(ui, cx, entry);
    health(ui, cx, entry);
    facts(ui, cx, entry);
    companions(ui, cx, entry);
    activity(ui, cx);
}

fn secret(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let t = tokens(ui);
    let space = &cx.model.vault;
    let revealed = space.revealed_of(&entry.id);
    let revealed = revealed.filter(|_| !cx.model.shown.hidden);
    let frame = Frame::new()
        .fill(t.field)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let Some(shown) = revealed else {
            row(ui, 20.0, |ui| {
                ui.label(mono(DOTS, t.weak));
                right(ui, |ui| {
                    let word = space.waited.as_ref().map_or("Hidden", |w| w.doing);
                    ui.label(small(ui, word));
                });
            });
            return;
        };
        let bytes = shown.secret.expose();
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let cut = crate::ui::widgets::cut(text, MAX_SHOWN);
                let told = crate::report::visible(cut).into_owned();
                ScrollArea::vertical()
                    .id_salt("secret")
                    .max_height(160.0)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        let mut job = egui::text::LayoutJob::simple(
                            told,
                            egui::TextStyle::Monospace.resolve(ui.style()),
                            t.text,
                            ui.available_width(),
                        );
                        job.wrap.break_anywhere = true;
                        // Selected and copied it would stay on the clipboard; the button takes
                        // it back.
                        ui.add(Label::new(job).wrap().selectable(false));
                    });
                if cut.len() < text.len() {
                    ui.label(small(ui, "Not all of it is shown; copy it to have all"));
                }
            }
            Err(_) => {
                let told = format!("{} bytes that are no text", bytes.len());
                ui.label(weak(ui, told));
            }
        }
        ui.add_space(size::TIGHT);
        let left = shown.until.saturating_sub(cx.model.now).max(0);
        ui.label(small(ui, format!("Hides in {left} s")));
    });
}

/// A button: its icon, its words, its name where a machine reads it aloud, what it does, and why it
/// cannot be pressed, where it cannot.
type Offer<'a> = (Icon, &'a str, &'a str, VaultAct, Option<&'a str>);

/// Buttons that fill a line. It gives back the first.
fn line(ui: &mut Ui, cx: &Cx<'_>, entries: &[Offer<'_>]) -> Option<egui::Response> {
    let mut first = None;
    let gaps = size::GAP * entries.len().saturating_sub(1) as f32;
    let width = ((ui.available_width() - gaps) / entries.len().max(1) as f32).floor();
    row(ui, size::CONTROL, |ui| {
        for (glyph, text, says, act, why_not) in entries {
            cell(ui, width, |ui| {
                let layout = Layout::centered_and_justified(Direction::LeftToRight);
                let pressed = ui.add_enabled_ui(why_not.is_none(), |ui| {
                    ui.with_layout(layout, |ui| button(ui, *glyph, text)).inner
                });
                let response = pressed.inner.accessible_name(*says);
                if response.clicked() {
                    send(cx, act());
                }
                if let Some(told) = why_not {
                    response.clone().on_disabled_hover_text(*told);
                }
                first.get_or_insert(response);
            });
        }
    });
    first
}

type VaultAct = fn() -> VaultAction;

fn actions(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let space = &cx.model.vault;
    let is_revealed = space.revealed_of(&entry.id).is_some() && !cx.model.shown.hidden;
    let held_up = space.held_up();
    let reveal: Offer<'_> = if is_revealed {
        let act = || VaultAction::Hide;
        (Icon::EyeOff, "Hide", "Hide the secret", act, None)
    } else {
        let act = || VaultAction::Use(SecretUse::Reveal);
        (Icon::Eye, "Reveal", "Reveal the secret", act, held_up)
    };
    let act = || VaultAction::Use(SecretUse::Copy);
    let copy: Offer<'_> = (Icon::Copy, "Copy", "Copy the secret", act, held_up);
    let first = line(ui, cx, &[reveal, copy]);
    if is_called(ui, "details", space.calls.details)
        && let Some(first) = first
    {
        first.request_focus();
        first.scroll_to_me(None);
    }
    ui.add_space(size::GAP);
    let act = || VaultAction::Use(SecretUse::Inspect);
    let says = "Inspect the secret";
    let inspect: Offer<'_> = (Icon::ScanSearch, "Inspect", says, act, held_up);
    let act = || VaultAction::Renew;
    let says = "Give it a new secret";
    let renew: Offer<'_> = (Icon::RotateCcwKey, "New secret", says, act, None);
    line(ui, cx, &[inspect, renew]);
    if let Some(told) = held_up {
        ui.add_space(size::TIGHT);
        paragraph(ui, weak(ui, told));
    }
}

pub(super) fn heading(ui: &mut Ui, text: &str) {
    let color = tokens(ui).text;
    ui.add_space(12.0);
    row(ui, 24.0, |ui| {
        let words = RichText::new(text).text_style(theme::caption());
        ui.label(words.color(color));
    });
}

fn judged(ui: &mut Ui, judgement: Judgement, words: &str) {
    let t = tokens(ui);
    row(ui, 24.0, |ui| {
        ui.label(icon(judgement.icon()).color(judgement.hue(t)));
        one_line(ui, plain(ui, words));
    });
}

fn health(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let space = &cx.model.vault;
    let (now, zone) = (cx.model.now, &cx.model.zone);
    heading(ui, "Health");
    let due = due(entry, space.settings.lead(), now);
    if let Some(at) = entry.revoked {
        let told = format!("Revoked {}: nobody takes it any more", ago(at, now));
        judged(ui, Judgement::Fail, &told);
        row(ui, 24.0, |ui| {
            let says = "Remove the revoked credential";
            if quiet(ui, Icon::Trash2, "Remove it from the vault", says).clicked() {
                send(cx, VaultAction::Remove);
            }
        });
    }
    match entry.expires {
        // Its end says nothing new.
        Some(_) if entry.revoked.is_some() => {}
        Some(at) if at <= now => {
            let told = format!("Expired {}, on {}", ago(at, now), clock(at, now, zone));
            judged(ui, Judgement::Fail, &told);
        }
        Some(at) => {
            let span = lasting(at.abs_diff(now));
            let told = format!("Expires in {span}, on {}", clock(at, now, zone));
            let judgement = match due {
                Some(Due::Expires(_)) => Judgement::Warn,
                _ => Judgement::Pass,
            };
            judged(ui, judgement, &told);
        }
        None if entry.revoked.is_some() => {}
        None => judged(ui, Judgement::Info, "No end is known"),
    }
    if let Some(at) = entry.rotate_by {
        let (judgement, told) = if at <= now {
            let told = format!("Should be replaced since {}", clock(at, now, zone));
            (Judgement::Warn, told)
        } else {
            let judgement = match due {
                Some(Due::RotateSoon(_)) => Judgement::Warn,
                _ => Judgement::Pass,
            };
            let told = format!("Replace it by {}", clock(at, now, zone));
            (judgement, told)
        };
        judged(ui, judgement, &told);
    }
    // A new one comes with the next login.
    if is_dpop_key(entry) {
        return;
    }
    row(ui, 24.0, |ui| {
        let (glyph, words) = if space.steps {
            (Icon::ChevronDown, "How to replace it")
        } else {
            (Icon::ChevronRight, "How to replace it")
        };
        if quiet(ui, glyph, words, "The steps of replacing it").clicked() {
            send(cx, VaultAction::ShowSteps(!space.steps));
        }
    });
    if space.steps {
        for (i, step) in steps(entry.kind).iter().enumerate() {
            ui.horizontal_top(|ui| {
                ui.label(weak(ui, format!("{}.", i + 1)));
                paragraph(ui, plain(ui, step));
            });
            ui.add_space(size::TIGHT);
        }
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let (now, zone) = (cx.model.now, &cx.model.zone);
    let hidden = cx.model.shown.hidden;
    heading(ui, "Facts");
    let said = [
        ("Provider", &entry.provider),
        ("Where", &entry.environment),
        ("Account", &entry.account),
        ("Profile", &entry.profile),
    ];
    for (label, value) in said {
        if let Some(value) = value {
            pair(ui, LABEL, label, |ui| {
                let value = if hidden { VEIL } else { value };
                one_line(ui, plain(ui, value));
            });
        }
    }
    if !entry.scopes.is_empty() {
        pair(ui, LABEL, "Scopes", |ui| {
            one_line(ui, plain(ui, entry.scopes.join(" ")));
        });
    }
    if !entry.tags.is_empty() {
        pair(ui, LABEL, "Tags", |ui| {
            for tag_text in entry.tags.iter().take(4) {
                tag(ui, crate::ui::widgets::cut(tag_text, 16));
            }
        });
    }
    pair(ui, LABEL, "Added", |ui| {
        one_line(ui, plain(ui, local_minute(entry.created, zone)));
    });
    if entry.changed != entry.created {
        pair(ui, LABEL, "Secret since", |ui| {
            one_line(ui, plain(ui, local_minute(entry.changed, zone)));
        });
    }
    pair(ui, LABEL, "Last used", |ui| {
        let used = entry.last_used.map(|at| ago(at, now));
        one_line(ui, plain(ui, used.as_deref().unwrap_or("Never")));
    });
    if let Some(note) = &entry.note {
        ui.add_space(size::TIGHT);
        let note = if hidden { VEIL } else { note };
        paragraph(ui, weak(ui, note));
    }
}

fn companions(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let Some(index) = &cx.model.vault.index else {
        return;
    };
    let others = index.companions(entry);
    if others.is_empty() {
        return;
    }
    heading(ui, "Of the same login");
    for other in others.into_iter().take(8) {
        row(ui, 24.0, |ui| {
            let says = format!("Show {}", other.label);
            if quiet(ui, kind_icon(other.kind), &other.label, &says).clicked() {
                send(cx, VaultAction::Select(Some(other.id.clone())));
            }
        });
    }
}

fn activity(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let events = &cx.model.vault.events;
    heading(ui, "Activity");
    if events.is_empty() {
        ui.label(weak(ui, "Nothing was noted"));
    }
    for event in events.iter().take(MAX_EVENTS) {
        let (told, when) = event_words(event, cx.model.now, &cx.model.zone);
        row(ui, 24.0, |ui| {
            ui.label(icon_sized(event_icon(&event.what), 14.0).color(t.weak));
            right(ui, |ui| {
                ui.label(small(ui, when));
                let rest = Layout::left_to_right(Align::Center);
                ui.with_layout(rest, |ui| one_line(ui, plain(ui, told)));
            });
        });
    }
    let more = events.len().saturating_sub(MAX_EVENTS);
    if more > 0 {
        ui.label(small(ui, format!("and {more} older")));
    }
}

fn event_icon(what: &What) -> Icon {
    match what {
        What::Created | What::Imported | What::Adopted => Icon::Plus,
        What::Edited => Icon::Pencil,
        What::Replaced | What::Refreshed => Icon::RotateCcwKey,
        What::Revealed => Icon::Eye,
        What::Copied => Icon::Copy,
        What::GivenTo { .. } => Icon::Terminal,
        What::Sent { .. } => Icon::Send,
        What::Revoked => Icon::Ban,
        What::Exported { .. } => Icon::Upload,
        What::Removed => Icon::Trash2,
        What::PutBack => Icon::Undo2,
    }
}
