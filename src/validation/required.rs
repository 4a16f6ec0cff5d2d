//! The claims that a JWT must have: those that the person asks for, and those of its type.

use super::claims::listed;
use super::recognition::LOGOUT;
use crate::report::{Check, CheckId, Json, Reference, TokenType};

/// The claims that a type must have.
pub fn required_claims(token_type: TokenType) -> &'static [&'static str] {
    match token_type {
        TokenType::IdToken => &["iss", "sub", "aud", "exp", "iat"],
        TokenType::AccessToken => &["iss", "exp", "aud", "sub", "client_id", "iat", "jti"],
        TokenType::LogoutToken => &["iss", "aud", "iat", "exp", "jti", "events"],
        TokenType::DpopProof => &["jti", "htm", "htu", "iat"],
        TokenType::ClientAssertion => &["iss", "sub", "aud", "exp", "jti"],
        TokenType::VerifiableCredential => &["vct"],
        TokenType::KeyBinding => &["iat", "aud", "nonce", "sd_hash"],
    }
}

fn reference(token_type: TokenType) -> Reference {
    match token_type {
        TokenType::IdToken => Reference::openid_core("2"),
        TokenType::AccessToken => Reference::rfc(9068, "2.2"),
        TokenType::LogoutToken => Reference::openid_back_channel_logout("2.4"),
        TokenType::DpopProof => Reference::rfc(9449, "4.2"),
        TokenType::ClientAssertion => Reference::rfc(7523, "3"),
        TokenType::VerifiableCredential => Reference::sd_jwt_vc("2.2.2"),
        TokenType::KeyBinding => Reference::rfc(9901, "4.3"),
    }
}

/// Judges whether a token of that type has every claim that it must, and none that it must not.
/// `asked` are the claims that the person asks for besides.
pub(super) fn judge_required(
    token_type: TokenType,
    claims: &[(String, Json)],
    asked: &[String],
) -> Check {
    let (id, reference) = (CheckId::RequiredClaims, reference(token_type));
    let of_type = required_claims(token_type);
    let asked = asked.iter().map(String::as_str);
    let more = asked.filter(|name| !of_type.contains(name));
    let names: Vec<&str> = of_type.iter().copied().chain(more).collect();
    let claims = Claims(claims);
    let missing = names.iter().filter(|name| !claims.says(name)).copied();
    let missing: Vec<_> = missing.collect();
    let mut faults = Vec::new();
    if !missing.is_empty() {
        faults.push(format!("Missing: {}", listed(&missing)));
    }
    match token_type {
        TokenType::LogoutToken => faults.extend(claims.logout_faults()),
        TokenType::ClientAssertion => faults.extend(claims.assertion_faults()),
        TokenType::IdToken
        | TokenType::AccessToken
        | TokenType::DpopProof
        | TokenType::VerifiableCredential
        | TokenType::KeyBinding => {}
    }
    let kind = token_type.with_article();
    if faults.is_empty() {
        let detail = format!("There: {}, as {kind} has to have", listed(&names));
        return Check::pass(id, reference, detail);
    }
    let detail = format!("{} (it is {kind})", faults.join("; "));
    Check::fail(id, reference, detail)
}

struct Claims<'c>(&'c [(String, Json)]);

