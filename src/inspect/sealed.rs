//! The report on an encrypted token: what can be read without decrypting it (RFC 7516).

use super::summary;
use crate::credential::Form;
use crate::jose::jwe::{Jwe, read_compact, read_json};
use crate::report::{Check, CheckId, Json, Kind, Piece, Reference, Report, Segment, Verdict};

/// Reads a JWE as far as it goes without a key.
pub(super) fn report(form: Form, text: String) -> Report {
    let jwe = match form {
        Form::JsonJwe => read_json(&text),
        _ => read_compact(&text),
    };
    let checks = vec![
        judge_format(form, &jwe),
        judge_algorithm(jwe.header.as_ref()),
        decryption(),
    ];
    let mut report = Report::new(Kind::Jwe, text);
    report.verdict = Verdict::of(&checks);
    report.checks = checks;
    if let Some(range) = jwe.header_range {
        report.pieces.push(Piece {
            segment: Segment::Header,
            range,
            decoded: jwe.header_len,
        });
    }
    report.header = jwe.header;
    report.faults = jwe.faults;
    report.summary = summary::of_sealed(&report);
    report
}

fn judge_format(form: Form, jwe: &Jwe) -> Check {
    let reference = match form {
        Form::JsonJwe => Reference::rfc(7516, "7.2"),
        _ => Reference::rfc(7516, "7.1"),
    };
    match jwe.faults.first() {
        Some(fault) => Check::fail(CheckId::Format, reference, fault.to_string()),
        None if form == Form::JsonJwe => {
            Check::pass(CheckId::Format, reference, "JSON, a strict header")
        }
        None => Check::pass(CheckId::Format, reference, "5 segments, a strict header"),
    }
}

fn judge_algorithm(header: Option<&Json>) -> Check {
    let id = CheckId::Algorithm;
    for (name, section) in [("alg", "4.1.1"), ("enc", "4.1.2")] {
        let reference = Reference::rfc(7516, section);
        match header.and_then(|h| h.get(name)) {
            Some(Json::String(_)) => {}
            Some(other) => {
                let detail = format!("{name} is {}, not a string", other.type_name());
                return Check::fail(id, reference, detail);
            }
            None if header.is_none() => {
                return Check::skipped(id, reference, "Not checked: the header cannot be read");
            }
            // In a JSON serialization each recipient may bring its own (RFC 7516 §7.2.1).
            None => {
                return Check::skipped(
                    id,
                    reference,
                    format!("Not checked: no {name} in the header"),
                );
            }
        }
    }
    Check::skipped(
        id,
        Reference::rfc(7516, "4.1.1"),
        "Not checked: encrypted tokens are not decrypted yet",
    )
}

fn decryption() -> Check {
    Check::skipped(
        CheckId::Decryption,
        Reference::rfc(7516, "5.2"),
        "Not checked: encrypted tokens are not decrypted yet",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Status;

    /// The header of RFC 7516 appendix A.1 with short segments behind it.
    const SEALED: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvTiFvSkQ";

    #[test]
    fn the_header_is_shown_and_nothing_is_claimed() {
        let report = report(Form::CompactJwe, SEALED.to_owned());
        assert_eq!(report.verdict, Verdict::Unverified);
        assert_eq!(report.status(CheckId::Format), Status::Pass);
        assert_eq!(report.status(CheckId::Decryption), Status::Skipped);
        let alg = report.header.as_ref().and_then(|h| h.get("alg"));
        assert_eq!(alg.and_then(Json::as_str), Some("RSA-OAEP"));
        assert_eq!(report.pieces.len(), 1);
        assert_eq!(
            report.summary,
            "Encrypted with RSA-OAEP and A256GCM, and not decrypted"
        );
    }

    #[test]
    fn a_broken_header_is_a_fault() {
        let report = report(Form::CompactJwe, "eyJhbGciOi.AAAA.AA.AA.AA".to_owned());
        assert_eq!(report.verdict, Verdict::Invalid);
    }
}
