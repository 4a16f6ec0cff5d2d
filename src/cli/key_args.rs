//! What can be said to the commands that sign, look after keys and compare.

use super::args::{
    AnyAlgorithm, Format, SecretArguments, algorithm, any_algorithm, encryption, key_management,
};
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::jose::{Algorithm, Curve, KeyForm, KeyKind, RsaBits};
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Sign claims: print a compact JWS
///
/// The claims are a JSON object; numbers and the order of members stay as they are written, white
/// space goes. The header is {"alg": …, "typ": "JWT"} where none is given, and names the key's kid.
#[derive(Args)]
pub(super) struct SignArguments {
    /// The claims as JSON, or @FILE; standard input where it is - or not given
    pub(super) claims: Option<OsString>,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// A file with the private key: JWK, JWKS, PEM, DER
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

/// Encrypt claims or a signed token: print a compact JWE
///
/// The claims are a JSON object; numbers and the order of members stay as they are written, white
/// space goes. A signed token stays as it is, and cty says so. The header is {"alg": …, "enc": …,
/// "typ": "JWT"} where none is given, and names the key's kid.
#[derive(Args)]
pub(super) struct EncryptArguments {
    /// The claims as JSON, a token, or @FILE; standard input where it is - or not given
    pub(super) claims: Option<OsString>,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// A file with the key to encrypt for: JWK, JWKS, PEM, DER; its public half is enough
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) key: Option<PathBuf>,

    #[command(flatten)]
    pub(super) secret: SecretArguments,

    /// How the key is encrypted; where it is not given, as the key names it
    #[arg(long, value_name = "ALG", value_parser = key_management())]
    pub(super) alg: Option<KeyManagement>,

    /// How the content is encrypted; where it is not given A256GCM, or with dir as long as the key
    #[arg(long, value_name = "ENC", value_parser = encryption())]
    pub(super) enc: Option<ContentEncryption>,

    /// The header as JSON, or @FILE; alg and enc are set, apu, apv and p2c are used, and kid
    /// chooses among several keys
    #[arg(long, value_name = "JSON")]
    pub(super) header: Option<OsString>,

    /// Compress the content
    #[arg(long)]
    pub(super) zip: bool,
}

/// Make keys, convert them, and see what they are
#[derive(Args)]
pub(super) struct KeysArguments {
    #[command(subcommand)]
    pub(super) command: KeysCommand,
}

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    Generate(GenerateArguments),
    Convert(ConvertArguments),
    Thumbprint(ThumbprintArguments),
    Show(ShowArguments),
}

/// Make a key
///
/// The private key goes into the file, which only you can read; the public key is printed. The kid
/// is the key's thumbprint where none is given; a secret has none then.
#[derive(Args)]
pub(super) struct GenerateArguments {
    /// The algorithm that the key is for: alg of a signed or of an encrypted token
    #[arg(long, value_name = "ALG", value_parser = any_algorithm())]
    pub(super) alg: AnyAlgorithm,

    /// With dir, the algorithm that encrypts the content; where it is not given, A256GCM
    #[arg(long, value_name = "ENC", value_parser = encryption())]
    pub(super) enc: Option<ContentEncryption>,

    /// With ECDH-ES, the curve
    #[arg(long, value_name = "CRV", value_enum)]
    pub(super) crv: Option<AgreementCurve>,

    /// How long an RSA key is, in bits; 2048 where nothing is said
    #[arg(long, value_name = "BITS", value_enum)]
    pub(super) bits: Option<Bits>,

    /// The key's id
    #[arg(long, value_name = "TEXT")]
    pub(super) kid: Option<String>,

    /// The form in which the key is written
    #[arg(long, value_name = "FORM", value_enum, default_value_t)]
    pub(super) to: Form,

    #[command(flatten)]
    pub(super) output: OutputArguments,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Write keys in another form
///
/// PEM and DER have no place for kid, alg and use; what is left out is said on standard error.
#[derive(Args)]
pub(super) struct ConvertArguments {
    /// A file with keys, or - for standard input: JWK, JWKS, PEM, DER
    pub(super) keys: Option<OsString>,

    /// The form in which the keys are written
    #[arg(long, value_name = "FORM", value_enum)]
    pub(super) to: Form,

    /// Write the public half only
    #[arg(long)]
    pub(super) public: bool,

    #[command(flatten)]
    pub(super) output: OutputArguments,
}

/// Print the SHA-256 thumbprint of each key (RFC 7638)
#[derive(Args)]
pub(super) struct ThumbprintArguments {
    /// A file with keys, or - for standard input: JWK, JWKS, PEM, DER
    pub(super) keys: Option<OsString>,

    /// Print it as a URI (RFC 9278)
    #[arg(long)]
    pub(super) uri: bool,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Say what is in a file of keys, certificates included
#[derive(Args)]
pub(super) struct ShowArguments {
    /// A file with keys, or - for standard input: JWK, JWKS, PEM, DER
    pub(super) keys: Option<OsString>,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Where what is made goes.
#[derive(Args)]
pub(super) struct OutputArguments {
    /// The file to write; a private key can be read by its owner only
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Replace the file where it is there already
    #[arg(long, requires = "out")]
    pub(super) force: bool,

    /// Print a private key on standard output
    #[arg(long, conflicts_with = "out")]
    pub(super) reveal: bool,
}

/// Say what is different between two tokens, or between two JSON texts
///
/// The order of members and white space do not count.
///
/// Exit code: 0 the same, 1 different, 2 could not run.
#[derive(Args)]
pub(super) struct DiffArguments {
    /// The first, or @FILE, or - for standard input
    pub(super) a: OsString,

    /// The second, or @FILE, or - for standard input
    pub(super) b: OsString,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// One key as JSON
    #[default]
    Jwk,
    /// A set of keys as JSON
    Jwks,
    /// PKCS#8 or SPKI as text
    Pem,
    /// PKCS#8 or SPKI as bytes
    Der,
}

impl Form {
    pub(super) fn form(self) -> KeyForm {
        match self {
            Self::Jwk => KeyForm::Jwk,
            Self::Jwks => KeyForm::Jwks,
            Self::Pem => KeyForm::Pem,
            Self::Der => KeyForm::Der,
        }
    }
}

/// A curve on which keys are agreed upon.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum AgreementCurve {
    #[default]
    #[value(name = "P-256")]
    P256,
    #[value(name = "P-384")]
    P384,
    #[value(name = "P-521")]
    P521,
    #[value(name = "X25519")]
    X25519,
}

impl AgreementCurve {
    pub(super) fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::Ec(Curve::P256),
            Self::P384 => KeyKind::Ec(Curve::P384),
            Self::P521 => KeyKind::Ec(Curve::P521),
            Self::X25519 => KeyKind::X25519,
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Bits {
    #[default]
    #[value(name = "2048")]
    Rsa2048,
    #[value(name = "3072")]
    Rsa3072,
    #[value(name = "4096")]
    Rsa4096,
}

impl Bits {
    pub(super) fn bits(self) -> RsaBits {
        match self {
            Self::Rsa2048 => RsaBits::Rsa2048,
            Self::Rsa3072 => RsaBits::Rsa3072,
            Self::Rsa4096 => RsaBits::Rsa4096,
        }
    }
}
