//! Prints what is due as a calendar (RFC 5545): an event of a day for each, with a stable
//! name, so that a calendar that subscribes moves it rather than adding another. What has no
//! day is a task.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Todo, TodoStatus};

use crate::base::calendar::format_long;
use crate::base::files::digest;
use crate::base::text::{Safe, Shell};
use crate::formats::Style;
use crate::views::due::{Agenda, DueEntry, Urgency};

/// Days before, on which a calendar reminds.
const REMINDER: i64 = 7;

/// The properties that every calendar begins with.
const HEAD: [(&str, &str); 3] = [
    ("VERSION", "2.0"),
    ("PRODID", "-//cpd//due//EN"),
    ("CALSCALE", "GREGORIAN"),
];

/// Writes every entry.
pub fn write(agenda: &Agenda, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut calendar = Calendar::empty();
    for (name, value) in HEAD {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name("Professional development");
    // The same day makes the same file.
    let stamp = agenda.today.and_time(NaiveTime::MIN).and_utc();
    let mut names = EventNames::default();
    for entry in &agenda.entries {
        let name = names.next(entry, &agenda.portfolio);
        if entry.on.is_none() {
            calendar.push(task(entry, &name, stamp, style.shell));
        } else if let Some(event) = event(entry, &name, agenda, stamp, style.shell) {
            calendar.push(event);
        }
    }
    write!(out, "{calendar}")
}

/// Names of events: for what they are about and not for their day, which may move.
#[derive(Default)]
struct EventNames(BTreeMap<String, usize>);

impl EventNames {
    fn next(&mut self, entry: &DueEntry, portfolio: &str) -> String {
        let what = entry.what.as_deref().unwrap_or_default();
        let about = format!("{portfolio}\0{}\0{what}", entry.criterion);
        let before = self.0.entry(about.clone()).or_default();
        *before += 1;
        digest::sha256(format!("{about}\0{before}").as_bytes())
    }
}

/// Returns a task for what has no day.
fn task(entry: &DueEntry, name: &str, stamp: DateTime<Utc>, shell: Shell) -> Todo {
    let mut task = Todo::new();
    task.uid(&format!("{}@cpd", &name[..32]))
        .timestamp(stamp)
        .summary(&Safe(&summary(entry)).to_string())
        .description(&Safe(&description(entry, shell)).to_string())
        .status(TodoStatus::NeedsAction);
    task.done()
}

/// None for what has no day.
fn event(
    entry: &DueEntry,
    name: &str,
    agenda: &Agenda,
    stamp: DateTime<Utc>,
    shell: Shell,
) -> Option<Event> {
    // Dates have four digits for their year, there as here.
    let day = entry.on.filter(|day| day.year() < 9_999)?;
    let says = Safe(&summary(entry)).to_string();
    let mut event = Event::new();
    event
        .uid(&format!("{}@cpd", &name[..32]))
        .timestamp(stamp)
        .starts(day)
        // An event of whole days ends where the day after its last begins.
        .ends(last_day(entry, day).succ_opt()?)
        .summary(&says)
        .description(&Safe(&description(entry, shell)).to_string())
        .add_property("TRANSP", "TRANSPARENT");
    if day >= agenda.today {
        let mut alarm = Alarm::display(&says, -chrono::Duration::days(REMINDER));
        alarm.uid(&format!("{}@cpd", &name[32..])).timestamp(stamp);
        event.alarm(alarm);
    }
    Some(event.done())
}

/// Returns the last day of an entry that begins on a day.
fn last_day(entry: &DueEntry, first: NaiveDate) -> NaiveDate {
    let until = entry.until.filter(|until| until.year() < 9_999);
    until.map_or(first, |until| until.max(first))
}

fn summary(entry: &DueEntry) -> String {
    let word = match entry.state {
        Urgency::Overdue => "Overdue: ",
        Urgency::Expired => "Out of date: ",
        Urgency::Due | Urgency::Planned => "",
        Urgency::Expires => "Runs out: ",
    };
    match &entry.what {
        Some(what) => format!("{word}{}: {what}", entry.says),
        None => format!("{word}{}", entry.says),
    }
}

fn description(entry: &DueEntry, shell: Shell) -> String {
    let from = entry.from;
    let from = from.map(|from| format!("From {}", format_long(from)));
    let command = super::command(entry, shell);
    let to_do = command.or_else(|| entry.next.clone());
    let parts = [from, Some(entry.source()), to_do];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(". ")
}
