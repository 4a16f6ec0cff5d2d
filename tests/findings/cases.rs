//! For each rule what shows it, and what nearly does.

use crate::made::{Made, NOW, Sign, claims, key_file, pasted, token};
use Severity::{Critical, High, Info, Low, Medium};
use std::fs;
use tokenscope::jose::base64url::encode;
use tokenscope::report::Severity;

/// One rule, how much its finding matters here, what shows it, and what must not.
pub struct Case {
    pub rule: &'static str,
    pub severity: Severity,
    pub shows: Made,
    pub nearly: Vec<Made>,
}

pub fn case<const N: usize>(
    rule: &'static str,
    severity: Severity,
    shows: Made,
    nearly: [Made; N],
) -> Case {
    let nearly = nearly.into();
    Case {
        rule,
        severity,
        shows,
        nearly,
    }
}

pub fn all() -> Vec<Case> {
    [
        algorithm(),
        header(),
        keys_in_header(),
        secrets(),
        confusion(),
        signatures(),
        writing(),
        times(),
        audience(),
        personal(),
        services(),
        crate::key_cases::all(),
        crate::disclosures::all(),
        crate::sealed::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Credentials of services, not in one piece, so that nobody's scan for secrets stops at this file.
fn services() -> Vec<Case> {
    let stripe = |begin: &str| pasted(&[begin, "4eC39HqLyjWDarjtT1zdp7dc"].concat());
    vec![
        case(
            "live-key",
            Medium,
            stripe("sk_live_"),
            [stripe("sk_test_"), stripe("pk_live_")],
        ),
        case(
            "public-key-of-service",
            Info,
            stripe("pk_live_"),
            [stripe("rk_live_"), stripe("sk_test_")],
        ),
    ]
}

const ES256: &str = r#"{"alg":"ES256","typ":"JWT"}"#;

pub fn alg(value: &str) -> Made {
    token().header(&format!(r#"{{"alg":{value},"typ":"JWT"}}"#))
}

fn algorithm() -> Vec<Case> {
    let none = |alg_text: &str| alg(alg_text).signature("");
    vec![
        case(
            "unsigned",
            High,
            none("\"none\""),
            [alg("\"nonesuch\""), token().member(r#""note":"none""#)],
        ),
        case("unsigned", Critical, none("\"nOnE\""), []),
        case("unsigned", Critical, alg("\" none\""), []),
        case(
            "signature-missing",
            High,
            token().signature(""),
            [
                none("\"none\""),
                token().signature("AAAA"),
                // Cut short in copying.
                pasted("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0"),
            ],
        ),
        case(
            "algorithm-misspelt",
            Medium,
            alg("\"hs256\""),
            [alg("\"HS257\""), none("\"NONE\""), token()],
        ),
        case("algorithm-misspelt", Medium, alg(r#""HS256\u0000""#), []),
        case(
            "algorithm-not-named",
            Medium,
            token().header(r#"{"typ":"JWT"}"#),
            // The end of the header was lost.
            [token(), token().header(r#"{"typ":"JWT","al"#)],
        ),
        case("algorithm-not-named", Medium, alg("null"), []),
        case("algorithm-not-named", Medium, alg("[\"HS256\"]"), []),
        case(
            "eddsa-superseded",
            Info,
            alg("\"EdDSA\"").signature(&encode(&[1; 64])),
            [alg("\"Ed25519\"").signature(&encode(&[1; 64]))],
        ),
    ]
}

fn header() -> Vec<Case> {
    let kid = |kid: &str| token().member(&format!(r#""kid":{kid}"#));
    let typ = |typ: &str| token().header(&format!(r#"{{"alg":"HS256","typ":{typ}}}"#));
    let logout = r#""events":{"http://schemas.openid.net/event/backchannel-logout":{}}"#;
    let nonce = r#""nonce":"n-0S6""#;
    vec![
        case(
            "kid-shape",
            High,
            kid(r#""../../dev/null""#),
            [
                kid(r#""a..b""#),
                kid(r#""Ab--cd_--x""#),
                kid(r#""did:example:123#key-1""#),
                kid(r#""/ybXELQeodz937aPp7e0QYFAsc8mm4/twQhDKLlP5NI=""#),
            ],
        ),
        case("kid-shape", High, kid(r#""x' union select 'k""#), []),
        case("kid-shape", High, kid(r#""a\u0000b""#), []),
        case("kid-shape", Medium, kid(r#""a|id""#), []),
        case("kid-shape", Low, kid("7"), []),
        case(
            "kid-shape",
            Info,
            kid(r#""https://vault.example/keys/a""#),
            [],
        ),
        case(
            "crit-misused",
            Medium,
            token().member(r#""crit":[]"#),
            [
                token(),
                token().member(r#""crit":["http://x.example/ext"],"http://x.example/ext":1"#),
            ],
        ),
        case(
            "crit-misused",
            Medium,
            token().member(r#""crit":["alg"]"#),
            [],
        ),
        case(
            "crit-misused",
            Medium,
            token().member(r#""crit":["ext"]"#),
            [],
        ),
        case(
            "crit-misused",
            Medium,
            token().member(r#""crit":["ext","ext"],"ext":1"#),
            [],
        ),
        case(
            "crit-unknown",
            Info,
            token().member(r#""crit":["ext"],"ext":1"#),
            [
                token().member(r#""ext":1"#),
                token().member(r#""crit":["b64"],"b64":true"#),
            ],
        ),
        case(
            "unencoded-payload",
            High,
            token().member(r#""b64":false"#),
            [token().member(r#""crit":["b64"],"b64":true"#)],
        ),
        case(
            "unencoded-payload",
            Medium,
            token().member(r#""crit":["b64"],"b64":false"#),
            [
                // A JWS that is no JWT may.
                token()
                    .header(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#)
                    .claims("$02"),
            ],
        ),
        case(
            "untyped",
            Info,
            token().header(r#"{"alg":"HS256"}"#),
            [
                token(),
                token().header(r#"{"alg":"HS256"}"#).claims("text"),
                token().header(r#"{"alg":"HS256"}"#).claim(logout),
            ],
        ),
        case("type-not-text", Low, typ("1"), [typ("\"JWT\"")]),
        case("type-not-text", Low, token().member(r#""cty":["JWT"]"#), []),
        case(
            "logout-token-with-nonce",
            Medium,
            typ("\"logout+jwt\"").claim(&format!("{logout},{nonce}")),
            [typ("\"logout+jwt\"").claim(logout), token().claim(nonce)],
        ),
        case(
            "id-token-as-bearer",
            Low,
            token().claim(nonce).before("Authorization: Bearer "),
            [
                token().claim(nonce),
                token().before("Authorization: Bearer "),
                token()
                    .claim(&format!(r#"{nonce},"scope":"openid""#))
                    .before("Bearer "),
            ],
        ),
    ]
}

fn keys_in_header() -> Vec<Case> {
    let jwk = key_file("p256.jwk.json");
    let with_jwk = |typ: &str, jwk: &str| {
        token()
            .header(&format!(r#"{{"alg":"ES256","typ":"{typ}","jwk":{jwk}}}"#))
            .sign(Sign::Es256)
    };
    let pem = key_file("p256.certificate.pem");
    let x5c: String = pem.lines().filter(|line| !line.contains('-')).collect();
    let other = key_file("p384.jwk.json");
    let private = jwk.replace("\"kty\"", "\"d\":\"AQ\",\"kty\"");
    let url = |url: &str| token().member(&format!(r#""jku":"{url}""#));
    vec![
        case(
            "self-asserted-key",
            Medium,
            with_jwk("JWT", &jwk),
            // A proof carries its key by design; and here the key does not verify anything.
            [with_jwk("dpop+jwt", &jwk), with_jwk("JWT", &other)],
        ),
        case(
            "self-asserted-key",
            Info,
            with_jwk("JWT", &jwk).key(&jwk),
            [],
        ),
        case(
            "self-asserted-key",
            Low,
            token()
                .header(&format!(r#"{{"alg":"ES256","typ":"JWT","x5c":["{x5c}"]}}"#))
                .sign(Sign::Es256),
            [],
        ),
        case(
            "private-key-in-header",
            Critical,
            with_jwk("dpop+jwt", &private),
            [
                with_jwk("dpop+jwt", &jwk),
                token().member(r#""jwk":{"kty":"RSA","k":"AQ"}"#),
            ],
        ),
        case(
            "private-key-in-header",
            Critical,
            token().member(r#""jwk":{"kty":"oct","k":"AAAA"}"#),
            [],
        ),
        case(
            "key-url",
            High,
            url("http://id.example/keys"),
            [url("https://id.example/keys"), token()],
        ),
        case("key-url", High, url("https://id.example@evil.example/"), []),
        case("key-url", High, url("https://169.254.169.254/latest"), []),
        case("key-url", Medium, url("https://evil.example/keys"), []),
        case(
            "key-url",
            High,
            token().member(r#""x5u":"file:///etc/passwd""#),
            [],
        ),
    ]
}

fn secrets() -> Vec<Case> {
    let key = |secret: &[u8]| {
        let k = encode(secret);
        pasted(&format!(r#"{{"kty":"oct","alg":"HS256","k":"{k}"}}"#))
    };
    let random = b"\x01\xe5\x9c\x22\x7b\x90\xaf\x03";
    vec![
        case(
            "weak-secret",
            Critical,
            token().signed_with(b"secret"),
            [
                token(),
                token().signed_with(b"Secret of somebody"),
                // It does not verify.
                token().signature(&encode(&[7; 32])),
            ],
        ),
        case("weak-secret", Critical, token().signed_with(b""), []),
        case("weak-secret", Critical, token().signed_with(&[0; 32]), []),
        case("weak-secret", Critical, token().signed_with(&[0; 256]), []),
        case(
            "weak-secret",
            Critical,
            token().given_secret(b"your-256-bit-secret"),
            [token().given_secret(&random.repeat(4))],
        ),
        case("weak-secret", Critical, key(b"changeme"), [key(random)]),
        case(
            "short-secret",
            Medium,
            token().given_secret(random),
            [
                token().given_secret(&random.repeat(4)),
                // That it is well known says more.
                token().given_secret(b"secret"),
                // Nobody knows how long it is.
                token().signed_with(random),
            ],
        ),
        case("short-secret", High, token().given_secret(&random[..7]), []),
        case(
            "short-secret",
            Low,
            token().given_secret(&random.repeat(3)),
            [],
        ),
        case(
            "short-secret",
            Medium,
            key(random),
            [key(&random.repeat(4)), key(b"secret")],
        ),
    ]
}

fn confusion() -> Vec<Case> {
    let pem = key_file("rsa.spki.pem");
    let bare = pem.trim();
    let windows = bare.replace('\n', "\r\n");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys/rsa.spki.der");
    let der = fs::read(folder).unwrap();
    let pkcs1 = key_file("rsa.pkcs1-public.pem");
    let jwk = key_file("rsa.jwk.json");
    let certificate = key_file("rsa.certificate.pem");
    let other = key_file("p256.spki.pem");
    let with = |secret: &[u8], key: &str| {
        let shows = token().signed_with(secret).key(key);
        case("key-confusion", Critical, shows, [])
    };
    let thumb = |jwk: &str| {
        let value: serde_json::Value = serde_json::from_str(jwk).unwrap();
        format!(r#"{{"e":{},"kty":"RSA","n":{}}}"#, value["e"], value["n"])
    };
    let mut cases = vec![case(
        "key-confusion",
        Critical,
        token().signed_with(pem.as_bytes()).key(&pem),
        [
            token().signed_with(pem.as_bytes()),
            token().signed_with(other.as_bytes()).key(&pem),
            token().key(&pem),
            token().header(ES256).sign(Sign::Es256).key(&other),
        ],
    )];
    // The person has the key in one form, and the forger had it in another.
    for secret in [
        bare.as_bytes(),
        windows.as_bytes(),
        format!("{windows}\r\n").as_bytes(),
        format!("\n{bare}\n").as_bytes(),
        format!(" {bare}").as_bytes(),
        pkcs1.as_bytes(),
        &der,
        thumb(&jwk).as_bytes(),
    ] {
        cases.push(with(secret, &jwk));
        cases.push(with(secret, &pem));
        cases.push(with(secret, &certificate));
    }
    cases.push(with(certificate.as_bytes(), &certificate));
    cases.push(with(jwk.as_bytes(), &jwk));
    cases
}

fn signatures() -> Vec<Case> {
    let es = |bytes: &[u8]| token().header(ES256).signature(&encode(bytes));
    let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    let order: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&order[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    let mut below = order.clone();
    below[31] -= 1;
    let p256 = key_file("p256.spki.pem");
    let der = token().header(ES256).sign(Sign::Es256Der);
    vec![
        case(
            "impossible-signature",
            Critical,
            es(&[0; 64]),
            [
                es(&[1; 64]),
                es(&below.repeat(2)),
                es(&[0; 63]),
                token().signature(&encode(&[0; 32])),
            ],
        ),
        case(
            "impossible-signature",
            High,
            es(&[&[1; 32], &order[..]].concat()),
            [],
        ),
        case(
            "impossible-signature",
            Critical,
            es(&[0x30, 6, 2, 1, 0, 2, 1, 0]),
            [],
        ),
        case(
            "signature-length",
            Low,
            token().signature(&encode(&[1; 31])),
            [
                token().signature(&encode(&[1; 32])),
                token().signature(""),
                der.clone(),
                alg("\"RS256\"").signature(&encode(&[1; 100])),
            ],
        ),
        case(
            "signature-length",
            Low,
            alg("\"RS256\"")
                .signature(&encode(&[1; 255]))
                .key(&key_file("rsa.spki.pem")),
            [alg("\"RS256\"")
                .signature(&encode(&[1; 256]))
                .key(&key_file("rsa.spki.pem"))],
        ),
        case(
            "der-signature",
            Low,
            der.key(&p256),
            [
                token().header(ES256).sign(Sign::Es256).key(&p256),
                // It begins like DER and has the right length.
                es(&[&[0x30, 62][..], &[2; 62]].concat()),
            ],
        ),
    ]
}

fn writing() -> Vec<Case> {
    let well = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIn0";
    let value = encode(&[1; 32]);
    let text = |claims: &str| token().claim(claims);
    let large = |bytes: usize| token().claim(&format!(r#""groups":"{}""#, "g".repeat(bytes)));
    vec![
        case(
            "loose-base64url",
            Low,
            pasted(&format!("{well}.{value}=")),
            [
                pasted(&format!("{well}.{value}")),
                // Cut short in the middle.
                pasted("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImFkbW"),
            ],
        ),
        case(
            "loose-base64url",
            Low,
            pasted(&format!("{well}.{}F", &value[..42])),
            [],
        ),
        case(
            "duplicate-names",
            High,
            text(r#""sub":"admin""#),
            // In two objects a name may occur once each.
            [text(r#""a":{"sub":"x"},"b":{"sub":"y"}"#)],
        ),
        case("duplicate-names", Medium, text(r#""x":1,"x":2"#), []),
        case(
            "duplicate-names",
            High,
            token().member(r#""\u0061lg":"none""#),
            [],
        ),
        case(
            "loose-json",
            Low,
            token().claims(&format!("\u{feff}{}", claims(""))),
            [
                text(r#""name":"\ufeffé""#),
                token().claims(&format!(" {}\n", claims(""))),
            ],
        ),
        case(
            "loose-json",
            Low,
            token().claims(&format!("{} true", claims(""))),
            [],
        ),
        case(
            "loose-json",
            Low,
            text(&format!(r#""d":{}{}"#, "[".repeat(200), "]".repeat(200))),
            [text(&format!(
                r#""d":{}{}"#,
                "[".repeat(50),
                "]".repeat(50)
            ))],
        ),
        case(
            "large-number",
            Low,
            text(r#""id":9007199254740993"#),
            [
                text(r#""id":9007199254740992"#),
                text(r#""id":"9007199254740993""#),
                text(r#""id":1.5e300"#),
            ],
        ),
        case(
            "large-number",
            Low,
            text(&format!(r#""a":[{{"b":-{}}}]"#, "9".repeat(60))),
            [],
        ),
        case("large-token", Low, large(7_000), [large(100)]),
        case("large-token", Info, large(4_000), []),
    ]
}

fn times() -> Vec<Case> {
    let with = |exp: &str, nbf: &str, iat: &str| {
        token().claims(&format!(
            r#"{{"iss":"https://id.example","aud":"a","exp":{exp},"nbf":{nbf},"iat":{iat}}}"#
        ))
    };
    let at = |exp: i64, nbf: i64, iat: i64| {
        with(
            &(NOW + exp).to_string(),
            &(NOW + nbf).to_string(),
            &(NOW + iat).to_string(),
        )
    };
    let endless = format!(r#"{{"iss":"https://id.example","aud":"a","iat":{NOW}}}"#);
    let day = 86_400;
    vec![
        case(
            "time-not-a-number",
            Medium,
            with("\"1795446000\"", "1", "1"),
            [
                with("1.7954460e9", "1", "1"),
                token().claim(r#""created":"x""#),
            ],
        ),
        case(
            "time-in-milliseconds",
            Medium,
            with("1795446000000", "1", "1"),
            [
                with("32503680000", "1", "1"),
                token().claim(r#""warnafter":1795446000000"#),
            ],
        ),
        case("times-out-of-order", Medium, at(60, 60, 0), [at(61, 60, 0)]),
        case("times-out-of-order", Medium, at(-60, -60, -60), []),
        case(
            "issued-in-future",
            Medium,
            at(3_600, 0, 301),
            [at(3_600, 0, 0), with("1795446000000", "1", "1795442400000")],
        ),
        case("issued-in-future", Low, at(3_600, 0, 10), []),
        case(
            "no-expiry",
            Low,
            token().claims(&endless),
            [
                token(),
                token().claims("{\"build\":7}").header(r#"{"alg":"HS256"}"#),
                token()
                    .header(r#"{"alg":"HS256","typ":"dpop+jwt"}"#)
                    .claims(&endless),
                // The end of the claims was lost.
                token().claims(&endless[..endless.len() - 1]),
            ],
        ),
        case(
            "long-lifetime",
            Info,
            at(60 * day, 0, 0),
            [at(30 * day, 0, 0), with("1795446000000", "1", "1")],
        ),
        case("long-lifetime", Low, at(3_650 * day, 0, 0), []),
    ]
}

fn audience() -> Vec<Case> {
    let without = |name: &str| claims("").replace(&format!("\"{name}\""), "\"x\"");
    let access = r#"{"alg":"HS256","typ":"at+jwt"}"#;
    let proof = r#"{"alg":"HS256","typ":"dpop+jwt"}"#;
    let mut cases = Vec::new();
    for (rule, name) in [("no-issuer", "iss"), ("no-audience", "aud")] {
        let bare = without(name);
        cases.push(case(
            rule,
            Info,
            token().claims(&bare),
            [
                token(),
                token().header(proof).claims(&bare),
                token().claims(&bare[..bare.len() - 1]),
            ],
        ));
        let shows = token().header(access).claims(&bare);
        cases.push(case(rule, Medium, shows, [token().header(access)]));
    }
    cases
}

fn personal() -> Vec<Case> {
    let claim = |more: &str| token().claim(more);
    vec![
        case(
            "secret-in-claims",
            High,
            claim(r#""user":{"password":"hunter2"}"#),
            [
                claim(r#""password":true"#),
                claim(r#""amr":["pwd"],"pwd_exp":"345600""#),
                claim(r#""password_changed_at":"2026-01-01""#),
                claim(r#""password":"""#),
            ],
        ),
        case(
            "secret-in-claims",
            High,
            claim(r#""clientSecret":"hunter2""#),
            [],
        ),
        case(
            "secret-in-claims",
            High,
            claim(r#""data":"-----BEGIN RSA PRIVATE KEY-----\nAA""#),
            [claim(r#""data":"-----BEGIN PUBLIC KEY-----\nAA""#)],
        ),
        case(
            "personal-number",
            Medium,
            claim(r#""payment":"4111 1111 1111 1111""#),
            [
                claim(r#""payment":"4111 1111 1111 1112""#),
                claim(r#""userId":"4111111111111111""#),
                claim(r#""snowflake":"175928847299117063""#),
            ],
        ),
        case(
            "personal-number",
            Medium,
            claim(r#""ssn":"078-05-1120""#),
            [],
        ),
        case(
            "personal-number",
            Medium,
            claim(r#""n":4111111111111111"#),
            [],
        ),
        case(
            "personal-data",
            Info,
            claim(r#""email":"ada@northwind.example""#),
            [claim(r#""name":"ada@home""#), claim(r#""email":"""#)],
        ),
        case(
            "personal-data",
            Info,
            claim(r#""address":{"formatted":"1 Road"},"birthdate":"1815-12-10""#),
            [],
        ),
    ]
}
