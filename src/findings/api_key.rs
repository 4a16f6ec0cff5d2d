//! What is known of a credential of a service by its form alone.

use super::Rule;
use crate::credential::catalogue::{Environment, Known, Purpose};
use crate::report::{Finding, Reference, Severity};

pub(super) const LIVE: Rule = Rule {
    id: "live-key",
    severity: Severity::Medium,
    title: "It acts on what is real",
    meaning: "A live key moves real money or data wherever it is tried, and stays good until it is rolled",
    reference: Reference::rfc(6750, "5.3"),
};

pub(super) const PUBLIC: Rule = Rule {
    id: "public-key-of-service",
    severity: Severity::Info,
    title: "It may be public",
    meaning: "It says who calls and opens nothing by itself, so it may stand in a web page or an app",
    reference: Reference::rfc(6749, "2.2"),
};

/// A secret key for the live environment.
pub(super) fn live(known: &Known) -> Option<Finding> {
    let row = known.row;
    let is_live = row.environment == Some(Environment::Live) && row.purpose != Purpose::Public;
    is_live.then(|| {
        let detail = format!(
            "The {} {} counts in the live environment: keep it in a vault or a variable, and roll it where it was seen",
            row.service, row.title
        );
        LIVE.found(Severity::Medium, detail)
    })
}

/// A key that is made to be seen.
pub(super) fn public(known: &Known) -> Option<Finding> {
    let row = known.row;
    (row.purpose == Purpose::Public).then(|| {
        let detail = format!(
            "A {} of {} is made to be seen: what protects is what the service lets it do",
            row.title, row.service
        );
        PUBLIC.found(Severity::Info, detail)
    })
}
