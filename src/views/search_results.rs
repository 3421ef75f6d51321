//! Records in which words were found, and the lines that have them.

use serde::Serialize;

use crate::domain::id::{KindId, RecordId};

/// Records that have every word that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchResults {
    /// Of this form; 1.
    pub version: u32,
    /// By date and then by path.
    pub records: Vec<FoundRecord>,
    /// The words that were looked for.
    pub words: Vec<String>,
}

/// A record that has every word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundRecord {
    pub kind: KindId,
    pub id: RecordId,
    pub path: String,
    pub title: String,
    /// Those that have one of the words, in order.
    pub lines: Vec<FoundLine>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundLine {
    /// From 1.
    pub line: usize,
    /// The words of the line, or those around the first that was found in a long one.
    pub text: String,
}
