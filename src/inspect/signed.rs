//! The report on a signed token.

use super::{Question, summary};
use crate::credential::Form;
use crate::findings::{self, Judged, Token};
use crate::jose::jws::{self, Jws, read_compact, read_json};
use crate::report::{
    Fault, Json, KeyUse, Kind, Piece, Report, Segment, Serialization, SignatureReport, Unit,
    Verdict,
};
use crate::validation::{
    Budget, Expectations, Given, Jwt, SignatureJudgement, header_type_faults, judge_format,
    judge_jwt, judge_signature, leading, payload_type_faults, recognise, together,
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
    let lead = leading(&judgements);
    let signature = jws.signatures.get(lead);
    let header = signature.map_or(Json::Null, jws::Signature::header);
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
    let has_header = signature.is_some_and(|s| s.protected.is_some() || s.unprotected.is_some());
    report.key = used_key(&judgements, lead);
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
    report.header = has_header.then_some(header);
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

/// The key of the leading signature, else of the first that has one.
fn used_key(judgements: &[SignatureJudgement], lead: usize) -> Option<KeyUse> {
    let of_lead = judgements.get(lead).and_then(|j| j.key.as_ref());
    let any = judgements.iter().find_map(|j| j.key.as_ref());
    of_lead.or(any).cloned()
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