impl Claims<'_> {
    fn get(&self, name: &str) -> Option<&Json> {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }

    /// Whether a claim is there and says something.
    fn says(&self, name: &str) -> bool {
        !matches!(self.get(name), None | Some(Json::Null))
    }

    fn logout_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.says("sub") && !self.says("sid") {
            faults.push("Neither sub nor sid says who signed out".to_owned());
        }
        if self.get("nonce").is_some() {
            faults.push("nonce must not be there, it marks an ID token".to_owned());
        }
        match self.get("events").map(|events| events.get(LOGOUT)) {
            None | Some(Some(Json::Object(_))) => {}
            Some(Some(other)) => {
                let detail = format!("The event is {}, not an object", other.type_name());
                faults.push(detail);
            }
            Some(None) => faults.push(format!("events does not hold {LOGOUT}")),
        }
        faults
    }

    /// A client speaks for itself (RFC 7523 §3, OpenID Core §9).
    fn assertion_faults(&self) -> Option<String> {
        match (self.get("iss"), self.get("sub")) {
            (Some(iss), Some(sub)) if iss != sub => {
                Some("iss and sub differ, both have to be the client".to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status;

    const WHOLE: [(TokenType, &str); 7] = [
        (
            TokenType::IdToken,
            r#"{"iss":"i","sub":"s","aud":"a","exp":2,"iat":1}"#,
        ),
        (
            TokenType::AccessToken,
            r#"{"iss":"i","sub":"s","aud":"a","exp":2,"iat":1,"client_id":"c","jti":"j"}"#,
        ),
        (
            TokenType::LogoutToken,
            r#"{"iss":"i","aud":"a","exp":2,"iat":1,"jti":"j","sid":"s","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#,
        ),
        (
            TokenType::DpopProof,
            r#"{"jti":"j","htm":"GET","htu":"https://a/","iat":1}"#,
        ),
        (
            TokenType::ClientAssertion,
            r#"{"iss":"c","sub":"c","aud":"a","exp":2,"jti":"j"}"#,
        ),
        (TokenType::VerifiableCredential, r#"{"vct":"v"}"#),
        (
            TokenType::KeyBinding,
            r#"{"iat":1,"aud":"a","nonce":"n","sd_hash":"h"}"#,
        ),
    ];

    fn judged(token_type: TokenType, claims: &[(String, Json)]) -> Check {
        judge_required(token_type, claims, &[])
    }

    fn members(text: &str) -> Vec<(String, Json)> {
        let (json, faults) = json::parse(text.as_bytes());
        assert!(faults.is_empty());
        json.members().unwrap().to_vec()
    }

    #[test]
    fn each_claim_of_each_type_has_to_be_there() {
        for (token_type, text) in WHOLE {
            let whole = members(text);
            let check = judged(token_type, &whole);
            assert_eq!(check.status, Status::Pass, "{}", check.detail);
            for name in required_claims(token_type) {
                let mut without = whole.clone();
                without.retain(|(n, _)| n != name);
                let check = judged(token_type, &without);
                assert_eq!(check.status, Status::Fail, "{token_type:?} {name}");
                assert!(check.detail.contains(&format!("Missing: \"{name}\"")));
                let mut null = whole.clone();
                null.iter_mut()
                    .filter(|(n, _)| n == name)
                    .for_each(|(_, value)| *value = Json::Null);
                assert_eq!(judged(token_type, &null).status, Status::Fail);
            }
        }
    }

    #[test]
    fn what_a_type_forbids_is_named() {
        let detail = |token_type, text: &str| judged(token_type, &members(text)).detail;
        let logout = |more: &str, event: &str| {
            format!(
                r#"{{"iss":"i","aud":"a","exp":2,"iat":1,"jti":"j"{more},"events":{{{event}}}}}"#
            )
        };
        const EVENT: &str = r#""http://schemas.openid.net/event/backchannel-logout":{}"#;
        for (text, told) in [
            (logout("", EVENT), "Neither sub nor sid"),
            (
                logout(r#","sub":"s","nonce":"n""#, EVENT),
                "nonce must not be there",
            ),
            (logout(r#","sub":"s""#, ""), "events does not hold http://"),
            (
                logout(r#","sub":"s""#, &EVENT.replace("{}", "1")),
                "The event is a number, not an object",
            ),
        ] {
            let detail = detail(TokenType::LogoutToken, &text);
            assert!(detail.contains(told), "{detail}");
        }
        let two = r#"{"iss":"c","sub":"d","aud":"a","exp":2,"jti":"j"}"#;
        assert_eq!(
            detail(TokenType::ClientAssertion, two),
            "iss and sub differ, both have to be the client (it is a client assertion)"
        );
    }

    #[test]
    fn what_the_person_asks_for_comes_on_top() {
        let (token_type, text) = WHOLE[0];
        let check = judge_required(token_type, &members(text), &["iss".into(), "email".into()]);
        assert_eq!(check.detail, "Missing: \"email\" (it is an ID token)");
    }
}
