//! The report for a person: the verdict first, then what it is, what it says, and why.

mod changes;
mod claims;
mod disclosures;
mod keys;
mod sheet;
mod time;
mod trace;
mod zone;

pub(super) use changes::changes;
pub(super) use keys::known_keys;
pub use sheet::Page;
pub(super) use sheet::{Colour, Sheet, Style};
pub(super) use time::Clock;
pub(super) use trace::trace;

use crate::report::{
    Check, Diagnosis, Finding, Json, Kind, Payload, Recognised, Remedy, Report, Sealed,
    SecretReading, Segment, Serialization, Severity, SignatureReport, Status, Verdict, shell_word,
};

/// The whole report as text.
pub(super) fn render(report: &Report, clock: &Clock, page: Page) -> String {
    let mut sheet = Sheet::new(page);
    let several = report.more.len().saturating_add(1);
    if several > 1 {
        let worst = report.worst();
        let line = format!("{several} credentials, the worst is {worst}");
        sheet.line(&[(style_of(worst), &line)]);
        sheet.gap();
    }
    one(&mut sheet, report, clock);
    for (i, other) in report.more.iter().enumerate() {
        sheet.gap();
        let line = format!("Credential {} of {several}", i.saturating_add(2));
        sheet.rule(&line);
        one(&mut sheet, other, clock);
    }
    sheet.into_text()
}

/// One credential, and what stands inside it.
fn one(sheet: &mut Sheet, report: &Report, clock: &Clock) {
    let verdict = match report.verdict {
        Verdict::Valid => "Valid",
        Verdict::Unverified => "Unverified",
        Verdict::Invalid => "Invalid",
    };
    sheet.lead(style_of(report.verdict), verdict, &report.summary);
    facts(sheet, report);
    diagnosis(sheet, &report.diagnosis);
    if let Some(header) = &report.header {
        sheet.heading("Header", Style::bold(segment_colour(Segment::Header)));
        claims::header(sheet, header);
    }
    if let Some(payload) = &report.payload {
        self::payload(sheet, payload, report.kind, clock);
    }
    if let Some(selective) = &report.selective {
        disclosures::show(sheet, selective);
    }
    checks(sheet, "Checks", &report.checks);
    signatures(sheet, &report.signatures);
    recipients(sheet, report.sealed.as_ref());
    faults(sheet, report);
    findings(sheet, &report.findings);
    if let Some(inner) = &report.inner {
        sheet.gap();
        sheet.rule(if report.kind == Kind::SdJwt {
            "Key-binding JWT"
        } else {
            "Inside"
        });
        one(sheet, inner, clock);
    }
}

fn facts(sheet: &mut Sheet, report: &Report) {
    let kind = match report.kind {
        Kind::Jws => "Signed token (JWS)",
        Kind::Jwe => "Encrypted token (JWE)",
        Kind::SdJwt => "Selectively disclosed token (SD-JWT)",
        Kind::Paseto => "PASETO",
        Kind::Jwk => "Key (JWK)",
        Kind::Jwks => "Set of keys (JWKS)",
        Kind::Pem => "Keys or certificates (PEM)",
        Kind::ApiKey => "Credential of a service",
        Kind::Unknown => "Nothing that is known",
    };
    let what = match report.serialization {
        None => kind.to_owned(),
        Some(Serialization::Compact) => format!("{kind}, compact"),
        Some(Serialization::Flattened) if report.kind == Kind::Jwe => {
            format!("{kind}, JSON with one recipient")
        }
        Some(Serialization::General) if report.kind == Kind::Jwe => {
            format!("{kind}, JSON with a list of recipients")
        }
        Some(Serialization::Flattened) => format!("{kind}, JSON with one signature"),
        Some(Serialization::General) => format!("{kind}, JSON with a list of signatures"),
    };
    let what = match report.token_type {
        None => what,
        Some(Recognised {
            token_type,
            is_certain,
        }) => {
            let verb = if is_certain { "" } else { "looks like " };
            format!("{what}; {verb}{}", token_type.with_article())
        }
    };
    let mut rows = vec![("What", what)];
    if !report.wrapping.is_empty() {
        rows.push(("Taken off", report.wrapping.join(", ")));
    }
    if let Some(key) = &report.key {
        let kid = key.kid.as_ref().map(|kid| format!(", kid {kid}"));
        let kid = kid.unwrap_or_default();
        let text = format!("{}{kid}, from {}", key.description, key.source);
        rows.push(("Key", text));
    }
    if let Some(sealed) = &report.sealed {
        rows.push(("Parts", parts(sealed)));
        if report.key.is_none() {
            rows.push(("Opens with", sealed.needs.clone()));
        }
    }
    sheet.pairs(&rows);
}

