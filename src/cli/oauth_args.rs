//! What can be said to the commands that sign in and ask a provider.

use super::args::{Format, leeway};
use super::vault::StoreArguments;
use crate::net::HostRule;
use crate::oauth::{AuthMethod, Grant, Pkce, RedirectHost};
use crate::wire::Mode;
use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::{ArgGroup, Args};
use std::ffi::OsString;
use std::path::PathBuf;
use url::Url;

/// Who is asked, and as whom.
#[derive(Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["issuer", "provider", "profile"]))]
pub(super) struct ClientArguments {
    /// The issuer, to the letter: https://id.example
    #[arg(long, value_name = "URL", help_heading = "Provider")]
    pub(super) issuer: Option<String>,

    /// A provider that is known: github, google, entra, slack, keycloak and more
    #[arg(long, value_name = "ID", help_heading = "Provider")]
    pub(super) provider: Option<String>,

    /// A profile that was kept in the window
    #[arg(long, value_name = "NAME", help_heading = "Provider")]
    pub(super) profile: Option<String>,

    /// What the provider has to be told, such as tenant=contoso (repeatable)
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Provider", value_parser = pair)]
    pub(super) set: Vec<(String, String)>,

    /// An address that its metadata do not name, such as token_endpoint=https://… (repeatable)
    #[arg(long, value_name = "NAME=URL", help_heading = "Provider", value_parser = pair)]
    pub(super) endpoint: Vec<(String, String)>,

    /// The client's id
    #[arg(long, value_name = "ID", help_heading = "Client")]
    pub(super) client_id: Option<String>,

    /// An environment variable that holds the client's secret
    #[arg(
        long,
        value_name = "VAR",
        help_heading = "Client",
        conflicts_with = "client_key"
    )]
    pub(super) client_secret_env: Option<OsString>,

    /// A file with the client's private key, for private-key-jwt: JWK, JWKS, PEM, DER
    #[arg(long, value_name = "FILE", help_heading = "Client")]
    pub(super) client_key: Option<PathBuf>,

    /// How the client says who it is; where it is not given, what fits
    #[arg(long, value_name = "METHOD", help_heading = "Client", value_parser = auth())]
    pub(super) auth: Option<AuthMethod>,

    /// Whom the assertion of secret-jwt or private-key-jwt is for, where it is not the issuer
    #[arg(long, value_name = "TEXT", help_heading = "Client")]
    pub(super) assertion_audience: Option<String>,

    /// Bind the tokens to a key (DPoP): a new one, or with --grant refresh and --save the one that
    /// is kept
    #[arg(long, help_heading = "Client")]
    pub(super) dpop: bool,

    /// Bind the tokens to this private key (DPoP)
    #[arg(long, value_name = "FILE", help_heading = "Client")]
    pub(super) dpop_key: Option<PathBuf>,

    /// A further parameter of the request (repeatable)
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Request", value_parser = pair)]
    pub(super) param: Vec<(String, String)>,

    /// How far clocks may disagree, in seconds; 30 where nothing is said
    #[arg(long, value_name = "SECONDS", help_heading = "Policy")]
    #[arg(value_parser = leeway, allow_negative_numbers = true)]
    pub(super) leeway: Option<u64>,

    /// The provider may keep what it is asked for on this host (repeatable)
    #[arg(long, value_name = "HOST", help_heading = "Network", value_parser = HostRule::parse)]
    pub(super) allow_host: Vec<HostRule>,

    /// Trust this certificate authority too: PEM or DER (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    pub(super) ca: Vec<PathBuf>,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: Format,

    /// Print tokens and other secrets
    #[arg(long)]
    pub(super) reveal: bool,
}

/// Where the browser comes back.
#[derive(Args)]
pub(super) struct BrowserArguments {
    /// Listen at this port; repeated, at the first that is free
    #[arg(long, value_name = "PORT", help_heading = "Browser")]
    pub(super) redirect_port: Vec<u16>,

    /// The host of the redirect URI: 127.0.0.1, localhost or [::1]
    #[arg(long, value_name = "HOST", help_heading = "Browser", value_parser = redirect_host())]
    pub(super) redirect_host: Option<RedirectHost>,

    /// The path of the redirect URI
    #[arg(long, value_name = "PATH", help_heading = "Browser")]
    pub(super) redirect_path: Option<String>,

