//! Digests are matched with disclosures, and the payload is put together from both
//! (RFC 9901 §7.1, steps 3 to 5).

use super::pointer::pointer;
use super::{Content, Disclosure, ELLIPSIS, SD, SD_ALG, digest_name};
use crate::jose::json::MAX_DEPTH;
use crate::report::{Json, Reference};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// All pointers together have no more bytes: a long name may stand before every place of a long
/// payload. [`super::MAX_DISCLOSURES`] of the longest pointers fit.
const MAX_POINTERS_BYTES: usize = 16 << 20;

const STEPS: Reference = Reference::rfc(9901, "7.1");

/// The payload as it is with all that was disclosed, and what was found on the way.
#[derive(Clone, Debug)]
pub struct Processed {
    /// The payload with the disclosed claims in their places and without digests.
    pub payload: Json,
    /// What became of each disclosure, in their order.
    pub fates: Vec<Fate>,
    /// Where something was not disclosed.
    pub hidden: Vec<Hidden>,
    /// For what the SD-JWT has to be rejected.
    pub problems: Vec<Problem>,
}

/// What became of a disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It went to the place of its digest.
    Placed {
        /// The place as a JSON Pointer (RFC 6901). An index counts what is hidden too, so that a
        /// place has the same pointer in every presentation.
        pointer: String,
        /// The disclosure in whose value its digest stands; nothing where that is the payload.
        parent: Option<usize>,
    },
    /// Its digest stands where it cannot go.
    Rejected,
    /// It is the same text as an earlier one.
    Repeated(usize),
    /// No digest belongs to it.
    Orphan,
}

/// A place at which digests have no disclosure: claims that are not disclosed, or decoys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The object or array, as a JSON Pointer.
    pub pointer: String,
    /// Whether it is an array.
    pub is_array: bool,
    /// How many digests.
    pub digests: usize,
}

/// For what an SD-JWT has to be rejected. Disclosures are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A digest under `_sd` leads to what discloses no claim, or one in an array to what discloses
    /// no element.
    Form {
        /// The disclosure.
        disclosure: usize,
        /// What it is.
        found: String,
        /// Whether its digest stands in an array.
        in_array: bool,
    },
    /// A claim named `_sd` or `...` is disclosed.
    ReservedName {
        /// The disclosure.
        disclosure: usize,
        /// The name.
        name: String,
    },
    /// A claim is disclosed that is there already.
    NameTaken {
        /// The disclosure.
        disclosure: usize,
        /// Where.
        pointer: String,
    },
    /// A digest stands at two places.
    DigestTwice {
        /// The digest.
        digest: String,
    },
    /// No digest belongs to a disclosure.
    Orphan {
        /// The disclosure.
        disclosure: usize,
    },
    /// `_sd` is no array of strings.
    BadDigests {
        /// The object in which it stands.
        pointer: String,
        /// What it is.
        found: String,
    },
    /// `...` stands where it does not stand for an element.
    BadEllipsis {
        /// The object in which it stands.
        pointer: String,
    },
    /// What is disclosed is nested too deeply in what was disclosed before.
    TooDeep {
        /// Where.
        pointer: String,
    },
}

impl Problem {
    /// Where the standard says that it must not be.
    pub fn reference(&self) -> Reference {
        match self {
            Self::BadDigests { .. } => Reference::rfc(9901, "4.2.4.1"),
            Self::BadEllipsis { .. } => Reference::rfc(9901, "4.2.4.2"),
            _ => STEPS,
        }
    }
}

/// A pointer in a sentence.
fn at(pointer: &str) -> String {
    match pointer {
        "" => "the payload".to_owned(),
        pointer => short(pointer),
    }
}

fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form {
                disclosure,
                found,
                in_array,
            } => {
                let (place, wanted) = if *in_array {
                    ("in an array", "[salt, value]")
                } else {
                    ("under _sd", "[salt, name, value]")
                };
                let n = disclosure + 1;
                write!(
                    f,
                    "Disclosure {n} is {found}, its digest stands {place}, where it has to be {wanted}"
                )
            }
            Self::ReservedName { disclosure, name } => write!(
                f,
                "Disclosure {} discloses a claim named {name}, which is reserved for digests",
                disclosure + 1
            ),
            Self::NameTaken {
                disclosure,
                pointer,
            } => write!(
                f,
                "Disclosure {} discloses {}, which is there already",
                disclosure + 1,
                short(pointer)
            ),
            Self::DigestTwice { digest } => {
                write!(f, "The digest {:?} stands at two places", short(digest))
            }
            Self::Orphan { disclosure } => write!(
                f,
                "Disclosure {} belongs to no digest, the issuer did not sign it",
                disclosure + 1
            ),
            Self::BadDigests { pointer, found } => {
                write!(
                    f,
                    "_sd in {} is {found}, not an array of strings",
                    at(pointer)
                )
            }
            Self::BadEllipsis { pointer } => write!(
                f,
                "\"...\" in {} does not stand alone in an element, with a digest",
                at(pointer)
            ),
            Self::TooDeep { pointer } => write!(
                f,
                "{} is nested deeper than {MAX_DEPTH} levels in what is disclosed",
                at(pointer)
            ),
        }
    }
}

