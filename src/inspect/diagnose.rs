//! Why a token does not hold. It tries much, so that it is asked for apart from [`super::inspect`].

use super::{Question, selective, signed};
use crate::jose::jws::{read_compact, read_json};
use crate::jose::key::Material;
use crate::report::{
    Check, CheckId, Diagnosis, Json, Kind, PayloadReading, Remedy, Report, Serialization, Status,
    Verdict,
};
use crate::validation::diagnosis::{self, Failed, read_payload_as, read_secret_as};

/// Says why what was inspected does not hold, as far as that can be found by trying. Nothing where
/// it holds, and where there is nothing to try it with. The others in the same text
/// ([`Report::more`]) have to be asked for one by one.
///
/// Takes a second at most, and ends early once `go_on` says no.
pub fn diagnose(report: &Report, question: &Question, go_on: &dyn Fn() -> bool) -> Vec<Diagnosis> {
    match report.kind {
        Kind::Jws | Kind::SdJwt => of_signed(report, question, go_on),
        Kind::Jwe => auth0(report).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_signed(report: &Report, question: &Question, go_on: &dyn Fn() -> bool) -> Vec<Diagnosis> {
    let has_keys = question.keys.iter().any(|set| !set.keys.is_empty());
    match report.verdict {
        Verdict::Valid => return Vec::new(),
        Verdict::Unverified if !has_keys => return Vec::new(),
        Verdict::Unverified | Verdict::Invalid => {}
    }
    let is_selective = report.kind == Kind::SdJwt;
    let (mut jws, text) = match report.serialization {
        _ if is_selective => selective::read_signed(report),
        None | Some(Serialization::Compact) => (read_compact(&report.text), report.text.clone()),
        Some(Serialization::Flattened | Serialization::General) => {
            (read_json(&report.text), report.text.clone())
        }
    };
    let detached = if is_selective {
        None
    } else {
        signed::take_detached(&mut jws, question)
    };
    let signatures = report.signatures.iter();
    let signatures: Vec<&[Check]> = signatures.map(|s| s.checks.as_slice()).collect();
    let failed = Failed {
        text: &text,
        jws: &jws,
        faults: &report.faults,
        keys: &question.keys,
        expectations: &question.expectations,
        policy: &question.policy,
        detached,
        checks: &report.checks,
        signatures: &signatures,
        now: question.now,
    };
    let mut found = diagnosis::diagnose(&failed, go_on);
    if is_selective {
        // What is mended is the signed JWT alone, and goes with its disclosures.
        let rest = report.text.strip_prefix(text.as_str()).unwrap_or_default();
        let rest: String = rest.split_whitespace().collect();
        for mend in found.iter_mut().filter_map(|one| one.mend.as_mut()) {
            mend.push_str(&rest);
        }
    }
    found
}

/// Auth0 answers with an encrypted token, which only its own userinfo endpoint reads, where no
/// audience was asked for.
fn auth0(report: &Report) -> Option<Diagnosis> {
    let header = |name| report.header.as_ref()?.get(name).and_then(Json::as_str);
    let is_sealed = header("alg") == Some("dir") && header("enc") == Some("A256GCM");
    let host = header("iss")?.strip_prefix("https://")?;
    let host = host.split('/').next()?;
    (is_sealed && host.ends_with(".auth0.com") && is_unread(report)).then(|| {
        Diagnosis::new(
            "This is the encrypted access token that Auth0 gives where no audience was asked for: only its userinfo endpoint reads it. Ask for the audience of your API to get a signed token",
        )
    })
}

fn is_unread(report: &Report) -> bool {
    report.status(CheckId::Decryption) != Status::Pass
}

impl Question {
    /// The same question with a remedy applied. [`Remedy::GivePayload`] changes nothing: only the
    /// person has the payload.
    #[must_use]
    pub fn with(&self, remedy: &Remedy) -> Self {
        let mut question = self.clone();
        match remedy {
            Remedy::Secret { place, reading } => {
                let set = question.keys.get_mut(place.set);
                let key = set.and_then(|set| set.keys.get_mut(place.key));
                if let Some(key) = key
                    && let Material::Oct(secret) = &key.material
                    && let Some(read) = read_secret_as(secret, *reading)
                {
                    key.material = Material::Oct(read);
                }
            }
            Remedy::Key(place) => {
                let set = question.keys.get(place.set);
                if let Some(mut set) = set.cloned()
                    && place.key < set.keys.len()
                {
                    let mut key = set.keys.swap_remove(place.key);
                    // Alone and without an id it is the one for every token.
                    (key.kid, key.alg) = (None, None);
                    (key.public_key_use, key.key_ops) = (None, None);
                    set.keys = vec![key];
                    question.keys = vec![set];
                }
            }
            Remedy::GivePayload => {}
            Remedy::Payload(reading) => question.read_payload(*reading),
            Remedy::Issuer(issuer) => question.expectations.issuer = Some(issuer.clone()),
            Remedy::Audience(audience) => question.expectations.audience = vec![audience.clone()],
            Remedy::Leeway(seconds) => question.policy.leeway = *seconds,
        }
        question
    }

    fn read_payload(&mut self, reading: PayloadReading) {
        let payload = self.detached_payload.as_deref();
        if let Some(read) = payload.and_then(|payload| read_payload_as(payload, reading)) {
            self.detached_payload = Some(read);
        }
    }
}
