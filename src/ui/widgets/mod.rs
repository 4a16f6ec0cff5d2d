//! The parts that every page is built from. Colours and distances come from `theme`.

mod buttons;
mod card;
mod code;
mod dialog;
mod fields;
mod layout;
mod meter;
mod notices;
mod picker;
mod shapes;
mod status;
mod text;

pub(crate) use buttons::{
    button, icon_button, link, link_width, primary, quiet, square_button, tabs,
};
pub(crate) use card::Card;
pub(crate) use code::{JsonLines, json_lines, lines, long_text};
pub(crate) use dialog::dialog;
pub(crate) use fields::{
    Field, area, checkbox, checkbox_named, field_error, focus_when_new, forget_history,
};
pub(crate) use layout::{cell, columns, divider, inside, pair, right, row, scrolling};
pub(crate) use meter::meter;
pub(crate) use notices::{banner, check, check_line, diagnosis, finding};
pub(crate) use picker::picker;
pub(crate) use shapes::{
    badge, centred_icon, chip_width, chips, dashed_rect, focus_ring, key_cap, key_caps, pill,
    pill_width, silent_pill, tag,
};
pub(crate) use status::Look;
pub(crate) use text::{
    cut, icon, icon_sized, mono, name, one_line, paragraph, plain, small, verbatim, visible, weak,
};
