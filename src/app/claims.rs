//! What registered names mean, in a few words.

use crate::jose::Algorithm;
use crate::report::Json;

/// What a claim says (RFC 7519 §4.1, OpenID Connect Core §2 and §5.1, RFC 8693, RFC 9068).
const CLAIMS: &[(&str, &str)] = &[
    ("iss", "Issuer"),
    ("sub", "Subject: who it is about"),
    ("aud", "Audience: who it is for"),
    ("exp", "Expires"),
    ("nbf", "Not valid before"),
    ("iat", "Issued"),
    ("jti", "Its own id"),
    ("auth_time", "Signed in"),
    ("updated_at", "Profile changed"),
    ("nonce", "Ties it to one sign-in"),
    ("acr", "How strong the sign-in was"),
    ("amr", "How the person signed in"),
    ("azp", "The client it was issued to"),
    ("at_hash", "Ties it to an access token"),
    ("c_hash", "Ties it to a code"),
    ("s_hash", "Ties it to a state"),
    ("sid", "Session"),
    ("scope", "What was granted"),
    ("scp", "What was granted"),
    ("client_id", "The client that asked for it"),
    ("act", "Who acts for the subject"),
    ("may_act", "Who may act for the subject"),
    ("cnf", "The key it is bound to"),
    ("name", "Full name"),
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("preferred_username", "Name to sign in with"),
    ("email", "Address"),
    ("email_verified", "Whether the address was checked"),
    ("phone_number", "Phone"),
    ("picture", "Picture"),
    ("locale", "Language and region"),
    ("zoneinfo", "Time zone"),
    ("roles", "Roles"),
    ("groups", "Groups"),
    ("entitlements", "Entitlements"),
    ("tid", "Tenant"),
    ("events", "What happened"),
];

/// What a header parameter says (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797 §3).
const PARAMETERS: &[(&str, &str)] = &[
    ("alg", "Algorithm"),
    ("enc", "Content encryption"),
    ("typ", "Type"),
    ("cty", "Type of what is inside"),
    ("kid", "Id of the key"),
    ("jku", "Says where its keys are"),
    ("jwk", "Brings its own key"),
    ("x5u", "Says where its certificate is"),
    ("x5c", "Brings its own certificates"),
    ("x5t", "SHA-1 of the certificate"),
    ("x5t#S256", "SHA-256 of the certificate"),
    ("crit", "Must be understood"),
    ("b64", "Whether the payload is base64url"),
    ("zip", "Compression"),
];

/// What a claim or, `in_header`, a header parameter means; empty where it has no registered
/// meaning.
pub fn meaning(name: &str, value: &Json, in_header: bool) -> &'static str {
    if in_header && name == "alg" {
        return match value.as_str() {
            Some("none") => "No signature at all",
            Some(alg) => Algorithm::from_name(alg).map_or("Algorithm", Algorithm::meaning),
            None => "Algorithm",
        };
    }
    let table = if in_header { PARAMETERS } else { CLAIMS };
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, meaning)| meaning)
}

/// Whether a claim is a NumericDate (RFC 7519 §2).
pub fn is_time(name: &str) -> bool {
    matches!(
        name,
        "exp" | "nbf" | "iat" | "auth_time" | "updated_at" | "rat" | "toe"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_once() {
        for table in [CLAIMS, PARAMETERS] {
            let mut names: Vec<_> = table.iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.len());
        }
    }

    #[test]
    fn an_algorithm_is_told_in_words() {
        let es256 = Json::String("ES256".into());
        assert_eq!(meaning("alg", &es256, true), Algorithm::ES256.meaning());
        assert_eq!(meaning("alg", &es256, false), "");
        assert_eq!(meaning("iss", &Json::Null, false), "Issuer");
    }
}
