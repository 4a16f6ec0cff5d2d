//! The JSON serializations, flattened and general (RFC 7516 §7.2).

use super::{Jwe, MAX_RECIPIENTS, Recipient};
use crate::jose::json;
use crate::jose::jws::{Part, in_order};
use crate::report::{Fault, Json, Segment, Serialization, Unit};
use std::collections::HashSet;
use std::ops::Range;

/// Headers that are shared are part of each recipient's. Where they are so large that this comes to
/// more bytes, fewer recipients are read: a header of 16 KiB is none that anybody makes.
const MAX_REPEATED: usize = 1 << 20;

/// Reads a JWE in a JSON serialization as far as it goes. A text that is no JSON object becomes a
/// JWE without anything in it, with the faults that say so.
pub fn read_json(text: &str) -> Jwe {
    let mut reader = Reader {
        text,
        faults: Vec::new(),
        pieces: Vec::new(),
    };
    let (value, found) = json::parse(text.as_bytes());
    for fault in found {
        reader.token_fault(fault.offset, fault.to_string());
    }
    if value.members().is_none() {
        reader.token_fault(0, format!("is {}, not an object", value.type_name()));
    }
    let general = value.get("recipients");
    if general.is_some() {
        for name in ["header", "encrypted_key"] {
            if value.get(name).is_some() {
                reader.token_fault(0, format!("has both recipients and {name}"));
            }
        }
    }
    let protected_text = reader.text_member(&value, "protected", None);
    let protected_text = protected_text.unwrap_or_default().to_owned();
    let mut protected = None;
    if !protected_text.is_empty() {
        let part = Part::of(Segment::Header);
        let (header, len) = part.read_header(&protected_text, &mut reader.faults);
        protected = header;
        reader.piece(Segment::Header, &protected_text, len);
    }
    let unprotected = reader.object_member(&value, "unprotected", None);
    let recipients = match general {
        Some(list) => {
            let shared = serde_json::to_vec(&unprotected).map_or(0, |text| text.len());
            reader.recipients(list, protected_text.len().saturating_add(shared))
        }
        None => vec![reader.recipient(&value, None)],
    };
    let several = general.is_some();
    reader.disjoint(
        protected.as_ref(),
        unprotected.as_ref(),
        &recipients,
        several,
    );
    for (i, recipient) in recipients.iter().enumerate() {
        let headers = [&protected, &unprotected, &recipient.header];
        if headers.into_iter().all(Option::is_none) {
            let detail = whose("the header is missing", several.then_some(i));
            reader.token_fault(0, detail);
        }
    }
    reader.one_encryption(&recipients);
    let aad_text = reader.text_member(&value, "aad", None).map(str::to_owned);
    if let Some(aad) = &aad_text {
        reader.decode(aad, Segment::Token, "aad: ");
    }
    let iv = reader.octets(&value, "iv", Segment::Iv);
    let ciphertext = reader.octets(&value, "ciphertext", Segment::Ciphertext);
    if value.get("ciphertext").is_none() {
        let part = Part::of(Segment::Ciphertext);
        let fault = part.fault(Unit::Encoded, 0, "is missing");
        reader.faults.push(fault);
    }
    let tag = reader.octets(&value, "tag", Segment::Tag);
    Jwe {
        serialization: if several {
            Serialization::General
        } else {
            Serialization::Flattened
        },
        protected_text,
        protected,
        unprotected,
        recipients,
        aad_text,
        iv,
        ciphertext,
        tag,
        faults: reader.faults,
        pieces: in_order(reader.pieces),
    }
}

/// A sentence about one recipient, where there may be several.
fn whose(detail: impl std::fmt::Display, recipient: Option<usize>) -> String {
    match recipient {
        Some(i) => format!("recipient {}: {detail}", i.saturating_add(1)),
        None => detail.to_string(),
    }
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    pieces: Vec<(Segment, Range<usize>, usize)>,
}

