//! Private keys out of files: JWK, JWKS, PEM, DER. Everything that [`read_keys`] takes is taken,
//! and what it keeps of the public half is kept; here the private half is read too.

use super::SigningKey;
use crate::jose::json;
use crate::jose::key::der::{self, Form};
use crate::jose::key::{
    self, Key, KeyError, KeyFormat, MAX_KEYS, Material, PrivateHalf, key_name, pem, read_jwk,
    read_keys,
};
use crate::report::{Json, Secret};
use ::der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

/// The members of a JWK that a [`Key`] or a [`SigningKey`] holds.
const KEPT: [&str; 17] = [
    "kty", "kid", "alg", "use", "key_ops", "crv", "x", "y", "n", "e", "k", "d", "p", "q", "dp",
    "dq", "qi",
];

/// Everything that a file of keys holds, private halves and certificates included.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// Where they came from, as the person knows it.
    pub source: String,
    /// How they were written down.
    pub format: KeyFormat,
    /// Those that could be read.
    pub entries: Vec<Entry>,
    /// One sentence for each key that could not be read, and for each fault of the file.
    pub faults: Vec<String>,
}

/// One key of a file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is called in a sentence: `Key 2 (kid "a")`, `Block 1 (CERTIFICATE)`.
    pub name: String,
    /// The public half, or the shared secret.
    pub key: Key,
    /// What signs, where a private half or a secret is there; or the reason why it cannot.
    pub signing: Option<Result<SigningKey, String>>,
    /// The certificates with it, in DER: the one of the key first.
    pub certificates: Vec<Vec<u8>>,
    /// What stands there and is not kept: `x5t`, `the restriction to RSA-PSS`.
    pub not_kept: Vec<String>,
}

impl KeyFile {
    /// A shared secret, given as such.
    ///
    /// # Errors
    /// [`KeyError::EmptySecret`] where it has no byte.
    pub fn of_secret(secret: Secret, source: &str) -> Result<Self, KeyError> {
        let signing = SigningKey::from_secret(secret).map_err(|_| KeyError::EmptySecret)?;
        let entry = Entry {
            name: "The secret".to_owned(),
            key: signing.public(),
            signing: Some(Ok(signing)),
            certificates: Vec::new(),
            not_kept: Vec::new(),
        };
        Ok(Self {
            source: source.to_owned(),
            format: KeyFormat::Secret,
            entries: vec![entry],
            faults: Vec::new(),
        })
    }

    /// The keys that can sign.
    pub fn signing_keys(&self) -> impl Iterator<Item = &SigningKey> {
        let all = self
            .entries
            .iter()
            .filter_map(|entry| entry.signing.as_ref());
        all.filter_map(|signing| signing.as_ref().ok())
            .filter(|signing| signing.can_sign())
    }

    /// Why the first key that should sign cannot.
    pub fn why_none_signs(&self) -> Option<String> {
        self.entries.iter().find_map(|entry| match &entry.signing {
            Some(Err(detail)) => Some(format!("{}: {detail}", entry.name)),
            Some(Ok(key)) if !key.can_sign() => Some(format!(
                "{}: an {} key agrees on keys for encryption and signs nothing",
                entry.name,
                key.key().description()
            )),
            _ => None,
        })
    }
}

/// Reads keys in any form, private halves and certificates included. What [`read_keys`] leaves
/// out is left out here.
///
/// # Errors
/// [`KeyError`] where not one key could be read.
pub fn read_key_file(bytes: &[u8], source: &str) -> Result<KeyFile, KeyError> {
    let set = read_keys(bytes, source)?;
    let body = key::body_of(bytes);
    let entries = match set.format {
        KeyFormat::Jwk | KeyFormat::Jwks => of_json(body, of_jwks),
        KeyFormat::PemMap => of_json(body, of_pem_map),
        KeyFormat::Pem => {
            let mut entries = Vec::new();
            pem::each(body, &mut |name, bytes| entries.extend(of_der(name, bytes)));
            entries
        }
        KeyFormat::Der => {
            let name = "The key".to_owned();
            let decoded = der::from_base64(body);
            let bytes = decoded.as_ref().map_or(bytes, |decoded| decoded.as_slice());
            of_der(name, bytes).into_iter().collect()
        }
        KeyFormat::Secret => Vec::new(),
    };
    Ok(KeyFile {
        source: set.source,
        format: set.format,
        entries,
        faults: set.faults,
    })
}

