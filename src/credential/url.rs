//! URLs with tokens in them, and forms (RFC 6749 §4.2.2, RFC 6750 §2.2 and §2.3).

use super::form;
use super::path::{Path, Place, Step};
use super::unwrap::Finder;
use std::borrow::Cow;
use url::form_urlencoded;

/// Whether a text is a form: `a=b&id_token=…`.
pub(super) fn is_form(text: &str) -> bool {
    text.contains('&')
        && !text.contains(char::is_whitespace)
        && text.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// Whether a text without white space begins with a name and an equals sign.
pub(super) fn is_named(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(name, _)| is_name(name) && !name.contains('%'))
}

/// Whether a text is a URL, of any scheme, or the end of one that has parameters.
pub(super) fn is_url(text: &str) -> bool {
    if text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '{' | '}')) {
        return false;
    }
    let has_parameters = text.contains(['?', '#']);
    if let Some((scheme, rest)) = text.split_once(':')
        && is_scheme(scheme)
    {
        return rest.starts_with("//")
            || has_parameters
            || (scheme == "data" && rest.contains(','));
    }
    if text.starts_with(['?', '#']) {
        return text.contains('=');
    }
    let before = text.split(['?', '#']).next().unwrap_or_default();
    has_parameters
        && before.contains(['/', '.'])
        && before
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~/:@%+".contains(&b))
}

/// RFC 3986 §3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Whether a text can name a parameter.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.[]%+$:@".contains(&b))
}

impl Finder {
    /// The parameters of a URL, and what stands in its path.
    pub(super) fn url(&mut self, text: &str, path: &Path<'_>) {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (before, query) = before.split_once('?').unwrap_or((before, ""));
        let in_path = path.within(Step::Plain("a URL, its path"));
        for piece in before.split(['/', '@', ':', ',', ';']) {
            if let Some(form) = form::compact(piece) {
                self.take(form, piece, &in_path);
            }
        }
        self.parameters(query, Place::Query, path);
        // A page that routes in its fragment has parameters there after a `?`.
        for part in fragment.split('?') {
            self.parameters(part, Place::Fragment, path);
        }
    }

    /// The values of `a=b&c=d`. A piece without a name is a value itself.
    pub(super) fn parameters(&mut self, text: &str, place: Place, path: &Path<'_>) {
        for piece in text.split('&').filter(|piece| !piece.is_empty()) {
            if self.is_full() {
                return;
            }
            match piece.split_once('=') {
                Some((name, value)) if is_name(name) && form::bare(piece).is_none() => {
                    let name = decode(name);
                    let path = path.within(Step::Parameter(place, &name));
                    self.unwrap(&decode(value), &path);
                }
                _ => {
                    let what = match place {
                        Place::Query => "a URL, its query",
                        Place::Fragment => "a URL, its fragment",
                        Place::Form => "a form",
                    };
                    self.unwrap(&decode(piece), &path.within(Step::Plain(what)));
                }
            }
        }
    }
}

/// Decodes a value of a form or a URL (WHATWG URL, application/x-www-form-urlencoded). A plus is a
/// space, but for a token in the standard alphabet that somebody forgot to encode: no token has a
/// space.
pub(super) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains(['%', '+']) {
        return Cow::Borrowed(value);
    }
    let kept = decode_percent(value);
    if !value.contains('+') || form::bare(&kept).is_some() {
        return Cow::Owned(kept);
    }
    Cow::Owned(decode_form(value))
}

/// Decodes percent-encoding (RFC 3986 §2.1) and nothing else.
pub(super) fn decode_percent(value: &str) -> String {
    if value.contains(['+', '&', '=']) {
        let hidden = value
            .replace('+', "%2B")
            .replace('&', "%26")
            .replace('=', "%3D");
        return decode_form(&hidden);
    }
    decode_form(value)
}

/// The name of a form's only piece is its text, decoded.
fn decode_form(value: &str) -> String {
    let hidden = value.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(hidden.as_bytes())
        .next()
        .map(|(text, _)| text.into_owned())
        .unwrap_or_default()
}

/// Whether a text has percent-encoding in it.
pub(super) fn has_percent(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|w| matches!(w, [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_known_in_every_shape() {
        for url in [
            "https://a.example/cb#id_token=x",
            "myapp://cb#access_token=x",
            "com.example.app:/cb?code=x",
            "http://localhost:8080/?a=b&c=d",
            "/cb?access_token=x",
            "#id_token=x",
            "?access_token=x",
            "app.example/cb?x=y",
            "data:application/jwt,x",
        ] {
            assert!(is_url(url), "{url}");
            assert!(!is_form(url), "{url}");
        }
        for text in [
            "token:x",
            "a=b",
            "hello",
            "#",
            "a b?c=d",
            "{\"a\":\"b?c\"}",
            "x#y",
            "",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn forms_are_known_by_their_first_name() {
        assert!(is_form("a=b&c=d"));
        assert!(is_form("grant_type=x&assertion=y"));
        assert!(!is_form("a=b"));
        assert!(!is_form("/a?b=c&d=e"));
        assert!(!is_form("a=b & c=d"));
    }

    #[test]
    fn a_plus_is_a_space_unless_it_stands_in_a_token() {
        assert_eq!(decode("a+b%20c%2Bd"), "a b c+d");
        assert_eq!(decode("Bearer+x"), "Bearer x");
        assert_eq!(
            decode("eyJhbGciOiJub25lIn0.a+b.c%3D"),
            "eyJhbGciOiJub25lIn0.a+b.c="
        );
        assert_eq!(decode_percent("a+b&c=d%26%3d%zz%"), "a+b&c=d&=%zz%");
    }
}
