//! Design tokens: the only file that names a colour or a font, and the distances that are shared.

use super::scripts;
use crate::app::ThemeChoice;
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin,
    Stroke, TextStyle, Theme, ThemePreference, vec2,
};
use std::sync::Arc;

/// Distances in points. Everything is a multiple of 4, most of 8.
pub(crate) mod size {
    /// Between an icon and its word, between chips.
    pub(crate) const TIGHT: f32 = 4.0;
    /// Between neighbours: cards, buttons, cells.
    pub(crate) const GAP: f32 = 8.0;
    /// Inside a card, and around a page.
    pub(crate) const PAD: f32 = 16.0;
    /// A line of a table or a list with one line of text.
    pub(crate) const ROW: f32 = 28.0;
    /// A button, a field, a picker.
    pub(crate) const CONTROL: f32 = 28.0;
    pub(crate) const ICON: f32 = 15.0;
    pub(crate) const NAV: f32 = 192.0;
    pub(crate) const NAV_SMALL: f32 = 56.0;
    pub(crate) const STATUS_BAR: f32 = 28.0;
    /// Below this window width the navigation shows icons only and pages use one column.
    pub(crate) const SMALL_WINDOW: f32 = 1040.0;
}

pub(crate) struct Tokens {
    /// Navigation and status bar.
    pub(crate) chrome: Color32,
    /// The page behind the cards.
    pub(crate) bg: Color32,
    /// Cards.
    pub(crate) surface: Color32,
    /// What can be written into, on a card.
    pub(crate) field: Color32,
    /// Buttons, chips.
    pub(crate) raised: Color32,
    /// The selected line of a list or of the navigation.
    pub(crate) selected: Color32,
    pub(crate) hover: Color32,
    pub(crate) line: Color32,
    pub(crate) text: Color32,
    pub(crate) strong: Color32,
    pub(crate) weak: Color32,
    /// The one filled button, and the selection.
    pub(crate) accent: Color32,
    pub(crate) on_accent: Color32,
    /// Accent as text: links, the selected icon.
    pub(crate) link: Color32,
    pub(crate) ok: Color32,
    pub(crate) warn: Color32,
    pub(crate) err: Color32,
    /// The fills of pills, badges, banners and diagnoses, one for each status.
    pub(crate) ok_fill: Color32,
    pub(crate) warn_fill: Color32,
    pub(crate) err_fill: Color32,
    pub(crate) info_fill: Color32,
    /// The empty part of a meter.
    pub(crate) track: Color32,
    /// What has gone by on a time line.
    pub(crate) spent: Color32,
    /// Header, payload, signature.
    pub(crate) seg: [Color32; 3],
    /// What other forms have besides: an encrypted key or a key-binding JWT; an initialization
    /// vector or disclosures.
    pub(crate) seg_more: [Color32; 2],
    pub(crate) key: Color32,
    pub(crate) string: Color32,
    pub(crate) number: Color32,
    pub(crate) backdrop: Color32,
}

const fn h(v: u32) -> Color32 {
    Color32::from_rgb((v >> 16) as u8, (v >> 8) as u8, v as u8)
}

pub(crate) const DARK: Tokens = Tokens {
    chrome: h(0x0C0E10),
    bg: h(0x101215),
    surface: h(0x17191D),
    field: h(0x0F1114),
    raised: h(0x262B32),
    selected: h(0x1E2632),
    hover: h(0x2F353D),
    line: h(0x272B31),
    text: h(0xC6CBD3),
    strong: h(0xF2F4F7),
    weak: h(0x949CA7),
    accent: h(0x2F6FEB),
    on_accent: h(0xFFFFFF),
    link: h(0x82ADFF),
    ok: h(0x46CF92),
    warn: h(0xF0B352),
    err: h(0xFF7A80),
    ok_fill: h(0x172B25),
    warn_fill: h(0x2E271C),
    err_fill: h(0x2E2024),
    info_fill: h(0x1C2432),
    track: h(0x3E454E),
    spent: h(0x6E7681),
    seg: [h(0xFF8F7A), h(0xC79BFF), h(0x6CC7F5)],
    seg_more: [h(0xF48FC6), h(0x5ED1BE)],
    key: h(0x8FB8FF),
    string: h(0x9AD9A5),
    number: h(0xF0B37E),
    backdrop: Color32::from_black_alpha(160),
};