/// Puts the payload together. Nothing where its digests cannot be made here (`_sd_alg`).
///
/// A disclosure that has to be rejected is left out; every other one is shown, whatever else is
/// wrong. Each is used once, so that the result is no larger than what was given.
pub fn process(payload: &Json, disclosures: &[Disclosure]) -> Option<Processed> {
    let hash = digest_name(payload).hash()?;
    let mut walk = Walk {
        disclosures,
        by_digest: HashMap::new(),
        met: HashSet::new(),
        steps: Vec::new(),
        within: None,
        fates: vec![Fate::Orphan; disclosures.len()],
        hidden: Vec::new(),
        problems: Vec::new(),
        left: MAX_POINTERS_BYTES,
    };
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    for (i, disclosure) in disclosures.iter().enumerate() {
        match first_of.get(disclosure.text.as_str()) {
            Some(first) => {
                if let Some(fate) = walk.fates.get_mut(i) {
                    *fate = Fate::Repeated(*first);
                }
            }
            None => {
                first_of.insert(&disclosure.text, i);
                walk.by_digest.insert(disclosure.digest(hash), i);
            }
        }
    }
    let payload = walk.value(payload, 0);
    let orphans = walk.fates.iter().enumerate();
    let orphans = orphans.filter(|(_, fate)| **fate == Fate::Orphan);
    let orphans: Vec<_> = orphans
        .map(|(disclosure, _)| Problem::Orphan { disclosure })
        .collect();
    walk.problems.extend(orphans);
    walk.hidden.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    Some(Processed {
        payload,
        fates: walk.fates,
        hidden: walk.hidden,
        problems: walk.problems,
    })
}

/// What a digest leads to.
enum Met {
    Disclosure(usize),
    /// Nothing that was given.
    Hidden,
    /// It was met before.
    Again,
}

struct Walk<'d> {
    disclosures: &'d [Disclosure],
    by_digest: HashMap<String, usize>,
    /// Every digest that was met, with or without a disclosure.
    met: HashSet<String>,
    /// The way to where we are.
    steps: Vec<String>,
    /// The disclosure in whose value we are.
    within: Option<usize>,
    fates: Vec<Fate>,
    hidden: Vec<Hidden>,
    problems: Vec<Problem>,
    /// How many bytes of pointers are still written out.
    left: usize,
}