fn of_json(body: &[u8], read: fn(&Json) -> Vec<Entry>) -> Vec<Entry> {
    let (mut json, _) = json::parse(body);
    let entries = read(&json);
    key::wipe(&mut json);
    entries
}

/// RSA keys whose primes are not written down are completed up to this many in a file: each takes
/// some hundredths of a second, and the longest one much more.
const MAX_COMPLETED: usize = 8;

fn of_jwks(json: &Json) -> Vec<Entry> {
    let mut completed = 0;
    let values = (1..).zip(key::values_of(json)).take(MAX_KEYS);
    let entries = values.filter_map(|(place, value)| {
        let (key, _) = read_jwk(value).ok()?;
        let is_secret = matches!(key.material, Material::Oct(_));
        let signing = (key.is_private || is_secret).then(|| {
            completed += usize::from(matches!(key.private, Some(PrivateHalf::Exponent(_))));
            if completed > MAX_COMPLETED {
                return Err(format!(
                    "lacks its primes; of {MAX_COMPLETED} keys at most they are computed"
                ));
            }
            SigningKey::of(&key)
        });
        let certificates = certificates(value);
        let not_kept = value.members().unwrap_or_default().iter();
        let not_kept = not_kept.map(|(name, _)| name.clone());
        let is_kept = |name: &String| match name.as_str() {
            // A chain with a hole is none.
            "x5c" => certificates.is_some(),
            name => KEPT.contains(&name),
        };
        Some(Entry {
            name: key_name(place, key.kid.as_deref()),
            key: key.without_private(),
            signing,
            not_kept: not_kept.filter(|name| !is_kept(name)).collect(),
            certificates: certificates.unwrap_or_default(),
        })
    });
    entries.collect()
}

fn of_pem_map(json: &Json) -> Vec<Entry> {
    let members = (1..).zip(json.members().unwrap_or_default()).take(MAX_KEYS);
    let entries = members.filter_map(|(place, (kid, value))| {
        let bytes = pem::first_der(value.as_str()?)?;
        let mut entry = of_der(key_name(place, Some(kid)), &bytes)?;
        entry.key.kid = Some(kid.clone());
        entry.signing = entry
            .signing
            .map(|signing| signing.map(|signing| signing.with_kid(Some(kid.clone()))));
        Some(entry)
    });
    entries.collect()
}

fn of_der(name: String, bytes: &[u8]) -> Option<Entry> {
    let (form, key) = der::read(bytes).ok()?;
    let is_certificate = form == Form::Certificate;
    let signing = key.is_private.then(|| SigningKey::of(&key));
    let pss = is_pss_only(form, bytes);
    Some(Entry {
        name,
        key: key.without_private(),
        signing,
        certificates: is_certificate.then(|| bytes.to_vec()).into_iter().collect(),
        not_kept: pss
            .then(|| "the restriction to RSA-PSS".to_owned())
            .into_iter()
            .collect(),
    })
}

/// Whether the key is marked as one for RSA-PSS alone (RFC 4055 §1.2).
fn is_pss_only(form: Form, bytes: &[u8]) -> bool {
    let parts = der::parts(bytes).unwrap_or_default();
    let algorithm = match form {
        Form::Spki => parts.first(),
        Form::Pkcs8 => parts.get(1),
        _ => None,
    };
    algorithm.and_then(|algorithm| oid_of(*algorithm)) == Some(der::RSA_PSS)
}

fn oid_of(algorithm: AnyRef<'_>) -> Option<ObjectIdentifier> {
    let algorithm: AlgorithmIdentifierRef<'_> = algorithm.decode_as().ok()?;
    Some(algorithm.oid)
}

/// The certificates of `x5c` (RFC 7517 §4.7); nothing where one of them is not base64.
fn certificates(jwk: &Json) -> Option<Vec<Vec<u8>>> {
    let texts = jwk.get("x5c")?.as_array()?.iter();
    texts
        .map(|text| STANDARD.decode(text.as_str()?).ok())
        .collect()
}

/// The numbers of an `RSAPrivateKey`, from `d` on, without leading zeros.
pub(super) fn rsa_numbers(bytes: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let parts = der::parts(bytes)?;
    let numbers = parts.get(3..9)?.iter();
    let numbers = numbers.map(|part| {
        let number = part.decode_as::<UintRef<'_>>().ok()?;
        Some(Zeroizing::new(number.as_bytes().to_vec()))
    });
    numbers.collect()
}
