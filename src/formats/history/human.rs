//! For eyes: a line to an event.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{NOTHING, describe_event, write_scheme_notes};
use crate::formats::Style;
use crate::formats::wrap::{pad_to_width, safe_text, text_width, wrap_text};
use crate::views::history::{Event, Timeline};

const DIM: Paint = Paint::new().effects(Effects::DIMMED);
/// Columns of a day and the blanks behind it.
const DAY: usize = 12;
/// Most columns for the names of people.
const NAMES: usize = 30;
/// Fewest columns beside the names for what happened. If there are fewer, it stands below them.
const EVENT: usize = 40;
/// Characters of the name of a commit.
const COMMIT: usize = 10;

/// The day and the person, and beside them or below them what happened.
pub fn write(timeline: &Timeline, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_scheme_notes(timeline, out)?;
    if timeline.events.is_empty() {
        writeln!(out, "{NOTHING}")?;
    }
    let widest = timeline
        .events
        .iter()
        .map(|event| safe_text(&event.by).width());
    let names = widest.max().unwrap_or(0).min(NAMES);
    let width = text_width(style.width);
    let indent = match DAY + names + 2 {
        beside if beside + EVENT <= width => beside,
        _ => DAY,
    };
    for event in &timeline.events {
        write_event(event, names, indent, width, out)?;
    }
    Ok(())
}

/// Writes an event with what happened in the column `indent`.
fn write_event(
    event: &Event,
    names: usize,
    indent: usize,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let by = pad_to_width(&safe_text(&event.by), names);
    let head = format!("{}  {by}  ", event.at.date_naive());
    let is_beside = head.width() <= indent;
    if !is_beside {
        writeln!(out, "{}", head.trim_end())?;
    }
    let happened = wrap_text(&safe_text(&describe_event(event)), width - indent);
    let commit: String = event.commit.chars().take(COMMIT).collect();
    let last = happened.len().saturating_sub(1);
    for (at, line) in happened.iter().enumerate() {
        match at == 0 && is_beside {
            true => write!(out, "{head}{line}")?,
            false => write!(out, "{:indent$}{line}", "")?,
        }
        let fits = indent + line.width() + 2 + COMMIT <= width;
        match (at == last, fits) {
            (true, true) => writeln!(out, "  {DIM}{commit}{DIM:#}")?,
            (true, false) => writeln!(out, "\n{:indent$}{DIM}{commit}{DIM:#}", "")?,
            (false, _) => writeln!(out)?,
        }
    }
    Ok(())
}
