//! A program that is killed at any moment loses nothing, and leaves nothing that is not found.

use crate::desk::{file_command, with_file};
use crate::file::made;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// So many are killed.
const TIMES: usize = 200;

/// What is known of an entry: which secrets it may have, and whether it may be gone.
#[derive(Default)]
struct Known {
    may_be: Vec<String>,
    may_be_gone: bool,
    must_be_gone: bool,
}

/// Starts a command and kills it after so long; whether it had done its work by then.
fn killed(file: &Path, arguments: &[&str], input: &str, after: Duration) -> bool {
    let mut child = file_command(file, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It may be dead before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap().success()
}

/// Every secret that can be had, by label.
fn all(file: &Path) -> BTreeMap<String, String> {
    let out = file.with_extension("export");
    let exported = with_file(
        file,
        &[
            "export",
            "--plain",
            "json",
            "--force",
            "--out",
            out.to_str().unwrap(),
        ],
        b"PLAIN TEXT\n",
    );
    assert_eq!(exported.code, 0, "{exported:?}");
    let text = std::fs::read(&out).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let entries = json["entries"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    entries
        .iter()
        .map(|e| (text(&e["label"]), text(&e["value"])))
        .collect()
}

fn check(file: &Path, known: &BTreeMap<String, Known>, round: usize) {
    let there = all(file);
    for (label, known) in known {
        match there.get(label) {
            Some(secret) => {
                assert!(!known.must_be_gone, "{label} is back after round {round}");
                assert!(
                    known.may_be.contains(secret),
                    "{label}: {secret} after round {round}"
                );
            }
            None => assert!(
                known.may_be_gone || known.must_be_gone,
                "{label} is lost after round {round}"
            ),
        }
    }
    assert!(
        there.keys().all(|label| known.contains_key(label)),
        "{there:?}"
    );
}

#[test]
fn killed_at_two_hundred_moments_nothing_is_lost() {
    let (_folder, file) = made();
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for label in ["first", "second"] {
        known
            .entry(label.to_owned())
            .or_default()
            .may_be
            .push(format!("secret of {label}"));
    }
    // How long it takes to do its work undisturbed: it is killed before, within and after that.
    let begun = Instant::now();
    assert_eq!(with_file(&file, &["add", "measured"], b"m").code, 0);
    known
        .entry("measured".to_owned())
        .or_default()
        .may_be
        .push("m".to_owned());
    let mut whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut done = 0;
    for round in 0..TIMES {
        let after = Duration::from_micros(random(whole + whole / 4));
        let done_before = done;
        let others: Vec<String> = known
            .iter()
            .filter(|(_, known)| !known.must_be_gone && !known.may_be_gone)
            .map(|(label, _)| label.clone())
            .collect();
        let other = others[usize::try_from(random(others.len() as u64)).unwrap()].clone();
        let secret = format!("secret {round}");
        match random(4) {
            0 => {
                let finished = killed(&file, &["add", &other, "--replace"], &secret, after);
                let known = known.get_mut(&other).unwrap();
                if finished {
                    known.may_be.clear();
                    done += 1;
                }
                known.may_be.push(secret);
            }
            1 if others.len() > 5 => {
                let finished = killed(&file, &["remove", &other, "--yes"], "", after);
                let known = known.get_mut(&other).unwrap();
                known.may_be_gone = true;
                known.must_be_gone = finished;
                done += usize::from(finished);
            }
            _ => {
                let label = format!("added {round}");
                let finished = killed(&file, &["add", &label], &secret, after);
                let known = known.entry(label).or_default();
                known.may_be.push(secret);
                known.may_be_gone = !finished;
                done += usize::from(finished);
            }
        }
        // The machine may do other things meanwhile: about half are to be done.
        whole = if done > done_before {
            whole * 31 / 32
        } else {
            whole * 33 / 32
        };
        if round % 10 == 9 {
            check(&file, &known, round);
        }
    }
    assert!(
        (10..TIMES - 10).contains(&done),
        "only {done} of {TIMES} were done before they were killed"
    );
    // What was left half-way is found, and can be dealt with; nothing known is among it.
    let checked = with_file(&file, &["check", "--delete", "all"], b"");
    assert!(checked.code == 0 || checked.code == 1, "{checked:?}");
    check(&file, &known, TIMES);
    println!(
        "{done} of {TIMES} were done before they were killed, after up to {} ms",
        whole * 5 / 4 / 1_000
    );
}
