//! The authorization response: whether it belongs to the request, before anything in it is used
//! (RFC 6749 §4.1.2, §10.12, RFC 9207).

use super::ServerError;
use super::attack::name_attacks;
use super::issuer::shown;
use crate::report::{Check, CheckId, Reference, Secret, Status, capital};
use crate::wire::{Callback, Field, Mode};
use url::Url;

const STATE: Reference = Reference::rfc(6749, "10.12");
const ISSUER: Reference = Reference::rfc(9207, "2.4");
const RESPONSE: Reference = Reference::rfc(6749, "4.1.2");

/// What an authorization response is compared with.
#[derive(Clone, Debug)]
pub struct Awaited<'a> {
    /// The state that was sent.
    pub state: &'a Secret,
    /// The redirect URI that was sent.
    pub redirect_uri: &'a str,
    /// The mode in which it has to come.
    pub mode: Mode,
    /// The issuer, where it is known.
    pub issuer: Option<&'a str>,
    /// Whether the server announces that it names its issuer.
    pub must_name_issuer: bool,
}

/// An authorization response that was found to belong to its request. Only [`judge_callback`]
/// makes one: what is in a response cannot be used before it was judged.
#[derive(Clone, Debug)]
pub struct Accepted {
    fields: Vec<Field>,
}

impl Accepted {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<Secret> {
        let value = &self.fields.iter().find(|f| f.name == name)?.value;
        Some(Secret::from(value.expose().into_owned()))
    }

    /// A parameter that is no secret.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = &self.fields.iter().find(|f| f.name == name)?.value;
        Some(value.expose().into_owned())
    }
}

/// What an authorization response came to.
#[derive(Clone, Debug)]
pub enum Judged {
    /// It belongs to the request and is no error.
    Accepted(Accepted),
    /// It belongs to the request, and the server refused.
    Error(ServerError),
    /// It does not belong to the request; nothing in it is to be used.
    Refused,
}

/// Judges an authorization response. An error is taken only from one that belongs to the request.
pub fn judge_callback(callback: &Callback, awaited: &Awaited<'_>) -> (Vec<Check>, Judged) {
    let mut checks = vec![
        state(callback, awaited),
        response_issuer(callback, awaited),
        redirect(callback, awaited),
    ];
    name_attacks(&mut checks);
    if checks.iter().any(|c| c.status == Status::Fail) {
        return (checks, Judged::Refused);
    }
    let accepted = Accepted {
        fields: callback.fields.clone(),
    };
    let judged = match accepted.text("error") {
        Some(code) => Judged::Error(ServerError {
            code,
            description: accepted.text("error_description"),
            uri: accepted.text("error_uri"),
        }),
        None => Judged::Accepted(accepted),
    };
    (checks, judged)
}

fn all<'c>(callback: &'c Callback, name: &str) -> Vec<&'c Field> {
    let named = callback.fields.iter().filter(|f| f.name == name);
    named.collect()
}

fn state(callback: &Callback, awaited: &Awaited<'_>) -> Check {
    let id = CheckId::State;
    match all(callback, "state").as_slice() {
        [] => Check::fail(id, STATE, "The response has no state, and one was sent"),
        [only] => {
            let came = Secret::from(only.value.expose().into_owned());
            if came.is_same(awaited.state) {
                Check::pass(id, STATE, "The state that was sent came back")
            } else {
                Check::fail(id, STATE, "Another state came back than was sent")
            }
        }
        several => {
            let n = several.len();
            Check::fail(id, STATE, format!("The response has {n} states"))
        }
    }
}

fn response_issuer(callback: &Callback, awaited: &Awaited<'_>) -> Check {
    let id = CheckId::ResponseIssuer;
    match (all(callback, "iss").as_slice(), awaited.issuer) {
        ([], _) if awaited.must_name_issuer => Check::fail(
            id,
            ISSUER,
            "The response names no issuer, and the server announces that it does",
        ),
        ([], _) => Check::skipped(id, ISSUER, "Not checked: the response names no issuer"),
        ([only], Some(issuer)) => {
            let came = only.value.expose();
            if came == issuer {
                Check::pass(id, ISSUER, format!("The response is from {issuer}"))
            } else {
                let came = shown(&came);
                let detail = format!("The response is from {came}, and {issuer} was asked");
                Check::fail(id, ISSUER, detail)
            }
        }
        ([_], None) => Check::skipped(
            id,
            ISSUER,
            "Not checked: no issuer is known to compare with",
        ),
        (several, _) => {
            let n = several.len();
            Check::fail(id, ISSUER, format!("The response names {n} issuers"))
        }
    }
}

