//! The key that was used, and the keys that were given.

use super::{fetched, roots};
use crate::app::{self, Action, Command, GivenKeys, Judgement, is_locked};
use crate::report::{CheckId, KeyUse, Report, Status};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::key_form::{self, Verb, Way};
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, cell, divider, field_error, icon, icon_button, icon_sized, name, one_line, pair,
    plain, quiet, right, row, small, weak,
};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 76.0;
/// So many faults of a set are listed.
const MAX_FAULTS: usize = 30;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let t = tokens(ui);
    let tools = |ui: &mut Ui| {
        let add = Command::AddKey;
        if !cx.model.key_form.open && !cx.model.is_key_binding() {
            cx.on_click(quiet(ui, Icon::Plus, add.text(), add.text()), add);
        }
    };
    Card::new("Key").hue(t.seg[2]).show(ui, tools, |ui| {
        if is_locked(report) {
            needed(ui, cx, report);
        } else {
            used(ui, report, cx.model.keys.is_empty());
        }
        // The key of a key binding stands in the SD-JWT, and no other one counts.
        if cx.model.is_key_binding() {
            return;
        }
        fetched::offer(ui, cx);
        roots::show(ui, cx);
        if !cx.model.keys.is_empty() {
            ui.add_space(size::TIGHT);
            divider(ui);
            ui.add_space(size::TIGHT);
            given(ui, cx);
        }
        if cx.model.key_form.open {
            ui.add_space(size::GAP);
            let verb = if is_locked(report) {
                Verb::Open(Way::of(report))
            } else {
                Verb::Verify
            };
            key_form::show(ui, cx, &cx.model.key_form, verb, &Action::KeyForm);
        }
    });
}

fn used(ui: &mut Ui, report: &Report, none_given: bool) {
    if none_given && report.key.is_none() {
        pair(ui, LABEL, "Trust", |ui| {
            judged(
                ui,
                Judgement::Skipped,
                "No key given, so nothing is verified",
            );
        });
        return;
    }
    let trust = report.check(CheckId::KeyTrust);
    let (judgement, words) = app::key_words(trust);
    pair(ui, LABEL, "Trust", |ui| judged(ui, judgement, &words));
    let Some(key) = &report.key else { return };
    pair(ui, LABEL, "Key", |ui| {
        one_line(ui, plain(ui, described(key)));
    });
    pair(ui, LABEL, "Source", |ui| {
        one_line(ui, plain(ui, &key.source));
    });
    if let Some(strength) = report.check(CheckId::KeyStrength) {
        pair(ui, LABEL, "Strength", |ui| {
            judged(ui, strength.status.into(), &strength.detail);
        });
    }
}

/// What opens an encrypted token, and what became of the keys that were tried.
fn needed(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let needs = report.sealed.as_ref().map_or("", |s| s.needs.as_str());
    if !needs.is_empty() {
        pair(ui, LABEL, "Needed", |ui| {
            let glyph = icon_sized(Icon::Lock, 14.0).color(tokens(ui).weak);
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(glyph);
            one_line(ui, plain(ui, crate::report::capital(needs)));
        });
    }
    let Some(tried) = report.key.as_ref().filter(|_| !cx.model.keys.is_empty()) else {
        return;
    };
    let failed = report.status(CheckId::Decryption) == Status::Fail;
    pair(ui, LABEL, "Tried", |ui| {
        let judgement = if failed {
            Judgement::Fail
        } else {
            Judgement::Skipped
        };
        judged(
            ui,
            judgement,
            &format!("{}, from {}", described(tried), tried.source),
        );
    });
}

fn described(key: &KeyUse) -> String {
    match &key.kid {
        Some(kid) => format!("{}, kid {kid}", key.description),
        None => format!("{}, no kid", key.description),
    }
}

fn judged(ui: &mut Ui, judgement: Judgement, words: &str) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.label(icon_sized(judgement.icon(), 14.0).color(judgement.hue(t)));
    one_line(ui, plain(ui, words));
}

/// The sets of keys that were given, each with its faults and a way to take it away.
pub(super) fn given(ui: &mut Ui, cx: &Cx<'_>) {
    for keys in &cx.model.keys {
        set(ui, cx, keys);
    }
}

fn set(ui: &mut Ui, cx: &Cx<'_>, keys: &GivenKeys) {
    let t = tokens(ui);
    let shown = cx.model.shown.key_faults.contains(&keys.id);
    row(ui, size::ROW, |ui| {
        let glyph = if keys.fetched.is_some() {
            Icon::Globe
        } else {
            Icon::FileKey
        };
        ui.label(icon(glyph).color(t.weak));
        right(ui, |ui| {
            let says = format!("Remove {}", keys.set.source);
            if icon_button(ui, Icon::X, &says).clicked() {
                cx.send(Action::RemoveKeys(keys.id));
            }
            let faults = keys.set.faults.len();
            if faults > 0 {
                let word = if faults == 1 {
                    "1 fault".into()
                } else {
                    format!("{faults} faults")
                };
                let says = format!("{word} of {}", keys.set.source);
                if quiet(ui, Icon::TriangleAlert, &word, &says).clicked() {
                    cx.send(Action::ExpandKeys(keys.id));
                }
            }
            let rest = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(rest, |ui| {
                cell(ui, ui.available_width() - 110.0, |ui| {
                    one_line(ui, name(ui, &keys.set.source))
                });
                one_line(ui, small(ui, keys.summary()));
            });
        });
    });
    fetched::about(ui, cx, keys);
    if shown {
        for fault in keys.set.faults.iter().take(MAX_FAULTS) {
            field_error(ui, fault);
        }
        let more = keys.set.faults.len().saturating_sub(MAX_FAULTS);
        if more > 0 {
            ui.label(weak(ui, format!("and {more} more")));
        }
    }
}
