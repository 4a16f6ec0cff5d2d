//! Claims become an SD-JWT: what may be hidden goes into disclosures, and digests take its place
//! (RFC 9901 §4.2, §9.3).

use super::digest::name_of;
use super::disclosure::of_text;
use super::pointer::{pointer, steps};
use super::{ELLIPSIS, SD, SD_ALG};
use crate::jose::{Hash, base64url, random_id};
use crate::report::Json;
use std::collections::HashSet;

/// Where salts come from: each call gives a new one that nobody can guess, or nothing where there
/// is no randomness.
pub type Salts<'s> = dyn FnMut() -> Option<String> + 's;

/// Salts of 128 random bits (RFC 9901 §9.3).
pub fn random_salts() -> Option<String> {
    random_id()
}

/// What is to be issued.
#[derive(Clone, Debug)]
pub struct Issue<'i> {
    /// The claims, as an object.
    pub claims: &'i Json,
    /// What the holder may hide: JSON Pointers (RFC 6901). `*` stands for every member or element.
    pub selective: &'i [String],
    /// The hash algorithm of the digests.
    pub hash: Hash,
    /// How many digests without a disclosure are added wherever there are some (RFC 9901 §4.2.5).
    pub decoys: usize,
    /// The holder's public key, for `cnf` (RFC 9901 §4.1.2).
    pub holder: Option<Json>,
}

/// What is to be signed, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The payload with digests.
    pub payload: Json,
    /// The disclosures, those of what is inside before those of what is around.
    pub disclosures: Vec<String>,
}

impl Issued {
    /// The SD-JWT: the signed JWT and every disclosure, each with a `~` after it (RFC 9901 §4).
    pub fn compact(&self, signed: &str) -> String {
        let mut text = format!("{signed}~");
        for disclosure in &self.disclosures {
            text.push_str(disclosure);
            text.push('~');
        }
        text
    }
}

/// Why nothing was issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The claims are no object.
    #[error("the claims are {0}, they must be a JSON object")]
    NotAnObject(&'static str),
    /// The claims use a name that stands for digests.
    #[error("the claims hold {0:?}, which is reserved for digests (RFC 9901 §4.1)")]
    Reserved(String),
    /// What may be hidden is not there.
    #[error("there is no claim at {0:?}; name it by a JSON Pointer such as /address/locality")]
    NoClaim(String),
    /// The holder's key is given, and the claims have a `cnf` of their own.
    #[error("the claims have a cnf already, so the holder's key has no place")]
    Confirmation,
    /// The system gives no randomness.
    #[error("the system gives no randomness for the salts")]
    NoSalt,
}

/// Puts digests in the place of what may be hidden.
///
/// # Errors
/// [`IssueError`], which says what to change.
pub fn issue(what: &Issue<'_>, salts: &mut Salts<'_>) -> Result<Issued, IssueError> {
    let Json::Object(members) = what.claims else {
        return Err(IssueError::NotAnObject(what.claims.type_name()));
    };
    reserved(what.claims)?;
    if members.iter().any(|(name, _)| name == SD_ALG) {
        return Err(IssueError::Reserved(SD_ALG.to_owned()));
    }
    let mut selected = HashSet::new();
    for wanted in what.selective {
        let steps = steps(wanted).ok_or_else(|| IssueError::NoClaim(wanted.clone()))?;
        if !select(what.claims, &steps, &mut Vec::new(), &mut selected) {
            return Err(IssueError::NoClaim(wanted.clone()));
        }
    }
    let mut maker = Maker {
        selected,
        hash: what.hash,
        decoys: what.decoys,
        salts,
        steps: Vec::new(),
        disclosures: Vec::new(),
    };
    let payload = maker.value(what.claims)?;
    let Json::Object(mut members) = payload else {
        return Err(IssueError::NotAnObject(payload.type_name()));
    };
    if !maker.disclosures.is_empty() {
        let name = Json::String(name_of(what.hash).to_owned());
        members.push((SD_ALG.to_owned(), name));
    }
    if let Some(key) = &what.holder {
        let is_taken = what.claims.get("cnf").is_some();
        if is_taken {
            return Err(IssueError::Confirmation);
        }
        let cnf = Json::Object(vec![("jwk".to_owned(), key.clone())]);
        members.push(("cnf".to_owned(), cnf));
    }
    Ok(Issued {
        payload: Json::Object(members),
        disclosures: maker.disclosures,
    })
}

