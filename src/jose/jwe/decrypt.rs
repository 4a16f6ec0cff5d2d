//! A JWE is decrypted for one of its recipients (RFC 7516 §5.2).

use super::algorithm::GCM_TAG_LEN;
use super::{ContentEncryption, Jwe, KeyManagement, Method, Recipient};
use super::{content, ecdh, password, rsa, wrap, zip};
use crate::jose::key::{Key, Material};
use crate::jose::signing::SigningKey;
use crate::report::{Json, Secret};
use zeroize::Zeroizing;

/// Why a JWE was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// It is not made as its algorithms make it: no key opens it.
    #[error("{0}")]
    Malformed(String),
    /// The key cannot be used at all.
    #[error("the key {0}")]
    Key(String),
    /// The key does not fit, or the encrypted key was changed.
    #[error("the key does not open the encrypted key")]
    EncryptedKey,
    /// The tag does not authenticate the content: the key does not fit, or something was changed.
    #[error("the tag does not authenticate the content with this key")]
    Content,
    /// It was decrypted and cannot be inflated.
    #[error("{0}")]
    Inflated(String),
}

/// Why this key cannot be the one for an algorithm, by its type and length alone, as part of a
/// sentence. Whether its private half is there is not asked.
pub fn key_misfit(
    key: &Key,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
) -> Option<String> {
    let wanted_len = match (algorithm.method(), &key.material) {
        (Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_), Material::Rsa { .. })
        | (Method::Password(..), Material::Oct(_)) => return None,
        (Method::EcdhDirect | Method::EcdhKeyWrap(_), material)
            if ecdh::algorithm(material).is_some() =>
        {
            return None;
        }
        (Method::KeyWrap(len) | Method::GcmKeyWrap(len), Material::Oct(_)) => len,
        (Method::Direct, Material::Oct(_)) => encryption.key_len(),
        _ => {
            let description = match &key.material {
                Material::Oct(_) => "a shared secret".to_owned(),
                _ => key.description(),
            };
            return Some(format!("the key does not fit {algorithm} ({description})"));
        }
    };
    let Material::Oct(secret) = &key.material else {
        return None;
    };
    (secret.len() != wanted_len).then(|| {
        let name = if algorithm == KeyManagement::Dir {
            encryption.name()
        } else {
            algorithm.name()
        };
        format!(
            "the secret has {} bits, {name} takes {}",
            secret.len() * 8,
            wanted_len * 8
        )
    })
}

/// What makes a JWE one that no key can open, as part of a sentence: lengths that are not those of
/// its algorithms, and members of its header that are missing or are not what they have to be.
pub fn malformed(
    jwe: &Jwe,
    recipient: &Recipient,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
) -> Option<String> {
    read(jwe, recipient, algorithm, encryption).err()
}

/// What an algorithm takes from the header.
enum Parameters {
    None,
    Gcm(Vec<u8>, Vec<u8>),
    Ecdh(Material, ecdh::Info),
    Password(password::Parameters),
}

fn read(
    jwe: &Jwe,
    recipient: &Recipient,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
) -> Result<Parameters, String> {
    let header = jwe.header(recipient);
    lengths(jwe, encryption)?;
    encrypted_key(jwe, recipient, algorithm, encryption)?;
    match header.get("zip") {
        None => {}
        Some(Json::String(zip)) if zip == "DEF" => {
            let protected = jwe.protected.as_ref();
            if protected.is_none_or(|header| header.get("zip").is_none()) {
                return Err("zip must stand in the protected header (RFC 7516 §4.1.3)".to_owned());
            }
        }
        Some(Json::String(_)) => return Err("zip is not DEF, the one that is known".to_owned()),
        Some(other) => return Err(format!("zip is {}, not a string", other.type_name())),
    }
    Ok(match algorithm.method() {
        Method::GcmKeyWrap(_) => {
            let (iv, tag) = wrap::gcm_parameters(&header)?;
            Parameters::Gcm(iv, tag)
        }
        Method::EcdhDirect | Method::EcdhKeyWrap(_) => {
            let ephemeral = ecdh::ephemeral_key(&header)?;
            let info = ecdh::Info::read(&header, algorithm, encryption)?;
            Parameters::Ecdh(ephemeral, info)
        }
        Method::Password(..) => Parameters::Password(password::Parameters::read(&header)?),
        _ => Parameters::None,
    })
}

fn lengths(jwe: &Jwe, encryption: ContentEncryption) -> Result<(), String> {
    for (name, bytes, wanted) in [
        ("initialization vector", &jwe.iv, encryption.iv_len()),
        ("tag", &jwe.tag, encryption.tag_len()),
    ] {
        if bytes.len() != wanted {
            let has = bytes.len();
            return Err(format!(
                "the {name} has {has} bytes, {encryption} makes {wanted}"
            ));
        }
    }
    /// The length of a block of AES in bytes.
    const BLOCK: usize = 16;
    let len = jwe.ciphertext.len();
    if encryption.hmac().is_some() && (len == 0 || !len.is_multiple_of(BLOCK)) {
        return Err(format!(
            "the ciphertext has {len} bytes, {encryption} makes whole blocks of {BLOCK}"
        ));
    }
    Ok(())
}

