//! `tokenscope sd-jwt`: claims in, an SD-JWT out; an SD-JWT in, a presentation out.

use super::args::Format;
use super::sd_jwt_args::{IssueArguments, PresentArguments, SdJwtArguments, SdJwtCommand};
use super::{Failure, Streams, input, json as printed, print, sign};
use crate::inspect::{Question, inspect_bytes};
use crate::jose::jws::Jws;
use crate::jose::key::{Material, read_keys};
use crate::jose::sd_jwt::{
    Binding, Issue, IssueError, SdJwt, bind, digest_name, issue, present, process, random_salts,
    read_compact, read_json,
};
use crate::jose::{self, json};
use crate::report::{Check, CheckId, Json, Kind, Payload, Serialization, Status, visible};
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &SdJwtArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    match &arguments.command {
        SdJwtCommand::Issue(arguments) => issue_one(arguments, streams),
        SdJwtCommand::Present(arguments) => present_one(arguments, streams),
    }
}

/// What `issue --format json` prints.
#[derive(Serialize)]
struct IssuedReport<'a> {
    token: &'a str,
    payload: Json,
    disclosures: Vec<String>,
}

fn issue_one(arguments: &IssueArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let file = input::signing_keys(arguments.key.as_deref(), &arguments.secret)?;
    let text = input::text(arguments.claims.as_deref(), streams)?;
    let claims = sign::object(&text, "the claims")?;
    let header = match &arguments.header {
        Some(text) => sign::object(&input::text_or_file(text)?, "the header")?,
        None => {
            let typ = match claims.get("vct") {
                Some(_) => "dc+sd-jwt",
                None => "sd-jwt",
            };
            Json::Object(vec![("typ".to_owned(), Json::String(typ.to_owned()))])
        }
    };
    let (key, algorithm) = sign::choose(&file, arguments.alg, &header)?;
    let holder = arguments
        .holder_key
        .as_deref()
        .map(public_jwk)
        .transpose()?;
    let what = Issue {
        claims: &claims,
        selective: &arguments.selective,
        hash: arguments.digest.hash(),
        decoys: arguments.decoys,
        holder,
    };
    let refused = |error: IssueError| Failure::Arguments(error.to_string());
    let issued = issue(&what, &mut random_salts).map_err(refused)?;
    let payload = serde_json::to_vec(&issued.payload).unwrap_or_default();
    let signed = jose::sign(key, algorithm, &header, &payload)
        .map_err(|error| Failure::Arguments(error.to_string()))?;
    let token = issued.compact(&signed);
    sign::warn(key.key(), algorithm, streams.error);
    let text = match arguments.format {
        Format::Text => format!("{token}\n"),
        Format::Json => {
            let report = IssuedReport {
                token: &token,
                payload: issued.payload,
                disclosures: issued.disclosures,
            };
            printed::render(&report, streams.page.is_terminal)
        }
    };
    print(&text, streams.output)?;
    Ok(0)
}

/// The public half of the holder's key. A private key may be given: only its public half is used.
fn public_jwk(path: &Path) -> Result<Json, Failure> {
    let name = path.display().to_string();
    let bytes = input::file(path, jose::key::MAX_KEY_BYTES)?;
    let set = read_keys(&bytes, &name).map_err(|error| Failure::Keys {
        name: name.clone(),
        error,
    })?;
    let jwk = match set.keys.as_slice() {
        [key] if !matches!(key.material, Material::Oct(_)) => key.jwk(),
        _ => None,
    };
    let jwk = jwk.ok_or_else(|| {
        let detail = format!("{name} has to hold one public key, the holder's");
        Failure::Arguments(detail)
    })?;
    Ok(json::parse(jwk.as_bytes()).0)
}

/// What `present --format json` prints.
#[derive(Serialize)]
struct Presented<'a> {
    token: &'a str,
    disclosed: Vec<String>,
}

