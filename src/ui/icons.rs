//! The icons that the window draws, each a glyph of `assets/fonts/lucide-subset.ttf`.
//!
//! This table is also the list from which the font is cut: to add an icon, add its line here, with
//! the code point that Lucide gives it, and run `assets/fonts/subset.py`. The code points lie in
//! the private use area, where Inter has glyphs of its own, so icons need a font family of theirs.

/// An icon, named as Lucide names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// `arrow-down`
    ArrowDown,
    /// `arrow-down-left`
    ArrowDownLeft,
    /// `arrow-down-up`
    ArrowDownUp,
    /// `arrow-left`
    ArrowLeft,
    /// `arrow-right`
    ArrowRight,
    /// `arrow-up`
    ArrowUp,
    /// `arrow-up-right`
    ArrowUpRight,
    /// `asterisk`
    Asterisk,
    /// `badge-check`
    BadgeCheck,
    /// `ban`
    Ban,
    /// `binary`
    Binary,
    /// `braces`
    Braces,
    /// `calendar`
    Calendar,
    /// `calendar-clock`
    CalendarClock,
    /// `check`
    Check,
    /// `chevron-down`
    ChevronDown,
    /// `chevron-right`
    ChevronRight,
    /// `chevron-up`
    ChevronUp,
    /// `chevrons-up-down`
    ChevronsUpDown,
    /// `circle-alert`
    CircleAlert,
    /// `circle-check`
    CircleCheck,
    /// `circle-dashed`
    CircleDashed,
    /// `circle-minus`
    CircleMinus,
    /// `circle-question-mark`
    CircleQuestionMark,
    /// `circle-x`
    CircleX,
    /// `clipboard-paste`
    ClipboardPaste,
    /// `clock`
    Clock,
    /// `clock-alert`
    ClockAlert,
    /// `code`
    Code,
    /// `command`
    Command,
    /// `cookie`
    Cookie,
    /// `copy`
    Copy,
    /// `download`
    Download,
    /// `ellipsis`
    Ellipsis,
    /// `ellipsis-vertical`
    EllipsisVertical,
    /// `external-link`
    ExternalLink,
    /// `eye`
    Eye,
    /// `eye-off`
    EyeOff,
    /// `file-key`
    FileKey,
    /// `file-search`
    FileSearch,
    /// `file-text`
    FileText,
    /// `fold-vertical`
    FoldVertical,
    /// `folder`
    Folder,
    /// `folder-open`
    FolderOpen,
    /// `folder-search`
    FolderSearch,
    /// `gauge`
    Gauge,
    /// `git-compare`
    GitCompare,
    /// `globe`
    Globe,
    /// `hash`
    Hash,
    /// `history`
    History,
    /// `hourglass`
    Hourglass,
    /// `info`
    Info,
    /// `key-round`
    KeyRound,
    /// `keyboard`
    Keyboard,
    /// `layers`
    Layers,
    /// `link`
    Link,
    /// `list`
    List,
    /// `list-filter`
    ListFilter,
    /// `lock`
    Lock,
    /// `lock-keyhole`
    LockKeyhole,
    /// `lock-open`
    LockOpen,
    /// `log-in`
    LogIn,
    /// `log-out`
    LogOut,
    /// `minus`
    Minus,
    /// `monitor`
    Monitor,
    /// `moon`
    Moon,
    /// `octagon-alert`
    OctagonAlert,
    /// `panel-top`
    PanelTop,
    /// `pencil`
    Pencil,
    /// `pin`
    Pin,
    /// `play`
    Play,
    /// `plus`
    Plus,
    /// `redo-2`
    Redo2,
    /// `refresh-cw`
    RefreshCw,
    /// `rotate-ccw`
    RotateCcw,
    /// `rotate-ccw-key`
    RotateCcwKey,
    /// `save`
    Save,
    /// `scan-search`
    ScanSearch,
    /// `search`
    Search,
    /// `send`
    Send,
    /// `server`
    Server,
    /// `settings`
    Settings,
    /// `settings-2`
    Settings2,
    /// `shield`
    Shield,
    /// `shield-alert`
    ShieldAlert,
    /// `shield-check`
    ShieldCheck,
    /// `shield-off`
    ShieldOff,
    /// `shield-question-mark`
    ShieldQuestionMark,
    /// `shield-x`
    ShieldX,
    /// `signature`
    Signature,
    /// `square`
    Square,
    /// `square-terminal`
    SquareTerminal,
    /// `sun`
    Sun,
    /// `sun-moon`
    SunMoon,
    /// `table`
    Table,
    /// `terminal`
    Terminal,
    /// `trash-2`
    Trash2,
    /// `triangle-alert`
    TriangleAlert,
    /// `undo-2`
    Undo2,
    /// `unfold-vertical`
    UnfoldVertical,
    /// `unplug`
    Unplug,
    /// `upload`
    Upload,
    /// `user`
    User,
    /// `users`
    Users,
    /// `wand-sparkles`
    WandSparkles,
    /// `webhook`
    Webhook,
    /// `wrench`
    Wrench,
    /// `x`
    X,
}

