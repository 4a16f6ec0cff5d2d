//! JSON in its colours, and texts of any length. Only the lines that are seen are laid out.

use super::text::visible;
use crate::report::Json;
use crate::ui::theme::{Tokens, tokens};
use egui::text::LayoutJob;
use egui::{Align, Color32, FontId, Label, Layout, ScrollArea, TextFormat, TextStyle, Ui, Vec2};

/// The height of a line of code.
const LINE: f32 = 20.0;
/// Deeper levels are indented no further.
const MAX_INDENT: usize = 40;
/// Up to so many lines a view shows all of them on the page; beyond, it scrolls by itself.
const MAX_OPEN_LINES: usize = 64;
/// The height of a view that scrolls by itself.
const PANE: f32 = 420.0;

/// What a stretch of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Mark,
    Name,
    String,
    Number,
}

impl Ink {
    fn color(self, t: &Tokens) -> Color32 {
        match self {
            Self::Mark => t.weak,
            Self::Name => t.key,
            Self::String => t.string,
            Self::Number => t.number,
        }
    }
}

/// JSON in lines. All of it is in one text, so that a million characters are a few allocations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct JsonLines {
    text: String,
    /// Where each stretch ends, and what it is.
    spans: Vec<(usize, Ink)>,
    /// Where each line's stretches begin, and how deep it is.
    lines: Vec<(usize, usize)>,
}

impl JsonLines {
    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    fn indent(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, |(_, indent)| *indent)
    }

    /// The stretches of a line.
    fn line(&self, line: usize) -> impl Iterator<Item = (Ink, &str)> {
        let first = self.lines.get(line).map_or(0, |(first, _)| *first);
        let next = self.lines.get(line + 1).map_or(self.spans.len(), |l| l.0);
        (first..next).filter_map(|i| {
            let (end, ink) = *self.spans.get(i)?;
            let start = i
                .checked_sub(1)
                .and_then(|before| self.spans.get(before))
                .map_or(0, |(end, _)| *end);
            Some((ink, self.text.get(start..end)?))
        })
    }
}

/// JSON as lines of at most about `columns` characters; a longer string goes on in the next line.
pub(crate) fn json_lines(json: &Json, columns: usize) -> JsonLines {
    let mut writer = Writer {
        done: JsonLines::default(),
        columns: columns.max(24),
        used: 0,
        scratch: Vec::new(),
    };
    writer.line(0);
    writer.value(json, 0);
    writer.done
}

struct Writer {
    done: JsonLines,
    columns: usize,
    /// The characters of the line that is being written.
    used: usize,
    scratch: Vec<u8>,
}

impl Writer {
    fn line(&mut self, indent: usize) {
        let indent = indent.min(MAX_INDENT);
        self.done.lines.push((self.done.spans.len(), indent));
        self.used = indent * 2;
    }

    /// Writes a stretch, on further lines where it is long.
    fn put(&mut self, ink: Ink, text: &str) {
        let mut rest = text;
        loop {
            let room = self.columns.saturating_sub(self.used).max(8);
            let here = super::text::cut(rest, room);
            self.done.text.push_str(here);
            self.done.spans.push((self.done.text.len(), ink));
            // An upper bound in bytes will do: it only keeps a line from growing.
            self.used += here.len();
            rest = rest.get(here.len()..).unwrap_or_default();
            if rest.is_empty() {
                return;
            }
            let indent = self.done.lines.last().map_or(0, |(_, indent)| *indent);
            self.line(indent.max(1));
        }
    }

    fn string(&mut self, ink: Ink, text: &str) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        if serde_json::to_writer(&mut scratch, text).is_ok()
            && let Ok(quoted) = std::str::from_utf8(&scratch)
        {
            self.put(ink, &visible(quoted));
        }
        self.scratch = scratch;
    }

    fn value(&mut self, json: &Json, indent: usize) {
        match json {
            Json::Null => self.put(Ink::Number, "null"),
            Json::Bool(value) => self.put(Ink::Number, if *value { "true" } else { "false" }),
            Json::Number(digits) => self.put(Ink::Number, digits),
            Json::String(text) => self.string(Ink::String, text),
            Json::Elided(bytes) => {
                self.put(Ink::Mark, &format!("… {bytes} bytes nested too deeply"));
            }
            Json::Array(values) if values.is_empty() => self.put(Ink::Mark, "[]"),
            Json::Object(members) if members.is_empty() => self.put(Ink::Mark, "{}"),
            Json::Array(values) => {
                self.put(Ink::Mark, "[");
                for (i, value) in values.iter().enumerate() {
                    self.line(indent + 1);
                    self.value(value, indent + 1);
                    self.comma(i, values.len());
                }
                self.line(indent);
                self.put(Ink::Mark, "]");
            }
            Json::Object(members) => {
                self.put(Ink::Mark, "{");
                for (i, (name, value)) in members.iter().enumerate() {
                    self.line(indent + 1);
                    self.string(Ink::Name, name);
                    self.put(Ink::Mark, ": ");
                    self.value(value, indent + 1);
                    self.comma(i, members.len());
                }
                self.line(indent);
                self.put(Ink::Mark, "}");
            }
        }
    }

    fn comma(&mut self, i: usize, of: usize) {
        if i + 1 < of {
            self.done.text.push(',');
            self.done.spans.push((self.done.text.len(), Ink::Mark));
        }
    }
}

