//! Tokens inside each other: which stands in which, and how one goes down from the outer to the
//! inner.

use super::model::{Judged, Model};
use super::update::replace;
use super::{Effect, Input, Judgement, Source, words};
use crate::report::{CheckId, Kind, Report, Status, Verdict};

/// A credential and how many others it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'r> {
    /// Its number among all that were found, as [`Action::Select`](super::Action::Select) takes it.
    pub number: usize,
    /// How many credentials it stands in.
    pub depth: usize,
    /// The report on it.
    pub report: &'r Report,
}

impl Layer<'_> {
    /// What it is, as a step of the descent says it.
    pub fn title(&self) -> &'static str {
        words::title(self.report)
    }

    /// How it stands by itself, whatever is in it.
    pub fn state(&self) -> (Judgement, &'static str) {
        let own = Verdict::of(&self.report.checks);
        match (self.report.kind, own) {
            (Kind::Jwk | Kind::Jwks | Kind::Pem, Verdict::Unverified | Verdict::Valid) => {
                (Judgement::Info, "Keys")
            }
            (_, Verdict::Invalid) => (Judgement::Fail, "Invalid"),
            (Kind::Jwe, Verdict::Valid) => (Judgement::Pass, "Opened"),
            (Kind::Jwe, Verdict::Unverified) if is_opened(self.report) => {
                (Judgement::Skipped, "Opened, key not trusted")
            }
            (Kind::Jwe, Verdict::Unverified) => (Judgement::Skipped, "Locked"),
            (_, Verdict::Valid) => (Judgement::Pass, "Valid"),
            (_, Verdict::Unverified) => (Judgement::Skipped, "Not verified"),
        }
    }
}

/// Whether an encrypted token was opened.
pub fn is_opened(report: &Report) -> bool {
    report.status(CheckId::Decryption) == Status::Pass
}

/// Whether it is an encrypted token that a key can still open.
pub fn is_locked(report: &Report) -> bool {
    report.kind == Kind::Jwe && report.sealed.is_some() && !is_opened(report)
}

impl Judged {
    /// Every credential that was found, the outermost first, each before what is inside it.
    pub fn layers(&self) -> Vec<Layer<'_>> {
        fn collect<'r>(report: &'r Report, depth: usize, into: &mut Vec<Layer<'r>>) {
            let number = into.len();
            into.push(Layer {
                number,
                depth,
                report,
            });
            if let Some(inner) = report.inner.as_deref() {
                collect(inner, depth + 1, into);
            }
            for other in &report.more {
                collect(other, depth, into);
            }
        }
        let mut layers = Vec::new();
        collect(&self.report, 0, &mut layers);
        layers
    }

    /// The way down through the credential of that number: from what stands in nothing to what
    /// holds nothing.
    pub fn descent(&self, number: usize) -> Vec<Layer<'_>> {
        let layers = self.layers();
        let up_to = layers.get(..=number).unwrap_or_default();
        let Some(top) = up_to.iter().rposition(|layer| layer.depth == 0) else {
            return Vec::new();
        };
        let below = layers.iter().skip(top + 1);
        let below = below.take_while(|layer| layer.depth > 0).copied();
        layers.get(top).copied().into_iter().chain(below).collect()
    }
}

impl Model {
    /// The way down through the credential that is shown.
    pub fn descent(&self) -> Vec<Layer<'_>> {
        let judged = self.judged.as_deref();
        judged.map_or_else(Vec::new, |judged| judged.descent(self.selected))
    }

    /// What the shown credential stands in, the nearest.
    pub fn around(&self) -> Option<&Report> {
        let descent = self.descent();
        let place = descent
            .iter()
            .position(|layer| layer.number == self.selected)?;
        let outer = place.checked_sub(1).and_then(|place| descent.get(place));
        outer.map(|layer| layer.report)
    }

    /// Whether the shown token is the key-binding JWT of an SD-JWT, whose key stands in that.
    pub fn is_key_binding(&self) -> bool {
        self.around().is_some_and(|outer| outer.kind == Kind::SdJwt)
    }
}

