//! The list: found as one types, filtered, in an order. Only the lines that are seen are drawn.

use super::{is_called, keys, kind_icon, send};
use crate::app::{Judgement, VEIL, VaultAction, ago, life};
use crate::ui::aloud;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, button, cell, focus_ring, icon, icon_sized, inside, meter, name, one_line, picker,
    plain, quiet, row, small, tag, weak,
};
use crate::vault::{Entry, Expiry, Index, Kind, Sort};
use egui::style::ScrollAnimation;
use egui::{
    Align, Frame, Id, Layout, Margin, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

/// The height of a line.
const LINE: f32 = 42.0;
/// Narrower than this, columns are left out.
const NARROW: f32 = 640.0;
/// So many providers or environments are offered.
const MAX_WORDS: usize = 60;

const SORTS: [(Sort, &str); 6] = [
    (Sort::Label, "By label"),
    (Sort::Best, "Best match"),
    (Sort::Expires, "Ends first"),
    (Sort::Used, "Last used"),
    (Sort::Created, "Newest"),
    (Sort::Kind, "By kind"),
];

const ENDS: [(Expiry, &str); 5] = [
    (Expiry::Any, "Any end"),
    (Expiry::Due, "Due"),
    (Expiry::Expired, "Expired"),
    (Expiry::Live, "Still valid"),
    (Expiry::Never, "No end"),
];

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    let Some(index) = &space.index else { return };
    let count = index.entries.len();
    let note = if space.is_filtered() {
        format!("{} of {count}", space.found.len())
    } else {
        count.to_string()
    };
    let height = ui.available_height();
    let tools = |ui: &mut Ui| {
        if space.is_filtered() && quiet(ui, Icon::X, "Show all", "Show all credentials").clicked() {
            for action in [
                VaultAction::Find(String::new()),
                VaultAction::OfKind(None),
                VaultAction::OfProvider(None),
                VaultAction::OfEnvironment(None),
                VaultAction::ByExpiry(Expiry::Any),
            ] {
                send(cx, action);
            }
        }
    };
    Card::new("Credentials").note(note).show(ui, tools, |ui| {
        // The card reaches down to the page's end.
        let room = height - 24.0 - 28.0;
        ui.set_min_height(room);
        if count == 0 {
            nothing(ui, cx);
            return;
        }
        filters(ui, cx);
        ui.add_space(size::GAP);
        table(ui, cx, index);
    });
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    ui.add_space(48.0);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        ui.label(icon_sized(Icon::LockKeyhole, 32.0).color(t.link));
        ui.label(name(ui, "Nothing is kept yet"));
        ui.label(weak(
            ui,
            "Add one, import a .env file, or save a token from Inspect or a key from Keys",
        ));
        let line = vec2(268.0, size::CONTROL);
        ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
            if button(ui, Icon::Download, "Import a .env file").clicked() {
                send(cx, VaultAction::ShowImport);
            }
            if button(ui, Icon::Wrench, "Find lost").clicked() {
                send(cx, VaultAction::Survey);
            }
        });
    });
}

fn filters(ui: &mut Ui, cx: &Cx<'_>) {
    let space = &cx.model.vault;
    row(ui, size::CONTROL, |ui| {
        let sort_width = 128.0;
        let width = ui.available_width() - sort_width - size::GAP;
        keys::find(ui, cx, width);
        let sort = SORTS.iter().position(|(sort, _)| *sort == space.sort);
        let names = SORTS.map(|(_, name)| name.to_owned());
        let chosen = picker(ui, "Order", sort_width, &names, sort.unwrap_or_default());
        if let Some((sort, _)) = chosen.and_then(|i| SORTS.get(i)) {
            send(cx, VaultAction::Sort(*sort));
        }
    });
    ui.add_space(size::GAP);
    // Four of them side by side need more room than a small window has.
    let across = if ui.available_width() < 560.0 {
        2.0
    } else {
        4.0
    };
    let gaps = (across - 1.0) * size::GAP;
    let width = ((ui.available_width() - gaps) / across).floor();
    if across == 2.0 {
        row(ui, size::CONTROL, |ui| {
            by_kind(ui, cx, width);
            by_end(ui, cx, width);
        });
        ui.add_space(size::GAP);
        row(ui, size::CONTROL, |ui| by_words(ui, cx, width));
        return;
    }
    row(ui, size::CONTROL, |ui| {
        by_kind(ui, cx, width);
        by_words(ui, cx, width);
        by_end(ui, cx, width);
    });
}

