//! What is due as a calendar (RFC 5545): an event of a day for each, with a stable
//! name, so that a calendar that subscribes moves it rather than adding another.

use std::io::{self, Write};

use chrono::NaiveTime;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};

use crate::report::due::{Agenda, Urgency};
use crate::source::digest;
use crate::text::Safe;

/// Days before, on which a calendar reminds.
const REMINDER: i64 = 7;

/// Every entry that has a day.
pub fn write(agenda: &Agenda, portfolio: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut calendar = Calendar::new();
    calendar.append_property(Property::new("PRODID", "-//cpd//due//EN"));
    calendar.name("Professional development");
    for entry in &agenda.entries {
        let Some(day) = entry.on else { continue };
        let word = match entry.state {
            Urgency::Overdue => "Overdue: ",
            Urgency::Expired => "Out of date: ",
            Urgency::Due => "",
            Urgency::Expires => "Runs out: ",
        };
        let what = entry.what.as_deref().map(|what| format!(": {what}"));
        let says = format!("{word}{}{}", entry.says, what.unwrap_or_default());
        let to_do = entry.command.as_ref().or(entry.next.as_ref());
        let about = match to_do {
            Some(to_do) => format!("{}. {to_do}", entry.asker),
            None => entry.asker.clone(),
        };
        // Named for what it is about and not for its day, which may move.
        let about_what = entry.what.as_deref().unwrap_or_default();
        let name =
            digest::sha256(format!("{portfolio}\0{}\0{about_what}", entry.criterion).as_bytes());
        let mut event = Event::new();
        event
            .uid(&format!("{}@cpd", &name[..32]))
            .timestamp(agenda.today.and_time(NaiveTime::MIN).and_utc())
            .all_day(day)
            .summary(&Safe(&says).to_string())
            .description(&Safe(&about).to_string())
            .add_property("TRANSP", "TRANSPARENT");
        if day >= agenda.today {
            let before = chrono::Duration::days(REMINDER);
            event.alarm(Alarm::display(&Safe(&says).to_string(), -before));
        }
        calendar.push(event.done());
    }
    write!(out, "{calendar}")
}
