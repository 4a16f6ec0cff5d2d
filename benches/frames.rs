//! How long the window takes: from a paste to the frame that shows the verdict, and for the frames
//! after it. Run in release: `cargo bench --bench frames`.
//!
//! Measured without a screen: layout and tessellation, not the graphics card. What a frame may take
//! is 16 ms, at 60 frames a second.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use eframe::App as _;
use egui::{Event, RawInput, Rect, pos2, vec2};
use jiff::tz::TimeZone;
use std::time::{Duration, Instant};
use tokenscope::app::{Model, Settings};
use tokenscope::report::Kind;
use tokenscope::ui::{Window, install};
use tokenscope::work::{Inline, Outside};

const NOW: i64 = 1_700_000_000;
const RUNS: usize = 21;
const LIMIT: Duration = Duration::from_millis(16);

fn main() {
    println!(
        "{:>10} {:>22} {:>14} {:>12}",
        "token", "paste to verdict (ms)", "frame (ms)", "worst (ms)"
    );
    let mut is_slow = false;
    for bytes in [4 << 10, 64 << 10, 1 << 20] {
        let token = token(bytes);
        let mut first = Vec::new();
        let mut later = Vec::new();
        for _ in 0..RUNS {
            let mut desk = Desk::new();
            first.push(desk.paste(&token));
            later.extend((0..20).map(|_| desk.frame(Vec::new())));
        }
        first.sort_unstable();
        later.sort_unstable();
        let median = |of: &[Duration]| of.get(of.len() / 2).copied().unwrap_or_default();
        let (first, frame) = (median(&first), median(&later));
        let worst = later.last().copied().unwrap_or_default();
        is_slow |= frame > LIMIT;
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        println!(
            "{bytes:>10} {:>22.2} {:>14.2} {:>12.2}",
            ms(first),
            ms(frame),
            ms(worst)
        );
    }
    assert!(!is_slow, "a frame takes longer than {LIMIT:?}");
}

/// A token of about that many characters, most of them claims.
fn token(bytes: usize) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let mut claims = String::from(r#"{"iss":"https://issuer.example","exp":1700003600"#);
    let mut i = 0;
    while claims.len() < bytes * 3 / 4 - 100 {
        claims.push_str(&format!(
            r#","claim{i}":["{i}-abcdefghijklmnopqrstuvwxyz",{i},true]"#
        ));
        i += 1;
    }
    claims.push('}');
    let signature = "A".repeat(43);
    format!(
        "{}.{}.{signature}",
        encode(r#"{"alg":"HS256","typ":"JWT"}"#),
        encode(&claims)
    )
}

/// The window without a screen.
struct Desk {
    ctx: egui::Context,
    window: Window,
    frame: eframe::Frame,
    time: f64,
}

impl Desk {
    fn new() -> Self {
        let ctx = egui::Context::default();
        install(&ctx);
        let model = Model::new(Settings::default(), NOW, TimeZone::UTC);
        let runner = Inline::new(Outside::none());
        let window = Window::new(model, Box::new(runner), Box::new(|| NOW));
        let mut desk = Self {
            ctx,
            window,
            frame: eframe::Frame::_new_kittest(),
            time: 0.0,
        };
        for _ in 0..3 {
            desk.frame(Vec::new());
        }
        desk
    }

    /// One frame: what happens in it, what is drawn, and its triangles.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0))),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let begin = Instant::now();
        let (window, frame) = (&mut self.window, &mut self.frame);
        let output = self.ctx.run_ui(input, |ui| {
            let ctx = ui.ctx().clone();
            window.logic(&ctx, frame);
            window.ui(ui, frame);
        });
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = begin.elapsed();
        assert!(!triangles.is_empty());
        took
    }

    /// From the paste to the end of the frame that shows the verdict.
    fn paste(&mut self, text: &str) -> Duration {
        let mut took = self.frame(vec![Event::Paste(text.to_owned())]);
        while self
            .window
            .model()
            .report()
            .is_none_or(|r| r.kind != Kind::Jws)
        {
            took += self.frame(Vec::new());
        }
        took + self.frame(Vec::new())
    }
}