/// How long the parts of an encrypted token are.
fn parts(sealed: &Sealed) -> String {
    let bytes = |n: usize| match n {
        1 => "1 byte".to_owned(),
        n => format!("{n} bytes"),
    };
    let key = match sealed.encrypted_key {
        0 => "no encrypted key".to_owned(),
        n => format!("encrypted key {}", bytes(n)),
    };
    let (iv, ciphertext, tag) = (
        bytes(sealed.iv),
        bytes(sealed.ciphertext),
        bytes(sealed.tag),
    );
    format!("{key}, IV {iv}, ciphertext {ciphertext}, tag {tag}")
}

fn recipients(sheet: &mut Sheet, sealed: Option<&Sealed>) {
    let recipients = sealed.map(|sealed| sealed.recipients.as_slice());
    for (i, recipient) in recipients.unwrap_or_default().iter().enumerate() {
        let heading = format!("Recipient {}", i.saturating_add(1));
        sheet.heading(&heading, Style::bold(segment_colour(Segment::EncryptedKey)));
        claims::header(sheet, &recipient.header);
        sheet.pairs(&[("Opens with", recipient.needs.clone())]);
        checks(sheet, &format!("{heading}, checks"), &recipient.checks);
    }
}

fn payload(sheet: &mut Sheet, payload: &Payload, kind: Kind, clock: &Clock) {
    let style = Style::bold(segment_colour(Segment::Payload));
    match payload {
        Payload::Json(Json::Object(members)) => {
            let heading = match kind {
                Kind::ApiKey => "What it says",
                _ => "Claims",
            };
            sheet.heading(heading, style);
            claims::claims(sheet, members, clock);
        }
        Payload::Json(value) => {
            sheet.heading("Payload", style);
            claims::value(sheet, value);
        }
        Payload::Text(text) => {
            sheet.heading("Payload, text", style);
            claims::verbatim(sheet, text);
        }
        Payload::Bytes(bytes) => {
            let heading = format!("Payload, {} bytes as base64url", bytes.len());
            sheet.heading(&heading, style);
            claims::verbatim(sheet, &crate::jose::base64url::encode(bytes));
        }
    }
}

fn checks(sheet: &mut Sheet, heading: &str, checks: &[Check]) {
    if checks.is_empty() {
        return;
    }
    sheet.heading(heading, Style::BOLD);
    let rows: Vec<_> = checks
        .iter()
        .map(|check| sheet::Row {
            mark: match check.status {
                Status::Pass => ("pass", Style::colour(Colour::Green)),
                Status::Fail => ("fail", Style::bold(Colour::Red)),
                Status::Skipped => ("skip", Style::DIM),
            },
            name: check.id.title().to_owned(),
            detail: check.detail.clone(),
            reference: check.reference.to_string(),
        })
        .collect();
    sheet.table(&rows);
}

fn signatures(sheet: &mut Sheet, signatures: &[SignatureReport]) {
    for (i, signature) in signatures.iter().enumerate() {
        let heading = format!("Signature {}", i.saturating_add(1));
        sheet.heading(&heading, Style::bold(segment_colour(Segment::Signature)));
        claims::header(sheet, &signature.header);
        checks(sheet, &format!("{heading}, checks"), &signature.checks);
    }
}

fn diagnosis(sheet: &mut Sheet, diagnosis: &[Diagnosis]) {
    if diagnosis.is_empty() {
        return;
    }
    sheet.heading("Why", Style::BOLD);
    for one in diagnosis {
        sheet.paragraph(&one.detail);
        if let Some(flag) = one.remedy.as_ref().and_then(flag) {
            sheet.paragraph(&format!("Try it with {flag}"));
        }
        if let Some(mend) = &one.mend {
            sheet.paragraph("Mended, it reads:");
            claims::verbatim(sheet, mend);
        }
    }
}

/// How to apply a remedy on the command line, where a flag does it.
fn flag(remedy: &Remedy) -> Option<String> {
    match remedy {
        Remedy::Secret { reading, .. } => {
            (*reading == SecretReading::Base64).then(|| "--secret-base64".to_owned())
        }
        Remedy::GivePayload => Some("--payload FILE".to_owned()),
        Remedy::Issuer(issuer) => Some(format!("--issuer {}", shell_word(issuer))),
        Remedy::Audience(audience) => Some(format!("--audience {}", shell_word(audience))),
        Remedy::Leeway(seconds) => Some(format!("--leeway {seconds}")),
        Remedy::Key(_) | Remedy::Payload(_) => None,
    }
}

fn faults(sheet: &mut Sheet, report: &Report) {
    if report.faults.is_empty() {
        return;
    }
    sheet.heading("Faults", Style::BOLD);
    for fault in &report.faults {
        sheet.paragraph(&fault.to_string());
    }
}

