//! The inspector: one file a card.

mod api_key;
mod checks;
mod claims;
mod copy_menu;
mod descent;
mod detached;
mod disclosures;
mod empty;
mod encoded;
mod expected;
mod faults;
mod fetched;
mod findings;
mod found;
mod head;
mod header;
mod history;
mod key;
mod keys_found;
mod marks;
mod open;
mod roots;
mod sealed;
mod segment;
mod signatures;
mod time;
mod value;

use super::cx::Cx;
use super::shell;
use super::theme::size;
use super::widgets::{columns, diagnosis};
use crate::app::{self, Action, is_mendable};
use crate::report::Kind;
use egui::{ScrollArea, Ui};

/// The column of checks, key and expectations: at least so wide, at most so wide.
const SIDE: std::ops::RangeInclusive<f32> = 440.0..=640.0;
/// Beside the history, a page that is narrower than this has one column.
const TWO_COLUMNS: f32 = 900.0;
/// Its part of the page between these.
const SIDE_PART: f32 = 0.43;

pub(crate) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    history::show(ui, cx);
    head::show(ui, cx);
    descent::show(ui, cx);
    let blank = cx.model.is_blank();
    // Another text begins at its top.
    let salt = ("page", blank, cx.model.source.words(), cx.model.selected);
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            shell::news(ui, cx);
            if blank {
                empty::show(ui, cx);
                return;
            }
            open::bar(ui, cx);
            found::show(ui, cx);
            diagnoses(ui, cx);
            body(ui, cx);
        });
}

/// Why it failed, first on the page. The first step that can be taken is the filled button.
fn diagnoses(ui: &mut Ui, cx: &Cx<'_>) {
    let mut primary = true;
    for (number, d) in cx.model.diagnoses().iter().enumerate() {
        let step = is_mendable(d).then(|| std::mem::take(&mut primary));
        let told = cx.model.veiled(&d.detail);
        if diagnosis(ui, &told, number, step).is_some_and(|button| button.clicked()) {
            cx.send(Action::ApplyDiagnosis(number));
        }
    }
}

fn body(ui: &mut Ui, cx: &Cx<'_>) {
    let width = ui.available_width();
    let beside_history = cx.model.history.open && width < TWO_COLUMNS;
    if shell::is_small(ui) || beside_history {
        encoded::show(ui, cx);
        sealed(ui, cx);
        time::show(ui, cx);
        if is_locked(cx) {
            // The key comes first: all else waits for it.
            side(ui, cx);
            checks::show(ui, cx);
            what_it_says(ui, cx);
        } else {
            checks::show(ui, cx);
            what_it_says(ui, cx);
            side(ui, cx);
        }
        return;
    }
    let side_width = (width * SIDE_PART)
        .floor()
        .clamp(*SIDE.start(), *SIDE.end());
    columns(
        ui,
        &[width - side_width - size::GAP, side_width],
        |i, ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            if i == 0 {
                encoded::show(ui, cx);
                sealed(ui, cx);
                time::show(ui, cx);
                what_it_says(ui, cx);
            } else if is_locked(cx) && cx.model.key_form.open {
                side(ui, cx);
                checks::show(ui, cx);
            } else {
                checks::show(ui, cx);
                side(ui, cx);
            }
        },
    );
}

fn is_locked(cx: &Cx<'_>) -> bool {
    cx.report().is_some_and(app::is_locked)
}

/// The place of the content while it is encrypted.
fn sealed(ui: &mut Ui, cx: &Cx<'_>) {
    if let Some(report) = cx.report() {
        sealed::locked(ui, cx, report);
    }
}

/// The middle of the page follows the kind of credential.
fn what_it_says(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(report) = cx.report() else { return };
    match report.kind {
        Kind::Jws | Kind::Jwe | Kind::SdJwt | Kind::Paseto => {
            detached::show(ui, cx);
            claims::show(ui, cx, report);
            disclosures::show(ui, cx, report);
            descent::inner(ui, cx, report);
            sealed::recipients(ui, report);
            header::show(ui, cx, report);
            signatures::show(ui, cx, report);
            findings::show(ui, cx);
            faults::show(ui, report);
        }
        Kind::Jwk | Kind::Jwks | Kind::Pem => {
            keys_found::show(ui, cx);
            findings::show(ui, cx);
        }
        Kind::ApiKey => {
            api_key::show(ui, cx, report);
            findings::show(ui, cx);
        }
        _ => {
            faults::show(ui, report);
            empty::kinds(ui);
        }
    }
}

fn side(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(report) = cx.report() else { return };
    match report.kind {
        // The claims of what is still closed, and of what is inside, are not judged here.
        Kind::Jwe => {
            // Before a key is given, the place of the content says all there is to say of it.
            let locked = app::is_locked(report) && cx.model.keys.is_empty();
            if !locked || cx.model.key_form.open {
                key::show(ui, cx, report);
            }
            if !report.claims().is_empty() {
                expected::show(ui, cx);
            }
        }
        // Only the signed ones are opened here.
        Kind::Paseto if report.payload.is_none() => {}
        Kind::Jws | Kind::SdJwt | Kind::Paseto => {
            key::show(ui, cx, report);
            expected::show(ui, cx);
        }
        _ => {}
    }
}
