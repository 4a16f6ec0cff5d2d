//! Two JSON values, side by side, as deep as they go.

use super::{Change, Path, Step, What, explain};
use crate::report::Json;
use std::collections::HashMap;

/// Lists are matched element by element up to this many pairs; beyond it, place by place. A list
/// of a thousand roles against another takes a hundredth of a second.
const MAX_PAIRS: usize = 1 << 20;

/// Notes every difference between two values that stand in the same place.
pub(super) fn values(path: &mut Path, a: &Json, b: &Json, changes: &mut Vec<Change>) {
    match (a, b) {
        _ if a == b => {}
        (Json::Object(a), Json::Object(b)) => objects(path, a, b, changes),
        (Json::Array(a), Json::Array(b)) => arrays(path, a, b, changes),
        _ => changes.push(Change {
            path: path.clone(),
            detail: explain::changed(path, a, b),
            what: What::Changed {
                from: a.clone(),
                to: b.clone(),
            },
        }),
    }
}

type Member = (String, Json);

/// A name that occurs twice is matched in the order in which it occurs.
fn objects(path: &mut Path, a: &[Member], b: &[Member], changes: &mut Vec<Change>) {
    let mut places: HashMap<&str, Vec<&Json>> = HashMap::new();
    for (name, value) in b.iter().rev() {
        places.entry(name).or_default().push(value);
    }
    let mut matched: HashMap<&str, usize> = HashMap::new();
    for (name, value) in a {
        path.0.push(Step::Name(name.clone()));
        match places.get_mut(name.as_str()).and_then(Vec::pop) {
            Some(other) => {
                *matched.entry(name).or_default() += 1;
                values(path, value, other, changes);
            }
            None => removed(path, value, changes),
        }
        path.0.pop();
    }
    for (name, value) in b {
        match matched.get_mut(name.as_str()) {
            Some(left) if *left > 0 => *left -= 1,
            _ => {
                path.0.push(Step::Name(name.clone()));
                added(path, value, changes);
                path.0.pop();
            }
        }
    }
}

/// Elements that stand in both, in the same order, are the same; what lies between them is
/// compared place by place, and the rest is added or removed.
fn arrays(path: &mut Path, a: &[Json], b: &[Json], changes: &mut Vec<Change>) {
    let mut kept = common(a, b);
    kept.push((a.len(), b.len()));
    let (mut from_a, mut from_b) = (0, 0);
    for (to_a, to_b) in kept {
        let gap_a = from_a..to_a;
        let gap_b = from_b..to_b;
        let pairs = gap_a.len().min(gap_b.len());
        for (i, j) in gap_a.clone().zip(gap_b.clone()) {
            if let (Some(a), Some(b)) = (a.get(i), b.get(j)) {
                at(path, j, |path| values(path, a, b, changes));
            }
        }
        for i in gap_a.skip(pairs) {
            if let Some(value) = a.get(i) {
                at(path, i, |path| removed(path, value, changes));
            }
        }
        for j in gap_b.skip(pairs) {
            if let Some(value) = b.get(j) {
                at(path, j, |path| added(path, value, changes));
            }
        }
        (from_a, from_b) = (to_a + 1, to_b + 1);
    }
}

fn at(path: &mut Path, index: usize, note: impl FnOnce(&mut Path)) {
    path.0.push(Step::Index(index));
    note(path);
    path.0.pop();
}

/// The places of a longest common subsequence, in order.
fn common(a: &[Json], b: &[Json]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let mut kept: Vec<_> = (0..head).map(|i| (i, i)).collect();
    let rest = |all| -> &[Json] { <[Json]>::get(all, head..).unwrap_or_default() };
    let (rest_a, rest_b): (&[Json], &[Json]) = (rest(a), rest(b));
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let middle_a = rest_a.get(..rest_a.len() - tail).unwrap_or_default();
    let middle_b = rest_b.get(..rest_b.len() - tail).unwrap_or_default();
    if middle_a.len().saturating_mul(middle_b.len()) <= MAX_PAIRS {
        let found = longest(middle_a, middle_b).into_iter();
        kept.extend(found.map(|(i, j)| (head + i, head + j)));
    }
    let ends = (a.len() - tail..a.len()).zip(b.len() - tail..b.len());
    kept.extend(ends);
    kept
}

/// The longest common subsequence, by the lengths of those of all remainders.
fn longest(a: &[Json], b: &[Json]) -> Vec<(usize, usize)> {
    let (a, b) = numbered(a, b);
    let width = b.len() + 1;
    let mut lengths = vec![0_u32; (a.len() + 1) * width];
    let get = |lengths: &[u32], i: usize, j: usize| {
        lengths.get(i * width + j).copied().unwrap_or_default()
    };
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let length = if x == y {
                get(&lengths, i + 1, j + 1) + 1
            } else {
                get(&lengths, i + 1, j).max(get(&lengths, i, j + 1))
            };
            if let Some(slot) = lengths.get_mut(i * width + j) {
                *slot = length;
            }
        }
    }
    let mut kept = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if get(&lengths, i + 1, j) >= get(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

/// A number for each element, the same for equal ones: each may be a whole document, and is compared
/// with a thousand others.
fn numbered(a: &[Json], b: &[Json]) -> (Vec<usize>, Vec<usize>) {
    let mut known: HashMap<&Json, usize> = HashMap::new();
    let mut number = |value| {
        let next = known.len();
        *known.entry(value).or_insert(next)
    };
    let a = a.iter().map(&mut number).collect();
    (a, b.iter().map(number).collect())
}

fn added(path: &Path, value: &Json, changes: &mut Vec<Change>) {
    changes.push(Change {
        path: path.clone(),
        what: What::Added { to: value.clone() },
        detail: explain::alone(path, value),
    });
}

fn removed(path: &Path, value: &Json, changes: &mut Vec<Change>) {
    changes.push(Change {
        path: path.clone(),
        what: What::Removed {
            from: value.clone(),
        },
        detail: explain::alone(path, value),
    });
}
