//! A window without a screen, a clock that stands still, and a hand that acts by accessible names.

use egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};
use jiff::tz::TimeZone;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tokenscope::app::{Model, Settings, ThemeChoice};
use tokenscope::ui::{Window, install};
use tokenscope::work::{Inline, Outside, Runner};

/// RFC 7515 appendix A.1: signed with [`SECRET`], it ends 380 seconds after [`NOW`].
pub(crate) const TOKEN: &str = concat!(
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
);

/// The key of RFC 7515 appendix A.1, in base64url.
pub(crate) const SECRET: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

/// 2011-03-22T18:36:40Z
pub(crate) const NOW: i64 = 1_300_819_000;

/// The same key as a JWK.
pub(crate) fn jwk() -> String {
    format!(r#"{{"kty":"oct","k":"{SECRET}"}}"#)
}

pub(crate) struct Desk {
    pub(crate) harness: Harness<'static, Window>,
    time: Rc<Cell<i64>>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::of(1280.0, 800.0, ThemeChoice::Dark, 1.0)
    }

    pub(crate) fn of(width: f32, height: f32, theme: ThemeChoice, scale: f32) -> Self {
        let runner = Inline::new(Outside::none());
        Self::with(runner, width, height, theme, scale)
    }

    /// A window whose work is done by that runner.
    pub(crate) fn with(
        runner: impl Runner + 'static,
        width: f32,
        height: f32,
        theme: ThemeChoice,
        scale: f32,
    ) -> Self {
        let settings = Settings {
            theme,
            ..Settings::default()
        };
        Self::build(runner, width, height, settings, scale)
    }

    /// A window with what was remembered.
    pub(crate) fn settled(runner: impl Runner + 'static, settings: Settings) -> Self {
        Self::build(runner, 1280.0, 800.0, settings, 1.0)
    }

    fn build(
        runner: impl Runner + 'static,
        width: f32,
        height: f32,
        settings: Settings,
        scale: f32,
    ) -> Self {
        let model = Model::new(settings, NOW, TimeZone::UTC);
        let time = Rc::new(Cell::new(NOW));
        let clock = Rc::clone(&time);
        let harness = Harness::builder()
            .with_size(Vec2::new(width, height))
            .with_pixels_per_point(scale)
            .with_context_setup(install)
            .with_render_cursor(false)
            .with_max_steps(12)
            .allow_missing_glyphs()
            .build_eframe(move |_| {
                let clock = Rc::clone(&clock);
                Window::new(model, Box::new(runner), Box::new(move || clock.get()))
            });
        let mut desk = Self { harness, time };
        desk.settle();
        desk
    }

    pub(crate) fn settle(&mut self) {
        self.harness.run();
    }

    /// The clock goes on.
    pub(crate) fn wait(&mut self, seconds: i64) {
        self.time.set(self.time.get() + seconds);
        self.settle();
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.harness.event(egui::Event::Paste(text.to_owned()));
        self.settle();
    }

    /// Clicks what has that name.
    #[track_caller]
    pub(crate) fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    /// Writes into the field of that name.
    #[track_caller]
    pub(crate) fn write(&mut self, name: &str, text: &str) {
        self.harness.get_by_label(name).focus();
        self.settle();
        self.harness.get_by_label(name).type_text(text);
        self.settle();
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub(crate) fn ctrl(&mut self, key: Key) {
        self.press(Modifiers::COMMAND, key);
    }

    pub(crate) fn drop_file(&mut self, path: &Path) {
        let file = Dropped(path.to_owned());
        self.harness.input_mut().dropped_files.push(Arc::new(file));
        self.settle();
    }

    pub(crate) fn sees(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    pub(crate) fn sees_part(&self, name: &str) -> bool {
        self.harness
            .query_all_by_label_contains(name)
            .next()
            .is_some()
    }

    #[track_caller]
    pub(crate) fn expect(&self, names: &[&str]) {
        for name in names {
            assert!(self.sees(name), "nothing is called {name:?}");
        }
    }

    #[track_caller]
    pub(crate) fn node(&self, name: &'static str) -> Node<'_> {
        self.harness.get_by_label(name)
    }

    pub(crate) fn model(&self) -> &Model {
        self.harness.state().model()
    }

    /// What was last put on the clipboard.
    pub(crate) fn copied(&self) -> Option<String> {
        let commands = &self.harness.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the window reads files itself".into())
    }
}
