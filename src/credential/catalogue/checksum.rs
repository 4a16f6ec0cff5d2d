//! What some services put at the end of a credential, so that a slip is seen without asking them.

/// How it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checksum {
    /// The last six characters are the CRC-32 of what stands between them and the first `_`, in base
    /// 62 (GitHub, npm).
    Base62,
    /// The last eight are the CRC-32 of what stands before the last `_`, its bytes in hex from the
    /// lowest on (Grafana).
    HexFromLowest,
}

/// So many characters has the CRC-32 in base 62.
const BASE62_CHARS: usize = 6;

impl Checksum {
    pub(super) fn holds(self, text: &str) -> bool {
        match self {
            Self::Base62 => {
                let Some((_, body)) = text.split_once('_') else {
                    return false;
                };
                let at = body.len().saturating_sub(BASE62_CHARS);
                let parts = body.split_at_checked(at);
                parts.is_some_and(|(body, sum)| sum == base62(crc32fast::hash(body.as_bytes())))
            }
            Self::HexFromLowest => text.rsplit_once('_').is_some_and(|(body, sum)| {
                let own = crc32fast::hash(body.as_bytes()).swap_bytes();
                sum.eq_ignore_ascii_case(&format!("{own:08x}"))
            }),
        }
    }
}

/// A number in base 62, digits before capitals before small letters, filled up with zeros.
fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; BASE62_CHARS];
    for digit in digits.iter_mut().rev() {
        let at = (number % 62) as usize;
        *digit = DIGITS.get(at).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}
