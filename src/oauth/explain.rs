//! What a failed step means, and what is likely to mend it.

use super::endpoint::host;
use super::issuer::shown;
use super::{AuthMethod, Provider, Server, ServerError};
use crate::wire::{Explanation, Response, header};

/// What is known where a step failed.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The preset.
    pub provider: &'a Provider,
    /// What the server says of itself.
    pub server: &'a Server,
    /// How the client said who it is.
    pub method: AuthMethod,
    /// The redirect URI that was sent.
    pub redirect_uri: Option<&'a str>,
    /// The scopes that were asked for.
    pub scopes: &'a [String],
}

/// Explains an error that a server answered (RFC 6749 §4.1.2.1, §5.2 and the standards that add to
/// them).
pub fn explain_error(error: &ServerError, context: &Context<'_>) -> Explanation {
    let description = error.description.as_deref().unwrap_or_default();
    let said = format!("{} {description}", error.code).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let is_code = |code: &str| error.code == code;
    let name = &context.provider.name;
    if says(&[
        "redirect_uri",
        "redirect uri",
        "redirect_url",
        "aadsts50011",
    ]) {
        return redirect_mismatch(context, description);
    }
    match error.code.as_str() {
        "use_dpop_nonce" => Explanation::new(
            "The server wants a nonce of its own in the DPoP proof, and took none of those that were sent",
            "Try again; if it stays so, the server changes its nonce with every answer",
        ),
        "invalid_dpop_proof" => Explanation::new(
            "The server does not take the DPoP proof",
            "See that this machine's clock is right, and that the server takes the key's algorithm",
        ),
        "access_denied" => Explanation::new(
            "The person, or a rule of the provider, said no",
            "Sign in again and agree; where no question was asked, an administrator has to allow this client",
        ),
        "authorization_declined" => {
            Explanation::only("The person said no on the page where the code was typed")
        }
        "expired_token" | "code_expired" => Explanation::new(
            "The device code expired before it was typed in",
            "Begin again, and type the code while it is good",
        ),
        "invalid_scope" => Explanation::new(
            format!(
                "The provider does not know, or does not allow, one of the scopes: {}",
                quoted_list(context.scopes)
            ),
            invalid_scope_mend(context),
        ),
        "unauthorized_client" => Explanation::new(
            "This client may not use this grant or this response type",
            "Allow the grant in the client's registration, or choose another; see also that the client id is of this provider and this tenant",
        ),
        "unsupported_grant_type" => Explanation::new(
            "The token endpoint does not have this grant",
            supported(
                "It announces",
                context.server.grant_types.as_deref(),
                "Choose another grant",
            ),
        ),
        "unsupported_response_type" => Explanation::new(
            "The authorization endpoint does not have this response type",
            supported(
                "It announces",
                context.server.response_types.as_deref(),
                "Use response_type=code",
            ),
        ),
        "unsupported_response_mode" => Explanation::new(
            "The authorization endpoint does not have this response mode",
            supported(
                "It announces",
                context.server.response_modes.as_deref(),
                "Leave the response mode out",
            ),
        ),
        "invalid_target" => Explanation::new(
            "The provider does not know the resource that the token is to be for (RFC 8707)",
            "Write the resource exactly as it is registered",
        ),
        "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => Explanation::new(
            "The provider has to ask the person something, and prompt=none forbids it",
            "Leave prompt=none out",
        ),
        "server_error" | "temporarily_unavailable" => Explanation::new(
            format!("{name} itself failed"),
            "Try again later; if it stays so, the provider's status page or log says why",
        ),
        "unsupported_token_type" => Explanation::new(
            "The server does not revoke tokens of this kind",
            "Revoke the refresh token instead, or wait until the access token expires",
        ),
        _ if is_code("invalid_client")
            || says(&[
                "client_secret",
                "client secret",
                "incorrect_client_credentials",
            ]) =>
        {
            invalid_client(context)
        }
        _ if says(&["code_verifier", "pkce", "code_challenge", "code challenge"]) => {
            Explanation::new(
                "The provider and this login disagree about PKCE",
                "Choose S256; where the provider does not know PKCE, choose none",
            )
        }
        "invalid_grant" | "bad_verification_code" | "invalid_code" => Explanation::new(
            "The code or the refresh token is not good any more: it was used before, has expired, was revoked, or belongs to another client or another redirect URI",
            "Sign in again; a code works once and for a short time, and where refresh tokens rotate only the newest works",
        ),
        "invalid_token" => Explanation::new(
            "The token is not good any more, or not for this endpoint",
            "Sign in again, and see that the scope openid was granted",
        ),
        "insufficient_scope" => Explanation::new(
            "The token lacks a scope that is needed here",
            "Ask for the scope when signing in",
        ),
        "invalid_request" => Explanation::new(
            "The provider does not understand the request: a parameter is missing, wrong or there twice",
            "Its own words say which; see the request in the trace",
        ),
        code => Explanation::new(
            format!("{name} refused with {}", shown(code)),
            "Its own words say why; look the error up in the provider's manual",
        ),
    }
}

