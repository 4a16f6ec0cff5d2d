//! The steps of a login, one below the other.

use super::line::line;
use super::{export, send};
use crate::app::{At, Judgement, Run, RunState, SignInAction, StepWords, planned};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Look, icon, inside, mono, name, one_line, right, scrolling, small, weak,
};
use egui::style::ScrollAnimation;
use egui::{Align, Color32, Layout, Rect, RichText, Ui, pos2, vec2};

/// The height of a step.
const STEP: f32 = 56.0;
/// The height of the profile's own line.
const PROFILE: f32 = 36.0;

/// What stands at the node of a step.
struct Node {
    icon: Icon,
    hue: Color32,
    /// Whether the line goes on above and below it.
    up: bool,
    down: bool,
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, height: f32) {
    let run = cx.model.sign_in.run();
    let took = run.and_then(Run::took_words).unwrap_or_default();
    let card = Card::new("Flow").note(took).height(height);
    let tools = |ui: &mut Ui| {
        if run.is_some_and(|run| !run.steps.is_empty()) {
            export::menu(ui, cx);
        }
    };
    card.show(ui, tools, |ui| {
        scrolling(ui, "flow", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.set_clip_rect(ui.clip_rect().expand2(vec2(size::GAP, 0.0)));
            if !cx.model.sign_in.is_foreign() {
                own_line(ui, cx, run);
            }
            match run {
                Some(run) => steps(ui, cx, run),
                None => plan(ui, cx),
            }
        });
    });
}

/// The profile itself, with what it needs each time.
fn own_line(ui: &mut Ui, cx: &Cx<'_>, run: Option<&Run>) {
    let t = tokens(ui);
    let on = run.is_none_or(|run| run.at == At::Profile);
    let response = line(ui, PROFILE, on, "Step: the profile", |ui, _| {
        ui.add_space(1.0);
        ui.label(icon(Icon::Settings2).color(if on { t.link } else { t.weak }));
        ui.add_space(size::TIGHT);
        one_line(ui, name(ui, "Profile"));
    });
    if response.clicked() {
        send(cx, SignInAction::ShowAt(At::Profile));
    }
}

fn steps(ui: &mut Ui, cx: &Cx<'_>, run: &Run) {
    let t = tokens(ui);
    let shown = run.shown();
    let is_news = is_news(ui, run.steps.len(), shown);
    let is_under_way = run.state.is_under_way();
    let count = run.steps.len();
    for (i, step) in run.steps.iter().enumerate() {
        let words = StepWords::of(step);
        let node = Node {
            icon: words.judgement.icon(),
            hue: words.judgement.hue(t),
            up: i > 0,
            down: i + 1 < count || is_under_way,
        };
        let says = format!("Step {}", words.sentence());
        let response = line(ui, STEP, shown == Some(i), &says, |ui, rect| {
            one(ui, &words, &node, rect);
        });
        if is_news && shown == Some(i) {
            ui.scroll_to_rect_animation(response.rect, None, ScrollAnimation::none());
        }
        if response.clicked() {
            send(cx, SignInAction::ShowAt(At::Step(i)));
        }
    }
    if is_under_way {
        now(ui, cx, run, count > 0);
    }
}

/// Whether another step is shown than before, which is then to be seen among many.
fn is_news(ui: &Ui, count: usize, shown: Option<usize>) -> bool {
    let id = ui.scope_id().with("shown");
    ui.data_mut(|data| {
        let before = data.get_temp_mut_or_default::<(usize, Option<usize>)>(id);
        std::mem::replace(before, (count, shown)) != (count, shown)
    })
}

