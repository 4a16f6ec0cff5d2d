//! What an SD-JWT discloses and what it hides.

use super::segment_colour;
use super::sheet::{Colour, Row, Sheet, Style};
use crate::report::{Disclosed, Segment, Selective};

/// More disclosures are not printed as text; the JSON format has them all.
const MOST: usize = 100;

/// Where each disclosed claim stands, and where something is hidden.
pub(super) fn show(sheet: &mut Sheet, selective: &Selective) {
    let style = Style::bold(segment_colour(Segment::Disclosure));
    if !selective.disclosures.is_empty() {
        sheet.heading("Disclosed", style);
        let shown = selective.disclosures.iter().take(MOST);
        let rows: Vec<Row> = shown.map(row).collect();
        sheet.table(&rows);
        let more = selective.disclosures.len().saturating_sub(MOST);
        if more > 0 {
            sheet.paragraph(&format!("{more} more, --format json has them all"));
        }
    }
    if selective.undisclosed.is_empty() {
        return;
    }
    sheet.heading("Not disclosed", style);
    for hidden in selective.undisclosed.iter().take(MOST) {
        let place = match hidden.path.as_str() {
            "" => "the payload",
            path => path,
        };
        let (one, many) = if hidden.is_array {
            ("1 element", "elements")
        } else {
            ("1 claim", "claims")
        };
        let count = match hidden.digests {
            1 => format!("{one} or decoy"),
            n => format!("{n} {many} or decoys"),
        };
        sheet.paragraph(&format!("{count} in {place}"));
    }
}

fn row(one: &Disclosed) -> Row {
    let (mark, style, name) = match &one.path {
        Some(path) => ("shown", Style::colour(Colour::Green), path.clone()),
        None => {
            let name = one.name.clone().unwrap_or_else(|| "an element".to_owned());
            ("stray", Style::colour(Colour::Red), name)
        }
    };
    Row {
        mark: (mark, style),
        name,
        detail: super::claims::shortened(&one.value),
        reference: String::new(),
    }
}
