//! What a screen reader is told, beyond names.

use super::desk::{Desk, TOKEN};
use super::vault::{add, in_memory};
use egui::accesskit::{Live, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::Path;

#[test]
fn a_verdict_and_a_failure_are_said_by_themselves() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    let verdict = desk.node("Not verified");
    assert_eq!(verdict.accesskit_node().live(), Live::Polite);
    let why = desk.node("The signature was not verified: no key was given");
    assert_eq!(why.accesskit_node().live(), Live::Polite);
    let window = desk.harness.root();
    let name = window.accesskit_node().label();
    assert_eq!(name.as_deref(), Some("Unverified – Tokenscope"));
    desk.drop_file(Path::new("/nowhere"));
    let failed = desk.harness.get_by_label_contains("/nowhere");
    assert_eq!(failed.accesskit_node().live(), Live::Assertive);
}

#[test]
fn no_page_reads_out_an_icon_or_says_a_thing_twice() {
    let mut desk = Desk::new();
    desk.paste(TOKEN);
    for page in ["Inspect", "Keys", "Compare", "Sign in", "Vault", "Settings"] {
        let buttons = desk.harness.query_all_by_role_and_label(Role::Button, page);
        buttons.into_iter().next().unwrap().click();
        desk.settle();
        let mut left = vec![desk.harness.root()];
        while let Some(node) = left.pop() {
            let tree = node.accesskit_node();
            // What a label is made of is not read beside it.
            if tree.is_hidden() || tree.role() == Role::TextRun {
                continue;
            }
            left.extend(node.children());
            let name = tree.label().or(tree.value()).unwrap_or_default();
            let is_icon = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
            assert!(!name.contains(is_icon), "{page}: {name:?}");
            let more = tree.description();
            assert!(more.is_none_or(|more| more != name), "{page}: {name:?}");
        }
    }
}

#[test]
fn a_line_of_a_list_is_chosen_and_not_pressed() {
    let mut desk = in_memory();
    add(&mut desk, "mine", "hunter2", &[]);
    let role = Role::ListBoxOption;
    let line = desk.harness.get_by_role_and_label(role, "mine, Other");
    let line = line.accesskit_node();
    assert_eq!(line.is_selected(), Some(true));
    assert!(line.toggled().is_none());
}

/// What it covers is not read meanwhile.
#[test]
fn what_stands_over_everything_is_a_dialog() {
    let mut desk = Desk::new();
    let dialogs = |desk: &Desk| {
        let all = desk.harness.query_all_by_role(Role::Dialog);
        all.filter(|node| node.accesskit_node().is_modal()).count()
    };
    assert_eq!(dialogs(&desk), 0);
    desk.ctrl(egui::Key::K);
    assert_eq!(dialogs(&desk), 1);
}