/// What is going on.
fn now(ui: &mut Ui, cx: &Cx<'_>, run: &Run, up: bool) {
    let t = tokens(ui);
    let (glyph, title, detail) = match &run.state {
        RunState::Browser(_) => (Icon::Globe, "Browser", "Waiting for its answer".to_owned()),
        RunState::Device(_) => (
            Icon::Monitor,
            "Other device",
            "Waiting for the code".to_owned(),
        ),
        RunState::Vault => {
            let told = match run.vault_waits() {
                Some(_) => "Its keyring is waited for",
                None => "Fetching what is kept there",
            };
            (Icon::LockKeyhole, "Vault", told.to_owned())
        }
        RunState::Working(Some(host)) => (Icon::Hourglass, "Request", format!("Asking {host}…")),
        _ if cx.model.network.consent.is_some() => {
            let told = "Waiting for your answer";
            (Icon::Hourglass, "Request", told.to_owned())
        }
        _ => (Icon::Hourglass, "Request", "Getting ready…".to_owned()),
    };
    let node = Node {
        icon: glyph,
        hue: t.link,
        up,
        down: false,
    };
    let words = StepWords {
        title: title.to_owned(),
        method: "",
        detail,
        status: None,
        took: String::new(),
        judgement: Judgement::Info,
    };
    let on = run.shown().is_none() && run.at != At::Profile;
    let says = format!("Step {title}: under way");
    let response = line(ui, STEP, on, &says, |ui, rect| one(ui, &words, &node, rect));
    if response.clicked() {
        send(cx, SignInAction::ShowAt(At::Latest));
    }
}

/// What will be done.
fn plan(ui: &mut Ui, cx: &Cx<'_>) {
    let t = tokens(ui);
    let steps = cx.model.sign_in.profile().map(planned).unwrap_or_default();
    let count = steps.len();
    for (i, step) in steps.into_iter().enumerate() {
        let room = vec2(ui.available_width(), 40.0);
        let (rect, _) = ui.allocate_exact_size(room, egui::Sense::hover());
        let node = Node {
            icon: Icon::CircleDashed,
            hue: t.weak,
            up: i > 0,
            down: i + 1 < count,
        };
        connect(ui, &node, rect, rect.center().y);
        let words = Rect::from_min_max(pos2(rect.left() + 28.0, rect.top()), rect.max);
        inside(ui, words, Layout::left_to_right(Align::Center), |ui| {
            one_line(ui, weak(ui, step))
        });
    }
}

/// The node of a step, and the line that joins it to its neighbours.
fn connect(ui: &mut Ui, node: &Node, rect: Rect, y: f32) {
    let t = tokens(ui);
    let x = rect.left() + 8.0;
    if node.up {
        ui.painter().vline(x, rect.top()..=y - 12.0, (1.0, t.track));
    }
    if node.down {
        ui.painter()
            .vline(x, y + 12.0..=rect.bottom(), (1.0, t.track));
    }
    let place = Rect::from_min_size(pos2(rect.left() + 0.5, y - 10.0), vec2(20.0, 20.0));
    inside(ui, place, Layout::left_to_right(Align::Center), |ui| {
        ui.label(icon(node.icon).color(node.hue))
    });
}

fn one(ui: &mut Ui, words: &StepWords, node: &Node, rect: Rect) {
    let t = tokens(ui);
    connect(ui, node, rect, rect.top() + 19.0);
    let at = |top: f32, height: f32| {
        Rect::from_min_max(
            pos2(rect.left() + 28.0, rect.top() + top),
            pos2(rect.right(), rect.top() + top + height),
        )
    };
    let middle = Layout::left_to_right(Align::Center);
    inside(ui, at(9.0, 20.0), middle, |ui| {
        right(ui, |ui| {
            ui.label(small(ui, &words.took));
            ui.with_layout(middle, |ui| one_line(ui, name(ui, &words.title)));
        });
    });
    inside(ui, at(29.0, 18.0), middle, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        right(ui, |ui| {
            if let Some(status) = words.status {
                // That a device is still waited for comes as an error.
                let hue = match (status, words.judgement) {
                    (..400, _) => t.ok,
                    (_, Judgement::Fail) => t.err,
                    _ => t.weak,
                };
                ui.label(mono(status.to_string(), hue));
            }
            ui.with_layout(middle, |ui| {
                if !words.method.is_empty() {
                    ui.label(mono(words.method, t.weak));
                }
                let hue = match words.judgement {
                    Judgement::Warn | Judgement::Fail => words.judgement.hue(t),
                    _ => t.weak,
                };
                one_line(ui, RichText::new(&words.detail).small().color(hue));
            });
        });
    });
}
