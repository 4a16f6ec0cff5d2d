//! The inspection: when it is asked for, and what becomes of its answer.

use crate::app::{Effect, ExpectedField, Judged, Model, parse_time};
use crate::app::{explained, history, layers, remembered};
use crate::report::Remedy;
use std::sync::Arc;

/// While the present is judged by, a report is made anew after so many seconds, since its
/// sentences tell of the time.
const STALE_AFTER: u64 = 60;

pub(in crate::app) fn inspect(model: &mut Model) -> Vec<Effect> {
    if model.input.is_empty() {
        model.judged = None;
        model.waiting = None;
        model.explained = Default::default();
        return Vec::new();
    }
    let generation = model.next_number();
    model.waiting = Some(generation);
    vec![Effect::Inspect {
        generation,
        input: model.input.clone(),
        question: Box::new(model.question()),
    }]
}

pub(super) fn inspected(model: &mut Model, judged: Judged) -> Vec<Effect> {
    if model.waiting != Some(judged.generation) {
        return Vec::new();
    }
    model.waiting = None;
    if model.selected >= judged.layers().len() {
        model.selected = 0;
    }
    let before = model.judged.replace(Arc::new(judged));
    layers::arrived(model, before.as_deref());
    if remembered::arrived(model) {
        return inspect(model);
    }
    history::record(model);
    explained::ask(model)
}

/// A report that was made for the present is made anew where a moment of the token has passed
/// since, and now and then so that its sentences stay true.
pub(super) fn tick(model: &mut Model, now: i64) -> Vec<Effect> {
    let before = model.now;
    model.now = now;
    if before == now || model.time.at.is_some() || model.waiting.is_some() {
        return Vec::new();
    }
    let Some(judged) = model.judged.clone() else {
        return Vec::new();
    };
    let leeway = model.expected.policy().leeway;
    let leeway = i64::try_from(leeway).unwrap_or(i64::MAX);
    let passed = model.moments().iter().any(|(_, at)| {
        [-1, 0, 1].iter().any(|side: &i64| {
            let at = at.saturating_add(side.saturating_mul(leeway));
            (judged.at < at) != (now < at)
        })
    });
    let stale = now.abs_diff(judged.at) >= STALE_AFTER && !model.moments().is_empty();
    if passed || stale {
        inspect(model)
    } else {
        Vec::new()
    }
}

pub(super) fn set_time_text(model: &mut Model, text: String) -> Vec<Effect> {
    let before = model.at();
    match parse_time(&text) {
        Ok(at) => {
            model.time.at = at;
            model.time.error = None;
        }
        Err(error) => model.time.error = Some(error),
    }
    model.time.text = text;
    if model.at() == before {
        return Vec::new();
    }
    inspect(model)
}

/// Whether the window can ask otherwise as a remedy says. Only the person has a payload apart.
pub(in crate::app) fn can_apply(remedy: &Remedy) -> bool {
    !matches!(remedy, Remedy::GivePayload)
}

/// Asks otherwise, as a diagnosis says.
pub(in crate::app) fn apply(model: &mut Model, remedy: &Remedy) -> Vec<Effect> {
    let expect = |model: &mut Model, field, text: String| model.expected.set(field, text);
    match remedy {
        Remedy::Issuer(issuer) => expect(model, ExpectedField::Issuer, issuer.clone()),
        Remedy::Audience(audience) => expect(model, ExpectedField::Audience, audience.clone()),
        Remedy::Leeway(seconds) => {
            model.expected.more = true;
            expect(model, ExpectedField::Leeway, seconds.to_string());
        }
        Remedy::Secret { place, .. } => {
            let mut sets = model.question().with(remedy).keys;
            if let (Some(given), true) = (model.keys.get_mut(place.set), place.set < sets.len()) {
                given.set = sets.swap_remove(place.set);
            }
        }
        Remedy::Key(place) => {
            // The key alone opens nothing that the token stands in.
            if model.around().is_some() {
                layers::take_out(model);
            }
            let set = model.question().with(remedy).keys.into_iter().next();
            if let (true, Some(set)) = (place.set < model.keys.len(), set) {
                let mut given = model.keys.swap_remove(place.set);
                given.set = set;
                model.keys = vec![given];
            }
        }
        Remedy::Payload(_) => {
            let read = model.question().with(remedy).detached_payload;
            if let Some(Ok(text)) = read.map(String::from_utf8) {
                model.payload = text;
            }
        }
        Remedy::GivePayload => return Vec::new(),
    }
    inspect(model)
}
