//! The key-binding JWT: was this SD-JWT presented by its holder, to this reader, now
//! (RFC 9901 §7.3)?

use super::algorithm::quoted;
use super::critical::judge_critical;
use super::key_choice::misfit;
use super::key_trust::judge_strength;
use super::numeric_date::{NumericDate, duration_in_words};
use super::token_type::media_type;
use super::{Expectations, Policy};
use crate::jose::jws::Signature;
use crate::jose::key::{Key, Material, read_jwk};
use crate::jose::sd_jwt::{KeyBinding, SdJwt, sd_hash};
use crate::jose::{Hash, Named, SignatureScheme, Verification, verify};
use crate::report::{Check, CheckId, Json, Reference, Status, capital};

const STEPS: Reference = Reference::rfc(9901, "7.3");
const FORM: Reference = Reference::rfc(9901, "4.3");
const HASH: Reference = Reference::rfc(9901, "4.3.1");
const CNF: Reference = Reference::rfc(9901, "4.1.2");
const POLICY: Reference = Reference::rfc(9901, "9.5");

/// An SD-JWT, and all that its key binding is judged by.
#[derive(Clone, Copy)]
pub struct Bound<'b> {
    /// The SD-JWT.
    pub sd: &'b SdJwt,
    /// The processed payload, with the holder's key in `cnf`.
    pub payload: &'b Json,
    /// The hash algorithm of the SD-JWT, where it is one that is computed here.
    pub hash: Option<Hash>,
    /// What the person expects: audience and nonce are those of the key-binding JWT.
    pub expectations: &'b Expectations,
    /// What is allowed.
    pub policy: &'b Policy,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Why a key binding does not hold, or was not judged.
enum Not {
    Valid(Reference, String),
    Judged(Reference, String),
}

fn invalid(reference: Reference, detail: impl Into<String>) -> Not {
    Not::Valid(reference, detail.into())
}

/// The holder's key: `cnf.jwk` of the processed payload (RFC 9901 §4.1.2).
///
/// # Errors
/// Why there is none, in a sentence; and whether that is a fault.
pub fn holder_key(payload: &Json) -> Result<Key, (String, bool)> {
    let cnf = payload.get("cnf");
    let cnf = cnf.ok_or(("the SD-JWT names no key (it has no cnf)".to_owned(), false))?;
    if cnf.members().is_none() {
        return Err((format!("cnf is {}, not an object", cnf.type_name()), true));
    }
    let jwk = cnf.get("jwk").ok_or((
        "cnf names its key in another way than by jwk".to_owned(),
        false,
    ))?;
    let (key, _) = read_jwk(jwk).map_err(|what| (format!("the jwk in cnf {what}"), true))?;
    if key.is_private || matches!(key.material, Material::Oct(_)) {
        let detail = "the jwk in cnf holds the private key, which is now known";
        return Err((detail.to_owned(), true));
    }
    Ok(key)
}

/// Judges the key binding of an SD-JWT.
pub fn judge_key_binding(bound: &Bound<'_>) -> Check {
    let id = CheckId::KeyBinding;
    let Some(binding) = &bound.sd.key_binding else {
        return absent(bound);
    };
    match bound.judge(binding) {
        Ok(detail) => Check::pass(id, STEPS, detail),
        Err(Not::Valid(reference, detail)) => Check::fail(id, reference, detail),
        Err(Not::Judged(reference, why)) => {
            Check::skipped(id, reference, format!("Not checked: {why}"))
        }
    }
}

/// There is no key-binding JWT. Whether one has to be there is for the reader to say, and not for
/// who presents (RFC 9901 §7.3, steps 1 and 2): who expects a nonce expects one.
fn absent(bound: &Bound<'_>) -> Check {
    let id = CheckId::KeyBinding;
    if bound.expectations.key_binding || bound.expectations.nonce.is_some() {
        let why = if bound.expectations.key_binding {
            "and you require one"
        } else {
            "and you expect the nonce that stands in one"
        };
        return Check::fail(id, STEPS, format!("There is no key-binding JWT, {why}"));
    }
    let detail = if bound.payload.get("cnf").is_some() {
        "Not checked: there is no key-binding JWT, so anybody may have presented it"
    } else {
        "Not checked: the token is bound to no key"
    };
    Check::skipped(id, POLICY, detail)
}

