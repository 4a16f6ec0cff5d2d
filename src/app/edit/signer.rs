//! What signs in the editor.

use crate::app::GivenKeys;
use crate::jose::key::Material;
use crate::jose::signing::{KeyFile, SigningKey};
use crate::jose::{Algorithm, Thumbprint, sign_input};

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
    pub(super) fn new(source: impl Into<String>, key: SigningKey) -> Self {
        Self {
            source: source.into(),
            key,
            is_given: false,
            is_made: false,
        }
    }

    /// The id by which a header can name it: its own, else its thumbprint (RFC 7638). A secret
    /// that has none stays without: whoever sees its thumbprint can try guesses.
    pub fn own_kid(&self) -> Option<String> {
        let key = self.key.key();
        let is_secret = matches!(key.material, Material::Oct(_));
        let thumbprint = || Thumbprint::of(&key.material).filter(|_| !is_secret);
        let kid = key.kid.clone();
        kid.or_else(|| thumbprint().map(|thumbprint| thumbprint.base64url()))
    }

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
                let signing = signing.with_kid(key.kid.clone());
                signers.push(Self {
                    is_given: true,
                    ..Self::new(set.set.source.clone(), signing)
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
        let keys = file.signing_keys().take(MAX_SIGNERS);
        let signers: Vec<_> = keys
            .map(|key| Self::new(file.source.clone(), key.clone()))
            .collect();
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
    /// The payload, encoded.
    pub payload: String,
    /// The signatures: which one, the key, how, and the protected header, encoded. What the key
    /// says of itself does not come into the header.
    pub signatures: Vec<(usize, SigningKey, Algorithm, String)>,
}

impl SignJob {
    /// Signs: of each signature its value in base64url, or one sentence that says what to change.
    pub fn run(self) -> Vec<(usize, Result<String, String>)> {
        let payload = &self.payload;
        let signatures = self.signatures.into_iter();
        let values = signatures.map(|(number, key, algorithm, protected)| {
            let input = format!("{protected}.{payload}");
            let value = sign_input(&key, algorithm, &input);
            (number, value.map_err(|error| error.to_string()))
        });
        values.collect()
    }
}
