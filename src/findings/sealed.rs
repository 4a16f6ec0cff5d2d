//! Encrypted tokens: how they are encrypted, and whether anybody signed what is in them.

use super::Rule;
use super::words::{capital, quoted};
use crate::jose::jwe::{
    ContentEncryption, Jwe, KeyManagement, MAX_INFLATED, Method, Recipient, read_p2c,
};
use crate::jose::key::{Key, read_jwk};
use crate::jose::{Curve, Named};
use crate::report::{Fault, Finding, Json, Kind, Payload, Reference, Report, Severity};

pub(super) const RSA_PKCS1: Rule = Rule {
    id: "rsa1-5",
    severity: Severity::Medium,
    title: "RSA1_5 is used",
    meaning: "The padding of RSA1_5 lets whoever can ask a reader often enough decrypt what was recorded",
    reference: Reference::rfc(8725, "3.2"),
};

pub(super) const ITERATIONS: Rule = Rule {
    id: "iteration-count",
    severity: Severity::High,
    title: "Odd iteration count",
    meaning: "p2c is so high that it takes the reader's time, so low that passwords can be tried, or no count",
    reference: Reference::rfc(7518, "4.8.1.2"),
};

pub(super) const COMPRESSED: Rule = Rule {
    id: "compressed",
    severity: Severity::Low,
    title: "Compressed content",
    meaning: "What was compressed before it was encrypted tells of its content by its length, and can swell",
    reference: Reference::rfc(8725, "3.6"),
};

pub(super) const LENGTHS: Rule = Rule {
    id: "cut-tag",
    severity: Severity::High,
    title: "Tag or vector cut",
    meaning: "The tag or the initialization vector is not as long as its algorithm makes it",
    reference: Reference::rfc(7518, "5"),
};

pub(super) const DIRECT_KEY: Rule = Rule {
    id: "direct-with-key",
    severity: Severity::Medium,
    title: "Key where there is none",
    meaning: "alg says that the key is shared or agreed upon, and there is an encrypted key all the same",
    reference: Reference::rfc(7516, "5.2"),
};

pub(super) const OFF_CURVE: Rule = Rule {
    id: "epk-off-curve",
    severity: Severity::High,
    title: "Point off its curve",
    meaning: "The ephemeral key is no point of its curve, which is how private keys are taken from careless readers",
    reference: Reference::rfc(8725, "3.4"),
};

pub(super) const UNSIGNED_INSIDE: Rule = Rule {
    id: "unsigned-inside",
    severity: Severity::High,
    title: "Nobody signed the content",
    meaning: "The token is encrypted for a public key and what is in it is not signed, so anybody could have made it",
    reference: Reference::rfc(7519, "11.2"),
};

pub(super) const REPEATED: Rule = Rule {
    id: "repeated-claim-differs",
    severity: Severity::Medium,
    title: "Claim differs in header",
    meaning: "A claim is repeated in the header of an encrypted token with another value than it has inside",
    reference: Reference::rfc(7519, "5.3"),
};

/// An encrypted token with all that is known about it.
#[derive(Clone, Copy, Debug)]
pub struct SealedToken<'t> {
    /// The token as it was read.
    pub jwe: &'t Jwe,
    /// Every fault in it and in its content.
    pub faults: &'t [Fault],
    /// The header of the recipient for whom it was opened, or of the first.
    pub header: &'t Json,
    /// The key management algorithm of that header.
    pub algorithm: Option<KeyManagement>,
    /// The key that was used.
    pub key: Option<&'t Key>,
    /// What was in it, where that is no token.
    pub payload: Option<&'t Payload>,
    /// The report on the token that was in it.
    pub inner: Option<&'t Report>,
    /// Its text, out of its wrapping.
    pub text: &'t str,
    /// The time to judge by, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

