//! Scripts that the window's own fonts lack: fonts of the system draw them, and a box stands
//! where nothing could be drawn, or where what is drawn would not be what is written.

mod boxes;
mod system;

pub(crate) use boxes::guard;
pub(crate) use system::{SystemFonts, looks_for_fonts};

/// Where scripts that run from right to left are written (Unicode 17, `DerivedBidiClass.txt`: the
/// blocks whose letters are R or AL where nothing else is said).
fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c),
        0x0590..=0x08ff
        | 0xfb1d..=0xfdff
        | 0xfe70..=0xfefc
        | 0x1_0800..=0x1_0fff
        | 0x1_e800..=0x1_efff)
}
