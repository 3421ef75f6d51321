//! One sentence to a line.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{command, later_message, nothing_due_message, opens_later};
use crate::base::calendar::format_long;
use crate::base::text::{Safe, Shell};
use crate::domain::phrases;
use crate::formats::Style;
use crate::views::due::{Agenda, DueEntry, Urgency};

pub fn write(agenda: &Agenda, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (entries, later) = agenda.entries_to_show();
    for entry in &entries {
        let what = entry
            .what
            .as_deref()
            .map(|what| format!(", {}", Safe(what)));
        writeln!(
            out,
            "{}: {}{} ({}){}",
            due_text(entry, agenda.today),
            Safe(&entry.says),
            what.unwrap_or_default(),
            Safe(&entry.source()),
            action_text(entry, style.shell)
        )?;
    }
    if entries.is_empty() {
        writeln!(out, "{}", nothing_due_message(later))?;
    }
    if later > 0 {
        writeln!(out, "{}", later_message(later))?;
    }
    Ok(())
}

fn due_text(entry: &DueEntry, today: NaiveDate) -> String {
    let word = match entry.state {
        Urgency::Overdue => "Overdue",
        Urgency::Expired => "Out of date",
        Urgency::Due => "Due by",
        Urgency::Expires => "In date until",
        Urgency::Planned => "On",
    };
    match (entry.on, entry.state.is_late()) {
        (None, true) => word.to_owned(),
        (None, false) => "To do".to_owned(),
        (Some(on), true) => format!("{word} since {}", format_long(entry.until.unwrap_or(on))),
        (Some(on), false) => match (opens_later(entry, today), entry.until) {
            (Some(from), _) => format!("From {} until {}", format_long(from), format_long(on)),
            (None, Some(until)) => format!("From {}", phrases::format_days(on, until)),
            (None, None) => format!("{word} {}", format_long(on)),
        },
    }
}

fn action_text(entry: &DueEntry, shell: Shell) -> String {
    match (command(entry, shell), &entry.next) {
        (Some(command), _) => format!(": {}", Safe(&command)),
        (None, Some(next)) => format!(": {}", Safe(next)),
        (None, None) => ".".to_owned(),
    }
}
