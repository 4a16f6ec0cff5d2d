//! `tokenscope sign`: claims in, a token out.

use super::args::Format;
use super::key_args::SignArguments;
use super::{Failure, Streams, input, json as printed, print};
use crate::jose::json::{self, JsonFault};
use crate::jose::key::{Key, weaknesses};
use crate::jose::signing::{KeyFile, SigningKey};
use crate::jose::{Algorithm, sign, signed_header};
use crate::report::Json;
use crate::report::visible;
use serde::Serialize;
use std::io::Write;

/// What `--format json` prints.
#[derive(Serialize)]
struct Signed<'a> {
    token: &'a str,
    header: Json,
    payload: Json,
}

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &SignArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let file = input::signing_keys(arguments.key.as_deref(), &arguments.secret)?;
    let header = header(arguments)?;
    let (key, algorithm) = choose(&file, arguments.alg, &header)?;
    let claims = claims(&input::text(arguments.claims.as_deref(), streams)?)?;
    let payload = serde_json::to_vec(&claims).unwrap_or_default();
    let token = sign(key, algorithm, &header, &payload)
        .map_err(|error| Failure::Arguments(error.to_string()))?;
    warn(key.key(), algorithm, streams.error);
    let text = match arguments.format {
        Format::Text => format!("{token}\n"),
        Format::Json => {
            let kid = key.key().kid.as_deref();
            let header = signed_header(&header, algorithm.name(), kid);
            let signed = Signed {
                token: &token,
                header: header.map_err(|error| Failure::Arguments(error.to_string()))?,
                payload: claims,
            };
            printed::render(&signed, streams.page.is_terminal)
        }
    };
    print(&text, streams.output)?;
    Ok(0)
}

fn header(arguments: &SignArguments) -> Result<Json, Failure> {
    let Some(text) = &arguments.header else {
        let typ = ("typ".to_owned(), Json::String("JWT".to_owned()));
        return Ok(Json::Object(vec![typ]));
    };
    object(&input::text_or_file(text)?, "the header")
}

fn claims(bytes: &[u8]) -> Result<Json, Failure> {
    object(bytes, "the claims")
}

/// A JSON object in strict form.
pub(super) fn object(bytes: &[u8], name: &str) -> Result<Json, Failure> {
    let (value, faults) = json::parse(bytes);
    if let Some(fault) = faults.first() {
        let JsonFault { offset, .. } = fault;
        return Err(Failure::Arguments(format!(
            "{name}: {fault} (byte {offset})"
        )));
    }
    match value {
        Json::Object(_) => Ok(value),
        other => Err(Failure::Arguments(format!(
            "{name} must be a JSON object, this is {}",
            other.type_name()
        ))),
    }
}

/// The key that signs, and how: by `--alg`, or by what the key says; among several by `kid`.
pub(super) fn choose<'f>(
    file: &'f KeyFile,
    alg: Option<Algorithm>,
    header: &Json,
) -> Result<(&'f SigningKey, Algorithm), Failure> {
    let source = &file.source;
    let keys: Vec<&SigningKey> = file.signing_keys().collect();
    if keys.is_empty() {
        let why = file.why_none_signs();
        let why = why.unwrap_or_else(|| "it has only public keys".to_owned());
        return Err(Failure::Arguments(format!(
            "{source} holds no key that can sign: {why}"
        )));
    }
    let named = |key: &&SigningKey| {
        alg.or_else(|| Algorithm::from_name(key.key().alg.as_deref().unwrap_or_default()))
    };
    let fitting = keys.iter().filter_map(|key| {
        let algorithm = named(key)?;
        (keys.len() == 1 || key.key().fits_type(algorithm)).then_some((*key, algorithm))
    });
    let fitting: Vec<_> = fitting.collect();
    let kid = header.get("kid").and_then(Json::as_str);
    let of_kid: Vec<_> = fitting
        .iter()
        .filter(|(key, _)| kid.is_some() && key.key().kid.as_deref() == kid)
        .collect();
    match (of_kid.as_slice(), fitting.as_slice()) {
        ([one], _) => Ok(**one),
        ([], [one]) => Ok(*one),
        (_, []) => Err(Failure::Arguments(match alg {
            Some(alg) => format!("{source} holds no key that can sign with {alg}"),
            None => format!("the key in {source} names no algorithm; give one with --alg"),
        })),
        (_, several) => Err(Failure::Arguments(format!(
            "{} keys in {source} can sign so; choose one with --header '{{\"kid\": …}}': {}",
            several.len(),
            kids(several)
        ))),
    }
}

fn kids(keys: &[(&SigningKey, Algorithm)]) -> String {
    /// Nobody reads on.
    const MOST: usize = 8;
    let kids = keys.iter().map(|(key, _)| match &key.key().kid {
        Some(kid) => format!("{kid:?}"),
        None => "one without kid".to_owned(),
    });
    let more = if keys.len() > MOST { ", …" } else { "" };
    let kids: Vec<String> = kids.take(MOST).collect();
    format!("{}{more}", kids.join(", "))
}

/// Says what a strict verifier would not like. The token is made all the same: to see what a
/// verifier does with it is what this is for.
pub(super) fn warn(key: &Key, algorithm: Algorithm, error: &mut dyn Write) {
    let mut said: Vec<String> = weaknesses(key, Some(algorithm))
        .iter()
        .map(ToString::to_string)
        .collect();
    if let Some(alg) = &key.alg
        && alg != algorithm.name()
    {
        said.push(format!(
            "The key says that it is for {alg}, not {algorithm}"
        ));
    }
    if let Some(other) = key.public_key_use.as_deref()
        && other != "sig"
    {
        said.push(format!("The key says that its use is {other}, not sig"));
    }
    if let Some(operations) = &key.key_ops
        && !operations.iter().any(|operation| operation == "sign")
    {
        said.push("The key says that it is not for signing (key_ops)".to_owned());
    }
    for sentence in said {
        // What cannot be said here does not change the token.
        let _ = writeln!(error, "tokenscope: {}", visible(&sentence));
    }
}
