//! Lines, columns and colours for a terminal. Every text passes through here, and here what a
//! terminal would obey is written out.

use crate::report::visible;
use std::io::IsTerminal as _;
use unicode_width::UnicodeWidthStr as _;

/// What standard output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whether a person looks at it.
    pub is_terminal: bool,
    /// Whether colours are understood and wanted.
    pub colour: bool,
    /// How many columns there are.
    pub width: usize,
}

/// Where nobody knows the width: a file, a pipe.
const WIDTH_UNKNOWN: usize = 100;

/// Narrower than this nothing can be laid out.
const WIDTH_LEAST: usize = 40;

/// Wider than this lines are hard to read.
const WIDTH_MOST: usize = 120;

/// Below this width the references stand under the details.
const WIDTH_FOR_REFERENCES: usize = 80;

impl Page {
    /// What the process's standard output can show. Colour is left out where `NO_COLOR` is set
    /// (no-color.org) and where the terminal says that it is a dumb one.
    pub fn of_terminal(is_terminal: bool) -> Self {
        if !is_terminal {
            return Self::plain(WIDTH_UNKNOWN);
        }
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let width = terminal_size::terminal_size_of(std::io::stdout())
            .map_or(WIDTH_UNKNOWN, |(width, _)| usize::from(width.0));
        Self {
            is_terminal: std::io::stdout().is_terminal(),
            colour: !is_set("NO_COLOR") && !dumb,
            width: width.clamp(WIDTH_LEAST, WIDTH_MOST),
        }
    }

    /// A page without colours.
    pub fn plain(width: usize) -> Self {
        Self {
            is_terminal: false,
            colour: false,
            width,
        }
    }
}

/// The colours that every terminal has, in the terminal's own shades.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Colour {
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Magenta = 35,
    Cyan = 36,
}

/// How a text looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Style {
    bold: bool,
    dim: bool,
    colour: Option<Colour>,
}

impl Style {
    pub(in crate::cli) const PLAIN: Self = Self {
        bold: false,
        dim: false,
        colour: None,
    };
    pub(in crate::cli) const BOLD: Self = Self {
        bold: true,
        ..Self::PLAIN
    };
    pub(in crate::cli) const DIM: Self = Self {
        dim: true,
        ..Self::PLAIN
    };

    pub(in crate::cli) const fn colour(colour: Colour) -> Self {
        Self {
            colour: Some(colour),
            ..Self::PLAIN
        }
    }

    pub(in crate::cli) const fn bold(colour: Colour) -> Self {
        Self {
            bold: true,
            ..Self::colour(colour)
        }
    }
}

/// A line of a table.
pub(in crate::cli) struct Row {
    /// A word with its own look, first in the line.
    pub(in crate::cli) mark: (&'static str, Style),
    /// What the line is about.
    pub(in crate::cli) name: String,
    /// A sentence; the only cell that is broken into lines.
    pub(in crate::cli) detail: String,
    /// Where it can be read.
    pub(in crate::cli) reference: String,
}

/// The text as it grows.
pub(in crate::cli) struct Sheet {
    out: String,
    page: Page,
}

/// How far the lines of a section stand in.
const INDENT: usize = 2;

/// Between two columns.
const GUTTER: usize = 2;

impl Sheet {
    pub(in crate::cli) fn new(page: Page) -> Self {
        Self {
            out: String::new(),
            page,
        }
    }

    pub(in crate::cli) fn into_text(self) -> String {
        self.out
    }

    /// How wide the text of a section can be.
    pub(in crate::cli) fn width(&self) -> usize {
        self.page.width.saturating_sub(INDENT)
    }

    /// An empty line, unless there is one or nothing stands before it.
    pub(in crate::cli) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// One line of texts, each with its look.
    pub(in crate::cli) fn line(&mut self, texts: &[(Style, &str)]) {
        for (style, text) in texts {
            self.push(*style, &visible(text));
        }
        self.end_line();
    }

    /// A word, and a sentence beside it.
    pub(in crate::cli) fn lead(&mut self, style: Style, word: &str, sentence: &str) {
        self.push(style, word);
        let left = word.width().saturating_add(GUTTER);
        let width = self.page.width.saturating_sub(left);
        for (i, line) in wrap(&visible(sentence), width).iter().enumerate() {
            self.space(if i == 0 { GUTTER } else { left });
            self.push(Style::BOLD, line);
            self.end_line();
        }
        if sentence.is_empty() {
            self.end_line();
        }
        self.gap();
    }

    /// Names and values, the values aligned.
    pub(in crate::cli) fn pairs(&mut self, rows: &[(&str, String)]) {
        let left = rows.iter().map(|(name, _)| name.width()).max();
        let left = left.unwrap_or_default().saturating_add(GUTTER);
        let width = self.page.width.saturating_sub(left);
        for (name, value) in rows {
            self.push(Style::DIM, name);
            let lines = wrap(&visible(value), width);
            for (i, line) in lines.iter().enumerate() {
                self.space(left.saturating_sub(if i == 0 { name.width() } else { 0 }));
                self.push(Style::PLAIN, line);
                self.end_line();
            }
        }
    }

    /// Begins a section.
    pub(in crate::cli) fn heading(&mut self, text: &str, style: Style) {
        self.gap();
        self.line(&[(style, text)]);
    }

