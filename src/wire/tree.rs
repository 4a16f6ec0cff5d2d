//! JSON in which each value says whether it may be seen.

use super::{Show, Value};
use crate::report::Json;

/// A longer JSON pointer is not written out, and not looked for.
pub(super) const MAX_POINTER_BYTES: usize = 1024;

/// Does something one step further down a pointer (RFC 6901).
pub(super) fn within<T>(path: &mut String, step: &str, act: impl FnOnce(&mut String) -> T) -> T {
    let len = path.len();
    path.push('/');
    // A pointer that is too long need not be whole.
    for c in step.chars().take(MAX_POINTER_BYTES + 1) {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            c => path.push(c),
        }
    }
    let result = act(path);
    path.truncate(len);
    result
}

/// A JSON value whose strings are [`Value`]s, and whose numbers are where they may not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// A boolean or a number that may be seen, and what tells nothing: null.
    Bare(Json),
    /// A boolean or a number that may not be seen, as it is written.
    Hidden(Value),
    /// A string, unescaped.
    Text(Value),
    /// An array.
    Array(Vec<Tree>),
    /// Members in the order in which they were written.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Takes a JSON value over. `may_be_seen` is asked for each string, number and boolean, with the
    /// names of the members that lead to it; of an array its name stands for all that it holds.
    pub fn of(json: &Json, may_be_seen: &dyn Fn(&[&str]) -> bool) -> Self {
        fn walk<'j>(
            json: &'j Json,
            path: &mut Vec<&'j str>,
            may_be_seen: &dyn Fn(&[&str]) -> bool,
        ) -> Tree {
            match json {
                Json::String(text) if may_be_seen(path) => Tree::Text(Value::plain(text.as_str())),
                Json::String(text) => Tree::Text(Value::secret(text.as_str())),
                Json::Array(values) => {
                    let values = values.iter();
                    Tree::Array(values.map(|v| walk(v, path, may_be_seen)).collect())
                }
                Json::Object(members) => {
                    let mut seen = Vec::with_capacity(members.len());
                    for (name, value) in members {
                        path.push(name);
                        seen.push((name.clone(), walk(value, path, may_be_seen)));
                        path.pop();
                    }
                    Tree::Object(seen)
                }
                Json::Bool(value) if !may_be_seen(path) => {
                    Tree::Hidden(Value::secret(value.to_string()))
                }
                Json::Number(digits) if !may_be_seen(path) => {
                    Tree::Hidden(Value::secret(digits.as_str()))
                }
                bare => Tree::Bare(bare.clone()),
            }
        }
        walk(json, &mut Vec::new(), may_be_seen)
    }

    /// JSON that may be seen as a whole: metadata, public keys.
    pub fn plain(json: &Json) -> Self {
        Self::of(json, &|_| true)
    }

    /// The first member of that name, where this is an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }

    /// The text, where this is a string.
    pub fn as_text(&self) -> Option<&Value> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// Whether something in it is masked until it is revealed.
    pub fn has_secret(&self) -> bool {
        match self {
            Self::Bare(_) => false,
            Self::Text(value) | Self::Hidden(value) => value.can_be_revealed(),
            Self::Array(values) => values.iter().any(Self::has_secret),
            Self::Object(members) => members.iter().any(|(_, value)| value.has_secret()),
        }
    }

    /// The JSON pointers (RFC 6901) to what is masked, but for those that are longer than
    /// `MAX_POINTER_BYTES`: a long name before each of many values would be written many times.
    pub fn secrets(&self) -> Vec<String> {
        fn walk(tree: &Tree, path: &mut String, found: &mut Vec<String>) {
            if path.len() > MAX_POINTER_BYTES {
                return;
            }
            match tree {
                Tree::Hidden(_) => found.push(path.clone()),
                Tree::Text(value) if value.is_secret() => found.push(path.clone()),
                Tree::Text(_) | Tree::Bare(_) => {}
                Tree::Array(values) => {
                    for (i, value) in values.iter().enumerate() {
                        within(path, &i.to_string(), |path| walk(value, path, found));
                    }
                }
                Tree::Object(members) => {
                    for (name, value) in members {
                        within(path, name, |path| walk(value, path, found));
                    }
                }
            }
        }
        let mut found = Vec::new();
        walk(self, &mut String::new(), &mut found);
        found
    }

    /// The value, with or without what is secret in it.
    pub fn to_json(&self, show: Show) -> Json {
        match self {
            Self::Bare(json) => json.clone(),
            Self::Hidden(value) if show == Show::Revealed => literal(value),
            Self::Text(value) | Self::Hidden(value) => Json::String(value.text(show).into_owned()),
            Self::Array(values) => Json::Array(values.iter().map(|v| v.to_json(show)).collect()),
            Self::Object(members) => {
                let members = members.iter();
                let shown = members.map(|(name, value)| (name.clone(), value.to_json(show)));
                Json::Object(shown.collect())
            }
        }
    }

    /// The text on one line.
    pub fn compact(&self, show: Show) -> String {
        // A tree holds nothing that JSON cannot say.
        serde_json::to_string(&self.to_json(show)).unwrap_or_default()
    }

    /// The text on several lines, indented.
    pub fn indented(&self, show: Show) -> String {
        serde_json::to_string_pretty(&self.to_json(show)).unwrap_or_default()
    }
}

