//! `cpd due`: what is due, overdue or running out.

mod human;
mod ics;
mod json;
mod plain;

use chrono::NaiveDate;

pub use ics::entries as calendar_entries;

use super::command_line::shell_command;
use super::{Format, View};
use crate::base::text::{Shell, words};
use crate::views::due::{Agenda, DueEntry};

impl View for Agenda {
    const NAME: &'static str = "an agenda";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("ics", ics::write),
    ];
}

fn command(entry: &DueEntry, shell: Shell) -> Option<String> {
    shell_command(entry.command.as_ref()?, shell)
}

/// Returns the first day on which a thing can be done, if that is still to come.
fn opens_later(entry: &DueEntry, today: NaiveDate) -> Option<NaiveDate> {
    entry.from.filter(|from| *from > today)
}

fn nothing_due_message(later: usize) -> &'static str {
    match later {
        0 => "Nothing is due.",
        _ => "Nothing is due soon.",
    }
}

fn later_message(later: usize) -> String {
    let things = words::count_noun(later, "more is", "more are");
    format!("{things} due later: cpd due --all")
}
