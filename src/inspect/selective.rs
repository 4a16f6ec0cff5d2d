//! The report on an SD-JWT: a signed token, what is disclosed of it, and who presents it
//! (RFC 9901 §7).

use super::signed::{self, Read};
use super::{Question, summary};
use crate::credential::Form;
use crate::findings::{self, SdToken};
use crate::jose::jws::Jws;
use crate::jose::key::{KeyFormat, KeySet};
use crate::jose::sd_jwt::{
    DigestName, Disclosure, Fate, Processed, SdJwt, digest_name, process, read_compact, read_json,
};
use crate::report::{
    Check, CheckId, Disclosed, Json, Kind, Payload, Recognised, Reference, Report, Selective,
    Status, TokenType, Undisclosed, Verdict,
};
use crate::validation::{
    Bound, Budget, Expectations, holder_key, judge_disclosures, judge_key_binding,
    judge_sd_jwt_format,
};

/// Reads and judges an SD-JWT.
pub(super) fn report(
    form: Form,
    text: String,
    wrapping: &[String],
    question: &Question,
    budget: &mut Budget,
) -> Report {
    let mut sd = match form {
        Form::JsonSdJwt => read_json(&text),
        _ => read_compact(&text),
    };
    let signed_payload = sd.jws.payload.clone();
    let (name, processed) = disclose(&mut sd);
    let faults = std::mem::take(&mut sd.faults);
    let signed = match form {
        Form::JsonSdJwt => text.clone(),
        _ => signed_part(&text).to_owned(),
    };
    let mut jws = sd.jws.clone();
    jws.pieces.clone_from(&sd.pieces);
    let read = Read {
        kind: Kind::SdJwt,
        jws,
        signed,
        text,
        faults,
        detached: None,
    };
    let expectations = of_signed_jwt(&question.expectations, &sd);
    let mut report = signed::judge(read, wrapping, question, &expectations, budget);

    let payload = match &sd.jws.payload {
        Payload::Json(payload) => payload.clone(),
        _ => Json::Null,
    };
    let bound = Bound {
        sd: &sd,
        payload: &payload,
        hash: name.hash(),
        expectations: &question.expectations,
        policy: &question.policy,
        now: question.now,
    };
    replace(&mut report.checks, judge_sd_jwt_format(&sd, &report.faults));
    let judged = judge_disclosures(&sd, &name, processed.as_ref());
    report.checks.push(judged);
    report.checks.push(judge_key_binding(&bound));
    say_where_expected(&mut report.checks, question, &sd);
    if question.beside.proof.is_none() {
        // Who holds the key is judged by the key-binding JWT.
        report
            .checks
            .retain(|c| c.id != CheckId::Confirmation || c.status == Status::Fail);
    }
    report.checks.sort_by_key(|check| check.id);
    report.verdict = verdict(&report, &question.expectations);
    report.token_type = report.token_type.or_else(|| looks_like(&report));
    report.findings = findings::with_disclosures(
        std::mem::take(&mut report.findings),
        &SdToken {
            sd: &sd,
            payload: &payload,
            processed: processed.as_ref(),
            checks: &report.checks,
        },
    );
    leave_out_disclosures(&mut report);
    report.selective = Some(Box::new(Selective {
        signed_payload,
        disclosures: disclosed(&sd.disclosures, &name, processed.as_ref()),
        undisclosed: undisclosed(processed.as_ref()),
    }));
    report.inner = key_binding(&sd, &payload, question, &report, budget).map(Box::new);
    report.summary = summary::of_selective(&report);
    report
}

/// A good signature is not enough where what was disclosed could not be matched, or a key binding
/// that is required could not be judged (RFC 9901 §7.1, §7.3).
fn verdict(report: &Report, expectations: &Expectations) -> Verdict {
    let is_open = |id| report.status(id) == Status::Skipped;
    // Audience and nonce are compared with those of the key-binding JWT, which anybody can have
    // written where its signature was not judged.
    let counts = expectations.key_binding
        || expectations.nonce.is_some()
        || !expectations.audience.is_empty() && report.status(CheckId::Audience) != Status::Pass;
    let is_left = is_open(CheckId::Disclosures) || counts && is_open(CheckId::KeyBinding);
    match Verdict::of(&report.checks) {
        Verdict::Valid if is_left => Verdict::Unverified,
        verdict => verdict,
    }
}

/// Puts the payload with what is disclosed in the place of the one with digests, where digests can
/// be made. The signature stays over what was signed.
pub(super) fn disclose(sd: &mut SdJwt) -> (DigestName, Option<Processed>) {
    let Payload::Json(payload @ Json::Object(_)) = &sd.jws.payload else {
        return (digest_name(&Json::Null), None);
    };
    let name = digest_name(payload);
    let processed = process(payload, &sd.disclosures);
    if let Some(processed) = &processed {
        sd.jws.payload = Payload::Json(processed.payload.clone());
    }
    (name, processed)
}

/// The signed token of an SD-JWT for the diagnosis, with what is disclosed in its payload.
pub(super) fn read_signed(report: &Report) -> (Jws, String) {
    let is_json = report.text.starts_with('{');
    let mut sd = if is_json {
        read_json(&report.text)
    } else {
        read_compact(&report.text)
    };
    disclose(&mut sd);
    let text = if is_json {
        report.text.clone()
    } else {
        signed_part(&report.text).to_owned()
    };
    (sd.jws, text)
}

