//! One step: what was asked, what came back, what it is worth.

use super::{checks, fields, raw, send};
use crate::app::{
    Judgement, Run, RunState, SignInAction, StepTab, StepWords, size_words, status_words,
};
use crate::report::capital;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, badge, diagnosis, mono, one_line, quiet, right, row, scrolling, small, tabs, tag,
};
use crate::wire::StepView;
use egui::Ui;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, run: &Run, step: &StepView, height: f32) {
    let words = StepWords::of(step);
    let tools = |ui: &mut Ui| {
        if step.exchange.is_some()
            && quiet(ui, Icon::Terminal, "Copy as curl", "Copy as curl").clicked()
        {
            send(cx, SignInAction::CopyCurl);
        }
    };
    Card::new(&words.title)
        .height(height)
        .show(ui, tools, |ui| {
            let number = run.shown().unwrap_or_default();
            // Each step scrolls by itself, from its own beginning.
            scrolling(ui, ("step", number, run.tab as u8), |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                address(ui, step);
                explained(ui, run, step);
                views(ui, cx, run, step, &words);
                ui.add_space(size::GAP);
                match tab(run, step) {
                    StepTab::Decoded => fields::show(ui, cx, run, step),
                    StepTab::Raw => raw::show(ui, cx, run, step),
                    StepTab::Checks => {
                        if step.exchange.is_none() {
                            fields::notes(ui, step);
                        }
                        checks::show(ui, step);
                    }
                }
            });
        });
}

/// The view that is shown. Where nothing went over the wire there is what was judged.
fn tab(run: &Run, step: &StepView) -> StepTab {
    match step.exchange {
        Some(_) => run.tab,
        None => StepTab::Checks,
    }
}

fn address(ui: &mut Ui, step: &StepView) {
    let t = tokens(ui);
    let Some(exchange) = &step.exchange else {
        return;
    };
    row(ui, 24.0, |ui| {
        tag(ui, exchange.request.method.as_str());
        one_line(ui, mono(&exchange.request.url, t.text));
    });
    ui.add_space(size::GAP);
}

/// Why it failed and what is likely to mend it, before everything else.
fn explained(ui: &mut Ui, run: &Run, step: &StepView) {
    let told = match (&step.explanation, &run.state) {
        (Some(explanation), _) => match &explanation.mend {
            Some(mend) => format!("{}. {mend}", explanation.meaning.trim_end_matches('.')),
            None => explanation.meaning.clone(),
        },
        (None, RunState::Failed(why)) if step.has_failed() => why.clone(),
        _ => return,
    };
    diagnosis(ui, &capital(&told), 0, None);
    ui.add_space(size::GAP);
}

fn views(ui: &mut Ui, cx: &Cx<'_>, run: &Run, step: &StepView, words: &StepWords) {
    row(ui, 24.0, |ui| {
        let count = step.checks.len();
        let checks = match count {
            0 => "Checks".to_owned(),
            n => format!("Checks {n}"),
        };
        let names = ["Decoded", "Raw", checks.as_str()];
        if step.exchange.is_some() {
            let selected = StepTab::ALL.iter().position(|tab| *tab == run.tab);
            let chosen = tabs(ui, "View", &names, selected.unwrap_or_default());
            if let Some(tab) = chosen.and_then(|i| StepTab::ALL.get(i)) {
                send(cx, SignInAction::Tab(*tab));
            }
        } else {
            tabs(ui, "View", &[checks.as_str()], 0);
        }
        right(ui, |ui| {
            let response = step.exchange.as_ref().and_then(|e| e.response());
            let mut told = words.took.clone();
            if let Some(response) = response {
                told = format!("{told}, {}", size_words(response));
            }
            ui.label(small(ui, told));
            if let Some(response) = response {
                // That a device is still waited for comes as an error.
                let judgement = match (response.status, words.judgement) {
                    (..400, _) => Judgement::Pass,
                    (_, Judgement::Fail) => Judgement::Fail,
                    _ => Judgement::Info,
                };
                badge(ui, judgement, &status_words(response.status));
            }
        });
    });
}
