//! The key in another form, to copy, to save and to use.

use crate::app::{Action, KeyAction, LARGE_TEXT, Written, has_private, is_secret};
use crate::jose::KeyForm as Form;
use crate::jose::signing::Entry;
use crate::ui::cx::Cx;
use crate::ui::edit::coloured;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, button, cut, field_error, focus_when_new, icon_button, icon_sized, paragraph,
    plain, right, row, small, square_button, tabs, weak,
};
use egui::{Frame, Label, Margin, RichText, ScrollArea, TextStyle, Ui};

const FORMS: [Form; 4] = [Form::Jwk, Form::Jwks, Form::Pem, Form::Der];

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let space = &cx.model.key_space;
    let send = |action| cx.send(Action::Keys(action));
    Card::new("Written as").show(
        ui,
        |_| {},
        |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            row(ui, 24.0, |ui| {
                let names = FORMS.map(Form::name);
                let selected = FORMS.iter().position(|form| *form == space.form);
                let chosen = tabs(ui, "Written as", &names, selected.unwrap_or_default());
                if let Some(form) = chosen.and_then(|i| FORMS.get(i)) {
                    send(KeyAction::Form(*form));
                }
                if has_private(entry) && !is_secret(entry) {
                    ui.add_space(size::PAD);
                    let halves = ["Public half", "Private half"];
                    let chosen = tabs(ui, "Shown", &halves, usize::from(space.private));
                    if let Some(number) = chosen {
                        send(KeyAction::Private(number == 1));
                    }
                }
            });
            match &space.written {
                Some(Ok(written)) => {
                    text(ui, cx, written);
                    if space.form == Form::Der {
                        let count = written.bytes.len();
                        let told =
                            format!("{count} bytes, shown as base64; the file holds the bytes");
                        ui.label(small(ui, told));
                    }
                    buttons(ui, cx, written);
                    if space.save.open {
                        save(ui, cx);
                    }
                    for warning in written.warnings.iter().take(10) {
                        ui.horizontal_top(|ui| {
                            ui.spacing_mut().item_spacing.x = 6.0;
                            let hue = tokens(ui).weak;
                            ui.label(icon_sized(Icon::Info, 14.0).color(hue));
                            paragraph(ui, weak(ui, warning));
                        });
                    }
                }
                Some(Err(why)) => field_error(ui, why),
                None => {}
            }
        },
    );
}

fn text(ui: &mut Ui, cx: &Cx<'_>, written: &Written) {
    let t = tokens(ui);
    let revealed = cx.model.key_space.reveal && !cx.model.shown.hidden;
    let is_masked = written.is_private && !revealed;
    let whole = if is_masked {
        written.masked.as_str()
    } else {
        std::str::from_utf8(written.text.expose()).unwrap_or_default()
    };
    let shown = cut(whole.trim_end(), LARGE_TEXT);
    let font = TextStyle::Monospace.resolve(ui.style());
    Frame::new()
        .fill(t.field)
        .corner_radius(6)
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical()
                .id_salt("written key")
                .max_height(260.0)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    if whole.starts_with('{') {
                        let mut job = coloured(shown, None, t, &font);
                        job.wrap.break_anywhere = true;
                        ui.add(Label::new(job).wrap());
                    } else {
                        let text = RichText::new(shown).monospace().color(t.text);
                        ui.add(Label::new(text).wrap());
                    }
                });
        });
    if shown.len() < whole.trim_end().len() {
        ui.label(small(
            ui,
            "Not all of it is shown; copy or save it to have all",
        ));
    }
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>, written: &Written) {
    let space = &cx.model.key_space;
    let send = |action| cx.send(Action::Keys(action));
    row(ui, size::CONTROL, |ui| {
        if written.is_private {
            let (glyph, text) = if space.reveal {
                (Icon::EyeOff, "Hide")
            } else {
                (Icon::Eye, "Reveal")
            };
            let says = format!("{text} the private key");
            if button(ui, glyph, text).accessible_name(says).clicked() {
                send(KeyAction::Reveal(!space.reveal));
            }
        }
        let says = "Copy the key";
        if button(ui, Icon::Copy, "Copy")
            .accessible_name(says)
            .clicked()
        {
            send(KeyAction::Copy);
        }
        if button(ui, Icon::Save, "Save…").clicked() {
            send(KeyAction::ShowSave(!space.save.open));
        }
        if written.is_private {
            let says = "Keep the key in the vault, private half included";
            let response = square_button(ui, Icon::LockKeyhole, "Save the key to the vault…");
            if response.on_hover_text(says).clicked() {
                cx.send(Action::KeepKey);
            }
        }
        right(ui, |ui| {
            let says = "Verify with the public half in Inspect, or with the secret";
            let response = button(ui, Icon::ScanSearch, "Use in Inspect").on_hover_text(says);
            if response.clicked() {
                send(KeyAction::UseInInspect);
            }
        });
    });
}

fn save(ui: &mut Ui, cx: &Cx<'_>) {
    let form = &cx.model.key_space.save;
    let send = |action| cx.send(Action::Keys(action));
    row(ui, size::CONTROL, |ui| {
        right(ui, |ui| {
            if icon_button(ui, Icon::X, "Close the line for the new file").clicked() {
                send(KeyAction::ShowSave(false));
            }
            if button(ui, Icon::FolderOpen, "Choose…").clicked() {
                send(KeyAction::BrowseNew);
            }
            if button(ui, Icon::Check, "Save it").clicked() {
                send(KeyAction::Save(false));
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
                send(KeyAction::SavePath(path));
            }
            if entered {
                send(KeyAction::Save(false));
            }
        });
    });
    if let Some(error) = &form.error {
        field_error(ui, error);
    }
    if form.exists {
        row(ui, size::CONTROL, |ui| {
            let hue = tokens(ui).warn;
            ui.label(icon_sized(Icon::TriangleAlert, 14.0).color(hue));
            ui.label(plain(ui, "There is a file of that name already"));
            if button(ui, Icon::Save, "Replace it").clicked() {
                send(KeyAction::Save(true));
            }
        });
    }
}