impl Walk<'_> {
    fn here(&mut self, last: Option<&str>) -> String {
        if self.left == 0 {
            return "…".to_owned();
        }
        let pointer = pointer(self.steps.iter().map(String::as_str), last);
        self.left = self.left.saturating_sub(pointer.len());
        pointer
    }

    /// A value with its disclosures in place. Values are nested up to twice [`MAX_DEPTH`]: what is
    /// deeper in the whole is left out.
    fn value(&mut self, value: &Json, depth: usize) -> Json {
        match value {
            Json::Object(_) | Json::Array(_) if depth >= MAX_DEPTH => {
                let pointer = self.here(None);
                self.problems.push(Problem::TooDeep { pointer });
                let written = serde_json::to_vec(value).unwrap_or_default();
                Json::Elided(written.len())
            }
            Json::Object(members) => self.object(members, depth),
            Json::Array(values) => self.array(values, depth),
            other => other.clone(),
        }
    }

    fn step(&mut self, step: String, value: &Json, depth: usize) -> Json {
        self.steps.push(step);
        let value = self.value(value, depth + 1);
        self.steps.pop();
        value
    }

    fn object(&mut self, members: &[(String, Json)], depth: usize) -> Json {
        let mut kept: Vec<(String, Json)> = Vec::with_capacity(members.len());
        let mut digests: Vec<&str> = Vec::new();
        for (name, value) in members {
            match name.as_str() {
                SD => match digests_of(value) {
                    Ok(found) => digests.extend(found),
                    Err(found) => {
                        let pointer = self.here(None);
                        self.problems.push(Problem::BadDigests { pointer, found });
                    }
                },
                SD_ALG if depth == 0 => {}
                _ => {
                    if name == ELLIPSIS {
                        let pointer = self.here(None);
                        self.problems.push(Problem::BadEllipsis { pointer });
                    }
                    let value = self.step(name.clone(), value, depth);
                    kept.push((name.clone(), value));
                }
            }
        }
        if digests.is_empty() {
            return Json::Object(kept);
        }
        let mut names: HashSet<String> = kept.iter().map(|(name, _)| name.clone()).collect();
        let mut hidden = 0;
        for digest in digests {
            match self.meet(digest) {
                Met::Again => {}
                Met::Hidden => hidden += 1,
                Met::Disclosure(i) => {
                    if let Some((name, value)) = self.claim(i, &mut names, depth) {
                        kept.push((name, value));
                    }
                }
            }
        }
        self.note_hidden(hidden, false);
        Json::Object(kept)
    }

    /// The claim that a disclosure adds to an object with these names.
    fn claim(
        &mut self,
        index: usize,
        names: &mut HashSet<String>,
        depth: usize,
    ) -> Option<(String, Json)> {
        let disclosures = self.disclosures;
        let content = &disclosures.get(index)?.content;
        let Content::Property { name, value, .. } = content else {
            self.reject(
                index,
                Problem::Form {
                    disclosure: index,
                    found: content.what(),
                    in_array: false,
                },
            );
            return None;
        };
        if name == SD || name == ELLIPSIS {
            let name = name.clone();
            let disclosure = index;
            self.reject(index, Problem::ReservedName { disclosure, name });
            return None;
        }
        let pointer = self.here(Some(name));
        if !names.insert(name.clone()) {
            let disclosure = index;
            let problem = Problem::NameTaken {
                disclosure,
                pointer,
            };
            self.reject(index, problem);
            return None;
        }
        Some((
            name.clone(),
            self.place(index, pointer, name.clone(), value, depth),
        ))
    }

    fn array(&mut self, values: &[Json], depth: usize) -> Json {
        let mut kept = Vec::with_capacity(values.len());
        let mut hidden = 0;
        for (i, value) in values.iter().enumerate() {
            let step = i.to_string();
            let Some(digest) = placeholder(value) else {
                kept.push(self.step(step, value, depth));
                continue;
            };
            match self.meet(digest) {
                Met::Again => {}
                Met::Hidden => hidden += 1,
                Met::Disclosure(index) => {
                    let disclosures = self.disclosures;
                    let Some(Disclosure { content, .. }) = disclosures.get(index) else {
                        continue;
                    };
                    if let Content::Element { value, .. } = content {
                        let pointer = self.here(Some(&step));
                        kept.push(self.place(index, pointer, step, value, depth));
                    } else {
                        self.reject(
                            index,
                            Problem::Form {
                                disclosure: index,
                                found: content.what(),
                                in_array: true,
                            },
                        );
                    }
                }
            }
        }
        self.note_hidden(hidden, true);
        Json::Array(kept)
    }

    /// Puts a disclosure at its place, and processes what it discloses.
    fn place(
        &mut self,
        index: usize,
        pointer: String,
        step: String,
        value: &Json,
        depth: usize,
    ) -> Json {
        let parent = self.within.replace(index);
        if let Some(fate) = self.fates.get_mut(index) {
            *fate = Fate::Placed { pointer, parent };
        }
        let value = self.step(step, value, depth);
        self.within = parent;
        value
    }

    fn reject(&mut self, index: usize, problem: Problem) {
        if let Some(fate) = self.fates.get_mut(index) {
            *fate = Fate::Rejected;
        }
        self.problems.push(problem);
    }

    fn meet(&mut self, digest: &str) -> Met {
        if !self.met.insert(digest.to_owned()) {
            let digest = short(digest);
            self.problems.push(Problem::DigestTwice { digest });
            return Met::Again;
        }
        match self.by_digest.get(digest) {
            Some(index) => Met::Disclosure(*index),
            None => Met::Hidden,
        }
    }

    fn note_hidden(&mut self, digests: usize, is_array: bool) {
        if digests > 0 {
            let pointer = self.here(None);
            self.hidden.push(Hidden {
                pointer,
                is_array,
                digests,
            });
        }
    }
}

/// The digests under `_sd`, or what stands there instead.
fn digests_of(value: &Json) -> Result<Vec<&str>, String> {
    let Json::Array(values) = value else {
        return Err(value.type_name().to_owned());
    };
    let texts: Option<Vec<&str>> = values.iter().map(Json::as_str).collect();
    texts.ok_or_else(|| "an array that holds more than strings".to_owned())
}

