//! Keys, pastes and dropped files, before any widget sees them.

use crate::app::{
    Action, CloseAction, Command, EditAction, HistoryAction, Key, KeyAction, KeyFormAction, Model,
    NetworkAction, Page, PaletteAction, RootAction, Shortcut, SignInAction, VaultAction, VaultSide,
    WordListAction,
};
use egui::{Context, Event, Id, KeyboardShortcut, Modifiers, Popup};

/// What the person did outside of any widget.
pub(crate) fn actions(ctx: &Context, model: &Model) -> Vec<Action> {
    let in_field = ctx.text_edit_focused();
    // Escape has taken the keyboard from the field by now.
    let was_in_field = ctx.data_mut(|data| {
        let was = data.get_temp_mut_or_default::<bool>(Id::unique("was in field"));
        std::mem::replace(was, in_field)
    });
    let mut actions = Vec::new();
    for command in Command::ALL {
        if command == Command::Paste || (in_field && command.yields_to_fields()) {
            continue;
        }
        // What it covers hears nothing.
        if model.palette.open && command != Command::FindOrRun {
            continue;
        }
        let Some(keys) = command.shortcut().and_then(toolkit_keys) else {
            continue;
        };
        if ctx.input_mut(|i| i.consume_shortcut(&keys)) && command.is_enabled(model) {
            actions.push(Action::Do(command));
        }
    }
    if !in_field && !model.palette.open {
        actions.extend(pasted(ctx).map(Action::Pasted));
    }
    let dropped = ctx.input(|i| {
        let files = i.raw.dropped_files.iter();
        files.map(|f| f.path().to_owned()).collect::<Vec<_>>()
    });
    actions.extend(dropped.into_iter().map(Action::Dropped));
    // A list that is open is closed first.
    if ctx.input(|i| i.key_pressed(egui::Key::Escape)) && !Popup::is_any_open(ctx) {
        actions.extend(escaped(model, was_in_field));
    }
    if !in_field && !model.palette.open && ctx.input(deletes) && may_remove(model) {
        actions.push(Action::Vault(VaultAction::Remove));
    }
    actions
}

/// The delete key alone.
fn deletes(input: &egui::InputState) -> bool {
    input.modifiers.is_none() && input.key_pressed(egui::Key::Delete)
}

/// Whether a credential is shown that can be removed, and put back for a while.
fn may_remove(model: &Model) -> bool {
    let space = &model.vault;
    let is_seen = model.page == Page::Vault && model.network.consent.is_none();
    is_seen && space.side == VaultSide::Details && space.shown().is_some()
}

/// Takes the pasted text, so that no widget takes it too.
fn pasted(ctx: &Context) -> Option<String> {
    ctx.input_mut(|i| {
        let mut text = None;
        i.events.retain(|event| match event {
            Event::Paste(pasted) => {
                text = Some(pasted.clone());
                false
            }
            _ => true,
        });
        text
    })
}

/// Escape puts away what was opened last.
fn escaped(model: &Model, in_field: bool) -> Option<Action> {
    if model.close_question().is_some() {
        Some(Action::Close(CloseAction::Stay))
    } else if model.palette.open {
        Some(Action::Palette(PaletteAction::Show(false)))
    } else if model.network.consent.is_some() {
        Some(Action::Network(NetworkAction::Decline))
    } else if model.reading.as_ref().is_some_and(|r| r.slow) {
        Some(Action::CancelReading)
    } else if model.page == Page::Keys {
        // What was opened last on this page.
        let save = &model.key_space.save;
        save.open
            .then_some(Action::Keys(KeyAction::ShowSave(false)))
            .or(model.notice.is_some().then_some(Action::Dismiss))
    } else if model.page == Page::SignIn {
        in_sign_in(model, in_field)
    } else if model.page == Page::Vault {
        let space = &model.vault;
        if space.waited.as_ref().is_some_and(|w| w.told.is_some()) {
            Some(Action::Vault(VaultAction::GiveUp))
        } else if space.revoking.is_some() {
            Some(Action::Vault(VaultAction::AskRevoke(false)))
        } else if space.revealed.is_some() {
            Some(Action::Vault(VaultAction::Hide))
        } else if space.side != VaultSide::Details {
            Some(Action::Vault(VaultAction::Back))
        } else {
            model.notice.is_some().then_some(Action::Dismiss)
        }
    } else if let Some(editor) = model.editor() {
        // What was written is not lost by a key that is pressed by mistake.
        if editor.form.open {
            Some(Action::Edit(EditAction::Form(KeyFormAction::Show(false))))
        } else {
            (!editor.is_changed()).then_some(Action::Edit(EditAction::Discard))
        }
    } else if model.open.open {
        Some(Action::CloseOpen)
    } else if model.key_form.open {
        Some(Action::KeyForm(KeyFormAction::Show(false)))
    } else if model.word_list.open {
        Some(Action::WordList(WordListAction::Open(false)))
    } else if model.roots.open {
        Some(Action::Roots(RootAction::Open(false)))
    } else if model.shown.editing {
        Some(Action::Do(Command::Edit))
    } else if model.history.open && model.page == Page::Inspect {
        Some(Action::History(HistoryAction::Show(false)))
    } else if model.notice.is_some() {
        Some(Action::Dismiss)
    } else {
        None
    }
}

/// The same on the page for signing in.
fn in_sign_in(model: &Model, in_field: bool) -> Option<Action> {
    let space = &model.sign_in;
    let action = if space.opening.open {
        SignInAction::ShowOpen(false)
    } else if space.saving.is_some() {
        SignInAction::ShowSave(None)
    } else if let Some(form) = &space.form {
        // What was written is not lost by a key that is pressed by mistake.
        if form.is_changed {
            return None;
        }
        SignInAction::Discard
    } else if space.choosing {
        SignInAction::Choose(false)
    } else if space.under_way().is_some() {
        // In the field for the redirect it leaves the field first.
        if in_field {
            return None;
        }
        SignInAction::Cancel
    } else if model.notice.is_some() {
        return Some(Action::Dismiss);
    } else if space.is_foreign() {
        SignInAction::CloseTrace
    } else {
        return None;
    };
    Some(Action::SignIn(action))
}

fn toolkit_keys(keys: Shortcut) -> Option<KeyboardShortcut> {
    let key = match keys.key {
        Key::Char(key) => egui::Key::from_name(&key.to_string())?,
        Key::Comma => egui::Key::Comma,
        Key::Delete => egui::Key::Delete,
        Key::Enter => egui::Key::Enter,
        Key::F8 => return Some(KeyboardShortcut::new(Modifiers::NONE, egui::Key::F8)),
    };
    let mut modifiers = Modifiers::COMMAND;
    modifiers.shift = keys.shift;
    Some(KeyboardShortcut::new(modifiers, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolkit_knows_every_key() {
        for command in Command::ALL {
            if let Some(keys) = command.shortcut() {
                assert!(toolkit_keys(keys).is_some(), "{command:?}");
            }
        }
    }
}
