//! What surrounds every page: navigation, status bar, news.

use super::aloud;
use super::cx::Cx;
use super::icons::Icon;
use super::theme::{self, size, tokens};
use super::widgets::{
    banner, button, centred_icon, focus_ring, icon, icon_button, icon_sized, inside, one_line,
    quiet, right, row, small,
};
use super::{closing, compare, consent, edit, inspect, keys, palette, settings, sign_in, vault};
use crate::app::{Action, Command, Judgement, Level, NetworkAction, Page, ThemeChoice};
use egui::{
    Align, Align2, CentralPanel, Frame, LayerId, Layout, Margin, Order, Panel, Rect, RichText,
    Role, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

pub(crate) fn is_small(ui: &Ui) -> bool {
    ui.ctx().content_rect().width() < size::SMALL_WINDOW
}

pub(crate) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let small_window = is_small(ui);
    let width = if small_window {
        size::NAV_SMALL
    } else {
        size::NAV
    };
    let bar = Frame::new()
        .fill(t.chrome)
        .inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("status")
        .exact_size(size::STATUS_BAR)
        .resizable(false)
        .show_separator_line(false)
        .frame(bar)
        .show(ui, |ui| status_bar(ui, cx, small_window));
    let side = Frame::new()
        .fill(t.chrome)
        .inner_margin(Margin::symmetric(8, 12));
    Panel::left("nav")
        .exact_size(width)
        .resizable(false)
        .show_separator_line(false)
        .frame(side)
        .show(ui, |ui| navigation(ui, cx, small_window));
    let page = Frame::new()
        .fill(t.bg)
        .inner_margin(Margin::same(size::PAD as i8));
    CentralPanel::default()
        .frame(page)
        .show(ui, |ui| match cx.model.page {
            // What is written in these cannot be masked piece by piece.
            Page::Keys if cx.model.shown.hidden => covered(ui, cx),
            Page::Inspect if cx.model.edit.is_some() => edit::show(ui, cx),
            Page::Inspect => inspect::show(ui, cx),
            Page::Keys => keys::show(ui, cx),
            Page::Compare => compare::show(ui, cx),
            Page::SignIn => sign_in::show(ui, cx),
            Page::Vault => vault::show(ui, cx),
            Page::Settings => settings::show(ui, cx),
        });
    palette::show(ui, cx);
    consent::show(ui, cx);
    closing::show(ui, cx);
    if ui.input(|i| !i.raw.hovered_files.is_empty()) {
        drop_here(ui, cx);
    }
}

/// A page that is hidden as a whole.
fn covered(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    row(ui, 32.0, |ui| {
        let title = RichText::new("Hidden").text_style(theme::title());
        ui.label(title.color(t.strong));
    });
    ui.add_space(size::GAP);
    ui.label(small(
        ui,
        "This page is hidden as a whole for a shared screen",
    ));
    ui.add_space(size::GAP);
    let show = button(ui, Icon::Eye, "Show it again");
    cx.on_click(show, Command::HideSecrets);
}

fn status_bar(ui: &mut Ui, cx: &Cx<'_>, small_window: bool) {
    let t = tokens(ui);
    row(ui, size::STATUS_BAR, |ui| {
        let network = &cx.model.network;
        let glyph = if network.last.is_some() || network.finding.is_some() {
            Icon::Globe
        } else {
            Icon::ShieldCheck
        };
        ui.label(icon_sized(glyph, 14.0).color(t.weak));
        let half = ui.available_width() * if small_window { 0.5 } else { 0.55 };
        let words = small(ui, cx.model.network_words());
        ui.scope(|ui| {
            ui.set_max_width(half);
            let said = one_line(ui, words);
            if network.last.is_some() || network.finding.is_some() {
                aloud::tell(&said);
            }
        });
        if network.finding.is_some()
            && network.consent.is_none()
            && quiet(ui, Icon::X, "Cancel", "Cancel asking").clicked()
        {
            cx.send(Action::Network(NetworkAction::Cancel));
        }
        right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            if let Some(reading) = cx.model.reading.as_ref().filter(|r| r.slow) {
                if quiet(ui, Icon::X, "Cancel", "Cancel reading").clicked() {
                    cx.send(Action::CancelReading);
                }
                aloud::tell(&one_line(
                    ui,
                    small(ui, format!("Reading {}…", reading.name)),
                ));
                return;
            }
            let done = cx.model.notice.as_ref();
            if let Some(notice) = done.filter(|n| n.level == Level::Done) {
                if notice.undo && cx.model.can_undo() {
                    let button = quiet(ui, Icon::Undo2, "Undo", "Undo");
                    cx.on_click(button, Command::Undo);
                }
                aloud::tell(&one_line(ui, small(ui, &notice.text)));
                return;
            }
            if !cx.model.input.is_empty() {
                one_line(ui, small(ui, cx.model.source.words()));
            }
        });
    });
}

/// News that must be read: above the page's content.
pub(crate) fn news(ui: &mut Ui, cx: &Cx<'_>) {
    let notice = cx.model.notice.as_ref();
    let Some(notice) = notice.filter(|n| n.level == Level::Failed) else {
        return;
    };
    banner(ui, Judgement::Fail, &notice.text, |ui| {
        if icon_button(ui, Icon::X, "Dismiss").clicked() {
            cx.send(Action::Dismiss);
        }
    });
    ui.add_space(size::GAP);
}

