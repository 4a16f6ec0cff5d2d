//! DPoP: proof that who sends a request holds the key that a token is bound to (RFC 9449 §4).

use super::algorithm::quoted;
use super::critical::judge_critical;
use super::numeric_date::{NumericDate, duration_in_words};
use super::token_type::media_type;
use crate::jose::jws::{Jws, Signature, read_compact};
use crate::jose::key::{Key, read_jwk};
use crate::jose::{
    Algorithm, Hash, Named, SignatureScheme, Verification, base64url, digest, verify,
};
use crate::report::{Json, Secret, Status};
use url::Url;

/// A proof is smaller: a key, a URL and some claims.
const MAX_PROOF_BYTES: usize = 64 << 10;

/// What a proof is compared with.
pub(super) struct Asked<'a> {
    pub(super) method: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    /// The access token that goes with it.
    pub(super) access_token: Option<&'a [u8]>,
    pub(super) now: i64,
    /// Seconds.
    pub(super) leeway: u64,
}

/// A proof that was given beside an access token, with its key where that can be read.
pub(super) struct Proof {
    jws: Jws,
    pub(super) key: Result<Key, String>,
}

/// Judges a text that is a proof itself, and its signature.
pub(super) fn judge_text(text: &str, asked: &Asked<'_>) -> Result<String, String> {
    Proof::of(text)?.judge(asked)
}

impl Proof {
    /// Reads a proof. Nothing is judged yet.
    pub(super) fn read(text: &Secret) -> Result<Self, String> {
        Self::of(&String::from_utf8_lossy(text.expose()))
    }

    fn of(text: &str) -> Result<Self, String> {
        if text.len() > MAX_PROOF_BYTES {
            return Err(format!(
                "The proof is {} bytes, no proof is so large",
                text.len()
            ));
        }
        let jws = read_compact(text.trim());
        if let Some(fault) = jws.faults.first() {
            return Err(format!("The proof is not well made: {fault}"));
        }
        let header = jws.signatures.first().map(Signature::header);
        let key = key_of(&header.unwrap_or(Json::Null));
        Ok(Self { jws, key })
    }

    /// Judges the proof and its signature.
    pub(super) fn judge(&self, asked: &Asked<'_>) -> Result<String, String> {
        let signature = self.jws.signatures.first().ok_or("There is no proof")?;
        let header = signature.header();
        let critical = judge_critical(signature);
        if critical.status == Status::Fail {
            return Err(critical.detail);
        }
        let told = judge(&header, self.jws.payload.claims(), asked)?;
        let message = signature.signing_input(&self.jws, None);
        let key = self.key.as_ref().map_err(Clone::clone)?;
        match verify(algorithm(&header)?, key, &message, &signature.bytes) {
            Verification::Verifies => Ok(told),
            Verification::DoesNotVerify => {
                Err("The proof does not verify with the key in it".to_owned())
            }
            Verification::NotSupported(why) => Err(format!("The proof cannot be verified: {why}")),
        }
    }
}

/// Judges a proof but for its signature (RFC 9449 §4.3).
fn judge(
    header: &Json,
    claims: Option<&[(String, Json)]>,
    asked: &Asked<'_>,
) -> Result<String, String> {
    match header.get("typ").and_then(Json::as_str) {
        Some(typ) if media_type(typ) == "dpop+jwt" => {}
        Some(typ) => return Err(format!("typ is {}, a proof has dpop+jwt", quoted(typ))),
        None => return Err("There is no typ, a proof has dpop+jwt".to_owned()),
    }
    algorithm(header)?;
    key_of(header)?;
    let claims = claims.ok_or("The proof holds no claims")?;
    let claim = |name: &str| {
        let found = claims.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    };
    let text = |name: &str| match claim(name) {
        Some(Json::String(text)) => Ok(text.as_str()),
        Some(other) => Err(format!("{name} is {}, not a string", other.type_name())),
        None => Err(format!("There is no {name}")),
    };
    text("jti")?;
    let (htm, htu) = (text("htm")?, text("htu")?);
    let iat = claim("iat").ok_or("There is no iat")?;
    let iat =
        NumericDate::read(iat).map_err(|what| format!("iat is {what}, not a number of seconds"))?;
    if let Some(method) = asked.method
        && method != htm
    {
        return Err(format!(
            "htm is {}, the request's method is {}",
            quoted(htm),
            quoted(method)
        ));
    }
    if let Some(url) = asked.url
        && !is_same_address(htu, url)
    {
        return Err(format!(
            "htu is {}, the request goes to {}",
            quoted(htu),
            quoted(url)
        ));
    }
    access_token_hash(claim("ath"), asked.access_token)?;
    let made = made(iat, asked)?;
    let compared = match (asked.method, asked.url) {
        (Some(_), Some(_)) => "",
        (None, Some(_)) => "; the method was not compared",
        (Some(_), None) => "; the URL was not compared",
        (None, None) => "; give the method and the URL of the request to compare them",
    };
    Ok(format!("For {htm} {}, {made}{compared}", quoted(htu)))
}

