//! `typ`, the type of the token (RFC 7515 §4.1.9, RFC 8725 §3.11).

use super::algorithm::quoted;
use super::recognition::of_typ;
pub(super) use crate::jose::jws::media_type;
use crate::report::{Check, CheckId, Json, Reference, TokenType};

const TYPE: Reference = Reference::rfc(8725, "3.11");

/// Judges `typ` (RFC 7515 §4.1.9). Case and a leading `application/` do not matter. What is expected
/// may also be the name of a [`TokenType`].
pub(super) fn judge_type(header: &Json, expected: Option<&str>) -> Check {
    let id = CheckId::Type;
    let found = match header.get("typ") {
        None => None,
        Some(Json::String(typ)) => Some(typ.as_str()),
        Some(other) => {
            let detail = format!("typ is {}, not a string", other.type_name());
            return Check::fail(id, Reference::rfc(7515, "4.1.9"), detail);
        }
    };
    if let Some(asked) = expected.and_then(TokenType::from_name) {
        return judge_asked(found, asked);
    }
    match (found, expected) {
        (_, None) => Check::skipped(id, TYPE, "Not checked: none expected"),
        (None, Some(expected)) => {
            let detail = format!("There is no typ, expected {}", quoted(expected));
            Check::fail(id, TYPE, detail)
        }
        (Some(found), Some(expected)) if media_type(found) == media_type(expected) => {
            Check::pass(id, TYPE, format!("{}, as expected", quoted(found)))
        }
        (Some(found), Some(expected)) => {
            let (found, expected) = (quoted(found), quoted(expected));
            Check::fail(id, TYPE, format!("typ is {found}, expected {expected}"))
        }
    }
}

/// Judges `typ` where the person says what the token is for.
fn judge_asked(found: Option<&str>, asked: TokenType) -> Check {
    let (id, kind) = (CheckId::Type, asked.with_article());
    // Some types have to be stated (RFC 9068 §4, RFC 9449 §4.3), others may be.
    let stated = match asked {
        TokenType::AccessToken => Some("at+jwt"),
        TokenType::DpopProof => Some("dpop+jwt"),
        TokenType::VerifiableCredential => Some("dc+sd-jwt"),
        TokenType::KeyBinding => Some("kb+jwt"),
        TokenType::IdToken | TokenType::LogoutToken | TokenType::ClientAssertion => None,
    };
    let is_general = found.is_none_or(|typ| media_type(typ) == "jwt");
    match (found, stated) {
        (Some(typ), _) if of_typ(typ) == Some(asked) => {
            Check::pass(id, TYPE, format!("{}, {kind}", quoted(typ)))
        }
        (_, None) if is_general => {
            Check::pass(id, TYPE, format!("Judged as {kind}, typ says nothing else"))
        }
        (Some(typ), Some(stated)) => Check::fail(
            id,
            TYPE,
            format!("typ is {}, {kind} has {stated}", quoted(typ)),
        ),
        (None, Some(stated)) => {
            Check::fail(id, TYPE, format!("There is no typ, {kind} has {stated}"))
        }
        (Some(typ), None) => Check::fail(
            id,
            TYPE,
            format!("typ is {}, which is not {kind}", quoted(typ)),
        ),
        (None, None) => Check::pass(id, TYPE, format!("Judged as {kind}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    fn status(header: &str, expected: Option<&str>) -> Status {
        let (header, _) = json::parse(header.as_bytes());
        judge_type(&header, expected).status
    }

    #[test]
    fn case_and_the_long_form_do_not_matter() {
        for (typ, expected) in [
            ("JWT", "jwt"),
            ("at+jwt", "application/at+jwt"),
            ("application/AT+JWT", "at+jwt"),
        ] {
            let header = format!("{{\"typ\":\"{typ}\"}}");
            assert_eq!(status(&header, Some(expected)), Pass, "{typ}");
        }
        assert_eq!(status(r#"{"typ":"JWT"}"#, Some("at+jwt")), Fail);
        assert_eq!(status("{}", Some("at+jwt")), Fail);
        assert_eq!(status("{}", None), Skipped);
        assert_eq!(status(r#"{"typ":1}"#, None), Fail);
    }

    #[test]
    fn a_type_can_be_asked_for_by_its_name() {
        for (typ, asked, expected) in [
            (Some("JWT"), "id-token", Pass),
            (None, "id-token", Pass),
            (Some("at+jwt"), "id-token", Fail),
            (Some("secevent+jwt"), "id-token", Fail),
            (Some("application/at+jwt"), "access-token", Pass),
            (Some("JWT"), "access-token", Fail),
            (None, "access-token", Fail),
            (None, "logout-token", Pass),
            (Some("logout+jwt"), "logout-token", Pass),
            (Some("JWT"), "dpop-proof", Fail),
            (Some("JWT"), "client-assertion", Pass),
            (Some("client-authentication+jwt"), "client-assertion", Pass),
        ] {
            let header = match typ {
                Some(typ) => format!("{{\"typ\":\"{typ}\"}}"),
                None => "{}".to_owned(),
            };
            assert_eq!(status(&header, Some(asked)), expected, "{typ:?} {asked}");
        }
    }
}
