//! Killed in the middle of what replaces several secrets as one: the tokens of a login, and the
//! passphrase of a file. A process does nothing else, round after round, until it is killed.

use crate::desk::{HERE, PASSPHRASE, Session, unlock};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokenscope::report::Secret;
use tokenscope::store::{FileStore, Keyring, Patience, Place, StoreError, Vault};
use tokenscope::vault::{Kind, LoginTokens, Survey, What, login_label};

/// So many processes are killed: over an encrypted file, and over a keyring, which takes longer.
const TIMES: usize = 200;
const TIMES_OVER_A_KEYRING: usize = 40;

const KINDS: [Kind; 3] = [Kind::AccessToken, Kind::RefreshToken, Kind::IdToken];

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

/// Moments that look random, and are the same in each run.
struct Moments(u64);

impl Moments {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// When to kill, so that about half get beyond their first round: the machine may do other things
/// meanwhile.
struct Pace {
    moments: Moments,
    most: u64,
}

impl Pace {
    /// `round` does what is to be killed, once and undisturbed.
    fn of(seed: u64, round: impl FnOnce()) -> Self {
        let begun = Instant::now();
        round();
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap();
        Self {
            moments: Moments(seed),
            most: (took * 3).max(1_000),
        }
    }

    fn moment(&mut self) -> Duration {
        Duration::from_micros(self.moments.below(self.most))
    }

