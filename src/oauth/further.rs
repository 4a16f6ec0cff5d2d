//! Further parameters: those of a preset, and the person's own. Each goes into the requests that it
//! belongs to.

use super::Profile;
use super::body::is_hidden_name;
use crate::wire::Field;

/// A request that takes further parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// The authorization request, pushed or not (RFC 6749 §4.1.1, RFC 9126 §2.1).
    Authorization,
    /// The device authorization request (RFC 8628 §3.1).
    Device,
    /// The token request of a grant that has no other (RFC 6749 §4.3.2, §4.4.2).
    Token,
    /// The logout request (OpenID RP-Initiated Logout §2).
    Logout,
}

use Takes::{Authorization, Device, Logout, Token};

/// Where a parameter belongs. One that is not listed is the person's own, and goes wherever they
/// ask for something with it.
const PLACES: &[(&[&str], &[Takes])] = &[
    // OpenID Core §3.1.2.1, §5.2, §5.5: they tell the page at which a person signs in what to do.
    (
        &[
            "acr_values",
            "claims",
            "claims_locales",
            "display",
            "login_hint",
            "max_age",
            "prompt",
        ],
        &[Authorization],
    ),
    // Google, and Slack's scopes of a person.
    (
        &["access_type", "include_granted_scopes", "user_scope"],
        &[Authorization],
    ),
    // Both have it: OpenID Core §3.1.2.1, OpenID RP-Initiated Logout §2.
    (&["id_token_hint", "ui_locales"], &[Authorization, Logout]),
    // Auth0 and Atlassian: for which API the token is to be.
    (&["audience"], &[Authorization, Device, Token]),
    // RFC 9396 §2, RFC 8707 §2.
    (
        &["authorization_details", "resource"],
        &[Authorization, Device, Token],
    ),
    // OpenID RP-Initiated Logout §2, and what Cognito has in its place.
    (
        &["logout_hint", "logout_uri", "post_logout_redirect_uri"],
        &[Logout],
    ),
];

/// Parameters that a login needs to be its own, whether they are set or not.
const OWN: &[&str] = &[
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "request_uri",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "refresh_token",
    "grant_type",
    "redirect_uri",
    "client_id",
];

/// The names of the parameters that were not sent, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The request sets them itself.
    pub set: Vec<String>,
    /// They belong to another request.
    pub elsewhere: Vec<String>,
}

/// The requests that a parameter is known to belong to. Nothing where it is not known.
pub(super) fn places(name: &str) -> Option<&'static [Takes]> {
    let mut known = PLACES.iter();
    let found = known.find(|(names, _)| names.contains(&name));
    found.map(|(_, places)| *places)
}

/// Adds the further parameters that belong into a request, but never over one that it sets.
pub(super) fn add_further(fields: &mut Vec<Field>, profile: &Profile, request: Takes) -> LeftOut {
    let mut left_out = LeftOut::default();
    for (name, value) in &profile.extra {
        let is_set = fields.iter().any(|field| field.name == *name);
        if is_set || OWN.contains(&name.as_str()) {
            left_out.set.push(name.clone());
        } else if places(name).is_some_and(|places| !places.contains(&request)) {
            left_out.elsewhere.push(name.clone());
        } else if is_hidden_name(name) {
            fields.push(Field::secret(name, value));
        } else {
            fields.push(Field::plain(name, value));
        }
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_goes_where_it_belongs() {
        let mut profile = Profile::default();
        for name in ["prompt", "access_type", "audience", "logout_uri", "x"] {
            profile.extra.insert(name.into(), "v".into());
        }
        for (request, sent) in [
            (
                Authorization,
                &["access_type", "audience", "prompt", "x"][..],
            ),
            (Device, &["audience", "x"]),
            (Token, &["audience", "x"]),
            (Logout, &["logout_uri", "x"]),
        ] {
            let mut fields = Vec::new();
            let left_out = add_further(&mut fields, &profile, request);
            let names: Vec<_> = fields.iter().map(|f| f.name.as_str()).collect();
            assert_eq!(names, sent, "{request:?}");
            assert!(left_out.set.is_empty());
            assert_eq!(left_out.elsewhere.len() + sent.len(), 5);
        }
    }

    #[test]
    fn a_name_is_listed_once() {
        let names = PLACES.iter().flat_map(|(names, _)| *names);
        let mut names: Vec<_> = names.collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
