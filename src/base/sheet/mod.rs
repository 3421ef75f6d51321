//! Tables in files that other programs write, as rows of cells. Knows no records.
//!
//! A form of file is one module here, and a line in [`READERS`].

mod csv;
mod decode;
mod events;
mod json_lines;
mod markdown;
mod notes;
mod workbook;

use thiserror::Error;

pub use events::SERIES;
pub use json_lines::{JsonLine, objects};
pub use notes::{NoteFault, NoteFile, read_notes};
#[cfg(test)]
pub use workbook::tests as made_by_tests;

/// Largest file that is read, in bytes.
pub const LARGEST: u64 = 50 * 1024 * 1024;
/// Largest size of a file once it is unpacked, in bytes.
pub const LARGEST_UNPACKED: u64 = 100 * 1024 * 1024;
/// Most rows of one table that are read: 10,000, with headings and what stands above them.
pub const MOST_ROWS_READ: usize = 10_020;
/// Most cells of one row.
pub const MOST_COLUMNS: usize = 256;

/// A table of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTable {
    /// Empty if the file has only one table, and no name for it.
    pub name: String,
    /// True if the program that made the file does not show it.
    pub is_hidden: bool,
    /// True if words may have an apostrophe in front, so that no program takes them for a formula.
    pub is_guarded: bool,
    pub rows: Vec<SheetRow>,
    /// Sentences about how the file was read, for the person who imports it.
    pub notes: Vec<String>,
}

/// A row that has at least one cell with words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// The name of its file, if it is one of several.
    pub file: Option<String>,
    /// The number that a spreadsheet shows beside it, from 1.
    pub number: usize,
    /// Without blanks at their ends.
    pub cells: Vec<String>,
    /// The columns, from 0, whose cells the program that made the file took for dates.
    pub dates: Vec<usize>,
    /// The year of its dates, if it stands above the table and not in the cells.
    pub year: Option<u16>,
}

impl SheetRow {
    /// Returns a cell; an empty one if the row is shorter.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

/// The reason why a file cannot be read as tables.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetError {
    #[error("it is larger than {} MB", LARGEST / (1024 * 1024))]
    TooLarge,
    #[error("it is larger than {} MB when it is unpacked", LARGEST_UNPACKED / (1024 * 1024))]
    TooLargeUnpacked,
    #[error("it has more than 10,000 rows")]
    TooManyRows,
    #[error("row {row} has more than {MOST_COLUMNS} columns")]
    TooManyColumns { row: usize },
    #[error("cpd does not read files of this form")]
    UnknownForm,
    #[error("it is not text")]
    NotText,
    #[error("its details at the top cannot be read: {why}")]
    Details { why: String },
    #[error("it is neither a list of objects nor a CV in the format of JSON Resume")]
    NotJsonList,
    #[error("it is not a calendar")]
    NotCalendar,
    #[error("line {line} is not an object of JSON, such as {{\"date\": \"2026-02-03\"}}")]
    NotJson { line: usize },
    #[error("it is damaged, or it has a password")]
    Damaged,
}

/// A form of file.
pub struct SheetReader {
    /// The endings of its names, without the dot.
    pub extensions: &'static [&'static str],
    pub read: fn(&[u8]) -> Result<Vec<FileTable>, SheetError>,
}

/// All forms of file.
pub const READERS: [SheetReader; 8] = [
    csv::READER,
    workbook::XLSX,
    workbook::XLS,
    workbook::ODS,
    markdown::READER,
    json_lines::READER,
    json_lines::LIST_READER,
    events::READER,
];

/// Returns the tables of a file, whose form the ending of its name says.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let mut readers = READERS.iter();
    let reader = readers.find(|reader| reader.is_for(name));
    let reader = reader.ok_or(SheetError::UnknownForm)?;
    if bytes.len() as u64 > LARGEST {
        return Err(SheetError::TooLarge);
    }
    (reader.read)(bytes)
}

/// Returns true if the ending of a name says that its file has lines of JSON.
pub fn is_json_lines(name: &str) -> bool {
    json_lines::READER.is_for(name)
}

/// Returns true if the ending of a name says that its file is JSON.
pub fn is_json(name: &str) -> bool {
    json_lines::LIST_READER.is_for(name)
}

/// Returns true if the ending of a name says that its file is a calendar.
pub fn is_calendar(name: &str) -> bool {
    events::READER.is_for(name)
}

/// Returns true if the ending of a name says that its file is in Markdown.
pub fn is_markdown(name: &str) -> bool {
    markdown::READER.is_for(name)
}

impl SheetReader {
    fn is_for(&self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, end)| end);
        self.extensions.contains(&&*ending.to_lowercase())
    }
}

/// Returns the endings that can be read.
pub fn extensions() -> Vec<String> {
    let all = READERS.iter().flat_map(|reader| reader.extensions);
    all.map(|extension| format!(".{extension}")).collect()
}
