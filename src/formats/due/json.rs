//! For programs: every entry, so that they choose by the days.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use super::command;
use crate::base::text::Shell;
use crate::formats::command_line::{CommandLine, command_line};
use crate::formats::{Style, json};
use crate::views::due::{Agenda, DueEntry};

pub fn write(agenda: &Agenda, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let v1 = AgendaV1 {
        version: agenda.version,
        today: agenda.today,
        entries: agenda
            .entries
            .iter()
            .map(|entry| EntryV1::new(entry, style.shell))
            .collect(),
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct AgendaV1<'a> {
    version: u32,
    today: NaiveDate,
    entries: Vec<EntryV1<'a>>,
}

#[derive(Serialize)]
struct EntryV1<'a> {
    #[serde(flatten)]
    entry: &'a DueEntry,
    command: Option<String>,
    run: Option<CommandLine>,
}

impl<'a> EntryV1<'a> {
    fn new(entry: &'a DueEntry, shell: Shell) -> Self {
        Self {
            entry,
            command: command(entry, shell),
            run: entry.command.as_ref().map(command_line),
        }
    }
}
