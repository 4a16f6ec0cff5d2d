//! `typ`, the type of the token (RFC 7515 §4.1.9, RFC 8725 §3.11).

use super::algorithm::quoted;
use crate::report::{Check, CheckId, Json, Reference};

const TYPE: Reference = Reference::rfc(8725, "3.11");

/// Judges `typ` (RFC 7515 §4.1.9). Case and a leading `application/` do not matter.
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

fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ).to_owned()
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
}
