//! Prints what is due as a calendar file.

use std::io::{self, Write};

use crate::base::calendar::format_long;
use crate::base::text::Shell;
use crate::formats::Style;
use crate::formats::ical::{self, IcalEntry};
use crate::views::due::{Agenda, DueEntry, Urgency};

/// Writes every entry.
pub fn write(agenda: &Agenda, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(agenda, style.shell);
    ical::write(&entries, &agenda.portfolio, agenda.today, out)
}

/// Returns the entries of a calendar for what is due.
pub fn entries(agenda: &Agenda, shell: Shell) -> Vec<IcalEntry> {
    let all = agenda.entries.iter();
    all.map(|entry| IcalEntry {
        about: entry.about_for_calendars(),
        on: entry.on,
        until: entry.until,
        summary: summary(entry),
        description: description(entry, shell),
        reminds: true,
    })
    .collect()
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