fn redirect_mismatch(context: &Context<'_>, description: &str) -> Explanation {
    let registration = &context.provider.redirect;
    let sent = context.redirect_uri.unwrap_or("none");
    let named: Vec<_> = addresses(description)
        .filter(|url| *url != sent)
        .take(3)
        .collect();
    let registered = match named.as_slice() {
        [] => format!("registered should be {}", registration.register),
        named => format!("the provider names {}", named.join(", ")),
    };
    let place = &registration.place;
    let mend = if context.provider.id == super::ANY_ISSUER {
        // The rule of every issuer is not known, and the place says what may be asked for.
        format!("Register {sent} ({place})")
    } else {
        let rule = registration.rule.as_sentence();
        format!("Register {sent} ({place}); {rule}")
    };
    Explanation::new(
        format!("The redirect URI is not one that is registered: {sent} was sent, {registered}"),
        mend,
    )
}

/// The web addresses in a sentence.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ',' | '<' | '>'));
    let words = words.map(|word| word.trim_end_matches(['.', ';', ')']));
    words.filter(|word| word.starts_with("http://") || word.starts_with("https://"))
}

fn invalid_client(context: &Context<'_>) -> Explanation {
    let method = context.method;
    let meaning =
        format!("The provider does not take the client's id or its proof; {method} was used");
    let mend = match context.server.auth_methods.as_deref() {
        Some(methods) if context.server.allows_auth(method) => format!(
            "The metadata allow {}: see the client id, and whether the secret is the right one and has not expired",
            methods.join(", ")
        ),
        Some(methods) => format!(
            "The metadata allow {}: choose one of these",
            methods.join(", ")
        ),
        None => match method {
            AuthMethod::Basic => "See the client id and the secret; some providers take the secret only in the form: choose post".to_owned(),
            AuthMethod::Post => "See the client id and the secret; some providers take the secret only in the header: choose basic".to_owned(),
            AuthMethod::None => "Give the client secret, or register the client as a public one".to_owned(),
            _ => "See that the provider knows the client's key, and that this machine's clock is right".to_owned(),
        },
    };
    Explanation::new(meaning, mend)
}

fn invalid_scope_mend(context: &Context<'_>) -> String {
    let Some(known) = context.server.scopes.as_deref() else {
        return "Leave scopes out one by one, and see which the client is registered for"
            .to_owned();
    };
    let unknown: Vec<_> = context
        .scopes
        .iter()
        .filter(|s| !known.contains(s))
        .cloned()
        .collect();
    if unknown.is_empty() {
        return "The metadata know them all: see which the client is registered for".to_owned();
    }
    format!("The metadata do not know {}", quoted_list(&unknown))
}

fn supported(lead: &str, known: Option<&[String]>, otherwise: &str) -> String {
    match known {
        Some(known) if !known.is_empty() => format!("{lead}: {}", known.join(", ")),
        _ => otherwise.to_owned(),
    }
}

