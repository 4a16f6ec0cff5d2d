//! Texts from outside as they fit into a sentence.

/// A text in quotes, escaped, and cut where it is long.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}", format!("{}…", text.get(..end).unwrap_or_default())),
    }
}

/// The first letter large, but of what begins with a name that is written small: `redirect_uri is…`.
pub fn capital(text: &str) -> String {
    let first_word = text.split([' ', ',', ':']).next().unwrap_or_default();
    if first_word.contains(['_', '.', '/', '"']) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The first letter small, as a sentence stands behind a colon. An abbreviation keeps its capitals.
pub fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// A text as one word of a POSIX shell (POSIX.1-2024, Shell Command Language §2.2.2), whatever is in
/// it: what a person copies into a terminal does nothing but stand there.
pub fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// An error as it is said where there are no commands. In a sentence the flag of the commands that
/// puts it right stands in brackets, ` (--ca)` or ` (--store file)`, and nowhere else.
pub fn without_flags(text: &str) -> String {
    let mut parts = text.split(" (--");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_flag = |flag: &str| flag.bytes().all(|b| matches!(b, b'a'..=b'z' | b'-' | b' '));
        match part.split_once(')').filter(|(flag, _)| is_flag(flag)) {
            Some((_, rest)) => said.push_str(rest),
            // It is something that a server said.
            None => {
                said.push_str(" (--");
                said.push_str(part);
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_and_what_is_odd_in_it_escaped() {
        assert_eq!(quoted("a\n\u{202e}"), r#""a\n\u{202e}""#);
        assert!(quoted(&"x".repeat(10_000)).chars().count() < 70);
        assert_eq!(quoted(&"é".repeat(60)).chars().count(), 62);
    }

    #[test]
    fn a_shell_takes_it_as_one_word() {
        for (text, word) in [
            ("https://id.example/", "'https://id.example/'"),
            ("$(reboot) `x` \"y\"", "'$(reboot) `x` \"y\"'"),
            ("it's; reboot", r"'it'\''s; reboot'"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }

    #[test]
    fn only_the_first_letter_is_large() {
        assert_eq!(capital("there is no iss"), "There is no iss");
        assert_eq!(capital(""), "");
        assert_eq!(lower("Answered 500"), "answered 500");
        assert_eq!(lower("JSON is wanted"), "JSON is wanted");
        assert_eq!(lower("A tag"), "a tag");
        assert_eq!(lower(""), "");
    }

    #[test]
    fn the_flags_of_the_commands_are_left_out_and_nothing_else() {
        for (text, said) in [
            ("give one (--ca), or ask", "give one, or ask"),
            ("use a file (--store file)", "use a file"),
            ("a (--b) c (--d)", "a c"),
            ("a (--X) b", "a (--X) b"),
            ("a (--b", "a (--b"),
            ("", ""),
        ] {
            assert_eq!(without_flags(text), said);
        }
    }
}
