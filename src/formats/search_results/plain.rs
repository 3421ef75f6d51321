//! The path, the number and the words of each line, as other programs print them.

use std::io::{self, Write};

use super::nothing_found;
use crate::base::text::Safe;
use crate::formats::Style;
use crate::views::search_results::SearchResults;

pub fn write(results: &SearchResults, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for record in &results.records {
        for found in &record.lines {
            let (path, text) = (Safe(&record.path), Safe(&found.text));
            writeln!(out, "{path}:{}: {text}", found.line)?;
        }
    }
    if results.records.is_empty() {
        writeln!(out, "{}", Safe(&nothing_found(results)))?;
    }
    Ok(())
}
