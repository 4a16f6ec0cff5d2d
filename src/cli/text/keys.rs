//! What is in a file of keys, for a person.

use super::sheet::{Page, Sheet, Style};
use super::time::Clock;
use crate::cli::keys::{Shown, ShownCertificate, ShownKey};
use crate::report::Json;

/// The whole file as text.
pub(in crate::cli) fn known_keys(shown: &Shown, clock: &Clock, page: Page) -> String {
    let mut sheet = Sheet::new(page);
    for key in &shown.keys {
        sheet.gap();
        one(&mut sheet, key, clock);
    }
    if !shown.faults.is_empty() {
        sheet.heading("Faults", Style::BOLD);
        for fault in &shown.faults {
            sheet.paragraph(fault);
        }
    }
    sheet.into_text()
}

fn one(sheet: &mut Sheet, key: &ShownKey, clock: &Clock) {
    let half = match (key.private, key.certificates.is_empty()) {
        (true, _) => "private",
        (false, true) => "public",
        (false, false) => "public, certified",
    };
    let mut rows = vec![("Type", format!("{}, {half}", key.description))];
    let said = [
        ("kid", &key.kid),
        ("alg", &key.alg),
        ("use", &key.public_key_use),
        ("Thumbprint", &key.thumbprint),
        ("Cannot sign", &key.cannot_sign),
    ];
    rows.extend(
        said.into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?))),
    );
    if let Some(operations) = &key.key_ops {
        rows.push(("key_ops", operations.join(", ")));
    }
    rows.extend(
        key.weaknesses
            .iter()
            .map(|weakness| ("Weak", weakness.clone())),
    );
    sheet.heading(&key.name, Style::BOLD);
    sheet.pairs(&rows);
    let several = key.certificates.len() > 1;
    for (place, certificate) in (1..).zip(&key.certificates) {
        let place = if several {
            format!(" {place}")
        } else {
            String::new()
        };
        sheet.heading(&format!("{}, certificate{place}", key.name), Style::BOLD);
        sheet.pairs(&rows_of(certificate, clock));
    }
}

fn rows_of(certificate: &ShownCertificate, clock: &Clock) -> Vec<(&'static str, String)> {
    let time = |seconds: i64| {
        let number = Json::Number(seconds.to_string());
        clock
            .explain(&number)
            .unwrap_or_else(|| seconds.to_string())
    };
    let mut rows = vec![("Subject", certificate.subject.clone())];
    rows.push(if certificate.self_signed {
        ("Issuer", "itself (self-signed)".to_owned())
    } else {
        ("Issuer", certificate.issuer.clone())
    });
    if !certificate.alternative_names.is_empty() {
        rows.push(("Names", certificate.alternative_names.join(", ")));
    }
    rows.extend([
        ("Holds from", time(certificate.not_before)),
        ("Holds until", time(certificate.not_after)),
        ("Serial", certificate.serial.clone()),
        ("Signed with", certificate.signature.clone()),
    ]);
    match (certificate.authority, certificate.path_length) {
        (Some(true), None) => rows.push(("Authority", "yes".to_owned())),
        (Some(true), Some(most)) => {
            rows.push(("Authority", format!("yes, with at most {most} below it")));
        }
        (Some(false), _) => rows.push(("Authority", "no".to_owned())),
        (None, _) => {}
    }
    let uses = certificate
        .key_usage
        .iter()
        .flatten()
        .map(|name| (*name).to_owned());
    let uses: Vec<String> = uses
        .chain(certificate.extended_key_usage.iter().cloned())
        .collect();
    if !uses.is_empty() {
        rows.push(("For", uses.join(", ")));
    }
    rows.push(("x5t", certificate.x5t.clone()));
    rows.push(("x5t#S256", certificate.x5t_s256.clone()));
    rows.extend(
        certificate
            .faults
            .iter()
            .map(|fault| ("Fault", fault.clone())),
    );
    rows
}
