//! What form a bare text has: one compact token, whatever state it is in.

use super::Form;
use super::opening::{Opening, is_base64, is_invisible};
use super::{catalogue, paseto, scan};
use crate::jose::{Named, SignatureScheme};

const JWS_SEGMENTS: usize = 3;
const JWE_SEGMENTS: usize = 5;

/// The form of a text that is one compact token and nothing else. The token may be truncated, have
/// surplus dots or foreign characters, or be broken by white space.
pub(super) fn bare(text: &str) -> Option<Form> {
    if !text.starts_with(|c| is_base64(c) || is_invisible(c)) {
        return None;
    }
    if paseto::len(text) == Some(text.len()) {
        return Some(Form::Paseto);
    }
    // Before tokens are looked for: one of them holds a JWT.
    if catalogue::known(text).is_some() {
        return Some(Form::ApiKey);
    }
    if is_unencoded(text) {
        return Some(Form::CompactJws);
    }
    if text.contains(char::is_whitespace) {
        return broken(text);
    }
    unbroken(text)
}

/// The form of a text that can be nothing but a token: no white space, nothing around it.
///
/// Two segments need a header with names of JOSE, or a second one that is JSON too; one segment
/// needs the names. Base64 of JSON is otherwise too common.
pub(super) fn compact(text: &str) -> Option<Form> {
    let mut segments = text.split('.');
    let opening = Opening::read(segments.next()?)?;
    let second = segments.next();
    let count = 1 + usize::from(second.is_some()) + segments.count();
    let has_disclosures = text.contains(DISCLOSED);
    let is_token = count >= JWS_SEGMENTS
        || opening.is_jose
        || second.is_some_and(|second| Opening::read(second).is_some());
    is_token.then(|| kind(&opening, count, has_disclosures))
}

/// What stands behind a signed JWT that has disclosures (RFC 9901 §4).
const DISCLOSED: char = '~';

/// JWS or JWE (RFC 7516 §9); a JWS with `~` behind it is an SD-JWT.
fn kind(opening: &Opening, segments: usize, has_disclosures: bool) -> Form {
    let named = opening.alg().map(Named::read);
    let signs = matches!(
        named,
        Some(Named::Supported(_) | Named::Unsupported | Named::None)
    );
    let encrypts = opening.header.get("enc").is_some()
        || named == Some(Named::Encryption)
        || (segments == JWE_SEGMENTS && !signs && !has_disclosures);
    if encrypts {
        Form::CompactJwe
    } else if has_disclosures {
        Form::CompactSdJwt
    } else {
        Form::CompactJws
    }
}

/// Whether a text is a JWS whose payload is not encoded, and may hold anything but a dot
/// (RFC 7797 §5.2).
fn is_unencoded(text: &str) -> bool {
    let Some((header, rest)) = text.split_once('.') else {
        return false;
    };
    let Some((payload, signature)) = rest.split_once('.') else {
        return false;
    };
    !payload.is_empty()
        && signature.chars().all(|c| is_base64(c) || c == '=')
        && !header.contains(char::is_whitespace)
        && Opening::read(header).is_some_and(|o| o.is_unencoded())
}

/// A text without white space. Foreign characters belong to the token where they stand inside it;
/// where a whole token ends before them they are what it was pasted in.
fn unbroken(text: &str) -> Option<Form> {
    let form = compact(text)?;
    if text.chars().all(scan::is_token_char) {
        return Some(form);
    }
    let mut complete = scan::Spans::new(text).filter(|span| span.is_complete);
    let Some(first) = complete.next() else {
        let is_one = text.split('.').count() >= JWS_SEGMENTS;
        return (is_one || !text.contains(is_delimiter)).then_some(form);
    };
    let before = text.get(..first.range.start)?;
    let after = text.get(first.range.end..)?;
    let is_one = complete.next().is_none()
        && before.chars().all(is_invisible)
        && !after.starts_with(is_delimiter);
    is_one.then_some(form)
}

/// A character that ends a token rather than spoils it.
fn is_delimiter(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '<'
            | '>'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | ','
            | ';'
            | '|'
            | '&'
            | '\\'
            | '%'
            | '#'
            | '*'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '„'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '‚'
    )
}

/// The form of a text in which no token was found, and that still begins as one: it is broken in
/// several ways at once.
pub(super) fn spoilt(text: &str) -> Option<Form> {
    let count = text.split('.').count();
    let opening = Opening::read(text.split('.').next()?)?;
    let is_token = opening.is_jose && count >= 2;
    is_token.then(|| kind(&opening, count, text.contains(DISCLOSED)))
}

