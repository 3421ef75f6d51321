//! Writes everything in a portfolio that has a day as a calendar file.

use std::io::{self, Write};

use super::due;
use super::ical::{self, IcalEntry};
use crate::base::text::Shell;
use crate::views::calendar::{DatedRecord, PortfolioCalendar};

/// Writes what is due, and what took place. Commands are quoted for the shell.
pub fn write(calendar: &PortfolioCalendar, shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let agenda = &calendar.agenda;
    let mut entries = due::calendar_entries(agenda, shell);
    entries.extend(calendar.records.iter().map(record_entry));
    ical::write(&entries, &agenda.portfolio, agenda.today, out)
}

fn record_entry(record: &DatedRecord) -> IcalEntry {
    IcalEntry {
        about: record.about.clone(),
        on: Some(record.on),
        until: record.until,
        summary: record.title.clone(),
        description: format!("{}. {}", record.kind, record.path),
        reminds: false,
    }
}
