//! What of the claims of an SD-JWT was disclosed, and where something stays hidden.

use super::disclosures::told;
use crate::report::{Disclosed, Report};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::tokens;
use crate::ui::widgets::{centred_icon, cut, divider, icon_sized, one_line, row, weak};
use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use std::collections::HashMap;

/// What is to be said of one claim.
#[derive(Default)]
struct Mark<'r> {
    /// It was disclosed itself.
    own: Option<&'r Disclosed>,
    /// So many parts of it were.
    within: usize,
    /// So many digests in it have no disclosure.
    hidden: usize,
}

/// What is to be said of the claims.
#[derive(Default)]
pub(super) struct Marks<'r> {
    claims: HashMap<String, Mark<'r>>,
    /// So many digests beside the claims have no disclosure.
    hidden: usize,
}

/// The claim at the beginning of a JSON Pointer, and whether it points into it (RFC 6901 §4).
fn first(pointer: &str) -> Option<(String, bool)> {
    let rest = pointer.strip_prefix('/')?;
    let (first, deeper) = match rest.split_once('/') {
        Some((first, _)) => (first, true),
        None => (rest, false),
    };
    Some((first.replace("~1", "/").replace("~0", "~"), deeper))
}

impl<'r> Marks<'r> {
    pub(super) fn of(report: &'r Report) -> Self {
        let mut marks = Self::default();
        let Some(selective) = report.selective.as_deref() else {
            return marks;
        };
        for one in &selective.disclosures {
            let Some((name, deeper)) = one.path.as_deref().and_then(first) else {
                continue;
            };
            let mark = marks.claims.entry(name).or_default();
            if deeper {
                mark.within += 1;
            } else {
                mark.own = Some(one);
            }
        }
        for place in &selective.undisclosed {
            match first(&place.path) {
                Some((name, _)) => {
                    marks.claims.entry(name).or_default().hidden += place.digests;
                }
                None => marks.hidden += place.digests,
            }
        }
        marks
    }

    /// `4 disclosed, 2 not`
    pub(super) fn note(&self) -> String {
        let mut told = Vec::new();
        let claims = self.claims.values();
        let disclosed: usize = claims
            .clone()
            .map(|mark| mark.within + usize::from(mark.own.is_some()))
            .sum();
        let hidden = self.hidden + claims.map(|mark| mark.hidden).sum::<usize>();
        if disclosed > 0 {
            told.push(format!("{disclosed} disclosed"));
        }
        if hidden > 0 {
            told.push(format!("{hidden} not disclosed"));
        }
        told.join(", ")
    }

    /// What is said of a claim, before what it means.
    pub(super) fn show(&self, ui: &mut Ui, cx: &Cx<'_>, claim: &str) {
        let Some(mark) = self.claims.get(claim) else {
            return;
        };
        let t = tokens(ui);
        if let Some(one) = mark.own {
            let says = if cx.model.shown.hidden {
                "Disclosed".to_owned()
            } else {
                told(one)
            };
            let (rect, response) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
            centred_icon(ui, rect, Icon::Eye, t.seg_more[1]);
            let name = format!("Disclosed: {}", cut(claim, 60));
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
            response.on_hover_text(says);
        }
        let mut parts = Vec::new();
        if mark.within > 0 {
            parts.push(format!("{} disclosed", mark.within));
        }
        if mark.hidden > 0 {
            parts.push(format!("{} not disclosed", mark.hidden));
        }
        if !parts.is_empty() {
            let color = t.seg_more[1];
            let text = format!("{} in it", parts.join(", "));
            one_line(ui, weak(ui, text).color(color));
        }
    }

    /// How many claims beside those that are shown stay hidden.
    pub(super) fn rest(&self, ui: &mut Ui) {
        if self.hidden == 0 {
            return;
        }
        let t = tokens(ui);
        divider(ui);
        row(ui, 27.0, |ui| {
            ui.label(icon_sized(Icon::EyeOff, 14.0).color(t.seg_more[1]));
            let told = match self.hidden {
                1 => "1 more not disclosed: a claim, or a decoy".to_owned(),
                n => format!("{n} more not disclosed: claims, or decoys"),
            };
            one_line(ui, weak(ui, told));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_begins_with_a_claim() {
        assert_eq!(first("/a~1b"), Some(("a/b".into(), false)));
        assert_eq!(first("/~01/0"), Some(("~1".into(), true)));
        assert_eq!(first(""), None);
    }
}