impl SealedToken<'_> {
    /// The headers of all recipients.
    fn headers(&self) -> impl Iterator<Item = (&Recipient, Json)> {
        let recipients = self.jwe.recipients.iter();
        recipients.map(|recipient| (recipient, self.jwe.header(recipient)))
    }
}

fn algorithm(header: &Json) -> Option<KeyManagement> {
    KeyManagement::from_name(header.get("alg").and_then(Json::as_str)?)
}

/// RSAES-PKCS1-v1_5.
pub(super) fn rsa_pkcs1(token: &SealedToken<'_>) -> Option<Finding> {
    let mut headers = token.headers();
    headers
        .any(|(_, header)| algorithm(&header) == Some(KeyManagement::Rsa1_5))
        .then(|| {
            let detail = "A reader that lets it be seen, by an error or by its time, whether the \
                          padding was right decrypts for whoever asks (Bleichenbacher's attack): have \
                          the sender use RSA-OAEP-256, and allow RSA1_5 nowhere";
            RSA_PKCS1.found(Severity::Medium, detail)
        })
}

/// A count above this takes more time than any recommendation asks for: 600,000 rounds of SHA-256
/// or 1,300,000 of SHA-1 are what is recommended (OWASP).
const MUCH: u32 = 1_200_000;

/// The least count that is recommended (RFC 7518 §4.8.1.2).
const LITTLE: u32 = 1_000;

/// `p2c`.
pub(super) fn iterations(token: &SealedToken<'_>) -> Option<Finding> {
    let (_, header) = token.headers().find(|(_, header)| {
        let method = algorithm(header).map(KeyManagement::method);
        matches!(method, Some(Method::Password(..))) && header.get("p2c").is_some()
    })?;
    let digits = header.get("p2c")?.as_number();
    let count = digits.and_then(|digits| digits.parse::<u128>().ok());
    match count {
        Some(count) if count > u128::from(MUCH) => {
            let shown: String = digits.unwrap_or_default().chars().take(24).collect();
            let detail = format!(
                "{shown} rounds take each reader's time before it knows who asks: limit p2c where you \
                 read, and refuse the token"
            );
            Some(ITERATIONS.found(Severity::High, detail))
        }
        Some(count) if count > 0 && count < u128::from(LITTLE) => {
            let detail = format!(
                "With {count} rounds a password is soon found by trying: have the sender use at least \
                 {LITTLE}, better hundreds of thousands"
            );
            Some(ITERATIONS.found(Severity::Medium, detail))
        }
        Some(count) if count > 0 => None,
        _ => {
            let why = read_p2c(&header).err().unwrap_or_default();
            let detail = format!(
                "{}: no sender makes this, it tries what a careless reader does; refuse the token",
                capital(&why)
            );
            Some(ITERATIONS.found(Severity::High, detail))
        }
    }
}

/// `zip`.
pub(super) fn compressed(token: &SealedToken<'_>) -> Option<Finding> {
    token.header.get("zip")?;
    let detail = format!(
        "Leave zip out where somebody else has a say in the content, and as a reader limit what you \
         inflate (here {MAX_INFLATED} bytes)"
    );
    Some(COMPRESSED.found(Severity::Low, detail))
}

/// A tag or vector that was cut, or is longer.
pub(super) fn lengths(token: &SealedToken<'_>) -> Option<Finding> {
    let enc = token.header.get("enc").and_then(Json::as_str)?;
    let encryption = ContentEncryption::from_name(enc)?;
    // A text that was cut short in copying has lost its end.
    let whole = token.jwe.pieces.iter();
    let has_tag = whole
        .clone()
        .any(|(s, ..)| *s == crate::report::Segment::Tag);
    for (name, len, wanted, is_there) in [
        (
            "initialization vector",
            token.jwe.iv.len(),
            encryption.iv_len(),
            true,
        ),
        ("tag", token.jwe.tag.len(), encryption.tag_len(), has_tag),
    ] {
        if len != wanted && is_there {
            let detail = format!(
                "The {name} has {len} bytes, {enc} makes {wanted}: some libraries compare only what is \
                 there, or nothing (CVE-2025-54887), and then a forgery is found by trying; refuse the \
                 token"
            );
            return Some(LENGTHS.found(Severity::High, detail));
        }
    }
    None
}

