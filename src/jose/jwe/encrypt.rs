//! A compact JWE is made (RFC 7516 §5.1, §7.1).

use super::{ContentEncryption, KeyManagement, Method, key_misfit};
use super::{content, ecdh, password, rsa, wrap, zip};
use crate::jose::key::{Key, Material};
use crate::jose::{base64url, random};
use crate::report::Json;
use aws_lc_rs::rand::SecureRandom as _;
use zeroize::Zeroizing;

/// Why nothing was encrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    /// The header is not a JSON object.
    #[error("the header is {0}, it must be a JSON object (RFC 7516 §4)")]
    NotAnObject(&'static str),
    /// A name stands twice in the header.
    #[error("the name {0:?} occurs twice in the header (RFC 7516 §4)")]
    DuplicateName(String),
    /// The header holds what is made here.
    #[error("the header has {0}, which is made anew for each token; leave it out")]
    MadeHere(&'static str),
    /// The header holds something that an algorithm cannot use.
    #[error("{0}")]
    Header(String),
    /// The key is not one that the algorithm takes.
    #[error("{0}")]
    Key(String),
    /// The cryptographic library refused.
    #[error("the key ({key}) cannot encrypt with {algorithm}")]
    Refused {
        /// The algorithm that was asked for.
        algorithm: KeyManagement,
        /// What kind of key it is.
        key: String,
    },
}

/// Members that are different in each token.
const MADE_HERE: [&str; 4] = ["epk", "iv", "tag", "p2s"];

/// The header as it is encrypted with, but for what is made anew for each token: `alg`, `enc` and
/// `zip` are set; `kid` is added where the key has one and the header has none.
///
/// # Errors
/// [`EncryptError`] where it cannot be one.
pub fn encrypted_header(
    header: &Json,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    kid: Option<&str>,
    is_compressed: bool,
) -> Result<Json, EncryptError> {
    let members = header
        .members()
        .ok_or(EncryptError::NotAnObject(header.type_name()))?;
    for (i, (name, _)) in members.iter().enumerate() {
        if members.iter().skip(i + 1).any(|(other, _)| other == name) {
            return Err(EncryptError::DuplicateName(name.clone()));
        }
        if let Some(made) = MADE_HERE.into_iter().find(|made| made == name) {
            return Err(EncryptError::MadeHere(made));
        }
    }
    let text = |name: &str, value: &str| (name.to_owned(), Json::String(value.to_owned()));
    let mut all = vec![
        text("alg", algorithm.name()),
        text("enc", encryption.name()),
    ];
    if is_compressed {
        all.push(text("zip", "DEF"));
    }
    let is_set = |name: &str| matches!(name, "alg" | "enc" | "zip");
    all.extend(members.iter().filter(|(name, _)| !is_set(name)).cloned());
    if let Some(kid) = kid
        && header.get("kid").is_none()
    {
        all.push(text("kid", kid));
    }
    Ok(Json::Object(all))
}

/// Encrypts a plaintext: a compact JWE with this header, for the public half of a key, or with a
/// shared key or password. The header is set as [`encrypted_header`] says. `apu` and `apv` in it
/// are used, and so is `p2c`; with `zip` in it the plaintext is compressed.
///
/// Whether the key may be used so, and whether it is strong enough, is not asked here.
///
/// # Errors
/// [`EncryptError`], which says what to change.
pub fn encrypt(
    key: &Key,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    header: &Json,
    plaintext: &[u8],
) -> Result<String, EncryptError> {
    if let Some(why) = key_misfit(key, algorithm, encryption) {
        return Err(EncryptError::Key(why));
    }
    let is_compressed = header.get("zip").is_some();
    let kid = key.kid.as_deref();
    let header = encrypted_header(header, algorithm, encryption, kid, is_compressed)?;
    let made = managed(key, algorithm, encryption, &header)?;
    let mut members = header.members().unwrap_or_default().to_vec();
    for (name, value) in made.members {
        members.retain(|(other, _)| *other != name);
        members.push((name, value));
    }
    // A header holds nothing that JSON cannot say.
    let header = serde_json::to_string(&Json::Object(members)).unwrap_or_default();
    let protected = base64url::encode(header.as_bytes());
    let plaintext = match is_compressed {
        true => Zeroizing::new(zip::deflate(plaintext)),
        false => Zeroizing::new(plaintext.to_vec()),
    };
    let sealed = content::encrypt(encryption, &made.cek, &plaintext, protected.as_bytes());
    let sealed = sealed.ok_or_else(|| refused(key, algorithm))?;
    let parts = [
        &made.encrypted_key,
        &sealed.iv,
        &sealed.ciphertext,
        &sealed.tag,
    ];
    let parts = parts.map(|part| base64url::encode(part));
    Ok(format!("{protected}.{}", parts.join(".")))
}

/// The content encryption key, how the recipient gets it, and what the header says of that.
struct Managed {
    cek: Zeroizing<Vec<u8>>,
    encrypted_key: Vec<u8>,
    members: Vec<(String, Json)>,
}

fn managed(
    key: &Key,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    header: &Json,
) -> Result<Managed, EncryptError> {
    let refused = || refused(key, algorithm);
    let secret = match &key.material {
        Material::Oct(secret) => secret.expose(),
        _ => &[],
    };
    let mut cek = Zeroizing::new(vec![0; encryption.key_len()]);
    random::system().fill(&mut cek).map_err(|_| refused())?;
    let mut members = Vec::new();
    let encrypted_key = match algorithm.method() {
        method @ (Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_)) => {
            rsa::encrypt(method, key, &cek)
        }
        Method::KeyWrap(_) => wrap::wrap(secret, &cek),
        Method::GcmKeyWrap(_) => wrap::gcm_wrap(secret, &cek).map(|(wrapped, made)| {
            members = made;
            wrapped
        }),
        Method::Direct => {
            cek = Zeroizing::new(secret.to_vec());
            Some(Vec::new())
        }
        Method::EcdhDirect | Method::EcdhKeyWrap(_) => {
            let info = ecdh::Info::read(header, algorithm, encryption);
            let info = info.map_err(EncryptError::Header)?;
            let (agreed, epk) = ecdh::agree_anew(key, &info).ok_or_else(refused)?;
            members = vec![("epk".to_owned(), epk)];
            if algorithm.is_direct() {
                cek = agreed;
                Some(Vec::new())
            } else {
                wrap::wrap(&agreed, &cek)
            }
        }
        Method::Password(hash, len) => {
            let parameters = password::Parameters::anew(header).map_err(EncryptError::Header)?;
            let kek = parameters.derive(algorithm.name(), hash, secret, len);
            members = parameters.members();
            wrap::wrap(&kek, &cek)
        }
    };
    Ok(Managed {
        cek,
        encrypted_key: encrypted_key.ok_or_else(refused)?,
        members,
    })
}

