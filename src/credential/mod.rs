//! What a pasted text is: credentials are taken out of whatever they were pasted in, and what came
//! off is named.
//!
//! Nothing is judged here and nothing is mended. A credential keeps every character it had; only a
//! wrapping is decoded, the way that wrapping is defined.

mod assignment;
pub mod catalogue;
mod curl;
mod form;
mod headers;
mod json;
mod opening;
mod paseto;
mod path;
mod quotes;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod unwrap;
mod url;

use std::fmt;

/// Credentials beyond this are not listed: it is a log, and nobody reads on.
pub const MAX_FOUND: usize = 64;

/// Wrappings inside each other beyond this do not come off. What people paste has five or six: a
/// request, its body, a form, a URL, JSON, a scheme.
pub const MAX_DEPTH: usize = 12;

/// The form in which a credential is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `header.payload.signature` (RFC 7515 §7.1).
    CompactJws,
    /// The same with `~` behind it, and what it discloses (RFC 9901 §4).
    CompactSdJwt,
    /// A JWS in a JSON serialization (RFC 7515 §7.2).
    JsonJws,
    /// The same with disclosures in its unprotected header (RFC 9901 §8).
    JsonSdJwt,
    /// `v4.public.…`: a PASETO of version 1 to 4.
    Paseto,
    /// `header.key.iv.ciphertext.tag` (RFC 7516 §7.1).
    CompactJwe,
    /// A JWE in a JSON serialization (RFC 7516 §7.2).
    JsonJwe,
    /// A key (RFC 7517 §4).
    Jwk,
    /// A set of keys (RFC 7517 §5).
    Jwks,
    /// A JSON object from key id to PEM.
    PemMap,
    /// PEM blocks (RFC 7468).
    Pem,
    /// A credential of a service, known by its form.
    ApiKey,
    /// Nothing that is known.
    Unknown,
}

/// One credential out of its wrapping.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// How it is written; a broken one is what it was meant to be.
    pub form: Form,
    /// The credential itself, with all its faults.
    pub text: String,
    /// What came off, the outermost first, as a person reads it: `a curl command`, `the header
    /// Authorization`, `Bearer`. White space around is not listed.
    pub wrapping: Vec<String>,
}

impl fmt::Debug for Found {
    /// Leaves the credential out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("form", &self.form)
            .field("bytes", &self.text.len())
            .field("wrapping", &self.wrapping)
            .finish()
    }
}

/// Every credential in a text, in the order in which they stand, each text once, [`MAX_FOUND`] at
/// most. There is at least one entry: where nothing was recognised it is [`Form::Unknown`], with
/// the text less the white space around it.
///
/// Takes time linear in the length of the text, and never panics.
pub fn find(text: &str) -> Vec<Found> {
    let found = unwrap::Finder::run(text);
    if found.is_empty() {
        let text = text.trim();
        return vec![Found {
            form: form::spoilt(text).unwrap_or(Form::Unknown),
            text: text.to_owned(),
            wrapping: Vec::new(),
        }];
    }
    found
}

/// The form of a text that is one token and nothing else, with nothing around it: what stands
/// inside an encrypted token is what it is, and not what it could be taken out of.
pub fn token(text: &str) -> Option<Form> {
    let found = unwrap::Finder::run(text);
    let [one] = found.as_slice() else {
        return None;
    };
    let is_token = matches!(
        one.form,
        Form::CompactJws
            | Form::JsonJws
            | Form::CompactSdJwt
            | Form::JsonSdJwt
            | Form::CompactJwe
            | Form::JsonJwe
            | Form::Paseto
    );
    (is_token && one.wrapping.is_empty() && one.text == text.trim()).then_some(one.form)
}
