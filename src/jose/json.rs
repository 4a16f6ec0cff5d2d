//! Strict JSON (RFC 8259, RFC 7515 §4): strict in what it calls right, total in what it reads.
//!
//! What parsers usually hide is kept or named: duplicate names, numbers to the last digit, invalid
//! UTF-8, a byte order mark, what follows the value, and how far a broken text could be read.

use crate::report::Json;
use std::collections::HashSet;
use std::fmt;

/// Nesting beyond this is not read. Nothing that is signed for use needs it; it keeps every later
/// walk over the value, recursive as it is, far from the end of the stack; and a report that holds
/// the value stays within the 128 levels that JSON parsers commonly take.
pub const MAX_DEPTH: usize = 100;

/// Faults beyond this are not listed.
pub const MAX_FAULTS: usize = 32;

/// Something in a text that JSON, or JOSE's use of it, does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// Where, in bytes of the text.
    pub offset: usize,
    /// What.
    pub kind: JsonFaultKind,
}

/// What JSON, or JOSE's use of it, does not allow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JsonFaultKind {
    /// There is no value at all.
    Empty,
    /// A byte order mark before the value (RFC 8259 §8.1).
    ByteOrderMark,
    /// Bytes that are not UTF-8 (RFC 8259 §8.1); they were read as U+FFFD.
    InvalidUtf8,
    /// The text ends inside a value; what was open is taken as closed there.
    Truncated,
    /// A character stands where it cannot; reading ends there.
    Unexpected(char),
    /// A word that is neither `true`, `false` nor `null`; reading ends there.
    UnknownWord,
    /// A number as JSON does not write them.
    Number,
    /// A control character in a string that must be escaped.
    ControlCharacter(char),
    /// An escape that JSON does not know, or half of a surrogate pair.
    Escape,
    /// A name that occurs again in the same object (RFC 7515 §4, RFC 7519 §4).
    DuplicateName(String),
    /// Nesting beyond [`MAX_DEPTH`]; the value was left out.
    TooDeep,
    /// More text after the value.
    TrailingText,
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            JsonFaultKind::Empty => f.write_str("there is no JSON value"),
            JsonFaultKind::ByteOrderMark => f.write_str("a byte order mark stands before the JSON"),
            JsonFaultKind::InvalidUtf8 => f.write_str("the bytes are not UTF-8"),
            JsonFaultKind::Truncated => f.write_str("the JSON ends too early"),
            JsonFaultKind::Unexpected(c) => write!(f, "{c:?} cannot stand here in JSON"),
            JsonFaultKind::UnknownWord => f.write_str("an unknown word in the JSON"),
            JsonFaultKind::Number => f.write_str("a number that JSON does not write so"),
            JsonFaultKind::ControlCharacter(c) => {
                write!(
                    f,
                    "the control character U+{:04X} is not escaped",
                    *c as u32
                )
            }
            JsonFaultKind::Escape => f.write_str("an escape that JSON does not know"),
            JsonFaultKind::DuplicateName(name) => {
                write!(f, "the name {:?} occurs twice", shorten(name))
            }
            JsonFaultKind::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            JsonFaultKind::TrailingText => f.write_str("more text after the JSON"),
        }
    }
}

/// A name as it fits into a sentence.
pub(super) fn shorten(name: &str) -> String {
    const LONGEST: usize = 40;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST).collect();
    short.push('…');
    short
}

/// The first name of an object that occurs again.
pub(super) fn duplicate_name(members: &[(String, Json)]) -> Option<&str> {
    let mut seen = HashSet::with_capacity(members.len());
    members
        .iter()
        .map(|(name, _)| name.as_str())
        .find(|name| !seen.insert(*name))
}

