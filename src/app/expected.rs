//! The form in which the person says what is expected of the token.

use crate::validation::{Expectations, Policy};

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpectedField {
    /// `iss`
    Issuer,
    /// `aud`
    Audience,
    /// `sub`
    Subject,
    /// `typ`
    Type,
    /// `nonce`
    Nonce,
    /// Claims that must be there.
    Require,
    /// Seconds that clocks may disagree.
    Leeway,
}

impl ExpectedField {
    /// All lines, in their order. The first [`ExpectedField::ALWAYS`] are always shown.
    pub const ALL: [Self; 7] = [
        Self::Issuer,
        Self::Audience,
        Self::Type,
        Self::Leeway,
        Self::Subject,
        Self::Nonce,
        Self::Require,
    ];

    /// How many lines are shown before "More" is pressed.
    pub const ALWAYS: usize = 2;

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Issuer => "Issuer",
            Self::Audience => "Audience",
            Self::Subject => "Subject",
            Self::Type => "Type",
            Self::Nonce => "Nonce",
            Self::Require => "Claims",
            Self::Leeway => "Leeway",
        }
    }

    /// What stands in the line while it is empty.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Issuer => "Any issuer",
            Self::Audience => "Any audience; several with spaces between",
            Self::Subject => "Any subject",
            Self::Type => "Any type, as at+jwt",
            Self::Nonce => "Any nonce",
            Self::Require => "Names that must be there, as exp sub",
            Self::Leeway => "0 seconds",
        }
    }
}

/// What is written in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Whether all lines are shown.
    pub more: bool,
    /// Whether weak keys are let pass.
    pub allow_weak_keys: bool,
    texts: [String; ExpectedField::ALL.len()],
}

impl Expected {
    /// What is written in a line.
    pub fn text(&self, field: ExpectedField) -> &str {
        self.texts
            .get(Self::index(field))
            .map_or("", String::as_str)
    }

    /// Writes a line.
    pub fn set(&mut self, field: ExpectedField, text: String) {
        if let Some(place) = self.texts.get_mut(Self::index(field)) {
            *place = text;
        }
    }

    fn index(field: ExpectedField) -> usize {
        ExpectedField::ALL
            .iter()
            .position(|f| *f == field)
            .unwrap_or_default()
    }

    /// What is wrong with a line, in one sentence.
    pub fn error(&self, field: ExpectedField) -> Option<&'static str> {
        (field == ExpectedField::Leeway && self.leeway().is_none())
            .then_some("Leeway is a whole number of seconds, as 30")
    }

    fn leeway(&self) -> Option<u64> {
        let text = self.text(ExpectedField::Leeway).trim();
        if text.is_empty() {
            return Some(0);
        }
        text.parse().ok()
    }

    /// The expectations that the form stands for. Empty lines expect nothing.
    pub fn expectations(&self) -> Expectations {
        let one = |field| {
            let text = self.text(field).trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let several = |field| {
            self.text(field)
                .split([' ', ',', '\n', '\t'])
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Expectations {
            issuer: one(ExpectedField::Issuer),
            audience: several(ExpectedField::Audience),
            subject: one(ExpectedField::Subject),
            typ: one(ExpectedField::Type),
            nonce: one(ExpectedField::Nonce),
            require: several(ExpectedField::Require),
            ..Expectations::default()
        }
    }

    /// What the form allows. A leeway that cannot be read counts as none; the form says so.
    pub fn policy(&self) -> Policy {
        Policy {
            algorithms: Vec::new(),
            leeway: self.leeway().unwrap_or_default(),
            allow_weak_keys: self.allow_weak_keys,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_expects_nothing() {
        let form = Expected::default();
        assert_eq!(form.expectations(), Expectations::default());
        assert_eq!(form.policy(), Policy::default());
        assert!(ExpectedField::ALL.iter().all(|f| form.error(*f).is_none()));
    }

    #[test]
    fn several_audiences_stand_on_one_line() {
        let mut form = Expected::default();
        form.set(ExpectedField::Audience, " web, api\tcli ".into());
        form.set(ExpectedField::Issuer, " https://a.example ".into());
        let expected = form.expectations();
        assert_eq!(expected.audience, ["web", "api", "cli"]);
        assert_eq!(expected.issuer.as_deref(), Some("https://a.example"));
    }

    #[test]
    fn a_leeway_is_a_whole_number_of_any_size() {
        let mut form = Expected::default();
        form.set(ExpectedField::Leeway, u64::MAX.to_string());
        assert_eq!(form.policy().leeway, u64::MAX);
        for wrong in ["-1", "1.5", "soon", "18446744073709551616"] {
            form.set(ExpectedField::Leeway, wrong.into());
            assert!(form.error(ExpectedField::Leeway).is_some(), "{wrong}");
            assert_eq!(form.policy().leeway, 0);
        }
    }
}
