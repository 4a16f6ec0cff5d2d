//! Words in the window's few sizes, and what keeps an absurd text from breaking it.

use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use egui::{Color32, Label, Response, RichText, Ui};
use std::borrow::Cow;

/// A line is cut to this many characters before it is laid out: more than the widest window
/// shows, and little enough to cost nothing.
const MAX_LINE: usize = 640;

pub(crate) fn icon(i: Icon) -> RichText {
    icon_sized(i, size::ICON)
}

pub(crate) fn icon_sized(i: Icon, points: f32) -> RichText {
    RichText::new(char::from(i))
        .family(theme::icons())
        .size(points)
}

/// A text of any kind, made fit to be laid out on a line.
fn fit(text: &str) -> String {
    let short = cut(text, MAX_LINE);
    let mut fit = visible(short).into_owned();
    if short.len() < text.len() {
        fit.push('…');
    }
    fit
}

/// The name of a row.
pub(crate) fn name(ui: &Ui, text: impl AsRef<str>) -> RichText {
    RichText::new(fit(text.as_ref()))
        .text_style(theme::label())
        .color(tokens(ui).strong)
}

pub(crate) fn plain(ui: &Ui, text: impl AsRef<str>) -> RichText {
    RichText::new(fit(text.as_ref())).color(tokens(ui).text)
}

pub(crate) fn weak(ui: &Ui, text: impl AsRef<str>) -> RichText {
    RichText::new(fit(text.as_ref())).color(tokens(ui).weak)
}

/// Secondary facts: ages, counts, references.
pub(crate) fn small(ui: &Ui, text: impl AsRef<str>) -> RichText {
    RichText::new(fit(text.as_ref()))
        .small()
        .color(tokens(ui).weak)
}

/// What was pasted or received, verbatim but for what could not be seen.
pub(crate) fn mono(text: impl AsRef<str>, color: Color32) -> RichText {
    RichText::new(fit(text.as_ref())).monospace().color(color)
}

/// One line that ends in an ellipsis where the room ends; then a tooltip holds all of it.
pub(crate) fn one_line(ui: &mut Ui, text: RichText) -> Response {
    ui.add(Label::new(text).truncate())
}

/// A sentence that wraps.
pub(crate) fn paragraph(ui: &mut Ui, text: RichText) -> Response {
    ui.add(Label::new(text).wrap())
}

/// The first `chars` characters.
pub(crate) fn cut(text: &str, chars: usize) -> &str {
    text.char_indices()
        .nth(chars)
        .and_then(|(end, _)| text.get(..end))
        .unwrap_or(text)
}

/// Characters that would not be seen, or would change the order of those around them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text on one line: control characters are written as JSON would escape them, and what would
/// not be seen stands as the replacement character.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_unseen(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c if is_unseen(c) => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown() {
        assert_eq!(visible("plain ü"), "plain ü");
        assert_eq!(visible("a\nb\u{202e}c\u{0}"), "a\\nb\u{fffd}c\\u0000");
    }

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(cut("äöü", 2), "äö");
        assert_eq!(cut("ab", 5), "ab");
        let long = "x".repeat(MAX_LINE + 1);
        assert_eq!(fit(&long).chars().count(), MAX_LINE + 1);
        assert!(fit(&long).ends_with('…'));
    }
}