/// What is no SD-JWT has no key-binding JWT. Who requires one must not be given the issuer's JWT
/// alone, with everything from the first `~` on cut off.
pub(super) fn judge_unbound(expectations: &Expectations) -> Option<Check> {
    expectations.key_binding.then(|| {
        let detail = "It is no SD-JWT, so nothing binds it to its holder, and you require a \
                      key-binding JWT";
        Check::fail(CheckId::KeyBinding, STEPS, detail)
    })
}

impl Bound<'_> {
    fn judge(&self, binding: &KeyBinding) -> Result<String, Not> {
        let jws = &binding.jws;
        let Some(signature) = jws.signatures.first() else {
            return Err(invalid(FORM, "The key-binding JWT cannot be read"));
        };
        let header = signature.header();
        self.form(&header, signature)?;
        let claims = jws.payload.claims();
        let claims = claims.ok_or_else(|| invalid(FORM, "The key-binding JWT holds no claims"))?;
        let claims = Claims(claims);
        let made = self.made(claims)?;
        self.for_reader(claims)?;
        self.hash(claims)?;
        self.signature(&header, signature, binding)?;
        let mut open = Vec::new();
        if self.expectations.audience.is_empty() {
            open.push("its audience");
        }
        if self.expectations.nonce.is_none() {
            open.push("its nonce");
        }
        let audience = quoted(claims.text("aud")?);
        let left = match open.as_slice() {
            [] => String::new(),
            open => format!("; {} not compared: none expected", open.join(" and ")),
        };
        Ok(format!(
            "Signed with the key in cnf, for {audience}, {made}{left}"
        ))
    }

    /// `typ`, and an algorithm that signs with a private key.
    fn form(&self, header: &Json, signature: &Signature) -> Result<(), Not> {
        match header.get("typ") {
            Some(Json::String(typ)) if media_type(typ) == "kb+jwt" => {}
            Some(Json::String(typ)) => {
                let detail = format!("typ of the key-binding JWT is {}, not kb+jwt", quoted(typ));
                return Err(invalid(FORM, detail));
            }
            _ => return Err(invalid(FORM, "The key-binding JWT has no typ kb+jwt")),
        }
        let alg = header.get("alg").and_then(Json::as_str);
        let alg = alg.ok_or_else(|| invalid(FORM, "The key-binding JWT names no alg"))?;
        let is_shared = |scheme| scheme == SignatureScheme::Hmac;
        match Named::read(alg) {
            Named::None => {
                let detail = format!(
                    "The key-binding JWT is not signed, its alg is {}",
                    quoted(alg)
                );
                return Err(invalid(FORM, detail));
            }
            Named::Supported(algorithm) if is_shared(algorithm.scheme()) => {
                let detail = format!(
                    "The key-binding JWT has alg {algorithm}, and no holder's key signs so"
                );
                return Err(invalid(FORM, detail));
            }
            Named::Supported(algorithm) => {
                let allowed = &self.policy.algorithms;
                if !allowed.is_empty() && !allowed.contains(&algorithm) {
                    let detail = format!("{algorithm} of the key-binding JWT is not allowed");
                    return Err(invalid(Reference::rfc(8725, "3.1"), detail));
                }
            }
            Named::Misspelt(_) | Named::Encryption => {
                let detail = format!(
                    "The key-binding JWT has alg {}, which signs nothing",
                    quoted(alg)
                );
                return Err(invalid(FORM, detail));
            }
            Named::Unsupported | Named::Unknown => {}
        }
        let critical = judge_critical(signature);
        if critical.status == Status::Fail {
            let detail = format!("In the key-binding JWT: {}", critical.detail);
            return Err(Not::Valid(critical.reference, detail));
        }
        Ok(())
    }

    /// When it was made, and whether it holds. How old it may be is for the reader to say.
    #[allow(clippy::cast_precision_loss)]
    fn made(&self, claims: Claims<'_>) -> Result<String, Not> {
        let now = NumericDate::from_seconds(self.now);
        let leeway = self.policy.leeway as f64;
        let read = |name: &str| match claims.get(name).map(NumericDate::read) {
            None => Ok(None),
            Some(Ok(date)) => Ok(Some(date)),
            Some(Err(what)) => {
                let detail =
                    format!("{name} of the key-binding JWT is {what}, not a number of seconds");
                Err(invalid(FORM, detail))
            }
        };
        let iat = read("iat")?;
        let iat = iat.ok_or_else(|| invalid(FORM, "The key-binding JWT has no iat"))?;
        let age = now.seconds_after(iat);
        let span = duration_in_words(age);
        if -age > leeway {
            let detail = format!("The key-binding JWT was made in the future: in {span}, at {iat}");
            return Err(invalid(STEPS, detail));
        }
        if let Some(exp) = read("exp")?
            && now.seconds_after(exp) >= leeway
        {
            let detail = format!("The key-binding JWT expired at {exp}");
            return Err(invalid(STEPS, detail));
        }
        if let Some(nbf) = read("nbf")?
            && nbf.seconds_after(now) > leeway
        {
            let detail = format!("The key-binding JWT does not hold before {nbf}");
            return Err(invalid(STEPS, detail));
        }
        Ok(format!("made {span} ago"))
    }

    /// `aud` and `nonce`: one string each.
    fn for_reader(&self, claims: Claims<'_>) -> Result<(), Not> {
        let (audience, nonce) = (claims.text("aud")?, claims.text("nonce")?);
        let expected = &self.expectations.audience;
        if !expected.is_empty() && !expected.iter().any(|one| one == audience) {
            let wanted: Vec<_> = expected.iter().map(|one| quoted(one)).collect();
            let detail = format!(
                "The key-binding JWT is for {}, expected {}",
                quoted(audience),
                wanted.join(" or ")
            );
            return Err(invalid(STEPS, detail));
        }
        match &self.expectations.nonce {
            Some(expected) if expected != nonce => {
                let detail = format!(
                    "nonce of the key-binding JWT is {}, expected {}",
                    quoted(nonce),
                    quoted(expected)
                );
                Err(invalid(STEPS, detail))
            }
            _ => Ok(()),
        }
    }

    /// `sd_hash`: taken over exactly this SD-JWT.
    fn hash(&self, claims: Claims<'_>) -> Result<(), Not> {
        let found = claims.text("sd_hash")?;
        let hash = self.hash.ok_or_else(|| {
            let why = "its sd_hash is by an algorithm that is not computed here (_sd_alg)";
            Not::Judged(HASH, why.to_owned())
        })?;
        if found == sd_hash(self.sd, hash) {
            return Ok(());
        }
        let detail = "sd_hash belongs to another presentation: the JWT or a disclosure is not the one that was bound";
        Err(invalid(HASH, detail))
    }

    fn signature(
        &self,
        header: &Json,
        signature: &Signature,
        binding: &KeyBinding,
    ) -> Result<(), Not> {
        let key = holder_key(self.payload).map_err(|(why, is_fault)| {
            if is_fault {
                Not::Valid(CNF, capital(&why))
            } else {
                Not::Judged(CNF, why)
            }
        })?;
        let alg = header.get("alg").and_then(Json::as_str).unwrap_or_default();
        let Named::Supported(algorithm) = Named::read(alg) else {
            let why = format!("{} cannot be verified here", quoted(alg));
            return Err(Not::Judged(STEPS, why));
        };
        if let Some(why) = misfit(&key, algorithm) {
            let detail = format!("The key in cnf is not for {algorithm}: {why}");
            return Err(invalid(STEPS, detail));
        }
        let strength = judge_strength(&key, algorithm, self.policy);
        if strength.status == Status::Fail {
            let detail = format!("The key in cnf is weak: {}", strength.detail);
            return Err(Not::Valid(strength.reference, detail));
        }
        let message = signature.signing_input(&binding.jws, None);
        match verify(algorithm, &key, &message, &signature.bytes) {
            Verification::Verifies => Ok(()),
            Verification::DoesNotVerify => {
                let detail = "The key-binding JWT does not verify with the key in cnf";
                Err(invalid(STEPS, detail))
            }
            Verification::NotSupported(why) => Err(Not::Judged(STEPS, why)),
        }
    }
}

#[derive(Clone, Copy)]
struct Claims<'c>(&'c [(String, Json)]);

impl<'c> Claims<'c> {
    fn get(self, name: &str) -> Option<&'c Json> {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }

    fn text(self, name: &str) -> Result<&'c str, Not> {
        match self.get(name) {
            Some(Json::String(text)) => Ok(text),
            Some(other) => {
                let what = other.type_name();
                let detail = format!("{name} of the key-binding JWT is {what}, not a string");
                Err(invalid(FORM, detail))
            }
            None => Err(invalid(FORM, format!("The key-binding JWT has no {name}"))),
        }
    }
}
