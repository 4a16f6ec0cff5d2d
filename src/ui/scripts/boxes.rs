//! Where a box is drawn instead of a character.
//!
//! The toolkit shapes all neighbours that one font draws at once, in the direction of the first
//! letter among them whose script has one. What has no font is drawn by the first font like all
//! Latin text, so that one Hebrew letter without a font would turn the words around it: `nimda`
//! reads `admin`. A mark that its letter's font lacks is left out altogether. A box is a
//! stretch of its own, which turns nothing and can be seen.

use super::is_right_to_left;
use crate::report::unseen_name;
use crate::ui::theme;
use egui::epaint::text::{
    FontPriority, Fonts, GlyphBitmap, GlyphRasterizer, GlyphRasterizerRequest, RasterizedGlyph,
    TextOptions,
};
use egui::text::FontDefinitions;
use egui::{Color32, ColorImage, FontFamily, FontId, vec2};
use std::sync::{Mutex, OnceLock, PoisonError};
use unicode_general_category::{GeneralCategory, get_general_category};

/// Any size will do to see what a font draws.
const PROBE: f32 = 16.0;

/// Draws the boxes. `own` are the window's fonts; `has_font` says whether another font draws a
/// cluster that runs from right to left.
pub(crate) fn guard(
    own: FontDefinitions,
    has_font: impl Fn(&GlyphRasterizerRequest<'_>) -> bool + Send + Sync + 'static,
) -> GlyphRasterizer {
    let own = Own {
        definitions: own,
        fonts: OnceLock::new(),
    };
    let rasterize = move |request: &GlyphRasterizerRequest<'_>| {
        let cluster = request.cluster;
        let is_written = *request.family == theme::written_family();
        let needs_box = if cluster.is_ascii() {
            false
        } else if cluster.chars().any(is_right_to_left) {
            // Where it is written, the caret has to stand where it seems to stand, and it does not
            // within what was turned.
            is_written || !is_of_one_direction(cluster) || !has_font(request)
        } else if cluster.chars().next().is_some_and(is_unseen) {
            // Elsewhere its code is written out, which cannot be where it is edited.
            is_written
        } else {
            own.leaves_out_a_mark(cluster, request.family)
        };
        needs_box.then(|| draw(request.font_size_px))
    };
    GlyphRasterizer::new("tokenscope::scripts", rasterize).with_priority(FontPriority::Highest)
}

/// Whether all of a cluster runs from right to left, beginning with a letter. Only then does a
/// font of its own draw it, apart from its neighbours. Numbers among such letters do not (UAX #9),
/// but the toolkit would turn them too.
fn is_of_one_direction(cluster: &str) -> bool {
    let first = cluster.chars().next();
    let turns = |c: char| (is_right_to_left(c) && !c.is_numeric()) || is_mark(c);
    first.is_some_and(|c| is_right_to_left(c) && !is_mark(c)) && cluster.chars().all(turns)
}

fn is_unseen(c: char) -> bool {
    unseen_name(c).is_some()
}

fn is_mark(c: char) -> bool {
    matches!(
        get_general_category(c),
        GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::EnclosingMark
    )
}

/// Selectors choose the look of what stands before them, and are not drawn.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The window's own fonts, to try what they draw. They are read when the first mark comes.
struct Own {
    definitions: FontDefinitions,
    fonts: OnceLock<Mutex<Fonts>>,
}

impl Own {
    /// Whether the window's own font draws a letter and leaves out a mark upon it. What it has no
    /// letter for is drawn by another.
    fn leaves_out_a_mark(&self, cluster: &str, family: &FontFamily) -> bool {
        let mut chars = cluster.chars();
        let is_drawn = |c: &char| is_mark(*c) && !is_selector(*c);
        if !cluster.chars().any(|c| is_drawn(&c)) {
            return false;
        }
        let Some(first) = chars.next() else {
            return false;
        };
        let font = FontId::new(PROBE, family.clone());
        let fonts = self.fonts.get_or_init(|| {
            Mutex::new(Fonts::new(TextOptions::default(), self.definitions.clone()))
        });
        let mut fonts = fonts.lock().unwrap_or_else(PoisonError::into_inner);
        let has_first = fonts.has_glyph(&font, first);
        if is_drawn(&first) {
            return !has_first;
        }
        if !has_first {
            return false;
        }
        let mut drawn = |text: String| {
            let mut view = fonts.with_pixels_per_point(1.0);
            let galley = view.layout_no_wrap(text, font.clone(), Color32::WHITE);
            let glyphs = galley.rows.iter().flat_map(|row| row.row.glyphs.clone());
            let seen = glyphs.map(|glyph| glyph.uv_rect);
            seen.filter(|place| !place.is_nothing()).collect::<Vec<_>>()
        };
        let bare = drawn(first.to_string());
        chars
            .filter(is_drawn)
            .any(|mark| drawn(format!("{first}{mark}")) == bare)
    }
}

