//! What the person expects of a token, and what is allowed at all.

use crate::jose::Algorithm;
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
}

/// What stands for the tenant in the issuer of Microsoft Entra's metadata for every tenant.
const TENANT: &str = "{tenantid}";

impl Expectations {
    /// The issuer that is expected of a token with these claims.
    pub fn issuer_of(&self, claims: Option<&[(String, Json)]>) -> Option<String> {
        let issuer = self.issuer.as_deref()?;
        let mut claims = claims.unwrap_or_default().iter();
        let tid = claims.find(|(name, _)| name == "tid");
        match tid.and_then(|(_, tid)| tid.as_str()) {
            Some(tid) => Some(issuer.replace(TENANT, tid)),
            None => Some(issuer.to_owned()),
        }
    }
}

/// What is allowed, whatever the token says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The algorithms that are allowed. Empty: every algorithm that can be verified.
    pub algorithms: Vec<Algorithm>,
    /// How many seconds the clocks may disagree.
    pub leeway: u64,
    /// Whether weak keys are let pass.
    pub allow_weak_keys: bool,
}