fn navigation(ui: &mut Ui, cx: &Cx<'_>, small_window: bool) {
    let t = tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    row(ui, 28.0, |ui| {
        ui.add_space(if small_window { 8.0 } else { 6.0 });
        mark(ui);
        if !small_window {
            let brand = RichText::new("Tokenscope").text_style(TextStyle::Heading);
            ui.label(brand.color(t.strong));
        }
    });
    ui.add_space(6.0);
    palette::opener(ui, cx, small_window);
    ui.add_space(6.0);
    let page = cx.model.page;
    let inspect = Command::ShowInspect;
    let on = page == Page::Inspect;
    entry(
        ui,
        cx,
        Icon::ScanSearch,
        inspect.text(),
        on,
        inspect,
        small_window,
    );
    let spaces = [
        (Icon::KeyRound, Command::ShowKeys, Page::Keys),
        (Icon::GitCompare, Command::ShowCompare, Page::Compare),
        (Icon::LogIn, Command::ShowSignIn, Page::SignIn),
        (Icon::LockKeyhole, Command::ShowVault, Page::Vault),
    ];
    for (glyph, command, place) in spaces {
        let on = page == place;
        let rect = entry(ui, cx, glyph, command.text(), on, command, small_window);
        if place == Page::Vault {
            due(ui, cx, rect, small_window);
        }
    }
    // At the bottom, but from above: the keyboard goes the same way.
    let height = size::CONTROL * 3.0 + 2.0 * 2.0;
    ui.add_space((ui.available_height() - height).max(0.0));
    let hidden = cx.model.shown.hidden;
    let (glyph, name) = if hidden {
        (Icon::Eye, "Show secrets")
    } else {
        (Icon::EyeOff, "Hide secrets")
    };
    let hide = Command::HideSecrets;
    entry(ui, cx, glyph, name, hidden, hide, small_window);
    let (glyph, name) = match cx.model.theme {
        ThemeChoice::System => (Icon::SunMoon, "Theme: system"),
        ThemeChoice::Dark => (Icon::Moon, "Theme: dark"),
        ThemeChoice::Light => (Icon::Sun, "Theme: light"),
    };
    let switch = Command::SwitchTheme;
    entry(ui, cx, glyph, name, false, switch, small_window);
    let settings = Command::ShowSettings;
    entry(
        ui,
        cx,
        Icon::Settings,
        settings.text(),
        page == Page::Settings,
        settings,
        small_window,
    );
}

/// The program's mark: a token's three segments, seen through a scope.
fn mark(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
    ui.painter().rect_filled(rect, 6, t.raised);
    for (i, (length, hue)) in [8.0, 12.0, 5.0].into_iter().zip(t.seg).enumerate() {
        let top = rect.top() + 5.5 + 4.0 * i as f32;
        let left = rect.left() + 5.0;
        let bar = Rect::from_min_max(pos2(left, top), pos2(left + length, top + 2.5));
        ui.painter().rect_filled(bar, 1, hue);
    }
}

fn entry(
    ui: &mut Ui,
    cx: &Cx<'_>,
    i: Icon,
    name: &str,
    on: bool,
    command: Command,
    small_window: bool,
) -> Rect {
    let t = tokens(ui);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.surface };
        ui.painter().rect_filled(rect, 6, fill);
    }
    let (glyph, word) = if on {
        (t.link, t.strong)
    } else {
        (t.weak, t.text)
    };
    if small_window {
        centred_icon(ui, rect, i, glyph);
    } else {
        let inner = rect.shrink2(vec2(8.0, 0.0));
        // The words are the button's own name: a label of its own would be read twice.
        inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
            ui.label(icon(i).color(glyph));
            let font = theme::label().resolve(ui.style());
            let place = pos2(ui.cursor().left(), rect.center().y);
            ui.painter()
                .text(place, Align2::LEFT_CENTER, name, font, word);
        });
    }
    focus_ring(ui, &response, rect);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    cx.on_click(response, command);
    rect
}

/// How many credentials want to be looked at, on the vault's line.
fn due(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, small_window: bool) {
    let count = cx.model.vault.due;
    if count == 0 {
        return;
    }
    let t = tokens(ui);
    let text = if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    };
    let font = TextStyle::Small.resolve(ui.style());
    let word = ui.painter().layout_no_wrap(text, font, t.warn);
    let (size, middle) = if small_window {
        let corner = pos2(rect.right() - 8.0, rect.top() + 8.0);
        (vec2(8.0, 8.0), corner)
    } else {
        let size = vec2((word.size().x + 10.0).max(20.0), 18.0);
        (
            size,
            pos2(rect.right() - 8.0 - size.x / 2.0, rect.center().y),
        )
    };
    let around = Rect::from_center_size(middle, size);
    if small_window {
        ui.painter().circle_filled(middle, 4.0, t.warn);
    } else {
        ui.painter().rect_filled(around, 6, t.warn_fill);
        let place = middle - word.size() / 2.0;
        ui.painter().galley(place, word, t.warn);
    }
    let says = match count {
        1 => "1 credential is due".to_owned(),
        n => format!("{n} credentials are due"),
    };
    let response = ui.interact(around, ui.scope_id().with("due"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &says));
    response.on_hover_text(says);
}

/// What dropping a file will do, over everything.
fn drop_here(ui: &Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let layer = LayerId::new(Order::Foreground, egui::Id::unique("drop"));
    let p = ui.ctx().layer_painter(layer);
    let room = ui.ctx().content_rect();
    p.rect_filled(room, 0, t.backdrop);
    let words = if cx.model.input.is_blank() {
        "Drop the file to inspect it"
    } else {
        "Drop the file: keys are used to verify, anything else is inspected"
    };
    let font = TextStyle::Heading.resolve(ui.style());
    let galley = p.layout_no_wrap(words.into(), font, t.strong);
    let plate = Rect::from_center_size(room.center(), galley.size() + vec2(48.0, 32.0));
    p.rect_filled(plate, 8, t.surface);
    p.galley(plate.center() - galley.size() / 2.0, galley, t.strong);
}