/// Parameters that decide something: twice, they could be read in two ways (RFC 6749 §3.1).
const ONCE: &[&str] = &[
    "code",
    "error",
    "access_token",
    "id_token",
    "token_type",
    "expires_in",
    "scope",
];

fn redirect(callback: &Callback, awaited: &Awaited<'_>) -> Check {
    let id = CheckId::Redirect;
    if let Some(name) = ONCE.iter().find(|name| all(callback, name).len() > 1) {
        let reference = Reference::rfc(6749, "3.1");
        return Check::fail(id, reference, format!("The response has {name} twice"));
    }
    let has = |name: &str| callback.fields.iter().any(|f| f.name == name);
    if has("code") && has("error") {
        let detail = "The response has a code and an error";
        return Check::fail(id, RESPONSE, detail);
    }
    if !is_same_place(&callback.url, awaited.redirect_uri) {
        let detail = format!(
            "The response arrived at {}, and it was asked for at {}",
            shown(&callback.url),
            shown(awaited.redirect_uri)
        );
        return Check::fail(id, RESPONSE, detail);
    }
    // A server that does not have the mode, or the response type, can say so only in another.
    let is_error = has("error") && !["access_token", "id_token"].into_iter().any(has);
    if callback.mode != awaited.mode && !is_error {
        let detail = format!(
            "The response came as {}, and {} was asked for",
            callback.mode.as_str(),
            awaited.mode.as_str()
        );
        let reference = Reference::openid_core("3.1.2.1");
        return Check::fail(id, reference, detail);
    }
    let mode = callback.mode.as_str();
    let how = if callback.is_pasted {
        "pasted"
    } else {
        "arrived"
    };
    let detail = match callback.mode == awaited.mode {
        true => format!("{how} as asked for, as {mode}"),
        false => format!("{how} where it was asked for, and as {mode}, as an error may"),
    };
    Check::pass(id, RESPONSE, capital(&detail))
}

/// Whether two addresses are the same but for query and fragment; an empty path is `/`, which is
/// how Entra gives it back.
fn is_same_place(came: &str, asked: &str) -> bool {
    let bare = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    matches!((bare(came), bare(asked)), (Some(a), Some(b)) if a == b)
}

