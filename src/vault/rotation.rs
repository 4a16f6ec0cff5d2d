//! When a secret should be replaced, and how.
//!
//! Nobody is forced: the date is a reminder, and a person may set another or none.

use super::Kind;

const DAY: i64 = 86_400;

/// After how many days a secret of that kind should be replaced; nothing for what is replaced by
/// signing in, or whose age alone says nothing.
///
/// Keys of services: 90 days (CIS benchmarks for the large clouds). What takes more than one party
/// to replace: 180. Signing keys: a year, the short end of NIST SP 800-57 part 1 §5.3.6. Passwords:
/// never by age (NIST SP 800-63B §3.1.1.2).
pub fn rotation_days(kind: Kind) -> Option<u16> {
    match kind {
        Kind::ApiKey => Some(90),
        Kind::ClientSecret | Kind::WebhookSecret => Some(180),
        Kind::SigningKey => Some(365),
        Kind::AccessToken
        | Kind::RefreshToken
        | Kind::IdToken
        | Kind::Cookie
        | Kind::Password
        | Kind::Other => None,
    }
}

/// The date by which a secret of that kind that counts from `since` should be replaced. Where it
/// expires before, that is the date to watch.
pub fn rotate_by(kind: Kind, since: i64, expires: Option<i64>) -> Option<i64> {
    let by = since.saturating_add(i64::from(rotation_days(kind)?) * DAY);
    expires.is_none_or(|expires| by < expires).then_some(by)
}

/// What to do, one step after the other, so that nothing stops working meanwhile.
pub fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::AccessToken | Kind::IdToken => &[
            "Refresh it, or sign in again",
            "Revoke the old one where the provider allows it",
        ],
        Kind::RefreshToken => &[
            "Sign in again, which brings a new one",
            "Revoke the old one, and with it the access tokens that it brought",
        ],
        Kind::ApiKey => &[
            "Make a second key at the provider, with no more rights than are used",
            "Keep it here and put it wherever the old one is used",
            "See that the provider shows no more use of the old one",
            "Delete the old key at the provider",
        ],
        Kind::ClientSecret => &[
            "Add a second secret to the client at the provider; most allow two",
            "Keep it here and put it into every place where the client runs",
            "Sign in once with it",
            "Delete the old secret at the provider",
        ],
        Kind::SigningKey => &[
            "Make a new key with a kid of its own",
            "Publish its public half beside the old one, and wait until caches have it",
            "Sign with the new key",
            "Take the old public half away once its last signature has expired",
        ],
        Kind::WebhookSecret => &[
            "Let the receiver take both secrets",
            "Make a new secret at the sender",
            "Take the old one away once a message has come with the new one",
        ],
        Kind::Cookie => &["Sign out, which ends the session", "Sign in again"],
        Kind::Password | Kind::Other => &[
            "Make a new one, and keep it here",
            "Put it wherever the old one is used",
            "See that the old one no longer works",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_comes_by_kind_and_not_after_the_end() {
        assert_eq!(rotate_by(Kind::ApiKey, 0, None), Some(90 * DAY));
        assert_eq!(rotate_by(Kind::ApiKey, 0, Some(91 * DAY)), Some(90 * DAY));
        assert_eq!(rotate_by(Kind::ApiKey, 0, Some(30 * DAY)), None);
        assert_eq!(rotate_by(Kind::AccessToken, 0, None), None);
        assert_eq!(rotate_by(Kind::SigningKey, i64::MAX, None), Some(i64::MAX));
    }

    #[test]
    fn every_kind_has_its_steps() {
        for kind in Kind::ALL {
            assert!(!steps(kind).is_empty(), "{kind:?}");
        }
    }
}
