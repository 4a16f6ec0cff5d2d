//! The ID token: whether it is the issuer's, for this client, from this login (OpenID Core
//! §3.1.3.7). It is judged by [`inspect`], as if it were pasted with all that is known about it.

use super::Server;
use super::attack::name_attacks;
use super::source::text;
use crate::inspect::{Question, inspect};
use crate::jose::Algorithm;
use crate::jose::jws::{Signature, read_compact};
use crate::jose::key::{KeySet, Origin, secret_from_bytes};
use crate::report::{Check, CheckId, Finding, Json, Reference, Secret, Severity, Status};

/// All that is known about an ID token before it is looked at.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The server that gave it.
    pub server: &'a Server,
    /// For whom it has to be.
    pub client_id: &'a str,
    /// The client's secret, which signs it where its algorithm is an HMAC.
    pub client_secret: Option<&'a Secret>,
    /// The issuer's keys.
    pub keys: Option<&'a KeySet>,
    /// The nonce that was sent.
    pub nonce: Option<&'a Secret>,
    /// The access token that came with it.
    pub access_token: Option<&'a Secret>,
    /// The code that it came for.
    pub code: Option<&'a Secret>,
    /// Whether it came through the browser: then it has to name the access token that came with it
    /// (OpenID Core §3.2.2.10).
    pub is_from_browser: bool,
    /// By how many seconds the clocks may disagree.
    pub leeway: u64,
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// An ID token, judged.
#[derive(Clone, Debug)]
pub struct JudgedIdToken {
    /// What was judged.
    pub checks: Vec<Check>,
    /// What is advised.
    pub findings: Vec<Finding>,
    /// Its claims, as far as they can be read.
    pub claims: Vec<(String, Json)>,
    /// Whether it may be used: no check failed, and those that count passed.
    pub holds: bool,
}

impl JudgedIdToken {
    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.claims.iter().find(|(n, _)| n == name);
        found.and_then(|(_, value)| value.as_str())
    }
}

/// What has to pass: what was not checked is not good enough for a login.
const REQUIRED: &[CheckId] = &[
    CheckId::Format,
    CheckId::Issuer,
    CheckId::Audience,
    CheckId::Expiry,
    CheckId::RequiredClaims,
];

/// Judges an ID token.
pub fn judge_id_token(token: &Secret, known: &Known<'_>) -> JudgedIdToken {
    let token = text(token);
    let mut question = Question {
        now: known.now,
        ..Question::default()
    };
    question.policy.leeway = known.leeway;
    question.policy.algorithms = announced(known.server);
    question
        .expectations
        .issuer
        .clone_from(&known.server.issuer);
    question.expectations.audience = vec![known.client_id.to_owned()];
    question.expectations.typ = Some("id-token".to_owned());
    question.expectations.nonce = known.nonce.map(text);
    question.beside.access_token = known.access_token.cloned();
    question.beside.code = known.code.cloned();
    question.keys = keys(
        &token,
        known,
        question.expectations.issuer_of(claims_of(&token).members()),
    );
    let report = inspect(&token, &question);
    let mut checks = report.checks.clone();
    if known.is_from_browser && known.access_token.is_some() {
        require_hash(&mut checks);
    }
    mask_nonce(&mut checks, claims_of(&token).get("nonce").is_some());
    name_attacks(&mut checks);
    let passed = |id: &CheckId| {
        let check = checks.iter().find(|c| c.id == *id);
        check.is_some_and(|c| c.status == Status::Pass)
    };
    // Without keys there is only the connection to rely on, which is enough where the token came
    // straight from the server (OpenID Core §3.1.3.7, 6).
    let has_keys = known.server.issuer.is_some() && known.server.is_discovered;
    let has_signature = [CheckId::Signature, CheckId::KeyTrust].iter().all(passed);
    let is_signed = has_signature || (!has_keys && !known.is_from_browser);
    let mut required = REQUIRED.iter();
    let is_required = |id: &&CheckId| **id != CheckId::Issuer || known.server.issuer.is_some();
    let no_failure = !checks.iter().any(|c| c.status == Status::Fail);
    let all_passed = required.by_ref().filter(is_required).all(passed);
    let holds = no_failure && is_signed && all_passed;
    let findings = report.findings.iter();
    let findings = findings.filter(|f| f.severity > Severity::Info);
    JudgedIdToken {
        findings: findings.cloned().collect(),
        claims: report.claims().to_vec(),
        checks,
        holds,
    }
}

