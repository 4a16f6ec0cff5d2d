//! Finding entries: words as they are typed, filters, an order.

use super::{Due, Entry, Index, Kind, Lead, due};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

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
    let found = Lines::of(index).find(index, query, sort, lead, now);
    let entries = found
        .into_iter()
        .filter_map(|place| index.entries.get(place));
    entries.collect()
}

/// An index as it is searched: its words in small letters, and its labels in their order. It is
/// made once for an index, so that each letter that is typed costs a comparison only.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// One of each entry, in the order of the index.
    lines: Vec<Line>,
    /// The places of the entries, by label.
    by_label: Vec<usize>,
    providers: Vec<String>,
    environments: Vec<String>,
}

#[derive(Clone, Debug)]
struct Line {
    /// Everything of the entry in which words are looked for, in small letters; the label first.
    hay: Box<str>,
    /// Where the label ends in it.
    label: usize,
}

impl Line {
    fn of(entry: &Entry) -> Self {
        let mut hay = folded(entry.label.clone());
        let label = hay.len();
        let mut rest = String::new();
        write_rest(&mut rest, entry);
        hay.push_str(&folded(rest));
        Self {
            hay: hay.into_boxed_str(),
            label,
        }
    }

    fn label(&self) -> &str {
        self.hay.get(..self.label).unwrap_or_default()
    }

    /// How well the words fit, less being better: the label begins with the first, it holds them,
    /// they are elsewhere. Nothing where one of them does not occur.
    fn rank(&self, words: &[&str]) -> Option<u8> {
        if !words.iter().all(|word| self.hay.contains(word)) {
            return None;
        }
        let label = self.label();
        let begins = words.first().is_none_or(|word| label.starts_with(word));
        let holds = || words.iter().all(|word| label.contains(word));
        Some(if begins {
            0
        } else if holds() {
            1
        } else {
            2
        })
    }
}

impl Lines {
    /// What is searched of that index.
    pub fn of(index: &Index) -> Self {
        let lines: Vec<Line> = index.entries.iter().map(Line::of).collect();
        let mut by_label: Vec<(&str, usize)> = lines
            .iter()
            .enumerate()
            .map(|(place, line)| (line.label(), place))
            .collect();
        by_label.sort_unstable_by(|(a, i), (b, j)| natural(a, b).then(i.cmp(j)));
        let by_label = by_label.into_iter().map(|(_, place)| place).collect();
        let entries = index.entries.iter();
        Self {
            lines,
            by_label,
            providers: each_once(entries.clone().map(|entry| &entry.provider)),
            environments: each_once(entries.map(|entry| &entry.environment)),
        }
    }

    /// The providers of all entries, each once and in their order.
    pub fn providers(&self) -> &[String] {
        &self.providers
    }

    /// The environments of all entries, each once and in their order.
    pub fn environments(&self) -> &[String] {
        &self.environments
    }

    /// The places of the entries that fit, in that order. The index is the one that this was made
    /// of.
    pub fn find(
        &self,
        index: &Index,
        query: &Query,
        sort: Sort,
        lead: Lead,
        now: i64,
    ) -> Vec<usize> {
        let text = folded(query.text.clone());
        let words: Vec<&str> = text.split_whitespace().collect();
        let found = self.by_label.iter().filter_map(|place| {
            let entry = index.entries.get(*place)?;
            if !fits(entry, query, lead, now) {
                return None;
            }
            let rank = self.lines.get(*place)?.rank(&words)?;
            Some((rank, *place, entry))
        });
        let mut found: Vec<(u8, usize, &Entry)> = found.collect();
        // They come by label, and stay so where they are alike.
        match sort {
            Sort::Best => found.sort_by_key(|(rank, ..)| *rank),
            Sort::Label => {}
            Sort::Kind => found.sort_by_key(|(.., entry)| entry.kind),
            Sort::Created => found.sort_by_key(|(.., entry)| Reverse(entry.created)),
            Sort::Expires => found.sort_by_key(|(.., entry)| entry.expires.unwrap_or(i64::MAX)),
            Sort::Used => found.sort_by_key(|(.., entry)| Reverse(entry.last_used)),
        }
        found.into_iter().map(|(_, place, _)| place).collect()
    }
}

/// A text without its case: whatever stands behind a sigma, and whatever language a dotted capital I
/// is of, what is typed so far is found.
fn folded(mut text: String) -> String {
    // Ten times as fast, and nearly always so.
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    // Small letters give a sigma at a word's end another form, and `İ` a dot of its own.
    let small = text.to_lowercase().replace('ς', "σ");
    small.replace('\u{307}', "")
}

/// Whether two texts differ in case at most.
fn is_same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    folded(a.to_owned()) == folded(b.to_owned())
}

