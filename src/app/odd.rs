//! Characters that are not what they seem: unseen ones, those that turn the direction of writing,
//! and letters that look like others (Unicode Technical Standard 39 names many more).

use crate::report::unseen_name;

/// A character that is not what it seems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Where it stands, in bytes.
    pub at: usize,
    /// The character.
    pub c: char,
    /// The letter that it looks like, where it looks like one.
    pub like: Option<char>,
}

/// So many are told of one text.
const MAX_ODD: usize = 8;

/// Letters of other scripts, and the Latin ones that they look like, pair by pair.
const LIKE: &[(&str, &str)] = &[
    // Cyrillic.
    ("аеорсухіјѕһԁԛԝӏ", "aeopcyxijshdqwl"),
    ("АВЕКМНОРСТХІЈЅԌ", "ABEKMHOPCTXIJSG"),
    // Greek.
    ("οανικυρχ", "oavikupx"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    // Latin with less or more than it should have, and Armenian.
    ("ıɡɑⅼօս", "igalou"),
];

/// Fullwidth forms of ASCII: `！` to `～`.
const FULLWIDTH: std::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';

fn looks_like(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    if FULLWIDTH.contains(&c) {
        return char::from_u32(u32::from(c) - 0xfee0);
    }
    LIKE.iter().find_map(|(odd, plain)| {
        let mut pairs = odd.chars().zip(plain.chars());
        pairs.find(|(odd, _)| *odd == c).map(|(_, plain)| plain)
    })
}

/// The characters of a text that are not what they seem, the first few. A letter of another script
/// is told only where it stands among Latin ones: a text in Greek is no trick.
pub fn odd_characters(text: &str) -> Vec<Odd> {
    if text.is_ascii() {
        return Vec::new();
    }
    let has_latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let mut found = Vec::new();
    let mut word: Vec<(usize, char)> = Vec::new();
    let take = |word: &mut Vec<(usize, char)>, found: &mut Vec<Odd>| {
        let is_mixed = word.iter().any(|(_, c)| c.is_ascii_alphabetic());
        let all_alike = word
            .iter()
            .all(|(_, c)| !c.is_alphabetic() || looks_like(*c).is_some());
        let tells = is_mixed || (has_latin && all_alike);
        for (at, c) in word.drain(..).filter(|_| tells) {
            if let Some(like) = looks_like(c) {
                let like = Some(like);
                found.push(Odd { at, c, like });
            }
        }
    };
    for (at, c) in text.char_indices() {
        if unseen_name(c).is_some() {
            // It does not part a word: it may hide within one.
            found.push(Odd { at, c, like: None });
        } else if c.is_alphanumeric() || FULLWIDTH.contains(&c) {
            word.push((at, c));
        } else {
            take(&mut word, &mut found);
        }
        if found.len() >= MAX_ODD {
            break;
        }
    }
    take(&mut word, &mut found);
    found.sort_by_key(|odd| odd.at);
    found.truncate(MAX_ODD);
    found
}

impl Odd {
    /// What it is: `U+202E, right-to-left override`, `Cyrillic U+0430, looks like a`.
    pub fn words(&self) -> String {
        let code = format!("U+{:04X}", u32::from(self.c));
        match self.like {
            Some(like) => format!("{} {code}, looks like {like}", script(self.c)),
            None => format!("{code}, {}", unseen_name(self.c).unwrap_or_default()),
        }
    }
}

fn script(c: char) -> &'static str {
    match c {
        '\u{370}'..='\u{3ff}' => "Greek",
        '\u{400}'..='\u{52f}' => "Cyrillic",
        '\u{530}'..='\u{58f}' => "Armenian",
        '\u{ff00}'..='\u{ffef}' => "Fullwidth",
        _ => "Letter",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        odd_characters(text).iter().map(Odd::words).collect()
    }

    #[test]
    fn unseen_and_turning_characters_are_named() {
        assert_eq!(told("a\u{202e}b"), ["U+202E, right-to-left override"]);
        assert_eq!(told("ad\u{200b}min"), ["U+200B, zero-width space"]);
        assert_eq!(told("x\u{e0041}"), ["U+E0041, invisible tag"]);
    }

    #[test]
    fn letters_among_others_are_told_and_whole_texts_are_not() {
        assert_eq!(told("pаypal"), ["Cyrillic U+0430, looks like a"]);
        assert_eq!(told("https://сора.example").len(), 4);
        assert_eq!(
            told("ＡＢ c"),
            [
                "Fullwidth U+FF21, looks like A",
                "Fullwidth U+FF22, looks like B"
            ]
        );
        for plain in [
            "",
            "admin",
            "Иван Петров",
            "Ωμέγα",
            "Zoë Ångström",
            "東京",
            "שלום",
        ] {
            assert_eq!(told(plain), Vec::<String>::new(), "{plain}");
        }
    }

    #[test]
    fn pairs_are_pairs_and_much_is_cut() {
        for (odd, plain) in LIKE {
            assert_eq!(odd.chars().count(), plain.chars().count(), "{plain}");
            assert!(odd.chars().all(|c| !c.is_ascii()), "{odd}");
        }
        assert_eq!(odd_characters(&"\u{200b}".repeat(100_000)).len(), MAX_ODD);
    }
}
