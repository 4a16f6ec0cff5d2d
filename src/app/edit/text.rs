//! JSON while a person writes it: where it is wrong, and how a member of it is changed.

use crate::jose::json::{self, JsonFault};
use crate::report::Json;

/// Why a text that is being written is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Where, in bytes of the text.
    pub offset: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub detail: String,
}

impl TextFault {
    /// A fault at a place of the text.
    pub fn at(text: &str, offset: usize, detail: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            offset: before.len(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            detail: detail.into(),
        }
    }

    /// The place and what is wrong, as one sentence.
    pub fn sentence(&self) -> String {
        let (line, column, detail) = (self.line, self.column, &self.detail);
        format!("Line {line}, column {column}: {detail}")
    }
}

/// The value that a text holds.
///
/// # Errors
/// The first place that is not strict JSON.
pub(super) fn read_json(text: &str) -> Result<Json, TextFault> {
    let (value, faults) = json::parse(text.as_bytes());
    match faults.first() {
        None => Ok(value),
        Some(fault) => Err(told(text, fault)),
    }
}

fn told(text: &str, fault: &JsonFault) -> TextFault {
    TextFault::at(text, fault.offset, fault.to_string())
}

/// JSON with one member a line.
pub(super) fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// JSON without white space: as it is encoded.
pub(super) fn compact(value: &Json) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The object with a member of that value, in its place where it had one; nothing where this is
/// no object.
pub(super) fn with_member(object: &Json, name: &str, value: Json) -> Option<Json> {
    let mut members = object.members()?.to_vec();
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
    Some(Json::Object(members))
}

/// The object without a member; nothing where this is no object.
pub(super) fn without_member(object: &Json, name: &str) -> Option<Json> {
    let members = object.members()?.iter();
    let rest = members.filter(|(known, _)| known != name);
    Some(Json::Object(rest.cloned().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_a_line_and_a_column_in_characters() {
        let fault = read_json("{\n  \"ä\": 1,\n  \"b\" 2\n}").unwrap_err();
        assert_eq!((fault.line, fault.column), (3, 7));
        assert!(fault.sentence().starts_with("Line 3, column 7: '2'"));
        let end = read_json("{\"a\":").unwrap_err();
        assert_eq!((end.line, end.column), (1, 6));
        let empty = read_json("").unwrap_err();
        assert_eq!(empty.sentence(), "Line 1, column 1: there is no JSON value");
    }

    #[test]
    fn a_name_that_stands_twice_is_a_fault() {
        let fault = read_json("{\"a\":1,\n\"a\":2}").unwrap_err();
        assert!(fault.detail.contains("occurs twice"), "{fault:?}");
        assert_eq!(fault.line, 2);
    }

    #[test]
    fn a_member_is_changed_in_its_place() {
        let object = read_json("{\"a\":1,\"b\":1.50}").unwrap();
        let changed = with_member(&object, "a", Json::Bool(true)).unwrap();
        assert_eq!(compact(&changed), "{\"a\":true,\"b\":1.50}");
        let more = with_member(&object, "c", Json::Null).unwrap();
        assert_eq!(compact(&more), "{\"a\":1,\"b\":1.50,\"c\":null}");
        assert!(with_member(&Json::Null, "a", Json::Null).is_none());
        let less = without_member(&object, "a").unwrap();
        assert_eq!(compact(&less), "{\"b\":1.50}");
    }
}
