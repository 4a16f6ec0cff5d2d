//! What a profile's client proves itself with, as far as it is kept here.

use super::{Entry, Id, Index, Kind};

/// Why no entry serves a profile. What is to be done about it is the caller's to say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The profile names an entry that is not there.
    #[error("the vault has no entry any more with the secret of the profile {0:?}")]
    Gone(String),
    /// The entry is kept for another profile. A secret goes nowhere but where its entry says, so
    /// that whoever can write the file of profiles cannot have it sent elsewhere.
    #[error("the entry {label:?} is kept for another profile than {profile:?}")]
    OfAnother {
        /// The entry.
        label: String,
        /// The profile that names it.
        profile: String,
    },
    /// The profile asks somebody else than the entry is kept for: its issuer or an address of it was
    /// changed, maybe by whoever can write the file of profiles.
    #[error(
        "the entry {label:?} is kept for {}, but the profile {profile:?} asks {}",
        named(kept_for),
        named(asked)
    )]
    OtherProvider {
        /// The entry.
        label: String,
        /// The provider that it names.
        kept_for: Option<String>,
        /// The profile that names it.
        profile: String,
        /// Whom the profile asks.
        asked: Option<String>,
    },
    /// The entry holds something else.
    #[error("the entry {label:?} is kept as {}, which no client proves itself with", kind.title())]
    WrongKind {
        /// The entry.
        label: String,
        /// What it is.
        kind: Kind,
    },
}

fn named(provider: &Option<String>) -> String {
    let named = provider.as_ref().map(|provider| format!("{provider:?}"));
    named.unwrap_or_else(|| "no provider".to_owned())
}

/// The entry with the secret or the private key of a profile's client; `id` is what the profile
/// names, `asked` whom it asks.
///
/// # Errors
/// [`ProofError`].
pub fn proof_entry<'i>(
    index: &'i Index,
    id: &str,
    profile: &str,
    asked: Option<&str>,
) -> Result<&'i Entry, ProofError> {
    let entry = Id::new(id).and_then(|id| index.get(&id));
    let entry = entry.ok_or_else(|| ProofError::Gone(profile.to_owned()))?;
    let label = || entry.label.clone();
    if entry.profile.as_deref() != Some(profile) {
        return Err(ProofError::OfAnother {
            label: label(),
            profile: profile.to_owned(),
        });
    }
    if entry.provider.is_none() || entry.provider.as_deref() != asked {
        return Err(ProofError::OtherProvider {
            label: label(),
            kept_for: entry.provider.clone(),
            profile: profile.to_owned(),
            asked: asked.map(str::to_owned),
        });
    }
    match entry.kind {
        Kind::ClientSecret | Kind::SigningKey => Ok(entry),
        kind => Err(ProofError::WrongKind {
            label: label(),
            kind,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entry::tests::full;

    #[test]
    fn an_entry_serves_the_profile_that_it_names_and_no_other() {
        let mut index = Index::default();
        for (id, kind, profile) in [
            ("mine", Kind::ClientSecret, Some("Northwind")),
            ("key", Kind::SigningKey, Some("Northwind")),
            ("card", Kind::Password, Some("Northwind")),
            ("free", Kind::ClientSecret, None),
        ] {
            let profile = profile.map(str::to_owned);
            index.entries.push(Entry {
                id: Id::new(id).unwrap(),
                kind,
                profile,
                ..full(id)
            });
        }
        let own = index.entries[0].provider.clone();
        let asked = own.as_deref();
        for good in ["mine", "key"] {
            assert!(proof_entry(&index, good, "Northwind", asked).is_ok());
        }
        // The profile has the same name, and another issuer.
        for other in [Some("evil.example"), None] {
            let error = proof_entry(&index, "mine", "Northwind", other).unwrap_err();
            assert!(matches!(error, ProofError::OtherProvider { .. }), "{error}");
        }
        for (id, profile, said) in [
            ("mine", "Evil", "another profile"),
            ("free", "Northwind", "another profile"),
            ("card", "Northwind", "kept as Password"),
            ("gone", "Northwind", "no entry any more"),
            ("no id!", "Northwind", "no entry any more"),
        ] {
            let error = proof_entry(&index, id, profile, asked).unwrap_err();
            assert!(error.to_string().contains(said), "{id}: {error}");
        }
        index.entries[0].provider = None;
        for nobody in [asked, None] {
            assert!(proof_entry(&index, "mine", "Northwind", nobody).is_err());
        }
    }
}
