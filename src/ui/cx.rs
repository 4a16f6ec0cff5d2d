//! What a view is given: the model to read, and a way to send actions.

use super::widgets::{JsonLines, json_lines};
use crate::app::{Action, Command, Model, Obtained, Part, TokenLine, veiled_json};
use crate::report::{Json, Report};
use egui::{Response, Ui};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

/// What a view is given. Views change nothing themselves.
pub(crate) struct Cx<'a> {
    pub(crate) model: &'a Model,
    cache: &'a RefCell<Cache>,
    sent: RefCell<Vec<Action>>,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(model: &'a Model, cache: &'a RefCell<Cache>) -> Self {
        Self {
            model,
            cache,
            sent: RefCell::default(),
        }
    }

    /// The report on the credential that is shown.
    pub(crate) fn report(&self) -> Option<&'a Report> {
        self.model.report()
    }

    pub(crate) fn send(&self, action: Action) {
        self.sent.borrow_mut().push(action);
    }

    /// Sends the command when the response was clicked, and gives it the command's tooltip.
    pub(crate) fn on_click(&self, response: Response, command: Command) {
        let response = response.on_hover_text(command.tooltip_with_keys());
        if response.clicked() {
            self.send(Action::Do(command));
        }
    }

    pub(crate) fn into_actions(self) -> Vec<Action> {
        self.sent.into_inner()
    }

    /// A part of the shown report, or the value of that number in it, as lines of JSON. They are
    /// made once for a report and a width.
    pub(crate) fn json(
        &self,
        ui: &Ui,
        part: Part,
        number: Option<usize>,
        json: &Json,
    ) -> Arc<JsonLines> {
        let font = egui::TextStyle::Monospace.resolve(ui.style());
        let advance = ui.fonts_mut(|f| f.glyph_width(&font, 'M')).max(1.0);
        let key = CacheKey {
            generation: self.model.judged.as_ref().map_or(0, |j| j.generation),
            selected: self.model.selected,
            part,
            number,
            veiled: part == Part::Claims && self.model.shown.hidden,
            columns: ((ui.available_width() - 8.0) / advance) as usize,
        };
        self.cached(key, json)
    }

    /// The lines of the tokens that came, made once a second: each token is decoded for them.
    pub(crate) fn token_lines(&self, obtained: &Arc<Obtained>) -> Arc<[TokenLine]> {
        let (mut cache, now) = (self.cache.borrow_mut(), self.model.now);
        if let Some((of, at, lines)) = &cache.tokens
            && *at == now
            && std::ptr::eq(of.as_ptr(), Arc::as_ptr(obtained))
        {
            return Arc::clone(lines);
        }
        let lines: Arc<[TokenLine]> = obtained.lines(now).into();
        cache.tokens = Some((Arc::downgrade(obtained), now, Arc::clone(&lines)));
        lines
    }

    fn cached(&self, key: CacheKey, json: &Json) -> Arc<JsonLines> {
        let mut cache = self.cache.borrow_mut();
        if let Some(lines) = cache.lines.get(&key) {
            return Arc::clone(lines);
        }
        // An older report or another width will hardly come back.
        cache
            .lines
            .retain(|k, _| k.generation == key.generation && k.columns == key.columns);
        let lines = if key.veiled {
            json_lines(&veiled_json(json), key.columns)
        } else {
            json_lines(json, key.columns)
        };
        let lines = Arc::new(lines);
        cache.lines.insert(key, Arc::clone(&lines));
        lines
    }
}

#[derive(PartialEq, Eq, Hash)]
struct CacheKey {
    generation: u64,
    selected: usize,
    part: Part,
    number: Option<usize>,
    veiled: bool,
    columns: usize,
}

/// What is kept from one frame to the next because making it takes long.
#[derive(Default)]
pub(crate) struct Cache {
    lines: HashMap<CacheKey, Arc<JsonLines>>,
    /// The lines of tokens, of which and when. The tokens themselves are let go by the model alone.
    tokens: Option<(Weak<Obtained>, i64, Arc<[TokenLine]>)>,
}
