//! The vault over stores in memory: what becomes of it where a step fails.

use super::vault::keep::Replacement;
use super::*;
use crate::report::Secret;
use crate::vault::{
    Draft, Entry, Found, Id, IndexError, Kind, Survey, UNDO_SECONDS, What, dotenv, plan,
};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A store in memory that several vaults share, and that refuses what it is told to.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<(MemoryStore, &'static str)>>);

impl Shared {
    fn refuse(&self, what: &'static str) {
        self.0.lock().unwrap().1 = what;
    }

    fn with<T>(
        &self,
        what: &str,
        job: impl FnOnce(&mut MemoryStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (store, refused) = &mut *self.0.lock().unwrap();
        if *refused == what {
            return Err(StoreError::Refused("not now".to_owned()));
        }
        job(store)
    }

    fn names(&self) -> Vec<String> {
        let found = self.0.lock().unwrap().0.list().unwrap();
        found.iter().map(|found| found.secret.to_string()).collect()
    }
}

impl SecretStore for Shared {
    fn kind(&self) -> StoreKind {
        StoreKind::Keyring
    }

    fn put(&mut self, items: &[Item]) -> Result<(), StoreError> {
        self.with("put", |store| store.put(items))
    }

    fn get(&mut self, entries: &[&Entry]) -> Result<Vec<Secret>, StoreError> {
        self.with("get", |store| store.get(entries))
    }

    fn delete(&mut self, secrets: &[Id]) -> Result<(), StoreError> {
        self.with("delete", |store| store.delete(secrets))
    }

    fn describe(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        self.with("describe", |store| store.describe(entries))
    }

    fn list(&mut self) -> Result<Vec<Found>, StoreError> {
        self.with("list", MemoryStore::list)
    }

    fn lock(&mut self) {}
}

fn vault(store: &Shared, folder: &Path) -> Vault {
    Vault::new(Box::new(store.clone()), Some(Place::in_folder(folder)))
}

fn draft(label: &str) -> Draft {
    Draft {
        label: label.to_owned(),
        ..Draft::default()
    }
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn value(vault: &mut Vault, entry: &Entry) -> String {
    let secrets = vault.secrets(&[entry], &What::Revealed, 9).unwrap();
    String::from_utf8(secrets[0].expose().to_vec()).unwrap()
}

#[test]
fn what_cannot_be_listed_is_not_left_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    one.add(draft("a"), secret("1"), 1).unwrap();
    let error = one.add(draft("a"), secret("2"), 1).unwrap_err();
    assert!(
        matches!(error, StoreError::Index(IndexError::LabelTaken(_))),
        "{error}"
    );
    let pair = vec![(draft("b"), secret("2")), (draft("b"), secret("3"))];
    one.add_all(pair, 1).unwrap_err();
    assert_eq!(store.names().len(), 1);
    store.refuse("put");
    one.add(draft("c"), secret("4"), 1).unwrap_err();
    store.refuse("");
    assert_eq!(one.open(1).unwrap().index.entries.len(), 1);
    // The list cannot be written: the secret that was stored is taken back.
    let index = folder.path().join("keyring.index.json");
    fs::remove_file(&index).unwrap();
    fs::create_dir(&index).unwrap();
    one.add(draft("d"), secret("5"), 1).unwrap_err();
    assert_eq!(store.names().len(), 1);
}

#[test]
fn a_new_secret_counts_from_one_write_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let pair = vec![
        (draft("access"), secret("a1")),
        (draft("refresh"), secret("r1")),
    ];
    let before = one.add_all(pair, 1).unwrap();
    let renewed = |n: &str| {
        let both = before.iter().zip(["a", "r"]);
        both.map(|(entry, which)| Replacement::of(entry.clone(), secret(&format!("{which}{n}"))))
            .collect()
    };
    store.refuse("put");
    one.replace(renewed("2"), &What::Refreshed, 2).unwrap_err();
    assert_eq!(value(&mut one, &before[0]), "a1");
    store.refuse("delete");
    let after = one.replace(renewed("2"), &What::Refreshed, 3).unwrap();
    store.refuse("");
    assert_eq!(value(&mut one, &after[0]), "a2");
    assert_eq!(value(&mut one, &after[1]), "r2");
    // The old pair could not be deleted: both are found, as leftovers.
    let survey = one.survey(1_000).unwrap();
    assert_eq!(survey.orphans.len(), 2);
    assert!(survey.orphans.iter().all(|orphan| orphan.is_leftover));
    for orphan in &survey.orphans {
        one.delete_orphan(orphan, 1_000).unwrap();
    }
    assert_eq!(one.survey(1_000).unwrap(), Survey::default());
    // Another program was quicker: its pair counts, and nothing of this one is left.
    let error = one.replace(renewed("3"), &What::Refreshed, 4).unwrap_err();
    assert!(
        matches!(error, StoreError::Index(IndexError::Changed)),
        "{error}"
    );
    assert_eq!(value(&mut one, &after[0]), "a2");
    assert_eq!(store.names().len(), 2);
}

#[test]
fn a_removed_entry_comes_back_with_its_secret_and_later_both_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let entry = one.add(draft("a"), secret("1"), 1).unwrap();
    one.remove(std::slice::from_ref(&entry.id), 100).unwrap();
    assert!(one.open(100).unwrap().index.entries.is_empty());
    // Another start of the program in between deletes nothing that can still be put back.
    vault(&store, folder.path())
        .clean(100 + UNDO_SECONDS)
        .unwrap();
    let back = one.put_back(&entry.id, 100 + UNDO_SECONDS).unwrap();
    assert_eq!(value(&mut one, &back), "1");
    one.remove(std::slice::from_ref(&entry.id), 200).unwrap();
    store.refuse("delete");
    one.clean(300).unwrap_err();
    store.refuse("");
    assert!(
        one.survey(300).unwrap().orphans.is_empty(),
        "it is still to be deleted"
    );
    vault(&store, folder.path()).clean(301).unwrap();
    assert!(store.names().is_empty());
    let error = one.put_back(&entry.id, 301).unwrap_err();
    assert!(
        matches!(error, StoreError::Index(IndexError::TooLate)),
        "{error}"
    );
    let done = one.activity().unwrap();
    let done: Vec<String> = done
        .of(&entry.id)
        .iter()
        .map(|e| e.what.sentence())
        .collect();
    assert_eq!(
        done,
        ["Removed", "Revealed", "Put back", "Removed", "Added"]
    );
}

