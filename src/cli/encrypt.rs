//! `tokenscope encrypt`: claims or a signed token in, an encrypted token out.

use super::args::Format;
use super::key_args::EncryptArguments;
use super::sign::object;
use super::{Failure, Streams, input, json as printed, print};
use crate::jose::jwe::{
    ContentEncryption, KeyManagement, Method, encrypt, key_misfit, read_compact as read_jwe,
};
use crate::jose::jws::read_compact;
use crate::jose::key::{Key, weaknesses};
use crate::jose::signing::KeyFile;
use crate::report::{Json, visible};
use serde::Serialize;
use std::io::Write;

/// What `--format json` prints.
#[derive(Serialize)]
struct Encrypted<'a> {
    token: &'a str,
    header: Json,
    /// The claims, or the token that stands inside.
    payload: Json,
}

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &EncryptArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let file = input::encryption_keys(arguments.key.as_deref(), &arguments.secret)?;
    let given = match &arguments.header {
        Some(text) => Some(object(&input::text_or_file(text)?, "the header")?),
        None => None,
    };
    let (key, algorithm, encryption) = choose(&file, arguments, given.as_ref())?;
    let content = input::text(arguments.claims.as_deref(), streams)?;
    let (payload, plaintext, is_token) = content_of(&content)?;
    let header = header(given, is_token, arguments.zip);
    let token = encrypt(key, algorithm, encryption, &header, &plaintext)
        .map_err(|error| Failure::Arguments(error.to_string()))?;
    warn(key, algorithm, is_token, streams.error);
    let text = match arguments.format {
        Format::Text => format!("{token}\n"),
        Format::Json => {
            let made = Encrypted {
                token: &token,
                header: read_jwe(&token).protected.unwrap_or(Json::Null),
                payload,
            };
            printed::render(&made, streams.page.is_terminal)
        }
    };
    print(&text, streams.output)?;
    Ok(0)
}

/// What is to stand inside: a compact token as it is, or claims without their white space; and
/// whether it is a token.
fn content_of(bytes: &[u8]) -> Result<(Json, Vec<u8>, bool), Failure> {
    let text = std::str::from_utf8(bytes)
        .map(str::trim)
        .unwrap_or_default();
    let is_token = !text.starts_with('{')
        && (read_compact(text).faults.is_empty() || read_jwe(text).faults.is_empty());
    if is_token {
        return Ok((
            Json::String(text.to_owned()),
            text.as_bytes().to_vec(),
            true,
        ));
    }
    let claims = object(bytes, "the claims")?;
    let plaintext = serde_json::to_vec(&claims).unwrap_or_default();
    Ok((claims, plaintext, false))
}

/// The header that was given, else one that says what stands inside (RFC 7519 §5).
fn header(given: Option<Json>, is_token: bool, zip: bool) -> Json {
    let text = |name: &str, value: &str| (name.to_owned(), Json::String(value.to_owned()));
    let mut members = match &given {
        Some(header) => header.members().unwrap_or_default().to_vec(),
        None => vec![text("typ", "JWT")],
    };
    let has = |members: &[(String, Json)], name: &str| members.iter().any(|(n, _)| n == name);
    if is_token && !has(&members, "cty") {
        members.push(text("cty", "JWT"));
    }
    if zip && !has(&members, "zip") {
        members.push(text("zip", "DEF"));
    }
    Json::Object(members)
}

/// The key to encrypt for, and how: by `--alg` and `--enc`, or by what the key says; among several
/// by `kid`.
fn choose<'f>(
    file: &'f KeyFile,
    arguments: &EncryptArguments,
    header: Option<&Json>,
) -> Result<(&'f Key, KeyManagement, ContentEncryption), Failure> {
    let source = &file.source;
    let kid = header
        .and_then(|header| header.get("kid"))
        .and_then(Json::as_str);
    let all = file.entries.iter().map(|entry| &entry.key);
    let of_kid: Vec<&Key> = all
        .clone()
        .filter(|key| kid.is_some() && key.kid.as_deref() == kid)
        .collect();
    let keys = if of_kid.is_empty() {
        all.collect()
    } else {
        of_kid
    };
    let mut why = None;
    let mut fitting = Vec::new();
    for key in keys {
        let stated = key.alg.as_deref().unwrap_or_default();
        let content = ContentEncryption::from_name(stated);
        let named = content.map(|_| KeyManagement::Dir);
        let named = named.or_else(|| KeyManagement::from_name(stated));
        let Some(algorithm) = arguments.alg.or(named) else {
            let none = format!("the key in {source} names no algorithm; give one with --alg");
            why.get_or_insert(none);
            continue;
        };
        let encryption = arguments.enc.or(content);
        let encryption = encryption.unwrap_or_else(|| usual(key, algorithm));
        match key_misfit(key, algorithm, encryption) {
            None => fitting.push((key, algorithm, encryption)),
            Some(misfit) => {
                why.get_or_insert(format!("{source}: {misfit}"));
            }
        }
    }
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Arguments(why.unwrap_or_else(|| {
            format!("{source} holds no key to encrypt for")
        }))),
        several => Err(Failure::Arguments(format!(
            "{} keys in {source} can be encrypted for; choose one with --header '{{\"kid\": …}}'",
            several.len()
        ))),
    }
}

/// The usual content encryption: A256GCM, but with a key that is used directly one of its length.
fn usual(key: &Key, algorithm: KeyManagement) -> ContentEncryption {
    use ContentEncryption::{A128Gcm, A192CbcHs384, A192Gcm, A256CbcHs512, A256Gcm};
    let usual = [A256Gcm, A128Gcm, A192Gcm, A192CbcHs384, A256CbcHs512];
    let fits = |e: &ContentEncryption| key_misfit(key, algorithm, *e).is_none();
    usual.into_iter().find(fits).unwrap_or(A256Gcm)
}

/// Says what a strict reader would not like. The token is made all the same: to see what a reader
/// does with it is what this is for.
fn warn(key: &Key, algorithm: KeyManagement, is_token: bool, error: &mut dyn Write) {
    let mut said = Vec::new();
    if !matches!(key.material, crate::jose::key::Material::Oct(_)) {
        said.extend(weaknesses(key, None).iter().map(ToString::to_string));
    }
    if algorithm.method() == Method::RsaPkcs1 {
        said.push("RSA1_5 must not be used any more (RFC 8725 §3.2); use RSA-OAEP-256".to_owned());
    }
    if algorithm.is_public_key() && !is_token {
        said.push(
            "The claims are not signed, so whoever opens the token cannot tell who made it; sign them first and encrypt the signed token".to_owned(),
        );
    }
    if let Some(other) = key.public_key_use.as_deref()
        && other != "enc"
    {
        said.push(format!("The key says that its use is {other}, not enc"));
    }
    for sentence in said {
        // What cannot be said here does not change the token.
        let _ = writeln!(error, "tokenscope: {}", visible(&sentence));
    }
}
