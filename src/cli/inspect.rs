//! `tokenscope inspect`: the arguments become a question, the report becomes text or JSON.

use super::args::{Format, InspectArguments};
use super::text::Clock;
use super::{Failure, Streams, fetch, input, json, print, text};
use crate::inspect::{Question, diagnose, inspect_bytes};
use crate::jose::key::KeySet;
use crate::report::Report;
use crate::report::visible;
use crate::validation::{Expectations, Policy};
use jiff::Timestamp;
use std::io::Write;
use std::time::{Duration, Instant};

/// Keys that could not be read are named on standard error up to this many; one broken file should
/// not bury the report.
const MAX_KEY_FAULTS: usize = 10;

/// Why something failed is looked for this long, however many credentials there are.
const DIAGNOSIS_TIME: Duration = Duration::from_secs(2);

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &InspectArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    fetch::check(&arguments.network)?;
    let mut question = question(arguments)?;
    let bytes = input::text(arguments.text.as_deref(), streams)?;
    let fetched = fetch::keys(arguments, &bytes, &question, streams)?;
    question.keys.extend(fetched);
    let mut report = inspect_bytes(&bytes, &question);
    let start = Instant::now();
    explain(&mut report, &question, &|| start.elapsed() < DIAGNOSIS_TIME);
    say_key_faults(&question.keys, streams.error);
    let printed = match arguments.format {
        Format::Json => json::render(&report, streams.page.is_terminal),
        Format::Text => text::render(&report, &Clock::at(question.now), streams.page),
    };
    print(&printed, streams.output)?;
    Ok(report.worst().exit_code())
}

fn question(arguments: &InspectArguments) -> Result<Question, Failure> {
    Ok(Question {
        keys: input::keys(arguments)?,
        expectations: Expectations {
            issuer: arguments.issuer.clone(),
            audience: arguments.audience.clone(),
            subject: arguments.subject.clone(),
            typ: arguments.typ.clone(),
            nonce: arguments.nonce.clone(),
            max_age: arguments.max_age,
            require: arguments.require.clone(),
            key_binding: arguments.require_key_binding,
        },
        policy: Policy {
            algorithms: arguments.alg.iter().filter_map(|a| a.signing()).collect(),
            key_management: arguments
                .alg
                .iter()
                .filter_map(|a| a.key_management())
                .collect(),
            content_encryption: arguments.enc.clone(),
            leeway: arguments.leeway,
            allow_weak_keys: arguments.allow_weak_keys,
        },
        detached_payload: input::payload(arguments)?,
        beside: input::beside(&arguments.beside)?,
        now: arguments.at.unwrap_or_else(|| Timestamp::now().as_second()),
    })
}

/// Fills in why a credential, those inside it and those beside it failed.
fn explain(report: &mut Report, question: &Question, go_on: &dyn Fn() -> bool) {
    report.diagnosis = diagnose(report, question, go_on);
    let inner = report.inner.as_deref_mut().into_iter();
    for other in inner.chain(&mut report.more) {
        explain(other, question, go_on);
    }
}

/// Good keys are used even where bad ones stand beside them; the bad ones are named.
fn say_key_faults(sets: &[KeySet], error: &mut dyn Write) {
    let faults = sets
        .iter()
        .flat_map(|set| set.faults.iter().map(move |fault| (&set.source, fault)));
    let more = faults.clone().count().saturating_sub(MAX_KEY_FAULTS);
    for (source, fault) in faults.take(MAX_KEY_FAULTS) {
        let line = format!("{source}: {fault}");
        // What cannot be said here does not change the verdict.
        let _ = writeln!(error, "tokenscope: {}", visible(&line));
    }
    if more > 0 {
        let _ = writeln!(error, "tokenscope: {more} more faults in the keys");
    }
}
