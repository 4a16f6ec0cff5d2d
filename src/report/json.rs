//! A JSON value that keeps what was written: the order of members, names that occur twice, and
//! every digit of a number.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value as it was written (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exactly as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// Members in the order in which they were written. A name may occur twice: that is a fault,
    /// and it is for the reader to say so.
    Object(Vec<(String, Json)>),
    /// Bytes that were not read because they are nested too deeply: how many.
    Elided(usize),
}

impl Json {
    /// The first member of that name, where this is an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members()?
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v)
    }

    /// The members, where this is an object.
    pub fn members(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The text, where this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The values, where this is an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The digits as written, where this is a number.
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// What kind of value it is, with its article: `a string`, `an array`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Elided(_) => "a value nested too deeply",
        }
    }
}

impl Serialize for Json {
    /// Numbers are written as they were read. What was not read, and a number that JSON does not
    /// know, stand as strings.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(digits) => match RawValue::from_string(digits.clone()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_str(digits),
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(values) => {
                let mut seq = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    seq.serialize_element(value)?;
                }
                seq.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Elided(bytes) => {
                serializer.collect_str(&format_args!("… {bytes} bytes nested too deeply"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_were_read() {
        let digits = "1234567890123456789012345678901234567890.50e+7";
        let value = Json::Array(vec![Json::Number(digits.into()), Json::Number("01".into())]);
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(text, format!("[{digits},\"01\"]"));
    }
}
