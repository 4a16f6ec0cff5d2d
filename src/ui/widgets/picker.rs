//! A choice among many.

use super::shapes::{centred_icon, focus_ring};
use super::text::visible;
use crate::ui::aloud;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use egui::{ComboBox, EventFilter, Key, Popup, Response, Ui};

/// A choice among many: a button with the chosen one, and a list below it. Returns the number of
/// the one that was chosen.
pub(crate) fn picker(
    ui: &mut Ui,
    says: &str,
    width: f32,
    options: &[String],
    selected: usize,
) -> Option<usize> {
    let mut chosen = None;
    let shown = options.get(selected).map_or("", String::as_str);
    ui.spacing_mut().interact_size.y = size::CONTROL;
    let id = ui.make_persistent_id(says);
    // Whether the list was there in the frame before: else the keyboard goes to what is chosen.
    let is_new = !ui.data(|d| d.get_temp::<bool>(id).unwrap_or_default());
    let combo = ComboBox::from_id_salt(says)
        .width(width)
        .height(520.0)
        .truncate()
        .icon(|ui, rect, visuals, _| {
            centred_icon(ui, rect, Icon::ChevronsUpDown, visuals.fg_stroke.color);
        })
        .selected_text(visible(shown).into_owned())
        .show_ui(ui, |ui| {
            for (i, option) in options.iter().enumerate() {
                let told = visible(option).into_owned();
                let line = ui.selectable_label(i == selected, told);
                if is_new && i == selected {
                    line.request_focus();
                }
                if line.gained_focus() {
                    line.scroll_to_me(None);
                }
                focus_ring(ui, &line, line.rect);
                aloud::option(&line, i == selected);
                if line.clicked() {
                    chosen = Some(i);
                    ui.close();
                }
            }
        });
    let is_open = combo.inner.is_some();
    let button = combo.response.accessible_name(says);
    focus_ring(ui, &button, button.rect);
    keys(ui, &button, is_open, chosen.is_some());
    ui.data_mut(|d| d.insert_temp(id, is_open));
    chosen.filter(|i| *i != selected)
}

/// Opens the list with the arrows, and gives the keyboard back to the button when it closes.
fn keys(ui: &Ui, button: &Response, is_open: bool, is_chosen: bool) {
    let pressed = |key: Key| ui.input(|i| i.modifiers.is_none() && i.key_pressed(key));
    if is_open {
        let by_keys = is_chosen && (pressed(Key::Enter) || pressed(Key::Space));
        if by_keys || pressed(Key::Escape) {
            button.request_focus();
        }
    } else if button.has_focus() {
        let arrows = EventFilter {
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(button.id, arrows));
        if pressed(Key::ArrowDown) || pressed(Key::ArrowUp) {
            // So the toolkit calls the list of a button.
            Popup::open_id(ui.ctx(), button.id.with("popup"));
        }
    }
}
