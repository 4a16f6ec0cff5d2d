//! What must be rejected (RFC 9901 §7.1, §7.3), made with the example keys.

use super::{NOW, data, question};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::base64url::encode;
use tokenscope::jose::key::read_keys;
use tokenscope::jose::sd_jwt::{Binding, bind};
use tokenscope::jose::signing::{SigningKey, read_key_file};
use tokenscope::jose::{Algorithm, Hash, RsaBits, digest, generate, json as strict, sign};
use tokenscope::report::{Check, CheckId, Report, Status, Verdict};

fn keys() -> (SigningKey, Question) {
    let kind = tokenscope::jose::KeyKind::of(Algorithm::ES256, RsaBits::Rsa2048);
    let key = generate(kind).unwrap();
    let public = key.public().jwk().unwrap();
    let question = Question {
        keys: vec![read_keys(public.as_bytes(), "issuer.json").unwrap()],
        now: NOW,
        ..Question::default()
    };
    (key, question)
}

fn holder() -> SigningKey {
    let text = data()["holder"].to_string();
    let file = read_key_file(text.as_bytes(), "holder.json").unwrap();
    file.signing_keys().next().unwrap().clone()
}

/// A disclosure and its digest.
fn disclosure(content: Value) -> (String, String) {
    let text = encode(content.to_string().as_bytes());
    let hash = encode(&digest(Hash::Sha256, text.as_bytes()));
    (text, hash)
}

const SALT: &str = "2GLC42sKQveCfGfryNRN9w";