fn present_one(arguments: &PresentArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let bytes = input::text(arguments.token.as_deref(), streams)?;
    let sd = read(&bytes)?;
    let unreadable = || {
        let detail = "the disclosures of the SD-JWT cannot be matched: its payload holds no claims, \
                      or names a hash algorithm (_sd_alg) that is not computed here";
        Failure::Arguments(detail.to_owned())
    };
    let Payload::Json(payload) = &sd.jws.payload else {
        return Err(unreadable());
    };
    let processed = process(payload, &sd.disclosures).ok_or_else(unreadable)?;
    if let Some(problem) = processed.problems.first() {
        say(&problem.to_string(), streams.error);
    }
    let chosen = (!arguments.all).then_some(arguments.disclose.as_slice());
    let presentation = present(&sd, &processed, chosen)
        .map_err(|error| Failure::Arguments(format!("the SD-JWT: {error}")))?;
    let token = match &arguments.key {
        None => presentation,
        Some(path) => {
            let file = input::signing_keys(Some(path), &super::args::SecretArguments::default())?;
            let (key, algorithm) = sign::choose(&file, arguments.alg, &Json::Object(Vec::new()))?;
            sign::warn(key.key(), algorithm, streams.error);
            let hash = digest_name(payload).hash().ok_or_else(unreadable)?;
            let now = || Timestamp::now().as_second();
            let binding = Binding {
                audience: arguments.audience.as_deref().unwrap_or_default(),
                nonce: arguments.nonce.as_deref().unwrap_or_default(),
                issued_at: arguments.at.unwrap_or_else(now),
            };
            bind(&presentation, hash, key, algorithm, binding)
                .map_err(|error| Failure::Arguments(error.to_string()))?
        }
    };
    warn_of_binding(&token, streams.error);
    let text = match arguments.format {
        Format::Text => format!("{token}\n"),
        Format::Json => {
            let report = inspect_bytes(token.as_bytes(), &Question::default());
            let disclosed = report.selective.map(|selective| selective.disclosures);
            let disclosed = disclosed.unwrap_or_default().into_iter();
            let presented = Presented {
                token: &token,
                disclosed: disclosed.filter_map(|one| one.path).collect(),
            };
            printed::render(&presented, streams.page.is_terminal)
        }
    };
    print(&text, streams.output)?;
    Ok(0)
}

/// The one SD-JWT in what was given.
fn read(bytes: &[u8]) -> Result<SdJwt, Failure> {
    let report = inspect_bytes(bytes, &Question::default());
    if report.kind != Kind::SdJwt || !report.more.is_empty() {
        let detail = "give one SD-JWT: a signed JWT with ~ and its disclosures behind it";
        return Err(Failure::Arguments(detail.to_owned()));
    }
    let is_json = report.serialization != Some(Serialization::Compact);
    let sd = if is_json {
        read_json(&report.text)
    } else {
        read_compact(&report.text)
    };
    let is_several = |jws: &Jws| jws.signatures.len() > 1;
    if is_several(&sd.jws) {
        let detail = "the SD-JWT has several signatures, and a compact presentation holds one";
        return Err(Failure::Arguments(detail.to_owned()));
    }
    match sd.faults.first() {
        None => Ok(sd),
        Some(fault) => Err(Failure::Arguments(format!(
            "the SD-JWT is not well made: {fault}"
        ))),
    }
}

/// Says what a verifier would not like of a key binding. It is made all the same.
fn warn_of_binding(token: &str, error: &mut dyn Write) {
    let question = Question {
        now: i64::MAX,
        ..Question::default()
    };
    let report = inspect_bytes(token.as_bytes(), &question);
    let failed = |check: &&Check| check.id == CheckId::KeyBinding && check.status == Status::Fail;
    if let Some(check) = report.checks.iter().find(failed) {
        say(&check.detail, error);
    }
}

fn say(sentence: &str, error: &mut dyn Write) {
    // What cannot be said here does not change the token.
    let _ = writeln!(error, "tokenscope: {}", visible(sentence));
}
