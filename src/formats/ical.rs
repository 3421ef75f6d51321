//! Writes a calendar file (RFC 5545): an event of whole days for each entry, with a name that
//! stays, so that a calendar replaces the event and adds no other. An entry without a day is a task.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Todo, TodoStatus};

use crate::base::files::digest;
use crate::base::text::Safe;

/// Days before, on which a calendar reminds.
const REMINDER: i64 = 7;

/// The properties that every calendar begins with.
const HEAD: [(&str, &str); 3] = [
    ("VERSION", "2.0"),
    ("PRODID", "-//cpd//due//EN"),
    ("CALSCALE", "GREGORIAN"),
];

/// An entry of a calendar.
pub struct IcalEntry {
    /// The thing that it is about, for its name. It stays the same when the day moves.
    pub about: String,
    pub on: Option<NaiveDate>,
    /// The last day of what takes several.
    pub until: Option<NaiveDate>,
    pub summary: String,
    pub description: String,
    /// True if the calendar reminds of it, unless the day is past.
    pub reminds: bool,
}

/// Writes the entries of a portfolio, which is named by its id.
pub fn write(
    entries: &[IcalEntry],
    portfolio: &str,
    today: NaiveDate,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut calendar = Calendar::empty();
    for (name, value) in HEAD {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name("Professional development");
    let mut names = EventNames::default();
    for entry in entries {
        let written = WrittenEntry {
            entry,
            name: names.next(entry, portfolio),
            today,
        };
        if entry.on.is_none() {
            calendar.push(written.task());
        } else if let Some(event) = written.event() {
            calendar.push(event);
        }
    }
    write!(out, "{calendar}")
}

/// Names of events: for what they are about and not for their day, which may move.
#[derive(Default)]
struct EventNames(BTreeMap<String, usize>);

impl EventNames {
    fn next(&mut self, entry: &IcalEntry, portfolio: &str) -> String {
        let about = format!("{portfolio}\0{}", entry.about);
        let before = self.0.entry(about.clone()).or_default();
        *before += 1;
        digest::sha256(format!("{about}\0{before}").as_bytes())
    }
}

/// An entry with its name, on the day that the calendar is written.
struct WrittenEntry<'e> {
    entry: &'e IcalEntry,
    name: String,
    today: NaiveDate,
}

impl WrittenEntry<'_> {
    fn uid(&self) -> String {
        format!("{}@cpd", &self.name[..32])
    }

    /// The same day makes the same file.
    fn stamp(&self) -> DateTime<Utc> {
        self.today.and_time(NaiveTime::MIN).and_utc()
    }

    /// Returns a task for what has no day.
    fn task(&self) -> Todo {
        let mut task = Todo::new();
        task.uid(&self.uid())
            .timestamp(self.stamp())
            .summary(&Safe(&self.entry.summary).to_string())
            .description(&Safe(&self.entry.description).to_string())
            .status(TodoStatus::NeedsAction);
        task.done()
    }

    /// None for what has no day.
    fn event(&self) -> Option<Event> {
        // Dates have four digits for their year, there as here.
        let day = self.entry.on.filter(|day| day.year() < 9_999)?;
        let says = Safe(&self.entry.summary).to_string();
        let mut event = Event::new();
        event
            .uid(&self.uid())
            .timestamp(self.stamp())
            .starts(day)
            // An event of whole days ends where the day after its last begins.
            .ends(self.last_day(day).succ_opt()?)
            .summary(&says)
            .description(&Safe(&self.entry.description).to_string())
            .add_property("TRANSP", "TRANSPARENT");
        if self.entry.reminds && day >= self.today {
            let mut alarm = Alarm::display(&says, -chrono::Duration::days(REMINDER));
            alarm
                .uid(&format!("{}@cpd", &self.name[32..]))
                .timestamp(self.stamp());
            event.alarm(alarm);
        }
        Some(event.done())
    }

    /// Returns the last day of an entry that begins on a day.
    fn last_day(&self, first: NaiveDate) -> NaiveDate {
        let until = self.entry.until.filter(|until| until.year() < 9_999);
        until.map_or(first, |until| until.max(first))
    }
}