/// A hollow box on the base line.
fn draw(font_size_px: f32) -> RasterizedGlyph {
    let pixels = |share: f32| (share * font_size_px).round().max(2.0) as usize;
    let (width, height) = (pixels(0.5), pixels(0.7));
    let line = (font_size_px / 14.0).round().max(1.0) as usize;
    let is_line = |at: usize, of: usize| at < line || of - line <= at;
    let dots = (0..height).flat_map(|y| {
        (0..width).map(move |x| {
            if is_line(x, width) || is_line(y, height) {
                Color32::WHITE
            } else {
                Color32::TRANSPARENT
            }
        })
    });
    let beside = (0.1 * font_size_px).round();
    RasterizedGlyph {
        bitmap: GlyphBitmap {
            image: ColorImage::new([width, height], dots.collect()),
            offset_px: vec2(beside, -(height as f32)),
            is_color: false,
        },
        advance_px: width as f32 + 2.0 * beside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is laid out, from left to right.
    fn glyphs(text: &str, family: &FontFamily) -> Vec<egui::epaint::text::Glyph> {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let mut glyphs = Vec::new();
        let mut output = ctx.run_ui(Default::default(), |ui| {
            let font = FontId::new(12.0, family.clone());
            let text = text.to_owned();
            let galley = ui.fonts_mut(|f| f.layout_no_wrap(text, font, Color32::WHITE));
            let rows = galley.rows.iter();
            glyphs = rows.flat_map(|row| row.row.glyphs.clone()).collect();
        });
        output.textures_delta.clear();
        glyphs
    }

    /// The characters from left to right that take room.
    fn seen(text: &str, family: &FontFamily) -> String {
        let glyphs = glyphs(text, family).into_iter();
        let wide = glyphs.filter(|glyph| glyph.advance_width > 0.0);
        wide.map(|glyph| glyph.chr).collect()
    }

    fn families() -> [FontFamily; 5] {
        [
            FontFamily::Proportional,
            FontFamily::Monospace,
            theme::medium(),
            theme::semibold(),
            theme::written_family(),
        ]
    }

    #[test]
    fn a_letter_without_a_font_does_not_turn_what_stands_beside_it() {
        for family in families() {
            for text in ["אnimda", "\"אnimda\": 12", "1א2", "م: 100", "admin א, 21"] {
                assert_eq!(seen(text, &family), text, "{family:?}");
            }
        }
    }

    #[test]
    fn a_mark_that_runs_from_right_to_left_turns_nothing() {
        for family in families() {
            for (text, first) in [("\"\u{5b7}nimda\"", '"'), ("\u{5b7}nimda", '\u{5b7}')] {
                let seen = seen(text, &family);
                assert!(seen.starts_with(first), "{family:?}: {seen}");
                assert!(seen.contains("nimda"), "{family:?}: {seen}");
            }
        }
    }

    /// Whether a box stands for a cluster, where some font has it.
    fn is_boxed(cluster: &str, family: &FontFamily) -> bool {
        let request = GlyphRasterizerRequest {
            cluster,
            family,
            font_size_px: 12.0,
            subpixel_offset_px: 0.0,
        };
        (guard(theme::fonts(), |_| true).rasterize)(&request).is_some()
    }

    #[test]
    fn a_mark_that_no_font_draws_does_not_vanish() {
        for family in families() {
            for plain in [
                "a",
                "é",
                "e\u{301}",
                "я",
                "漢",
                "\u{2764}\u{fe0f}",
                "日\u{3099}",
            ] {
                assert!(!is_boxed(plain, &family), "{plain:?} {family:?}");
            }
            for lost in ["a\u{5b7}", "n\u{1ab0}", "\u{5b7}", "1\u{20e3}", "a\u{93f}"] {
                assert!(is_boxed(lost, &family), "{lost:?} {family:?}");
            }
        }
        // Hack draws no dot upon a letter that is not made for it, Inter does.
        assert!(is_boxed("a\u{307}", &FontFamily::Monospace));
        assert!(!is_boxed("a\u{307}", &FontFamily::Proportional));
    }

    #[test]
    fn numbers_among_letters_that_run_from_right_to_left_are_not_turned() {
        for family in families() {
            for number in ["\u{661}", "\u{6f1}", "\u{600}1", "\u{10e60}"] {
                assert!(is_boxed(number, &family), "{number:?} {family:?}");
            }
        }
        assert!(!is_boxed("א", &FontFamily::Monospace));
        assert!(!is_boxed("ب\u{64e}", &FontFamily::Proportional));
    }

    #[test]
    fn where_it_is_written_every_character_has_its_place() {
        let written = theme::written_family();
        assert!(is_boxed("א", &written));
        assert!(is_boxed("\u{202e}", &written) && is_boxed("\u{200b}", &written));
        for text in [
            "שלום abc",
            "محمد 12",
            "\u{5b7}x",
            "日本",
            "👩\u{200d}💻!",
            "e\u{301}n\u{308}.",
        ] {
            assert_eq!(glyphs(text, &written).len(), text.chars().count(), "{text}");
        }
    }

    #[test]
    fn the_windows_own_fonts_have_no_letter_that_runs_from_right_to_left() {
        // Such a letter would be shaped together with Latin text, and turn it.
        let mut fonts = Fonts::new(TextOptions::default(), theme::fonts());
        for family in families() {
            let font = FontId::new(12.0, family);
            let found = ('\u{590}'..='\u{1efff}')
                .filter(|c| is_right_to_left(*c))
                .find(|c| fonts.has_glyph(&font, *c));
            assert_eq!(found, None, "{font:?}");
        }
    }
}