/// A token that an e-mail or a terminal broke into lines: its pieces are no tokens by themselves,
/// and together they are one with a whole header.
fn broken(text: &str) -> Option<Form> {
    if !text
        .chars()
        .all(|c| c.is_whitespace() || scan::is_token_char(c))
    {
        return None;
    }
    let joined: String = text.split_whitespace().collect();
    let mut segments = joined.split('.');
    let opening = Opening::read(segments.next()?)?;
    if !(opening.is_whole && opening.is_jose) || opening.is_unencoded() {
        return None;
    }
    // Behind the disclosures a key-binding JWT may stand, with dots of its own.
    let signed = |token: &str| token.split(DISCLOSED).next().unwrap_or_default().to_owned();
    let count = signed(&joined).split('.').count();
    let form = kind(&opening, count, joined.contains(DISCLOSED));
    let wanted = match form {
        Form::CompactJwe => JWE_SEGMENTS,
        _ => JWS_SEGMENTS,
    };
    if count != wanted {
        return None;
    }
    if form == Form::CompactSdJwt {
        return is_one_sd_jwt(text).then_some(form);
    }
    let signature = |token: &str| token.rsplit('.').next().map_or(0, str::len);
    let fits = |token: &str| signature_fits(opening.alg(), signature(token));
    let mut pieces = text.split_whitespace();
    let stands_alone = |piece: &str| {
        piece.split('.').count() == wanted
            && compact(piece).is_some()
            && (fits(piece) || !fits(&joined))
    };
    (!pieces.any(stands_alone)).then_some(form)
}

/// Whether the pieces of an SD-JWT belong together: none is a whole one by itself, or only the
/// first is and more disclosures follow. A word has no `~`.
fn is_one_sd_jwt(text: &str) -> bool {
    let is_whole = |piece: &str| {
        let signed = piece.split(DISCLOSED).next().unwrap_or_default();
        piece.contains(DISCLOSED)
            && signed.split('.').count() == JWS_SEGMENTS
            && compact(signed).is_some()
    };
    let mut pieces = text.split_whitespace();
    let first_is_whole = pieces.next().is_some_and(is_whole);
    let mut rest = pieces.peekable();
    rest.all(|piece| !is_whole(piece) && (!first_is_whole || piece.contains(DISCLOSED)))
}

