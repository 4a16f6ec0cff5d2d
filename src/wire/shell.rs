//! The words of a shell command, as it is copied from a terminal, a manual or a browser.
//!
//! Only quoting is done (POSIX.1-2024, Shell Command Language §2.2). Nothing is expanded: `$TOKEN`
//! stays `$TOKEN`, because what it stood for is not in the text.

use std::iter::Peekable;
use std::str::CharIndices;

/// One simple command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Its words, without their quoting. They may hold secrets.
    pub words: Vec<String>,
    /// How many bytes of the text it took, with the line break or operator that ends it.
    pub len: usize,
}

/// Reads the first simple command of a text. It ends at a line break that is not quoted, at `|`,
/// `;` or `&&`, or with the text; a quote that is left open ends there too.
///
/// Beside the quoting of POSIX it knows `$'…'`, a line that ends in a backslash, a caret (cmd.exe)
/// or a backtick (PowerShell), and the `^"…^"` that browsers write for cmd.exe.
pub fn first_command(text: &str) -> Command {
    let mut lexer = Lexer {
        chars: text.char_indices().peekable(),
        len: text.len(),
        words: Vec::new(),
        word: None,
    };
    let len = lexer.run();
    lexer.end_word();
    Command {
        words: lexer.words,
        len,
    }
}