pub(crate) const LIGHT: Tokens = Tokens {
    chrome: h(0xEDEFF2),
    bg: h(0xF5F6F8),
    surface: h(0xFFFFFF),
    field: h(0xF3F4F6),
    raised: h(0xE9ECF0),
    selected: h(0xE0E8F6),
    hover: h(0xDFE3E9),
    line: h(0xE0E3E8),
    text: h(0x2B313A),
    strong: h(0x0B0E12),
    weak: h(0x59636F),
    accent: h(0x1F5FD6),
    on_accent: h(0xFFFFFF),
    link: h(0x1A52BD),
    ok: h(0x0A6B42),
    warn: h(0x7D5100),
    err: h(0xB31F29),
    ok_fill: h(0xDDF2E6),
    warn_fill: h(0xFBEED0),
    err_fill: h(0xFCE4E5),
    info_fill: h(0xE2EBFB),
    track: h(0xCFD5DD),
    spent: h(0x8D96A2),
    seg: [h(0xB0361F), h(0x7438CB), h(0x0B638F)],
    seg_more: [h(0xA3246E), h(0x0A665C)],
    key: h(0x1F4FB0),
    string: h(0x1B6B34),
    number: h(0x8A4A0D),
    backdrop: Color32::from_black_alpha(90),
};

pub(crate) fn tokens(ui: &egui::Ui) -> &'static Tokens {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

pub(crate) fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}
pub(crate) fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}
/// The fonts of code, where it can be written into: see `ui/scripts`.
pub(crate) fn written_family() -> FontFamily {
    FontFamily::Name("written".into())
}
pub(crate) fn icons() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// 20, the page's title.
pub(crate) fn title() -> TextStyle {
    TextStyle::Name("title".into())
}
/// 12, semibold: the name of a card.
pub(crate) fn caption() -> TextStyle {
    TextStyle::Name("caption".into())
}
/// 12, medium: a quiet button, a tab.
pub(crate) fn quiet() -> TextStyle {
    TextStyle::Name("quiet".into())
}
/// 12, as code: what can be written into.
pub(crate) fn written() -> TextStyle {
    TextStyle::Name("written".into())
}
/// 13, medium: the name of a row, a button, a tab.
pub(crate) fn label() -> TextStyle {
    TextStyle::Name("label".into())
}

/// A little of a hue on a fill: a provider's tile.
pub(crate) fn tint(hue: Color32, fill: Color32) -> Color32 {
    let part = |a: u8, b: u8| ((u16::from(a) * 3 + u16::from(b) * 17) / 20) as u8;
    Color32::from_rgb(
        part(hue.r(), fill.r()),
        part(hue.g(), fill.g()),
        part(hue.b(), fill.b()),
    )
}

/// 32, for a code that is typed on another device.
pub(crate) fn code() -> TextStyle {
    TextStyle::Name("code".into())
}

/// Gives the toolkit the fonts and both looks.
pub(super) fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_glyph_rasterizers(vec![scripts::guard(fonts(), |_| false)]);
    for (theme, t) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |s| style(s, t));
    }
}

/// The toolkit's word for the person's choice.
pub(crate) fn preference(choice: ThemeChoice) -> ThemePreference {
    match choice {
        ThemeChoice::System => ThemePreference::System,
        ThemeChoice::Dark => ThemePreference::Dark,
        ThemeChoice::Light => ThemePreference::Light,
    }
}

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../../assets/fonts/", $name))
    };
}

/// The window's own fonts.
pub(crate) fn fonts() -> FontDefinitions {
    let mut f = FontDefinitions::empty();
    // The factors lower icons and code onto Inter's middle and base line.
    let mut put = |name: &str, bytes: &'static [u8], y_offset_factor: f32| {
        let tweak = FontTweak {
            y_offset_factor,
            ..Default::default()
        };
        let data = FontData::from_static(bytes).tweak(tweak);
        f.font_data.insert(name.into(), Arc::new(data));
    };
    put("inter", font!("Inter-Regular.otf"), 0.0);
    put("inter-md", font!("Inter-Medium.otf"), 0.0);
    put("inter-sb", font!("Inter-SemiBold.otf"), 0.0);
    put("lucide", font!("lucide-subset.ttf"), 0.06);
    // Hack comes with egui.
    if let Some(hack) = FontDefinitions::default().font_data.get("Hack") {
        let tweak = FontTweak {
            y_offset_factor: 0.045,
            ..Default::default()
        };
        let hack = FontData::clone(hack).tweak(tweak);
        f.font_data.insert("hack".into(), Arc::new(hack));
    }
    for (family, names) in [
        (FontFamily::Proportional, vec!["inter", "hack"]),
        (FontFamily::Monospace, vec!["hack", "inter"]),
        (written_family(), vec!["hack", "inter"]),
        (medium(), vec!["inter-md", "hack"]),
        (semibold(), vec!["inter-sb", "hack"]),
        (icons(), vec!["lucide"]),
    ] {
        f.families
            .insert(family, names.into_iter().map(String::from).collect());
    }
    f
}