/// Reads a text as far as it goes. No faults means that it is one JSON value in strict form.
pub fn parse(bytes: &[u8]) -> (Json, Vec<JsonFault>) {
    let mut faults = Vec::new();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            let offset = error.valid_up_to();
            faults.push(JsonFault {
                offset,
                kind: JsonFaultKind::InvalidUtf8,
            });
            String::from_utf8_lossy(bytes)
        }
    };
    let mut parser = Parser {
        text: &text,
        at: 0,
        faults,
        stopped: false,
    };
    if parser.eat("\u{feff}") {
        parser.fault(0, JsonFaultKind::ByteOrderMark);
    }
    parser.white_space();
    let value = if parser.peek().is_none() {
        parser.stop(JsonFaultKind::Empty);
        Json::Null
    } else {
        parser.value(0)
    };
    if !parser.stopped {
        parser.white_space();
        if parser.peek().is_some() {
            parser.stop(JsonFaultKind::TrailingText);
        }
    }
    (value, parser.faults)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    faults: Vec<JsonFault>,
    /// Reading has ended: everything that is open closes without another word.
    stopped: bool,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn fault(&mut self, offset: usize, kind: JsonFaultKind) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(JsonFault { offset, kind });
        }
    }

    /// Notes why reading ends here.
    fn stop(&mut self, kind: JsonFaultKind) {
        self.fault(self.at, kind);
        self.stopped = true;
    }

    /// Reading ends here: the text is over, or something stands where it cannot.
    fn stop_here(&mut self) {
        let kind = match self.rest().chars().next() {
            None => JsonFaultKind::Truncated,
            Some(c) => JsonFaultKind::Unexpected(c),
        };
        self.stop(kind);
    }

    fn white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Json {
        match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => self.elide(),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Json::String(self.string()),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word(),
            _ => {
                self.stop_here();
                Json::Null
            }
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        self.at += 1;
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut names = HashSet::new();
        self.white_space();
        if self.eat("}") {
            return Json::Object(members);
        }
        while !self.stopped {
            self.white_space();
            if self.peek() != Some(b'"') {
                self.stop_here();
                break;
            }
            let offset = self.at;
            let name = self.string();
            if self.stopped {
                break;
            }
            if !names.insert(name.clone()) {
                self.fault(offset, JsonFaultKind::DuplicateName(name.clone()));
            }
            self.white_space();
            if !self.eat(":") {
                self.stop_here();
                break;
            }
            self.white_space();
            if self.peek().is_none() {
                self.stop_here();
                break;
            }
            let value = self.value(depth + 1);
            members.push((name, value));
            if self.stopped {
                break;
            }
            self.white_space();
            if self.eat("}") {
                break;
            }
            if !self.eat(",") {
                self.stop_here();
            }
        }
        Json::Object(members)
    }

    fn array(&mut self, depth: usize) -> Json {
        self.at += 1;
        let mut values = Vec::new();
        self.white_space();
        if self.eat("]") {
            return Json::Array(values);
        }
        while !self.stopped {
            self.white_space();
            if self.peek().is_none() {
                self.stop_here();
                break;
            }
            values.push(self.value(depth + 1));
            if self.stopped {
                break;
            }
            self.white_space();
            if self.eat("]") {
                break;
            }
            if !self.eat(",") {
                self.stop_here();
            }
        }
        Json::Array(values)
    }

    /// Skips an object or array that is nested too deeply, without recursion.
    fn elide(&mut self) -> Json {
        let start = self.at;
        let mut open = 0_usize;
        let mut in_string = false;
        let mut escaped = false;
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => open += 1,
                b'}' | b']' if !in_string => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        self.fault(start, JsonFaultKind::TooDeep);
        if open > 0 {
            self.stop_here();
        }
        Json::Elided(self.at - start)
    }

    fn word(&mut self) -> Json {
        for (word, value) in [
            ("null", Json::Null),
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
        ] {
            if self.eat(word) {
                let ends = self.peek().is_none_or(|b| !b.is_ascii_alphanumeric());
                if ends {
                    return value;
                }
                self.at -= word.len();
                break;
            }
            if word.starts_with(self.rest()) {
                self.at = self.text.len();
                self.stop_here();
                return Json::Null;
            }
        }
        self.stop(JsonFaultKind::UnknownWord);
        Json::Null
    }

    /// Takes everything that could belong to a number and then says whether it is one.
    fn number(&mut self) -> Json {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let digits = digits.to_owned();
        if !is_number(&digits) {
            let kind = if self.peek().is_none() {
                JsonFaultKind::Truncated
            } else {
                JsonFaultKind::Number
            };
            self.fault(start, kind);
        }
        Json::Number(digits)
    }

    fn string(&mut self) -> String {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest
                .find(|c: char| c == '"' || c == '\\' || c < ' ')
                .unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return text;
                }
                Some(b'\\') => self.escape(&mut text),
                Some(control) => {
                    let control = char::from(control);
                    self.fault(self.at, JsonFaultKind::ControlCharacter(control));
                    text.push(control);
                    self.at += 1;
                }
                None => {
                    self.stop_here();
                    return text;
                }
            }
        }
    }

    fn escape(&mut self, text: &mut String) {
        let start = self.at;
        self.at += 1;
        let simple = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let c = self.unicode_escape();
                if c.is_none() {
                    self.fault(start, JsonFaultKind::Escape);
                }
                text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                return;
            }
            _ => {
                self.fault(start, JsonFaultKind::Escape);
                text.push('\\');
                return;
            }
        };
        self.at += 1;
        text.push(simple);
    }

    /// The character of `\uXXXX`, or of two of them that make a surrogate pair.
    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.four_hex()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first);
        }
        if first >= 0xdc00 || !self.eat("\\u") {
            return None;
        }
        let second = self.four_hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn four_hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(value)
    }
}

