//! The hash functions of SHA-2 (FIPS 180-4).

use super::Hash;
use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};

/// The hash of a message; [`Hash::bits`] long.
pub fn digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        Hash::Sha256 => &SHA256,
        Hash::Sha384 => &SHA384,
        Hash::Sha512 => &SHA512,
    };
    digest::digest(algorithm, message).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first bytes of the examples of FIPS 180-4 for "abc".
    #[test]
    fn each_is_its_own() {
        for (hash, starts) in [
            (Hash::Sha256, [0xba, 0x78, 0x16, 0xbf]),
            (Hash::Sha384, [0xcb, 0x00, 0x75, 0x3f]),
            (Hash::Sha512, [0xdd, 0xaf, 0x35, 0xa1]),
        ] {
            let made = digest(hash, b"abc");
            assert_eq!(made.len() * 8, hash.bits());
            assert!(made.starts_with(&starts), "{hash:?}");
        }
    }
}