fn quoted_list(list: &[String]) -> String {
    if list.is_empty() {
        return "none was asked for".to_owned();
    }
    list.join(", ")
}

/// Explains an answer that is none of an OAuth server, by its status and its kind.
pub fn explain_answer(response: &Response, url: &str, context: &Context<'_>) -> Explanation {
    let called = response.content_type().unwrap_or_default();
    let at = host(url);
    match response.status {
        300..=399 => {
            let target = header(&response.headers, "location").map(|value| match value {
                crate::wire::Value::Plain(text) => host(text),
                crate::wire::Value::Partly { shown, .. } => host(shown),
                _ => "an unknown place".to_owned(),
            });
            let target = target.unwrap_or_else(|| "nowhere".to_owned());
            Explanation::new(
                format!(
                    "{at} redirects to {target}; it was not followed, for the code, the verifier and the client's secret would have gone there"
                ),
                "Give the address to which it redirects, if that is the provider's own",
            )
        }
        404 | 405 => Explanation::new(
            format!("{at} has nothing at this address"),
            "See the address: a path, a tenant or a realm may be missing or misspelt",
        ),
        429 => Explanation::new(format!("{at} was asked too often"), "Wait, and try again"),
        500..=599 => Explanation::new(
            format!("{at} itself failed, or what stands before it"),
            "Try again later; if it stays so, the server's log says why",
        ),
        _ if called == "text/html" => Explanation::new(
            format!(
                "{at} answered with a web page: this may be no endpoint of an OAuth server, or a proxy stands before it"
            ),
            "See the address, and open it in a browser: the page says what it is",
        ),
        _ => Explanation::new(
            format!("{at} answered what no OAuth server answers"),
            format!(
                "See the address, and whether it is that of {}",
                context.provider.name
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::provider;

    fn explained(code: &str, description: &str, change: impl Fn(&mut Server)) -> String {
        let mut server = Server::default();
        change(&mut server);
        let context = Context {
            provider: provider("openid").unwrap(),
            server: &server,
            method: AuthMethod::Basic,
            redirect_uri: Some("http://127.0.0.1:9/callback"),
            scopes: &["openid".into(), "emial".into()],
        };
        let error = ServerError {
            code: code.into(),
            description: Some(description.into()),
            uri: None,
        };
        let explanation = explain_error(&error, &context);
        format!(
            "{}\n{}",
            explanation.meaning,
            explanation.mend.unwrap_or_default()
        )
    }

    #[test]
    fn the_likeliest_mend_is_named() {
        let nothing = |_: &mut Server| {};
        let both = explained(
            "invalid_request",
            "redirect_uri did not match http://localhost:1/cb.",
            nothing,
        );
        assert!(
            both.contains("http://127.0.0.1:9/callback was sent"),
            "{both}"
        );
        assert!(both.contains("names http://localhost:1/cb\n"), "{both}");
        for (code, description, parts) in [
            (
                "redirect_uri_mismatch",
                "",
                &["should be http://127.0.0.1/callback"][..],
            ),
            (
                "invalid_client",
                "",
                &["client_secret_basic was used", "choose post"],
            ),
            ("incorrect_client_credentials", "", &["client_secret_basic"]),
            ("invalid_scope", "", &["openid, emial"]),
            ("access_denied", "", &["said no"]),
            ("unauthorized_client", "", &["registration"]),
            ("invalid_grant", "", &["used before"]),
            ("invalid_grant", "PKCE verification failed", &["PKCE"]),
            ("whatever", "", &["\"whatever\""]),
        ] {
            let said = explained(code, description, nothing);
            for part in parts {
                assert!(said.contains(part), "{code}: {said}");
            }
        }
        let client = explained("invalid_client", "", |server| {
            server.auth_methods = Some(vec!["private_key_jwt".into()]);
        });
        assert!(client.contains("allow private_key_jwt: choose"), "{client}");
        let scope = explained("invalid_scope", "", |server| {
            server.scopes = Some(vec!["openid".into()]);
        });
        assert!(scope.ends_with("do not know emial"), "{scope}");
    }
}
