//! Everything that can be done, found by typing: Ctrl+K.

use super::aloud;
use super::cx::Cx;
use super::icons::Icon;
use super::shell::is_small;
use super::theme::{self, size, tokens};
use super::vault::kind_icon;
use super::widgets::{
    centred_icon, focus_ring, forget_history, icon, icon_sized, inside, key_cap, key_caps,
    one_line, right, row, small, weak,
};
use crate::app::{
    Action, Command, Goal, Hit, LARGE_TEXT, Page, PaletteAction, SecretText, SecretUse,
    ThemeChoice, marks,
};
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Align2, Event, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Rect, RichText, Role,
    ScrollArea, Sense, Stroke, TextEdit, TextStyle, Ui, WidgetInfo, vec2,
};

const WIDTH: f32 = 600.0;
/// The height of a line.
const LINE: f32 = 36.0;
/// How much of a window's height its other parts take: above and below, the field and the foot.
const REST: f32 = 200.0;
/// So many lines are a page.
const PAGE: i32 = 8;

/// The button in the navigation.
pub(super) fn opener(ui: &mut Ui, cx: &Cx<'_>, small_window: bool) {
    let t = tokens(ui);
    let command = Command::FindOrRun;
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let fill = if response.hovered() {
        t.hover
    } else {
        t.surface
    };
    ui.painter().rect_filled(rect, 6, fill);
    if small_window {
        centred_icon(ui, rect, Icon::Search, t.weak);
    } else {
        let inner = rect.shrink2(vec2(8.0, 0.0));
        inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
            ui.label(icon_sized(Icon::Search, 14.0).color(t.weak));
            let font = TextStyle::Body.resolve(ui.style());
            let place = egui::pos2(ui.cursor().left(), rect.center().y);
            let (painter, words) = (ui.painter().clone(), command.text());
            painter.text(place, Align2::LEFT_CENTER, words, font, t.weak);
            right(ui, |ui| {
                if let Some(keys) = command.shortcut() {
                    key_cap(ui, &keys.words());
                }
            });
        });
    }
    focus_ring(ui, &response, rect);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.text()));
    cx.on_click(response, command);
}

/// The palette, over everything.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    if !cx.model.palette.open {
        return;
    }
    let t = tokens(ui);
    let id = Id::unique("palette");
    let top = if is_small(ui) { 32.0 } else { 88.0 };
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, top));
    let frame = Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(12)
        .inner_margin(Margin::same(8));
    let room = ui.ctx().content_rect().height() - top - REST + 32.0;
    let modal = Modal::new(id)
        .area(area)
        .frame(frame)
        .backdrop_color(t.backdrop);
    let modal = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        keys(ui, cx);
        large_paste(ui, cx);
        query(ui, cx);
        list(ui, cx, room.clamp(LINE * 3.0, LINE * 12.0));
        foot(ui, cx);
    });
    aloud::dialog(&modal.response);
    if modal.should_close() {
        send(cx, PaletteAction::Show(false));
    }
}

fn send(cx: &Cx<'_>, action: PaletteAction) {
    cx.send(Action::Palette(action));
}

/// The keys that go through the list, before the field sees them: its caret stays where it is.
fn keys(ui: &Ui, cx: &Cx<'_>) {
    for (modifiers, key, by) in [
        (Modifiers::NONE, Key::ArrowDown, 1),
        (Modifiers::NONE, Key::ArrowUp, -1),
        (Modifiers::NONE, Key::Tab, 1),
        (Modifiers::SHIFT, Key::Tab, -1),
        (Modifiers::NONE, Key::PageDown, PAGE),
        (Modifiers::NONE, Key::PageUp, -PAGE),
    ] {
        for _ in 0..ui.input_mut(|i| i.count_and_consume_key(modifiers, key)) {
            send(cx, PaletteAction::Move(by));
        }
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) {
        send(cx, PaletteAction::Run);
    }
}

