//! Curl commands: what stands in their headers, cookies, data, credentials and URLs.

use super::path::{Path, Step};
use super::unwrap::Finder;
use crate::wire::shell;

/// What shells write before what is typed.
const PROMPTS: [&str; 5] = ["$ ", "> ", "% ", "# ", "❯ "];

/// The one-letter options that take a value.
const WITH_VALUE: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/// What is done with the value of an option.
#[derive(Clone, Copy)]
enum Field {
    Header,
    Cookie,
    Data,
    Form,
    Token,
    User,
    Url,
    Other,
}

impl Field {
    fn short(letter: char) -> Self {
        match letter {
            'H' => Self::Header,
            'b' => Self::Cookie,
            'd' => Self::Data,
            'F' => Self::Form,
            'u' | 'U' => Self::User,
            'e' => Self::Url,
            _ => Self::Other,
        }
    }

    /// A long option that takes a value which may hold a token.
    fn long(name: &str) -> Option<Self> {
        Some(match name {
            "header" | "proxy-header" => Self::Header,
            "cookie" => Self::Cookie,
            "data" | "data-raw" | "data-binary" | "data-ascii" | "data-urlencode" | "json"
            | "url-query" => Self::Data,
            "form" | "form-string" => Self::Form,
            "oauth2-bearer" => Self::Token,
            "user" | "proxy-user" => Self::User,
            "url" | "referer" | "proxy" => Self::Url,
            "request" | "output" | "user-agent" | "cookie-jar" | "cacert" | "cert" | "key" => {
                Self::Other
            }
            _ => return None,
        })
    }
}

/// Where a curl command begins in a text that begins with one, after a prompt.
fn start(text: &str) -> Option<usize> {
    let command = text.trim_start_matches([' ', '\t', '\r']);
    let command = PROMPTS
        .iter()
        .find_map(|p| command.strip_prefix(p))
        .unwrap_or(command);
    let word = command.split(char::is_whitespace).next()?;
    (word == "curl" || word.eq_ignore_ascii_case("curl.exe")).then_some(text.len() - command.len())
}

impl Finder {
    /// Takes the curl command with which a text begins, and says how long it is.
    pub(super) fn curl(&mut self, text: &str, path: &Path<'_>) -> Option<usize> {
        let start = start(text)?;
        let command = shell::first_command(text.get(start..)?);
        let path = path.within(Step::Plain("a curl command"));
        let mut words = command.words.iter().skip(1).map(String::as_str);
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix("--") {
                let (name, attached) = match name.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (name, None),
                };
                if let Some(option) = Field::long(name) {
                    let value = attached.or_else(|| words.next());
                    self.option(option, value.unwrap_or_default(), &path);
                }
            } else if let Some(letters) = word.strip_prefix('-') {
                // Letters without a value may stand together before one that takes what follows.
                if let Some((at, letter)) = letters
                    .char_indices()
                    .find(|(_, c)| WITH_VALUE.contains(*c))
                {
                    let attached = letters.get(at + 1..).filter(|rest| !rest.is_empty());
                    let value = attached.or_else(|| words.next());
                    self.option(Field::short(letter), value.unwrap_or_default(), &path);
                }
            } else {
                self.unwrap(word, &path);
            }
        }
        Some(start + command.len)
    }

    fn option(&mut self, option: Field, value: &str, path: &Path<'_>) {
        match option {
            Field::Header => match value.split_once(':') {
                Some((name, value)) => self.header(name, value, path),
                None => self.unwrap(value, path),
            },
            Field::Cookie => self.cookies(value, path),
            Field::Data | Field::Url => self.unwrap(value, path),
            // What follows a semicolon is the type of the field.
            Field::Form => self.unwrap(value.split(';').next().unwrap_or_default(), path),
            Field::Token => self.unwrap(value, &path.within(Step::Plain("Bearer"))),
            Field::User => {
                let path = path.within(Step::Plain("the user name and password"));
                for part in value.splitn(2, ':') {
                    self.unwrap(part, &path);
                }
            }
            Field::Other => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_known_by_its_first_word() {
        assert_eq!(start("curl x"), Some(0));
        assert_eq!(start("  $ curl x"), Some(4));
        assert_eq!(start("curl.exe x"), Some(0));
        assert_eq!(start("curl"), Some(0));
        assert_eq!(start("curly x"), None);
        assert_eq!(start("use curl x"), None);
        assert_eq!(start(""), None);
    }
}
