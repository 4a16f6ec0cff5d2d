//! A value on the wire, and whether it may be seen.

use crate::report::Secret;
use std::borrow::Cow;
use std::fmt;

/// What stands where a secret would.
pub const MASK: &str = "[redacted]";

/// Whether secrets are written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Show {
    /// [`MASK`] stands where a secret would.
    #[default]
    Masked,
    /// Everything is written out: the person asked for it.
    Revealed,
}

/// A text that may be seen, one that may not, or one that begins with what may be.
///
/// Which it is is said where the request is built or the answer is read; nothing later looks for
/// secrets in what is printed.
#[derive(Clone)]
pub enum Value {
    /// May be seen.
    Plain(String),
    /// Masked until revealed.
    Secret(Secret),
    /// Begins with what may be seen: `Bearer `, or an address before its query.
    Partly {
        /// What may be seen.
        shown: String,
        /// What follows it.
        secret: Secret,
    },
    /// Was a secret, and is not here: it was left out of the file that was read. What could be
    /// seen of it is.
    LeftOut(String),
}

impl Value {
    /// A text that may be seen.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// A text that may not be seen.
    pub fn secret(text: impl Into<String>) -> Self {
        Self::Secret(Secret::from(text.into()))
    }

    /// A text of which only the beginning may be seen.
    pub fn partly(shown: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::Partly {
            shown: shown.into(),
            secret: Secret::from(secret.into()),
        }
    }

    /// Whether a part of it is masked.
    pub fn is_secret(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }

    /// Whether revealing shows more.
    pub fn can_be_revealed(&self) -> bool {
        matches!(self, Self::Secret(_) | Self::Partly { .. })
    }

    /// The text, with or without what is secret in it.
    pub fn text(&self, show: Show) -> Cow<'_, str> {
        match (self, show) {
            (Self::Plain(text), _) => Cow::Borrowed(text),
            (Self::Secret(_), Show::Masked) => Cow::Borrowed(MASK),
            (Self::LeftOut(shown), _) | (Self::Partly { shown, .. }, Show::Masked) => {
                Cow::Owned(format!("{shown}{MASK}"))
            }
            (Self::Secret(secret), Show::Revealed) => String::from_utf8_lossy(secret.expose()),
            (Self::Partly { shown, secret }, Show::Revealed) => {
                let secret = String::from_utf8_lossy(secret.expose());
                Cow::Owned(format!("{shown}{secret}"))
            }
        }
    }

    /// The text itself. Called where it is sent or used.
    pub fn expose(&self) -> Cow<'_, str> {
        self.text(Show::Revealed)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Plain(a), Self::Plain(b)) => a == b,
            (Self::Secret(a), Self::Secret(b)) => a.is_same(b),
            (Self::LeftOut(a), Self::LeftOut(b)) => a == b,
            (
                Self::Partly { shown, secret },
                Self::Partly {
                    shown: other,
                    secret: hidden,
                },
            ) => shown == other && secret.is_same(hidden),
            _ => false,
        }
    }
}

impl Eq for Value {}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text(Show::Masked))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Show::Masked))
    }
}

/// A name and its value: a query or form parameter, or a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name, decoded.
    pub name: String,
    /// The value, decoded.
    pub value: Value,
}

impl Field {
    /// A field that may be seen.
    pub fn plain(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(name, Value::plain(value))
    }

    /// A field whose value may not be seen.
    pub fn secret(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(name, Value::secret(value))
    }

    /// A field whose value is that secret.
    pub fn of_secret(name: impl Into<String>, secret: &Secret) -> Self {
        Self::new(name, Value::Secret(secret.clone()))
    }

    /// A field.
    pub fn new(name: impl Into<String>, value: Value) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }
}

/// Whether something in the fields is masked until it is revealed.
pub fn has_secret(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.value.can_be_revealed())
}

/// The first value of that name.
pub fn field<'f>(fields: &'f [Field], name: &str) -> Option<&'f Value> {
    fields.iter().find(|f| f.name == name).map(|f| &f.value)
}

/// The value of a header; names are compared without regard to case (RFC 9110 §5.1).
pub fn header<'f>(headers: &'f [Field], name: &str) -> Option<&'f Value> {
    let mut headers = headers.iter();
    let found = headers.find(|f| f.name.eq_ignore_ascii_case(name));
    found.map(|f| &f.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_seen_only_where_it_is_asked_for() {
        let bearer = Value::partly("Bearer ", "hunter2");
        for value in [Value::secret("hunter2"), bearer.clone()] {
            let masked = format!("{value} {value:?} {value:#?} {}", value.text(Show::Masked));
            assert!(!masked.contains("hunter2"), "{masked}");
            assert!(value.expose().contains("hunter2"));
            assert!(value.is_secret() && value.can_be_revealed());
        }
        assert_eq!(bearer.text(Show::Masked), "Bearer [redacted]");
        assert_eq!(bearer.expose(), "Bearer hunter2");
        let left_out = Value::LeftOut("Bearer ".into());
        assert_eq!(left_out.expose(), "Bearer [redacted]");
        assert!(left_out.is_secret() && !left_out.can_be_revealed());
    }

    #[test]
    fn a_header_is_found_in_any_case() {
        let headers = [Field::plain("Content-Type", "text/plain")];
        assert!(header(&headers, "content-type").is_some());
        assert!(field(&headers, "content-type").is_none());
    }
}
