//! ID tokens that hold, and those that do not.

use super::super::{judge_refreshed, judge_userinfo_subject};
use super::*;
use crate::jose::key::{Key, KeyFormat};
use crate::jose::signing::SigningKey;
use crate::jose::{Algorithm, Curve, Hash, KeyKind, base64url, digest, generate, sign, unsecured};
use std::sync::LazyLock;

const NOW: i64 = 1_700_000_000;
const ISS: &str = "https://id.example";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
static OTHER: LazyLock<SigningKey> = LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());

fn half(text: &str) -> String {
    base64url::encode(&digest(Hash::Sha256, text.as_bytes())[..16])
}

fn claims() -> serde_json::Value {
    serde_json::json!({
        "iss": ISS, "sub": "ada", "aud": "app", "exp": NOW + 300, "iat": NOW,
        "nonce": "n-1", "at_hash": half("token"), "c_hash": half("code"),
    })
}

fn set(keys: Vec<Key>) -> KeySet {
    let mut set = KeySet::new("https://id.example/jwks", KeyFormat::Jwks, keys);
    set.origin = Origin::Discovered {
        issuer: ISS.into(),
        confirmed: false,
    };
    set
}

fn judged_with(
    token: String,
    keys: Option<&KeySet>,
    change: impl Fn(&mut Known<'_>),
) -> JudgedIdToken {
    let server = Server {
        issuer: Some(ISS.into()),
        is_discovered: true,
        ..Server::default()
    };
    let secret = |text: &str| Secret::from(text.to_owned());
    let (nonce, access_token, code) = (secret("n-1"), secret("token"), secret("code"));
    let mut known = Known {
        server: &server,
        client_id: "app",
        client_secret: None,
        keys,
        nonce: Some(&nonce),
        access_token: Some(&access_token),
        code: Some(&code),
        is_from_browser: false,
        leeway: 30,
        now: NOW,
    };
    change(&mut known);
    judge_id_token(&Secret::from(token), &known)
}

fn failed(judged: &JudgedIdToken) -> Vec<CheckId> {
    let failed = judged.checks.iter().filter(|c| c.status == Status::Fail);
    failed.map(|c| c.id).collect()
}

fn signed(claims: &serde_json::Value, kid: Option<&str>) -> String {
    let key = KEY.clone().with_kid(kid.map(str::to_owned));
    let header = Json::Object(Vec::new());
    sign(
        &key,
        Algorithm::ES256,
        &header,
        claims.to_string().as_bytes(),
    )
    .unwrap()
}

/// The OpenID Foundation's relying-party tests that are about the claims of an ID token:
/// `oidcc-client-test-…`.
#[test]
fn each_relying_party_test_on_claims_fails_at_its_check() {
    use CheckId::{
        AtHash, Audience, AuthorizedParty, CHash, Expiry, Issuer, Nonce, RequiredClaims,
    };
    use serde_json::{Value, json};
    let keys = set(vec![KEY.public()]);
    let cases: [(&str, &str, Value, &[CheckId]); 13] = [
        ("oidcc-client-test", "x", json!(1), &[]),
        (
            "invalid-iss",
            "iss",
            json!("https://evil.example"),
            &[Issuer],
        ),
        ("missing-sub", "sub", Value::Null, &[RequiredClaims]),
        ("invalid-aud", "aud", json!("other"), &[Audience]),
        ("missing-iat", "iat", Value::Null, &[RequiredClaims]),
        ("nonce-invalid", "nonce", json!("n-2"), &[Nonce]),
        ("nonce missing", "nonce", Value::Null, &[Nonce]),
        ("invalid-athash", "at_hash", json!(half("x")), &[AtHash]),
        ("invalid-chash", "c_hash", json!(half("x")), &[CHash]),
        ("azp of another", "azp", json!("other"), &[AuthorizedParty]),
        ("expired", "exp", json!(NOW - 31), &[Expiry]),
        ("within the leeway", "exp", json!(NOW - 29), &[]),
        ("iat a little ahead", "iat", json!(NOW + 29), &[]),
    ];
    for (name, claim, value, wanted) in cases {
        let mut claims = claims();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
            value => claims[claim] = value,
        }
        let judged = judged_with(signed(&claims, None), Some(&keys), |_| {});
        assert_eq!(failed(&judged), wanted, "{name}: {:#?}", judged.checks);
        assert_eq!(judged.holds, wanted.is_empty(), "{name}");
        // Reports and traces hold the details.
        let told: Vec<_> = judged.checks.iter().map(|c| c.detail.as_str()).collect();
        let told = told.join("\n");
        assert!(
            !told.contains("n-1") && !told.contains("n-2"),
            "{name}: {told}"
        );
    }
}

