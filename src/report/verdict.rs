//! The one word that the checks add up to.

use super::{Check, CheckId, Status};
use serde::Serialize;
use std::fmt;

/// What the checks add up to. Findings never change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing failed, and the signature (of an encrypted token the decryption) and the trust in its
    /// key both hold.
    Valid,
    /// Nothing failed, but something that validity needs was not checked.
    Unverified,
    /// A check failed.
    Invalid,
}

impl Verdict {
    /// Any failed check makes it invalid. Else it is valid where the signature (of an encrypted token
    /// the decryption; both where there are both) and the key's trust passed, and unverified where
    /// they were not checked.
    pub fn of(checks: &[Check]) -> Self {
        let passed = |id| {
            let mut of_id = checks.iter().filter(|c| c.id == id).peekable();
            of_id.peek().is_some() && of_id.all(|c| c.status == Status::Pass)
        };
        let has = |id| checks.iter().any(|c| c.id == id);
        let proved = || match (has(CheckId::Decryption), has(CheckId::Signature)) {
            (true, false) => passed(CheckId::Decryption),
            (true, true) => passed(CheckId::Decryption) && passed(CheckId::Signature),
            (false, _) => passed(CheckId::Signature),
        };
        if checks.iter().any(|c| c.status == Status::Fail) {
            Self::Invalid
        } else if proved() && passed(CheckId::KeyTrust) {
            Self::Valid
        } else {
            Self::Unverified
        }
    }

    /// The worse of two: invalid, then unverified, then valid.
    pub fn worse(self, other: Self) -> Self {
        if self.badness() >= other.badness() {
            self
        } else {
            other
        }
    }

    fn badness(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Unverified => 1,
            Self::Invalid => 2,
        }
    }

    /// The exit code of `tokenscope inspect`.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Unverified => 3,
        }
    }

    /// The word as the commands print it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Unverified => "unverified",
            Self::Invalid => "invalid",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reference;

    const R: Reference = Reference::rfc(7515, "5.2");

    #[test]
    fn validity_needs_signature_and_trust() {
        let signature = Check::pass(CheckId::Signature, R, "");
        let trust = Check::pass(CheckId::KeyTrust, R, "");
        let expired = Check::fail(CheckId::Expiry, R, "");
        assert_eq!(Verdict::of(&[]), Verdict::Unverified);
        assert_eq!(
            Verdict::of(std::slice::from_ref(&signature)),
            Verdict::Unverified
        );
        let both = [signature.clone(), trust.clone()];
        assert_eq!(Verdict::of(&both), Verdict::Valid);
        let failed = [signature, trust, expired];
        assert_eq!(Verdict::of(&failed), Verdict::Invalid);
    }

    #[test]
    fn what_is_encrypted_needs_decryption_in_place_of_a_signature() {
        let decryption = Check::pass(CheckId::Decryption, R, "");
        let trust = Check::pass(CheckId::KeyTrust, R, "");
        let unsigned = Check::skipped(CheckId::Signature, R, "");
        let both = [decryption.clone(), trust.clone()];
        assert_eq!(Verdict::of(&both), Verdict::Valid);
        let sealed = Check::skipped(CheckId::Decryption, R, "");
        assert_eq!(Verdict::of(&[sealed, trust.clone()]), Verdict::Unverified);
        let nested = [decryption, trust, unsigned];
        assert_eq!(Verdict::of(&nested), Verdict::Unverified);
    }

    #[test]
    fn the_worst_exit_wins() {
        use Verdict::{Invalid, Unverified, Valid};
        assert_eq!(Valid.worse(Unverified).exit_code(), 3);
        assert_eq!(Invalid.worse(Unverified).exit_code(), 1);
        assert_eq!(Valid.worse(Valid).exit_code(), 0);
    }
}