/// Reads a redirect URL that the person pasted, or only the part behind its `?` or `#`.
///
/// # Errors
/// A sentence that says what to paste.
pub fn read_pasted(text: &str, redirect_uri: &str, mode: Mode) -> Result<Callback, String> {
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    let pairs = |query: &str| -> Vec<(String, String)> {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_owned().collect()
    };
    let is_answer = |pairs: &[(String, String)]| {
        let known = ["code", "error", "access_token", "id_token", "state"];
        pairs.iter().any(|(n, _)| known.contains(&n.as_str()))
    };
    let (url, came, fields) = match Url::parse(text) {
        Ok(url) if url.has_host() => {
            let query = pairs(url.query().unwrap_or_default());
            let fragment = pairs(url.fragment().unwrap_or_default());
            let mut bare = url;
            bare.set_query(None);
            bare.set_fragment(None);
            let bare = String::from(bare);
            match (is_answer(&query), is_answer(&fragment)) {
                (true, _) => (bare, Mode::Query, query),
                (false, true) => (bare, Mode::Fragment, fragment),
                (false, false) => {
                    return Err("the address that was pasted has no code and no error in it; paste the one that the browser shows after you signed in".to_owned());
                }
            }
        }
        _ => {
            let fields = pairs(text.trim_start_matches(['?', '#']));
            if !is_answer(&fields) {
                return Err(format!(
                    "this is no redirect address; paste the one that begins with {redirect_uri}"
                ));
            }
            (redirect_uri.to_owned(), mode, fields)
        }
    };
    let mut callback = Callback::new(url, came, fields);
    callback.is_pasted = true;
    Ok(callback)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "http://127.0.0.1:8080/callback";
    const ISS: &str = "https://id.example";

    fn judged(query: &str, must_name_issuer: bool) -> (Vec<CheckId>, Judged) {
        let callback = read_pasted(&format!("{URI}?{query}"), URI, Mode::Query).unwrap();
        judge(&callback, must_name_issuer)
    }

    fn judge(callback: &Callback, must_name_issuer: bool) -> (Vec<CheckId>, Judged) {
        let state = Secret::from("s1".to_owned());
        let awaited = Awaited {
            state: &state,
            redirect_uri: URI,
            mode: Mode::Query,
            issuer: Some(ISS),
            must_name_issuer,
        };
        let (checks, judged) = judge_callback(callback, &awaited);
        assert_eq!(checks.len(), 3);
        let failed = checks.into_iter().filter(|c| c.status == Status::Fail);
        let failed = failed.inspect(|c| assert!(c.detail.contains("stands against"), "{c:?}"));
        (failed.map(|c| c.id).collect(), judged)
    }

    /// FAPI 2: invalid-authorization-response-iss, remove-authorization-response-iss,
    /// ensure-authorization-response-with-invalid-state-fails; OIDF: form-post-error.
    #[test]
    fn nothing_is_used_of_a_response_that_does_not_belong_to_the_request() {
        use CheckId::{Redirect, ResponseIssuer, State};
        for (query, must_name_issuer, failed) in [
            ("code=c&state=s1", false, vec![]),
            ("code=c&state=s1&iss=https://id.example&x=y", true, vec![]),
            ("code=c&state=s1", true, vec![ResponseIssuer]),
            (
                "code=c&state=s1&iss=https://evil.example",
                false,
                vec![ResponseIssuer],
            ),
            (
                "code=c&state=s1&iss=https://id.example/",
                true,
                vec![ResponseIssuer],
            ),
            ("code=c&state=s2", false, vec![State]),
            ("code=c", false, vec![State]),
            ("error=access_denied", false, vec![State]),
            ("code=c&state=s1&state=s1", false, vec![State]),
            ("code=c&code=d&state=s1", false, vec![Redirect]),
            ("code=c&error=x&state=s1", false, vec![Redirect]),
        ] {
            let (ids, judged) = judged(query, must_name_issuer);
            assert_eq!(ids, failed, "{query}");
            let is_refused = matches!(judged, Judged::Refused);
            assert_eq!(is_refused, !failed.is_empty(), "{query}");
        }
        let (_, error) = judged("error=access_denied&error_description=no&state=s1", false);
        assert!(matches!(error, Judged::Error(e) if e.code == "access_denied"));
        let (_, good) = judged("code=hunter2&state=s1", false);
        assert!(!format!("{good:?}").contains("hunter2"));
        let Judged::Accepted(good) = good else {
            panic!("{good:?}")
        };
        assert_eq!(good.get("code").unwrap().expose(), b"hunter2");
    }

    #[test]
    fn an_error_may_come_in_another_mode_and_nothing_else_may() {
        let state = Secret::from("s1".to_owned());
        let awaited = Awaited {
            state: &state,
            redirect_uri: URI,
            mode: Mode::Fragment,
            issuer: Some(ISS),
            must_name_issuer: false,
        };
        for (query, is_error) in [
            ("error=unsupported_response_type&state=s1", true),
            ("error=unsupported_response_type&state=s2", false),
            ("error=x&access_token=t&state=s1", false),
            ("access_token=t&state=s1", false),
            ("code=c&state=s1", false),
        ] {
            let callback = read_pasted(&format!("{URI}?{query}"), URI, Mode::Fragment).unwrap();
            let (_, judged) = judge_callback(&callback, &awaited);
            assert_eq!(matches!(judged, Judged::Error(_)), is_error, "{query}");
            assert_eq!(matches!(judged, Judged::Refused), !is_error, "{query}");
        }
    }

    #[test]
    fn it_has_to_arrive_where_it_was_asked_for() {
        let came = |url: &str| {
            let callback = read_pasted(url, URI, Mode::Query).unwrap();
            judge(&callback, false).0
        };
        for (url, failed) in [
            ("http://127.0.0.1:8080/callback?code=c&state=s1", vec![]),
            (" '?code=c&state=s1' ", vec![]),
            ("code=c&state=s1", vec![]),
            (
                "http://localhost:8080/callback?code=c&state=s1",
                vec![CheckId::Redirect],
            ),
            (
                "http://127.0.0.1:8081/callback?code=c&state=s1",
                vec![CheckId::Redirect],
            ),
            (
                "http://127.0.0.1:8080/callback#code=c&state=s1",
                vec![CheckId::Redirect],
            ),
        ] {
            assert_eq!(came(url), failed, "{url}");
        }
        assert!(is_same_place(
            "http://localhost:1/?code=c",
            "http://localhost:1"
        ));
        for nonsense in ["", "hello", "https://id.example/", "javascript:alert(1)"] {
            assert!(
                read_pasted(nonsense, URI, Mode::Query).is_err(),
                "{nonsense}"
            );
        }
    }
}