/// An encrypted key where the key is shared or agreed upon.
pub(super) fn direct_key(token: &SealedToken<'_>) -> Option<Finding> {
    let (recipient, header) = token.headers().find(|(recipient, header)| {
        algorithm(header).is_some_and(KeyManagement::is_direct)
            && !recipient.encrypted_key.is_empty()
    })?;
    let alg = algorithm(&header)?;
    let len = recipient.encrypted_key.len();
    let detail = format!(
        "{alg} has no encrypted key and there is one of {len} bytes: readers that ignore it let the \
         token be changed, so a strict one refuses it"
    );
    Some(DIRECT_KEY.found(Severity::Medium, detail))
}

/// `epk` off its curve.
pub(super) fn off_curve(token: &SealedToken<'_>) -> Option<Finding> {
    let found = token.headers().find_map(|(_, header)| {
        let epk = header.get("epk")?;
        let crv = epk.get("crv").and_then(Json::as_str)?;
        Curve::ALL.into_iter().find(|curve| curve.name() == crv)?;
        let why = read_jwk(epk).err()?;
        why.contains("does not lie on").then(|| crv.to_owned())
    });
    let crv = found?;
    let detail = format!(
        "epk is no point of {}: a reader that agrees with it all the same gives its private key away, \
         a little with each token, as several libraries did until 2017; refuse the token",
        quoted(&crv)
    );
    Some(OFF_CURVE.found(Severity::High, detail))
}

/// A claim that the header repeats otherwise: who routes by the one and trusts the other is misled.
pub(super) fn repeated(token: &SealedToken<'_>) -> Option<Finding> {
    let claims = match token.inner {
        Some(inner) => inner.claims(),
        None => token.payload?.claims()?,
    };
    let differs = |name: &&str| {
        let inside = claims.iter().find(|(n, _)| n == name);
        let (outside, inside) = (token.header.get(name), inside.map(|(_, value)| value));
        matches!((outside, inside), (Some(outside), Some(inside)) if outside != inside)
    };
    // Those that may be repeated (RFC 7519 §10.4.1).
    let name = ["iss", "sub", "aud"].into_iter().find(differs)?;
    let detail = format!(
        "{name} in the header is another than inside: whoever chooses a reader or a key by the one \
         and believes the other can be led astray; compare them, and refuse the token"
    );
    Some(REPEATED.found(Severity::Medium, detail))
}

/// What is in it was not signed, and anybody could encrypt it.
pub(super) fn unsigned_inside(token: &SealedToken<'_>) -> Option<Finding> {
    token
        .algorithm
        .filter(|algorithm| algorithm.is_public_key())?;
    if let Some(inner) = token.inner {
        let alg = inner.header.as_ref().and_then(|header| header.get("alg"));
        let is_none = alg
            .and_then(Json::as_str)
            .is_some_and(|alg| Named::read(alg) == Named::None);
        return (inner.kind == Kind::Jws && is_none).then(|| {
            let detail = "The token inside has alg none, and whoever has the public key can put it \
                          there (CVE-2026-29000 was a library that let it in): demand a signature \
                          inside, and never take its absence for proof";
            UNSIGNED_INSIDE.found(Severity::High, detail)
        });
    }
    token.payload?.claims()?;
    let detail = "The claims stand in it bare: it was encrypted with a public key, which anybody can \
                  have, so they prove nothing (CVE-2023-51774 was a library that took such a token \
                  for a signed one); sign the claims and encrypt the signed token";
    Some(UNSIGNED_INSIDE.found(Severity::Medium, detail))
}
