//! Keys from one form into another: JWK, JWKS, PEM, DER. What the new form cannot hold is said.

use super::key::KeyFormat;
use super::key::write::pem;
use super::signing::{Entry, KeyFile, SigningKey};
use crate::report::Secret;
use zeroize::Zeroizing;

/// The forms into which keys are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// One JWK (RFC 7517 §4).
    #[default]
    Jwk,
    /// A JWK Set (RFC 7517 §5).
    Jwks,
    /// PEM (RFC 7468): PKCS#8 for a private key, SPKI for a public one.
    Pem,
    /// The same in DER.
    Der,
}

impl KeyForm {
    /// The name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jwk => "JWK",
            Self::Jwks => "JWKS",
            Self::Pem => "PEM",
            Self::Der => "DER",
        }
    }
}

/// Which half of the keys is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Half {
    /// The private half where there is one, else the public half.
    #[default]
    AsGiven,
    /// The public half alone. Shared secrets have none.
    Public,
}

/// Keys in their new form.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The text, with a line end after it; or the bytes of DER.
    pub bytes: Secret,
    /// Whether a private key or a shared secret is in it.
    pub is_private: bool,
    /// One sentence for each thing that the new form does not hold.
    pub warnings: Vec<String>,
}

/// Why keys could not be written in a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// There are several keys and room for one.
    #[error("holds {count} keys and {} holds one; use {}", .form.name(), if *.form == KeyForm::Jwk { "jwks" } else { "pem" })]
    Several {
        /// How many there are.
        count: usize,
        /// The form that was asked for.
        form: KeyForm,
    },
    /// There is a shared secret, and the form has no place for it.
    #[error("holds a shared secret ({name}), which has no {}; use jwk or jwks", .form)]
    Secret {
        /// What it is called.
        name: String,
        /// What it does not have: `PEM form`, `public half`.
        form: &'static str,
    },
    /// The private half cannot be used.
    #[error("holds a private key that cannot be written: {0}")]
    Private(String),
    /// The key is of a kind whose material is not kept.
    #[error("holds a key that cannot be written: {name} is {description}")]
    Other {
        /// What it is called.
        name: String,
        /// What kind of key it is.
        description: String,
    },
}

/// Writes all keys of a file in another form.
///
/// # Errors
/// [`ConvertError`], to be put behind the file's name.
pub fn convert(file: &KeyFile, form: KeyForm, half: Half) -> Result<Converted, ConvertError> {
    let count = file.entries.len();
    if count > 1 && matches!(form, KeyForm::Jwk | KeyForm::Der) {
        return Err(ConvertError::Several { count, form });
    }
    let mut warnings = Vec::new();
    let mut is_private = false;
    let mut pieces: Vec<Secret> = Vec::new();
    for entry in &file.entries {
        let written = match (half, &entry.signing) {
            (Half::AsGiven, Some(Ok(key))) => {
                is_private = true;
                private(entry, key, form, file.format)?
            }
            (Half::AsGiven, Some(Err(detail))) => {
                return Err(ConvertError::Private(format!("{} {detail}", entry.name)));
            }
            (Half::Public, _) | (Half::AsGiven, None) => public(entry, form, file.format)?,
        };
        pieces.push(written);
        warnings.extend(lost(entry, form, file.format));
    }
    Ok(Converted {
        bytes: together(&pieces, form),
        is_private,
        warnings,
    })
}

/// The certificates that go with a key: those of a JWK go on with it. One around which the key was
/// taken out is not put into a JWK, which would then speak for more than the key.
fn kept(entry: &Entry, form: KeyForm, from: KeyFormat) -> &[Vec<u8>] {
    let is_json = matches!(from, KeyFormat::Jwk | KeyFormat::Jwks)
        && matches!(form, KeyForm::Jwk | KeyForm::Jwks);
    if is_json { &entry.certificates } else { &[] }
}