#[test]
fn a_removal_that_cannot_delete_says_so_before_or_keeps_its_word_later() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let entry = one.add(draft("a"), secret("1"), 1).unwrap();
    let only = [entry.id];
    store.refuse("put");
    one.remove_for_good(&only, 100).unwrap_err();
    assert_eq!(one.open(100).unwrap().index.entries.len(), 1);
    store.refuse("delete");
    assert!(one.remove_for_good(&only, 200).unwrap().is_some());
    assert!(one.open(200).unwrap().index.entries.is_empty());
    store.refuse("");
    one.clean(300).unwrap();
    assert!(store.names().is_empty());
}

#[test]
fn an_orphan_is_adopted_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    one.add(draft("a"), secret("1"), 1).unwrap();
    fs::remove_file(folder.path().join("keyring.index.json")).unwrap();
    let survey = one.survey(1_000).unwrap();
    let entry = one.adopt(&survey.orphans[0], 1_000).unwrap();
    assert_eq!(entry.label, "a");
    assert_eq!(value(&mut one, &entry), "1");
    one.adopt(&survey.orphans[0], 1_000).unwrap_err();
    one.delete_orphan(&survey.orphans[0], 1_000).unwrap_err();
    assert_eq!(store.names().len(), 1);
}

#[test]
fn a_damaged_list_stays_where_it_is_until_the_store_can_be_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    one.add(draft("a"), secret("1"), 1).unwrap();
    let index = folder.path().join("keyring.index.json");
    fs::write(&index, "{").unwrap();
    store.refuse("list");
    one.open(2).unwrap_err();
    one.add(draft("b"), secret("2"), 2).unwrap_err();
    assert_eq!(fs::read(&index).unwrap(), b"{");
    store.refuse("");
    let opened = one.open(2).unwrap();
    assert_eq!(opened.index.entries[0].label, "a");
    assert_eq!(fs::read(opened.set_aside.unwrap()).unwrap(), b"{");
    assert!(one.open(2).unwrap().set_aside.is_none());
    // Where something else than a look at the list made it again, that is still to be told.
    assert!(one.set_aside().is_some());
    fs::write(&index, "{").unwrap();
    one.add(draft("b"), secret("2"), 3).unwrap();
    assert!(one.open(3).unwrap().set_aside.is_none());
    let aside = one.set_aside().unwrap();
    assert_eq!(fs::read(aside).unwrap(), b"{");
    assert!(one.set_aside().is_none());
}

#[test]
fn what_is_changed_about_an_entry_reaches_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let entry = one.add(draft("a"), secret("1"), 1).unwrap();
    let edited = Entry {
        label: "b".to_owned(),
        note: Some("why".to_owned()),
        ..entry.clone()
    };
    one.edit(&entry, edited.clone(), 2).unwrap();
    let only = std::slice::from_ref(&edited);
    assert_eq!(one.open(2).unwrap().index.entries, only);
    assert_eq!(one.rebuild(2).unwrap().index.entries, only);
    let odd = Entry {
        label: String::new(),
        ..edited.clone()
    };
    one.edit(&edited, odd, 2).unwrap_err();
}

