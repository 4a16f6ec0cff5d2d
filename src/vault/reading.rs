//! What a secret says of itself in the open: when it expires, whose it is, what it is.

use super::Kind;
use super::entry::{MAX_WORDS, fitting};
use crate::credential::catalogue::{Purpose, begins_as, known};
use crate::credential::{self, Form, Found};
use crate::jose::jws::read_compact;
use crate::report::{Json, Payload, TokenType};
use crate::validation::{NumericDate, recognise};
use url::Url;
use zeroize::Zeroize as _;

/// What a secret says of itself; nothing of it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub kind: Option<Kind>,
    /// Who issued it.
    pub provider: Option<String>,
    /// For whom it stands.
    pub account: Option<String>,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it expires, in Unix seconds.
    pub expires: Option<i64>,
}

/// Reads what a secret says of itself. Anything may be given; of what is unknown nothing is said.
pub fn read_secret(secret: &[u8]) -> Reading {
    let Ok(text) = std::str::from_utf8(secret) else {
        return Reading::default();
    };
    let text = text.trim();
    let known = known(text);
    let row = known.as_ref().map(|known| known.row);
    if let Some(row) = row.or_else(|| begins_as(text)) {
        return Reading {
            kind: kind(row.purpose),
            provider: (!row.provider.is_empty()).then(|| row.provider.to_owned()),
            account: known.and_then(|known| known.account),
            ..Reading::default()
        };
    }
    // What says nothing of itself is not copied to be looked at.
    let may_be_token = text.starts_with('e') && text.contains('.');
    if !(may_be_token || text.contains("-----BEGIN") || text.starts_with('{')) {
        return Reading::default();
    }
    let mut found = credential::find(text);
    let reading = reading_of(&found);
    for found in &mut found {
        found.text.zeroize();
    }
    reading
}

fn reading_of(found: &[Found]) -> Reading {
    match found {
        [found] if found.wrapping.is_empty() => match found.form {
            Form::CompactJws => token(&found.text),
            Form::Pem if found.text.contains("PRIVATE KEY") => Reading {
                kind: Some(Kind::SigningKey),
                ..Reading::default()
            },
            Form::Jwk if found.text.contains("\"d\"") || found.text.contains("\"k\"") => Reading {
                kind: Some(Kind::SigningKey),
                ..Reading::default()
            },
            _ => Reading::default(),
        },
        _ => Reading::default(),
    }
}

/// What a credential of a service is kept as. What everybody may see is no secret.
fn kind(purpose: Purpose) -> Option<Kind> {
    match purpose {
        Purpose::ApiKey => Some(Kind::ApiKey),
        Purpose::AccessToken => Some(Kind::AccessToken),
        Purpose::RefreshToken => Some(Kind::RefreshToken),
        Purpose::ClientSecret => Some(Kind::ClientSecret),
        Purpose::WebhookSecret => Some(Kind::WebhookSecret),
        Purpose::Public => None,
    }
}

fn token(text: &str) -> Reading {
    let jws = read_compact(text);
    let header = jws.signatures.first().map(|signature| signature.header());
    let Payload::Json(claims) = &jws.payload else {
        return Reading::default();
    };
    let header = header.unwrap_or(Json::Null);
    let kind = recognise(&header, claims.members(), None).and_then(|r| match r.token_type {
        TokenType::IdToken => Some(Kind::IdToken),
        TokenType::AccessToken => Some(Kind::AccessToken),
        _ => None,
    });
    // Whoever makes a token writes what he likes: what no entry can hold is left out.
    let fits = |text: &String| fitting(text);
    let claim = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
    let accounts = ["preferred_username", "email", "upn", "sub"];
    Reading {
        kind: Some(kind.unwrap_or(Kind::AccessToken)),
        provider: claim("iss").map(|issuer| issuer_name(&issuer)).filter(fits),
        account: accounts.into_iter().filter_map(claim).find(fits),
        scopes: scopes(claims)
            .into_iter()
            .filter(fits)
            .take(MAX_WORDS)
            .collect(),
        expires: claims.get("exp").and_then(seconds),
    }
}

