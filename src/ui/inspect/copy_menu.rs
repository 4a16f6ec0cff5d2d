//! The ways to copy what is shown.

use crate::app::{Action, Command};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::tokens;
use crate::ui::widgets::icon_button;
use egui::{Button, Popup, RichText, Ui};

const WAYS: [Command; 8] = [
    Command::CopyToken,
    Command::CopyHeader,
    Command::CopyClaims,
    Command::CopyAuthorization,
    Command::CopyCurl,
    Command::CopyRedactedToken,
    Command::CopyRedacted,
    Command::SaveToVault,
];

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let response = icon_button(ui, Icon::ChevronDown, "More ways to copy");
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(260.0);
        let t = tokens(ui);
        for command in WAYS {
            let text = RichText::new(command.text()).color(t.text);
            let mut item = Button::new(text);
            if let Some(keys) = command.shortcut() {
                item = item.right_text(RichText::new(keys.words()).small().color(t.weak));
            }
            let item = item.frame_when_inactive(false);
            let enabled = command.is_enabled(cx.model);
            let response = ui.add_enabled(enabled, item);
            // Its keys are for the eye.
            let response = response.accessible_name(format!("Menu: {}", command.text()));
            if response.on_hover_text(command.tooltip()).clicked() {
                cx.send(Action::Do(command));
                ui.close();
            }
        }
    });
}
