//! What a person should know of a profile before it is used.

use crate::oauth::{ANY_ISSUER, AuthMethod, Grant, Pkce, Profile, RedirectRule, provider};
use crate::report::Reference;

/// Something that is weaker than it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// What, in a few words.
    pub title: &'static str,
    /// Why.
    pub detail: &'static str,
    /// Where the standard says so.
    pub reference: Reference,
}

/// All that is weaker than it has to be.
pub fn cautions(profile: &Profile) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let mut warn = |title, detail, reference| {
        cautions.push(Caution {
            title,
            detail,
            reference,
        });
    };
    match profile.grant {
        Grant::Implicit => warn(
            "Implicit is deprecated",
            "The tokens stand in the browser's address, where histories, logs and scripts see them; \
             use code with PKCE",
            Reference::rfc(9700, "2.1.2"),
        ),
        Grant::Password => warn(
            "Password is deprecated",
            "It hands the person's password to the client and knows no second factor; use code with \
             PKCE",
            Reference::rfc(9700, "2.4"),
        ),
        Grant::Code => match profile.pkce {
            Pkce::S256 => {}
            Pkce::Plain => warn(
                "PKCE plain binds nothing",
                "Whoever sees the authorization request can use the code; choose S256",
                Reference::rfc(7636, "4.2"),
            ),
            Pkce::None => warn(
                "Without PKCE a code can be stolen",
                "Whoever gets hold of the code can use it; choose S256 unless the provider refuses it",
                Reference::rfc(9700, "2.1.1"),
            ),
        },
        Grant::Device | Grant::ClientCredentials | Grant::Refresh => {}
    }
    if profile.auth == Some(AuthMethod::None) && profile.grant == Grant::ClientCredentials {
        warn(
            "A public client has no credentials",
            "Client credentials are for a client that can prove itself; choose a secret or a key",
            Reference::rfc(6749, "4.4"),
        );
    }
    cautions
}

/// What a person has to give each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The client secret, where the client has one.
    Secret {
        /// Whether it cannot go without.
        is_needed: bool,
    },
    /// The client's private key.
    Key,
    /// The person's password.
    Password,
    /// A refresh token.
    RefreshToken,
}

/// What a person has to give each time a profile is used.
pub fn needs(profile: &Profile) -> Vec<Need> {
    let mut needs = Vec::new();
    match profile.auth {
        Some(AuthMethod::None) => {}
        Some(AuthMethod::PrivateKeyJwt) => needs.push(Need::Key),
        Some(_) => needs.push(Need::Secret { is_needed: true }),
        None if profile.client_key.is_some() => needs.push(Need::Key),
        None => needs.push(Need::Secret {
            is_needed: profile.grant == Grant::ClientCredentials,
        }),
    }
    match profile.grant {
        Grant::Password => needs.push(Need::Password),
        Grant::Refresh => needs.push(Need::RefreshToken),
        Grant::Code | Grant::Implicit | Grant::Device | Grant::ClientCredentials => {}
    }
    needs
}

/// The redirect URI that is to be registered.
pub fn redirect_uri(profile: &Profile) -> String {
    let redirect = &profile.redirect;
    if let Some(pasted) = redirect.pasted.as_deref().filter(|uri| !uri.is_empty()) {
        return pasted.to_owned();
    }
    match redirect.ports.first() {
        Some(port) => redirect.uri(*port),
        None => {
            let path = redirect.path.trim_start_matches('/');
            format!("http://{}/{path}", redirect.host.as_str())
        }
    }
}

/// Whether the browser comes back in this grant.
pub(super) fn comes_back(profile: &Profile) -> bool {
    matches!(profile.grant, Grant::Code | Grant::Implicit)
}

/// What to know of the redirect URI, each a sentence: which others are taken, where it is
/// registered, and what speaks against it.
pub fn registration(profile: &Profile) -> Vec<String> {
    if !comes_back(profile) {
        return Vec::new();
    }
    let mut told = Vec::new();
    let Some(provider) = provider(&profile.provider) else {
        return told;
    };
    let registration = &provider.redirect;
    told.push(format!("Register it under: {}", registration.place));
    // What is true of one known provider is not of every issuer; the place says what is.
    if provider.id != ANY_ISSUER {
        let rule = registration.rule.as_sentence();
        told.push(format!("{}: {rule}", provider.name));
    }
    let has_port = !profile.redirect.ports.is_empty() || profile.redirect.pasted.is_some();
    if registration.rule == RedirectRule::Exact && !has_port {
        told.push(format!(
            "No port is fixed, so that it is another one each time: give one, as in {}",
            registration.register
        ));
    }
    if profile.redirect.ports.len() > 1 {
        told.push("Register it once for each port".to_owned());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_weak_is_said_with_its_reason() {
        assert!(cautions(&Profile::default()).is_empty());
        for (grant, pkce) in [
            (Grant::Code, Pkce::None),
            (Grant::Code, Pkce::Plain),
            (Grant::Implicit, Pkce::S256),
            (Grant::Password, Pkce::S256),
        ] {
            let profile = Profile {
                grant,
                pkce,
                ..Profile::default()
            };
            assert_eq!(cautions(&profile).len(), 1, "{grant:?} {pkce:?}");
        }
    }

    #[test]
    fn the_redirect_uri_is_the_one_that_is_sent() {
        let mut profile = Profile::default();
        assert_eq!(redirect_uri(&profile), "http://127.0.0.1/callback");
        profile.redirect.ports = vec![8080, 8081];
        assert_eq!(redirect_uri(&profile), "http://127.0.0.1:8080/callback");
        assert!(
            registration(&profile)
                .iter()
                .any(|s| s.contains("each port"))
        );
        profile.redirect.pasted = Some("https://localhost/callback".into());
        assert_eq!(redirect_uri(&profile), "https://localhost/callback");
        profile.grant = Grant::Device;
        assert!(registration(&profile).is_empty());
    }

    #[test]
    fn a_provider_that_is_exact_wants_a_port() {
        let exact = crate::oauth::providers()
            .iter()
            .find(|p| p.redirect.rule == RedirectRule::Exact)
            .unwrap();
        let mut profile = exact.profile();
        profile.redirect.ports.clear();
        assert!(
            registration(&profile)
                .iter()
                .any(|s| s.starts_with("No port"))
        );
    }
}
