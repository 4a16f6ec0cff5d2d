//! For whom an ID token is, and when the person signed in (OpenID Core §2, §3.1.3.7).

use super::algorithm::quoted;
use super::numeric_date::{NumericDate, duration_in_words};
use crate::report::{Check, CheckId, Json, Reference};

const SECTION: Reference = Reference::openid_core("3.1.3.7");

/// Judges `azp`, the client that an ID token is for. In other tokens it means other things, and it
/// is not compared. `clients` are the expected audiences: of an ID token they are clients. Nothing
/// where there is none to judge.
pub(super) fn judge_party(
    azp: Option<&Json>,
    aud: Option<&Json>,
    is_id_token: bool,
    clients: &[String],
) -> Option<Check> {
    let id = CheckId::AuthorizedParty;
    let skip = |why: &str| Some(Check::skipped(id, SECTION, format!("Not checked: {why}")));
    let found = match azp {
        None => {
            let audiences = aud.and_then(Json::as_array).map_or(0, <[Json]>::len);
            if is_id_token && audiences > 1 {
                return skip("there are several audiences and no azp says which one asked");
            }
            return None;
        }
        Some(Json::String(found)) => found,
        Some(other) if is_id_token => {
            let detail = format!("azp is {}, not a string", other.type_name());
            return Some(Check::fail(id, SECTION, detail));
        }
        Some(_) => return skip("it is not known to be an ID token"),
    };
    if !is_id_token {
        return skip("it is not known to be an ID token");
    }
    if clients.is_empty() {
        return skip("none expected");
    }
    let found_text = quoted(found);
    if clients.contains(found) {
        return Some(Check::pass(
            id,
            SECTION,
            format!("{found_text}, as expected"),
        ));
    }
    let clients: Vec<_> = clients.iter().map(|c| quoted(c)).collect();
    let detail = format!("azp is {found_text}, expected {}", clients.join(" or "));
    Some(Check::fail(id, SECTION, detail))
}

/// Judges `auth_time`, when the person signed in. `max_age` is how long ago that may be, in
/// seconds. Nothing where neither is given.
#[allow(clippy::cast_precision_loss)]
pub(super) fn judge_auth_time(
    auth_time: Option<&Json>,
    max_age: Option<u64>,
    now: i64,
    leeway: u64,
) -> Option<Check> {
    let id = CheckId::AuthTime;
    let fail = |detail: String| Some(Check::fail(id, SECTION, detail));
    let Some(value) = auth_time else {
        // Who asks for a greatest age has to get the time (OpenID Core §3.1.2.1).
        max_age?;
        return fail("There is no auth_time".to_owned());
    };
    let time = match NumericDate::read(value) {
        Ok(time) => time,
        Err(what) => return fail(format!("auth_time is {what}, not a number of seconds")),
    };
    let age = NumericDate::from_seconds(now).seconds_after(time);
    let span = duration_in_words(age);
    let leeway = leeway as f64;
    if -age > leeway {
        return fail(format!("Signed in in the future: in {span}, at {time}"));
    }
    match max_age {
        Some(most) if age > most as f64 + leeway => {
            let most = duration_in_words(most as f64);
            fail(format!(
                "Signed in {span} ago, at {time}; at most {most} are allowed"
            ))
        }
        Some(_) => {
            let detail = format!("Signed in {span} ago, at {time}");
            Some(Check::pass(id, SECTION, detail))
        }
        None => {
            let detail = format!("Not checked: no greatest age expected; signed in at {time}");
            Some(Check::skipped(id, SECTION, detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    const NOW: i64 = 1_795_514_400;

    fn json(text: &str) -> Json {
        json::parse(text.as_bytes()).0
    }

    #[test]
    fn the_authorized_party_of_an_id_token_is_an_expected_client() {
        let judged = |azp: Option<&str>, aud: &str, is_id_token, clients: &[&str]| {
            let clients: Vec<String> = clients.iter().map(|c| (*c).to_owned()).collect();
            let (azp, aud) = (azp.map(json), json(aud));
            let check = judge_party(azp.as_ref(), Some(&aud), is_id_token, &clients);
            check.map(|c| c.status)
        };
        let some = |status: Status| Some(status);
        for (azp, aud, is_id_token, clients, expected) in [
            (Some(r#""a""#), r#"["a","b"]"#, true, &["a"][..], some(Pass)),
            (Some(r#""b""#), r#"["a","b"]"#, true, &["a"], some(Fail)),
            (Some("1"), r#""a""#, true, &["a"], some(Fail)),
            (Some(r#""b""#), r#""a""#, true, &[], some(Skipped)),
            (Some(r#""b""#), r#""a""#, false, &["a"], some(Skipped)),
            (Some("1"), r#""a""#, false, &["a"], some(Skipped)),
            (None, r#"["a","b"]"#, true, &["a"], some(Skipped)),
            (None, r#"["a","b"]"#, false, &["a"], None),
            (None, r#""a""#, true, &["a"], None),
        ] {
            assert_eq!(judged(azp, aud, is_id_token, clients), expected, "{azp:?}");
        }
    }

    #[test]
    fn a_sign_in_is_not_too_long_ago() {
        let judged = |value: &str, max_age, leeway| {
            let check = judge_auth_time(Some(&json(value)), max_age, NOW, leeway);
            check.unwrap().status
        };
        let ago = |seconds: i64| (NOW - seconds).to_string();
        assert_eq!(judged(&ago(60), Some(60), 0), Pass);
        assert_eq!(judged(&ago(61), Some(60), 0), Fail);
        assert_eq!(judged(&ago(61), Some(60), 1), Pass);
        assert_eq!(judged(&ago(61), Some(u64::MAX), u64::MAX), Pass);
        assert_eq!(judged(&ago(61), None, 0), Skipped);
        assert_eq!(judged(&ago(-1), None, 0), Fail);
        assert_eq!(judged(&ago(-1), Some(0), 1), Pass);
        assert_eq!(judged("\"1\"", None, 0), Fail);
        assert_eq!(judge_auth_time(None, None, NOW, 0), None);
        let missing = judge_auth_time(None, Some(60), NOW, 0).unwrap();
        assert_eq!(missing.detail, "There is no auth_time");
    }
}
