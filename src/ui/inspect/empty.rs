//! Before anything is pasted: what can be, and samples to learn from.

use super::{key, open};
use crate::app::{Action, Command, SAMPLES};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::shell;
use crate::ui::theme::{self, size, tokens};
use crate::ui::widgets::{
    Card, button, columns, dashed_rect, focus_ring, icon, icon_sized, inside, key_cap, mono, name,
    one_line, primary, row, small, weak,
};
use egui::{Align, Layout, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// What is recognised: icon, name, how it begins.
const KINDS: [(Icon, &str, &str); 4] = [
    (Icon::BadgeCheck, "Signed", "JWT, JWS, SD-JWT, PASETO"),
    (Icon::Lock, "Encrypted", "JWE, nested, JSON"),
    (Icon::KeyRound, "Key", "JWK, PEM, X.509, API keys"),
    (Icon::Terminal, "Wrapped", "curl, URL, Bearer, JSON"),
];

/// What is below the place to drop, in points.
const BELOW: f32 = 334.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    drop_area(ui, cx);
    if !cx.model.keys.is_empty() {
        let count = cx.model.keys.len().to_string();
        Card::new("Keys")
            .note(count)
            .show(ui, |_| {}, |ui| key::given(ui, cx));
    }
    ui.add_space(size::GAP);
    let across = if shell::is_small(ui) { 2 } else { 4 };
    heading(ui, "Try a sample");
    for (n, line) in SAMPLES.chunks(across).enumerate() {
        tiles(ui, across, line.len(), |i, ui| {
            let Some(sample) = line.get(i) else { return };
            if tile(ui, glyph(sample.id), sample.title, sample.detail, true) {
                cx.send(Action::LoadSample(n * across + i));
            }
        });
    }
    ui.add_space(size::GAP);
    kinds(ui);
}

/// What is recognised.
pub(super) fn kinds(ui: &mut Ui) {
    let room = ui.available_width();
    let across = if room < 800.0 { 2 } else { 4 };
    heading(ui, "What it understands");
    for line in KINDS.chunks(across) {
        tiles(ui, across, line.len(), |i, ui| {
            if let Some((glyph, title, below)) = line.get(i) {
                tile(ui, *glyph, title, below, false);
            }
        });
    }
}

fn glyph(id: &str) -> Icon {
    match id {
        "valid" => Icon::ShieldCheck,
        "expired" => Icon::ClockAlert,
        "broken" => Icon::ShieldX,
        "none" => Icon::TriangleAlert,
        "weak" => Icon::LockOpen,
        "answer" => Icon::Braces,
        "general" => Icon::Signature,
        "encrypted" => Icon::Layers,
        "locked" => Icon::Lock,
        "credential" => Icon::ListFilter,
        "paseto" => Icon::BadgeCheck,
        _ => Icon::KeyRound,
    }
}

fn drop_area(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let spare = ui.available_height() - BELOW;
    let room = vec2(ui.available_width(), spare.max(240.0));
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    ui.painter().rect_filled(rect, 8, t.surface);
    dashed_rect(ui, rect.shrink(8.5), 6.0, t.track);
    let width = 460_f32.min(rect.width() - 48.0);
    let error = cx.model.open.error.is_some();
    let height = if error { 246.0 } else { 222.0 };
    let block = Rect::from_center_size(rect.center(), vec2(width, height));
    inside(ui, block, Layout::top_down(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(icon_sized(Icon::ClipboardPaste, 32.0).color(t.link));
        ui.add_space(size::TIGHT);
        let title = RichText::new("Paste or drop a token").text_style(theme::title());
        ui.label(title.color(t.strong));
        ui.label(weak(ui, "It is read on this machine and goes nowhere"));
        ui.add_space(size::TIGHT);
        // A centred layout cannot centre a line of widgets: give the line its own width.
        let line = vec2(169.0, 28.0);
        ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
            let paste = primary(ui, Icon::ClipboardPaste, Command::Paste.text());
            cx.on_click(paste, Command::Paste);
            cx.on_click(button(ui, Icon::Pencil, "Type it"), Command::Edit);
        });
        let line = vec2(width, 28.0);
        let top = Layout::top_down(Align::Min);
        ui.allocate_ui_with_layout(line, top, |ui| open::line(ui, cx, false));
        let line = vec2(168.0, 20.0);
        ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().interact_size.y = 20.0;
            key_cap(ui, "Ctrl V");
            ui.label(small(ui, "works on every page"));
        });
    });
}

fn heading(ui: &mut Ui, text: &str) {
    let color = tokens(ui).text;
    let text = RichText::new(text).text_style(theme::caption());
    ui.label(text.color(color));
}

/// Tiles of one size, side by side.
fn tiles(ui: &mut Ui, across: usize, count: usize, add: impl FnMut(usize, &mut Ui)) {
    let gaps = size::GAP * (across.saturating_sub(1)) as f32;
    let width = ((ui.available_width() - gaps) / across as f32).floor();
    columns(ui, &vec![width; count], add);
}

/// An icon, a name, a line below it. The answer is whether it was clicked.
fn tile(ui: &mut Ui, glyph: Icon, title: &str, below: &str, clickable: bool) -> bool {
    let t = tokens(ui);
    let room = vec2(ui.available_width(), 60.0);
    let sense = if clickable {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(room, sense);
    let lit = response.hovered() && clickable;
    let fill = if lit { t.hover } else { t.surface };
    ui.painter().rect_filled(rect, 8, fill);
    let inner = rect.shrink2(vec2(16.0, 10.0));
    inside(ui, inner, Layout::top_down(Align::Min), |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.y = 0.0;
        row(ui, 22.0, |ui| {
            ui.label(icon(glyph).color(t.link));
            let title = name(ui, title);
            one_line(ui, title);
        });
        row(ui, 18.0, |ui| {
            ui.add_space(23.0);
            if clickable {
                one_line(ui, small(ui, below));
            } else {
                one_line(ui, mono(below, t.weak));
            }
        });
    });
    focus_ring(ui, &response, rect);
    if clickable {
        let told = format!("Sample: {title}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &told));
    }
    response.clicked()
}
