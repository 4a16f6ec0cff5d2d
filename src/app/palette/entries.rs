//! What the vault keeps, found by words, and what can be done with it.

use super::words::{Fit, Wanted};
use super::{Goal, Group, Hit};
use crate::app::{Model, Phase, SecretUse, lasting};
use crate::vault::{Entry, Query, Sort};

/// So many credentials are listed: who sees more types on.
const MAX_ENTRIES: usize = 5;

/// What is done with a secret, by the word that asks for it.
const USES: [(&str, SecretUse); 3] = [
    ("Copy", SecretUse::Copy),
    ("Reveal", SecretUse::Reveal),
    ("Inspect", SecretUse::Inspect),
];

/// A verb is known by its beginning, but not by one letter: a label may begin with that.
const MIN_VERB: usize = 2;

/// The credentials that fit, each to be shown, and the best also to be used. Where the first word is
/// that of a use, the credentials that fit the others are to be used so.
pub(super) fn hits(model: &Model, wanted: &Wanted) -> Vec<(Fit, Hit)> {
    if wanted.is_empty() || model.vault.phase != Phase::Open {
        return Vec::new();
    }
    let mut hits = Vec::new();
    let entries = find(model, wanted.words());
    for entry in &entries {
        hits.push(line(model, wanted, entry, None));
    }
    if let Some(best) = entries.first() {
        let used = USES.map(|(_, usage)| line(model, wanted, best, Some(usage)));
        hits.extend(used);
    }
    if let Some((verb, rest @ [_, ..])) = wanted.words().split_first() {
        let is_meant = |name: &str| {
            verb.chars().count() >= MIN_VERB && name.to_lowercase().starts_with(verb.as_str())
        };
        if let Some((_, usage)) = USES.iter().find(|(name, _)| is_meant(name)) {
            let entries = find(model, rest);
            let used = entries.iter().map(|entry| {
                let (_, hit) = line(model, wanted, entry, Some(*usage));
                (Fit::Begins, hit)
            });
            for (fit, hit) in used {
                // The best of all may be among them again.
                hits.retain(|(_, own): &(Fit, Hit)| own.goal != hit.goal);
                hits.push((fit, hit));
            }
        }
    }
    hits
}

/// The entries that fit, the best first.
fn find<'m>(model: &'m Model, words: &[String]) -> Vec<&'m Entry> {
    let space = &model.vault;
    let Some((index, lines)) = &space.searched else {
        return Vec::new();
    };
    let query = Query {
        text: words.join(" "),
        ..Query::default()
    };
    let found = lines.find(index, &query, Sort::Best, space.settings.lead(), model.now);
    let entries = found.into_iter().filter_map(|at| index.entries.get(at));
    entries.take(MAX_ENTRIES).collect()
}

fn line(model: &Model, wanted: &Wanted, entry: &Entry, usage: Option<SecretUse>) -> (Fit, Hit) {
    let verb = USES.iter().find(|(_, own)| Some(*own) == usage);
    let words = match verb {
        Some((verb, _)) => format!("{verb} {}", entry.label),
        None => entry.label.clone(),
    };
    let hit = Hit {
        group: Group::Vault,
        detail: detail(model, entry),
        goal: Goal::Entry(entry.id.clone(), entry.kind, usage),
        words,
    };
    // What is said of an entry elsewhere than in its label has found it too.
    let fit = wanted.fit(&entry.label, "").unwrap_or(Fit::Beside);
    (fit, hit)
}

/// What it is, from whom, and how long it lives: `API key, Stripe, ends in 2 days`.
fn detail(model: &Model, entry: &Entry) -> String {
    let provider = entry.provider.clone().filter(|_| !model.shown.hidden);
    let end = match entry.expires {
        _ if entry.revoked.is_some() => Some("revoked".to_owned()),
        Some(at) if at <= model.now => Some("expired".to_owned()),
        Some(at) => Some(format!("ends in {}", lasting(at.abs_diff(model.now)))),
        None => None,
    };
    let kind = Some(entry.kind.title().to_owned());
    let words: Vec<String> = [kind, provider, end].into_iter().flatten().collect();
    words.join(", ")
}
