//! What a JWT is for: by what it says in `typ` (RFC 8725 §3.11), by what the person says, and else
//! by how it looks.

use super::token_type::media_type;
use crate::report::{Json, Recognised, TokenType};

/// The event that every logout token has (OpenID Back-Channel Logout §2.4).
pub(super) const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Recognises what a JWT is for. `asked` is the type that the person expects.
pub fn recognise(
    header: &Json,
    claims: Option<&[(String, Json)]>,
    asked: Option<&str>,
) -> Option<Recognised> {
    let typ = header.get("typ").and_then(Json::as_str);
    let certain = asked.and_then(of_text).or_else(|| typ.and_then(of_typ));
    if let Some(token_type) = certain {
        return Some(Recognised {
            token_type,
            is_certain: true,
        });
    }
    looks_like(header, claims?).map(|token_type| Recognised {
        token_type,
        is_certain: false,
    })
}

/// The type that a person names: by its own name or by a `typ`.
pub(super) fn of_text(text: &str) -> Option<TokenType> {
    TokenType::from_name(text).or_else(|| of_typ(text))
}

/// The type that a `typ` states. An ID token has none of its own.
pub(super) fn of_typ(typ: &str) -> Option<TokenType> {
    match media_type(typ).as_str() {
        "at+jwt" => Some(TokenType::AccessToken),
        "logout+jwt" => Some(TokenType::LogoutToken),
        "dpop+jwt" => Some(TokenType::DpopProof),
        "client-authentication+jwt" => Some(TokenType::ClientAssertion),
        // vc+sd-jwt was its name until the end of 2024, and is that of W3C's credentials too.
        "dc+sd-jwt" => Some(TokenType::VerifiableCredential),
        "kb+jwt" => Some(TokenType::KeyBinding),
        _ => None,
    }
}

/// What it looks like by its claims. Wrong at times, so that nothing is decided by it.
fn looks_like(header: &Json, claims: &[(String, Json)]) -> Option<TokenType> {
    let claim = |name: &str| {
        let found = claims.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    };
    let has_all = |names: &[&str]| names.iter().all(|name| claim(name).is_some());
    let has_any = |names: &[&str]| names.iter().any(|name| claim(name).is_some());
    if claim("events").is_some_and(|events| events.get(LOGOUT).is_some()) {
        Some(TokenType::LogoutToken)
    } else if has_all(&["htm", "htu"]) && header.get("jwk").is_some() {
        Some(TokenType::DpopProof)
    } else if has_any(&["scope", "scp", "client_id", "cnf"]) {
        Some(TokenType::AccessToken)
    } else if has_all(&["iss", "sub", "aud", "exp", "jti"]) && claim("iss") == claim("sub") {
        Some(TokenType::ClientAssertion)
    } else if has_all(&["iss", "sub", "aud", "exp", "iat"])
        && has_any(&[
            "nonce",
            "at_hash",
            "c_hash",
            "s_hash",
            "auth_time",
            "email",
            "name",
        ])
    {
        Some(TokenType::IdToken)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;

    fn recognised(header: &str, claims: &str, asked: Option<&str>) -> Option<(TokenType, bool)> {
        let (header, _) = json::parse(header.as_bytes());
        let (claims, _) = json::parse(claims.as_bytes());
        let found = recognise(&header, claims.members(), asked)?;
        Some((found.token_type, found.is_certain))
    }

    #[test]
    fn what_is_said_counts_more_than_how_it_looks() {
        use TokenType::*;
        const ID: &str = r#"{"iss":"i","sub":"s","aud":"a","exp":1,"iat":1,"nonce":"n"}"#;
        const JWT: &str = r#"{"typ":"JWT"}"#;
        for (header, claims, asked, expected) in [
            (r#"{"typ":"at+jwt"}"#, ID, None, Some((AccessToken, true))),
            (
                r#"{"typ":"application/DPoP+jwt"}"#,
                "{}",
                None,
                Some((DpopProof, true)),
            ),
            (
                r#"{"typ":"logout+jwt"}"#,
                "{}",
                None,
                Some((LogoutToken, true)),
            ),
            (JWT, "{}", Some("id-token"), Some((IdToken, true))),
            (
                JWT,
                "{}",
                Some("application/at+jwt"),
                Some((AccessToken, true)),
            ),
            (JWT, ID, None, Some((IdToken, false))),
            (JWT, ID, Some("JWT"), Some((IdToken, false))),
            (
                JWT,
                r#"{"scope":"a","nonce":"n"}"#,
                None,
                Some((AccessToken, false)),
            ),
            (
                JWT,
                r#"{"events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#,
                None,
                Some((LogoutToken, false)),
            ),
            (
                JWT,
                r#"{"iss":"c","sub":"c","aud":"a","exp":1,"jti":"j"}"#,
                None,
                Some((ClientAssertion, false)),
            ),
            (
                r#"{"jwk":{}}"#,
                r#"{"htm":"GET","htu":"u"}"#,
                None,
                Some((DpopProof, false)),
            ),
            (JWT, r#"{"htm":"GET","htu":"u"}"#, None, None),
            (JWT, r#"{"iss":"c","sub":"d"}"#, None, None),
        ] {
            assert_eq!(
                recognised(header, claims, asked),
                expected,
                "{header} {claims}"
            );
        }
    }
}
