//! How well words fit, and which of their letters were typed.

use std::ops::Range;

/// How well a line fits what is looked for, less being better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It begins with it.
    Begins,
    /// Each word of it begins one of the line's.
    BeginsWords,
    /// It holds it.
    Holds,
    /// What is said beside it does.
    Beside,
}

/// So many words count. No name has more; a pasted text may have thousands, each looked for in every
/// line.
const MAX_WORDS: usize = 16;

/// What is looked for: words in small letters.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    words: Vec<String>,
}

impl Wanted {
    pub(super) fn read(text: &str) -> Self {
        let words = text.split_whitespace().take(MAX_WORDS);
        Self {
            words: words.map(str::to_lowercase).collect(),
        }
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a line fits: all words have to occur. Everything fits where there are none.
    pub(super) fn fit(&self, line: &str, beside: &str) -> Option<Fit> {
        let line = line.to_lowercase();
        let mut typed = self.words.iter().map(String::as_str);
        if typed.clone().all(|typed| line.contains(typed)) {
            let begins_word = |typed: &str| {
                let mut words = line.split(|c: char| !c.is_alphanumeric());
                words.any(|word| word.starts_with(typed))
            };
            let fit = if typed
                .clone()
                .next()
                .is_none_or(|first| line.starts_with(first))
            {
                Fit::Begins
            } else if typed.all(begins_word) {
                Fit::BeginsWords
            } else {
                Fit::Holds
            };
            return Some(fit);
        }
        let beside = beside.to_lowercase();
        let is_somewhere = |typed| line.contains(typed) || beside.contains(typed);
        typed.all(is_somewhere).then_some(Fit::Beside)
    }
}

/// The places in `line`, in bytes, of the words of `typed`, whatever their case: in order, and apart
/// from each other. What does not occur has none.
pub fn marks(line: &str, typed: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in Wanted::read(typed).words() {
        found.extend(place(line, word));
    }
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Where a word in small letters first occurs, where possible at the beginning of a word. A letter
/// may have another length in small: places are counted in the line itself.
fn place(line: &str, word: &str) -> Option<Range<usize>> {
    let starts = line.char_indices().map(|(at, _)| at);
    let fits = starts.filter_map(|start| Some(start..end_of(line, start, word)?));
    let mut fits = fits.peekable();
    let first = fits.peek().cloned();
    let before = |start: usize| line.get(..start).and_then(|head| head.chars().next_back());
    let begins = |range: &Range<usize>| before(range.start).is_none_or(|c| !c.is_alphanumeric());
    fits.find(begins).or(first)
}

/// Where `word` ends, if the line goes on with it from there.
fn end_of(line: &str, start: usize, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    let mut next = wanted.next();
    for (at, c) in line.get(start..)?.char_indices() {
        if next.is_none() {
            return Some(start + at);
        }
        for small in c.to_lowercase() {
            if next != Some(small) {
                return None;
            }
            next = wanted.next();
        }
    }
    next.is_none().then_some(line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_begin_with_it_fit_best() {
        let fit = |typed: &str, line| Wanted::read(typed).fit(line, "beside it");
        assert_eq!(fit("", "Copy the token"), Some(Fit::Begins));
        assert_eq!(fit("copy", "Copy the token"), Some(Fit::Begins));
        assert_eq!(fit("COPY tok", "Copy the token"), Some(Fit::Begins));
        assert_eq!(fit("tok", "Copy the token"), Some(Fit::BeginsWords));
        assert_eq!(fit("tok co", "Copy the token"), Some(Fit::BeginsWords));
        assert_eq!(fit("live", "stripe-live-key"), Some(Fit::BeginsWords));
        assert_eq!(fit("oke", "Copy the token"), Some(Fit::Holds));
        assert_eq!(fit("tok beside", "Copy the token"), Some(Fit::Beside));
        assert_eq!(fit("tok nowhere", "Copy the token"), None);
    }

    #[test]
    fn what_was_typed_is_marked_where_it_stands() {
        let marked = |line: &str, typed| -> Vec<String> {
            let marks = marks(line, typed).into_iter();
            marks.map(|range| line[range].to_owned()).collect()
        };
        assert_eq!(marked("Add a key", "key"), ["key"]);
        assert_eq!(marked("Monkey key", "KEY"), ["key"]);
        assert_eq!(marks("Monkey key", "key").first(), Some(&(7..10)));
        assert_eq!(marked("Copy the token", "tok copy"), ["Copy", "tok"]);
        assert_eq!(marked("Copy", "co cop"), ["Cop"]);
        assert_eq!(marked("Größe", "öß"), ["öß"]);
        // A letter that is longer in small: İ is i and a dot above it.
        assert_eq!(marked("İstanbul key", "key"), ["key"]);
        assert_eq!(marked("Copy", "paste"), [""; 0]);
        assert_eq!(marked("", "a"), [""; 0]);
        assert_eq!(marked("Copy", ""), [""; 0]);
    }
}
