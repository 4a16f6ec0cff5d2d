//! Critical extensions: `crit` (RFC 7515 §4.1.11) and `b64` (RFC 7797).

use super::algorithm::quoted;
use super::token_type::media_type;
use crate::jose::REGISTERED_HEADERS;
use crate::jose::jwe::Jwe;
use crate::jose::jws::Signature;
use crate::report::{Check, CheckId, Json, Reference};

const CRIT: Reference = Reference::rfc(7515, "4.1.11");
const SEALED: Reference = Reference::rfc(7516, "4.1.13");
const B64: Reference = Reference::rfc(7797, "6");

/// The one extension that is understood here, in what is signed.
const UNDERSTOOD: &str = "b64";

/// Judges whether every critical extension is well named and understood.
pub(super) fn judge_critical(signature: &Signature) -> Check {
    match fault(signature) {
        Some((reference, detail)) => Check::fail(CheckId::Critical, reference, detail),
        None if signature.header().get("crit").is_some() => Check::pass(
            CheckId::Critical,
            CRIT,
            "Understood: b64, an unencoded payload",
        ),
        None => Check::pass(CheckId::Critical, CRIT, "No critical extensions"),
    }
}

/// Judges the same of an encrypted token, for which no extension is understood here.
pub(super) fn judge_critical_sealed(jwe: &Jwe) -> Check {
    let own = jwe.recipients.iter().map(|recipient| &recipient.header);
    let mut unprotected = std::iter::once(&jwe.unprotected).chain(own).flatten();
    let detail = if unprotected.any(|header| header.get("crit").is_some()) {
        Some("crit must stand in the protected header".to_owned())
    } else {
        let crit = jwe.protected.as_ref().and_then(|header| header.get("crit"));
        crit.map(strings).and_then(|names| match names {
            Ok(names) => names_fault(&names, &[], |_| true),
            Err(detail) => Some(detail),
        })
    };
    match detail {
        Some(detail) => Check::fail(CheckId::Critical, SEALED, detail),
        None => Check::pass(CheckId::Critical, SEALED, "No critical extensions"),
    }
}

fn fault(signature: &Signature) -> Option<(Reference, String)> {
    let protected = signature.protected.as_ref();
    let member = |name: &str| protected.and_then(|h| h.get(name));
    let is_unprotected = |name: &str| {
        let unprotected = signature.unprotected.as_ref();
        unprotected.is_some_and(|h| h.get(name).is_some())
    };
    for name in ["crit", UNDERSTOOD] {
        if is_unprotected(name) {
            return Some((CRIT, format!("{name} must stand in the protected header")));
        }
    }
    let b64 = member(UNDERSTOOD);
    if let Some(other) = b64
        && !matches!(other, Json::Bool(_))
    {
        let detail = format!("b64 is {}, not a boolean", other.type_name());
        return Some((B64, detail));
    }
    let Some(crit) = member("crit") else {
        // Who does not know b64 would read another payload, so it has to be critical.
        return b64.map(|_| (B64, "b64 is there but crit does not name it".to_owned()));
    };
    let names = match strings(crit) {
        Ok(names) => names,
        Err(detail) => return Some((CRIT, detail)),
    };
    if let Some(detail) = names_fault(&names, &[UNDERSTOOD], |name| member(name).is_some()) {
        return Some((CRIT, detail));
    }
    if b64.is_some() && !names.contains(&UNDERSTOOD) {
        return Some((B64, "b64 is there but crit does not name it".to_owned()));
    }
    let typ = member("typ").and_then(Json::as_str).map(media_type);
    let is_jwt = typ.is_some_and(|typ| typ == "jwt" || typ.ends_with("+jwt"));
    if is_jwt && b64 == Some(&Json::Bool(false)) {
        let detail = "b64 is false, and a JWT must encode its payload";
        return Some((Reference::rfc(7797, "7"), detail.to_owned()));
    }
    None
}

/// The names in `crit`: a list of strings with something in it.
fn strings(crit: &Json) -> Result<Vec<&str>, String> {
    let Some(values) = crit.as_array() else {
        return Err(format!("crit is {}, not an array", crit.type_name()));
    };
    if values.is_empty() {
        return Err("crit is empty".to_owned());
    }
    let strings = values.iter().map(|value| match value {
        Json::String(name) => Ok(name.as_str()),
        other => Err(format!(
            "crit holds {}, not only strings",
            other.type_name()
        )),
    });
    strings.collect()
}

fn names_fault(
    names: &[&str],
    understood: &[&str],
    is_present: impl Fn(&str) -> bool,
) -> Option<String> {
    for (i, name) in names.iter().enumerate() {
        let shown = quoted(name);
        let earlier = names.get(..i).unwrap_or_default();
        if earlier.contains(name) {
            return Some(format!("crit names {shown} twice"));
        }
        if REGISTERED_HEADERS.contains(name) {
            return Some(format!("crit names {shown}, which every reader knows"));
        }
        if !understood.contains(name) {
            return Some(format!("{shown} is critical and not understood here"));
        }
        if !is_present(name) {
            return Some(format!("crit names {shown}, which is not in the header"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;
    use crate::jose::jws::{read_compact, read_json};
    use crate::report::Status;

    fn check(header: &str) -> Check {
        let jws = read_compact(&format!("{}..", base64url::encode(header.as_bytes())));
        judge_critical(&jws.signatures[0])
    }

    #[test]
    fn only_b64_is_understood() {
        for header in [
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
            r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#,
        ] {
            assert_eq!(check(header).status, Status::Pass, "{header}");
        }
    }

    #[test]
    fn every_misuse_fails_with_its_own_sentence() {
        for (header, detail) in [
            (r#"{"crit":[]}"#, "crit is empty"),
            (r#"{"crit":null}"#, "crit is null, not an array"),
            (r#"{"crit":"b64"}"#, "crit is a string, not an array"),
            (r#"{"crit":[1]}"#, "crit holds a number, not only strings"),
            (
                r#"{"crit":["b64"]}"#,
                "crit names \"b64\", which is not in the header",
            ),
            (
                r#"{"crit":["alg"],"alg":"HS256"}"#,
                "crit names \"alg\", which every reader knows",
            ),
            (
                r#"{"crit":["exp"],"exp":1}"#,
                "\"exp\" is critical and not understood here",
            ),
            (
                r#"{"crit":["b64","b64"],"b64":true}"#,
                "crit names \"b64\" twice",
            ),
            (r#"{"b64":false}"#, "b64 is there but crit does not name it"),
            (
                r#"{"b64":"false","crit":["b64"]}"#,
                "b64 is a string, not a boolean",
            ),
        ] {
            let check = check(header);
            assert_eq!(
                (check.status, check.detail.as_str()),
                (Status::Fail, detail)
            );
        }
    }

    #[test]
    fn critical_members_have_to_be_protected() {
        let jws = read_json(
            r#"{"payload":"","header":{"alg":"HS256","b64":false,"crit":["b64"]},"signature":""}"#,
        );
        let check = judge_critical(&jws.signatures[0]);
        assert_eq!(check.detail, "crit must stand in the protected header");
    }
}
