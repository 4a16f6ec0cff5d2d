//! Tokens and answers that are encrypted for the client (OpenID Core §10.2, RFC 9701 §5): they are
//! opened with what the client proves itself with, and what is in them is judged as if it had come
//! so.

use super::Credential;
use super::source::text;
use crate::inspect::{Question, inspect};
use crate::jose::jwe::{ContentEncryption, KeyManagement, Method, read_compact};
use crate::jose::key::{KeySet, read_keys, secret_from_bytes};
use crate::jose::{Hash, digest};
use crate::report::{Check, CheckId, Json, Kind, Payload, Reference, Report, Secret, Status};

/// How many parts a JWE has (RFC 7516 §7.1).
const PARTS: usize = 5;

/// What a text turned out to be once it was opened.
#[derive(Clone, Debug)]
pub(super) enum Opened {
    /// It is not encrypted.
    Bare,
    /// A signed token stood in it.
    Signed(Secret, Check),
    /// Claims that nobody signed stood in it.
    Claims(Json, Check),
    /// It was not opened: the check failed, or was skipped for want of a key.
    Not(Check),
}

/// Whether it is an encrypted token.
pub(super) fn is_encrypted(token: &Secret) -> bool {
    token.expose().split(|byte| *byte == b'.').count() == PARTS
}

/// Opens a token with the client's private key, or with a key that is derived from its secret.
pub(super) fn open(token: &Secret, credential: &Credential) -> Opened {
    if !is_encrypted(token) {
        return Opened::Bare;
    }
    let token = text(token);
    // What is in it is judged by who asked for it; here only whether it opens is.
    let question = Question {
        keys: keys(&token, credential).into_iter().collect(),
        ..Question::default()
    };
    let report = inspect(&token, &question);
    let check = decisive(&report);
    if check.status != Status::Pass {
        return Opened::Not(check);
    }
    match (report.inner, report.payload) {
        (Some(inner), _) if inner.kind == Kind::Jws => {
            Opened::Signed(Secret::from(inner.text), check)
        }
        (None, Some(Payload::Json(claims @ Json::Object(_)))) => Opened::Claims(claims, check),
        _ => {
            let detail = "What is in it is neither a signed token nor claims";
            let reference = Reference::rfc(7519, "7.2");
            Opened::Not(Check::fail(CheckId::Decryption, reference, detail))
        }
    }
}

/// What decides: the first thing that is wrong with the outside, else whether it opens.
fn decisive(report: &Report) -> Check {
    let of_outside = [CheckId::Format, CheckId::Algorithm, CheckId::Critical];
    let checks = report.checks.iter();
    let failed = checks
        .clone()
        .find(|c| c.status == Status::Fail && of_outside.contains(&c.id));
    let opens = checks.clone().find(|c| c.id == CheckId::Decryption);
    let Some(mut check) = failed.or(opens).cloned() else {
        let detail = "It is no encrypted token that can be read";
        return Check::fail(CheckId::Format, Reference::rfc(7516, "7.1"), detail);
    };
    if let (Status::Skipped, Some(sealed)) = (check.status, &report.sealed) {
        check.detail = format!("{}; it takes {}", check.detail, sealed.needs);
    }
    check
}

/// The key that may open it: an asymmetric one is the client's own, a symmetric one comes from its
/// secret.
fn keys(token: &str, credential: &Credential) -> Option<KeySet> {
    match credential {
        Credential::Key(key) => read_keys(key.jwk_private().expose(), "the client's key").ok(),
        Credential::Secret(secret) if !secret.is_empty() => {
            let derived = derive(token, secret)?;
            Some(secret_from_bytes(derived, "the client's secret"))
        }
        Credential::Secret(_) | Credential::None => None,
    }
}

/// The key that a client's secret stands for (OpenID Core §10.2): its hash, cut to the length that
/// the algorithm takes. Nothing where the algorithm takes another kind of key.
fn derive(token: &str, secret: &Secret) -> Option<Vec<u8>> {
    let jwe = read_compact(token);
    let header = jwe.header(jwe.recipients.first()?);
    let named = |name: &str| header.get(name).and_then(Json::as_str);
    let len = match KeyManagement::from_name(named("alg")?)?.method() {
        Method::KeyWrap(len) | Method::GcmKeyWrap(len) => len,
        Method::Direct => ContentEncryption::from_name(named("enc")?)?.key_len(),
        _ => return None,
    };
    let hash = match len {
        ..=32 => Hash::Sha256,
        33..=48 => Hash::Sha384,
        _ => Hash::Sha512,
    };
    let mut key = digest(hash, secret.expose());
    key.truncate(len);
    Some(key)
}
