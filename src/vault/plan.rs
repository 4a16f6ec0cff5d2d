//! What an import would do, before it does anything.

use super::{
    Entry, EntryError, Id, Index, Kept, Kind, MAX_SECRET_BYTES, dotenv, read_secret, rotate_by,
};
use std::collections::HashSet;

/// What becomes of one thing that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It becomes a new entry.
    New,
    /// Its secret takes the place of the one that this entry has.
    Replaces(Id),
    /// There is an entry of that label already, and it stays as it is.
    Taken,
    /// It is left out, for a reason.
    LeftOut(String),
}

/// One thing that is imported, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The entry with its secret.
    pub kept: Kept,
    /// What becomes of it.
    pub fate: Fate,
}

/// Parts of names of variables that hold secrets.
const SECRET_NAMES: [&str; 14] = [
    "SECRET",
    "TOKEN",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "APIKEY",
    "_KEY",
    "PRIVATE",
    "CREDENTIAL",
    "COOKIE",
    "BEARER",
    "AUTH",
    "SALT",
    "DSN",
];

/// Of these a name that says otherwise elsewhere is one all the same: `OIDC_IDP_SECRET`,
/// `PUBLIC_KEY_PASSPHRASE`.
const SURE_NAMES: [&str; 4] = ["SECRET", "PASSWORD", "PASSWD", "PASSPHRASE"];

/// How words of names begin that say that it is no secret after all.
const OPEN_WORDS: [&str; 2] = ["PUBLIC", "PUBLISHABLE"];

/// How names end of what is no secret, but an address.
const OPEN_ADDRESSES: [&str; 3] = ["_URL", "_URI", "ENDPOINT"];

/// Whether a variable looks like a secret, by its name or its value.
fn looks_secret(name: &str, value: &[u8]) -> bool {
    if read_secret(value).kind.is_some() {
        return true;
    }
    let name = name.to_ascii_uppercase();
    let holds = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let is_key = name == "KEY" || name.ends_with("_PASS") || name == "PASS";
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if ends(&OPEN_ADDRESSES) {
        return false;
    }
    if holds(&SURE_NAMES) {
        return true;
    }
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let is_open = words.any(|word| OPEN_WORDS.iter().any(|open| word.starts_with(open)));
    (is_key || holds(&SECRET_NAMES)) && !is_open && !name.ends_with("_ID")
}

/// What a variable holds, told from its name.
fn kind_of(name: &str) -> Kind {
    let name = name.to_ascii_uppercase();
    let holds = |part: &str| name.contains(part);
    if holds("CLIENT_SECRET") {
        Kind::ClientSecret
    } else if holds("WEBHOOK") {
        Kind::WebhookSecret
    } else if holds("REFRESH_TOKEN") {
        Kind::RefreshToken
    } else if holds("ACCESS_TOKEN") {
        Kind::AccessToken
    } else if holds("PASSW") || holds("PASSPHRASE") || name.ends_with("PASS") {
        Kind::Password
    } else if holds("COOKIE") {
        Kind::Cookie
    } else if holds("PRIVATE") || holds("SIGNING") || holds("JWT") {
        Kind::SigningKey
    } else if holds("KEY") || holds("TOKEN") {
        Kind::ApiKey
    } else {
        Kind::Other
    }
}

/// What an import would do. With `replace` the secrets of entries that are there already are
/// replaced.
pub fn plan(things: Vec<(Kept, Option<String>)>, index: &Index, replace: bool) -> Vec<Planned> {
    let mut seen = HashSet::new();
    let planned = things.into_iter().map(|(kept, left_out)| {
        let label = kept.entry.label.clone();
        let odd = kept
            .entry
            .check()
            .err()
            .or_else(|| match kept.secret.len() {
                0 => Some(EntryError::NoSecret),
                len if len > MAX_SECRET_BYTES => Some(EntryError::SecretTooLarge),
                _ => None,
            });
        let fate = match (left_out, odd, index.by_label(&label)) {
            (Some(reason), ..) => Fate::LeftOut(reason),
            (_, Some(error), _) => Fate::LeftOut(error.to_string()),
            _ if !seen.insert(label) => {
                Fate::LeftOut("another of the same label is imported".to_owned())
            }
            (.., Some(there)) if replace => Fate::Replaces(there.id.clone()),
            (.., Some(_)) => Fate::Taken,
            (.., None) => Fate::New,
        };
        Planned { kept, fate }
    });
    planned.collect()
}

