//! What can be said to the commands that issue and present SD-JWTs.

use super::args::{Format, SecretArguments, algorithm, time};
use crate::jose::{Algorithm, Hash};
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Issue and present tokens whose claims can be disclosed one by one (SD-JWT, RFC 9901)
#[derive(Args)]
pub(super) struct SdJwtArguments {
    #[command(subcommand)]
    pub(super) command: SdJwtCommand,
}

#[derive(Subcommand)]
pub(super) enum SdJwtCommand {
    Issue(IssueArguments),
    Present(PresentArguments),
}

/// Sign claims, some of which the holder can hide: print the SD-JWT with every disclosure
///
/// The claims are a JSON object. The header is {"alg": …, "typ": "dc+sd-jwt"} where the claims have
/// a vct, else {"alg": …, "typ": "sd-jwt"}; it names the key's kid.
#[derive(Args)]
pub(super) struct IssueArguments {
    /// The claims as JSON, or @FILE; standard input where it is - or not given
    pub(super) claims: Option<OsString>,

    /// The holder can hide this claim: a JSON Pointer such as /address/locality or /nationalities/*
    /// (repeatable)
    #[arg(long, value_name = "POINTER")]
    pub(super) selective: Vec<String>,

    /// The holder's public key, for cnf: a file with one JWK or PEM
    #[arg(long, value_name = "FILE")]
    pub(super) holder_key: Option<PathBuf>,

    /// Add this many digests without a claim wherever claims can be hidden
    #[arg(long, value_name = "COUNT", default_value_t = 0, value_parser = decoys)]
    pub(super) decoys: usize,

    /// The hash algorithm of the digests
    #[arg(long, value_name = "HASH", value_enum, default_value_t)]
    pub(super) digest: Digest,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// A file with the issuer's private key: JWK, JWKS, PEM, DER
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) key: Option<PathBuf>,

    #[command(flatten)]
    pub(super) secret: SecretArguments,

    /// The algorithm; where it is not given, the one that the key names
    #[arg(long, value_name = "ALG", value_parser = algorithm())]
    pub(super) alg: Option<Algorithm>,

    /// The header as JSON, or @FILE; alg is set, and kid chooses among several keys
    #[arg(long, value_name = "JSON")]
    pub(super) header: Option<OsString>,
}

/// Choose what to disclose of an SD-JWT, and bind it to the holder's key: print the presentation
///
/// What a claim stands in is disclosed with it. With --key a key-binding JWT is made for the
/// verifier that --audience and --nonce name.
#[derive(Args)]
pub(super) struct PresentArguments {
    /// The SD-JWT as it was issued, or @FILE; standard input where it is - or not given
    pub(super) token: Option<OsString>,

    /// Disclose this claim: a JSON Pointer such as /address/locality or /nationalities/*
    /// (repeatable)
    #[arg(long, value_name = "POINTER")]
    pub(super) disclose: Vec<String>,

    /// Disclose everything
    #[arg(long, conflicts_with = "disclose")]
    pub(super) all: bool,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// A file with the holder's private key: JWK, JWKS, PEM, DER
    #[arg(long, value_name = "FILE", requires_all = ["audience", "nonce"])]
    pub(super) key: Option<PathBuf>,

    /// The algorithm; where it is not given, the one that the key names
    #[arg(long, value_name = "ALG", value_parser = algorithm(), requires = "key")]
    pub(super) alg: Option<Algorithm>,

    /// For whom the presentation is (aud)
    #[arg(long, value_name = "TEXT", requires = "key")]
    pub(super) audience: Option<String>,

    /// What the verifier sent (nonce)
    #[arg(
        long,
        value_name = "TEXT",
        requires = "key",
        allow_hyphen_values = true
    )]
    pub(super) nonce: Option<String>,

    /// When the presentation is made (iat), where it is not now: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", requires = "key")]
    #[arg(value_parser = time, allow_negative_numbers = true)]
    pub(super) at: Option<i64>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Digest {
    #[default]
    #[value(name = "sha-256")]
    Sha256,
    #[value(name = "sha-384")]
    Sha384,
    #[value(name = "sha-512")]
    Sha512,
}

impl Digest {
    pub(super) fn hash(self) -> Hash {
        match self {
            Self::Sha256 => Hash::Sha256,
            Self::Sha384 => Hash::Sha384,
            Self::Sha512 => Hash::Sha512,
        }
    }
}

/// More decoys than this hide nothing better, and swell the token.
const MAX_DECOYS: usize = 100;

fn decoys(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count <= MAX_DECOYS => Ok(count),
        _ => Err(format!("give a whole number up to {MAX_DECOYS}")),
    }
}
