//! Compact tokens that stand anywhere in a line of text.

use super::Form;
use super::opening::{Opening, is_base64, is_invisible, may_open};
use super::{form, paseto};
use std::ops::Range;

/// A token in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) form: Form,
    /// Whether it has as many segments as a token has.
    pub(super) is_complete: bool,
}

/// The tokens of a text, in its order. Each character is looked at a bounded number of times.
pub(super) struct Spans<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The tokens from a place on.
    pub(super) fn starting_at(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }
}

/// A character that a token may have, be it by mistake: padding, the standard alphabet, what
/// nobody sees, and the tilde between disclosures (RFC 9901 §4).
pub(super) fn is_token_char(c: char) -> bool {
    is_base64(c) || matches!(c, '.' | '=' | '~') || is_invisible(c)
}

/// The URL-safe alphabet (RFC 4648 §5).
fn is_alphabet(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let mut before = self.at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
        while let Some(b) = bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            let is_boundary = before.is_none_or(|b| !is_alphabet(b));
            let rest = bytes.get(start..).unwrap_or_default();
            if is_boundary && *b == b'v' {
                let paseto = self.text.get(start..).and_then(paseto::len);
                if let Some(len) = paseto {
                    self.at = start + len;
                    return Some(Span {
                        range: start..self.at,
                        form: Form::Paseto,
                        is_complete: true,
                    });
                }
            }
            if rest.starts_with(b"eyJ") || (is_boundary && may_open(rest)) {
                let candidate = Candidate {
                    text: self.text,
                    start,
                    is_boundary,
                    in_path: before == Some(b'/'),
                };
                match candidate.read() {
                    Ok(span) => {
                        self.at = span.range.end;
                        return Some(span);
                    }
                    Err(end) => self.at = end,
                }
                before = bytes.get(self.at.saturating_sub(1)).copied();
            } else {
                before = Some(*b);
            }
        }
        None
    }
}

/// A place where a token may begin.
struct Candidate<'t> {
    text: &'t str,
    start: usize,
    /// Whether no character of the alphabet stands before it.
    is_boundary: bool,
    /// Whether a slash stands before it: then a slash ends it too.
    in_path: bool,
}

impl Candidate<'_> {
    /// The token that begins here; or, where none does, the end of what could have been its header.
    fn read(&self) -> Result<Span, usize> {
        let header_end = self.run(self.start, |c| is_base64(c) && c != '+' && c != '/');
        let header = self.slice(self.start, header_end);
        let opening = Opening::read(header).ok_or(header_end)?;
        let has_names = opening.header.members().is_some_and(|m| !m.is_empty());
        let is_certain = opening.is_jose && has_names;
        if !(self.is_boundary || is_certain) {
            return Err(header_end);
        }
        let mut end = self.padding(header_end);
        if opening.is_unencoded() {
            end = self.unencoded(end);
        }
        let is_inside = |c: char| is_base64(c) && !(self.in_path && c == '/') || c == '~';
        while self.slice(end, self.text.len()).starts_with('.') {
            end = self.run(end + 1, is_inside);
            end = self.padding(end);
        }
        let token = trim(self.slice(self.start, end));
        let form = form::compact(token).ok_or(header_end)?;
        let segments = token.split('.').count();
        if !self.is_boundary && segments < 2 {
            return Err(header_end);
        }
        Ok(Span {
            range: self.start..self.start + token.len(),
            form,
            is_complete: segments >= 3,
        })
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The end of a run of characters of that kind and of invisible ones.
    fn run(&self, start: usize, is_inside: impl Fn(char) -> bool) -> usize {
        let rest = self.slice(start, self.text.len());
        let len = rest.find(|c| !(is_inside(c) || is_invisible(c)));
        start + len.unwrap_or(rest.len())
    }

    fn padding(&self, start: usize) -> usize {
        let rest = self.slice(start, self.text.len());
        start + (rest.len() - rest.trim_start_matches('=').len())
    }

    /// The end of a payload that is not encoded: it goes to the next dot. Where there is none, it
    /// is no such payload.
    fn unencoded(&self, dot: usize) -> usize {
        let rest = self.slice(dot, self.text.len());
        match rest.strip_prefix('.').and_then(|rest| rest.find('.')) {
            Some(len) => dot + 1 + len,
            None => dot,
        }
    }
}