#[test]
fn what_was_changed_while_a_form_was_open_is_not_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let known = Draft {
        profile: Some("Work".to_owned()),
        ..draft("a")
    };
    let seen = one.add(known, secret("1"), 1).unwrap();
    // A token is revoked, used and its profile renamed, while somebody writes a note.
    let mut other = vault(&store, folder.path());
    other.revoked(&seen.id, &seen.secret, 5).unwrap();
    other.used(&[&seen.id], &What::Copied, 6);
    other.rename_profile("Work", "Home").unwrap();
    let written = Entry {
        note: Some("why".to_owned()),
        ..seen.clone()
    };
    let edited = one.edit(&seen, written, 7).unwrap();
    assert_eq!((edited.revoked, edited.last_used), (Some(5), Some(6)));
    assert_eq!(edited.profile.as_deref(), Some("Home"));
    assert_eq!(edited.note.as_deref(), Some("why"));
    let only = std::slice::from_ref(&edited);
    assert_eq!(one.open(8).unwrap().index.entries, only);
    // And the other way round: a new secret leaves what was written meanwhile.
    let renewed = one.renew(&seen, Draft::default(), secret("2"), 9).unwrap();
    let as_before = Entry {
        secret: renewed.secret.clone(),
        changed: 9,
        revoked: None,
        ..edited
    };
    assert_eq!(renewed, as_before);
    let only = std::slice::from_ref(&renewed);
    assert_eq!(one.open(8).unwrap().index.entries, only);
    fs::remove_file(folder.path().join("keyring.index.json")).unwrap();
    let told = one.rebuild(8).unwrap().index.entries.remove(0);
    assert_eq!((told.note, told.profile), (renewed.note, renewed.profile));
}

#[test]
fn what_the_store_is_not_told_is_done_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let known = Draft {
        profile: Some("Work".to_owned()),
        ..draft("a")
    };
    let entry = one.add(known, secret("1"), 1).unwrap();
    store.refuse("describe");
    let written = Entry {
        label: "b".to_owned(),
        ..entry.clone()
    };
    let edited = one.edit(&entry, written, 2).unwrap();
    assert!(one.not_noted().is_some(), "it is worth a word");
    one.revoked(&entry.id, &entry.secret, 3).unwrap();
    assert!(one.not_noted().is_some());
    one.rename_profile("Work", "Home").unwrap();
    assert!(one.not_noted().is_some());
    store.refuse("");
    let own = one.open(4).unwrap().index.entries.remove(0);
    assert_eq!((own.label, own.revoked), (edited.label, Some(3)));
    assert_eq!(own.profile.as_deref(), Some("Home"));
    assert!(one.not_noted().is_none());
}

#[test]
fn a_secret_that_is_being_deleted_gets_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let entry = one.add(draft("a"), secret("1"), 1).unwrap();
    fs::remove_file(folder.path().join("keyring.index.json")).unwrap();
    let survey = one.survey(1_000).unwrap();
    // The store does not come so far: that is the moment in which another program adopts it.
    store.refuse("delete");
    one.delete_orphan(&survey.orphans[0], 1_000).unwrap_err();
    let mut other = vault(&store, folder.path());
    other.adopt(&survey.orphans[0], 1_000).unwrap_err();
    other.put_back(&entry.id, 1_000).unwrap_err();
    assert!(other.survey(1_000).unwrap().orphans.is_empty());
    store.refuse("");
    other.clean(1_001).unwrap();
    assert!(store.names().is_empty());
    assert!(other.open(1_001).unwrap().index.removed.is_empty());
    // So it is with an entry that is removed for good.
    let entry = one.add(draft("b"), secret("2"), 2_000).unwrap();
    store.refuse("delete");
    let ids = std::slice::from_ref(&entry.id);
    assert!(one.remove_for_good(ids, 2_000).unwrap().is_some());
    assert_eq!(store.names().len(), 1, "it could not be deleted");
    other.put_back(&entry.id, 2_001).unwrap_err();
    store.refuse("");
    other.clean(2_001).unwrap();
    assert!(store.names().is_empty());
}

#[test]
fn an_import_that_replaces_a_secret_leaves_what_is_known_of_the_entry() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let mut one = vault(&store, folder.path());
    let known = Draft {
        kind: Some(Kind::Password),
        environment: Some("production".to_owned()),
        tags: vec!["billing".to_owned()],
        note: Some("ask Ada first".to_owned()),
        ..draft("DB_TOKEN")
    };
    let before = one.add(known, secret("old"), 1).unwrap();
    let mut number = 0;
    let mut ids = || {
        number += 1;
        Id::numbered(number)
    };
    let things = dotenv::parse("DB_TOKEN=new").entries(false, 2, &mut ids);
    let index = one.open(2).unwrap().index;
    one.import(plan(things, &index, true), 2).unwrap();
    let after = one.open(2).unwrap().index.entries.remove(0);
    assert_eq!(value(&mut one, &after), "new");
    let but_for_the_secret = Entry {
        secret: before.secret.clone(),
        changed: before.changed,
        ..after
    };
    assert_eq!(but_for_the_secret, before);
}