/// A report came. Where an encrypted token was opened just now, what was in it is shown: that is
/// what it was opened for. Who went up again stays there.
pub(super) fn arrived(model: &mut Model, before: Option<&Judged>) {
    let Some(judged) = model.judged.as_deref() else {
        return;
    };
    let number = model.selected;
    let new = judged.descent(number);
    let known = before.map_or_else(Vec::new, |before| before.descent(number));
    let text = |layers: &[Layer<'_>]| layers.first().map(|layer| layer.report.text.clone());
    let was_there = text(&known) == text(&new) && known.len() >= new.len();
    let is_at_top = new.first().is_some_and(|layer| layer.number == number);
    if was_there || !is_at_top {
        return;
    }
    // Only encryption hides what is in it.
    let sealed = new
        .iter()
        .take_while(|layer| layer.report.kind == Kind::Jwe);
    let inside = new.get(sealed.count()).or_else(|| new.last());
    if let Some(inside) = inside {
        model.selected = inside.number;
    }
}

/// The shown token takes the place of all that it stands in; keys and expectations stay.
pub(super) fn take_out(model: &mut Model) -> Vec<Effect> {
    match model.report() {
        Some(report) if !report.text.is_empty() => {
            let text = Input::Text(report.text.clone().into());
            replace(model, text, Source::Inside)
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn report(kind: Kind, text: &str, inner: Option<Report>) -> Report {
        let mut report = Report::new(kind, text);
        report.inner = inner.map(Box::new);
        report
    }

    fn judged(report: Report) -> Judged {
        Judged {
            report,
            keys: None,
            at: 0,
            generation: 1,
        }
    }

    fn nested() -> Report {
        let signed = report(Kind::Jws, "c", None);
        report(Kind::Jwe, "a", Some(report(Kind::Jwe, "b", Some(signed))))
    }

    #[test]
    fn the_way_down_is_found_from_any_of_its_steps() {
        let mut first = nested();
        first.more = vec![
            report(Kind::Jws, "d", None),
            report(Kind::SdJwt, "e", Some(report(Kind::Jws, "f", None))),
        ];
        let judged = judged(first);
        let texts = |number| {
            let descent = judged.descent(number).into_iter();
            descent.map(|l| l.report.text.as_str()).collect::<String>()
        };
        let told: Vec<_> = (0..7).map(texts).collect();
        assert_eq!(told, ["abc", "abc", "abc", "d", "ef", "ef", ""]);
        let all: Vec<_> = judged.all().iter().map(|r| r.text.clone()).collect();
        let layers = judged.layers().into_iter();
        let layers: Vec<_> = layers.map(|l| l.report.text.clone()).collect();
        assert_eq!(all, layers, "they are numbered alike");
    }

    #[test]
    fn what_was_opened_just_now_is_shown_and_who_went_up_stays_there() {
        let mut model = Model::default();
        let locked = Arc::new(judged(report(Kind::Jwe, "a", None)));
        model.judged = Some(Arc::clone(&locked));
        arrived(&mut model, None);
        assert_eq!(model.selected, 0);
        let opened = Arc::new(judged(nested()));
        model.judged = Some(Arc::clone(&opened));
        arrived(&mut model, Some(&locked));
        assert_eq!(model.selected, 2);
        model.selected = 0;
        arrived(&mut model, Some(&opened));
        assert_eq!(model.selected, 0);
        assert!(!model.is_key_binding());
    }

    #[test]
    fn a_key_binding_is_not_what_one_came_for() {
        let binding = report(Kind::Jws, "b", None);
        let mut model = Model {
            judged: Some(judged(report(Kind::SdJwt, "a", Some(binding))).into()),
            ..Model::default()
        };
        arrived(&mut model, None);
        assert_eq!(model.selected, 0);
        model.selected = 1;
        assert!(model.is_key_binding());
    }
}
