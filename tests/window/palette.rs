//! Everything found by typing, from anywhere.

use super::desk::{Desk, NOW, TOKEN};
use super::looks::look;
use super::vault::{add, in_memory};
use egui::{Key, Modifiers};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tokenscope::app::{Page, ThemeChoice};

fn press(desk: &mut Desk, key: Key) {
    desk.press(Modifiers::NONE, key);
}

/// Types without looking for the field: it has to have the keyboard.
fn type_in(desk: &mut Desk, text: &str) {
    desk.harness.event(egui::Event::Text(text.to_owned()));
    desk.settle();
}

/// What Enter puts on the clipboard: the toolkit is told of it for one frame.
fn copied_with_enter(desk: &mut Desk) -> Option<String> {
    desk.harness.event(egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    let copied = (0..4).find_map(|_| {
        desk.harness.step();
        desk.copied()
    });
    desk.settle();
    copied
}

#[test]
fn a_command_is_found_and_run_without_the_mouse() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    desk.ctrl(Key::K);
    type_in(&mut desk, "copy cl");
    assert_eq!(desk.model().palette.hits[0].words, "Copy the claims");
    assert!(copied_with_enter(&mut desk).unwrap().contains("joe"));
    assert!(!desk.model().palette.open);
    // From a field too, and back to where it was with Escape.
    desk.ctrl(Key::K);
    type_in(&mut desk, "sett");
    press(&mut desk, Key::Escape);
    assert_eq!(desk.model().page, Page::Inspect);
    desk.ctrl(Key::K);
    assert!(desk.model().palette.text.is_empty(), "it begins anew");
    desk.ctrl(Key::K);
    assert!(!desk.model().palette.open);
}

#[test]
fn arrows_go_through_what_was_found_and_bring_it_into_sight() {
    let mut desk = Desk::new();
    desk.click("Find or run");
    let count = desk.model().palette.hits.len();
    assert!(count > 20);
    for key in [Key::ArrowDown, Key::ArrowUp, Key::ArrowUp] {
        press(&mut desk, key);
    }
    assert_eq!(desk.model().palette.chosen, count - 1);
    let says = desk.model().palette.hits[count - 1].says();
    let line = desk.harness.get_by_label(&says).rect();
    assert!(line.bottom() < 800.0 && line.top() > 100.0, "{line:?}");
    // What is typed is looked for, and the first line is in sight again.
    type_in(&mut desk, "theme");
    let says = desk.model().palette.hits[0].says();
    let line = desk.harness.get_by_label(&says).rect();
    assert!(line.top() > 100.0, "{line:?}");
    press(&mut desk, Key::Tab);
    assert_eq!(desk.model().palette.chosen, 1);
    type_in(&mut desk, " nowhere");
    desk.expect(&["Nothing is called that"]);
}

/// The keyboard stays in the field: a screen reader is told which line is chosen.
#[test]
fn the_chosen_line_is_read_out() {
    let mut desk = Desk::new();
    desk.ctrl(Key::K);
    type_in(&mut desk, "theme");
    for number in [0, 1] {
        let says = desk.model().palette.hits[number].says();
        let role = egui::accesskit::Role::TextInput;
        let field = desk.harness.get_by_role_and_label(role, "Find or run");
        let node = field.accesskit_node();
        let read = node.active_descendant().and_then(|line| line.label());
        assert_eq!(read.as_deref(), Some(says.as_str()));
        press(&mut desk, Key::ArrowDown);
    }
}

#[test]
fn what_it_covers_hears_no_keys() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    desk.ctrl(Key::K);
    press(&mut desk, Key::Delete);
    desk.ctrl(Key::Num1);
    desk.paste("abc");
    assert_eq!(desk.model().page, Page::Vault);
    assert!(desk.model().vault.removed.is_none());
    assert_eq!(&*desk.model().palette.text, "abc", "it goes into the field");
}

/// The toolkit brings the paste some frames later: by then the field that is gone must not take it.
#[test]
fn a_paste_that_is_asked_for_here_is_inspected() {
    let mut desk = Desk::new();
    desk.ctrl(Key::K);
    type_in(&mut desk, "paste");
    press(&mut desk, Key::Enter);
    desk.paste(TOKEN);
    assert_eq!(desk.model().input.text(), TOKEN);
}

/// Laid out on one line it would hold up the window.
#[test]
fn a_large_paste_is_inspected_and_not_looked_for() {
    let mut desk = Desk::new();
    let large = format!("{TOKEN}{}", "A".repeat(70_000));
    desk.ctrl(Key::K);
    desk.paste(&large);
    assert!(!desk.model().palette.open);
    assert_eq!(desk.model().input.text(), large);
}

#[test]
fn a_credential_is_copied_from_another_page() {
    let mut desk = in_memory();
    add(&mut desk, "stripe live key", "hunter2", &[]);
    desk.click("Inspect");
    desk.ctrl(Key::K);
    type_in(&mut desk, "copy stri");
    let copied = copied_with_enter(&mut desk);
    assert_eq!(copied.as_deref(), Some("hunter2"));
    assert!(desk.sees_part("The secret of stripe live key was copied"));
}

#[test]
fn looks() {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let mut desk = Desk::of(1280.0, 800.0, theme, 1.0);
        desk.paste(TOKEN);
        desk.ctrl(Key::K);
        type_in(&mut desk, "key");
        assert!(desk.model().now == NOW);
        results.add(look(&mut desk, &format!("palette-{told}")));
    }
    let mut desk = Desk::of(900.0, 600.0, ThemeChoice::Dark, 1.0);
    desk.ctrl(Key::K);
    results.add(look(&mut desk, "palette-small"));
}