fn refused(key: &Key, algorithm: KeyManagement) -> EncryptError {
    EncryptError::Refused {
        algorithm,
        key: key.description(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::jwe::{decrypt, read_compact};
    use crate::jose::key::read_keys;
    use crate::jose::signing::SigningKey;
    use crate::jose::{Curve, KeyKind, RsaBits, generate, json};

    fn whole(key: &SigningKey) -> Key {
        let text = key.jwk_private();
        read_keys(text.expose(), "key").unwrap().keys.remove(0)
    }

    #[test]
    fn every_algorithm_opens_what_it_made() {
        let (header, _) = json::parse(br#"{"typ":"JWT","zip":true,"p2c":1000}"#);
        let mut kinds = Vec::new();
        for algorithm in KeyManagement::ALL {
            for encryption in ContentEncryption::ALL {
                let kind = KeyKind::of_encryption(algorithm, encryption, RsaBits::default());
                kinds.push((algorithm, encryption, kind));
                if matches!(kind, KeyKind::Ec(_)) {
                    for kind in [
                        KeyKind::Ec(Curve::P384),
                        KeyKind::Ec(Curve::P521),
                        KeyKind::X25519,
                    ] {
                        kinds.push((algorithm, encryption, kind));
                    }
                }
            }
        }
        let rsa = generate(KeyKind::Rsa(RsaBits::default())).unwrap();
        for (algorithm, encryption, kind) in kinds {
            let key = match kind {
                KeyKind::Rsa(_) => rsa.clone(),
                other => generate(other).unwrap(),
            };
            let token = encrypt(&key.public(), algorithm, encryption, &header, b"{}").unwrap();
            let jwe = read_compact(&token);
            assert!(jwe.faults.is_empty(), "{:?}", jwe.faults);
            let open = |key: &Key| {
                let recipient = &jwe.recipients[0];
                decrypt(&jwe, recipient, algorithm, encryption, key)
            };
            let opened = open(&whole(&key)).unwrap();
            assert_eq!(opened.expose(), b"{}", "{algorithm} {encryption}");
            if !matches!(kind, KeyKind::Rsa(_)) {
                let other = generate(kind).unwrap();
                assert!(open(&whole(&other)).is_err(), "{algorithm} {encryption}");
            }
        }
    }

    #[test]
    fn what_is_made_anew_cannot_be_given() {
        let key = generate(KeyKind::OctBytes(16)).unwrap().public();
        let made = |header: &str| {
            let (header, _) = json::parse(header.as_bytes());
            encrypt(
                &key,
                KeyManagement::A128Kw,
                ContentEncryption::A128Gcm,
                &header,
                b"",
            )
        };
        assert!(made("{}").is_ok());
        let error = made(r#"{"epk":{}}"#).unwrap_err().to_string();
        assert!(error.starts_with("the header has epk"), "{error}");
        assert!(made("[]").is_err());
        assert!(made(r#"{"a":1,"a":1}"#).is_err());
    }
}