/// Takes off what belongs to the sentence: invisible characters and slashes at the end, and dots
/// that are none of the token's own.
fn trim(token: &str) -> &str {
    let token = token.trim_end_matches(|c| is_invisible(c) || c == '/' || c == '+');
    // `~~token~~` is struck out; an SD-JWT without disclosures ends with one tilde.
    let token = match token.strip_suffix("~~") {
        Some(struck) if !struck.contains('~') => struck,
        _ => token,
    };
    let bare = token.trim_end_matches('.');
    let dots = token.len() - bare.len();
    // `header.payload.` is a token without a signature; `header.` and `a.b.c.` end a sentence, and
    // more dots are an ellipsis.
    if dots == 1 && bare.split('.').count() == 2 {
        token
    } else {
        bare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const H: &str = "eyJhbGciOiJIUzI1NiJ9";

    /// `⟦⟧` stand around each token that is meant to be found, `@` for a header.
    fn check(marked: &str) {
        let marked = marked.replace('@', H);
        let mut text = String::new();
        let mut wanted = Vec::new();
        for (i, part) in marked.split(['⟦', '⟧']).enumerate() {
            text.push_str(part);
            if i % 2 == 1 {
                wanted.push(part);
            }
        }
        let found: Vec<_> = Spans::new(&text).map(|s| &text[s.range]).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn tokens_are_found_anywhere() {
        for marked in [
            "⟦@.eyJhIjoxfQ.AAAA⟧",
            "the token ⟦@.eyJhIjoxfQ.AAAA⟧ has expired",
            "I used ⟦@.eyJhIjoxfQ.AAAA⟧.",
            "see ⟦@.eyJhIjoxfQ.AAAA⟧, ⟦@.eyJhIjoxfQ.BBBB⟧!",
            "<⟦@.a.b⟧>",
            "**⟦@.a.b⟧**",
            "[jwt](⟦@.a.b⟧)",
            "a=⟦@.a.b⟧&c=⟦@.a.c⟧#d",
            "\"⟦@.a.b⟧\",\"⟦@.a.c⟧\"",
            "\\n⟦@.a.b⟧\\n",
            "id_token%3D⟦@.a.b⟧%26state",
            "https://a/⟦@.a.b⟧/c",
            "ghs_⟦@.a.b⟧",
            "é⟦@.a.b⟧é",
            "⟦IHsiYWxnIjoibm9uZSJ9.a.b⟧ x",
        ] {
            check(marked);
        }
    }

    #[test]
    fn broken_tokens_are_found_as_far_as_they_go() {
        for marked in [
            "⟦@⟧... was cut",
            "⟦@.eyJh⟧… was cut",
            "⟦@.eyJh⟧... was cut",
            "unsigned ⟦@.eyJh.⟧ here",
            "⟦@..AAAA⟧ detached",
            "padded ⟦@==.YQ==.YQ==⟧ x",
            "standard ⟦@.a+b.c/d⟧ x",
            "⟦@.a\u{200b}b.c⟧\u{200b} x",
            "⟦@.a.b.c.d.e⟧ x",
            "sd ⟦@.a.b~WyJh~WyJi~⟧ x",
            "struck ~~⟦@.a.b⟧~~ out",
            "sd ⟦@.a.b~⟧, bound ⟦@.a.b~WyJh~@.c.d⟧.",
            "paseto ⟦v4.public.AAAA⟧, \"⟦v2.local.AAAA.BB⟧\".",
        ] {
            check(marked);
        }
    }

    #[test]
    fn an_unencoded_payload_goes_to_the_next_dot() {
        let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2V9";
        let text = format!("see {header}.$02, \"a\".AAAA there. Then");
        let found: Vec<_> = Spans::new(&text).map(|s| &text[s.range]).collect();
        assert_eq!(found, [format!("{header}.$02, \"a\".AAAA")]);
    }

    #[test]
    fn what_only_looks_alike_is_left() {
        for text in [
            "an example.com.au host, eyes on Chrome.exe.config and Director.of.IT",
            "session=eyJ1c2VyIjoxfQ",
            "QUJDeyJh.QUJD.QUJD",
            "keyJobs.are.done",
        ] {
            check(text);
        }
    }
}