    /// A redirect URI that is not listened to: the address at which the browser ends is pasted
    #[arg(long, value_name = "URL", help_heading = "Browser", value_parser = redirect_uri)]
    #[arg(conflicts_with_all = ["redirect_port", "redirect_host", "redirect_path"])]
    pub(super) redirect_uri: Option<String>,

    /// Open no browser: print the address on standard error, and wait
    ///
    /// The browser may be on another machine: then paste the address at which it ends on standard
    /// input.
    #[arg(long, help_heading = "Browser")]
    pub(super) no_browser: bool,

    /// How long to wait for the person; 300 where nothing is said
    #[arg(long, value_name = "SECONDS", help_heading = "Browser")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: Option<u64>,
}

/// Sign in at a provider, and see every request and what it was worth
///
/// The system's browser opens; its answer arrives at a listener on this machine. Only the provider
/// that is named is asked, and each host is named on standard error first.
///
/// Exit code: 0 signed in and every check holds, 1 refused or a check failed, 2 could not run or
/// the tokens could not be kept, 130 cancelled.
#[derive(Args)]
pub(super) struct LoginArguments {
    #[command(flatten)]
    pub(super) client: ClientArguments,

    #[command(flatten)]
    pub(super) browser: BrowserArguments,

    /// How tokens are got; code where nothing is said
    #[arg(long, value_name = "GRANT", help_heading = "Request", value_parser = grant())]
    pub(super) grant: Option<Grant>,

    /// What to ask for, several with blanks between them (repeatable)
    #[arg(long, value_name = "SCOPE", help_heading = "Request")]
    pub(super) scope: Vec<String>,

    /// What the token is to be for (RFC 8707, repeatable)
    #[arg(long, value_name = "URI", help_heading = "Request")]
    pub(super) resource: Vec<String>,

    /// The audience, as Auth0 and Atlassian want it
    #[arg(long, value_name = "TEXT", help_heading = "Request")]
    pub(super) audience: Option<String>,

    /// Who is to sign in
    #[arg(long, value_name = "TEXT", help_heading = "Request")]
    pub(super) login_hint: Option<String>,

    /// Push the request before the browser opens (RFC 9126)
    #[arg(long, help_heading = "Request")]
    pub(super) par: bool,

    /// How the code is bound: S256, plain or none
    #[arg(long, value_name = "METHOD", help_heading = "Request", value_parser = pkce())]
    pub(super) pkce: Option<Pkce>,

    /// How the answer comes: query, fragment or form_post
    #[arg(long, value_name = "MODE", help_heading = "Request", value_parser = mode())]
    pub(super) response_mode: Option<Mode>,

    /// What the answer holds, where it is not what the grant has
    #[arg(long, value_name = "TYPE", help_heading = "Request", value_parser = response_type)]
    pub(super) response_type: Option<String>,

    /// An environment variable that holds the refresh token, for --grant refresh
    #[arg(long, value_name = "VAR", help_heading = "Grants")]
    pub(super) refresh_token_env: Option<OsString>,

    /// An environment variable that holds the ID token of before: the new one must be of the same
    /// person
    #[arg(long, value_name = "VAR", help_heading = "Grants")]
    pub(super) id_token_env: Option<OsString>,

    /// Who signs in, for --grant password
    #[arg(long, value_name = "NAME", help_heading = "Grants")]
    pub(super) username: Option<String>,

    /// An environment variable that holds the password, for --grant password
    #[arg(long, value_name = "VAR", help_heading = "Grants")]
    pub(super) password_env: Option<OsString>,

    /// Keep the tokens in the vault under this name: the access token as LABEL, the others as
    /// LABEL-refresh, LABEL-id and LABEL-dpop. Those of an earlier login are replaced
    #[arg(long, value_name = "LABEL", help_heading = "Store")]
    pub(super) save: Option<String>,

    #[command(flatten)]
    pub(super) store: StoreArguments,
}

/// Ask the provider whether a token is good (RFC 7662)
///
/// The token comes on standard input, or with --token-env.
///
/// Exit code: 0 it is active, 1 it is not, or the provider refused, 2 could not run.
#[derive(Args)]
pub(super) struct TokenArguments {
    #[command(flatten)]
    pub(super) client: ClientArguments,

    #[command(flatten)]
    pub(super) token: TokenInput,

