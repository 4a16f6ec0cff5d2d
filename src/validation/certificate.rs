//! The certificate that a token carries or names: `x5c`, `x5t`, `x5t#S256` (RFC 7515 §4.1.6, §4.1.7,
//! §4.1.8). Anybody can put one there: it is worth what the person trusts.

use super::algorithm::quoted;
use crate::jose::certificate::{Anchor, Certificate, ChainError, MAX_CHAIN, Trusted, verify_chain};
use crate::report::{Check, CheckId, Json, Reference};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const X5C: Reference = Reference::rfc(7515, "4.1.6");
const X5T: Reference = Reference::rfc(7515, "4.1.8");

/// The certificates in a header, and what they lead to.
pub(super) struct Chain {
    first: Certificate,
    led: Result<Trusted, ChainError>,
}

impl Chain {
    /// Reads the `x5c` of a header and follows it. Nothing where there is none.
    ///
    /// # Errors
    /// A sentence, where it is no list of certificates.
    pub(super) fn read(
        header: &Json,
        anchors: &[Anchor],
        now: i64,
    ) -> Option<Result<Self, String>> {
        let x5c = header.get("x5c")?;
        Some(Self::of_json(x5c, anchors, now))
    }

    fn of_json(x5c: &Json, anchors: &[Anchor], now: i64) -> Result<Self, String> {
        let values = x5c.as_array();
        let values = values.ok_or_else(|| format!("x5c is {}, not an array", x5c.type_name()))?;
        if values.len() > MAX_CHAIN {
            return Err(ChainError::TooLong(values.len()).to_string());
        }
        let ders = values.iter().map(|value| {
            let text = value.as_str().ok_or("x5c holds more than strings")?;
            // With padding, and not base64url (RFC 7515 §4.1.6).
            STANDARD.decode(text).map_err(|_| "x5c is not base64")
        });
        let ders: Vec<Vec<u8>> = ders.collect::<Result<_, _>>()?;
        let first = ders.first().ok_or("x5c is empty")?;
        let first = Certificate::read(first)
            .map_err(|detail| format!("The first certificate of x5c {detail}"))?;
        let led = verify_chain(&ders, anchors, now);
        Ok(Self { first, led })
    }

    /// Whom the person trusts that vouches for the key, where somebody does.
    pub(super) fn anchor(&self) -> Option<&str> {
        let trusted = self.led.as_ref().ok()?;
        Some(trusted.anchor())
    }
}

/// Judges the certificate of a header: whether it is the one that is named, and leads to what the
/// person trusts. Nothing where there is none; a name alone is nothing to judge, unless the person
/// gave something that it may be.
pub(super) fn judge_certificate(header: &Json, anchors: &[Anchor], now: i64) -> Option<Check> {
    let id = CheckId::Certificate;
    let chain = match Chain::read(header, anchors, now) {
        Some(Ok(chain)) => chain,
        Some(Err(detail)) => return Some(Check::fail(id, X5C, detail)),
        None => return judge_name(header, anchors),
    };
    for (name, own) in [
        ("x5t", chain.first.x5t()),
        ("x5t#S256", chain.first.x5t_s256()),
    ] {
        if let Some(stated) = header.get(name).and_then(Json::as_str)
            && stated != own
        {
            let detail = format!("{name} names another certificate than the one in x5c");
            return Some(Check::fail(id, X5T, detail));
        }
    }
    let subject = quoted(&chain.first.subject);
    Some(match (&chain.led, anchors) {
        (Ok(trusted), _) => {
            let anchor = quoted(trusted.anchor());
            let detail = match trusted.path.len() {
                1 => format!("{subject}, which you gave as trusted"),
                _ => format!("{subject} leads to {anchor}, which you gave as trusted"),
            };
            Check::pass(id, X5C, detail)
        }
        (Err(ChainError::Untrusted(_)), []) => {
            let issuer = quoted(&chain.first.issuer);
            let detail = format!(
                "Not checked: {subject} is issued by {issuer}, no root that you trust was given"
            );
            Check::skipped(id, X5C, detail)
        }
        (Err(error), []) => {
            let detail = format!("Not checked: no root that you trust was given. {error}");
            Check::skipped(id, X5C, detail)
        }
        (Err(error), _) => Check::fail(id, X5C, error.to_string()),
    })
}