/// A boolean or a number as it was before it was hidden.
fn literal(value: &Value) -> Json {
    let text = value.expose();
    text.parse()
        .map_or_else(|_| Json::Number(text.into_owned()), Json::Bool)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slack() -> Tree {
        let text = |t: &str| Json::String(t.to_owned());
        let user = Json::Object(vec![
            ("id".into(), text("U1")),
            ("access_token".into(), text("xoxp-hunter2")),
        ]);
        let json = Json::Object(vec![
            ("ok".into(), Json::Bool(true)),
            ("a/b".into(), Json::Array(vec![text("hunter2")])),
            ("authed_user".into(), user),
        ]);
        Tree::of(&json, &|path| matches!(path, ["ok"] | [.., "id"]))
    }

    #[test]
    fn only_what_may_be_seen_is() {
        let tree = slack();
        let masked = tree.compact(Show::Masked);
        assert_eq!(
            masked,
            r#"{"ok":true,"a/b":["[redacted]"],"authed_user":{"id":"U1","access_token":"[redacted]"}}"#
        );
        assert!(!format!("{tree:?}").contains("hunter2"));
        assert!(tree.compact(Show::Revealed).contains("xoxp-hunter2"));
        assert_eq!(tree.secrets(), ["/a~1b/0", "/authed_user/access_token"]);
    }

    #[test]
    fn what_is_no_string_is_hidden_too() {
        let number = |digits: &str| Json::Number(digits.to_owned());
        let inside = Json::Object(vec![
            ("pin".into(), number("1234567")),
            ("is".into(), Json::Bool(true)),
        ]);
        let json = Json::Object(vec![
            ("access_token".into(), number("-1.5e+3")),
            ("id_token".into(), inside),
            ("codes".into(), Json::Array(vec![number("7"), Json::Null])),
            ("expires_in".into(), number("60")),
        ]);
        let tree = Tree::of(&json, &|path| path == ["expires_in"]);
        assert_eq!(
            tree.compact(Show::Masked),
            r#"{"access_token":"[redacted]","id_token":{"pin":"[redacted]","is":"[redacted]"},"codes":["[redacted]",null],"expires_in":60}"#
        );
        assert_eq!(tree.to_json(Show::Revealed), json);
        let hidden = ["/access_token", "/id_token/pin", "/id_token/is", "/codes/0"];
        assert_eq!(tree.secrets(), hidden);
        assert!(!format!("{tree:?}").contains("1234567"));
    }

    #[test]
    fn a_long_name_before_many_secrets_is_not_written_many_times() {
        let many = Json::Array(vec![Json::String("s".to_owned()); 20_000]);
        let long = Json::Object(vec![("é~".repeat(200_000), many.clone())]);
        assert!(Tree::of(&long, &|_| false).secrets().is_empty());
        let short = Json::Object(vec![("a/b".to_owned(), many)]);
        let found = Tree::of(&short, &|_| false).secrets();
        assert_eq!((found.len(), found[9].as_str()), (20_000, "/a~1b/9"));
    }
}
