//! What is remembered from one start to the next. Nothing here is secret.

use super::{Remembered, VaultSettings};
use serde::{Deserialize, Serialize};

/// Which look the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the desktop has it.
    #[default]
    System,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

impl ThemeChoice {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Dark, Self::Light];

    /// The name as a person reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Dark => "Dark",
            Self::Light => "Light",
        }
    }

    /// The one that comes after it when the switch is pressed.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }
}

/// Where the window stood when it was last seen, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The width of its inside.
    pub width: f32,
    /// The height of its inside.
    pub height: f32,
    /// Its left edge, where the desktop tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<f32>,
    /// Its upper edge, where the desktop tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<f32>,
    /// Whether it filled the screen.
    #[serde(default)]
    pub maximized: bool,
}

impl Place {
    /// Whether these are measures that a window can have.
    pub fn is_sensible(&self) -> bool {
        let side = |v: f32| (100.0..=20_000.0).contains(&v);
        let edge = |v: Option<f32>| v.is_none_or(|v| (-20_000.0..=20_000.0).contains(&v));
        side(self.width) && side(self.height) && edge(self.x) && edge(self.y)
    }
}

/// A screen of the desktop, measured as a [`Place`] is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// So much of a window's upper edge has to lie on a screen, for a person to take hold of it.
const GRIP: f32 = 96.0;
/// So far above a screen its upper edge may lie: frames are drawn around it.
const FRAME: f32 = 32.0;

impl Place {
    /// The same place, where a person can take hold of the window there; else the nearest one on
    /// a screen: the one on which it stood may be gone. Without a screen nothing is known.
    #[must_use]
    pub fn on(self, screens: &[Screen]) -> Self {
        let (Some(x), Some(y)) = (self.x, self.y) else {
            return self;
        };
        let is_held = |s: &&Screen| {
            let shared = (x + self.width).min(s.x + s.width) - x.max(s.x);
            let wanted = GRIP.min(self.width).min(s.width);
            shared >= wanted && (s.y - FRAME..=s.y + s.height - FRAME).contains(&y)
        };
        if screens.iter().any(|s| is_held(&s)) {
            return self;
        }
        let within = |s: &Screen| {
            let to = |from: f32, room: f32, at: f32| at.max(from).min(from + room.max(0.0)).round();
            let (wide, high) = (s.width - self.width, s.height - self.height);
            (to(s.x, wide, x), to(s.y, high, y))
        };
        let away = |s: &Screen| {
            let (to_x, to_y) = within(s);
            (to_x - x).hypot(to_y - y)
        };
        let nearest = screens.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        let Some((x, y)) = nearest.map(within) else {
            return self;
        };
        Self {
            x: Some(x),
            y: Some(y),
            ..self
        }
    }
}

/// The settings file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The look.
    pub theme: ThemeChoice,
    /// Where the window stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// A file with the certificates of a company's own authorities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
    /// What is expected of the tokens of issuers.
    #[serde(skip_serializing_if = "Remembered::is_empty")]
    pub expected: Remembered,
    /// The vault.
    #[serde(skip_serializing_if = "VaultSettings::is_default")]
    pub vault: VaultSettings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_passes_every_theme() {
        let mut theme = ThemeChoice::default();
        let mut seen = Vec::new();
        for _ in ThemeChoice::ALL {
            seen.push(theme);
            theme = theme.next();
        }
        assert_eq!(seen, ThemeChoice::ALL);
        assert_eq!(theme, ThemeChoice::default());
    }

    #[test]
    fn a_window_without_size_is_not_sensible() {
        let place = |width, x| Place {
            width,
            height: 600.0,
            x,
            y: None,
            maximized: false,
        };
        assert!(place(800.0, Some(-5.0)).is_sensible());
        assert!(!place(0.0, None).is_sensible());
        assert!(!place(f32::NAN, None).is_sensible());
        assert!(!place(800.0, Some(1e9)).is_sensible());
    }

    #[test]
    fn a_place_on_a_screen_that_is_gone_is_moved_to_one_that_is_there() {
        let screen = |x, width| Screen {
            x,
            y: 0.0,
            width,
            height: 1000.0,
        };
        let two = [screen(0.0, 1600.0), screen(1600.0, 1920.0)];
        let place = |x, y| Place {
            width: 800.0,
            height: 600.0,
            x: Some(x),
            y: Some(y),
            maximized: false,
        };
        for (x, y, one, both) in [
            (100.0, 50.0, (100.0, 50.0), (100.0, 50.0)),
            // Half of it hangs over an edge, and it can be taken hold of.
            (1200.0, 700.0, (1200.0, 700.0), (1200.0, 700.0)),
            (-600.0, -20.0, (-600.0, -20.0), (-600.0, -20.0)),
            (2000.0, 100.0, (800.0, 100.0), (2000.0, 100.0)),
            (-790.0, 100.0, (0.0, 100.0), (0.0, 100.0)),
            (100.0, 990.0, (100.0, 400.0), (100.0, 400.0)),
            (9000.0, 9000.0, (800.0, 400.0), (2720.0, 400.0)),
        ] {
            let at = |place: Place| (place.x.unwrap(), place.y.unwrap());
            assert_eq!(at(place(x, y).on(&two[..1])), one, "{x}, {y}");
            assert_eq!(at(place(x, y).on(&two)), both, "{x}, {y}");
            assert_eq!(at(place(x, y).on(&[])), (x, y));
        }
        // One that is larger than the screen begins at its corner.
        let large = Place {
            width: 3000.0,
            height: 2000.0,
            ..place(5000.0, 0.0)
        };
        let moved = large.on(&two[..1]);
        assert_eq!((moved.x, moved.y), (Some(0.0), Some(0.0)));
        let nowhere = Place {
            x: None,
            ..place(0.0, 0.0)
        };
        assert_eq!(nowhere.on(&two), nowhere);
    }
}