/// The algorithms that the issuer announces for ID tokens (OpenID Core §3.1.3.7, 7): the token's
/// header alone does not choose. None: nothing is announced that is known here, so each may be.
fn announced(server: &Server) -> Vec<Algorithm> {
    let names = server.id_token_algorithms.iter().flatten();
    names
        .filter_map(|name| Algorithm::from_name(name))
        .collect()
}

/// The keys to judge by: the issuer's own, or the client's secret where the token is signed with
/// one (OpenID Core §10.1). Never both: a public key must not pass for a secret.
fn keys(token: &str, known: &Known<'_>, issuer: Option<String>) -> Vec<KeySet> {
    let jws = read_compact(token);
    let header = jws.signatures.first().map(Signature::header);
    let alg = header.as_ref().and_then(|h| h.get("alg"));
    let is_hmac = alg
        .and_then(Json::as_str)
        .is_some_and(|a| a.starts_with("HS"));
    if is_hmac {
        let secret = known.client_secret.map(Secret::expose);
        let set = secret.map(|bytes| secret_from_bytes(bytes.to_vec(), "the client secret"));
        return set.into_iter().collect();
    }
    let Some(mut set) = known.keys.cloned() else {
        return Vec::new();
    };
    // The person named the issuer. Entra's template stands for the token's own tenant.
    if let (Some(issuer), Origin::Discovered { .. }) = (issuer, &set.origin) {
        set.origin = Origin::Discovered {
            issuer,
            confirmed: false,
        };
    }
    vec![set]
}

fn claims_of(token: &str) -> Json {
    let jws = read_compact(token);
    let claims = jws.payload.claims().map(<[_]>::to_vec);
    claims.map_or(Json::Null, Json::Object)
}

/// The nonce is masked where it is sent, so that what is judged of it does not show it either: it
/// would stand in each report and each trace.
fn mask_nonce(checks: &mut [Check], is_there: bool) {
    let made = checks.iter_mut().filter(|c| c.id == CheckId::Nonce);
    for check in made {
        check.detail = match (check.status, is_there) {
            (Status::Pass, _) => "It is the one that was sent".to_owned(),
            (Status::Fail, true) => "It is another than the one that was sent".to_owned(),
            (Status::Fail, false) => "There is none, and one was sent".to_owned(),
            (Status::Skipped, _) => continue,
        };
    }
}

fn require_hash(checks: &mut Vec<Check>) {
    let reference = Reference::openid_core("3.2.2.10");
    let detail = "There is no at_hash, and an access token came with the ID token in the browser";
    let missing = Check::fail(CheckId::AtHash, reference, detail);
    match checks.iter_mut().find(|c| c.id == CheckId::AtHash) {
        Some(check) if check.status == Status::Skipped => *check = missing,
        Some(_) => {}
        None => checks.push(missing),
    }
}

/// What a refreshed ID token has to have in common with the first (OpenID Core §12.2).
pub fn judge_refreshed(new: &JudgedIdToken, old: Option<&Secret>) -> Vec<Check> {
    let reference = Reference::openid_core("12.2");
    let old = old.map(|token| claims_of(&text(token)));
    let pairs = [
        (CheckId::RefreshSubject, "sub", "subject"),
        (CheckId::RefreshIssuer, "iss", "issuer"),
    ];
    let judge = |(id, claim, name): (CheckId, &str, &str)| {
        let Some(old) = &old else {
            let detail = "Not checked: the ID token of before was not given";
            return Check::skipped(id, reference, detail);
        };
        let before = old.get(claim).and_then(Json::as_str);
        match (before, new.text(claim)) {
            (Some(before), Some(now)) if before == now => {
                Check::pass(id, reference, format!("The {name} is that of before"))
            }
            (Some(_), Some(_)) => {
                Check::fail(id, reference, format!("The {name} is another than before"))
            }
            (None, _) => Check::skipped(
                id,
                reference,
                format!("Not checked: the ID token of before has no {claim}"),
            ),
            (_, None) => Check::fail(id, reference, format!("There is no {claim} any more")),
        }
    };
    let mut checks: Vec<_> = pairs.into_iter().map(judge).collect();
    name_attacks(&mut checks);
    checks
}

