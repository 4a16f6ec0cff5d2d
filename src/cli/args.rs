//! What can be said on the command line.

use super::key_args::{DiffArguments, EncryptArguments, KeysArguments, SignArguments};
use super::oauth_args::{
    LoginArguments, LogoutArguments, RevokeArguments, TokenArguments, UserinfoArguments,
};
use super::sd_jwt_args::SdJwtArguments;
use super::vault::VaultArguments;
use crate::jose::Algorithm;
use crate::jose::jwe::{ContentEncryption, KeyManagement};
use crate::net::HostRule;
use crate::report::Secret;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;

/// See what a token is, whether it holds, and why
///
/// With no command the window opens.
#[derive(Parser)]
#[command(name = "tokenscope", version, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

impl Arguments {
    /// Reads the arguments; the first is the program's name.
    ///
    /// # Errors
    /// Where they cannot be read, or where they ask for help or the version.
    pub(super) fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let named = arguments.get(1).and_then(|name| name.to_str());
        if !named.is_some_and(Command::has_subcommand) {
            // The list of commands says what each is for.
            command.build();
        }
        let matches = command.try_get_matches_from(arguments)?;
        Self::from_arg_matches(&matches)
    }
}

/// Makes the commands. Clap's own derive would describe the flags of every one each time the
/// program starts, which takes longer than inspecting a token; so they are described when they are
/// named.
macro_rules! commands {
    ($($variant:ident($arguments:ty) = $name:literal,)*) => {
        pub(super) enum Command {
            $($variant(Box<$arguments>),)*
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, inner)) => {
                        let arguments = <$arguments>::from_arg_matches(inner)?;
                        Ok(Self::$variant(Box::new(arguments)))
                    })*
                    _ => Err(clap::Error::new(ErrorKind::InvalidSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }

        impl Subcommand for Command {
            fn augment_subcommands(program: clap::Command) -> clap::Command {
                program$(.subcommand(
                    clap::Command::new($name).defer(<$arguments as Args>::augment_args),
                ))*
            }

            fn augment_subcommands_for_update(program: clap::Command) -> clap::Command {
                Self::augment_subcommands(program)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($name),*].contains(&name)
            }
        }
    };
}

commands! {
    Inspect(InspectArguments) = "inspect",
    Sign(SignArguments) = "sign",
    SdJwt(SdJwtArguments) = "sd-jwt",
    Encrypt(EncryptArguments) = "encrypt",
    Keys(KeysArguments) = "keys",
    Diff(DiffArguments) = "diff",
    Login(LoginArguments) = "login",
    Introspect(TokenArguments) = "introspect",
    Revoke(RevokeArguments) = "revoke",
    Userinfo(UserinfoArguments) = "userinfo",
    Logout(LogoutArguments) = "logout",
    Vault(VaultArguments) = "vault",
}

/// Say what a text is, whether it holds, and why
///
/// What stands around a token is taken off: Bearer, quotes, a header line, JSON, a URL, a curl
/// command. Without a key the signature is not checked, and the verdict is unverified.
///
/// An encrypted token is opened with the private key or the shared secret, and what is in it is
/// inspected in turn.
///
/// Only --jwks-url and --discover touch the network; each host is named on standard error first.
///
/// Exit code: 0 valid, 1 invalid, 3 unverified, 2 could not run.
#[derive(Args)]
pub(super) struct InspectArguments {
    /// The text, or @FILE; standard input where it is - or not given
    pub(super) text: Option<OsString>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// A file with keys: JWK, JWKS, PEM, DER; a private one opens encrypted tokens (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) key: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) secret: SecretArguments,

    #[command(flatten)]
    pub(super) network: NetworkArguments,