struct Lexer<'t> {
    chars: Peekable<CharIndices<'t>>,
    len: usize,
    words: Vec<String>,
    /// The word that is being read. An empty one is a word too: `''`.
    word: Option<String>,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<char> {
        self.chars.next().map(|(_, c)| c)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// Where the next character stands.
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.len, |(at, _)| *at)
    }

    /// Reads to the end of the command and says where that is.
    fn run(&mut self) -> usize {
        while let Some(c) = self.next() {
            match c {
                '\n' | ';' | '|' => break,
                // Inside a word it is the `&` of a URL that somebody forgot to quote.
                '&' if self.word.is_none() => {
                    self.eat('&');
                    break;
                }
                '#' if self.word.is_none() => return self.at() - 1,
                c if c.is_whitespace() => self.end_word(),
                '\\' | '^' | '`' if self.continues() => {}
                '\\' => {
                    let c = self.next();
                    self.word.get_or_insert_default().extend(c);
                }
                '^' if self.eat('"') => self.careted(),
                '\'' => self.single(),
                '"' => self.double(),
                '$' if self.eat('\'') => self.ansi_c(),
                '$' if self.eat('"') => self.double(),
                c => self.push(c),
            }
        }
        self.at()
    }

    /// Takes a line break, before which stood the sign that the command goes on.
    fn continues(&mut self) -> bool {
        let mut ahead = self.chars.clone();
        if ahead.peek().is_some_and(|(_, c)| *c == '\r') {
            ahead.next();
        }
        let goes_on = matches!(ahead.next(), Some((_, '\n')));
        if goes_on {
            self.chars = ahead;
        }
        goes_on
    }

    fn single(&mut self) {
        self.word.get_or_insert_default();
        while let Some(c) = self.next() {
            if c == '\'' {
                return;
            }
            self.push(c);
        }
    }

    fn double(&mut self) {
        self.word.get_or_insert_default();
        while let Some(c) = self.next() {
            match c {
                '"' => return,
                '\\' if self.continues() => {}
                '\\' if matches!(self.peek(), Some('"' | '\\' | '$' | '`')) => {
                    let c = self.next();
                    self.word.get_or_insert_default().extend(c);
                }
                c => self.push(c),
            }
        }
    }

    /// `^"…^"`: every caret hides the next character from cmd.exe; what is left is quoted as a C
    /// program quotes.
    fn careted(&mut self) {
        self.word.get_or_insert_default();
        while let Some(c) = self.uncaret() {
            match c {
                '"' => return,
                '\\' => {
                    let ahead = self.chars.clone();
                    match self.uncaret() {
                        Some(c @ ('"' | '\\')) => self.push(c),
                        _ => {
                            self.chars = ahead;
                            self.push('\\');
                        }
                    }
                }
                c => self.push(c),
            }
        }
    }

    fn uncaret(&mut self) -> Option<char> {
        match self.next()? {
            '^' if self.continues() => self.next(),
            '^' => self.next(),
            c => Some(c),
        }
    }

    /// `$'…'` with the escapes of C (POSIX.1-2024 §2.2.4).
    fn ansi_c(&mut self) {
        self.word.get_or_insert_default();
        while let Some(c) = self.next() {
            match c {
                '\'' => return,
                '\\' => {
                    let c = self.escape();
                    self.word.get_or_insert_default().extend(c);
                }
                c => self.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.next()?;
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            'x' => return self.number(0, 16, 2),
            'u' => return self.number(0, 16, 4),
            'U' => return self.number(0, 16, 8),
            '0'..='7' => return self.number(c.to_digit(8)?, 8, 2),
            c => c,
        })
    }

    fn number(&mut self, mut value: u32, radix: u32, most: usize) -> Option<char> {
        for _ in 0..most {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(radix)) else {
                break;
            };
            self.next();
            value = value.saturating_mul(radix).saturating_add(digit);
        }
        Some(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str]) {
        assert_eq!(first_command(text).words, words, "{text}");
    }

    #[test]
    fn words_are_split_and_lose_their_quoting() {
        check("", &[]);
        check("  curl  -s\thttp://a ", &["curl", "-s", "http://a"]);
        check(r#"a 'b c' "d e" f\ g"#, &["a", "b c", "d e", "f g"]);
        check(r#"a'b'"c"\d"#, &["abcd"]);
        check(r#"'' """#, &["", ""]);
        check(r#"'it'\''s'"#, &["it's"]);
        check(
            r#"'\n' "\n" "\"\$\`\\" \"x"#,
            &["\\n", "\\n", "\"$`\\", "\"x"],
        );
        check("$HOME \"$A\" $(b)", &["$HOME", "$A", "$(b)"]);
    }

    #[test]
    fn the_escapes_of_c_are_read() {
        check(r"$'a\tb\'c\\'", &["a\tb'c\\"]);
        check(r"$'\u0041\x42\103\U0001f600\e'", &["ABC😀\u{1b}"]);
        check(r"$'\u002b\xzz'", &["+\0zz"]);
        check(r"$'\Uffffffff'", &["\u{fffd}"]);
    }

    #[test]
    fn a_command_goes_on_over_its_lines() {
        check("a \\\n b", &["a", "b"]);
        check("a \\\r\n b", &["a", "b"]);
        check("a ^\r\n b", &["a", "b"]);
        check("a `\n b", &["a", "b"]);
        check("a\\\nb \"c\\\nd\"", &["ab", "cd"]);
    }

    #[test]
    fn what_browsers_write_for_cmd_is_read() {
        let text = "curl ^\"https://a/?b=1^&c=2^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"";
        check(
            text,
            &["curl", "https://a/?b=1&c=2", "--data-raw", "{\"a\":1}"],
        );
    }

    #[test]
    fn a_command_ends_where_the_shell_ends_it() {
        for (text, words, rest) in [
            ("a b\nc", 2, "c"),
            ("a b | c", 2, " c"),
            ("a b; c", 2, " c"),
            ("a b && c", 2, " c"),
            ("a b # c", 2, "# c"),
            ("a b?c=1&d=2 e", 3, ""),
            ("a 'b\nc", 2, ""),
        ] {
            let command = first_command(text);
            assert_eq!(command.words.len(), words, "{text}");
            assert_eq!(&text[command.len..], rest, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_and_every_command_takes_something() {
        for text in [
            "'", "\"", "\\", "$'", "$'\\", "^\"", "^", "`", "\n", "#", "&", "é'ü",
        ] {
            let command = first_command(text);
            assert!(command.len <= text.len(), "{text:?}");
            assert!(text.is_char_boundary(command.len), "{text:?}");
        }
        let quotes = "'\"`^".repeat(1 << 16);
        assert!(first_command(&quotes).len <= quotes.len());
    }
}
