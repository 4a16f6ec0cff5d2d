//! `tokenscope keys show`: what is in a file of keys.

use super::super::key_args::ShowArguments;
use super::super::text::{Clock, known_keys};
use super::{Failure, Format, Streams, input, print, printed};
use crate::jose::Thumbprint;
use crate::jose::certificate::Certificate;
use crate::jose::key::{Material, weaknesses};
use crate::jose::signing::Entry;
use jiff::Timestamp;
use serde::Serialize;

/// All that `--format json` prints.
#[derive(Serialize)]
pub(in crate::cli) struct Shown {
    pub(in crate::cli) source: String,
    pub(in crate::cli) keys: Vec<ShownKey>,
    pub(in crate::cli) faults: Vec<String>,
}

#[derive(Serialize)]
pub(in crate::cli) struct ShownKey {
    pub(in crate::cli) name: String,
    pub(in crate::cli) description: String,
    pub(in crate::cli) private: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) public_key_use: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) key_ops: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) thumbprint: Option<String>,
    /// Why the private half cannot sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) cannot_sign: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::cli) weaknesses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::cli) certificates: Vec<ShownCertificate>,
}

#[derive(Serialize)]
pub(in crate::cli) struct ShownCertificate {
    pub(in crate::cli) subject: String,
    pub(in crate::cli) issuer: String,
    pub(in crate::cli) alternative_names: Vec<String>,
    pub(in crate::cli) serial: String,
    pub(in crate::cli) not_before: i64,
    pub(in crate::cli) not_after: i64,
    pub(in crate::cli) signature: String,
    pub(in crate::cli) self_signed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) authority: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) path_length: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) key_usage: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::cli) extended_key_usage: Vec<String>,
    pub(in crate::cli) x5t: String,
    #[serde(rename = "x5t#S256")]
    pub(in crate::cli) x5t_s256: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::cli) faults: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &ShowArguments, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let file = input::key_text(arguments.keys.as_deref(), streams)?;
    let shown = Shown {
        keys: file.entries.iter().map(shown_key).collect(),
        source: file.source,
        faults: file.faults,
    };
    let text = match arguments.format {
        Format::Json => printed::render(&shown, streams.page.is_terminal),
        Format::Text => {
            let now = Timestamp::now().as_second();
            known_keys(&shown, &Clock::at(now), streams.page)
        }
    };
    print(&text, streams.output)
}

fn shown_key(entry: &Entry) -> ShownKey {
    let key = &entry.key;
    let is_secret = matches!(key.material, Material::Oct(_));
    let mut certificates = Vec::new();
    for bytes in &entry.certificates {
        certificates.extend(Certificate::read(bytes).ok().map(shown_certificate));
    }
    ShownKey {
        name: entry.name.clone(),
        description: key.description(),
        private: key.is_private || is_secret,
        kid: key.kid.clone(),
        alg: key.alg.clone(),
        public_key_use: key.public_key_use.clone(),
        key_ops: key.key_ops.clone(),
        // That of a secret lets anybody try guesses (RFC 7638 §7).
        thumbprint: Thumbprint::of(&key.material)
            .filter(|_| !is_secret)
            .map(|thumbprint| thumbprint.base64url()),
        cannot_sign: match &entry.signing {
            Some(Err(detail)) => Some(detail.clone()),
            _ => None,
        },
        weaknesses: weaknesses(key, None)
            .iter()
            .map(ToString::to_string)
            .collect(),
        certificates,
    }
}

fn shown_certificate(certificate: Certificate) -> ShownCertificate {
    ShownCertificate {
        x5t: certificate.x5t(),
        x5t_s256: certificate.x5t_s256(),
        subject: certificate.subject,
        issuer: certificate.issuer,
        alternative_names: certificate.alternative_names,
        serial: certificate.serial,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        signature: certificate.signature_algorithm,
        self_signed: certificate.is_self_signed,
        authority: certificate.is_authority,
        path_length: certificate.path_length,
        key_usage: certificate.key_usage,
        extended_key_usage: certificate.extended_key_usage,
        faults: certificate.faults,
    }
}
