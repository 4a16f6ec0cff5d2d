//! Free text: logs, notes, settings, mails, with credentials anywhere in them.

use super::path::Path;
use super::scan::{Span, Spans};
use super::unwrap::{Finder, Shape};
use super::{Form, assignment, catalogue, json};
use std::ops::Range;

/// What stands around a token that was found in other text.
pub(super) const TEXT_AROUND: &str = "text around it";

/// How PEM begins (RFC 7468 §2).
pub(super) const PEM: &str = "-----BEGIN ";

/// What became of a stretch of text.
struct Stretch {
    /// Where to go on.
    end: usize,
    /// Whether there was more in it than credentials and what wraps them.
    is_prose: bool,
}

impl Finder {
    /// Goes through a text line by line. Prose on any line is text around what was found on all.
    pub(super) fn text(&mut self, text: &str, path: &Path<'_>) {
        if let Some(line) = assignment::read_broken(text) {
            self.assignment(&line, path);
            return;
        }
        let first = self.found.len();
        let mut is_prose = false;
        let mut at = 0;
        while at < text.len() && !self.is_full() {
            let line = self.line(text, at, path);
            is_prose |= line.is_prose;
            at = line.end;
        }
        if is_prose {
            for found in self.found.iter_mut().skip(first) {
                found
                    .wrapping
                    .insert(path.len().min(found.wrapping.len()), TEXT_AROUND.to_owned());
            }
        }
    }

    /// Words that are credentials of services, in a text in which nothing else was found.
    pub(super) fn words(&mut self, text: &str, path: &Path<'_>) {
        self.work += text.len();
        let is_inside = |c: char| c.is_ascii_alphanumeric() || "_-.~=".contains(c);
        for word in text.split(|c| !is_inside(c)) {
            // A sentence ends with a dot, and a name is given with an equals sign.
            let word = word.trim_matches(['.', '=']);
            let value = word.split_once('=').map_or(word, |(_, value)| value);
            for word in [word, value] {
                if catalogue::known(word).is_some() {
                    self.take(Form::ApiKey, word, path);
                    break;
                }
            }
        }
    }

    /// A line, with all the lines over which a command, a PEM block or an object goes that begins
    /// in it.
    fn line(&mut self, text: &str, start: usize, path: &Path<'_>) -> Stretch {
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.find('\n').map_or(rest.len(), |len| len + 1);
        let line = text.get(start..end).unwrap_or_default().trim();
        let done = |is_prose| Stretch { end, is_prose };
        if line.is_empty() {
            return done(false);
        }
        self.work += line.len();
        let hits = self.hits;
        if let Some(len) = self.curl(rest, path) {
            return Stretch {
                end: start + len,
                is_prose: false,
            };
        }
        if line.len() < text.trim().len() {
            let shape = Shape::of(line);
            if !matches!(shape, Shape::Text) && shape.is_whole() {
                self.open(shape, line, path);
                return done(self.hits == hits);
            }
        }
        if let Some(named) = assignment::read(line)
            && self.assignment(&named, path)
        {
            return done(false);
        }
        let mut stretch = self.stretch(text, start..end, true, path);
        // Comments are no prose; that there are some is no news. Nor is what follows a command on
        // its line.
        let is_comment = self.hits == hits && line.starts_with(['#', '/', '-', '}', ']']);
        let is_rest = !text
            .get(..start)
            .is_none_or(|t| t.is_empty() || t.ends_with('\n'));
        stretch.is_prose &= !(is_comment || is_rest);
        stretch
    }

    /// Tokens and PEM blocks in a range of a text whose structure has already been gone through:
    /// objects are not opened again.
    pub(super) fn flat(&mut self, text: &str, range: Range<usize>, path: &Path<'_>) {
        let mut at = range.start;
        while at < range.end {
            at = self.stretch(text, at..range.end, false, path).end;
        }
    }

