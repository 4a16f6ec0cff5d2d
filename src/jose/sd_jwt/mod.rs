//! Selective Disclosure for JSON Web Tokens (RFC 9901): a JWS whose payload holds digests, the
//! disclosures that belong to them, and perhaps a JWT that binds them to a key.
//!
//! Reading and processing are total; whether what was found may be accepted is not judged here.

mod digest;
mod disclosure;
mod issue;
mod pointer;
mod present;
mod process;
mod read;

pub use digest::{DigestName, digest_name};
pub use disclosure::{Content, Disclosure};
pub use issue::{Issue, IssueError, Issued, Salts, issue, pointers, random_salts};
pub use pointer::MAX_POINTER_BYTES;
pub use present::{Binding, PresentError, bind, present, sd_hash};
pub use process::{Fate, Hidden, Problem, Processed, process};
pub use read::{read_compact, read_json};

use crate::jose::jws::Jws;
use crate::report::{Fault, Segment};
use std::ops::Range;

/// Disclosures beyond this are not read. Credentials have dozens; each costs a hash, and nobody
/// reads on.
pub const MAX_DISCLOSURES: usize = 10_000;

/// The name of the claim that holds the digests of an object's members (RFC 9901 §4.2.4.1).
pub const SD: &str = "_sd";

/// The name of the claim that names the hash algorithm (RFC 9901 §4.1.1).
pub const SD_ALG: &str = "_sd_alg";

/// The only name in the object that stands for a hidden element (RFC 9901 §4.2.4.2).
pub const ELLIPSIS: &str = "...";

/// What stands between the parts, and at the end of what has no key-binding JWT (RFC 9901 §4).
pub(crate) const SEPARATOR: char = '~';

/// An SD-JWT as far as it could be read, and every fault in it.
#[derive(Clone, Debug)]
pub struct SdJwt {
    /// The JWS that the issuer signed, as it stands: its payload holds digests. Its faults and
    /// pieces are among those of the whole.
    pub jws: Jws,
    /// The disclosures, [`MAX_DISCLOSURES`] at most.
    pub disclosures: Vec<Disclosure>,
    /// The JWT that binds this presentation to the holder's key.
    pub key_binding: Option<KeyBinding>,
    /// What `sd_hash` is taken over: the signed JWT and the disclosures, each with a `~` after it
    /// (RFC 9901 §4.3.1). White space is left out.
    pub presented: String,
    /// Every place that is not as the standard wants it.
    pub faults: Vec<Fault>,
    /// The segments of the text from which it was read.
    pub pieces: Vec<(Segment, Range<usize>, usize)>,
}

impl SdJwt {
    /// The signed JWT by itself, in its compact form.
    pub fn signed(&self) -> &str {
        self.presented.split(SEPARATOR).next().unwrap_or_default()
    }
}

/// The key-binding JWT of a presentation (RFC 9901 §4.3).
#[derive(Clone, Debug)]
pub struct KeyBinding {
    /// As it stands.
    pub text: String,
    /// As it was read.
    pub jws: Jws,
}
