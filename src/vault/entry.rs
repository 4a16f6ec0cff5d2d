//! What is known of a credential without its secret.

use super::Kind;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The largest secret: four times the largest that is known, a chain of certificates with its key.
pub const MAX_SECRET_BYTES: usize = 64 << 10;

/// A label is one line of a list.
pub(super) const MAX_LABEL_CHARS: usize = 200;

/// Provider, environment, account, profile, one tag, one scope.
const MAX_WORD_CHARS: usize = 200;

/// A note is no document.
const MAX_NOTE_CHARS: usize = 4_000;

/// The most tags and scopes of an entry; more are a mistake.
pub const MAX_WORDS: usize = 100;

/// An id is 22 characters where it is made here; what comes in a file may be another's.
const MAX_ID_CHARS: usize = 64;

/// A name that is never shown to a person and never changes: of an entry, of a secret in its store,
/// or of a login. Letters, digits, `-` and `_`, so that every store takes it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of that text; nothing where it has other characters or is far too long.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let is_id = (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(is_plain);
        is_id.then_some(Self(text))
    }

    /// The id of a number, which tells apart what has no id of its own yet.
    pub fn numbered(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// So much of it as tells it from others in a list.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(text).ok_or_else(|| serde::de::Error::custom("that is no id"))
    }
}

/// What is known of a credential. It never holds the secret, nor anything made from it but what the
/// secret itself says in the open: when it expires, and for whom it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name for programs, for as long as it is kept.
    pub id: Id,
    /// The name under which its secret is stored. A new secret gets a new one, so that the old is
    /// whole until the new one counts.
    pub secret: Id,
    /// Its name for people: one of its own.
    pub label: String,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    /// Who issued it: `github`, `id.northwind.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Where it counts: `production`, `test`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// For whom it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The sign-in profile it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The login it came from; others of the same are its companions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Id>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What it may do (RFC 6749 §3.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Whatever a person wants to remember.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was added, in Unix seconds.
    pub created: i64,
    /// When its secret last changed, in Unix seconds.
    pub changed: i64,
    /// When it expires, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    /// When a person wants to have replaced it, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotate_by: Option<i64>,
    /// When its secret was last used, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<i64>,
    /// When its secret was given back to who issued it (RFC 7009), in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<i64>,
}

/// Why an entry cannot be kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// It has no label.
    #[error("the label is empty; give it a name to find it by")]
    NoLabel,
    /// Something is too long.
    #[error("the {what} is longer than {most} characters, which is the most")]
    TooLong {
        /// What it is.
        what: &'static str,
        /// The most there may be.
        most: usize,
    },
    /// There are too many of something.
    #[error("there are more than {MAX_WORDS} {0}")]
    TooMany(&'static str),
    /// Something that is one line holds a line end or another control character.
    #[error("the {0} holds a line end or another control character; write it in one line")]
    NotOneLine(&'static str),
    /// There is no secret to keep.
    #[error("the secret is empty")]
    NoSecret,
    /// The secret is too large.
    #[error("the secret is larger than {} KiB, which is the most that is kept", MAX_SECRET_BYTES >> 10)]
    SecretTooLarge,
}

impl Entry {
    /// An entry of which nothing is known yet but its names.
    pub fn new(id: Id, secret: Id, label: impl Into<String>, kind: Kind, now: i64) -> Self {
        Self {
            id,
            secret,
            label: label.into(),
            kind,
            provider: None,
            environment: None,
            account: None,
            profile: None,
            login: None,
            tags: Vec::new(),
            scopes: Vec::new(),
            note: None,
            created: now,
            changed: now,
            expires: None,
            rotate_by: None,
            last_used: None,
            revoked: None,
        }
    }

    /// Whether it can be kept as it is.
    ///
    /// # Errors
    /// The first thing that is not as it must be.
    pub fn check(&self) -> Result<(), EntryError> {
        if self.label.trim().is_empty() {
            return Err(EntryError::NoLabel);
        }
        one_line("label", &self.label, MAX_LABEL_CHARS)?;
        let words = [
            ("provider", &self.provider),
            ("environment", &self.environment),
            ("account", &self.account),
            ("profile", &self.profile),
        ];
        for (what, word) in words {
            one_line(what, word.as_deref().unwrap_or_default(), MAX_WORD_CHARS)?;
        }
        for (what, many, list) in [
            ("tag", "tags", &self.tags),
            ("scope", "scopes", &self.scopes),
        ] {
            if list.len() > MAX_WORDS {
                return Err(EntryError::TooMany(many));
            }
            for word in list {
                one_line(what, word, MAX_WORD_CHARS)?;
            }
        }
        not_longer(
            "note",
            self.note.as_deref().unwrap_or_default(),
            MAX_NOTE_CHARS,
        )
    }

    /// Every name that [`Entry::attributes`] may give.
    pub const ATTRIBUTES: [&str; 16] = [
        "id",
        "label",
        "kind",
        "provider",
        "environment",
        "account",
        "profile",
        "login",
        "tags",
        "scopes",
        "note",
        "created",
        "changed",
        "expires",
        "rotate-by",
        "revoked",
    ];

    /// What a keyring's own window and `secret-tool` show beside the secret, and from which an
    /// index is made again: names and values, without the secret.
    pub fn attributes(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                all.insert(name.to_owned(), value);
            }
        };
        let time = |at: Option<i64>| at.map(|at| at.to_string());
        put("id", Some(self.id.to_string()));
        put("label", Some(self.label.clone()));
        put("kind", Some(self.kind.as_str().to_owned()));
        put("provider", self.provider.clone());
        put("environment", self.environment.clone());
        put("account", self.account.clone());
        put("profile", self.profile.clone());
        put("login", self.login.as_ref().map(Id::to_string));
        put("tags", Some(self.tags.join("\n")));
        put("scopes", Some(self.scopes.join("\n")));
        put("note", self.note.clone());
        put("created", time(Some(self.created)));
        put("changed", time(Some(self.changed)));
        put("expires", time(self.expires));
        put("rotate-by", time(self.rotate_by));
        put("revoked", time(self.revoked));
        all
    }

    /// The entry that attributes tell of; nothing where they are not those of one.
    pub fn from_attributes(secret: Id, attributes: &BTreeMap<String, String>) -> Option<Self> {
        let get = |name: &str| {
            attributes
                .get(name)
                .filter(|value| !value.is_empty())
                .cloned()
        };
        let time = |name: &str| get(name)?.parse().ok();
        let words = |name: &str| -> Vec<String> {
            let text = get(name).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        let kind = get("kind").and_then(|name| Kind::from_name(&name));
        let created = time("created")?;
        let entry = Self {
            provider: get("provider"),
            environment: get("environment"),
            account: get("account"),
            profile: get("profile"),
            login: get("login").and_then(Id::new),
            tags: words("tags"),
            scopes: words("scopes"),
            note: get("note"),
            changed: time("changed").unwrap_or(created),
            expires: time("expires"),
            rotate_by: time("rotate-by"),
            revoked: time("revoked"),
            ..Self::new(
                Id::new(get("id")?)?,
                secret,
                get("label")?,
                kind.unwrap_or_default(),
                created,
            )
        };
        entry.check().is_ok().then_some(entry)
    }
}

