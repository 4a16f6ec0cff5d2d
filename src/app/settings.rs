//! What is remembered from one start to the next. Nothing here is secret.

use super::Remembered;
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
}
