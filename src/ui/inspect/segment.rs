//! The segments of a token: their colours, their order, and what the colours mean.

use crate::report::{Kind, Report, Segment};
use crate::ui::theme::{Tokens, size, tokens};
use crate::ui::widgets::small;
use egui::{Color32, RichText, Sense, TextStyle, Ui, vec2};
use std::ops::Range;

/// The narrowest column of names, and the widest.
const NAMES: std::ops::RangeInclusive<f32> = 84.0..=124.0;
/// So many disclosures are shown on a line of their own; more are shown on one.
const MAX_DISCLOSURES: usize = 2;

/// The colour of a segment.
pub(super) fn hue(t: &Tokens, segment: Segment) -> Color32 {
    let [header, payload, signature] = t.seg;
    let [key, iv] = t.seg_more;
    match segment {
        Segment::Header => header,
        Segment::Payload | Segment::Ciphertext => payload,
        Segment::Signature | Segment::Tag => signature,
        Segment::EncryptedKey | Segment::KeyBinding => key,
        Segment::Iv | Segment::Disclosure => iv,
        Segment::Token => t.weak,
    }
}

/// The segments of a compact token of which only the text is known.
pub(super) fn order(text: &str) -> &'static [Segment] {
    match text.matches('.').count() {
        4 => &[
            Segment::Header,
            Segment::EncryptedKey,
            Segment::Iv,
            Segment::Ciphertext,
            Segment::Tag,
        ],
        _ => &[Segment::Header, Segment::Payload, Segment::Signature],
    }
}

/// What is shown on one line of the encoded text: a segment, or all disclosures.
pub(super) struct Stretch {
    pub(super) segment: Segment,
    pub(super) range: Range<usize>,
    pub(super) decoded: usize,
    count: usize,
    is_footer: bool,
}

impl Stretch {
    /// Its name.
    pub(super) fn title(&self) -> String {
        match (self.segment, self.count) {
            _ if self.is_footer => "Footer".to_owned(),
            (Segment::KeyBinding, _) => "Key binding".to_owned(),
            (segment, 1) => segment.title().to_owned(),
            (_, count) => format!("{count} disclosures"),
        }
    }
}

/// The lines of the encoded text.
pub(super) fn stretches(report: &Report) -> Vec<Stretch> {
    let is_disclosure = |segment| segment == Segment::Disclosure;
    let pieces = &report.pieces;
    let disclosures = pieces.iter().filter(|p| is_disclosure(p.segment)).count();
    let mut lines: Vec<Stretch> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(last)
                if disclosures > MAX_DISCLOSURES
                    && is_disclosure(piece.segment)
                    && is_disclosure(last.segment)
                    && last.range.end <= piece.range.start =>
            {
                last.range.end = piece.range.end;
                last.decoded = last.decoded.saturating_add(piece.decoded);
                last.count += 1;
            }
            _ => lines.push(Stretch {
                segment: piece.segment,
                range: piece.range.clone(),
                decoded: piece.decoded,
                count: 1,
                // What stands at the end of a PASETO is no header, but of its kind.
                is_footer: report.kind == Kind::Paseto
                    && piece.segment == Segment::Header
                    && piece.range.start > 0,
            }),
        }
    }
    lines
}

/// How wide the names of the lines are.
pub(super) fn names_width(ui: &Ui, stretches: &[Stretch]) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    let p = ui.painter();
    let width = |stretch: &Stretch| {
        let galley = p.layout_no_wrap(stretch.title(), font.clone(), Color32::PLACEHOLDER);
        galley.size().x + size::GAP
    };
    let widest = stretches.iter().take(8).map(width).fold(0.0, f32::max);
    widest.ceil().clamp(*NAMES.start(), *NAMES.end())
}

/// What the colours of the whole text mean.
pub(super) fn legend(ui: &mut Ui, report: &Report) {
    let mut named: Vec<Segment> = Vec::new();
    for piece in &report.pieces {
        if !named.contains(&piece.segment) {
            named.push(piece.segment);
        }
    }
    if named.is_empty() {
        return;
    }
    let t = tokens(ui);
    ui.add_space(size::GAP);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP, size::TIGHT);
        ui.spacing_mut().interact_size.y = 16.0;
        for segment in named {
            let color = hue(t, segment);
            let (dot, _) = ui.allocate_exact_size(vec2(8.0, 16.0), Sense::hover());
            ui.painter().circle_filled(dot.center(), 4.0, color);
            let word = small(ui, segment.title());
            ui.label(RichText::color(word, color));
            ui.add_space(size::TIGHT);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Piece;

    #[test]
    fn many_disclosures_take_one_line() {
        let mut report = Report::new(Kind::SdJwt, "a.b.c~d~e~f~g.h.i");
        let piece = |segment, start: usize, end: usize| Piece {
            segment,
            range: start..end,
            decoded: 1,
        };
        report.pieces = vec![
            piece(Segment::Signature, 4, 5),
            piece(Segment::Disclosure, 6, 7),
            piece(Segment::Disclosure, 8, 9),
            piece(Segment::Disclosure, 10, 11),
            piece(Segment::KeyBinding, 12, 17),
        ];
        let told: Vec<_> = stretches(&report).iter().map(Stretch::title).collect();
        assert_eq!(told, ["Signature", "3 disclosures", "Key binding"]);
        assert_eq!(stretches(&report)[1].range, 6..11);
        report.pieces.remove(3);
        let told: Vec<_> = stretches(&report).iter().map(Stretch::title).collect();
        assert_eq!(told[1..3], ["Disclosure", "Disclosure"]);
    }
}