/// Shows lines of JSON.
pub(crate) fn lines(ui: &mut Ui, salt: &str, json: &JsonLines) {
    rows(ui, salt, json.len(), |ui, i| {
        let t = tokens(ui);
        let font = TextStyle::Monospace.resolve(ui.style());
        let mut job = LayoutJob::default();
        put(&mut job, &"  ".repeat(json.indent(i)), &font, t.weak);
        for (ink, text) in json.line(i) {
            put(&mut job, text, &font, ink.color(t));
        }
        line_of(ui, job);
    });
}

/// Shows a text of any length, its colours given for stretches of bytes, in lines that are as
/// long as the room is wide.
pub(crate) fn long_text(ui: &mut Ui, salt: &str, text: &str, inks: &dyn Fn(usize) -> Color32) {
    let font = TextStyle::Monospace.resolve(ui.style());
    let advance = ui.fonts_mut(|f| f.glyph_width(&font, 'M')).max(1.0);
    let columns = (((ui.available_width() - 12.0) / advance) as usize).max(8);
    let count = text.len().div_ceil(columns);
    rows(ui, salt, count, |ui, i| {
        let from = floor(text, i * columns);
        let to = floor(text, (i + 1) * columns);
        let mut job = LayoutJob::default();
        let mut start = from;
        // A line has at most a few colours: it is cut where the colour changes.
        while start < to {
            let color = inks(start);
            let mut end = start + 1;
            while end < to && (!text.is_char_boundary(end) || inks(end) == color) {
                end += 1;
            }
            let part = text.get(start..end).unwrap_or_default();
            put(&mut job, &visible(part), &font, color);
            start = end;
        }
        line_of(ui, job);
    });
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Lines of one height, of which only those that are seen are drawn.
fn rows(ui: &mut Ui, salt: &str, count: usize, mut draw: impl FnMut(&mut Ui, usize)) {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    if count <= MAX_OPEN_LINES {
        for i in 0..count {
            draw(ui, i);
        }
        return;
    }
    ScrollArea::vertical()
        .id_salt(salt)
        .max_height(PANE)
        .auto_shrink([false, true])
        .show_rows(ui, LINE, count, |ui, seen| {
            for i in seen {
                draw(ui, i);
            }
        });
}

fn put(job: &mut LayoutJob, text: &str, font: &FontId, color: Color32) {
    let format = TextFormat {
        font_id: font.clone(),
        color,
        line_height: Some(LINE),
        ..Default::default()
    };
    job.append(text, 0.0, format);
}

fn line_of(ui: &mut Ui, mut job: LayoutJob) {
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    // A justified layout would take the leading spaces away.
    let room = egui::vec2(ui.available_width(), LINE);
    ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(room);
        ui.add(Label::new(job).truncate());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &JsonLines) -> Vec<String> {
        (0..lines.len())
            .map(|i| {
                let spans: String = lines.line(i).map(|(_, text)| text).collect();
                "  ".repeat(lines.indent(i)) + &spans
            })
            .collect()
    }

    #[test]
    fn json_is_written_line_by_line() {
        let json = Json::Object(vec![
            ("a".into(), Json::Array(vec![Json::Null, Json::Bool(true)])),
            ("b".into(), Json::Object(vec![])),
            ("c".into(), Json::String("x\n\u{202e}".into())),
        ]);
        assert_eq!(
            text(&json_lines(&json, 80)),
            [
                "{",
                "  \"a\": [",
                "    null,",
                "    true",
                "  ],",
                "  \"b\": {},",
                "  \"c\": \"x\\n\\u202e\"",
                "}"
            ]
        );
    }

    #[test]
    fn a_long_string_goes_on_in_the_next_line() {
        let json = Json::String("é".repeat(1000));
        let lines = json_lines(&json, 40);
        assert!((24..32).contains(&lines.len()), "{}", lines.len());
        let joined: String = text(&lines).iter().map(|l| l.trim_start()).collect();
        assert_eq!(joined.chars().count(), 1002);
    }

    #[test]
    fn depth_and_size_do_no_harm() {
        let mut deep = Json::Elided(10);
        for _ in 0..120 {
            deep = Json::Array(vec![deep]);
        }
        assert!(json_lines(&deep, 40).len() > 240);
        let wide = Json::Array(vec![Json::Number("1".into()); 10_000]);
        assert_eq!(json_lines(&wide, 40).len(), 10_002);
    }
}
