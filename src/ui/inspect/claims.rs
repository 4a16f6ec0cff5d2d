//! What was signed: claims as a table or as JSON, text, or bytes.

use super::marks::Marks;
use super::value::{self, Shape};
use crate::app::{
    Action, Command, Editor, Moment, Odd, Part, VEIL, clock, epoch, is_time, known, local,
    local_minute, meaning, relative, utc, zone_offset,
};
use crate::report::{Json, Kind, Payload, Report};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, chips, cut, divider, icon_button, icon_sized, inside, lines, long_text, mono, one_line,
    plain, quiet, verbatim, weak,
};
use egui::{Align, Layout, Rect, ScrollArea, Sense, Ui, vec2};

/// Beyond so many lines a table scrolls by itself, and only the lines that are seen are drawn.
const MAX_OPEN_ROWS: usize = 120;
/// The height of a table that scrolls by itself.
const PANE: f32 = 560.0;
/// The height of a line, without its rule.
const LINE: f32 = 27.0;
/// A value of many parts takes at most so many lines until it is opened.
const MAX_CHIP_LINES: usize = 4;
/// Bytes that are shown of a payload that is no text.
const MAX_HEX: usize = 4096;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let Some(payload) = &report.payload else {
        return;
    };
    let t = tokens(ui);
    let title = if payload.claims().is_some() {
        "Claims"
    } else {
        "Payload"
    };
    let tools = |ui: &mut Ui| {
        let copy = Command::CopyClaims;
        cx.on_click(icon_button(ui, Icon::Copy, copy.text()), copy);
        edit_button(ui, cx, report, "Edit the claims");
        if payload.claims().is_some() {
            json_switch(ui, cx, Part::Claims, "claims");
        }
    };
    let marks = Marks::of(report);
    let mut about = note(payload);
    let disclosed = marks.note();
    if !disclosed.is_empty() {
        about = format!("{about}, {disclosed}");
    }
    Card::new(title)
        .hue(t.seg[1])
        .note(about)
        .show(ui, tools, |ui| match payload {
            Payload::Text(_) | Payload::Bytes(_) if cx.model.shown.hidden => {
                ui.label(mono(VEIL, t.weak));
            }
            Payload::Json(json) => {
                let as_json = cx.model.shown.json.contains(&Part::Claims);
                match json.members() {
                    Some(members) if !as_json => {
                        marked_table(ui, cx, Part::Claims, members, &marks);
                    }
                    _ => lines(ui, "claims", &cx.json(ui, Part::Claims, None, json)),
                }
                marks.rest(ui);
            }
            Payload::Text(text) => long_text(ui, "payload", text, &|_| t.string),
            Payload::Bytes(bytes) => long_text(ui, "payload", &hex(bytes), &|_| t.number),
        });
}

fn note(payload: &Payload) -> String {
    match payload {
        Payload::Json(json) => match (json.members(), json) {
            (Some([]), _) => "none".into(),
            (Some([_]), _) => "1 claim".into(),
            (Some(members), _) => format!("{} claims", members.len()),
            (None, json) => json.type_name().into(),
        },
        Payload::Text(text) => format!("text, {} bytes", text.len()),
        Payload::Bytes(bytes) => format!("{} bytes that are no text", bytes.len()),
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().min(MAX_HEX) * 3);
    for byte in bytes.iter().take(MAX_HEX) {
        text.push_str(&format!("{byte:02x} "));
    }
    if bytes.len() > MAX_HEX {
        text.push('…');
    }
    text
}

/// The way into the editor.
pub(super) fn edit_button(ui: &mut Ui, cx: &Cx<'_>, report: &Report, says: &str) {
    if Editor::can_edit(report) {
        let button = quiet(ui, Icon::Pencil, "Edit", says);
        cx.on_click(button, Command::EditToken);
    }
}

/// The switch between table and JSON.
pub(super) fn json_switch(ui: &mut Ui, cx: &Cx<'_>, part: Part, what: &str) {
    let on = cx.model.shown.json.contains(&part);
    let (glyph, text) = if on {
        (Icon::Table, "Table")
    } else {
        (Icon::Braces, "JSON")
    };
    let says = format!("Show the {what} as {}", if on { "a table" } else { "JSON" });
    if quiet(ui, glyph, text, &says).clicked() {
        cx.send(Action::ShowJson(part, !on));
    }
}

/// Names, values, meanings.
pub(super) fn table(ui: &mut Ui, cx: &Cx<'_>, part: Part, members: &[(String, Json)]) {
    marked_table(ui, cx, part, members, &Marks::default());
}

