//! A text that must not be seen, while it is typed.

use std::fmt;
use std::ops::Deref;
use zeroize::Zeroizing;

/// A typed secret. It prints as `[redacted]` and is wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Deref for SecretText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_itself() {
        let text = SecretText::from("hunter2".to_owned());
        assert_eq!(format!("{text:?}"), "[redacted]");
        assert_eq!(&*text, "hunter2");
    }
}