    /// What kind of token it is: access_token or refresh_token
    #[arg(long, value_name = "KIND", value_parser = ["access_token", "refresh_token"])]
    pub(super) token_type: Option<String>,

    #[command(flatten)]
    pub(super) store: StoreArguments,
}

/// Give a token back to the provider, which then takes it no more (RFC 7009)
///
/// The token comes on standard input, or with --token-env.
///
/// Exit code: 0 it is given back, 1 refused, 2 could not run.
#[derive(Args)]
pub(super) struct RevokeArguments {
    #[command(flatten)]
    pub(super) asked: TokenArguments,
}

/// Ask the provider who signed in (OpenID Connect Core §5.3)
///
/// The access token comes on standard input, or with --token-env.
///
/// Exit code: 0 it says who, 1 refused or a check failed, 2 could not run.
#[derive(Args)]
pub(super) struct UserinfoArguments {
    #[command(flatten)]
    pub(super) client: ClientArguments,

    #[command(flatten)]
    pub(super) token: TokenInput,

    /// An environment variable that holds the ID token: the answer must be about the same person
    #[arg(long, value_name = "VAR")]
    pub(super) id_token_env: Option<OsString>,
}

/// Sign out at the provider, in the browser (OpenID RP-Initiated Logout)
///
/// The ID token says who is to be signed out: it comes on standard input, or with --token-env.
/// It never stands in an address: a page on this machine posts it, once.
///
/// Exit code: 0 the browser was opened or came back, 1 refused, 2 could not run, 130 cancelled.
#[derive(Args)]
pub(super) struct LogoutArguments {
    #[command(flatten)]
    pub(super) client: ClientArguments,

    #[command(flatten)]
    pub(super) token: TokenInput,

    #[command(flatten)]
    pub(super) browser: BrowserArguments,

    /// Sign out without an ID token: the provider then asks who
    #[arg(long, conflicts_with = "token_env")]
    pub(super) no_token: bool,

    /// Wait until the browser comes back; the redirect URI has to be registered for it
    #[arg(long, help_heading = "Browser")]
    pub(super) wait: bool,
}

/// Where the token comes from.
#[derive(Args)]
pub(super) struct TokenInput {
    /// An environment variable that holds the token
    #[arg(long, value_name = "VAR")]
    pub(super) token_env: Option<OsString>,
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("give a name, =, and a value"),
    }
}

/// A redirect URI is absolute and has no fragment (RFC 6749 §3.1.2). What a browser would carry out
/// or open from this machine in its place is none.
fn redirect_uri(text: &str) -> Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| "give a whole address, like https://app.example/cb")?;
    match url.scheme() {
        "javascript" | "data" | "vbscript" | "file" => {
            Err("no browser comes back to such an address")
        }
        _ if url.fragment().is_some() => Err("it has a fragment, which no redirect URI may have"),
        _ => Ok(text.to_owned()),
    }
}

/// OAuth 2.0 Multiple Response Type Encoding Practices §3 to §5.
fn response_type(text: &str) -> Result<String, &'static str> {
    let is_known = |part: &str| matches!(part, "code" | "token" | "id_token" | "none");
    match text.split(' ').all(is_known) {
        true => Ok(text.to_owned()),
        false => Err("give code, token, id_token or none, several with a blank between them"),
    }
}

/// Only these names, each of which stands for something.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    of: fn(&str) -> Option<T>,
) -> ValueParser {
    let names = PossibleValuesParser::new(names.into_iter().collect::<Vec<_>>());
    names
        .try_map(move |name| of(&name).ok_or("not known"))
        .into()
}

fn auth() -> ValueParser {
    named(
        AuthMethod::ALL.map(AuthMethod::as_str),
        AuthMethod::from_name,
    )
}

fn grant() -> ValueParser {
    named(Grant::ALL.map(Grant::as_str), Grant::from_name)
}

fn pkce() -> ValueParser {
    named(Pkce::ALL.map(Pkce::as_str), Pkce::from_name)
}

fn mode() -> ValueParser {
    let all = [Mode::Query, Mode::Fragment, Mode::FormPost];
    named(all.map(Mode::as_str), Mode::from_name)
}

fn redirect_host() -> ValueParser {
    let all = RedirectHost::ALL.map(RedirectHost::as_str);
    named(all, RedirectHost::from_name)
}
