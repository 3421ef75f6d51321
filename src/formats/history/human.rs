//! For eyes: a line to an event.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::{NOTHING, describe_event, write_scheme_notes};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::history::Timeline;

const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// A line each, the day and the person first.
pub fn write(timeline: &Timeline, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_scheme_notes(timeline, out)?;
    if timeline.events.is_empty() {
        writeln!(out, "{NOTHING}")?;
    }
    let widest = timeline.events.iter().map(|event| event.by.chars().count());
    let width = widest.max().unwrap_or(0).min(30);
    for event in &timeline.events {
        let day = event.at.date_naive();
        let by = Safe(&event.by).to_string();
        let commit = &event.commit;
        writeln!(
            out,
            "{day}  {by:width$}  {}  {DIM}{commit:.10}{DIM:#}",
            Safe(&describe_event(event))
        )?;
    }
    Ok(())
}
