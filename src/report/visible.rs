//! Characters that nobody sees, or that a terminal or a line of text obeys. Where such a text is
//! shown they are written out, never drawn.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that take no room or turn the direction of what is around them, and their names.
const UNSEEN: &[(char, char, &str)] = &[
    ('\u{ad}', '\u{ad}', "soft hyphen"),
    ('\u{34f}', '\u{34f}', "grapheme joiner"),
    ('\u{61c}', '\u{61c}', "Arabic letter mark"),
    ('\u{115f}', '\u{1160}', "Hangul filler"),
    ('\u{17b4}', '\u{17b5}', "Khmer vowel inherent"),
    ('\u{180b}', '\u{180d}', "variation selector"),
    ('\u{180e}', '\u{180e}', "Mongolian vowel separator"),
    ('\u{180f}', '\u{180f}', "variation selector"),
    ('\u{200b}', '\u{200b}', "zero-width space"),
    ('\u{200c}', '\u{200c}', "zero-width non-joiner"),
    ('\u{200d}', '\u{200d}', "zero-width joiner"),
    ('\u{200e}', '\u{200e}', "left-to-right mark"),
    ('\u{200f}', '\u{200f}', "right-to-left mark"),
    ('\u{2028}', '\u{2028}', "line separator"),
    ('\u{2029}', '\u{2029}', "paragraph separator"),
    ('\u{202a}', '\u{202a}', "left-to-right embedding"),
    ('\u{202b}', '\u{202b}', "right-to-left embedding"),
    ('\u{202c}', '\u{202c}', "end of a direction"),
    ('\u{202d}', '\u{202d}', "left-to-right override"),
    ('\u{202e}', '\u{202e}', "right-to-left override"),
    ('\u{2060}', '\u{2060}', "word joiner"),
    ('\u{2061}', '\u{2061}', "invisible function mark"),
    ('\u{2062}', '\u{2062}', "invisible times"),
    ('\u{2063}', '\u{2063}', "invisible comma"),
    ('\u{2064}', '\u{2064}', "invisible plus"),
    ('\u{2065}', '\u{2065}', "invisible character"),
    ('\u{2066}', '\u{2066}', "left-to-right isolate"),
    ('\u{2067}', '\u{2067}', "right-to-left isolate"),
    ('\u{2068}', '\u{2068}', "isolate"),
    ('\u{2069}', '\u{2069}', "end of an isolate"),
    ('\u{206a}', '\u{206f}', "mark for shaping"),
    ('\u{2800}', '\u{2800}', "blank Braille pattern"),
    ('\u{3164}', '\u{3164}', "Hangul filler"),
    // U+FE0F alone hides nothing, and stands behind many a plain emoji.
    ('\u{fe00}', '\u{fe0e}', "variation selector"),
    ('\u{feff}', '\u{feff}', "byte order mark"),
    ('\u{ffa0}', '\u{ffa0}', "Hangul filler"),
    ('\u{fff9}', '\u{fffb}', "mark of an annotation"),
    ('\u{1bca0}', '\u{1bca3}', "shorthand format mark"),
    ('\u{1d173}', '\u{1d17a}', "musical format mark"),
    // Tags and selectors spell out a text that nobody sees.
    ('\u{e0000}', '\u{e007f}', "invisible tag"),
    ('\u{e0080}', '\u{e00ff}', "invisible character"),
    ('\u{e0100}', '\u{e01ef}', "variation selector"),
    ('\u{e01f0}', '\u{e0fff}', "invisible character"),
];

/// What an unseen character is called: one that takes no room, or turns the direction of what is
/// around it. Nothing for any other, control characters included.
pub fn unseen_name(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    let found = UNSEEN
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&c));
    found.map(|(_, _, name)| *name)
}

/// Whether a character is written out: a control character (C0, DEL, C1), or an unseen one.
fn is_hidden(c: char) -> bool {
    c.is_control() || unseen_name(c).is_some()
}

/// The text on one line, with every character that moves the cursor, changes a terminal, turns the
/// direction of writing or cannot be seen written as JSON writes it: `\u001b` (RFC 8259 §7).
pub fn visible(text: &str) -> Cow<'_, str> {
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
pub fn visible_json(json: String) -> String {
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
        assert_eq!(visible("\u{e0041}\u{3164}"), r"\udb40\udc41\u3164");
        assert_eq!(visible("a\u{206a}\u{fff9}"), r"a\u206a\ufff9");
        assert_eq!(visible("a\u{fe01}\u{e0101}b"), r"a\ufe01\udb40\udd01b");
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

    #[test]
    fn the_names_stand_in_order_and_none_is_of_a_letter() {
        for pair in UNSEEN.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{pair:?}");
        }
        for c in ['a', '\n', 'é', '漢', '한'] {
            assert_eq!(unseen_name(c), None);
        }
    }
}
