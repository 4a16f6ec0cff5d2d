//! The report on a credential of a service: what its form says of it, and that only the service
//! knows whether it holds.

use crate::credential::catalogue::{Environment, Known, Purpose, Whole, known};
use crate::findings;
use crate::report::{Check, CheckId, Json, Kind, Payload, Reference, Report, Verdict};

/// Reports on a credential whose form is known; on any other it says nothing but that.
pub(super) fn report(text: String) -> Report {
    let Some(known) = known(&text) else {
        return super::unknown::report(&text);
    };
    let mut report = Report::new(Kind::ApiKey, text);
    let row = known.row;
    let reference = Reference::page(row.page.0, row.page.1);
    report.checks = vec![format_check(&known, reference)];
    report.verdict = Verdict::of(&report.checks);
    report.summary = summary(&known);
    report.payload = Some(Payload::Json(facts(&known)));
    report.findings = findings::of_api_key(&known);
    report
}

fn format_check(known: &Known, reference: Reference) -> Check {
    let (id, service) = (CheckId::Format, known.row.service);
    match known.whole {
        Whole::Yes => Check::pass(id, reference, "Its checksum holds"),
        Whole::Unknown => Check::pass(id, reference, format!("Written as {service} writes them")),
        Whole::No => Check::fail(
            id,
            reference,
            "Its checksum does not hold: it is a sample, or a character is wrong",
        ),
    }
}

fn summary(known: &Known) -> String {
    let row = known.row;
    let what = format!("{} {}", row.service, row.title);
    match known.whole {
        Whole::No => format!("{what} whose checksum does not hold: a sample, or a typo"),
        _ if row.provider.is_empty() => format!("{what}; whose it is, it does not say"),
        _ => format!(
            "{what}; whether it is still taken, only {} knows",
            row.service
        ),
    }
}

/// What can be read without asking anybody, as a JSON object.
fn facts(known: &Known) -> Json {
    let row = known.row;
    let text = |text: &str| Json::String(text.to_owned());
    let mut members = vec![
        ("service".to_owned(), text(row.service)),
        ("type".to_owned(), text(row.title)),
        ("purpose".to_owned(), text(purpose(row.purpose))),
    ];
    let environment = row.environment.map(|environment| match environment {
        Environment::Live => "live",
        Environment::Test => "test",
    });
    if let Some(environment) = environment {
        members.push(("environment".to_owned(), text(environment)));
    }
    if let Some(account) = &known.account {
        members.push(("account".to_owned(), text(account)));
    }
    Json::Object(members)
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::ApiKey => "api-key",
        Purpose::AccessToken => "access-token",
        Purpose::RefreshToken => "refresh-token",
        Purpose::ClientSecret => "client-secret",
        Purpose::WebhookSecret => "webhook-secret",
        Purpose::Public => "public",
    }
}
