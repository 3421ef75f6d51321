//! A sentence to a line.

use std::io::{self, Write};

use super::{NOTHING, describe_event, write_scheme_notes};
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::history::Timeline;

pub fn write(timeline: &Timeline, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_scheme_notes(timeline, out)?;
    if timeline.events.is_empty() {
        writeln!(out, "{NOTHING}")?;
    }
    for event in &timeline.events {
        let day = event.at.date_naive();
        writeln!(
            out,
            "{day}: {} {}, commit {:.10}",
            Safe(&event.by),
            Safe(&describe_event(event)),
            event.commit
        )?;
    }
    Ok(())
}
