//! How it looks, in both themes. `UPDATE_SNAPSHOTS=1` renews the pictures in `tests/snapshots`.

use super::desk::{Desk, TOKEN};
use egui_kittest::{SnapshotResult, SnapshotResults};
use tokenscope::app::ThemeChoice;

/// Drawing by another driver moves a few pixels at the edges of letters.
const MAX_FAILED_PIXELS: usize = 400;

fn look(desk: &mut Desk, name: &str) -> SnapshotResult {
    let options = egui_kittest::SnapshotOptions::new()
        .output_path("tests/snapshots")
        .max_failed_pixels(MAX_FAILED_PIXELS);
    desk.harness.remove_cursor();
    desk.settle();
    desk.harness.try_snapshot_options(name, &options)
}

fn both(name: &str, act: impl Fn(&mut Desk)) {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let mut desk = Desk::of(1280.0, 800.0, theme, 1.0);
        act(&mut desk);
        results.add(look(&mut desk, &format!("{name}-{told}")));
    }
}

#[test]
fn empty() {
    both("empty", |_| {});
}

#[test]
fn valid() {
    both("valid", |desk| desk.click("Sample: A valid ID token"));
}

#[test]
fn failed() {
    both("failed", |desk| desk.click("Sample: A broken signature"));
}

#[test]
fn unverified() {
    both("unverified", |desk| desk.paste(TOKEN));
}

#[test]
fn valid_in_a_small_window() {
    let mut desk = Desk::of(900.0, 600.0, ThemeChoice::Dark, 1.0);
    desk.click("Sample: A valid ID token");
    look(&mut desk, "valid-small-dark").unwrap();
}
