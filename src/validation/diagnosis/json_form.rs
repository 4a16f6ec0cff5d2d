//! The ways in which programs write the same JSON, and the same payload.

use crate::jose::{base64url, json};
use crate::report::{Json, PayloadReading};
use serde::Serialize as _;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io;

/// A payload read in another way. Nothing where that makes no sense, or no difference.
pub fn read_payload_as(payload: &[u8], reading: PayloadReading) -> Option<Vec<u8>> {
    let without_end = || {
        let line = payload.strip_suffix(b"\n")?;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    };
    let line_feeds = || {
        let text = std::str::from_utf8(payload).ok()?;
        Some(text.replace("\r\n", "\n"))
    };
    let json = |form| {
        let (value, faults) = json::parse(payload);
        faults.is_empty().then(|| written(&value, form))
    };
    let read = match reading {
        PayloadReading::WithoutLineEnd => without_end()?.to_vec(),
        PayloadReading::WithLineFeed => [payload, b"\n"].concat(),
        PayloadReading::WithCrLf => [payload, b"\r\n"].concat(),
        PayloadReading::LineFeeds => line_feeds()?.into_bytes(),
        PayloadReading::CrLfs => line_feeds()?.replace('\n', "\r\n").into_bytes(),
        PayloadReading::WithoutMark => payload.strip_prefix(b"\xef\xbb\xbf")?.to_vec(),
        PayloadReading::Base64url => {
            let text = std::str::from_utf8(payload.trim_ascii()).ok()?;
            let (bytes, faults) = base64url::decode(text);
            faults.is_empty().then_some(bytes)?
        }
        PayloadReading::Minified => json(JsonForm::Minified)?.into_bytes(),
        PayloadReading::Spaced => json(JsonForm::Spaced)?.into_bytes(),
        PayloadReading::Indented => json(JsonForm::Indented)?.into_bytes(),
    };
    (read != payload).then_some(read)
}

/// How a program sets white space in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonForm {
    /// None, as JavaScript and most others.
    Minified,
    /// A blank after each comma and colon, as Python.
    Spaced,
    /// On several lines, indented by two blanks.
    Indented,
}

impl JsonForm {
    pub(super) const ALL: [Self; 3] = [Self::Minified, Self::Spaced, Self::Indented];
}

/// A value in that form.
pub(super) fn written(value: &Json, form: JsonForm) -> String {
    match form {
        JsonForm::Minified => with(value, CompactFormatter),
        JsonForm::Spaced => with(value, SpacedFormatter),
        JsonForm::Indented => with(value, PrettyFormatter::new()),
    }
}

fn with(value: &Json, formatter: impl Formatter) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
    // What was read can be written, and a vector takes it all.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

struct SpacedFormatter;

impl SpacedFormatter {
    fn comma<W: ?Sized + io::Write>(writer: &mut W, first: bool) -> io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }
}

impl Formatter for SpacedFormatter {
    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

/// With every character beyond ASCII escaped, as Python writes it.
pub(super) fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

/// With every slash escaped, as PHP writes it. Outside of strings JSON has none.
pub(super) fn slashes(json: &str) -> String {
    json.replace('/', "\\/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_as_others_write_it() {
        let (value, _) = json::parse("{\"a\" :[1.0,\"é😀/\"] ,\"b\":{} }".as_bytes());
        let text = written(&value, JsonForm::Minified);
        assert_eq!(text, r#"{"a":[1.0,"é😀/"],"b":{}}"#);
        assert_eq!(ascii(&text), r#"{"a":[1.0,"\u00e9\ud83d\ude00/"],"b":{}}"#);
        assert_eq!(slashes(&text), r#"{"a":[1.0,"é😀\/"],"b":{}}"#);
        assert_eq!(
            written(&value, JsonForm::Spaced),
            r#"{"a": [1.0, "é😀/"], "b": {}}"#
        );
        assert_eq!(
            written(&value, JsonForm::Indented),
            "{\n  \"a\": [\n    1.0,\n    \"é😀/\"\n  ],\n  \"b\": {}\n}"
        );
    }

    #[test]
    fn a_payload_is_read_in_other_ways() {
        use PayloadReading::*;
        for (payload, reading, expected) in [
            (&b"a\r\n"[..], WithoutLineEnd, Some(&b"a"[..])),
            (b"a", WithoutLineEnd, None),
            (b"a", WithLineFeed, Some(b"a\n")),
            (b"a", WithCrLf, Some(b"a\r\n")),
            (b"a\r\nb\r\n", LineFeeds, Some(b"a\nb\n")),
            (b"a\nb\r\n", CrLfs, Some(b"a\r\nb\r\n")),
            (b"a\r\n", CrLfs, None),
            (b"\xef\xbb\xbfa", WithoutMark, Some(b"a")),
            (b"Zm9v\n", Base64url, Some(b"foo")),
            (b"Zm9v!", Base64url, None),
            (b"{ }", Minified, Some(b"{}")),
            (b"{}", Minified, None),
            (b"{ ", Minified, None),
        ] {
            let read = read_payload_as(payload, reading);
            assert_eq!(read.as_deref(), expected, "{payload:?} {reading:?}");
        }
    }
}
