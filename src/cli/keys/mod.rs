//! `tokenscope keys`: keys are made, converted, named and shown.

mod show;

pub(super) use show::{Shown, ShownCertificate, ShownKey};

use super::args::{AnyAlgorithm, Format};
use super::key_args::{
    ConvertArguments, GenerateArguments, KeysArguments, KeysCommand, OutputArguments,
    ThumbprintArguments,
};
use super::output::{self, Readers};
use super::{Failure, Streams, input, json as printed, print, print_bytes};
use crate::jose::jwe::{ContentEncryption, KeyManagement, Method};
use crate::jose::key::{KeyFormat, Material};
use crate::jose::signing::{Entry, KeyFile, SigningKey};
use crate::jose::{ConvertError, Converted, Half, KeyForm, KeyKind, Thumbprint, convert, generate};
use crate::report::{Secret, visible, visible_json};
use serde::Serialize;
use serde_json::value::RawValue;
use std::io::Write;

/// Runs the command and gives its exit code.
pub(super) fn run(arguments: &KeysArguments, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    match &arguments.command {
        KeysCommand::Generate(arguments) => make(arguments, streams),
        KeysCommand::Convert(arguments) => change(arguments, streams),
        KeysCommand::Thumbprint(arguments) => thumbprints(arguments, streams),
        KeysCommand::Show(arguments) => show::run(arguments, streams),
    }?;
    Ok(0)
}

/// What `keys generate --format json` prints.
#[derive(Serialize)]
struct Made {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbprint: Option<String>,
    /// The public JWK; a secret has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<Box<RawValue>>,
    /// The private JWK, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<Box<RawValue>>,
}

fn make(arguments: &GenerateArguments, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let destination = &arguments.output;
    if destination.out.is_none() && !destination.reveal {
        return Err(Failure::Arguments(
            "the new private key has nowhere to go; give --out FILE, or --reveal to print it"
                .to_owned(),
        ));
    }
    let kind = kind(arguments)?;
    let form = arguments.to.form();
    let is_secret = matches!(kind, KeyKind::Oct(_) | KeyKind::OctBytes(_));
    if is_secret && matches!(form, KeyForm::Pem | KeyForm::Der) {
        return Err(Failure::Arguments(format!(
            "a shared secret has no {} form; use jwk or jwks",
            form.name()
        )));
    }
    let key = generate(kind).map_err(|error| Failure::Arguments(error.to_string()))?;
    let key = match arguments.alg {
        AnyAlgorithm::Signing(algorithm) => key.meant_for(algorithm),
        AnyAlgorithm::KeyManagement(algorithm) => key.meant_for_encryption(algorithm),
    };
    let kid = arguments.kid.clone().or_else(|| public_thumbprint(&key));
    let key = key.with_kid(kid);
    let file = file_of(&key);
    let written = written(&file, form, Half::AsGiven)?;
    if let Some(path) = &destination.out {
        let bytes = written.bytes.expose();
        output::write(path, bytes, Readers::Owner, destination.force)?;
    }
    if arguments.format == Format::Json {
        let is_terminal = streams.page.is_terminal;
        let raw = |text: Option<String>| {
            let text = text?;
            // A JWK is written in lines, and a program is given one object on one line.
            let text = match is_terminal {
                true => text,
                false => text.lines().map(str::trim_start).collect(),
            };
            RawValue::from_string(text).ok()
        };
        let private = destination.reveal.then(|| key.jwk_private());
        let private = private.and_then(|text| String::from_utf8(text.expose().to_vec()).ok());
        let made = Made {
            file: destination
                .out
                .as_ref()
                .map(|path| path.display().to_string()),
            description: key.key().description(),
            kid: key.key().kid.clone(),
            thumbprint: public_thumbprint(&key),
            public: raw(key.public().jwk()),
            private: raw(private),
        };
        return print(&printed::render(&made, is_terminal), streams.output);
    }
    if destination.reveal {
        return put(&written, form, streams);
    }
    if matches!(key.key().material, Material::Oct(_)) {
        return Ok(());
    }
    // Bytes on the screen help nobody.
    let form = if form == KeyForm::Der {
        KeyForm::Pem
    } else {
        form
    };
    put(&self::written(&file, form, Half::Public)?, form, streams)
}

/// The kind of key to make.
fn kind(arguments: &GenerateArguments) -> Result<KeyKind, Failure> {
    let bits = arguments.bits.unwrap_or_default().bits();
    let (kind, takes_enc, takes_crv) = match arguments.alg {
        AnyAlgorithm::Signing(algorithm) => (KeyKind::of(algorithm, bits), false, false),
        AnyAlgorithm::KeyManagement(algorithm) => {
            let encryption = arguments.enc.unwrap_or(ContentEncryption::A256Gcm);
            let kind = KeyKind::of_encryption(algorithm, encryption, bits);
            let agrees = matches!(
                algorithm.method(),
                Method::EcdhDirect | Method::EcdhKeyWrap(_)
            );
            let kind = match agrees {
                true => arguments.crv.unwrap_or_default().kind(),
                false => kind,
            };
            (kind, algorithm == KeyManagement::Dir || agrees, agrees)
        }
    };
    let idle = [
        ("--crv", arguments.crv.is_some() && !takes_crv, "ECDH-ES"),
        ("--enc", arguments.enc.is_some() && !takes_enc, "dir"),
        (
            "--bits",
            arguments.bits.is_some() && !matches!(kind, KeyKind::Rsa(_)),
            "RSA",
        ),
    ];
    match idle.into_iter().find(|(_, is_given, _)| *is_given) {
        Some((flag, _, of)) => Err(Failure::Arguments(format!(
            "{flag} is for {of} alone; see: tokenscope keys generate --help"
        ))),
        None => Ok(kind),
    }
}

