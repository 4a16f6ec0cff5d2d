//! An encrypted token: its algorithms, the key that opens it, the trust in that key, its strength,
//! its critical extensions.

use super::Policy;
use super::algorithm::quoted;
use super::attempt::Budget;
use super::critical::judge_critical_sealed;
use super::encryption::judge_encryption;
use super::key_choice::{Candidate, Choice, choose_by};
use super::key_trust::{KEYS, STRENGTH, judge_key, judge_trust_to_open};
use crate::jose::jwe::{
    ContentEncryption, Jwe, KeyManagement, Method, NotOpened, Recipient, decrypt, key_misfit,
    malformed, read_p2c,
};
use crate::jose::key::{Key, KeySet, Material};
use crate::report::{Check, CheckId, Json, KeyUse, Reference, Secret, Status, capital};

const DECRYPT: Reference = Reference::rfc(7516, "5.2");

/// What was judged of an encrypted token, and what was in it.
#[derive(Clone, Debug)]
pub struct DecryptionJudgement {
    /// Algorithm, decryption, key trust, key strength, critical; in this order.
    pub checks: Vec<Check>,
    /// The same without critical for each recipient.
    pub recipients: Vec<Vec<Check>>,
    /// The recipient for whom it was opened; else the first.
    pub recipient: usize,
    /// How that recipient gets the content encryption key, where that is known here.
    pub algorithm: Option<KeyManagement>,
    /// The key that opened it, or the one that should have.
    pub key: Option<KeyUse>,
    /// That key itself.
    pub used: Option<Key>,
    /// What was in it.
    pub opened: Option<Secret>,
}

/// Judges a JWE and opens it for the first of its recipients for whom that can be done. Each check
/// stands for itself: it is opened also where its algorithm is not allowed.
pub fn judge_decryption(
    jwe: &Jwe,
    keys: &[KeySet],
    expected_issuer: Option<&str>,
    policy: &Policy,
    budget: &mut Budget,
) -> DecryptionJudgement {
    let mut judged: Vec<Judged> = Vec::new();
    for recipient in &jwe.recipients {
        let is_opened = judged.iter().any(|one| one.opened.is_some());
        let attempt = Attempt {
            jwe,
            recipient,
            header: jwe.header(recipient),
            policy,
            expected_issuer,
        };
        judged.push(attempt.judge(keys, is_opened, budget));
    }
    let opened = judged.iter().position(|one| one.opened.is_some());
    let best = opened.or_else(|| judged.iter().position(|one| one.used.is_some()));
    let best = best.unwrap_or(0);
    let mut checks = together(&judged, best, opened.is_some());
    checks.push(judge_critical_sealed(jwe));
    let recipients = judged.iter().map(|one| one.checks.to_vec()).collect();
    let chosen = (!judged.is_empty()).then(|| judged.swap_remove(best));
    let (algorithm, key, used, opened) = match chosen {
        Some(one) => (one.algorithm, one.key, one.used, one.opened),
        None => (None, None, None, None),
    };
    DecryptionJudgement {
        checks,
        recipients,
        recipient: best,
        algorithm,
        key,
        used,
        opened,
    }
}

/// The checks of one recipient.
struct Judged {
    /// Algorithm, decryption, key trust, key strength.
    checks: [Check; 4],
    algorithm: Option<KeyManagement>,
    key: Option<KeyUse>,
    used: Option<Key>,
    opened: Option<Secret>,
}

/// The checks of all recipients as one list: those of the one for whom it was opened. Where none
/// was, one that failed decides only where all of them were tried: the others may yet be opened
/// with another key.
fn together(judged: &[Judged], best: usize, is_opened: bool) -> Vec<Check> {
    let Some(one) = judged.get(best) else {
        return Vec::new();
    };
    let mut checks = one.checks.to_vec();
    if is_opened || judged.len() == 1 {
        return checks;
    }
    let decryption = |one: &Judged| {
        one.checks
            .iter()
            .find(|c| c.id == CheckId::Decryption)
            .cloned()
    };
    let all: Vec<Check> = judged.iter().filter_map(decryption).collect();
    let untried = all.iter().find(|check| check.status != Status::Fail);
    let failed = all.iter().any(|check| check.status == Status::Fail);
    if let (Some(untried), true) = (untried, failed)
        && let Some(check) = checks.iter_mut().find(|c| c.id == CheckId::Decryption)
    {
        *check = untried.clone();
    }
    checks
}

struct Attempt<'a> {
    jwe: &'a Jwe,
    recipient: &'a Recipient,
    header: Json,
    policy: &'a Policy,
    expected_issuer: Option<&'a str>,
}

