//! `alg`: unsigned tokens, and names that are not written as they must be.

use super::Rule;
use super::token::Signed;
use super::words::{capital, quoted};
use crate::jose::Named;
use crate::report::{Finding, Json, Reference, Segment, Serialization, Severity};

pub(super) const UNSIGNED: Rule = Rule {
    id: "unsigned",
    severity: Severity::Critical,
    title: "Nobody signed this",
    meaning: "alg is none, so anybody could have written the token",
    reference: Reference::rfc(8725, "3.2"),
};

pub(super) const SIGNATURE_MISSING: Rule = Rule {
    id: "signature-missing",
    severity: Severity::High,
    title: "Signature taken off",
    meaning: "alg names a signature algorithm and the signature is empty",
    reference: Reference::rfc(7515, "5.2"),
};

pub(super) const MISSPELT: Rule = Rule {
    id: "algorithm-misspelt",
    severity: Severity::Medium,
    title: "Algorithm misspelt",
    meaning: "alg differs from a registered name in case, white space or a NUL",
    reference: Reference::rfc(7515, "4.1.1"),
};

pub(super) const NOT_NAMED: Rule = Rule {
    id: "algorithm-not-named",
    severity: Severity::Medium,
    title: "Algorithm not named",
    meaning: "alg is missing, null or not a string, and the reader has to guess",
    reference: Reference::rfc(7515, "4.1.1"),
};

pub(super) const EDDSA: Rule = Rule {
    id: "eddsa-superseded",
    severity: Severity::Info,
    title: "EdDSA is superseded",
    meaning: "The name EdDSA leaves the curve open; Ed25519 and Ed448 name it",
    reference: Reference::rfc(9864, "2.2"),
};

/// `none`, in any spelling.
pub(super) fn unsigned(signed: &Signed<'_>) -> Option<Finding> {
    let alg = signed.text("alg")?;
    if Named::read(alg) != Named::None {
        return None;
    }
    let is_plain = alg == "none";
    let (severity, spelling) = if is_plain {
        (Severity::High, String::new())
    } else {
        let spelling = format!(
            "alg is {}, a spelling that slips past filters which look for none; ",
            quoted(alg)
        );
        (Severity::Critical, spelling)
    };
    let rest = if signed.signature.bytes.is_empty() {
        ""
    } else {
        "; the signature that it has all the same means nothing"
    };
    let detail = format!(
        "{spelling}whoever takes it believes whatever it claims: accept only the algorithms that \
         you name yourself, and never none{rest}"
    );
    let detail = if is_plain { capital(&detail) } else { detail };
    Some(UNSIGNED.found(severity, detail))
}

/// An empty signature where there must be one.
pub(super) fn signature_missing(signed: &Signed<'_>) -> Option<Finding> {
    let alg = signed.text("alg")?;
    let named = Named::read(alg);
    let signs = matches!(named, Named::Supported(_) | Named::Unsupported);
    // A token that was cut short lost its signature in copying.
    let is_cut = !signed.token.is_whole()
        || signed.token.jws.serialization == Serialization::Compact
            && signed.is_broken(Segment::Signature);
    if !signs || !signed.signature.bytes.is_empty() || is_cut {
        return None;
    }
    let detail = format!(
        "{alg} makes a signature and there is none: it was taken off, perhaps to try a reader that \
         checks it only where it is there; refuse the token and ask for it anew"
    );
    Some(SIGNATURE_MISSING.found(Severity::High, detail))
}

/// A registered name but for its case, white space or NULs.
pub(super) fn misspelt(signed: &Signed<'_>) -> Option<Finding> {
    let alg = signed.text("alg")?;
    let Named::Misspelt(meant) = Named::read(alg) else {
        return None;
    };
    let detail = format!(
        "Names are compared to the letter, and readers that are lax about it disagree on what \
         {} is: have the issuer write {meant}, and refuse every other spelling",
        quoted(alg)
    );
    Some(MISSPELT.found(Severity::Medium, detail))
}

/// No name at all.
pub(super) fn not_named(signed: &Signed<'_>) -> Option<Finding> {
    let is_lost = signed.is_broken(Segment::Header);
    let what = match signed.member("alg") {
        None if signed.has_header() && !is_lost => "no alg",
        None | Some(Json::String(_)) => return None,
        Some(other) => other.type_name(),
    };
    let detail = format!(
        "With {what} some libraries fall back to none or to whatever the key suggests: take the \
         algorithm from your own configuration and refuse a token that does not name it"
    );
    Some(NOT_NAMED.found(Severity::Medium, detail))
}

/// The name that RFC 9864 deprecates.
pub(super) fn eddsa(signed: &Signed<'_>) -> Option<Finding> {
    (signed.text("alg") == Some("EdDSA")).then(|| {
        let detail = "The name does not say which curve; new systems write Ed25519, and readers \
                      should take both for a while";
        EDDSA.found(Severity::Info, detail)
    })
}
