//! The vault's list by the keyboard: looking for words, going through what was found, and on to what
//! can be done with it.

use super::{is_called, send};
use crate::app::{Move, VaultAction};
use crate::ui::cx::Cx;
use crate::ui::widgets::Field;
use crate::vault::Entry;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{EventFilter, Id, Key, Modifiers, Response, Ui};

/// The keys that go through the list from the field, where Home and End belong to the text.
const UP_AND_DOWN: [Key; 4] = [Key::ArrowDown, Key::ArrowUp, Key::PageDown, Key::PageUp];

/// The keys that go through the list from a line of it.
const ALL: [Key; 6] = [
    Key::ArrowDown,
    Key::ArrowUp,
    Key::PageDown,
    Key::PageUp,
    Key::Home,
    Key::End,
];

fn page_key() -> Id {
    Id::unique("vault page")
}

/// So many lines are seen at once: a page of the list.
pub(super) fn remember_page(ui: &Ui, lines: i32) {
    ui.data_mut(|d| d.insert_temp(page_key(), lines));
}

/// The field in which is looked for words. The keys that go up and down go through the list while it
/// has the keyboard.
pub(super) fn find(ui: &mut Ui, cx: &Cx<'_>, width: f32) {
    let space = &cx.model.vault;
    // Before the field sees them: its caret stays where it is.
    let key = Id::unique("vault find");
    let own = ui.data(|d| d.get_temp::<Id>(key));
    if own.is_some_and(|id| ui.memory(|m| m.has_focus(id))) {
        for to in moved(ui, &UP_AND_DOWN) {
            send(cx, VaultAction::Move(to));
        }
    }
    let field = Field {
        says: "Find a credential",
        hint: "Label, provider, tag, note",
        text: &space.query.text,
        masked: false,
    };
    let (changed, entered, response) = field.show(ui, width);
    ui.data_mut(|d| d.insert_temp(key, response.id));
    if let Some(text) = changed {
        send(cx, VaultAction::Find(text));
    }
    if entered {
        send(cx, VaultAction::Enter);
    }
    if is_called(ui, "find", space.calls.find) {
        response.request_focus();
        select_all(ui, response.id, &space.query.text);
    }
}

/// What was looked for before gives way to what is typed.
fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    let all = CCursorRange::two(CCursor::new(0), end);
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
}

/// Where the keys among these that were pressed lead; no widget sees them any more.
fn moved(ui: &Ui, keys: &[Key]) -> Vec<Move> {
    let page = ui.data(|d| d.get_temp::<i32>(page_key())).unwrap_or(1);
    let pressed = |key| {
        let count = ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key));
        i32::try_from(count).unwrap_or_default()
    };
    let moves = keys.iter().filter_map(|key| {
        let count = pressed(*key);
        (count > 0).then_some(match key {
            Key::ArrowUp => Move::By(count.saturating_neg()),
            Key::PageDown => Move::By(count.saturating_mul(page)),
            Key::PageUp => Move::By(count.saturating_mul(page).saturating_neg()),
            Key::Home => Move::First,
            Key::End => Move::Last,
            _ => Move::By(count),
        })
    });
    moves.collect()
}

/// What a click on a line does, and what the keys do while it has the keyboard.
pub(super) fn of_line(ui: &Ui, cx: &Cx<'_>, entry: &Entry, on: bool, response: &Response) {
    // The keyboard follows the choice.
    let follows = Id::unique("vault follows");
    if on && ui.data_mut(|d| d.remove_temp::<bool>(follows)).is_some() {
        response.request_focus();
    }
    if response.has_focus() {
        for to in moved(ui, &ALL) {
            ui.data_mut(|d| d.insert_temp(follows, true));
            match on {
                true => send(cx, VaultAction::Move(to)),
                false => send(cx, VaultAction::Select(Some(entry.id.clone()))),
            }
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) {
            if !on {
                send(cx, VaultAction::Select(Some(entry.id.clone())));
            }
            send(cx, VaultAction::Enter);
            return;
        }
        // Arrows go through the list, not to other controls.
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    }
    if response.clicked() {
        send(cx, VaultAction::Select(Some(entry.id.clone())));
        response.request_focus();
    }
}
