//! What is printed of entries as JSON.

use crate::report::Secret;
use crate::vault::{Due, Entry, Event, Lead, What, due};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// What `vault list --format json` prints.
#[derive(Serialize)]
pub(super) struct ShownList<'a> {
    pub(super) store: &'static str,
    pub(super) entries: Vec<Shown<'a>>,
}

/// What `vault remove --format json` prints.
#[derive(Serialize)]
pub(super) struct Removed {
    /// Their labels.
    pub(super) removed: Vec<String>,
    /// Whether their secrets are deleted too. Else they are the next time that the vault is opened.
    pub(super) secrets_deleted: bool,
}

/// An entry. Times are Unix seconds.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    id: &'a str,
    label: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    scopes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    created: i64,
    changed: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotate_by: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used: Option<i64>,
    /// When its secret was given back to who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<i64>,
    /// Why it wants to be looked at: `expired`, `expires`, `rotate`, `rotate-soon`.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    companions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    activity: Option<Vec<ShownEvent<'a>>>,
}

/// An entry with its secret, where it was asked for.
#[derive(Serialize)]
pub(super) struct ShownWithSecret<'a> {
    #[serde(flatten)]
    shown: Shown<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    /// A secret that is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_base64: Option<String>,
}

/// One thing that was done.
#[derive(Serialize)]
pub(super) struct ShownEvent<'a> {
    at: i64,
    #[serde(flatten)]
    what: &'a What,
}

impl<'a> Shown<'a> {
    pub(super) fn of(entry: &'a Entry, lead: Lead, now: i64) -> Self {
        Self {
            id: entry.id.as_str(),
            label: &entry.label,
            kind: entry.kind.as_str(),
            provider: entry.provider.as_deref(),
            environment: entry.environment.as_deref(),
            account: entry.account.as_deref(),
            profile: entry.profile.as_deref(),
            tags: &entry.tags,
            scopes: &entry.scopes,
            note: entry.note.as_deref(),
            created: entry.created,
            changed: entry.changed,
            expires: entry.expires,
            rotate_by: entry.rotate_by,
            last_used: entry.last_used,
            revoked: entry.revoked,
            due: due(entry, lead, now).map(|due| match due {
                Due::Expired(_) => "expired",
                Due::Expires(_) => "expires",
                Due::Rotate(_) => "rotate",
                Due::RotateSoon(_) => "rotate-soon",
            }),
            companions: Vec::new(),
            activity: None,
        }
    }

    /// The same with the others of its login, and what was done with it.
    pub(super) fn with(self, companions: Vec<&'a str>, events: Vec<ShownEvent<'a>>) -> Self {
        Self {
            companions,
            activity: Some(events),
            ..self
        }
    }

    pub(super) fn with_secret(self, secret: Option<&'a Secret>) -> ShownWithSecret<'a> {
        let text = secret.and_then(|secret| std::str::from_utf8(secret.expose()).ok());
        let bytes = secret.filter(|_| text.is_none());
        ShownWithSecret {
            shown: self,
            secret: text,
            secret_base64: bytes.map(|bytes| STANDARD.encode(bytes.expose())),
        }
    }
}

impl<'a> ShownEvent<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        Self {
            at: event.at,
            what: &event.what,
        }
    }
}