fn encrypted_key(
    jwe: &Jwe,
    recipient: &Recipient,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
) -> Result<(), String> {
    let has = recipient.encrypted_key.len();
    let cek = encryption.key_len();
    let wanted = match algorithm.method() {
        Method::Direct | Method::EcdhDirect => {
            if has > 0 {
                return Err(format!(
                    "there is an encrypted key of {has} bytes, {algorithm} has none (RFC 7516 §5.2)"
                ));
            }
            if jwe.recipients.len() > 1 {
                return Err(format!(
                    "there are several recipients, {algorithm} is for one alone (RFC 7516 §7.2.1)"
                ));
            }
            return Ok(());
        }
        // As long as the modulus, which is not known here.
        Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_) => {
            return if has == 0 {
                Err("the encrypted key is empty".to_owned())
            } else {
                Ok(())
            };
        }
        Method::KeyWrap(_) | Method::EcdhKeyWrap(_) | Method::Password(..) => cek + wrap::OVERHEAD,
        Method::GcmKeyWrap(_) => cek,
    };
    if has == wanted {
        return Ok(());
    }
    Err(format!(
        "the encrypted key has {has} bytes, {algorithm} makes {wanted} for {encryption}"
    ))
}

/// Decrypts for a recipient. Whether the key may be used so is not asked here.
///
/// # Errors
/// [`NotOpened`], which says why.
pub fn decrypt(
    jwe: &Jwe,
    recipient: &Recipient,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    key: &Key,
) -> Result<Secret, NotOpened> {
    let parameters = read(jwe, recipient, algorithm, encryption).map_err(NotOpened::Malformed)?;
    if let Some(why) = key_misfit(key, algorithm, encryption) {
        return Err(NotOpened::Malformed(why));
    }
    let cek = open_key(recipient, algorithm, encryption, &parameters, key)?;
    let aad = jwe.authenticated();
    let plaintext = content::decrypt(encryption, &cek, &jwe.iv, &jwe.ciphertext, &jwe.tag, &aad);
    let plaintext = plaintext.ok_or(NotOpened::Content)?;
    let protected = jwe.protected.as_ref();
    let is_compressed = protected.is_some_and(|header| header.get("zip").is_some());
    let plaintext = if is_compressed {
        zip::inflate(&plaintext).map_err(NotOpened::Inflated)?
    } else {
        plaintext
    };
    Ok(Secret::new(plaintext.to_vec()))
}

fn open_key(
    recipient: &Recipient,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    parameters: &Parameters,
    key: &Key,
) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    let encrypted = recipient.encrypted_key.as_slice();
    let len = encryption.key_len();
    let secret = match &key.material {
        Material::Oct(secret) => secret.expose(),
        _ => &[],
    };
    let private = || SigningKey::of(key).map_err(NotOpened::Key);
    let opened = match (algorithm.method(), parameters) {
        (method @ (Method::RsaPkcs1 | Method::RsaOaepSha1 | Method::RsaOaep(_)), _) => {
            rsa::decrypt(method, &private()?, encrypted, len)
        }
        (Method::KeyWrap(_), _) => wrap::unwrap(secret, encrypted),
        (Method::Direct, _) => Some(Zeroizing::new(secret.to_vec())),
        (Method::EcdhDirect | Method::EcdhKeyWrap(_), Parameters::Ecdh(ephemeral, info)) => {
            if !ecdh::is_same_curve(&key.material, ephemeral) {
                let curve = Key::new(ephemeral.clone()).description();
                let why = format!("is not on the curve of epk ({curve})");
                return Err(NotOpened::Key(why));
            }
            let agreed = ecdh::agreed(&private()?, ephemeral, info);
            match algorithm.is_direct() {
                true => agreed,
                false => agreed.and_then(|kek| wrap::unwrap(&kek, encrypted)),
            }
        }
        (Method::GcmKeyWrap(_), Parameters::Gcm(iv, tag)) if tag.len() == GCM_TAG_LEN => {
            content::gcm_decrypt(secret, iv, encrypted, tag, b"")
        }
        (Method::Password(hash, len), Parameters::Password(parameters)) => {
            let kek = parameters.derive(algorithm.name(), hash, secret, len);
            wrap::unwrap(&kek, encrypted)
        }
        _ => None,
    };
    opened
        .filter(|cek| cek.len() == len)
        .ok_or(NotOpened::EncryptedKey)
}
