//! The rooms of the house: which may use which, and which may name what from outside. This table
//! is the one place where that is said; `ARCHITECTURE.md` explains it.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "architecture/source.rs"]
mod source;

use source::{Named, Source};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of `src/` that holds one part of the program.
struct Room {
    name: &'static str,
    /// The rooms it may use. They stand above it in the table, so that arrows point one way.
    may_use: &'static [&'static str],
    /// Whether it is a function of what is given to it: no file, no network, no clock.
    is_pure: bool,
}

/// The rooms, lowest first.
const ROOMS: &[Room] = &[
    Room {
        name: "report",
        may_use: &[],
        is_pure: true,
    },
    Room {
        name: "wire",
        may_use: &["report"],
        is_pure: true,
    },
    Room {
        name: "jose",
        may_use: &["report"],
        is_pure: true,
    },
    Room {
        name: "credential",
        may_use: &["report", "wire", "jose"],
        is_pure: true,
    },
    Room {
        name: "validation",
        may_use: &["report", "jose"],
        is_pure: true,
    },
    Room {
        name: "findings",
        may_use: &["report", "jose", "credential"],
        is_pure: true,
    },
    Room {
        name: "inspect",
        may_use: &[
            "report",
            "wire",
            "jose",
            "credential",
            "validation",
            "findings",
        ],
        is_pure: true,
    },
    Room {
        name: "compare",
        may_use: &["report", "jose", "validation", "inspect"],
        is_pure: true,
    },
    Room {
        name: "oauth",
        may_use: &["report", "wire", "jose", "validation", "inspect"],
        is_pure: true,
    },
    Room {
        name: "vault",
        may_use: &["report", "jose", "credential", "validation"],
        is_pure: true,
    },
    Room {
        name: "net",
        may_use: &["report", "wire", "jose"],
        is_pure: false,
    },
    Room {
        name: "store",
        may_use: &["report", "jose", "vault"],
        is_pure: false,
    },
    Room {
        name: "flows",
        may_use: &[
            "report",
            "wire",
            "jose",
            "validation",
            "inspect",
            "oauth",
            "vault",
            "net",
        ],
        is_pure: false,
    },
    Room {
        name: "app",
        may_use: &[
            "report",
            "wire",
            "jose",
            "validation",
            "inspect",
            "compare",
            "oauth",
            "vault",
        ],
        is_pure: true,
    },
    Room {
        name: "desktop",
        may_use: &["report"],
        is_pure: false,
    },
    Room {
        name: "work",
        may_use: &[
            "report", "wire", "jose", "findings", "inspect", "compare", "oauth", "vault", "net",
            "store", "flows", "app", "desktop",
        ],
        is_pure: false,
    },
    Room {
        name: "ui",
        may_use: &["report", "wire", "jose", "compare", "vault", "app", "work"],
        is_pure: false,
    },
    Room {
        name: "cli",
        may_use: &[
            "report",
            "wire",
            "jose",
            "validation",
            "inspect",
            "compare",
            "oauth",
            "vault",
            "net",
            "store",
            "flows",
            "desktop",
        ],
        is_pure: false,
    },
];

