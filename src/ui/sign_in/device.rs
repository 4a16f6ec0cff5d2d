//! Another device is waited for: the code large, where to type it, and the address to scan.

use super::send;
use crate::app::{DevicePrompt, QrCode, Run, SignInAction, countdown};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    Card, button, icon_sized, meter, mono, paragraph, plain, primary, row, scrolling, small, weak,
};
use egui::{Color32, Label, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// The side of the QR code, with its quiet zone.
const QR: f32 = 184.0;
/// Modules that are left free around it.
const QUIET: f32 = QrCode::QUIET_ZONE as f32;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, run: &Run, prompt: &DevicePrompt, height: f32) {
    let left = prompt.until.saturating_sub(cx.model.now).max(0);
    let note = format!("{} left", countdown(left));
    let card = Card::new("Waiting for the other device")
        .note(note)
        .height(height);
    card.show(
        ui,
        |_| {},
        |ui| {
            scrolling(ui, "device", |ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                let whole = prompt.until.saturating_sub(run.begun).max(1);
                let hue = tokens(ui).link;
                meter(ui, left as f32 / whole as f32, hue);
                content(ui, cx, prompt);
            });
        },
    );
}

fn content(ui: &mut Ui, cx: &Cx<'_>, prompt: &DevicePrompt) {
    let t = tokens(ui);
    paragraph(
        ui,
        plain(ui, "Open this address on any device and type the code"),
    );
    ui.add(Label::new(mono(&prompt.verification_uri, t.link)).wrap());
    let code = if cx.model.shown.hidden {
        super::fields::DOTS
    } else {
        &prompt.user_code
    };
    let code = RichText::new(code)
        .text_style(theme::code())
        .color(t.strong);
    ui.label(code);
    row(ui, size::CONTROL, |ui| {
        if primary(ui, Icon::Copy, "Copy the code").clicked() {
            send(cx, SignInAction::CopyUserCode);
        }
        if button(ui, Icon::Link, "Copy the address").clicked() {
            send(cx, SignInAction::CopyUrl);
        }
        if button(ui, Icon::ExternalLink, "Open the browser").clicked() {
            send(cx, SignInAction::OpenAgain);
        }
    });
    if let Some(code) = prompt.qr.as_deref().filter(|_| !cx.model.shown.hidden) {
        ui.add_space(size::GAP);
        qr(ui, code);
        ui.label(weak(ui, "Or scan this, which holds the code too"));
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let seconds = prompt.interval;
        if prompt.slowed {
            ui.label(icon_sized(Icon::Hourglass, 14.0).color(t.warn));
            let told = format!("The server asked to be asked less often: every {seconds} s now");
            ui.label(plain(ui, told));
        } else {
            ui.label(icon_sized(Icon::Clock, 14.0).color(t.weak));
            ui.label(small(ui, format!("The server is asked every {seconds} s")));
        }
    });
}

/// Black on white in both themes: that is what cameras look for.
fn qr(ui: &mut Ui, code: &QrCode) {
    let (rect, response) = ui.allocate_exact_size(vec2(QR, QR), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "QR code of the address"));
    let painter = ui.painter();
    painter.rect_filled(rect, 6, Color32::WHITE);
    let side = QR / (code.size() as f32 + 2.0 * QUIET);
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.is_dark(*x, y)) {
            let at = |n: usize| (n as f32 + QUIET) * side;
            let min = pos2(rect.left() + at(x), rect.top() + at(y));
            // Whole pixels, so that no light line stands between neighbours.
            let module = Rect::from_min_size(min, vec2(side, side)).expand(0.05);
            painter.rect_filled(module, 0, Color32::BLACK);
        }
    }
}
