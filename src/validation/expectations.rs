//! What the person expects of a token, and what is allowed at all.

use crate::jose::Algorithm;
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::report::Json;

/// What the person expects of a token. What is not given is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations {
    /// `iss` must be this, to the letter. Entra's `{tenantid}` in it stands for the token's `tid`.
    pub issuer: Option<String>,
    /// `aud` must be or hold one of these. Empty: not checked.
    pub audience: Vec<String>,
    /// `sub` must be this.
    pub subject: Option<String>,
    /// The header's `typ` must be this; case and a leading `application/` do not matter. Or the
    /// name of a [`crate::report::TokenType`]: the token is judged as one.
    pub typ: Option<String>,
    /// `nonce` must be this.
    pub nonce: Option<String>,
    /// How many seconds ago the person may have signed in at most (`auth_time`).
    pub max_age: Option<u64>,
    /// Claims that must be there.
    pub require: Vec<String>,
    /// Whether an SD-JWT must come with a key-binding JWT (RFC 9901 §7.3). What comes is judged
    /// also where it need not.
    pub key_binding: bool,
}

/// What stands for the tenant in the issuer of Microsoft Entra's metadata for every tenant.
pub const TENANT: &str = "{tenantid}";

/// Whether a `tid` can take the place of [`TENANT`]: a GUID, or the domain of a tenant. Anything
/// else could make another address of it.
pub fn is_tenant(tid: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    !tid.is_empty() && tid.len() <= 253 && tid.chars().all(is_plain) && !tid.starts_with('.')
}

impl Expectations {
    /// The issuer that is expected of a token with these claims.
    pub fn issuer_of(&self, claims: Option<&[(String, Json)]>) -> Option<String> {
        let issuer = self.issuer.as_deref()?;
        let mut claims = claims.unwrap_or_default().iter();
        let tid = claims.find(|(name, _)| name == "tid");
        let tid = tid.and_then(|(_, tid)| tid.as_str());
        match tid.filter(|tid| is_tenant(tid)) {
            Some(tid) => Some(issuer.replace(TENANT, tid)),
            None => Some(issuer.to_owned()),
        }
    }
}

/// What is allowed, whatever the token says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The algorithms that are allowed for signatures.
    pub algorithms: Vec<Algorithm>,
    /// The algorithms that are allowed for `alg` of an encrypted token. Where this and `algorithms`
    /// are both empty, every algorithm is allowed; else no other than these.
    pub key_management: Vec<KeyManagement>,
    /// The algorithms that are allowed for `enc` of an encrypted token. Empty: every one.
    pub content_encryption: Vec<ContentEncryption>,
    /// How many seconds the clocks may disagree.
    pub leeway: u64,
    /// Whether weak keys are let pass.
    pub allow_weak_keys: bool,
}

impl Policy {
    /// The names that `alg` may have; none where every one is allowed.
    pub fn algorithm_names(&self) -> Vec<&'static str> {
        let signing = self.algorithms.iter().map(|a| a.name());
        let encrypting = self.key_management.iter().map(|a| a.name());
        signing.chain(encrypting).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenant_of_the_token_takes_the_place_of_entras_template() {
        let expectations = Expectations {
            issuer: Some("https://login.example/{tenantid}/v2.0".into()),
            ..Expectations::default()
        };
        let issuer_of = |tid: Json| {
            let claims = [("tid".to_owned(), tid)];
            expectations.issuer_of(Some(&claims)).unwrap()
        };
        let template = "https://login.example/{tenantid}/v2.0";
        let named = issuer_of(Json::String("9188040d-6c67".into()));
        assert_eq!(named, "https://login.example/9188040d-6c67/v2.0");
        for bad in ["", "a/b", "..", "a@b", "a b"] {
            assert_eq!(issuer_of(Json::String(bad.into())), template, "{bad}");
        }
        assert_eq!(issuer_of(Json::Null), template);
        assert_eq!(expectations.issuer_of(None).as_deref(), Some(template));
        assert_eq!(Expectations::default().issuer_of(None), None);
    }
}
