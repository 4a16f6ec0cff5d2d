//! Characters that are not what they seem: unseen ones, those that turn the direction of writing,
//! and letters that look like others (Unicode Technical Standard 39 names many more).

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

/// Characters that take no room or turn the direction of what is around them, and their names.
const UNSEEN: &[(char, &str)] = &[
    ('\u{ad}', "soft hyphen"),
    ('\u{61c}', "Arabic letter mark"),
    ('\u{115f}', "Hangul filler"),
    ('\u{180e}', "Mongolian vowel separator"),
    ('\u{200b}', "zero-width space"),
    ('\u{200c}', "zero-width non-joiner"),
    ('\u{200d}', "zero-width joiner"),
    ('\u{200e}', "left-to-right mark"),
    ('\u{200f}', "right-to-left mark"),
    ('\u{2028}', "line separator"),
    ('\u{2029}', "paragraph separator"),
    ('\u{202a}', "left-to-right embedding"),
    ('\u{202b}', "right-to-left embedding"),
    ('\u{202c}', "end of a direction"),
    ('\u{202d}', "left-to-right override"),
    ('\u{202e}', "right-to-left override"),
    ('\u{2060}', "word joiner"),
    ('\u{2061}', "invisible function mark"),
    ('\u{2062}', "invisible times"),
    ('\u{2063}', "invisible comma"),
    ('\u{2064}', "invisible plus"),
    ('\u{2066}', "left-to-right isolate"),
    ('\u{2067}', "right-to-left isolate"),
    ('\u{2068}', "isolate"),
    ('\u{2069}', "end of an isolate"),
    ('\u{3164}', "Hangul filler"),
    ('\u{feff}', "byte order mark"),
    ('\u{ffa0}', "Hangul filler"),
];

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

/// Whether it cannot be seen, or turns the direction of writing.
pub fn is_unseen(c: char) -> bool {
    // Tags spell out a text that nobody sees.
    unseen_name(c).is_some() || matches!(c, '\u{e0000}'..='\u{e007f}')
}

fn unseen_name(c: char) -> Option<&'static str> {
    let known = UNSEEN.iter().find(|(unseen, _)| *unseen == c);
    known.map(|(_, name)| *name)
}

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
        if is_unseen(c) {
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
            None => format!("{code}, {}", unseen_name(self.c).unwrap_or("invisible tag")),
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