/// What stands before the disclosures of a compact SD-JWT.
fn signed_part(text: &str) -> &str {
    text.split('~').next().unwrap_or_default()
}

/// What is expected of the JWT that the issuer signed. Who presents it to whom stands in the
/// key-binding JWT: its nonce is not the issuer's, and the audience is only where the issuer names
/// one too.
fn of_signed_jwt(expectations: &Expectations, sd: &SdJwt) -> Expectations {
    let mut expectations = expectations.clone();
    let is_required = std::mem::take(&mut expectations.key_binding);
    if sd.key_binding.is_some() || is_required {
        expectations.nonce = None;
        let claims = sd.jws.payload.claims().unwrap_or_default();
        if !claims.iter().any(|(name, _)| name == "aud") {
            expectations.audience.clear();
        }
    }
    expectations
}

/// What is expected and judged in the key-binding JWT is said to be there.
fn say_where_expected(checks: &mut [Check], question: &Question, sd: &SdJwt) {
    if sd.key_binding.is_none() {
        return;
    }
    let expectations = &question.expectations;
    for check in checks {
        let is_there = match check.id {
            CheckId::Nonce => expectations.nonce.is_some(),
            CheckId::Audience => !expectations.audience.is_empty(),
            _ => false,
        };
        if is_there && check.status == Status::Skipped {
            "Not checked: it is that of the key-binding JWT".clone_into(&mut check.detail);
        }
    }
}

fn replace(checks: &mut [Check], check: Check) {
    if let Some(old) = checks.iter_mut().find(|old| old.id == check.id) {
        *old = check;
    }
}

/// A verifiable credential that does not say so by `typ`: by its `vct`.
fn looks_like(report: &Report) -> Option<Recognised> {
    let has_type = report.claims().iter().any(|(name, _)| name == "vct");
    has_type.then_some(Recognised {
        token_type: TokenType::VerifiableCredential,
        is_certain: false,
    })
}

/// Disclosures and the key-binding JWT stand in the unprotected header, and are shown apart.
fn leave_out_disclosures(report: &mut Report) {
    let signatures = report.signatures.iter_mut().map(|s| &mut s.header);
    for header in report.header.iter_mut().chain(signatures) {
        if let Json::Object(members) = header {
            members.retain(|(name, _)| name != "disclosures" && name != "kb_jwt");
        }
    }
}

fn disclosed(
    disclosures: &[Disclosure],
    name: &DigestName,
    processed: Option<&Processed>,
) -> Vec<Disclosed> {
    let all = disclosures.iter().enumerate().map(|(i, one)| {
        let fate = processed.and_then(|processed| processed.fates.get(i));
        Disclosed {
            path: match fate {
                Some(Fate::Placed { pointer, .. }) => Some(pointer.clone()),
                _ => None,
            },
            name: one.content.name().map(str::to_owned),
            value: one.content.value().clone(),
            salt: one.content.salt().cloned(),
            digest: name.hash().map(|hash| one.digest(hash)),
        }
    });
    all.collect()
}

fn undisclosed(processed: Option<&Processed>) -> Vec<Undisclosed> {
    let hidden = processed.map_or(&[][..], |processed| &processed.hidden);
    let all = hidden.iter().map(|hidden| Undisclosed {
        path: hidden.pointer.clone(),
        is_array: hidden.is_array,
        digests: hidden.digests,
    });
    all.collect()
}

/// The report on the key-binding JWT by itself: signed with the key that the SD-JWT names, which is
/// worth as much as the SD-JWT is.
fn key_binding(
    sd: &SdJwt,
    payload: &Json,
    question: &Question,
    outer: &Report,
    budget: &mut Budget,
) -> Option<Report> {
    let binding = sd.key_binding.as_ref()?;
    let key = holder_key(payload).ok();
    let keys = KeySet::new(
        "cnf of the SD-JWT",
        KeyFormat::Jwk,
        key.into_iter().collect(),
    );
    let expectations = &question.expectations;
    let question = Question {
        keys: vec![keys],
        expectations: Expectations {
            audience: expectations.audience.clone(),
            nonce: expectations.nonce.clone(),
            typ: Some(TokenType::KeyBinding.as_str().to_owned()),
            ..Expectations::default()
        },
        policy: question.policy.clone(),
        now: question.now,
        ..Question::default()
    };
    let text = binding.text.clone();
    let mut report = signed::report(Form::CompactJws, text, &[], &question, budget);
    let reference = Reference::rfc(9901, "4.1.2");
    let is_trusted = [CheckId::Signature, CheckId::KeyTrust]
        .iter()
        .all(|id| outer.status(*id) == Status::Pass);
    let trusts = report
        .checks
        .iter_mut()
        .filter(|c| c.id == CheckId::KeyTrust);
    for check in trusts.filter(|c| c.status == Status::Pass) {
        *check = if is_trusted {
            let detail = "The issuer names it in cnf of the SD-JWT";
            Check::pass(CheckId::KeyTrust, reference, detail)
        } else {
            let detail = "Not checked: the SD-JWT that names the key was not verified";
            Check::skipped(CheckId::KeyTrust, reference, detail)
        };
    }
    report.verdict = Verdict::of(&report.checks);
    report.summary = summary::of_signed(&report);
    Some(report)
}
