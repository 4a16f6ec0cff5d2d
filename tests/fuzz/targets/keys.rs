//! Any bytes as keys: reading never panics, and neither does judging or using what was read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenscope::jose::key::{SecretEncoding, read_keys, read_secret, weaknesses};
use tokenscope::jose::{Algorithm, verify};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(set) = read_keys(bytes, "file") {
        for key in set.keys.iter().take(4) {
            let _ = (key.description(), weaknesses(key, None));
            for algorithm in Algorithm::ALL {
                let _ = verify(algorithm, key, b"message", &[1; 64]);
            }
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        for encoding in [
            SecretEncoding::Text,
            SecretEncoding::Base64,
            SecretEncoding::Hex,
        ] {
            let _ = read_secret(text, encoding, "secret");
        }
    }
});
