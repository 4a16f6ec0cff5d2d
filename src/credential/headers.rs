//! HTTP: messages, header lines and cookies (RFC 9110 §5, RFC 9112 §2, RFC 6265 §4).

use super::path::{Path, Step};
use super::unwrap::Finder;

/// Headers with a one-word name. All others that carry tokens have a hyphen.
const ONE_WORD: [&str; 6] = [
    "authorization",
    "cookie",
    "dpop",
    "location",
    "referer",
    "link",
];

/// A raw HTTP message.
pub(super) struct Message<'t> {
    is_request: bool,
    /// Of a request: what it asks for.
    target: &'t str,
    head: &'t str,
    body: &'t str,
}

/// Reads a text that begins like an HTTP message.
pub(super) fn message(text: &str) -> Option<Message<'_>> {
    let (start, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = start.split_ascii_whitespace();
    let (first, second, third) = (words.next()?, words.next()?, words.next());
    let is_request = third.is_some_and(is_version) && words.next().is_none();
    let is_status = second.len() == 3 && second.bytes().all(|b| b.is_ascii_digit());
    if !(is_request || (is_version(first) && is_status)) {
        return None;
    }
    let mut head = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        head += line.len();
    }
    let (head, body) = rest.split_at_checked(head)?;
    Some(Message {
        is_request,
        target: if is_request { second } else { "" },
        head,
        body,
    })
}

fn is_version(word: &str) -> bool {
    word.strip_prefix("HTTP/")
        .is_some_and(|v| v.len() <= 3 && v.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a name before a colon is that of a header rather than of a setting.
pub(super) fn is_header(name: &str) -> bool {
    name.contains('-')
        || ONE_WORD
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a text is what a browser sends as cookies, or shows as such: `a=b; c=d`.
pub(super) fn is_cookies(text: &str) -> bool {
    let is_pair = |piece: &str| {
        let name = piece.split_once('=').map_or(piece, |(name, _)| name).trim();
        !name.is_empty() && name.bytes().all(is_token_byte)
    };
    text.contains(';')
        && !text.contains('\n')
        && text
            .split(';')
            .next()
            .is_some_and(|first| first.contains('='))
        && text
            .split(';')
            .all(|piece| piece.trim().is_empty() || is_pair(piece))
}

/// A character of a token (RFC 9110 §5.6.2), which is what names are.
fn is_token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)
}

impl Finder {
    /// What stands in a message: in its target, its headers and its body.
    pub(super) fn message(&mut self, message: &Message<'_>, path: &Path<'_>) {
        let what = if message.is_request {
            "an HTTP request"
        } else {
            "an HTTP response"
        };
        let path = path.within(Step::Plain(what));
        self.unwrap(message.target, &path);
        for line in message.head.lines() {
            match line.split_once(':') {
                Some((name, value)) => self.header(name, value, &path),
                None => self.unwrap(line, &path.within(Step::Plain("its head"))),
            }
        }
        self.unwrap(message.body, &path.within(Step::Plain("its body")));
    }

    /// The value of one header.
    pub(super) fn header(&mut self, name: &str, value: &str, path: &Path<'_>) {
        let name = name.trim();
        let path = path.within(Step::Header(name));
        if name.eq_ignore_ascii_case("cookie") {
            self.cookies(value, &path);
        } else if name.eq_ignore_ascii_case("set-cookie") {
            // What follows the first pair are attributes.
            self.cookies(value.split(';').next().unwrap_or_default(), &path);
        } else {
            self.unwrap(value, &path);
        }
    }

    /// The values of cookies.
    pub(super) fn cookies(&mut self, text: &str, path: &Path<'_>) {
        for pair in text.split(';') {
            match pair.split_once('=') {
                Some((name, value)) => self.unwrap(value, &path.within(Step::Cookie(name.trim()))),
                None => self.unwrap(pair, path),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_known_by_their_first_line() {
        let get = message("GET /a HTTP/1.1\r\nHost: b\r\n\r\nbody").unwrap();
        assert_eq!((get.is_request, get.target), (true, "/a"));
        assert_eq!((get.head, get.body.trim()), ("Host: b\r\n", "body"));
        let answer = message("HTTP/2 200\nA: b").unwrap();
        assert_eq!(
            (answer.is_request, answer.head, answer.body),
            (false, "A: b", "")
        );
        for text in [
            "",
            "GET",
            "GET /a",
            "a b c",
            "HTTP/1.1 OK",
            "a b HTTP/1.1 d",
        ] {
            assert!(message(text).is_none(), "{text}");
        }
    }

    #[test]
    fn cookies_are_told_from_sentences() {
        assert!(is_cookies("a=b; c=d"));
        assert!(is_cookies("sid=x; Path=/; HttpOnly;"));
        assert!(!is_cookies("a=b"));
        assert!(!is_cookies("we know; a = b or c"));
        assert!(!is_cookies("see a=b; then go on, please"));
    }
}
