//! A person who types the keyring's password: takes the place of the program that shows the prompts
//! of gnome-keyring, and answers each with the password of the tests' sessions.
//!
//! The password goes over the bus encrypted, as that program sends it: a Diffie-Hellman agreement
//! (RFC 3526 group 5), HKDF with SHA-256, AES-128-CBC.

use crate::session::Session;
use aws_lc_rs::cipher::{AES_128, DecryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use std::collections::HashMap;
use std::thread;
use zbus::Message;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

const PASSWORD: &str = "test";
const BITS: u32 = 1536;
const PRIME: &str = concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879",
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B",
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836",
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804",
    "F1746C08CA237327FFFFFFFFFFFFFFFF",
);

/// The person's side of the agreement: the same secret each time, on a bus of the test's own.
struct Agreement {
    params: BoxedMontyParams,
    secret: BoxedUint,
}

impl Agreement {
    fn new() -> Self {
        let prime = BoxedUint::from_be_hex(PRIME, BITS).unwrap();
        Self {
            params: BoxedMontyParams::new(Odd::new(prime).unwrap()),
            secret: BoxedUint::from_be_slice(&[0x5a; 192], BITS).unwrap(),
        }
    }

    fn raised(&self, base: &BoxedUint) -> Vec<u8> {
        let base = BoxedMontyForm::new(base.clone(), &self.params);
        base.pow(&self.secret).retrieve().to_be_bytes().to_vec()
    }

    fn public(&self) -> String {
        let two = BoxedUint::from_be_slice(&[2], BITS).unwrap();
        format!("public={}", STANDARD.encode(self.raised(&two)))
    }

    /// What is sent once the other side is known.
    fn sealed(&self, exchange: &str) -> String {
        let theirs = exchange
            .lines()
            .find_map(|line| line.strip_prefix("public="));
        let theirs = STANDARD.decode(theirs.expect("a public key")).unwrap();
        let agreed = self.raised(&BoxedUint::from_be_slice(&theirs, BITS).unwrap());
        let mut key = [0; 16];
        let salt = Salt::new(HKDF_SHA256, &[]);
        let expanded = salt.extract(&agreed);
        expanded
            .expand(&[], Sixteen)
            .unwrap()
            .fill(&mut key)
            .unwrap();
        let key = UnboundCipherKey::new(&AES_128, &key).unwrap();
        let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).unwrap();
        let mut text = PASSWORD.as_bytes().to_vec();
        let DecryptionContext::Iv128(iv) = key.encrypt(&mut text).unwrap() else {
            panic!("another vector");
        };
        let iv: &[u8] = iv.as_ref();
        let (text, iv) = (STANDARD.encode(text), STANDARD.encode(iv));
        format!("{}\nsecret={text}\niv={iv}", self.public())
    }
}

struct Sixteen;

impl KeyType for Sixteen {
    fn len(&self) -> usize {
        16
    }
}

/// What the program that asks is told next.
enum Said {
    Ready(&'static str, String),
    Done,
}

/// Answers one call, and only then calls back: the other way round the keyring would now and then
/// miss it, and wait for ever.
fn answer(connection: &Connection, agreement: &Agreement, message: &Message) -> zbus::Result<()> {
    let header = message.header();
    let body = message.body();
    let (path, said) = match header.member().map(|member| member.as_str()) {
        Some("BeginPrompting") => {
            let path: OwnedObjectPath = body.deserialize()?;
            (path, Said::Ready("", agreement.public()))
        }
        Some("PerformPrompt") => {
            type Asked = (OwnedObjectPath, String, HashMap<String, OwnedValue>, String);
            let (path, _, _, exchange): Asked = body.deserialize()?;
            (path, Said::Ready("yes", agreement.sealed(&exchange)))
        }
        Some("StopPrompting") => (body.deserialize()?, Said::Done),
        _ => return Ok(()),
    };
    connection.reply(&header, &())?;
    let asker = header.sender().map(ToString::to_string);
    let connection = connection.clone();
    thread::spawn(move || {
        let callback = Some("org.gnome.keyring.internal.Prompter.Callback");
        let none: HashMap<&str, Value<'_>> = HashMap::new();
        // Who asked may be gone by now.
        let _ = match said {
            Said::Ready(reply, exchange) => {
                let exchange = format!("[sx-aes-1]\n{exchange}\n");
                let body = (reply, none, exchange);
                connection.call_method(asker.as_deref(), &path, callback, "PromptReady", &body)
            }
            Said::Done => {
                connection.call_method(asker.as_deref(), &path, callback, "PromptDone", &())
            }
        };
    });
    Ok(())
}

/// Answers the prompts of a session for as long as it lasts.
pub(super) fn answering(session: &Session) {
    let builder = zbus::blocking::connection::Builder::address(session.address.as_str());
    let connection = builder.unwrap().build().unwrap();
    // Who hears before he has the name misses nothing.
    let messages = MessageIterator::from(&connection);
    connection
        .request_name("org.gnome.keyring.SystemPrompter")
        .unwrap();
    thread::spawn(move || {
        let agreement = Agreement::new();
        for message in messages.flatten() {
            if message.message_type() == Type::MethodCall {
                answer(&connection, &agreement, &message).unwrap();
            }
        }
    });
}
