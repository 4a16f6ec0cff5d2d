//! What was done, on disk: appended line by line, cut down where it grows.

use super::lock::Lock;
use super::{Place, StoreError, atomic};
use crate::vault::{Activity, Event};
use std::io::{self, Write as _};

/// From this size on it is cut down to what is remembered of it.
const CUT_AT_BYTES: u64 = 2 << 20;

/// Nothing larger is read: lines have some hundred bytes.
const MAX_BYTES: usize = 16 << 20;

/// Everything that is remembered.
pub(super) fn read(place: &Place) -> Result<Activity, StoreError> {
    let text = atomic::read(&place.activity, MAX_BYTES)?;
    Ok(Activity::read(&text.unwrap_or_default()))
}

/// Appends events, each whole: one write, of which the system does not mix parts.
pub(super) fn append(place: &Place, events: &[Event]) -> Result<(), StoreError> {
    place.make()?;
    let failed = |error| StoreError::file("write", &place.activity, error);
    let _lock = Lock::take(&place.lock)?;
    let lines: String = events.iter().map(Event::line).collect();
    let mut file = atomic::append(&place.activity).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    let mut text = lines.into_bytes();
    if len > 0 && !ends_with_line(place, len).map_err(failed)? {
        text.insert(0, b'\n');
    }
    file.write_all(&text).map_err(failed)?;
    if len < CUT_AT_BYTES {
        return Ok(());
    }
    let bounded = match read(place) {
        Ok(activity) => activity.bounded(),
        // Far too large to be read: it begins anew with what was done now.
        Err(StoreError::TooLarge(_)) => Activity {
            events: events.to_vec(),
        },
        Err(error) => return Err(error),
    };
    atomic::write(&place.activity, bounded.render().as_bytes())
}

/// Whether the last line is whole: a program may have been killed while it wrote.
fn ends_with_line(place: &Place, len: u64) -> io::Result<bool> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut file = std::fs::File::open(&place.activity)?;
    file.seek(SeekFrom::Start(len.saturating_sub(1)))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Id, MAX_EVENTS_OF_ONE, What};
    use std::fs;

    #[test]
    fn it_is_appended_to_survives_half_a_line_and_stays_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::in_folder(folder.path());
        let event = |at| Event {
            at,
            entry: Id::new("a").unwrap(),
            what: What::Revealed,
        };
        append(&place, &[event(1)]).unwrap();
        let mut text = fs::read(&place.activity).unwrap();
        text.extend_from_slice(b"{\"at\":2,\"en");
        fs::write(&place.activity, &text).unwrap();
        append(&place, &[event(3), event(4)]).unwrap();
        let times = |place: &Place| -> Vec<i64> {
            let read = read(place).unwrap();
            read.events.iter().map(|event| event.at).collect()
        };
        assert_eq!(times(&place), [1, 3, 4]);
        let many: Vec<Event> = (0..60_000).map(event).collect();
        append(&place, &many).unwrap();
        append(&place, &[event(99)]).unwrap();
        assert_eq!(times(&place).len(), MAX_EVENTS_OF_ONE);
        assert_eq!(times(&place).last(), Some(&99));
    }
}
