//! The report on a signed token.

use super::{Question, summary};
use crate::credential::Form;
use crate::findings::{self, Judged, Token};
use crate::jose::jws::{self, Jws, read_compact, read_json};
use crate::report::{
    Fault, Json, Kind, Piece, Report, Segment, Serialization, SignatureReport, Unit, Verdict,
};
use crate::validation::{
    Budget, Expectations, Given, Jwt, SignatureJudgement, header_type_faults, judge_format,
    judge_jwt, judge_signature, payload_type_faults, recognise, together,
};

/// Reads and judges a JWS.
pub(super) fn report(
    form: Form,
    text: String,
    wrapping: &[String],
    question: &Question,
    budget: &mut Budget,
) -> Report {
    let mut jws = match form {
        Form::JsonJws => read_json(&text),
        _ => read_compact(&text),
    };
    let detached = take_detached(&mut jws, question);
    let faults = std::mem::take(&mut jws.faults);
    let read = Read {
        kind: Kind::Jws,
        jws,
        signed: text.clone(),
        text,
        faults,
        detached,
    };
    let mut report = judge(read, wrapping, question, &question.expectations, budget);
    report.summary = summary::of_signed(&report);
    report
}

/// A signed token as it was read.
pub(super) struct Read<'q> {
    pub(super) kind: Kind,
    pub(super) jws: Jws,
    /// The text of the JWS itself.
    pub(super) signed: String,
    /// All that was pasted of it.
    pub(super) text: String,
    pub(super) faults: Vec<Fault>,
    pub(super) detached: Option<&'q [u8]>,
}

/// Judges a signed token by what is expected of it. The report has no summary yet.
pub(super) fn judge(
    read: Read<'_>,
    wrapping: &[String],
    question: &Question,
    expectations: &Expectations,
    budget: &mut Budget,
) -> Report {
    let Read {
        kind,
        jws,
        signed,
        text,
        mut faults,
        detached,
    } = read;
    let is_general = jws.serialization == Serialization::General;
    for (i, signature) in jws.signatures.iter().enumerate() {
        faults.extend(header_type_faults(signature, is_general.then_some(i)));
    }
    faults.extend(payload_type_faults(&jws));

    let given = Given {
        keys: &question.keys,
        expectations,
        policy: &question.policy,
        detached,
        roots: &question.beside.roots,
        now: question.now,
    };
    let signatures = jws.signatures.iter();
    let judgements: Vec<_> = signatures
        .map(|signature| judge_signature(&jws, signature, given, budget))
        .collect();
    let mut checks = vec![judge_format(&jws, &faults)];
    checks.extend(together(&judgements));
    let header = jws.signatures.first().map(jws::Signature::header);
    let header = header.unwrap_or(Json::Null);
    let claims = jws.payload.claims();
    let recognised = recognise(&header, claims, expectations.typ.as_deref())
        // An SD-JWT is what it says it is, and looks like nothing else.
        .filter(|found| kind == Kind::Jws || found.is_certain);
    checks.extend(judge_jwt(&Jwt {
        text: &text,
        header: &header,
        claims,
        recognised,
        expectations,
        policy: &question.policy,
        beside: &question.beside,
        now: question.now,
    }));

    let mut report = Report::new(kind, text);
    report.serialization = Some(jws.serialization);
    report.token_type = recognised;
    report.verdict = Verdict::of(&checks);
    report.header = jws.signatures.first().and_then(|s| {
        let is_there = s.protected.is_some() || s.unprotected.is_some();
        is_there.then(|| s.header())
    });
    report.key = used_key(&judgements);
    report.findings = findings::of_token(&Token {
        jws: &jws,
        kind,
        text: &signed,
        faults: &faults,
        wrapping,
        keys: &question.keys,
        detached,
        checks: &checks,
        signatures: &judgements.iter().map(judged).collect::<Vec<_>>(),
        now: question.now,
    });
    if jws.serialization != Serialization::Compact {
        report.signatures = signature_reports(&jws, judgements);
    }
    report.checks = checks;
    report.faults = faults;
    report.pieces = pieces(jws.pieces);
    report.payload = Some(jws.payload);
    report
}

fn judged(judgement: &SignatureJudgement) -> Judged<'_> {
    Judged {
        checks: &judgement.checks,
        key: judgement.used.as_ref(),
    }
}

/// Puts a payload that was given apart in the place of the token's own, which has to be empty
/// (RFC 7515 appendix F). Nothing where none was given, or where the token has its own.
pub(super) fn take_detached<'q>(jws: &mut Jws, question: &'q Question) -> Option<&'q [u8]> {
    let payload = question.detached_payload.as_deref()?;
    if jws.payload_text.is_empty() {
        jws::attach(jws, payload);
        return Some(payload);
    }
    if jws.payload_bytes != payload {
        jws.faults.push(Fault {
            segment: Segment::Payload,
            signature: None,
            offset: 0,
            unit: Unit::Decoded,
            detail: "differs from the payload that was given apart".to_owned(),
        });
    }
    None
}

/// The key of the signature that verifies, else of the first that has one.
fn used_key(judgements: &[SignatureJudgement]) -> Option<crate::report::KeyUse> {
    let verifies = |j: &&SignatureJudgement| {
        let signature = j
            .checks
            .iter()
            .find(|c| c.id == crate::report::CheckId::Signature);
        signature.is_some_and(|c| c.status == crate::report::Status::Pass)
    };
    let best = judgements.iter().find(verifies);
    let with_key = best.or_else(|| judgements.iter().find(|j| j.key.is_some()));
    with_key.and_then(|j| j.key.clone())
}

fn signature_reports(jws: &Jws, judgements: Vec<SignatureJudgement>) -> Vec<SignatureReport> {
    let pairs = jws.signatures.iter().zip(judgements);
    let reports = pairs.map(|(signature, judgement)| SignatureReport {
        header: signature.header(),
        checks: judgement.checks,
    });
    reports.collect()
}

fn pieces(pieces: Vec<(Segment, std::ops::Range<usize>, usize)>) -> Vec<Piece> {
    let pieces = pieces.into_iter().map(|(segment, range, decoded)| Piece {
        segment,
        range,
        decoded,
    });
    pieces.collect()
}
