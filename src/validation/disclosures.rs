//! The disclosures of an SD-JWT: does each belong to a digest that the issuer signed
//! (RFC 9901 §7.1)?

use super::algorithm::quoted;
use crate::jose::sd_jwt::{DigestName, Fate, Processed, SdJwt};
use crate::report::{Check, CheckId, Fault, Reference, Serialization};

const STEPS: Reference = Reference::rfc(9901, "7.1");
const SD_ALG: Reference = Reference::rfc(9901, "4.1.1");

/// Judges the format by the faults that reading found.
pub fn judge_sd_jwt_format(sd: &SdJwt, faults: &[Fault]) -> Check {
    let (id, section) = (
        CheckId::Format,
        match sd.jws.serialization {
            Serialization::Compact => "4",
            Serialization::Flattened => "8.2",
            Serialization::General => "8.3",
        },
    );
    let reference = Reference::rfc(9901, section);
    match faults {
        [] => {}
        [only] => return Check::fail(id, reference, only.to_string()),
        [first, rest @ ..] => {
            let plural = if rest.len() == 1 { "" } else { "s" };
            let detail = format!("{first} (and {} more fault{plural})", rest.len());
            return Check::fail(id, reference, detail);
        }
    }
    let form = match sd.jws.serialization {
        Serialization::Compact => "A signed JWT",
        Serialization::Flattened => "Flattened JSON",
        Serialization::General => "General JSON",
    };
    let disclosures = counted(sd.disclosures.len(), "disclosure");
    let detail = match &sd.key_binding {
        None => format!("{form}, {disclosures}"),
        Some(_) => format!("{form}, {disclosures}, a key-binding JWT"),
    };
    Check::pass(id, reference, detail)
}

/// Judges whether the disclosures belong to the token. `processed` is nothing where digests cannot
/// be made, or where the payload holds no claims.
pub fn judge_disclosures(sd: &SdJwt, name: &DigestName, processed: Option<&Processed>) -> Check {
    let id = CheckId::Disclosures;
    match name {
        DigestName::Known(_) => {}
        DigestName::NotText(what) => {
            let detail = format!("_sd_alg is {what}, not a string");
            return Check::fail(id, SD_ALG, detail);
        }
        DigestName::Weak(name) => {
            let detail = format!(
                "_sd_alg is {}, with which a digest can be made to fit another claim",
                quoted(name)
            );
            return Check::fail(id, Reference::rfc(9901, "9.4"), detail);
        }
        DigestName::Unknown(name) => {
            let detail = format!(
                "Not checked: digests by {} cannot be made here",
                quoted(name)
            );
            return Check::skipped(id, SD_ALG, detail);
        }
    }
    let Some(processed) = processed else {
        let detail = "Not checked: the payload holds no claims";
        return Check::skipped(id, STEPS, detail);
    };
    match processed.problems.as_slice() {
        [] => Check::pass(id, STEPS, well_disclosed(sd, processed)),
        [only] => Check::fail(id, only.reference(), only.to_string()),
        [first, rest @ ..] => {
            let detail = format!("{first} (and {} more)", rest.len());
            Check::fail(id, first.reference(), detail)
        }
    }
}

fn well_disclosed(sd: &SdJwt, processed: &Processed) -> String {
    let hidden: usize = processed.hidden.iter().map(|hidden| hidden.digests).sum();
    let placed = processed.fates.iter();
    let placed = placed
        .filter(|fate| matches!(fate, Fate::Placed { .. }))
        .count();
    let disclosed = match (sd.disclosures.len(), placed) {
        (0, _) => "Nothing is disclosed".to_owned(),
        (1, _) => "1 disclosure, which the issuer signed".to_owned(),
        (_, placed) => format!("{placed} disclosures, each of which the issuer signed"),
    };
    match hidden {
        0 => format!("{disclosed}; no digest is left without one"),
        1 => format!("{disclosed}; 1 digest hides a claim or is a decoy"),
        hidden => format!("{disclosed}; {hidden} digests hide claims or are decoys"),
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    match count {
        0 => format!("no {noun}s"),
        count => format!("{count} {noun}{plural}"),
    }
}
