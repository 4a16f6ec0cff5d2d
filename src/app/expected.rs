//! The form in which the person says what is expected of the token.

use crate::jose::Algorithm;
use crate::jose::jwe::KeyManagement;
use crate::report::{Report, Secret, TokenType};
use crate::validation::{Beside, Expectations, Policy};
use std::fmt;

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpectedField {
    /// `iss`
    Issuer,
    /// `aud`
    Audience,
    /// `typ`, or the type of the token.
    Type,
    /// Seconds that clocks may disagree.
    Leeway,
    /// `sub`
    Subject,
    /// `nonce`
    Nonce,
    /// Seconds since the person signed in.
    MaxAge,
    /// Claims that must be there.
    Require,
    /// The algorithms that are allowed.
    Algorithms,
    /// The access token that came with it, for `at_hash` and `ath`.
    AccessToken,
    /// The code that came with it, for `c_hash`.
    Code,
    /// The state that was sent, for `s_hash`.
    State,
    /// The DPoP proof that was sent with it.
    Proof,
    /// The method of the request that a DPoP proof is for.
    Method,
    /// The address of the request that a DPoP proof is for.
    Url,
}

impl ExpectedField {
    /// Every line.
    const EVERY: [Self; 15] = [
        Self::Issuer,
        Self::Audience,
        Self::Type,
        Self::Leeway,
        Self::Subject,
        Self::Nonce,
        Self::MaxAge,
        Self::Require,
        Self::Algorithms,
        Self::AccessToken,
        Self::Code,
        Self::State,
        Self::Proof,
        Self::Method,
        Self::Url,
    ];

    /// The lines that are there for every token, in their order. The first
    /// [`ExpectedField::ALWAYS`] are always shown.
    pub const ALL: [Self; 9] = [
        Self::Issuer,
        Self::Audience,
        Self::Type,
        Self::Leeway,
        Self::Subject,
        Self::Nonce,
        Self::MaxAge,
        Self::Require,
        Self::Algorithms,
    ];

    /// How many lines are shown before "More" is pressed.
    pub const ALWAYS: usize = 2;

    /// The lines that are remembered for an issuer: what holds for one sign-in or one person alone
    /// is not, nor what is secret.
    pub const REMEMBERED: [Self; 7] = [
        Self::Issuer,
        Self::Audience,
        Self::Type,
        Self::Leeway,
        Self::MaxAge,
        Self::Require,
        Self::Algorithms,
    ];

    /// The lines that only this token asks for, by its claims and its type.
    pub fn beside(report: &Report) -> Vec<Self> {
        let has = |name: &str| report.claims().iter().any(|(n, _)| n == name);
        let cnf = report.claims().iter().find(|(n, _)| n == "cnf");
        let is_bound = cnf.is_some_and(|(_, cnf)| cnf.get("jkt").is_some());
        let is_proof = has("htm") || has("htu");
        let lines = [
            (Self::AccessToken, has("at_hash") || has("ath")),
            (Self::Code, has("c_hash")),
            (Self::State, has("s_hash")),
            (Self::Proof, is_bound),
            (Self::Method, is_bound || is_proof),
            (Self::Url, is_bound || is_proof),
        ];
        let asked = lines.into_iter().filter(|(_, asked)| *asked);
        asked.map(|(line, _)| line).collect()
    }

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Issuer => "Issuer",
            Self::Audience => "Audience",
            Self::Subject => "Subject",
            Self::Type => "Type",
            Self::Nonce => "Nonce",
            Self::MaxAge => "Max age",
            Self::Require => "Claims",
            Self::Leeway => "Leeway",
            Self::Algorithms => "Algorithms",
            Self::AccessToken => "Token",
            Self::Code => "Code",
            Self::State => "State",
            Self::Proof => "Proof",
            Self::Method => "Method",
            Self::Url => "URL",
        }
    }

    /// What stands in the line while it is empty.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Issuer => "Any issuer",
            Self::Audience => "Any audience; several with spaces between",
            Self::Subject => "Any subject",
            Self::Type => "Any type, as at+jwt or id-token",
            Self::Nonce => "Any nonce",
            Self::MaxAge => "Seconds since the person signed in",
            Self::Require => "Names that must be there, as exp sub",
            Self::Leeway => "0 seconds",
            Self::Algorithms => "Any that is safe, as RS256 ES256",
            Self::AccessToken => "The access token that goes with it",
            Self::Code => "The code that came with it",
            Self::State => "The state that was sent",
            Self::Proof => "The DPoP proof that was sent with it",
            Self::Method => "The request's method, as POST",
            Self::Url => "The request's address",
        }
    }

    /// The values that are known, each with its words; an empty one expects nothing. Any other can
    /// be typed.
    pub fn choices(self) -> Vec<(String, &'static str)> {
        if self != Self::Type {
            return Vec::new();
        }
        let any = ("Any type".to_owned(), "");
        let known = TokenType::ALL.into_iter().map(|token_type| {
            let words = token_type.with_article();
            let words = words.strip_prefix("an ").or(words.strip_prefix("a "));
            let words = words.unwrap_or_default();
            let (first, rest) = words.split_at(words.len().min(1));
            (
                format!("{}{rest}", first.to_uppercase()),
                token_type.as_str(),
            )
        });
        std::iter::once(any).chain(known).collect()
    }

    /// Its name in the settings file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Type => "type",
            Self::Leeway => "leeway",
            Self::MaxAge => "max_age",
            Self::Require => "require",
            Self::Algorithms => "algorithms",
            _ => "",
        }
    }
}

