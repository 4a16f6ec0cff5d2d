//! Bytes that must not be seen.

use std::fmt;
use zeroize::Zeroizing;

/// Secret bytes. They print as `[redacted]`, are wiped when dropped, and are given up only through
/// [`Secret::expose`], which is called where the value is used.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether another holds the same bytes. Takes as long wherever they differ.
    pub fn is_same(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(other.0.iter());
        let difference = pairs.fold(0, |difference, (a, b)| difference | (a ^ b));
        self.len() == other.len() && std::hint::black_box(difference) == 0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_itself() {
        let secret = Secret::from("hunter2".to_owned());
        assert_eq!(
            format!("{secret} {secret:?} {secret:#?}")
                .matches("[redacted]")
                .count(),
            3
        );
        assert_eq!(secret.expose(), b"hunter2");
    }

    #[test]
    fn is_compared_by_its_bytes() {
        let secret = |text: &str| Secret::from(text.to_owned());
        assert!(secret("hunter2").is_same(&secret("hunter2")));
        assert!(!secret("hunter2").is_same(&secret("hunter3")));
        assert!(!secret("hunter2").is_same(&secret("hunter")));
    }
}
