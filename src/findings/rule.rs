//! What a rule is, and the table of all of them.

use super::{
    algorithm, api_key, claims, encoding, extension, header_key, key_set, key_strength, kid,
};
use super::{confusion, disclosure, personal, sealed, secret, signature, times, token_type};
use crate::report::{Finding, Reference, Severity};

/// One thing that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A stable name in kebab case.
    pub id: &'static str,
    /// How much it matters at most; a finding may matter less.
    pub severity: Severity,
    /// What is found, in a few words.
    pub title: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// Where the standard says so.
    pub reference: Reference,
}

impl Rule {
    /// A finding of this rule. `detail` says what was found, what it means and what to do.
    pub(super) fn found(&self, severity: Severity, detail: impl Into<String>) -> Finding {
        Finding {
            id: self.id,
            severity: severity.min(self.severity),
            title: self.title.to_owned(),
            detail: detail.into(),
            reference: self.reference,
        }
    }
}

/// Every rule: those on the header, the signature and its key, the text, the claims, encryption, keys,
/// and credentials of services.
pub const RULES: &[Rule] = &[
    algorithm::UNSIGNED,
    algorithm::SIGNATURE_MISSING,
    algorithm::MISSPELT,
    algorithm::NOT_NAMED,
    algorithm::EDDSA,
    kid::KID,
    header_key::PRIVATE,
    header_key::SELF_ASSERTED,
    header_key::URL,
    extension::CRIT_MISUSED,
    extension::CRIT_UNKNOWN,
    extension::UNENCODED,
    token_type::UNTYPED,
    token_type::NOT_TEXT,
    secret::WEAK,
    secret::SHORT,
    confusion::CONFUSION,
    signature::IMPOSSIBLE,
    signature::LENGTH,
    signature::DER,
    encoding::BASE64URL,
    encoding::DUPLICATE_NAMES,
    encoding::JSON,
    encoding::LARGE_NUMBER,
    encoding::LARGE_TOKEN,
    times::NOT_A_NUMBER,
    times::MILLISECONDS,
    times::OUT_OF_ORDER,
    times::IN_FUTURE,
    times::NO_EXPIRY,
    times::LONG,
    claims::NO_ISSUER,
    claims::NO_AUDIENCE,
    token_type::LOGOUT_NONCE,
    token_type::ID_TOKEN_AS_BEARER,
    personal::SECRET,
    personal::NUMBER,
    personal::DATA,
    disclosure::WEAK_DIGEST,
    disclosure::SHORT_SALT,
    disclosure::SAME_SALT,
    disclosure::REPEATED,
    disclosure::VALIDITY,
    disclosure::UNBOUND,
    sealed::UNSIGNED_INSIDE,
    sealed::REPEATED,
    sealed::RSA_PKCS1,
    sealed::ITERATIONS,
    sealed::COMPRESSED,
    sealed::LENGTHS,
    sealed::DIRECT_KEY,
    sealed::OFF_CURVE,
    key_set::DUPLICATE_KID,
    key_set::MIXED,
    key_set::PRIVATE,
    key_set::USE_CONFLICT,
    key_set::ALG_CONFLICT,
    key_strength::RSA_SHORT,
    key_strength::RSA_EXPONENT,
    key_strength::ROCA,
    key_set::WITHOUT_ALG,
    api_key::LIVE,
    api_key::PUBLIC,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_in_kebab_case() {
        for (i, rule) in RULES.iter().enumerate() {
            let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.id.chars().all(is_kebab), "{}", rule.id);
            assert!(RULES[..i].iter().all(|r| r.id != rule.id), "{}", rule.id);
        }
    }

    #[test]
    fn a_title_is_short_and_a_meaning_is_one_sentence() {
        for rule in RULES {
            assert!(rule.title.chars().count() <= 26, "{}", rule.title);
            assert!(!rule.meaning.contains(". "), "{}", rule.meaning);
            assert!(!rule.meaning.ends_with('.'), "{}", rule.meaning);
        }
    }

    #[test]
    fn no_finding_matters_more_than_its_rule() {
        let found = token_type::UNTYPED.found(Severity::Critical, "");
        assert_eq!(found.severity, Severity::Info);
    }
}
