//! Quotes, code fences and authentication schemes around a text.

use crate::jose::json;
use crate::report::Json;

/// Authentication schemes that carry a token. They are case-insensitive (RFC 9110 §11.1).
const SCHEMES: [&str; 4] = ["Bearer", "DPoP", "Token", "JWT"];

/// What may open a quotation, and what may close it. Languages disagree on which typographic mark
/// does which.
const QUOTES: [(&str, &str); 6] = [
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("“”„‟", "“”‟"),
    ("‘’‚‛", "‘’‛"),
    ("«»‹›", "«»‹›"),
];

/// A quoted text.
pub(super) enum Quoted<'t> {
    /// As it stands between the quotes.
    Plain(&'t str),
    /// A JSON string with escapes (RFC 8259 §7), unescaped.
    Json(String),
}

/// Takes the quotes off a text that is one quotation from its first character to its last.
pub(super) fn unquote(text: &str) -> Option<Quoted<'_>> {
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let (_, closing) = QUOTES
        .iter()
        .find(|(open, close)| open.contains(first) && close.contains(last))?;
    let inside = text.strip_prefix(first)?.strip_suffix(last)?;
    if first == '"' && inside.contains('\\') {
        let (value, faults) = json::parse(text.as_bytes());
        return match value {
            Json::String(text) if faults.is_empty() => Some(Quoted::Json(text)),
            _ => None,
        };
    }
    (!inside.contains(|c| closing.contains(c))).then_some(Quoted::Plain(inside))
}

/// The text in a code block (CommonMark §4.5) that is all there is.
pub(super) fn unfence(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("```")?.strip_suffix("```")?;
    let (_language, inside) = inside.split_once('\n')?;
    (!inside.contains("```")).then_some(inside)
}

/// The scheme before a token, and what follows it.
pub(super) fn scheme(text: &str) -> Option<(&'static str, &str)> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let scheme = SCHEMES.iter().find(|s| s.eq_ignore_ascii_case(word))?;
    Some((scheme, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Option<String> {
        unquote(text).map(|quoted| match quoted {
            Quoted::Plain(text) => text.to_owned(),
            Quoted::Json(text) => text,
        })
    }

    #[test]
    fn all_usual_quotes_come_off() {
        for text in [
            "\"a\"", "'a'", "`a`", "“a”", "„a“", "”a”", "‘a’", "‚a‘", "«a»", "»a«", "‹a›",
        ] {
            assert_eq!(inside(text).as_deref(), Some("a"), "{text}");
        }
        assert_eq!(inside(r#""a\/\u002b\"b""#).as_deref(), Some("a/+\"b"));
    }

    #[test]
    fn a_text_that_is_no_single_quotation_stays() {
        for text in [
            "\"",
            "\"a",
            "a\"",
            "\"a\",\"b\"",
            "'a' 'b'",
            "\"a'",
            r#""a\""#,
            "",
            "«",
        ] {
            assert_eq!(inside(text), None, "{text}");
        }
    }

    #[test]
    fn schemes_and_fences_are_known() {
        assert_eq!(scheme("bearer  a"), Some(("Bearer", "a")));
        assert_eq!(scheme("DPOP\ta"), Some(("DPoP", "a")));
        assert_eq!(scheme("Bearer"), None);
        assert_eq!(scheme("Basic a"), None);
        assert_eq!(unfence("```json\na\n```"), Some("a\n"));
        assert_eq!(unfence("```a```"), None);
    }
}
