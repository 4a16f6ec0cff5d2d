//! Every crate that is built, for the program or for its tests, has a licence that a program under
//! MIT OR Apache-2.0 can be given out with.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::process::Command;

/// Licences that ask for no more than that their text is kept (SPDX names).
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Licences of one crate only, with the reason why they are taken.
const ALLOWED_FOR: &[(&str, &str, &str)] = &[
    (
        "epaint_default_fonts",
        "OFL-1.1",
        "a font, given out as it is",
    ),
    (
        "epaint_default_fonts",
        "Ubuntu-font-1.0",
        "a font, given out as it is",
    ),
    (
        "option-ext",
        "MPL-2.0",
        "used unchanged; the terms cover its own files only",
    ),
    (
        "colored",
        "MPL-2.0",
        "used by the tests only, and is no part of the program",
    ),
];

fn allowed(crate_name: &str, licence: &str) -> bool {
    let for_this = |(name, only, _): &&(&str, &str, &str)| *name == crate_name && *only == licence;
    ALLOWED.contains(&licence) || ALLOWED_FOR.iter().any(|entry| for_this(&entry))
}

/// An SPDX licence expression (SPDX 2.3 annex D): `OR` binds less than `AND`, and `AND` less than
/// `WITH`. The `/` of older manifests means `OR`.
struct Expression<'a> {
    tokens: Vec<&'a str>,
    at: usize,
    crate_name: &'a str,
}

impl<'a> Expression<'a> {
    /// Whether the licences that are allowed satisfy the expression; an error says why it is none.
    fn satisfied(crate_name: &'a str, text: &'a str) -> Result<bool, String> {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let len = match first {
                '(' | ')' | '/' => 1,
                _ => {
                    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/');
                    rest.find(is_end).unwrap_or(rest.len())
                }
            };
            let (token, after) = rest.split_at(len);
            tokens.push(token);
            rest = after.trim_start();
        }
        let mut expression = Self {
            tokens,
            at: 0,
            crate_name,
        };
        let value = expression.or()?;
        match expression.next() {
            None => Ok(value),
            Some(token) => Err(format!("{token:?} stands where nothing can")),
        }
    }

    fn next(&mut self) -> Option<&'a str> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let is_word = |token: &&str| words.iter().any(|word| token.eq_ignore_ascii_case(word));
        let taken = self.tokens.get(self.at).is_some_and(is_word);
        self.at += usize::from(taken);
        taken
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut value = self.and()?;
        while self.take(&["OR", "/"]) {
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut value = self.licence()?;
        while self.take(&["AND"]) {
            value &= self.licence()?;
        }
        Ok(value)
    }

    fn licence(&mut self) -> Result<bool, String> {
        if self.take(&["("]) {
            let value = self.or()?;
            return if self.take(&[")"]) {
                Ok(value)
            } else {
                Err("a parenthesis is not closed".to_owned())
            };
        }
        let word = |token: Option<&'a str>| match token {
            Some(token) if !["OR", "AND", "WITH", "(", ")", "/"].contains(&token) => Ok(token),
            _ => Err("a licence is missing".to_owned()),
        };
        let mut name = word(self.next())?.to_owned();
        if self.take(&["WITH"]) {
            name = format!("{name} WITH {}", word(self.next())?);
        }
        Ok(allowed(self.crate_name, &name))
    }
}

/// What is wrong with a package's licence.
fn judge(name: &str, licence: Option<&str>) -> Option<String> {
    let Some(licence) = licence else {
        return Some(format!(
            "{name}: Cargo.toml names no licence; read its text"
        ));
    };
    match Expression::satisfied(name, licence) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: {licence} is not on the list")),
        Err(why) => Some(format!("{name}: {licence:?} is no SPDX expression: {why}")),
    }
}

/// The packages that are built on this machine. Those for other systems are not fetched here.
fn packages() -> Vec<Value> {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc");
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = |more: &[&str]| {
        Command::new(&cargo)
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(["--all-features", "--filter-platform", host.unwrap()])
            .args(more)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo")
    };
    // All that is built is here already; only a lone `--no-default-features` build lacks some.
    let mut output = metadata(&["--offline"]);
    if !output.status.success() {
        output = metadata(&[]);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {said}");
    let mut read: Value = serde_json::from_slice(&output.stdout).unwrap();
    match read.get_mut("packages").map(Value::take) {
        Some(Value::Array(packages)) => packages,
        _ => panic!("cargo metadata names no packages"),
    }
}

#[test]
fn every_licence_is_on_the_list() {
    let packages = packages();
    let text = |package: &Value, name: &str| {
        let value = package.get(name).and_then(Value::as_str);
        value.map(str::to_owned)
    };
    let said: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            let name = text(package, "name").unwrap();
            judge(&name, text(package, "license").as_deref())
        })
        .collect();
    assert!(packages.len() > 50, "only {} packages", packages.len());
    assert!(said.is_empty(), "\n{}\n", said.join("\n"));
}

#[test]
fn no_exception_is_left_over() {
    let packages = packages();
    for (name, licence, _) in ALLOWED_FOR {
        let used = packages.iter().any(|package| {
            let is = |key: &str, wanted: &dyn Fn(&str) -> bool| {
                package.get(key).and_then(Value::as_str).is_some_and(wanted)
            };
            is("name", &|n| n == *name) && is("license", &|l| l.contains(licence))
        });
        assert!(used, "{name} is no longer built under {licence}");
    }
}

#[test]
fn expressions_are_read_as_spdx_has_them() {
    for (text, holds) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only/GPL-2.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only AND GPL-2.0-only", true),
        ("(MIT OR GPL-3.0-only) AND GPL-2.0-only", false),
        ("(MIT OR GPL-3.0-only) AND (ISC)", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0 WITH Other-exception", false),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0 or Apache-2.0",
            true,
        ),
        ("mit", false),
        ("MPL-2.0", false),
    ] {
        assert_eq!(Expression::satisfied("some", text), Ok(holds), "{text}");
    }
    assert_eq!(Expression::satisfied("option-ext", "MPL-2.0"), Ok(true));
    for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT ISC", "AND", "MIT WITH"] {
        assert!(Expression::satisfied("some", broken).is_err(), "{broken}");
    }
    let unnamed = judge("some", None).unwrap();
    assert_eq!(unnamed, "some: Cargo.toml names no licence; read its text");
}
