//! Words in the window's few sizes, and what keeps an absurd text from breaking it.

use crate::app::odd_characters;
pub(crate) use crate::report::visible;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use egui::text::LayoutJob;
use egui::{Color32, Label, Response, RichText, TextFormat, TextStyle, Ui, WidgetText};

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
pub(crate) fn one_line(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
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

/// What was pasted, verbatim, on one line: what is not what it seems stands out.
pub(crate) fn verbatim(ui: &Ui, text: &str, color: Color32) -> WidgetText {
    let odd = odd_characters(text);
    if odd.is_empty() {
        return mono(text, color).into();
    }
    let t = tokens(ui);
    let short = cut(text, MAX_LINE);
    let font = TextStyle::Monospace.resolve(ui.style());
    let mut job = LayoutJob::default();
    let mut put = |text: &str, stands_out: bool| {
        let mut format = TextFormat::simple(font.clone(), if stands_out { t.warn } else { color });
        if stands_out {
            format.background = t.warn_fill;
        }
        job.append(&visible(text), 0.0, format);
    };
    let mut done = 0;
    for odd in odd.iter().filter(|odd| odd.at < short.len()) {
        put(short.get(done..odd.at).unwrap_or_default(), false);
        let end = odd.at + odd.c.len_utf8();
        put(short.get(odd.at..end).unwrap_or_default(), true);
        done = end;
    }
    put(short.get(done..).unwrap_or_default(), false);
    job.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(cut("äöü", 2), "äö");
        assert_eq!(cut("ab", 5), "ab");
        let long = "x".repeat(MAX_LINE + 1);
        assert_eq!(fit(&long).chars().count(), MAX_LINE + 1);
        assert!(fit(&long).ends_with('…'));
    }
}