fn by_kind(ui: &mut Ui, cx: &Cx<'_>, width: f32) {
    let query = &cx.model.vault.query;
    let mut kinds = vec!["Every kind".to_owned()];
    kinds.extend(Kind::ALL.map(|kind| kind.title().to_owned()));
    let at = query
        .kind
        .and_then(|kind| Kind::ALL.iter().position(|own| *own == kind));
    let at = at.map_or(0, |at| at + 1);
    if let Some(chosen) = picker(ui, "Kind", width, &kinds, at) {
        let kind = chosen.checked_sub(1).and_then(|i| Kind::ALL.get(i));
        send(cx, VaultAction::OfKind(kind.copied()));
    }
}

fn by_words(ui: &mut Ui, cx: &Cx<'_>, width: f32) {
    let space = &cx.model.vault;
    let chosen = &space.query.provider;
    let all = words(space.providers(), chosen);
    if let Some(word) = choose(ui, "Provider", width, "Every provider", &all, chosen) {
        send(cx, VaultAction::OfProvider(word));
    }
    let chosen = &space.query.environment;
    let all = words(space.environments(), chosen);
    if let Some(word) = choose(ui, "Where", width, "Everywhere", &all, chosen) {
        send(cx, VaultAction::OfEnvironment(word));
    }
}

fn by_end(ui: &mut Ui, cx: &Cx<'_>, width: f32) {
    let query = &cx.model.vault.query;
    let end = ENDS.iter().position(|(end, _)| *end == query.expiry);
    let names = ENDS.map(|(_, name)| name.to_owned());
    let chosen = picker(ui, "Expiry", width, &names, end.unwrap_or_default());
    if let Some((end, _)) = chosen.and_then(|i| ENDS.get(i)) {
        send(cx, VaultAction::ByExpiry(*end));
    }
}

/// The words that are offered: the first of all, and the chosen one.
fn words(all: &[String], chosen: &Option<String>) -> Vec<String> {
    let mut words: Vec<String> = all.iter().take(MAX_WORDS).cloned().collect();
    let chosen = chosen.iter().filter(|word| !words.contains(word));
    let chosen: Vec<String> = chosen.cloned().collect();
    words.extend(chosen);
    words
}

/// A choice among words; the answer is the new one, or none for all.
fn choose(
    ui: &mut Ui,
    says: &str,
    width: f32,
    all: &str,
    words: &[String],
    chosen: &Option<String>,
) -> Option<Option<String>> {
    let mut names = vec![all.to_owned()];
    names.extend_from_slice(words);
    let at = chosen
        .as_ref()
        .and_then(|word| words.iter().position(|own| own == word));
    let picked = picker(ui, says, width, &names, at.map_or(0, |at| at + 1))?;
    Some(picked.checked_sub(1).and_then(|i| words.get(i)).cloned())
}

/// The widths of the columns.
#[derive(Clone, Copy)]
struct Columns {
    label: f32,
    provider: f32,
    place: f32,
    end: f32,
    used: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let (provider, place, used) = if width < NARROW {
            (0.0, 0.0, 0.0)
        } else {
            (112.0, 100.0, 88.0)
        };
        let end = 152.0;
        Self {
            label: width - provider - place - end - used,
            provider,
            place,
            end,
            used,
        }
    }
}

fn table(ui: &mut Ui, cx: &Cx<'_>, index: &Index) {
    let space = &cx.model.vault;
    let columns = Columns::of(ui.available_width());
    row(ui, 24.0, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (width, title) in [
            (columns.label, "Label"),
            (columns.provider, "Provider"),
            (columns.place, "Where"),
            (columns.end, "Expires"),
            (columns.used, "Used"),
        ] {
            if width > 0.0 {
                cell(ui, width, |ui| ui.label(small(ui, title)));
            }
        }
    });
    if space.found.is_empty() {
        ui.add_space(size::PAD);
        ui.label(weak(ui, "Nothing fits; look for other words, or show all"));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let page = (ui.available_height() / LINE).floor().max(1.0) as i32;
    keys::remember_page(ui, page);
    let chosen = space.shown_line();
    let is_called = is_called(ui, "line", space.calls.line);
    // A selected line reaches beyond its text.
    let frame = Frame::new().outer_margin(Margin {
        left: -8,
        right: -8,
        ..Margin::ZERO
    });
    frame.show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("credentials")
            .auto_shrink([false, false])
            .show_rows(ui, LINE, space.found.len(), |ui, seen| {
                if let Some(chosen) = chosen.filter(|_| is_called) {
                    bring_into_sight(ui, chosen, seen.start);
                }
                // One line is reached with Tab: the chosen one, or else the first that is seen.
                let reached = chosen.filter(|at| seen.contains(at)).unwrap_or(seen.start);
                for number in seen {
                    let place = space.found.get(number);
                    if let Some(entry) = place.and_then(|place| index.entries.get(*place)) {
                        line(ui, cx, number, entry, columns, number == reached);
                    }
                }
            });
    });
}

