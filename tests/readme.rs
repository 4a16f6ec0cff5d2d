//! What the README shows is what happens: every command in a `console` block is run, and what it
//! prints must be what stands there. Every dependency is named with its reason.
//!
//! `UPDATE_README=1` puts what is printed now into the README instead.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of that language, each with the line on which it begins.
fn blocks(text: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(name)) => open = Some((number + 2, name == language, String::new())),
            (Some((begun, wanted, block)), Some(_)) => {
                if *wanted {
                    found.push((*begun, block.clone()));
                }
                open = None;
            }
            (Some((_, _, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// The block as a shell would have it, were its commands typed now.
fn played(block: &str) -> String {
    let mut script = String::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            // The next command sees the exit code of this one.
            let shown = line.replace('\'', "'\\''");
            script.push_str(&format!(
                "code=$?; printf '%s\\n' '{shown}'; (exit $code); {command}\n"
            ));
        }
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_tokenscope"));
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{script}")])
        .current_dir(root())
        .env(
            "PATH",
            format!("{}:{path}", bin.parent().unwrap().display()),
        )
        .env("TZ", "UTC")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_example_prints_what_it_says() {
    let text = readme();
    let blocks = blocks(&text, "console");
    assert!(blocks.len() >= 3, "only {} examples", blocks.len());
    if std::env::var_os("UPDATE_README").is_some() {
        let renewed = blocks.iter().fold(text.clone(), |text, (_, block)| {
            text.replace(block, &played(block))
        });
        return fs::write(root().join("README.md"), renewed).unwrap();
    }
    for (line, block) in blocks {
        assert_eq!(played(&block), block, "README.md:{line}");
    }
}

#[test]
fn two_commands_set_it_up() {
    let text = readme();
    let blocks = blocks(&text, "sh");
    let commands: Vec<&str> = blocks[0].1.lines().collect();
    let bare = |line: &&str| line.split('#').next().unwrap().trim().to_owned();
    let commands: Vec<String> = commands.iter().map(bare).collect();
    assert_eq!(commands, ["cargo run --release", "./tests/run"]);
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut wanted = BTreeSet::new();
    let mut section = "";
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['=', '.']).next().unwrap().trim();
            wanted.insert(name.to_owned());
        }
    }
    let text = readme();
    let mut named = BTreeSet::new();
    let table = text.split("## Dependencies").nth(1).unwrap();
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = row.split('|').skip(1);
        let names = cells.next().unwrap();
        let reason = cells.next().unwrap_or_default().trim();
        assert!(!reason.is_empty(), "{names} has no reason");
        named.extend(names.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    assert_eq!(wanted, named, "left: Cargo.toml, right: README.md");
}

#[test]
fn every_rule_is_listed() {
    let rows = tokenscope::findings::RULES.iter().map(|rule| {
        let severity = format!("{:?}", rule.severity).to_lowercase();
        let (id, meaning, reference) = (rule.id, rule.meaning, rule.reference);
        format!("| `{id}` | {severity} | {meaning} | {reference} |\n")
    });
    let wanted: String = rows.collect();
    let text = readme();
    let section = text.split("## What it warns about").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (_, listed) = section.split_once("|---|---|---|---|\n").unwrap();
    let listed: Vec<_> = listed.lines().take_while(|l| l.starts_with('|')).collect();
    let listed = format!("{}\n", listed.join("\n"));
    assert_eq!(
        listed, wanted,
        "left: README.md, right: src/findings, as it is to be:\n{wanted}"
    );
}

#[test]
fn every_file_that_is_named_is_there() {
    for document in ["README.md", "ARCHITECTURE.md", "SECURITY.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains("://") {
                assert!(root().join(target).exists(), "{document} names {target}");
            }
        }
    }
}
