//! Entries for a person.

use super::super::text::{Clock, Colour, Page, Sheet, Style};
use crate::report::{Json, visible};
use crate::validation::duration_in_words;
use crate::vault::{Due, Entry, Event, Lead, due, steps};
use unicode_width::UnicodeWidthStr as _;

/// Stands where a secret would. It says nothing of its length.
const MASK: &str = "••••••••••••";

/// A column of the list is not wider than this.
const COLUMN_MOST: usize = 40;

/// The list, an entry a line.
pub(super) fn list(entries: &[&Entry], lead: Lead, now: i64, page: Page) -> String {
    let rows: Vec<[String; 4]> = entries
        .iter()
        .map(|entry| {
            let place = [&entry.provider, &entry.environment];
            let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
            [
                visible(&entry.label).into_owned(),
                entry.kind.title().to_owned(),
                visible(&place.join(", ")).into_owned(),
                ending(entry, now),
            ]
        })
        .collect();
    let width = |column: fn(&[String; 4]) -> &str| {
        let widths = rows.iter().map(|row| column(row).width());
        widths.max().unwrap_or_default().min(COLUMN_MOST)
    };
    let widths = [
        width(|[label, ..]| label),
        width(|[_, kind, ..]| kind),
        width(|[_, _, place, _]| place),
    ];
    let mut sheet = Sheet::new(page);
    for (row, entry) in rows.iter().zip(entries) {
        let [label, kind, place, end] = row;
        let cells = [label, kind, place].into_iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(text, width)| {
                format!(
                    "{text}{}",
                    " ".repeat(width.saturating_sub(text.width()) + 2)
                )
            })
            .collect();
        let style = match due(entry, lead, now) {
            _ if entry.revoked.is_some() => Style::colour(Colour::Red),
            Some(Due::Expired(_)) => Style::colour(Colour::Red),
            Some(_) => Style::colour(Colour::Yellow),
            None => Style::PLAIN,
        };
        let mut line: Vec<(Style, &str)> = Vec::new();
        line.extend(cells.first().map(|cell| (Style::BOLD, cell.as_str())));
        line.extend(
            cells
                .iter()
                .skip(1)
                .map(|cell| (Style::PLAIN, cell.as_str())),
        );
        line.push((style, end));
        sheet.line(&line);
    }
    sheet.into_text()
}

/// When it ends, or should be replaced, whichever is told first. Of what was revoked neither matters.
fn ending(entry: &Entry, now: i64) -> String {
    let away = |at: i64| {
        // A difference of seconds is exact in a float for any date that is meant.
        let words = duration_in_words(at.saturating_sub(now) as f64);
        (words, at <= now)
    };
    if let Some((words, _)) = entry.revoked.map(away) {
        return format!("revoked {words} ago");
    }
    match (entry.expires.map(away), entry.rotate_by.map(away)) {
        (Some((words, true)), _) => format!("expired {words} ago"),
        (_, Some((words, true))) => format!("to be replaced for {words}"),
        (Some((words, false)), _) => format!("expires in {words}"),
        (None, Some((words, false))) => format!("to be replaced in {words}"),
        (None, None) => String::new(),
    }
}

/// Says what was kept, or what else was done: `lead`.
pub(super) fn kept(lead: &str, entry: &Entry, store: &str, now: i64, page: Page) -> String {
    let mut sheet = Sheet::new(page);
    let end = ending(entry, now);
    let end = if end.is_empty() {
        end
    } else {
        format!("; {end}")
    };
    let sentence = format!("{}, {} in {store}{end}", entry.label, entry.kind.title());
    sheet.lead(Style::bold(Colour::Green), lead, &sentence);
    sheet.into_text().trim_end().to_owned() + "\n"
}

/// Everything that is known of an entry.
pub(super) fn details(
    entry: &Entry,
    companions: &[&str],
    events: &[&Event],
    now: i64,
    page: Page,
) -> String {
    let clock = Clock::at(now);
    let time = |at: i64| {
        let number = Json::Number(at.to_string());
        clock.explain(&number).unwrap_or_else(|| at.to_string())
    };
    let mut sheet = Sheet::new(page);
    let mut rows: Vec<(&str, Option<String>)> = vec![
        ("Label", Some(entry.label.clone())),
        ("Kind", Some(entry.kind.title().to_owned())),
        ("Secret", Some(format!("{MASK}  --reveal prints it"))),
        ("Provider", entry.provider.clone()),
        ("Environment", entry.environment.clone()),
        ("Account", entry.account.clone()),
        ("Profile", entry.profile.clone()),
        ("Tags", joined(&entry.tags, ", ")),
        ("Scopes", joined(&entry.scopes, " ")),
        ("Revoked", entry.revoked.map(time)),
        ("Expires", entry.expires.map(time)),
        ("Replace by", entry.rotate_by.map(time)),
        ("Added", Some(time(entry.created))),
    ];
    let is_new = entry.changed == entry.created;
    rows.push(("Replaced", (!is_new).then(|| time(entry.changed))));
    rows.push(("Last used", entry.last_used.map(time)));
    rows.push(("Same login", joined(companions, ", ")));
    rows.push(("Id", Some(entry.id.to_string())));
    rows.push(("Note", entry.note.clone()));
    let rows: Vec<(&str, String)> = rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    sheet.pairs(&rows);
    if due(entry, Lead::default(), now).is_some() {
        sheet.heading("To replace it", Style::BOLD);
        for (number, step) in (1..).zip(steps(entry.kind)) {
            sheet.paragraph(&format!("{number}. {step}"));
        }
    }
    if !events.is_empty() {
        sheet.heading("Activity", Style::BOLD);
        for event in events.iter().take(EVENTS_SHOWN) {
            sheet.paragraph(&format!("{}  {}", time(event.at), event.what.sentence()));
        }
        let more = events.len().saturating_sub(EVENTS_SHOWN);
        if more > 0 {
            sheet.paragraph(&format!("{more} more, with --format json"));
        }
    }
    sheet.into_text()
}

/// So many events are shown; JSON has them all.
const EVENTS_SHOWN: usize = 10;

fn joined<T: AsRef<str>>(words: &[T], between: &str) -> Option<String> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    (!words.is_empty()).then(|| words.join(between))
}

/// A secret as a terminal can show it: its lines, but nothing that a terminal obeys.
pub(super) fn on_screen(secret: &str) -> String {
    let lines: Vec<_> = secret.split('\n').map(visible).collect();
    lines.join("\n")
}