/// idtoken-sig-none, invalid-sig, kid-absent-single-jwks, kid-absent-multiple-jwks,
/// signing-key-rotation, discovery-jwks-uri-keys.
#[test]
fn each_relying_party_test_on_signatures_ends_as_it_should() {
    let (mine, other) = (KEY.public(), OTHER.public());
    let named = |kid: &str| KEY.clone().with_kid(Some(kid.to_owned())).public();
    let good = || signed(&claims(), None);
    for (name, token, keys, holds) in [
        ("kid-absent-single-jwks", good(), vec![mine.clone()], true),
        (
            "kid-absent-multiple-jwks",
            good(),
            vec![other.clone(), mine.clone()],
            true,
        ),
        (
            "signing-key-rotation",
            signed(&claims(), Some("new")),
            vec![named("new"), other.clone()],
            true,
        ),
        (
            "a kid that is not there",
            signed(&claims(), Some("gone")),
            vec![named("new")],
            false,
        ),
        ("invalid-sig", good(), vec![other], false),
        (
            "idtoken-sig-none",
            unsecured(&Json::Object(Vec::new()), claims().to_string().as_bytes()).unwrap(),
            vec![mine],
            false,
        ),
    ] {
        let judged = judged_with(token, Some(&set(keys)), |_| {});
        assert_eq!(judged.holds, holds, "{name}: {:#?}", judged.checks);
    }
    let no_keys = judged_with(good(), None, |_| {});
    assert!(
        failed(&no_keys).is_empty() && !no_keys.holds,
        "{no_keys:#?}"
    );
}

/// missing-athash, missing-chash.
#[test]
fn a_hash_may_be_missing_only_where_the_token_came_straight_from_the_server() {
    let keys = set(vec![KEY.public()]);
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove("at_hash");
    claims.as_object_mut().unwrap().remove("c_hash");
    let token = signed(&claims, None);
    let direct = judged_with(token.clone(), Some(&keys), |_| {});
    assert!(direct.holds, "{:#?}", direct.checks);
    let browser = judged_with(token, Some(&keys), |known| known.is_from_browser = true);
    assert_eq!(failed(&browser), [CheckId::AtHash, CheckId::CHash]);
}

#[test]
fn an_hmac_is_judged_by_the_client_secret_alone() {
    let secret = Secret::from("0123456789abcdef0123456789abcdef".to_owned());
    let key = SigningKey::from_secret(secret.clone()).unwrap();
    let payload = claims().to_string();
    let token = sign(
        &key,
        Algorithm::HS256,
        &Json::Object(Vec::new()),
        payload.as_bytes(),
    );
    let token = token.unwrap();
    let keys = set(vec![KEY.public()]);
    let without = judged_with(token.clone(), Some(&keys), |_| {});
    assert!(!without.holds);
    let with = |known: &mut Known<'_>| {
        // The test lives as long as its secret.
        known.client_secret = Some(Box::leak(Box::new(secret.clone())));
    };
    let judged = judged_with(token, Some(&keys), with);
    assert!(judged.holds, "{:#?}", judged.checks);
}

/// refresh-token, refresh-token-invalid-issuer, refresh-token-invalid-sub,
/// userinfo-invalid-sub.
#[test]
fn who_signed_in_stays_who_it_was() {
    let keys = set(vec![KEY.public()]);
    let judged = judged_with(signed(&claims(), None), Some(&keys), |_| {});
    let status = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut old = claims();
        change(&mut old);
        let old = Secret::from(signed(&old, None));
        let checks = judge_refreshed(&judged, Some(&old), Reference::openid_core("12.2"));
        checks.iter().map(|c| c.status).collect::<Vec<_>>()
    };
    use Status::{Fail, Pass, Skipped};
    assert_eq!(status(&|_| {}), [Pass, Pass]);
    assert_eq!(status(&|old| old["sub"] = "eve".into()), [Fail, Pass]);
    assert_eq!(status(&|old| old["iss"] = "https://x".into()), [Pass, Fail]);
    let none = judge_refreshed(&judged, None, Reference::openid_core("12.2"));
    assert!(none.iter().all(|c| c.status == Skipped));
    for (text, wanted) in [
        (r#"{"sub":"ada"}"#, Pass),
        (r#"{"sub":"eve"}"#, Fail),
        (r#"{"sub":7}"#, Fail),
        ("{}", Fail),
    ] {
        let (userinfo, _) = crate::jose::json::parse(text.as_bytes());
        let check = judge_userinfo_subject(&userinfo, Some(&judged));
        assert_eq!(check.status, wanted, "{text}");
    }
    let check = judge_userinfo_subject(&Json::Null, None);
    assert_eq!(check.status, Skipped);
}
