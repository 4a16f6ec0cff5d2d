//! The ID token: whether it is the issuer's, for this client, from this login (OpenID Core
//! §3.1.3.7). It is judged by [`inspect`], as if it were pasted with all that is known about it.

use super::Server;
use super::attack::name_attacks;
use super::source::text;
use crate::inspect::{Question, inspect};
use crate::jose::Algorithm;
use crate::jose::jws::{Signature, read_compact};
use crate::jose::key::{KeySet, Origin, secret_from_bytes};
use crate::report::{Check, CheckId, Finding, Json, Reference, Secret, Severity, Status};

/// All that is known about an ID token before it is looked at.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The server that gave it.
    pub server: &'a Server,
    /// For whom it has to be.
    pub client_id: &'a str,
    /// The client's secret, which signs it where its algorithm is an HMAC.
    pub client_secret: Option<&'a Secret>,
    /// The issuer's keys.
    pub keys: Option<&'a KeySet>,
    /// The nonce that was sent.
    pub nonce: Option<&'a Secret>,
    /// The access token that came with it.
    pub access_token: Option<&'a Secret>,
    /// The code that it came for.
    pub code: Option<&'a Secret>,
    /// Whether it came through the browser: then it has to name the access token and the code that
    /// came with it (OpenID Core §3.2.2.10, §3.3.2.11).
    pub is_from_browser: bool,
    /// By how many seconds the clocks may disagree.
    pub leeway: u64,
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// An ID token, judged.
#[derive(Clone, Debug)]
pub struct JudgedIdToken {
    /// What was judged.
    pub checks: Vec<Check>,
    /// What is advised.
    pub findings: Vec<Finding>,
    /// Its claims, as far as they can be read.
    pub claims: Vec<(String, Json)>,
    /// Whether it may be used: no check failed, and those that count passed.
    pub holds: bool,
}

impl JudgedIdToken {
    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.claims.iter().find(|(n, _)| n == name);
        found.and_then(|(_, value)| value.as_str())
    }
}

/// What has to pass: what was not checked is not good enough for a login.
const REQUIRED: &[CheckId] = &[
    CheckId::Format,
    CheckId::Issuer,
    CheckId::Audience,
    CheckId::Expiry,
    CheckId::RequiredClaims,
];

/// Judges an ID token.
pub fn judge_id_token(token: &Secret, known: &Known<'_>) -> JudgedIdToken {
    let token = text(token);
    let mut question = Question {
        now: known.now,
        ..Question::default()
    };
    question.policy.leeway = known.leeway;
    question.policy.algorithms = announced(known.server);
    question
        .expectations
        .issuer
        .clone_from(&known.server.issuer);
    question.expectations.audience = vec![known.client_id.to_owned()];
    question.expectations.typ = Some("id-token".to_owned());
    question.expectations.nonce = known.nonce.map(|nonce| text(nonce).to_string());
    question.beside.access_token = known.access_token.cloned();
    question.beside.code = known.code.cloned();
    question.keys = keys(
        &token,
        known,
        question.expectations.issuer_of(claims_of(&token).members()),
    );
    let report = inspect(&token, &question);
    let mut checks = report.checks.clone();
    if known.is_from_browser && known.access_token.is_some() {
        let detail =
            "There is no at_hash, and an access token came with the ID token in the browser";
        require_hash(&mut checks, CheckId::AtHash, "3.2.2.10", detail);
    }
    if known.is_from_browser && known.code.is_some() {
        let detail = "There is no c_hash, and a code came with the ID token in the browser";
        require_hash(&mut checks, CheckId::CHash, "3.3.2.11", detail);
    }
    mask_nonce(&mut checks, claims_of(&token).get("nonce").is_some());
    name_attacks(&mut checks);
    let passed = |id: &CheckId| {
        let check = checks.iter().find(|c| c.id == *id);
        check.is_some_and(|c| c.status == Status::Pass)
    };
    // Without keys there is only the connection to rely on, which is enough where the token came
    // straight from the server (OpenID Core §3.1.3.7, 6).
    let has_keys = known.server.issuer.is_some() && known.server.is_discovered;
    let has_signature = [CheckId::Signature, CheckId::KeyTrust].iter().all(passed);
    let is_signed = has_signature || (!has_keys && !known.is_from_browser);
    let mut required = REQUIRED.iter();
    let is_required = |id: &&CheckId| **id != CheckId::Issuer || known.server.issuer.is_some();
    let no_failure = !checks.iter().any(|c| c.status == Status::Fail);
    let all_passed = required.by_ref().filter(is_required).all(passed);
    let holds = no_failure && is_signed && all_passed;
    let findings = report.findings.iter();
    let findings = findings.filter(|f| f.severity > Severity::Info);
    JudgedIdToken {
        findings: findings.cloned().collect(),
        claims: report.claims().to_vec(),
        checks,
        holds,
    }
}

/// The algorithms that the issuer announces for ID tokens (OpenID Core §3.1.3.7, 7): the token's
/// header alone does not choose. None: nothing is announced that is known here, so each may be.
fn announced(server: &Server) -> Vec<Algorithm> {
    let names = server.id_token_algorithms.iter().flatten();
    names
        .filter_map(|name| Algorithm::from_name(name))
        .collect()
}

/// The keys to judge by: the issuer's own, or the client's secret where the token is signed with
/// one (OpenID Core §10.1). Never both: a public key must not pass for a secret.
pub(super) fn keys(token: &str, known: &Known<'_>, issuer: Option<String>) -> Vec<KeySet> {
    let jws = read_compact(token);
    let header = jws.signatures.first().map(Signature::header);
    let alg = header.as_ref().and_then(|h| h.get("alg"));
    let is_hmac = alg
        .and_then(Json::as_str)
        .is_some_and(|a| a.starts_with("HS"));
    if is_hmac {
        let secret = known.client_secret.map(Secret::expose);
        let set = secret.map(|bytes| secret_from_bytes(bytes.to_vec(), "the client secret"));
        return set.into_iter().collect();
    }
    let Some(mut set) = known.keys.cloned() else {
        return Vec::new();
    };
    // The person named the issuer. Entra's template stands for the token's own tenant.
    if let (Some(issuer), Origin::Discovered { .. }) = (issuer, &set.origin) {
        set.origin = Origin::Discovered {
            issuer,
            confirmed: false,
        };
    }
    vec![set]
}

pub(super) fn claims_of(token: &str) -> Json {
    let jws = read_compact(token);
    let claims = jws.payload.claims().map(<[_]>::to_vec);
    claims.map_or(Json::Null, Json::Object)
}

/// The nonce is masked where it is sent, so that what is judged of it does not show it either: it
/// would stand in each report and each trace.
fn mask_nonce(checks: &mut [Check], is_there: bool) {
    let made = checks.iter_mut().filter(|c| c.id == CheckId::Nonce);
    for check in made {
        check.detail = match (check.status, is_there) {
            (Status::Pass, _) => "It is the one that was sent".to_owned(),
            (Status::Fail, true) => "It is another than the one that was sent".to_owned(),
            (Status::Fail, false) => "There is none, and one was sent".to_owned(),
            (Status::Skipped, _) => continue,
        };
    }
}

fn require_hash(checks: &mut Vec<Check>, id: CheckId, section: &'static str, detail: &str) {
    let missing = Check::fail(id, Reference::openid_core(section), detail);
    match checks.iter_mut().find(|c| c.id == id) {
        Some(check) if check.status == Status::Skipped => *check = missing,
        Some(_) => {}
        None => checks.push(missing),
    }
}

#[cfg(test)]
mod tests;
