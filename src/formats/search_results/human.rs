//! For eyes: each record with its lines beneath it.

use std::io::{self, Write};

use anstyle::{Effects, Style as Paint};

use super::nothing_found;
use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::views::search_results::{FoundRecord, SearchResults};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// Lines of one record that are shown.
const MOST_LINES: usize = 3;

pub fn write(results: &SearchResults, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (at, record) in results.records.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_record(record, out)?;
    }
    if results.records.is_empty() {
        writeln!(out, "{}", Safe(&nothing_found(results)))?;
    }
    Ok(())
}

fn write_record(record: &FoundRecord, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", Safe(&record.title))?;
    writeln!(out, "  {DIM}{}{DIM:#}", Safe(&record.path))?;
    for found in record.lines.iter().take(MOST_LINES) {
        writeln!(out, "  {}: {}", found.line, Safe(&found.text))?;
    }
    match record.lines.len().saturating_sub(MOST_LINES) {
        0 => Ok(()),
        more => writeln!(
            out,
            "  {DIM}and {}{DIM:#}",
            words::count_noun(more, "more line", "more lines")
        ),
    }
}
