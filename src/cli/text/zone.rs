//! The time zone of the system, found without reading the whole list of zones: that list takes
//! longer to read than a token.

use jiff::tz::TimeZone;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// Where Unix keeps its zones.
const ZONES: &str = "/usr/share/zoneinfo";

/// Where Unix keeps the zone of the machine.
const LOCAL: &str = "/etc/localtime";

/// The largest zone there is has under 4 KB.
const MAX_ZONE_BYTES: u64 = 1 << 20;

/// The zone that `TZ` names, else the machine's. What cannot be found so is left to the library,
/// which searches everywhere.
pub(super) fn system() -> TimeZone {
    let wanted = std::env::var_os("TZ");
    path(wanted.as_deref())
        .and_then(|path| read(&path))
        .unwrap_or_else(TimeZone::system)
}

/// The file of the zone that is wanted (POSIX.1 §8.3: a colon may stand before its name).
fn path(wanted: Option<&OsStr>) -> Option<PathBuf> {
    let Some(wanted) = wanted else {
        return Some(LOCAL.into());
    };
    let name = wanted.to_str()?;
    let name = Path::new(name.strip_prefix(':').unwrap_or(name));
    let mut parts = name.components();
    let inside = parts.all(|part| matches!(part, Component::Normal(_)));
    (inside && name != Path::new("")).then(|| Path::new(ZONES).join(name))
}

fn read(path: &Path) -> Option<TimeZone> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MAX_ZONE_BYTES).read_to_end(&mut bytes).ok()?;
    TimeZone::tzif("", &bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: Option<&str>, found: Option<&str>) {
        let found = found.map(PathBuf::from);
        assert_eq!(path(wanted.map(OsStr::new)), found, "{wanted:?}");
    }

    #[test]
    fn a_zone_is_looked_for_where_zones_are() {
        check(None, Some("/etc/localtime"));
        check(Some("UTC"), Some("/usr/share/zoneinfo/UTC"));
        check(Some(":Asia/Tokyo"), Some("/usr/share/zoneinfo/Asia/Tokyo"));
        check(Some("../../etc/passwd"), None);
        check(Some("/etc/localtime"), None);
        check(Some(""), None);
    }

    #[test]
    fn what_is_no_zone_is_left_to_the_library() {
        assert!(read(Path::new("/dev/null")).is_none());
        assert!(read(Path::new("/no/such/file")).is_none());
        assert!(read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).is_none());
    }
}