/// Every crate in `[dependencies]`, for whatever system, and the rooms that may name it.
const CRATES: &[(&str, Rooms)] = &[
    ("base64", Rooms::Any),
    ("jiff", Rooms::Any),
    ("serde", Rooms::Any),
    ("serde_json", Rooms::Any),
    ("thiserror", Rooms::Any),
    ("url", Rooms::Any),
    ("zeroize", Rooms::Any),
    ("aes_kw", Rooms::Only(&["jose"])),
    ("zbus", Rooms::Only(&["store"])),
    ("zbus_secret_service_keyring_store", Rooms::Only(&["store"])),
    ("apple_native_keyring_store", Rooms::Only(&["store"])),
    ("windows_native_keyring_store", Rooms::Only(&["store"])),
    ("age", Rooms::Only(&["store"])),
    ("aws_lc_rs", Rooms::Only(&["jose"])),
    ("crc32fast", Rooms::Only(&["credential"])),
    ("crypto_bigint", Rooms::Only(&["jose"])),
    ("der", Rooms::Only(&["jose"])),
    ("jsonwebtoken", Rooms::Only(&["jose"])),
    ("keyring_core", Rooms::Only(&["store"])),
    ("miniz_oxide", Rooms::Only(&["jose"])),
    ("spki", Rooms::Only(&["jose"])),
    ("x509_cert", Rooms::Only(&["jose"])),
    ("qrcodegen", Rooms::Only(&["oauth"])),
    ("http_body_util", Rooms::Only(&["net"])),
    ("hyper", Rooms::Only(&["net"])),
    ("hyper_util", Rooms::Only(&["net"])),
    ("reqwest", Rooms::Only(&["net"])),
    ("rpassword", Rooms::Only(&["cli"])),
    ("rustix", Rooms::Only(&["cli"])),
    ("rustls", Rooms::Only(&["net"])),
    ("tokio", Rooms::Only(&["net"])),
    ("clap", Rooms::Only(&["cli"])),
    ("terminal_size", Rooms::Only(&["cli"])),
    ("unicode_width", Rooms::Only(&["cli"])),
    ("toml", Rooms::Only(&["oauth"])),
    ("directories", Rooms::Only(&["desktop"])),
    ("eframe", Rooms::Only(&["ui"])),
    ("egui", Rooms::Only(&["ui"])),
    ("egui_system_font_provider", Rooms::Only(&["ui"])),
    ("unicode_general_category", Rooms::Only(&["ui"])),
    ("webbrowser", Rooms::Only(&["desktop"])),
    ("rfd", Rooms::Only(&["desktop"])),
    ("arboard", Rooms::Only(&["desktop"])),
];

/// Who may name a crate.
enum Rooms {
    Any,
    Only(&'static [&'static str]),
}

/// What a pure room may not name: the world outside, and the hour.
const IMPURE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "ZonedDateTime::now",
    "TimeZone::system",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
];

/// A file longer than this holds more than one subject.
const MAX_LINES: usize = 800;

/// The one file that makes colours.
const THEME: &str = "src/ui/theme.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under `src`, with its path from the root and its text.
fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
            (name.replace('\\', "/"), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

/// Whether one room stands on another, over others if need be.
fn stands_on(upper: &str, lower: &str) -> bool {
    room(upper).is_some_and(|upper| {
        let mut uses = upper.may_use.iter();
        uses.any(|used| *used == lower || stands_on(used, lower))
    })
}

/// Every sentence that is to be said about one file.
fn judge(path: &str, text: &str) -> Vec<String> {
    let mut said = Vec::new();
    let lines = text.lines().count();
    if lines > MAX_LINES {
        said.push(format!("{path}: {lines} lines, {MAX_LINES} are the most"));
    }
    let source = Source::read(path, text);
    for named in source.named() {
        let place = format!("{path}:{}", named.line);
        said.extend(
            judge_name(path, source.room(), &named)
                .into_iter()
                .map(|sentence| format!("{place}: {sentence}")),
        );
    }
    said.dedup();
    said
}

fn judge_name(path: &str, here: Option<&str>, named: &Named) -> Option<String> {
    let text = named.path.join("::");
    let first = named.path.first()?.as_str();
    let is_colour = |at: usize| {
        let from = named.path.get(at + 1);
        matches!(named.path[at].as_str(), "Color32" | "Rgba")
            && from.is_some_and(|name| name.starts_with("from_"))
    };
    if path != THEME && (0..named.path.len()).any(is_colour) {
        return Some(format!("{text} makes a colour, which only {THEME} may"));
    }
    let here = here?;
    let Some(room_here) = room(here) else {
        return Some(format!("{here} is no room of the table"));
    };
    if first == "crate" {
        let there = named.path.get(1)?;
        if there == here || room_here.may_use.contains(&there.as_str()) {
            return None;
        }
        if there == "*" {
            return Some(format!("{here} names the whole crate, name the room"));
        }
        if room(there).is_none() {
            return Some(format!("{here} uses crate::{there}, which is no room"));
        }
        let why = if stands_on(there, here) {
            "which is above it"
        } else {
            "which it may not use"
        };
        return Some(format!("{here} uses {there}, {why}"));
    }
    if let Some((name, Rooms::Only(rooms))) = CRATES.iter().find(|(name, _)| *name == first)
        && !rooms.contains(&here)
    {
        let rooms = rooms.join(" and ");
        return Some(format!("{here} names {name}, which only {rooms} may"));
    }
    let impure = |banned: &&&str| {
        let banned = **banned;
        text == banned || text.starts_with(&format!("{banned}::"))
    };
    if room_here.is_pure
        && !named.in_test
        && let Some(banned) = IMPURE.iter().find(impure)
    {
        return Some(format!("{here} is pure, it may not name {banned}"));
    }
    None
}

#[test]
fn every_room_uses_only_what_it_may() {
    let said: Vec<String> = files()
        .iter()
        .flat_map(|(path, text)| judge(path, text))
        .collect();
    assert!(said.is_empty(), "\n{}\n", said.join("\n"));
}

#[test]
fn the_table_holds_the_rooms_that_there_are() {
    let there: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let named: BTreeSet<String> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(there, named, "left: the folders of src, right: the table");
    let loose: Vec<_> = files()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.matches('/').count() == 1)
        .collect();
    assert_eq!(
        loose,
        ["src/lib.rs", "src/main.rs"],
        "a file outside a room"
    );
}

