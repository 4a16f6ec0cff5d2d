//! A key that is derived from a password: PBES2 (RFC 7518 §4.8).

use super::header;
use crate::jose::{Hash, base64url, random};
use crate::report::Json;
use aws_lc_rs::pbkdf2;
use aws_lc_rs::rand::SecureRandom as _;
use std::num::NonZeroU32;
use zeroize::Zeroizing;

/// A higher count is refused: whoever makes a token chooses it, and this many rounds take half a
/// second. It is the most that is recommended today (OWASP, with SHA-256).
pub const MAX_P2C: u32 = 600_000;

/// The count of tokens that are made here: what common readers take without being told. Where both
/// sides can, the header says more.
pub const DEFAULT_P2C: u32 = 10_000;

/// The least length of the salt in bytes (RFC 7518 §4.8.1.1).
const MIN_SALT: usize = 8;

/// The length of a new salt in bytes.
const NEW_SALT: usize = 16;

/// The iteration count (RFC 7518 §4.8.1.2).
///
/// # Errors
/// A sentence, where it is none, or more than [`MAX_P2C`].
pub fn read_p2c(header: &Json) -> Result<NonZeroU32, String> {
    let digits = match header.get("p2c") {
        None => return Err("the header has no p2c".to_owned()),
        Some(Json::Number(digits)) => digits,
        Some(other) => return Err(format!("p2c is {}, not a number", other.type_name())),
    };
    let is_whole = digits.bytes().all(|digit| digit.is_ascii_digit());
    let shown: String = digits.chars().take(24).collect();
    if !is_whole {
        return Err(format!("p2c is {shown}, not a positive integer"));
    }
    let count = digits.parse().ok().filter(|count| *count <= MAX_P2C);
    let count = count.ok_or_else(|| {
        format!("p2c is {shown}, at most {MAX_P2C} rounds are done so that a token cannot take its reader's time")
    })?;
    NonZeroU32::new(count).ok_or_else(|| "p2c is 0, not a positive integer".to_owned())
}

/// The salt and the count of a header.
pub(super) struct Parameters {
    salt: Vec<u8>,
    count: NonZeroU32,
}

impl Parameters {
    pub(super) fn read(header: &Json) -> Result<Self, String> {
        let salt = header::octets(header, "p2s")?.ok_or("the header has no p2s")?;
        if salt.len() < MIN_SALT {
            let has = salt.len();
            return Err(format!(
                "p2s has {has} bytes, a salt has at least {MIN_SALT} (RFC 7518 §4.8.1.1)"
            ));
        }
        let count = read_p2c(header)?;
        Ok(Self { salt, count })
    }

    /// New ones, with the count of the header where it has one.
    pub(super) fn anew(header: &Json) -> Result<Self, String> {
        let count = match header.get("p2c") {
            Some(_) => read_p2c(header)?,
            None => NonZeroU32::new(DEFAULT_P2C).unwrap_or(NonZeroU32::MIN),
        };
        let mut salt = vec![0; NEW_SALT];
        let filled = random::system().fill(&mut salt);
        filled.map_err(|_| "the system's random generator does not answer")?;
        Ok(Self { salt, count })
    }

    /// The members of the header.
    pub(super) fn members(&self) -> Vec<(String, Json)> {
        let salt = Json::String(base64url::encode(&self.salt));
        let count = Json::Number(self.count.to_string());
        vec![("p2s".to_owned(), salt), ("p2c".to_owned(), count)]
    }

    /// The key of `len` bytes. The name of the algorithm stands before the salt (RFC 7518
    /// §4.8.1.1).
    pub(super) fn derive(
        &self,
        algorithm: &str,
        hash: Hash,
        password: &[u8],
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let function = match hash {
            Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Hash::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        };
        let salt = [algorithm.as_bytes(), &[0], &self.salt].concat();
        let mut key = Zeroizing::new(vec![0; len]);
        pbkdf2::derive(function, self.count, &salt, password, &mut key);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::json;

    #[test]
    fn absurd_counts_are_refused_with_a_sentence() {
        let read = |p2c: &str| {
            let (header, _) = json::parse(format!(r#"{{"p2c":{p2c}}}"#).as_bytes());
            read_p2c(&header).map(NonZeroU32::get)
        };
        assert_eq!(read("1"), Ok(1));
        assert_eq!(read("600000"), Ok(MAX_P2C));
        for (p2c, why) in [
            ("0", "p2c is 0, not a positive integer"),
            ("-1", "p2c is -1, not a positive integer"),
            ("1e3", "p2c is 1e3, not a positive integer"),
            ("1.0", "p2c is 1.0, not a positive integer"),
            ("\"1\"", "p2c is a string, not a number"),
        ] {
            assert_eq!(read(p2c), Err(why.to_owned()));
        }
        for p2c in [
            "600001",
            "2147483648",
            "9223372036854775808",
            &"9".repeat(999),
        ] {
            assert!(read(p2c).unwrap_err().contains("at most 600000 rounds"));
        }
    }
}
