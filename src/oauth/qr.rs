//! An address as a picture for a telephone's camera: that of a device authorization
//! (RFC 8628 §3.3.1).

use qrcodegen::{QrCode as Encoded, QrCodeEcc};

/// A QR code (ISO/IEC 18004): a square of modules, each dark or light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    size: usize,
    /// Row by row.
    dark: Vec<bool>,
}

impl QrCode {
    /// How many light modules there must be around it on each side (ISO/IEC 18004 §6.3.8).
    pub const QUIET_ZONE: usize = 4;

    /// The smallest code that holds a text, and can still be read with a seventh of it spoilt;
    /// nothing where none does: the largest takes 2,331 bytes.
    pub fn of(text: &str) -> Option<Self> {
        let code = Encoded::encode_text(text, QrCodeEcc::Medium).ok()?;
        let range = 0..code.size();
        let rows = range
            .clone()
            .flat_map(|y| range.clone().map(move |x| (x, y)));
        Some(Self {
            size: usize::try_from(code.size()).ok()?,
            dark: rows.map(|(x, y)| code.get_module(x, y)).collect(),
        })
    }

    /// How many modules a side has, without the quiet zone: 21 to 177.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether a module is dark, counted from the upper left; none around the code is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let is_inside = x < self.size && y < self.size;
        is_inside && self.dark.get(y * self.size + x) == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://id.example/device?user_code=WDJB-MJHT";

    /// A row as text.
    fn row(code: &QrCode, y: usize) -> String {
        let module = |x| if code.is_dark(x, y) { '#' } else { '.' };
        (0..code.size()).map(module).collect()
    }

    #[test]
    fn an_address_is_a_small_code_with_its_three_corners() {
        let code = QrCode::of(ADDRESS).unwrap();
        assert_eq!(code.size(), 33);
        let corner = [
            "#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######",
        ];
        for (y, line) in corner.iter().enumerate() {
            let (above, below) = (row(&code, y), row(&code, code.size() - 7 + y));
            assert!(above.starts_with(line) && above.ends_with(line), "{above}");
            assert!(below.starts_with(line), "{below}");
        }
        assert!(!code.is_dark(code.size(), 0) && !code.is_dark(0, usize::MAX));
    }

    #[test]
    fn another_text_is_another_code_and_a_book_is_none() {
        assert_ne!(QrCode::of(ADDRESS), QrCode::of(&ADDRESS.replace('W', "X")));
        assert!(QrCode::of("").is_some());
        assert!(QrCode::of(&"a".repeat(2_331)).is_some());
        assert!(QrCode::of(&"a".repeat(2_332)).is_none());
    }
}
