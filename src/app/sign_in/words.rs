//! Words about numbers and sentences.

pub(super) use crate::app::word_list::thousands as grouped;

/// A count with its thousands apart.
pub(super) fn thousands(n: usize) -> String {
    grouped(u64::try_from(n).unwrap_or(u64::MAX))
}

/// How long something took: `84 ms`, `14.2 s`, `3 min`.
pub(super) fn took(milliseconds: u64) -> String {
    match milliseconds {
        ..1000 => format!("{milliseconds} ms"),
        1000..120_000 => {
            let tenths = milliseconds / 100;
            format!("{}.{} s", tenths / 10, tenths % 10)
        }
        _ => format!("{} min", milliseconds / 60_000),
    }
}

/// How large something is: `812 bytes`, `2.9 kB`.
pub(super) fn sized(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        ..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_tell_them() {
        assert_eq!(
            [took(84), took(14_230), took(300_000)],
            ["84 ms", "14.2 s", "5 min"]
        );
        assert_eq!(
            [sized(1), sized(999), sized(2950)],
            ["1 byte", "999 bytes", "2.9 kB"]
        );
        assert_eq!(crate::report::capital("the issuer"), "The issuer");
        assert_eq!(crate::report::capital("redirect_uri is"), "redirect_uri is");
    }
}
