//! Any claims, any choice of what may be hidden, any choice of what is shown: what was issued and
//! presented is read back as it was meant.

use super::NOW;
use proptest::prelude::*;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::key::read_keys;
use tokenscope::jose::sd_jwt::{
    Binding, Issue, bind, issue, pointers, present, process, random_salts, read_compact,
};
use tokenscope::jose::signing::SigningKey;
use tokenscope::jose::{Algorithm, Hash, KeyKind, RsaBits, generate, json, sign};
use tokenscope::report::{CheckId, Json, Payload, Status, Verdict};

/// Any JSON value whose names are not reserved.
fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i32>().prop_map(|n| Json::Number(n.to_string())),
        "[a-zß/~\"]{0,6}".prop_map(Json::String),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::btree_map("[a-z~/*]{1,3}", inner, 0..4)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn claims() -> impl Strategy<Value = Json> {
    prop::collection::btree_map("c[a-z~/*]{1,3}", value(), 0..5)
        .prop_map(|members| Json::Object(members.into_iter().collect()))
}

fn key() -> (SigningKey, Question) {
    let key = generate(KeyKind::of(Algorithm::Ed25519, RsaBits::Rsa2048)).unwrap();
    let public = key.public().jwk().unwrap();
    let question = Question {
        keys: vec![read_keys(public.as_bytes(), "issuer.json").unwrap()],
        now: NOW,
        ..Question::default()
    };
    (key, question)
}

/// Sorts the members of every object: what is disclosed comes after what is always there.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Array(values) => Json::Array(values.iter().map(sorted).collect()),
        Json::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(n, v)| (n.clone(), sorted(v)))
                .collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(members)
        }
        other => other.clone(),
    }
}

fn payload(report: &tokenscope::report::Report) -> Json {
    match report.payload.as_ref().unwrap() {
        Payload::Json(json) => sorted(json),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_issued_and_presented_is_read_back(
        claims in claims(),
        choices in prop::collection::vec(any::<bool>(), 64),
        shown in prop::collection::vec(any::<bool>(), 64),
        decoys in 0_usize..3,
    ) {
        let (key, question) = key();
        let holder = generate(KeyKind::of(Algorithm::ES256, RsaBits::Rsa2048)).unwrap();
        let jwk = json::parse(holder.public().jwk().unwrap().as_bytes()).0;
        // A star is a pattern, unless a claim is named so: those that hold one are left visible.
        let all = pointers(&claims).into_iter().filter(|p| !p.contains('*'));
        let chosen: Vec<String> = all
            .zip(choices.iter().cycle())
            .filter_map(|(pointer, chosen)| chosen.then_some(pointer))
            .collect();
        let what = Issue {
            claims: &claims,
            selective: &chosen,
            hash: Hash::Sha256,
            decoys,
            holder: Some(jwk),
        };
        let issued = issue(&what, &mut random_salts).unwrap();
        prop_assert_eq!(issued.disclosures.len(), chosen.len());
        let header = json::parse(br#"{"typ":"example+sd-jwt"}"#).0;
        let signed = serde_json::to_vec(&issued.payload).unwrap();
        let signed = sign(&key, Algorithm::Ed25519, &header, &signed).unwrap();
        let text = issued.compact(&signed);

        // With everything shown the claims are those that were given.
        let report = inspect(&text, &question);
        prop_assert_eq!(report.verdict, Verdict::Valid, "{}", report.summary);
        let Json::Object(mut members) = payload(&report) else { panic!("no claims") };
        members.retain(|(name, _)| name != "cnf");
        prop_assert_eq!(Json::Object(members), sorted(&claims));
        prop_assert_eq!(report.selective.as_ref().unwrap().disclosures.len(), chosen.len());

        // What is not shown is nowhere in the presentation; it is bound, and holds.
        let sd = read_compact(&text);
        let processed = match &sd.jws.payload {
            Payload::Json(payload) => process(payload, &sd.disclosures).unwrap(),
            other => panic!("{other:?}"),
        };
        let to_show: Vec<String> = chosen
            .iter()
            .zip(shown.iter().cycle())
            .filter(|(_, shown)| **shown)
            .map(|(pointer, _)| pointer.clone())
            .collect();
        let presented = present(&sd, &processed, Some(&to_show)).unwrap();
        let binding = Binding { audience: "v", nonce: "n", issued_at: NOW };
        let bound = bind(&presented, Hash::Sha256, &holder, Algorithm::ES256, binding).unwrap();
        let mut question = question;
        question.expectations.audience = vec!["v".to_owned()];
        question.expectations.nonce = Some("n".to_owned());
        let report = inspect(&bound, &question);
        prop_assert_eq!(report.verdict, Verdict::Valid, "{}", report.summary);
        prop_assert_eq!(report.status(CheckId::KeyBinding), Status::Pass);
        let selective = report.selective.as_ref().unwrap();
        let paths: Vec<_> = selective.disclosures.iter().filter_map(|d| d.path.clone()).collect();
        prop_assert_eq!(paths.len(), selective.disclosures.len());
        for pointer in &to_show {
            prop_assert!(paths.contains(pointer), "{pointer} of {paths:?}");
        }
        for pointer in chosen.iter().filter(|p| !to_show.contains(p)) {
            let is_around = to_show.iter().any(|shown| shown.starts_with(&format!("{pointer}/")));
            prop_assert!(is_around || !paths.contains(pointer), "{pointer} of {paths:?}");
        }
    }

    #[test]
    fn any_bytes_between_tildes_are_read(parts in prop::collection::vec("[ -~é]{0,40}", 0..6)) {
        let text = format!("eyJhbGciOiJFUzI1NiJ9.e30.AAAA~{}", parts.join("~"));
        let sd = read_compact(&text);
        if let Payload::Json(payload) = &sd.jws.payload {
            let _ = process(payload, &sd.disclosures);
        }
        inspect(&text, &Question::default());
    }

    #[test]
    fn any_disclosures_are_processed(values in prop::collection::vec(value(), 0..8), payload in value()) {
        let texts: Vec<String> = values
            .iter()
            .map(|v| tokenscope::jose::base64url::encode(&serde_json::to_vec(v).unwrap()))
            .collect();
        let text = format!("eyJhbGciOiJFUzI1NiJ9.e30.AAAA~{}~", texts.join("~"));
        let sd = read_compact(&text);
        let processed = process(&payload, &sd.disclosures).unwrap();
        prop_assert_eq!(processed.fates.len(), sd.disclosures.len());
    }
}
