//! Compressed content (RFC 7516 §4.1.3): raw DEFLATE (RFC 1951).

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use zeroize::Zeroizing;

/// Content that is longer once inflated is refused: a kilobyte can become a megabyte, and no claims
/// set is this long. Other readers draw the line at 250 kB too.
pub const MAX_INFLATED: usize = 250_000;

/// How hard it is tried to make the content short: as zlib does by default.
const LEVEL: u8 = 6;

/// Inflates.
///
/// # Errors
/// A sentence, where it is no DEFLATE stream or becomes too long.
pub(super) fn inflate(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
    match decompress_to_vec_with_limit(bytes, MAX_INFLATED) {
        Ok(bytes) => Ok(Zeroizing::new(bytes)),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => Err(format!(
            "it was decrypted, but inflates to more than {MAX_INFLATED} bytes, which no token needs"
        )),
        Err(_) => Err("it was decrypted, but is not compressed as zip says".to_owned()),
    }
}

pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_inflates_too_far_is_refused() {
        let most = deflate(&vec![b'a'; MAX_INFLATED]);
        assert_eq!(inflate(&most).unwrap().len(), MAX_INFLATED);
        let more = deflate(&vec![b'a'; MAX_INFLATED + 1]);
        assert!(inflate(&more).unwrap_err().contains("more than 250000"));
        assert!(inflate(b"\xff\xff").unwrap_err().contains("not compressed"));
        assert!(inflate(b"").is_err());
    }
}