impl dotenv::Dotenv {
    /// What the file would become as entries, each with the reason where it is left out: what does
    /// not look like a secret is, unless `all` are wanted. `ids` gives an id that nobody has.
    pub fn entries(
        &self,
        all: bool,
        now: i64,
        ids: &mut dyn FnMut() -> Id,
    ) -> Vec<(Kept, Option<String>)> {
        let variables = self.variables.iter().map(|variable| {
            let value = variable.value.expose();
            let read = read_secret(value);
            let kind = read.kind.unwrap_or_else(|| kind_of(&variable.name));
            let entry = Entry {
                provider: read.provider,
                account: read.account,
                scopes: read.scopes,
                expires: read.expires,
                rotate_by: rotate_by(kind, now, read.expires),
                ..Entry::new(ids(), ids(), &variable.name, kind, now)
            };
            let left_out = if value.is_empty() {
                Some("it has no value".to_owned())
            } else if !all && !looks_secret(&variable.name, value) {
                Some("it does not look like a secret".to_owned())
            } else {
                None
            };
            let kept = Kept {
                entry,
                secret: variable.value.clone(),
            };
            (kept, left_out)
        });
        variables.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> impl FnMut() -> Id {
        let mut next = 0;
        move || {
            next += 1;
            Id::new(format!("id{next}")).unwrap()
        }
    }

    fn fates(text: &str, index: &Index, all: bool, replace: bool) -> Vec<(String, Kind, Fate)> {
        let things = dotenv::parse(text).entries(all, 100, &mut ids());
        let planned = plan(things, index, replace);
        let told = planned.into_iter();
        told.map(|p| (p.kept.entry.label, p.kept.entry.kind, p.fate))
            .collect()
    }

    #[test]
    fn what_is_no_secret_is_left_out_and_said() {
        let text = "PORT=3000\nSTRIPE_SECRET_KEY=sk_live_1\nNEXT_PUBLIC_KEY=pk\nDB_PASS=x\nEMPTY_TOKEN=\nGH=ghp_0123\nCLIENT_ID=7\nHOOK_WEBHOOK_SECRET=y";
        let told = fates(text, &Index::default(), false, false);
        let taken: Vec<(&str, Kind)> = told
            .iter()
            .filter(|(.., fate)| *fate == Fate::New)
            .map(|(label, kind, _)| (label.as_str(), *kind))
            .collect();
        assert_eq!(
            taken,
            [
                ("STRIPE_SECRET_KEY", Kind::ApiKey),
                ("DB_PASS", Kind::Password),
                ("GH", Kind::ApiKey),
                ("HOOK_WEBHOOK_SECRET", Kind::WebhookSecret),
            ]
        );
        let all = fates(text, &Index::default(), true, false);
        let new = all.iter().filter(|(.., fate)| *fate == Fate::New);
        assert_eq!(new.count(), 7, "all but the empty one");
    }

    #[test]
    fn a_part_of_a_word_hides_no_secret() {
        for (name, is_taken) in [
            ("OIDC_IDP_SECRET", true),
            ("AZURE_IDENTITY_CLIENT_SECRET", true),
            ("VAULT_SECRET_ID", true),
            ("PUBLIC_KEY_PASSPHRASE", true),
            ("SHORT_URL_API_KEY", true),
            ("REPUBLIC_TOKEN", true),
            ("AWS_ACCESS_KEY_ID", false),
            ("AUTH0_CLIENT_ID", false),
            ("TOKEN_URL", false),
            ("PASSWORD_RESET_URL", false),
            ("AUTH_ENDPOINT", false),
            ("NEXT_PUBLIC_KEY", false),
            ("STRIPE_PUBLISHABLE_KEY", false),
        ] {
            assert_eq!(looks_secret(name, b"x"), is_taken, "{name}");
        }
    }

    #[test]
    fn what_is_there_already_stays_unless_it_is_to_be_replaced() {
        let mut index = Index::default();
        let id = Id::new("own").unwrap();
        let entry = Entry::new(id.clone(), id.clone(), "A_TOKEN", Kind::ApiKey, 1);
        index.add(entry).unwrap();
        assert_eq!(fates("A_TOKEN=x", &index, false, false)[0].2, Fate::Taken);
        assert_eq!(
            fates("A_TOKEN=x", &index, false, true)[0].2,
            Fate::Replaces(id)
        );
    }

    #[test]
    fn a_reminder_comes_with_it() {
        let things = dotenv::parse("A_API_KEY=x").entries(false, 100, &mut ids());
        assert_eq!(things[0].0.entry.rotate_by, Some(100 + 90 * 86_400));
    }
}