fn style(s: &mut egui::Style, t: &Tokens) {
    s.text_styles = [
        (TextStyle::Small, FontId::proportional(12.0)),
        (TextStyle::Body, FontId::proportional(13.0)),
        (TextStyle::Button, FontId::new(13.0, medium())),
        (TextStyle::Monospace, FontId::monospace(12.0)),
        (TextStyle::Heading, FontId::new(15.0, semibold())),
        (title(), FontId::new(20.0, semibold())),
        (caption(), FontId::new(12.0, semibold())),
        (quiet(), FontId::new(12.0, medium())),
        (label(), FontId::new(13.0, medium())),
        (written(), FontId::new(12.0, written_family())),
        (code(), FontId::monospace(32.0)),
    ]
    .into();

    let sp = &mut s.spacing;
    sp.item_spacing = vec2(size::GAP, size::GAP);
    sp.button_padding = vec2(10.0, 4.0);
    sp.interact_size.y = size::CONTROL;
    sp.icon_spacing = 6.0;
    sp.menu_margin = Margin::same(6);
    sp.window_margin = Margin::same(16);
    sp.scroll.bar_width = 6.0;
    sp.scroll.floating = true;

    let v = &mut s.visuals;
    v.panel_fill = t.bg;
    v.window_fill = t.surface;
    v.extreme_bg_color = t.field;
    v.faint_bg_color = t.raised;
    v.code_bg_color = t.raised;
    v.text_edit_bg_color = Some(t.field);
    v.window_stroke = Stroke::new(1.0, t.line);
    v.window_corner_radius = CornerRadius::same(12);
    v.menu_corner_radius = CornerRadius::same(8);
    v.selection.bg_fill = t.accent;
    v.selection.stroke = Stroke::new(1.0, t.on_accent);
    v.hyperlink_color = t.link;
    v.warn_fg_color = t.warn;
    v.error_fg_color = t.err;
    v.weak_text_color = Some(t.weak);
    let w = &mut v.widgets;
    for (x, fill, fg) in [
        (&mut w.noninteractive, t.surface, t.text),
        (&mut w.inactive, t.raised, t.text),
        (&mut w.hovered, t.hover, t.strong),
        (&mut w.active, t.line, t.strong),
        (&mut w.open, t.hover, t.strong),
    ] {
        x.bg_fill = fill;
        x.weak_bg_fill = fill;
        x.fg_stroke = Stroke::new(1.0, fg);
        x.bg_stroke = Stroke::NONE;
        x.corner_radius = CornerRadius::same(6);
        x.expansion = 0.0;
    }
    w.noninteractive.bg_stroke = Stroke::new(1.0, t.line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(c: Color32) -> f32 {
        let lin = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.04045 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * lin(c.r()) + 0.7152 * lin(c.g()) + 0.0722 * lin(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    /// Every text colour reads on every fill it is drawn on.
    #[test]
    fn contrast_is_at_least_four_and_a_half() {
        for (theme, t) in [("dark", &DARK), ("light", &LIGHT)] {
            let fills = [t.chrome, t.bg, t.surface, t.field, t.raised, t.selected];
            let hues = [
                t.text,
                t.strong,
                t.weak,
                t.link,
                t.ok,
                t.warn,
                t.err,
                t.seg[0],
                t.seg[1],
                t.seg[2],
                t.seg_more[0],
                t.seg_more[1],
                t.key,
                t.string,
                t.number,
            ];
            let mut pairs: Vec<_> = fills
                .iter()
                .flat_map(|f| hues.iter().map(move |c| (*c, *f)))
                .collect();
            pairs.push((t.on_accent, t.accent));
            for (hue, fill) in [
                (t.ok, t.ok_fill),
                (t.warn, t.warn_fill),
                (t.err, t.err_fill),
                (t.link, t.info_fill),
            ] {
                for text in [hue, t.text, t.strong, t.weak, t.link] {
                    pairs.push((text, fill));
                }
            }
            for (text, fill) in pairs {
                let c = contrast(text, fill);
                assert!(c >= 4.5, "{theme}: {text:?} on {fill:?} is {c:.2}");
            }
        }
    }
}
