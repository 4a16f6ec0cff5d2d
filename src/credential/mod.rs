//! What a text is: the form in which a credential is written.

/// The form in which a credential is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A signed token in three segments.
    CompactJws,
    /// A signed token in JSON.
    JsonJws,
    /// An encrypted token in five segments.
    CompactJwe,
    /// An encrypted token in JSON.
    JsonJwe,
    /// A key in JSON.
    Jwk,
    /// A set of keys in JSON.
    Jwks,
    /// A JSON object from key id to PEM.
    PemMap,
    /// PEM blocks.
    Pem,
    /// Nothing that is known.
    Unknown,
}

/// One credential out of its wrapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub form: Form,
    /// The credential itself, to the letter.
    pub text: String,
    /// What was taken off, outermost first, as a person reads it.
    pub wrapping: Vec<String>,
}

/// Every credential in a text, at least one: what is nothing known is [`Form::Unknown`].
pub fn find(text: &str) -> Vec<Found> {
    let text = text.trim();
    let form = if text.contains("\"signature") {
        Form::JsonJws
    } else if text.matches('.').count() == 2 {
        Form::CompactJws
    } else {
        Form::Unknown
    };
    vec![Found {
        form,
        text: text.to_owned(),
        wrapping: Vec::new(),
    }]
}
