//! What the type of a token asks of it, and what is given beside it: hashes, proofs, certificates.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "diagnosis/token.rs"]
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use token::{NOW, SECRET, b64, hs256, key_text, keys, secret, sha256, token};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::Thumbprint;
use tokenscope::jose::certificate::Anchor;
use tokenscope::report::{CheckId, Report, Secret, Status, TokenType, Verdict};

fn question() -> Question {
    Question {
        keys: vec![secret(SECRET)],
        now: NOW,
        ..Question::default()
    }
}

fn signed(typ: &str, claims: &str) -> String {
    token(
        "HS256",
        SECRET,
        &format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#),
        claims,
    )
}

/// What became of a check; nothing where it is not listed.
fn listed(report: &Report, id: CheckId) -> Option<Status> {
    report.check(id).map(|check| check.status)
}

#[test]
fn only_checks_that_apply_are_listed() {
    use CheckId::*;
    let report = inspect(&hs256(r#"{"sub":"a"}"#), &question());
    let ids: Vec<_> = report.checks.iter().map(|check| check.id).collect();
    assert_eq!(
        ids,
        [
            Format,
            Algorithm,
            Signature,
            KeyTrust,
            KeyStrength,
            Critical,
            Type,
            Issuer,
            Subject,
            Audience,
            Expiry,
            NotBefore,
            IssuedAt,
            Nonce,
            RequiredClaims
        ]
    );
    assert_eq!(report.token_type, None);
}

#[test]
fn a_type_decides_only_where_it_is_stated_or_asked_for() {
    let claims =
        r#"{"iss":"i","sub":"s","aud":"a","exp":1795518000,"iat":1795514000,"client_id":"c"}"#;
    let stated = inspect(&signed("at+jwt", claims), &question());
    assert_eq!(stated.verdict, Verdict::Invalid);
    let check = stated.check(CheckId::RequiredClaims).unwrap();
    assert_eq!(check.detail, "Missing: \"jti\" (it is an access token)");
    assert_eq!(check.reference.to_string(), "RFC 9068 §2.2");

    let guessed = inspect(&signed("JWT", claims), &question());
    assert_eq!(guessed.verdict, Verdict::Valid);
    let recognised = guessed.token_type.unwrap();
    assert_eq!(recognised.token_type, TokenType::AccessToken);
    assert!(!recognised.is_certain);
    let mut asked = question();
    asked.expectations.typ = Some("id-token".into());
    asked.expectations.require = vec!["email".into()];
    let report = inspect(&signed("JWT", claims), &asked);
    assert_eq!(listed(&report, CheckId::Type), Some(Status::Pass));
    let check = report.check(CheckId::RequiredClaims).unwrap();
    assert_eq!(check.detail, "Missing: \"email\" (it is an ID token)");
}

#[test]
fn an_id_token_is_bound_to_what_came_with_it() {
    let half = |text: &str| b64(&sha256(text.as_bytes())[..16]);
    let claims = format!(
        r#"{{"azp":"c","aud":["c","d"],"auth_time":1795514300,"at_hash":"{}","c_hash":"{}","s_hash":"{}"}}"#,
        half("token"),
        half("code"),
        half("state"),
    );
    let text = signed("JWT", &claims);
    let hashes = [CheckId::AtHash, CheckId::CHash, CheckId::SHash];
    let given = |token: &str| {
        let mut question = question();
        question.beside.access_token = Some(Secret::from(token.to_owned()));
        question.beside.code = Some(Secret::from("code".to_owned()));
        question.beside.state = Some(Secret::from("state".to_owned()));
        question
    };
    let report = inspect(&text, &given("token"));
    for id in hashes {
        assert_eq!(listed(&report, id), Some(Status::Pass), "{id}");
    }
    assert_eq!(report.verdict, Verdict::Valid);
    let report = inspect(&text, &given("another"));
    assert_eq!(listed(&report, CheckId::AtHash), Some(Status::Fail));
    assert_eq!(report.verdict, Verdict::Invalid);
    let report = inspect(&text, &question());
    for id in hashes {
        assert_eq!(listed(&report, id), Some(Status::Skipped), "{id}");
    }

    let mut asked = question();
    asked.expectations.typ = Some("id-token".into());
    asked.expectations.audience = vec!["c".into()];
    asked.expectations.max_age = Some(100);
    let report = inspect(&text, &asked);
    assert_eq!(
        listed(&report, CheckId::AuthorizedParty),
        Some(Status::Pass)
    );
    assert_eq!(listed(&report, CheckId::AuthTime), Some(Status::Pass));
    asked.expectations.audience = vec!["d".into()];
    asked.expectations.max_age = Some(99);
    let report = inspect(&text, &asked);
    assert_eq!(
        listed(&report, CheckId::AuthorizedParty),
        Some(Status::Fail)
    );
    assert_eq!(listed(&report, CheckId::AuthTime), Some(Status::Fail));
}

/// A proof for `GET https://api.example/a`, made with a key of the test data.
fn proof(alg: &str, key: &str, access_token: &str) -> String {
    let jwk = key_text(&format!("{key}.jwk.json"));
    let header = format!(r#"{{"typ":"dpop+jwt","alg":"{alg}","jwk":{jwk}}}"#);
    let ath = b64(sha256(access_token.as_bytes()));
    let claims = format!(
        r#"{{"jti":"j","htm":"GET","htu":"https://api.example/a","iat":{},"ath":"{ath}"}}"#,
        NOW - 5
    );
    token(alg, "", &header, &claims)
}

/// An access token that is bound to a key of the test data.
fn bound_to(key: &str) -> String {
    let key = keys(&format!("{key}.jwk.json"));
    let jkt = Thumbprint::of(&key.keys[0].material).unwrap().base64url();
    hs256(&format!(r#"{{"sub":"a","cnf":{{"jkt":"{jkt}"}}}}"#))
}

#[test]
fn a_proof_is_for_its_token_and_its_request() {
    let access_token = bound_to("p256");
    let asked = |proof: &str, method: &str, url: &str| {
        let mut question = question();
        question.beside.proof = Some(Secret::from(proof.to_owned()));
        question.beside.method = Some(method.to_owned());
        question.beside.url = Some(url.to_owned());
        let report = inspect(&access_token, &question);
        let status = |id| listed(&report, id).unwrap();
        (
            status(CheckId::Confirmation),
            status(CheckId::DpopProof),
            report.verdict,
        )
    };
    const URL: &str = "https://api.example/a?b=c";
    let good = proof("ES256", "p256", &access_token);
    use Status::{Fail, Pass};
    use Verdict::{Invalid, Valid};
    assert_eq!(asked(&good, "GET", URL), (Pass, Pass, Valid));
    assert_eq!(asked(&good, "POST", URL), (Pass, Fail, Invalid));
    assert_eq!(
        asked(&good, "GET", "https://api.example/b"),
        (Pass, Fail, Invalid)
    );
    let other_key = proof("ES384", "p384", &access_token);
    assert_eq!(asked(&other_key, "GET", URL), (Fail, Pass, Invalid));
    let other_token = proof("ES256", "p256", "another");
    assert_eq!(asked(&other_token, "GET", URL), (Pass, Fail, Invalid));

    let unbound = {
        let mut question = question();
        question.beside.proof = Some(Secret::from(good));
        inspect(&hs256(r#"{"sub":"a"}"#), &question)
    };
    assert_eq!(listed(&unbound, CheckId::Confirmation), Some(Fail));
    let alone = inspect(&access_token, &question());
    assert_eq!(listed(&alone, CheckId::Confirmation), Some(Status::Skipped));
    assert_eq!(listed(&alone, CheckId::DpopProof), None);
}

#[test]
fn a_proof_can_be_looked_at_by_itself() {
    let access_token = bound_to("p256");
    let text = proof("ES256", "p256", &access_token);
    let mut question = Question {
        now: NOW,
        ..Question::default()
    };
    let report = inspect(&text, &question);
    // Its key came inside it: it proves who holds the key, and not who that is.
    assert_eq!(report.verdict, Verdict::Unverified);
    assert_eq!(listed(&report, CheckId::DpopProof), Some(Status::Pass));
    assert_eq!(listed(&report, CheckId::RequiredClaims), Some(Status::Pass));
    assert_eq!(listed(&report, CheckId::Confirmation), None);

    question.beside.access_token = Some(Secret::from(access_token));
    let report = inspect(&text, &question);
    assert_eq!(listed(&report, CheckId::Confirmation), Some(Status::Pass));
    let other = bound_to("p384");
    question.beside.access_token = Some(Secret::from(other.clone()));
    let report = inspect(&proof("ES256", "p256", &other), &question);
    assert_eq!(listed(&report, CheckId::DpopProof), Some(Status::Pass));
    assert_eq!(listed(&report, CheckId::Confirmation), Some(Status::Fail));
}

#[test]
fn a_certificate_is_trusted_through_what_the_person_gives() {
    // A day after the certificate was made.
    let now = NOW + 86_400;
    let der = |pem: &str| {
        let lines = pem.lines().filter(|line| !line.starts_with('-'));
        STANDARD.decode(lines.collect::<String>()).unwrap()
    };
    let own = der(&key_text("rsa.certificate.pem"));
    let other = der(&key_text("p256.certificate.pem"));
    let header = format!(r#"{{"alg":"RS256","x5c":["{}"]}}"#, STANDARD.encode(&own));
    let text = token("RS256", "", &header, r#"{"sub":"a"}"#);
    let judged = |text: &str, roots: Vec<Anchor>| {
        let mut question = Question {
            now,
            ..Question::default()
        };
        question.beside.roots = roots;
        let report = inspect(text, &question);
        let trust = report.status(CheckId::KeyTrust);
        (
            report.verdict,
            trust,
            listed(&report, CheckId::Certificate).unwrap(),
        )
    };
    use Status::{Fail, Pass, Skipped};
    let thumbprint = sha256(&own).try_into().unwrap();
    let (own, other) = (Anchor::Certificate(own), Anchor::Certificate(other));
    assert_eq!(
        judged(&text, vec![]),
        (Verdict::Unverified, Skipped, Skipped)
    );
    assert_eq!(
        judged(&text, vec![own.clone()]),
        (Verdict::Valid, Pass, Pass)
    );
    let by_thumbprint = judged(&text, vec![Anchor::Thumbprint(thumbprint)]);
    assert_eq!(by_thumbprint, (Verdict::Valid, Pass, Pass));
    assert_eq!(
        judged(&text, vec![other]),
        (Verdict::Invalid, Skipped, Fail)
    );

    // The certificate is another's: what it says is true, but who signed does not hold its key.
    let stolen = token("ES256", "", &header.replace("RS256", "ES256"), "{}");
    assert_ne!(judged(&stolen, vec![own.clone()]).0, Verdict::Valid);
    let jwk = key_text("p256.jwk.json");
    let both = header
        .replace("RS256", "ES256")
        .replace("\"x5c\"", &format!("\"jwk\":{jwk},\"x5c\""));
    let stolen = token("ES256", "", &both, "{}");
    assert_eq!(judged(&stolen, vec![own]).0, Verdict::Unverified);
}