/// Whether a signature of that many characters is one that the algorithm makes. It tells a token
/// that was broken inside its signature from a whole one with a word after it.
fn signature_fits(alg: Option<&str>, characters: usize) -> bool {
    let Some(Named::Supported(algorithm)) = alg.map(Named::read) else {
        return false;
    };
    let encoded = |bytes: usize| (bytes * 4).div_ceil(3);
    match algorithm.scheme() {
        SignatureScheme::Hmac => {
            let bytes = algorithm.hash().map_or(0, |hash| hash.bits() / 8);
            characters == encoded(bytes)
        }
        SignatureScheme::Ecdsa(curve) => characters == encoded(2 * curve.coordinate_len()),
        SignatureScheme::Ed25519 => characters == encoded(64),
        SignatureScheme::RsaPkcs1 | SignatureScheme::RsaPss => [128, 256, 384, 512, 1024]
            .map(encoded)
            .contains(&characters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Form::*;

    const H: &str = "eyJhbGciOiJIUzI1NiJ9";
    const E: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0";
    const SIG: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn check(text: &str, form: Option<Form>) {
        assert_eq!(bare(text), form, "{text}");
    }

    #[test]
    fn whole_tokens_are_told_apart_by_enc_and_by_segments() {
        check(&format!("{H}.eyJhIjoxfQ.{SIG}"), Some(CompactJws));
        check(&format!("{H}..{SIG}"), Some(CompactJws));
        check(&format!("{H}.a."), Some(CompactJws));
        check(&format!("{E}..a.b.c"), Some(CompactJwe));
        check(&format!("{E}.a.b"), Some(CompactJwe));
        check("e30.a.b.c.d", Some(CompactJwe));
        check(&format!("{H}.a.b.c.d"), Some(CompactJws));
    }

    #[test]
    fn broken_tokens_are_what_they_were_meant_to_be() {
        for text in [
            "eyJhbGciOi".to_owned(),
            "eyJhbGciOi…".to_owned(),
            "eyJhbGciOi...".to_owned(),
            format!("{H}."),
            format!("{H}.eyJhIjox"),
            "e30.e30".to_owned(),
            format!("{H}.a.b."),
            format!("{H}.a.b.c"),
            format!("{H}==.YQ==.YQ=="),
            format!("{H}.a+b/c.d/e+"),
            format!("{H}.a\u{200b}b.c"),
            format!("\u{feff}{H}.a.c"),
            format!("eyJhb!GciOiJIUzI1NiJ9.a.{SIG}"),
            format!("{H}.a$b.{SIG}"),
            format!("{H}.a,b.{SIG}"),
            format!("{H}.a.{SIG}!AA"),
            format!("{H}.a.é{SIG}"),
            "ewogICJ0eXAiOiAiSldUIgp9.a.b".to_owned(),
            "eyAiYWxnIjoibm9uZSJ9.a.".to_owned(),
            "IHsiYWxnIjoibm9uZSJ9.a.".to_owned(),
            "e2FsZzpub25lfQ.a.b".to_owned(),
            "eyJ0eXAiOiJKV1QifQ.a.b".to_owned(),
            "eyJhbGciOiJIUzI1NiJ.a.b".to_owned(),
        ] {
            check(&text, Some(CompactJws));
        }
    }

    #[test]
    fn what_has_a_tilde_behind_it_is_an_sd_jwt() {
        for text in [
            format!("{H}.a.{SIG}~"),
            format!("{H}.a.{SIG}~WyJzIiwiYSIsMV0~"),
            format!("{H}.a.{SIG}~WyJzIiwiYSIsMV0"),
            format!("{H}.a.{SIG}~WyJzIiwiYSIsMV0~{H}.b.{SIG}"),
            format!("{H}.a~WyJzIiwiYSIsMV0~"),
            format!("{H}.a.\n{SIG}~WyJz\nIiwiYSIsMV0~"),
            format!("{H}.a.{SIG}~WyJz\nIiwiYSIsMV0~"),
            format!("{H}.a.\n{SIG}~WyJzIiwiYSIsMV0~{H}.\nb.{SIG}"),
        ] {
            check(&text, Some(CompactSdJwt));
        }
        let token = format!("{H}.a.{SIG}~WyJzIiwiYSIsMV0~");
        for rest in [" thanks", &format!("\n{token}"), ",", "\""] {
            check(&format!("{token}{rest}"), None);
        }
        check(&format!("{E}.a.b.c.d~"), Some(CompactJwe));
    }

    #[test]
    fn a_paseto_is_known_by_its_version_and_purpose() {
        for text in ["v4.public.AAAA", "v1.local.AAAA.AAAA", "v3.public."] {
            check(text, Some(Paseto));
        }
        for text in [
            "v5.public.AAAA",
            "v4.secret.AAAA",
            "v4.public",
            "v4.public.AAAA.A.A",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_token_broken_by_white_space_is_one() {
        let (start, end) = SIG.split_at(20);
        for text in [
            format!("{H}.\neyJhIjoxfQ.\n{SIG}"),
            format!("eyJhbGciOi\r\nJIUzI1NiJ9.eyJh\r\nIjoxfQ.{SIG}"),
            format!("{H}.eyJhIjoxfQ.{start}\n{end}"),
            format!("{H} . eyJhIjoxfQ . {SIG}"),
        ] {
            check(&text, Some(CompactJws));
        }
        check(&format!("{E}..a.\nb.c"), Some(CompactJwe));
    }

    #[test]
    fn tokens_with_words_or_other_tokens_after_them_are_not_one() {
        let token = format!("{H}.eyJhIjoxfQ.{SIG}");
        for rest in [
            " thanks",
            "\nthanks.",
            &format!("\n{token}"),
            ",",
            "\"",
            "&a=b",
        ] {
            check(&format!("{token}{rest}"), None);
        }
        check(&format!("{token},{token}"), None);
        for spoilt in ["!", "?", "é"] {
            check(&format!("{token}{spoilt}"), Some(CompactJws));
        }
        check(&format!("<{token}>"), None);
        check(&format!("{H} and more"), None);
    }

    #[test]
    fn an_unencoded_payload_is_left_whole() {
        let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19";
        check(
            &format!("{header}.$02, \"a\" {{}}\nb.{SIG}"),
            Some(CompactJws),
        );
        check(&format!("{header}..{SIG}"), Some(CompactJws));
        check(&format!("{header}.a b.{SIG} and more"), None);
    }

    #[test]
    fn ordinary_text_is_nothing() {
        for text in [
            "hello",
            "www.example.com",
            "example.com.au",
            "express.static.js",
            "1.2.3",
            "123e4567-e89b-12d3-a456-426614174000",
            "sk_live_short",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4",
            "eyJ1c2VyIjoxfQ",
            "eyJpdiI6IngiLCJ2YWx1ZSI6IngiLCJtYWMiOiJ4In0",
            "eyJ",
            "...",
            ".",
            "a.b.c",
        ] {
            check(text, None);
        }
    }
}
