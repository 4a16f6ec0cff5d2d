//! Why something could not be fetched.

/// Why something could not be fetched: what happened, to what, and what to do. A place is a host
/// and a path; a query, which may hold secrets, is never named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// It cannot be read as a URL with a host.
    #[error("this is no address; give one that begins with https://")]
    NotAnAddress,
    /// It is longer than any address.
    #[error(
        "the address is longer than {} characters; give a shorter one",
        super::MAX_URL_BYTES
    )]
    TooLong,
    /// It is neither https nor http.
    #[error("an address that begins with {0}: is not asked; give one with https")]
    Scheme(String),
    /// It is http, to another machine.
    #[error(
        "{0} would be asked over plain http, where anybody on the way can change the answer; use https"
    )]
    PlainHttp(String),
    /// It holds a user name or a password.
    #[error("the address of {0} holds a user name or a password; give it without")]
    UserInfo(String),
    /// A header cannot be written.
    #[error("the header {0:?} cannot be sent: it holds characters that no header may hold")]
    Header(String),
    /// The person ended it.
    #[error("asking {0} was cancelled")]
    Cancelled(String),
    /// It took too long.
    #[error("{place} did not answer in full within {seconds} s; try again later")]
    Timeout {
        /// Who.
        place: String,
        /// The limit.
        seconds: u64,
    },
    /// The host's name leads nowhere.
    #[error("{0} is not known: no address for it could be found; check its spelling")]
    NoSuchHost(String),
    /// Nothing listens there.
    #[error("{0} refused the connection; check host and port, and whether it is running")]
    Refused(String),
    /// A variable of the environment names a proxy, and what it holds is none.
    #[error(
        "{0} does not hold the address of a proxy; write it like http://proxy.example:3128, or unset it"
    )]
    Proxy(&'static str),
    /// The certificate does not hold.
    #[error("the certificate of {host} does not hold: {why}")]
    Certificate {
        /// Whose.
        host: String,
        /// Why, and what to do.
        why: String,
    },
    /// No connection came about, or it broke off before there was an answer.
    #[error("{host} could not be reached: {why}")]
    Unreachable {
        /// Who.
        host: String,
        /// What the system says.
        why: String,
    },
    /// Something answered that is no HTTP.
    #[error(
        "{host} answered, and not in HTTP ({why}); check host, port, and whether it is https or http"
    )]
    NotHttp {
        /// Who.
        host: String,
        /// What cannot be read of it.
        why: String,
    },
    /// The certificates that are trusted could not be loaded.
    #[error(
        "no trusted certificates could be loaded: {0}; give one (--ca), or install the system's"
    )]
    Roots(String),
    /// It sends the request on to somewhere that was not asked for.
    #[error(
        "{place} sends the request on to {to}, which was not asked for; give that address if you trust it"
    )]
    OtherOrigin {
        /// Who.
        place: String,
        /// Where to: scheme and host.
        to: String,
    },
    /// It sends the request on and on.
    #[error(
        "{place} sends the request on more than {most} times; give the address at which it ends"
    )]
    TooManyRedirects {
        /// Who.
        place: String,
        /// The limit.
        most: usize,
    },
    /// It answers with a status other than success.
    #[error("{place} answered {status}{}", said_of(*.status))]
    Status {
        /// Who.
        place: String,
        /// The status (RFC 9110 §15).
        status: u16,
    },
    /// The answer is too large, packed or unpacked.
    #[error("{place} answered with more than {} KiB, more than is read; check the address", .limit >> 10)]
    TooLarge {
        /// Who.
        place: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The answer ends before its end, or is packed wrongly.
    #[error("the answer of {0} broke off or is damaged; try again")]
    Broken(String),
    /// There is no answer in the answer.
    #[error("{0} answered with nothing; check the address")]
    Empty(String),
    /// It answered with a web page.
    #[error("{0} answered with a web page, not with JSON; give the address of the JSON itself")]
    Html(String),
}

/// What a status means, and what to do.
fn said_of(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            " (not allowed); it is asked without signing in, give an address that is public"
        }
        404 | 410 => " (not found); check the address",
        429 => " (too many requests); try again later",
        500..=599 => " (a fault of the server); try again later",
        _ => "; check the address",
    }
}

impl FetchError {
    /// Whether the host was reached and gave an answer, of which another path may know better.
    pub fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Status { .. } | Self::Empty(_) | Self::Html(_) | Self::OtherOrigin { .. }
        )
    }
}
