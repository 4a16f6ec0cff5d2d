//! Where a value stands in JSON.

use serde::{Serialize, Serializer};
use std::fmt;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Into the member of that name.
    Name(String),
    /// Into the element at that place, counted from 0.
    Index(usize),
}

/// The steps from the whole value to one in it. Prints as people write it:
/// `realm_access.roles[2]`; in JSON it is a pointer (RFC 6901): `/realm_access/roles/2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// As a JSON pointer (RFC 6901); empty for the whole value.
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        for step in &self.0 {
            out.push('/');
            match step {
                Step::Name(name) => out.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => out.push_str(&index.to_string()),
            }
        }
        out
    }

    /// The name of the innermost member on the way: of a value in a list, that of the list.
    pub fn name(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Index(_) => None,
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("(everything)");
        }
        for (i, step) in self.0.iter().enumerate() {
            match step {
                // A name that could be taken for several steps stands in quotes.
                Step::Name(name) if name.is_empty() || name.contains(['.', '[', ']', '"']) => {
                    write!(f, "[{name:?}]")?;
                }
                Step::Name(name) if i == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.pointer())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_for_people_and_for_programs() {
        let name = |name: &str| Step::Name(name.to_owned());
        let path = Path(vec![name("a"), Step::Index(2), name("b"), name("x.y/z~")]);
        assert_eq!(path.to_string(), "a[2].b[\"x.y/z~\"]");
        assert_eq!(path.pointer(), "/a/2/b/x.y~1z~0");
        assert_eq!(path.name(), Some("x.y/z~"));
        assert_eq!(Path(vec![name("a"), Step::Index(0)]).name(), Some("a"));
        assert_eq!(Path::default().pointer(), "");
    }
}
