//! The hashes by which an ID token names what came with it (OpenID Core §3.1.3.6, §3.3.2.11).

use super::Beside;
use crate::jose::{Algorithm, Hash, Named, base64url, digest};
use crate::report::{Check, CheckId, Json, Reference, Secret};

/// A hash claim, what it is made of, and what that is called.
struct Kind {
    id: CheckId,
    claim: &'static str,
    of: fn(&Beside) -> Option<&Secret>,
    name: &'static str,
    section: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        id: CheckId::AtHash,
        claim: "at_hash",
        of: |beside| beside.access_token.as_ref(),
        name: "access token",
        section: "3.1.3.6",
    },
    Kind {
        id: CheckId::CHash,
        claim: "c_hash",
        of: |beside| beside.code.as_ref(),
        name: "code",
        section: "3.3.2.11",
    },
    // From FAPI 1.0 Advanced §5.1.1, made as the other two.
    Kind {
        id: CheckId::SHash,
        claim: "s_hash",
        of: |beside| beside.state.as_ref(),
        name: "state",
        section: "3.3.2.11",
    },
];

/// Judges each hash that the token has, or that something was given for.
pub(super) fn judge_hashes(
    header: &Json,
    claims: &[(String, Json)],
    beside: &Beside,
) -> Vec<Check> {
    let checks = KINDS.iter().filter_map(|kind| {
        let found = claims.iter().find(|(name, _)| name == kind.claim);
        kind.judge(found.map(|(_, value)| value), (kind.of)(beside), header)
    });
    checks.collect()
}

impl Kind {
    fn judge(&self, found: Option<&Json>, given: Option<&Secret>, header: &Json) -> Option<Check> {
        let reference = Reference::openid_core(self.section);
        let skip = |why: String| {
            let detail = format!("Not checked: {why}");
            Some(Check::skipped(self.id, reference, detail))
        };
        let (claim, name) = (self.claim, self.name);
        let found = match (found, given) {
            (None, None) => return None,
            (None, Some(_)) => return skip(format!("there is no {claim}")),
            (Some(Json::String(found)), _) => found,
            (Some(other), _) => {
                let detail = format!("{claim} is {}, not a string", other.type_name());
                return Some(Check::fail(self.id, reference, detail));
            }
        };
        let Some(given) = given else {
            return skip(format!("no {name} was given"));
        };
        let Some(hash) = hash_of(header) else {
            return skip("the algorithm has no hash that is known".to_owned());
        };
        let bits = hash.bits();
        Some(if *found == half_hash(hash, given.expose()) {
            let detail = format!("Belongs to the {name} (half of SHA-{bits})");
            Check::pass(self.id, reference, detail)
        } else {
            let detail = format!("Belongs to another {name} than the one given");
            Check::fail(self.id, reference, detail)
        })
    }
}

/// The hash of the algorithm that the token is signed with; for Ed25519 the one inside it.
fn hash_of(header: &Json) -> Option<Hash> {
    let alg = header.get("alg").and_then(Json::as_str)?;
    match Named::read(alg) {
        Named::Supported(Algorithm::EdDSA | Algorithm::Ed25519) => Some(Hash::Sha512),
        Named::Supported(algorithm) => algorithm.hash(),
        _ => None,
    }
}

/// The left half of a text's hash (OpenID Core §3.1.3.6).
fn half_hash(hash: Hash, text: &[u8]) -> String {
    let whole = digest(hash, text);
    let half = whole.get(..whole.len() / 2).unwrap_or_default();
    base64url::encode(half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    /// OpenID Core appendix A.3, A.4, A.6: all RS256.
    const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    const AT_HASH: &str = "77QmUPtjPfzWtF2AnpK9RQ";
    const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
    const C_HASH: &str = "LDktKdoQak3Pk0cnXxCltA";

    fn secret(text: &str) -> Option<Secret> {
        Some(Secret::from(text.to_owned()))
    }

    fn judged(alg: &str, claims: &str, beside: &Beside) -> Vec<(CheckId, Status)> {
        let (header, _) = json::parse(format!(r#"{{"alg":"{alg}"}}"#).as_bytes());
        let (claims, _) = json::parse(claims.as_bytes());
        let checks = judge_hashes(&header, claims.members().unwrap(), beside);
        checks.into_iter().map(|c| (c.id, c.status)).collect()
    }

    #[test]
    fn the_examples_of_openid_connect_hold() {
        let beside = Beside {
            access_token: secret(ACCESS_TOKEN),
            code: secret(CODE),
            ..Beside::default()
        };
        let claims = format!(r#"{{"at_hash":"{AT_HASH}","c_hash":"{C_HASH}"}}"#);
        let both = [(CheckId::AtHash, Pass), (CheckId::CHash, Pass)];
        assert_eq!(judged("RS256", &claims, &beside), both);
        let failed = [(CheckId::AtHash, Fail), (CheckId::CHash, Fail)];
        assert_eq!(judged("RS384", &claims, &beside), failed);
        let swapped = format!(r#"{{"at_hash":"{C_HASH}","c_hash":"{AT_HASH}"}}"#);
        assert_eq!(judged("RS256", &swapped, &beside), failed);
    }

    #[test]
    fn ed25519_hashes_with_sha_512() {
        let beside = Beside {
            state: secret("af0ifjsldkj"),
            ..Beside::default()
        };
        let s_hash = half_hash(Hash::Sha512, b"af0ifjsldkj");
        assert_eq!(s_hash.len(), 43);
        let claims = format!(r#"{{"s_hash":"{s_hash}"}}"#);
        for alg in ["EdDSA", "Ed25519", "ES512"] {
            assert_eq!(judged(alg, &claims, &beside), [(CheckId::SHash, Pass)]);
        }
        assert_eq!(judged("ES256", &claims, &beside), [(CheckId::SHash, Fail)]);
        assert_eq!(
            judged("Ed448", &claims, &beside),
            [(CheckId::SHash, Skipped)]
        );
    }

    #[test]
    fn what_is_not_there_is_not_listed() {
        let none = Beside::default();
        assert_eq!(judged("RS256", "{}", &none), []);
        let claims = format!(r#"{{"at_hash":"{AT_HASH}"}}"#);
        assert_eq!(
            judged("RS256", &claims, &none),
            [(CheckId::AtHash, Skipped)]
        );
        assert_eq!(
            judged("RS256", r#"{"c_hash":1}"#, &none),
            [(CheckId::CHash, Fail)]
        );
        let beside = Beside {
            access_token: secret(ACCESS_TOKEN),
            ..Beside::default()
        };
        assert_eq!(judged("RS256", "{}", &beside), [(CheckId::AtHash, Skipped)]);
    }
}
