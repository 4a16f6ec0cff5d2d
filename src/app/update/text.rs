//! The text that is inspected: pasted, typed, replaced, cleared, and brought back.

use super::judge::inspect;
use super::{fail, tell, update};
use crate::app::model::Past;
use crate::app::word_list;
use crate::app::{
    Action, Effect, GivenKeys, Input, Level, MAX_TEXT_BYTES, Model, Page, Sample, Source, TimeForm,
};
use crate::app::{comparison, key_space};

/// How many replaced texts can be brought back.
pub(super) const MAX_PAST: usize = 20;
/// How many bytes all of them may take; beyond, the oldest are let go.
pub(super) const MAX_PAST_BYTES: usize = 64 << 20;

pub(super) fn pasted(model: &mut Model, text: String) -> Vec<Effect> {
    if model.page == Page::Compare
        && too_large("", text.len()).is_none()
        && let Some(effects) = comparison::pasted(model, &text)
    {
        return effects;
    }
    if model.page == Page::Keys
        && let Some(effects) = key_space::pasted(model, &text)
    {
        return effects;
    }
    model.page = Page::Inspect;
    if model
        .edit
        .as_ref()
        .is_some_and(|editor| editor.is_changed())
    {
        let told = "A token is being edited: use it or discard it first, or paste into a field";
        fail(model, told);
        return Vec::new();
    }
    model.edit = None;
    if text.trim().is_empty() {
        fail(model, "The clipboard holds nothing but white space");
        return Vec::new();
    }
    if let Some(sentence) = too_large("The pasted text", text.len()) {
        fail(model, &sentence);
        return Vec::new();
    }
    replace(model, Input::Text(text.into()), Source::Pasted)
}

fn too_large(what: &str, bytes: usize) -> Option<String> {
    (bytes > MAX_TEXT_BYTES).then(|| {
        let limit = MAX_TEXT_BYTES >> 20;
        format!("{what} is larger than {limit} MiB, which no credential is")
    })
}

/// Typing goes on in place: only the first keystroke puts the text before it away.
pub(super) fn edited(model: &mut Model, text: String) -> Vec<Effect> {
    if let Some(sentence) = too_large("The text", text.len()) {
        fail(model, &sentence);
        return Vec::new();
    }
    if model.source != Source::Typed && !model.input.is_empty() {
        remember(model, false);
    }
    model.source = Source::Typed;
    model.input = Input::Text(text.into());
    inspect(model)
}

/// Another text takes the place of this one, which can be brought back.
pub(in crate::app) fn replace(model: &mut Model, input: Input, source: Source) -> Vec<Effect> {
    let mut effects = word_list::cancel(model);
    if !model.input.is_empty() {
        remember(model, false);
    }
    let mends = matches!(source, Source::Mended | Source::Edited | Source::Inside);
    if !mends {
        drop_sample(model);
        model.payload.clear();
    }
    model.page = Page::Inspect;
    model.input = input;
    model.source = source;
    model.selected = 0;
    model.network.error = None;
    model.notice = None;
    model.open = Default::default();
    model.shown.editing = false;
    model.shown.expanded.clear();
    model.shown.disclosures.clear();
    model.presentation = Default::default();
    effects.extend(inspect(model));
    effects
}

/// The keys and the time that came with a sample go with it.
fn drop_sample(model: &mut Model) {
    let had_sample = model.keys.iter().any(|k| k.from_sample);
    if had_sample || matches!(model.source, Source::Sample(_)) {
        model.keys.retain(|k| !k.from_sample);
        model.time = TimeForm::default();
    }
}

pub(super) fn load_sample(model: &mut Model, sample: &'static Sample) -> Vec<Effect> {
    let text = Input::Text(sample.text.trim_end().into());
    replace(model, text, Source::Sample(sample.title));
    model.expected = Default::default();
    if let Some(at) = sample.at {
        update(model, Action::ChooseTime(at));
    } else {
        model.time = TimeForm::default();
    }
    match sample.keys() {
        Ok(Some(set)) => {
            let id = model.next_number();
            model.keys.push(GivenKeys {
                from_sample: true,
                ..GivenKeys::new(id, set)
            });
        }
        Ok(None) => {}
        Err(error) => fail(model, &format!("The sample's key {error}")),
    }
    inspect(model)
}

pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    let was_empty = model.input.is_empty();
    let effects = replace(model, Input::default(), Source::Typed);
    if !was_empty {
        tell(model, Level::Done, "The text was cleared", true);
    }
    effects
}

/// Keeps what is there, so that it can be brought back; with all that is asked about it, where
/// `asked` says so.
pub(in crate::app) fn remember(model: &mut Model, asked: bool) {
    model.past.push(Past {
        input: model.input.clone(),
        source: model.source.clone(),
        judged: model.judged.clone(),
        selected: model.selected,
        keys: model
            .keys
            .iter()
            .filter(|k| asked || k.from_sample)
            .cloned()
            .collect(),
        counter: model.counter,
        asked,
        time: model.time.clone(),
        expected: model.expected.clone(),
    });
    let size = |past: &[Past]| past.iter().map(|p| p.input.len()).sum::<usize>();
    while model.past.len() > MAX_PAST
        || (model.past.len() > 1 && size(&model.past) > MAX_PAST_BYTES)
    {
        model.past.remove(0);
    }
}

pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(past) = model.past.pop() else {
        return Vec::new();
    };
    if past.asked {
        // Keys that were given since stay.
        let is_new = |k: &GivenKeys| k.id > past.counter;
        let since = model.keys.iter().filter(|k| is_new(k)).cloned();
        model.keys = past.keys.iter().cloned().chain(since).collect();
        (model.time, model.expected) = (past.time, past.expected);
    } else {
        drop_sample(model);
        if matches!(past.source, Source::Sample(_)) || !past.keys.is_empty() {
            model.keys.extend(past.keys);
            model.time = past.time;
            model.expected = past.expected;
        }
    }
    model.page = Page::Inspect;
    model.input = past.input;
    model.source = past.source;
    model.judged = past.judged;
    model.selected = past.selected;
    model.shown.editing = false;
    model.shown.expanded.clear();
    model.notice = None;
    inspect(model)
}
