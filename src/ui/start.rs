//! Opening the window, and one sentence where there can be none.

use super::Window;
use super::scripts::{SystemFonts, looks_for_fonts};
use crate::app::{Action, Model, Screen, SignInAction, VaultAction};
use crate::work::{Outside, Threads, load_profiles, load_settings};
use egui::{IconData, ViewportBuilder, ViewportCommand, pos2, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

/// What the window shows when it opens.
#[derive(Clone, Debug, Default)]
pub struct StartWith {
    /// A text to inspect at once.
    pub text: Option<String>,
    /// A file to read at once.
    pub file: Option<String>,
}

/// Why there is no window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// No desktop is running, or it is not told which.
    #[error("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set")]
    NoDisplay,
    /// A library that is loaded while running is missing, or the display cannot be reached.
    #[error("the window could not be opened: {0}")]
    Failed(String),
}

/// Its first size, in points.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// Smaller than this it is not drawn.
const MIN_SIZE: [f32; 2] = [640.0, 480.0];

/// Opens the window and shows it until it is closed.
///
/// # Errors
/// One sentence where there is no display, or a library that draws on it is missing.
pub fn run(start: StartWith) -> Result<(), WindowError> {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        if !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET") && !set("DISPLAY") {
            return Err(WindowError::NoDisplay);
        }
    }
    // Where a library is missing, the toolkit panics. Until the first frame its message is kept
    // for our sentence; afterwards a panic is printed as ever.
    let message: Arc<Mutex<Option<String>>> = Arc::default();
    let quiet = Arc::clone(&message);
    let loud = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let text = info.payload_as_str().unwrap_or("a part of it broke off");
        let mut kept = quiet.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(text.to_owned());
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| open(start, loud)));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(WindowError::Failed(one_line(&error.to_string()))),
        Err(_) => {
            let kept = message.lock().unwrap_or_else(PoisonError::into_inner);
            let text = kept.as_deref().unwrap_or("a part of it broke off");
            Err(WindowError::Failed(one_line(text)))
        }
    }
}

type Hook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

fn open(start: StartWith, loud: Hook) -> eframe::Result {
    let outside = Outside::desktop();
    let (settings, damaged) = load_settings(outside.settings.as_ref());
    let profiles = load_profiles(outside.profiles.as_ref());
    let now = || Timestamp::now().as_second();
    let mut model = Model::new(settings, now(), TimeZone::system());
    let options = eframe::NativeOptions {
        viewport: viewport(&model),
        renderer: eframe::Renderer::Glow,
        centered: model.place.is_none_or(|p| p.x.is_none()),
        // They are looked for when a text needs them, not whenever a window opens.
        system_font_fallback: false,
        ..Default::default()
    };
    let create = move |cc: &eframe::CreationContext<'_>| {
        // The display, the library for keys and the one for drawing are all there.
        panic::set_hook(Box::new(move |info| {
            if !looks_for_fonts() {
                loud(info);
            }
        }));
        let ctx = &cc.egui_ctx;
        super::install(ctx);
        SystemFonts::install(ctx);
        model.place = model.place.map(|place| {
            let held = place.on(&screens(cc));
            if let (Some(x), Some(y)) = (held.x, held.y)
                && held != place
            {
                ctx.send_viewport_cmd(ViewportCommand::OuterPosition(pos2(x, y)));
            }
            held
        });
        let waker = ctx.clone();
        let threads = Threads::new(outside, move || waker.request_repaint());
        let mut window = Window::new(model, Box::new(threads), Box::new(now));
        let read = SignInAction::Loaded(Box::new(profiles));
        window.act(ctx, Action::SignIn(read));
        window.act(ctx, Action::Vault(VaultAction::Begin));
        if let Some(sentence) = damaged {
            window.act(ctx, Action::Failed(sentence));
        }
        if let Some(text) = start.text {
            window.act(ctx, Action::Pasted(text));
        }
        if let Some(file) = start.file {
            window.act(ctx, Action::OpenPath(crate::app::FileUse::Inspect, file));
        }
        Ok(Box::new(window) as Box<dyn eframe::App>)
    };
    eframe::run_native("tokenscope", options, Box::new(create))
}

/// The screens that are there, in the measure of the window's places. The toolkit corrects only
/// places that it has kept itself.
fn screens(cc: &eframe::CreationContext<'_>) -> Vec<Screen> {
    let Some(window) = cc.winit_window() else {
        return Vec::new();
    };
    let monitors = window.available_monitors().map(|monitor| {
        let scale = monitor.scale_factor();
        let at = monitor.position().to_logical::<f32>(scale);
        let size = monitor.size().to_logical::<f32>(scale);
        Screen {
            x: at.x,
            y: at.y,
            width: size.width,
            height: size.height,
        }
    });
    // A screen without a size is no screen.
    monitors.filter(|screen| screen.width > 0.0).collect()
}

fn viewport(model: &Model) -> ViewportBuilder {
    let mut viewport = ViewportBuilder::default()
        .with_title("Tokenscope")
        .with_app_id("tokenscope")
        .with_min_inner_size(MIN_SIZE)
        .with_inner_size(SIZE)
        .with_drag_and_drop(true);
    if let Some(place) = model.place {
        viewport = viewport
            .with_inner_size(vec2(place.width, place.height))
            .with_maximized(place.maximized);
        if let (Some(x), Some(y)) = (place.x, place.y) {
            viewport = viewport.with_position([x, y]);
        }
    }
    match icon() {
        Some(icon) => viewport.with_icon(icon),
        None => viewport,
    }
}

fn icon() -> Option<IconData> {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).ok()
}

/// The text on one line, without the stop at its end and without places in the toolkit's source.
fn one_line(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        if word.contains(".rs:") {
            words.pop_if(|before| *before == "at");
        } else {
            words.push(word);
        }
    }
    let line = words.join(" ");
    let line: String = line.chars().take(400).collect();
    line.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line() {
        assert_eq!(one_line("a\n  b.\n"), "a b");
        assert_eq!(
            one_line("error at /x/mod.rs:7: no server"),
            "error no server"
        );
        let sentence = WindowError::Failed(one_line("No GL.")).to_string();
        assert_eq!(sentence, "the window could not be opened: No GL");
    }
}