/// Whether a text can be the name of an entry's profile.
///
/// # Errors
/// Why not.
pub fn check_profile(name: &str) -> Result<(), EntryError> {
    one_line("profile", name, MAX_WORD_CHARS)
}

/// Whether a text can be a provider, an account, a profile, a tag or a scope of an entry.
pub fn fitting(word: &str) -> bool {
    !word.is_empty() && one_line("", word, MAX_WORD_CHARS).is_ok()
}

fn one_line(what: &'static str, text: &str, most: usize) -> Result<(), EntryError> {
    if text.chars().any(char::is_control) {
        return Err(EntryError::NotOneLine(what));
    }
    not_longer(what, text, most)
}

fn not_longer(what: &'static str, text: &str, most: usize) -> Result<(), EntryError> {
    if text.chars().count() > most {
        return Err(EntryError::TooLong { what, most });
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An entry with everything that one can have.
    pub(in crate::vault) fn full(label: &str) -> Entry {
        let id = |text: &str| Id::new(text).unwrap();
        Entry {
            provider: Some("id.northwind.example".into()),
            environment: Some("production".into()),
            account: Some("ada@northwind.example".into()),
            profile: Some("Northwind".into()),
            login: Some(id("login-1")),
            tags: vec!["billing".into(), "two words".into()],
            scopes: vec!["openid".into(), "read:all".into()],
            note: Some("first line\nsecond".into()),
            changed: 150,
            expires: Some(300),
            rotate_by: Some(250),
            ..Entry::new(id(label), id("s1"), label, Kind::AccessToken, 100)
        }
    }

    #[test]
    fn attributes_tell_the_whole_entry() {
        let entry = Entry {
            revoked: Some(200),
            ..full("gh")
        };
        let again = Entry::from_attributes(entry.secret.clone(), &entry.attributes());
        assert_eq!(again, Some(entry.clone()));
        let names: Vec<String> = entry.attributes().into_keys().collect();
        let mut all = Entry::ATTRIBUTES.map(str::to_owned);
        all.sort();
        assert_eq!(names, all);
        // An empty one is none: a keyring cannot forget a name.
        let mut emptied = entry.attributes();
        for name in ["note", "tags", "expires", "revoked"] {
            emptied.insert(name.to_owned(), String::new());
        }
        let bare = Entry::from_attributes(entry.secret.clone(), &emptied).unwrap();
        assert_eq!((bare.note, bare.tags.len(), bare.expires), (None, 0, None));
        assert_eq!(bare.revoked, None);
        for needed in ["id", "label", "created"] {
            let mut attributes = entry.attributes();
            attributes.remove(needed);
            let read = Entry::from_attributes(entry.secret.clone(), &attributes);
            assert_eq!(read, None, "{needed}");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        let change = |change: &dyn Fn(&mut Entry)| {
            let mut entry = full("gh");
            change(&mut entry);
            entry.check().err()
        };
        assert_eq!(change(&|_| ()), None);
        assert_eq!(change(&|e| e.label = " ".into()), Some(EntryError::NoLabel));
        assert_eq!(
            change(&|e| e.label = "a\nb".into()),
            Some(EntryError::NotOneLine("label"))
        );
        assert_eq!(
            change(&|e| e.tags = vec!["a\u{1b}".into()]),
            Some(EntryError::NotOneLine("tag"))
        );
        assert_eq!(
            change(&|e| e.note = Some("n".repeat(4_001))),
            Some(EntryError::TooLong {
                what: "note",
                most: 4_000
            })
        );
        assert_eq!(
            change(&|e| e.scopes = vec!["s".into(); 101]),
            Some(EntryError::TooMany("scopes"))
        );
    }

    #[test]
    fn an_id_is_taken_by_every_store() {
        for good in ["a", "A-b_9", &"x".repeat(64)] {
            assert!(Id::new(good).is_some(), "{good}");
        }
        for bad in ["", "a/b", "a b", "ä", "..", &"x".repeat(65)] {
            assert!(Id::new(bad).is_none(), "{bad}");
            let json = serde_json::to_string(bad).unwrap();
            assert!(serde_json::from_str::<Id>(&json).is_err(), "{bad}");
        }
    }
}