/// No claim may have a name that stands for digests. As deep as JSON is read.
fn reserved(value: &Json) -> Result<(), IssueError> {
    match value {
        Json::Object(members) => members.iter().try_for_each(|(name, value)| {
            if name == SD || name == ELLIPSIS {
                return Err(IssueError::Reserved(name.clone()));
            }
            reserved(value)
        }),
        Json::Array(values) => values.iter().try_for_each(reserved),
        _ => Ok(()),
    }
}

/// Selects what a pointer leads to. Whether that is anything.
fn select(
    value: &Json,
    rest: &[String],
    way: &mut Vec<String>,
    selected: &mut HashSet<Vec<String>>,
) -> bool {
    let Some((step, rest)) = rest.split_first() else {
        selected.insert(way.clone());
        return true;
    };
    let inside: Vec<(String, &Json)> = match value {
        Json::Object(members) => {
            let is_every = step == "*" && value.get(step).is_none();
            let members = members.iter().filter(|(name, _)| is_every || name == step);
            members.map(|(name, value)| (name.clone(), value)).collect()
        }
        Json::Array(values) => {
            let values = values.iter().enumerate();
            let values = values.map(|(i, value)| (i.to_string(), value));
            values.filter(|(i, _)| step == "*" || i == step).collect()
        }
        _ => Vec::new(),
    };
    let mut is_any = false;
    for (step, value) in inside {
        way.push(step);
        is_any |= select(value, rest, way, selected);
        way.pop();
    }
    is_any
}

struct Maker<'s, 'f> {
    selected: HashSet<Vec<String>>,
    hash: Hash,
    decoys: usize,
    salts: &'s mut Salts<'f>,
    steps: Vec<String>,
    disclosures: Vec<String>,
}

impl Maker<'_, '_> {
    fn value(&mut self, value: &Json) -> Result<Json, IssueError> {
        match value {
            Json::Object(members) => self.object(members),
            Json::Array(values) => self.array(values),
            other => Ok(other.clone()),
        }
    }

    /// The value at a step from here, with its own digests, and whether it is hidden itself.
    fn inside(&mut self, step: String, value: &Json) -> Result<(Json, bool), IssueError> {
        self.steps.push(step);
        let value = self.value(value);
        let is_selected = self.selected.contains(&self.steps);
        self.steps.pop();
        Ok((value?, is_selected))
    }

    fn object(&mut self, members: &[(String, Json)]) -> Result<Json, IssueError> {
        let mut kept = Vec::with_capacity(members.len());
        let mut digests = Vec::new();
        for (name, value) in members {
            let (value, is_selected) = self.inside(name.clone(), value)?;
            if is_selected {
                let name = Json::String(name.clone());
                digests.push(self.disclose(&[name, value])?);
            } else {
                kept.push((name.clone(), value));
            }
        }
        if !digests.is_empty() {
            for _ in 0..self.decoys {
                digests.push(self.decoy()?);
            }
            // Their order must not tell the order of the claims (RFC 9901 §4.2.4.1).
            digests.sort_unstable();
            let digests = digests.into_iter().map(Json::String).collect();
            kept.insert(0, (SD.to_owned(), Json::Array(digests)));
        }
        Ok(Json::Object(kept))
    }

    fn array(&mut self, values: &[Json]) -> Result<Json, IssueError> {
        let mut kept = Vec::with_capacity(values.len());
        let mut has_hidden = false;
        for (i, value) in values.iter().enumerate() {
            let (value, is_selected) = self.inside(i.to_string(), value)?;
            if is_selected {
                has_hidden = true;
                let digest = self.disclose(&[value])?;
                kept.push(placeholder(digest));
            } else {
                kept.push(value);
            }
        }
        if has_hidden {
            for _ in 0..self.decoys {
                let digest = self.decoy()?;
                kept.push(placeholder(digest));
            }
        }
        Ok(Json::Array(kept))
    }

    fn salt(&mut self) -> Result<String, IssueError> {
        (self.salts)().ok_or(IssueError::NoSalt)
    }

