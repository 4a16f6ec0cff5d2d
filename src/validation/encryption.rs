//! May a token be encrypted so: `alg` and `enc` of a JWE?

use super::Policy;
use super::algorithm::{PRACTICE, quoted};
use crate::jose::Named;
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::report::{Check, CheckId, Json, Reference};

const ALG: Reference = Reference::rfc(7516, "4.1.1");
const ENC: Reference = Reference::rfc(7516, "4.1.2");
const REGISTERED: Reference = Reference::rfc(7518, "4.1");

/// Judges `alg` and `enc`, and names both where they are known here.
pub(super) fn judge_encryption(
    header: &Json,
    has_header: bool,
    policy: &Policy,
) -> (Check, Option<(KeyManagement, ContentEncryption)>) {
    let id = CheckId::Algorithm;
    if !has_header {
        let detail = "Not checked: the header cannot be read";
        return (Check::skipped(id, ALG, detail), None);
    }
    let algorithm = match named(header, "alg", ALG, KeyManagement::from_name) {
        Ok(algorithm) => algorithm,
        Err(check) => return (*check, None),
    };
    let encryption = match named(header, "enc", ENC, ContentEncryption::from_name) {
        Ok(encryption) => encryption,
        Err(check) => return (*check, None),
    };
    let check = judge_allowed(algorithm, encryption, policy);
    (check, Some((algorithm, encryption)))
}

fn named<T>(
    header: &Json,
    name: &str,
    reference: Reference,
    read: fn(&str) -> Option<T>,
) -> Result<T, Box<Check>> {
    let id = CheckId::Algorithm;
    let fail = |detail: String| Box::new(Check::fail(id, reference, detail));
    let text = match header.get(name) {
        None => return Err(fail(format!("The header names no {name}"))),
        Some(Json::String(text)) => text,
        Some(other) => {
            return Err(fail(format!(
                "{name} is {}, not a string",
                other.type_name()
            )));
        }
    };
    if let Some(found) = read(text) {
        return Ok(found);
    }
    let does = if name == "alg" {
        "it does not encrypt keys"
    } else {
        "it does not encrypt content"
    };
    Err(match Named::read(text) {
        Named::None => fail(format!(
            "{name} is {}, which encrypts nothing",
            quoted(text)
        )),
        Named::Supported(_) | Named::Unsupported => fail(format!("{text} signs, {does}")),
        Named::Misspelt(meant) => fail(format!(
            "{name} is {}, names are case-sensitive: {meant} may be meant",
            quoted(text)
        )),
        Named::Encryption if KeyManagement::from_name(text).is_some() || is_content(text) => {
            fail(format!("{name} is {text}, {does}"))
        }
        Named::Encryption => {
            let detail = format!("Not checked: {text} cannot be used here");
            Box::new(Check::skipped(id, reference, detail))
        }
        Named::Unknown => {
            let text = quoted(text);
            let detail = format!("Not checked: {text} is not a registered algorithm");
            Box::new(Check::skipped(id, reference, detail))
        }
    })
}

fn is_content(text: &str) -> bool {
    ContentEncryption::from_name(text).is_some()
}

fn judge_allowed(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    policy: &Policy,
) -> Check {
    let fail = |name: &str, names: &[&str]| {
        let detail = format!("{name} is not allowed, only {}", names.join(", "));
        Check::fail(CheckId::Algorithm, PRACTICE, detail)
    };
    let allowed = policy.algorithm_names();
    if !allowed.is_empty() && !allowed.contains(&algorithm.name()) {
        return fail(algorithm.name(), &allowed);
    }
    let content = &policy.content_encryption;
    if !content.is_empty() && !content.contains(&encryption) {
        let names: Vec<_> = content.iter().map(|e| e.name()).collect();
        return fail(encryption.name(), &names);
    }
    let detail = format!("{algorithm}, {}; content {encryption}", algorithm.meaning());
    Check::pass(CheckId::Algorithm, REGISTERED, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{Algorithm, json};
    use crate::report::Status::{self, Fail, Pass, Skipped};

    fn judged(header: &str, policy: &Policy) -> (Status, bool) {
        let (header, _) = json::parse(header.as_bytes());
        let (check, named) = judge_encryption(&header, true, policy);
        (check.status, named.is_some())
    }

    #[test]
    fn each_kind_of_name_is_told_apart() {
        for (alg, enc, status) in [
            (r#""RSA-OAEP""#, r#""A256GCM""#, Pass),
            (r#""dir""#, r#""A128CBC-HS256""#, Pass),
            (r#""rsa-oaep""#, r#""A256GCM""#, Fail),
            (r#""RS256""#, r#""A256GCM""#, Fail),
            (r#""none""#, r#""A256GCM""#, Fail),
            (r#""A256GCM""#, r#""A256GCM""#, Fail),
            (r#""dir""#, r#""dir""#, Fail),
            (r#""dir""#, r#""A128CBC""#, Skipped),
            (r#""ACME""#, r#""A256GCM""#, Skipped),
            (r#""dir""#, "1", Fail),
            ("null", r#""A256GCM""#, Fail),
        ] {
            let header = format!(r#"{{"alg":{alg},"enc":{enc}}}"#);
            let expected = (status, status == Pass);
            assert_eq!(judged(&header, &Policy::default()), expected, "{header}");
        }
        assert_eq!(judged("{}", &Policy::default()), (Fail, false));
    }

    #[test]
    fn only_allowed_algorithms_pass() {
        const HEADER: &str = r#"{"alg":"dir","enc":"A256GCM"}"#;
        let with = |change: fn(&mut Policy)| {
            let mut policy = Policy::default();
            change(&mut policy);
            judged(HEADER, &policy).0
        };
        assert_eq!(with(|p| p.key_management = vec![KeyManagement::Dir]), Pass);
        assert_eq!(
            with(|p| p.key_management = vec![KeyManagement::RsaOaep]),
            Fail
        );
        // What has to be signed so is not merely encrypted.
        assert_eq!(with(|p| p.algorithms = vec![Algorithm::RS256]), Fail);
        assert_eq!(
            with(|p| p.content_encryption = vec![ContentEncryption::A128Gcm]),
            Fail
        );
    }
}
