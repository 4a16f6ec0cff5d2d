//! `tokenscope login --save`: a vault that waits for the tokens of a login.

use super::args::StoreArguments;
use super::opening::Opening;
use super::{Failure, Session, Streams, say, say_not_noted};
use crate::store::{LoginTokens, StoreError, in_the_way, login_label};
use crate::vault::{Entry, Id, Kind};
use jiff::Timestamp;

/// A vault that was tried and can keep tokens.
pub(in crate::cli) struct Saving {
    session: Session,
    label: String,
}

impl Saving {
    /// Opens the vault and tries it, so that no token is got that cannot be kept.
    pub(in crate::cli) fn open(
        store: &StoreArguments,
        label: &str,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Failure> {
        let longest = login_label(label, Kind::RefreshToken);
        let trial = Entry::new(
            Id::numbered(0),
            Id::numbered(1),
            longest,
            Kind::RefreshToken,
            0,
        );
        let checked = match label.trim().is_empty() {
            true => Err(crate::vault::EntryError::NoLabel),
            false => trial.check(),
        };
        checked.map_err(StoreError::from)?;
        let now = Timestamp::now().as_second();
        let opening = Opening::new(store, streams)?;
        let mut session = Session { opening, now };
        let index = session.index(streams)?;
        if let Some(there) = in_the_way(&index, label) {
            let there = &there.label;
            return Err(Failure::Arguments(format!(
                "there is an entry {there:?} already that came from no login; give --save another name, or remove the entry first: tokenscope vault remove"
            )));
        }
        session.vault(streams)?.prepare()?;
        let label = label.to_owned();
        Ok(Self { session, label })
    }

    /// Keeps the tokens, and gives the labels under which they are now. What else is to be known is
    /// said.
    pub(in crate::cli) fn keep(
        mut self,
        tokens: LoginTokens,
        streams: &mut Streams<'_>,
    ) -> Result<Vec<String>, Failure> {
        let tokens = LoginTokens {
            label: self.label,
            ..tokens
        };
        let now = Timestamp::now().as_second();
        let vault = self.session.opening.for_secrets(streams)?;
        let kept = vault.keep_login(&tokens, now)?;
        say_not_noted(vault, streams);
        let labels: Vec<String> = kept.entries.into_iter().map(|entry| entry.label).collect();
        let place = self.session.opening.kind().sentence();
        say(&format!("kept in {place}: {}", labels.join(", ")), streams);
        for entry in kept.left {
            let (label, whose) = (entry.label, entry.account.unwrap_or_default());
            say(
                &format!("{label} is still that of {whose:?}, for whom this login was not"),
                streams,
            );
        }
        Ok(labels)
    }
}
