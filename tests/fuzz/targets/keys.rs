//! Any bytes as keys: reading never panics, and neither does judging or using what was read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenscope::jose::certificate::{Certificate, verify_chain};
use tokenscope::jose::key::{SecretEncoding, read_keys, read_secret, weaknesses};
use tokenscope::jose::signing::read_key_file;
use tokenscope::jose::{Algorithm, Half, KeyForm, Thumbprint, convert, verify};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(set) = read_keys(bytes, "file") {
        for key in set.keys.iter().take(4) {
            let _ = (key.description(), weaknesses(key, None));
            for algorithm in Algorithm::ALL {
                let _ = verify(algorithm, key, b"message", &[1; 64]);
            }
        }
    }
    if let Ok(file) = read_key_file(bytes, "file") {
        for form in [KeyForm::Jwk, KeyForm::Jwks, KeyForm::Pem, KeyForm::Der] {
            let _ = convert(&file, form, Half::AsGiven);
        }
        for entry in file.entries.iter().take(4) {
            let _ = Thumbprint::of(&entry.key.material);
            let _ = verify_chain(&entry.certificates, &[], 0);
        }
    }
    let _ = Certificate::read(bytes);
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
