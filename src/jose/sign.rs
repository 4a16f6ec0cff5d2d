//! A JWS is made (RFC 7515 §5.1, §7.1).

use super::signing::{Refused, SigningKey};
use super::{Algorithm, SignatureScheme};
use super::{base64url, json};
use crate::report::Json;

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The header is not a JSON object.
    #[error("the header is {0}, it must be a JSON object (RFC 7515 §4)")]
    NotAnObject(&'static str),
    /// A name stands twice in the header.
    #[error("the name {0:?} occurs twice in the header (RFC 7515 §4)")]
    DuplicateName(String),
    /// The header asks for a payload that is not encoded.
    #[error("the header says b64 false, such a token is not signed here (RFC 7797 §3)")]
    UnencodedPayload,
    /// The key is of another type than the algorithm takes.
    #[error("{algorithm} does not sign with this key ({key}), it takes {}", wanted(*.algorithm))]
    KeyType {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
        /// What kind of key it is.
        key: String,
    },
    /// The cryptographic library refused.
    #[error("the key ({key}) cannot sign with {algorithm}")]
    Refused {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
        /// What kind of key it is.
        key: String,
    },
}

/// The kind of key that an algorithm takes, with its article.
fn wanted(algorithm: Algorithm) -> String {
    match algorithm.scheme() {
        SignatureScheme::Hmac => "a shared secret".to_owned(),
        SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss => "an RSA private key".to_owned(),
        SignatureScheme::Ecdsa(curve) => format!("a private key on {curve}"),
        SignatureScheme::Ed25519 => "an Ed25519 private key".to_owned(),
    }
}

/// Signs a payload: a compact JWS with this header. `alg` is set from the algorithm; `kid` is
/// added where the key has one and the header has none.
///
/// Whether the key may be used so, and whether it is strong enough, is not asked here.
///
/// # Errors
/// [`SignError`], which says what to change.
pub fn sign(
    key: &SigningKey,
    algorithm: Algorithm,
    header: &Json,
    payload: &[u8],
) -> Result<String, SignError> {
    fits(key, algorithm)?;
    let kid = key.key().kid.as_deref();
    let header = signed_header(header, algorithm.name(), kid)?;
    let input = signing_input(&header, payload);
    let value = sign_input(key, algorithm, &input)?;
    Ok([input.as_str(), ".", value.as_str()].concat())
}

/// Signs a signing input as it is: the protected header, a dot and the payload, both encoded. The
/// answer is the signature value in base64url (RFC 7515 §5.1).
///
/// # Errors
/// [`SignError`], which says what to change.
pub fn sign_input(
    key: &SigningKey,
    algorithm: Algorithm,
    input: &str,
) -> Result<String, SignError> {
    fits(key, algorithm)?;
    let value = key
        .sign_bytes(algorithm, input.as_bytes())
        .map_err(|refused| {
            let key = key.key().description();
            match refused {
                Refused::Type => SignError::KeyType { algorithm, key },
                Refused::Library => SignError::Refused { algorithm, key },
            }
        })?;
    Ok(base64url::encode(&value))
}

fn fits(key: &SigningKey, algorithm: Algorithm) -> Result<(), SignError> {
    if key.key().fits_type(algorithm) {
        return Ok(());
    }
    let key = key.key().description();
    Err(SignError::KeyType { algorithm, key })
}

/// Writes a token that nobody signed: `alg` is `none` and the signature is empty (RFC 7518 §3.6).
/// Nothing protects it, and no verifier should take it.
///
/// # Errors
/// [`SignError`] where the header cannot be written.
pub fn unsecured(header: &Json, payload: &[u8]) -> Result<String, SignError> {
    let header = signed_header(header, "none", None)?;
    let mut token = signing_input(&header, payload);
    token.push('.');
    Ok(token)
}

/// The header as it is signed.
///
/// # Errors
/// [`SignError`] where it cannot be one.
pub fn signed_header(header: &Json, alg: &str, kid: Option<&str>) -> Result<Json, SignError> {
    let members = header
        .members()
        .ok_or(SignError::NotAnObject(header.type_name()))?;
    if let Some(name) = json::duplicate_name(members) {
        return Err(SignError::DuplicateName(name.to_owned()));
    }
    if header.get("b64") == Some(&Json::Bool(false)) {
        return Err(SignError::UnencodedPayload);
    }
    let mut members = members.to_vec();
    let alg = Json::String(alg.to_owned());
    match members.iter_mut().find(|(name, _)| name == "alg") {
        Some((_, value)) => *value = alg,
        None => members.insert(0, ("alg".to_owned(), alg)),
    }
    if let Some(kid) = kid
        && header.get("kid").is_none()
    {
        members.push(("kid".to_owned(), Json::String(kid.to_owned())));
    }
    Ok(Json::Object(members))
}

/// The JWS signing input (RFC 7515 §5.1): both parts encoded, with a dot between them.
fn signing_input(header: &Json, payload: &[u8]) -> String {
    // A header holds nothing that JSON cannot say.
    let header = serde_json::to_string(header).unwrap_or_default();
    let header = base64url::encode(header.as_bytes());
    format!("{header}.{}", base64url::encode(payload))
}