#[test]
fn the_code_map_has_the_same_rows() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for room in ROOMS {
        let row = format!("| `{}/` |", room.name);
        let line = map.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("ARCHITECTURE.md has no row {row}"));
        let used = line.rsplit('|').nth(1).unwrap().trim();
        let wanted = match room.may_use {
            [] => "–".to_owned(),
            rooms => rooms.join(", "),
        };
        assert_eq!(used, wanted, "ARCHITECTURE.md, {row}");
    }
}

#[test]
fn arrows_point_one_way() {
    for (i, room) in ROOMS.iter().enumerate() {
        for used in room.may_use {
            let above = ROOMS[..i].iter().any(|lower| lower.name == *used);
            assert!(above, "{} may use {used}, which is not lower", room.name);
        }
    }
}

#[test]
fn the_table_holds_the_crates_that_there_are() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut there = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if (section == "[dependencies]" || section.ends_with(".dependencies]"))
            && !line.is_empty()
            && !line.starts_with('#')
        {
            let name = line.split(['=', '.']).next().unwrap().trim();
            there.insert(name.replace('-', "_"));
        }
    }
    let named: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(there, named, "left: Cargo.toml, right: the table");
}

/// What the test says about made-up files: it must find each breach.
mod breaches {
    use super::judge;

    fn check(path: &str, text: &str, said: &[&str]) {
        assert_eq!(judge(path, text), said, "{text}");
    }

    #[test]
    fn a_room_above() {
        let above = "src/jose/x.rs:1: jose uses inspect, which is above it";
        check("src/jose/x.rs", "use crate::inspect::Question;", &[above]);
        check(
            "src/jose/x.rs",
            "use crate::{report, inspect::{a, b}};",
            &[above],
        );
        check(
            "src/jose/x.rs",
            "pub(crate) use super::super::inspect;",
            &[above],
        );
        check(
            "src/jose/mod.rs",
            "use super::inspect;",
            &["src/jose/mod.rs:1: jose uses inspect, which is above it"],
        );
        check(
            "src/jose/a/b.rs",
            "fn f() { super::super::super::inspect::g() }",
            &["src/jose/a/b.rs:1: jose uses inspect, which is above it"],
        );
        check(
            "src/jose/x.rs",
            "mod tests {\n    use super::super::super::inspect;\n}",
            &["src/jose/x.rs:2: jose uses inspect, which is above it"],
        );
        check(
            "src/jose/x.rs",
            "fn f(_: crate :: inspect :: Question) {}",
            &[above],
        );
    }

