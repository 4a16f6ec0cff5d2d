//! How a judgement looks: always an icon, a hue and a tint.

use crate::app::Judgement;
use crate::report::Severity;
use crate::ui::icons::Icon;
use crate::ui::theme::Tokens;
use egui::Color32;

/// How it looks.
pub(crate) trait Look {
    /// Its icon.
    fn icon(self) -> Icon;
    /// The colour of its icon and words.
    fn hue(self, t: &Tokens) -> Color32;
    /// The fill behind them.
    fn fill(self, t: &Tokens) -> Color32;
}

impl Look for Judgement {
    fn icon(self) -> Icon {
        match self {
            Self::Pass => Icon::CircleCheck,
            Self::Warn => Icon::TriangleAlert,
            Self::Fail => Icon::CircleX,
            Self::Skipped => Icon::CircleDashed,
            Self::Info => Icon::Info,
        }
    }

    fn hue(self, t: &Tokens) -> Color32 {
        match self {
            Self::Pass => t.ok,
            Self::Warn => t.warn,
            Self::Fail => t.err,
            Self::Skipped => t.weak,
            Self::Info => t.link,
        }
    }

    fn fill(self, t: &Tokens) -> Color32 {
        match self {
            Self::Pass => t.ok_fill,
            Self::Warn => t.warn_fill,
            Self::Fail => t.err_fill,
            Self::Skipped => t.raised,
            Self::Info => t.info_fill,
        }
    }
}

impl Look for Severity {
    fn icon(self) -> Icon {
        Judgement::from(self).icon()
    }

    fn hue(self, t: &Tokens) -> Color32 {
        Judgement::from(self).hue(t)
    }

    fn fill(self, t: &Tokens) -> Color32 {
        Judgement::from(self).fill(t)
    }
}

impl From<Severity> for Judgement {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info | Severity::Low => Self::Info,
            Severity::Medium => Self::Warn,
            Severity::High | Severity::Critical => Self::Fail,
        }
    }
}