/// A text that is too large to be laid out on a line is nobody's name: it is inspected at once.
fn large_paste(ui: &Ui, cx: &Cx<'_>) {
    let is_large = |event: &Event| matches!(event, Event::Paste(text) if text.len() > LARGE_TEXT);
    let large = ui.input_mut(|i| i.events.extract_if(.., |event| is_large(event)).next());
    if let Some(Event::Paste(text)) = large {
        send(cx, PaletteAction::Show(false));
        cx.send(Action::Show(Page::Inspect));
        cx.send(Action::Pasted(text));
    }
}

/// The field that has the keyboard.
fn field() -> Id {
    Id::unique("find or run")
}

fn query(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    row(ui, 44.0, |ui| {
        ui.add_space(10.0);
        ui.label(icon_sized(Icon::Search, 18.0).color(t.weak));
        ui.add_space(size::TIGHT);
        let mut text = cx.model.palette.text.to_string();
        let hint = RichText::new("A command, a page, a profile, a credential");
        let edit = TextEdit::singleline(&mut text)
            .id(field())
            .font(TextStyle::Heading)
            .text_color(t.strong)
            .hint_text(hint.text_style(TextStyle::Body).color(t.weak))
            .align(Align2::LEFT_CENTER)
            .frame(Frame::NONE)
            .desired_width(ui.available_width() - 64.0);
        let response = ui.add(edit).accessible_name("Find or run");
        // A token may have been pasted here.
        forget_history(ui, response.id);
        if response.changed() {
            send(cx, PaletteAction::Find(SecretText::from(text)));
        }
        // Nothing else here takes what is typed.
        if !response.has_focus() {
            response.request_focus();
        }
        right(ui, |ui| {
            ui.add_space(size::GAP);
            key_cap(ui, "Esc");
        });
    });
    rule(ui);
    ui.add_space(size::TIGHT);
}

/// A line from edge to edge.
fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    let edge = Rect::from_x_y_ranges(rect.x_range().expand(8.0), rect.y_range());
    ui.painter().rect_filled(edge, 0, tokens(ui).line);
}

fn list(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let palette = &cx.model.palette;
    if palette.hits.is_empty() {
        row(ui, LINE * 2.0, |ui| {
            ui.add_space(10.0);
            aloud::tell(&ui.label(weak(ui, "Nothing is called that")));
        });
        return;
    }
    // The keys lead to lines that are not seen yet.
    let key = Id::unique("palette calls");
    let is_called = ui.data_mut(|d| {
        let before = d.get_temp::<u32>(key);
        d.insert_temp(key, palette.calls);
        before != Some(palette.calls)
    });
    ScrollArea::vertical()
        .id_salt("found")
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let mut group = None;
            for (number, hit) in palette.hits.iter().enumerate() {
                if group != Some(hit.group) {
                    if group.is_some() {
                        ui.add_space(size::GAP);
                    }
                    group = Some(hit.group);
                    row(ui, 24.0, |ui| {
                        ui.add_space(10.0);
                        ui.label(small(ui, hit.group.title()));
                    });
                }
                let rect = line(ui, cx, number, hit);
                if is_called && number == palette.chosen {
                    ui.scroll_to_rect_animation(
                        rect.expand2(vec2(0.0, 32.0)),
                        None,
                        egui::style::ScrollAnimation::none(),
                    );
                }
            }
        });
}

fn line(ui: &mut Ui, cx: &Cx<'_>, number: usize, hit: &Hit) -> Rect {
    let t = tokens(ui);
    let palette = &cx.model.palette;
    let on = number == palette.chosen;
    let room = vec2(ui.available_width(), LINE);
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let id = Id::unique(("palette line", number));
    let response = ui.interact(rect, id, Sense::CLICK);
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.hover };
        ui.painter().rect_filled(rect, 6, fill);
    }
    let inner = rect.shrink2(vec2(10.0, 0.0));
    inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        let hue = if on { t.link } else { t.weak };
        ui.label(icon(glyph(&hit.goal)).color(hue));
        ui.add_space(size::TIGHT);
        one_line(ui, matched(ui, &hit.words, &palette.text));
        right(ui, |ui| {
            if let Goal::Do(command) = hit.goal
                && let Some(keys) = command.shortcut()
            {
                key_caps(ui, &keys.words());
                ui.add_space(size::TIGHT);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                one_line(ui, weak(ui, &hit.detail));
            });
        });
    });
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, hit.says()));
    aloud::option(&response, on);
    if on {
        aloud::points_to(ui.ctx(), field(), id);
    }
    if response.clicked() {
        send(cx, PaletteAction::RunAt(number));
    }
    rect
}

