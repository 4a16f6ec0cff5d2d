//! A refresh token that came with tokens that were refused, kept apart from the login.
//!
//! A server that rotates refresh tokens has ended the old one by then (RFC 9700 §4.14.2), so that
//! letting the new one go ends the login. It takes the place of nothing, since tokens that were
//! refused may be somebody else's. Used, it brings tokens that are checked as any others are.

use super::{Draft, Entry, Id, Index, Kind, LoginTokens, login_label};

/// What marks it.
const TAG: &str = "unchecked";

/// What a person reads of it.
const NOTE: &str = "It came with tokens that were refused, so it is kept apart. The refresh token \
                    before it may not be taken any more; then refresh with this one, or sign in \
                    again.";

/// Whether an entry is such a refresh token.
pub fn is_unchecked(entry: &Entry) -> bool {
    entry.kind == Kind::RefreshToken && entry.tags.iter().any(|tag| tag == TAG)
}

/// The refresh token that is kept apart from a login.
pub fn unchecked_of<'i>(index: &'i Index, login: &Id) -> Option<&'i Entry> {
    let mut entries = index.entries.iter();
    entries.find(|entry| entry.login.as_ref() == Some(login) && is_unchecked(entry))
}

impl LoginTokens {
    /// The entry for the refresh token that came with these, which were refused. Nothing that they
    /// say of themselves is taken over.
    pub fn unchecked(&self, index: &Index, login: Id) -> Draft {
        let own = self.own(index, Kind::RefreshToken);
        let label = format!("{}-{TAG}", login_label(&self.label, Kind::RefreshToken));
        Draft {
            label: index.free_label(&label),
            kind: Some(Kind::RefreshToken),
            provider: own.and_then(|own| own.provider.clone()),
            profile: own.and_then(|own| own.profile.clone()),
            login: Some(login),
            tags: vec![TAG.to_owned()],
            note: Some(NOTE.to_owned()),
            ..Draft::default()
        }
    }
}
