//! What was done with each entry: appended line by line, without one secret, and never endless.

use super::Id;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// So many events of one entry are remembered, the newest.
pub const MAX_EVENTS_OF_ONE: usize = 100;

/// So many events are remembered in all, the newest.
pub const MAX_EVENTS: usize = 10_000;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum What {
    /// It was added.
    Created,
    /// It came with an import.
    Imported,
    /// It was found without an entry, and got one.
    Adopted,
    /// What is known of it was changed.
    Edited,
    /// Its secret was replaced by hand.
    Replaced,
    /// Its secret was shown.
    Revealed,
    /// Its secret was copied.
    Copied,
    /// It was given to a program.
    GivenTo {
        /// The program's name, without its arguments.
        program: String,
    },
    /// It was sent over the network.
    Sent {
        /// To which host.
        host: String,
    },
    /// It was refreshed.
    Refreshed,
    /// It was revoked.
    Revoked,
    /// It was written into a file.
    Exported {
        /// Whether the file is encrypted.
        encrypted: bool,
    },
    /// It was removed.
    Removed,
    /// It was put back.
    PutBack,
}

impl What {
    /// What was done, in words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Created => "Added".to_owned(),
            Self::Imported => "Imported".to_owned(),
            Self::Adopted => "Found again".to_owned(),
            Self::Edited => "Edited".to_owned(),
            Self::Replaced => "Secret replaced".to_owned(),
            Self::Revealed => "Revealed".to_owned(),
            Self::Copied => "Copied".to_owned(),
            Self::GivenTo { program } => format!("Given to {program}"),
            Self::Sent { host } => format!("Sent to {host}"),
            Self::Refreshed => "Refreshed".to_owned(),
            Self::Revoked => "Revoked".to_owned(),
            Self::Exported { encrypted: true } => "Exported, encrypted".to_owned(),
            Self::Exported { encrypted: false } => "Exported in plain text".to_owned(),
            Self::Removed => "Removed".to_owned(),
            Self::PutBack => "Put back".to_owned(),
        }
    }

    /// Whether the secret itself was used.
    pub fn is_use(&self) -> bool {
        matches!(
            self,
            Self::Revealed
                | Self::Copied
                | Self::GivenTo { .. }
                | Self::Sent { .. }
                | Self::Refreshed
        )
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in Unix seconds.
    pub at: i64,
    /// To which entry.
    pub entry: Id,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

impl Event {
    /// The line that is appended, with its end.
    pub fn line(&self) -> String {
        // An event holds nothing that JSON cannot say.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// Everything that is remembered, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// The events.
    pub events: Vec<Event>,
}

impl Activity {
    /// Reads lines. What is no event is passed over: a line that was cut off as the program was
    /// killed, or one that a later version wrote.
    pub fn read(text: &[u8]) -> Self {
        let lines = text.split(|byte| *byte == b'\n');
        let events = lines.filter_map(|line| serde_json::from_slice(line).ok());
        Self {
            events: events.collect(),
        }
    }

    /// The events of one entry, the newest first.
    pub fn of(&self, entry: &Id) -> Vec<&Event> {
        let own = self.events.iter().rev();
        own.filter(|event| event.entry == *entry).collect()
    }

    /// The newest that fit: [`MAX_EVENTS_OF_ONE`] of each entry, [`MAX_EVENTS`] in all.
    #[must_use]
    pub fn bounded(self) -> Self {
        let mut counts: HashMap<Id, usize> = HashMap::new();
        let mut kept: Vec<Event> = Vec::new();
        for event in self.events.into_iter().rev() {
            let count = counts.entry(event.entry.clone()).or_default();
            *count += 1;
            if *count <= MAX_EVENTS_OF_ONE {
                kept.push(event);
            }
            if kept.len() == MAX_EVENTS {
                break;
            }
        }
        kept.reverse();
        Self { events: kept }
    }

    /// All lines.
    pub fn render(&self) -> String {
        self.events.iter().map(Event::line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, entry: &str, what: What) -> Event {
        Event {
            at,
            entry: Id::new(entry).unwrap(),
            what,
        }
    }

    #[test]
    fn what_was_written_is_read_and_a_line_cut_off_is_passed_over() {
        let host = "api.northwind.example".to_owned();
        let activity = Activity {
            events: vec![
                event(1, "a", What::Created),
                event(2, "a", What::Sent { host }),
                event(3, "b", What::Exported { encrypted: true }),
            ],
        };
        let text = activity.render();
        assert_eq!(Activity::read(text.as_bytes()), activity);
        for end in 0..text.len() {
            let cut = format!("{}\n{text}", &text[..end]);
            let read = Activity::read(cut.as_bytes());
            assert!(read.events.ends_with(&activity.events), "{end}");
        }
        assert_eq!(activity.of(&Id::new("a").unwrap()).len(), 2);
        assert_eq!(
            text.lines().nth(1),
            Some(r#"{"at":2,"entry":"a","what":"sent","host":"api.northwind.example"}"#)
        );
    }

    #[test]
    fn it_stays_bounded_and_keeps_the_newest() {
        let mut activity = Activity::default();
        for at in 0..300 {
            activity.events.push(event(at, "busy", What::Copied));
        }
        activity.events.insert(0, event(-1, "quiet", What::Created));
        let bounded = activity.bounded();
        assert_eq!(bounded.events.len(), MAX_EVENTS_OF_ONE + 1);
        assert_eq!(bounded.events[0].entry.as_str(), "quiet");
        assert_eq!(bounded.events.last().unwrap().at, 299);
        let many = (0..12_000).map(|at| event(at, &format!("e{at}"), What::Created));
        let many = Activity {
            events: many.collect(),
        };
        assert_eq!(many.bounded().events.len(), MAX_EVENTS);
    }
}