/// Scrolls no further than it takes to see a line, which need not be among those that are drawn.
/// `first` is the first that is.
fn bring_into_sight(ui: &Ui, number: usize, first: usize) {
    let top = ui.max_rect().top() + (number as f32 - first as f32) * LINE;
    let rect = Rect::from_min_size(pos2(ui.max_rect().left(), top), vec2(1.0, LINE));
    ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
}

fn line(
    ui: &mut Ui,
    cx: &Cx<'_>,
    number: usize,
    entry: &Entry,
    columns: Columns,
    is_reached: bool,
) {
    let t = tokens(ui);
    let space = &cx.model.vault;
    let now = cx.model.now;
    let on = space.selected.as_ref() == Some(&entry.id);
    let room = vec2(ui.available_width(), LINE);
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let sense = if is_reached {
        Sense::click()
    } else {
        Sense::CLICK
    };
    // The keyboard stays with the entry when the list is scrolled.
    let id = Id::unique(("credential", entry.id.as_str()));
    let response = ui.interact(rect, id, sense);
    if on || response.hovered() {
        let fill = if on { t.selected } else { t.hover };
        ui.painter().rect_filled(rect, 6, fill);
    } else if number > 0 {
        let rule = rect.shrink2(vec2(size::GAP, 0.0));
        let stroke = egui::Stroke::new(1.0, t.line);
        ui.painter().hline(rule.x_range(), rule.top(), stroke);
    }
    let hidden = cx.model.shown.hidden;
    let veiled = |text: &str| {
        if hidden {
            VEIL.to_owned()
        } else {
            text.to_owned()
        }
    };
    let inner = rect.shrink2(vec2(size::GAP, 0.0));
    inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.x = 0.0;
        cell(ui, columns.label, |ui| {
            let hue = if on { t.link } else { t.weak };
            ui.label(icon(kind_icon(entry.kind)).color(hue));
            ui.add_space(12.0);
            two_lines(ui, &entry.label, entry.kind.title());
        });
        if columns.provider > 0.0 {
            cell(ui, columns.provider, |ui| {
                ui.set_max_width(columns.provider - size::GAP);
                let provider = entry.provider.as_deref().unwrap_or_default();
                one_line(ui, plain(ui, veiled(provider)));
            });
            cell(ui, columns.place, |ui| {
                if let Some(place) = &entry.environment {
                    tag(ui, crate::ui::widgets::cut(place, 12));
                }
            });
        }
        cell(ui, columns.end, |ui| end(ui, cx, entry));
        if columns.used > 0.0 {
            cell(ui, columns.used, |ui| {
                let used = entry.last_used.map(|at| ago(at, now));
                one_line(ui, small(ui, used.as_deref().unwrap_or("Never")));
            });
        }
    });
    focus_ring(ui, &response, rect);
    let says = format!("{}, {}", entry.label, entry.kind.title());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &says));
    aloud::option(&response, on);
    keys::of_line(ui, cx, entry, on, &response);
}

/// A name over a detail.
pub(super) fn two_lines(ui: &mut Ui, above: &str, below: &str) {
    let width = ui.available_width() - size::GAP;
    ui.allocate_ui_with_layout(vec2(width, 36.0), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        row(ui, 18.0, |ui| one_line(ui, name(ui, above)));
        row(ui, 16.0, |ui| one_line(ui, small(ui, below)));
    });
}

fn end(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let t = tokens(ui);
    let lead = cx.model.vault.settings.lead();
    let life = life(entry, lead, cx.model.now);
    if let Some(left) = life.left {
        cell(ui, 44.0, |ui| meter(ui, left, life.judgement.hue(t)));
        ui.add_space(size::GAP);
    }
    let is_due = matches!(life.judgement, Judgement::Warn | Judgement::Fail);
    if is_due {
        let hue = life.judgement.hue(t);
        ui.label(icon_sized(life.judgement.icon(), 14.0).color(hue));
        ui.add_space(size::TIGHT);
    }
    let words = match life.judgement {
        Judgement::Pass => plain(ui, &life.words),
        Judgement::Skipped => weak(ui, &life.words),
        judgement => plain(ui, &life.words).color(judgement.hue(t)),
    };
    one_line(ui, words);
}
