//! Tokens and keys as a case needs them.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
};
use aws_lc_rs::{hmac, signature::EcdsaSigningAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use tokenscope::inspect::{Question, inspect};
use tokenscope::jose::base64url::encode;
use tokenscope::jose::key::{read_keys, secret_from_bytes};
use tokenscope::report::Report;

/// When the cases are judged.
pub const NOW: i64 = 1_795_443_000;

/// A key of the tests, as its file has it.
pub fn key_file(name: &str) -> String {
    let path = format!("{}/tests/data/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap()
}

/// How the signature is made.
#[derive(Clone)]
pub enum Sign {
    /// As it stands here, in base64url.
    Text(String),
    /// HS256 with this secret.
    Secret(Vec<u8>),
    /// ES256 with the P-256 key of the tests.
    Es256,
    /// The same, in DER.
    Es256Der,
}

/// Something to be pasted, and what is given with it.
#[derive(Clone)]
pub struct Made {
    header: String,
    claims: String,
    sign: Sign,
    keys: Vec<String>,
    secret: Option<Vec<u8>>,
    before: &'static str,
    after: String,
    /// Instead of a token.
    pasted: Option<String>,
}

/// A token at which there is nothing to find.
pub fn token() -> Made {
    Made {
        header: r#"{"alg":"HS256","typ":"JWT"}"#.to_owned(),
        claims: claims(""),
        sign: Sign::Secret(b"\x8f\x11 a secret that nobody guesses \xd3\x07".to_vec()),
        keys: Vec::new(),
        secret: None,
        before: "",
        after: String::new(),
        pasted: None,
    }
}

/// Well-made claims with more at their end.
pub fn claims(more: &str) -> String {
    let (iat, exp) = (NOW - 60, NOW + 3_600);
    let comma = if more.is_empty() { "" } else { "," };
    format!(
        r#"{{"iss":"https://id.example","sub":"u1","aud":"api","iat":{iat},"exp":{exp}{comma}{more}}}"#
    )
}

/// Keys or anything else that is pasted.
pub fn pasted(text: &str) -> Made {
    Made {
        pasted: Some(text.to_owned()),
        ..token()
    }
}

impl Made {
    pub fn header(mut self, header: &str) -> Self {
        self.header = header.to_owned();
        self
    }

    /// HS256 with more members.
    pub fn member(self, more: &str) -> Self {
        self.header(&format!(r#"{{"alg":"HS256","typ":"JWT",{more}}}"#))
    }

    pub fn claims(mut self, claims: &str) -> Self {
        self.claims = claims.to_owned();
        self
    }

    /// The well-made claims and more.
    pub fn claim(self, more: &str) -> Self {
        self.claims(&claims(more))
    }

    pub fn signature(mut self, text: &str) -> Self {
        self.sign = Sign::Text(text.to_owned());
        self
    }

    pub fn sign(mut self, sign: Sign) -> Self {
        self.sign = sign;
        self
    }

    pub fn signed_with(self, secret: &[u8]) -> Self {
        self.sign(Sign::Secret(secret.to_vec()))
    }

    pub fn key(mut self, text: &str) -> Self {
        self.keys.push(text.to_owned());
        self
    }

    /// Signed with a secret that is given too.
    pub fn given_secret(mut self, secret: &[u8]) -> Self {
        self.secret = Some(secret.to_vec());
        self.signed_with(secret)
    }

    pub fn before(mut self, text: &'static str) -> Self {
        self.before = text;
        self
    }

    /// What stands behind the signature.
    pub fn after(mut self, text: &str) -> Self {
        text.clone_into(&mut self.after);
        self
    }

    fn text(&self) -> String {
        if let Some(text) = &self.pasted {
            return text.clone();
        }
        let header = encode(self.header.as_bytes());
        let input = format!("{header}.{}", encode(self.claims.as_bytes()));
        let signature = match &self.sign {
            Sign::Text(text) => text.clone(),
            Sign::Secret(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                encode(hmac::sign(&key, input.as_bytes()).as_ref())
            }
            Sign::Es256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, input.as_bytes()),
            Sign::Es256Der => ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, input.as_bytes()),
        };
        format!("{}{input}.{signature}{}", self.before, self.after)
    }

    pub fn report(&self) -> Report {
        let keys = self.keys.iter();
        let mut keys: Vec<_> = keys
            .map(|text| read_keys(text.as_bytes(), "keys").unwrap())
            .collect();
        let secret = self.secret.clone();
        keys.extend(secret.map(|secret| secret_from_bytes(secret, "secret")));
        let question = Question {
            keys,
            now: NOW,
            ..Question::default()
        };
        inspect(&self.text(), &question)
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm, input: &[u8]) -> String {
    let pem = key_file("p256.pkcs8.pem");
    let body: String = pem.lines().filter(|line| !line.contains('-')).collect();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, &STANDARD.decode(body).unwrap()).unwrap();
    encode(pair.sign(&SystemRandom::new(), input).unwrap().as_ref())
}

/// A modulus with the fingerprint of ROCA, as JWK: 65537 to the power of 128.
pub fn roca_key() -> String {
    // 65537 n = 65536 n + n, least byte first.
    let times = |n: Vec<u8>| {
        let mut product = vec![0, 0];
        product.extend(&n);
        let mut carry = 0;
        for (i, byte) in product.iter_mut().enumerate() {
            let sum = u16::from(*byte) + u16::from(n.get(i).copied().unwrap_or(0)) + carry;
            *byte = (sum & 0xff) as u8;
            carry = sum >> 8;
        }
        product.push(u8::try_from(carry).unwrap());
        product
    };
    let mut n = (0..128).fold(vec![1], |n, _| times(n));
    while n.last() == Some(&0) {
        n.pop();
    }
    n.reverse();
    rsa_key(&n, "AQAB")
}

/// An RSA key as JWK.
pub fn rsa_key(n: &[u8], e: &str) -> String {
    let n = encode(n);
    format!(r#"{{"kty":"RSA","alg":"RS256","kid":"r","n":"{n}","e":"{e}"}}"#)
}
