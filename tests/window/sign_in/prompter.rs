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
use zbus::blocking::Connection;
use zbus::message::Header;
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

struct Prompter(Agreement);

/// Calls who asked back, beside the answer to their call.
fn call(connection: &zbus::Connection, header: &Header<'_>, path: OwnedObjectPath, said: Said) {
    let connection = Connection::from(connection.clone());
    let asker = header.sender().unwrap().to_owned();
    thread::spawn(move || {
        let callback = Some("org.gnome.keyring.internal.Prompter.Callback");
        let none: HashMap<&str, Value<'_>> = HashMap::new();
        let asker = Some(asker.as_str());
        // Who asked may be gone by now.
        let _ = match said {
            Said::Ready(reply, exchange) => {
                let exchange = format!("[sx-aes-1]\n{exchange}\n");
                let body = (reply, none, exchange);
                connection.call_method(asker, &path, callback, "PromptReady", &body)
            }
            Said::Done => connection.call_method(asker, &path, callback, "PromptDone", &()),
        };
    });
}

enum Said {
    Ready(&'static str, String),
    Done,
}

#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Prompter {
    fn begin_prompting(
        &self,
        callback: OwnedObjectPath,
        #[zbus(connection)] connection: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) {
        let ready = Said::Ready("", self.0.public());
        call(connection, &header, callback, ready);
    }

    fn perform_prompt(
        &self,
        callback: OwnedObjectPath,
        _kind: &str,
        _properties: HashMap<String, OwnedValue>,
        exchange: &str,
        #[zbus(connection)] connection: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) {
        let ready = Said::Ready("yes", self.0.sealed(exchange));
        call(connection, &header, callback, ready);
    }

    fn stop_prompting(
        &self,
        callback: OwnedObjectPath,
        #[zbus(connection)] connection: &zbus::Connection,
        #[zbus(header)] header: Header<'_>,
    ) {
        call(connection, &header, callback, Said::Done);
    }
}

/// Answers the prompts of a session for as long as it is held.
pub(super) fn answering(session: &Session) -> Connection {
    let builder = zbus::blocking::connection::Builder::address(session.address.as_str());
    let builder = builder
        .unwrap()
        .serve_at("/org/gnome/keyring/Prompter", Prompter(Agreement::new()));
    let builder = builder.unwrap().name("org.gnome.keyring.SystemPrompter");
    builder.unwrap().build().unwrap()
}
