//! `cpd search`: records in which words were found.

mod human;
mod json;
mod names;
mod plain;

use super::{Format, View};
use crate::base::text::words;
use crate::views::search_results::SearchResults;

impl View for SearchResults {
    const NAME: &'static str = "results of a search";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("ids", names::write_ids),
        Format::new("paths", names::write_paths),
    ];
}

/// Returns the sentence that is shown where no record has the words.
fn nothing_found(results: &SearchResults) -> String {
    let words: Vec<String> = results
        .words
        .iter()
        .map(|word| words::quoted(word))
        .collect();
    match words.as_slice() {
        [word] => format!("No record has {word}."),
        several => format!("No record has all of {}.", words::join_all(several)),
    }
}