impl From<Icon> for char {
    fn from(icon: Icon) -> Self {
        match icon {
            Icon::ArrowDown => '\u{e042}',
            Icon::ArrowDownLeft => '\u{e043}',
            Icon::ArrowDownUp => '\u{e046}',
            Icon::ArrowLeft => '\u{e048}',
            Icon::ArrowRight => '\u{e049}',
            Icon::ArrowUp => '\u{e04a}',
            Icon::ArrowUpRight => '\u{e04d}',
            Icon::Asterisk => '\u{e1ef}',
            Icon::BadgeCheck => '\u{e241}',
            Icon::Ban => '\u{e051}',
            Icon::Binary => '\u{e1f2}',
            Icon::Braces => '\u{e36a}',
            Icon::Calendar => '\u{e063}',
            Icon::CalendarClock => '\u{e304}',
            Icon::Check => '\u{e06c}',
            Icon::ChevronDown => '\u{e06d}',
            Icon::ChevronRight => '\u{e06f}',
            Icon::ChevronUp => '\u{e070}',
            Icon::ChevronsUpDown => '\u{e211}',
            Icon::CircleAlert => '\u{e077}',
            Icon::CircleCheck => '\u{e226}',
            Icon::CircleDashed => '\u{e4b0}',
            Icon::CircleMinus => '\u{e07e}',
            Icon::CircleQuestionMark => '\u{e082}',
            Icon::CircleX => '\u{e084}',
            Icon::ClipboardPaste => '\u{e3e8}',
            Icon::Clock => '\u{e087}',
            Icon::ClockAlert => '\u{e62a}',
            Icon::Code => '\u{e093}',
            Icon::Command => '\u{e09a}',
            Icon::Cookie => '\u{e26b}',
            Icon::Copy => '\u{e09e}',
            Icon::Download => '\u{e0b2}',
            Icon::Ellipsis => '\u{e0b6}',
            Icon::EllipsisVertical => '\u{e0b7}',
            Icon::ExternalLink => '\u{e0b9}',
            Icon::Eye => '\u{e0ba}',
            Icon::EyeOff => '\u{e0bb}',
            Icon::FileKey => '\u{e31d}',
            Icon::FileSearch => '\u{e0cb}',
            Icon::FileText => '\u{e0cc}',
            Icon::FoldVertical => '\u{e43c}',
            Icon::Folder => '\u{e0d7}',
            Icon::FolderOpen => '\u{e247}',
            Icon::FolderSearch => '\u{e339}',
            Icon::Gauge => '\u{e1bf}',
            Icon::GitCompare => '\u{e359}',
            Icon::Globe => '\u{e0e8}',
            Icon::Hash => '\u{e0ef}',
            Icon::History => '\u{e1f5}',
            Icon::Hourglass => '\u{e296}',
            Icon::Info => '\u{e0f9}',
            Icon::KeyRound => '\u{e4a3}',
            Icon::Keyboard => '\u{e284}',
            Icon::Layers => '\u{e529}',
            Icon::Link => '\u{e102}',
            Icon::List => '\u{e106}',
            Icon::ListFilter => '\u{e460}',
            Icon::Lock => '\u{e10b}',
            Icon::LockKeyhole => '\u{e531}',
            Icon::LockOpen => '\u{e10c}',
            Icon::LogIn => '\u{e10d}',
            Icon::LogOut => '\u{e10e}',
            Icon::Minus => '\u{e11c}',
            Icon::Monitor => '\u{e11d}',
            Icon::Moon => '\u{e11e}',
            Icon::OctagonAlert => '\u{e127}',
            Icon::PanelTop => '\u{e435}',
            Icon::Pencil => '\u{e1f9}',
            Icon::Pin => '\u{e259}',
            Icon::Play => '\u{e13c}',
            Icon::Plus => '\u{e13d}',
            Icon::Redo2 => '\u{e2a0}',
            Icon::RefreshCw => '\u{e145}',
            Icon::RotateCcw => '\u{e148}',
            Icon::RotateCcwKey => '\u{e650}',
            Icon::Save => '\u{e14d}',
            Icon::ScanSearch => '\u{e537}',
            Icon::Search => '\u{e151}',
            Icon::Send => '\u{e152}',
            Icon::Server => '\u{e153}',
            Icon::Settings => '\u{e154}',
            Icon::Settings2 => '\u{e245}',
            Icon::Shield => '\u{e158}',
            Icon::ShieldAlert => '\u{e1fe}',
            Icon::ShieldCheck => '\u{e1ff}',
            Icon::ShieldOff => '\u{e15a}',
            Icon::ShieldQuestionMark => '\u{e40e}',
            Icon::ShieldX => '\u{e200}',
            Icon::Signature => '\u{e5f2}',
            Icon::Square => '\u{e167}',
            Icon::SquareTerminal => '\u{e20a}',
            Icon::Sun => '\u{e178}',
            Icon::SunMoon => '\u{e2b2}',
            Icon::Table => '\u{e17d}',
            Icon::Terminal => '\u{e181}',
            Icon::Trash2 => '\u{e18e}',
            Icon::TriangleAlert => '\u{e193}',
            Icon::Undo2 => '\u{e2a1}',
            Icon::UnfoldVertical => '\u{e43e}',
            Icon::Unplug => '\u{e45d}',
            Icon::Upload => '\u{e19e}',
            Icon::User => '\u{e19f}',
            Icon::Users => '\u{e1a4}',
            Icon::WandSparkles => '\u{e357}',
            Icon::Webhook => '\u{e374}',
            Icon::Wrench => '\u{e1b1}',
            Icon::X => '\u{e1b2}',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Icon;

    /// Every icon, in the order of the table above; the test below counts that none is left out.
    const ALL: [Icon; 108] = [
        Icon::ArrowDown,
        Icon::ArrowDownLeft,
        Icon::ArrowDownUp,
        Icon::ArrowLeft,
        Icon::ArrowRight,
        Icon::ArrowUp,
        Icon::ArrowUpRight,
        Icon::Asterisk,
        Icon::BadgeCheck,
        Icon::Ban,
        Icon::Binary,
        Icon::Braces,
        Icon::Calendar,
        Icon::CalendarClock,
        Icon::Check,
        Icon::ChevronDown,
        Icon::ChevronRight,
        Icon::ChevronUp,
        Icon::ChevronsUpDown,
        Icon::CircleAlert,
        Icon::CircleCheck,
        Icon::CircleDashed,
        Icon::CircleMinus,
        Icon::CircleQuestionMark,
        Icon::CircleX,
        Icon::ClipboardPaste,
        Icon::Clock,
        Icon::ClockAlert,
        Icon::Code,
        Icon::Command,
        Icon::Cookie,
        Icon::Copy,
        Icon::Download,
        Icon::Ellipsis,
        Icon::EllipsisVertical,
        Icon::ExternalLink,
        Icon::Eye,
        Icon::EyeOff,
        Icon::FileKey,
        Icon::FileSearch,
        Icon::FileText,
        Icon::FoldVertical,
        Icon::Folder,
        Icon::FolderOpen,
        Icon::FolderSearch,
        Icon::Gauge,
        Icon::GitCompare,
        Icon::Globe,
        Icon::Hash,
        Icon::History,
        Icon::Hourglass,
        Icon::Info,
        Icon::KeyRound,
        Icon::Keyboard,
        Icon::Layers,
        Icon::Link,
        Icon::List,
        Icon::ListFilter,
        Icon::Lock,
        Icon::LockKeyhole,
        Icon::LockOpen,
        Icon::LogIn,
        Icon::LogOut,
        Icon::Minus,
        Icon::Monitor,
        Icon::Moon,
        Icon::OctagonAlert,
        Icon::PanelTop,
        Icon::Pencil,
        Icon::Pin,
        Icon::Play,
        Icon::Plus,
        Icon::Redo2,
        Icon::RefreshCw,
        Icon::RotateCcw,
        Icon::RotateCcwKey,
        Icon::Save,
        Icon::ScanSearch,
        Icon::Search,
        Icon::Send,
        Icon::Server,
        Icon::Settings,
        Icon::Settings2,
        Icon::Shield,
        Icon::ShieldAlert,
        Icon::ShieldCheck,
        Icon::ShieldOff,
        Icon::ShieldQuestionMark,
        Icon::ShieldX,
        Icon::Signature,
        Icon::Square,
        Icon::SquareTerminal,
        Icon::Sun,
        Icon::SunMoon,
        Icon::Table,
        Icon::Terminal,
        Icon::Trash2,
        Icon::TriangleAlert,
        Icon::Undo2,
        Icon::UnfoldVertical,
        Icon::Unplug,
        Icon::Upload,
        Icon::User,
        Icon::Users,
        Icon::WandSparkles,
        Icon::Webhook,
        Icon::Wrench,
        Icon::X,
    ];

    #[test]
    fn code_points_are_distinct_and_private() {
        let mut points: Vec<char> = ALL.into_iter().map(char::from).collect();
        assert!(
            points
                .iter()
                .all(|point| ('\u{e000}'..='\u{f8ff}').contains(point))
        );
        points.sort_unstable();
        points.dedup();
        assert_eq!(points.len(), ALL.len());
    }

    #[test]
    fn the_list_holds_every_icon_once() {
        for (index, icon) in ALL.into_iter().enumerate() {
            assert_eq!(icon as usize, index, "{icon:?} is out of place");
        }
        let last = Icon::X as usize;
        assert_eq!(last + 1, ALL.len());
    }
}