    fn learn(&mut self, is_round_done: bool) {
        self.most = match is_round_done {
            true => self.most * 15 / 16,
            false => self.most * 17 / 16,
        };
    }
}

/// Starts a test that goes on for ever in a process of its own and kills it at some moment after
/// its first word: the numbers of the round that it began last, and of the one that it finished.
fn killed(
    name: &str,
    first: usize,
    moment: Duration,
    prepare: &dyn Fn(&mut Command),
) -> [usize; 2] {
    let mut command = Command::new(std::env::current_exe().unwrap());
    prepare(&mut command);
    command.env("VAULT_TEST_ROUND", first.to_string());
    let mut child = command
        .args(["--exact", name, "--ignored", "--nocapture"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while !told.contains("begun ") {
        assert_ne!(out.read_line(&mut told).unwrap(), 0, "{told}");
    }
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    out.read_to_string(&mut told).unwrap();
    let last = |word: &str| {
        let numbers = told.lines().filter_map(|line| line.split_once(word));
        let numbers = numbers.filter_map(|(_, number)| number.trim().parse().ok());
        numbers.max()
    };
    [last("begun ").unwrap(), last("done ").unwrap_or(first)]
}

/// Goes on until it is killed. What is printed is out at once: a pipe holds whole lines.
fn go_on(mut round: impl FnMut(usize)) {
    let first: usize = std::env::var("VAULT_TEST_ROUND").unwrap().parse().unwrap();
    let mut out = std::io::stdout();
    for number in first + 1.. {
        writeln!(out, "begun {number}").unwrap();
        round(number);
        writeln!(out, "done {number}").unwrap();
    }
}

// ---------------------------------------------------------------- the tokens of a login

fn tokens(round: usize) -> LoginTokens {
    LoginTokens {
        label: "work".to_owned(),
        account: Some("ada".to_owned()),
        access_token: Some(secret(&format!("access {round}"))),
        refresh_token: Some(secret(&format!("refresh {round}"))),
        id_token: Some(secret(&format!("id {round}"))),
        ..LoginTokens::default()
    }
}

/// Which round the three tokens are of; they are of one, and are companions.
fn kept(vault: &mut Vault) -> usize {
    let index = vault.open(1_000).unwrap().index;
    assert_eq!(index.entries.len(), 3, "{index:?}");
    let entries = KINDS.map(|kind| index.by_label(&login_label("work", kind)).unwrap());
    assert_eq!(index.companions(entries[0]).len(), 2);
    let secrets = vault.secrets(&entries, &What::Revealed, 1_000).unwrap();
    let texts = secrets
        .iter()
        .map(|s| String::from_utf8(s.expose().to_vec()).unwrap());
    let texts: Vec<String> = texts.collect();
    let round = texts[0].strip_prefix("access ").unwrap();
    assert_eq!(
        texts[1..],
        [format!("refresh {round}"), format!("id {round}")]
    );
    round.parse().unwrap()
}

/// Kills at many moments; nothing may be lost, and what was left half-way has to be found.
fn play(
    times: usize,
    name: &str,
    open: &dyn Fn() -> Vault,
    prepare: &dyn Fn(&mut Command),
) -> String {
    let mut vault = open();
    vault.keep_login(&tokens(1_000_000), 1_000).unwrap();
    let mut pace = Pace::of(0x2545_f491_4f6c_dd1d, || {
        vault.keep_login(&tokens(0), 1_000).unwrap();
    });
    let (mut last, mut within, mut left) = (0, 0, 0);
    for _ in 0..times {
        let [begun, done] = killed(name, last, pace.moment(), prepare);
        pace.learn(done > last);
        let mut vault = open();
        let there = kept(&mut vault);
        assert!(
            (done..=begun).contains(&there),
            "{there}, not {done} to {begun}"
        );
        within += usize::from(begun > done);
        last = there;
        // A new secret without an entry, or an old one whose entry has another by now.
        let survey = vault.survey(10_000).unwrap();
        assert!(survey.missing.is_empty(), "{survey:?}");
        let in_store = vault.store().list().unwrap().len();
        assert_eq!(in_store, 3 + survey.orphans.len(), "each is found");
        left += survey.orphans.len();
        for orphan in &survey.orphans {
            vault.delete_orphan(orphan, 10_000).unwrap();
        }
        assert_eq!(vault.survey(10_000).unwrap(), Survey::default());
        assert_eq!(kept(&mut vault), there);
    }
    assert!(
        within > times / 2 && last > times / 4 && left > 0,
        "{within} of {times}, {last} rounds, {left} left over"
    );
    format!("{within} of {times} were killed within a round, {last} rounds; {left} were left over")
}

fn in_file(file: &Path) -> Vault {
    let store = FileStore::new(file, Some(secret(PASSPHRASE))).with_work_factor(2);
    Vault::new(Box::new(store), Some(Place::beside(file)))
}

#[test]
fn killed_while_a_login_is_kept_the_three_tokens_are_of_one_login() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let prepare = |command: &mut Command| {
        command.env("VAULT_TEST_FILE", &file);
    };
    let name = "killed_within::inner_login_in_a_file";
    println!("{}", play(TIMES, name, &|| in_file(&file), &prepare));
}

#[test]
#[ignore = "it is run and killed by killed_while_a_login_is_kept_the_three_tokens_are_of_one_login"]
fn inner_login_in_a_file() {
    let file = std::env::var_os("VAULT_TEST_FILE").unwrap();
    let mut vault = in_file(Path::new(&file));
    go_on(|round| drop(vault.keep_login(&tokens(round), 1_000).unwrap()));
}

#[test]
fn killed_while_a_login_is_kept_in_the_keyring_the_three_tokens_are_of_one_login() {
    let session = Session::start("unlocked");
    session.test("killed_within::inner_keyring", &[]);
}

fn in_keyring() -> Vault {
    let folder = std::env::var_os("XDG_DATA_HOME").unwrap();
    let place = Place::in_folder(Path::new(&folder));
    Vault::new(Box::new(Keyring::new(Patience::default())), Some(place))
}

#[test]
#[ignore = "it is run by killed_while_a_login_is_kept_in_the_keyring_the_three_tokens_are_of_one_login"]
fn inner_keyring() {
    let name = "killed_within::inner_login_in_the_keyring";
    println!("{}", play(TIMES_OVER_A_KEYRING, name, &in_keyring, HERE));
    // The service itself may come back between two rounds.
    unlock(HERE);
    kept(&mut in_keyring());
}

#[test]
#[ignore = "it is run and killed by inner_keyring"]
fn inner_login_in_the_keyring() {
    let mut vault = in_keyring();
    go_on(|round| drop(vault.keep_login(&tokens(round), 1_000).unwrap()));
}

// ---------------------------------------------------------------- the passphrase of a file

fn passphrase(round: usize) -> Secret {
    secret(&format!("{PASSPHRASE} {round}"))
}

fn opened_with(file: &Path, round: usize) -> Result<Vault, StoreError> {
    let store = FileStore::new(file, Some(passphrase(round))).with_work_factor(2);
    let mut vault = Vault::new(Box::new(store), Some(Place::beside(file)));
    vault.store().list()?;
    Ok(vault)
}

#[test]
fn killed_while_the_passphrase_is_changed_the_old_or_the_new_one_opens_everything() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let mut vault = opened_with(&file, 0).unwrap();
    vault.keep_login(&tokens(7), 1_000).unwrap();
    let mut pace = Pace::of(0x9e37_79b9_7f4a_7c15, || {
        let (old, new) = (passphrase(0), passphrase(0));
        vault.store().rekey(&old, new).unwrap();
    });
    let (mut last, mut within) = (0, 0);
    for _ in 0..TIMES {
        let prepare = |command: &mut Command| {
            command.env("VAULT_TEST_FILE", &file);
        };
        let name = "killed_within::inner_passphrase";
        let [begun, done] = killed(name, last, pace.moment(), &prepare);
        pace.learn(done > last);
        let opens = |round: &usize| opened_with(&file, *round).is_ok();
        let opening: Vec<usize> = (done..=begun).filter(opens).collect();
        assert_eq!(opening.len(), 1, "{opening:?} of {done} to {begun}");
        within += usize::from(begun > done);
        last = opening[0];
        let mut vault = opened_with(&file, last).unwrap();
        assert_eq!(kept(&mut vault), 7);
        assert_eq!(vault.survey(10_000).unwrap(), Survey::default());
    }
    println!("{within} of {TIMES} were killed within a round, {last} rounds");
    assert!(
        within > TIMES / 2 && last > TIMES / 4,
        "{within} of {TIMES}, {last} rounds"
    );
    // Nothing half-written is left once something is written.
    opened_with(&file, last)
        .unwrap()
        .store()
        .rekey(&passphrase(last), secret(PASSPHRASE))
        .unwrap();
    let names = crate::desk::files_under(folder.path());
    let names: Vec<_> = names
        .iter()
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(
        !names.iter().any(|name| name.contains(".new-")),
        "{names:?}"
    );
}

#[test]
#[ignore = "it is run and killed by killed_while_the_passphrase_is_changed_the_old_or_the_new_one_opens_everything"]
fn inner_passphrase() {
    let file = std::env::var_os("VAULT_TEST_FILE").unwrap();
    let first = std::env::var("VAULT_TEST_ROUND").unwrap().parse().unwrap();
    let mut vault = opened_with(Path::new(&file), first).unwrap();
    go_on(|round| {
        vault
            .store()
            .rekey(&passphrase(round - 1), passphrase(round))
            .unwrap();
    });
}

#[test]
fn the_old_passphrase_is_needed_and_nothing_is_changed_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.age");
    let mut vault = opened_with(&file, 1).unwrap();
    vault.keep_login(&tokens(7), 1_000).unwrap();
    let before = std::fs::read(&file).unwrap();
    let error = vault
        .store()
        .rekey(&passphrase(2), passphrase(3))
        .unwrap_err();
    assert!(matches!(error, StoreError::WrongPassphrase(_)), "{error}");
    let error = vault
        .store()
        .rekey(&passphrase(1), secret("short"))
        .unwrap_err();
    assert!(matches!(error, StoreError::ShortPassphrase(_)), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(kept(&mut vault), 7);
    // Another that has the file open is told, and writes nothing with the old passphrase.
    let mut other = opened_with(&file, 1).unwrap();
    vault.store().rekey(&passphrase(1), passphrase(2)).unwrap();
    let after = std::fs::read(&file).unwrap();
    let error = other.keep_login(&tokens(8), 1_000).unwrap_err();
    assert!(matches!(error, StoreError::WrongPassphrase(_)), "{error}");
    assert_eq!(std::fs::read(&file).unwrap(), after);
    assert_eq!(kept(&mut vault), 7);
    vault.store().lock();
    let error = vault
        .store()
        .rekey(&passphrase(2), passphrase(3))
        .unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    // A file that is not there yet is made with the new one.
    let file = folder.path().join("new.age");
    let mut vault = opened_with(&file, 1).unwrap();
    vault
        .store()
        .rekey(&passphrase(2), passphrase(3))
        .unwrap_err();
    vault.store().rekey(&passphrase(1), passphrase(3)).unwrap();
    assert!(!file.exists());
    vault.keep_login(&tokens(9), 1_000).unwrap();
    assert_eq!(kept(&mut opened_with(&file, 3).unwrap()), 9);
    // A keyring and memory have none.
    let mut memory = Vault::new(Box::new(tokenscope::store::MemoryStore::default()), None);
    memory
        .store()
        .rekey(&passphrase(1), passphrase(2))
        .unwrap_err();
}