/// When it was made. How old a proof may be is for the server to say (RFC 9449 §11.1).
#[allow(clippy::cast_precision_loss)]
fn made(iat: NumericDate, asked: &Asked<'_>) -> Result<String, String> {
    let age = NumericDate::from_seconds(asked.now).seconds_after(iat);
    let span = duration_in_words(age);
    if -age > asked.leeway as f64 {
        return Err(format!(
            "The proof was made in the future: in {span}, at {iat}"
        ));
    }
    Ok(format!("made {span} ago"))
}

/// `ath`, the hash of the access token (RFC 9449 §4.2).
fn access_token_hash(ath: Option<&Json>, access_token: Option<&[u8]>) -> Result<(), String> {
    let found = match (ath, access_token) {
        (None | Some(Json::String(_)), None) => return Ok(()),
        (None, Some(_)) => return Err("There is no ath, the hash of the access token".to_owned()),
        (Some(Json::String(found)), Some(_)) => found,
        (Some(other), _) => return Err(format!("ath is {}, not a string", other.type_name())),
    };
    let wanted = access_token.map(|token| base64url::encode(&digest(Hash::Sha256, token)));
    if wanted.as_deref() == Some(found) {
        return Ok(());
    }
    Err("ath belongs to another access token".to_owned())
}

/// The algorithm of a proof: any that signs with a private key.
fn algorithm(header: &Json) -> Result<Algorithm, String> {
    let alg = header.get("alg").and_then(Json::as_str);
    let alg = alg.ok_or("The proof names no alg")?;
    match Named::read(alg) {
        Named::Supported(algorithm) if algorithm.scheme() != SignatureScheme::Hmac => Ok(algorithm),
        Named::Supported(_) | Named::None => Err(format!(
            "alg is {}, a proof is signed with a private key",
            quoted(alg)
        )),
        _ => Err(format!(
            "alg is {}, which cannot be verified here",
            quoted(alg)
        )),
    }
}

/// The public key in a proof's header.
pub(super) fn key_of(header: &Json) -> Result<Key, String> {
    let jwk = header
        .get("jwk")
        .ok_or("There is no jwk in the header of the proof")?;
    let (key, _) = read_jwk(jwk).map_err(|detail| format!("The jwk of the proof {detail}"))?;
    if key.is_private {
        return Err("The jwk of the proof holds the private key, which is now known".to_owned());
    }
    Ok(key)
}

