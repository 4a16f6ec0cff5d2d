//! The editor is left: the token is used, or put away.

use super::{Editor, Outcome, Signer, Slot};
use crate::app::update::{add_keys, replace, tell};
use crate::app::{Effect, Input, Level, Model, Source};
use crate::jose::key::{KeyFormat, KeySet};
use std::sync::Arc;

/// Puts the editor away. What was written comes back as a step to take again.
pub(super) fn put_away(model: &mut Model) {
    let Some(editor) = model.edit.take() else {
        return;
    };
    if editor.draft != editor.first {
        model.put_away = Some((editor.original.text.clone(), editor.draft.clone()));
        let told = "The edits were discarded; Edit and then Redo brings them back";
        tell(model, Level::Done, told, false);
    }
}

/// The token goes to Inspect, with the public halves of its keys where that is wanted; once it is
/// signed, where that is not done yet.
pub(super) fn use_token(model: &mut Model) -> Vec<Effect> {
    if let Some(editor) = model.edit.as_deref_mut()
        && editor.waiting.is_some()
    {
        editor.use_when_signed = true;
        return Vec::new();
    }
    let Some(editor) = model.edit.take_if(|editor| editor.is_whole()) else {
        return Vec::new();
    };
    let given: Vec<KeySet> = to_give(&editor).into_iter().map(key_set).collect();
    let text = Input::Text(Arc::from(editor.token.as_str()));
    let mut effects = replace(model, text, Source::Edited);
    let mut told = "The edited token is inspected".to_owned();
    let sources: Vec<String> = given.iter().map(|set| set.source.clone()).collect();
    if !sources.is_empty() {
        let noun = if sources.len() == 1 { "key" } else { "keys" };
        told = format!("{told}, with the {noun} of {}", sources.join(" and "));
    }
    for set in given {
        effects = add_keys(model, set);
    }
    tell(model, Level::Done, &told, true);
    effects
}

fn key_set(signer: &Signer) -> KeySet {
    let keys = vec![signer.key.public()];
    KeySet::new(signer.source.clone(), KeyFormat::Jwk, keys)
}

/// The keys that signed and that Inspect does not have, each once.
fn to_give(editor: &Editor) -> Vec<&Signer> {
    let signed = |slot: &&Slot| matches!(slot.outcome, Outcome::Signed { .. });
    let numbers = editor.slots.iter().filter(signed).filter_map(|s| s.signer);
    let mut numbers: Vec<usize> = numbers.filter(|_| editor.give_key).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let signers = numbers.into_iter().filter_map(|n| editor.signers.get(n));
    signers.filter(|signer| !signer.is_given).collect()
}
