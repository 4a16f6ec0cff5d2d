//! Keys that the token brings along or points to: `jwk`, `x5c`, `jku`, `x5u`.

use super::Rule;
use super::token::{Signed, media_type};
use super::words::quoted;
use crate::jose::key::{PRIVATE_MEMBERS, read_jwk, read_x5c};
use crate::report::{Finding, Json, Reference, Severity};
use url::{Host, Url};

pub(super) const PRIVATE: Rule = Rule {
    id: "private-key-in-header",
    severity: Severity::Critical,
    title: "Private key in the header",
    meaning: "jwk in the header holds the private key, and whoever sees the token can sign with it",
    reference: Reference::rfc(7515, "4.1.3"),
};

pub(super) const SELF_ASSERTED: Rule = Rule {
    id: "self-asserted-key",
    severity: Severity::Medium,
    title: "Key inside the token",
    meaning: "The signature verifies with a key that the token brings along, which proves nothing about who signed",
    reference: Reference::rfc(7515, "10.3"),
};

pub(super) const URL: Rule = Rule {
    id: "key-url",
    severity: Severity::High,
    title: "Key URL in the header",
    meaning: "jku or x5u points to keys without TLS, on another host than iss, or inside a private network",
    reference: Reference::rfc(8725, "3.10"),
};

/// `d`, another private member or a shared secret in `jwk`.
pub(super) fn private(signed: &Signed<'_>) -> Option<Finding> {
    let jwk = signed.member("jwk")?;
    let is_secret = jwk.get("kty").and_then(Json::as_str) == Some("oct");
    let secret = if is_secret {
        &["k"][..]
    } else {
        &PRIVATE_MEMBERS
    };
    let member = secret.iter().find(|name| jwk.get(name).is_some())?;
    let detail = format!(
        "jwk holds {member}: the key is known to everybody who has seen this token, so stop using \
         it, make a new one, and put only the public members into a header"
    );
    Some(PRIVATE.found(Severity::Critical, detail))
}

/// A key inside the token with which it verifies.
pub(super) fn self_asserted(signed: &Signed<'_>) -> Option<Finding> {
    let (member, material) = match (signed.member("jwk"), signed.member("x5c")) {
        (Some(jwk), _) => ("jwk", read_jwk(jwk).ok()?.0.material),
        (None, Some(x5c)) => ("x5c", read_x5c(x5c).ok()?),
        (None, None) => return None,
    };
    let used = &signed.key?.material;
    if !signed.verifies || !used.is_same(&material) || is_proof(signed) {
        return None;
    }
    if signed.is_trusted {
        let detail = format!(
            "{member} holds the key that you gave: choose the key by your own list, as here, and \
             never by what the token says"
        );
        return Some(SELF_ASSERTED.found(Severity::Info, detail));
    }
    Some(if member == "jwk" {
        let detail = "Anybody can make a key, sign with it and put it here (CVE-2018-0114 was a \
                      library that believed it): give the issuer's key, got in another way";
        SELF_ASSERTED.found(Severity::Medium, detail)
    } else {
        let detail = "Anybody can make a certificate and put it here: trust it only where its \
                      chain leads to a root that you chose, and it names the issuer";
        SELF_ASSERTED.found(Severity::Low, detail)
    })
}

/// Whether the token is a proof of possession, which carries its key by design: DPoP (RFC 9449
/// §4.2), a proof for a credential issuer (OpenID4VCI), a request of ACME (RFC 8555 §6.2).
fn is_proof(signed: &Signed<'_>) -> bool {
    let typ = media_type(signed.text("typ"));
    let is_acme = || signed.member("nonce").is_some() && signed.member("url").is_some();
    matches!(
        typ.as_deref(),
        Some("dpop+jwt" | "openid4vci-proof+jwt" | "oauth-client-attestation-pop+jwt")
    ) || is_acme()
}

/// `jku` and `x5u` that no reader should follow.
pub(super) fn url(signed: &Signed<'_>) -> Option<Finding> {
    let issuer = signed.token.claim("iss").and_then(Json::as_str);
    let judged = ["jku", "x5u"].into_iter().filter_map(|name| {
        let text = signed.text(name)?;
        let (severity, what) = danger(text, issuer)?;
        Some((severity, format!("{name} {} {what}", quoted(text))))
    });
    let (severity, what) = judged.max_by_key(|(severity, _)| *severity)?;
    let detail = format!(
        "{what}: whoever can write the token chooses where keys come from, so follow no URL from a \
         token; take the issuer's keys from an address that you know"
    );
    Some(URL.found(severity, detail))
}

/// What is dangerous about the address of keys.
fn danger(text: &str, issuer: Option<&str>) -> Option<(Severity, String)> {
    let Ok(url) = Url::parse(text) else {
        return Some((Severity::Medium, "is not an absolute URL".to_owned()));
    };
    let Some(host) = url.host() else {
        let what = format!("has the scheme {}", url.scheme());
        return Some((Severity::High, what));
    };
    if is_inside(&host) {
        return Some((
            Severity::High,
            "points to this machine or into a private network".to_owned(),
        ));
    }
    if url.scheme() != "https" {
        return Some((
            Severity::High,
            format!("is {}, not https", quoted(url.scheme())),
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let what = format!("has a user name before its real host, {host}");
        return Some((Severity::High, what));
    }
    let issuer = Url::parse(issuer?).ok()?;
    let issuer = issuer.host()?;
    (host != issuer).then(|| {
        let what = format!("is on another host than iss, {issuer}");
        (Severity::Medium, what)
    })
}

/// Whether an address can be reached only from inside.
fn is_inside(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let inside = [".localhost", ".local", ".internal", ".home.arpa"];
            name == "localhost" || inside.iter().any(|end| name.ends_with(end))
        }
        Host::Ipv4(address) => is_inside_v4(address.octets()),
        Host::Ipv6(address) => {
            let mapped = address.to_ipv4_mapped().map(|v4| v4.octets());
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || mapped.is_some_and(is_inside_v4)
        }
    }
}

/// Loopback, private and link-local addresses, this network, and what carriers share (RFC 6890).
fn is_inside_v4(octets: [u8; 4]) -> bool {
    matches!(
        octets,
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: Option<&str> = Some("https://id.example/realm");

    #[test]
    fn an_address_of_the_issuers_own_host_is_no_danger() {
        for url in ["https://id.example/keys", "https://ID.example:443/keys"] {
            assert_eq!(danger(url, ISSUER), None, "{url}");
        }
        assert_eq!(danger("https://keys.example/", None), None);
        assert_eq!(danger("https://keys.example/", Some("joe")), None);
        assert_eq!(danger("https://8.8.8.8/", Some("https://8.8.8.8")), None);
    }

    #[test]
    fn every_other_is_named() {
        for (url, severity) in [
            ("http://id.example/keys", Severity::High),
            ("https://id.example@evil.example/", Severity::High),
            ("https://localhost/", Severity::High),
            ("https://127.1/", Severity::High),
            ("https://10.0.0.1/", Severity::High),
            ("http://169.254.169.254/", Severity::High),
            ("https://[::1]/", Severity::High),
            ("https://[::ffff:192.168.0.1]/", Severity::High),
            ("https://[fd00::1]/", Severity::High),
            ("https://printer.local/", Severity::High),
            ("file:///etc/keys", Severity::High),
            ("https://evil.example/", Severity::Medium),
            ("https://id.example.evil.example/", Severity::Medium),
            ("keys.json", Severity::Medium),
        ] {
            let found = danger(url, ISSUER);
            assert_eq!(found.map(|(s, _)| s), Some(severity), "{url}");
        }
    }
}
