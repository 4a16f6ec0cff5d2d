//! A request as it is sent.

use super::{Field, Show, Tree, Value, has_secret};
use crate::report::Secret;
use std::borrow::Cow;
use std::fmt;
use url::form_urlencoded::byte_serialize;

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Asks.
    Get,
    /// Gives.
    Post,
}

impl Method {
    /// The method as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a redirect is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Redirects {
    /// Never: the request carries what another host must not get.
    Refused,
    /// Within its origin, as for a document that anybody may read.
    WithinOrigin,
}

/// What a request carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<Field>),
    /// `application/json`.
    Json(Tree),
    /// A text of another type.
    Text {
        /// What it is called.
        content_type: String,
        /// The text.
        text: Value,
    },
}

impl Body {
    /// What the body is called (RFC 9110 §8.3). Nothing where there is none.
    pub fn content_type(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Form(_) => Some("application/x-www-form-urlencoded"),
            Self::Json(_) => Some("application/json"),
            Self::Text { content_type, .. } => Some(content_type),
        }
    }

    /// Whether something in it is masked until it is revealed.
    pub fn has_secret(&self) -> bool {
        match self {
            Self::None => false,
            Self::Form(fields) => has_secret(fields),
            Self::Json(tree) => tree.has_secret(),
            Self::Text { text, .. } => text.can_be_revealed(),
        }
    }

    /// The text of the body. What is masked stands unencoded in it.
    pub fn text(&self, show: Show) -> Option<String> {
        match self {
            Self::None => None,
            Self::Form(fields) => Some(encode(fields, show)),
            Self::Json(tree) => Some(tree.compact(show)),
            Self::Text { text, .. } => Some(text.text(show).into_owned()),
        }
    }
}

/// A request, each of whose fields says whether it may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address, without a query and a fragment.
    pub url: String,
    /// The query.
    pub query: Vec<Field>,
    /// The headers, besides those that follow from the rest (`Host`, `Content-Type`,
    /// `Content-Length`).
    pub headers: Vec<Field>,
    /// The body.
    pub body: Body,
    /// Whether a redirect is followed.
    pub redirects: Redirects,
}

impl Request {
    /// A request for a document that anybody may read. A query in the address is taken apart.
    pub fn get(url: &str) -> Self {
        let (url, query) = split(url);
        Self {
            method: Method::Get,
            url,
            query,
            headers: Vec::new(),
            body: Body::None,
            redirects: Redirects::WithinOrigin,
        }
    }

    /// A request that carries a form. It is never redirected.
    pub fn post(url: &str, form: Vec<Field>) -> Self {
        Self {
            method: Method::Post,
            body: Body::Form(form),
            redirects: Redirects::Refused,
            ..Self::get(url)
        }
    }

    /// The same, with a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: Value) -> Self {
        self.headers.push(Field::new(name, value));
        self
    }

    /// The address with its query. What is masked stands unencoded in it.
    pub fn full_url(&self, show: Show) -> String {
        if self.query.is_empty() {
            return self.url.clone();
        }
        format!("{}?{}", self.url, encode(&self.query, show))
    }

    /// The address as it is sent.
    pub fn url_to_send(&self) -> Secret {
        Secret::from(self.full_url(Show::Revealed))
    }

    /// The body as it is sent.
    pub fn body_to_send(&self) -> Option<Secret> {
        self.body.text(Show::Revealed).map(Secret::from)
    }

    /// Whether something in it is masked until it is revealed.
    pub fn has_secret(&self) -> bool {
        has_secret(&self.query) || has_secret(&self.headers) || self.body.has_secret()
    }

    /// The fields of a form; none where the body is something else.
    pub fn form(&self) -> &[Field] {
        match &self.body {
            Body::Form(fields) => fields,
            _ => &[],
        }
    }
}

/// Fields as a query or a form has them (WHATWG URL, `application/x-www-form-urlencoded`).
pub fn encode(fields: &[Field], show: Show) -> String {
    let one = |field: &Field| {
        let name: String = byte_serialize(field.name.as_bytes()).collect();
        let value = match (&field.value, show) {
            (Value::LeftOut(shown), _) | (Value::Partly { shown, .. }, Show::Masked) => {
                let shown: String = byte_serialize(shown.as_bytes()).collect();
                Cow::Owned(format!("{shown}{}", super::MASK))
            }
            (Value::Secret(_), Show::Masked) => Cow::Borrowed(super::MASK),
            (value, _) => Cow::Owned(byte_serialize(value.expose().as_bytes()).collect::<String>()),
        };
        format!("{name}={value}")
    };
    fields.iter().map(one).collect::<Vec<_>>().join("&")
}

/// An address without its query and fragment, and the fields of the query.
fn split(url: &str) -> (String, Vec<Field>) {
    let url = url.split('#').next().unwrap_or_default();
    let (bare, query) = url.split_once('?').unwrap_or((url, ""));
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let fields = pairs.map(|(name, value)| Field::plain(name, value));
    (bare.to_owned(), fields.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_and_what_is_shown_differ_only_in_the_secrets() {
        let form = vec![
            Field::plain("grant_type", "authorization_code"),
            Field::secret("code", "hunter 2&"),
        ];
        let request = Request::post("https://id.example/token?tenant=a b#x", form);
        let sent = request.body_to_send().unwrap();
        assert_eq!(
            sent.expose(),
            b"grant_type=authorization_code&code=hunter+2%26"
        );
        assert_eq!(
            request.body.text(Show::Masked).unwrap(),
            "grant_type=authorization_code&code=[redacted]"
        );
        assert_eq!(
            request.url_to_send().expose(),
            b"https://id.example/token?tenant=a+b"
        );
        assert!(!format!("{request:?}").contains("hunter"));
        assert_eq!(request.redirects, Redirects::Refused);
    }
}
