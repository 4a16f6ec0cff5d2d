//! The system's fonts. They are looked for once a text needs one, on a thread of their own; until
//! they are found, and where there are none, boxes stand.

use super::guard;
use crate::ui::theme;
use egui::{Context, FallbackRequest, FontFamily, FontInsert, FontProvider};
use egui_system_font_provider::SystemFontProvider;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// To find that no font has a character takes up to a millisecond. After so many of them no
/// font is looked for, so that a text of nothing else does not hold up the window.
const MAX_MISSING: usize = 500;

/// The thread that waits for the system's fonts.
const THREAD: &str = "fonts";
/// The thread on which they are listed; its crate calls it so.
const LISTING: &str = "egui_system_font_provider";

/// The system's fonts, for what the window's own fonts lack.
#[derive(Clone)]
pub(crate) struct SystemFonts(Arc<Mutex<State>>);

enum State {
    /// No text needed them yet. Whom to tell when they are there.
    Asleep(Context),
    Looking,
    Found {
        fonts: Box<SystemFontProvider>,
        /// What none of them has.
        missing: HashSet<char>,
    },
}

impl SystemFonts {
    /// Lets a window draw with the system's fonts what it could not draw else.
    pub(crate) fn install(ctx: &Context) {
        let fonts = Self(Arc::new(Mutex::new(State::Asleep(ctx.clone()))));
        let asked = fonts.clone();
        let boxes = guard(theme::fonts(), move |request| {
            let request = FallbackRequest {
                cluster: request.cluster,
                family: request.family,
            };
            asked.font_for(&request).is_some()
        });
        ctx.set_glyph_rasterizers(vec![boxes]);
        ctx.set_font_providers(vec![Arc::new(fonts)]);
    }

    /// Lists the system's fonts, and has the window drawn anew with them.
    fn look(self, ctx: Context) {
        let look = move || {
            let fonts = SystemFontProvider::new();
            // The first question waits for the list. Where the list fails, this thread ends here.
            let first = FallbackRequest {
                cluster: "א",
                family: &FontFamily::Proportional,
            };
            let _ = fonts.font_for(&first);
            let found = State::Found {
                fonts: Box::new(fonts),
                missing: HashSet::new(),
            };
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = found;
            ctx.set_font_providers(vec![Arc::new(self)]);
        };
        // Without a thread the boxes stay.
        let _ = thread::Builder::new().name(THREAD.to_owned()).spawn(look);
    }
}

impl FontProvider for SystemFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let c = request.cluster.chars().next()?;
        if is_private(c) {
            return None;
        }
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Found { fonts, missing } = &mut *state {
            if missing.contains(&c) || missing.len() >= MAX_MISSING {
                return None;
            }
            let found = fonts.font_for(request);
            if found.is_none() {
                missing.insert(c);
            }
            return found;
        }
        if let State::Asleep(ctx) = std::mem::replace(&mut *state, State::Looking) {
            self.clone().look(ctx);
        }
        None
    }
}

/// Characters for private use are what each font makes of them: a tick, an icon, another letter.
fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

/// Whether this thread looks for fonts. Where the system's library finds not one it panics, which
/// costs nothing but the fonts, and is nothing to tell a person.
pub(crate) fn looks_for_fonts() -> bool {
    matches!(thread::current().name(), Some(THREAD | LISTING))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_looked_for_until_a_text_needs_it() {
        let ctx = Context::default();
        let fonts = SystemFonts(Arc::new(Mutex::new(State::Asleep(ctx))));
        let ask = |cluster: &str| {
            let family = &FontFamily::Proportional;
            fonts
                .font_for(&FallbackRequest { cluster, family })
                .is_some()
        };
        let is_asleep = || matches!(*fonts.0.lock().unwrap(), State::Asleep(_));
        assert!(!ask("\u{e000}") && !ask("\u{f0000}") && !ask(""));
        assert!(is_asleep());
        assert!(!ask("日"));
        assert!(!is_asleep());
    }
}
