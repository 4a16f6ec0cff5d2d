//! The window itself: it fetches what happened, draws the model, and passes on what is to happen.

use super::cx::{Cache, Cx};
use super::{aloud, keyboard, shell, theme};
use crate::app::{Action, CloseAction, Effect, Model, Place, update};
use crate::report::{Kind, Verdict};
use crate::work::Runner;
use egui::{Context, Ui, ViewportCommand};
use std::cell::RefCell;
use std::time::Duration;

/// The present, in seconds since 1970-01-01T00:00:00Z.
pub type Clock = Box<dyn Fn() -> i64>;

/// After so many frames a paste that was asked for has come, or there was nothing to paste.
const PASTE_FRAMES: u8 = 3;

/// The window.
pub struct Window {
    model: Model,
    runner: Box<dyn Runner>,
    clock: Clock,
    cache: RefCell<Cache>,
    paste_awaited: Option<u8>,
    title: &'static str,
}

impl Window {
    /// A window on that model. `ctx` is given the fonts and the looks beforehand, with
    /// [`super::install`].
    pub fn new(model: Model, runner: Box<dyn Runner>, clock: Clock) -> Self {
        Self {
            model,
            runner,
            clock,
            cache: RefCell::default(),
            paste_awaited: None,
            title: "Tokenscope",
        }
    }

    /// What it shows.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Lets something happen, as if a person had done it.
    pub fn act(&mut self, ctx: &Context, action: Action) {
        if matches!(action, Action::Pasted(_)) {
            self.paste_awaited = None;
        }
        for effect in update(&mut self.model, action) {
            match effect {
                Effect::Copy(text) => ctx.copy_text(text),
                Effect::CopySecret(secret) => {
                    if !self.runner.copy_secret(&secret) {
                        let text = std::str::from_utf8(secret.expose()).unwrap_or_default();
                        ctx.copy_text(text.to_owned());
                    }
                }
                Effect::AskForPaste => {
                    ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
                    self.paste_awaited = Some(PASTE_FRAMES);
                }
                Effect::CloseWindow => ctx.send_viewport_cmd(ViewportCommand::Close),
                effect => self.runner.run(effect),
            }
        }
        ctx.request_repaint();
    }

    /// The clock moves on.
    fn tick(&mut self, ctx: &Context) {
        let now = (self.clock)();
        if now != self.model.now {
            for effect in update(&mut self.model, Action::Tick(now)) {
                self.runner.run(effect);
            }
            self.wake(ctx);
        }
    }

    /// Comes back when something will have changed by itself.
    fn wake(&self, ctx: &Context) {
        if let Some(seconds) = self.model.next_change() {
            ctx.request_repaint_after(Duration::from_secs(seconds));
        }
    }

    fn fetch(&mut self, ctx: &Context) {
        for action in self.runner.actions() {
            self.act(ctx, action);
        }
    }

    /// The desktop closes the window after this frame, unless it is told not to.
    fn may_close(&mut self, ctx: &Context) {
        if ctx.input(|i| i.viewport().close_requested()) && !self.model.may_close() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            self.act(ctx, Action::Close(CloseAction::Ask));
        }
    }

    fn await_paste(&mut self, ctx: &Context) {
        if let Some(frames) = self.paste_awaited {
            self.paste_awaited = frames.checked_sub(1);
            match self.paste_awaited {
                Some(_) => ctx.request_repaint(),
                None => self.act(ctx, Action::NothingPasted),
            }
        }
    }

    /// The verdict stands in the window's title too, for whoever looks at another window.
    fn entitle(&mut self, ctx: &Context) {
        let title = match self.model.report() {
            None => "Tokenscope",
            // Keys are no one's claim, so there is nothing to verify.
            Some(r) if matches!(r.kind, Kind::Jwk | Kind::Jwks | Kind::Pem) => "Tokenscope",
            Some(report) => match report.verdict {
                Verdict::Valid => "Valid – Tokenscope",
                Verdict::Unverified => "Unverified – Tokenscope",
                Verdict::Invalid => "Invalid – Tokenscope",
            },
        };
        if self.title != title {
            self.title = title;
            ctx.send_viewport_cmd(ViewportCommand::Title(title.into()));
        }
        aloud::entitle(ctx, title);
    }

    /// The place of the window, where it has changed.
    fn place(&self, ctx: &Context) -> Option<Place> {
        let place = ctx.input(|i| {
            let viewport = i.viewport();
            // Where the desktop tells no place, there is still a size.
            let inner = viewport.inner_rect.unwrap_or(i.content_rect());
            let outer = viewport.outer_rect.map(|r| r.min);
            let maximized = viewport.maximized.unwrap_or(false);
            Place {
                width: inner.width().round(),
                height: inner.height().round(),
                x: outer.map(|p| p.x.round()),
                y: outer.map(|p| p.y.round()),
                maximized,
            }
        });
        match self.model.place {
            // A maximized window remembers the size that it will have when it is restored.
            Some(before) if place.maximized => (!before.maximized).then_some(Place {
                maximized: true,
                ..before
            }),
            before => (before != Some(place)).then_some(place),
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        // A window that nobody sees locks the vault all the same.
        self.tick(ctx);
        self.fetch(ctx);
        self.may_close(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        for action in keyboard::actions(&ctx, &self.model) {
            self.act(&ctx, action);
        }
        self.await_paste(&ctx);
        // What is carried out at once is shown at once.
        self.fetch(&ctx);
        ctx.set_theme(theme::preference(self.model.theme));

        let cx = Cx::new(&self.model, &self.cache);
        shell::show(ui, &cx);
        let actions = cx.into_actions();
        for action in actions {
            self.act(&ctx, action);
        }
        self.entitle(&ctx);
        if let Some(place) = self.place(&ctx) {
            for effect in update(&mut self.model, Action::Placed(place)) {
                self.runner.run(effect);
            }
        }
        self.wake(&ctx);
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.runner.finish();
    }
}
