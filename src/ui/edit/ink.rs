//! JSON in its colours while it is written, with the place underlined at which it is wrong.

use crate::ui::theme::Tokens;
use egui::text::LayoutJob;
use egui::{Color32, FontId, Stroke, TextFormat};

/// The text in its colours; `fault` is the byte at which it is wrong.
pub(crate) fn coloured(text: &str, fault: Option<usize>, t: &Tokens, font: &FontId) -> LayoutJob {
    let wrong = fault.map(|at| place(text, at));
    let mut job = LayoutJob::default();
    let mut put = |from: usize, to: usize, color: Color32, is_wrong: bool| {
        let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) else {
            return;
        };
        let underline = if is_wrong {
            Stroke::new(2.0, t.err)
        } else {
            Stroke::NONE
        };
        let format = TextFormat {
            font_id: font.clone(),
            color: if is_wrong { t.err } else { color },
            line_height: Some(18.0),
            underline,
            ..Default::default()
        };
        job.append(part, 0.0, format);
    };
    for (from, to, kind) in spans(text) {
        let color = match kind {
            Kind::Mark => t.weak,
            Kind::Name => t.key,
            Kind::String => t.string,
            Kind::Word => t.number,
        };
        match wrong {
            Some((start, end)) if start < to && end > from => {
                put(from, start.max(from), color, false);
                put(start.max(from), end.min(to), color, true);
                put(end.min(to), to, color, false);
            }
            _ => put(from, to, color, false),
        }
    }
    job
}

/// The characters that are underlined: the one at the fault, or the last one before it where the
/// text ends there.
fn place(text: &str, at: usize) -> (usize, usize) {
    let start = (0..=at.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    match rest.chars().next() {
        Some(c) if !c.is_whitespace() => {
            // A whole word is wrong, not its first letter.
            let word = rest
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len());
            (start, start + word.max(c.len_utf8()))
        }
        _ => {
            let before = text.get(..start).unwrap_or_default().trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            (before.len() - last, before.len())
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Mark,
    Name,
    String,
    Word,
}

/// Stretches of one kind, one after the other. It reads any text: what is no JSON gets some colour.
fn spans(text: &str) -> Vec<(usize, usize, Kind)> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let from = at;
        let kind = match byte {
            b'"' => {
                at += 1;
                while let Some(byte) = bytes.get(at) {
                    match byte {
                        b'\\' => at += 2,
                        b'"' => break,
                        b'\n' => break,
                        _ => at += 1,
                    }
                }
                at = (at + 1).min(bytes.len());
                let after = bytes.iter().skip(at).find(|b| !b.is_ascii_whitespace());
                if after == Some(&b':') {
                    Kind::Name
                } else {
                    Kind::String
                }
            }
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.') => {
                let rest = bytes.get(at..).unwrap_or_default().iter();
                at += rest
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
                    .count();
                Kind::Word
            }
            _ => {
                let is_mark =
                    |b: &&u8| !b.is_ascii_alphanumeric() && !matches!(b, b'"' | b'-' | b'+' | b'.');
                let rest = bytes.get(at..).unwrap_or_default().iter();
                at += rest.take_while(is_mark).count();
                Kind::Mark
            }
        };
        // A step over an escape may end inside a character.
        while !text.is_char_boundary(at.min(bytes.len())) {
            at += 1;
        }
        at = at.min(bytes.len());
        spans.push((from, at, kind));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::DARK;

    #[test]
    fn every_character_is_coloured_once() {
        for text in [
            "",
            "{\"a\\\"b\": [1.5e-3, true], \"c\": \"ü\"}",
            "{\"open",
            "\"\\ü",
            "\"\\",
            "ü\"ü\"ü",
            "{\"a\": tru",
        ] {
            let mut at = 0;
            for (from, to, _) in spans(text) {
                assert_eq!(from, at, "{text}");
                assert!(to > from && text.get(from..to).is_some(), "{text}");
                at = to;
            }
            assert_eq!(at, text.len(), "{text}");
            for fault in 0..=text.len() + 1 {
                let job = coloured(text, Some(fault), &DARK, &FontId::monospace(12.0));
                assert_eq!(job.text, text);
            }
        }
    }

    #[test]
    fn names_strings_and_words_are_told_apart() {
        let kinds: Vec<_> = spans("{\"a\" : \"b\",1}").iter().map(|s| s.2).collect();
        use Kind::{Mark, Name, String, Word};
        assert_eq!(kinds, [Mark, Name, Mark, String, Mark, Word, Mark]);
    }

    #[test]
    fn the_wrong_word_is_underlined() {
        let text = "{\"a\": tru }";
        assert_eq!(place(text, 6), (6, 9));
        assert_eq!(place("{\"a\": 1 \n", 9), (6, 7));
        assert_eq!(place("", 0), (0, 0));
    }
}
