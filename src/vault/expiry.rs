//! What expires soon, and what should be replaced.

use super::{Entry, Index};

/// How long before its end something is worth a word, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// For what is replaced by hand.
    pub usual: i64,
    /// For live sessions, which end several times a day.
    pub session: i64,
}

impl Default for Lead {
    /// Seven days: somebody is at work within them. Ten minutes for sessions.
    fn default() -> Self {
        Self {
            usual: 7 * 86_400,
            session: 10 * 60,
        }
    }
}

impl Lead {
    fn of(self, entry: &Entry) -> i64 {
        if entry.kind.is_session() {
            self.session
        } else {
            self.usual
        }
    }
}

/// Why an entry wants to be looked at, with the time that it is about. The most urgent is least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// It has expired.
    Expired(i64),
    /// It expires within the lead time.
    Expires(i64),
    /// The date by which it should have been replaced has passed.
    Rotate(i64),
    /// The date by which it should be replaced is within the lead time.
    RotateSoon(i64),
}

/// What is due for an entry. From the second at which it expires it is expired (RFC 7519 §4.1.4).
pub fn due(entry: &Entry, lead: Lead, now: i64) -> Option<Due> {
    // Nobody takes it any more, and its end says nothing new.
    if entry.revoked.is_some() {
        return None;
    }
    let within = |at: i64| at.saturating_sub(now) <= lead.of(entry);
    match (entry.expires, entry.rotate_by) {
        (Some(at), _) if at <= now => Some(Due::Expired(at)),
        (Some(at), _) if within(at) => Some(Due::Expires(at)),
        (_, Some(at)) if at <= now => Some(Due::Rotate(at)),
        (_, Some(at)) if within(at) => Some(Due::RotateSoon(at)),
        _ => None,
    }
}

/// Everything that is due, the most urgent first.
pub fn watch(index: &Index, lead: Lead, now: i64) -> Vec<(&Entry, Due)> {
    let entries = index.entries.iter();
    let mut all: Vec<_> = entries
        .filter_map(|entry| Some((entry, due(entry, lead, now)?)))
        .collect();
    all.sort_by(|(a, left), (b, right)| left.cmp(right).then_with(|| a.label.cmp(&b.label)));
    all
}

/// How many entries [`watch`] tells of.
pub fn count_due(index: &Index, lead: Lead, now: i64) -> usize {
    let entries = index.entries.iter();
    entries.filter(|e| due(e, lead, now).is_some()).count()
}

/// The next time, in Unix seconds, at which [`watch`] says something else than at `now`.
pub fn next_change(index: &Index, lead: Lead, now: i64) -> Option<i64> {
    let times = index.entries.iter().flat_map(|entry| {
        let ends = [entry.expires, entry.rotate_by].into_iter().flatten();
        let ends = ends.filter(|_| entry.revoked.is_none());
        ends.flat_map(move |at| [at.saturating_sub(lead.of(entry)), at])
    });
    times.filter(|at| *at > now).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Kind;
    use crate::vault::entry::tests::full;

    const DAY: i64 = 86_400;

    fn entry(kind: Kind, expires: Option<i64>, rotate_by: Option<i64>) -> Entry {
        Entry {
            kind,
            expires,
            rotate_by,
            ..full("e")
        }
    }

    #[test]
    fn sessions_are_told_ten_minutes_before_and_others_a_week() {
        let lead = Lead::default();
        let says = |kind, expires, rotate, now| due(&entry(kind, expires, rotate), lead, now);
        for (kind, expires, rotate, now, said) in [
            (Kind::AccessToken, Some(1_000), None, 399, None),
            (
                Kind::AccessToken,
                Some(1_000),
                None,
                400,
                Some(Due::Expires(1_000)),
            ),
            (
                Kind::AccessToken,
                Some(1_000),
                None,
                999,
                Some(Due::Expires(1_000)),
            ),
            (
                Kind::AccessToken,
                Some(1_000),
                None,
                1_000,
                Some(Due::Expired(1_000)),
            ),
            (Kind::ApiKey, Some(8 * DAY), None, DAY - 1, None),
            (
                Kind::ApiKey,
                Some(8 * DAY),
                None,
                DAY,
                Some(Due::Expires(8 * DAY)),
            ),
            (Kind::ApiKey, None, Some(DAY), 0, Some(Due::RotateSoon(DAY))),
            (Kind::ApiKey, None, Some(DAY), DAY, Some(Due::Rotate(DAY))),
            (
                Kind::ApiKey,
                Some(99 * DAY),
                Some(DAY),
                DAY,
                Some(Due::Rotate(DAY)),
            ),
            (Kind::ApiKey, None, None, 0, None),
            (
                Kind::ApiKey,
                Some(i64::MIN),
                None,
                0,
                Some(Due::Expired(i64::MIN)),
            ),
            (Kind::ApiKey, Some(i64::MAX), None, i64::MIN, None),
        ] {
            let told = says(kind, expires, rotate, now);
            assert_eq!(told, said, "{kind:?} {expires:?} {rotate:?} at {now}");
        }
    }

    #[test]
    fn the_most_urgent_stands_first_and_the_next_change_is_known() {
        let mut index = Index::default();
        for (label, expires) in [("b", 2_000), ("a", 900), ("c", 1_500), ("d", 9_000_000)] {
            let entry = Entry {
                expires: Some(expires),
                rotate_by: None,
                ..full(label)
            };
            index.entries.push(entry);
        }
        let lead = Lead::default();
        let told = watch(&index, lead, 1_400);
        let labels: Vec<&str> = told.iter().map(|(entry, _)| entry.label.as_str()).collect();
        assert_eq!(labels, ["a", "c", "b"]);
        assert_eq!(next_change(&index, lead, 1_400), Some(1_500));
        assert_eq!(next_change(&index, lead, 2_000), Some(9_000_000 - 600));
        assert_eq!(next_change(&index, lead, 9_000_000), None);
    }
}
