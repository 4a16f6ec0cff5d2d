//! The walk inwards: what shape a text has, and what comes off it.

use super::headers::{self, Message};
use super::json::Parsed;
use super::path::{Path, Step};
use super::quotes::{self, Quoted};
use super::text::{PEM, TEXT_AROUND, pem_len};
use super::{Form, Found, MAX_DEPTH, MAX_FOUND, form, url};
use crate::jose::base64url;
use std::collections::HashSet;

/// So many times the length of the text may be spent on looking for the ends of objects in it.
const OBJECT_BUDGET: usize = 4;

/// What was found, and how far the search has come.
///
/// Every text has one shape, and only parts of it are looked at further. So each character is read
/// a bounded number of times at each of [`MAX_DEPTH`] levels.
pub(super) struct Finder {
    pub(super) found: Vec<Found>,
    seen: HashSet<String>,
    /// How often something was found, again or not.
    pub(super) hits: usize,
    /// How many bytes of text may still be read in search of the ends of objects.
    pub(super) object_budget: usize,
    /// How many bytes were read, those read twice counted twice.
    pub(super) work: usize,
}

/// What a text is as a whole. Exactly one shape is chosen, by what the text looks like and not by
/// what is found in it.
pub(super) enum Shape<'t> {
    /// One compact token.
    Bare(Form),
    /// PEM blocks.
    Pem,
    /// PEM in which line breaks are written as `\n`; with true ones.
    EscapedPem(String),
    Json(Parsed),
    CodeBlock(&'t str),
    Quoted(Quoted<'t>),
    Scheme(&'static str, &'t str),
    Message(Message<'t>),
    Form,
    Url,
    Cookies,
    /// Percent-encoded as a whole; decoded.
    Percent(String),
    /// Base64 of a token, as Kubernetes keeps it; decoded.
    Base64(String),
    /// Anything else.
    Text,
}

impl<'t> Shape<'t> {
    /// The shape of a text without white space around it.
    pub(super) fn of(text: &'t str) -> Self {
        if let Some(form) = form::bare(text) {
            return Self::Bare(form);
        }
        if text.starts_with(PEM) {
            if text.contains("\\n") && !text.contains('\n') {
                return Self::EscapedPem(text.replace("\\r", "").replace("\\n", "\n"));
            }
            if pem_len(text) == text.len() {
                return Self::Pem;
            }
        }
        if let Some(parsed) = Parsed::read(text) {
            return Self::Json(parsed);
        }
        if let Some(inside) = quotes::unfence(text) {
            return Self::CodeBlock(inside);
        }
        if let Some(quoted) = quotes::unquote(text) {
            return Self::Quoted(quoted);
        }
        if let Some((scheme, rest)) = quotes::scheme(text) {
            let is_one = !rest.contains(char::is_whitespace) || form::bare(rest).is_some();
            if is_one || quotes::scheme(rest).is_some() {
                return Self::Scheme(scheme, rest);
            }
        }
        if let Some(message) = headers::message(text) {
            return Self::Message(message);
        }
        if url::is_form(text) {
            return Self::Form;
        }
        if url::is_url(text) {
            return Self::Url;
        }
        if headers::is_cookies(text) {
            return Self::Cookies;
        }
        Self::encoded(text).unwrap_or(Self::Text)
    }

    fn encoded(text: &str) -> Option<Self> {
        if text.contains(char::is_whitespace) {
            return None;
        }
        if url::has_percent(text) && !url::is_named(text) {
            return Some(Self::Percent(url::decode_percent(text)));
        }
        // Base64 of the three characters with which nearly every header begins.
        if text.starts_with("ZXlK") {
            let decoded = String::from_utf8(base64url::decode(text).0).ok()?;
            form::bare(decoded.trim())?;
            return Some(Self::Base64(decoded));
        }
        None
    }

    /// Whether the text ends where its shape does, as far as one can see.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Json(parsed) => parsed.is_whole(),
            Self::Pem => false,
            _ => true,
        }
    }
}

impl Finder {
    /// Everything that is found in a text.
    pub(super) fn run(text: &str) -> Vec<Found> {
        let mut finder = Self::new(text);
        finder.start(text);
        finder.found
    }

    pub(super) fn new(text: &str) -> Self {
        Self {
            found: Vec::new(),
            seen: HashSet::new(),
            hits: 0,
            object_budget: text.len().saturating_mul(OBJECT_BUDGET),
            work: 0,
        }
    }

    pub(super) fn start(&mut self, text: &str) {
        let path = Path::ROOT;
        match text.trim_start().strip_prefix('\u{feff}') {
            Some(text) => self.unwrap(text, &path.within(Step::Plain("a byte order mark"))),
            None => self.unwrap(text, &path),
        }
        if self.hits == 0 {
            self.words(text, &path.within(Step::Plain(TEXT_AROUND)));
        }
    }

    /// Whether no more can be listed.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= MAX_FOUND
    }

    /// Lists a credential, unless the same text was listed before.
    pub(super) fn take(&mut self, form: Form, text: &str, path: &Path<'_>) {
        self.hits += 1;
        if self.is_full() || self.seen.contains(text) {
            return;
        }
        self.seen.insert(text.to_owned());
        self.found.push(Found {
            form,
            text: text.to_owned(),
            wrapping: path.describe(),
        });
    }

    /// Takes off whatever is around a text, and lists what is in it.
    pub(super) fn unwrap(&mut self, text: &str, path: &Path<'_>) {
        let text = text.trim();
        if text.is_empty() || self.is_full() {
            return;
        }
        if path.len() >= MAX_DEPTH {
            self.flat(text, 0..text.len(), &path.within(Step::Plain(TEXT_AROUND)));
            return;
        }
        self.open(Shape::of(text), text, path);
    }

    /// Takes off what a text of that shape has around it. Where nothing comes out, tokens are
    /// looked for in the text as it stands.
    pub(super) fn open(&mut self, shape: Shape<'_>, text: &str, path: &Path<'_>) {
        self.work += text.len();
        let hits = self.hits;
        let plain = |what| path.within(Step::Plain(what));
        match &shape {
            Shape::Bare(form) => self.take(*form, text, path),
            Shape::Pem => self.take(Form::Pem, text, path),
            Shape::EscapedPem(text) => self.unwrap(text, &plain("escaped line breaks")),
            Shape::Json(parsed) => self.json(parsed, text, path),
            Shape::CodeBlock(inside) => self.unwrap(inside, &plain("a code block")),
            Shape::Quoted(Quoted::Plain(inside)) => self.unwrap(inside, &plain("quotes")),
            Shape::Quoted(Quoted::Json(inside)) => self.unwrap(inside, &plain("a JSON string")),
            Shape::Scheme(scheme, rest) => self.unwrap(rest, &plain(scheme)),
            Shape::Message(message) => self.message(message, path),
            Shape::Form => self.parameters(text, super::path::Place::Form, path),
            Shape::Url => self.url(text, path),
            Shape::Cookies => self.cookies(text, path),
            Shape::Percent(decoded) => self.unwrap(decoded, &plain("percent-encoding")),
            Shape::Base64(decoded) => self.unwrap(decoded, &plain("base64")),
            Shape::Text => self.text(text, path),
        }
        if self.hits == hits && !matches!(shape, Shape::Text) {
            self.flat(text, 0..text.len(), &plain(TEXT_AROUND));
        }
    }
}
