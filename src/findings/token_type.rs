//! `typ` and `cty`, and tokens that are used as what they are not.

use super::Rule;
use super::token::{Profile, Signed, Token, media_type};
use crate::report::{Finding, Json, Reference, Segment, Severity};

pub(super) const UNTYPED: Rule = Rule {
    id: "untyped",
    severity: Severity::Info,
    title: "No type",
    meaning: "Without typ one kind of token can be taken for another",
    reference: Reference::rfc(8725, "3.11"),
};

pub(super) const NOT_TEXT: Rule = Rule {
    id: "type-not-text",
    severity: Severity::Low,
    title: "Type is no text",
    meaning: "typ or cty is not a string, so readers that ask for a type cannot compare it",
    reference: Reference::rfc(7515, "4.1.9"),
};

pub(super) const LOGOUT_NONCE: Rule = Rule {
    id: "logout-token-with-nonce",
    severity: Severity::Medium,
    title: "Logout token with a nonce",
    meaning: "A logout token must not have a nonce, which is what keeps it apart from an ID token",
    reference: Reference::openid_back_channel_logout("2.4"),
};

pub(super) const ID_TOKEN_AS_BEARER: Rule = Rule {
    id: "id-token-as-bearer",
    severity: Severity::Low,
    title: "ID token as access token",
    meaning: "An ID token was sent as a bearer token, though it tells a client who signed in and grants nothing",
    reference: Reference::rfc(9068, "5"),
};

/// No `typ`.
pub(super) fn untyped(token: &Token<'_>) -> Option<Finding> {
    let is_plain = token.profile() == Some(Profile::Plain);
    let is_there = token.typ().is_some();
    if !is_plain || is_there || token.is_broken(Segment::Header) {
        return None;
    }
    let detail = "Many issuers leave typ out; where you issue tokens yourself, name the kind (at+jwt \
                  for an access token) and ask for it, so that none passes for another";
    Some(UNTYPED.found(Severity::Info, detail))
}

/// `typ` or `cty` of another type than text.
pub(super) fn not_text(signed: &Signed<'_>) -> Option<Finding> {
    let mut members = ["typ", "cty"].into_iter();
    let (name, value) = members.find_map(|name| match signed.member(name)? {
        Json::String(_) => None,
        other => Some((name, other)),
    })?;
    let detail = format!(
        "{name} is {}: a reader that asks for a type refuses the token, and a lax one takes it for \
         any; have the issuer write a string",
        value.type_name()
    );
    Some(NOT_TEXT.found(Severity::Low, detail))
}

/// A logout token that could be taken for an ID token (OpenID Connect Back-Channel Logout §2.4).
pub(super) fn logout_nonce(token: &Token<'_>) -> Option<Finding> {
    const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
    let typ = media_type(token.typ().and_then(Json::as_str));
    let is_event = token
        .claim("events")
        .is_some_and(|e| e.get(EVENT).is_some());
    let is_logout = is_event || typ.as_deref() == Some("logout+jwt");
    if !is_logout || token.claim("nonce").is_none() {
        return None;
    }
    let detail = "The nonce makes it pass where an ID token is asked for: refuse it, and have the \
                  issuer leave nonce out of logout tokens";
    Some(LOGOUT_NONCE.found(Severity::Medium, detail))
}

/// A token that came as a bearer token and has the marks of an ID token.
pub(super) fn id_token_as_bearer(token: &Token<'_>) -> Option<Finding> {
    const MARKS: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];
    const GRANTS: [&str; 5] = ["scope", "scp", "scopes", "roles", "client_id"];
    let has_any = |names: &[&str]| names.iter().any(|name| token.claim(name).is_some());
    let was_bearer = token.wrapping.iter().any(|what| what == "Bearer");
    let is_plain = token.profile() == Some(Profile::Plain);
    if !was_bearer || !is_plain || !has_any(&MARKS) || has_any(&GRANTS) {
        return None;
    }
    let detail = "It says who signed in to its client and grants nothing: send the access token \
                  that came with it, unless the API is one of the few that ask for an ID token";
    Some(ID_TOKEN_AS_BEARER.found(Severity::Low, detail))
}
