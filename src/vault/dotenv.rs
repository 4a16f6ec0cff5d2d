//! `.env` files: names and values, one a line, as the common libraries read them.
//!
//! There is no standard. What `dotenv` for Node, Ruby and Python agree on is read; what only some
//! do (expanding `$NAME`, running commands) is left as it stands, and said.

use super::Kept;
use crate::report::Secret;
use std::collections::HashSet;
use zeroize::Zeroizing;

/// Lines beyond this are no settings.
pub const MAX_LINES: usize = 10_000;

/// One name with its value.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The value, without quotes.
    pub value: Secret,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What some programs would read otherwise.
    pub note: Option<&'static str>,
}

/// A line that gives no value to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it; never what stands in it.
    pub detail: &'static str,
}

/// A file as far as it could be read.
#[derive(Clone, Debug, Default)]
pub struct Dotenv {
    /// Every name with its last value, in the order of the lines.
    pub variables: Vec<Variable>,
    /// Every line that could not be read.
    pub faults: Vec<Fault>,
}

/// Reads a file. Anything may be given.
pub fn parse(text: &str) -> Dotenv {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let mut read = Dotenv::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        at += 1;
        if at > MAX_LINES {
            read.fault(number, "there are too many lines; the rest is not read");
            break;
        }
        let line = line.trim_end_matches('\r').trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match name(line) {
            Err(detail) => read.fault(number, detail),
            Ok((name, rest)) => {
                let rest = rest.trim_start_matches([' ', '\t']);
                let (value, note) = match rest.chars().next() {
                    Some(quote @ ('"' | '\'' | '`')) => {
                        match quoted(rest, quote, &lines, &mut at) {
                            Some(value) => value,
                            None => {
                                read.fault(
                                    number,
                                    "the quote that opens the value is never closed",
                                );
                                continue;
                            }
                        }
                    }
                    _ => bare(rest),
                };
                read.put(name, value, number, note);
            }
        }
    }
    read
}

impl Dotenv {
    fn fault(&mut self, line: usize, detail: &'static str) {
        self.faults.push(Fault { line, detail });
    }

    fn put(
        &mut self,
        name: &str,
        mut value: Zeroizing<String>,
        line: usize,
        note: Option<&'static str>,
    ) {
        let earlier = self.variables.iter().position(|v| v.name == name);
        if let Some(earlier) = earlier {
            let earlier = self.variables.remove(earlier).line;
            self.fault(
                earlier,
                "a later line gives the name another value, which counts",
            );
        }
        self.variables.push(Variable {
            name: name.to_owned(),
            value: Secret::from(std::mem::take(&mut *value)),
            line,
            note,
        });
    }
}

/// Writes secrets as a file that [`parse`] reads: labels become names of variables.
///
/// # Errors
/// The label of a secret that has no form there: no text, or one with a zero byte or with signs
/// that not every program reads alike, however they are quoted; or one for which there are too many
/// lines before it.
pub fn write(kept: &[Kept]) -> Result<Secret, String> {
    let most = kept.iter().map(|kept| kept.secret.len() * 2 + 1_024).sum();
    // As long as it can become, so that nothing is left where it moves from.
    let mut out = Zeroizing::new(String::with_capacity(most));
    let mut taken = HashSet::new();
    let mut lines = 0;
    for kept in kept {
        let label = &kept.entry.label;
        let value = std::str::from_utf8(kept.secret.expose()).ok();
        let value = value.filter(|value| !value.contains('\0'));
        let quoted = value.and_then(|value| Some((value, quote_for(value)?)));
        let (value, quote) = quoted.ok_or_else(|| label.clone())?;
        lines += value.split('\n').count();
        if lines >= MAX_LINES {
            return Err(label.clone());
        }
        let wanted = variable_name(label);
        let mut name = wanted.clone();
        let mut number = 2_u32;
        while !taken.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number = number.saturating_add(1);
        }
        out.push_str(&name);
        out.push('=');
        out.push(quote);
        for c in value.chars() {
            match c {
                '\r' => out.push_str("\\r"),
                c => out.push(c),
            }
        }
        out.push(quote);
        out.push('\n');
    }
    Ok(Secret::new(out.as_bytes().to_vec()))
}

/// A label as the name of a variable: capitals, digits and `_`.
fn variable_name(label: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    let name: String = label.chars().map(plain).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        return format!("_{name}");
    }
    name
}

/// The quotes within which `dotenv` for Node, Ruby and Python read a value as it is: single ones
/// where they will do. Nothing where there are none: an escape is undone by some of them only.
fn quote_for(value: &str) -> Option<char> {
    // Python undoes `\\` and fills in `${NAME}` within these too, and a `\` before the last one says
    // that it is not the last.
    let undone = ["'", "\r", "\\\\", "${"];
    if !undone.iter().any(|part| value.contains(part)) && !value.ends_with('\\') {
        return Some('\'');
    }
    // What they expand or undo, and what a shell runs. A return is written as `\r`: as it is, it would
    // be lost at the end of its line.
    (!value.contains(['"', '\\', '$', '`'])).then_some('"')
}

