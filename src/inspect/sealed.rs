//! The report on an encrypted token (RFC 7516): it is opened with the keys that the person gave, and
//! what is in it is inspected in turn.

use super::{MAX_NESTING, Question, report_on, summary};
use crate::credential::{self, Form, Found};
use crate::findings::{self, SealedToken};
use crate::jose::jwe::{Jwe, KeyManagement, read_compact, read_json};
use crate::jose::jws::read_payload;
use crate::report::{
    Fault, Json, Kind, Payload, Piece, RecipientReport, Report, Sealed, Segment, Serialization,
    Unit, Verdict,
};
use crate::validation::{
    Budget, DecryptionJudgement, Expectations, Jwt, judge_decryption, judge_format_sealed,
    judge_jwt, needed_key, recognise, sealed_type_faults,
};

/// Reads and judges a JWE, and what is in it.
pub(super) fn report(
    form: Form,
    text: String,
    question: &Question,
    budget: &mut Budget,
    depth: usize,
) -> Report {
    let mut jwe = match form {
        Form::JsonJwe => read_json(&text),
        _ => read_compact(&text),
    };
    let mut faults = std::mem::take(&mut jwe.faults);
    faults.extend(sealed_type_faults(&jwe));
    let issuer = question.expectations.issuer.as_deref();
    let mut judgement = judge_decryption(&jwe, &question.keys, issuer, &question.policy, budget);
    let header = jwe.recipients.get(judgement.recipient);
    let header = header.map_or(Json::Null, |recipient| jwe.header(recipient));
    let opened = judgement.opened.take();
    let is_public = judgement
        .algorithm
        .is_some_and(KeyManagement::is_public_key);

    let mut report = Report::new(Kind::Jwe, text);
    report.serialization = Some(jwe.serialization);
    let plaintext = opened.as_ref().map(crate::report::Secret::expose);
    let content = plaintext.map(|bytes| Content::read(bytes, &header, depth, &mut faults));
    let mut checks = vec![judge_format_sealed(&jwe, &faults)];
    checks.append(&mut judgement.checks);
    match content {
        Some(Content::Nested(form, text)) => {
            let found = Found {
                form,
                text,
                wrapping: Vec::new(),
            };
            let inner = report_on(found, question, budget, depth.saturating_add(1));
            report.inner = Some(Box::new(inner));
        }
        Some(Content::Payload(payload)) => {
            let expected = question.expectations.typ.as_deref();
            report.token_type = recognise(&header, payload.claims(), expected);
            checks.extend(judge_jwt(&Jwt {
                text: &report.text,
                header: &header,
                claims: payload.claims(),
                recognised: report.token_type,
                expectations: &question.expectations,
                policy: &question.policy,
                beside: &question.beside,
                now: question.now,
            }));
            report.payload = Some(payload);
        }
        None => {}
    }
    report.checks = checks;
    report.verdict = verdict(&report, &question.expectations);
    report.header = jwe.has_header().then_some(header);
    report.sealed = Some(sealed(&jwe, &judgement, plaintext.map(<[u8]>::len)));
    report.key = judgement.key.take();
    report.findings = findings::of_sealed(&SealedToken {
        jwe: &jwe,
        faults: &faults,
        header: report.header.as_ref().unwrap_or(&Json::Null),
        algorithm: judgement.algorithm,
        key: judgement.used.as_ref(),
        payload: report.payload.as_ref(),
        inner: report.inner.as_deref(),
        text: &report.text,
        now: question.now,
    });
    report.faults = faults;
    let pieces = std::mem::take(&mut jwe.pieces).into_iter();
    let pieces = pieces.map(|(segment, range, decoded)| Piece {
        segment,
        range,
        decoded,
    });
    report.pieces = pieces.collect();
    report.summary = summary::of_sealed(&report, is_public);
    report
}

/// The verdict on an encrypted token and on the token in it, the worse of both. Keys in it are no
/// token: they only make it worse where they are broken or weak, and where something is expected
/// that keys do not have.
fn verdict(report: &Report, expectations: &Expectations) -> Verdict {
    let own = Verdict::of(&report.checks);
    match &report.inner {
        None => own,
        Some(inner) => match (inner.kind, inner.verdict) {
            (Kind::Jwk | Kind::Jwks | Kind::Pem, Verdict::Unverified)
                if *expectations == Expectations::default() =>
            {
                own
            }
            (_, verdict) => own.worse(verdict),
        },
    }
}

