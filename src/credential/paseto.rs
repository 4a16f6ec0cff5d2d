//! PASETOs: `v4.public.…` (PASETO specification, "Common").

/// Versions and purposes, as a token begins.
const OPENINGS: [&str; 8] = [
    "v1.local.",
    "v1.public.",
    "v2.local.",
    "v2.public.",
    "v3.local.",
    "v3.public.",
    "v4.local.",
    "v4.public.",
];

/// How long the PASETO is with which a text begins; nothing where it begins with none. It has a
/// payload, and may have a footer. A dot that ends a sentence is none of its own.
pub(super) fn len(text: &str) -> Option<usize> {
    let opening = OPENINGS
        .iter()
        .find(|opening| text.starts_with(**opening))?;
    let mut end = segment_end(text, opening.len());
    if text.get(end..)?.starts_with('.') {
        let footer = segment_end(text, end + 1);
        if footer > end + 1 {
            end = footer;
        }
    }
    Some(end)
}

fn segment_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=');
    start + rest.find(|c| !is_inside(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_where_its_segments_end() {
        for (text, wanted) in [
            ("v4.public.AAAA", Some(14)),
            ("v4.public.AAAA.BB", Some(17)),
            ("v4.public.AAAA. Then", Some(14)),
            ("v4.public.AAAA.BB.", Some(17)),
            ("v2.local.A\"", Some(10)),
            ("v4.public", None),
            ("v9.public.AAAA", None),
        ] {
            assert_eq!(len(text), wanted, "{text}");
        }
    }
}
