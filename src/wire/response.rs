//! An answer as it arrived, and what was read of it.

use super::{Field, Show, Tree, Value, has_secret, header, raw};
use crate::report::Secret;

/// What a body turned out to be. It is said by whoever knows what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// There is none.
    Empty,
    /// `name=value`, with `&` between them.
    Form(Vec<Field>),
    /// JSON.
    Json(Tree),
    /// Other text: a web page, a JWT.
    Text(Value),
    /// No text.
    Bytes,
}

/// An answer to a [`super::Request`].
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code (RFC 9110 §15).
    pub status: u16,
    /// The headers, in the order in which they arrived.
    pub headers: Vec<Field>,
    /// The body, unpacked. Secret as a whole until it is read.
    pub body: Secret,
    /// How many bytes the body has; more than are in `body` where it was read from a file.
    pub size: usize,
    /// What the body turned out to be. Nothing until somebody reads it.
    pub reading: Option<Reading>,
}

impl Response {
    /// An answer. Which of its headers may be seen is decided by their names: cookies and
    /// credentials may not, and of the target of a redirect only what stands before its query.
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        let headers = headers.into_iter();
        Self {
            status,
            headers: headers.map(|(name, value)| masked(name, value)).collect(),
            size: body.len(),
            body: Secret::new(body),
            reading: None,
        }
    }

    /// Whether the status says that it worked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The value of a header, where it may be seen.
    pub fn header(&self, name: &str) -> Option<&str> {
        match header(&self.headers, name)? {
            Value::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// What the body is called, without parameters, in lower case (RFC 9110 §8.3).
    pub fn content_type(&self) -> Option<String> {
        let called = self.header("content-type")?.split(';').next()?;
        let called = called.trim().to_ascii_lowercase();
        (!called.is_empty()).then_some(called)
    }

    /// Whether something in it is masked until it is revealed.
    pub fn has_secret(&self) -> bool {
        let body = self.body.expose();
        let is_masked = |text| raw::masked(text, self.reading.as_ref()).as_bytes() != body;
        has_secret(&self.headers) || std::str::from_utf8(body).is_ok_and(is_masked)
    }

    /// The raw body as text, without what its reading calls secret; masked as a whole where it was
    /// not read, or where the reading cannot be found in the bytes. Nothing where it is no text.
    pub fn raw_text(&self, show: Show) -> Option<String> {
        let text = std::str::from_utf8(self.body.expose()).ok()?;
        Some(match show {
            Show::Revealed => text.to_owned(),
            Show::Masked => raw::masked(text, self.reading.as_ref()),
        })
    }
}

/// Headers that hold credentials (RFC 6265 §4.1, RFC 9110 §11, RFC 9449 §8).
const SECRET_HEADERS: &[&str] = &[
    "set-cookie",
    "cookie",
    "authorization",
    "proxy-authorization",
    "authentication-info",
    "dpop",
];

/// What names of headers of a provider's own have in them that hold credentials: `X-Auth-Token`.
const SECRET_WORDS: &[&str] = &["token", "secret", "session", "api-key"];

fn masked(name: String, value: String) -> Field {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let lower = name.to_ascii_lowercase();
    let is_credential = SECRET_WORDS.iter().any(|word| lower.contains(word));
    let value = if is_credential || SECRET_HEADERS.iter().any(|other| is(other)) {
        Value::secret(value)
    } else if is("location") || is("content-location") || is("refresh") {
        match value.find(['?', '#']) {
            Some(at) => {
                let (shown, secret) = value.split_at(at + 1);
                Value::partly(shown, secret)
            }
            None => Value::Plain(value),
        }
    } else {
        Value::Plain(value)
    };
    Field { name, value }
}

/// How the authorization response came back (OAuth 2.0 Multiple Response Types §2.1, Form Post
/// Response Mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// In the query of the redirect.
    Query,
    /// In its fragment, which the page at the redirect handed on.
    Fragment,
    /// As a form that the browser posted.
    FormPost,
}

impl Mode {
    /// The name of the response mode.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Query, Self::Fragment, Self::FormPost];
        all.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// An authorization response as the browser brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Where it arrived, without a query and a fragment.
    pub url: String,
    /// In what mode.
    pub mode: Mode,
    /// Whether the person pasted it, rather than the browser bringing it to the listener.
    pub is_pasted: bool,
    /// The parameters, in their order, duplicates included.
    pub fields: Vec<Field>,
}

/// The parameters of an authorization response that may be seen (RFC 6749 §4.1.2, RFC 9207).
const SEEN_IN_CALLBACK: &[&str] = &[
    "error",
    "error_description",
    "error_uri",
    "error_subcode",
    "iss",
    "scope",
    "token_type",
    "expires_in",
];

impl Callback {
    /// An authorization response. Only what is known to be harmless may be seen.
    pub fn new(
        url: impl Into<String>,
        mode: Mode,
        parameters: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let fields = parameters.into_iter().map(|(name, value)| {
            if SEEN_IN_CALLBACK.contains(&name.as_str()) {
                Field::plain(name, value)
            } else {
                Field::secret(name, value)
            }
        });
        Self {
            url: url.into(),
            mode,
            is_pasted: false,
            fields: fields.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_hold_credentials_are_masked() {
        let headers = [
            ("Set-Cookie", "sid=hunter2"),
            ("Location", "https://app.example/cb?code=hunter2"),
            ("Content-Type", "Application/JSON; charset=utf-8"),
        ];
        let headers = headers.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let response = Response::new(302, headers.to_vec(), b"hunter2".to_vec());
        assert!(!format!("{response:?}").contains("hunter2"));
        assert_eq!(
            response.raw_text(Show::Masked).as_deref(),
            Some("[redacted]")
        );
        assert_eq!(
            response.raw_text(Show::Revealed).as_deref(),
            Some("hunter2")
        );
        let location = header(&response.headers, "location").unwrap();
        assert_eq!(location.to_string(), "https://app.example/cb?[redacted]");
        assert_eq!(response.content_type().as_deref(), Some("application/json"));
    }

    #[test]
    fn of_a_callback_only_what_is_harmless_is_seen() {
        let fields = [("code", "hunter2"), ("x", "hunter2"), ("iss", "https://a")];
        let fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let callback = Callback::new("http://127.0.0.1:1/cb", Mode::Query, fields);
        let said = format!("{callback:?}");
        assert!(!said.contains("hunter2") && said.contains("https://a"));
    }

    #[test]
    fn a_header_of_a_providers_own_that_holds_a_token_is_masked() {
        let named = ["X-Auth-Token", "x-session-id", "X-Api-Key", "X-Request-Id"];
        let headers = named.map(|name| (name.to_owned(), "v".to_owned()));
        let response = Response::new(200, headers.to_vec(), Vec::new());
        let masked = response.headers.iter().map(|f| f.value.is_secret());
        assert_eq!(masked.collect::<Vec<_>>(), [true, true, true, false]);
    }
}
