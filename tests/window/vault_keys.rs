//! The vault's list by the keyboard alone.

use super::desk::Desk;
use super::vault::{add, in_memory};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

/// So many lines are more than any window shows.
const LINES: usize = 300;

/// A vault in memory with `TOKEN_000` and so on.
fn many() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..LINES)
        .map(|i| format!("TOKEN_{i:03}=secret-{i}\n"))
        .collect();
    let file = folder.path().join("many.env");
    std::fs::write(&file, text).unwrap();
    let mut desk = in_memory();
    desk.drop_file(&file);
    desk.click(&format!("Keep {LINES}"));
    desk
}

fn line(number: usize) -> String {
    format!("TOKEN_{number:03}, API key")
}

fn press(desk: &mut Desk, key: Key) {
    desk.press(Modifiers::NONE, key);
}

/// The number of the shown entry, whose line is drawn.
#[track_caller]
fn shown(desk: &Desk) -> usize {
    let shown = desk.model().vault.shown().unwrap();
    let number = shown.label.trim_start_matches("TOKEN_").parse().unwrap();
    let name = line(number);
    let node = desk.harness.query_by_label(&name);
    let node = node.unwrap_or_else(|| panic!("the line of {} is not in sight", shown.label));
    let bounds = node.rect();
    assert!(
        bounds.bottom() <= 800.0 && bounds.top() >= 0.0,
        "{bounds:?}"
    );
    number
}

#[track_caller]
fn has_focus(desk: &Desk, name: &str) {
    let focused = desk
        .harness
        .query_all_by_label(name)
        .any(|n| n.is_focused());
    assert!(focused, "{name} has not the keyboard");
}

#[test]
fn keys_move_the_choice_and_bring_it_into_sight() {
    let mut desk = many();
    desk.click(&line(0));
    for number in 1..40 {
        press(&mut desk, Key::ArrowDown);
        assert_eq!(shown(&desk), number);
        has_focus(&desk, &line(number));
    }
    press(&mut desk, Key::ArrowUp);
    assert_eq!(shown(&desk), 38);
    press(&mut desk, Key::PageDown);
    let page = shown(&desk) - 38;
    assert!((5..=20).contains(&page), "{page}");
    press(&mut desk, Key::PageUp);
    assert_eq!(shown(&desk), 38);
    press(&mut desk, Key::End);
    assert_eq!(shown(&desk), LINES - 1);
    has_focus(&desk, &line(LINES - 1));
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::PageDown);
    assert_eq!(shown(&desk), LINES - 1);
    press(&mut desk, Key::PageUp);
    assert_eq!(shown(&desk), LINES - 1 - page);
    press(&mut desk, Key::Home);
    assert_eq!(shown(&desk), 0);
    has_focus(&desk, &line(0));
    press(&mut desk, Key::ArrowUp);
    assert_eq!(shown(&desk), 0);
}

#[test]
fn enter_goes_on_to_what_can_be_done_with_the_entry() {
    let mut desk = many();
    desk.click(&line(3));
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::Enter);
    has_focus(&desk, "Reveal the secret");
    press(&mut desk, Key::Enter);
    desk.expect(&["secret-4"]);
    // A side that shows something else gives way.
    desk.click("Export");
    desk.click(&line(4));
    press(&mut desk, Key::Enter);
    has_focus(&desk, "Hide the secret");
}

#[test]
fn ctrl_f_goes_to_the_search_and_the_arrows_go_on_through_what_it_finds() {
    let mut desk = many();
    desk.click(&line(7));
    desk.ctrl(Key::F);
    has_focus(&desk, "Find a credential");
    desk.node("Find a credential").type_text("token_29");
    desk.settle();
    assert_eq!(desk.model().vault.found.len(), 10);
    // The chosen one is not among them.
    press(&mut desk, Key::ArrowDown);
    assert_eq!(shown(&desk), 290);
    has_focus(&desk, "Find a credential");
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::ArrowUp);
    assert_eq!(shown(&desk), 291);
    // The caret stayed where it was: what is typed stands at the end.
    desk.node("Find a credential").type_text("9");
    desk.settle();
    assert_eq!(desk.model().vault.query.text, "token_299");
    // Enter opens the first that was found, where the chosen one was not.
    press(&mut desk, Key::Enter);
    assert_eq!(shown(&desk), 299);
    has_focus(&desk, "Reveal the secret");
    // And back: what was looked for gives way to what is typed.
    desk.ctrl(Key::F);
    desk.node("Find a credential").type_text("token_11");
    desk.settle();
    assert_eq!(desk.model().vault.query.text, "token_11");
    press(&mut desk, Key::PageDown);
    press(&mut desk, Key::PageDown);
    assert_eq!(shown(&desk), 119);
}

#[test]
fn tab_reaches_one_line_of_the_list_and_not_each() {
    let mut desk = many();
    desk.click(&line(2));
    desk.ctrl(Key::F);
    let mut reached = Vec::new();
    for _ in 0..12 {
        press(&mut desk, Key::Tab);
        let all = desk.harness.query_all_by_label_contains(", API key");
        let focused = all.filter(|node| node.is_focused()).count();
        reached.push(focused);
    }
    assert_eq!(reached.iter().sum::<usize>(), 1, "{reached:?}");
}

#[test]
fn elsewhere_ctrl_f_does_nothing() {
    let mut desk = many();
    desk.click("Inspect");
    desk.ctrl(Key::F);
    assert_eq!(desk.model().vault.calls.find, 0);
}

#[test]
fn the_keyboard_removes_a_credential_and_brings_it_back() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.click("mine, Other");
    // A field keeps its own keys.
    desk.node("Find a credential").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Delete);
    desk.expect(&["mine, Other"]);
    desk.node("Remove it").focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Delete);
    assert!(desk.sees_part("mine was removed"));
    desk.ctrl(Key::Z);
    desk.expect(&["mine, Other", "mine is back"]);
    desk.ctrl(Key::Z);
    desk.expect(&["mine, Other"]);
}
