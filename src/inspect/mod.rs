//! The product's central function: what is this text, does it hold, and why?

mod api_key;
mod diagnose;
mod key;
mod paseto;
mod sealed;
mod selective;
mod signed;
mod summary;
mod unknown;

pub use diagnose::diagnose;

use crate::credential::{self, Form, Found};
use crate::jose::key::{KeySet, read_keys};
use crate::report::Report;
use crate::validation::{Beside, Budget, Expectations, Policy};

/// A text beyond this is not inspected. Every credential with all that it is wrapped in is smaller,
/// and reading it takes about ten times its size in memory.
pub const MAX_TEXT_BYTES: usize = 32 << 20;

/// Tokens inside each other beyond this are not opened. What is used has two, a signed token in an
/// encrypted one; three are thinkable.
pub const MAX_NESTING: usize = 4;

/// All that is asked about a text.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The keys that the person gave.
    pub keys: Vec<KeySet>,
    /// What the person expects.
    pub expectations: Expectations,
    /// What is allowed.
    pub policy: Policy,
    /// The payload of a detached JWS (RFC 7515 appendix F), given apart.
    pub detached_payload: Option<Vec<u8>>,
    /// What was given beside the text to be compared with it.
    pub beside: Beside,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Inspects a text: takes it out of its wrapping, reads it as far as it goes, and judges it.
/// Never fails and never panics; what is wrong with the text is in the report.
///
/// Where the text holds several credentials, the first has the others in [`Report::more`].
pub fn inspect(text: &str, question: &Question) -> Report {
    if text.len() > MAX_TEXT_BYTES {
        return unknown::too_large(text.len());
    }
    let mut budget = Budget::default();
    let found = credential::find(text).into_iter();
    let mut reports = found.map(|found| report_on(found, question, &mut budget, 0));
    let Some(mut first) = reports.next() else {
        return unknown::report(text.trim());
    };
    first.more = reports.collect();
    first
}

/// Inspects bytes, which may be no text at all: a key or certificate in DER, text in UTF-16, or
/// nothing that is known.
pub fn inspect_bytes(bytes: &[u8], question: &Question) -> Report {
    if bytes.len() > MAX_TEXT_BYTES {
        return unknown::too_large(bytes.len());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return inspect(text, question);
    }
    if let Some(text) = utf16(bytes) {
        let mut report = inspect(&text, question);
        let all = std::iter::once(&mut report.wrapping);
        let all = all.chain(report.more.iter_mut().map(|r| &mut r.wrapping));
        all.for_each(|wrapping| wrapping.insert(0, "UTF-16".to_owned()));
        return report;
    }
    if let Ok(keys) = read_keys(bytes, "DER") {
        return key::report(Form::Pem, String::new(), &Ok(keys));
    }
    let report = inspect(&String::from_utf8_lossy(bytes), question);
    match report.kind {
        crate::report::Kind::Unknown => unknown::binary(bytes.len()),
        _ => report,
    }
}

/// `depth` is how many tokens it stands in.
fn report_on(found: Found, question: &Question, budget: &mut Budget, depth: usize) -> Report {
    let Found {
        form,
        text,
        wrapping,
    } = found;
    let mut report = match form {
        Form::CompactJws | Form::JsonJws => signed::report(form, text, &wrapping, question, budget),
        Form::CompactSdJwt | Form::JsonSdJwt => {
            selective::report(form, text, &wrapping, question, budget)
        }
        Form::Paseto => paseto::report(text, question, budget),
        Form::CompactJwe | Form::JsonJwe => sealed::report(form, text, question, budget, depth),
        Form::Jwk | Form::Jwks | Form::PemMap | Form::Pem => {
            let keys = read_keys(text.as_bytes(), "the pasted text");
            key::report(form, text, &keys)
        }
        Form::ApiKey => api_key::report(text),
        Form::Unknown => unknown::report(&text),
    };
    report.wrapping = wrapping;
    report
}

/// The text of bytes that begin with the byte order mark of UTF-16, as some shells write files.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (rest, decode): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    let (units, _) = rest.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| decode(*unit)).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckId, Kind, Status, Verdict};

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA";

    #[test]
    fn text_in_utf16_is_read() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(TOKEN.encode_utf16().flat_map(u16::to_le_bytes));
        let report = inspect_bytes(&bytes, &Question::default());
        assert_eq!((report.kind, report.text.as_str()), (Kind::Jws, TOKEN));
        assert_eq!(report.wrapping, ["UTF-16"]);
    }

    #[test]
    fn what_is_nothing_known_says_so_in_one_sentence() {
        let empty = inspect("", &Question::default());
        assert_eq!(empty.summary, "There is nothing to inspect");
        let binary = inspect_bytes(&[0, 159, 146, 150], &Question::default());
        assert_eq!(binary.summary, "4 bytes that are no text and no key");
        let large = inspect(&"x".repeat(MAX_TEXT_BYTES + 1), &Question::default());
        for report in [empty, binary, large] {
            assert_eq!(report.kind, Kind::Unknown);
            assert_eq!(report.verdict, Verdict::Invalid);
            assert_eq!(report.status(CheckId::Format), Status::Fail);
        }
    }

    #[test]
    fn every_token_of_a_text_is_reported() {
        let other = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiIn0.AAAA";
        let report = inspect(&format!("{TOKEN}\n{other}"), &Question::default());
        assert_eq!(report.text, TOKEN);
        assert_eq!(report.more.len(), 1);
        assert_eq!(report.more[0].text, other);
    }
}
