//! Where secrets are kept, how long they last and what was done with them, in words.

use super::StoreChoice;
use crate::app::{Judgement, clock, lasting};
use crate::vault::{Due, Entry, Event, Lead, due};
use jiff::tz::TimeZone;

/// Where secrets are kept, in words.
pub fn store_words(store: StoreChoice) -> &'static str {
    match store {
        StoreChoice::Keyring if cfg!(target_os = "macos") => "the Keychain of macOS",
        StoreChoice::Keyring if cfg!(windows) => "the Credential Manager of Windows",
        StoreChoice::Keyring => "this session's keyring",
        StoreChoice::File => "an encrypted file",
        StoreChoice::Memory => "memory only, until the window closes",
    }
}

/// How long an entry lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// The part of its life that is left, from 0 to 1; none where it has no end.
    pub left: Option<f32>,
    /// What is to be thought of it.
    pub judgement: Judgement,
    /// In words, short enough for a column.
    pub words: String,
}

/// How long an entry lasts, as seen from `now`.
pub fn life(entry: &Entry, lead: Lead, now: i64) -> Life {
    let due = due(entry, lead, now);
    let judgement = match due {
        _ if entry.revoked.is_some() => Judgement::Fail,
        Some(Due::Expired(_)) => Judgement::Fail,
        Some(_) => Judgement::Warn,
        None if entry.expires.is_some() => Judgement::Pass,
        None => Judgement::Skipped,
    };
    let words = match (due, entry.expires) {
        _ if entry.revoked.is_some() => "Revoked".to_owned(),
        (Some(Due::Expired(_)), _) => "Expired".to_owned(),
        (Some(Due::Rotate(_)), _) => "Replace it".to_owned(),
        (Some(Due::RotateSoon(at)), _) => format!("Replace in {}", lasting(at.abs_diff(now))),
        (_, Some(at)) => lasting(at.abs_diff(now)),
        (_, None) => "No end".to_owned(),
    };
    let left = entry.expires.map(|end| {
        let whole = end.saturating_sub(entry.changed).max(1) as f32;
        match entry.revoked {
            Some(_) => 0.0,
            None => (end.saturating_sub(now) as f32 / whole).clamp(0.0, 1.0),
        }
    });
    Life {
        left,
        judgement,
        words,
    }
}

/// What was done, and when.
pub fn event_words(event: &Event, now: i64, zone: &TimeZone) -> (String, String) {
    (event.what.sentence(), clock(event.at, now, zone))
}
