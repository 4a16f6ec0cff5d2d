//! What each action does to the editor.

use super::draft::{Way, step, write};
use super::encode::{compare_with_first, encode};
use super::finish::{put_away, use_token};
use super::keys::{add_key, choose, make, name_key, set_parameter};
use super::{EditAction, Quick, claims};
use crate::app::update::tell;
use crate::app::{Effect, KeyFormAction, Level, Model};
use crate::jose::Algorithm;
use crate::report::Json;

/// Does what a person did in the editor.
pub(in crate::app) fn edit(model: &mut Model, action: EditAction) -> Vec<Effect> {
    let now = model.at();
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    match action {
        EditAction::SetText(part, text) => {
            let draft = editor.draft.with(part, editor.at, text);
            write(editor, draft, Some((part, model.now)));
            return encode(model);
        }
        EditAction::ShowTable(table) => {
            editor.table = table;
            editor.cell = None;
        }
        EditAction::SetValue(number, text) => {
            claims::set_value(editor, number, text, model.now);
            return encode(model);
        }
        EditAction::Remove(number) => {
            claims::remove(editor, number);
            return encode(model);
        }
        EditAction::Quick(Quick::NewId) => return vec![Effect::MakeId],
        EditAction::Quick(quick) => {
            claims::quick(editor, quick, now);
            return encode(model);
        }
        EditAction::NewId(Ok(id)) => {
            claims::set_claim(editor, "jti", Json::String(id));
            return encode(model);
        }
        EditAction::NewId(Err(sentence)) => tell(model, Level::Failed, &sentence, false),
        EditAction::Signature(number) => {
            if number < editor.slots.len() {
                editor.at = number;
                compare_with_first(editor);
            }
        }
        EditAction::Algorithm(algorithm) => {
            let name = algorithm.map_or("none", Algorithm::name);
            set_parameter(editor, "alg", Some(name));
            return encode(model);
        }
        EditAction::Signer(number) => return choose(model, number),
        EditAction::NameKey(name) => return name_key(model, name),
        EditAction::Form(KeyFormAction::Add) => return add_key(model),
        EditAction::Form(action) => editor.form.change(action),
        EditAction::MakeKey => return make(model),
        EditAction::GiveKey(give) => editor.give_key = give,
        EditAction::Beside(beside) => editor.beside = beside,
        EditAction::Copy => {
            let text = editor.token.clone();
            tell(model, Level::Done, "The edited token was copied", false);
            return vec![Effect::Copy(text)];
        }
        EditAction::Use => return use_token(model),
        EditAction::Discard => put_away(model),
    }
    Vec::new()
}

/// Takes a step back.
pub(in crate::app) fn undo(model: &mut Model) -> Vec<Effect> {
    take(model, Way::Back)
}

/// Takes a step again.
pub(in crate::app) fn redo(model: &mut Model) -> Vec<Effect> {
    take(model, Way::Forth)
}

fn take(model: &mut Model, way: Way) -> Vec<Effect> {
    let Some(editor) = model.edit.as_deref_mut() else {
        return Vec::new();
    };
    if step(editor, way) {
        encode(model)
    } else {
        Vec::new()
    }
}