    /// Parts one credential from the next.
    pub(in crate::cli) fn rule(&mut self, text: &str) {
        let rest = self
            .page
            .width
            .saturating_sub(text.width().saturating_add(4));
        let (before, after) = ("── ", format!(" {}", "─".repeat(rest)));
        self.line(&[
            (Style::DIM, before),
            (Style::BOLD, text),
            (Style::DIM, &after),
        ]);
        self.gap();
    }

    /// A sentence in a section.
    pub(in crate::cli) fn paragraph(&mut self, text: &str) {
        for (i, line) in wrap(&visible(text), self.width().saturating_sub(INDENT))
            .iter()
            .enumerate()
        {
            self.space(if i == 0 { INDENT } else { INDENT * 2 });
            self.push(Style::PLAIN, line);
            self.end_line();
        }
    }

    /// A line in a section whose text must stay as it is, however long.
    pub(in crate::cli) fn indented(&mut self, texts: &[(Style, &str)]) {
        self.space(INDENT);
        self.line(texts);
    }

    /// Marks, names, details and references, each in its column.
    pub(in crate::cli) fn table(&mut self, rows: &[Row]) {
        let widest = |cell: fn(&Row) -> &str| {
            let widths = rows.iter().map(|row| visible(cell(row)).width());
            widths.max().unwrap_or_default()
        };
        let mark = widest(|row| row.mark.0).saturating_add(GUTTER);
        let name = widest(|row| &row.name)
            .min(NAME_MOST)
            .saturating_add(GUTTER);
        let reference = widest(|row| &row.reference).saturating_add(GUTTER);
        let left = INDENT + mark + name;
        let beside = self.page.width >= WIDTH_FOR_REFERENCES;
        let right = if beside { reference } else { 0 };
        let room = self.page.width.saturating_sub(left + right);
        let detail = widest(|row| &row.detail).min(room);
        for row in rows {
            self.space(INDENT);
            self.cell(row.mark.1, row.mark.0, mark);
            let shown = visible(&row.name);
            self.cell(Style::PLAIN, &shown, name);
            if shown.width().saturating_add(GUTTER) > name {
                self.end_line();
                self.space(left);
            }
            for (i, line) in wrap(&visible(&row.detail), detail).iter().enumerate() {
                if i > 0 {
                    self.space(left);
                }
                if i == 0 && beside {
                    self.cell(Style::PLAIN, line, detail.saturating_add(GUTTER));
                    self.push(Style::DIM, &row.reference);
                } else {
                    self.push(Style::PLAIN, line);
                }
                self.end_line();
            }
            if !beside {
                self.space(left);
                self.push(Style::DIM, &row.reference);
                self.end_line();
            }
        }
    }

    fn cell(&mut self, style: Style, text: &str, width: usize) {
        self.push(style, text);
        self.space(width.saturating_sub(text.width()));
    }

    fn space(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }

    /// Appends a text that holds nothing a terminal obeys.
    fn push(&mut self, style: Style, text: &str) {
        if !self.page.colour || style == Style::PLAIN || text.is_empty() {
            self.out.push_str(text);
            return;
        }
        let mut codes = Vec::new();
        if style.bold {
            codes.push("1".to_owned());
        }
        if style.dim {
            codes.push("2".to_owned());
        }
        codes.extend(style.colour.map(|colour| (colour as u8).to_string()));
        self.out.push_str("\x1b[");
        self.out.push_str(&codes.join(";"));
        self.out.push('m');
        self.out.push_str(text);
        self.out.push_str("\x1b[0m");
    }

    fn end_line(&mut self) {
        let end = self.out.trim_end_matches(' ').len();
        self.out.truncate(end);
        self.out.push('\n');
    }
}

/// A name longer than this has a line of its own.
const NAME_MOST: usize = 28;

/// Breaks a text between words into lines of at most that many columns; a word that is longer is
/// broken inside. Gives at least one line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0_usize;
    for word in text.split(' ') {
        let wide = word.width();
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        if wide <= width {
            line.push_str(word);
            used += wide;
            continue;
        }
        for c in word.chars() {
            let wide = c.to_string().width();
            if used > 0 && used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_long_words_inside() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(wrap("a abcdefghijkl b", 8), ["a", "abcdefgh", "ijkl b"]);
        assert_eq!(wrap("漢字漢字漢字", 8), ["漢字漢字", "漢字"]);
    }

    #[test]
    fn escapes_never_reach_the_terminal() {
        let mut sheet = Sheet::new(Page::plain(80));
        let bad = "\x1b]0;title\x07";
        sheet.lead(Style::BOLD, "Invalid", bad);
        sheet.pairs(&[("What", bad.to_owned())]);
        sheet.heading(bad, Style::BOLD);
        sheet.paragraph(bad);
        sheet.indented(&[(Style::PLAIN, bad)]);
        sheet.table(&[Row {
            mark: ("info", Style::PLAIN),
            name: bad.to_owned(),
            detail: bad.to_owned(),
            reference: String::new(),
        }]);
        let text = sheet.into_text();
        assert_eq!(text.matches(r"\u001b").count(), 7);
        assert!(!text.contains(['\x1b', '\x07']));
    }
}