impl Attempt<'_> {
    fn judge(&self, keys: &[KeySet], is_opened: bool, budget: &mut Budget) -> Judged {
        let (check, named) = judge_encryption(&self.header, self.jwe.has_header(), self.policy);
        let Some((algorithm, encryption)) = named else {
            let why = match check.status {
                Status::Fail => "there is no algorithm to decrypt with",
                _ => "the algorithm cannot be used here",
            };
            return without_key(check, None, skipped(why));
        };
        if let Some(why) = malformed(self.jwe, self.recipient, algorithm, encryption) {
            let detail = format!("Nobody can open it: {why}");
            let decryption = Check::fail(CheckId::Decryption, DECRYPT, detail);
            return without_key(check, Some(algorithm), decryption);
        }
        if is_opened {
            let why = "it was opened for another recipient";
            return without_key(check, Some(algorithm), skipped(why));
        }
        let issuer = self.header.get("iss").and_then(Json::as_str);
        let misfit = |key: &Key| misfit(key, algorithm, encryption);
        let choice = choose_by(keys, &self.header, issuer, misfit);
        let Some(first) = choice.fitting.first().copied() else {
            let needs = needed_key(&self.header);
            let why = format!("{}; it takes {needs}", choice.why_none);
            return without_key(check, Some(algorithm), skipped(&why));
        };
        let (decryption, used, opened) = self.open(&choice, first, algorithm, encryption, budget);
        let strength = match &used.key.material {
            Material::Oct(_) => Check::pass(
                CheckId::KeyStrength,
                STRENGTH,
                describe(used.key, algorithm),
            ),
            _ => judge_key(used.key, None, self.policy),
        };
        Judged {
            checks: [
                check,
                decryption,
                judge_trust_to_open(&choice, used, self.expected_issuer),
                strength,
            ],
            algorithm: Some(algorithm),
            key: Some(KeyUse {
                description: describe(used.key, algorithm),
                kid: used.key.kid.clone(),
                source: used.set.source.clone(),
            }),
            used: Some(used.key.clone()),
            opened,
        }
    }

    /// Tries the fitting keys in turn. Where none opens it, the first stands for them.
    fn open<'k>(
        &self,
        choice: &Choice<'k>,
        first: Candidate<'k>,
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        budget: &mut Budget,
    ) -> (Check, Candidate<'k>, Option<Secret>) {
        let id = CheckId::Decryption;
        let mut tried = 0_usize;
        let mut failed = None;
        let mut unusable = None;
        for candidate in &choice.fitting {
            let cost = self.cost(candidate.key, algorithm);
            if !budget.spend_bytes(cost.saturating_add(self.jwe.ciphertext.len())) {
                break;
            }
            match decrypt(
                self.jwe,
                self.recipient,
                algorithm,
                encryption,
                candidate.key,
            ) {
                Ok(opened) => {
                    let check = Check::pass(id, DECRYPT, opens(*candidate, algorithm));
                    return (check, *candidate, Some(opened));
                }
                Err(NotOpened::Key(why)) => {
                    unusable.get_or_insert(why);
                }
                Err(NotOpened::Inflated(why)) => {
                    let check = Check::fail(id, Reference::rfc(7516, "4.1.3"), capital(&why));
                    return (check, *candidate, None);
                }
                Err(other) => {
                    tried += 1;
                    failed.get_or_insert(other);
                }
            }
        }
        let count = choice.fitting.len();
        let check = match (failed, unusable) {
            (Some(why), unusable) if tried == count || unusable.is_some() => {
                Check::fail(id, DECRYPT, why_not(&why, choice, first))
            }
            (_, Some(why)) => skipped(&format!("the key {why}")),
            _ => skipped(&format!(
                "{tried} of {count} keys were tried, which is all there is time for; give the one that it is"
            )),
        };
        (check, first, None)
    }

    /// What a try costs, in the bytes that could be hashed in its time.
    fn cost(&self, key: &Key, algorithm: KeyManagement) -> usize {
        /// An operation with an RSA key of 2048 bits, and the check that its halves belong together:
        /// 5 ms. With the length its cost grows with the third power.
        const RSA_2048: usize = 1 << 20;
        /// A round of PBKDF2 with SHA-512, the slowest.
        const ROUND: usize = 200;
        const CURVE: usize = 128 << 10;
        match (algorithm.method(), &key.material) {
            (_, Material::Rsa { n, .. }) => {
                let units = n.len().div_ceil(256);
                let unit = if key.lacks_primes() { 8 } else { 1 };
                units.saturating_pow(3).saturating_mul(RSA_2048 * unit)
            }
            (Method::Password(..), _) => {
                let rounds = read_p2c(&self.header).map_or(0, std::num::NonZeroU32::get);
                usize::try_from(rounds)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(ROUND)
            }
            (Method::EcdhDirect | Method::EcdhKeyWrap(_), _) => CURVE,
            _ => 0,
        }
    }
}

fn without_key(algorithm: Check, named: Option<KeyManagement>, decryption: Check) -> Judged {
    let detail = "Not checked: no key was used";
    Judged {
        checks: [
            algorithm,
            decryption,
            Check::skipped(CheckId::KeyTrust, KEYS, detail),
            Check::skipped(CheckId::KeyStrength, STRENGTH, detail),
        ],
        algorithm: named,
        key: None,
        used: None,
        opened: None,
    }
}

