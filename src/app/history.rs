//! What was looked at since the window opened: in memory alone, and gone when it closes.

use super::layers::is_locked;
use super::model::{Model, Source, TimeForm};
use super::update::{inspect, remember};
use super::words;
use super::{Effect, Expected, GivenKeys, Input, Judgement, Page};
use crate::report::{Kind, Verdict};

/// So many texts are kept.
pub(super) const MAX_VISITS: usize = 50;
/// All of them together take at most so many bytes; beyond, the oldest are let go.
const MAX_BYTES: usize = 32 << 20;

/// A text that was looked at, and what it was judged by.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Tells it from the others.
    pub id: u64,
    /// What it is.
    pub title: &'static str,
    /// How it stood.
    pub judgement: Judgement,
    /// How it stood, in a word.
    pub verdict: &'static str,
    /// Where it came from.
    pub source: Source,
    /// When it was last looked at, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    input: Input,
    keys: Vec<GivenKeys>,
    expected: Expected,
    time: TimeForm,
}

impl Visit {
    /// Whether it is the text that is shown.
    pub fn is_shown(&self, model: &Model) -> bool {
        self.input == model.input
    }

    /// Whether it can be compared, which takes text.
    pub fn is_text(&self) -> bool {
        self.input.is_text()
    }
}

/// What was looked at, the latest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Whether the list is shown.
    pub open: bool,
    /// The texts.
    pub visits: Vec<Visit>,
    /// Those that are chosen to be compared, at most two.
    pub chosen: Vec<u64>,
}

impl History {
    /// The two texts that are chosen, the older first.
    pub fn pair(&self) -> Option<(String, String)> {
        let [a, b] = self.chosen.as_slice() else {
            return None;
        };
        let mut both = self.visits.iter().rev();
        let mut next = || both.find(|visit| visit.id == *a || visit.id == *b);
        let text = |visit: &Visit| visit.input.text().to_owned();
        Some((text(next()?), text(next()?)))
    }
}

/// What happens about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryAction {
    /// The list is shown or put away.
    Show(bool),
    /// A text comes back, with the keys and expectations that it was judged by.
    Restore(u64),
    /// A text is chosen to be compared, or not any more.
    Choose(u64),
    /// All of it is forgotten.
    Clear,
}

/// A report came: its text is put first.
pub(super) fn record(model: &mut Model) {
    let Some(judged) = &model.judged else { return };
    let report = &judged.report;
    let (judgement, verdict) = match (report.kind, report.verdict) {
        (Kind::Jwk | Kind::Jwks | Kind::Pem, Verdict::Unverified | Verdict::Valid) => {
            (Judgement::Info, "keys")
        }
        (_, Verdict::Valid) => (Judgement::Pass, "valid"),
        (_, Verdict::Invalid) => (Judgement::Fail, "invalid"),
        (Kind::Jwe, Verdict::Unverified) if is_locked(report) => (Judgement::Skipped, "not opened"),
        (_, Verdict::Unverified) => (Judgement::Skipped, "not verified"),
    };
    let mut visit = Visit {
        id: 0,
        title: words::title(report),
        judgement,
        verdict,
        source: model.source.clone(),
        at: model.now,
        input: model.input.clone(),
        keys: model.keys.clone(),
        expected: model.expected.clone(),
        time: model.time.clone(),
    };
    let visits = &mut model.history.visits;
    // While it is typed it is one text.
    let typed = |v: &Visit| v.source == Source::Typed && visit.source == Source::Typed;
    let same = visits.first().is_some_and(typed);
    let known = visits.iter().position(|v| v.input == visit.input);
    match known.or(same.then_some(0)) {
        Some(place) => visit.id = visits.remove(place).id,
        None => visit.id = model.next_number(),
    }
    let visits = &mut model.history.visits;
    visits.insert(0, visit);
    let size = |visits: &[Visit]| visits.iter().map(|v| v.input.len()).sum::<usize>();
    while visits.len() > MAX_VISITS || (visits.len() > 1 && size(visits) > MAX_BYTES) {
        visits.pop();
    }
    let History { visits, chosen, .. } = &mut model.history;
    chosen.retain(|id| visits.iter().any(|visit| visit.id == *id));
}

pub(super) fn update(model: &mut Model, action: HistoryAction) -> Vec<Effect> {
    match action {
        HistoryAction::Show(open) => model.history.open = open,
        HistoryAction::Restore(id) => {
            let visits = &model.history.visits;
            let visit = visits.iter().find(|visit| visit.id == id).cloned();
            return visit.map_or_else(Vec::new, |visit| restore(model, visit));
        }
        HistoryAction::Choose(id) => {
            let chosen = &mut model.history.chosen;
            if let Some(place) = chosen.iter().position(|c| *c == id) {
                chosen.remove(place);
            } else {
                // The third takes the place of the first.
                if chosen.len() > 1 {
                    chosen.remove(0);
                }
                chosen.push(id);
            }
        }
        HistoryAction::Clear => {
            model.history.visits.clear();
            model.history.chosen.clear();
        }
    }
    Vec::new()
}

/// Keys that were given since stay, but for those of a sample.
fn restore(model: &mut Model, visit: Visit) -> Vec<Effect> {
    if visit.is_shown(model) {
        return Vec::new();
    }
    let mut effects = super::word_list::cancel(model);
    if !model.input.is_empty() {
        remember(model, true);
    }
    let is_new = |k: &GivenKeys| !k.from_sample && visit.keys.iter().all(|old| old.id != k.id);
    let since: Vec<_> = model.keys.iter().filter(|k| is_new(k)).cloned().collect();
    model.keys = visit.keys.into_iter().chain(since).collect();
    (model.expected, model.time) = (visit.expected, visit.time);
    (model.input, model.source) = (visit.input, visit.source);
    model.page = Page::Inspect;
    model.selected = 0;
    model.notice = None;
    model.open = Default::default();
    model.shown.editing = false;
    model.shown.expanded.clear();
    effects.extend(inspect(model));
    effects
}
