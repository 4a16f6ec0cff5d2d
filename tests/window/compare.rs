//! The workspace for comparing, by accessible names.

use super::desk::{Desk, TOKEN};
use egui::{Key, Modifiers};
use std::fs;
use tokenscope::app::Page;

#[test]
fn two_pasted_texts_are_compared_and_copied() {
    let mut desk = Desk::new();
    desk.click("Compare");
    desk.paste(r#"{"iss":"joe","exp":1300819380,"old":true}"#);
    desk.paste(r#"{"iss":"ann","exp":1300822980,"new":[1]}"#);
    assert_eq!(desk.model().page, Page::Compare);
    desk.expect(&[
        "Different",
        "4 differences in the JSON",
        "iss changed",
        "exp changed",
        "old removed",
        "new added",
    ]);
    assert!(desk.sees_part("1 hour later, 2011-03-22 19:43:00 UTC"));
    desk.node("Copy as text").click();
    desk.harness.step();
    let copied = desk.copied().unwrap();
    assert!(copied.contains("removed  old: true"), "{copied}");
    desk.click("Change places");
    desk.expect(&["old added", "new removed"]);
}

#[test]
fn the_inspected_token_is_the_same_as_itself_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.jwt");
    fs::write(&path, TOKEN).unwrap();
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::Num3);
    desk.click("Take the token in Inspect as the first");
    desk.click("Open a file as the second");
    desk.write("Path of the second file", "/no/such/token");
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.sees_part("/no/such/token does not exist"));
    desk.drop_file(&path);
    desk.expect(&["The same"]);
    assert!(desk.sees_part("from token.jwt"));
    assert!(desk.sees_part("Header, claims and signature are the same"));
    desk.click("Clear the second");
    assert!(!desk.sees("The same"));
}

#[test]
fn what_is_neither_is_told_at_its_side() {
    let mut desk = Desk::new();
    desk.click("Compare");
    desk.write("First text", "nothing");
    desk.write("Second text", "{\"a\": 1");
    assert!(desk.sees_part("The first text holds neither a token nor JSON"));
    assert!(desk.sees_part("The second text holds JSON that is damaged"));
}

#[test]
fn ten_thousand_differences_are_drawn_without_delay() {
    let many = |from: u32| {
        let members: Vec<String> = (0..10_000)
            .map(|i| format!("\"claim{i}\":{}", i + from))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    let mut desk = Desk::new();
    desk.click("Compare");
    desk.paste(&many(0));
    desk.paste(&many(1));
    assert!(desk.sees_part("10000 differences in the JSON"));
    // Only what is seen is drawn.
    desk.expect(&["claim0 changed"]);
    assert!(!desk.sees("claim9999 changed"));
}

#[test]
fn what_is_hidden_for_a_shared_screen_is_hidden_here_too() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::E);
    desk.click(tokenscope::app::Quick::Ended.text());
    desk.ctrl(Key::Num3);
    desk.paste("{\"iss\":\"joe\"}");
    desk.paste("{\"iss\":\"ann\"}");
    assert!(desk.sees_part("ann"));
    desk.press(Modifiers::NONE, Key::F8);
    desk.expect(&["iss changed"]);
    assert!(!desk.sees_part("ann") && !desk.sees_part("joe"));
    desk.ctrl(Key::Num1);
    desk.expect(&["exp changed", "Use this token"]);
    assert!(!desk.sees_part("1300819380") && !desk.sees_part("Claims as JSON"));
}
