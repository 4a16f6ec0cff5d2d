//! Credentials of services that are known by their form: who issued them, what they are, and what
//! can be read from them without asking anybody.
//!
//! A form says what a text was made to be, never that the service takes it.

mod checksum;
mod form;
mod read;
mod rows;

use checksum::Checksum;
use form::Form;
pub use rows::ROWS;

/// What a credential is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A key that stands for an account.
    ApiKey,
    /// What was issued in a login, for an API (RFC 6749 §1.4).
    AccessToken,
    /// What gets new ones (RFC 6749 §1.5).
    RefreshToken,
    /// The password of a client (RFC 6749 §2.3.1).
    ClientSecret,
    /// What a webhook's signature is checked with.
    WebhookSecret,
    /// It may be seen by everybody: it says who calls, not that he may.
    Public,
}

/// Where a credential counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// It acts on what is real.
    Live,
    /// It acts on what was made up for tests.
    Test,
}

/// A form that is known.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The service's name for programs: `github`.
    pub provider: &'static str,
    /// Its name for people.
    pub service: &'static str,
    /// What it is, without the service: `personal access token`.
    pub title: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it counts, where its form says so.
    pub environment: Option<Environment>,
    form: Form,
    checksum: Option<Checksum>,
    account: Option<fn(&str) -> Option<String>>,
    /// Where the service writes about it.
    pub page: (&'static str, &'static str),
}

/// Whether the characters of a credential fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whole {
    /// It has no checksum.
    Unknown,
    /// Its checksum holds.
    Yes,
    /// Its checksum does not hold: it is a sample, or a character is wrong.
    No,
}

/// A credential whose form is known.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its form.
    pub row: &'static Row,
    /// Whether its characters fit each other.
    pub whole: Whole,
    /// The account that it says it is of.
    pub account: Option<String>,
}

/// What a text is that is one credential of a service and nothing else; white space around it is for
/// others to take off. Takes time linear in the length of the text.
pub fn known(text: &str) -> Option<Known> {
    if !form::may_be(text) {
        return None;
    }
    let row = ROWS.iter().find(|row| row.form.fits(text))?;
    let whole = match row.checksum {
        None => Whole::Unknown,
        Some(checksum) if checksum.holds(text) => Whole::Yes,
        Some(_) => Whole::No,
    };
    Some(Known {
        row,
        whole,
        account: row.account.and_then(|read| read(text)),
    })
}

/// The form as which a text begins, whatever follows: services make their credentials longer, and a
/// secret that is kept need not be whole to be known.
pub fn begins_as(text: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.form.begins_so(text))
}

#[cfg(test)]
mod tests;