fn private(
    entry: &Entry,
    key: &SigningKey,
    form: KeyForm,
    from: KeyFormat,
) -> Result<Secret, ConvertError> {
    let written = match form {
        KeyForm::Jwk | KeyForm::Jwks => Some(key.jwk_private_with(kept(entry, form, from))),
        KeyForm::Pem => key.pkcs8_pem(),
        KeyForm::Der => key.pkcs8(),
    };
    written.ok_or_else(|| ConvertError::Secret {
        name: entry.name.clone(),
        form: if form == KeyForm::Pem {
            "PEM form"
        } else {
            "DER form"
        },
    })
}

fn public(entry: &Entry, form: KeyForm, from: KeyFormat) -> Result<Secret, ConvertError> {
    let key = &entry.key;
    if matches!(key.material, super::key::Material::Oct(_)) {
        return Err(ConvertError::Secret {
            name: entry.name.clone(),
            form: "public half",
        });
    }
    let written = match form {
        KeyForm::Jwk | KeyForm::Jwks => key.jwk_with(kept(entry, form, from)).map(Secret::from),
        KeyForm::Pem => key.spki().map(|bytes| pem("PUBLIC KEY", &bytes)),
        KeyForm::Der => key.spki().map(Secret::new),
    };
    written.ok_or_else(|| ConvertError::Other {
        name: entry.name.clone(),
        description: key.description(),
    })
}

/// The pieces as one text.
fn together(pieces: &[Secret], form: KeyForm) -> Secret {
    let lines = |text: &Secret, indent: &str| -> Zeroizing<String> {
        let text = std::str::from_utf8(text.expose()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        Zeroizing::new(lines.join(&format!("\n{indent}")))
    };
    let parts: Vec<Zeroizing<String>> = match form {
        KeyForm::Pem | KeyForm::Der => {
            let all: Vec<&[u8]> = pieces.iter().map(Secret::expose).collect();
            return Secret::new(all.concat());
        }
        KeyForm::Jwk => pieces.iter().map(|piece| lines(piece, "")).collect(),
        KeyForm::Jwks => pieces.iter().map(|piece| lines(piece, "    ")).collect(),
    };
    let texts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
    // In one piece each: a string that grows leaves copies behind that are not wiped.
    match form {
        KeyForm::Jwks => {
            let inner = Zeroizing::new(texts.join(",\n    "));
            let all = ["{\n  \"keys\": [\n    ", inner.as_str(), "\n  ]\n}\n"];
            Secret::from(all.concat())
        }
        _ => {
            let inner = Zeroizing::new(texts.join("\n"));
            Secret::from([inner.as_str(), "\n"].concat())
        }
    }
}

/// What the new form does not hold of a key.
fn lost(entry: &Entry, form: KeyForm, from: KeyFormat) -> Option<String> {
    let mut lost: Vec<String> = Vec::new();
    if matches!(form, KeyForm::Pem | KeyForm::Der) {
        let key = &entry.key;
        let said = [
            ("kid", key.kid.is_some()),
            ("alg", key.alg.is_some()),
            ("use", key.public_key_use.is_some()),
            ("key_ops", key.key_ops.is_some()),
        ];
        let said = said.into_iter().filter(|(_, is_said)| *is_said);
        lost.extend(said.map(|(name, _)| name.to_owned()));
    }
    if !entry.certificates.is_empty() && kept(entry, form, from).is_empty() {
        let name = match from {
            KeyFormat::Jwk | KeyFormat::Jwks => "x5c",
            _ => "the certificate around the key",
        };
        lost.push(name.to_owned());
    }
    lost.extend(entry.not_kept.iter().cloned());
    let (last, rest) = lost.split_last()?;
    let (what, verb) = if rest.is_empty() {
        (last.clone(), "is")
    } else {
        (format!("{} and {last}", rest.join(", ")), "are")
    };
    let form = form.name();
    Some(format!(
        "{}: {what} {verb} left out of the {form}",
        entry.name
    ))
}