    /// The payload of a detached JWS
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) payload: Option<PathBuf>,

    /// alg must be this (repeatable: one of these); of a token inside another, each must be named
    #[arg(long, value_name = "ALG", help_heading = "Expectations", value_parser = any_algorithm())]
    pub(super) alg: Vec<AnyAlgorithm>,

    /// enc of an encrypted token must be this (repeatable: one of these)
    #[arg(long, value_name = "ENC", help_heading = "Expectations", value_parser = encryption())]
    pub(super) enc: Vec<ContentEncryption>,

    /// iss must be this
    #[arg(long, value_name = "TEXT", help_heading = "Expectations")]
    pub(super) issuer: Option<String>,

    /// aud must be or hold this (repeatable: any of these)
    #[arg(long, value_name = "TEXT", help_heading = "Expectations")]
    pub(super) audience: Vec<String>,

    /// sub must be this
    #[arg(long, value_name = "TEXT", help_heading = "Expectations")]
    pub(super) subject: Option<String>,

    /// typ must be this; case and application/ do not matter. Or judge the token as an id-token,
    /// access-token, logout-token, dpop-proof, client-assertion, verifiable-credential or
    /// key-binding
    #[arg(long = "type", value_name = "TEXT", help_heading = "Expectations")]
    pub(super) typ: Option<String>,

    /// nonce must be this
    #[arg(
        long,
        value_name = "TEXT",
        help_heading = "Expectations",
        allow_hyphen_values = true
    )]
    pub(super) nonce: Option<String>,

    /// How many seconds ago the person may have signed in at most (auth_time)
    #[arg(long, value_name = "SECONDS", help_heading = "Expectations", value_parser = leeway)]
    pub(super) max_age: Option<u64>,

    /// This claim must be there (repeatable)
    #[arg(long, value_name = "CLAIM", help_heading = "Expectations")]
    pub(super) require: Vec<String>,

    /// An SD-JWT must come with a key-binding JWT; --audience and --nonce are then those of that JWT
    #[arg(long, help_heading = "Expectations")]
    pub(super) require_key_binding: bool,

    #[command(flatten)]
    pub(super) beside: BesideArguments,

    /// How far clocks may disagree, in seconds
    #[arg(long, value_name = "SECONDS", help_heading = "Policy")]
    #[arg(default_value_t = 0, value_parser = leeway, allow_negative_numbers = true)]
    pub(super) leeway: u64,

    /// Judge as of this time: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", help_heading = "Policy")]
    #[arg(value_parser = time, allow_negative_numbers = true)]
    pub(super) at: Option<i64>,

    /// Let weak keys pass
    #[arg(long, help_heading = "Policy")]
    pub(super) allow_weak_keys: bool,
}

/// A shared secret, in one of its forms.
#[derive(Args, Default)]
#[group(multiple = false)]
pub(super) struct SecretArguments {
    /// A shared secret or a password; it may stay in the shell's history
    #[arg(long, value_name = "TEXT", help_heading = "Keys")]
    #[arg(value_parser = secret, allow_hyphen_values = true)]
    pub(super) secret: Option<Secret>,

    /// A file with the secret's bytes; a line end after text does not count
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) secret_file: Option<PathBuf>,

    /// An environment variable that holds the secret
    #[arg(long, value_name = "VAR", help_heading = "Keys")]
    pub(super) secret_env: Option<OsString>,

    /// A shared secret in base64 or base64url
    #[arg(long, value_name = "TEXT", help_heading = "Keys")]
    #[arg(value_parser = secret, allow_hyphen_values = true)]
    pub(super) secret_base64: Option<Secret>,
}

/// Keys from the network. Nothing else touches it.
#[derive(Args)]
pub(super) struct NetworkArguments {
    /// Fetch the keys from this address, and trust them
    #[arg(long, value_name = "URL", help_heading = "Network")]
    pub(super) jwks_url: Option<String>,

    /// Find the keys of the token's issuer (iss), or of --issuer where it is given
    ///
    /// They are trusted only where --issuer names that issuer.
    #[arg(long, help_heading = "Network")]
    pub(super) discover: bool,

    /// The issuer's keys may be on this host (repeatable)
    #[arg(
        long,
        value_name = "HOST",
        help_heading = "Network",
        requires = "discover"
    )]
    #[arg(value_parser = HostRule::parse)]
    pub(super) allow_host: Vec<HostRule>,

    /// This host may be asked over plain http (repeatable)
    #[arg(long, value_name = "HOST", help_heading = "Network", value_parser = HostRule::parse)]
    pub(super) allow_http: Vec<HostRule>,

    /// Trust this certificate authority too: PEM or DER (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    pub(super) ca: Vec<PathBuf>,
}

/// What is given beside the token to be compared with it.
#[derive(Args)]
pub(super) struct BesideArguments {
    /// A file with the access token: for at_hash, and for the ath of a DPoP proof
    #[arg(long, value_name = "FILE", help_heading = "Beside the token")]
    pub(super) access_token: Option<PathBuf>,

    /// A file with the authorization code: for c_hash
    #[arg(long, value_name = "FILE", help_heading = "Beside the token")]
    pub(super) code: Option<PathBuf>,

    /// A file with the state: for s_hash
    #[arg(long, value_name = "FILE", help_heading = "Beside the token")]
    pub(super) state: Option<PathBuf>,

    /// A file with the DPoP proof that was sent with the token
    #[arg(long, value_name = "FILE", help_heading = "Beside the token")]
    pub(super) dpop: Option<PathBuf>,

    /// A root or certificate that is trusted for x5c, as a file, or its SHA-256 thumbprint
    /// (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub(super) root: Vec<PathBuf>,

