//! A choice among many.

use super::shapes::centred_icon;
use super::text::visible;
use crate::ui::icons::Icon;
use crate::ui::theme::size;
use egui::{ComboBox, Ui};

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
                if ui.selectable_label(i == selected, told).clicked() {
                    chosen = Some(i);
                }
            }
        });
    let _ = combo.response.accessible_name(says);
    chosen.filter(|i| *i != selected)
}
