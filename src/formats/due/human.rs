//! For eyes: what is late, then what is to come.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::{command, later_message, nothing_due_message, opens_later};
use crate::base::calendar::format_long;
use crate::formats::Style;
use crate::formats::wrap::{COMMAND, safe_text, text_width, wrap_text};
use crate::views::due::{Agenda, DueEntry, Urgency};

/// Columns that the dates take.
const INDENT: usize = 12;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const LATE: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);

/// Under a heading for what is late and one for what is to come.
pub fn write(agenda: &Agenda, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (entries, later) = agenda.entries_to_show();
    let late = entries.iter().filter(|entry| entry.state.is_late());
    let ahead = entries.iter().filter(|entry| !entry.state.is_late());
    write_group("Overdue", LATE, agenda.today, late, style, out)?;
    write_group("Due", BOLD, agenda.today, ahead, style, out)?;
    if entries.is_empty() {
        writeln!(out, "{}", nothing_due_message(later))?;
    }
    if later > 0 {
        writeln!(out, "{DIM}{}{DIM:#}", later_message(later))?;
    }
    Ok(())
}

fn write_group<'e>(
    title: &str,
    style: Paint,
    today: NaiveDate,
    entries: impl Iterator<Item = &'e &'e DueEntry>,
    place: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "{style}{title}{style:#}")?;
    for entry in entries {
        human_entry(entry, today, place, out)?;
    }
    Ok(())
}

/// The day and what is asked, and beneath it who asks and what to do.
fn human_entry(
    entry: &DueEntry,
    today: NaiveDate,
    place: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let what = entry.what.as_deref().map(|what| format!(": {what}"));
    let from = opens_later(entry, today).map(|from| format!(", from {from}"));
    let asked = format!(
        "{}{}{}{}",
        entry.says,
        what.unwrap_or_default(),
        action_words(entry),
        from.unwrap_or_default()
    );
    let width = text_width(place.width);
    let no_day = if entry.state.is_late() {
        "now"
    } else {
        "no date"
    };
    let mut on = entry
        .on
        .map_or_else(|| no_day.to_owned(), |on| on.to_string());
    for line in wrap_text(&safe_text(&asked), width - INDENT) {
        writeln!(out, "{on:INDENT$}{line}")?;
        on.clear();
    }
    let source = safe_text(&entry.source());
    let lines = wrap_text(&source, width - INDENT);
    let (last, before) = lines
        .split_last()
        .map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
    // A path that fits on a line is not broken by the terminal.
    let indent = |line: &str| INDENT.min(width.saturating_sub(line.width()));
    for line in before {
        writeln!(out, "{:1$}{DIM}{line}{DIM:#}", "", indent(line))?;
    }
    write!(out, "{:1$}{DIM}{last}{DIM:#}", "", indent(last))?;
    let command = command(entry, place.shell);
    let to_do = command.as_deref().or(entry.next.as_deref());
    let Some(to_do) = to_do.map(safe_text) else {
        return writeln!(out);
    };
    let fits = INDENT + last.width() + 2 + to_do.width() <= width;
    match (command.is_some(), fits) {
        (true, true) => writeln!(out, "  {COMMAND}{to_do}{COMMAND:#}"),
        (true, false) => {
            let indent = INDENT.min(width.saturating_sub(to_do.width()));
            writeln!(out, "\n{:indent$}{COMMAND}{to_do}{COMMAND:#}", "")
        }
        (false, _) => {
            writeln!(out)?;
            let wrapped = wrap_text(&to_do, width - INDENT);
            wrapped
                .iter()
                .try_for_each(|line| writeln!(out, "{:INDENT$}{line}", ""))
        }
    }
}

/// Returns the words about an entry that the heading does not say already.
fn action_words(entry: &DueEntry) -> String {
    match (entry.state, entry.until) {
        (_, Some(until)) => format!(" (until {})", format_long(until)),
        (Urgency::Expires, _) => " (in date until then)".to_owned(),
        (Urgency::Expired, _) => " (no longer in date)".to_owned(),
        (Urgency::Due | Urgency::Overdue | Urgency::Planned, _) => String::new(),
    }
}