/// The digest of an element that stands for a hidden one: an object with nothing but `...`.
fn placeholder(value: &Json) -> Option<&str> {
    match value.members()? {
        [(name, Json::String(digest))] if name == ELLIPSIS => Some(digest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{Hash, base64url, json};

    fn disclosure(json: &str) -> Disclosure {
        let text = base64url::encode(json.as_bytes());
        Disclosure::read(&text, 0, &mut Vec::new()).0
    }

    /// Processes a payload in which `#0`, `#1` … stand for the digests of the disclosures.
    fn run(payload: &str, disclosures: &[&str]) -> Processed {
        let mut texts: Vec<String> = disclosures.iter().map(|&d| d.to_owned()).collect();
        // The inner ones come first.
        for i in 0..texts.len() {
            let digest = disclosure(&texts[i]).digest(Hash::Sha256);
            for text in &mut texts[i + 1..] {
                *text = text.replace(&format!("#{i}"), &digest);
            }
        }
        let disclosures: Vec<_> = texts.iter().map(|text| disclosure(text)).collect();
        let mut payload = payload.to_owned();
        for (i, one) in disclosures.iter().enumerate() {
            payload = payload.replace(&format!("#{i}"), &one.digest(Hash::Sha256));
        }
        process(&json::parse(payload.as_bytes()).0, &disclosures).unwrap()
    }

    fn shown(processed: &Processed) -> String {
        serde_json::to_string(&processed.payload).unwrap()
    }

    fn problem(payload: &str, disclosures: &[&str]) -> String {
        let processed = run(payload, disclosures);
        assert_eq!(processed.problems.len(), 1, "{:?}", processed.problems);
        processed.problems[0].to_string()
    }

    #[test]
    fn claims_and_elements_go_to_the_places_of_their_digests() {
        let processed = run(
            r##"{"_sd":["#2","decoy"],"a":1,"list":["x",{"...":"#0"},{"...":"gone"}],"_sd_alg":"sha-256"}"##,
            &[
                r#"["s",7]"#,
                r#"["s","street","Way 1"]"#,
                r##"["s","home",{"_sd":["#1","other"]}]"##,
            ],
        );
        assert!(processed.problems.is_empty(), "{:?}", processed.problems);
        assert_eq!(
            shown(&processed),
            r#"{"a":1,"list":["x",7],"home":{"street":"Way 1"}}"#
        );
        let placed = |pointer: &str, parent| Fate::Placed {
            pointer: pointer.to_owned(),
            parent,
        };
        assert_eq!(
            processed.fates,
            [
                placed("/list/1", None),
                placed("/home/street", Some(2)),
                placed("/home", None)
            ]
        );
        let hidden = processed.hidden.iter();
        let hidden: Vec<_> = hidden
            .map(|h| (h.pointer.as_str(), h.is_array, h.digests))
            .collect();
        assert_eq!(
            hidden,
            [("", false, 1), ("/home", false, 1), ("/list", true, 1)]
        );
    }

    /// RFC 9901 §7.1, steps 3 to 5: each rule by which an SD-JWT is rejected.
    #[test]
    fn every_rule_rejects_what_breaks_it() {
        for (payload, disclosures, told) in [
            (
                r##"{"_sd":["#0"]}"##,
                &[r#"["s",1]"#][..],
                "its digest stands under _sd",
            ),
            (
                r##"{"_sd":["#0"]}"##,
                &[r#"["s",1,2]"#],
                "second value is no string",
            ),
            (
                r##"{"_sd":["#0"]}"##,
                &[r#"{"s":1}"#],
                "Disclosure 1 is an object",
            ),
            (
                r##"{"a":[{"...":"#0"}]}"##,
                &[r#"["s","n",1]"#],
                "its digest stands in an array",
            ),
            (
                r##"{"_sd":["#0"]}"##,
                &[r#"["s","_sd",["x"]]"#],
                "a claim named _sd",
            ),
            (
                r##"{"_sd":["#0"]}"##,
                &[r#"["s","...","x"]"#],
                "a claim named ...",
            ),
            (
                r##"{"_sd":["#0"],"a":1}"##,
                &[r#"["s","a",2]"#],
                "discloses /a, which is there already",
            ),
            (
                r##"{"_sd":["#0","#1"]}"##,
                &[r#"["s","a",1]"#, r#"["t","a",1]"#],
                "Disclosure 2 discloses /a, which is there already",
            ),
            (
                r##"{"_sd":["#0","#0"]}"##,
                &[r#"["s","a",1]"#],
                "stands at two places",
            ),
            (
                r##"{"_sd":["#0"],"b":[{"...":"#0"}]}"##,
                &[r#"["s",1]"#],
                "stands at two places",
            ),
            (
                r#"{"_sd":["decoy"],"b":{"_sd":["decoy"]}}"#,
                &[],
                "stands at two places",
            ),
            (
                r#"{"a":1}"#,
                &[r#"["s","a",1]"#],
                "Disclosure 1 belongs to no digest",
            ),
            (r#"{"_sd":"x"}"#, &[], "_sd in the payload is a string"),
            (
                r#"{"a":{"_sd":["x",1]}}"#,
                &[],
                "_sd in /a is an array that holds more",
            ),
            (
                r#"{"a":{"...":"x"}}"#,
                &[],
                "\"...\" in /a does not stand alone",
            ),
            (
                r#"{"a":[{"...":"x","b":1}]}"#,
                &[],
                "\"...\" in /a/0 does not stand alone",
            ),
            (
                r#"{"a":[{"...":1}]}"#,
                &[],
                "\"...\" in /a/0 does not stand alone",
            ),
        ] {
            // A digest that leads nowhere else leaves its disclosure an orphan no more.
            let found = run(payload, disclosures).problems;
            let said: Vec<_> = found.iter().map(ToString::to_string).collect();
            assert!(said.iter().any(|s| s.contains(told)), "{payload}: {said:?}");
        }
    }

    #[test]
    fn what_depends_on_a_rejected_disclosure_is_an_orphan() {
        let found = run(
            r##"{"_sd":["#1"],"a":1}"##,
            &[r#"["s","b",1]"#, r##"["s","a",{"_sd":["#0"]}]"##],
        );
        assert_eq!(found.fates, [Fate::Orphan, Fate::Rejected]);
        assert_eq!(found.problems.len(), 2);
        assert_eq!(shown(&found), r#"{"a":1}"#);
    }

    #[test]
    fn the_same_disclosure_twice_is_no_orphan() {
        let found = run(r##"{"_sd":["#0"]}"##, &[r#"["s","a",1]"#, r#"["s","a",1]"#]);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert_eq!(found.fates[1], Fate::Repeated(0));
    }

    #[test]
    fn sd_alg_goes_from_the_top_alone_and_an_empty_object_stays() {
        let found = run(
            r#"{"a":{"_sd":["x"]},"b":{"_sd_alg":"y"},"_sd_alg":"sha-256"}"#,
            &[],
        );
        assert_eq!(shown(&found), r#"{"a":{},"b":{"_sd_alg":"y"}}"#);
        let other = json::parse(br#"{"_sd_alg":"sha3-256"}"#).0;
        assert!(process(&other, &[]).is_none());
    }

    #[test]
    fn depth_ends_where_json_ends() {
        let mut texts = vec![r#"["s","n",1]"#.to_owned()];
        for i in 0..=MAX_DEPTH {
            texts.push(format!(r##"["s","n",{{"_sd":["#{i}"]}}]"##));
        }
        // Digests are looked for by name: the last must not be taken for the first.
        let last = texts.len() - 1;
        let mut digest = disclosure(&texts[0]).digest(Hash::Sha256);
        let mut all = vec![disclosure(&texts[0])];
        for (i, text) in texts.iter().enumerate().skip(1) {
            all.push(disclosure(&text.replace(&format!("#{}", i - 1), &digest)));
            digest = all[i].digest(Hash::Sha256);
        }
        let payload = format!(r#"{{"_sd":["{}"]}}"#, all[last].digest(Hash::Sha256));
        let found = process(&json::parse(payload.as_bytes()).0, &all).unwrap();
        let said: Vec<_> = found.problems.iter().map(ToString::to_string).collect();
        assert!(said[0].contains("nested deeper than 100"), "{said:?}");
        assert!(said[1].contains("belongs to no digest"), "{said:?}");
    }

    #[test]
    fn ten_thousand_disclosures_end_quickly() {
        let all: Vec<_> = (0..10_000)
            .map(|i| disclosure(&format!(r#"["s","n{i}",{i}]"#)))
            .collect();
        let digests: Vec<_> = all
            .iter()
            .map(|d| format!("{:?}", d.digest(Hash::Sha256)))
            .collect();
        let payload = format!(r#"{{"_sd":[{}]}}"#, digests.join(","));
        let payload = json::parse(payload.as_bytes()).0;
        let start = std::time::Instant::now();
        let found = process(&payload, &all).unwrap();
        assert!(found.problems.is_empty());
        assert_eq!(found.payload.members().unwrap().len(), 10_000);
        // Compared each with each it would take a minute.
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
        let nothing = problem(r#"{"a":1}"#, &[r#"["s","a",1]"#]);
        assert!(nothing.contains("no digest"));
    }
}
