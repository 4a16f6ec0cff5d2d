//! The tokens of a login, kept together under one name: what becomes of the list.

use super::{Entry, Id, Index, Kind, Reading, fitting, is_unchecked, issuer_name};
use crate::report::Secret;

/// The tokens that a login brought, and what is known of them. What is not said is read from each
/// token, where it says it, and else it stays as it was.
#[derive(Clone, Debug, Default)]
pub struct LoginTokens {
    /// The name of the access token. The others have the same with something behind it:
    /// [`login_label`].
    pub label: String,
    /// Who issued them: an issuer's address, or the name of a provider.
    pub provider: Option<String>,
    /// For whom they stand: `sub` (OpenID Connect Core §2).
    pub account: Option<String>,
    /// The sign-in profile.
    pub profile: Option<String>,
    /// What they may do (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// The access token.
    pub access_token: Option<Secret>,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The ID token.
    pub id_token: Option<Secret>,
    /// The private key that they are bound to (RFC 9449), as a JWK.
    pub dpop_key: Option<Secret>,
    /// When the access token expires by the answer it came with, in Unix seconds.
    pub expires: Option<i64>,
    /// Whether they came for a refresh token (RFC 6749 §6), and not from a person who signed in.
    pub was_refreshed: bool,
    /// The entries whose place they take, each that of its kind, whatever their labels are by now.
    /// Where none is named, those that an earlier login left under the same name.
    pub replaces: Vec<Id>,
}

/// The kinds of what is kept of a login: its tokens, and the key that they are bound to.
pub const LOGIN_KINDS: [Kind; 4] = [
    Kind::AccessToken,
    Kind::RefreshToken,
    Kind::IdToken,
    Kind::SigningKey,
];

/// Whether it is a token that a provider gave.
pub fn is_token(kind: Kind) -> bool {
    LOGIN_KINDS.contains(&kind) && kind != Kind::SigningKey
}

/// Whether it is the key that the tokens of a login are bound to (RFC 9449). Nobody needs to see
/// it: it is used where the login is refreshed, and goes with the last of its tokens.
pub fn is_dpop_key(entry: &Entry) -> bool {
    is_of_login(entry, Kind::SigningKey)
}

/// What the labels of a login's tokens end with: what each is.
const ACCESS: &str = "-access";
const REFRESH: &str = "-refresh";
const ID: &str = "-id";
const DPOP: &str = "-dpop";

/// The label under which a token of a login is kept.
pub fn login_label(label: &str, kind: Kind) -> String {
    match kind {
        Kind::RefreshToken => format!("{label}{REFRESH}"),
        Kind::IdToken => format!("{label}{ID}"),
        Kind::SigningKey => format!("{label}{DPOP}"),
        _ => label.to_owned(),
    }
}

/// The name of the login of a token with that label.
pub fn login_name(label: &str) -> &str {
    let label = label.strip_suffix("-unchecked").unwrap_or(label);
    let ends = [ACCESS, REFRESH, ID, DPOP].into_iter();
    let base = ends.filter_map(|end| label.strip_suffix(end)).next();
    base.filter(|base| !base.is_empty()).unwrap_or(label)
}

/// The entry that stands where a token of a login would be kept, and came from no login. It is
/// nothing that a login may replace.
pub fn in_the_way<'i>(index: &'i Index, label: &str) -> Option<&'i Entry> {
    LOGIN_KINDS.into_iter().find_map(|kind| {
        let there = index.by_label(&login_label(label, kind))?;
        (!is_of_login(there, kind)).then_some(there)
    })
}

fn is_of_login(entry: &Entry, kind: Kind) -> bool {
    entry.kind == kind && entry.login.is_some()
}

/// The keys that nothing is bound to once these entries are gone: those of logins whose last token
/// is among them.
pub fn keys_with(index: &Index, gone: &[Id]) -> Vec<Id> {
    let is_left_alone = |key: &&Entry| {
        let of_login = index.companions(key).into_iter();
        let mut tokens = of_login.filter(|other| is_token(other.kind)).peekable();
        let is_bound = tokens.peek().is_some();
        is_bound && tokens.all(|token| gone.contains(&token.id))
    };
    let keys = index.entries.iter().filter(|entry| is_dpop_key(entry));
    let keys = keys.filter(|key| !gone.contains(&key.id));
    let keys = keys.filter(is_left_alone);
    keys.map(|key| key.id.clone()).collect()
}

/// A token that is new, with the names that it gets where it has no entry yet.
#[derive(Clone, Debug)]
pub struct LoginPart {
    /// What it is.
    pub kind: Kind,
    /// What it says of itself.
    pub read: Reading,
    /// The entry's name.
    pub id: Id,
    /// The secret's name.
    pub name: Id,
}

/// An entry as it is to be, and the secret that it has until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginChange {
    /// The entry.
    pub entry: Entry,
    /// The name of the secret before; none for a new entry.
    pub before: Option<Id>,
}

