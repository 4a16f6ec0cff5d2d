//! What leaves the page: a report, a trace file; and a trace that comes in.

use super::send;
use crate::app::{Action, FileUse, Saving, SignInAction};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::path_line::PathLine;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, button, field_error, focus_when_new, icon, icon_button, icon_sized, plain, quiet,
    right, row,
};
use egui::{Button, Popup, RichText, Ui};

/// The ways in which a login is handed on.
pub(super) fn menu(ui: &mut Ui, cx: &Cx<'_>) {
    let response = quiet(ui, Icon::Download, "Export", "Export");
    let items = [
        (Icon::Copy, "Copy the report", SignInAction::CopyReport),
        (
            Icon::FileText,
            "Save the report…",
            SignInAction::ShowSave(Some(Saving::Report)),
        ),
        (
            Icon::Save,
            "Save the trace…",
            SignInAction::ShowSave(Some(Saving::Trace)),
        ),
        (
            Icon::FolderOpen,
            "Open another trace…",
            SignInAction::ShowOpen(true),
        ),
    ];
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(200.0);
        let t = tokens(ui);
        for (glyph, text, action) in items {
            let words = RichText::new(text).color(t.text);
            let item = Button::new((icon(glyph).color(t.weak), words)).frame_when_inactive(false);
            if ui.add(item).accessible_name(text).clicked() {
                send(cx, action);
                ui.close();
            }
        }
    });
}

/// The lines in which a path is typed, where one is asked for.
pub(super) fn lines(ui: &mut Ui, cx: &Cx<'_>) {
    open_line(ui, cx);
    let Some((what, form)) = &cx.model.sign_in.saving else {
        return;
    };
    let title = match what {
        Saving::Report => "Save the report, without secrets",
        Saving::Trace => "Save the trace, without secrets",
    };
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Close the line for the new file").clicked() {
            send(cx, SignInAction::ShowSave(None));
        }
    };
    Card::new(title).show(ui, tools, |ui| {
        row(ui, size::CONTROL, |ui| {
            right(ui, |ui| {
                if button(ui, Icon::FolderOpen, "Choose…").clicked() {
                    send(cx, SignInAction::BrowseNew);
                }
                if button(ui, Icon::Check, "Save it").clicked() {
                    send(cx, SignInAction::Save(false));
                }
                let width = ui.available_width();
                let field = Field {
                    says: "Path of the new file",
                    hint: "Type a path, then Enter",
                    text: &form.path,
                    masked: false,
                };
                let (changed, entered, response) = field.show(ui, width);
                focus_when_new(ui, &response);
                if let Some(path) = changed {
                    send(cx, SignInAction::SavePath(path));
                }
                if entered {
                    send(cx, SignInAction::Save(false));
                }
            });
        });
        if let Some(error) = &form.error {
            field_error(ui, error);
        }
        if form.exists {
            ui.add_space(size::TIGHT);
            row(ui, size::CONTROL, |ui| {
                let hue = tokens(ui).warn;
                ui.label(icon_sized(Icon::TriangleAlert, 14.0).color(hue));
                ui.label(plain(ui, "There is a file of that name already"));
                if button(ui, Icon::Save, "Replace it").clicked() {
                    send(cx, SignInAction::Save(true));
                }
            });
        }
    });
    ui.add_space(size::GAP);
}

/// The line for the trace of somebody else.
pub(super) fn open_line(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.sign_in.opening;
    if !form.open {
        return;
    }
    let tools = |ui: &mut Ui| {
        if icon_button(ui, Icon::X, "Close the line for the trace").clicked() {
            send(cx, SignInAction::ShowOpen(false));
        }
    };
    Card::new("Open a trace").show(ui, tools, |ui| {
        let line = PathLine {
            says: "Path of the trace file",
            path: &form.path,
            error: form.error.as_deref(),
            usage: FileUse::Trace,
            step: "Open it",
        };
        if let Some(path) = line.show(ui, cx, true) {
            cx.send(Action::SignIn(SignInAction::OpenPath(path)));
        }
    });
    ui.add_space(size::GAP);
}
