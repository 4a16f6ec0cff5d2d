//! What stands in a credential in the open.

/// The number of the account of an AWS access key id: the characters after the first four are base 32
/// of bytes, of whose first six the bits 7 to 46 are the number. Older ids, whose fifth character is
/// I or J, hold none.
pub(super) fn aws_account(text: &str) -> Option<String> {
    let body = text.get(4..)?;
    if body.starts_with(['I', 'J']) {
        return None;
    }
    // Ten characters of five bits are the first six bytes and two bits more.
    let mut bits: u64 = 0;
    for b in body.bytes().take(10) {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'2'..=b'7' => b - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u64::from(value);
    }
    let number = (bits >> 2 & 0x7fff_ffff_ff80) >> 7;
    Some(format!("{number:012}"))
}