/// A certificate that is named and not carried.
fn judge_name(header: &Json, anchors: &[Anchor]) -> Option<Check> {
    let id = CheckId::Certificate;
    let text = |name: &str| header.get(name).and_then(Json::as_str);
    let (x5t, x5t_s256) = (text("x5t"), text("x5t#S256"));
    if x5t.is_none() && x5t_s256.is_none() || anchors.is_empty() {
        return None;
    }
    let is_named = |certificate: &Certificate| {
        let names = [(x5t, certificate.x5t()), (x5t_s256, certificate.x5t_s256())];
        names
            .into_iter()
            .all(|(stated, own)| stated.is_none_or(|stated| stated == own))
    };
    let given = anchors.iter().filter_map(|anchor| match anchor {
        Anchor::Certificate(der) => Certificate::read(der).ok(),
        Anchor::Thumbprint(_) => None,
    });
    let by_thumbprint = || {
        let mut thumbprints = anchors.iter().filter_map(|anchor| match anchor {
            Anchor::Thumbprint(sha256) => Some(crate::jose::base64url::encode(sha256)),
            Anchor::Certificate(_) => None,
        });
        x5t.is_none() && thumbprints.any(|own| x5t_s256 == Some(own.as_str()))
    };
    let named = given.into_iter().find(is_named).map(|c| quoted(&c.subject));
    Some(if let Some(subject) = named {
        Check::pass(id, X5T, format!("Names {subject}, which you gave"))
    } else if by_thumbprint() {
        Check::pass(id, X5T, "Names the certificate whose thumbprint you gave")
    } else {
        let detail = "Not checked: the token names a certificate that it does not carry, and that you did not give";
        Check::skipped(id, X5T, detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;
    use crate::report::Status::{self, Fail, Pass, Skipped};

    const LEAF: &str = include_str!("../../tests/data/certificates/leaf.pem");
    const MIDDLE: &str = include_str!("../../tests/data/certificates/middle.pem");
    const ROOT: &str = include_str!("../../tests/data/certificates/root.pem");
    const FORGED: &str = include_str!("../../tests/data/certificates/forged.pem");

    /// 2027-01-15T08:00:00Z.
    const NOW: i64 = 1_800_000_000;
    const TOO_EARLY: i64 = 1_000_000_000;

    fn body(pem: &str) -> String {
        pem.lines().filter(|line| !line.starts_with('-')).collect()
    }

    fn der(pem: &str) -> Vec<u8> {
        STANDARD.decode(body(pem)).unwrap()
    }

    fn header(pems: &[&str], more: &str) -> Json {
        let x5c: Vec<_> = pems
            .iter()
            .map(|pem| format!("\"{}\"", body(pem)))
            .collect();
        let text = format!("{{\"x5c\":[{}]{more}}}", x5c.join(","));
        json::parse(text.as_bytes()).0
    }

    fn status(header: &Json, anchors: &[Anchor], now: i64) -> Option<Status> {
        judge_certificate(header, anchors, now).map(|c| c.status)
    }

    #[test]
    fn a_chain_is_worth_what_the_person_trusts() {
        let root = [Anchor::Certificate(der(ROOT))];
        let leaf = Certificate::read(&der(LEAF)).unwrap();
        let thumbprint = [Anchor::Thumbprint(leaf.sha256)];
        let whole = header(&[LEAF, MIDDLE], "");
        for (header, anchors, now, expected) in [
            (&whole, &root[..], NOW, Pass),
            (&whole, &thumbprint, NOW, Pass),
            (&header(&[LEAF], ""), &thumbprint, NOW, Pass),
            (&header(&[LEAF], ""), &root, NOW, Fail),
            (&header(&[FORGED, MIDDLE], ""), &root, NOW, Fail),
            (&whole, &root, TOO_EARLY, Fail),
            (&whole, &[], NOW, Skipped),
            (&whole, &[], TOO_EARLY, Skipped),
        ] {
            assert_eq!(status(header, anchors, now), Some(expected));
        }
        let early = judge_certificate(&whole, &[], TOO_EARLY).unwrap();
        assert!(
            early.detail.contains("no root that you trust"),
            "{}",
            early.detail
        );
    }

    #[test]
    fn a_certificate_is_the_one_that_is_named() {
        let leaf = Certificate::read(&der(LEAF)).unwrap();
        let root = [Anchor::Certificate(der(ROOT))];
        let right = format!(
            ",\"x5t#S256\":\"{}\",\"x5t\":\"{}\"",
            leaf.x5t_s256(),
            leaf.x5t()
        );
        assert_eq!(
            status(&header(&[LEAF, MIDDLE], &right), &root, NOW),
            Some(Pass)
        );
        for wrong in [",\"x5t#S256\":\"AAAA\"", ",\"x5t\":\"AAAA\""] {
            assert_eq!(
                status(&header(&[LEAF, MIDDLE], wrong), &root, NOW),
                Some(Fail)
            );
            assert_eq!(
                status(&header(&[LEAF, MIDDLE], wrong), &[], NOW),
                Some(Fail)
            );
        }
        let named = json::parse(format!("{{{}}}", &right[1..]).as_bytes()).0;
        let given = [Anchor::Certificate(der(LEAF))];
        assert_eq!(status(&named, &given, NOW), Some(Pass));
        assert_eq!(status(&named, &root, NOW), Some(Skipped));
        assert_eq!(status(&named, &[], NOW), None);
        assert_eq!(status(&Json::Null, &root, NOW), None);
    }

    #[test]
    fn what_is_no_chain_fails() {
        for x5c in ["1", "[]", "[1]", "[\"-_\"]", "[\"AAAA\"]"] {
            let header = json::parse(format!("{{\"x5c\":{x5c}}}").as_bytes()).0;
            assert_eq!(status(&header, &[], NOW), Some(Fail), "{x5c}");
        }
        let long = header(&[LEAF; MAX_CHAIN + 1], "");
        assert_eq!(status(&long, &[], NOW), Some(Fail));
    }
}
