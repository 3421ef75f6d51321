//! `cpd export`: records for spreadsheets and programs. A new format is a file here and a line in
//! [`EXPORT_FORMATS`].

mod csv;
mod jsonl;
mod text;
mod xlsx;

use std::io::{self, Write};

pub use csv::FORMAT as CSV;

use crate::views::record_export::ExportTable;

/// A form in which records are taken out.
pub struct ExportFormat {
    pub name: &'static str,
    /// The ending of its files.
    pub ending: &'static str,
    /// True if a file holds the tables of several kinds.
    pub holds_several: bool,
    /// False for bytes that no terminal can show.
    pub is_text: bool,
    pub write: fn(&[ExportTable<'_>], &mut dyn Write) -> io::Result<()>,
}

/// The first is written where none is asked for.
pub const EXPORT_FORMATS: &[ExportFormat] =
    &[csv::FORMAT, xlsx::FORMAT, jsonl::FORMAT, text::FORMAT];

/// Returns the format of a name.
pub fn export_format(name: &str) -> Option<&'static ExportFormat> {
    EXPORT_FORMATS.iter().find(|format| format.name == name)
}
