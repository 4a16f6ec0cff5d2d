//! Where providers answer otherwise than the standards have it, and are understood all the same.

use crate::report::{Finding, Reference, Severity};

/// One way in which an answer differs from RFC 6749 §5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// The answer is a form, not JSON.
    FormEncoded,
    /// It is called something else than JSON.
    ContentType(String),
    /// It is called one thing and is another.
    CalledOtherwise(&'static str, &'static str),
    /// A byte order mark stands before it.
    ByteOrderMark,
    /// An error came with a status that says that it worked.
    ErrorWithSuccess(u16),
    /// `ok: false` says that it failed.
    OkFalse,
    /// The scopes are separated by commas.
    CommaScope,
    /// The scopes are an array.
    ScopeArray,
    /// `expires_in` is a string.
    ExpiresInText,
    /// `expires_in` is no number of seconds at all.
    ExpiresInUnread,
    /// There is no `token_type`.
    NoTokenType,
    /// The token type is one of the provider's own.
    OwnTokenType(String),
    /// A success with another status than 200.
    Status(u16),
    /// The error is `{status, message}`, or `{message}`.
    StatusMessage,
    /// The error is an object.
    ErrorObject,
    /// The error has names of the provider's own.
    OwnErrorNames(&'static str),
    /// The token stands inside `authed_user`.
    AuthedUser,
    /// The device's address is called `verification_url`.
    VerificationUrl,
}

impl Quirk {
    /// A stable name in kebab case.
    pub fn id(&self) -> &'static str {
        match self {
            Self::FormEncoded => "quirk-form-encoded",
            Self::ContentType(_) | Self::CalledOtherwise(..) => "quirk-content-type",
            Self::ByteOrderMark => "quirk-byte-order-mark",
            Self::ErrorWithSuccess(_) => "quirk-error-with-success",
            Self::OkFalse => "quirk-ok-false",
            Self::CommaScope => "quirk-comma-scope",
            Self::ScopeArray => "quirk-scope-array",
            Self::ExpiresInText => "quirk-expires-in-text",
            Self::ExpiresInUnread => "quirk-expires-in-unread",
            Self::NoTokenType => "quirk-no-token-type",
            Self::OwnTokenType(_) => "quirk-own-token-type",
            Self::Status(_) => "quirk-status",
            Self::StatusMessage | Self::ErrorObject | Self::OwnErrorNames(_) => "quirk-own-error",
            Self::AuthedUser => "quirk-authed-user",
            Self::VerificationUrl => "quirk-verification-url",
        }
    }

    /// What the provider did, to be put behind its name.
    fn did(&self) -> String {
        match self {
            Self::FormEncoded => "answered form-encoded".to_owned(),
            Self::ContentType(called) if called == "nothing" => {
                "gave its answer no type".to_owned()
            }
            Self::ContentType(called) => {
                let called: String = called.chars().take(60).collect();
                format!("calls its answer {called:?}")
            }
            Self::CalledOtherwise(called, is) => {
                format!("calls its answer {called}, and it is {is}")
            }
            Self::ByteOrderMark => "put a byte order mark before its answer".to_owned(),
            Self::ErrorWithSuccess(status) => format!("answered {status} with an error"),
            Self::OkFalse => "said ok: false instead of an error status".to_owned(),
            Self::CommaScope => "separated the scopes by commas".to_owned(),
            Self::ScopeArray => "gave the scopes as an array".to_owned(),
            Self::ExpiresInText => "gave expires_in as a string".to_owned(),
            Self::ExpiresInUnread => "gave an expires_in that is no number of seconds".to_owned(),
            Self::NoTokenType => "gave no token_type".to_owned(),
            Self::OwnTokenType(own) => {
                let own: String = own.chars().take(40).collect();
                format!("gave the token_type {own:?}, a name of its own")
            }
            Self::Status(status) => format!("answered {status} with tokens"),
            Self::StatusMessage => "gave its error as a message".to_owned(),
            Self::ErrorObject => "gave its error as an object".to_owned(),
            Self::OwnErrorNames(name) => format!("calls its error {name}"),
            Self::AuthedUser => "gave the token inside authed_user".to_owned(),
            Self::VerificationUrl => "calls verification_uri verification_url".to_owned(),
        }
    }

    /// What the standard wants.
    fn wanted(&self) -> (&'static str, Reference) {
        const ANSWER: Reference = Reference::rfc(6749, "5.1");
        const ERROR: Reference = Reference::rfc(6749, "5.2");
        match self {
            Self::FormEncoded | Self::ContentType(_) | Self::CalledOtherwise(..) => {
                ("The standard wants JSON, called application/json", ANSWER)
            }
            Self::ByteOrderMark => ("JSON begins without one", Reference::rfc(8259, "8.1")),
            Self::ErrorWithSuccess(_) | Self::OkFalse => {
                ("The standard wants status 400 or 401 and an error", ERROR)
            }
            Self::CommaScope | Self::ScopeArray => (
                "The standard wants one string, with blanks between the scopes",
                Reference::rfc(6749, "3.3"),
            ),
            Self::ExpiresInText | Self::ExpiresInUnread => {
                ("The standard wants a number of seconds", ANSWER)
            }
            Self::NoTokenType => (
                "The standard requires it; the token is taken for a Bearer token",
                ANSWER,
            ),
            Self::OwnTokenType(_) => ("The token is taken for a Bearer token", ANSWER),
            Self::Status(_) => ("The standard wants status 200", ANSWER),
            Self::StatusMessage | Self::ErrorObject | Self::OwnErrorNames(_) => (
                "The standard wants error and error_description, both strings",
                ERROR,
            ),
            Self::AuthedUser => ("The standard wants access_token at the top", ANSWER),
            Self::VerificationUrl => (
                "The standard calls it verification_uri",
                Reference::rfc(8628, "3.2"),
            ),
        }
    }

    /// The quirk as a finding: what this provider did, and whether it was understood.
    pub fn finding(&self, provider: &str) -> Finding {
        let (wanted, reference) = self.wanted();
        let end = match self {
            Self::ExpiresInUnread => "when the token expires is not known from it",
            _ => "it was understood all the same",
        };
        Finding {
            id: self.id(),
            severity: Severity::Info,
            title: format!("{provider} {}", self.did()),
            detail: format!("{wanted}; {end}"),
            reference,
        }
    }
}
