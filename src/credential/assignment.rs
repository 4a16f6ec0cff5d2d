//! Lines that give a name to a value: headers, `.env` files, shell exports, YAML, code.

use super::headers;
use super::path::{Path, Place, Step};
use super::unwrap::{Finder, Shape};
use super::{form, quotes, scan, url};

/// Words before a name that say that it is a variable.
const KEYWORDS: [&str; 9] = [
    "export", "set", "setx", "declare", "local", "let", "const", "var", "env",
];

/// What a line says that its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Header,
    Variable,
    Entry,
    Form,
}

/// One line of the kind `name: value` or `name=value`.
pub(super) struct Assignment<'t> {
    kind: Kind,
    name: &'t str,
    pub(super) value: &'t str,
}

/// Reads a line that gives a name to a value. The value may be empty, or go on over more lines.
pub(super) fn read(line: &str) -> Option<Assignment<'_>> {
    // What `curl -v` and YAML lists write before a name.
    let line = line
        .trim()
        .trim_start_matches(['>', '<', '*', '-', ' ', '\t']);
    // PowerShell's variables and the names of HTTP/2 (RFC 9113 §8.3) have a colon of their own.
    let own = ["$env:", ":"].into_iter().find(|own| line.starts_with(own));
    let own = own.map_or(0, str::len);
    let end = own + line.get(own..)?.find(['=', ':'])?;
    let (left, right) = line.split_at_checked(end)?;
    let is_colon = right.starts_with(':') && !right.starts_with(":=");
    let value = right.trim_start_matches(":=").trim_start_matches("=>");
    let value = value.strip_prefix([':', '=']).unwrap_or(value);
    let (keyword, name) = name(left.trim())?;
    if is_colon && (value.starts_with("//") || value.starts_with('\\')) {
        return None;
    }
    let is_spaced = left.ends_with(char::is_whitespace) || value.starts_with(char::is_whitespace);
    let value = value.trim().trim_end_matches([',', ';']).trim_end();
    let kind = if is_colon && (name.starts_with(':') || headers::is_header(name)) {
        Kind::Header
    } else if is_colon {
        Kind::Entry
    } else if keyword || !name.bytes().any(|b| b.is_ascii_lowercase()) {
        Kind::Variable
    } else if is_spaced || value.starts_with(['"', '\'', '`']) {
        Kind::Entry
    } else {
        Kind::Form
    };
    Some(Assignment { kind, name, value })
}

/// The name itself, and whether a keyword stands before it.
fn name(left: &str) -> Option<(bool, &str)> {
    let (keyword, name) = match left.split_once(char::is_whitespace) {
        Some((word, name)) if KEYWORDS.contains(&word) => (true, name.trim()),
        Some(_) => return None,
        None => match left.strip_prefix("$env:").or(left.strip_prefix('$')) {
            Some(name) => (true, name),
            None => (false, left),
        },
    };
    let name = name.strip_prefix("-x ").unwrap_or(name);
    let name = name.trim_matches(['"', '\'', '`']);
    let body = name.strip_prefix(':').unwrap_or(name);
    let is_name = body.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.[]".contains(&b));
    is_name.then_some((keyword, name))
}

impl Finder {
    /// The value of a line that gives a name to one. Returns whether it was taken: a value that is
    /// free text is left to whoever reads the line as that.
    pub(super) fn assignment(&mut self, line: &Assignment<'_>, path: &Path<'_>) -> bool {
        if line.kind == Kind::Header {
            self.header(line.name, line.value, path);
            return true;
        }
        let mut value = line.value;
        if let Some((before, _comment)) = value.split_once(" #")
            && !before.starts_with(['"', '\''])
        {
            value = before.trim_end();
        }
        if line.kind == Kind::Form && !value.contains(char::is_whitespace) {
            let path = path.within(Step::Parameter(Place::Form, line.name));
            self.unwrap(&url::decode(value), &path);
            return true;
        }
        let step = match line.kind {
            Kind::Variable => Step::Variable(line.name),
            _ => Step::Entry(line.name),
        };
        match Shape::of(value) {
            Shape::Text => is_empty(value),
            shape if !shape.is_whole() => false,
            shape => {
                self.open(shape, value, &path.within(step));
                true
            }
        }
    }
}

/// Whether nothing is in a text that could be a credential, or the beginning of one.
fn is_empty(text: &str) -> bool {
    !text.contains('{')
        && !text.contains(super::text::PEM)
        && scan::Spans::new(text).next().is_none()
}

/// Reads a text of several lines that is one name and one token broken by white space.
pub(super) fn read_broken(text: &str) -> Option<Assignment<'_>> {
    if !text.contains('\n') {
        return None;
    }
    let line = read(text)?;
    let token = quotes::scheme(line.value).map_or(line.value, |(_, token)| token);
    let is_broken = token.contains(char::is_whitespace) && form::bare(token).is_some();
    is_broken.then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_read_in_every_shape() {
        for (line, kind, name, value) in [
            (
                "Authorization: Bearer x",
                Kind::Header,
                "Authorization",
                "Bearer x",
            ),
            (
                "> authorization: Bearer x",
                Kind::Header,
                "authorization",
                "Bearer x",
            ),
            ("X-Id-Token:x", Kind::Header, "X-Id-Token", "x"),
            (":path: /a?b=c", Kind::Header, ":path", "/a?b=c"),
            ("export TOKEN=x", Kind::Variable, "TOKEN", "x"),
            ("TOKEN=\"x\"", Kind::Variable, "TOKEN", "\"x\""),
            ("$env:TOKEN = 'x'", Kind::Variable, "TOKEN", "'x'"),
            ("let token = \"x\";", Kind::Variable, "token", "\"x\""),
            ("token: x", Kind::Entry, "token", "x"),
            ("  - token: x", Kind::Entry, "token", "x"),
            ("\"id_token\": \"x\",", Kind::Entry, "id_token", "\"x\""),
            ("token = x", Kind::Entry, "token", "x"),
            ("token := x", Kind::Entry, "token", "x"),
            ("'token' => 'x',", Kind::Entry, "token", "'x'"),
            ("id_token=x", Kind::Form, "id_token", "x"),
            ("users:", Kind::Entry, "users", ""),
        ] {
            let read = read(line).unwrap();
            assert_eq!(
                (read.kind, read.name, read.value),
                (kind, name, value),
                "{line}"
            );
        }
    }

    #[test]
    fn what_has_no_name_is_no_assignment() {
        for line in [
            "",
            "hello",
            "https://a/b",
            "12:30 x",
            "a b: c",
            "=x",
            ":",
            ": x",
            "C:\\a",
        ] {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
