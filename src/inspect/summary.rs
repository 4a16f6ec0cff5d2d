//! One sentence that says what a report comes to.

use crate::report::{CheckId, Json, Report, Status, Verdict, lower};

/// The sentence on a signed token.
pub(super) fn of_signed(report: &Report) -> String {
    match report.verdict {
        Verdict::Valid => {
            let alg = header_text(report, "alg").unwrap_or("its algorithm");
            let source = report
                .key
                .as_ref()
                .map_or("the key", |key| key.source.as_str());
            format!("Signed with {alg} by the key from {source}, and nothing speaks against it")
        }
        Verdict::Invalid => of_failed(report),
        Verdict::Unverified => {
            let (lead, id) = match report.status(CheckId::Signature) {
                Status::Pass => (
                    "The signature holds, but its key is not trusted",
                    CheckId::KeyTrust,
                ),
                _ => ("The signature was not verified", CheckId::Signature),
            };
            let why = report.check(id).map_or("", |c| c.detail.as_str());
            format!(
                "{lead}: {}",
                why.strip_prefix("Not checked: ").unwrap_or(why)
            )
        }
    }
}

/// The sentence on an SD-JWT.
pub(super) fn of_selective(report: &Report) -> String {
    let holds = [CheckId::Signature, CheckId::KeyTrust]
        .iter()
        .all(|id| report.status(*id) == Status::Pass);
    if report.verdict != Verdict::Unverified || !holds {
        return of_signed(report);
    }
    let (what, id) = match report.status(CheckId::Disclosures) {
        Status::Skipped => ("what is disclosed", CheckId::Disclosures),
        _ => ("the key binding", CheckId::KeyBinding),
    };
    let why = report.check(id).map_or("", |c| c.detail.as_str());
    format!(
        "The signature holds, but {what} was not verified: {}",
        why.strip_prefix("Not checked: ").unwrap_or(why)
    )
}

/// The sentence on a PASETO.
pub(super) fn of_paseto(report: &Report) -> String {
    let name = |name| header_text(report, name).unwrap_or_default();
    let what = format!("{}.{}", name("version"), name("purpose"));
    match report.verdict {
        Verdict::Invalid => of_failed(report),
        Verdict::Valid => {
            let source = report
                .key
                .as_ref()
                .map_or("the key", |key| key.source.as_str());
            format!("Signed as {what} by the key from {source}, and nothing speaks against it")
        }
        Verdict::Unverified if name("purpose") == "local" => {
            format!("Encrypted as {what}, and not decrypted")
        }
        Verdict::Unverified => of_signed(report),
    }
}

/// The sentence on an encrypted token; `is_public` where anybody can encrypt so.
pub(super) fn of_sealed(report: &Report, is_public: bool) -> String {
    if Verdict::of(&report.checks) == Verdict::Invalid {
        return of_failed(report);
    }
    let name = |name| header_text(report, name).unwrap_or("an unnamed algorithm");
    let (alg, enc) = (name("alg"), name("enc"));
    let why = |id| {
        let why = report.check(id).map_or("", |c| c.detail.as_str());
        why.strip_prefix("Not checked: ").unwrap_or(why).to_owned()
    };
    if report.status(CheckId::Decryption) != Status::Pass {
        let why = why(CheckId::Decryption);
        return format!("Encrypted with {alg} and {enc}, and not opened: {why}");
    }
    let source = report.key.as_ref().map_or("the key", |k| k.source.as_str());
    let opened = format!("Opened with {alg} by the key from {source}");
    if report.status(CheckId::KeyTrust) != Status::Pass {
        let why = why(CheckId::KeyTrust);
        return format!("{opened}, but that key is not trusted: {why}");
    }
    if let Some(inner) = &report.inner {
        let summary = &inner.summary;
        return format!("{opened}; inside: {}", lower(summary));
    }
    if is_public {
        return format!(
            "{opened}, and nothing speaks against it; who encrypted it, that does not prove"
        );
    }
    format!("{opened}, and nothing speaks against it; it was made by somebody who has that key")
}

/// What failed. The signature says more than any claim, and the format more than what rests on it.
fn of_failed(report: &Report) -> String {
    let failed: Vec<_> = report
        .checks
        .iter()
        .filter(|c| c.status == Status::Fail)
        .collect();
    let Some(first) = failed.first() else {
        return String::new();
    };
    match failed.len() - 1 {
        0 => format!("{}: {}", first.id.title(), first.detail),
        more => format!(
            "{}: {} ({more} more failed)",
            first.id.title(),
            first.detail
        ),
    }
}

fn header_text<'r>(report: &'r Report, name: &str) -> Option<&'r str> {
    report.header.as_ref()?.get(name).and_then(Json::as_str)
}