/// Whether both are one address, query and fragment apart (RFC 9449 §4.3).
fn is_same_address(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    matches!((bare(one), bare(other)), (Some(one), Some(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9449 §4.1 and §7.1.
    const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    const WITH_TOKEN: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
    const ACCESS_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

    fn asked<'a>(method: &'a str, url: &'a str, access_token: Option<&'a str>) -> Asked<'a> {
        Asked {
            method: Some(method),
            url: Some(url),
            access_token: access_token.map(str::as_bytes),
            now: 1_562_262_620,
            leeway: 0,
        }
    }

    fn judged(proof: &str, asked: &Asked<'_>) -> Result<String, String> {
        Proof::read(&Secret::from(proof.to_owned()))?.judge(asked)
    }

    const TOKEN_ENDPOINT: &str = "https://server.example.com/token";
    const RESOURCE: &str = "https://resource.example.org/protectedresource";

    #[test]
    fn the_examples_of_the_rfc_hold() {
        assert_eq!(
            judged(PROOF, &asked("POST", TOKEN_ENDPOINT, None)).unwrap(),
            "For POST \"https://server.example.com/token\", made 4 seconds ago"
        );
        let with_token = asked("GET", RESOURCE, Some(ACCESS_TOKEN));
        assert!(judged(WITH_TOKEN, &with_token).is_ok());
    }

    #[test]
    fn every_difference_is_named() {
        let of = |asked: Asked<'_>| judged(PROOF, &asked).unwrap_err();
        assert!(of(asked("GET", TOKEN_ENDPOINT, None)).starts_with("htm is \"POST\""));
        assert!(of(asked("post", TOKEN_ENDPOINT, None)).starts_with("htm is \"POST\""));
        assert!(of(asked("POST", "https://server.example.com/", None)).starts_with("htu is"));
        assert!(of(asked("POST", TOKEN_ENDPOINT, Some("a"))).starts_with("There is no ath"));
        let early = Asked {
            now: 1_562_262_615,
            ..asked("POST", TOKEN_ENDPOINT, None)
        };
        assert!(of(early).contains("in the future"));
        let other = judged(WITH_TOKEN, &asked("GET", RESOURCE, Some("other")));
        assert_eq!(other.unwrap_err(), "ath belongs to another access token");
        let forged = PROOF.replacen(".2-Gx", ".3-Gx", 1);
        let forged = judged(&forged, &asked("POST", TOKEN_ENDPOINT, None));
        assert_eq!(
            forged.unwrap_err(),
            "The proof does not verify with the key in it"
        );
        let torn = judged(&PROOF[1..], &asked("POST", TOKEN_ENDPOINT, None));
        assert!(torn.unwrap_err().starts_with("The proof is not well made"));
        let large = judged(&"a".repeat(MAX_PROOF_BYTES + 1), &asked("POST", "", None));
        assert!(large.unwrap_err().contains("no proof is so large"));
    }

    #[test]
    fn header_and_claims_have_to_be_those_of_a_proof() {
        const KEY: &str =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        const CLAIMS: &str = r#"{"jti":"j","htm":"GET","htu":"https://a/","iat":1}"#;
        let judged = |header: String, claims: &str| {
            let (header, _) = crate::jose::json::parse(header.as_bytes());
            let (claims, _) = crate::jose::json::parse(claims.as_bytes());
            judge(&header, claims.members(), &asked("GET", "https://a", None))
        };
        let header = |typ: &str, alg: &str, jwk: &str| {
            format!(r#"{{"typ":"{typ}","alg":"{alg}","jwk":{jwk}}}"#)
        };
        let good = || header("dpop+jwt", "EdDSA", KEY);
        assert!(judged(good(), CLAIMS).is_ok());
        let private = KEY.replace("\"x\"", "\"d\":\"AA\",\"x\"");
        for (header, claims, told) in [
            (header("JWT", "EdDSA", KEY), CLAIMS, "typ is \"JWT\""),
            ("{}".to_owned(), CLAIMS, "There is no typ"),
            (
                header("dpop+jwt", "HS256", KEY),
                CLAIMS,
                "signed with a private key",
            ),
            (
                header("dpop+jwt", "none", KEY),
                CLAIMS,
                "signed with a private key",
            ),
            (
                header("dpop+jwt", "Ed448", KEY),
                CLAIMS,
                "cannot be verified here",
            ),
            (
                header("dpop+jwt", "EdDSA", &private),
                CLAIMS,
                "holds the private key",
            ),
            (
                header("dpop+jwt", "EdDSA", "1"),
                CLAIMS,
                "The jwk of the proof is a number",
            ),
            (
                r#"{"typ":"dpop+jwt","alg":"EdDSA"}"#.to_owned(),
                CLAIMS,
                "There is no jwk",
            ),
            (
                good(),
                r#"{"htm":"GET","htu":"https://a/","iat":1}"#,
                "There is no jti",
            ),
            (
                good(),
                r#"{"jti":"j","htm":1,"htu":"a","iat":1}"#,
                "htm is a number",
            ),
            (
                good(),
                r#"{"jti":"j","htm":"GET","htu":"https://a/"}"#,
                "There is no iat",
            ),
            (
                good(),
                r#"{"jti":"j","htm":"GET","htu":"https://a/","iat":"1"}"#,
                "iat is a string",
            ),
        ] {
            let error = judged(header, claims).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn addresses_are_compared_without_query_and_fragment() {
        for (one, other, is_same) in [
            ("https://a.example/b", "HTTPS://A.example:443/b?c#d", true),
            ("https://a.example", "https://a.example/", true),
            ("https://a.example/b", "https://a.example/B", false),
            ("https://a.example/b", "http://a.example/b", false),
            ("b", "b", false),
        ] {
            assert_eq!(is_same_address(one, other), is_same, "{one} {other}");
        }
    }
}
