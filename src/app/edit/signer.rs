//! What signs in the editor.

use crate::app::GivenKeys;
use crate::jose::key::Material;
use crate::jose::signing::{KeyFile, SigningKey};
use crate::jose::{Algorithm, sign};
use crate::report::Json;

/// So many keys of one file are offered.
const MAX_SIGNERS: usize = 50;

/// A key that can sign.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Where it came from, as the person knows it.
    pub source: String,
    /// The key.
    pub key: SigningKey,
    /// Whether Inspect has it already.
    pub is_given: bool,
    /// Whether it was made here, so that its kid tells nobody anything.
    pub is_made: bool,
}

impl Signer {
    /// What it is called: `the typed secret`, `keys.json, kid a`.
    pub fn name(&self) -> String {
        match &self.key.key().kid {
            Some(kid) if !self.is_made => format!("{}, kid {kid}", self.source),
            _ => self.source.clone(),
        }
    }

    /// The secrets that were given to verify with: they sign too.
    pub(super) fn of_given(given: &[GivenKeys]) -> Vec<Self> {
        let mut signers = Vec::new();
        for set in given {
            for key in &set.set.keys {
                let Material::Oct(secret) = &key.material else {
                    continue;
                };
                let Ok(signing) = SigningKey::from_secret(secret.clone()) else {
                    continue;
                };
                signers.push(Self {
                    source: set.set.source.clone(),
                    key: signing.with_kid(key.kid.clone()),
                    is_given: true,
                    is_made: false,
                });
            }
        }
        signers.truncate(MAX_SIGNERS);
        signers
    }

    /// The keys of a file that sign.
    ///
    /// # Errors
    /// One sentence where none does.
    pub(super) fn of_file(file: &KeyFile) -> Result<Vec<Self>, String> {
        let signers = file.signing_keys().take(MAX_SIGNERS).map(|key| Self {
            source: file.source.clone(),
            key: key.clone(),
            is_given: false,
            is_made: false,
        });
        let signers: Vec<_> = signers.collect();
        if !signers.is_empty() {
            return Ok(signers);
        }
        let why = file.why_none_signs();
        let why = why.unwrap_or_else(|| "it has only public keys".to_owned());
        let source = &file.source;
        Err(format!("{source} holds no key that can sign: {why}"))
    }

    /// An algorithm that this key signs with: the one that it names, else the first that fits.
    pub(super) fn algorithm(&self) -> Option<Algorithm> {
        let key = self.key.key();
        let named = Algorithm::from_name(key.alg.as_deref().unwrap_or_default());
        let named = named.filter(|algorithm| key.fits_type(*algorithm));
        named.or_else(|| {
            let mut all = Algorithm::ALL.into_iter();
            all.find(|algorithm| key.fits_type(*algorithm))
        })
    }
}

/// Something to sign.
#[derive(Clone, Debug)]
pub struct SignJob {
    /// Which one.
    pub ticket: u64,
    /// The key. What it says of itself does not come into the header.
    pub key: SigningKey,
    /// How.
    pub algorithm: Algorithm,
    /// The header.
    pub header: Json,
    /// The payload.
    pub payload: Vec<u8>,
}

impl SignJob {
    /// Signs.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub fn run(self) -> Result<String, String> {
        let key = self.key.with_kid(None);
        sign(&key, self.algorithm, &self.header, &self.payload).map_err(|error| error.to_string())
    }
}