/// The name and what stands after the sign.
fn name(line: &str) -> Result<(&str, &str), &'static str> {
    let line = match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => line,
    };
    let (name, value) = line.split_once('=').ok_or("there is no = after a name")?;
    let name = name.trim_end();
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
    let goes_on = |c: char| begins(c) || c.is_ascii_digit() || c == '.' || c == '-';
    if name.starts_with(begins) && name.chars().all(goes_on) {
        Ok((name, value))
    } else {
        Err("what stands before the = is no name of a variable")
    }
}

/// A value without quotes: it ends before a comment, which has white space before its sign.
fn bare(rest: &str) -> (Zeroizing<String>, Option<&'static str>) {
    let mut end = rest.len();
    let mut was_space = true;
    for (at, c) in rest.char_indices() {
        if c == '#' && was_space {
            end = at;
            break;
        }
        was_space = c == ' ' || c == '\t';
    }
    let value = rest.get(..end).unwrap_or_default().trim_end();
    (Zeroizing::new(value.to_owned()), expansion(value))
}

/// A value in quotes, over more than one line if need be. `at` is the line after the one on which
/// it begins, and afterwards the one after its end. Nothing where the quote is never closed; then
/// `at` stays where it is.
fn quoted(
    first: &str,
    quote: char,
    lines: &[&str],
    at: &mut usize,
) -> Option<(Zeroizing<String>, Option<&'static str>)> {
    let mut value = Zeroizing::new(String::with_capacity(first.len()));
    let mut line = first.strip_prefix(quote)?;
    let mut next = *at;
    loop {
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                c if c == quote => {
                    *at = next;
                    let note = if quote == '"' {
                        expansion(&value)
                    } else {
                        None
                    };
                    return Some((value, note));
                }
                '\\' if quote == '"' => match chars.next() {
                    Some('n') => value.push('\n'),
                    Some('r') => value.push('\r'),
                    Some('t') => value.push('\t'),
                    Some(c @ ('"' | '\\' | '$' | '`')) => value.push(c),
                    Some(other) => value.extend(['\\', other]),
                    None => value.push('\\'),
                },
                c => value.push(c),
            }
        }
        line = lines.get(next)?.trim_end_matches('\r');
        make_room(&mut value, 1 + line.len());
        value.push('\n');
        next += 1;
        if next > MAX_LINES {
            return None;
        }
    }
}

/// Room for so much more, so that nothing is left where the value moves from.
fn make_room(value: &mut Zeroizing<String>, more: usize) {
    let needed = value.len().saturating_add(more);
    if needed > value.capacity() {
        let mut larger = Zeroizing::new(String::with_capacity(needed.saturating_mul(2)));
        larger.push_str(value);
        // The old one is wiped as it goes.
        *value = larger;
    }
}

