//! The key that a token is bound to: `cnf` (RFC 7800 §3.1, RFC 9449 §6.1, RFC 8705 §3.1).

use super::algorithm::quoted;
use crate::jose::Thumbprint;
use crate::jose::key::{Key, Material, read_jwk};
use crate::report::{Check, CheckId, Json, Reference};

const CNF: Reference = Reference::rfc(7800, "3.1");
const JKT: Reference = Reference::rfc(9449, "6.1");

/// Judges whether a token is bound to the key that a proof was made with. `proof` is that key, or
/// why it cannot be read; nothing where no proof was given. Nothing where there is neither.
pub(super) fn judge_confirmation(
    cnf: Option<&Json>,
    proof: Option<Result<&Key, &str>>,
) -> Option<Check> {
    let id = CheckId::Confirmation;
    let skip =
        |reference, why: String| Some(Check::skipped(id, reference, format!("Not checked: {why}")));
    let fail = |reference, detail: String| Some(Check::fail(id, reference, detail));
    let Some(cnf) = cnf else {
        let _ = proof?;
        let detail = "The token is bound to no key (it has no cnf), so a proof says nothing of it";
        return fail(JKT, detail.to_owned());
    };
    if cnf.members().is_none() {
        return fail(CNF, format!("cnf is {}, not an object", cnf.type_name()));
    }
    let bound = match bound_to(cnf) {
        Ok(Some(bound)) => bound,
        Ok(None) if cnf.get("x5t#S256").is_some() => {
            let why = "the token is bound to a TLS certificate, which is seen by the server alone";
            return skip(Reference::rfc(8705, "3.1"), why.to_owned());
        }
        Ok(None) => {
            return skip(
                CNF,
                "cnf names its key in a way that is not known".to_owned(),
            );
        }
        Err(detail) => return fail(JKT, detail),
    };
    match proof {
        None => skip(
            JKT,
            format!(
                "the token is bound to key {}, no proof was given",
                quoted(&bound)
            ),
        ),
        Some(Err(why)) => skip(JKT, format!("the proof has no key: {why}")),
        Some(Ok(key)) => {
            let found = thumbprint(&key.material);
            if found.as_deref() == Some(bound.as_str()) {
                let detail = format!("Bound to the key of the proof, {}", quoted(&bound));
                return Some(Check::pass(id, JKT, detail));
            }
            let found = found.map_or_else(|| key.description(), |found| quoted(&found));
            fail(
                JKT,
                format!(
                    "The token is bound to key {}, the proof was made with {found}",
                    quoted(&bound)
                ),
            )
        }
    }
}

/// The thumbprint of the key that a token is bound to (RFC 7638).
fn bound_to(cnf: &Json) -> Result<Option<String>, String> {
    match cnf.get("jkt") {
        Some(Json::String(jkt)) => return Ok(Some(jkt.clone())),
        Some(other) => return Err(format!("jkt is {}, not a string", other.type_name())),
        None => {}
    }
    let Some(jwk) = cnf.get("jwk") else {
        return Ok(None);
    };
    let (key, _) = read_jwk(jwk).map_err(|detail| format!("The jwk in cnf {detail}"))?;
    Ok(thumbprint(&key.material))
}

/// The thumbprint of a public key. That of a secret is as private as the secret is weak.
fn thumbprint(material: &Material) -> Option<String> {
    let is_secret = matches!(material, Material::Oct(_));
    let found = Thumbprint::of(material).filter(|_| !is_secret)?;
    Some(found.base64url())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    /// The key of the proofs in RFC 9449, and its thumbprint in §6.1.
    const KEY: &str = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
    const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    fn status(cnf: Option<&str>, proof: Option<Result<&Key, &str>>) -> Option<Status> {
        let cnf = cnf.map(|text| json::parse(text.as_bytes()).0);
        judge_confirmation(cnf.as_ref(), proof).map(|c| c.status)
    }

    #[test]
    fn the_key_of_the_proof_has_to_be_the_bound_one() {
        let (key, _) = read_jwk(&json::parse(KEY.as_bytes()).0).unwrap();
        let bound = format!(r#"{{"jkt":"{JKT}"}}"#);
        let whole = format!(r#"{{"jwk":{KEY}}}"#);
        let other = r#"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J"}"#;
        let proof = Some(Ok(&key));
        for (cnf, proof, expected) in [
            (Some(bound.as_str()), proof, Some(Pass)),
            (Some(&whole), proof, Some(Pass)),
            (Some(other), proof, Some(Fail)),
            (Some(r#"{"jkt":1}"#), None, Some(Fail)),
            (Some("1"), None, Some(Fail)),
            (Some(&bound), None, Some(Skipped)),
            (Some(&bound), Some(Err("no jwk")), Some(Skipped)),
            (Some(r#"{"x5t#S256":"a"}"#), None, Some(Skipped)),
            (Some(r#"{"kid":"a"}"#), proof, Some(Skipped)),
            (None, proof, Some(Fail)),
            (None, None, None),
        ] {
            assert_eq!(status(cnf, proof), expected, "{cnf:?}");
        }
    }
}