    /// Tokens, PEM blocks and, if asked for, objects that begin in a range. The last two may end
    /// after it.
    fn stretch(
        &mut self,
        text: &str,
        range: Range<usize>,
        with_objects: bool,
        path: &Path<'_>,
    ) -> Stretch {
        self.work += range.len();
        let Range { start, end } = range;
        let within = text.get(..end).unwrap_or_default();
        let find_object = |at| {
            let range = (at < end && with_objects).then_some(at..end)?;
            json::next_object(text, range)
        };
        let find_pem = |at| Some(at + within.get(at..)?.find(PEM)?);
        let find_token = |at| Spans::starting_at(within, at).next();
        let mut at = start;
        let mut is_prose = false;
        let mut token: Option<Span> = find_token(at);
        let mut object: Option<usize> = find_object(at);
        let mut pem: Option<usize> = find_pem(at);
        while !self.is_full() {
            let begins = |at: Option<usize>| at.unwrap_or(usize::MAX);
            let token_start = begins(token.as_ref().map(|t| t.range.start));
            let next = token_start.min(begins(object)).min(begins(pem));
            if next == usize::MAX {
                break;
            }
            let taken = if pem == Some(next) {
                let end = next + pem_len(text.get(next..).unwrap_or_default());
                let block = text.get(next..end).unwrap_or_default();
                self.take(Form::Pem, block.trim_end(), path);
                end
            } else if let Some(span) = token.take_if(|t| t.range.start == next) {
                let found = text.get(span.range.clone()).unwrap_or_default();
                self.take(span.form, found, path);
                span.range.end
            } else if let Some(end) = self.object(text, next, path) {
                end
            } else {
                object = find_object(next + 1);
                continue;
            };
            is_prose |= is_text(text, at..next);
            at = taken;
            // Each is looked for again only from where it was passed.
            if token.as_ref().is_none_or(|t| t.range.start < at) && token_start != usize::MAX {
                token = find_token(at);
            }
            if object.is_some_and(|o| o < at) {
                object = find_object(at);
            }
            if pem.is_some_and(|p| p < at) {
                pem = find_pem(at);
            }
        }
        is_prose |= is_text(text, at..end);
        Stretch {
            end: end.max(at),
            is_prose,
        }
    }
}

fn is_text(text: &str, range: Range<usize>) -> bool {
    text.get(range).is_some_and(|text| !text.trim().is_empty())
}

/// How long the PEM is with which a text begins: all blocks with nothing but explanations between
/// them (RFC 7468 §2), or the rest of the text where the last block does not end.
pub(super) fn pem_len(text: &str) -> usize {
    let mut len = 0;
    loop {
        let rest = text.get(len..).unwrap_or_default();
        let Some(block) = block_len(rest) else {
            return text.len();
        };
        len += block;
        let rest = text.get(len..).unwrap_or_default();
        let Some(gap) = rest.find(PEM) else {
            return len;
        };
        let between = rest.get(..gap).unwrap_or_default();
        if between.contains('{') || Spans::new(between).next().is_some() {
            return len;
        }
        len += gap;
    }
}

/// The length of one block, to the hyphens after its end label.
fn block_len(text: &str) -> Option<usize> {
    const END: &str = "-----END ";
    let label = text.find(END)? + END.len();
    let rest = text.get(label..)?;
    let line = rest.find('\n').unwrap_or(rest.len());
    let closing = rest.get(..line)?.find("-----").map(|at| at + "-----".len());
    Some(label + closing.unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_blocks_go_together_until_something_else_comes() {
        let block = "-----BEGIN A-----\nAAAA\n-----END A-----";
        let two = format!("{block}\n# another\n{block}");
        assert_eq!(pem_len(block), block.len());
        assert_eq!(pem_len(&format!("{two}\nmore")), two.len());
        let token = "eyJhbGciOiJub25lIn0.a.";
        assert_eq!(pem_len(&format!("{block}\n{token}\n{block}")), block.len());
        assert_eq!(pem_len("-----BEGIN A-----\nAAAA"), 22);
        assert_eq!(pem_len("-----BEGIN A-----\n-----END A"), 28);
    }
}
