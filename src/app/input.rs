//! What is inspected: a text, or bytes that are none.

use std::sync::Arc;

/// More than this is not a credential; the limit keeps a wrong file from filling the memory.
pub const MAX_TEXT_BYTES: usize = 16 << 20;

/// What is inspected. Cheap to copy: it goes to another thread and into the undo history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Text.
    Text(Arc<str>),
    /// Bytes that are not UTF-8, as a DER file has.
    Bytes(Arc<[u8]>),
}

impl Default for Input {
    fn default() -> Self {
        Self::Text("".into())
    }
}

impl Input {
    /// Text where it is text, else bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(error) => Self::Bytes(error.into_bytes().into()),
        }
    }

    /// The text, or nothing where it is none.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Bytes(_) => "",
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
        }
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it can be shown and edited as text.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_text_where_they_can_be() {
        assert_eq!(Input::from_bytes(b"abc".to_vec()).text(), "abc");
        let der = Input::from_bytes(vec![0x30, 0x82, 0xff]);
        assert!(!der.is_text());
        assert_eq!((der.text(), der.len()), ("", 3));
        assert!(Input::from_bytes(b" \n".to_vec()).is_blank());
    }
}
