//! The token's life on a line, with the time it is judged by as a handle to drag.

use crate::app::{Action, Command, Judgement, clock, lasting, relative};
use crate::report::{CheckId, Status};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::{Card, Look, quiet, small};
use egui::{Key, Pos2, Rect, Role, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Between the words of two marks.
const APART: f32 = 12.0;

/// What the line reaches over: the moments, and the present where it is not far from them.
struct Scale {
    from: i64,
    to: i64,
    left: f32,
    width: f32,
}

impl Scale {
    fn new(moments: &[(&'static str, i64)], now: i64, track: Rect) -> Self {
        let moment = |(_, at): &(_, i64)| *at;
        let mut first = moments.first().map_or(now, moment);
        let mut last = moments.last().map_or(now, moment);
        let life = last.saturating_sub(first);
        let is_near = now >= first.saturating_sub(life) && now <= last.saturating_add(life);
        // One moment alone has no measure but the present.
        if is_near || life == 0 {
            (first, last) = (first.min(now), last.max(now));
        }
        let span = last.saturating_sub(first).max(60);
        let margin = (span / 8).max(1);
        Self {
            from: first.saturating_sub(margin),
            to: last.saturating_add(margin),
            left: track.left(),
            width: track.width(),
        }
    }

    fn span(&self) -> f64 {
        self.to as f64 - self.from as f64
    }

    fn x(&self, at: i64) -> f32 {
        let part = (at as f64 - self.from as f64) / self.span();
        self.left + self.width * part.clamp(0.0, 1.0) as f32
    }

    fn at(&self, x: f32) -> i64 {
        let part = f64::from((x - self.left) / self.width).clamp(0.0, 1.0);
        // The cast saturates; f64 is exact enough for a handle.
        (self.from as f64 + part * self.span()).round() as i64
    }
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let moments = cx.model.moments();
    if moments.is_empty() {
        return;
    }
    let chosen = cx.model.time.at.is_some();
    let tools = |ui: &mut Ui| {
        if chosen {
            let back = quiet(ui, Icon::RotateCcw, "Back to now", "Back to now");
            cx.on_click(back, Command::TimeNow);
        } else {
            ui.label(small(ui, "Drag to check another time"));
        }
    };
    Card::new("Time")
        .note(note(cx))
        .show(ui, tools, |ui| line(ui, cx, &moments));
}

fn note(cx: &Cx<'_>) -> String {
    let at = cx.model.at();
    match (cx.model.moment("iat"), cx.model.moment("exp")) {
        (_, Some(end)) if end <= at => format!("ended {}", relative(end, at)),
        (Some(start), Some(end)) => {
            let (left, all) = (lasting(end.abs_diff(at)), lasting(end.abs_diff(start)));
            format!("{left} left of {all}")
        }
        (None, Some(end)) => format!("{} left", lasting(end.abs_diff(at))),
        (Some(start), None) => format!("issued {}, no end", relative(start, at)),
        (None, None) => String::new(),
    }
}

fn judgement(cx: &Cx<'_>) -> Judgement {
    let Some(report) = cx.report() else {
        return Judgement::Skipped;
    };
    let failed = |id| report.status(id) == Status::Fail;
    if failed(CheckId::Expiry) || failed(CheckId::NotBefore) {
        return Judgement::Fail;
    }
    let at = cx.model.at();
    match (cx.model.moment("iat"), cx.model.moment("exp")) {
        (Some(start), Some(end)) if end.abs_diff(at) < end.abs_diff(start) / 4 => Judgement::Warn,
        _ => Judgement::Pass,
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, moments: &[(&'static str, i64)]) {
    let t = tokens(ui);
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, 68.0), Sense::hover());
    let track = Rect::from_min_size(rect.min + vec2(0.0, 26.0), vec2(width, 4.0));
    let scale = Scale::new(moments, cx.model.now, track);
    let span =
        |from: f32, to: f32| Rect::from_min_max(pos2(from, track.top()), pos2(to, track.bottom()));
    let start = moments.iter().find(|(name, _)| *name != "exp");
    let end = moments.iter().find(|(name, _)| *name == "exp");
    let first = start.map_or(track.left(), |(_, at)| scale.x(*at));
    let last = end.map_or(track.right(), |(_, at)| scale.x(*at));
    let now = scale.x(cx.model.at());
    let p = ui.painter();
    p.rect_filled(track, 2, t.track);
    p.rect_filled(span(first.min(last), last), 2, t.spent);
    let hue = judgement(cx).hue(t);
    p.rect_filled(span(now.max(first).min(last), last), 2, hue);
    marks(ui, cx, moments, &scale, track);
    handle(ui, cx, &scale, pos2(now, track.center().y), track);
}

/// The moments, with words below them that keep inside the track and clear of each other.
fn marks(ui: &Ui, cx: &Cx<'_>, moments: &[(&'static str, i64)], scale: &Scale, track: Rect) {
    let t = tokens(ui);
    let p = ui.painter();
    let mono = TextStyle::Monospace.resolve(ui.style());
    let words = TextStyle::Small.resolve(ui.style());
    let (at, zone) = (cx.model.at(), &cx.model.zone);
    let laid: Vec<_> = moments
        .iter()
        .map(|(name, moment)| {
            let claim = p.layout_no_wrap(format!("{name} "), mono.clone(), t.seg[1]);
            let told = clock(*moment, at, zone);
            let clock = p.layout_no_wrap(told, words.clone(), t.strong);
            let ago = p.layout_no_wrap(relative(*moment, at), words.clone(), t.weak);
            let width = (claim.size().x + clock.size().x).max(ago.size().x);
            (scale.x(*moment), claim, clock, ago, width)
        })
        .collect();
    let wanted: Vec<_> = laid
        .iter()
        .map(|(x, _, _, _, width)| (x - width / 2.0, *width))
        .collect();
    let lefts = spread(&wanted, track.left(), track.right());
    for ((x, claim, clock, ago, width), left) in laid.into_iter().zip(lefts) {
        let spot = pos2(x, track.center().y);
        p.circle_filled(spot, 5.0, t.surface);
        p.circle_filled(spot, 3.5, t.text);
        let upper = claim.size().x + clock.size().x;
        let indent = |inner: f32| left + ((width - inner) / 2.0).max(0.0);
        let line = pos2(indent(upper), spot.y + 11.0);
        let below = pos2(indent(ago.size().x), spot.y + 27.0);
        let clock_at = line + vec2(claim.size().x, 0.0);
        p.galley(line, claim, t.text);
        p.galley(clock_at, clock, t.text);
        p.galley(below, ago, t.text);
    }
}

/// Moves things that stand at `(left, width)`, in order, apart from each other and into the room.
fn spread(wanted: &[(f32, f32)], from: f32, to: f32) -> Vec<f32> {
    let mut lefts = Vec::with_capacity(wanted.len());
    let mut free = from;
    for (left, width) in wanted {
        let place = left.max(free);
        lefts.push(place);
        free = place + width + APART;
    }
    let mut end = to;
    for (place, (_, width)) in lefts.iter_mut().zip(wanted).rev() {
        *place = place.min(end - width);
        end = *place - APART;
    }
    lefts
}

fn handle(ui: &mut Ui, cx: &Cx<'_>, scale: &Scale, at: Pos2, track: Rect) {
    let t = tokens(ui);
    let grip = Rect::from_center_size(at, vec2(24.0, 24.0));
    let id = ui.scope_id().with("the time to judge by");
    let response = ui.interact(grip, id, Sense::click_and_drag());
    if let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        cx.send(Action::ChooseTime(scale.at(pointer.x)));
    }
    if response.has_focus() {
        let step = (scale.span() / 50.0).max(1.0) as i64;
        let (back, on) = ui.input_mut(|i| {
            let none = egui::Modifiers::NONE;
            (
                i.count_and_consume_key(none, Key::ArrowLeft),
                i.count_and_consume_key(none, Key::ArrowRight),
            )
        });
        let steps = on as i64 - back as i64;
        if steps != 0 {
            let to = cx.model.at().saturating_add(steps.saturating_mul(step));
            cx.send(Action::ChooseTime(to));
        }
        // Arrows move the handle, not the focus.
        ui.memory_mut(|m| {
            let filter = egui::EventFilter {
                horizontal_arrows: true,
                ..Default::default()
            };
            m.set_focus_lock_filter(id, filter);
        });
    }
    let p = ui.painter();
    let words = cx.model.at_words();
    let font = theme::quiet().resolve(ui.style());
    let galley = p.layout_no_wrap(words.clone(), font, t.strong);
    let size = galley.size() + vec2(16.0, 5.0);
    let half = size.x / 2.0;
    let middle = if track.width() > size.x {
        at.x.clamp(track.left() + half, track.right() - half)
    } else {
        at.x
    };
    let bubble = Rect::from_center_size(pos2(middle, at.y - 19.0), size);
    p.rect_filled(bubble, 5, t.raised);
    p.galley(bubble.center() - galley.size() / 2.0, galley, t.strong);
    p.circle_filled(at, 9.0, t.surface);
    p.circle(at, 6.0, t.on_accent, Stroke::new(2.5, t.accent));
    if response.has_focus() {
        p.circle_stroke(at, 10.0, Stroke::new(1.5, t.link));
    }
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Slider, true, "The time to judge by");
        info.value = Some(cx.model.at() as f64);
        info
    });
    response.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_inside_and_apart() {
        let lefts = spread(&[(10.0, 80.0), (20.0, 80.0), (390.0, 80.0)], 0.0, 400.0);
        assert_eq!(lefts, [10.0, 102.0, 320.0]);
        let lefts = spread(&[(300.0, 80.0), (310.0, 80.0), (390.0, 80.0)], 0.0, 400.0);
        assert_eq!(lefts, [136.0, 228.0, 320.0]);
    }

    #[test]
    fn the_scale_bears_any_moment() {
        let track = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 4.0));
        for at in [i64::MIN, -1, 0, i64::MAX] {
            let scale = Scale::new(&[("exp", at)], 1_795_445_280, track);
            let x = scale.x(at);
            assert!((0.0..=100.0).contains(&x), "{at}: {x}");
            scale.at(x);
        }
        let scale = Scale::new(&[("iat", 0), ("exp", 1000)], 500, track);
        assert_eq!(scale.at(scale.x(500)), 500);
    }
}