/// The host of an issuer, or its name where it is no URL.
pub fn issuer_name(issuer: &str) -> String {
    let url = Url::parse(issuer).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or(issuer).to_owned()
}

/// `scope` (RFC 9068 §2.2.3), or `scp` as some providers write it.
fn scopes(claims: &Json) -> Vec<String> {
    let value = claims.get("scope").or_else(|| claims.get("scp"));
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    match value {
        Some(Json::String(text)) => words(text),
        Some(Json::Array(all)) => all
            .iter()
            .filter_map(Json::as_str)
            .flat_map(words)
            .collect(),
        _ => Vec::new(),
    }
}

/// A NumericDate in whole seconds (RFC 7519 §2).
fn seconds(claim: &Json) -> Option<i64> {
    let date = NumericDate::read(claim).ok()?;
    date.timestamp().map(|at| at.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;

    fn jwt(header: &str, claims: &str) -> String {
        let encode = |text: &str| base64url::encode(text.as_bytes());
        format!("{}.{}.AAAA", encode(header), encode(claims))
    }

    #[test]
    fn a_token_says_when_it_ends_and_whose_it_is() {
        let claims = r#"{"iss":"https://id.northwind.example/a","sub":"7","email":"ada@northwind.example","scope":"openid read:all","client_id":"c","exp":1795446000}"#;
        let read = read_secret(jwt(r#"{"alg":"RS256","typ":"at+jwt"}"#, claims).as_bytes());
        assert_eq!(read.kind, Some(Kind::AccessToken));
        assert_eq!(read.provider.as_deref(), Some("id.northwind.example"));
        assert_eq!(read.account.as_deref(), Some("ada@northwind.example"));
        assert_eq!(read.scopes, ["openid", "read:all"]);
        assert_eq!(read.expires, Some(1_795_446_000));
    }

    #[test]
    fn odd_claims_say_nothing_and_break_nothing() {
        for claims in [
            "{}",
            "[]",
            "7",
            r#"{"exp":"soon"}"#,
            r#"{"exp":1e300}"#,
            r#"{"scope":7,"iss":{},"sub":[]}"#,
        ] {
            let read = read_secret(jwt(r#"{"alg":"none"}"#, claims).as_bytes());
            assert_eq!((read.expires, read.account), (None, None), "{claims}");
        }
    }

    #[test]
    fn a_token_is_kept_whatever_its_claims_say() {
        let long = "x".repeat(500);
        let many = "s ".repeat(500);
        let claims = format!(
            r#"{{"iss":"{long}","preferred_username":"a\u001bb","email":"{long}","sub":"7","scope":"{many}{long}"}}"#
        );
        let read = read_secret(jwt(r#"{"alg":"RS256"}"#, &claims).as_bytes());
        assert_eq!(read.provider, None);
        assert_eq!(read.account.as_deref(), Some("7"));
        assert_eq!(read.scopes, vec!["s"; MAX_WORDS]);
    }

    #[test]
    fn what_is_no_token_is_told_by_how_it_begins() {
        let pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        for (secret, kind, provider) in [
            (
                &b"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"[..],
                Some(Kind::ApiKey),
                Some("github"),
            ),
            // Longer or shorter than any that is known.
            (b"ghp_0123", Some(Kind::ApiKey), Some("github")),
            (b"whsec_MfKQ9r8GKYqrTwjU", Some(Kind::WebhookSecret), None),
            (b"pk_live_0123456789abcdef", None, Some("stripe")),
            (pem.as_bytes(), Some(Kind::SigningKey), None),
            (b"hunter2", None, None),
            (b"", None, None),
            (b"\xff\xfe\x00", None, None),
        ] {
            let read = read_secret(secret);
            assert_eq!((read.kind, read.provider.as_deref()), (kind, provider));
        }
    }
}