    /// The method of the request that the DPoP proof is for
    #[arg(
        long,
        value_name = "METHOD",
        help_heading = "Beside the token",
        requires = "dpop"
    )]
    pub(super) method: Option<String>,

    /// The URL of the request that the DPoP proof is for
    #[arg(
        long,
        value_name = "URL",
        help_heading = "Beside the token",
        requires = "dpop"
    )]
    pub(super) url: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    #[default]
    Text,
    /// For a program: one object
    Json,
}

/// A name that `alg` can have: of a signed or of an encrypted token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnyAlgorithm {
    Signing(Algorithm),
    KeyManagement(KeyManagement),
}

impl AnyAlgorithm {
    pub(super) fn signing(self) -> Option<Algorithm> {
        match self {
            Self::Signing(algorithm) => Some(algorithm),
            Self::KeyManagement(_) => None,
        }
    }

    pub(super) fn key_management(self) -> Option<KeyManagement> {
        match self {
            Self::Signing(_) => None,
            Self::KeyManagement(algorithm) => Some(algorithm),
        }
    }
}

/// Every name that can be used here.
pub(super) fn any_algorithm() -> impl clap::builder::TypedValueParser<Value = AnyAlgorithm> {
    let signing = Algorithm::ALL.map(Algorithm::name);
    let encrypting = KeyManagement::ALL.map(KeyManagement::name);
    PossibleValuesParser::new(signing.into_iter().chain(encrypting)).try_map(|name| {
        let signing = Algorithm::from_name(&name).map(AnyAlgorithm::Signing);
        let other = || KeyManagement::from_name(&name).map(AnyAlgorithm::KeyManagement);
        signing.or_else(other).ok_or("not an algorithm")
    })
}

/// Only the names that encrypt a key.
pub(super) fn key_management() -> impl clap::builder::TypedValueParser<Value = KeyManagement> {
    PossibleValuesParser::new(KeyManagement::ALL.map(KeyManagement::name))
        .try_map(|name| KeyManagement::from_name(&name).ok_or("not an algorithm"))
}

/// Only the names that encrypt content.
pub(super) fn encryption() -> impl clap::builder::TypedValueParser<Value = ContentEncryption> {
    PossibleValuesParser::new(ContentEncryption::ALL.map(ContentEncryption::name))
        .try_map(|name| ContentEncryption::from_name(&name).ok_or("not an algorithm"))
}

/// Only the names that can be verified here.
pub(super) fn algorithm() -> impl clap::builder::TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::name))
        .try_map(|name| Algorithm::from_name(&name).ok_or("not an algorithm"))
}

fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret::from(text.to_owned()))
}

/// Whole seconds.
pub(super) fn leeway(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "give whole seconds, 0 or more")
}

/// A time as RFC 3339 or as Unix seconds, in Unix seconds.
pub(super) fn time(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let time: Timestamp = text.parse().map_err(|_| {
        "give RFC 3339 like 2026-11-24T09:30:00Z, or Unix seconds like 1795512600".to_owned()
    })?;
    // A part of a second before 1970 belongs to the second before.
    let before = i64::from(time.subsec_nanosecond() < 0);
    Ok(time.as_second() - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_time_is_rfc_3339_or_unix_seconds() {
        assert_eq!(time("1795512600"), Ok(1_795_512_600));
        assert_eq!(time("-1"), Ok(-1));
        assert_eq!(time("2026-11-24T09:30:00Z"), Ok(1_795_512_600));
        assert_eq!(time("2026-11-24T10:30:00.9+01:00"), Ok(1_795_512_600));
        assert_eq!(time("1969-12-31T23:59:59.5Z"), Ok(-1));
        for bad in ["", "now", "2026-11-24", "1e9", "99999999999999999999"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_flag_is_read() {
        let line = "tokenscope inspect - --format json --key a --key b --secret-env S --payload p \
            --jwks-url u --discover --allow-host h --allow-http h:8080 --ca c \
            --alg RS256 --alg ES256 --enc A256GCM --issuer i --audience a --audience b --subject s --type t \
            --nonce n --max-age 60 --require exp --require-key-binding --leeway 18446744073709551615 --at -5 \
            --allow-weak-keys --access-token a --code c --state s --dpop d --method GET --url u --root r";
        let arguments = Arguments::try_parse_from(line.split_whitespace()).ok();
        let Some(Command::Inspect(inspect)) = arguments.and_then(|a| a.command) else {
            panic!("not read");
        };
        assert_eq!(inspect.leeway, u64::MAX);
        assert_eq!(inspect.at, Some(-5));
        let signing = [Algorithm::RS256, Algorithm::ES256].map(AnyAlgorithm::Signing);
        assert_eq!(inspect.alg, signing);
        assert_eq!(inspect.enc, [ContentEncryption::A256Gcm]);
        assert_eq!(inspect.audience, ["a", "b"]);
    }
}
