//! May this algorithm be used here?

use super::Policy;
use crate::jose::{Algorithm, Named};
pub(super) use crate::report::quoted;
use crate::report::{Check, CheckId, Json, Reference};

const ALG: Reference = Reference::rfc(7515, "4.1.1");
pub(super) const PRACTICE: Reference = Reference::rfc(8725, "3.1");
const REGISTERED: Reference = Reference::rfc(7518, "3.1");

/// Judges `alg`, and names the algorithm where it is one that can be verified.
pub(super) fn judge_algorithm(header: &Json, policy: &Policy) -> (Check, Option<Algorithm>) {
    let fail =
        |reference, detail: String| (Check::fail(CheckId::Algorithm, reference, detail), None);
    let skip = |detail: String| (Check::skipped(CheckId::Algorithm, REGISTERED, detail), None);
    let text = match header.get("alg") {
        None => return fail(ALG, "The header names no alg".to_owned()),
        Some(Json::String(text)) => text,
        Some(other) => {
            let detail = format!("alg is {}, not a string", other.type_name());
            return fail(ALG, detail);
        }
    };
    match Named::read(text) {
        Named::Supported(algorithm) => (judge_allowed(algorithm, policy), Some(algorithm)),
        Named::None => fail(
            PRACTICE,
            format!(
                "alg is {}: nobody signed this, anybody could have written it",
                quoted(text)
            ),
        ),
        Named::Misspelt(meant) => fail(
            ALG,
            format!(
                "alg is {}, names are case-sensitive: {meant} may be meant",
                quoted(text)
            ),
        ),
        Named::Encryption => fail(REGISTERED, format!("{text} encrypts, it does not sign")),
        Named::Unsupported => skip(format!("Not checked: {text} cannot be verified here")),
        Named::Unknown => skip(format!(
            "Not checked: {} is not a registered algorithm",
            quoted(text)
        )),
    }
}

fn judge_allowed(algorithm: Algorithm, policy: &Policy) -> Check {
    let names = policy.algorithm_names();
    if names.is_empty() || names.contains(&algorithm.name()) {
        let detail = format!("{algorithm}, {}", algorithm.meaning());
        return Check::pass(CheckId::Algorithm, REGISTERED, detail);
    }
    let detail = format!("{algorithm} is not allowed, only {}", names.join(", "));
    Check::fail(CheckId::Algorithm, PRACTICE, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    fn status(header: &str) -> (Status, Option<Algorithm>) {
        let (header, _) = json::parse(header.as_bytes());
        let (check, algorithm) = judge_algorithm(&header, &Policy::default());
        (check.status, algorithm)
    }

    #[test]
    fn each_kind_of_name_is_told_apart() {
        assert_eq!(status(r#"{"alg":"ES512"}"#), (Pass, Some(Algorithm::ES512)));
        assert_eq!(status(r#"{"alg":"nOnE"}"#), (Fail, None));
        assert_eq!(status(r#"{"alg":"es512"}"#), (Fail, None));
        assert_eq!(status(r#"{"alg":"RSA-OAEP"}"#), (Fail, None));
        assert_eq!(status(r#"{"alg":"Ed448"}"#), (Skipped, None));
        assert_eq!(status(r#"{"alg":"ACME1"}"#), (Skipped, None));
        assert_eq!(status(r#"{"alg":null}"#), (Fail, None));
        assert_eq!(status(r#"{"alg":["HS256"]}"#), (Fail, None));
        assert_eq!(status("{}"), (Fail, None));
    }

    #[test]
    fn only_allowed_algorithms_pass() {
        let policy = Policy {
            algorithms: vec![Algorithm::RS256],
            ..Policy::default()
        };
        let (header, _) = json::parse(br#"{"alg":"HS256"}"#);
        let (check, algorithm) = judge_algorithm(&header, &policy);
        assert_eq!(check.status, Fail);
        assert_eq!(check.detail, "HS256 is not allowed, only RS256");
        assert_eq!(algorithm, Some(Algorithm::HS256));
    }
}