/// What is said of a value that some programs would expand.
fn expansion(value: &str) -> Option<&'static str> {
    let expands = value.match_indices('$').any(|(at, _)| {
        let after = value.get(at + 1..).unwrap_or_default();
        after.starts_with(|c: char| c == '{' || c == '(' || c == '_' || c.is_ascii_alphabetic())
    });
    expands.then_some("$ stands as it is; some programs put another variable in its place")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pairs: &[(&str, &str)], faults: &[usize]) {
        let read = parse(text);
        let values: Vec<(&str, String)> = read
            .variables
            .iter()
            .map(|v| {
                (
                    v.name.as_str(),
                    String::from_utf8(v.value.expose().to_vec()).unwrap(),
                )
            })
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(values, pairs, "{text:?}");
        let lines: Vec<usize> = read.faults.iter().map(|f| f.line).collect();
        assert_eq!(lines, faults, "{text:?}");
    }

    #[test]
    fn every_quirk() {
        for (text, pairs) in [
            ("", &[][..]),
            ("A=1", &[("A", "1")]),
            ("A = 1 ", &[("A", "1")]),
            ("  export A=1", &[("A", "1")]),
            ("export\tA=1", &[("A", "1")]),
            ("exported=1", &[("exported", "1")]),
            ("\u{feff}A=1\r\nB=2\r\n", &[("A", "1"), ("B", "2")]),
            ("# A=1\n\n  # more\nB=2", &[("B", "2")]),
            ("A=", &[("A", "")]),
            ("A=1 # one", &[("A", "1")]),
            ("A=1#one", &[("A", "1#one")]),
            ("A=# none", &[("A", "")]),
            ("A=a b c", &[("A", "a b c")]),
            ("A=a=b==", &[("A", "a=b==")]),
            ("A='1 # one' # two", &[("A", "1 # one")]),
            (
                "A=\"a\\nb\\t\\\"c\\\" \\$d \\x\"",
                &[("A", "a\nb\t\"c\" $d \\x")],
            ),
            ("A='a\\nb'", &[("A", "a\\nb")]),
            ("A=`it's \"x\"`", &[("A", "it's \"x\"")]),
            ("A=\"one\ntwo\"\nB=3", &[("A", "one\ntwo"), ("B", "3")]),
            ("A='one\r\ntwo'\r\nB=3", &[("A", "one\ntwo"), ("B", "3")]),
            ("A=it's", &[("A", "it's")]),
            ("a.b-c=1", &[("a.b-c", "1")]),
            ("A=\"\"", &[("A", "")]),
            ("A=ümlaut", &[("A", "ümlaut")]),
        ] {
            check(text, pairs, &[]);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line_and_the_rest_is_read() {
        check("A\nB=2", &[("B", "2")], &[1]);
        check("1A=1\nB=2\n=3", &[("B", "2")], &[1, 3]);
        check("A=\"open\nB=2\nC=3", &[("B", "2"), ("C", "3")], &[1]);
        check("A B=1", &[], &[1]);
        check("A=1\nB=2\nA=3", &[("B", "2"), ("A", "3")], &[1]);
        let long = "A=\"".to_owned() + &"\n".repeat(MAX_LINES + 5);
        check(&long, &[], &[1, MAX_LINES + 1]);
    }

    #[test]
    fn what_others_expand_stands_as_it_is_and_is_said() {
        for (text, is_noted) in [
            ("A=${HOME}/x", true),
            ("A=\"$HOME\"", true),
            ("A=$(id)", true),
            ("A='$HOME'", false),
            ("A=pa$$word", true),
            ("A=5$", false),
            ("A=a$1", false),
        ] {
            let read = parse(text);
            assert_eq!(read.variables[0].note.is_some(), is_noted, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        use crate::vault::{Entry, Id, Kind};
        let kept = |label: &str, value: &[u8]| Kept {
            entry: Entry::new(Id::numbered(1), Id::numbered(2), label, Kind::Other, 0),
            secret: Secret::new(value.to_vec()),
        };
        let all = [
            kept("GitHub deploy", b"plain"),
            kept("github-deploy", b"a $HOME \"x\" `y` \\n #\n\"z\""),
            kept("2nd", b"-----BEGIN\r\n\tA=1 # b\n-----END's\n"),
            kept("\u{fc}", "# p\u{e4}ss 'q' ".as_bytes()),
        ];
        let text = write(&all).unwrap();
        let read = parse(std::str::from_utf8(text.expose()).unwrap());
        let names: Vec<&str> = read.variables.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["GITHUB_DEPLOY", "GITHUB_DEPLOY_2", "_2ND", "_"]);
        for (read, written) in read.variables.iter().zip(&all) {
            assert!(
                read.value.is_same(&written.secret),
                "{}",
                written.entry.label
            );
        }
        assert_eq!(write(&[kept("a", b"\xff")]).unwrap_err(), "a");
        assert_eq!(write(&[kept("a", b"a\0")]).unwrap_err(), "a");
    }

    /// Tried with dotenv 18 for Node and python-dotenv 1.2: one of them reads each otherwise.
    #[test]
    fn what_others_would_misread_is_not_written() {
        use crate::vault::{Entry, Id, Kind};
        let written = |value: &str| {
            let entry = Entry::new(Id::numbered(1), Id::numbered(2), "A", Kind::Other, 0);
            let secret = Secret::from(value.to_owned());
            let text = write(&[Kept { entry, secret }]);
            text.map(|text| String::from_utf8(text.expose().to_vec()).unwrap())
        };
        for value in [
            "a\\",
            "a\\\\b",
            "a${HOME}",
            "it's \\",
            "it's \"x\"",
            "it's $5",
            "it's `x`",
        ] {
            assert_eq!(written(value).unwrap_err(), "A", "{value}");
        }
        for (value, text) in [
            ("a\\b $HOME \"x\"", "A='a\\b $HOME \"x\"'\n"),
            ("{\"k\":\"a\\n\"\n}", "A='{\"k\":\"a\\n\"\n}'\n"),
            ("it's", "A=\"it's\"\n"),
            ("a\r\nb", "A=\"a\\r\nb\"\n"),
        ] {
            assert_eq!(written(value).unwrap(), text);
        }
    }

    #[test]
    fn values_are_never_printed() {
        let read = parse("A=hunter2\nhunter2");
        assert!(!format!("{read:?}").contains("hunter2"));
    }
}
