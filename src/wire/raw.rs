//! Masking in raw text: the secrets of a reading are found again where they stand.
//!
//! The reading and the text are walked side by side. Where they part, all is masked.

use super::{MASK, Reading, Tree};
use std::ops::Range;

/// The text without what its reading calls secret.
pub(super) fn masked(text: &str, reading: Option<&Reading>) -> String {
    let ranges = match reading {
        None | Some(Reading::Bytes) => None,
        Some(Reading::Empty) => text.trim().is_empty().then(Vec::new),
        Some(Reading::Text(value)) if value.is_secret() => None,
        Some(Reading::Text(_)) => Some(Vec::new()),
        Some(Reading::Form(fields)) => form(text, fields.iter().map(|f| f.value.is_secret())),
        Some(Reading::Json(tree)) => json(text, tree),
    };
    let Some(ranges) = ranges else {
        return MASK.to_owned();
    };
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        shown.push_str(text.get(at..range.start).unwrap_or_default());
        shown.push_str(MASK);
        at = range.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

/// The ranges of the values of a form that are secret, as `fields` says in turn.
fn form(text: &str, mut fields: impl Iterator<Item = bool>) -> Option<Vec<Range<usize>>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for pair in text.split('&') {
        let end = start + pair.len();
        // As the URL standard reads a form: an empty piece is no field.
        if !pair.is_empty() {
            let value = pair.find('=').map_or(end, |equals| start + equals + 1);
            if fields.next()? {
                ranges.push(value..end);
            }
        }
        start = end + 1;
    }
    fields.next().is_none().then_some(ranges)
}

/// The ranges of the values of a JSON text that are secret.
fn json(text: &str, tree: &Tree) -> Option<Vec<Range<usize>>> {
    let mut walk = Walk {
        text,
        at: 0,
        ranges: Vec::new(),
    };
    walk.blanks();
    walk.value(tree)?;
    walk.blanks();
    (walk.at == text.len()).then_some(walk.ranges)
}

/// A walk over a JSON text beside the tree that was read of it. The tree's depth is limited where
/// it is read, and so is the walk's.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    ranges: Vec<Range<usize>>,
}

impl Walk<'_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Takes one character, and the blanks behind it.
    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())?;
        self.at += 1;
        self.blanks();
        Some(())
    }

    /// Takes a string, and gives the range between its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        (self.next()? == b'"').then_some(())?;
        self.at += 1;
        let start = self.at;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let range = start..self.at;
        self.at += 1;
        self.blanks();
        Some(range)
    }

    /// Takes a number, a boolean or null. A string or a container here would be a value that the
    /// tree does not have.
    fn literal(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        while matches!(
            self.next(),
            Some(b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
        ) {
            self.at += 1;
        }
        let range = start..self.at;
        self.blanks();
        (!range.is_empty()).then_some(range)
    }

    fn value(&mut self, tree: &Tree) -> Option<()> {
        match tree {
            Tree::Text(value) => {
                let range = self.string()?;
                if value.is_secret() {
                    self.ranges.push(range);
                }
            }
            Tree::Bare(_) => {
                self.literal()?;
            }
            Tree::Hidden(_) => {
                let range = self.literal()?;
                self.ranges.push(range);
            }
            Tree::Array(values) => {
                self.take(b'[')?;
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        self.take(b',')?;
                    }
                    self.value(value)?;
                }
                self.take(b']')?;
            }
            Tree::Object(members) => {
                self.take(b'{')?;
                for (i, (_, value)) in members.iter().enumerate() {
                    if i > 0 {
                        self.take(b',')?;
                    }
                    self.string()?;
                    self.take(b':')?;
                    self.value(value)?;
                }
                self.take(b'}')?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Json;
    use crate::wire::{Field, Value};
    use proptest::prelude::*;

    fn tree(members: Vec<(&str, Json)>) -> Tree {
        let members = members.into_iter().map(|(n, v)| (n.to_owned(), v));
        Tree::of(&Json::Object(members.collect()), &|path| {
            path.last() != Some(&"token")
        })
    }

    #[test]
    fn the_secrets_of_json_are_masked_where_they_stand() {
        let text = "{ \"n\": 1.5e+3,\r\n\t\"token\" : \"hunt\\\"er2\", \"list\":[\"a\", true ] }\n";
        let list = Json::Array(vec![Json::String("a".into()), Json::Bool(true)]);
        let tree = tree(vec![
            ("n", Json::Number("1.5e+3".into())),
            ("token", Json::String("hunt\"er2".into())),
            ("list", list),
        ]);
        assert_eq!(
            masked(text, Some(&Reading::Json(tree))),
            "{ \"n\": 1.5e+3,\r\n\t\"token\" : \"[redacted]\", \"list\":[\"a\", true ] }\n"
        );
    }

    #[test]
    fn a_secret_that_is_no_string_is_masked_where_it_stands() {
        let text = "{ \"token\" : -12.5e+3 , \"n\":[ 1,true ] }";
        let list = Json::Array(vec![Json::Number("1".into()), Json::Bool(true)]);
        let tree = tree(vec![
            ("token", Json::Number("-12.5e+3".into())),
            ("n", list),
        ]);
        assert_eq!(
            masked(text, Some(&Reading::Json(tree))),
            "{ \"token\" : [redacted] , \"n\":[ 1,true ] }"
        );
    }

    #[test]
    fn where_the_reading_is_not_found_all_is_masked() {
        let reading = Reading::Json(tree(vec![("token", Json::String("hunter2".into()))]));
        for text in [
            r#"{"token":"hunter2""#,
            r#"{"token":"hunter2"} hunter2"#,
            r#"{"x":{"token":"hunter2"}}"#,
            r#"["hunter2"]"#,
            r#"{"token":"hunter2\"#,
            "",
        ] {
            assert_eq!(masked(text, Some(&reading)), MASK, "{text}");
        }
        let form = Reading::Form(vec![Field::secret("token", "hunter2")]);
        assert_eq!(masked("a=b&token=hunter2", Some(&form)), MASK);
        assert_eq!(masked("hunter2", None), MASK);
        assert_eq!(masked("hunter2", Some(&Reading::Bytes)), MASK);
    }

    #[test]
    fn the_secrets_of_a_form_are_masked_where_they_stand() {
        let form = Reading::Form(vec![
            Field::secret("access_token", "hunter=2"),
            Field::plain("scope", "a b"),
            Field::new("x", Value::plain("")),
        ]);
        assert_eq!(
            masked("access_token=hunter=2&&scope=a+b&x", Some(&form)),
            "access_token=[redacted]&&scope=a+b&x"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_masked_without_a_panic(text in ".*", name in ".*", value in ".*") {
            let reading = Reading::Json(tree(vec![(&name, Json::String(value))]));
            let _ = masked(&text, Some(&reading));
            let _ = masked(&text, Some(&Reading::Form(vec![Field::secret(name, "")])));
        }
    }
}
