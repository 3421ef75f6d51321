//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use crate::formats::{Style, json};
use crate::views::search_results::SearchResults;

pub fn write(results: &SearchResults, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(results, out)
}
