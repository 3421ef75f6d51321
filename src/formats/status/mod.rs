//! `cpd status`: where each award stands and what is next.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use super::command_line::shell_command;
use super::{Format, View};
use crate::base::text::{Safe, Shell};
use crate::views::status::{DutyStatus, Next, StatusView};

impl View for StatusView {
    const NAME: &'static str = "a status";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes whose word the signatures are, and what to do where no scheme is followed.
fn write_notes(view: &StatusView, out: &mut dyn Write) -> io::Result<()> {
    for line in &view.vouched_by {
        writeln!(out, "{}", Safe(line))?;
    }
    if !view.status.schemes.is_empty() {
        return Ok(());
    }
    let owner = Safe(&view.status.owner);
    writeln!(out, "This portfolio of {owner} follows no scheme.")?;
    writeln!(
        out,
        "To follow one: `cpd scheme adopt NAME`. `cpd scheme list` lists them."
    )
}

fn command(next: &Next, shell: Shell) -> Option<String> {
    shell_command(next.command.as_ref()?, shell)
}

/// `, by 2026-10-31`, `, from 2026-10-01 until 2026-10-31`, `, overdue since 2026-10-31`.
fn deadline_text(duty: &DutyStatus) -> String {
    match (duty.late, duty.due) {
        (true, Some(due)) => format!(", overdue since {due}"),
        (true, None) => ", overdue".to_owned(),
        (false, Some(due)) => match duty.from {
            Some(from) => format!(", from {from} until {due}"),
            None => format!(", by {due}"),
        },
        (false, None) => String::new(),
    }
}