    #[test]
    fn a_room_beside() {
        check(
            "src/cli/x.rs",
            "use crate::ui;",
            &["src/cli/x.rs:1: cli uses ui, which it may not use"],
        );
        check(
            "src/cli/x.rs",
            "use crate::nothing;",
            &["src/cli/x.rs:1: cli uses crate::nothing, which is no room"],
        );
        check(
            "src/cli/x.rs",
            "use crate::*;",
            &["src/cli/x.rs:1: cli names the whole crate, name the room"],
        );
        check(
            "src/shed/x.rs",
            "use std::fmt;",
            &["src/shed/x.rs:1: shed is no room of the table"],
        );
    }

    #[test]
    fn a_crate_that_is_not_for_this_room() {
        let egui = "src/report/x.rs:1: report names egui, which only ui may";
        check("src/report/x.rs", "use egui::Ui;", &[egui]);
        check("src/report/x.rs", "use ::egui as e;", &[egui]);
        check("src/report/x.rs", "fn f(ui: &mut egui::Ui) {}", &[egui]);
        check(
            "src/inspect/x.rs",
            "use {aws_lc_rs::digest, std::fmt};",
            &["src/inspect/x.rs:1: inspect names aws_lc_rs, which only jose may"],
        );
        check(
            "src/ui/x.rs",
            "#[derive(clap::Args)] struct A;",
            &["src/ui/x.rs:1: ui names clap, which only cli may"],
        );
    }

    #[test]
    fn the_world_in_a_pure_room() {
        let fs = "src/jose/x.rs:1: jose is pure, it may not name std::fs";
        check("src/jose/x.rs", "use std::{fmt, fs::File};", &[fs]);
        check("src/jose/x.rs", "fn f() { std::fs::read(\"a\"); }", &[fs]);
        check(
            "src/inspect/x.rs",
            "fn f() { let _ = Timestamp::now(); }",
            &["src/inspect/x.rs:1: inspect is pure, it may not name Timestamp::now"],
        );
        check("src/cli/x.rs", "use std::fs;", &[]);
        check(
            "src/jose/x.rs",
            "#[cfg(test)]\nmod tests { use std::fs; }",
            &[],
        );
    }

    #[test]
    fn a_colour_outside_the_theme() {
        let text = "fn f() { egui::Color32::from_rgb(1, 2, 3); }";
        check(
            "src/ui/x.rs",
            text,
            &[
                "src/ui/x.rs:1: egui::Color32::from_rgb makes a colour, which only src/ui/theme.rs may",
            ],
        );
        check("src/ui/theme.rs", text, &[]);
    }

    #[test]
    fn a_file_that_is_too_long() {
        let text = "//\n".repeat(801);
        check(
            "src/ui/x.rs",
            &text,
            &["src/ui/x.rs: 801 lines, 800 are the most"],
        );
    }

    #[test]
    fn nothing_in_comments_and_strings() {
        for text in [
            "// use crate::inspect;",
            "/* use crate::inspect; /* nested */ egui::Ui */",
            "//! [`crate::inspect::inspect`]",
            "const A: &str = \"crate::inspect\";",
            "const A: &str = r#\"\" crate::inspect::x \"#;",
            "const A: &[u8] = b\"\\\" crate::inspect::x\";",
            "const A: char = '\"'; fn f<'a>(x: &'a str) {} const B: char = '\\''; // '",
            "use crate::report::{self, Check}; use super::verify; use self::x::y;",
            "fn f(egui: u8) { egui.count(); a.egui::<u8>(); }",
            "mod egui; mod url; pub use egui::Ui; fn f() { egui::f() }",
        ] {
            check("src/jose/x.rs", text, &[]);
        }
    }
}