/// The same, with what was disclosed marked.
fn marked_table(
    ui: &mut Ui,
    cx: &Cx<'_>,
    part: Part,
    members: &[(String, Json)],
    marks: &Marks<'_>,
) {
    if members.is_empty() {
        ui.label(weak(ui, "It says nothing"));
        return;
    }
    let widths = Widths::new(ui, members);
    if members.len() <= MAX_OPEN_ROWS {
        for (i, (name, json)) in members.iter().enumerate() {
            if i > 0 {
                divider(ui);
            }
            line(ui, cx, &Row::new(part, i, name, json, true), &widths, marks);
        }
        return;
    }
    ScrollArea::vertical()
        .id_salt(("table", part))
        .max_height(PANE)
        .auto_shrink([false, true])
        .show_rows(ui, LINE + 1.0, members.len(), |ui, seen| {
            for i in seen {
                if let Some((name, json)) = members.get(i) {
                    line(
                        ui,
                        cx,
                        &Row::new(part, i, name, json, false),
                        &widths,
                        marks,
                    );
                    divider(ui);
                }
            }
        });
}

struct Widths {
    name: f32,
    value: f32,
}

impl Widths {
    /// The names take what they need, within reason; values two fifths.
    fn new(ui: &Ui, members: &[(String, Json)]) -> Self {
        let width = ui.available_width();
        let longest = members
            .iter()
            .take(MAX_OPEN_ROWS)
            .map(|(name, _)| name.chars().take(200).count())
            .max()
            .unwrap_or_default();
        let font = egui::TextStyle::Monospace.resolve(ui.style());
        let advance = ui.fonts_mut(|f| f.glyph_width(&font, 'M'));
        let wanted = longest as f32 * advance + 12.0;
        Self {
            name: wanted.clamp(88.0, (width * 0.26).max(88.0)).floor(),
            value: (width * 0.39).floor(),
        }
    }
}

/// A line of a table.
struct Row<'a> {
    part: Part,
    number: usize,
    name: &'a str,
    json: &'a Json,
    /// Whether it may take more than one line: not where only the lines that are seen are drawn.
    may_grow: bool,
}

impl<'a> Row<'a> {
    fn new(part: Part, number: usize, name: &'a str, json: &'a Json, may_grow: bool) -> Self {
        Self {
            part,
            number,
            name,
            json,
            may_grow,
        }
    }

