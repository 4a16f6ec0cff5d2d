//! Header members and claims, as JSON writes them, with what they mean beside them.

use super::sheet::{Sheet, Style};
use super::time::Clock;
use crate::jose::Algorithm;
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::report::Json;
use crate::report::visible;
use unicode_width::UnicodeWidthStr as _;

/// More characters of one value are not printed as text; the JSON format has them all.
const MAX_VALUE_CHARS: usize = 4_096;

/// Longer names do not widen the column.
const NAME_MOST: usize = 32;

/// The claims that hold a time (RFC 7519 §4.1, OpenID Connect Core §2 and §5.1, RFC 8417 §2.2).
const TIMES: [&str; 6] = ["exp", "nbf", "iat", "auth_time", "updated_at", "toe"];

/// The members of a JOSE header.
pub(super) fn header(sheet: &mut Sheet, header: &Json) {
    match header.members() {
        Some(members) => rows(sheet, members, |name, value| match name {
            "alg" => {
                let name = value.as_str()?;
                let signing = Algorithm::from_name(name).map(Algorithm::meaning);
                let other = || KeyManagement::from_name(name).map(KeyManagement::meaning);
                signing.or_else(other).map(str::to_owned)
            }
            "enc" => {
                let encryption = ContentEncryption::from_name(value.as_str()?)?;
                Some(encryption.meaning().to_owned())
            }
            _ => None,
        }),
        None => value(sheet, header),
    }
}

/// The claims of a token.
pub(super) fn claims(sheet: &mut Sheet, members: &[(String, Json)], clock: &Clock) {
    rows(sheet, members, |name, value| {
        TIMES
            .contains(&name)
            .then(|| clock.explain(value))
            .flatten()
    });
}

/// A value that stands alone.
pub(super) fn value(sheet: &mut Sheet, value: &Json) {
    for line in written(value, sheet.width()) {
        sheet.indented(&[(Style::PLAIN, &line)]);
    }
}

/// A text as it is, line by line.
pub(super) fn verbatim(sheet: &mut Sheet, text: &str) {
    for line in cut(text).lines() {
        sheet.indented(&[(Style::PLAIN, line)]);
    }
}

fn rows(
    sheet: &mut Sheet,
    members: &[(String, Json)],
    meaning: impl Fn(&str, &Json) -> Option<String>,
) {
    if members.is_empty() {
        sheet.indented(&[(Style::DIM, "none")]);
    }
    let widths = members.iter().map(|(name, _)| visible(name).width());
    let column = widths.max().unwrap_or_default().min(NAME_MOST);
    for (name, value) in members {
        let shown = cut(&visible(name));
        let pad = " ".repeat(column.saturating_sub(shown.width()).saturating_add(2));
        let room = sheet.width().saturating_sub(column.saturating_add(2));
        let lines = written(value, room);
        let meaning = meaning(name, value).map(|text| format!("  {text}"));
        let meaning = meaning.unwrap_or_default();
        let hang = " ".repeat(column.saturating_add(2));
        for (i, line) in lines.iter().enumerate() {
            let fits = line.width().saturating_add(meaning.width()) <= room;
            match i {
                0 if fits => sheet.indented(&[
                    (Style::BOLD, &shown),
                    (Style::PLAIN, &pad),
                    (Style::PLAIN, line),
                    (Style::DIM, &meaning),
                ]),
                0 => {
                    sheet.indented(&[
                        (Style::BOLD, &shown),
                        (Style::PLAIN, &pad),
                        (Style::PLAIN, line),
                    ]);
                    if !meaning.is_empty() {
                        let meaning = meaning.trim_start();
                        sheet.indented(&[(Style::PLAIN, &hang), (Style::DIM, meaning)]);
                    }
                }
                _ => sheet.indented(&[(Style::PLAIN, &hang), (Style::PLAIN, line)]),
            }
        }
    }
}

/// A value as JSON: on one line where it fits, else laid out. Strings are never broken, so that
/// they can be copied.
fn written(value: &Json, width: usize) -> Vec<String> {
    let mut line = String::new();
    one_line(value, &mut line);
    let compound = matches!(value, Json::Array(_) | Json::Object(_));
    if compound && line.width() > width {
        // A value is made of what JSON can say.
        line = serde_json::to_string_pretty(value).unwrap_or_default();
    }
    cut(&line).lines().map(str::to_owned).collect()
}

/// A value on one line, cut where it is very long.
pub(super) fn shortened(value: &Json) -> String {
    let mut line = String::new();
    one_line(value, &mut line);
    cut(&line)
}

/// JSON on one line, with a space after each comma and colon.
fn one_line(value: &Json, out: &mut String) {
    match value {
        Json::Array(values) => {
            out.push('[');
            for (i, value) in values.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                one_line(value, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (i, (name, value)) in members.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                out.push_str(&serde_json::to_string(name).unwrap_or_default());
                out.push_str(": ");
                one_line(value, out);
            }
            out.push('}');
        }
        other => out.push_str(&serde_json::to_string(other).unwrap_or_default()),
    }
}

/// The text up to the limit, and how much is left out.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_VALUE_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => {
            let (shown, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            let more = rest.chars().count();
            format!("{shown}… {more} more characters, --format json has them all")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::text::Page;

    fn check(value: &Json, width: usize, lines: &[&str]) {
        assert_eq!(written(value, width), lines);
    }

    #[test]
    fn a_value_is_laid_out_only_where_it_must_be() {
        let list = Json::Array(vec![Json::String("a".to_owned()), Json::Bool(true)]);
        check(&list, 80, &["[\"a\", true]"]);
        check(&list, 8, &["[", "  \"a\",", "  true", "]"]);
        let object = Json::Object(vec![("a".to_owned(), Json::Number("1.0".to_owned()))]);
        check(&object, 80, &["{\"a\": 1.0}"]);
        check(
            &Json::String("long, long".to_owned()),
            4,
            &["\"long, long\""],
        );
    }

    #[test]
    fn a_number_shows_every_digit_up_to_the_limit() {
        let mut sheet = Sheet::new(Page::plain(80));
        value(&mut sheet, &Json::Number("9".repeat(4_000)));
        assert!(sheet.into_text().contains(&"9".repeat(4_000)));
        let long = cut(&"é".repeat(5_000));
        assert!(long.ends_with("… 904 more characters, --format json has them all"));
    }
}