impl Reader<'_> {
    fn token_fault(&mut self, offset: usize, detail: impl Into<String>) {
        let part = Part::of(Segment::Token);
        self.faults.push(part.fault(Unit::Encoded, offset, detail));
    }

    /// A member that has to be text with something in it, where it is there (RFC 7516 §7.2.1).
    fn text_member<'j>(
        &mut self,
        object: &'j Json,
        name: &str,
        recipient: Option<usize>,
    ) -> Option<&'j str> {
        match object.get(name)? {
            Json::String(text) => {
                // An empty content is one; all the others are left out where they are empty.
                if text.is_empty() && name != "ciphertext" {
                    let detail = format!("{name} is empty, it has to be left out");
                    self.token_fault(0, whose(detail, recipient));
                }
                Some(text)
            }
            other => {
                let detail = format!("{name} is {}, not a string", other.type_name());
                self.token_fault(0, whose(detail, recipient));
                None
            }
        }
    }

    /// A member that has to be an object, where it is there.
    fn object_member(
        &mut self,
        object: &Json,
        name: &str,
        recipient: Option<usize>,
    ) -> Option<Json> {
        match object.get(name)? {
            Json::Object(members) => Some(Json::Object(members.clone())),
            other => {
                let detail = format!("{name} is {}, not an object", other.type_name());
                self.token_fault(0, whose(detail, recipient));
                None
            }
        }
    }

    /// Decodes a text and notes its faults in a segment, each with `lead` before it.
    fn decode(&mut self, text: &str, segment: Segment, lead: &str) -> Vec<u8> {
        let mut found = Vec::new();
        let bytes = Part::of(segment).decode(text, &mut found);
        self.faults.extend(found.into_iter().map(|fault| Fault {
            detail: format!("{lead}{}", fault.detail),
            ..fault
        }));
        bytes
    }

    fn octets(&mut self, object: &Json, name: &str, segment: Segment) -> Vec<u8> {
        let Some(text) = self.text_member(object, name, None) else {
            return Vec::new();
        };
        let bytes = self.decode(text, segment, "");
        self.piece(segment, text, bytes.len());
        bytes
    }

    /// `shared` is how many bytes the headers have that are part of each recipient's.
    fn recipients(&mut self, list: &Json, shared: usize) -> Vec<Recipient> {
        let Some(list) = list.as_array() else {
            let detail = format!("recipients is {}, not an array", list.type_name());
            self.token_fault(0, detail);
            return vec![Recipient::default()];
        };
        if list.is_empty() {
            self.token_fault(0, "recipients is empty");
            return vec![Recipient::default()];
        }
        let most = MAX_RECIPIENTS.min(MAX_REPEATED / shared.max(1)).max(1);
        if list.len() > most {
            let count = list.len();
            self.token_fault(0, format!("there are {count} recipients, {most} are read"));
        }
        let list = list.iter().take(most).enumerate();
        list.map(|(i, one)| self.recipient(one, Some(i))).collect()
    }

    fn recipient(&mut self, object: &Json, index: Option<usize>) -> Recipient {
        if object.members().is_none() && index.is_some() {
            let detail = format!("is {}, not an object", object.type_name());
            self.token_fault(0, whose(detail, index));
        }
        let header = self.object_member(object, "header", index);
        let mut encrypted_key = Vec::new();
        if let Some(text) = self.text_member(object, "encrypted_key", index) {
            let lead = index.map(|i| format!("recipient {}: ", i.saturating_add(1)));
            let lead = lead.unwrap_or_default();
            encrypted_key = self.decode(text, Segment::EncryptedKey, &lead);
            self.piece(Segment::EncryptedKey, text, encrypted_key.len());
        }
        Recipient {
            header,
            encrypted_key,
        }
    }

    /// There is one content, so `enc` is the same for all (RFC 7516 §7.2.1).
    fn one_encryption(&mut self, recipients: &[Recipient]) {
        let mut named = recipients.iter().map(|one| one.header.as_ref()?.get("enc"));
        let first = named.next().flatten();
        if named.any(|other| other != first) {
            self.token_fault(0, "enc is not the same for all recipients");
        }
    }

    /// No name may stand in two of the headers (RFC 7516 §4).
    fn disjoint(
        &mut self,
        protected: Option<&Json>,
        unprotected: Option<&Json>,
        recipients: &[Recipient],
        several: bool,
    ) {
        let names = |header: Option<&Json>| -> HashSet<String> {
            let members = header.and_then(Json::members).unwrap_or_default().iter();
            members.map(|(name, _)| name.clone()).collect()
        };
        let mut taken = names(protected);
        let shared = unprotected.and_then(Json::members).unwrap_or_default();
        for (name, _) in shared.iter().filter(|(name, _)| taken.contains(name)) {
            let detail = format!("{name:?} stands in the protected and the unprotected header");
            self.token_fault(0, detail);
        }
        taken.extend(names(unprotected));
        for (i, recipient) in recipients.iter().enumerate() {
            let own = recipient.header.as_ref().and_then(Json::members);
            let own = own.unwrap_or_default().iter();
            for (name, _) in own.filter(|(name, _)| taken.contains(name)) {
                let detail = format!("{name:?} stands in two of the headers");
                self.token_fault(0, whose(detail, several.then_some(i)));
            }
        }
    }

    /// Remembers where a member's value stands in the text, where it stands there verbatim.
    fn piece(&mut self, segment: Segment, value: &str, decoded: usize) {
        if value.is_empty() {
            return;
        }
        // In quotes: a short value may well stand inside a longer one.
        if let Some(start) = self.text.find(&format!("\"{value}\"")) {
            let start = start + 1;
            self.pieces
                .push((segment, start..start + value.len(), decoded));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROTECTED: &str = "eyJlbmMiOiJBMjU2R0NNIn0";

    fn faults(text: &str) -> Vec<String> {
        let jwe = read_json(text);
        jwe.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_headers_together_make_the_one_of_a_recipient() {
        let text = format!(
            r#"{{"protected":"{PROTECTED}","unprotected":{{"jku":"u"}},"recipients":[{{"header":{{"alg":"A128KW"}},"encrypted_key":"AAAA"}},{{"header":{{"alg":"dir"}}}}],"aad":"AQ","iv":"AQEB","ciphertext":"AgIC","tag":"AwMD"}}"#
        );
        let jwe = read_json(&text);
        assert!(jwe.faults.is_empty(), "{:?}", jwe.faults);
        assert_eq!(jwe.serialization, Serialization::General);
        let header = jwe.header(&jwe.recipients[0]);
        for (name, value) in [("enc", "A256GCM"), ("jku", "u"), ("alg", "A128KW")] {
            assert_eq!(header.get(name).and_then(Json::as_str), Some(value));
        }
        assert_eq!(jwe.recipients[0].encrypted_key, [0, 0, 0]);
        assert_eq!(jwe.recipients.len(), 2);
        assert_eq!(jwe.authenticated(), format!("{PROTECTED}.AQ").into_bytes());
        assert_eq!(
            (jwe.iv, jwe.ciphertext, jwe.tag),
            (vec![1; 3], vec![2; 3], vec![3; 3])
        );
        assert_eq!(jwe.pieces.len(), 5);
    }

    #[test]
    fn what_is_missing_or_of_the_wrong_type_is_named() {
        assert_eq!(
            faults(r#"{"protected":1,"iv":"","tag":"A","ciphertext":"AA"}"#),
            [
                "Token, character 0: protected is a number, not a string",
                "Token, character 0: the header is missing",
                "Token, character 0: iv is empty, it has to be left out",
                "Tag, character 1: ends too early, a character is missing"
            ]
        );
        assert_eq!(
            faults(r#"{"recipients":[{"header":{"alg":"dir"},"encrypted_key":"!"}]}"#),
            [
                "Encrypted key, character 0: recipient 1: '!' is not a base64url character",
                "Ciphertext, character 0: is missing"
            ]
        );
        assert_eq!(
            faults(r#"{"recipients":[],"ciphertext":""}"#)[0],
            "Token, character 0: recipients is empty"
        );
    }

    #[test]
    fn a_name_in_two_headers_is_a_fault() {
        let text = format!(
            r#"{{"protected":"{PROTECTED}","unprotected":{{"enc":"A128GCM","alg":"dir"}},"header":{{"alg":"dir"}},"ciphertext":""}}"#
        );
        assert_eq!(
            faults(&text),
            [
                "Token, character 0: \"enc\" stands in the protected and the unprotected header",
                "Token, character 0: \"alg\" stands in two of the headers"
            ]
        );
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", "[]", "{", "null", "{\"recipients\":[1,null,{}]}"] {
            assert!(!read_json(text).faults.is_empty(), "{text:?}");
        }
        let many = format!(
            r#"{{"recipients":[{}],"ciphertext":""}}"#,
            vec![r#"{"header":{"alg":"dir"}}"#; 100].join(",")
        );
        let jwe = read_json(&many);
        assert_eq!(jwe.recipients.len(), MAX_RECIPIENTS);
        assert_eq!(
            jwe.faults[0].detail,
            "there are 100 recipients, 64 are read"
        );
    }
}