    fn is_open(&self, cx: &Cx<'_>) -> bool {
        let key = (self.part, self.number);
        self.may_grow && cx.model.shown.expanded.contains(&key)
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, item: &Row<'_>, widths: &Widths, marks: &Marks<'_>) {
    let t = tokens(ui);
    let (open, may_grow) = (item.is_open(cx), item.may_grow);
    let whole_room = widths.value - size::GAP;
    let veiled = item.part == Part::Claims && cx.model.shown.hidden;
    let shape = if veiled {
        Shape::Line(VEIL.into(), t.weak)
    } else {
        value::shape(ui, item.name, item.json, t, whole_room - 20.0)
    };
    let height = match &shape {
        Shape::Chips(lines, _) if may_grow => {
            (lines.len().min(MAX_CHIP_LINES) as f32 * 24.0 + 3.0).max(LINE)
        }
        _ => LINE,
    };
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let middle = Layout::left_to_right(Align::Center);
    let at = |from: f32, width: f32| {
        Rect::from_min_size(rect.min + vec2(from, 0.0), vec2(width.max(0.0), LINE))
    };
    inside(ui, at(0.0, widths.name - size::GAP), middle, |ui| {
        one_line(ui, verbatim(ui, item.name, t.text))
    });
    let cut_off = match &shape {
        Shape::Line(text, _) => value::width(ui, text) > whole_room,
        Shape::Chips(lines, more) => *more > 0 || lines.len() > MAX_CHIP_LINES,
    };
    let nested = matches!(shape, Shape::Line(..)) && value::is_nested(item.json) && !veiled;
    let open = open && !veiled;
    let opens = may_grow && (cut_off || nested || open);
    let room = if opens { whole_room - 20.0 } else { whole_room };
    match &shape {
        Shape::Line(text, color) => {
            let place = at(widths.name, room);
            inside(ui, place, middle, |ui| {
                one_line(ui, verbatim(ui, text, *color))
            });
        }
        Shape::Chips(lines, _) => {
            let most = if may_grow { MAX_CHIP_LINES } else { 1 };
            let seen = lines.len().min(most);
            let place = rect.translate(vec2(widths.name, 3.5));
            let place = place.with_max_x(place.left() + room);
            chips(ui, place, lines.get(..seen).unwrap_or_default());
        }
    }
    if opens {
        let place = at(widths.name + room + size::TIGHT, 16.0);
        inside(ui, place, middle, |ui| expander(ui, cx, item));
    }
    let from = widths.name + widths.value + size::GAP;
    inside(ui, at(from, width - from), middle, |ui| {
        ui.spacing_mut().item_spacing.x = size::TIGHT;
        if item.part == Part::Claims {
            marks.show(ui, cx, item.name);
        }
        explain(ui, cx, item);
    });
    if open {
        whole(ui, cx, item);
    }
}

fn expander(ui: &mut Ui, cx: &Cx<'_>, item: &Row<'_>) {
    let claim = cut(item.name, 60);
    let (glyph, says) = if item.is_open(cx) {
        (Icon::ChevronUp, format!("Show {claim} on one line"))
    } else {
        (Icon::ChevronDown, format!("Show all of {claim}"))
    };
    if icon_button(ui, glyph, &says).clicked() {
        cx.send(Action::Expand(item.part, item.number));
    }
}

/// What the name means; for a time, where it lies; first of all, what is not as it seems.
fn explain(ui: &mut Ui, cx: &Cx<'_>, item: &Row<'_>) {
    let (claim, json) = (item.name, item.json);
    let odd = value::odd(claim, json);
    if let Some(first) = odd.first() {
        let t = tokens(ui);
        ui.label(icon_sized(Icon::TriangleAlert, 14.0).color(t.warn));
        let all: Vec<_> = odd.iter().map(Odd::words).collect();
        let told = format!("Holds {}", first.words());
        let response = one_line(ui, plain(ui, told).color(t.warn));
        response.on_hover_text(format!("Not what it seems:\n{}", all.join("\n")));
        return;
    }
    let is_claim = item.part == Part::Claims;
    let seen = is_claim && !cx.model.shown.hidden;
    if let Some(epoch) = epoch(claim, json).filter(|_| seen) {
        let there = local(epoch.at, &cx.model.zone);
        let told = match (epoch.millis, is_time(claim)) {
            (true, true) => format!("Milliseconds, where seconds are counted: {there}"),
            (true, false) => format!("Could be a time, in milliseconds: {there}"),
            (false, _) => format!("Could be a time: {there}"),
        };
        let ago = relative(epoch.at, cx.model.at());
        let whole = format!("{there}\n{}\n{ago}", utc(epoch.at));
        one_line(ui, weak(ui, told)).on_hover_text(whole);
        return;
    }
    let at = cx.model.at();
    let named = if cx.report().is_some_and(|r| r.kind == Kind::Paseto) {
        is_time(claim).then(|| Moment::from_text(json)).flatten()
    } else {
        value::moment(claim, json).map(Moment)
    };
    if let Some(Moment(moment)) = named.filter(|_| is_claim) {
        let strong = tokens(ui).strong;
        let when = plain(ui, relative(moment, at)).color(strong);
        let there = local(moment, &cx.model.zone);
        let place = known(claim).map_or("", |claim| claim.place);
        let told = meaning(claim, json, false);
        let ago = relative(moment, at);
        let whole = format!("{told}\n{there}\n{}\n{ago}\n{place}", utc(moment));
        ui.label(when).on_hover_text(&whole);
        let both = format!("{there} = {}", utc(moment));
        let minute = local_minute(moment, &cx.model.zone);
        let offset = zone_offset(moment, &cx.model.zone);
        let short = format!("{} {offset}", clock(moment, at, &cx.model.zone));
        // The longest that fits; the tooltip has all of it.
        let told = [both, there, minute]
            .into_iter()
            .skip(usize::from(offset == "UTC"))
            .find(|words| width_of(ui, words) <= ui.available_width())
            .unwrap_or(short);
        let response = one_line(ui, weak(ui, told));
        response.on_hover_text(whole);
        return;
    }
    let words = meaning(claim, json, !is_claim);
    if !words.is_empty() {
        let response = one_line(ui, weak(ui, words));
        if let Some(known) = known(claim).filter(|_| is_claim) {
            response.on_hover_text(format!("{words}\n{}", known.place));
        }
    }
}

fn width_of(ui: &Ui, words: &str) -> f32 {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let p = ui.painter();
    p.layout_no_wrap(words.to_owned(), font, tokens(ui).weak)
        .size()
        .x
}

/// All of a value, below its line.
fn whole(ui: &mut Ui, cx: &Cx<'_>, item: &Row<'_>) {
    let t = tokens(ui);
    let (part, number, json) = (item.part, item.number, item.json);
    let salt = format!("{part:?} {number}");
    ui.push_id(&salt, |ui| {
        egui::Frame::new()
            .fill(t.field)
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(8, 4))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                match json {
                    Json::String(text) => long_text(ui, &salt, text, &|_| t.string),
                    Json::Number(digits) => long_text(ui, &salt, digits, &|_| t.number),
                    _ => lines(ui, &salt, &cx.json(ui, part, Some(number), json)),
                }
            });
        ui.add_space(size::TIGHT);
    });
}
