//! What is read aloud: the tree that a screen reader walks, beyond what the toolkit puts into it.

use egui::accesskit::{Live, Node, Toggled};
use egui::{Context, FullOutput, Id, Plugin, Response, Role};

/// Lets the tree be mended before it goes out. It costs nothing while nobody listens.
pub(super) fn install(ctx: &Context) {
    ctx.add_plugin(Aloud);
}

/// What changes in this text is read as soon as nothing else is.
pub(crate) fn tell(response: &Response) {
    live(response, Live::Polite);
}

/// This text is read at once.
pub(crate) fn interrupt(response: &Response) {
    live(response, Live::Assertive);
}

fn live(response: &Response, how: Live) {
    let ctx = &response.ctx;
    ctx.accesskit_node_builder(response.id, |node| node.set_live(how));
}

/// What has to be answered before anything else is reached.
pub(crate) fn dialog(response: &Response) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Dialog);
        node.set_modal();
    });
}

/// A line of a list, and whether it is the chosen one. To the toolkit it is a button that stays
/// pressed.
pub(crate) fn option(response: &Response, on: bool) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::ListBoxOption);
        node.clear_toggled();
        node.set_selected(on);
    });
}

/// What `field` has the keyboard for: a line of a list is read while the keyboard stays in the field.
pub(super) fn points_to(ctx: &Context, field: Id, line: Id) {
    let line = line.accesskit_id();
    ctx.accesskit_node_builder(field, |node| node.set_active_descendant(line));
}

/// The name of the window itself.
pub(super) fn entitle(ctx: &Context, title: &str) {
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |root| root.set_label(title));
}

struct Aloud;

impl Plugin for Aloud {
    fn debug_name(&self) -> &'static str {
        "aloud"
    }

    fn output_hook(&mut self, _: &Context, output: &mut FullOutput) {
        if let Some(update) = &mut output.platform_output.accesskit_update {
            for (_, node) in &mut update.nodes {
                mend(node);
            }
        }
    }
}

fn mend(node: &mut Node) {
    match node.role() {
        // An icon is a letter of its font, which has no sound. Its name is read, where it has one.
        Role::Label if node.value().is_some_and(is_icons) => {
            let says = node.label().or(node.description()).map(str::to_owned);
            match says {
                Some(says) => node.set_value(says),
                None => node.set_hidden(),
            }
            node.clear_label();
            node.clear_description();
        }
        // Of views or few choices one is selected; none of them is checked.
        Role::Tab => {
            if let Some(toggled) = node.toggled() {
                node.set_selected(toggled == Toggled::True);
                node.clear_toggled();
            }
        }
        // What is chosen in a list is no part of its name, and a value is not read on Linux.
        Role::ComboBox => {
            if let Some(chosen) = node.value().map(str::to_owned) {
                node.set_description(chosen);
            }
        }
        // It says nothing, and what lies out of sight is read all the same.
        Role::ScrollBar => node.set_hidden(),
        _ => {}
    }
    // A tooltip that says no more than the name.
    let name = node.label().or(node.value());
    if name.is_some() && name == node.description() {
        node.clear_description();
    }
}

/// Whether a text is nothing but icons. They stand among the characters for private use.
fn is_icons(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '\u{e000}'..='\u{f8ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Node {
        let mut node = Node::new(Role::Label);
        node.set_value(text);
        node
    }

    #[test]
    fn an_icon_is_read_by_its_name_or_not_at_all() {
        let mut bare = label("\u{e1ff}");
        mend(&mut bare);
        assert!(bare.is_hidden());
        let mut named = label("\u{e226}");
        named.set_description("Passed");
        mend(&mut named);
        assert_eq!((named.value(), named.description()), (Some("Passed"), None));
        assert!(!named.is_hidden());
        let mut words = label("Passed");
        mend(&mut words);
        assert_eq!(words, label("Passed"));
    }

    #[test]
    fn a_tab_is_selected_and_not_checked() {
        let mut tab = Node::new(Role::Tab);
        tab.set_toggled(Toggled::True);
        mend(&mut tab);
        assert_eq!((tab.is_selected(), tab.toggled()), (Some(true), None));
    }

    #[test]
    fn what_is_chosen_in_a_list_is_read_after_its_name() {
        let mut list = Node::new(Role::ComboBox);
        list.set_label("Kind of key");
        list.set_value("RSA 2048");
        mend(&mut list);
        assert_eq!(list.description(), Some("RSA 2048"));
    }

    #[test]
    fn nothing_is_read_twice() {
        let mut button = Node::new(Role::Button);
        button.set_label("Copy the token");
        button.set_description("Copy the token");
        mend(&mut button);
        assert_eq!(button.description(), None);
    }
}