/// What is written in the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Whether all lines are shown.
    pub more: bool,
    /// Whether weak keys are let pass.
    pub allow_weak_keys: bool,
    /// Whether an SD-JWT has to be bound to a key.
    pub key_binding: bool,
    /// The issuer for which this was remembered.
    pub remembered_for: Option<String>,
    texts: [String; ExpectedField::EVERY.len()],
}

impl fmt::Debug for Expected {
    /// Leaves what is written out: some of it is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected")
            .field("more", &self.more)
            .field("allow_weak_keys", &self.allow_weak_keys)
            .field("key_binding", &self.key_binding)
            .field("remembered_for", &self.remembered_for)
            .finish_non_exhaustive()
    }
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
        ExpectedField::EVERY
            .iter()
            .position(|f| *f == field)
            .unwrap_or_default()
    }

    /// What is wrong with a line, in one sentence.
    pub fn error(&self, field: ExpectedField) -> Option<&'static str> {
        match field {
            ExpectedField::Leeway if self.leeway().is_none() => {
                Some("Leeway is a whole number of seconds, as 30")
            }
            ExpectedField::MaxAge if self.max_age().is_none() => {
                Some("Max age is a whole number of seconds, as 3600")
            }
            ExpectedField::Algorithms if self.algorithms().is_none() => {
                Some("Give names of algorithms, as RS256 ES256; every one is allowed until then")
            }
            _ => None,
        }
    }

    fn leeway(&self) -> Option<u64> {
        let text = self.text(ExpectedField::Leeway).trim();
        if text.is_empty() {
            return Some(0);
        }
        text.parse().ok()
    }

    fn max_age(&self) -> Option<Option<u64>> {
        let text = self.text(ExpectedField::MaxAge).trim();
        if text.is_empty() {
            return Some(None);
        }
        text.parse().ok().map(Some)
    }

    /// The algorithms of signed tokens, and those of encrypted ones, on one line.
    fn algorithms(&self) -> Option<(Vec<Algorithm>, Vec<KeyManagement>)> {
        let mut algorithms = (Vec::new(), Vec::new());
        for name in self.several(ExpectedField::Algorithms) {
            match Algorithm::from_name(&name) {
                Some(algorithm) => algorithms.0.push(algorithm),
                None => algorithms.1.push(KeyManagement::from_name(&name)?),
            }
        }
        Some(algorithms)
    }

    fn one(&self, field: ExpectedField) -> Option<String> {
        let text = self.text(field).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn several(&self, field: ExpectedField) -> Vec<String> {
        self.text(field)
            .split([' ', ',', '\n', '\t'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The expectations that the form stands for. Empty lines expect nothing.
    pub fn expectations(&self) -> Expectations {
        Expectations {
            issuer: self.one(ExpectedField::Issuer),
            audience: self.several(ExpectedField::Audience),
            subject: self.one(ExpectedField::Subject),
            typ: self.one(ExpectedField::Type),
            nonce: self.one(ExpectedField::Nonce),
            max_age: self.max_age().flatten(),
            require: self.several(ExpectedField::Require),
            key_binding: self.key_binding,
        }
    }

    /// What was given beside the token to be compared with it.
    pub fn beside(&self) -> Beside {
        let secret = |field| self.one(field).map(Secret::from);
        Beside {
            access_token: secret(ExpectedField::AccessToken),
            code: secret(ExpectedField::Code),
            state: secret(ExpectedField::State),
            proof: secret(ExpectedField::Proof),
            method: self.one(ExpectedField::Method),
            url: self.one(ExpectedField::Url),
            ..Beside::default()
        }
    }

    /// What the form allows. A line that cannot be read counts as empty; the form says so.
    pub fn policy(&self) -> Policy {
        let (algorithms, key_management) = self.algorithms().unwrap_or_default();
        Policy {
            algorithms,
            key_management,
            content_encryption: Vec::new(),
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
    fn every_known_type_can_be_chosen() {
        let choices = ExpectedField::Type.choices();
        assert_eq!(choices.len(), TokenType::ALL.len() + 1);
        assert!(choices.contains(&("Access token".into(), "access-token")));
        assert!(choices.contains(&("DPoP proof".into(), "dpop-proof")));
        for (words, value) in choices.iter().skip(1) {
            assert!(words.starts_with(char::is_uppercase), "{words}");
            assert!(TokenType::from_name(value).is_some(), "{value}");
        }
        let others = ExpectedField::ALL.into_iter();
        let others = others.filter(|field| *field != ExpectedField::Type);
        assert!(others.map(ExpectedField::choices).all(|c| c.is_empty()));
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

    #[test]
    fn an_algorithm_that_is_none_is_told_and_a_secret_is_not_printed() {
        let mut form = Expected::default();
        form.set(ExpectedField::Algorithms, "RS256, ES256".into());
        assert_eq!(form.policy().algorithms.len(), 2);
        form.set(ExpectedField::Algorithms, "RS256 rot13".into());
        assert!(form.error(ExpectedField::Algorithms).is_some());
        form.set(ExpectedField::MaxAge, "soon".into());
        assert!(form.error(ExpectedField::MaxAge).is_some());
        form.set(ExpectedField::AccessToken, "hunter2".into());
        assert!(form.beside().access_token.is_some());
        assert!(!format!("{form:?} {:?}", form.beside()).contains("hunter2"));
    }
}