#[test]
fn no_entry_makes_the_whole_file_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.age");
    let file = || {
        let store = FileStore::new(&path, Some(secret("correct horse"))).with_work_factor(2);
        Vault::new(Box::new(store), Some(Place::beside(&path)))
    };
    let long = "x".repeat(200);
    let known = Draft {
        profile: Some("Work".to_owned()),
        ..draft(&long)
    };
    let entry = file().add(known, secret("1"), 1).unwrap();
    for name in ["a\tb", &"x".repeat(201)] {
        file().rename_profile("Work", name).unwrap_err();
        let odd = Entry {
            profile: Some(name.to_owned()),
            ..entry.clone()
        };
        // Whoever asks it: what is not read again is not written.
        file().store().describe(&[odd]).unwrap_err();
        assert_eq!(value(&mut file(), &entry), "1", "{name:?}");
    }
    // An orphan gets a label beside that of another, as long as it is.
    let index = folder.path().join("v.age.index.json");
    let listed = fs::read(&index).unwrap();
    file().add(draft("b"), secret("2"), 2).unwrap();
    fs::write(&index, listed).unwrap();
    let mut one = file();
    let mut orphan = one.survey(1_000).unwrap().orphans.remove(0);
    orphan.found.entry.as_mut().unwrap().label = long;
    let adopted = one.adopt(&orphan, 1_000).unwrap();
    assert!(adopted.label.ends_with("x (2)"), "{}", adopted.label);
    assert!(one.not_noted().is_none());
    assert_eq!(value(&mut file(), &adopted), "2");
}

#[test]
fn a_file_that_came_between_two_looks_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.age");
    let file = || FileStore::new(&path, Some(secret("correct horse"))).with_work_factor(2);
    let mut one = file();
    assert!(one.list().unwrap().is_empty());
    // Half a file is no new one.
    fs::write(&path, b"").unwrap();
    assert!(matches!(
        one.list(),
        Err(StoreError::NotSealed(_) | StoreError::Damaged(_))
    ));
    fs::remove_file(&path).unwrap();
    let entry = Entry::new(Id::numbered(1), Id::numbered(2), "a", Default::default(), 1);
    let item = Item {
        entry,
        secret: secret("hunter2"),
    };
    assert!(one.list().unwrap().is_empty());
    file().put(&[item]).unwrap();
    assert_eq!(one.list().unwrap().len(), 1);
}

#[test]
fn a_file_never_becomes_larger_than_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.age");
    let file = || {
        let store = FileStore::new(&path, Some(secret("correct horse"))).with_work_factor(2);
        let store = store.with_most(8_192);
        Vault::new(Box::new(store), Some(Place::beside(&path)))
    };
    let entry = file().add(draft("a"), secret("1"), 1).unwrap();
    let large = secret(&"x".repeat(9_000));
    let error = file().add(draft("b"), large, 2).unwrap_err();
    assert!(matches!(error, StoreError::NoRoom(_)), "{error}");
    assert_eq!(value(&mut file(), &entry), "1");
    assert_eq!(file().open(3).unwrap().index.entries.len(), 1);
}

#[test]
fn a_file_that_is_locked_gives_nothing_and_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.age");
    let mut store = FileStore::new(&path, Some(secret("correct horse"))).with_work_factor(2);
    let entry = Entry::new(Id::numbered(1), Id::numbered(2), "a", Default::default(), 1);
    let item = Item {
        entry: entry.clone(),
        secret: secret("hunter2"),
    };
    store.put(std::slice::from_ref(&item)).unwrap();
    store.lock();
    assert!(!format!("{store:?}").contains("hunter2"));
    for refused in [
        store.get(&[&entry]).err(),
        store.put(std::slice::from_ref(&item)).err(),
        store.list().err(),
        store.delete(std::slice::from_ref(&entry.secret)).err(),
    ] {
        assert!(
            matches!(refused, Some(StoreError::Locked(_))),
            "{refused:?}"
        );
    }
    store.unlock(secret("wrong horse"));
    assert!(matches!(store.list(), Err(StoreError::WrongPassphrase(_))));
    store.unlock(secret("correct horse"));
    assert_eq!(store.get(&[&entry]).unwrap()[0].expose(), b"hunter2");
}