fn sealed(jwe: &Jwe, judgement: &DecryptionJudgement, plaintext: Option<usize>) -> Sealed {
    let first = jwe.recipients.get(judgement.recipient);
    let recipients = match jwe.serialization {
        Serialization::General => {
            let all = jwe.recipients.iter().zip(&judgement.recipients);
            let all = all.map(|(recipient, checks)| {
                let header = jwe.header(recipient);
                RecipientReport {
                    needs: needed_key(&header),
                    header,
                    encrypted_key: recipient.encrypted_key.len(),
                    checks: checks.clone(),
                }
            });
            all.collect()
        }
        Serialization::Compact | Serialization::Flattened => Vec::new(),
    };
    Sealed {
        needs: first.map_or_else(String::new, |first| needed_key(&jwe.header(first))),
        encrypted_key: first.map_or(0, |first| first.encrypted_key.len()),
        iv: jwe.iv.len(),
        ciphertext: jwe.ciphertext.len(),
        tag: jwe.tag.len(),
        plaintext,
        recipients,
    }
}

/// What was in it.
enum Content {
    /// A token, or keys where `cty` says so.
    Nested(Form, String),
    Payload(Payload),
}

impl Content {
    fn read(bytes: &[u8], header: &Json, depth: usize, faults: &mut Vec<Fault>) -> Self {
        let cty = header.get("cty").and_then(Json::as_str);
        let cty = cty.map(str::to_ascii_lowercase);
        let cty = cty.as_deref();
        let cty = cty.map(|cty| cty.strip_prefix("application/").unwrap_or(cty));
        let form = std::str::from_utf8(bytes).ok().and_then(|text| {
            let form = match cty {
                Some("jwk+json") => Some(Form::Jwk),
                Some("jwk-set+json") => Some(Form::Jwks),
                _ => credential::token(text),
            };
            Some((form?, text))
        });
        match form {
            Some((form, text)) if depth < MAX_NESTING => {
                return Self::Nested(form, text.trim().to_owned());
            }
            Some(_) => {
                let detail =
                    format!("a token stands inside {MAX_NESTING} others, it is not opened");
                faults.push(fault(detail));
            }
            // A nested token is what cty announces, and nothing else (RFC 7519 §5.2).
            None if cty == Some("jwt") => {
                faults.push(fault("cty says JWT, the content is no token".to_owned()));
            }
            None => {}
        }
        Self::Payload(read_payload(bytes, faults))
    }
}

