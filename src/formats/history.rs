//! What happened, for eyes, for ears and for programs.

use std::io::{self, Write};

use anstyle::{Effects, Style};

use crate::base::text::Safe;
use crate::views::history::{Event, Timeline};

const DIM: Style = Style::new().effects(Effects::DIMMED);

/// A line each, the day and the person first.
pub fn human(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let widest = timeline.events.iter().map(|event| event.by.chars().count());
    let width = widest.max().unwrap_or(0).min(30);
    for event in &timeline.events {
        let day = event.at.date_naive();
        let by = Safe(&event.by).to_string();
        let commit = &event.commit;
        writeln!(
            out,
            "{day}  {by:width$}  {}  {DIM}{commit:.10}{DIM:#}",
            Safe(&what(event))
        )?;
    }
    Ok(())
}

/// A sentence to a line.
pub fn plain(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    for event in &timeline.events {
        let day = event.at.date_naive();
        writeln!(
            out,
            "{day}: {} {}, commit {:.10}",
            Safe(&event.by),
            Safe(&what(event)),
            event.commit
        )?;
    }
    Ok(())
}

/// As JSON, with a final line end.
pub fn json(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, timeline)?;
    writeln!(out)
}

/// `wrote journal “Very red”`, or `endorse lancaster/bronze (claimed)`.
fn what(event: &Event) -> String {
    let Event {
        what,
        kind,
        title,
        known,
        ..
    } = event;
    match known.as_str() {
        "commit" => format!("{what} {kind} \u{201c}{title}\u{201d}"),
        known => format!("{what} {title} ({known})"),
    }
}
