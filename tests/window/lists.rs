//! Drop-down lists with the keyboard alone.

use super::desk::Desk;
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use tokenscope::app::Page;

const LIST: &str = "Kind of key";

/// The page for keys, with the keyboard on its first list.
fn on_the_list() -> Desk {
    let mut desk = Desk::new();
    desk.click("Keys");
    desk.node(LIST).focus();
    desk.settle();
    desk
}

fn chosen(desk: &Desk) -> String {
    desk.node(LIST).value().unwrap()
}

fn has_keyboard(desk: &Desk, name: &str) -> bool {
    let nodes = desk.harness.query_all_by_label(name);
    nodes.into_iter().any(|node| node.is_focused())
}

fn is_open(desk: &Desk) -> bool {
    desk.sees("RSA 4096")
}

#[test]
fn a_list_is_opened_gone_through_and_chosen_from_with_keys() {
    for open in [Key::Enter, Key::Space, Key::ArrowDown] {
        let mut desk = on_the_list();
        assert_eq!(chosen(&desk), "EC P-256");
        desk.press(Modifiers::NONE, open);
        assert!(is_open(&desk), "{open:?} opens it");
        assert!(
            has_keyboard(&desk, "EC P-256"),
            "{open:?}: at the chosen one"
        );
        desk.press(Modifiers::NONE, Key::ArrowDown);
        desk.press(Modifiers::NONE, Key::ArrowDown);
        desk.press(Modifiers::NONE, Key::ArrowUp);
        assert!(has_keyboard(&desk, "EC P-384"));
        let options = desk.harness.query_all_by_role(Role::ListBoxOption);
        assert_eq!(options.count(), 11);
        desk.press(Modifiers::NONE, Key::Enter);
        assert_eq!(chosen(&desk), "EC P-384");
        assert!(!is_open(&desk), "it closes");
        assert!(has_keyboard(&desk, LIST), "the keyboard comes back");
    }
}

#[test]
fn escape_closes_a_list_and_nothing_else() {
    let mut desk = on_the_list();
    desk.click("Generate");
    desk.click("Save…");
    desk.expect(&["Path of the new file"]);
    desk.node(LIST).focus();
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!is_open(&desk));
    assert_eq!(chosen(&desk), "EC P-256");
    assert!(has_keyboard(&desk, LIST), "the keyboard comes back");
    desk.expect(&["Path of the new file"]);
    assert_eq!(desk.model().page, Page::Keys);
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("Path of the new file"), "now the form is next");
}

#[test]
fn a_list_that_has_the_keyboard_has_a_ring() {
    let mut desk = on_the_list();
    let place = desk.node(LIST).rect();
    let edge = |desk: &mut Desk| {
        let picture = desk.harness.render().unwrap();
        *picture.get_pixel(place.left() as u32, place.center().y as u32)
    };
    let with = edge(&mut desk);
    desk.press(Modifiers::NONE, Key::Escape);
    let without = edge(&mut desk);
    // The ring is as light a blue as links are.
    assert!(with[2] > 200 && without[2] < 100, "{with:?}, {without:?}");
}
