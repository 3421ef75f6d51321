//! For other commands: a name or a path on each line.

use std::io::{self, Write};

use crate::formats::{Style, names};
use crate::views::search_results::SearchResults;

pub fn write_ids(results: &SearchResults, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    names::write(results.records.iter().map(|record| &*record.id), out)
}

pub fn write_paths(results: &SearchResults, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    names::write(results.records.iter().map(|record| &*record.path), out)
}
