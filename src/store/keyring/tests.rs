//! The keyring over texts in memory: pieces, connections that break, calls that do not return.

use super::ring::{Ring, Stored};
use super::*;
use crate::report::Secret;
use crate::vault::Kind;
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a keyring holds, in memory: as Windows has it, with a limit and without attributes, or as
/// a Secret Service has it.
#[derive(Clone, Default)]
struct Held {
    texts: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    attributes: Arc<Mutex<BTreeMap<String, BTreeMap<String, String>>>>,
    limit: Option<usize>,
    /// So many calls are answered before the connection breaks.
    breaks_after: Arc<Mutex<Option<usize>>>,
}

impl Held {
    fn count(&self) -> Result<(), StoreError> {
        let mut left = self.breaks_after.lock().unwrap();
        match &mut *left {
            Some(0) => {
                *left = None;
                Err(StoreError::Refused("the connection broke".to_owned()))
            }
            Some(calls) => {
                *calls -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn keyring(&self) -> Keyring {
        let held = self.clone();
        let connect = move || -> Result<Box<dyn Ring>, StoreError> { Ok(Box::new(held.clone())) };
        Keyring::over(Patience::default(), connect)
    }
}

impl Ring for Held {
    fn limit(&self) -> Option<usize> {
        self.limit
    }

    fn keeps_attributes(&self) -> bool {
        self.limit.is_none()
    }

    fn set(&mut self, name: &str, _: &str, text: &Secret) -> Result<(), StoreError> {
        self.count()?;
        assert!(
            self.limit.is_none_or(|limit| text.len() <= limit),
            "{}",
            text.len()
        );
        assert!(
            std::str::from_utf8(text.expose()).is_ok(),
            "KWallet takes text only"
        );
        self.texts
            .lock()
            .unwrap()
            .insert(name.to_owned(), text.expose().to_vec());
        Ok(())
    }

    fn get(&mut self, name: &str) -> Result<Option<Secret>, StoreError> {
        self.count()?;
        let text = self.texts.lock().unwrap().get(name).cloned();
        Ok(text.map(Secret::new))
    }

    fn delete(&mut self, name: &str) -> Result<(), StoreError> {
        self.count()?;
        self.texts.lock().unwrap().remove(name);
        Ok(())
    }

    fn describe(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.count()?;
        if self.keeps_attributes() {
            let mut all = self.attributes.lock().unwrap();
            all.insert(entry.secret.to_string(), entry.attributes());
            return Ok(());
        }
        self.set(
            &format!("{}/about", entry.secret),
            "",
            &pieces::about(entry, self.limit),
        )
    }

    fn list(&mut self) -> Result<Vec<Stored>, StoreError> {
        self.count()?;
        let known = self.attributes.lock().unwrap();
        let texts = self.texts.lock().unwrap();
        let stored = texts.iter().map(|(name, text)| Stored {
            name: name.clone(),
            attributes: if pieces::is_about(name) {
                pieces::read_about(text)
            } else {
                known.get(name).cloned().unwrap_or_default()
            },
            stored: None,
        });
        Ok(stored.collect())
    }
}

fn item(number: u64, secret: &[u8]) -> Item {
    let label = format!("label {number}");
    let mut entry = Entry::new(
        Id::numbered(number),
        Id::numbered(number),
        label,
        Kind::Other,
        1,
    );
    entry.note = Some("n".repeat(3_000));
    Item {
        entry,
        secret: Secret::new(secret.to_vec()),
    }
}

#[test]
fn secrets_of_every_length_are_split_and_joined_without_a_trace() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(65_536).collect();
    for limit in [None, Some(2_560), Some(60)] {
        let held = Held {
            limit,
            ..Held::default()
        };
        let mut keyring = held.keyring();
        let limit = limit.unwrap_or(2_560);
        let mut number = 0;
        for len in [
            1,
            2,
            limit - 41,
            limit - 40,
            limit - 1,
            limit,
            limit + 1,
            3 * limit,
            65_536,
        ] {
            for text in [
                vec![b'x'; len],
                every_byte[..len].to_vec(),
                "ä".repeat(len.div_ceil(2)).into_bytes(),
                b"tokenscope:".repeat(len.div_ceil(11)),
            ] {
                number += 1;
                let item = item(number, &text);
                keyring.put(std::slice::from_ref(&item)).unwrap();
                let back = keyring.get(&[&item.entry]).unwrap();
                assert!(
                    back[0].is_same(&item.secret),
                    "{len} bytes, at most {limit}"
                );
            }
        }
        let found = keyring.list().unwrap();
        assert_eq!(found.len(), usize::try_from(number).unwrap());
        let known = found.iter().filter(|found| found.entry.is_some()).count();
        assert!(
            limit == 60 || known == found.len(),
            "{known} of {}",
            found.len()
        );
        let all: Vec<Id> = found.into_iter().map(|found| found.secret).collect();
        keyring.delete(&all).unwrap();
        assert!(held.texts.lock().unwrap().is_empty());
    }
}

#[test]
fn a_secret_of_which_a_piece_is_missing_is_broken_and_never_half() {
    let held = Held {
        limit: Some(100),
        ..Held::default()
    };
    let mut keyring = held.keyring();
    let item = item(1, &[b'x'; 1_000]);
    keyring.put(std::slice::from_ref(&item)).unwrap();
    let whole = held.texts.lock().unwrap().clone();
    for name in whole.keys().filter(|name| !pieces::is_about(name)) {
        held.texts.lock().unwrap().remove(name);
        let error = keyring.get(&[&item.entry]).unwrap_err();
        let is_told = matches!(error, StoreError::Broken(_) | StoreError::NoSecret(_));
        assert!(is_told, "{name}: {error}");
        held.texts.lock().unwrap().clone_from(&whole);
    }
    // A program that was killed before the first piece was written left an orphan.
    held.texts.lock().unwrap().remove("1");
    assert_eq!(keyring.list().unwrap().len(), 1);
    keyring.delete(&[item.entry.secret]).unwrap();
    assert!(held.texts.lock().unwrap().is_empty());
}

#[test]
fn a_connection_that_breaks_at_any_call_is_made_anew() {
    for calls in 0..8 {
        let held = Held::default();
        let mut keyring = held.keyring();
        keyring.list().unwrap();
        *held.breaks_after.lock().unwrap() = Some(calls);
        let items = [item(1, b"one"), item(2, b"two")];
        keyring.put(&items).unwrap();
        let back = keyring.get(&[&items[0].entry, &items[1].entry]).unwrap();
        assert_eq!(
            (back[0].expose(), back[1].expose()),
            (&b"one"[..], &b"two"[..])
        );
        assert_eq!(keyring.list().unwrap().len(), 2);
    }
}

/// A keyring that answers nothing until it is told to.
fn hanging(patience: Patience) -> (Keyring, mpsc::Sender<()>) {
    let (go_on, on_go) = mpsc::channel::<()>();
    let on_go = Arc::new(Mutex::new(on_go));
    let connect = move || -> Result<Box<dyn Ring>, StoreError> {
        let _ = on_go.lock().unwrap().recv();
        Ok(Box::new(Held::default()))
    };
    (Keyring::over(patience, connect), go_on)
}

#[test]
fn a_call_that_does_not_return_is_not_waited_for() {
    let patience = Patience {
        quiet: Duration::from_millis(1),
        answer: Duration::from_millis(40),
        prompt: Duration::from_millis(40),
        ..Patience::default()
    };
    let (mut keyring, go_on) = hanging(patience);
    let error = keyring.list().unwrap_err();
    let is_told = matches!(error, StoreError::NoAnswer(_) | StoreError::PromptOpen(_));
    assert!(is_told, "{error}");
    // The one that hangs and the next: both go on, and the next has its answer.
    go_on.send(()).unwrap();
    go_on.send(()).unwrap();
    assert!(keyring.list().unwrap().is_empty());
}

#[test]
fn a_wait_can_be_given_up_and_the_next_begins_anew() {
    let (told, on_told) = mpsc::channel();
    let patience = Patience {
        quiet: Duration::from_millis(1),
        tell: Arc::new(move |waiting| told.send(waiting).unwrap()),
        ..Patience::default()
    };
    let (mut keyring, go_on) = hanging(patience);
    let give_up = keyring.give_up();
    let person = std::thread::spawn(move || {
        on_told.recv().unwrap();
        give_up.give_up();
        on_told
    });
    assert!(matches!(keyring.list(), Err(StoreError::GivenUp)));
    let _on_told = person.join().unwrap();
    keyring.give_up().give_up();
    go_on.send(()).unwrap();
    go_on.send(()).unwrap();
    assert!(keyring.list().unwrap().is_empty());
}

#[test]
fn a_library_that_panics_takes_no_program_with_it() {
    let connect = || -> Result<Box<dyn Ring>, StoreError> { panic!("a bug of a library") };
    let mut keyring = Keyring::over(Patience::default(), connect);
    for _ in 0..2 {
        let error = keyring.list().unwrap_err();
        assert!(error.to_string().contains("broke off"), "{error}");
    }
}
