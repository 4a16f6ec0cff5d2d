//! Keys as they are shown to whoever looks over a shoulder.

use crate::jose::key::PRIVATE_MEMBERS;
use crate::jose::{KeyForm as Form, json};
use crate::report::Json;

/// What stands in the place of what is private, whatever its length.
const DOTS: &str = "••••••••••••";

/// A JWK, a JWKS, PEM or DER with everything hidden that is private: of a JWK the private members, of
/// PEM what is in a block for a private key, of DER all.
pub(super) fn masked(text: &str, form: Form) -> String {
    if form == Form::Der {
        return DOTS.to_owned();
    }
    if text.trim_start().starts_with('{') {
        let (mut value, _) = json::parse(text.as_bytes());
        hide(&mut value);
        return serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
    }
    let mut out = String::new();
    let mut hidden = false;
    for line in text.lines() {
        if line.starts_with("-----BEGIN ") && line.contains("PRIVATE KEY") {
            hidden = true;
            out.push_str(line);
            out.push('\n');
            out.push_str(DOTS);
            out.push('\n');
            continue;
        }
        hidden &= !line.starts_with("-----END ");
        if !hidden {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn hide(value: &mut Json) {
    match value {
        Json::Object(members) => {
            let is_key = members.iter().any(|(name, _)| name == "kty");
            for (name, value) in members {
                if is_key && (PRIVATE_MEMBERS.contains(&name.as_str()) || name == "k") {
                    *value = Json::String(DOTS.to_owned());
                } else {
                    hide(value);
                }
            }
        }
        Json::Array(values) => values.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{Curve, KeyKind, generate};

    #[test]
    fn no_private_byte_is_left() {
        for kind in [
            KeyKind::Ec(Curve::P256),
            KeyKind::Ed25519,
            KeyKind::Oct(crate::jose::Hash::Sha256),
        ] {
            let key = generate(kind).unwrap();
            let jwk = key.jwk_private();
            let jwk = std::str::from_utf8(jwk.expose()).unwrap();
            let (value, _) = json::parse(jwk.as_bytes());
            let set = format!("{{\"keys\":[{jwk}]}}");
            for name in ["d", "k"] {
                let Some(private) = value.get(name).and_then(Json::as_str) else {
                    continue;
                };
                assert!(!masked(jwk, Form::Jwk).contains(private));
                assert!(!masked(&set, Form::Jwks).contains(private));
                assert!(masked(&set, Form::Jwks).contains(DOTS));
            }
            if let Some(pem) = key.pkcs8_pem() {
                let pem = std::str::from_utf8(pem.expose()).unwrap();
                assert_eq!(
                    masked(pem, Form::Pem),
                    format!("-----BEGIN PRIVATE KEY-----\n{DOTS}\n-----END PRIVATE KEY-----\n")
                );
            }
        }
    }

    #[test]
    fn what_is_public_stays() {
        let pem = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n";
        assert_eq!(masked(pem, Form::Pem), pem);
        assert!(masked("{\"kty\":\"OKP\",\"x\":\"abc\"}", Form::Jwk).contains("abc"));
    }
}
