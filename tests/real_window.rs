//! The real program in a real window: started under Xvfb, driven with xdotool as a person would,
//! read by its title.

// A test may fail at once.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "real_window/desk.rs"]
mod desk;

use desk::{Desk, program};
use std::process::Stdio;

/// `{"alg":"HS256"}`, `{"sub":"ada"}` and 32 bytes that are no key's signature.
const UNVERIFIED: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The same, but `{"exp":1}`: it expired in 1970.
const EXPIRED: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// `{"alg":"HS256"}` and `{"sub":"日本 שלום"}`.
const FOREIGN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiLml6XmnKwg16nXnNeV150ifQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn a_pasted_token_is_judged() {
    let desk = Desk::new();
    let mut window = desk.open();
    window.wait_for_title("Tokenscope");
    desk.copy(UNVERIFIED);
    window.press("ctrl+v");
    window.wait_for_title("Unverified – Tokenscope");
    desk.copy(EXPIRED);
    window.press("ctrl+v");
    window.wait_for_title("Invalid – Tokenscope");
    window.quit();
}

#[test]
fn without_a_font_a_foreign_script_ends_nothing_and_nothing_is_said() {
    let desk = Desk::new();
    let mut window = desk.open_without_fonts();
    window.wait_for_title("Tokenscope");
    desk.copy(FOREIGN);
    window.press("ctrl+v");
    window.wait_for_title("Unverified – Tokenscope");
    // Each of these is drawn before the next title.
    desk.copy(EXPIRED);
    window.press("ctrl+v");
    window.wait_for_title("Invalid – Tokenscope");
    window.quit();
    assert_eq!(window.said(), "");
}

#[test]
fn the_size_is_remembered() {
    let desk = Desk::new();
    let mut window = desk.open();
    window.wait_for_title("Tokenscope");
    window.resize(1111, 777);
    window.quit();
    let mut window = desk.open();
    window.wait_for_size(1111, 777);
    window.quit();
}

#[test]
fn a_window_whose_screen_is_gone_comes_back_on_one_that_is_there() {
    let desk = Desk::new();
    // Beyond the only screen, as if there had been another.
    desk.settings(r#"{"place":{"width":1000,"height":700,"x":2500,"y":100}}"#);
    let mut window = desk.open();
    window.wait_for_place(600, 100);
    window.quit();
}

#[test]
fn without_a_display_one_line_names_the_command() {
    let home = tempfile::tempdir().unwrap();
    let output = program(home.path()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    assert!(said.starts_with("tokenscope: "), "{said}");
    assert!(said.contains("tokenscope inspect"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn without_a_library_one_line_names_the_command() {
    let desk = Desk::new();
    for libraries in [
        &["libxkbcommon-x11.so.0", "libxkbcommon-x11.so"][..],
        &["libxkbcommon.so.0", "libxkbcommon.so"],
        &["libGL.so.1", "libGL.so", "libEGL.so.1", "libEGL.so"],
    ] {
        let output = desk.start_without(libraries);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{libraries:?}: {said}");
        assert_eq!(said.matches('\n').count(), 1, "{libraries:?}: {said}");
        assert!(said.contains("tokenscope inspect"), "{libraries:?}: {said}");
    }
}