fn fault(detail: String) -> Fault {
    Fault {
        segment: Segment::Payload,
        signature: None,
        offset: 0,
        unit: Unit::Decoded,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use crate::jose::jwe::{ContentEncryption, encrypt};
    use crate::jose::key::{Key, KeySet, Material, secret_from_bytes};
    use crate::jose::{Algorithm, KeyKind, RsaBits, generate, json, sign};
    use crate::report::{CheckId, Secret, Status};

    /// The header of RFC 7516 appendix A.1 with short segments behind it.
    const SEALED: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AAAA.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvTiFvSkQ";

    fn keys(len: u8) -> (Key, KeySet) {
        let bytes = vec![7; usize::from(len)];
        let key = Key::new(Material::Oct(Secret::new(bytes.clone())));
        (key, secret_from_bytes(bytes, "the secret"))
    }

    fn made(header: &str, content: &str) -> (String, Question) {
        let (key, set) = keys(16);
        let (header, _) = json::parse(header.as_bytes());
        let token = encrypt(
            &key,
            KeyManagement::Dir,
            ContentEncryption::A128Gcm,
            &header,
            content.as_bytes(),
        );
        let question = Question {
            keys: vec![set],
            ..Question::default()
        };
        (token.unwrap(), question)
    }

    #[test]
    fn without_a_key_all_that_can_be_read_is_shown_and_nothing_is_claimed() {
        let report = inspect(SEALED, &Question::default());
        assert_eq!(report.verdict, Verdict::Unverified);
        assert_eq!(report.status(CheckId::Format), Status::Pass);
        assert_eq!(report.status(CheckId::Algorithm), Status::Pass);
        assert_eq!(report.status(CheckId::Decryption), Status::Skipped);
        let alg = report.header.as_ref().and_then(|h| h.get("alg"));
        assert_eq!(alg.and_then(Json::as_str), Some("RSA-OAEP"));
        assert_eq!(report.pieces.len(), 5);
        let sealed = report.sealed.unwrap();
        assert_eq!(sealed.needs, "an RSA private key");
        assert_eq!((sealed.iv, sealed.tag, sealed.plaintext), (12, 16, None));
        assert_eq!(
            report.summary,
            "Encrypted with RSA-OAEP and A256GCM, and not opened: no key was given; it takes an RSA private key"
        );
    }

    #[test]
    fn a_broken_header_is_a_fault() {
        let report = inspect("eyJhbGciOi.AAAA.AA.AA.AA", &Question::default());
        assert_eq!(report.verdict, Verdict::Invalid);
    }

    #[test]
    fn bare_claims_are_judged_as_those_of_the_token() {
        let (token, mut question) = made("{}", r#"{"sub":"ada","exp":100}"#);
        question.now = 50;
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Valid, "{:?}", report.checks);
        assert_eq!(report.status(CheckId::Expiry), Status::Pass);
        assert!(report.inner.is_none());
        question.now = 100;
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Invalid);
        assert_eq!(report.status(CheckId::Decryption), Status::Pass);
    }

    #[test]
    fn a_nested_token_has_its_own_report_and_its_say() {
        let signer = generate(KeyKind::Ed25519).unwrap();
        let (header, _) = json::parse(b"{}");
        let inner = sign(&signer, Algorithm::Ed25519, &header, b"{\"sub\":\"ada\"}").unwrap();
        let (token, mut question) = made(r#"{"cty":"JWT"}"#, &inner);
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Unverified);
        assert!(report.payload.is_none());
        let inside = report.inner.as_deref().unwrap();
        assert_eq!((inside.kind, inside.text.as_str()), (Kind::Jws, &*inner));
        assert!(
            report
                .summary
                .contains("; inside: the signature was not verified")
        );
        question.keys.push(KeySet::new(
            "signer",
            crate::jose::key::KeyFormat::Jwk,
            vec![signer.public()],
        ));
        assert_eq!(inspect(&token, &question).verdict, Verdict::Valid);
        let (signed, value) = inner.rsplit_once('.').unwrap();
        let first = if value.starts_with('A') { "B" } else { "A" };
        let changed = format!("{signed}.{first}{}", &value[1..]);
        let (forged, _) = made(r#"{"cty":"JWT"}"#, &changed);
        assert_eq!(inspect(&forged, &question).verdict, Verdict::Invalid);
    }

    #[test]
    fn an_unsigned_token_inside_makes_the_whole_invalid() {
        let (token, question) = made(r#"{"cty":"JWT"}"#, "eyJhbGciOiJub25lIn0.e30.");
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Invalid);
        assert_eq!(report.status(CheckId::Decryption), Status::Pass);
    }

    #[test]
    fn whatever_kind_of_token_is_inside_is_inspected_as_one() {
        let sd_jwt = include_str!("../../tests/data/sd-jwt/presented.txt");
        let (token, question) = made(r#"{"cty":"JWT"}"#, sd_jwt);
        let inner = inspect(&token, &question).inner.unwrap();
        assert_eq!(inner.kind, Kind::SdJwt);
        assert!(inner.selective.is_some());
    }

    #[test]
    fn cty_announces_what_is_inside() {
        let (token, question) = made(r#"{"cty":"JWT"}"#, r#"{"sub":"ada"}"#);
        let report = inspect(&token, &question);
        assert_eq!(report.status(CheckId::Format), Status::Fail);
        let set = r#"{"keys":[{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#;
        let (token, question) = made(r#"{"cty":"jwk-set+json"}"#, set);
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Valid, "{:?}", report.checks);
        assert_eq!(report.inner.unwrap().kind, Kind::Jwks);
    }

    #[test]
    fn tokens_inside_each_other_are_opened_as_far_as_anybody_nests_them() {
        let mut token = made("{}", r#"{"sub":"ada"}"#).0;
        let mut question = Question::default();
        for _ in 0..MAX_NESTING + 3 {
            (token, question) = made(r#"{"cty":"JWT"}"#, &token);
        }
        let report = inspect(&token, &question);
        let depth = std::iter::successors(Some(&report), |r| r.inner.as_deref()).count();
        assert_eq!(depth, MAX_NESTING + 1);
        assert_eq!(report.verdict, Verdict::Invalid);
    }

    #[test]
    fn anybody_can_encrypt_for_a_public_key_and_the_summary_says_so() {
        let key = generate(KeyKind::Rsa(RsaBits::default())).unwrap();
        let (header, _) = json::parse(b"{}");
        let token = encrypt(
            &key.public(),
            KeyManagement::RsaOaep256,
            ContentEncryption::A256Gcm,
            &header,
            b"{}",
        )
        .unwrap();
        let set = crate::jose::key::read_keys(key.jwk_private().expose(), "key.json").unwrap();
        let question = Question {
            keys: vec![set],
            ..Question::default()
        };
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Valid);
        assert_eq!(
            report.summary,
            "Opened with RSA-OAEP-256 by the key from key.json, and nothing speaks against it; \
             who encrypted it, that does not prove"
        );
        let public = key.public();
        let set = KeySet::new("key.json", crate::jose::key::KeyFormat::Jwk, vec![public]);
        let question = Question {
            keys: vec![set],
            ..Question::default()
        };
        let report = inspect(&token, &question);
        assert_eq!(report.verdict, Verdict::Unverified);
        assert!(
            report
                .summary
                .contains("only the public half of the key was given")
        );
    }
}