/// The thumbprint of a key that has a public half. That of a secret is kept: whoever has it can try
/// guesses (RFC 7638 §7).
fn public_thumbprint(key: &SigningKey) -> Option<String> {
    let material = &key.key().material;
    let is_secret = matches!(material, Material::Oct(_));
    let thumbprint = Thumbprint::of(material).filter(|_| !is_secret)?;
    Some(thumbprint.base64url())
}

/// A new key as if it came from a file. What PEM cannot hold is not news to who made it.
fn file_of(key: &SigningKey) -> KeyFile {
    KeyFile {
        source: "the new key".to_owned(),
        format: KeyFormat::Jwk,
        entries: vec![Entry {
            name: "The new key".to_owned(),
            key: key.key().clone(),
            signing: Some(Ok(key.clone())),
            certificates: Vec::new(),
            not_kept: Vec::new(),
        }],
        faults: Vec::new(),
    }
}

fn change(arguments: &ConvertArguments, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let file = input::key_text(arguments.keys.as_deref(), streams)?;
    let half = if arguments.public {
        Half::Public
    } else {
        Half::AsGiven
    };
    let form = arguments.to.form();
    let converted = written(&file, form, half)?;
    let OutputArguments { out, force, reveal } = &arguments.output;
    if converted.is_private && out.is_none() && !reveal {
        return Err(Failure::Arguments(
            "the result holds a private key or secret; give --out FILE, --public for the public half, or --reveal to print it"
                .to_owned(),
        ));
    }
    say(&file.source, &file.faults, streams.error);
    say(&file.source, &converted.warnings, streams.error);
    match out {
        Some(path) => {
            let readers = if converted.is_private {
                Readers::Owner
            } else {
                Readers::Usual
            };
            output::write(path, converted.bytes.expose(), readers, *force)
        }
        None => put(&converted, form, streams),
    }
}

fn written(file: &KeyFile, form: KeyForm, half: Half) -> Result<Converted, Failure> {
    convert(file, form, half)
        .map_err(|error: ConvertError| Failure::Arguments(format!("{} {error}", file.source)))
}

/// Prints keys: text, or DER where nobody looks.
fn put(keys: &Converted, form: KeyForm, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if form == KeyForm::Der && streams.page.is_terminal {
        return Err(Failure::Arguments(
            "DER is not for a terminal; give --out FILE, or use pem".to_owned(),
        ));
    }
    let bytes = keys.bytes.expose();
    match std::str::from_utf8(bytes) {
        // A kid may hold what a terminal obeys.
        Ok(json) if matches!(form, KeyForm::Jwk | KeyForm::Jwks) => {
            let json = Secret::from(visible_json(json.to_owned()));
            print_bytes(json.expose(), streams.output)
        }
        _ => print_bytes(bytes, streams.output),
    }
}

/// What `keys thumbprint --format json` prints of a key.
#[derive(Serialize)]
struct Named {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    thumbprint: String,
    uri: String,
}

fn thumbprints(arguments: &ThumbprintArguments, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let file = input::key_text(arguments.keys.as_deref(), streams)?;
    let named = file.entries.iter().filter_map(|entry| {
        let thumbprint = Thumbprint::of(&entry.key.material)?;
        Some(Named {
            name: entry.name.clone(),
            kid: entry.key.kid.clone(),
            thumbprint: thumbprint.base64url(),
            uri: thumbprint.uri(),
        })
    });
    let named: Vec<Named> = named.collect();
    let Some(last) = named.last() else {
        let source = &file.source;
        return Err(Failure::Arguments(format!(
            "{source} holds no key of a type that has a thumbprint (RFC 7638 §3.2)"
        )));
    };
    say(&file.source, &file.faults, streams.error);
    let text = match arguments.format {
        Format::Json => printed::render(&named, streams.page.is_terminal),
        Format::Text => {
            let shown = |named: &Named| {
                if arguments.uri {
                    named.uri.clone()
                } else {
                    named.thumbprint.clone()
                }
            };
            // A single one stands alone, for scripts.
            if named.len() == 1 {
                format!("{}\n", shown(last))
            } else {
                let lines = named.iter().map(|one| {
                    let line = format!("{}  {}", shown(one), one.name);
                    format!("{}\n", visible(&line))
                });
                lines.collect()
            }
        }
    };
    print(&text, streams.output)
}

/// Says what is not quite right with a file; the result is there all the same.
fn say(source: &str, sentences: &[String], error: &mut dyn Write) {
    for sentence in sentences {
        let line = format!("{source}: {sentence}");
        // What cannot be said here does not change the result.
        let _ = writeln!(error, "tokenscope: {}", visible(&line));
    }
}
