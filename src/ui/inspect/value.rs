//! One value of a token: on a line, as chips, or whole.

use crate::app::{Moment, Odd, is_time, odd_characters};
use crate::report::Json;
use crate::ui::theme::{Tokens, size};
use crate::ui::widgets::{chip_width, cut, visible};
use egui::{Color32, Ui};

/// So many chips are shown of one value; all of it is there as JSON.
const MAX_CHIPS: usize = 40;
/// A line of text is cut after so many characters before it is measured.
const MAX_CHARS: usize = 400;

/// How a value is shown in a table.
pub(super) enum Shape<'a> {
    /// Verbatim on a line.
    Line(String, Color32),
    /// One of several each, wrapped into lines.
    Chips(Vec<Vec<&'a str>>, usize),
}

/// How a value is shown in a table, in that width.
pub(super) fn shape<'a>(ui: &Ui, name: &str, json: &'a Json, t: &Tokens, width: f32) -> Shape<'a> {
    let words = match json {
        Json::Array(values) if !values.is_empty() => values
            .iter()
            .take(MAX_CHIPS)
            .map(|v| match v {
                Json::String(text) if !text.is_empty() => Some(text.as_str()),
                Json::Number(digits) => Some(digits.as_str()),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()
            .map(|words| (words, values.len())),
        Json::String(text) if matches!(name, "scope" | "scp") && text.contains(' ') => {
            let all = || text.split(' ').filter(|w| !w.is_empty());
            Some((all().take(MAX_CHIPS).collect(), all().count()))
        }
        _ => None,
    };
    match words {
        Some((words, count)) if !words.is_empty() => {
            let more = count.saturating_sub(words.len());
            Shape::Chips(wrap(ui, words, width), more)
        }
        _ => line(json, t),
    }
}

fn line<'a>(json: &Json, t: &Tokens) -> Shape<'a> {
    match json {
        Json::String(text) if text.is_empty() => Shape::Line("\"\"".into(), t.weak),
        Json::String(text) => Shape::Line(cut(text, MAX_CHARS).to_owned(), t.string),
        Json::Number(digits) => Shape::Line(cut(digits, MAX_CHARS).to_owned(), t.number),
        Json::Bool(value) => Shape::Line(value.to_string(), t.number),
        Json::Null => Shape::Line("null".into(), t.number),
        Json::Elided(bytes) => Shape::Line(format!("… {bytes} bytes nested too deeply"), t.weak),
        Json::Array(values) => Shape::Line(count("[", values.len(), "value", "]"), t.weak),
        Json::Object(members) => Shape::Line(count("{", members.len(), "member", "}"), t.weak),
    }
}

fn count(open: &str, n: usize, what: &str, close: &str) -> String {
    match n {
        0 => format!("{open}{close}"),
        1 => format!("{open} 1 {what} {close}"),
        n => format!("{open} {n} {what}s {close}"),
    }
}

/// Breaks chips into lines of that width.
fn wrap<'a>(ui: &Ui, words: Vec<&'a str>, width: f32) -> Vec<Vec<&'a str>> {
    let mut lines: Vec<Vec<&str>> = vec![Vec::new()];
    let mut used = 0.0;
    for word in words {
        let wide = chip_width(ui, word).min(width);
        if used > 0.0 && used + wide > width {
            lines.push(Vec::new());
            used = 0.0;
        }
        if let Some(line) = lines.last_mut() {
            line.push(word);
        }
        used += wide + size::TIGHT;
    }
    lines
}

/// How wide a value is on its line.
pub(super) fn width(ui: &Ui, text: &str) -> f32 {
    let font = egui::TextStyle::Monospace.resolve(ui.style());
    let p = ui.painter();
    p.layout_no_wrap(visible(text).into_owned(), font, Color32::PLACEHOLDER)
        .size()
        .x
}

/// What is not as it seems in a claim's name and in its value, or in the values of its list.
pub(super) fn odd(name: &str, json: &Json) -> Vec<Odd> {
    let mut odd = odd_characters(cut(name, MAX_CHARS));
    let mut look = |text: &str| odd.extend(odd_characters(cut(text, MAX_CHARS)));
    match json {
        Json::String(text) => look(text),
        Json::Array(values) => values
            .iter()
            .take(MAX_CHIPS)
            .filter_map(Json::as_str)
            .for_each(look),
        _ => {}
    }
    odd
}

/// The moment that the value names, where the claim is a time.
pub(super) fn moment(name: &str, json: &Json) -> Option<i64> {
    if !is_time(name) {
        return None;
    }
    Moment::from_json(json).map(|m| m.0)
}

/// Whether there is more to a value than its line shows, whatever the width.
pub(super) fn is_nested(json: &Json) -> bool {
    match json {
        Json::Array(values) => !values.is_empty(),
        Json::Object(members) => !members.is_empty(),
        _ => false,
    }
}
