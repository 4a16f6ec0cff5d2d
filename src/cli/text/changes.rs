//! What is different between two, for a person.

use super::claims::shortened;
use super::segment_colour;
use super::sheet::{Colour, Page, Sheet, Style};
use crate::compare::{Change, Comparison, What};
use crate::report::Segment;
use crate::report::visible;
use unicode_width::UnicodeWidthStr as _;

/// The whole comparison as text; `are_tokens` where both are credentials.
pub(in crate::cli) fn changes(comparison: &Comparison, are_tokens: bool, page: Page) -> String {
    let mut sheet = Sheet::new(page);
    let payload = if are_tokens { "Claims" } else { "JSON" };
    let sentence = comparison.sentence(are_tokens);
    if comparison.same {
        sheet.lead(Style::bold(Colour::Green), "Same", &sentence);
    } else {
        sheet.lead(Style::bold(Colour::Yellow), "Different", &sentence);
    }
    section(&mut sheet, "Header", Segment::Header, &comparison.header);
    section(&mut sheet, payload, Segment::Payload, &comparison.payload);
    sheet.into_text()
}

fn section(sheet: &mut Sheet, title: &str, segment: Segment, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    sheet.heading(title, Style::bold(segment_colour(segment)));
    let paths: Vec<String> = changes
        .iter()
        .map(|c| visible(&c.path.to_string()).into_owned())
        .collect();
    let column = paths.iter().map(|path| path.width()).max();
    let column = column.unwrap_or_default().min(PATH_MOST);
    for (change, path) in changes.iter().zip(&paths) {
        one(sheet, change, path, column);
    }
}

/// Longer paths do not widen the column.
const PATH_MOST: usize = 32;

/// `changed` and two spaces.
const MARK: usize = 9;

fn one(sheet: &mut Sheet, change: &Change, path: &str, column: usize) {
    let (mark, style) = match change.what {
        What::Added { .. } => ("added", Style::colour(Colour::Green)),
        What::Removed { .. } => ("removed", Style::colour(Colour::Red)),
        What::Changed { .. } => ("changed", Style::colour(Colour::Yellow)),
    };
    let mark_pad = " ".repeat(MARK.saturating_sub(mark.len()));
    let pad = " ".repeat(column.saturating_sub(path.width()).saturating_add(2));
    let start: [(Style, &str); 4] = [
        (style, mark),
        (Style::PLAIN, &mark_pad),
        (Style::BOLD, path),
        (Style::PLAIN, &pad),
    ];
    let (from, to) = match &change.what {
        What::Added { to } => (None, shortened(to)),
        What::Removed { from } => (None, shortened(from)),
        What::Changed { from, to } => (Some(shortened(from)), shortened(to)),
    };
    let detail = change.detail.as_ref().map(|detail| format!("  {detail}"));
    let detail = detail.unwrap_or_default();
    let left = MARK.saturating_add(column).saturating_add(2);
    let room = sheet.width().saturating_sub(left);
    let both = from.as_ref().map(|from| format!("{from} → {to}"));
    let whole = both.as_ref().unwrap_or(&to);
    if whole.width().saturating_add(detail.width()) <= room || from.is_none() {
        let mut line = start.to_vec();
        line.extend([
            (Style::PLAIN, whole.as_str()),
            (Style::DIM, detail.as_str()),
        ]);
        return sheet.indented(&line);
    }
    let mut line = start.to_vec();
    line.push((Style::PLAIN, from.as_deref().unwrap_or_default()));
    sheet.indented(&line);
    let hang = " ".repeat(left.saturating_sub(2));
    let arrow = format!("{hang}→ {to}");
    sheet.indented(&[(Style::PLAIN, &arrow), (Style::DIM, &detail)]);
}