    /// Makes a disclosure and gives its digest.
    fn disclose(&mut self, content: &[Json]) -> Result<String, IssueError> {
        let mut values = vec![Json::String(self.salt()?)];
        values.extend(content.iter().cloned());
        // A value is made of what JSON can say.
        let json = serde_json::to_vec(&Json::Array(values)).unwrap_or_default();
        let text = base64url::encode(&json);
        let digest = of_text(&text, self.hash);
        self.disclosures.push(text);
        Ok(digest)
    }

    fn decoy(&mut self) -> Result<String, IssueError> {
        Ok(of_text(&self.salt()?, self.hash))
    }
}

fn placeholder(digest: String) -> Json {
    Json::Object(vec![(ELLIPSIS.to_owned(), Json::String(digest))])
}

/// The pointers to everything in claims that can be hidden, for whoever chooses.
pub fn pointers(claims: &Json) -> Vec<String> {
    let mut found = Vec::new();
    collect(claims, &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Json, way: &mut Vec<String>, found: &mut Vec<String>) {
    let inside: Vec<(String, &Json)> = match value {
        Json::Object(members) => members.iter().map(|(n, v)| (n.clone(), v)).collect(),
        Json::Array(values) => {
            let values = values.iter().enumerate();
            values.map(|(i, v)| (i.to_string(), v)).collect()
        }
        _ => return,
    };
    for (step, value) in inside {
        way.push(step);
        found.push(pointer(way.iter().map(String::as_str), None));
        collect(value, way, found);
        way.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;

    fn run(claims: &str, selective: &[&str], decoys: usize) -> Result<Issued, IssueError> {
        let claims = json::parse(claims.as_bytes()).0;
        let selective: Vec<_> = selective.iter().map(|&s| s.to_owned()).collect();
        let mut count = 0;
        let mut salts = || {
            count += 1;
            Some(format!("salt-{count}"))
        };
        let what = Issue {
            claims: &claims,
            selective: &selective,
            hash: Hash::Sha256,
            decoys,
            holder: None,
        };
        issue(&what, &mut salts)
    }

    fn decoded(text: &str) -> String {
        String::from_utf8(base64url::decode(text).0).unwrap()
    }

    #[test]
    fn what_may_be_hidden_is_disclosed_inside_out() {
        let claims = r#"{"sub":"u","home":{"street":"Way 1","town":"A"},"list":["x","y"]}"#;
        let issued = run(claims, &["/home", "/home/street", "/list/*"], 1).unwrap();
        let disclosures: Vec<_> = issued.disclosures.iter().map(|d| decoded(d)).collect();
        assert_eq!(disclosures[0], r#"["salt-1","street","Way 1"]"#);
        assert!(disclosures[1].starts_with(r#"["salt-3","home",{"_sd":["#));
        assert_eq!(disclosures[2..], [r#"["salt-4","x"]"#, r#"["salt-5","y"]"#]);
        let text = serde_json::to_string(&issued.payload).unwrap();
        assert!(!text.contains("Way 1") && !text.contains("town"), "{text}");
        assert_eq!(
            text.matches("...").count(),
            3,
            "a decoy stands beside: {text}"
        );
        assert!(text.ends_with(r#""_sd_alg":"sha-256"}"#), "{text}");
        assert!(issued.compact("a.b.c").starts_with("a.b.c~"));
        assert_eq!(issued.compact("a.b.c").matches('~').count(), 5);
    }

    #[test]
    fn each_refusal_says_why() {
        for (claims, selective, told) in [
            ("[]", &[][..], "the claims are an array"),
            (r#"{"a":[{"...":1}]}"#, &[], "\"...\""),
            (r#"{"_sd":[]}"#, &[], "\"_sd\""),
            (r#"{"_sd_alg":"x"}"#, &[], "\"_sd_alg\""),
            (r#"{"a":1}"#, &["/b"], "there is no claim at \"/b\""),
            (r#"{"a":1}"#, &["a"], "there is no claim at \"a\""),
            (r#"{"a":1}"#, &["/a/0"], "there is no claim at \"/a/0\""),
            (r#"{"a":1}"#, &[""], "there is no claim at \"\""),
        ] {
            let error = run(claims, selective, 0).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn everything_that_can_be_hidden_is_listed() {
        let claims = json::parse(br#"{"a":{"b/c":1},"l":[2]}"#).0;
        assert_eq!(pointers(&claims), ["/a", "/a/b~1c", "/l", "/l/0"]);
    }
}
