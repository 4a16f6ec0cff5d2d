//! Finding entries: words as they are typed, filters, an order.

use super::{Due, Entry, Index, Kind, Lead, due};
use std::cmp::{Ordering, Reverse};

/// Which entries are wanted by their end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    /// All.
    #[default]
    Any,
    /// Those that have expired.
    Expired,
    /// Those for which something is due: expired, expiring, or to be replaced.
    Due,
    /// Those that have an end, and it is to come.
    Live,
    /// Those without an end.
    Never,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that all have to occur, whatever their case.
    pub text: String,
    /// Of that kind.
    pub kind: Option<Kind>,
    /// Of that provider.
    pub provider: Option<String>,
    /// Of that environment.
    pub environment: Option<String>,
    /// With that tag.
    pub tag: Option<String>,
    /// By its end.
    pub expiry: Expiry,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Where words were given, the best match first; then by label.
    #[default]
    Best,
    /// By label.
    Label,
    /// By kind, then by label.
    Kind,
    /// The newest first.
    Created,
    /// What ends first, first; what has no end, last.
    Expires,
    /// What was used last, first.
    Used,
}

/// The entries that fit, in that order.
pub fn find<'a>(
    index: &'a Index,
    query: &Query,
    sort: Sort,
    lead: Lead,
    now: i64,
) -> Vec<&'a Entry> {
    let text = query.text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut hay = String::new();
    let mut found: Vec<(u8, String, &Entry)> = Vec::new();
    for entry in &index.entries {
        if !fits(entry, query, lead, now) {
            continue;
        }
        let label = entry.label.to_lowercase();
        let rank = if words.is_empty() {
            0
        } else {
            hay.clear();
            write_hay(&mut hay, entry);
            if !words.iter().all(|word| hay.contains(word)) {
                continue;
            }
            rank(&label, &words)
        };
        found.push((rank, label, entry));
    }
    found.sort_by(|(rank, label, entry), (other_rank, other_label, other)| {
        let by = match sort {
            Sort::Best => rank.cmp(other_rank),
            Sort::Label => Ordering::Equal,
            Sort::Kind => entry.kind.cmp(&other.kind),
            Sort::Created => other.created.cmp(&entry.created),
            Sort::Expires => {
                let end = |entry: &Entry| entry.expires.unwrap_or(i64::MAX);
                end(entry).cmp(&end(other))
            }
            Sort::Used => Reverse(entry.last_used).cmp(&Reverse(other.last_used)),
        };
        by.then_with(|| label.cmp(other_label))
    });
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

fn fits(entry: &Entry, query: &Query, lead: Lead, now: i64) -> bool {
    let same = |wanted: &Option<String>, own: &Option<String>| {
        let Some(wanted) = wanted else { return true };
        own.as_ref()
            .is_some_and(|own| own.eq_ignore_ascii_case(wanted))
    };
    let has_tag = |tag: &String| entry.tags.iter().any(|own| own.eq_ignore_ascii_case(tag));
    query.kind.is_none_or(|kind| kind == entry.kind)
        && same(&query.provider, &entry.provider)
        && same(&query.environment, &entry.environment)
        && query.tag.as_ref().is_none_or(has_tag)
        && match query.expiry {
            Expiry::Any => true,
            Expiry::Expired => matches!(due(entry, lead, now), Some(Due::Expired(_))),
            Expiry::Due => due(entry, lead, now).is_some(),
            Expiry::Live => entry.expires.is_some_and(|at| at > now),
            Expiry::Never => entry.expires.is_none(),
        }
}

/// Everything of an entry in which words are looked for, in small letters. `hay` is empty.
fn write_hay(hay: &mut String, entry: &Entry) {
    let words = [
        &entry.provider,
        &entry.environment,
        &entry.account,
        &entry.profile,
        &entry.note,
    ];
    let words = words.into_iter().flatten();
    hay.push_str(&entry.label);
    for word in words.chain(&entry.tags).chain(&entry.scopes) {
        hay.push('\n');
        hay.push_str(word);
    }
    hay.push('\n');
    hay.push_str(entry.kind.as_str());
    hay.push('\n');
    hay.push_str(entry.kind.title());
    // Ten times as fast, and nearly always so.
    if hay.is_ascii() {
        hay.make_ascii_lowercase();
    } else {
        *hay = hay.to_lowercase();
    }
}

/// How well a label fits, less being better: it begins with the words, it holds them, they are
/// elsewhere.
fn rank(label: &str, words: &[&str]) -> u8 {
    if words.first().is_some_and(|word| label.starts_with(word)) {
        0
    } else if words.iter().all(|word| label.contains(word)) {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entry::tests::full;

    fn index() -> Index {
        let entries = [
            ("GitHub deploy", Kind::ApiKey, "github", Some(100), Some(5)),
            ("api for github", Kind::ApiKey, "github", None, Some(9)),
            (
                "Northwind access",
                Kind::AccessToken,
                "northwind",
                Some(2_000),
                None,
            ),
            (
                "Stripe live",
                Kind::ApiKey,
                "stripe",
                Some(90_000_000),
                None,
            ),
        ];
        let entries = entries.map(|(label, kind, provider, expires, used)| Entry {
            label: label.into(),
            kind,
            provider: Some(provider.into()),
            expires,
            rotate_by: None,
            last_used: used,
            note: None,
            ..full(&label.replace(' ', "-"))
        });
        Index {
            entries: entries.into(),
            removed: Vec::new(),
        }
    }

    #[track_caller]
    fn check(query: Query, sort: Sort, labels: &[&str]) {
        let index = index();
        let found = find(&index, &query, sort, Lead::default(), 1_500);
        let found: Vec<&str> = found.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(found, labels, "{query:?}");
    }

    fn text(text: &str) -> Query {
        Query {
            text: text.into(),
            ..Query::default()
        }
    }

    #[test]
    fn words_are_found_in_any_order_and_the_best_match_stands_first() {
        check(
            text("GITHUB"),
            Sort::Best,
            &["GitHub deploy", "api for github"],
        );
        check(text("deploy git"), Sort::Best, &["GitHub deploy"]);
        check(text("api key str"), Sort::Best, &["Stripe live"]);
        check(text("nobody"), Sort::Best, &[]);
    }

    #[test]
    fn filters_and_orders() {
        let all = [
            "api for github",
            "GitHub deploy",
            "Northwind access",
            "Stripe live",
        ];
        check(text(""), Sort::Best, &all);
        check(
            text(""),
            Sort::Expires,
            &[
                "GitHub deploy",
                "Northwind access",
                "Stripe live",
                "api for github",
            ],
        );
        check(
            text(""),
            Sort::Used,
            &[
                "api for github",
                "GitHub deploy",
                "Northwind access",
                "Stripe live",
            ],
        );
        let by = |expiry| Query {
            expiry,
            ..Query::default()
        };
        check(by(Expiry::Expired), Sort::Label, &["GitHub deploy"]);
        check(
            by(Expiry::Due),
            Sort::Label,
            &["GitHub deploy", "Northwind access"],
        );
        check(
            by(Expiry::Live),
            Sort::Label,
            &["Northwind access", "Stripe live"],
        );
        check(by(Expiry::Never), Sort::Label, &["api for github"]);
        let kind = Query {
            kind: Some(Kind::AccessToken),
            ..Query::default()
        };
        check(kind, Sort::Label, &["Northwind access"]);
        let provider = Query {
            provider: Some("GitHub".into()),
            tag: Some("Billing".into()),
            environment: Some("production".into()),
            ..Query::default()
        };
        check(provider, Sort::Label, &["api for github", "GitHub deploy"]);
    }
}
