//! For each rule on what an SD-JWT discloses what shows it, and what nearly does.

use crate::cases::{Case, case};
use crate::made::{Made, Sign, token};
use Severity::{High, Info, Low, Medium};
use tokenscope::jose::base64url::encode;
use tokenscope::report::Severity;

/// A signed token with a disclosure of each of these contents under its `_sd`.
fn disclosing(claims_more: &str, contents: &[&str]) -> Made {
    let texts: Vec<String> = contents.iter().map(|c| encode(c.as_bytes())).collect();
    let digests = texts.iter().map(|text| {
        let hash = tokenscope::jose::digest(tokenscope::jose::Hash::Sha256, text.as_bytes());
        format!("{:?}", encode(&hash))
    });
    let digests: std::collections::BTreeSet<String> = digests.collect();
    let digests: Vec<String> = digests.into_iter().collect();
    let comma = if claims_more.is_empty() { "" } else { "," };
    token()
        .header(r#"{"alg":"ES256","typ":"example+sd-jwt"}"#)
        .claims(&format!(
            r#"{{"_sd":[{}]{comma}{claims_more}}}"#,
            digests.join(",")
        ))
        .sign(Sign::Es256)
        .after(&format!(
            "~{}",
            texts.iter().map(|t| format!("{t}~")).collect::<String>()
        ))
}

pub fn all() -> Vec<Case> {
    const A: &str = r#"["2GLC42sKQveCfGfryNRN9w","a",1]"#;
    const B: &str = r#"["eluV5Og3gSNII8EYnsxA_A","b",2]"#;
    let fine = || disclosing("", &[A, B]);
    let cnf = r#""cnf":{"jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#;
    vec![
        case(
            "weak-digest",
            High,
            disclosing(r#""_sd_alg":"sha-1""#, &[A]),
            [
                disclosing(r#""_sd_alg":"sha-256""#, &[A]),
                disclosing(r#""_sd_alg":"sha3-256""#, &[A]),
            ],
        ),
        case(
            "short-salt",
            Medium,
            disclosing("", &[r#"["2GLC42sKQveCfGfryNRN9","a",1]"#]),
            [fine()],
        ),
        case(
            "same-salt",
            Medium,
            disclosing("", &[A, r#"["2GLC42sKQveCfGfryNRN9w","b",2]"#]),
            [fine(), disclosing("", &[A, A])],
        ),
        case(
            "disclosure-repeated",
            Low,
            disclosing("", &[A, B, A]),
            [fine()],
        ),
        case(
            "validity-can-be-hidden",
            Medium,
            disclosing("", &[r#"["2GLC42sKQveCfGfryNRN9w","exp",1895443000]"#]),
            [
                disclosing(r#""exp":1895443000"#, &[A]),
                disclosing("", &[r#"["2GLC42sKQveCfGfryNRN9w","a",{"exp":1}]"#]),
            ],
        ),
        case(
            "key-binding-missing",
            Info,
            disclosing(cnf, &[A]),
            [
                fine(),
                disclosing(cnf, &[A]).after(&format!("~{}~e30.e30.AAAA", encode(A.as_bytes()))),
            ],
        ),
    ]
}
