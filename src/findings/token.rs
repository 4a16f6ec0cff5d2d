//! What the rules look at.

use super::guess::Effort;
use crate::jose::Algorithm;
use crate::jose::jws::{self, Jws, Signature};
use crate::jose::key::{Key, KeySet};
use crate::report::{Check, CheckId, Fault, Json, Kind, Segment, Serialization, Status};

/// A signed token with all that is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    /// The token as it was read; of an SD-JWT the payload with what is disclosed.
    pub jws: &'t Jws,
    /// What it is: a JWS or an SD-JWT.
    pub kind: Kind,
    /// Its text, out of its wrapping; of an SD-JWT that of the signed JWT.
    pub text: &'t str,
    /// Every fault in it.
    pub faults: &'t [Fault],
    /// What was taken off before it could be read, outermost first.
    pub wrapping: &'t [String],
    /// The keys that the person gave.
    pub keys: &'t [KeySet],
    /// The payload of a detached JWS (RFC 7515 appendix F).
    pub detached: Option<&'t [u8]>,
    /// What was judged of the token as a whole.
    pub checks: &'t [Check],
    /// What was judged of each signature, in the order of [`Jws::signatures`].
    pub signatures: &'t [Judged<'t>],
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// What was judged of one signature.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'t> {
    /// Its checks.
    pub checks: &'t [Check],
    /// The key that verified it, or the one that should have.
    pub key: Option<&'t Key>,
}

impl<'t> Token<'t> {
    /// The claims, where the payload is an object.
    pub(super) fn claims(&self) -> &'t [(String, Json)] {
        self.jws.payload.claims().unwrap_or_default()
    }

    pub(super) fn claim(&self, name: &str) -> Option<&'t Json> {
        let mut claims = self.claims().iter();
        claims.find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// `typ` of the first signature, which speaks for the token.
    pub(super) fn typ(&self) -> Option<&'t Json> {
        let first = self.jws.signatures.first()?;
        let parts = [&first.protected, &first.unprotected];
        parts.into_iter().flatten().find_map(|part| part.get("typ"))
    }

    /// Whether a check on the token failed.
    pub(super) fn failed(&self, id: CheckId) -> bool {
        status(self.checks, id) == Status::Fail
    }

    /// Whether a part of it is broken, so that what is not there may have been lost.
    pub(super) fn is_broken(&self, segment: Segment) -> bool {
        let broken = |fault: &Fault| fault.segment == segment || fault.segment == Segment::Token;
        self.faults.iter().any(broken)
    }

    /// Whether the text has every segment that it must have.
    pub(super) fn is_whole(&self) -> bool {
        self.jws.serialization != Serialization::Compact
            || self.text.bytes().filter(|b| *b == b'.').count() == 2
    }

    /// What kind of JWT it is; nothing where it is none.
    pub(super) fn profile(&self) -> Option<Profile> {
        const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
        // What an SD-JWT needs, its own rules say.
        if self.kind == Kind::SdJwt || self.claim("events").is_some() {
            return Some(Profile::Typed);
        }
        let is_jwt = || REGISTERED.iter().any(|name| self.claim(name).is_some());
        match media_type(self.typ().and_then(Json::as_str)).as_deref() {
            Some("jwt") => Some(Profile::Plain),
            Some("at+jwt") => Some(Profile::AccessToken),
            Some("jose" | "jose+json") => None,
            Some(_) => Some(Profile::Typed),
            None => is_jwt().then_some(Profile::Plain),
        }
    }
}

/// What kind of JWT a token is, by its `typ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Nothing more is said: an ID token, or anything else.
    Plain,
    /// An access token (RFC 9068).
    AccessToken,
    /// A type with rules of its own: a proof, a logout token, an event.
    Typed,
}

/// `typ` as it is compared, where it is there and text.
pub(super) fn media_type(typ: Option<&str>) -> Option<String> {
    typ.map(jws::media_type)
}

/// One signature with all that is known about it.
pub(super) struct Signed<'t> {
    pub(super) token: &'t Token<'t>,
    pub(super) signature: &'t Signature,
    pub(super) header: Json,
    pub(super) algorithm: Option<Algorithm>,
    /// Whether it verifies, with whatever key.
    pub(super) verifies: bool,
    /// Whether the key that was used is trusted.
    pub(super) is_trusted: bool,
    pub(super) key: Option<&'t Key>,
    /// How much may still be tried.
    pub(super) effort: &'t Effort,
    index: usize,
}

impl<'t> Signed<'t> {
    pub(super) fn new(
        token: &'t Token<'t>,
        index: usize,
        signature: &'t Signature,
        effort: &'t Effort,
    ) -> Self {
        let header = signature.header();
        let alg = header.get("alg").and_then(Json::as_str);
        let judged = token.signatures.get(index);
        let checks = judged.map_or(&[][..], |judged| judged.checks);
        Self {
            algorithm: alg.and_then(Algorithm::from_name),
            verifies: status(checks, CheckId::Signature) == Status::Pass,
            is_trusted: status(checks, CheckId::KeyTrust) == Status::Pass,
            key: judged.and_then(|judged| judged.key),
            token,
            signature,
            header,
            effort,
            index,
        }
    }

    /// A member of the header.
    pub(super) fn member(&self, name: &str) -> Option<&Json> {
        self.header.get(name)
    }

    /// A member of the header that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.member(name).and_then(Json::as_str)
    }

    /// Whether there is a header to look at.
    pub(super) fn has_header(&self) -> bool {
        let parts = [&self.signature.protected, &self.signature.unprotected];
        parts.into_iter().flatten().any(|h| h.members().is_some())
    }

    /// Whether a part of this signature is broken.
    pub(super) fn is_broken(&self, segment: Segment) -> bool {
        let mine = |fault: &&Fault| fault.signature.is_none_or(|i| i == self.index);
        let mut faults = self.token.faults.iter().filter(mine);
        faults.any(|fault| fault.segment == segment)
    }

    /// What was signed.
    pub(super) fn message(&self) -> Vec<u8> {
        self.signature
            .signing_input(self.token.jws, self.token.detached)
    }
}

fn status(checks: &[Check], id: CheckId) -> Status {
    let check = checks.iter().find(|check| check.id == id);
    check.map_or(Status::Skipped, |check| check.status)
}