impl LoginTokens {
    /// The token of that kind.
    pub fn token(&self, kind: Kind) -> Option<&Secret> {
        match kind {
            Kind::AccessToken => self.access_token.as_ref(),
            Kind::RefreshToken => self.refresh_token.as_ref(),
            Kind::IdToken => self.id_token.as_ref(),
            Kind::SigningKey => self.dpop_key.as_ref(),
            _ => None,
        }
    }

    /// The entry whose place the token of that kind takes.
    pub fn own<'i>(&self, index: &'i Index, kind: Kind) -> Option<&'i Entry> {
        if !self.replaces.is_empty() {
            let named = self.replaces.iter().filter_map(|id| index.get(id));
            let mut named = named.filter(|entry| !is_unchecked(entry));
            return named.find(|entry| entry.kind == kind);
        }
        let there = index.by_label(&login_label(&self.label, kind));
        there.filter(|entry| is_of_login(entry, kind))
    }

    /// The entries that an earlier login left.
    fn old<'i>(&self, index: &'i Index) -> impl Iterator<Item = &'i Entry> {
        let kinds = LOGIN_KINDS.into_iter();
        kinds.filter_map(move |kind| self.own(index, kind))
    }

    /// The name of the login that these continue; none where there is no earlier one.
    pub fn login(&self, index: &Index) -> Option<Id> {
        self.old(index).find_map(|old| old.login.clone())
    }

    /// The label of a new entry. Where another thing has the name of the login itself, that of the
    /// access token says what it is too.
    fn new_label(&self, index: &Index, kind: Kind) -> String {
        let label = login_label(&self.label, kind);
        if kind == Kind::AccessToken && index.by_label(&label).is_some() {
            return index.free_label(&format!("{label}{ACCESS}"));
        }
        index.free_label(&label)
    }

    fn provider(&self) -> Option<String> {
        let name = self.provider.as_deref().map(issuer_name);
        name.filter(|name| fitting(name))
    }

    fn account(&self) -> Option<String> {
        self.account.clone().filter(|account| fitting(account))
    }

    /// Whether an entry may be of whom these are.
    fn may_be_same(&self, entry: &Entry) -> bool {
        let agree = |new: Option<String>, old: &Option<String>| {
            new.is_none() || old.is_none() || new == *old
        };
        agree(self.provider(), &entry.provider) && agree(self.account(), &entry.account)
    }

    /// What becomes of the list; an entry a part, in their order. `login` is the name of the login
    /// where it continues no earlier one.
    pub fn changes(
        &self,
        index: &Index,
        parts: &[LoginPart],
        login: &Id,
        now: i64,
    ) -> Vec<LoginChange> {
        let is_same = self.old(index).all(|old| self.may_be_same(old));
        let earlier = self.login(index);
        let login = earlier.filter(|_| is_same).unwrap_or_else(|| login.clone());
        let planned = parts.iter().map(|part| {
            let own = self.own(index, part.kind);
            let base = match own {
                Some(own) => own.clone(),
                None => {
                    let (id, name) = (part.id.clone(), part.name.clone());
                    Entry::new(id, name, self.new_label(index, part.kind), part.kind, now)
                }
            };
            // What was known of somebody else says nothing of this one.
            let known = Some(&base).filter(|_| is_same);
            let word = |text: &Option<String>| text.clone().filter(|text| fitting(text));
            let account = self.account().or_else(|| word(&part.read.account));
            let answered = self.expires.filter(|_| part.kind == Kind::AccessToken);
            let entry = Entry {
                secret: part.name.clone(),
                provider: self.provider().or_else(|| word(&part.read.provider)),
                account: account.or_else(|| known?.account.clone()),
                profile: word(&self.profile).or_else(|| known?.profile.clone()),
                login: Some(login.clone()),
                scopes: self.scopes(part, known),
                changed: now,
                revoked: None,
                expires: part.read.expires.or(answered),
                ..base
            };
            LoginChange {
                entry,
                before: own.map(|own| own.secret.clone()),
            }
        });
        planned.collect()
    }

    fn scopes(&self, part: &LoginPart, known: Option<&Entry>) -> Vec<String> {
        if matches!(part.kind, Kind::IdToken | Kind::SigningKey) {
            return Vec::new();
        }
        let known = known.map(|known| known.scopes.as_slice());
        let all = [&self.scopes, &part.read.scopes, known.unwrap_or_default()];
        let first = all.into_iter().find(|scopes| !scopes.is_empty());
        let fit = first.into_iter().flatten().filter(|scope| fitting(scope));
        fit.take(super::MAX_WORDS).cloned().collect()
    }

    /// What an earlier login left and these did not replace, where that was somebody else's.
    pub fn left(&self, index: &Index, login: &Id) -> Vec<Entry> {
        let others = self.old(index);
        let others = others.filter(|old| old.login.as_ref() != Some(login));
        others
            .filter(|old| !self.may_be_same(old))
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_of_a_login_have_one_beginning() {
        for (label, name) in [
            ("work", "work"),
            ("work-access", "work"),
            ("work-refresh", "work"),
            ("work-refresh-unchecked", "work"),
            ("work-id", "work"),
            ("work-dpop", "work"),
            ("-id", "-id"),
        ] {
            assert_eq!(login_name(label), name);
        }
    }
}