fn findings(sheet: &mut Sheet, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    sheet.heading("Advice", Style::BOLD);
    let rows: Vec<_> = findings
        .iter()
        .map(|finding| sheet::Row {
            mark: match finding.severity {
                Severity::Critical => ("critical", Style::bold(Colour::Red)),
                Severity::High => ("high", Style::colour(Colour::Red)),
                Severity::Medium => ("medium", Style::colour(Colour::Yellow)),
                Severity::Low => ("low", Style::colour(Colour::Yellow)),
                Severity::Info => ("info", Style::colour(Colour::Blue)),
            },
            name: finding.title.clone(),
            detail: finding.detail.clone(),
            reference: finding.reference.to_string(),
        })
        .collect();
    sheet.table(&rows);
}

fn style_of(verdict: Verdict) -> Style {
    Style::bold(match verdict {
        Verdict::Valid => Colour::Green,
        Verdict::Unverified => Colour::Yellow,
        Verdict::Invalid => Colour::Red,
    })
}

/// The same hues as in the window.
fn segment_colour(segment: Segment) -> Colour {
    match segment {
        Segment::Header => Colour::Red,
        Segment::Payload | Segment::Ciphertext => Colour::Magenta,
        Segment::Signature | Segment::Tag => Colour::Cyan,
        Segment::Disclosure | Segment::Iv => Colour::Green,
        Segment::KeyBinding | Segment::EncryptedKey => Colour::Yellow,
        Segment::Token => Colour::Blue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckId, Fault, Reference, Unit};
    use jiff::tz::{Offset, TimeZone};

    fn report() -> Report {
        let rfc = Reference::rfc;
        let mut report = Report::new(Kind::Jws, "a.b.c");
        report.serialization = Some(Serialization::Compact);
        report.verdict = Verdict::Invalid;
        report.summary = "It has expired".to_owned();
        report.wrapping = vec!["Bearer".to_owned()];
        report.header = Some(Json::Object(vec![
            ("alg".to_owned(), Json::String("RS256".to_owned())),
            ("kid".to_owned(), Json::String("\x1b[2J".to_owned())),
        ]));
        report.payload = Some(Payload::Json(Json::Object(vec![
            ("iss".to_owned(), Json::String("joe".to_owned())),
            ("exp".to_owned(), Json::Number("1300819380".to_owned())),
            (
                "aud".to_owned(),
                Json::Array(vec![Json::String("a".to_owned()), Json::Null]),
            ),
        ])));
        report.checks = vec![
            Check::pass(
                CheckId::Format,
                rfc(7515, "7.1"),
                "Three segments, strict JSON",
            ),
            Check::fail(CheckId::Expiry, rfc(7519, "4.1.4"), "It expired long ago"),
            Check::skipped(CheckId::Nonce, rfc(7519, "4"), "No nonce is expected"),
        ];
        report.faults = vec![Fault {
            segment: Segment::Header,
            signature: None,
            offset: 3,
            unit: Unit::Encoded,
            detail: "padding (=) is not allowed".to_owned(),
        }];
        report
    }

    fn shown(report: &Report, page: Page) -> String {
        let zone = TimeZone::fixed(Offset::constant(2));
        render(report, &Clock::in_zone(1_300_819_380 + 3_600, zone), page)
    }

    #[test]
    fn the_verdict_comes_first_and_everything_is_aligned() {
        let expected = "\
Invalid  It has expired

What       Signed token (JWS), compact
Taken off  Bearer

Header
  alg  \"RS256\"  RSA with SHA-256
  kid  \"\\u001b[2J\"

Claims
  iss  \"joe\"
  exp  1300819380  2011-03-22 20:43:00 +02:00, 1 hour ago
  aud  [\"a\", null]

Checks
  pass  Format  Three segments, strict JSON  RFC 7515 §7.1
  fail  Expiry  It expired long ago          RFC 7519 §4.1.4
  skip  Nonce   No nonce is expected         RFC 7519 §4

Faults
  Header, character 3: padding (=) is not allowed
";
        assert_eq!(shown(&report(), Page::plain(100)), expected);
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = Page {
            colour: true,
            ..Page::plain(100)
        };
        let text = shown(&report(), coloured);
        assert!(text.contains("\x1b[1;31mInvalid\x1b[0m"));
        let mut plain = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('\x1b') {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, shown(&report(), Page::plain(100)));
    }

    #[test]
    fn a_narrow_page_is_kept_to() {
        for width in [50, 60, 80] {
            let text = shown(&report(), Page::plain(width));
            let widest = text.lines().map(|l| l.chars().count()).max().unwrap();
            assert!(widest <= width, "{width}: {text}");
        }
    }

    #[test]
    fn several_credentials_are_counted_and_the_worst_is_named() {
        let mut first = report();
        first.verdict = Verdict::Unverified;
        first.more = vec![report()];
        let text = shown(&first, Page::plain(80));
        assert!(text.starts_with("2 credentials, the worst is invalid\n\nUnverified"));
        assert!(text.contains("Credential 2 of 2"));
    }
}
