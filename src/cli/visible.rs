//! What was pasted may hold escapes that a terminal obeys, and characters that nobody sees. They
//! are written out, never sent.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that moves the cursor, changes the terminal or cannot be seen
/// written as JSON writes it: `\u001b`.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => push_escaped(&mut out, c),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// JSON whose line ends are its layout: within its strings they are escaped already.
pub(super) fn visible_json(json: String) -> String {
    if !json.chars().any(|c| c != '\n' && is_hidden(c)) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            push_escaped(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// Control characters (C0, DEL, C1), the format characters that reorder, join or hide text, and
/// what is drawn as nothing: fillers, variation selectors and tags, in which a whole text can hide.
/// U+FE0F alone hides nothing, and stands behind many a plain emoji.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn push_escaped(out: &mut String, c: char) {
    let mut units = [0; 2];
    for unit in c.encode_utf16(&mut units) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_hidden_characters_are_written_out() {
        assert_eq!(visible("plain é 漢"), "plain é 漢");
        assert_eq!(visible("\x1b[31mred\x07"), r"\u001b[31mred\u0007");
        assert_eq!(visible("a\nb\tc\r"), r"a\nb\tc\r");
        assert_eq!(visible("\u{9b}2J\u{7f}"), r"\u009b2J\u007f");
        assert_eq!(visible("admin\u{202e}nimda"), r"admin\u202enimda");
        assert_eq!(visible("\u{e0041}"), r"\udb40\udc41");
        assert_eq!(
            visible("a\u{3164}\u{fe01}\u{e0101}b"),
            r"a\u3164\ufe01\udb40\udd01b"
        );
        assert_eq!(visible("\u{2764}\u{fe0f}"), "\u{2764}\u{fe0f}");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a": "\u{9b}\u{7f}\u{202e}\u{1b}\n", "b": ["\u{e0041}"]});
        for text in [
            value.to_string(),
            serde_json::to_string_pretty(&value).unwrap(),
        ] {
            let shown = visible_json(text);
            assert!(shown.chars().all(|c| c == '\n' || !is_hidden(c)), "{shown}");
            let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
            assert_eq!(read, value);
        }
    }
}
