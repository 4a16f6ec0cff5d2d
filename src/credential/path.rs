//! The way from the pasted text to a credential: what came off, in words.

use crate::report::unseen_name;

/// A longer name is cut: it is no name that anybody knows.
const LONGEST_NAME: usize = 40;

/// A longer way through JSON keeps its end.
const MOST_STEPS: usize = 6;

/// One wrapping. Names are those of the pasted text.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// A wrapping without a name of its own.
    Plain(&'static str),
    /// The value of an HTTP header.
    Header(&'a str),
    /// The value of a cookie.
    Cookie(&'a str),
    /// The value of an environment variable.
    Variable(&'a str),
    /// What stands after `name:` or `name =` in a settings file.
    Entry(&'a str),
    /// A parameter: of what, and its name.
    Parameter(Place, &'a str),
    /// A string in a JSON text.
    Member(&'a [JsonStep<'a>]),
}

/// Where a parameter stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// After the `?` of a URL.
    Query,
    /// After the `#` of a URL.
    Fragment,
    /// In a text of its own: a form body.
    Form,
}

/// One step into a JSON text.
#[derive(Clone, Copy)]
pub(super) enum JsonStep<'a> {
    Name(&'a str),
    Index(usize),
}

/// All wrappings around a text. It lives on the stack and is put into words only when something is
/// found.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    last: Option<(Step<'a>, &'a Path<'a>)>,
    len: usize,
}

impl<'a> Path<'a> {
    /// Of the pasted text itself.
    pub(super) const ROOT: Path<'static> = Path { last: None, len: 0 };

    /// One wrapping further in.
    pub(super) fn within<'b>(&'b self, step: Step<'b>) -> Path<'b>
    where
        'a: 'b,
    {
        Path {
            last: Some((step, self)),
            len: self.len + 1,
        }
    }

    /// How many wrappings there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The wrappings as a person reads them, the outermost first.
    pub(super) fn describe(&self) -> Vec<String> {
        let mut words = Vec::with_capacity(self.len);
        let mut path = self;
        while let Some((step, outer)) = &path.last {
            words.push(step.describe());
            path = outer;
        }
        words.reverse();
        words
    }
}

impl Step<'_> {
    fn describe(&self) -> String {
        match self {
            Self::Plain(what) => (*what).to_owned(),
            Self::Header(name) => format!("the header {}", clean(name)),
            Self::Cookie(name) => format!("the cookie {}", clean(name)),
            Self::Variable(name) => format!("the variable {}", clean(name)),
            Self::Entry(name) => format!("the entry {}", clean(name)),
            Self::Parameter(place, name) => {
                let name = clean(name);
                match place {
                    Place::Query => format!("a URL, parameter {name} of its query"),
                    Place::Fragment => format!("a URL, parameter {name} of its fragment"),
                    Place::Form => format!("a form, parameter {name}"),
                }
            }
            Self::Member(steps) => member(steps),
        }
    }
}

/// Members in which an authorization server, or an API's login, answers with a token.
const ANSWERS: [&str; 8] = [
    "access_token",
    "id_token",
    "refresh_token",
    "token",
    "jwt",
    "accessToken",
    "idToken",
    "refreshToken",
];

fn member(steps: &[JsonStep<'_>]) -> String {
    let what = match steps.last() {
        None => return "JSON".to_owned(),
        Some(JsonStep::Name(name)) if ANSWERS.contains(name) => "a JSON answer",
        Some(_) => "JSON",
    };
    let mut way = String::new();
    let skipped = steps.len().saturating_sub(MOST_STEPS);
    if skipped > 0 {
        way.push('…');
    }
    for step in steps.iter().skip(skipped) {
        match step {
            JsonStep::Name(name) => {
                if !way.is_empty() {
                    way.push('.');
                }
                way.push_str(&clean(name));
            }
            JsonStep::Index(index) => way.push_str(&format!("[{index}]")),
        }
    }
    format!("{what}, member {way}")
}

/// A name as it can be shown: on one line, of sensible length, and no credential itself.
fn clean(name: &str) -> String {
    let is_hidden = |c: char| c.is_control() || unseen_name(c).is_some();
    if name.contains("eyJ") {
        return "…".to_owned();
    }
    let mut shown = name.trim().chars().filter(|c| !is_hidden(*c));
    let mut short: String = shown.by_ref().take(LONGEST_NAME).collect();
    if shown.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_told_from_the_outside_in() {
        let curl = Path::ROOT.within(Step::Plain("a curl command"));
        let header = curl.within(Step::Header("Authorization"));
        assert_eq!(
            header.describe(),
            ["a curl command", "the header Authorization"]
        );
        assert_eq!(header.len(), 2);
    }

    #[test]
    fn names_are_shown_on_one_line_and_cut() {
        assert_eq!(clean(" a\n\u{202e}b\u{0}"), "ab");
        assert_eq!(clean(&"é".repeat(99)).chars().count(), LONGEST_NAME + 1);
        assert_eq!(clean("eyJhbGciOiJub25lIn0"), "…");
    }

    #[test]
    fn a_way_through_json_is_written_as_people_write_it() {
        use JsonStep::*;
        assert_eq!(member(&[]), "JSON");
        assert_eq!(
            member(&[Name("data"), Index(0), Name("token")]),
            "a JSON answer, member data[0].token"
        );
        assert_eq!(member(&[Index(3)]), "JSON, member [3]");
        let deep = [Name("a"); 100];
        assert_eq!(member(&deep), "JSON, member ….a.a.a.a.a.a");
    }
}
