//! JSON Pointer (RFC 6901): where a claim stands.

/// A pointer is written out up to this length: names may be as long as a token, and each of many
/// claims under one such name would repeat it.
pub const MAX_POINTER_BYTES: usize = 1024;

/// The pointer to the place that these steps lead to, in front of `last`.
pub(super) fn pointer<'s>(
    steps: impl IntoIterator<Item = &'s str>,
    last: Option<&'s str>,
) -> String {
    let mut pointer = String::new();
    for step in steps.into_iter().chain(last) {
        pointer.push('/');
        for c in step.chars() {
            if pointer.len() >= MAX_POINTER_BYTES {
                pointer.push('…');
                return pointer;
            }
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
    }
    pointer
}

/// The steps of a pointer; nothing where it is none.
pub(super) fn steps(pointer: &str) -> Option<Vec<String>> {
    let rest = pointer.strip_prefix('/')?;
    let step = |step: &str| step.replace("~1", "/").replace("~0", "~");
    Some(rest.split('/').map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_read_back() {
        let written = pointer(["a/b", "m~n"], Some("0"));
        assert_eq!(written, "/a~1b/m~0n/0");
        assert_eq!(steps(&written).unwrap(), ["a/b", "m~n", "0"]);
        assert_eq!(steps("/").unwrap(), [""]);
        assert_eq!(steps("a"), None);
    }

    #[test]
    fn a_long_name_is_cut() {
        let long = "é".repeat(1 << 20);
        assert!(pointer([long.as_str()], None).len() < MAX_POINTER_BYTES + 8);
    }
}