fn skipped(why: &str) -> Check {
    Check::skipped(CheckId::Decryption, DECRYPT, format!("Not checked: {why}"))
}

fn opens(used: Candidate<'_>, algorithm: KeyManagement) -> String {
    let key = named(used);
    if algorithm.is_public_key() {
        format!("Opens with {key}; anybody who has its public half could have made it")
    } else {
        format!("Opens with {key}")
    }
}

fn named(used: Candidate<'_>) -> String {
    match used.key.kid.as_deref() {
        Some(kid) => format!("key {}", quoted(kid)),
        None => format!("the key from {}", used.set.source),
    }
}

fn why_not(why: &NotOpened, choice: &Choice<'_>, used: Candidate<'_>) -> String {
    let key = match choice.fitting.len() {
        1 => named(used),
        n => format!("any of the {n} keys that fit"),
    };
    match why {
        NotOpened::EncryptedKey => format!(
            "The encrypted key does not open with {key}: it is for another key, or was changed"
        ),
        NotOpened::Content => format!(
            "The content does not authenticate with {key}: it is for another key, or something was changed"
        ),
        other => capital(&other.to_string()),
    }
}

/// What kind of key it is; of a secret its length alone says what it is used as.
fn describe(key: &Key, algorithm: KeyManagement) -> String {
    match (&key.material, algorithm.method()) {
        (Material::Oct(secret), Method::Password(..)) => {
            format!("Password of {} bytes", secret.len())
        }
        (Material::Oct(secret), _) => format!("Shared key, {} bits", secret.len() * 8),
        _ => key.description(),
    }
}

/// Why a key cannot open a token of these algorithms, as part of a sentence.
fn misfit(key: &Key, algorithm: KeyManagement, encryption: ContentEncryption) -> Option<String> {
    if let Some(why) = key_misfit(key, algorithm, encryption) {
        return Some(why);
    }
    let is_named = |alg: &str| {
        alg == algorithm.name() || algorithm == KeyManagement::Dir && alg == encryption.name()
    };
    if let Some(alg) = key.alg.as_deref().filter(|alg| !is_named(alg)) {
        return Some(format!("the key is for {} only", quoted(alg)));
    }
    if let Some(of_use) = key.public_key_use.as_deref().filter(|of| *of != "enc") {
        return Some(format!("the key's use is {}, not \"enc\"", quoted(of_use)));
    }
    let wanted = operations(algorithm);
    if let Some(ops) = &key.key_ops
        && !ops.iter().any(|op| wanted.contains(&op.as_str()))
    {
        let wanted = wanted.first().copied().unwrap_or_default();
        return Some(format!("the key's key_ops do not hold {wanted:?}"));
    }
    if !matches!(key.material, Material::Oct(_)) && !key.is_private {
        return Some("only the public half of the key was given, the private half opens it".into());
    }
    None
}

/// What a key must be allowed to do to open a token, the usual name first (RFC 7517 §4.3).
fn operations(algorithm: KeyManagement) -> &'static [&'static str] {
    match algorithm.method() {
        Method::Direct => &["decrypt"],
        Method::EcdhDirect | Method::EcdhKeyWrap(_) => &["deriveKey", "deriveBits"],
        Method::Password(..) => &["deriveKey", "deriveBits", "unwrapKey", "decrypt"],
        _ => &["unwrapKey", "decrypt"],
    }
}

/// The key that opens a token with this header, as part of a sentence.
pub fn needed_key(header: &Json) -> String {
    let text = |name: &str| header.get(name).and_then(Json::as_str);
    let algorithm = text("alg").and_then(KeyManagement::from_name);
    let encryption = text("enc").and_then(ContentEncryption::from_name);
    let key = match algorithm.map(KeyManagement::method) {
        None => "a key that cannot be told from the header".to_owned(),
        Some(Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_)) => {
            "an RSA private key".to_owned()
        }
        Some(Method::KeyWrap(len) | Method::GcmKeyWrap(len)) => {
            format!("the shared key of {} bits", len * 8)
        }
        Some(Method::Direct) => match encryption {
            Some(encryption) => format!("the shared key of {} bits", encryption.key_len() * 8),
            None => "the shared key".to_owned(),
        },
        Some(Method::EcdhDirect | Method::EcdhKeyWrap(_)) => {
            let curve = header.get("epk").and_then(|epk| epk.get("crv"));
            match curve.and_then(Json::as_str) {
                Some(curve) => format!(
                    "a private key on {}",
                    curve.escape_debug().take(20).collect::<String>()
                ),
                None => "a private key on the curve of epk".to_owned(),
            }
        }
        Some(Method::Password(..)) => "the password".to_owned(),
    };
    match text("kid") {
        Some(kid) => format!("{key} with the kid {}", quoted(kid)),
        None => key,
    }
}