/// The order in which people expect names: `key 2` before `key 10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (head_a, head_b) = (left.chars().next(), right.chars().next());
        let is_digit = |head: Option<char>| head.is_some_and(|c| c.is_ascii_digit());
        let order = if is_digit(head_a) && is_digit(head_b) {
            let (number_a, rest_a) = number(left);
            let (number_b, rest_b) = number(right);
            (left, right) = (rest_a, rest_b);
            number_a
                .len()
                .cmp(&number_b.len())
                .then_with(|| number_a.cmp(number_b))
        } else {
            let after =
                |text: &str, head: Option<char>| head.map_or(0, char::len_utf8).min(text.len());
            left = left.get(after(left, head_a)..).unwrap_or_default();
            right = right.get(after(right, head_b)..).unwrap_or_default();
            head_a.cmp(&head_b)
        };
        if order != Ordering::Equal {
            return order;
        }
        if head_a.is_none() {
            // Alike but for zeros in front of a number.
            return a.cmp(b);
        }
    }
}

/// The digits at the beginning of a text, without zeros in front, and what follows them.
fn number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    (digits.trim_start_matches('0'), rest)
}

fn each_once<'a>(words: impl Iterator<Item = &'a Option<String>>) -> Vec<String> {
    let words: BTreeSet<&str> = words.flatten().map(String::as_str).collect();
    words.into_iter().map(str::to_owned).collect()
}

fn fits(entry: &Entry, query: &Query, lead: Lead, now: i64) -> bool {
    let same = |wanted: &Option<String>, own: &Option<String>| {
        let Some(wanted) = wanted else { return true };
        own.as_ref().is_some_and(|own| is_same(own, wanted))
    };
    let has_tag = |tag: &String| entry.tags.iter().any(|own| is_same(own, tag));
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

/// Everything of an entry but its label in which words are looked for, a line each.
fn write_rest(rest: &mut String, entry: &Entry) {
    let words = [
        &entry.provider,
        &entry.environment,
        &entry.account,
        &entry.profile,
        &entry.note,
    ];
    let words = words.into_iter().flatten();
    for word in words.chain(&entry.tags).chain(&entry.scopes) {
        rest.push('\n');
        rest.push_str(word);
    }
    rest.push('\n');
    rest.push_str(entry.kind.as_str());
    rest.push('\n');
    rest.push_str(entry.kind.title());
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

    #[test]
    fn labels_stand_in_the_order_of_their_numbers() {
        let sorted = [
            "key",
            "key 1",
            "key 02",
            "key 2",
            "key 2a",
            "key 10",
            "key 99999999999999999999999",
            "kez",
            "é",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                assert_eq!(natural(a, b), i.cmp(&j), "{a} {b}");
            }
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
    fn words_are_looked_for_in_everything_but_ids_whatever_their_case() {
        let mut index = index();
        let entry = &mut index.entries[0];
        entry.label = "Straße ÄRGER".into();
        entry.note = Some("Für die Nacht".into());
        entry.account = Some("ada@northwind.example".into());
        let found = |text: &str| {
            let query = Query {
                text: text.into(),
                ..Query::default()
            };
            let all = find(&index, &query, Sort::Best, Lead::default(), 1_500);
            all.iter().any(|found| found.label == "Straße ÄRGER")
        };
        for text in [
            "ärger",
            "STRASSE nacht",
            "straße ada@",
            "fÜR",
            "api-key",
            "API key",
            "read:all",
            "billing github",
        ] {
            assert_eq!(found(text), text != "STRASSE nacht", "{text}");
        }
        assert!(!found(index.entries[0].id.as_str()));
    }

    #[test]
    fn a_word_is_found_at_each_letter_of_it_in_any_language() {
        let mut index = index();
        index.entries.truncate(1);
        for (label, typed) in [
            ("ΟΔΟΣΗ", "ΟΔΟΣ"),
            ("οδος", "ΟΔΟΣ"),
            ("İstanbul", "istanbul"),
            ("istanbul", "İSTANBUL"),
            ("ÄRGER", "ärg"),
        ] {
            index.entries[0].label = label.into();
            let found = find(&index, &text(typed), Sort::Best, Lead::default(), 1_500);
            assert_eq!(found.len(), 1, "{typed} in {label}");
        }
        index.entries[0].provider = Some("Müller".into());
        index.entries[0].tags = vec!["ΟΔΟΣ".into()];
        let query = Query {
            provider: Some("MÜLLER".into()),
            tag: Some("οδος".into()),
            ..Query::default()
        };
        let found = find(&index, &query, Sort::Best, Lead::default(), 1_500);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn the_words_of_all_entries_are_each_told_once() {
        let lines = Lines::of(&index());
        assert_eq!(lines.providers(), ["github", "northwind", "stripe"]);
        assert_eq!(lines.environments(), ["production"]);
        assert!(Lines::of(&Index::default()).providers().is_empty());
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
