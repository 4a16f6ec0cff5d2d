//! The report on keys: what they are, not whether they are anyone's.

use crate::credential::Form;
use crate::findings;
use crate::jose::key::{KeyError, KeyFormat, KeySet, weaknesses};
use crate::report::{Check, CheckId, Fault, Kind, Reference, Report, Segment, Unit, Verdict};

/// Reports on keys that were read from a text or from bytes.
pub(super) fn report(form: Form, text: String, keys: &Result<KeySet, KeyError>) -> Report {
    let kind = match form {
        Form::Jwk => Kind::Jwk,
        Form::Jwks | Form::PemMap => Kind::Jwks,
        _ => Kind::Pem,
    };
    let mut report = Report::new(kind, text);
    match keys {
        Ok(set) => on_keys(&mut report, set),
        Err(error) => {
            let detail = format!("The text {error}");
            report.summary.clone_from(&detail);
            report.checks = vec![Check::fail(CheckId::Format, reference(kind), detail)];
        }
    }
    report.verdict = Verdict::of(&report.checks);
    report
}

fn on_keys(report: &mut Report, set: &KeySet) {
    let reference = reference(report.kind);
    let count = match set.keys.len() {
        1 => "1 key".to_owned(),
        n => format!("{n} keys"),
    };
    report.checks.push(match set.faults.as_slice() {
        [] => Check::pass(
            CheckId::Format,
            reference,
            format!("{count}, each well made"),
        ),
        [only] => Check::fail(CheckId::Format, reference, only.clone()),
        [first, rest @ ..] => {
            let detail = format!("{first} (and {} more)", rest.len());
            Check::fail(CheckId::Format, reference, detail)
        }
    });
    report.faults = set.faults.iter().map(|detail| fault(detail)).collect();
    let weak: Vec<_> = set
        .keys
        .iter()
        .flat_map(|key| weaknesses(key, None))
        .collect();
    report.checks.push(match weak.first() {
        None => Check::pass(
            CheckId::KeyStrength,
            Reference::rfc(8725, "3.5"),
            "No key is weak",
        ),
        Some(first) => {
            let said: Vec<_> = weak.iter().map(ToString::to_string).collect();
            Check::fail(CheckId::KeyStrength, first.reference(), said.join("; "))
        }
    });
    report.findings = findings::of_keys(set);
    report.summary = summary(set);
}

fn fault(detail: &str) -> Fault {
    Fault {
        segment: Segment::Token,
        signature: None,
        offset: 0,
        unit: Unit::Encoded,
        detail: detail.to_owned(),
    }
}

fn summary(set: &KeySet) -> String {
    const MOST: usize = 3;
    let shown = set.keys.iter().take(MOST).map(|key| {
        let half = if key.is_private { "private " } else { "" };
        match &key.kid {
            Some(kid) => format!("{half}{}, kid {kid:?}", key.description()),
            None => format!("{half}{}", key.description()),
        }
    });
    let shown: Vec<_> = shown.collect();
    let what = match (set.format, set.keys.len()) {
        (KeyFormat::Secret, _) => "A secret".to_owned(),
        (_, 1) => "A key".to_owned(),
        (_, n) => format!("{n} keys"),
    };
    let more = set.keys.len().saturating_sub(MOST);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{what}: {}{more}", shown.join("; "))
}

fn reference(kind: Kind) -> Reference {
    match kind {
        Kind::Jwk => Reference::rfc(7517, "4"),
        Kind::Jwks => Reference::rfc(7517, "5"),
        _ => Reference::rfc(7468, "2"),
    }
}