/// The letters that were typed, in the accent's hue.
fn matched(ui: &Ui, words: &str, typed: &str) -> LayoutJob {
    let t = tokens(ui);
    let font = theme::label().resolve(ui.style());
    let mut job = LayoutJob::default();
    let mut add = |part: Option<&str>, color| {
        let format = TextFormat::simple(font.clone(), color);
        job.append(part.unwrap_or_default(), 0.0, format);
    };
    let mut done = 0;
    for range in marks(words, typed) {
        add(words.get(done..range.start), t.strong);
        done = range.end;
        add(words.get(range), t.link);
    }
    add(words.get(done..), t.strong);
    job
}

fn foot(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(size::GAP);
    rule(ui);
    ui.add_space(size::TIGHT);
    row(ui, 28.0, |ui| {
        ui.add_space(10.0);
        for (cap, says) in [("Up", ""), ("Down", "choose"), ("Enter", "run")] {
            key_cap(ui, cap);
            if !says.is_empty() {
                ui.label(small(ui, says));
                ui.add_space(size::GAP);
            }
        }
        right(ui, |ui| {
            ui.add_space(size::GAP);
            ui.label(small(ui, format!("{} found", cx.model.palette.hits.len())));
        });
    });
}

/// The icon of what a line does.
fn glyph(goal: &Goal) -> Icon {
    match goal {
        Goal::Do(command) => command_glyph(*command),
        Goal::Inspect => Icon::ScanSearch,
        Goal::Theme(ThemeChoice::System) => Icon::SunMoon,
        Goal::Theme(ThemeChoice::Dark) => Icon::Moon,
        Goal::Theme(ThemeChoice::Light) => Icon::Sun,
        Goal::Sample(_) => Icon::FileText,
        Goal::Profile(_) => Icon::User,
        Goal::SignIn(_) => Icon::LogIn,
        Goal::Provider(_) => Icon::Plus,
        Goal::Entry(_, kind, None) => kind_icon(*kind),
        Goal::Entry(_, _, Some(SecretUse::Copy)) => Icon::Copy,
        Goal::Entry(_, _, Some(SecretUse::Reveal)) => Icon::Eye,
        Goal::Entry(_, _, Some(SecretUse::Inspect)) => Icon::ScanSearch,
    }
}

fn command_glyph(command: Command) -> Icon {
    match command {
        Command::FindOrRun | Command::FindInVault => Icon::Search,
        Command::Paste => Icon::ClipboardPaste,
        Command::OpenFile => Icon::FolderOpen,
        Command::Edit | Command::EditToken => Icon::Pencil,
        Command::InspectAlone | Command::ShowInspect => Icon::ScanSearch,
        Command::Redo => Icon::Redo2,
        Command::Clear => Icon::X,
        Command::Undo => Icon::Undo2,
        Command::AddKey | Command::ShowKeys => Icon::KeyRound,
        Command::CopyToken
        | Command::CopyHeader
        | Command::CopyClaims
        | Command::CopyAuthorization
        | Command::CopyRedacted
        | Command::CopyRedactedToken => Icon::Copy,
        Command::CopyCurl => Icon::Terminal,
        Command::ClaimsJson => Icon::Braces,
        Command::TimeNow => Icon::Clock,
        Command::History => Icon::History,
        Command::HideSecrets => Icon::EyeOff,
        Command::SwitchTheme => Icon::SunMoon,
        Command::ShowCompare => Icon::GitCompare,
        Command::ShowSignIn | Command::SignIn => Icon::LogIn,
        Command::ShowVault => Icon::LockKeyhole,
        Command::SaveToVault => Icon::Save,
        Command::LockVault => Icon::Lock,
        Command::ShowSettings => Icon::Settings,
    }
}