/// Whether a text is a number of RFC 8259 §6.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => {
            let (mantissa, exponent) = text.split_at(at);
            (mantissa, exponent.get(1..))
        }
        None => (text, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.map(|e| e.strip_prefix(['-', '+']).unwrap_or(e));
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::JsonFaultKind::*;
    use super::*;

    fn faults(text: &str) -> Vec<(usize, JsonFaultKind)> {
        let (_, faults) = parse(text.as_bytes());
        faults.into_iter().map(|f| (f.offset, f.kind)).collect()
    }

    fn shown(text: &str) -> String {
        serde_json::to_string(&parse(text.as_bytes()).0).unwrap()
    }

    #[test]
    fn strict_json_has_no_faults_and_keeps_its_order_and_digits() {
        let text = r#"{"b":1.50e+3,"a":[true,false,null,"\u00e9\ud83d\ude00\n"],"":-0}"#;
        assert_eq!(faults(text), []);
        assert_eq!(
            shown(text),
            r#"{"b":1.50e+3,"a":[true,false,null,"é😀\n"],"":-0}"#
        );
    }

    #[test]
    fn what_json_does_not_allow_is_named_with_its_place() {
        assert_eq!(faults(""), [(0, Empty)]);
        assert_eq!(faults(" \n"), [(2, Empty)]);
        assert_eq!(faults("\u{feff}{}"), [(0, ByteOrderMark)]);
        assert_eq!(faults("{} x"), [(3, TrailingText)]);
        assert_eq!(faults(r#"{"a":1,"a":2}"#), [(7, DuplicateName("a".into()))]);
        assert_eq!(faults("[01]"), [(1, Number)]);
        assert_eq!(faults("[+1]"), [(1, Number)]);
        assert_eq!(faults("[1.]"), [(1, Number)]);
        assert_eq!(faults("[NaN]"), [(1, UnknownWord)]);
        assert_eq!(faults("[nulls]"), [(1, UnknownWord)]);
        assert_eq!(faults("\"a\nb\""), [(2, ControlCharacter('\n'))]);
        assert_eq!(faults(r#""\x""#), [(1, Escape)]);
        assert_eq!(faults(r#""\ud800""#), [(1, Escape)]);
        assert_eq!(faults(r#"{"a":1,}"#), [(7, Unexpected('}'))]);
        assert_eq!(faults("[1,]"), [(3, Unexpected(']'))]);
        assert_eq!(faults("{'a':1}"), [(1, Unexpected('\''))]);
    }

    #[test]
    fn names_are_compared_as_they_read() {
        assert_eq!(
            faults(r#"{"alg":1,"\u0061lg":2}"#),
            [(9, DuplicateName("alg".into()))]
        );
    }

    #[test]
    fn a_broken_text_is_read_as_far_as_it_goes() {
        assert_eq!(shown(r#"{"a":1,"b":[2,"thr"#), r#"{"a":1,"b":[2,"thr"]}"#);
        assert_eq!(faults(r#"{"a":1,"b":[2,"thr"#), [(18, Truncated)]);
        assert_eq!(shown(r#"{"a":1,"b"#), r#"{"a":1}"#);
        assert_eq!(shown(r#"{"a":1,"b":"#), r#"{"a":1}"#);
        assert_eq!(shown(r#"{"a":1,"b":tr"#), r#"{"a":1,"b":null}"#);
        assert_eq!(shown(r#"{"a":1 "b":2}"#), r#"{"a":1}"#);
    }

    #[test]
    fn invalid_utf8_is_named_and_replaced() {
        let (value, faults) = parse(b"{\"a\":\"\xff\"}");
        assert_eq!(value.get("a").unwrap().as_str(), Some("\u{fffd}"));
        assert_eq!((faults[0].offset, &faults[0].kind), (6, &InvalidUtf8));
    }

    #[test]
    fn ten_thousand_levels_are_left_out_and_the_rest_is_read() {
        let deep = format!(
            r#"{{"d":{}{},"exp":1}}"#,
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let (value, found) = parse(deep.as_bytes());
        assert_eq!(value.get("exp").unwrap().as_number(), Some("1"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, TooDeep);
        let open = "[".repeat(1_000_000);
        assert_eq!(faults(&open).last().unwrap().1, Truncated);
    }

    #[test]
    fn an_object_with_many_names_is_read_in_time_linear_in_them() {
        let members: Vec<_> = (0..50_000).map(|i| format!("\"n{i}\":{i}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let (value, faults) = parse(text.as_bytes());
        assert_eq!((value.members().unwrap().len(), faults.len()), (50_000, 0));
    }
}
