//! A payload that travels apart from its token (RFC 7515 appendix F): it is missing, or it is not
//! byte for byte the one that was signed.

use super::case::Case;
use super::json_form::read_payload_as;
use crate::report::{CheckId, Diagnosis, PayloadReading, Remedy, Status};

/// Every other way to read a payload, the likely ones first.
const READINGS: [PayloadReading; 10] = [
    PayloadReading::WithoutLineEnd,
    PayloadReading::Minified,
    PayloadReading::WithLineFeed,
    PayloadReading::WithCrLf,
    PayloadReading::LineFeeds,
    PayloadReading::CrLfs,
    PayloadReading::WithoutMark,
    PayloadReading::Base64url,
    PayloadReading::Spaced,
    PayloadReading::Indented,
];

/// Read in another way, the payload that was given verifies.
pub(super) fn diagnose(case: &Case<'_>) -> Option<Diagnosis> {
    let payload = case.failed.detached?;
    let reading = READINGS.into_iter().find(|reading| {
        let read = read_payload_as(payload, *reading);
        read.is_some_and(|payload| {
            let message = case
                .signature
                .signing_input(case.failed.jws, Some(&payload));
            case.verifies(&message, &case.signature.bytes)
        })
    })?;
    Some(Diagnosis::new(detail(reading)).with(Remedy::Payload(reading)))
}

/// No payload was given, and the token carries none.
pub(super) fn suspect(case: &Case<'_>) -> Option<Diagnosis> {
    let is_empty = case.failed.jws.payload_text.is_empty() && case.failed.detached.is_none();
    let has_signature = !case.signature.bytes.is_empty();
    let failed = case.status(CheckId::Signature) == Status::Fail;
    (is_empty && has_signature && failed).then(|| {
        let detail = "The token carries no payload. Give the one that was signed, byte for byte";
        Diagnosis::new(detail).with(Remedy::GivePayload)
    })
}

fn detail(reading: PayloadReading) -> &'static str {
    match reading {
        PayloadReading::WithoutLineEnd => {
            "The payload ends with a line end that was not signed. Without it, it verifies"
        }
        PayloadReading::WithLineFeed => {
            "A line feed was signed at the end of the payload. With it, it verifies"
        }
        PayloadReading::WithCrLf => {
            "CR and LF were signed at the end of the payload. With them, it verifies"
        }
        PayloadReading::LineFeeds => {
            "The payload's lines end with CR and LF, signed were line feeds. With them, it verifies"
        }
        PayloadReading::CrLfs => {
            "The payload's lines end with line feeds, signed were CR and LF. With them, it verifies"
        }
        PayloadReading::WithoutMark => {
            "The payload begins with a byte order mark that was not signed. Without it, it verifies"
        }
        PayloadReading::Base64url => "The payload was given in base64url. Decoded, it verifies",
        PayloadReading::Minified => {
            "The payload's JSON was signed without white space. Written so, it verifies"
        }
        PayloadReading::Spaced | PayloadReading::Indented => {
            "The payload's JSON was signed with other white space. Written so, it verifies"
        }
    }
}