fn signed(key: &SigningKey, claims: &Value) -> String {
    let header = strict::parse(br#"{"typ":"example+sd-jwt"}"#).0;
    sign(
        key,
        Algorithm::ES256,
        &header,
        claims.to_string().as_bytes(),
    )
    .unwrap()
}

fn judged(report: &Report, id: CheckId) -> &Check {
    report.check(id).unwrap()
}

#[test]
fn each_rule_on_disclosures_makes_a_well_signed_token_invalid() {
    let (key, question) = keys();
    let (a, a_hash) = disclosure(json!([SALT, "a", 1]));
    let (element, element_hash) = disclosure(json!([SALT, 1]));
    let (sd, sd_hash) = disclosure(json!([SALT, "_sd", ["x"]]));
    let (dots, dots_hash) = disclosure(json!([SALT, "...", "x"]));
    let (four, four_hash) = disclosure(json!([SALT, "a", 1, 2]));
    let cases = [
        ("orphan", json!({"b": 1}), vec![&a], "belongs to no digest"),
        (
            "digest twice",
            json!({"_sd": [a_hash, a_hash]}),
            vec![&a],
            "at two places",
        ),
        (
            "digest twice, hidden",
            json!({"_sd": ["x"], "b": [{"...": "x"}]}),
            vec![],
            "at two places",
        ),
        (
            "clash",
            json!({"_sd": [a_hash], "a": 2}),
            vec![&a],
            "there already",
        ),
        (
            "element under _sd",
            json!({"_sd": [element_hash]}),
            vec![&element],
            "under _sd",
        ),
        (
            "claim in an array",
            json!({"b": [{"...": a_hash}]}),
            vec![&a],
            "in an array",
        ),
        (
            "named _sd",
            json!({"_sd": [sd_hash]}),
            vec![&sd],
            "reserved",
        ),
        (
            "named ...",
            json!({"_sd": [dots_hash]}),
            vec![&dots],
            "reserved",
        ),
        (
            "four values",
            json!({"_sd": [four_hash]}),
            vec![&four],
            "4 values",
        ),
        (
            "_sd is text",
            json!({"_sd": "x"}),
            vec![],
            "not an array of strings",
        ),
        (
            "_sd_alg is a number",
            json!({"_sd_alg": 1}),
            vec![],
            "not a string",
        ),
        (
            "sha-1",
            json!({"_sd_alg": "sha-1"}),
            vec![],
            "_sd_alg is \"sha-1\"",
        ),
    ];
    for (name, claims, disclosures, told) in cases {
        let mut text = format!("{}~", signed(&key, &claims));
        for one in disclosures {
            text.push_str(one);
            text.push('~');
        }
        let report = inspect(&text, &question);
        assert_eq!(report.status(CheckId::Signature), Status::Pass, "{name}");
        assert_eq!(report.verdict, Verdict::Invalid, "{name}");
        let check = judged(&report, CheckId::Disclosures);
        assert_eq!(check.status, Status::Fail, "{name}");
        assert!(check.detail.contains(told), "{name}: {}", check.detail);
    }
}

#[test]
fn what_the_document_allows_is_not_called_invalid() {
    let (key, question) = keys();
    let (a, a_hash) = disclosure(json!([SALT, "a", {"_sd": []}]));
    for (claims, disclosures, status) in [
        // Decoys, an empty list, the same disclosure again.
        (
            json!({"_sd": ["decoy"], "b": {"_sd": []}, "c": [{"...": "decoy 2"}]}),
            vec![],
            Status::Pass,
        ),
        (json!({"_sd": [a_hash]}), vec![&a, &a], Status::Pass),
        // An algorithm that is not known here says nothing against the token.
        (
            json!({"_sd": ["x"], "_sd_alg": "sha3-512"}),
            vec![&a],
            Status::Skipped,
        ),
        // Nothing is hidden at all.
        (json!({"a": 1}), vec![], Status::Pass),
    ] {
        let mut text = format!("{}~", signed(&key, &claims));
        for one in disclosures {
            text.push_str(one);
            text.push('~');
        }
        let report = inspect(&text, &question);
        let verdict = match status {
            Status::Skipped => Verdict::Unverified,
            _ => Verdict::Valid,
        };
        assert_eq!(report.verdict, verdict, "{claims}: {}", report.summary);
        assert_eq!(report.status(CheckId::Disclosures), status, "{claims}");
    }
}

#[test]
fn an_unsigned_or_forged_token_is_invalid_whatever_it_discloses() {
    let (key, question) = keys();
    let header = strict::parse(br#"{"typ":"example+sd-jwt"}"#).0;
    let none = tokenscope::jose::unsecured(&header, b"{}").unwrap();
    let report = inspect(&format!("{none}~"), &question);
    assert_eq!(report.status(CheckId::Algorithm), Status::Fail);
    let mut forged = signed(&key, &json!({"_sd": []}));
    forged.replace_range(
        30..31,
        if forged.as_bytes()[30] == b'A' {
            "B"
        } else {
            "A"
        },
    );
    let report = inspect(&format!("{forged}~"), &question);
    assert_eq!(report.verdict, Verdict::Invalid);
}

#[test]
fn an_expiry_that_is_disclosed_counts() {
    let (key, question) = keys();
    let (exp, hash) = disclosure(json!([SALT, "exp", NOW - 1]));
    let token = signed(&key, &json!({"_sd": [hash]}));
    let report = inspect(&format!("{token}~{exp}~"), &question);
    assert_eq!(report.status(CheckId::Expiry), Status::Fail);
    let hidden = inspect(&format!("{token}~"), &question);
    assert_eq!(
        hidden.verdict,
        Verdict::Valid,
        "and one that is hidden cannot"
    );
}

/// A token bound to the example holder, and a presentation of it.
fn bound(key: &SigningKey) -> String {
    let jwk: Value = serde_json::from_str(&holder().public().jwk().unwrap()).unwrap();
    format!("{}~", signed(key, &json!({"cnf": {"jwk": jwk}})))
}

/// A key-binding JWT made by hand.
fn by_hand(key: &SigningKey, header: &str, claims: &Value) -> String {
    let header = strict::parse(header.as_bytes()).0;
    sign(
        key,
        Algorithm::ES256,
        &header,
        claims.to_string().as_bytes(),
    )
    .unwrap()
}

#[test]
fn each_rule_on_key_binding_makes_a_presentation_invalid() {
    let (issuer, mut question) = keys();
    question.expectations.audience = vec!["https://verifier".to_owned()];
    question.expectations.nonce = Some("n-1".to_owned());
    let presented = bound(&issuer);
    let hash = encode(&digest(Hash::Sha256, presented.as_bytes()));
    let good = json!({"iat": NOW - 5, "aud": "https://verifier", "nonce": "n-1", "sd_hash": hash});
    const TYP: &str = r#"{"typ":"kb+jwt"}"#;
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let check = |key_binding: &str| {
        let report = inspect(&format!("{presented}{key_binding}"), &question);
        let check = judged(&report, CheckId::KeyBinding).clone();
        let is_invalid = report.verdict == Verdict::Invalid;
        assert_eq!(is_invalid, check.status == Status::Fail, "{}", check.detail);
        check
    };
    let holder = holder();
    let fine = check(&by_hand(&holder, TYP, &good));
    assert_eq!(fine.status, Status::Pass, "{}", fine.detail);
    assert_eq!(
        fine.detail,
        "Signed with the key in cnf, for \"https://verifier\", made 5 seconds ago"
    );
    for (header, claims, told) in [
        (r#"{"typ":"JWT"}"#, good.clone(), "not kb+jwt"),
        ("{}", good.clone(), "no typ kb+jwt"),
        (
            TYP,
            with("aud", json!("https://other")),
            "is for \"https://other\"",
        ),
        (
            TYP,
            with("aud", json!(["https://verifier"])),
            "aud of the key-binding JWT is an array",
        ),
        (TYP, with("nonce", json!("n-2")), "expected \"n-1\""),
        (
            TYP,
            with("nonce", json!(1)),
            "nonce of the key-binding JWT is a number",
        ),
        (TYP, with("iat", json!(NOW + 100)), "made in the future"),
        (
            TYP,
            with("iat", json!("now")),
            "iat of the key-binding JWT is a string",
        ),
        (TYP, with("exp", json!(NOW - 1)), "expired"),
        (TYP, with("nbf", json!(NOW + 1)), "does not hold before"),
        (TYP, with("sd_hash", json!("x")), "another presentation"),
        (TYP, without("iat"), "has no iat"),
        (TYP, without("aud"), "has no aud"),
        (TYP, without("nonce"), "has no nonce"),
        (TYP, without("sd_hash"), "has no sd_hash"),
        (
            r#"{"typ":"kb+jwt","crit":["x"],"x":1}"#,
            good.clone(),
            "In the key-binding JWT",
        ),
    ] {
        let check = check(&by_hand(&holder, header, &claims));
        assert_eq!(check.status, Status::Fail, "{claims}: {}", check.detail);
        assert!(check.detail.contains(told), "{}", check.detail);
    }
    let other = check(&by_hand(&issuer, TYP, &good));
    assert!(
        other.detail.contains("does not verify with the key in cnf"),
        "{}",
        other.detail
    );
    let header = strict::parse(TYP.as_bytes()).0;
    let none = tokenscope::jose::unsecured(&header, good.to_string().as_bytes()).unwrap();
    assert!(check(&none).detail.contains("is not signed"));
    let hs = format!(
        "{}.{}.AAAA",
        encode(br#"{"alg":"HS256","typ":"kb+jwt"}"#),
        encode(good.to_string().as_bytes())
    );
    assert!(check(&hs).detail.contains("no holder's key signs so"));
}

#[test]
fn a_disclosure_that_is_taken_away_or_added_breaks_the_binding() {
    let (issuer, question) = keys();
    let jwk: Value = serde_json::from_str(&holder().public().jwk().unwrap()).unwrap();
    let (a, a_hash) = disclosure(json!([SALT, "a", 1]));
    let (b, b_hash) = disclosure(json!(["eluV5Og3gSNII8EYnsxA_A", "b", 2]));
    let token = signed(
        &issuer,
        &json!({"_sd": [a_hash, b_hash], "cnf": {"jwk": jwk}}),
    );
    let binding = Binding {
        audience: "v",
        nonce: "n",
        issued_at: NOW,
    };
    let whole = bind(
        &format!("{token}~{a}~"),
        Hash::Sha256,
        &holder(),
        Algorithm::ES256,
        binding,
    );
    let whole = whole.unwrap();
    let kb = whole.rsplit('~').next().unwrap();
    assert_eq!(inspect(&whole, &question).verdict, Verdict::Valid);
    for changed in [
        format!("{token}~{kb}"),
        format!("{token}~{a}~{b}~{kb}"),
        format!("{token}~{b}~{a}~{kb}"),
    ] {
        let report = inspect(&changed, &question);
        let check = judged(&report, CheckId::KeyBinding);
        assert_eq!(check.status, Status::Fail);
        assert!(check.detail.contains("sd_hash"), "{}", check.detail);
        assert_eq!(report.status(CheckId::Disclosures), Status::Pass);
    }
}

#[test]
fn whether_a_binding_is_required_is_for_the_reader_to_say() {
    let (issuer, question) = keys();
    let text = bound(&issuer);
    let given = inspect(&text, &question);
    assert_eq!(
        (given.verdict, given.status(CheckId::KeyBinding)),
        (Verdict::Valid, Status::Skipped)
    );
    let mut required = question.clone();
    required.expectations.key_binding = true;
    assert_eq!(inspect(&text, &required).verdict, Verdict::Invalid);
    let mut with_nonce = question.clone();
    with_nonce.expectations.nonce = Some("n".to_owned());
    let report = inspect(&text, &with_nonce);
    assert_eq!(report.status(CheckId::KeyBinding), Status::Fail);
}

#[test]
fn a_key_that_is_named_otherwise_or_not_at_all_is_not_judged() {
    let (issuer, question) = keys();
    for (claims, status) in [
        (json!({}), Status::Skipped),
        (json!({"cnf": {"kid": "k"}}), Status::Skipped),
        (json!({"cnf": {"jwk": {"kty": "EC"}}}), Status::Fail),
        (json!({"cnf": {"jwk": data()["holder"]}}), Status::Fail),
        (json!({"cnf": 1}), Status::Fail),
    ] {
        let text = format!("{}~", signed(&issuer, &claims));
        let binding = Binding {
            audience: "v",
            nonce: "n",
            issued_at: NOW,
        };
        let text = bind(&text, Hash::Sha256, &holder(), Algorithm::ES256, binding).unwrap();
        let report = inspect(&text, &question);
        let check = judged(&report, CheckId::KeyBinding);
        assert_eq!(check.status, status, "{claims}: {}", check.detail);
        let mut required = question.clone();
        required.expectations.key_binding = true;
        let report = inspect(&text, &required);
        assert_ne!(report.verdict, Verdict::Valid, "{}", report.summary);
    }
}

#[test]
fn many_disclosures_and_deep_ones_end_quickly() {
    let start = Instant::now();
    let (key, question) = keys();
    let all: Vec<_> = (0..10_000)
        .map(|i| disclosure(json!([format!("{SALT}{i}"), format!("n{i}"), i])))
        .collect();
    let digests: Vec<_> = all.iter().map(|(_, hash)| hash).collect();
    let token = signed(&key, &json!({"_sd": digests}));
    let texts: Vec<_> = all.iter().map(|(text, _)| text.as_str()).collect();
    let wide = inspect(&format!("{token}~{}~", texts.join("~")), &question);
    assert_eq!(wide.status(CheckId::Disclosures), Status::Pass);
    // Each in the next: deeper than anything is read.
    let mut chain = vec![disclosure(json!([SALT, "n", 1]))];
    for _ in 0..2_000 {
        let (_, hash) = chain.last().unwrap();
        chain.push(disclosure(json!([SALT, "n", {"_sd": [hash]}])));
    }
    let token = signed(&key, &json!({"_sd": [chain.last().unwrap().1]}));
    let texts: Vec<_> = chain.iter().map(|(text, _)| text.as_str()).collect();
    let deep = inspect(&format!("{token}~{}~", texts.join("~")), &question);
    assert_eq!(deep.status(CheckId::Disclosures), Status::Fail);
    for text in [
        "a.b.c".to_owned() + &"~".repeat(1 << 20),
        "eyJhbGciOiJub25lIn0.e30.~".repeat(10_000),
    ] {
        inspect(&text, &question);
    }
    // A thousandfold slack, and still far from what quadratic work would take.
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn no_text_makes_it_panic() {
    let whole = super::example("simple")["presented"]
        .as_str()
        .unwrap()
        .to_owned();
    let flat = super::example("json_flattened")["presented"]
        .as_str()
        .unwrap()
        .to_owned();
    let question = question(None, None);
    for text in [whole, flat] {
        for end in (0..text.len()).step_by(7) {
            inspect(&text[..end], &question);
            inspect(&text[end..], &question);
        }
    }
}

#[test]
fn no_character_can_be_changed() {
    let text = super::example("simple")["presented"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut question = super::question(Some("https://verifier.example.org"), Some("1234567890"));
    question.expectations.key_binding = true;
    assert_eq!(inspect(&text, &question).verdict, Verdict::Valid);
    for at in (0..text.len()).step_by(3) {
        let mut changed = text.clone();
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        let report = inspect(&changed, &question);
        assert_ne!(report.verdict, Verdict::Valid, "character {at}: {changed}");
        changed = text.clone();
        changed.remove(at);
        let report = inspect(&changed, &question);
        assert_ne!(report.verdict, Verdict::Valid, "without character {at}");
    }
}

/// Whoever holds an SD-JWT can cut off everything from the first `~` on: what is left is a plain JWT.
#[test]
fn a_required_binding_is_not_avoided_by_cutting_the_sd_jwt_down_to_its_jwt() {
    let (issuer, mut question) = keys();
    let text = bound(&issuer);
    let plain = text.trim_end_matches('~');
    assert_eq!(inspect(plain, &question).verdict, Verdict::Valid);
    question.expectations.key_binding = true;
    let report = inspect(plain, &question);
    assert_eq!(judged(&report, CheckId::KeyBinding).status, Status::Fail);
    assert_eq!(report.verdict, Verdict::Invalid);
}

/// The issuer binds the token to no key that can be read: anybody can write a key-binding JWT with the
/// audience and the nonce that are expected.
#[test]
fn an_audience_and_a_nonce_that_nobody_signed_for_make_nothing_valid() {
    let (issuer, question) = keys();
    for claims in [json!({}), json!({"cnf": {"kid": "k"}})] {
        let text = format!("{}~", signed(&issuer, &claims));
        let binding = Binding {
            audience: "v",
            nonce: "n",
            issued_at: NOW,
        };
        let forged = generate(tokenscope::jose::KeyKind::of(
            Algorithm::ES256,
            RsaBits::Rsa2048,
        ));
        let forged = bind(
            &text,
            Hash::Sha256,
            &forged.unwrap(),
            Algorithm::ES256,
            binding,
        );
        let forged = forged.unwrap();
        assert_eq!(inspect(&forged, &question).verdict, Verdict::Valid);
        for (audience, nonce) in [(Some("v"), None), (None, Some("n")), (Some("v"), Some("n"))] {
            let mut expected = question.clone();
            expected.expectations.audience = audience.map(str::to_owned).into_iter().collect();
            expected.expectations.nonce = nonce.map(str::to_owned);
            let report = inspect(&forged, &expected);
            assert_eq!(report.verdict, Verdict::Unverified, "{}", report.summary);
        }
    }
}

#[test]
fn a_holders_key_that_is_weak_or_for_something_else_binds_nothing() {
    let (issuer, question) = keys();
    let public: Value = serde_json::from_str(&holder().public().jwk().unwrap()).unwrap();
    for (member, value, status) in [
        ("x", public["x"].clone(), Status::Pass),
        ("alg", json!("ES256"), Status::Pass),
        ("alg", json!("ES384"), Status::Fail),
        ("use", json!("enc"), Status::Fail),
        ("key_ops", json!(["deriveKey"]), Status::Fail),
    ] {
        let mut jwk = public.clone();
        jwk[member] = value;
        let text = format!("{}~", signed(&issuer, &json!({"cnf": {"jwk": jwk}})));
        let binding = Binding {
            audience: "v",
            nonce: "n",
            issued_at: NOW,
        };
        let text = bind(&text, Hash::Sha256, &holder(), Algorithm::ES256, binding).unwrap();
        let report = inspect(&text, &question);
        let check = judged(&report, CheckId::KeyBinding);
        assert_eq!(check.status, status, "{jwk}: {}", check.detail);
    }
}