/// Whether the userinfo is about the person of the ID token (OpenID Core §5.3.2).
pub fn judge_userinfo_subject(userinfo: &Json, id_token: Option<&JudgedIdToken>) -> Check {
    let id = CheckId::UserinfoSubject;
    let reference = Reference::openid_core("5.3.2");
    let Some(id_token) = id_token else {
        let detail = "Not checked: there is no ID token to compare with";
        return Check::skipped(id, reference, detail);
    };
    let found = userinfo.get("sub").and_then(Json::as_str);
    let mut checks = [match (found, id_token.text("sub")) {
        (Some(found), Some(expected)) if found == expected => {
            Check::pass(id, reference, "It is about the person of the ID token")
        }
        (Some(_), Some(_)) => Check::fail(
            id,
            reference,
            "It is about another person than the ID token",
        ),
        (None, _) => Check::fail(id, reference, "It has no sub, which it must have"),
        (_, None) => Check::fail(id, reference, "The ID token has no sub to compare with"),
    }];
    name_attacks(&mut checks);
    let [check] = checks;
    check
}

/// Judges a userinfo answer that is signed (OpenID Core §5.3.2): by the issuer, for the client.
/// It need not expire. Gives the checks and the claims.
pub(super) fn judge_signed_userinfo(
    token: &Secret,
    known: &Known<'_>,
) -> (Vec<Check>, Vec<(String, Json)>) {
    let token = text(token);
    let mut question = Question {
        now: known.now,
        ..Question::default()
    };
    question.policy.leeway = known.leeway;
    let claims = claims_of(&token);
    // Both "SHOULD" be there, and are judged where they are.
    let has = |name: &str| claims.get(name).is_some();
    let issuer = known.server.issuer.clone();
    question.expectations.issuer = issuer.filter(|_| has("iss"));
    if has("aud") {
        question.expectations.audience = vec![known.client_id.to_owned()];
    }
    let issuer = known.server.issuer.clone();
    let by_tenant = question.expectations.issuer_of(claims.members());
    question.keys = keys(&token, known, by_tenant.or(issuer));
    if !has("iss") {
        // The keys of an issuer speak for what names it; here only the connection does.
        for set in &mut question.keys {
            let url = set.source.clone();
            set.origin = Origin::JwksUrl { url };
        }
    }
    let report = inspect(&token, &question);
    let mut checks = report.checks.clone();
    for check in &mut checks {
        let counts = matches!(check.id, CheckId::Signature | CheckId::KeyTrust);
        if counts && check.status == Status::Skipped {
            check.status = Status::Fail;
        }
        if check.id == CheckId::KeyTrust && check.status == Status::Pass {
            "The keys of the issuer that you named".clone_into(&mut check.detail);
        }
    }
    (checks, report.claims().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::{Key, KeyFormat};
    use crate::jose::signing::SigningKey;
    use crate::jose::{
        Algorithm, Curve, Hash, KeyKind, base64url, digest, generate, sign, unsecured,
    };
    use std::sync::LazyLock;

    const NOW: i64 = 1_700_000_000;
    const ISS: &str = "https://id.example";

    static KEY: LazyLock<SigningKey> =
        LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());
    static OTHER: LazyLock<SigningKey> =
        LazyLock::new(|| generate(KeyKind::Ec(Curve::P256)).unwrap());

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
        assert_eq!(failed(&browser), [CheckId::AtHash]);
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
            let checks = judge_refreshed(&judged, Some(&old));
            checks.iter().map(|c| c.status).collect::<Vec<_>>()
        };
        use Status::{Fail, Pass, Skipped};
        assert_eq!(status(&|_| {}), [Pass, Pass]);
        assert_eq!(status(&|old| old["sub"] = "eve".into()), [Fail, Pass]);
        assert_eq!(status(&|old| old["iss"] = "https://x".into()), [Pass, Fail]);
        let none = judge_refreshed(&judged, None);
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
}
